"""The job report that Bacula and Bareos mail and log (evidencia.md §2.3; 9.6.7 run, 15.0.3 alike).

One block per job, from its «Bacula director version (date):» to «Termination:», its final mark.
"""

import re
from collections.abc import Iterator

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.fechas import momento, zona_del_correo
from respaldo.importadores.identidad import clave
from respaldo.importadores.material import Material
from respaldo.importadores.textos import renglones
from respaldo.importadores.valores import entero
from respaldo.importadores.veredicto import SIN_DATO, Senales, dictar

_CABEZA = re.compile(
    r"\b(?P<programa>Bacula|Bareos)(?: Enterprise)? (?:(?P<director>\S{1,80}) )?"
    r"(?P<version>\d[\w.~+-]{1,40}) \([^)\n]{1,30}\):"
)
# A block forwarded («> ») or out of HTML has lost its margin.
_DATO = re.compile(r"^(?:> ?)? {0,4}([A-Z][\w /()-]{1,40}?): {0,40}(\S.{0,500})?$")
_EMPEZADO = re.compile(
    r"(?P<director>\S{1,80}) JobId (?P<id>\d{1,10}): "
    r"Start Backup JobId \d{1,10}, Job=(?P<job>\S{1,200})"
)
_TRABAJO = re.compile(r"^(.{1,200})\.\d{4}-\d\d-\d\d_\d\d\.\d\d\.\d\d_\d\d$")
_PROBLEMA = re.compile(
    r"JobId (\d{1,10}): +(?:Fatal error|Error|Warning|Cannot|Could not)\b.{0,500}"
)
_NIVELES = {"full": "total", "virtual": "total", "virtualfull": "total",
            "incremental": "incremental",
            "differential": "diferencial"}  # fmt: skip
_OPERACIONES = (
    ("Verify Level", "verificacion"),
    ("Files Restored", "restauracion"),
    ("Restore Client", "restauracion"),
    ("Prev Backup JobId", "inventario"),
    ("Current JobId", "inventario"),
    ("Backup Level", "respaldo"),
)
_BUENAS = {
    "Backup OK",
    "Verify OK",
    "Restore OK",
    "Admin OK",
    "Copying OK",
    "Migration OK",
    "Copying -- no files to copy",
    "Migration -- no files to migrate",
}
_CON_AVISOS = {
    "Backup OK -- with warnings",
    "Verify OK -- with warnings",
    "Verify Differences",
    "Restore OK -- with warnings",
    "Restore OK -- warning file count mismatch",
}


def esta_en(texto: str) -> bool:
    """Whether a job report, or its beginning, is in the text."""
    if "JobId" not in texto:
        return False
    return _CABEZA.search(texto) is not None or _EMPEZADO.search(texto) is not None


def trabajo_de(unico: str) -> str:
    """The job of «Name.YYYY-MM-DD_HH.MM.SS_NN»."""
    hallado = _TRABAJO.match(unico)
    return hallado[1] if hallado else unico


def claves(programa: str, director: str, unico: str, numero: str, cliente: str) -> tuple[str, ...]:
    """Key and aliases: catalogue and unique job; the same without catalogue; the job number.

    A number alone is of one catalogue only, so it never goes without its director (§4 e).
    """
    posibles = [
        clave(programa, director, unico) if director and unico else "",
        clave(programa, unico, cliente) if unico else "",
        clave(programa, director, "jobid", numero) if director and numero else "",
    ]
    return tuple(c for c in posibles if c)


def bloques(material: Material) -> Iterator[tuple[dict[str, str], bool]]:
    """Yield the fields of each report and whether its last line came whole."""
    campos: dict[str, str] = {}
    lineas = list(renglones(material.todo))
    for n, renglon in enumerate(lineas):
        cabeza = _CABEZA.search(renglon)
        if cabeza:
            if campos:
                yield campos, False
            campos = {c: v or "" for c, v in cabeza.groupdict().items()}
            continue
        dato = _DATO.match(renglon)
        if campos and dato:
            campos.setdefault(dato[1], (dato[2] or "").strip())
            if dato[1] == "Termination":
                entera = n + 1 < len(lineas)
                yield campos, entera
                campos = {}
    if campos:
        yield campos, False


