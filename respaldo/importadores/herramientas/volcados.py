"""Dump scripts: pg_dump, pg_basebackup, mysqldump, and what they echo (evidencia.md §2.16).

A dump is silent and a pipe hides its code, so success needs the last line of the dump, or the size
that the script tells: `archivo=… bytes=… rc=… inicio=… fin=…`. A gzip of nothing weighs 20 bytes.
"""

import re
from datetime import datetime

from respaldo.discrepancias import COPIA_VACIA, MINIMO_DE_VOLCADO
from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.material import Analizador, Lecturas, Material
from respaldo.importadores.textos import hallar, hallar_ultimo, renglones
from respaldo.importadores.valores import entero, intactas
from respaldo.importadores.veredicto import CONFORME, NO_CONFORME, SIN_DATO, Senales, dictar

_DE_PG = re.compile(r"^pg_dump(?:all)?: |^-- PostgreSQL database (?:cluster )?dump")
_DE_BASE = re.compile(r"^pg_basebackup: |^ *\d+/\d+ kB \(\d+%\), \d+/\d+ tablespaces?")
_BASE_ENTERA = re.compile(
    r"^pg_basebackup: (?:base backup completed|el respaldo base se ha completado)$"
)
_BASE_PESA = re.compile(r"^ *(\d{1,15})/\1 kB \(100%\), (\d+)/\2 tablespaces?\s*$")
_DE_MYSQL = re.compile(
    r"^(?:mysqldump|mariadb-dump)(?:\.exe)?: |^-- (?:MySQL|MariaDB) dump |^-- Dump completed|"
    r"^-- (?:Retrieving table structure for|Disconnecting from) "
)
_RESTAURA = re.compile(r"^pg_restore: ")
_LISTA = re.compile(r"^; +(?:Archive created at |TOC Entries: )")
_VERIFICA = re.compile(r"^pg_verifybackup: |^backup successfully verified$")
_FINAL = re.compile(
    r"^-- PostgreSQL database (?:cluster )?dump complete$|^-- Dump completed(?: on (.{1,30}))?$"
)
_CABEZA = re.compile(r"^-- (?:PostgreSQL database (?:cluster )?dump$|(?:MySQL|MariaDB) dump )")
_QUEJA = re.compile(r"^(?:pg_dump|pg_dumpall|mysqldump|mariadb-dump)(?:\.exe)?: ")
_CONTENIDO = re.compile(
    r"^pg_dump: (?:dumping contents of|extrayendo el contenido de la) tabl[ea] |"
    r"^-- Disconnecting from "
)
_AVISO = re.compile(  # what a dump left out or doubted; not that a password was in the command
    r"^.{0,3}pg_.{1,20}: (?:warning|advertencia|precauci[oó]n): |"
    r"^pg_(?:dump|dumpall|basebackup): (?!detail|hint)\S{3,16}: |"  # the word itself, damaged
    r"^(?:-- )?Warning: Skipping |"
    r"^(?:mysqldump|mariadb-dump): \[Warning\] (?!Using a password)"
)
_FALLO = re.compile(
    r"^pg_(?:dump(?:all)?|basebackup|restore|verifybackup): (?:error|fatal)|"
    r"^pg_dump(?:all)?: (?:detail: Query was|Dumping the contents of table |query failed|"
    r"(?:Error message from server|connection to database .{1,200} failed|could not |no match))|"
    r"pg_dump(?:all)?: \[archiver|"
    r"^pg_basebackup: (?:removing (?:data directory|contents)|could not )|"
    r"^(?:mysqldump|mariadb-dump)(?:\.exe)?: (?:Got error|Error \d+|Couldn't|unknown option|Can't)|"
    r"(?:pg_dump|pg_dumpall|mysqldump|mariadb-dump): (?:command )?not found|"
    r"[Nn]o space left on device|[Nn]o queda espacio en el dispositivo|terminated by user$|"
    r": l(?:ine|ínea) \d{1,6}: +\d{1,9} (?:Killed|Terminated|Aborted|Segmentation|Terminado)|"
    r"^gzip: .{1,200}: |Broken pipe|aborting because of"
)
_BASE = re.compile(r"^-- Host: \S{1,200} +Database: (\S{1,200})$")
_VERSION = re.compile(
    r"^-- Dumped by pg_dump(?:all)? version (\S{1,30})|^-- (?:MySQL|MariaDB) dump .{1,40}"
    r"Distrib (\S{1,40}?),"
)
_DATO = re.compile(r"\b(bytes|rc|inicio|fin|archivo|tama[nñ]o)=(\"[^\"]{1,300}\"|\S{1,300})")
_CIFRAS, _COLA = 4, 20_000
_CUERPO = re.compile(  # the frame that every dump has, with tables or without
    r"^-- (?:PostgreSQL database dump$|(?:MySQL|MariaDB) dump )|"
    r"^(?:/\*!\d{5} )?SET [@a-z]|^SELECT pg_catalog\.set_config"
)
_CONTENIDO_PROPIO = re.compile(
    r"^(?:/\*!\d{5} )?(?:CREATE (?!DATABASE|SCHEMA)|COPY |INSERT |DELIMITER )"
)
_COMPRIMIDO = re.compile(r"\.(?:gz|tgz|zst|xz|bz2|lz4|zip|7z|gpg|age|enc)$", re.IGNORECASE)
_NOMBRE = re.compile(r"(?:^|\s)([^\s=]{1,40})=\S")
# What each program writes of a database without tables, with room for its versions (bytes).
_ESQUELETO = {"pg_dump": 900, "mysqldump": 1_500, "mariadb-dump": 1_500}
_SIN_TABLAS = "El volcado no contiene ninguna tabla."


