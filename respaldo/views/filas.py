"""The rows of Hoy, ready to print: few columns read, every text made once (fifty rows a page)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.db.models import Case, IntegerField, Value, When
from django.urls import reverse

from gobierno import formato
from gobierno.perfil import perfil_activo
from gobierno.templatetags.interfaz import insignia
from respaldo.querysets import CorridaQuerySet
from respaldo.secciones import Seccion

CAMPOS = (
    "pk", "fecha_operativa", "modalidad", "ordinal", "inicio_previsto", "fin_previsto", "vence_en",
    "vencida_en", "estado", "discrepancias", "discrepancias_en", "seccion", "subsanada_por_id",
    "linea__nombre", "linea__clase", "linea__unidad__siglas", "ejecucion_id", "ejecucion__estado",
    "ejecucion__inicio", "ejecucion__fin", "ejecucion__bytes", "verificacion__ticket",
    "verificacion__por__first_name", "verificacion__por__last_name", "verificacion__registrada_en",
    "verificacion__incidente_id", "verificacion__incidente__numero",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Boton:
    """What can be done with a row: `directa` acts at once, the others open their form."""

    texto: str
    url: str
    tecla: str
    directa: bool = False
    primario: bool = False


@dataclass(frozen=True, slots=True)
class Fila:
    """One corrida as a row of the list."""

    pk: int
    url: str
    nombre: str
    detalle: str
    ventana: str
    plazo: str
    evidencia: str
    tiempos: str
    sin_tiempos: str
    estado: str
    marcas: list[dict[str, Any]]
    marcas_en: str
    quien: str
    incidente: tuple[str, str]
    botones: tuple[Boton, ...]
    en_bloque: bool
    es_vencida: bool


insignia_de = lru_cache(maxsize=128)(insignia)


def ordenadas(filas: CorridaQuerySet, *, ahora: datetime) -> CorridaQuerySet:
    """By consequence: section, criticidad of the profile, date, number of the line."""
    criticidades = perfil_activo().directorio.criticidades
    rango = Case(
        *[When(linea__criticidad=c, then=Value(n)) for n, c in enumerate(criticidades)],
        default=Value(len(criticidades)),
        output_field=IntegerField(),
    )
    ordenada: CorridaQuerySet = filas.con_seccion(ahora=ahora).order_by(
        "seccion", rango, "fecha_operativa", "linea__numero", "ordinal", "pk"
    )
    return ordenada


def construir(
    filas: CorridaQuerySet, *, permisos: frozenset[str]
) -> Iterator[tuple[Seccion, Fila]]:
    """Rows with their section, in the order of `filas` (already sliced and with `seccion`)."""
    plantilla = reverse("respaldo:corrida", args=[0])
    for datos in filas.values(*CAMPOS):
        seccion = Seccion(datos["seccion"])
        url = plantilla.replace("/0/", f"/{datos['pk']}/")
        yield seccion, _fila(datos, seccion, url, permisos)


def agrupar(filas: Iterable[tuple[Seccion, Fila]]) -> list[tuple[Seccion, list[Fila]]]:
    return [(s, [fila for _, fila in grupo]) for s, grupo in groupby(filas, lambda par: par[0])]


def _fila(d: dict[str, Any], seccion: Seccion, url: str, permisos: frozenset[str]) -> Fila:
    zona = perfil_activo().zona
    numero_de_incidente = d["verificacion__incidente__numero"] or ""
    limpia = d["ejecucion__estado"] == "conforme" and not d["discrepancias"]
    return Fila(
        pk=d["pk"],
        url=url,
        nombre=d["linea__nombre"],
        detalle=_detalle(d),
        ventana=f"{d['inicio_previsto'].astimezone(zona):%H:%M}–"
        f"{d['fin_previsto'].astimezone(zona):%H:%M}",
        plazo=_plazo(d, seccion),
        evidencia=_evidencia(d),
        tiempos=_tiempos(d),
        sin_tiempos="Ver la evidencia" if d["ejecucion_id"] else "Ninguna evidencia",
        estado=_estado(d, seccion),
        marcas=d["discrepancias"] if seccion <= Seccion.DISCREPANCIA else [],
        marcas_en=formato.fecha_hora(d["discrepancias_en"], zona),
        quien=_quien(d),
        incidente=(
            (
                reverse("mesa_ayuda:incidente", args=[d["verificacion__incidente_id"]]),
                numero_de_incidente,
            )
            if numero_de_incidente
            else ("", "")
        ),
        botones=_botones(d, seccion, url, permisos),
        en_bloque=limpia
        and seccion in {Seccion.VENCIDA, Seccion.LISTA}
        and "verificacion.registrar" in permisos,
        es_vencida=seccion is Seccion.VENCIDA,
    )


def _detalle(d: dict[str, Any]) -> str:
    partes = [
        f"{d['fecha_operativa']:%d/%m}",
        d["modalidad"],
        perfil_activo().directorio.nombre_de_clase(d["linea__clase"]),
        d["linea__unidad__siglas"] or "",
        f"corrida {d['ordinal']}" if d["ordinal"] > 1 else "",
    ]
    return " · ".join(parte for parte in partes if parte)


def _plazo(d: dict[str, Any], seccion: Seccion) -> str:
    zona = perfil_activo().zona
    if seccion is Seccion.EN_VENTANA:
        return f"cierra el {d['fin_previsto'].astimezone(zona):%d/%m %H:%M}"
    if seccion in {Seccion.VERIFICADA, Seccion.NO_APLICA, Seccion.POR_ATENDER}:
        return ""
    verbo = "venció" if seccion is Seccion.VENCIDA else "vence"
    ultimo = (d["vence_en"] - timedelta(minutes=1)).astimezone(zona)
    return f"{verbo} el {ultimo:%d/%m %H:%M}"


def _evidencia(d: dict[str, Any]) -> str:
    """The source's verdict, unless the declaration already says the same."""
    estado = d["ejecucion__estado"]
    return insignia_de(estado) if estado and estado != d["estado"] else ""


