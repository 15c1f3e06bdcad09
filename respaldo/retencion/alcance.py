"""Was the object asked for inside what the ítem covered on a date? (4.9 h)"""

from collections.abc import Iterable
from datetime import date
from fnmatch import fnmatchcase

from respaldo.retencion.historia import Alcance


def esta_incluido(ruta: str, fecha: date, alcances: Iterable[Alcance]) -> bool:
    """Tell whether every scope in force on a local date covers the path; yes if none says."""
    if not ruta:
        return True
    objeto = _plana(ruta)
    return all(
        (not alcance.incluye or _bajo_alguna(objeto, alcance.incluye))
        and not _bajo_alguna(objeto, alcance.excluye)
        for alcance in alcances
        if alcance.desde <= fecha and (alcance.hasta is None or fecha <= alcance.hasta)
    )


def _bajo_alguna(objeto: str, entradas: Iterable[str]) -> bool:
    return any(_bajo(objeto, _plana(entrada)) for entrada in entradas)


def _bajo(objeto: str, entrada: str) -> bool:
    if "*" in entrada or "?" in entrada:
        partes = objeto.split("/")
        # A pattern without slashes is about the name of the file or of any folder above it.
        return fnmatchcase(objeto, entrada) or any(fnmatchcase(p, entrada) for p in partes)
    return objeto == entrada or objeto.startswith(entrada + "/")


def _plana(ruta: str) -> str:
    return ruta.strip().casefold().replace("\\", "/").rstrip("/")