def _datos(material: Material) -> dict[str, str]:
    """The last value of each `name=value` that the script printed."""
    hallados = (h.groups() for h in _DATO.finditer(material.todo))
    return {nombre: valor.strip('"') for nombre, valor in hallados}


def reconoce(material: Material) -> bool:
    """Messages of the dump programs, the dump itself, or what a script tells of its file."""
    propios = (_DE_PG, _DE_BASE, _DE_MYSQL, _RESTAURA, _LISTA, _VERIFICA)
    if any(material.hallar(p) for p in propios):
        return True
    datos = _datos(material)
    return "bytes" in datos or ("archivo" in datos and "rc" in datos)


def lee(material: Material) -> Lecturas:
    """One run; the restore of a dump is not a backup."""
    datos, todo = _datos(material), material.todo
    operacion = _operacion(material)
    final = hallar_ultimo(_FINAL, todo)
    medida, codigo = _medida(material), _codigo(material)
    senales = Senales(
        codigo=codigo,
        exito=_terminados(material) or _base_entera(material) or _contado(material, operacion),
        fallo=hallar(_FALLO, _prosa(material)) is not None,
        avisos=operacion == "respaldo" and hallar(_AVISO, _prosa(material)) is not None,
    )
    estado = SIN_DATO if operacion == "inventario" else dictar(senales)
    vacio = estado == CONFORME and operacion == "respaldo" and _sin_tablas(material, medida)
    version = hallar(_VERSION, todo)
    base = hallar(_BASE, todo)
    yield EjecucionLeida(
        clave="",
        trabajo=base[1] if base else "",
        herramienta=_herramienta(material),
        operacion=operacion,
        modalidad="total",
        estado=NO_CONFORME if vacio else estado,
        inicio=material.instante(datos.get("inicio")),
        fin=material.instante(datos.get("fin")) or _completada(material, final),
        bytes=medida if medida is not None else _peso_de_base(material),
        redondeado=medida is None and material.hallar(_BASE_PESA) is not None,
        codigo_salida=codigo,
        medio=datos.get("archivo", "")[:200],
        version=next(filter(None, version.groups()), "") if version else "",
        es_volcado=True,
        motivos=(COPIA_VACIA,) if vacio else (),
        mensaje=_SIN_TABLAS if vacio else "",
        prosa=_prosa(material),
    )


def _terminados(material: Material) -> bool:
    """Whether there is a last line of a dump, and each heading has its own before the next.

    A cluster holds the dumps of its databases, so it is only asked for its last line.
    """
    abierta, de_todo, finales, equipos = False, 0, 0, 0
    for renglon in renglones(material.todo):
        del_cluster = "cluster" in renglon
        if _CABEZA.match(renglon):
            if abierta and not del_cluster:
                return False
            de_todo += del_cluster
            abierta |= not del_cluster
        elif _BASE.match(renglon):  # the second line of a heading of MySQL
            equipos += 1
        elif _FINAL.match(renglon):
            if equipos > 1:
                return False
            finales, equipos = finales + 1, 0
            de_todo -= del_cluster
            abierta &= del_cluster
    return finales > 0 and not abierta and de_todo <= 0


def _dichos(material: Material, nombre: str) -> list[str]:
    """Every value that the script gave to a name: it may dump several databases."""
    return [v.strip('"').rstrip(",;.") for n, v in _DATO.findall(material.todo) if n == nombre]


def _medida(material: Material) -> int | None:
    """The size that the script told; of several files all together, and the least if one is
    empty, so that the others do not hide it."""
    dichas = [entero(v) for v in _dichos(material, "bytes")]
    medidas = [m for m in dichas if m is not None]
    archivos = _dichos(material, "archivo")
    if not medidas or len(medidas) < len(dichas):  # one that cannot be read may be the empty one
        return None
    if min(medidas) < MINIMO_DE_VOLCADO:
        return min(medidas)
    return sum(medidas) if len(set(archivos)) == len(medidas) else medidas[-1]


