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
    r"\b(Backup|Backup copy|Replication|SureBackup|(?:Backup to |File to )?tape|VM copy) "
    r"(?:job|policy): (.{1,200}?)(?: \||$)",
    re.IGNORECASE,
)
_OPERACIONES = {"backup": "respaldo", "backup copy": "respaldo", "replication": "respaldo",
                "surebackup": "verificacion"}  # fmt: skip
# The heading of a session is a date and an hour and nothing else; the description of the job has
# dates too («Created by … at 1/9/2025 9:11 AM»).
_ENCABEZADO = re.compile(
    r"^(?:(?:mon|tue|wed|thu|fri|sat|sun|lun|mar|mi[eé]|jue|vie|s[aá]b|dom)\w{0,7},? )?"
    r"(?:\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|set|dic)\w{0,8} \d)"
    r"[\w./, -]{4,40}\d{1,2}:\d\d(?::\d\d)?(?: [ap]\.? ?m\.?)?$",
    re.IGNORECASE,
)
_CANCELADA = re.compile(r"\b(?:cancel|stopp?ed)", re.IGNORECASE)
_ASUNTO = re.compile(
    r"\[(Success|Warning|Failed)\] (.{1,200}?) \(\d{1,6} (?:objects?|machines?|VMs?)\)"
)
_CON_TAMANO = frozenset(c for c, o in _OPERACIONES.items() if o == "respaldo")
_CELDAS = re.compile(r"[|\t]")  # a table in HTML, or pasted as text
_RESUMEN = ("Start time", "End time", "Total size", "Transferred", "Data read")
_DETALLE = ("Name", "Status", "Start time", "End time", "Size")


@dataclass
class _Informe:
    """One report: a mail may hold several."""

    trabajo: str
    clase: str
    comienzo: str = ""
    fecha: date | None = None
    columnas: list[str] = field(default_factory=list)
    filas: list[dict[str, str]] = field(default_factory=list)
    resumen: dict[str, str] = field(default_factory=dict)
    palabra: str = ""
    motivo: str = ""


def es_correo(material: Material) -> bool:
    """Whether it has the labels of its report."""
    texto = material.todo
    titulo = hallar(_TITULO, texto)
    if titulo is None:
        return False
    rotulos = _RESUMEN[: 3 if plegar(titulo[1]) in _CON_TAMANO else 2]
    return all(r in texto for r in rotulos)


def de_correo(material: Material) -> list[EjecucionLeida]:
    """A run per machine; the job alone when no machine is told."""
    zona = zona_del_correo(material.captura)
    leidas: list[EjecucionLeida] = []
    for informe in _informes(material, zona):
        operacion = _OPERACIONES.get(informe.clase, "inventario")
        partes = informe.filas or [_solo(informe)]
        leidas += [_ejecucion(informe, p, zona, operacion) for p in partes]
    return leidas


def _informes(material: Material, zona: tzinfo) -> list[_Informe]:
    informes: list[_Informe] = []
    lineas = list(renglones(material.todo))
    for n, renglon in enumerate(lineas):
        titulo = _TITULO.search(renglon)
        if titulo:
            informes.append(_Informe(titulo[2].strip(), plegar(titulo[1])))
        if informes:
            _anotar(informes[-1], renglon, completa=n + 1 < len(lineas))
    recibido = material.captura.recibida_en
    for informe in informes:
        if informe.fecha is None and recibido:
            informe.fecha = _del_correo(informe, recibido.astimezone(zona))
    return informes


def _del_correo(informe: _Informe, recibido: datetime) -> date:
    """The day of an hour alone: that of the mail, or the day before when it had not come yet."""
    hoy = recibido.date()
    inicio = momento(informe.resumen.get("Start time"), recibido.tzinfo or UTC, hoy)
    return hoy - timedelta(days=1) if inicio and inicio > recibido else hoy


