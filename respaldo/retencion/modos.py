"""The four ways of asking (4.10): which copies answer, or why none does."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any

from respaldo.retencion.alcance import esta_incluido
from respaldo.retencion.dictamen import Codigo, Lapso
from respaldo.retencion.lapsos import complemento, en_lapsos
from respaldo.retencion.pedido import AntesDe, Cuales, Cuando, EstadoAl, Periodo
from respaldo.retencion.serie_al import Opcion
from respaldo.retencion.vista import Vista

_UN_DIA = timedelta(days=1)
_MIRADAS = 50  # useless copies that an answer tells about, the nearest ones


@dataclass(frozen=True, slots=True)
class Hallazgo:
    """What a search found. `miradas` are the copies considered, `limite` the last date to ask."""

    codigo: Codigo
    elegidas: tuple[Opcion, ...] = ()
    anterior: Opcion | None = None
    posterior: Opcion | None = None
    informativa: Opcion | None = None
    miradas: tuple[Opcion, ...] = ()
    cubiertos: tuple[Lapso, ...] = ()
    no_cubiertos: tuple[Lapso, ...] = ()
    limite: date | None = None


def buscar(vista: Vista, cuando: Cuando) -> Hallazgo:
    """Return what answers a request that no guard stopped."""
    if not vista.series:
        return Hallazgo(Codigo.NO_INCLUIDO)
    match cuando:
        case EstadoAl(fecha):
            return _estado_al(vista, fecha)
        case AntesDe(instante):
            return _antes_de(vista, instante)
        case Periodo(desde, hasta, cuales):
            return _periodo(vista, Lapso(desde, hasta), cuales)
        case _:
            return _antes_de(vista, vista.al)


# ── estado_al ──────────────────────────────────────────────────────────────────────────────────


def _estado_al(vista: Vista, fecha: date) -> Hallazgo:
    exactas = preferidas(vista, vista.entre(fecha, fecha))
    for opcion in exactas:
        if vista.disponible(opcion):
            return Hallazgo(_codigo(vista, [opcion]), (opcion,), miradas=tuple(exactas))
    return _sin_exacta(vista, Lapso(fecha, fecha), exactas)


def _sin_exacta(vista: Vista, lapso: Lapso, exactas: Sequence[Opcion]) -> Hallazgo:
    """Nothing can be given of those days: why, or what can be offered instead."""
    motivo = fuera(vista, lapso)
    if motivo is not None:
        return _fuera_de_alcance(vista, lapso, motivo)
    if any(vista.motivo(o) == Codigo.OBJETO_NO_EXISTE for o in exactas):
        return Hallazgo(Codigo.OBJETO_NO_EXISTE, miradas=tuple(exactas))
    anterior, posterior = _anterior(vista, lapso.desde), _posterior(vista, lapso.hasta)
    cercanas = tuple(o for o in (anterior, posterior) if o is not None)
    if cercanas:
        return Hallazgo(
            Codigo.APROXIMADA,
            anterior=anterior,
            posterior=posterior,
            miradas=(*exactas, *cercanas),
        )
    return _negativa(vista, lapso, exactas)


def fuera(vista: Vista, lapso: Lapso) -> Codigo | None:
    """Return why no copy could be expected of those days, in the order of 4.10, or None."""
    if not vista.series:
        return Codigo.NO_INCLUIDO
    primero = vista.primer_dia
    if primero is None:
        return Codigo.SIN_COPIA
    antes, alcanza = lapso.hasta < primero, vista.alcanza(lapso.desde) or vista.alcanza(lapso.hasta)
    if (antes or not alcanza) and not _incluido(vista, lapso):
        return Codigo.NO_INCLUIDO
    if antes:
        return Codigo.ANTERIOR_A_PRIMERA_COPIA
    return None if alcanza else Codigo.FUERA_DE_RETENCION


def _incluido(vista: Vista, lapso: Lapso) -> bool:
    alcances = vista.historia.alcances
    return any(esta_incluido(vista.ruta, dia, alcances) for dia in (lapso.desde, lapso.hasta))


def _fuera_de_alcance(vista: Vista, lapso: Lapso, motivo: Codigo) -> Hallazgo:
    exactas = tuple(vista.conocidas_entre(lapso.desde, lapso.hasta))
    limites = [s.politica.ultimo_dia(s.ancla_de(lapso.hasta)) for s in vista.series]
    return Hallazgo(
        motivo,
        informativa=_proxima(vista, lapso.hasta),
        miradas=exactas,
        limite=max((x for x in limites if x is not None), default=None),
    )


def _negativa(vista: Vista, lapso: Lapso, exactas: Sequence[Opcion]) -> Hallazgo:
    """Those days are in retention, but no copy near them can be given."""
    lejos = max(serie.tolerancia for serie in vista.series)
    vivas = vista.entre(lapso.desde - lejos, lapso.hasta + lejos)
    cercanas = [o for o in vivas if _distancia(o, lapso) <= o.serie.tolerancia]
    if not cercanas:
        cercanas = vista.conocidas_entre(lapso.desde, lapso.hasta)
    if not cercanas:
        return Hallazgo(Codigo.SIN_COPIA)
    cercana = min(
        cercanas,
        key=lambda o: (_distancia(o, lapso), o.serie.es_externa, o.dia, o.copia.clave),
    )
    motivo = vista.motivo(cercana) or Codigo.SIN_COPIA
    return Hallazgo(motivo, miradas=tuple(dict.fromkeys((*exactas, cercana))))


def _distancia(opcion: Opcion, lapso: Lapso) -> timedelta:
    return max(lapso.desde - opcion.dia, opcion.dia - lapso.hasta, timedelta(0))


# ── antes_de and mas_reciente ──────────────────────────────────────────────────────────────────


def _antes_de(vista: Vista, instante: datetime) -> Hallazgo:
    miradas: list[Opcion] = []
    for opcion in vista.hacia_atras(instante):
        if len(miradas) >= _MIRADAS and not vista.existe(opcion.copia):
            continue  # neither an answer nor one to tell about
        motivo = vista.motivo(opcion)
        if len(miradas) < _MIRADAS or motivo is None:
            miradas.append(opcion)
        if motivo is None:
            return Hallazgo(_codigo(vista, [opcion]), (opcion,), miradas=tuple(miradas))
        if motivo == Codigo.OBJETO_NO_EXISTE:
            return Hallazgo(motivo, miradas=tuple(miradas))
    if miradas:
        return Hallazgo(vista.motivo(miradas[0]) or Codigo.SIN_COPIA, miradas=tuple(miradas))
    return _nada_antes_de(vista, instante)


def _nada_antes_de(vista: Vista, instante: datetime) -> Hallazgo:
    conocidas = [o for o in vista.conocidas() if o.copia.inicio < instante]
    if not conocidas:
        hay = vista.primer_dia is not None
        return Hallazgo(Codigo.ANTERIOR_A_PRIMERA_COPIA if hay else Codigo.SIN_COPIA)
    ultima = max(conocidas, key=_reciente)
    return Hallazgo(
        vista.motivo(ultima) or Codigo.SIN_COPIA,
        miradas=(ultima,),
        limite=ultima.serie.politica.ultimo_dia(ultima.copia.ancla),
    )


def _reciente(opcion: Opcion) -> tuple[datetime, bool, str]:
    return opcion.copia.inicio, not opcion.serie.es_externa, opcion.copia.clave


# ── periodo ────────────────────────────────────────────────────────────────────────────────────


def _periodo(vista: Vista, lapso: Lapso, cuales: str) -> Hallazgo:
    miradas = vista.entre(lapso.desde, lapso.hasta)
    hay = [o for o in miradas if vista.disponible(o)]
    if not hay:
        return _sin_exacta(vista, lapso, miradas)
    cubiertos = en_lapsos(o.dia for o in hay)
    no_cubiertos = complemento(lapso, cubiertos)
    elegidas = _elegir(vista, hay, cuales)
    codigo = _codigo(vista, elegidas)
    if codigo == Codigo.PROCEDE and _es_parcial(vista, lapso, no_cubiertos, cuales):
        codigo = Codigo.PROCEDE_PARCIAL
    return Hallazgo(
        codigo,
        tuple(elegidas),
        miradas=tuple(miradas),
        cubiertos=cubiertos,
        no_cubiertos=no_cubiertos,
    )


def _elegir(vista: Vista, hay: Sequence[Opcion], cuales: str) -> list[Opcion]:
    if cuales == Cuales.TODAS:
        return sorted(hay, key=lambda o: (o.copia.inicio, o.copia.clave), reverse=True)
    if cuales == Cuales.ULTIMA:
        ultimo = max(o.dia for o in hay)
        hay = [o for o in hay if o.dia == ultimo]
    return preferidas(vista, hay)[:1]


def _es_parcial(vista: Vista, lapso: Lapso, faltan: Sequence[Lapso], cuales: str) -> bool:
    """A period is answered in part when copies that were owed are missing.

    For the last copy only the ends matter; any copy will do for `cualquiera`.
    """
    debidos = [x for x in faltan if _se_debia(vista, x)]
    if cuales == Cuales.ULTIMA:
        debidos = [x for x in debidos if x.desde == lapso.desde or x.hasta == lapso.hasta]
    return bool(debidos) and cuales != Cuales.CUALQUIERA


def _se_debia(vista: Vista, lapso: Lapso) -> bool:
    """A weekly series owes nothing of the six days between two copies."""
    periodos = [s.serie.periodo_dias for s in vista.series if s.alcanza(lapso.hasta)]
    return (lapso.hasta - lapso.desde).days + 1 >= min(periodos, default=1)


# ── Choosing among copies ──────────────────────────────────────────────────────────────────────


def _codigo(vista: Vista, elegidas: Iterable[Opcion]) -> Codigo:
    pendiente = any(vista.por_verificar(o.copia) for o in elegidas)
    return Codigo.VERIFICAR_ANTES if pendiente else Codigo.PROCEDE


def preferidas(vista: Vista, opciones: Iterable[Opcion]) -> list[Opcion]:
    """Copies of equal date in order of preference: verified, interno, newest."""
    return sorted(opciones, key=_preferencia(vista, 1), reverse=True)


def _preferencia(vista: Vista, sentido: int) -> Callable[[Opcion], Any]:
    return lambda o: (
        not vista.por_verificar(o.copia),
        not o.serie.es_externa,
        sentido * o.copia.inicio.timestamp(),
        o.copia.clave,
    )


def _anterior(vista: Vista, dia: date) -> Opcion | None:
    lejos = max(serie.tolerancia for serie in vista.series)
    previas = [o for o in vista.entre(dia - lejos, dia - _UN_DIA) if _esta_cerca(o, dia)]
    preferencia = _preferencia(vista, 1)
    previas.sort(key=lambda o: (o.dia, preferencia(o)), reverse=True)
    return next((o for o in previas if vista.disponible(o)), None)


def _posterior(vista: Vista, dia: date) -> Opcion | None:
    lejos = max(serie.tolerancia for serie in vista.series)
    siguientes = [o for o in vista.entre(dia + _UN_DIA, dia + lejos) if _esta_cerca(o, dia)]
    preferencia = _preferencia(vista, -1)
    siguientes.sort(key=lambda o: (-o.dia.toordinal(), preferencia(o)), reverse=True)
    return next((o for o in siguientes if vista.disponible(o)), None)


def _proxima(vista: Vista, dia: date) -> Opcion | None:
    """The first later copy, however far: for information only."""
    siguientes = vista.entre(dia + _UN_DIA, vista.hoy)
    siguientes.sort(key=attrgetter("copia.inicio", "copia.clave"))
    return next((o for o in siguientes if vista.disponible(o)), None)


def _esta_cerca(opcion: Opcion, dia: date) -> bool:
    return abs(opcion.dia - dia) <= opcion.serie.tolerancia