def _codigo(material: Material) -> int | None:
    """The exit code; a script that ends well tells with `rc=` that of each of its dumps."""
    dichos = [
        int(v[:_CIFRAS]) if v.isdecimal() else 1  # «-1», or what is no code
        for v in _dichos(material, "rc")
        if v
    ]
    if material.codigo not in {None, 0} or not dichos:
        return material.codigo
    return max(dichos)


def _contado(material: Material, operacion: str) -> bool:
    """Whether it ended well by what it told, without the last line of a dump."""
    medida, codigo = _medida(material), _codigo(material)
    contado = medida is not None or material.hallar(_CONTENIDO) or operacion != "respaldo"
    dicho = material.captura.senal == "exito" or material.captura.canal == "correo"
    acabo = codigo == 0 or (codigo is None and dicho)  # a mail holds whatever went wrong
    return acabo and bool(contado) and _prueba(material, medida)


def _operacion(material: Material) -> str:
    """A copy, unless only the programs that restore, list or verify one were run."""
    if material.hallar(_DE_PG) or material.hallar(_DE_BASE):
        return "respaldo"
    ajenas = (
        (_RESTAURA, "restauracion"),
        (_LISTA, "inventario"),
        (_VERIFICA, "verificacion"),
    )
    return next((o for p, o in ajenas if material.hallar(p)), "respaldo")


def _base_entera(material: Material) -> bool:
    """Whether pg_basebackup said that it ended, in a line that came whole."""
    final = material.hallar(_BASE_ENTERA)
    return final is not None and material.cerrado(final[0])


def _peso_de_base(material: Material) -> int | None:
    """Bytes that pg_basebackup copied, in kB of 1,024."""
    pesado = hallar_ultimo(_BASE_PESA, material.todo)
    return int(pesado[1]) * 1024 if pesado else None


def _prueba(material: Material, medida: int | None) -> bool:
    """Whether what the script tells may be believed: its names whole, what it complained of too,
    and a size that no empty dump has unless it says of which file."""
    nombres = dict.fromkeys(_NOMBRE.findall(material.todo[-_COLA:]))
    queja = material.errores.rpartition("\n")[2]
    minimo = _ESQUELETO.get(material.captura.herramienta.lower(), 0)
    pequena = medida is not None and medida < minimo and "archivo" not in nombres
    parejas = _emparejados(material)
    return (
        parejas
        and intactas(nombres, "archivo", "bytes")
        and material.cerrado(queja)
        and not pequena
    )


def _emparejados(material: Material) -> bool:
    """Whether each of several files came with its size and its code, if others have one."""
    archivos, medidas, codigos = (len(_dichos(material, n)) for n in ("archivo", "bytes", "rc"))
    return archivos <= 1 or (medidas == archivos and codigos in {0, archivos})


def _sin_tablas(material: Material, medida: int | None) -> bool:
    """Whether a finished dump is only its heading: seen in it, or told by the size of its file."""
    if material.hallar(_CUERPO) and material.hallar(_FINAL):
        return material.hallar(_CONTENIDO_PROPIO) is None
    minimo = _ESQUELETO.get(material.captura.herramienta.lower(), 0)
    archivo = _datos(material).get("archivo", "")
    llano = archivo and _COMPRIMIDO.search(archivo) is None
    return bool(llano) and medida is not None and medida < minimo


def _completada(material: Material, final: re.Match[str] | None) -> datetime | None:
    """The hour of the last line of MySQL, which has no zero before it: «2026-11-22  1:09:00»."""
    if not final or not final[1]:
        return None
    return material.instante(re.sub(r" {1,2}(?=\d:)", " 0", final[1]))


def _herramienta(material: Material) -> str:
    if material.hallar(_DE_BASE):
        return "pg_basebackup"
    if any(material.hallar(p) for p in (_DE_PG, _RESTAURA, _LISTA)):
        return "pg_dump"
    if material.hallar(_VERIFICA):
        return "pg_basebackup"
    if material.hallar(_DE_MYSQL):
        return "mysqldump"
    return material.captura.herramienta or "script"


def _prosa(material: Material) -> str:
    """What was printed, without the rows of a dump that came on stdout."""
    if material.hallar(_CABEZA) is None:
        return material.todo
    quejas = (r for r in renglones(material.salida) if _QUEJA.match(r))  # joined with 2>&1
    return "\n".join([*quejas, material.errores])


ANALIZADOR = Analizador("volcado", "2", reconoce, lee)
