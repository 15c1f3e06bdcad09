"""From the tables to the coverage of a line: what was owed, beside what is known of its copies.

The comparison is pure (`respaldo.retencion.cobertura`); nothing is decided here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Q

from directorio.models import Linea
from gobierno.formato import primeros
from respaldo.coincidencias import Serie
from respaldo.historias import historias_de
from respaldo.models import Corrida, Ejecucion
from respaldo.retencion.cobertura import Causa, Cobertura, Esperada, cobertura, interesan_desde
from respaldo.retencion.serie_al import SerieAl
from respaldo.retencion.vista import Vista

LOTE = 200  # ítems whose whole history is in memory at once
MOTIVOS = {
    Causa.OMITIDA: "sin rastro de ejecución",
    Causa.FALLIDA: "la ejecución falló",
    Causa.SUBSANADA: "falló y se repitió otro día",
    Causa.ELIMINADA_ANTES: "el software eliminó la copia antes de su fecha",
    Causa.BASE_CORTA: "la copia total de la que depende venció antes",
    Causa.CADENA_ROTA: "falta una copia de la que depende",
    Causa.INVALIDADA: "la copia no sirve",
    Causa.MEDIO: "su medio no está accesible",
    Causa.PROVEEDOR: "el contrato del servicio externo no está vigente",
    Causa.CLAVE: "nadie custodia su clave de cifrado",
}
_FECHAS = 3


class _Debida(NamedTuple):
    """What is read of a corrida."""

    fecha_operativa: date
    estado: str
    subsanada_por: int | None
    evidencia: str | None


def coberturas_de(
    lineas: Sequence[Linea], *, al: datetime, zona: ZoneInfo
) -> Iterator[tuple[Linea, Cobertura]]:
    """Yield the coverage of each line at `al` (UTC), with its series read a batch at a time.

    Linear in copies and corridas; eight statements a batch. Fuente: MIN-7.1.1-c.
    """
    por_item: dict[int, list[Linea]] = defaultdict(list)
    for linea in lineas:
        por_item[linea.item_id].append(linea)
    items = list(por_item)
    for inicio in range(0, len(items), LOTE):
        lote = items[inicio : inicio + LOTE]
        vistas = {pk: Vista(h, al=al, zona=zona) for pk, h in historias_de(lote).items()}
        debidas = _debidas(vistas, al=al)
        for item, vista in vistas.items():
            for linea in por_item[item]:
                serie = _serie_de(linea, vista.historia.item, vista.series)
                if serie is not None:
                    owed = _esperadas(serie, debidas[_clave(linea)])
                    yield linea, cobertura(vista, serie, owed)


def _clave(linea: Linea) -> Serie:
    return linea.item_id, linea.tipo_de_backup, linea.modalidad


def _serie_de(linea: Linea, item: str, series: Iterable[SerieAl]) -> SerieAl | None:
    clave = f"{item}/{linea.tipo_de_backup}/{linea.modalidad}"
    return next((serie for serie in series if serie.serie.clave == clave), None)


def _debidas(vistas: Mapping[int, Vista], *, al: datetime) -> Mapping[Serie, list[_Debida]]:
    """Corridas whose window had closed and that nobody declared not applicable.

    Those of before anything is promised are not read: a page does not grow with its history.
    """
    debidas: dict[Serie, list[_Debida]] = defaultdict(list)
    desde = {pk: min(map(interesan_desde, v.series), default=al.date()) for pk, v in vistas.items()}
    todas = [pk for pk, fecha in desde.items() if fecha == date.min]
    recientes = desde.keys() - set(todas)
    primera = min((desde[pk] for pk in recientes), default=date.max)
    filas = (
        Corrida.objects.filter(fin_previsto__lte=al)
        .filter(Q(item__in=todas) | Q(item__in=recientes, fecha_operativa__gte=primera))
        .exclude(estado=Corrida.Estado.NO_APLICA)
    )
    for item, tipo, modalidad, *resto in filas.values_list(
        "item_id", "tipo_de_backup", "modalidad", "fecha_operativa", "estado",
        "subsanada_por_id", "ejecucion__estado",
    ):  # fmt: skip
        debidas[item, tipo, modalidad].append(_Debida(*resto))
    return debidas


def _esperadas(serie: SerieAl, debidas: Iterable[_Debida]) -> list[Esperada]:
    return [
        Esperada(
            fecha_operativa=d.fecha_operativa,
            dia=serie.dia_de(d.fecha_operativa),
            fallida=d.estado == Corrida.Estado.NO_CONFORME
            or d.evidencia == Ejecucion.Estado.NO_CONFORME,
            subsanada=d.subsanada_por is not None,
        )
        for d in debidas
    ]


def en_palabras(hay: Cobertura) -> str:
    """Say how much of the promise holds and why the rest does not, in one sentence."""
    unidad = "copias" if hay.en_copias else "días"
    dicho = f"de {hay.prometidos} {unidad} que el Directorio promete, se recuperan"
    dicho = f"{dicho} {hay.recuperables}."
    if not hay.huecos:
        return dicho
    causas = "; ".join(
        f"{n}, {MOTIVOS[causa]} ({_fechas(hay, causa)})" for causa, n in hay.por_causa.most_common()
    )
    return f"{dicho} {'Falta' if len(hay.huecos) == 1 else 'Faltan'} {causas}."


def por_que_falta(hay: Cobertura) -> list[str]:
    """One sentence for each cause of what cannot be given back, for the people of the unit."""
    return [f"{_fechas(hay, causa)}: {MOTIVOS[causa]}." for causa, _ in hay.por_causa.most_common()]


def _fechas(hay: Cobertura, causa: Causa) -> str:
    return primeros([f"{h.dia:%d/%m/%Y}" for h in hay.huecos if h.causa == causa], _FECHAS)
