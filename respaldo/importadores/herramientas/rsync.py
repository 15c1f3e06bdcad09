"""rsync 3.x: `--stats`, `-v` and `--log-file` (evidencia.md §2.15).

A mirror. Exit 23 and 24 leave something out; the last line of every good run is «total size is».
"""

import re
from datetime import datetime

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.material import Analizador, Lecturas, Material
from respaldo.importadores.textos import hallar, hallar_ultimo, renglones
from respaldo.importadores.valores import entero, instante, tamano
from respaldo.importadores.veredicto import Senales, dictar

_LOG = r"(?:\d{4}/\d\d/\d\d \d\d:\d\d:\d\d \[\d+\] )?"
_PARCIALES = frozenset({23, 24})
_ARCHIVOS = re.compile(rf"^{_LOG}Number of files: ([\d,.]+)(?: \((?:reg: ([\d,.]+))?)?")
_TRANSFERIDO = re.compile(rf"^{_LOG}Total transferred file size: ([\d,.]+[KMGTP]?) bytes")
_TOTAL = re.compile(rf"^{_LOG}total size is ([\d,.]+[KMGTP]?)  speedup is ")
_VIEJA = re.compile(rf"^{_LOG}Number of files transferred: \d")  # before 3.1 no kinds are told
_SIMULADA = re.compile(rf"^{_LOG}total size is .{{1,60}}speedup is [\d,.]+[KMGTP]?\s*\(")
# Only what a dry run says is set apart with a blank: the line was cut there.
_A_MEDIAS = re.compile(rf"^{_LOG}total size is .{{1,60}}speedup is [\d,.]+[ \t]$", re.MULTILINE)
_SIN_DATOS = re.compile(rf"^{_LOG}(?:Literal|Matched) data: 0 bytes")
_DATOS = re.compile(rf"^{_LOG}(?:Literal|Matched) data: ")
_ERROR_FINAL = re.compile(r"rsync (?:error|warning): .{1,300}\(code (\d{1,3})\)")
_AVISO = re.compile(
    r"^(?:\S+ \S+ \[\d+\] )?(?:rsync: |rsync error: |rsync warning: |cannot delete|skipping |"
    r"file has vanished: |IO error encountered|ERROR: |IO-error)"
)
_PROPIO = re.compile(
    rf"^{_LOG}(?:sending incremental file list$|receiving (?:incremental )?file list|"
    rf"total size is [\d,.]+|Number of files: [\d,]+ \(|Number of created files: |"
    r"rsync: |rsync error: |rsync warning: |building file list|sent [\d,.]+[KMG]? bytes  received)"
)
_LISTA = re.compile(
    rf"^{_LOG}[-dlbcps][rwxstST-]{{9}} +[\d,.]+ \d{{4}}/\d\d/\d\d \d\d:\d\d:\d\d \S"
)
_VERSION = re.compile(r"\Arsync  version \d[\w.]{0,20}  protocol version \d{1,4}$", re.MULTILINE)
_LICENCIA = re.compile(r"^General Public Licen[cs]e for details\.\s*\Z", re.MULTILINE)
_CIERRE = re.compile(r"rsync (?:error|warning): ")  # it sums up the lines before it
_MOMENTO = re.compile(r"^(\d{4})/(\d\d)/(\d\d) (\d\d:\d\d:\d\d) \[\d+\] ")


def reconoce(material: Material) -> bool:
    """Lines that only rsync prints."""
    propia = any(material.hallar(p) for p in (_PROPIO, _LISTA))
    return propia or _solo_version(material)


