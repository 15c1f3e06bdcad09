"""A series as it stood at the instant of a request: its rules, its copies and its horizon."""

from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from directorio.ventanas import DATO_DIA_ANTERIOR
from respaldo.retencion.historia import EXTERNO, Serie
from respaldo.retencion.modelo import CopiaHecho, Tramo
from respaldo.retencion.politica import Politica

_UN_DIA = timedelta(days=1)
_MINIMO_DIAS, _PERIODOS = 7, 2  # how far an approximate copy may be (4.10)


class SerieAl:
    """A series with its policy at the instant of the request."""

    def __init__(self, serie: Serie, *, al: datetime, zona: ZoneInfo) -> None:
        self.serie = serie
        self.politica = Politica(serie.tramos, serie.copias, al=al, zona=zona)
        self.copias = self.politica.copias
        self.retenidas = self.politica.retenidas()
        self.es_externa = serie.tipo_de_backup == EXTERNO
        self.tolerancia = timedelta(days=max(_MINIMO_DIAS, _PERIODOS * serie.periodo_dias))

    def ancla_de(self, dia: date) -> date:
        """The ancla of the scheduled copy with the data of a day, by the rule in force."""
        siguiente = dia + _UN_DIA
        return siguiente if self._tramo(siguiente).dato == DATO_DIA_ANTERIOR else dia

    def dia_de(self, ancla: date) -> date:
        """The día de datos of the scheduled copy of an ancla: the inverse of `ancla_de`."""
        return ancla - _UN_DIA if self._tramo(ancla).dato == DATO_DIA_ANTERIOR else ancla

    def _tramo(self, ancla: date) -> Tramo:
        previos = [tramo for tramo in self.politica.tramos if tramo.desde <= ancla]
        return previos[-1] if previos else self.politica.tramos[0]

    @cached_property
    def claves_retenidas(self) -> set[str]:
        """The claves of the copies that policy keeps."""
        return {copia.clave for copia in self.retenidas}

    @cached_property
    def vigente(self) -> Tramo:
        """The rule in force at the instant of the request."""
        return self._tramo(self.politica.hoy)

    @cached_property
    def _mas_antigua(self) -> date | None:
        if not self.politica.cuenta_copias:
            return None
        return min((copia.dia for copia in self.retenidas), default=None)

    def alcanza(self, dia: date) -> bool:
        """Tell whether a day is inside the horizon of the series (4.10, `estado_al`)."""
        if self.politica.promete(self.ancla_de(dia)):
            return True
        return self._mas_antigua is not None and dia >= self._mas_antigua

    def responde_el_proveedor(self, copia: CopiaHecho, *, al: datetime, hoy: date) -> bool:
        """Tell whether an external copy can be asked for: contract in force, or here (4.9 f)."""
        contratos = self.serie.contratos
        if not self.es_externa or not contratos:
            return True
        if copia.transferida_en is not None and copia.transferida_en <= al:
            return True
        return any(c.desde <= hoy and (c.hasta is None or hoy <= c.hasta) for c in contratos)


class Opcion(NamedTuple):
    """A copy with the series it belongs to."""

    copia: CopiaHecho
    serie: SerieAl

    @property
    def dia(self) -> date:
        """The local date whose data the copy holds."""
        return self.copia.dia
