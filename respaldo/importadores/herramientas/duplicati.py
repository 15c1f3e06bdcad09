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
from respaldo.importadores.valores import en, entero, intactas, texto
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
_ASUNTO = re.compile(
    r"^(?:\w{2,4}: ){0,3}Duplicati (?:\w{3,20}, )?\w{3,20} report for (.{1,200}?)"
    r"(?: \((?:Success|Warning|Error|Fatal)\))?$",
    re.IGNORECASE,
)
_DE_BITACORA = re.compile(r" {2,8}\d{4}-\d\d-\d\d .{0,80}\[(?:Error|Warning)")
_FALLO = re.compile(r"^(?:Failed|Error): \S|^Details: \S{0,60}Exception")
_JUZGAN = ("Interrupted", "PartialBackup", "FilesWithError", "ErrorsActualLength", "Dryrun",
           "WarningsActualLength", "ExaminedFiles", "SizeOfExaminedFiles")  # fmt: skip
_PROPIAS = frozenset({"ExaminedFiles", "MainOperation", "ParsedResult"})


def _reportes(material: Material) -> list[dict[str, Any]]:
    return [
        o
        for o in material.objetos
        if isinstance(o.get("Data"), dict) and {"ParsedResult", "MainOperation"} & o["Data"].keys()
    ]


def _fallidos(material: Material) -> list[dict[str, Any]]:
    """Reports of an operation that gave no result: only what stopped it."""
    return [
        o
        for o in material.objetos
        if en(o, "Extra", "OperationName")
        and (o.get("Exception") or en(o, "Data", "ClassName") or not o.get("Data"))
    ]


def _fracaso(material: Material, reporte: Mapping[str, Any]) -> EjecucionLeida:
    extra, datos = reporte.get("Extra"), reporte.get("Data")
    accion = texto(en(extra, "OperationName")) or "Backup"
    dichos = (reporte.get("Exception"), en(datos, "Message"), datos)
    return EjecucionLeida(
        clave="",
        trabajo=texto(en(extra, "backup-name")) or _del_asunto(material),
        equipo=texto(en(extra, "machine-name")),
        herramienta="duplicati",
        operacion=_OPERACIONES.get(accion.lower(), "inventario"),
        estado=NO_CONFORME,
        mensaje=next((texto(d, 4000) for d in dichos if texto(d)), ""),
    )


def _fracaso_en_texto(material: Material) -> bool:
    """A mail whose subject is a report and whose body is what stopped the operation."""
    asunto = _ASUNTO.search(material.captura.asunto)
    return asunto is not None and material.hallar(_FALLO) is not None


def _texto(material: Material) -> dict[str, str]:
    """`Key: value` lines at the margin; the indented ones are of the back end."""
    pares = (_LINEA.match(r) for r in renglones(material.todo))
    dichos: dict[str, str] = {}
    for par in filter(None, pares):
        dichos.setdefault(par[1], par[2].strip())
    return dichos


def reconoce(material: Material) -> bool:
    """Its report in JSON or in text."""
    if _reportes(material) or _fallidos(material) or _fracaso_en_texto(material):
        return True
    nombradas = sum(propia in material.todo for propia in _PROPIAS)  # before line by line
    return nombradas > 1 and len(_PROPIAS & _texto(material).keys()) > 1


def lee(material: Material) -> Lecturas:
    """Yield a run per report."""
    reportes = _reportes(material)
    if reportes:
        return [_leer(material, r["Data"], r.get("Extra"), de_texto=False) for r in reportes]
    if fallidos := _fallidos(material):
        return [_fracaso(material, f) for f in fallidos]
    if _fracaso_en_texto(material):
        return [_fracaso(material, {"Exception": material.texto_de_error})]
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
        estado=_de_lista(operacion, _estado(datos, origen)),
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


def _de_lista(operacion: str, estado: str) -> str:
    """A list that went well tells nothing of a run."""
    return SIN_DATO if operacion == "inventario" and estado == CONFORME else estado


def _del_asunto(material: Material) -> str:
    """The name in the default subject of its mail, which begins its text too."""
    hallado = _ASUNTO.search(material.captura.asunto) or material.hallar(_ASUNTO)
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
    accion = str(datos.get("MainOperation", "")).lower()
    if estado == CONFORME and accion not in _OPERACIONES:
        return SIN_DATO
    if estado == CONFORME and (_es_cierto(datos.get("Dryrun")) or not intactas(datos, *_JUZGAN)):
        return SIN_DATO
    if estado == SIN_DATO or "EndTime" not in datos:
        return SIN_DATO if estado != NO_CONFORME else estado
    if _cifra(datos.get("ErrorsActualLength")) or _cifra(datos.get("WarningsActualLength")):
        estado = peor(estado, ADVERTENCIA)
    if _es_cierto(datos.get("PartialBackup")) or _cifra(datos.get("FilesWithError")):
        estado = peor(estado, ADVERTENCIA)
    return estado


def _es_cierto(valor: Any) -> bool:
    return valor is True or str(valor).strip().lower() == "true"


def _en_su_bitacora(material: Material) -> list[str]:
    return [r.strip() for r in renglones(material.todo) if _DE_BITACORA.match(r)]


def _mensaje(material: Material, datos: Mapping[str, Any]) -> str:
    listas = [datos.get("Errors"), datos.get("Warnings")]
    dichos = [str(t) for lista in listas if isinstance(lista, list) for t in lista[:20]]
    if not dichos:
        dichos = material.recordar(_en_su_bitacora)
    return "\n".join(dichos)[:4000]


ANALIZADOR = Analizador("duplicati", "1", reconoce, lee, beta=True)
