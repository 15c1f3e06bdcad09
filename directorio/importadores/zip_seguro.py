"""An XLSX is a ZIP: what it would inflate to is known before anything parses it."""

import io
import zipfile
import zlib

from directorio.importadores.modelo import MAXIMO_INFLADO, ArchivoRechazado

MAXIMO_PARTES = 2_000
MAXIMA_RAZON = 250  # a real sheet inflates 5 to 60 times; a bomb, 1,000
_SIN_RAZON = 5 * 2**20  # below this size the ratio says nothing
_TROZO = 2**16
_REMEDIO_XLSX = (
    "Ábralo en Excel, guárdelo de nuevo como «Libro de Excel (.xlsx)» y vuelva a subirlo."
)


def revisar(datos: bytes) -> bool:
    """Refuse what is not a plain spreadsheet; return whether any sheet has formulas.

    The sizes declared in the directory are checked first and what really comes out afterwards.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(datos)) as archivo:
            partes = archivo.infolist()
            _revisar_directorio(partes)
            _revisar_clase({parte.filename for parte in partes}, archivo)
            return _inflar(archivo, partes)
    except (
        zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError,
        KeyError,
    ) as error:  # fmt: skip
        raise ArchivoRechazado("El archivo está dañado.", remedio=_REMEDIO_XLSX) from error
    except RuntimeError as error:  # zipfile's way to say that a part is encrypted
        raise ArchivoRechazado(
            "El archivo está protegido con contraseña.",
            remedio="Quite la contraseña en Excel (Archivo, Información, Proteger libro).",
        ) from error


def _revisar_directorio(partes: list[zipfile.ZipInfo]) -> None:
    total = sum(parte.file_size for parte in partes)
    exagerada = any(
        parte.file_size > _SIN_RAZON
        and parte.file_size > MAXIMA_RAZON * max(parte.compress_size, 1)
        for parte in partes
    )
    if total > MAXIMO_INFLADO or len(partes) > MAXIMO_PARTES or exagerada:
        raise _bomba(total)


def _bomba(total: int) -> ArchivoRechazado:
    return ArchivoRechazado(
        f"El archivo ocuparía {total // 2**20} MB al abrirse: no es una hoja del Directorio.",
        remedio="Copie solo la tabla a un libro nuevo, guárdelo como .xlsx y vuelva a subirlo.",
    )


def _revisar_clase(nombres: set[str], archivo: zipfile.ZipFile) -> None:
    if "mimetype" in nombres and "content.xml" in nombres:
        raise ArchivoRechazado(
            "Es una hoja de LibreOffice (.ods).",
            remedio="Guárdela como «Excel 2007-365 (.xlsx)» o como CSV y vuelva a subirla.",
        )
    if "xl/workbook.xml" not in nombres:
        raise ArchivoRechazado(
            "El archivo no es un libro de Excel.",
            remedio="Suba el Directorio como .xlsx o .csv.",
        )
    tipos = archivo.read("[Content_Types].xml") if "[Content_Types].xml" in nombres else b""
    con_macros = any(nombre.lower().endswith("vbaproject.bin") for nombre in nombres)
    if con_macros or b"macroenabled" in tipos.lower():
        raise ArchivoRechazado(
            "El libro tiene macros (.xlsm): no se aceptan porque ejecutan código al abrirse.",
            remedio="En Excel use «Guardar como» → «Libro de Excel (.xlsx)» y suba esa copia.",
        )


def _inflar(archivo: zipfile.ZipFile, partes: list[zipfile.ZipInfo]) -> bool:
    """Read every part to its end without keeping it: the directory may lie."""
    total, con_formulas = 0, False
    for parte in partes:
        es_xml = parte.filename.lower().endswith((".xml", ".rels"))
        with archivo.open(parte) as flujo:
            cola = b""
            while trozo := flujo.read(_TROZO):
                total += len(trozo)
                if total > MAXIMO_INFLADO:
                    raise _bomba(total)
                visto = cola + trozo
                if es_xml and (b"<!DOCTYPE" in visto or b"<!ENTITY" in visto):
                    raise ArchivoRechazado(
                        "El archivo trae definiciones que un libro de Excel nunca lleva.",
                        remedio=_REMEDIO_XLSX,
                    )
                con_formulas = con_formulas or b"<f>" in visto or b"<f " in visto
                cola = trozo[-16:]
    return con_formulas
