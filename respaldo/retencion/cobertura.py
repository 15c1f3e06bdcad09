"""What the Directorio promises of a series today, against what could truly be given back.

The promise is in days under a rule of time and in copies under a rule of copies; each part of it
that is missing carries its cause. Source: dominio.md 4.4–4.9, MIN-7.1.1-c.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from directorio.plazos import ESTRICTA, PorCopias, PorTiempo
from respaldo.retencion.dictamen import Codigo
from respaldo.retencion.serie_al import Opcion, SerieAl
from respaldo.retencion.vista import Vista


class Causa(StrEnum):
    """Why a promised day, or copy, is not recoverable."""

    OMITIDA = "omitida"  # the run left no trace
    FALLIDA = "fallida"  # the run is known and left no usable copy
    SUBSANADA = "subsanada"  # as above, and a repetition saved a later state (RC-54)
    ELIMINADA_ANTES = "eliminada_antes"  # the software removed it before its date
    BASE_CORTA = "base_corta"  # the base expired before what depends on it (R8, R10)
    CADENA_ROTA = "cadena_rota"
    INVALIDADA = "invalidada"
    MEDIO = "medio"
    PROVEEDOR = "proveedor"
    CLAVE = "clave"


_POR_CODIGO = {
    Codigo.SIN_COPIA: Causa.ELIMINADA_ANTES,
    Codigo.FUERA_DE_RETENCION: Causa.ELIMINADA_ANTES,
    Codigo.COPIA_INVALIDADA: Causa.INVALIDADA,
    Codigo.MEDIO_NO_DISPONIBLE: Causa.MEDIO,
    Codigo.PROVEEDOR: Causa.PROVEEDOR,
    Codigo.CLAVE: Causa.CLAVE,
}


@dataclass(frozen=True, slots=True)
class Esperada:
    """A run that was owed and whose window has closed.

    `fecha_operativa` is local and anchors the retention; `dia` is the día de datos that its copy
    would hold. `fallida`: a run is known that left nothing usable; `subsanada`: it was repeated.
    """

    fecha_operativa: date
    dia: date
    fallida: bool = False
    subsanada: bool = False


@dataclass(frozen=True, slots=True)
class Hueco:
    """A promised día de datos that cannot be given back, and why."""

    dia: date
    causa: Causa


@dataclass(frozen=True, slots=True)
class Cobertura:
    """How much of the promise holds today; `huecos` from the newest to the oldest.

    `en_copias` tells that the rule promises a number of copies and not days.
    """

    prometidos: int
    recuperables: int
    huecos: tuple[Hueco, ...] = ()
    en_copias: bool = False

    @property
    def por_causa(self) -> Counter[Causa]:
        """How many are missing for each cause."""
        return Counter(hueco.causa for hueco in self.huecos)

    @property
    def sin_atender(self) -> tuple[Hueco, ...]:
        """What is missing and nobody has repeated: what an alarm is about."""
        return tuple(hueco for hueco in self.huecos if hueco.causa != Causa.SUBSANADA)


def cobertura(vista: Vista, serie: SerieAl, esperadas: Iterable[Esperada]) -> Cobertura:
    """Compare what a series owes at the instant of the view with what it could give (4.9).

    `esperadas` may come in any order; those whose retention has run out are passed over. Chains
    count: an incremental whose base is gone is not recoverable. Linear in copies and runs.

    Fuente: MIN-7.1.1-c, R7, R8, R12, R14, R15.
    """
    opciones = _por_dia(vista, serie)
    orden = sorted(esperadas, key=lambda e: (e.fecha_operativa, e.dia), reverse=True)
    if isinstance(serie.vigente.plazo, PorCopias):
        return _en_copias(vista, serie.vigente.plazo.n, orden, opciones)
    prometidas = {e.dia: e for e in reversed(_prometidas(serie, orden))}
    huecos = tuple(
        Hueco(dia, _causa(vista, prometidas[dia], opciones.get(dia, ())))
        for dia in sorted(prometidas, reverse=True)
        if not _se_recupera(vista, opciones.get(dia, ()))
    )
    return Cobertura(len(prometidas), len(prometidas) - len(huecos), huecos)


def _en_copias(
    vista: Vista,
    n: int,
    orden: Sequence[Esperada],
    opciones: dict[date, list[Opcion]],
) -> Cobertura:
    """«n copias»: a failed run is made up for by an older copy, so only the number is owed."""
    hay = sum(vista.disponible(o) for grupo in opciones.values() for o in grupo)
    prometidos = min(n, len(orden))
    recuperables = min(hay, prometidos)
    faltas = (e for e in orden if not _se_recupera(vista, opciones.get(e.dia, ())))
    huecos = [Hueco(e.dia, _causa(vista, e, opciones.get(e.dia, ()))) for e in faltas]
    return Cobertura(
        prometidos, recuperables, tuple(huecos[: prometidos - recuperables]), en_copias=True
    )


def _prometidas(serie: SerieAl, orden: Sequence[Esperada]) -> list[Esperada]:
    """Those that time keeps, and the last k that «… y mínimo k copias» keeps besides."""
    plazo, politica = serie.vigente.plazo, serie.politica
    minimo = plazo.minimo_copias if isinstance(plazo, PorTiempo) else 0
    desde = politica.primera_prometida
    return [
        e
        for puesto, e in enumerate(orden)
        if puesto < minimo
        or (politica.promete(e.fecha_operativa) if desde is None else e.fecha_operativa >= desde)
    ]


def interesan_desde(serie: SerieAl) -> date:
    """The first fecha operativa whose run can change the coverage: of older ones nothing is
    promised. Under a rule that counts, any may be among the last ones."""
    plazo = serie.vigente.plazo
    if isinstance(plazo, PorCopias) or (isinstance(plazo, PorTiempo) and plazo.minimo_copias):
        return date.min
    return serie.politica.primera_prometida or date.min


def _por_dia(vista: Vista, serie: SerieAl) -> dict[date, list[Opcion]]:
    dias: dict[date, list[Opcion]] = {}
    for opcion in vista.opciones.values():
        if opcion.serie is serie:
            dias.setdefault(opcion.dia, []).append(opcion)
    return dias


def _se_recupera(vista: Vista, opciones: Sequence[Opcion]) -> bool:
    return any(vista.disponible(opcion) for opcion in opciones)


def _causa(vista: Vista, esperada: Esperada, opciones: Sequence[Opcion]) -> Causa:
    if opciones:
        return _de_la_copia(vista, opciones[-1])
    if esperada.subsanada:
        return Causa.SUBSANADA
    return Causa.FALLIDA if esperada.fallida else Causa.OMITIDA


def _de_la_copia(vista: Vista, opcion: Opcion) -> Causa:
    motivo = vista.motivo(opcion)
    if motivo == Codigo.CADENA_ROTA and _tiene_toda_su_base(vista, opcion):
        return Causa.BASE_CORTA
    return _POR_CODIGO.get(motivo, Causa.CADENA_ROTA) if motivo else Causa.CADENA_ROTA


def _tiene_toda_su_base(vista: Vista, opcion: Opcion) -> bool:
    """Whether nothing is wrong with its base but that its own date has passed."""
    base = [vista.opciones[clave].copia for clave in vista.base(opcion)]
    return (
        bool(base)
        and opcion.serie.serie.comportamiento == ESTRICTA
        and all(c.existe(vista.al) and not c.esta_invalidada(vista.al) for c in base)
    )
