"""From when an approved version may rule: never over a day that another one ruled (§3.1, R21)."""

from dataclasses import dataclass
from datetime import date, timedelta

from directorio.models import VersionDirectorio
from directorio.reglas import REGLA
from gobierno.errores import ReglaIncumplida

UN_ANIO = timedelta(days=366)


@dataclass(frozen=True)
class Vigencia:
    """From when the signed version rules; `motivo` only for a date before the approval."""

    desde: date | None = None
    motivo: str = ""


def vigencia_propuesta(*, version: VersionDirectorio, hoy: date) -> date:
    """The earliest ordinary date: tomorrow when a version rules today, today when none does.

    Next year's waits for its 1 January; a date on which another approved version starts is skipped.
    """
    otras = VersionDirectorio.objects.con_efecto().exclude(pk=version.pk)
    desde = hoy if otras.vigente_al(hoy) is None else hoy + timedelta(days=1)
    desde = max(desde, date(version.anio, 1, 1))
    tomadas = set(otras.values_list("vigente_desde", flat=True))
    while desde in tomadas:
        desde += timedelta(days=1)
    return desde


def fecha_de_vigencia(*, version: VersionDirectorio, desde: date, motivo: str, hoy: date) -> str:
    """The reason to store ("" when the date is ordinary); refuses dates that would re-score."""
    otras = VersionDirectorio.objects.con_efecto().exclude(pk=version.pk)
    if not date(version.anio, 1, 1) <= desde <= hoy + UN_ANIO:
        raise _fecha_imposible(
            f"El {version} no puede regir desde el {desde:%d/%m/%Y}: es anual y empieza a regir "
            f"desde el 01/01/{version.anio}, dentro del año que sigue a su aprobación."
        )
    if otras.filter(vigente_desde=desde).exists():
        raise _fecha_imposible(f"Otra versión aprobada empieza a regir el {desde:%d/%m/%Y}.")
    if desde > hoy:
        return ""
    rige = otras.vigente_al(desde)
    if rige is not None:
        raise _fecha_imposible(
            f"El {desde:%d/%m/%Y} ya rige {rige}: lo pasado no se vuelve a calcular.",
        )
    if desde == hoy:
        return ""
    if not motivo:
        raise ReglaIncumplida(
            f"Regir desde el {desde:%d/%m/%Y}, antes de la aprobación, es una regularización.",
            regla=REGLA,
            remedio="Escriba el motivo de la regularización o elija una fecha desde hoy.",
            campos={"motivo_regularizacion": "Escriba el motivo."},
        )
    return motivo[:300]


def _fecha_imposible(mensaje: str) -> ReglaIncumplida:
    return ReglaIncumplida(
        mensaje,
        regla=REGLA,
        remedio="Elija una fecha desde mañana que ninguna otra versión use.",
        campos={"vigente_desde": mensaje},
    )
