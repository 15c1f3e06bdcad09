"""The copies that runs leave: what they count as, what they depend on, until when they are kept.

Source: dominio.md 4.1 (fecha ancla), 4.4 (R6), 4.5 (R12), 4.7 (R18); MIN-7.1.1-c.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q

from directorio.models import Linea
from directorio.ventanas import dia_de_datos
from gobierno.perfil import perfil_activo
from respaldo.acciones.cadenas import COPIAS, encadenar
from respaldo.acciones.enlace import Lazos
from respaldo.acciones.historia import Historia, serie_de
from respaldo.agenda import ORDINAL_DE_EVENTO
from respaldo.bajas import Baja
from respaldo.emparejamiento import Esperada, clasificar
from respaldo.models import Copia, Corrida, Ejecucion

LOTE = 500
_ANCLAJE = ("linea_id", "dia_de_datos", "fecha_ancla", "retenida_hasta")


def crear_copias(
    ejecuciones: Iterable[Ejecucion],
    *,
    ahora: datetime,
    lazos: Lazos | None = None,
) -> list[Copia]:
    """Create the copy of each run that left one and is tied to a series (saved runs only).

    `lazos` is what `identificar` read of all of them, if the caller has it.

    Conforme and advertencia leave a copy; a failed run leaves none and no link (4.1). The ancla is
    the FO of the corrida or, for repetitions and ad hoc runs, their own local date (RC-54).
    Fuente: R6, R12, MIN-7.1.1-c, MIN-6.1-o, MIN-6.1-p.
    """
    buenas = [e for e in ejecuciones if e.deja_copia and e.item_id]
    if not buenas:
        return []
    historia = lazos.historia if lazos else Historia({e.item_id for e in buenas if e.item_id})
    corridas = _corridas(buenas, lazos.corridas if lazos else {})
    zona = perfil_activo().zona
    copias = [
        copia
        for e in buenas
        if (copia := _copia(e, corridas.get(e.corrida_id or 0), historia, zona)) is not None
    ]
    encadenar(copias)
    hoy = ahora.astimezone(zona).date()
    if retiradas := {e.item_id for e in buenas if historia.baja_al(serie_de(e), hoy)}:
        fechar_bajas(items=retiradas, al=hoy)  # told after the baja
    return copias


def _corridas(
    ejecuciones: Sequence[Ejecucion], conocidas: Mapping[int, Esperada]
) -> dict[int, Esperada]:
    faltan = {e.corrida_id for e in ejecuciones if e.corrida_id} - conocidas.keys()
    if not faltan:
        return dict(conocidas)
    filas = Corrida.objects.filter(pk__in=faltan).values_list(
        "pk", "linea_id", "fecha_operativa", "inicio_previsto", "fin_previsto", "ordinal"
    )
    leidas = (
        Esperada(pk, linea, fecha, inicio, fin, por_evento=ordinal >= ORDINAL_DE_EVENTO)
        for pk, linea, fecha, inicio, fin, ordinal in filas
    )
    return {**conocidas, **{esperada.pk: esperada for esperada in leidas}}


def _copia(
    e: Ejecucion,
    corrida: Esperada | None,
    historia: Historia,
    zona: ZoneInfo,
) -> Copia | None:
    serie, propia = serie_de(e), e.instante.astimezone(zona).date()
    programada = (
        corrida is not None
        and not e.es_manual
        and not corrida.por_evento  # made when somebody needed it: its own date counts
        and e.instante < corrida.fin
    )
    linea = historia.de(serie, corrida.linea) if corrida else historia.al(serie, propia)
    if linea is None:
        return None  # the series was never in a Directorio that took effect
    fecha = corrida.fecha_operativa if corrida and programada else propia
    clase = clasificar(e.modalidad, e.serie_modalidad)
    return COPIAS.nuevo(
        ejecucion_id=e.pk,
        linea_id=linea.pk,
        item_id=serie[0],
        tipo_de_backup=e.tipo_de_backup,
        modalidad=clase.modalidad,
        independiente=clase.independiente,
        instante_de_datos=e.instante,
        dia_de_datos=dia_de_datos(fecha, linea.dato) if programada else propia,
        fecha_ancla=fecha,
        retenida_hasta=historia.retenida_hasta(serie, fecha),
    )


def reanclar_copias(ejecuciones: Sequence[Ejecucion]) -> None:
    """Give the copies of runs just tied to a corrida the dates of that fecha operativa."""
    historia = Historia({e.item_id for e in ejecuciones if e.item_id})
    corridas = _corridas(ejecuciones, {})
    zona = perfil_activo().zona
    por_ejecucion = {e.pk: e for e in ejecuciones}
    copias = list(Copia.objects.filter(ejecucion__in=por_ejecucion))
    for copia in copias:
        e = por_ejecucion[copia.ejecucion_id]
        nueva = _copia(e, corridas.get(e.corrida_id or 0), historia, zona)
        for campo in _ANCLAJE if nueva else ():
            setattr(copia, campo, getattr(nueva, campo))
    campos = [campo.removesuffix("_id") for campo in _ANCLAJE]
    Copia.objects.bulk_update(copias, campos, batch_size=LOTE)


def fechar_bajas(*, items: Collection[int | None], al: date) -> int:
    """Say until when the copies of series retired by `al` are kept, where the rule counts them.

    No newer copy will push them out, so the end is the one written with the baja; what had rotated
    out before stays out. Returns how many copies got a date. Fuente: R17, R19, RC-28, RC-47.
    """
    historia = Historia([item for item in items if item])
    cambiadas: list[Copia] = []
    for serie in historia.lineas:
        if baja := historia.baja_al(serie, al):
            item, tipo, modalidad = serie
            copias = Copia.objects.existentes().filter(
                item=item, tipo_de_backup=tipo, ejecucion__serie_modalidad=modalidad
            )
            cambiadas += _fechar(copias.order_by("-instante_de_datos"), baja, al)
    Copia.objects.bulk_update(cambiadas, ["retenida_hasta"], batch_size=LOTE)
    return len(cambiadas)


def _fechar(copias: Iterable[Copia], baja: Baja, al: date) -> Iterable[Copia]:
    """Newest first: the ones that the rule keeps by number, with their new last day."""
    nuevas: list[date] = []
    for copia in copias:
        cuantas = len({*nuevas} - {copia.fecha_ancla}) if baja.por_dia else len(nuevas)
        if cuantas >= baja.copias:
            return
        nuevas.append(copia.fecha_ancla)
        hasta = copia.retenida_hasta
        if hasta is None or al <= hasta < baja.hasta:
            copia.retenida_hasta = baja.hasta
            yield copia


def recalcular_retencion(*, version: int, al: date) -> int:
    """Apply a version that enters on `al` to the copies alive then; returns how many moved (R18).

    What had expired stays expired (R19): the calculus itself says so, and those rows are not even
    read. Fuente: R18, R19, MIN-7.1.1-c.
    """
    items = set(Linea.objects.filter(version=version).values_list("item_id", flat=True))
    historia = Historia(items)
    cambiadas: list[Copia] = []
    vivas = Copia.objects.filter(
        Q(retenida_hasta__isnull=True) | Q(retenida_hasta__gte=al), item__in=items
    ).select_related("ejecucion")
    for copia in vivas.iterator(chunk_size=2000):
        serie = serie_de(copia.ejecucion)
        if serie in historia.lineas:
            nueva = historia.retenida_hasta(serie, copia.fecha_ancla)
            if nueva != copia.retenida_hasta:
                copia.retenida_hasta = nueva
                cambiadas.append(copia)
    Copia.objects.bulk_update(cambiadas, ["retenida_hasta"], batch_size=LOTE)
    return len(cambiadas)
