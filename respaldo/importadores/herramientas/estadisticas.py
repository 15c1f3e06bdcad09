"""duplicity 0.7 to 3 and rdiff-backup 1.2 to 2.2: the statistics they share (evidencia.md §2.15).

Both end with code 0 though `Errors` is above 0. Their file counts hold folders: the size of what
was read tells an empty source.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from respaldo.discrepancias import COPIA_VACIA
from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.material import Analizador, Lecturas, Material
from respaldo.importadores.textos import renglones
from respaldo.importadores.valores import entero, epoch
from respaldo.importadores.veredicto import NO_CONFORME, SIN_DATO, Senales, dictar

_DATO = re.compile(  # «. »: as duplicity writes it with --log-file
    r"^(?:\. )?(StartTime|EndTime|SourceFiles|SourceFileSize|NewFiles|RawDeltaSize|MirrorFileSize|"
    r"TotalDestinationSizeChange|DeltaEntries|MirrorFiles|IncrementFileSize|Errors) (\d[\d.]{0,20})"
)
_VACIA = "La copia completa no contiene datos: el origen está vacío."


@dataclass(frozen=True, slots=True)
class _Dialecto:
    """What one of the two tools prints around the statistics."""

    nombre: str
    campo: str  # a statistic that only it has
    juzgan: frozenset[str]  # those that must be there, or the block did not come whole
    propio: re.Pattern[str]
    fallo: re.Pattern[str]
    aviso: re.Pattern[str]
    otras: dict[str, re.Pattern[str]]
    buenas: re.Pattern[str]
    sin_copia: re.Pattern[str]  # a backup that failed before it read anything
    parciales: frozenset[int] = frozenset()


DUPLICITY = _Dialecto(
    nombre="duplicity",
    campo="DeltaEntries",
    juzgan=frozenset(
        {"SourceFiles", "SourceFileSize", "NewFiles", "RawDeltaSize", "TotalDestinationSizeChange"}
    ),
    propio=re.compile(
        r"^Local and Remote metadata are synchroni[sz]ed|^Last full backup (?:date|is too old)|"
        r"--\[ Backup Statistics \]--|^No signatures found, switching to full|duplicity|"
        r"^(?:BackendException|CommandLineError): |"
        r"^Backup source directory .{1,500} does not exist|^Verify complete: \d|"
        r"^Synchronizing remote metadata to local cache|^GPGError: GPG Failed|"
        r"^Restore (?:destination directory .{1,500} already exists|'.{1,500}' is not empty)"
    ),
    fallo=re.compile(
        r"^(?:\. )?\w{0,30}(?:Exception|CommandLineError|GPGError|UserError): |^(?:\. )?Traceback|"
        r"^(?:\. )?Backup source directory .{1,500} does not exist|GPG Failed|"
        r"^(?:\. )?(?:Fatal Error|Giving up after \d+ attempts)|"
        r"^(?:\. )?Restore destination directory .{1,500} already exists"
    ),
    aviso=re.compile(r"^(?:\. )?(?:Error accessing possibly locked file|Error \[Errno)"),
    otras={
        "restauracion": re.compile(
            r"^(?:\. )?Restore (?:destination directory |'.{1,500}' is not empty)|"
            r"/dup_main\.py\", line \d+, in restore$"
        ),
        "verificacion": re.compile(r"^(?:\. )?Verify complete: |difference(?:s|\(s\))? found"),
        "inventario": re.compile(
            r"^Collection Status$|^\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4} \.$"
        ),
        "depuracion": re.compile(
            r"old backup sets? found|^Deleting (?:backup|incomplete|local)|"
            r"^No extraneous files found|^Found the following files? to delete"
        ),
    },
    buenas=re.compile(
        r", 0 difference(?:s|\(s\)) found|^No old backup sets|^Deleting |"
        r"^No extraneous files found|^Collection Status$"
    ),
    sin_copia=re.compile(
        r"^(?:\. )?(?:Backup source directory|CommandLineError: Argument source_path) "
        r".{1,500} does not exist"
    ),
)
RDIFF = _Dialecto(
    nombre="rdiff-backup",
    campo="MirrorFiles",
    juzgan=frozenset({"SourceFiles", "SourceFileSize", "MirrorFileSize"}),
    propio=re.compile(
        r"--\[ Session statistics \]--|^NOTE: +Starting (?:mirror|increment|backup|restore)|"
        r"^ERROR: +(?:Source path|Action \w+ failed)|^Found \d+ increments|rdiff-backup|"
        r"^(?:NOTE: +)?All files verified|^WARNING: +(?:ListError|UpdateError|SpecialFileError)|"
        r"^(?:ListError|UpdateError|SpecialFileError) |^(?:NOTE: +)?Deleting increments? at|"
        r"^ +Time +Size +Cumulative size|^(?:NOTE: +)?No increments older than |"
        r"^(?:NOTE: +)?No changes found\.? +Directory matches archive"
    ),
    fallo=re.compile(r"^ERROR: |^Fatal Error|^Traceback|^Exception "),
    aviso=re.compile(r"^(?:WARNING: +)?(?:ListError|UpdateError|SpecialFileError)"),
    otras={
        "restauracion": re.compile(r"^NOTE: +Starting restore|Restore successfully finished"),
        "verificacion": re.compile(
            r"All files verified|verification failed|^NOTE: .*[Vv]erif|^ERROR: +Verification |"
            r"^(?:NOTE: +)?No changes found\.? +Directory matches|"
            r"^WARNING: +Action (?:verify|compare) "
        ),
        "inventario": re.compile(
            r"^Found \d+ increments|^Current mirror:|^ +Time +Size +Cumulative size"
        ),
        "depuracion": re.compile(r"^(?:NOTE: +)?(?:Deleting increment|No increments older than )"),
    },
    buenas=re.compile(
        r"All files verified|^Current mirror:|Deleting increment|Restore successfully finished|"
        r"^(?:NOTE: +)?No (?:increments older than |changes found\.? +Directory matches)"
    ),
    sin_copia=re.compile(
        r"^ERROR: +(?:Action backup failed on step (?:pre_)?check|Source path .{1,500} not exist)"
    ),
    parciales=frozenset({2, 4, 6, 8, 10, 12, 14}),  # bits of 2.2; 1 is the only one of no copy
)


def _reconoce(material: Material, dialecto: _Dialecto) -> bool:
    if any(dialecto.campo in b for b in _bloques(material)):
        return True
    return material.hallar(dialecto.propio) is not None


def _bloques(material: Material) -> Iterator[dict[str, str]]:
    """Each block of statistics, whole: the one without its last line was cut."""
    bloque: dict[str, str] = {}
    if "StartTime" not in material.todo:
        return
    for renglon in renglones(material.todo):
        hallado = _DATO.match(renglon)
        if hallado is None:
            continue
        if hallado[1] == "StartTime":
            bloque = {}
        bloque[hallado[1]] = hallado[2]
        if hallado[1] == "Errors":
            yield bloque
            bloque = {}


def _lee(material: Material, dialecto: _Dialecto) -> Lecturas:
    copias = [_copia(material, b, dialecto) for b in _bloques(material) if dialecto.campo in b]
    if copias and material.hallar(dialecto.sin_copia):
        fallida = EjecucionLeida(
            clave="", trabajo="", herramienta=dialecto.nombre, estado=NO_CONFORME
        )
        return [*(replace(copia, prosa="") for copia in copias), fallida]
    if copias:
        return copias
    operacion = _operacion(material, dialecto)
    exito = operacion != "respaldo" and material.hallar(dialecto.buenas) is not None
    estado = dictar(_senales(material, dialecto, exito=exito, errores=0))
    return [
        EjecucionLeida(
            clave="",
            trabajo="",
            herramienta=dialecto.nombre,
            operacion=operacion,
            estado=SIN_DATO if operacion == "inventario" else estado,
        )
    ]


def _operacion(material: Material, dialecto: _Dialecto) -> str:
    """What was done. A script that lists or prunes after a backup that failed made a failed
    backup: a list that was printed did not fail."""
    operacion = next((o for o, p in dialecto.otras.items() if material.hallar(p)), "respaldo")
    fallo = material.hallar(dialecto.fallo) is not None
    if material.hallar(dialecto.sin_copia) or (operacion == "inventario" and fallo):
        return "respaldo"
    return operacion


def _codigo(material: Material, dialecto: _Dialecto, *, exito: bool) -> int | None:
    """The code of a script is that of the copy that did not begin, not of the whole one before it:
    of that one it says nothing, and nobody may take it for *conforme*."""
    partes = re.split(r"(?m)^(?:\. )?Errors \d.*$", material.todo)
    ultima = renglones(partes[-1]) if exito and len(partes) > 1 else ()
    return 0 if material.codigo and any(map(dialecto.sin_copia.search, ultima)) else material.codigo


def _senales(material: Material, dialecto: _Dialecto, *, exito: bool, errores: int) -> Senales:
    return Senales(
        codigo=_codigo(material, dialecto, exito=exito),
        exito=exito,
        fallo=_fallo(material, dialecto, salvo_sin_copia=exito),
        avisos=errores > 0 or material.hallar(dialecto.aviso) is not None,
        parciales=dialecto.parciales,
    )


def _fallo(material: Material, dialecto: _Dialecto, *, salvo_sin_copia: bool) -> bool:
    """Whether it tells of a failure. A backup that did not begin is not the one that was made."""
    if not salvo_sin_copia or material.hallar(dialecto.sin_copia) is None:
        return material.hallar(dialecto.fallo) is not None
    return any(
        dialecto.fallo.search(r) and not dialecto.sin_copia.search(r)
        for r in renglones(material.todo)
    )


def _copia(material: Material, bloque: dict[str, str], dialecto: _Dialecto) -> EjecucionLeida:
    dato = {campo: entero(valor.split(".")[0]) or 0 for campo, valor in bloque.items()}
    if dialecto is DUPLICITY:
        entera = dato.get("NewFiles") == dato.get("SourceFiles")
        nuevos = dato.get("RawDeltaSize")
        vacia = dato.get("SourceFiles", 0) <= 1 or (entera and not nuevos)
    else:
        entera = dato.get("MirrorFiles", 0) <= 1 and not dato.get("MirrorFileSize")
        nuevos = None
        vacia = dato.get("SourceFileSize") == 0
    # A real duplicity run writes at least an empty volume; a dry run, nothing.
    completo = dialecto.juzgan <= bloque.keys()
    escrita = dialecto is not DUPLICITY or dato.get("TotalDestinationSizeChange") != 0
    estado = dictar(
        _senales(material, dialecto, exito=escrita and completo, errores=dato["Errors"])
    )
    return EjecucionLeida(
        clave="",
        trabajo="",
        herramienta=dialecto.nombre,
        modalidad="total" if entera else "incremental",
        estado=NO_CONFORME if vacia else estado,
        motivos=(COPIA_VACIA,) if vacia else (),
        mensaje=_VACIA if vacia else "",
        inicio=epoch(bloque.get("StartTime")),
        fin=epoch(bloque.get("EndTime")),
        bytes=dato.get("SourceFileSize"),
        bytes_nuevos=nuevos,
        bytes_almacenados=dato.get("TotalDestinationSizeChange"),
        archivos=dato.get("SourceFiles"),
        errores=dato["Errors"],
    )


def _analizador(dialecto: _Dialecto) -> Analizador:
    return Analizador(
        dialecto.nombre,
        "1",
        lambda material: _reconoce(material, dialecto),
        lambda material: _lee(material, dialecto),
        parciales=dialecto.parciales,
    )


ANALIZADOR_DUPLICITY = _analizador(DUPLICITY)
ANALIZADOR_RDIFF = _analizador(RDIFF)
