"""NetBackup in words: `bpdbjobs -report`, `bperror`, CSV of OpsCenter, backup_exit_notify
(evidencia.md §2.12). Beta.

The exit status judges: 0 good, 1 partial, more is a failure. A row with the schedule «-» only
coordinates others.
"""

import re
from collections.abc import Iterator
from datetime import datetime

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.celdas import plegar
from respaldo.importadores.fechas import momento
from respaldo.importadores.identidad import clave
from respaldo.importadores.material import Material
from respaldo.importadores.palabras import estado_de, tamano_de
from respaldo.importadores.tablas import filas, tiene
from respaldo.importadores.textos import renglones
from respaldo.importadores.valores import entero, epoch
from respaldo.importadores.veredicto import (
    ADVERTENCIA,
    CONFORME,
    EN_CURSO,
    NO_CONFORME,
    SIN_DATO,
    peor,
)

_NOMBRES = {
    "id": "job id|jobid|id de trabajo|id del trabajo|identificador de trabajo",
    "equipo": "client|client name|cliente|nombre del cliente|nombre de cliente",
    "trabajo": "policy|policy name|politica|nombre de la politica|nombre de politica",
    "agenda": "schedule|schedule name|programacion|nombre de la programacion",
    "nivel": "schedule type|schedule level type|level type|tipo de programacion|tipo de nivel",
    "clase": "job type|tipo de trabajo",
    "codigo": "status code|exit status|job status code|exit code|codigo de estado|"
    "estado de salida|codigo de salida",
    "palabra": "status|job status|state|job state|estado|estado del trabajo",
    "inicio": "start time|job start time|started|hora de inicio|inicio",
    "fin": "end time|job end time|ended|hora de finalizacion|hora de fin|fin",
    "kilos": "size kb|job size kb|kilobytes|kilobytes written|tamano kb|tamano del trabajo kb",
    "gigas": "size gb|job size gb|tamano gb|tamano del trabajo gb",
    "archivos": "files|file count|job file count|number of files|files written|archivos|"
    "numero de archivos",
    "maestro": "master server|primary server|servidor maestro|servidor principal",
}
_COLUMNAS = {nombre: campo for campo, lista in _NOMBRES.items() for nombre in lista.split("|")}
_EXIGIDAS = (
    frozenset({"equipo", "trabajo", "codigo"}),
    frozenset({"id", "equipo", "trabajo", "palabra"}),
)
_PALABRAS = {
    **dict.fromkeys(("successful", "success", "succeeded", "correcto", "exitoso"), CONFORME),
    **dict.fromkeys(
        ("partially successful", "partial", "partial success", "parcialmente correcto", "parcial"),
        ADVERTENCIA,
    ),
    **dict.fromkeys(
        ("failed", "failure", "error", "fallido", "cancelled", "canceled", "cancelado", "missed"),
        NO_CONFORME,
    ),
    **dict.fromkeys(
        ("active", "queued", "requeued", "re queued", "suspended", "incomplete", "running",
         "waiting for retry", "activo", "en cola", "en curso"), EN_CURSO,
    ),
}  # fmt: skip
_CLASES = {
    **dict.fromkeys(
        ("", "backup", "archive", "catalog backup", "db backup", "respaldo", "copia de seguridad"),
        "respaldo",
    ),
    **dict.fromkeys(("restore", "restauracion", "restaurar"), "restauracion"),
    **dict.fromkeys(("verify", "verificacion", "verificar"), "verificacion"),
    **dict.fromkeys(("image cleanup", "image delete", "erase"), "depuracion"),
}
_NIVELES = {
    **dict.fromkeys(("full", "full backup", "completa", "completo", "total"), "total"),
    **dict.fromkeys(
        ("incr", "incremental", "differential incremental", "incremental diferencial"),
        "incremental",
    ),
    **dict.fromkeys(
        ("cinc", "cumulative incremental", "incremental acumulativa", "incremental acumulativo"),
        "diferencial",
    ),
    "transaction log": "log",
}
_CLASE = (
    r"(?:Backup|Archive|Restore|Verify|Duplicate|Duplication|Import|Catalog Backup|DB Backup|"
    r"Vault|Image Cleanup|Replication|Snapshot)"
)
_SITUACION = r"(?:Done|Active|Queued|Requeued|Re-Queued|Suspended|Incomplete)"
_DE_LISTA = re.compile(
    rf"^\s{{0,20}}(?P<id>\d{{1,12}})\s+(?P<clase>{_CLASE})\s+(?P<palabra>{_SITUACION})"
    r"(?:\s+(?P<codigo>\d{1,5}))?(?P<resto>(?:\s+\S{1,200}){1,12})$"
)
_DE_CABECERA = re.compile(r"^\s{0,20}JobID\s+Type\s+State\s+Status\s+Policy\b")
_DE_RESUMEN = re.compile(
    r"^\s{0,8}(?P<codigo>\d{1,5})\s+(?P<equipo>[\w.-]{1,200})\s+(?P<trabajo>\S{1,200})\s+"
    r"(?P<agenda>\S{1,200})\s+\S{1,200}\s+(?P<fin>\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4} \d\d:\d\d:\d\d)"
    r"(?:\s+\((?P<motivo>.{1,400})\))?$"
)
_DE_SUCESO = re.compile(
    r"^(?P<fin>\d{10}) \d{1,4} \d{1,4} \d{1,6} (?P<maestro>\S{1,200}) (?P<id>\d{1,12}) \d{1,12} "
    r"\d{1,12} (?P<equipo>\S{1,200}) \S{1,60} (?P<dicho>.{0,400}?)"
    r"(?:exited with status|EXIT STATUS) (?P<codigo>\d{1,5}) \((?P<motivo>.{1,400})\)$"
)
_DE_POLITICA = re.compile(r"\bPOLICY (\S{1,200}) SCHED (\S{1,200})")
_BUENO = "the requested operation was successfully completed"
_AVISO = re.compile(
    r"^\s{0,4}(client|policy|schedule|schedule type|status|exit status|stream|job id|started|ended)"
    r"\s{0,4}[:=]\s{0,4}(\S.{0,300})$",
    re.IGNORECASE,
)
_DE_FRASE = re.compile(
    r"^\s{0,4}Backup on client (\S{1,200}) by \S{1,100} (?:was )?(\S.{0,200}?)\.?$"
)
_DE_FIN = re.compile(r"exited with status (\d{1,5}) \((.{1,300})\)")
_DE_AVISO = re.compile(r"backup_exit_notify|\bNetBackup\b", re.IGNORECASE)
_CODIGO = re.compile(r"(\d{1,5})(?: \((.{1,300})\))?")