def lee(material: Material) -> Lecturas:
    """One mirror run. A log file holds many: the last one counts."""
    todo = _ultima(material.todo)
    total, archivos = hallar_ultimo(_TOTAL, todo), hallar_ultimo(_ARCHIVOS, todo)
    transferido, final = hallar_ultimo(_TRANSFERIDO, todo), hallar_ultimo(_ERROR_FINAL, todo)
    codigo = material.codigo
    if codigo is None and final:
        codigo = int(final[1])
    avisos = [r for r in renglones(todo) if _AVISO.match(r)]
    vacia = _sin_regulares(todo, archivos)
    inicio, fin = _momentos(material, todo)
    yield EjecucionLeida(
        clave="",
        trabajo="",
        herramienta="rsync",
        operacion="inventario" if _solo_lista(material) else "respaldo",
        modalidad="espejo",
        estado=dictar(
            Senales(
                codigo=codigo,
                exito=total is not None
                and material.cerrado(total.string)
                and not _simulada(todo, transferido)
                and _A_MEDIAS.search(material.entero) is None,
                avisos=bool(avisos),
                fallo=_una_sin_origen(todo),
                empezada=True,
                concluyente=material.unido,
                parciales=_PARCIALES,
            )
        ),
        inicio=inicio,
        fin=fin,
        bytes=_medida(total),
        bytes_nuevos=_medida(transferido),
        archivos=0 if vacia else _regulares(archivos),
        errores=len([a for a in avisos if not _CIERRE.search(a)]) if total or avisos else None,
        codigo_salida=codigo,
        redondeado=bool(total and total[1][-1].isalpha()),
    )


def _medida(hallado: re.Match[str] | None) -> int | None:
    """Without a unit they are whole bytes, and a Spanish server parts them with dots."""
    if hallado is None:
        return None
    cifras = hallado[1]
    return tamano(cifras if cifras[-1].isalpha() else cifras.replace(".", ""), binario=False)


def _sin_regulares(todo: str, archivos: re.Match[str] | None) -> bool:
    """Whether it counted its files and none was regular."""
    if archivos is None or archivos[2] is not None:
        return False
    return "reg:" not in archivos[0] and (entero(archivos[1]) == 0 or not hallar(_VIEJA, todo))


def _una_sin_origen(todo: str) -> bool:
    """Whether one of several runs found nothing to read and said why."""
    cuentas = [m[1] for r in renglones(todo) if (m := _ARCHIVOS.match(r))]
    return len(cuentas) > 1 and "0" in cuentas and hallar(_ERROR_FINAL, todo) is not None


def _solo_lista(material: Material) -> bool:
    """Whether it only listed, or told its version: nothing was sent and nothing failed."""
    listada = material.hallar(_LISTA) is not None or _solo_version(material)
    return listada and material.codigo in {None, 0}


def _solo_version(material: Material) -> bool:
    """Whether all that it printed is `--version`, from its first line to its last."""
    todo = material.todo
    return _VERSION.search(todo) is not None and _LICENCIA.search(todo) is not None


def _simulada(todo: str, transferido: re.Match[str] | None) -> bool:
    """Whether it was a dry run: it says so, or what it counts as sent is made of no data."""
    contados = [r for r in renglones(todo) if _DATOS.match(r)]
    nada = len(contados) > 1 and all(map(_SIN_DATOS.match, contados[-2:]))
    dice_mover = transferido is not None and transferido[1] != "0"
    return hallar(_SIMULADA, todo) is not None or (nada and dice_mover)


def _regulares(archivos: re.Match[str] | None) -> int | None:
    return entero((archivos[2] or archivos[1]).replace(".", "")) if archivos else None


def _ultima(texto: str) -> str:
    """What the last process of a log file wrote: lines of one pid."""
    marcas = re.findall(r"^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d (\[\d{1,10}\]) ", texto, re.MULTILINE)
    if len(set(marcas)) <= 1:
        return texto
    return "\n".join(r for r in renglones(texto) if marcas[-1] in r[:40] or not _MOMENTO.match(r))


def _momentos(material: Material, texto: str) -> tuple[datetime | None, datetime | None]:
    """First and last times of a log file, local."""
    marcas = [m for r in renglones(texto) if (m := _MOMENTO.match(r))]
    if not marcas:
        return None, None
    inicio, fin = (
        instante(f"{m[1]}-{m[2]}-{m[3]}T{m[4]}", material.zona) for m in (marcas[0], marcas[-1])
    )
    return inicio, fin


ANALIZADOR = Analizador("rsync", "1", reconoce, lee, parciales=_PARCIALES)
