"""Values as tools write them: amounts, sizes with unit, instants of many shapes. Pure.

Whatever cannot be read is None: a number is never guessed. Source: evidencia.md §3.
"""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

MAXIMO = 2**63 - 1
CIFRAS = 20  # more than it has: what is longer is not even converted
_DECIMAL = {"": 1, "B": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12, "P": 10**15}
_BINARIO = {"": 1, "B": 1, "K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40, "P": 2**50}
_TAMANO = re.compile(r"([\d.,]{1,25}) ?([kKMGTP]?)(i?)(?:[bB](?:ytes?)?)?\b")
_ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?"
    r" ?(Z|[+-]\d{2}:?\d{2})?(?!\d)"
)
ANIO_MINIMO, ANIO_MAXIMO = 1990, 2100  # out of here it is a default or noise, not an instant
_EPOCH_MINIMO, _EPOCH_MAXIMO = 946_684_800, 4_102_444_800  # 2000 … 2100
_MESES = {
    m: n
    for n, m in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_CTIME = re.compile(r"(?:\w{3},? )?(\w{3}) {1,2}(\d{1,2}) (\d{2}):(\d{2}):(\d{2}) (\d{4})")


def entero(valor: Any) -> int | None:
    """A whole number from 0 to 2^63-1 out of a JSON value or digits with separators."""
    if isinstance(valor, str):
        limpio = valor.strip().replace(",", "").replace("_", "")
        cifras = limpio.isascii() and limpio.isdigit() and len(limpio) <= CIFRAS
        valor = int(limpio) if cifras else None
    if isinstance(valor, bool) or not isinstance(valor, int | float):
        return None
    if isinstance(valor, float):
        if not math.isfinite(valor) or valor != int(valor):
            return None
        valor = int(valor)
    return valor if 0 <= valor <= MAXIMO else None


def tamano(texto: str, *, binario: bool) -> int | None:
    """Bytes of «35.5MB», «1.2 GiB», «500 B»; `binario`: what a bare K, M or G means in the tool."""
    hallado = _TAMANO.match(texto.strip())
    if hallado is None:
        return None
    cifras, unidad, i = hallado.groups()
    unidades = _BINARIO if binario or i else _DECIMAL
    try:
        valor = float(cifras.replace(",", "")) * unidades[unidad.upper()]
    except (ValueError, OverflowError):
        return None
    return entero(float(round(valor)))


def instante(valor: Any, zona: ZoneInfo) -> datetime | None:
    """UTC instant of an ISO text («2026-11-21T07:12:51.123456789-05:00»), local to `zona` unless
    it says its offset."""
    if not isinstance(valor, str):
        return None
    hallado = _ISO.search(valor[:200])
    if hallado is None:
        return None
    *partes, fraccion, desfase = hallado.groups()
    micros = int((fraccion or "0")[:6].ljust(6, "0"))
    return _construir([*(int(p) for p in partes), micros], desfase, zona)


def _construir(partes: list[int], desfase: str | None, zona: tzinfo) -> datetime | None:
    anio, mes, dia, hora, minuto, segundo, micros = partes
    if not ANIO_MINIMO <= anio < ANIO_MAXIMO:
        return None
    try:
        local = datetime(anio, mes, dia, hora, minuto, segundo, micros, tzinfo=UTC)
        if desfase and desfase[0] in "+-":
            marca = datetime.fromisoformat(f"2000-01-01T00:00:00{desfase[:3]}:{desfase[-2:]}")
            return local.replace(tzinfo=marca.tzinfo).astimezone(UTC)
        return local if desfase else local.replace(tzinfo=zona).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def instante_ctime(texto: str, zona: tzinfo) -> datetime | None:
    """UTC instant of «Sat Nov 21 07:18:23 2026», local to `zona`."""
    hallado = _CTIME.search(texto[:200])
    if hallado is None or hallado[1].lower() not in _MESES:
        return None
    dia, hora, minuto, segundo, anio = (int(p) for p in hallado.groups()[1:])
    return _construir([anio, _MESES[hallado[1].lower()], dia, hora, minuto, segundo, 0], None, zona)


def epoch(valor: Any) -> datetime | None:
    """UTC instant of seconds since 1970, between 2000 and 2100."""
    if isinstance(valor, str):
        valor = float(valor) if re.fullmatch(r"\d{9,10}(\.\d{1,9})?", valor.strip()) else None
    if isinstance(valor, bool) or not isinstance(valor, int | float):
        return None
    if not _EPOCH_MINIMO <= valor <= _EPOCH_MAXIMO:
        return None
    return datetime.fromtimestamp(valor, UTC)


def texto(valor: Any, maximo: int = 200) -> str:
    """A JSON text, cut; "" for anything else."""
    return valor.strip()[:maximo] if isinstance(valor, str) else ""


def en(valor: Any, *claves: str) -> Any:
    """Follow names through JSON objects; None where one is missing."""
    for clave in claves:
        valor = valor.get(clave) if isinstance(valor, dict) else None
    return valor


_SIGNOS = re.compile(r"\W")
_DANO_MAXIMO = 12  # bytes put in a name; more is another name
_LARGO, _SUELTAS = 6, 3  # letters of a name that is no other's, and those put in here and there


def intactas(objeto: Mapping[str, Any], *claves: str) -> bool:
    """Whether no name that judges a run came damaged: each is there, or nothing looks like it.

    A missing warning and a warning under a broken name read the same, and only one is good. Tools
    name in ASCII: another letter in a name is damage, as of UTF-16 that lost a byte.
    """
    return all(str(otra).isascii() for otra in objeto) and not any(
        parecidas(clave, otra)
        for clave in claves
        if clave not in objeto
        for otra in objeto
        if isinstance(otra, str) and otra not in claves
    )


def parecidas(clave: str, otra: str) -> bool:
    """Whether `otra` is `clave` with something put in, or with a letter or two changed."""
    if _SIGNOS.sub("", otra) == clave or _con_letras_de_mas(clave, otra):
        return True
    if not len(clave) - 2 <= len(otra) <= len(clave) + _DANO_MAXIMO:
        return False
    prefijo = _iguales(clave, otra)
    return prefijo + _iguales(clave[prefijo:][::-1], otra[prefijo:][::-1]) >= len(clave) - 2


def _con_letras_de_mas(clave: str, otra: str) -> bool:
    """Whether the letters of a long name are there, in their order, with a few among them."""
    letras = iter(otra)
    return (
        len(clave) >= _LARGO
        and len(otra) <= len(clave) + _SUELTAS
        and all(letra in letras for letra in clave)
    )


def _iguales(una: str, otra: str) -> int:
    """How many letters they share from their beginning."""
    return next((n for n, (a, b) in enumerate(zip(una, otra, strict=False)) if a != b),
                min(len(una), len(otra)))  # fmt: skip