def dichas(material: Material) -> list[dict[str, str]]:
    """Rows of whatever form is there; empty when there is none."""
    return material.recordar(_leidas)


def _leidas(material: Material) -> list[dict[str, str]]:
    for exigidas in _EXIGIDAS:
        if tiene(material.todo, _COLUMNAS, exigidas):
            return list(filas(material.todo, _COLUMNAS, exigidas))
    lineas = [r for r in renglones(material.todo) if material.cerrado(r)]
    return [*_de_lista(lineas), *_de_bperror(lineas)] or _de_aviso(material, lineas)


def _de_lista(lineas: list[str]) -> Iterator[dict[str, str]]:
    if not any(map(_DE_CABECERA.match, lineas)):
        return
    for hallado in filter(None, map(_DE_LISTA.match, lineas)):
        nombres = hallado["resto"].split()
        fila = {c: v or "" for c, v in hallado.groupdict().items() if c != "resto"}
        if fila["palabra"] == "Done":
            fila["palabra"] = ""
        if len(nombres) > len(("trabajo", "agenda", "equipo")):  # a restore has no policy
            fila |= dict(zip(("trabajo", "agenda", "equipo"), nombres, strict=False))
        yield fila | {"terminado": "1"}


def _de_bperror(lineas: list[str]) -> Iterator[dict[str, str]]:
    """One row per job: its client and its server tell of the same end."""
    unicas: dict[str, dict[str, str]] = {}
    for renglon in lineas:
        suceso = _DE_SUCESO.match(renglon)
        resumen = None if suceso else _DE_RESUMEN.match(renglon)
        hallado = suceso or resumen
        if hallado is None:
            continue
        fila = {c: v or "" for c, v in hallado.groupdict().items()}
        politica = _DE_POLITICA.search(fila.get("dicho", ""))
        if politica:
            fila |= {"trabajo": politica[1], "agenda": politica[2]}
        llave = fila.get("id") or renglon
        previa = unicas.get(llave)
        if previa is None or int(fila["codigo"]) > int(previa["codigo"]):
            unicas[llave] = {**(previa or {}), **fila}
    yield from unicas.values()


