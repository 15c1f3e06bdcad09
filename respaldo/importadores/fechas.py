"""Dates as reports for people write them: month names, day or month first, «/Date(ms)/». Pure.

Local to the zone of the source; None when it cannot be read. Source: evidencia.md §1.4, §2.
"""

import re
from datetime import UTC, date, datetime, timezone, tzinfo
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from respaldo.importadores.valores import ANIO_MAXIMO, ANIO_MINIMO, epoch, instante

if TYPE_CHECKING:
    from respaldo.importadores.captura import Captura

_MESES = {
    nombre: numero
    for numero, nombres in enumerate(
        ["jan ene", "feb", "mar", "apr abr", "may", "jun", "jul", "aug ago", "sep set", "oct",
         "nov", "dec dic"], 1
    )
    for nombre in nombres.split()
}  # fmt: skip
_HORA = (
    r"(?P<h>\d{1,2}):(?P<m>\d{2})(?::(?P<s>\d{2}))?(?:[.,]\d{1,9})?"
    r"(?: ?(?P<mitad>[apAP]\.? ?[mM]\b\.?))?"
)
_CON_NOMBRE = (
    re.compile(r"(?P<d>\d{1,2})[ -](?:de )?(?P<mes>[A-Za-z]{3,12})\.?,?[ -](?:de )?(?P<a>\d{4})"),
    re.compile(r"(?P<mes>[A-Za-z]{3,12})\.? (?P<d>\d{1,2}),? (?P<a>\d{4})"),
)
_CON_NUMERO = re.compile(r"(?<!\d)(?P<uno>\d{1,2})[/.-](?P<dos>\d{1,2})[/.-](?P<a>\d{4})(?!\d)")
_AL_REVES = re.compile(r"(?<!\d)(?P<a>\d{4})[/.-](?P<mes>\d{1,2})[/.-](?P<d>\d{1,2})(?!\d)")
_SOLO_HORA = re.compile(_HORA)
_DATE_MS = re.compile(r"/Date\((-?\d{1,14})(?:[+-]\d{4})?\)/")
_MAYUSCULAS = re.compile(r"[AP]M\b")
_MEDIODIA, _ULTIMO_MES = 12, 12


def zona_del_correo(captura: "Captura") -> tzinfo:
    """The offset of the mail's Date; that of the source when it has none or says UTC (§7.3)."""
    enviado = captura.recibida_en if captura.canal == "correo" else None
    desfase = enviado.utcoffset() if enviado else None
    return timezone(desfase) if desfase else captura.zona


def dia(texto: str) -> date | None:
    """The first date of a text. Day before month, unless the hour says «PM» as in en-US."""
    for patron in (*_CON_NOMBRE, _AL_REVES):
        hallado = patron.search(texto[:400])
        if hallado:
            mes = _MESES.get(hallado["mes"][:3].lower()) or _cifra(hallado["mes"])
            return _fecha(hallado["a"], mes, int(hallado["d"]))
    numerico = _CON_NUMERO.search(texto[:400])
    if numerico is None:
        return None
    uno, dos = int(numerico["uno"]), int(numerico["dos"])
    a_la_inglesa = bool(_MAYUSCULAS.search(texto[:400])) or dos > _ULTIMO_MES
    if a_la_inglesa and uno <= _ULTIMO_MES:
        uno, dos = dos, uno
    return _fecha(numerico["a"], dos, uno)


def _cifra(texto: str) -> int:
    return int(texto) if texto.isdigit() else 0


def _fecha(anio: str, mes: int, numero: int) -> date | None:
    if not ANIO_MINIMO <= int(anio) < ANIO_MAXIMO:
        return None
    try:
        return date(int(anio), mes, numero)
    except ValueError:
        return None


def momento(texto: Any, zona: tzinfo, suplente: date | None = None) -> datetime | None:
    """UTC instant of a date and time; an hour alone takes the date of `suplente`."""
    if not isinstance(texto, str):
        return None
    limpio = " ".join(texto[:400].replace("\u202f", " ").replace("\xa0", " ").split())
    fecha, hora = dia(limpio) or suplente, _SOLO_HORA.search(limpio)
    if fecha is None or hora is None:
        return None
    horas = int(hora["h"])
    if hora["mitad"]:
        if not 1 <= horas <= _MEDIODIA:
            return None
        horas = horas % _MEDIODIA + (_MEDIODIA if hora["mitad"][0] in "pP" else 0)
    try:
        local = datetime(fecha.year, fecha.month, fecha.day, horas, int(hora["m"]),
                         int(hora["s"] or 0), tzinfo=zona)  # fmt: skip
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def de_windows(valor: Any, zona: ZoneInfo) -> datetime | None:
    """UTC instant of «/Date(ms)/», of ISO, or of the object that PowerShell wraps a date in."""
    if isinstance(valor, dict):
        valor = valor.get("value") or valor.get("DateTime")
    if not isinstance(valor, str):
        return None
    marca = _DATE_MS.search(valor[:200])
    if marca:
        return epoch(int(marca[1]) // 1000)
    return instante(valor, zona) or momento(valor, zona)
