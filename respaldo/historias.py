"""From the tables to the pure calculus: everything that is known of an ítem, in few statements.

The answer is computed by `respaldo.retencion.evaluar`; nothing is decided here. Source: dominio.md
4.1, 4.8, 4.9.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from directorio import periodicidad
from directorio.models import Item
from gobierno.preparadas import Preparada
from respaldo.acciones.historia import Historia as Lineas
from respaldo.acciones.historia import LineaHistorica
from respaldo.coincidencias import Serie as ClaveDeSerie
from respaldo.hechos import Hechos, alcances_de, custodias_de, leer_hechos, leer_reservas
from respaldo.models import Copia, Rectificacion
from respaldo.retencion import CopiaHecho, Historia, Serie
from respaldo.retencion import Reserva as ReservaHecho

NO_CONFORME, CONFORME = "no_conforme", "conforme"


class _Fila(NamedTuple):
    """What is read of a copy, in the order of `_CAMPOS`."""

    pk: int
    item: int
    tipo: str
    serie: str
    modalidad: str
    independiente: bool
    padre: int | None
    linea: int
    inicio: datetime
    dia: date
    ancla: date
    retenida_hasta: date | None
    invalidada_en: datetime | None
    ejecucion: int
    fin: datetime | None
    recibida_en: datetime
    manual: bool
    corrida: int | None
    de_la_corrida: int | None
    subsana: int | None
    resultado: str | None
    declarado_en: datetime | None


_CAMPOS = (
    "pk", "item_id", "tipo_de_backup", "ejecucion__serie_modalidad", "modalidad", "independiente",
    "padre_id", "linea_id", "instante_de_datos", "dia_de_datos", "fecha_ancla", "retenida_hasta",
    "invalidada_en", "ejecucion_id", "ejecucion__fin", "ejecucion__recibida_en",
    "ejecucion__es_manual", "ejecucion__corrida_id", "ejecucion__corrida__ejecucion_id",
    "ejecucion__corrida__subsanada_por_id", "ejecucion__corrida__verificacion__resultado",
    "ejecucion__corrida__verificacion__registrada_en",
)  # fmt: skip

# Written once: the page to ask, and each answer, read them again and again.
_copias_de = Preparada(
    lambda items: (
        Copia.objects.filter(item__in=items)
        .order_by("instante_de_datos", "pk")
        .values_list(*_CAMPOS)
    )
)
_rectificaciones_de = Preparada(
    lambda items: (
        Rectificacion.objects.filter(verificacion__corrida__item__in=items)
        .order_by("numero")
        .values_list("verificacion__corrida_id", "resultado", "registrada_en")
    )
)


def llave_de(item: str, tipo_de_backup: str) -> str:
    """The name under which the custody of the key of encrypted copies is recorded (4.9 g)."""
    return f"{item}/{tipo_de_backup}"


def historia_de(item: Item | None) -> Historia:
    """Everything known of one ítem; of none, a history without series."""
    return historias_de([item.pk])[item.pk] if item is not None else Historia(item="")


def historias_de(items: Collection[int]) -> dict[int, Historia]:
    """The history of each ítem, with the series of the ones that it `sucede_a`.

    Six statements whatever the number of ítems, and one more for each generation of splits.
    Fuente: MIN-7.2.2-c.
    """
    arbol = _arbol(items)
    reglas = Lineas(arbol)
    lineas = reglas.lineas
    hechos = leer_hechos(arbol)
    copias = _leer_copias(arbol, lineas, hechos)
    reservas = leer_reservas(arbol)
    propias: dict[int, list[Serie]] = defaultdict(list)
    for clave in lineas:
        propias[clave[0]].append(
            _serie(arbol[clave[0]].clave, clave, reglas, copias[clave], hechos)
        )
    return {pk: _historia(pk, arbol, propias, hechos, reservas) for pk in items if pk in arbol}


def _arbol(items: Collection[int]) -> dict[int, Item]:
    """The ítems and the ones that they come from."""
    arbol: dict[int, Item] = {}
    faltan = set(items)
    while faltan:
        leidos = list(Item.objects.filter(pk__in=faltan))
        arbol |= {item.pk: item for item in leidos}
        faltan = {i.sucede_a_id for i in leidos if i.sucede_a_id} - arbol.keys()
    return arbol


def _linaje(pk: int, arbol: Mapping[int, Item]) -> list[int]:
    linaje = [pk]
    while (anterior := arbol[linaje[-1]].sucede_a_id) and anterior not in linaje:
        linaje.append(anterior)
    return linaje


def _historia(
    pk: int,
    arbol: Mapping[int, Item],
    series: Mapping[int, list[Serie]],
    hechos: Hechos,
    reservas: Mapping[int, list[ReservaHecho]],
) -> Historia:
    linaje, item = _linaje(pk, arbol), arbol[pk]
    llaves = {llave_de(arbol[i].clave, tipo) for i in linaje for tipo in ("interno", "externo")}
    return Historia(
        item=item.clave,
        nombre=item.nombre,
        series=tuple(serie for i in linaje for serie in series.get(i, [])),
        medios=tuple(hechos.medios),
        custodias=tuple(custodias_de(hechos, llaves)),
        reservas=tuple(r for i in linaje for r in reservas.get(i, [])),
        alcances=tuple(a for i in linaje for a in alcances_de(hechos.alcances.get(i, []))),
    )


def _serie(
    item: str,
    clave: ClaveDeSerie,
    reglas: Lineas,
    copias: list[CopiaHecho],
    hechos: Hechos,
) -> Serie:
    _, tipo, modalidad = clave
    lineas = reglas.lineas[clave]
    ultima = lineas[-1]
    regla = periodicidad.leer(ultima.periodicidad)
    codigos = {linea.contrato for linea in lineas if linea.contrato}
    return Serie(
        clave=f"{item}/{tipo}/{modalidad}",
        tipo_de_backup=tipo,
        modalidad=modalidad,
        tramos=tuple(reglas.tramos(clave)),
        copias=tuple(copias),
        periodo_dias=periodicidad.periodo_maximo_dias(regla) or 1,
        comportamiento=ultima.comportamiento,
        contratos=tuple(c for codigo, c in hechos.contratos.items() if codigo in codigos),
    )


def _leer_copias(
    arbol: Mapping[int, Item],
    lineas: Mapping[ClaveDeSerie, list[LineaHistorica]],
    hechos: Hechos,
) -> dict[ClaveDeSerie, list[CopiaHecho]]:
    por_linea = {linea.pk: linea for grupo in lineas.values() for linea in grupo}
    rectificadas = _leer_rectificaciones(arbol)
    series: dict[ClaveDeSerie, list[CopiaHecho]] = defaultdict(list)
    for valores in _copias_de(items=list(arbol)):
        fila = _Fila(*valores)
        linea = por_linea.get(fila.linea)
        copia = _copia(fila, linea, arbol[fila.item].clave, hechos, rectificadas)
        series[fila.item, fila.tipo, fila.serie].append(copia)
    return series


def _copia(
    fila: _Fila,
    linea: LineaHistorica | None,
    item: str,
    hechos: Hechos,
    rectificadas: Mapping[int, tuple[str, datetime]],
) -> CopiaHecho:
    verificada_en, rechazada_en = _declaracion(fila, rectificadas)
    return CopiaHecho(
        clave=str(fila.pk),
        ancla=fila.ancla,
        inicio=fila.inicio,
        fin=fila.fin or fila.inicio,
        modalidad=fila.modalidad,
        padre=str(fila.padre) if fila.padre else None,
        retenida_hasta=fila.retenida_hasta,
        eliminada_en=hechos.eliminadas.get(fila.pk),
        invalidada_en=min(filter(None, [fila.invalidada_en, rechazada_en]), default=None),
        independiente=fila.independiente,
        ad_hoc=fila.manual and fila.corrida is None,
        dia_de_datos=fila.dia,
        verificada_en=verificada_en,
        transferida_en=hechos.transferidas.get(fila.pk),
        medio=linea.medio if linea else "",
        llave=llave_de(item, fila.tipo) if linea and linea.cifrado else "",
    )


def _declaracion(
    fila: _Fila, rectificadas: Mapping[int, tuple[str, datetime]]
) -> tuple[datetime | None, datetime | None]:
    """When a person declared the run of this copy conforme, and when no conforme (4.9 a)."""
    if fila.corrida is None:
        return None, None
    if fila.subsana == fila.ejecucion:
        return fila.recibida_en, None
    if fila.de_la_corrida != fila.ejecucion or fila.resultado is None:
        return None, None
    resultado, cuando = rectificadas.get(fila.corrida, (fila.resultado, fila.declarado_en))
    if resultado == CONFORME:
        return cuando, None
    return None, cuando if resultado == NO_CONFORME else None


def _leer_rectificaciones(items: Iterable[int]) -> dict[int, tuple[str, datetime]]:
    """The last word on each corrida whose verification was corrected."""
    return {
        corrida: (resultado, cuando)
        for corrida, resultado, cuando in _rectificaciones_de(items=list(items))
    }
