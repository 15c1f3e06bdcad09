"""What every version that took effect said of a series: the rules of its copies in time (R18)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Case, When

from directorio import plazos
from directorio.models import Linea
from directorio.querysets import CON_EFECTO, POR_EVENTO
from gobierno.preparadas import Orden, Preparada
from respaldo.bajas import Baja, baja_de
from respaldo.coincidencias import Serie
from respaldo.models import Ejecucion
from respaldo.retencion import Tramo, Transicion, ultimo_dia_retenido

_FECHA_DE_BAJA = Case(When(situacion=Linea.Situacion.RETIRADA, then="fecha_baja"))
_leer_lineas = Preparada(
    lambda items: Linea.objects.filter(item__in=items, version__estado__in=CON_EFECTO)
    .order_by("version__vigente_desde")
    .values_list(
        "item_id", "tipo_de_backup", "modalidad", "pk", "version__vigente_desde",
        "dato", "retencion", "ajuste_herramienta", "version__transicion",
        _FECHA_DE_BAJA, "retencion_post_baja", "version__anio", "version__numero",
        "periodicidad", "comportamiento_base", "contrato", "medio", "cifrado",
    )
)  # fmt: skip


@dataclass(frozen=True)
class LineaHistorica:
    """A line of one version that took effect: what rules a series from `desde` on."""

    pk: int
    desde: date
    dato: str
    retencion: str
    ajuste: int
    transicion: str
    fecha_baja: date | None = None
    post_baja: str = ""
    anio: int = 0
    numero: int = 0
    periodicidad: str = ""
    comportamiento: str = plazos.EXTIENDE_BASE
    contrato: str = ""
    medio: str = ""
    cifrado: bool = False

    @cached_property
    def tramo(self) -> Tramo:
        return Tramo(
            desde=self.desde,
            plazo=plazos.leer(self.retencion),
            transicion=Transicion(self.transicion),
            ajuste=self.ajuste,
            version=f"{self.anio}-{self.numero:02d}",
            prevista_hasta=date(self.anio, 12, 31) if self.anio else None,
            dato=self.dato,
        )

    @cached_property
    def baja(self) -> Baja | None:
        """What ends the copies that a retired line would keep for ever (R17)."""
        return baja_de(self.tramo, fecha=self.fecha_baja, texto=self.post_baja)


class Historia:
    """The lines of some ítems in every version that took effect, by series; read once per batch."""

    def __init__(self, items: Collection[int], filas: Iterable[Any] | None = None) -> None:
        self.items = frozenset(items)
        self.lineas: dict[Serie, list[LineaHistorica]] = defaultdict(list)
        self._memoria: dict[tuple[object, ...], date | None] = {}
        for item, tipo, modalidad, *resto in _leidas(self.items) if filas is None else filas:
            self.lineas[item, tipo, modalidad].append(LineaHistorica(*resto))

    @property
    def por_evento(self) -> set[int]:
        """The ítems that some version backed up when something happened, or on request (4.3)."""
        return {
            serie[0]
            for serie, lineas in self.lineas.items()
            if any(linea.periodicidad.startswith(POR_EVENTO) for linea in lineas)
        }

    def al(self, serie: Serie, fecha: date) -> LineaHistorica | None:
        """The line that ruled the series on `fecha`; before the first, the first (R4)."""
        lineas = self.lineas.get(serie, [])
        previas = [linea for linea in lineas if linea.desde <= fecha]
        return previas[-1] if previas else next(iter(lineas), None)

    def de(self, serie: Serie, pk: int) -> LineaHistorica | None:
        return next((linea for linea in self.lineas.get(serie, []) if linea.pk == pk), None)

    def retenida_hasta(self, serie: Serie, ancla: date) -> date | None:
        """L of a copy of the series: R12–R20, MIN-7.1.1-c; None when no date is known.

        Computed once per ancla and rule: thousands of lines share a dozen of them. What a baja
        ends is told to the copies that it finds (`copias.fechar_bajas`).
        """
        tramos = [linea.tramo for linea in self.lineas[serie]]
        clave = (ancla, *tramos)
        if clave not in self._memoria:
            self._memoria[clave] = ultimo_dia_retenido(ancla, tramos)
        return self._memoria[clave]

    def tramos(self, serie: Serie) -> list[Tramo]:
        """The rules of the series in time, with the end that a baja put to them (R17, R18)."""
        lineas = self.lineas[serie]
        siguientes = [*(linea.desde for linea in lineas[1:]), date.max]
        finales = [
            linea.baja.tramo if linea.baja and linea.baja.tramo.desde < siguiente else None
            for linea, siguiente in zip(lineas, siguientes, strict=True)
        ]
        return [
            tramo
            for linea, final in zip(lineas, finales, strict=True)
            for tramo in (linea.tramo if not final or linea.desde < final.desde else None, final)
            if tramo
        ]

    def baja_al(self, serie: Serie, fecha: date) -> Baja | None:
        """The baja that had happened by `fecha` and that no later version undid."""
        linea = self.al(serie, fecha)
        baja = linea.baja if linea else None
        return baja if baja and baja.fecha <= fecha else None


def por_leer(items: Collection[int]) -> Orden:
    """The history of some ítems, to be asked with something else."""
    return _leer_lineas.orden(items=sorted(items)).luego(lambda filas: Historia(items, filas))


def _leidas(items: Collection[int]) -> Iterable[Any]:
    return _leer_lineas(items=sorted(items))


def serie_de(e: Ejecucion) -> Serie:
    return (e.item_id or 0, e.tipo_de_backup, e.serie_modalidad)
