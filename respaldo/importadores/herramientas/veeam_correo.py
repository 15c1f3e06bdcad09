"""The mail of Veeam: a table of the job and one row per machine (evidencia.md §2.1). Beta.

Hours are local to the server and in its culture, often without a date: the heading's, or the
mail's. Sizes are rounded texts.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import pairwise

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.celdas import plegar
from respaldo.importadores.fechas import dia, momento, zona_del_correo
from respaldo.importadores.identidad import clave
from respaldo.importadores.material import Material
from respaldo.importadores.palabras import estado_de, tamano_de
from respaldo.importadores.textos import hallar, renglones
from respaldo.importadores.veredicto import ADVERTENCIA, CONFORME, NO_CONFORME, SIN_DATO, peor

ESTADOS = {
    "success": CONFORME,
    "correcto": CONFORME,
    "warning": ADVERTENCIA,
    "advertencia": ADVERTENCIA,
    "failed": NO_CONFORME,
    "error": NO_CONFORME,
    "fallido": NO_CONFORME,
}
_TITULO = re.compile(
    r"\b(?:Backup|Agent Backup|Backup copy|Replication|SureBackup) job: (.{1,200}?)(?: \||$)",
    re.IGNORECASE,
)
_ASUNTO = re.compile(
    r"\[(Success|Warning|Failed)\] (.{1,200}?) \(\d{1,6} (?:objects?|machines?|VMs?)\)"
)
_RESUMEN = ("Start time", "End time", "Total size", "Transferred", "Data read")
_DETALLE = ("Name", "Status", "Start time", "End time", "Size")


@dataclass
class _Informe:
    """One report: a mail may hold several."""

    trabajo: str
    fecha: date | None = None
    columnas: list[str] = field(default_factory=list)
    filas: list[dict[str, str]] = field(default_factory=list)
    resumen: dict[str, str] = field(default_factory=dict)
    palabra: str = ""


def es_correo(material: Material) -> bool:
    """Whether it has the labels of its report."""
    texto = material.todo
    return hallar(_TITULO, texto) is not None and all(r in texto for r in _RESUMEN[:3])


def de_correo(material: Material) -> list[EjecucionLeida]:
    """A run per machine; the job alone when no machine is told."""
    zona = zona_del_correo(material.captura)
    leidas: list[EjecucionLeida] = []
    for informe in _informes(material, zona):
        operacion = "verificacion" if "surebackup" in material.todo[:2000].lower() else "respaldo"
        partes = informe.filas or [_solo(informe)]
        leidas += [_ejecucion(informe, p, zona, operacion) for p in partes]
    return leidas


def _informes(material: Material, zona: tzinfo) -> list[_Informe]:
    informes: list[_Informe] = []
    lineas = list(renglones(material.todo))
    for n, renglon in enumerate(lineas):
        titulo = _TITULO.search(renglon)
        if titulo:
            informes.append(_Informe(titulo[1].strip()))
        if informes:
            _anotar(informes[-1], renglon, completa=n + 1 < len(lineas))
    recibido = material.captura.recibida_en
    for informe in informes:
        if informe.fecha is None and recibido:
            informe.fecha = recibido.astimezone(zona).date()
    return informes


def _anotar(informe: _Informe, renglon: str, *, completa: bool) -> None:
    celdas = [c.strip() for c in renglon.split("|")]
    informe.fecha = informe.fecha or dia(renglon)
    informe.palabra = informe.palabra or next((c for c in celdas if plegar(c) in ESTADOS), "")
    if celdas[: len(_DETALLE)] == list(_DETALLE):
        informe.columnas = celdas
    elif informe.columnas and completa and len(celdas) > len(_DETALLE):
        fila = dict(zip(informe.columnas, celdas, strict=False))
        if (
            momento(fila.get("Start time"), UTC, date(2000, 1, 1))
            or plegar(fila["Status"]) in ESTADOS
        ):
            informe.filas.append(fila)
    elif not informe.columnas:
        for rotulo, valor in pairwise(celdas):
            if rotulo in {*_RESUMEN, "Success", "Warning", "Error", "Backup size"}:
                informe.resumen.setdefault(rotulo, valor)


def _solo(informe: _Informe) -> dict[str, str]:
    """The job as a whole. Its word is conforme only with the counts that prove it."""
    dichos = informe.resumen
    contado = all(dichos.get(c, "").isdigit() for c in ("Success", "Warning", "Error"))
    estado = informe.palabra if contado or plegar(informe.palabra) != "success" else ""
    return {"Name": "", "Status": estado, "Size": dichos.get("Total size", ""), **dichos}


def _ejecucion(
    informe: _Informe, fila: dict[str, str], zona: tzinfo, operacion: str
) -> EjecucionLeida:
    inicio = momento(fila.get("Start time"), zona, informe.fecha)
    fin = momento(fila.get("End time"), zona, informe.fecha)
    if inicio and fin and fin < inicio and fin + timedelta(days=1) > inicio:
        fin += timedelta(days=1)
    estado = estado_de(fila.get("Status"), ESTADOS)
    detalle = fila.get("Details", "")
    if estado == CONFORME and re.search(r"\b(?:error|warning|failed)\b", detalle, re.IGNORECASE):
        estado = peor(estado, ADVERTENCIA)
    return EjecucionLeida(
        clave=_clave(informe, fila, inicio),
        trabajo=informe.trabajo,
        equipo=fila["Name"][:200],
        origen=fila["Name"][:200],
        herramienta="veeam",
        operacion=operacion,
        estado=estado if fin or estado != CONFORME else SIN_DATO,
        estado_origen=fila.get("Status", ""),
        inicio=inicio,
        fin=fin,
        bytes=tamano_de(fila.get("Size")),
        bytes_nuevos=tamano_de(fila.get("Read") or fila.get("Data read")),
        bytes_almacenados=tamano_de(fila.get("Transferred")),
        redondeado=True,
        mensaje=detalle[:4000],
    )


def _clave(informe: _Informe, fila: dict[str, str], inicio: datetime | None) -> str:
    if inicio is None:
        return ""
    return clave("veeam", "correo", informe.trabajo, inicio.isoformat(), fila["Name"])
