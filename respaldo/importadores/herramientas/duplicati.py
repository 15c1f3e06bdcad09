"""Duplicati: JSON of `--send-http-json-urls` and text of its mail (evidencia.md §2.9). Beta."""

import re
from collections.abc import Mapping
from typing import Any

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.fechas import momento, zona_del_correo
from respaldo.importadores.identidad import clave
from respaldo.importadores.material import Analizador, Lecturas, Material
from respaldo.importadores.palabras import estado_de
from respaldo.importadores.textos import renglones
from respaldo.importadores.valores import en, entero, texto
from respaldo.importadores.veredicto import ADVERTENCIA, CONFORME, NO_CONFORME, SIN_DATO, peor

_ESTADOS = {"success": CONFORME, "warning": ADVERTENCIA, "error": NO_CONFORME, "fatal": NO_CONFORME}
_OPERACIONES = {
    "backup": "respaldo",
    "restore": "restauracion",
    "test": "verificacion",
    "delete": "depuracion",
    "compact": "depuracion",
    "repair": "depuracion",
    "list": "inventario",
}
_LINEA = re.compile(r"^ {0,2}([A-Za-z-]{3,40}): {0,3}(.{0,500})$")
_ASUNTO = re.compile(r"^Duplicati \w{3,20} report for (.{1,200})$")
_PROPIAS = frozenset({"ExaminedFiles", "MainOperation", "ParsedResult"})


def _reportes(material: Material) -> list[dict[str, Any]]:
    return [
        o
        for o in material.objetos
        if "ParsedResult" in (en(o, "Data") or ()) or "MainOperation" in (en(o, "Data") or ())
    ]


def _texto(material: Material) -> dict[str, str]:
    """`Key: value` lines at the margin; the indented ones are of the back end."""
    pares = (_LINEA.match(r) for r in renglones(material.todo))
    dichos: dict[str, str] = {}
    for par in filter(None, pares):
        dichos.setdefault(par[1], par[2].strip())
    return dichos


def reconoce(material: Material) -> bool:
    """Its report in JSON or in text."""
    return bool(_reportes(material)) or len(_PROPIAS & _texto(material).keys()) > 1


def lee(material: Material) -> Lecturas:
    """Yield a run per report."""
    reportes = _reportes(material)
    if reportes:
        return [_leer(material, r["Data"], r.get("Extra"), de_texto=False) for r in reportes]
    dichos = _texto(material)
    return [_leer(material, dichos, dichos, de_texto=True)]


def _leer(
    material: Material, datos: Mapping[str, Any], extra: Any, *, de_texto: bool
) -> EjecucionLeida:
    zona = zona_del_correo(material.captura)
    inicio, fin = (
        momento(datos.get(c), zona) if de_texto else material.instante(datos.get(c))
        for c in ("BeginTime", "EndTime")
    )
    maquina = texto(en(extra, "machine-id"))
    respaldo = texto(en(extra, "backup-id")) or texto(en(extra, "backup-name"))
    operacion = _OPERACIONES.get(str(datos.get("MainOperation", "")).lower(), "inventario")
    origen = texto(datos.get("ParsedResult"))
    return EjecucionLeida(
        clave=clave("duplicati", maquina, respaldo, inicio.isoformat())
        if inicio and (maquina or respaldo)
        else "",
        trabajo=texto(en(extra, "backup-name")) or _del_asunto(material),
        equipo=texto(en(extra, "machine-name")),
        herramienta="duplicati",
        version=texto(datos.get("Version"))[:100],
        operacion=operacion,
        modalidad="instantanea" if operacion == "respaldo" else "desconocida",
        estado=_estado(datos, origen),
        estado_origen=origen,
        inicio=inicio,
        fin=fin,
        bytes=_cifra(datos.get("SizeOfExaminedFiles")),
        bytes_nuevos=_cifra(datos.get("SizeOfAddedFiles")),
        bytes_almacenados=entero(en(datos, "BackendStatistics", "BytesUploaded")),
        archivos=_cifra(datos.get("ExaminedFiles")),
        errores=_cifra(datos.get("FilesWithError")),
        advertencias=_cifra(datos.get("WarningsActualLength")),
        mensaje=_mensaje(material, datos),
    )


def _del_asunto(material: Material) -> str:
    """The name in the default subject of its mail."""
    hallado = _ASUNTO.search(material.captura.asunto)
    return hallado[1].strip() if hallado else ""


def _cifra(valor: Any) -> int | None:
    """A count; in text it comes as «41.03 GB (44060524288)»."""
    if isinstance(valor, str) and (dentro := re.search(r"\((\d{1,19})\)", valor)):
        return entero(dentro[1])
    return entero(valor)


def _estado(datos: Mapping[str, Any], origen: str) -> str:
    """Its word, made worse by what it left out; a report without its end is no success."""
    estado = estado_de(origen, _ESTADOS)
    if _es_cierto(datos.get("Interrupted")):
        return NO_CONFORME
    if estado == SIN_DATO or "EndTime" not in datos:
        return SIN_DATO if estado != NO_CONFORME else estado
    if _cifra(datos.get("ErrorsActualLength")):
        estado = peor(estado, ADVERTENCIA)
    if _es_cierto(datos.get("PartialBackup")) or _cifra(datos.get("FilesWithError")):
        estado = peor(estado, ADVERTENCIA)
    return estado


def _es_cierto(valor: Any) -> bool:
    return valor is True or str(valor).strip().lower() == "true"


def _mensaje(material: Material, datos: Mapping[str, Any]) -> str:
    listas = [datos.get("Errors"), datos.get("Warnings")]
    dichos = [str(t) for lista in listas if isinstance(lista, list) for t in lista[:20]]
    if not dichos:
        dichos = [
            r.strip()
            for r in renglones(material.todo)
            if re.match(r" {2,8}\d{4}-\d\d-\d\d .{0,80}\[(?:Error|Warning)", r)
        ]
    return "\n".join(dichos)[:4000]


ANALIZADOR = Analizador("duplicati", "1", reconoce, lee, beta=True)