def _de_aviso(material: Material, lineas: list[str]) -> list[dict[str, str]]:
    """The mail of the end of a backup: a label per line, and perhaps a sentence with its client."""
    pares = [p for p in map(_AVISO.match, lineas) if p]
    dicho = {plegar(p[1]): p[2].strip() for p in reversed(pares)}
    estados = {p[2].strip() for p in pares if plegar(p[1]) in {"status", "exit status"}}
    codigo = _CODIGO.fullmatch(estados.pop()) if len(estados) == 1 else None
    frases = {f.groups(): f for f in map(_DE_FRASE.match, lineas) if f}
    if len(frases) > 1:
        return []  # of several clients: no label says which one it is of
    frase = next(iter(frases.values()), None)
    if frase:
        dicho.setdefault("client", frase[1])
    por_frase = _DE_FIN.fullmatch(frase[2]) if frase and not estados and not codigo else None
    marcado = _DE_AVISO.search(material.captura.asunto) or material.hallar(_DE_AVISO)
    exigidas = {"client"} if por_frase else {"client", "policy"}
    codigo = codigo or por_frase
    if codigo is None or not marcado or not exigidas <= dicho.keys():
        return []
    return [
        {
            "id": dicho.get("job id", ""),
            "inicio": dicho.get("started", ""),
            "fin": dicho.get("ended", ""),
            "equipo": dicho["client"],
            "trabajo": dicho.get("policy", ""),
            "agenda": dicho.get("schedule", ""),
            "nivel": dicho.get("schedule type", ""),
            "palabra": frase[2] if frase and not por_frase else "",
            "codigo": codigo[1],
            "motivo": codigo[2] or "",
            "terminado": "1",
        }
    ]


def de_dicha(material: Material, fila: dict[str, str]) -> EjecucionLeida | None:
    """The run of a row; None for one that only coordinates."""
    clase = plegar(fila.get("clase", ""))
    operacion = _CLASES.get(clase, "inventario")
    if fila.get("agenda") == "-" and operacion == "respaldo":
        return None
    inicio, fin = (_momento(material, fila.get(c, "")) for c in ("inicio", "fin"))
    estado = _estado(fila, terminada=fin is not None or "terminado" in fila)
    kilos, archivos = entero(fila.get("kilos", "")), entero(fila.get("archivos", ""))
    nivel = _NIVELES.get(plegar(fila.get("nivel", "")), "desconocida")
    ilegible = any(fila.get(c) and entero(fila[c]) is None for c in ("kilos", "archivos"))
    if estado == CONFORME and (ilegible or (0 in {kilos, archivos} and nivel == "desconocida")):
        estado = SIN_DATO  # perhaps an empty copy
    if operacion == "inventario" and estado == CONFORME:
        estado = SIN_DATO
    gigas = tamano_de(f"{fila.get('gigas') or '?'} GB") or None  # a small one is rounded to 0
    numero = fila.get("id", "")[:100]
    malo = estado in {ADVERTENCIA, NO_CONFORME}
    dicho = f"NetBackup status {fila.get('codigo') or fila.get('palabra', '')}".strip()
    return EjecucionLeida(
        clave=clave("netbackup", fila.get("maestro"), numero) if numero else "",
        trabajo=fila.get("trabajo", "")[:200],
        equipo=fila.get("equipo", "")[:200],
        herramienta="netbackup",
        operacion=operacion,
        modalidad=nivel,
        estado=estado,
        estado_origen=" ".join(filter(None, [fila.get("palabra"), fila.get("codigo")]))[:200],
        inicio=inicio,
        fin=None if estado == EN_CURSO else fin,
        bytes=gigas if kilos is None else entero(kilos * 1024),
        redondeado=gigas is not None and kilos is None,
        archivos=archivos,
        copia_id=numero,
        mensaje="\n".join(filter(None, [dicho, fila.get("motivo")])) if malo else "",
    )


def _momento(material: Material, dicho: str) -> datetime | None:
    return epoch(dicho) or material.instante(dicho) or momento(dicho, material.zona)


def _estado(fila: dict[str, str], *, terminada: bool) -> str:
    """The worst of its code and its word; with neither, or with an unknown one, no data."""
    codigo, palabra = fila.get("codigo", "").strip(), fila.get("palabra", "").strip()
    por_palabra = estado_de(palabra, _PALABRAS)
    if por_palabra == EN_CURSO:
        return EN_CURSO
    if codigo and not (codigo.isascii() and codigo.isdigit()):
        return por_palabra if por_palabra == NO_CONFORME else SIN_DATO
    if not codigo:
        return por_palabra if terminada or por_palabra != CONFORME else SIN_DATO
    por_codigo = NO_CONFORME if int(codigo) > 1 else ADVERTENCIA if codigo == "1" else CONFORME
    if por_codigo == CONFORME and (not terminada or not _confirmado(fila, por_palabra)):
        return peor(por_palabra, SIN_DATO)
    return peor(por_codigo, por_palabra)


def _confirmado(fila: dict[str, str], por_palabra: str) -> bool:
    """Whether a code 0 stands: no word of no list, and the reason of bperror is that of 0."""
    entendida = por_palabra != SIN_DATO or plegar(fila.get("palabra", "")) in {"", "done"}
    return entendida and fila.get("motivo", "") in {"", _BUENO}
