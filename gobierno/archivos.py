"""Names and types of files that people send. Pure: what they say is never believed.

The type is read from the bytes and only chooses a label: a file is always served as a download.
"""

import re
import unicodedata
from typing import TYPE_CHECKING

from django.core.files.base import File

if TYPE_CHECKING:
    Archivo = File[bytes]
else:  # generic for the type checker only
    Archivo = File

LARGO_DEL_NOMBRE, LARGO_DE_EXTENSION = 200, 10
GENERICO = "application/octet-stream"
TEXTO = "text/plain"
_FIRMAS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\0", "application/x-xz"),
    (b"\x28\xb5\x2f\xfd", "application/zstd"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
)
_DE_OFICINA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_EJECUTABLES = (b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!")
_PROHIBIDOS = re.compile(r'[<>:"/\\|?*]')
_RESERVADOS = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


def nombre_limpio(nombre: str) -> str:
    """A name that no file system and no header can be hurt by; accents stay.

    Folders, control and direction characters go away, the length is cut before the extension.
    """
    sin_carpetas = re.split(r"[/\\]", unicodedata.normalize("NFC", nombre))[-1]
    visible = "".join(" " if c.isspace() else c for c in sin_carpetas if _visible(c))
    limpio = re.sub(r" +", " ", _PROHIBIDOS.sub("_", visible)).strip(" .")
    if _RESERVADOS.match(limpio):
        limpio = f"_{limpio}"
    if len(limpio) > LARGO_DEL_NOMBRE:
        raiz, punto, extension = limpio.rpartition(".")
        cola = f"{punto}{extension}" if raiz and len(extension) <= LARGO_DE_EXTENSION else ""
        limpio = limpio[: LARGO_DEL_NOMBRE - len(cola)] + cola
    return limpio or "archivo"


def _visible(caracter: str) -> bool:
    return caracter.isspace() or unicodedata.category(caracter) not in {"Cc", "Cf", "Cs", "Co"}


def es_ejecutable(inicio: bytes) -> bool:
    """Does the content start like a program? Evidence never is one."""
    return inicio.startswith(_EJECUTABLES)


def tipo_de(inicio: bytes, nombre: str) -> str:
    """The type that the first bytes show. HTML and SVG are plain text for us."""
    for firma, tipo in _FIRMAS:
        if inicio.startswith(firma):
            return tipo
    if inicio.startswith(b"PK\x03\x04"):
        return _DE_OFICINA.get(nombre.rpartition(".")[2].lower(), "application/zip")
    if b"\0" in inicio:
        return GENERICO
    try:
        inicio.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The sample may end in the middle of a letter; anything before is not UTF-8.
        return TEXTO if error.start >= len(inicio) - 3 else GENERICO
    return TEXTO