def _anotar(informe: _Informe, renglon: str, *, completa: bool) -> None:
    celdas = [c.strip() for c in _CELDAS.split(renglon)]
    if not informe.comienzo and _ENCABEZADO.match(renglon):
        informe.comienzo, informe.fecha = renglon, dia(renglon)
    informe.palabra = informe.palabra or next((c for c in celdas if plegar(c) in ESTADOS), "")
    if celdas[: len(_DETALLE)] == list(_DETALLE):
        informe.columnas = celdas
    elif informe.columnas and completa and len(celdas) > len(_DETALLE):
        fila = dict(zip(informe.columnas, celdas, strict=False))
        if (
            momento(fila.get("Start time"), UTC, date(2000, 1, 1))
            or plegar(fila["Status"]) in ESTADOS
            or tamano_de(fila.get("Size")) is not None
        ):
            informe.filas.append(fila)
    elif not informe.columnas:
        _resumir(informe, celdas)


def _resumir(informe: _Informe, celdas: list[str]) -> None:
    """Pairs of label and value; a cell after them is what went wrong."""
    for rotulo, valor in pairwise(celdas):
        if rotulo in {*_RESUMEN, "Success", "Warning", "Error", "Backup size"}:
            informe.resumen.setdefault(rotulo, valor)
    if celdas[0] in {"Success", "Warning", "Error"} and len(celdas) % 2:
        informe.motivo = informe.motivo or celdas[-1]


def _solo(informe: _Informe) -> dict[str, str]:
    """The job as a whole. Its word is conforme only with the counts that prove it."""
    dichos = informe.resumen
    contado = all(dichos.get(c, "").isdigit() for c in ("Success", "Warning", "Error"))
    estado = informe.palabra if contado or plegar(informe.palabra) != "success" else ""
    fila = {"Name": "", "Status": estado, "Size": dichos.get("Total size", "")}
    return {**fila, "Details": informe.motivo, **dichos}


def _ejecucion(
    informe: _Informe, fila: dict[str, str], zona: tzinfo, operacion: str
) -> EjecucionLeida:
    comienzo = momento(informe.comienzo, zona)
    inicio = _despues(momento(fila.get("Start time"), zona, informe.fecha), comienzo)
    if not fila["Name"]:  # a forwarded table may have lost its cells, not its heading
        inicio = inicio or comienzo
    fin = _despues(momento(fila.get("End time"), zona, informe.fecha), inicio)
    estado = estado_de(fila.get("Status"), ESTADOS)
    detalle = fila.get("Details", "")
    if estado == SIN_DATO and _CANCELADA.search(detalle):
        estado = NO_CONFORME
    if estado == CONFORME and re.search(r"\b(?:error|warning|failed)\b", detalle, re.IGNORECASE):
        estado = peor(estado, ADVERTENCIA)
    return EjecucionLeida(
        clave=_clave(informe, fila, inicio),
        trabajo=informe.trabajo,
        equipo=fila["Name"][:200],
        origen=fila["Name"][:200],
        herramienta="veeam",
        operacion=operacion,
        estado=_dado(operacion, estado if fin or estado != CONFORME else SIN_DATO),
        estado_origen=fila.get("Status", ""),
        inicio=inicio,
        fin=fin,
        bytes=tamano_de(fila.get("Size")),
        bytes_nuevos=tamano_de(fila.get("Read") or fila.get("Data read")),
        bytes_almacenados=tamano_de(fila.get("Transferred")),
        redondeado=True,
        mensaje=detalle[:4000],
    )


def _dado(operacion: str, estado: str) -> str:
    return SIN_DATO if operacion == "inventario" else estado


def _despues(instante: datetime | None, otro: datetime | None) -> datetime | None:
    """An hour without date that reads before `otro` is of the next day."""
    if instante and otro and otro - timedelta(days=1) < instante < otro:
        return instante + timedelta(days=1)
    return instante


def _clave(informe: _Informe, fila: dict[str, str], inicio: datetime | None) -> str:
    if inicio is None:
        return ""
    return clave("veeam", "correo", informe.trabajo, inicio.isoformat(), fila["Name"])
