"""The calendar of recoverable days of an ítem: what `estado_al` would choose for each date."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from respaldo.retencion.cadena import TOTAL
from respaldo.retencion.dictamen import Codigo, Lapso
from respaldo.retencion.historia import Historia
from respaldo.retencion.modos import fuera, preferidas
from respaldo.retencion.serie_al import Opcion
from respaldo.retencion.vista import Vista


class ClaseDeDia(StrEnum):
    """What there is of a date."""

    TOTAL = "total"
    INCREMENTAL = "incremental"  # any copy that depends on others, or takes only what changed
    EXTERNO = "externo"
    NINGUNA = "ninguna"
    FUTURA = "futura"


@dataclass(frozen=True, slots=True)
class Dia:
    """One date of the calendar.

    `clave` and `instante` are those of the copy that would be given; `retenida_hasta` its L, None
    when no date is known in advance; `por_verificar`, nobody has declared it conforme;
    `reservada`, a hold keeps it. `motivo` is why there is none.
    """

    fecha: date
    clase: ClaseDeDia
    clave: str = ""
    instante: datetime | None = None
    retenida_hasta: date | None = None
    por_verificar: bool = False
    reservada: bool = False
    motivo: Codigo | None = None

    def vence_pronto(self, hoy: date, dias: int) -> bool:
        """Tell whether its copy can be asked for during no more than so many days after `hoy`."""
        return self.retenida_hasta is not None and self.retenida_hasta <= hoy + timedelta(dias)


def calendario(
    historia: Historia, desde: date, hasta: date, al: datetime, zona: ZoneInfo
) -> tuple[Dia, ...]:
    """Return one record per date of a period, both ends included, as known at an aware instant.

    A date has a copy exactly when `evaluar` would give one for `EstadoAl` of it, and it is the
    same one. Linear in copies and dates. Fuente: MIN-7.2.2-c, PC-5.3-c.
    """
    vista = Vista(historia, al=al, zona=zona)
    por_dia: dict[date, list[Opcion]] = {}
    for opcion in vista.entre(desde, hasta):
        por_dia.setdefault(opcion.dia, []).append(opcion)
    return tuple(_dia(vista, fecha, por_dia.get(fecha, [])) for fecha in _fechas(desde, hasta))


def _fechas(desde: date, hasta: date) -> Iterator[date]:
    return (desde + timedelta(days=n) for n in range((hasta - desde).days + 1))


def _dia(vista: Vista, fecha: date, opciones: Sequence[Opcion]) -> Dia:
    if fecha > vista.hoy:
        return Dia(fecha, ClaseDeDia.FUTURA)
    preferida = next((o for o in preferidas(vista, opciones) if vista.disponible(o)), None)
    if preferida is None:
        return Dia(fecha, ClaseDeDia.NINGUNA, motivo=_motivo(vista, fecha, opciones))
    copia = preferida.copia
    return Dia(
        fecha,
        _clase(preferida),
        clave=copia.clave,
        instante=copia.inicio,
        retenida_hasta=preferida.serie.politica.ultimo_dia(copia.ancla),
        por_verificar=vista.por_verificar(copia),
        reservada=copia.clave in vista.reservadas,
    )


def _clase(opcion: Opcion) -> ClaseDeDia:
    if opcion.serie.es_externa:
        return ClaseDeDia.EXTERNO
    return ClaseDeDia.TOTAL if opcion.copia.modalidad == TOTAL else ClaseDeDia.INCREMENTAL


def _motivo(vista: Vista, fecha: date, opciones: Sequence[Opcion]) -> Codigo:
    motivo = fuera(vista, Lapso(fecha, fecha))
    if motivo is not None:
        return motivo
    motivos = (vista.motivo(o) for o in preferidas(vista, opciones))
    return next((m for m in motivos if m is not None), Codigo.SIN_COPIA)
