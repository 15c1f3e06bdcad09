"""Words of services and consoles → state, type, size; an unknown one decides nothing. Pure.

Source: evidencia.md §5.
"""

import re
from collections.abc import Mapping

from respaldo.importadores.celdas import plegar
from respaldo.importadores.valores import MAXIMO
from respaldo.importadores.veredicto import SIN_DATO

_NUMERO_Y_UNIDAD = re.compile(
    r"^\s{0,4}([\d.,\u00a0' ]{1,25}?)\s{0,3}([KMGTP]?)(i?)(?:[Bb](?:ytes?)?)\s{0,4}$"
)


def estado_de(palabra: object, tabla: Mapping[str, str]) -> str:
    """The state of a word, folded; `sin_dato` when it is not in the table."""
    return tabla.get(plegar(palabra), SIN_DATO) if isinstance(palabra, str) else SIN_DATO


def tamano_de(texto: object, *, binario: bool = True) -> int | None:
    """Bytes of «1.2 TB», «1,2 TB», «2332 MB»; consoles of Windows count in 1024."""
    hallado = _NUMERO_Y_UNIDAD.match(texto[:60]) if isinstance(texto, str) else None
    if hallado is None:
        return None
    cifras, unidad, i = hallado.groups()
    numero = _decimal(re.sub(r"[\u00a0' ]", "", cifras))
    if numero is None:
        return None
    base = 1024 if binario or i else 1000
    valor = round(numero * base ** " KMGTP".index(unidad or " "))
    return valor if 0 <= valor <= MAXIMO else None


def _decimal(cifras: str) -> float | None:
    """«1.234,5», «1,234.5», «1,2», «1.2»: the last mark is decimal unless three digits follow
    several groups."""
    marcas = re.findall(r"[.,]", cifras)
    if len(set(marcas)) > 1:
        decimal = marcas[-1]
        cifras = cifras.replace("," if decimal == "." else ".", "").replace(decimal, ".")
    elif len(marcas) > 1:
        cifras = re.sub(r"[.,]", "", cifras)
    else:
        cifras = cifras.replace(",", ".")
    try:
        return float(cifras)
    except ValueError:
        return None