def leer(material: Material) -> Iterator[EjecucionLeida]:
    """Yield a run per report; a job that only began has no verdict."""
    alguna = False
    for campos, entera in bloques(material):
        alguna = True
        yield _ejecucion(material, campos, entera)
    if alguna:
        return
    for renglon in renglones(material.todo):
        empezado = _EMPEZADO.search(renglon)
        if empezado:
            todas = claves("bacula", empezado["director"], empezado["job"], empezado["id"], "")
            yield EjecucionLeida(
                clave=todas[0], alias=todas[1:], trabajo=trabajo_de(empezado["job"]),
                estado=SIN_DATO, herramienta="bacula", copia_id=empezado["id"],
            )  # fmt: skip


def _ejecucion(material: Material, campos: dict[str, str], entera: bool) -> EjecucionLeida:
    programa, unico, numero = (
        campos["programa"].lower(),
        campos.get("Job") or campos.get("Current Job", ""),
        campos.get("JobId") or campos.get("Current JobId", ""),
    )
    cliente = (campos.get("Client") or campos.get("Restore Client") or "").split(" ")[0].strip('"')
    termino = campos.get("Termination", "")
    malos = [entero(campos.get(c, "")) for c in ("Non-fatal FD errors", "FD Errors", "SD Errors")]
    errores = sum(m for m in malos if m) if any(m is not None for m in malos) else None
    es_copia = _operacion(campos) == "respaldo"
    todas = claves(programa, campos["director"], unico, numero, cliente)
    zona = zona_del_correo(material.captura)
    return EjecucionLeida(
        clave=todas[0] if todas else "",
        alias=todas[1:],
        trabajo=trabajo_de(unico),
        equipo=cliente,
        herramienta=programa,
        version=campos["version"],
        operacion=_operacion(campos),
        modalidad=nivel(campos.get("Backup Level", "")) if es_copia else "desconocida",
        estado=_estado(termino, errores, entera),
        estado_origen=termino,
        inicio=momento(campos.get("Start time"), zona),
        fin=momento(campos.get("End time"), zona),
        bytes=_cifra(campos.get("FD Bytes Written") or campos.get("Bytes Restored")),
        bytes_almacenados=_cifra(campos.get("SD Bytes Written")),
        archivos=_cifra(_primero(campos, "FD Files Written", "Files Restored", "SD Files Written")),
        errores=errores,
        copia_id=numero,
        medio=campos.get("Volume name(s)", "")[:200],
        mensaje="\n".join(dict.fromkeys(material.recordar(_problemas).get(numero, [])[:20])),
    )


def _primero(campos: dict[str, str], *nombres: str) -> str:
    """The first of those fields that is there: a Virtual Full is written without a client."""
    return next((campos[n] for n in nombres if n in campos), "")


def _operacion(campos: dict[str, str]) -> str:
    return next((o for c, o in _OPERACIONES if c in campos), "depuracion")


def nivel(dicho: str) -> str:
    """The modalidad of «Full», «Incremental, since=…», «Full (upgraded from Incremental)»."""
    return _NIVELES.get(re.split(r"[ ,(]", dicho.strip().lower(), maxsplit=1)[0], "desconocida")


def _cifra(dicho: str | None) -> int | None:
    """The number of «4,210,240 (4.210 MB)»."""
    return entero((dicho or "").split(" ")[0])


def _estado(termino: str, errores: int | None, entera: bool) -> str:
    if not entera or not termino:
        return SIN_DATO
    # An unknown last word is a failure of the job, never a success.
    fallo = termino not in _BUENAS | _CON_AVISOS
    avisos = termino in _CON_AVISOS or bool(errores)
    exito = errores is not None or termino == "Admin OK"  # the only report without errors
    return dictar(Senales(exito=exito, avisos=avisos, fallo=fallo))


def _problemas(material: Material) -> dict[str, list[str]]:
    """The lines that tell of a problem, by the job that they are of."""
    lineas: dict[str, list[str]] = {}
    for renglon in renglones(material.todo):
        hallado = _PROBLEMA.search(renglon)
        if hallado and not _CABEZA.search(renglon):
            lineas.setdefault(hallado[1], []).append(renglon)
    return lineas