def _tiempos(d: dict[str, Any]) -> str:
    """«22:14–23:40 · 1 h 26 min · 12,4 GB», with what the source told."""
    zona = perfil_activo().zona
    inicio, fin = d["ejecucion__inicio"], d["ejecucion__fin"]
    partes = []
    if inicio and fin:
        partes.append(f"{inicio.astimezone(zona):%H:%M}–{fin.astimezone(zona):%H:%M}")
        partes.append(formato.duracion(fin - inicio))
    elif inicio:
        partes.append(f"desde {inicio.astimezone(zona):%H:%M}")
    if d["ejecucion__bytes"] is not None:
        partes.append(formato.bytes_es(d["ejecucion__bytes"]))
    return " · ".join(partes)


def _estado(d: dict[str, Any], seccion: Seccion) -> str:
    if seccion is Seccion.VENCIDA:
        return insignia_de("vencida")
    if d["estado"] == "esperada":
        return ""
    codigo = "subsanada" if d["subsanada_por_id"] else d["estado"]
    texto = insignia_de(codigo)
    tardia = d["vencida_en"] and d["estado"] != "no_aplica"
    return f"{texto} {insignia_de('regularizada')}" if tardia else texto


def _quien(d: dict[str, Any]) -> str:
    registrada = d["verificacion__registrada_en"]
    if not registrada:
        return ""
    nombre = f"{d['verificacion__por__first_name']} {d['verificacion__por__last_name']}".strip()
    momento = f"{registrada.astimezone(perfil_activo().zona):%d/%m %H:%M}"
    ticket = d["verificacion__ticket"] or "ticket pendiente"
    return f"{ticket} · {nombre} · {momento}"


def _botones(
    d: dict[str, Any], seccion: Seccion, url: str, permisos: frozenset[str]
) -> tuple[Boton, ...]:
    if seccion in {Seccion.POR_ATENDER, Seccion.VERIFICADA}:
        return _de_verificada(seccion, url, permisos)
    botones: list[Boton] = []
    if "verificacion.registrar" in permisos and seccion <= Seccion.LISTA:
        directa = seccion is Seccion.LISTA
        natural = _natural(d)
        conforme = f"{url}conforme/" + (f"?evidencia={d['ejecucion_id']}" if directa else "")
        botones = [
            Boton("Conforme" if directa else "Conforme…", conforme, "c", directa, natural == "c"),
            Boton("No conforme", f"{url}no-conforme/", "n", primario=natural == "n"),
        ]
        if d["ejecucion__estado"] != "conforme":
            botones.append(
                Boton("Sin evidencia", f"{url}sin-evidencia/", "s", primario=natural == "s")
            )
    if "verificacion.no_aplica" in permisos and seccion in _DISPENSABLES:
        botones.append(Boton("No aplica", f"{url}no-aplica/", "a"))
    return tuple(botones)


def _natural(d: dict[str, Any]) -> str:
    """The key of what the evidence suggests; nothing when a person has to think."""
    if d["ejecucion_id"] is None:
        return "s"
    if d["ejecucion__estado"] == "no_conforme":
        return "n"
    return "c" if d["ejecucion__estado"] == "conforme" and not d["discrepancias"] else ""


_DISPENSABLES = {
    Seccion.DISCREPANCIA, Seccion.SIN_EVIDENCIA, Seccion.LISTA, Seccion.EN_VENTANA,
}  # fmt: skip


def _de_verificada(seccion: Seccion, url: str, permisos: frozenset[str]) -> tuple[Boton, ...]:
    botones = []
    if seccion is Seccion.POR_ATENDER and "verificacion.registrar" in permisos:
        botones.append(Boton("Vincular repetición", f"{url}subsanar/", "v"))
    if "verificacion.rectificar" in permisos:
        botones.append(Boton("Rectificar", f"{url}rectificar/", "r"))
    return tuple(botones)
