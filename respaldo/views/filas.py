"""The rows of Hoy, ready to print: few columns read, every text made once (fifty rows a page)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.db.models import Case, IntegerField, Value, When
from django.urls import reverse
from django.utils.safestring import SafeString

from gobierno import formato
from gobierno.perfil import perfil_activo
from gobierno.preparadas import Preparada
from gobierno.templatetags.interfaz import insignia
from respaldo.models import Corrida
from respaldo.querysets import CorridaQuerySet
from respaldo.secciones import Seccion
from respaldo.views.botones import botones_de, casilla, dibujar

CAMPOS = (
    "pk", "fecha_operativa", "modalidad", "ordinal", "inicio_previsto", "fin_previsto", "vence_en",
    "vencida_en", "estado", "discrepancias", "discrepancias_en", "subsanada_por_id",
    "linea__nombre", "linea__clase", "linea__unidad__siglas", "ejecucion_id", "ejecucion__estado",
    "ejecucion__inicio", "ejecucion__fin", "ejecucion__bytes", "verificacion__ticket",
    "verificacion__por__first_name", "verificacion__por__last_name", "verificacion__registrada_en",
    "verificacion__incidente_id", "verificacion__incidente__numero", "evento__evento",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fila:
    """One corrida as a row of the list."""

    pk: int
    url: str
    nombre: str
    detalle: str
    ventana: str
    plazo: str
    insignias: SafeString
    tiempos: str
    marcas: list[dict[str, Any]]
    marcas_en: str
    quien: str
    incidente: tuple[str, str]
    casilla: str
    acciones: SafeString
    en_bloque: bool
    es_vencida: bool


_leer_datos = Preparada(
    lambda claves: Corrida.objects.filter(pk__in=claves).order_by().values_list(*CAMPOS)
)
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
    filas: CorridaQuerySet, *, permisos: frozenset[str], marcadas: frozenset[str] = frozenset()
) -> Iterator[tuple[Seccion, Fila]]:
    """Rows with their section, in the order of `filas` (already sliced and with `seccion`).

    Two statements: which rows, sorted over the whole day with few columns; then all about them.
    """
    plantilla = reverse("respaldo:corrida", args=[0])
    secciones = dict(filas.values_list("pk", "seccion"))
    leidas = (dict(zip(CAMPOS, d, strict=True)) for d in _leer_datos(claves=list(secciones)))
    datos = {d["pk"]: d for d in leidas}
    for pk, codigo in secciones.items():
        seccion, url = Seccion(codigo), plantilla.replace("/0/", f"/{pk}/")
        yield seccion, _fila(datos[pk], seccion, url, permisos, str(pk) in marcadas)


def agrupar(filas: Iterable[tuple[Seccion, Fila]]) -> list[tuple[Seccion, list[Fila]]]:
    return [(s, [fila for _, fila in grupo]) for s, grupo in groupby(filas, lambda par: par[0])]


def _fila(
    d: dict[str, Any], seccion: Seccion, url: str, permisos: frozenset[str], marcada: bool
) -> Fila:
    zona = perfil_activo().zona
    numero_de_incidente = d["verificacion__incidente__numero"] or ""
    limpia = d["ejecucion__estado"] == "conforme" and not d["discrepancias"]
    declarable = limpia and "verificacion.registrar" in permisos
    en_bloque = declarable and seccion in {Seccion.VENCIDA, Seccion.LISTA}
    return Fila(
        pk=d["pk"],
        url=url,
        nombre=d["linea__nombre"],
        detalle=_detalle(d),
        ventana=_ventana(d),
        plazo=_plazo(d, seccion),
        insignias=SafeString(f"{_estado(d, seccion)} {_evidencia(d)}"),
        tiempos=_tiempos(d),
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
        casilla=casilla(d, marcada=marcada) if en_bloque else "",
        acciones=dibujar(d["pk"], botones_de(d, seccion, url, permisos)),
        en_bloque=en_bloque,
        es_vencida=seccion is Seccion.VENCIDA,
    )


def _detalle(d: dict[str, Any]) -> str:
    partes = [
        f"{d['fecha_operativa']:%d/%m}",
        d["modalidad"],
        perfil_activo().directorio.nombre_de_clase(d["linea__clase"]),
        d["linea__unidad__siglas"] or "",
        d["evento__evento"] or (f"corrida {d['ordinal']}" if d["ordinal"] > 1 else ""),
    ]
    return " · ".join(parte for parte in partes if parte)


def _ventana(d: dict[str, Any]) -> str:
    """Its hours; with their dates when an event opened it, for its term may be of days."""
    zona = perfil_activo().zona
    inicio, fin = d["inicio_previsto"].astimezone(zona), d["fin_previsto"].astimezone(zona)
    forma = "%d/%m %H:%M" if d["evento__evento"] else "%H:%M"
    return f"{inicio:{forma}}–{fin:{forma}}"


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
    elif fin:
        partes.append(f"hasta {fin.astimezone(zona):%H:%M}")
    if d["ejecucion__bytes"] is not None:
        partes.append(formato.bytes_es(d["ejecucion__bytes"]))
    sin_datos = "Ver la evidencia" if d["ejecucion_id"] else "Ninguna evidencia"
    return " · ".join(partes) or sin_datos


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
