"""Chain parents, right whatever the order in which copies arrive (R6; property 3 of §4.13)."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Max

from gobierno.preparadas import AltaPreparada, Preparada, enviar
from respaldo.emparejamiento import INSTANTANEA, MODALIDADES, TOTAL
from respaldo.models import Copia
from respaldo.retencion import CopiaHecho, SinBase, padre

LOTE = 500
VECINAS = 50  # copies looked back for a parent: enough for runs that overlap a few others
_leer_con_dependientes = Preparada(
    lambda items, desde: (
        Copia.objects.filter(item__in=items, independiente=False, instante_de_datos__gt=desde)
        .exclude(modalidad=TOTAL)
        .order_by()
        .values_list("item_id", "tipo_de_backup")
        .distinct()
    )
)
COPIAS = AltaPreparada(Copia)
Cadena = tuple[int, str]  # ítem and tipo de backup: series of one ítem feed each other


def encadenar(nuevas: Sequence[Copia]) -> None:
    """Save new copies with their parents, and move the parents of later copies that they change.

    A dependent whose base never reached us is saved `sin_base`, and stops being so when it does.
    """
    por_cadena: dict[Cadena, list[Copia]] = defaultdict(list)
    for copia in nuevas:
        copia.sin_base = _depende(copia)
        por_cadena[copia.item_id, copia.tipo_de_backup].append(copia)
    con_dependientes = _guardar(nuevas, por_cadena)
    if con_dependientes:
        _reencadenar(con_dependientes)


def _depende(copia: Copia) -> bool:
    return copia.modalidad != TOTAL and not copia.independiente


def _guardar(
    nuevas: Sequence[Copia], por_cadena: dict[Cadena, list[Copia]]
) -> dict[Cadena, datetime]:
    """Save them; the chains that need work, with the instant of the oldest new copy of each."""
    desde = {c: min(x.instante_de_datos for x in copias) for c, copias in por_cadena.items()}
    activas = {c for c, copias in por_cadena.items() if any(map(_depende, copias))}
    posibles = sorted({item for item, _ in desde.keys() - activas})
    primera = min(desde.values())
    *_, filas = enviar(
        *COPIAS.ordenes(nuevas), _leer_con_dependientes.orden(items=posibles, desde=primera)
    )
    activas |= {(item, tipo) for item, tipo in filas}
    return {c: cuando for c, cuando in desde.items() if c in activas}


def _reencadenar(cadenas: dict[Cadena, datetime]) -> None:
    cambiadas: list[Copia] = []
    for clave, copias in _leer(cadenas).items():
        cambiadas += _corregir(copias, desde=cadenas[clave])
    Copia.objects.bulk_update(cambiadas, ["padre", "sin_base"], batch_size=LOTE)


def _leer(cadenas: dict[Cadena, datetime]) -> dict[Cadena, list[Copia]]:
    """The copies of each chain from the last total before its oldest new copy, in order of time."""
    items = {item for item, _ in cadenas}
    utiles = Copia.objects.filter(item__in=items, ejecucion__estado__in=("conforme", "advertencia"))
    totales = (
        utiles.filter(modalidad=TOTAL, instante_de_datos__lt=min(cadenas.values()))
        .values("item_id", "tipo_de_backup")
        .annotate(ultima=Max("instante_de_datos"))
    )
    bases = {(t["item_id"], t["tipo_de_backup"]): t["ultima"] for t in totales}
    if cadenas.keys() <= bases.keys():
        utiles = utiles.filter(instante_de_datos__gte=min(bases[c] for c in cadenas))
    leidas: dict[Cadena, list[Copia]] = defaultdict(list)
    for copia in utiles.select_related("ejecucion").order_by("instante_de_datos", "pk"):
        clave = (copia.item_id, copia.tipo_de_backup)
        if clave in cadenas and copia.instante_de_datos >= bases.get(
            clave, copia.instante_de_datos
        ):
            leidas[clave].append(copia)
    return leidas


def _corregir(copias: Sequence[Copia], *, desde: datetime) -> Iterable[Copia]:
    """Copies of one chain, from `desde` on, whose parent is not the one that R6 gives."""
    hechos = [_hecho(copia) for copia in copias]
    totales = [n for n, hecho in enumerate(hechos) if hecho.modalidad == TOTAL]
    for n, copia in enumerate(copias):
        if copia.instante_de_datos < desde or not _depende(copia):
            continue
        previos = totales[: bisect_left(totales, n)]
        lejanas = [hechos[t] for t in previos[-VECINAS:] if t < n - VECINAS]
        try:
            nuevo = padre(hechos[n], [*lejanas, *hechos[max(0, n - VECINAS) : n]])
        except SinBase:
            nuevo = None
        clave = int(nuevo.clave) if nuevo else None
        if (copia.padre_id, copia.sin_base) != (clave, clave is None):
            copia.padre_id, copia.sin_base = clave, clave is None
            yield copia


def _hecho(copia: Copia) -> CopiaHecho:
    e = copia.ejecucion
    fisica = e.modalidad if e.modalidad in MODALIDADES else copia.modalidad
    return CopiaHecho(
        clave=str(copia.pk),
        ancla=date.min,  # R6 looks at instants only
        inicio=copia.instante_de_datos,
        fin=e.fin or copia.instante_de_datos,
        modalidad=fisica,
        independiente=e.modalidad == INSTANTANEA and copia.modalidad != TOTAL,
    )
