"""How dates, sizes, spans and shares are written in Spanish. Pure: no Django, no clock.

The same text appears on screen, in notices and in exports, so it is made here only. A missing
value is written with :data:`SIN_DATO`, never as zero.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from urllib.parse import parse_qsl, urlencode

SIN_DATO = "—"
ESPACIO_FINO = "\u00a0"
MESES = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "setiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
DIAS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
_UNIDADES = ("B", "KB", "MB", "GB", "TB", "PB")
_BASE = 1024
_SIN_DECIMAL = 100  # from here on a decimal says nothing
_CIEN = 100  # per cent


def fecha(valor: date | None, zona: tzinfo | None = None) -> str:
    """Write a date as dd/mm/aaaa; an aware instant is first taken to ``zona``."""
    if valor is None:
        return SIN_DATO
    if isinstance(valor, datetime) and valor.tzinfo and zona:
        valor = valor.astimezone(zona)
    return f"{valor:%d/%m/%Y}"


def fecha_larga(valor: date | None) -> str:
    """Write a date in words: «martes 3 de marzo de 2026»."""
    if valor is None:
        return SIN_DATO
    return f"{DIAS[valor.weekday()]} {valor.day} de {MESES[valor.month - 1]} de {valor.year}"


def hora(valor: time | datetime | None, zona: tzinfo | None = None) -> str:
    """Write a time of day as HH:MM (24 hours); an aware instant is first taken to ``zona``."""
    if valor is None:
        return SIN_DATO
    if isinstance(valor, datetime) and valor.tzinfo and zona:
        valor = valor.astimezone(zona)
    return f"{valor:%H:%M}"


def fecha_hora(valor: datetime | None, zona: tzinfo | None = None) -> str:
    """Write an instant as dd/mm/aaaa HH:MM in ``zona``."""
    if valor is None:
        return SIN_DATO
    return f"{fecha(valor, zona)}{ESPACIO_FINO}{hora(valor, zona)}"


def primeros(textos: Sequence[str], cuantos: int, entre: str = ", ") -> str:
    """Join the first ones and say how many are left out: «a, b y 3 más»."""
    resto = len(textos) - cuantos
    return entre.join(textos[:cuantos]) + (f" y {resto} más" if resto > 0 else "")


def numero(valor: float | None, decimales: int = 0) -> str:
    """Write a number with decimal comma and a hard space every three digits."""
    if valor is None:
        return SIN_DATO
    texto = f"{valor:,.{decimales}f}"
    return texto.replace(",", ESPACIO_FINO).replace(".", ",")


def bytes_es(valor: int | None) -> str:
    """Write a size in bytes with the unit a person would use (1 KB = 1 024 B, as Windows says)."""
    if valor is None:
        return SIN_DATO
    cantidad, orden = float(valor), 0
    while abs(cantidad) >= _BASE and orden < len(_UNIDADES) - 1:
        cantidad, orden = cantidad / _BASE, orden + 1
    decimales = 0 if orden == 0 or abs(cantidad) >= _SIN_DECIMAL else 1
    return f"{numero(cantidad, decimales)}{ESPACIO_FINO}{_UNIDADES[orden]}"


def duracion(valor: timedelta | float | None) -> str:
    """Write a span (timedelta or seconds) with its two largest units: «1 h 25 min»."""
    if valor is None:
        return SIN_DATO
    segundos = round(valor.total_seconds() if isinstance(valor, timedelta) else valor)
    signo, segundos = ("−" if segundos < 0 else ""), abs(segundos)
    partes: list[str] = []
    for nombre, tamano in (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)):
        cantidad, segundos = divmod(segundos, tamano)
        if cantidad:
            partes.append(f"{cantidad}{ESPACIO_FINO}{nombre}")
        elif partes:
            break
    return signo + " ".join(partes[:2] or [f"0{ESPACIO_FINO}s"])


def porcentaje(parte: float | None, total: float | None = 100, decimales: int = 1) -> str:
    """Write ``parte`` of ``total`` as a share: «97,3 %»; without a total there is no share.

    A share short of the whole is never rounded up to 100, nor one above nothing down to 0.
    """
    if parte is None or not total:
        return SIN_DATO
    valor = _CIEN * parte / total
    minimo: float = 10**-decimales
    if 0 < valor < _CIEN:
        valor = min(max(round(valor, decimales), minimo), _CIEN - minimo)
    texto = numero(valor, decimales)
    return f"{texto.removesuffix(',' + '0' * decimales)}{ESPACIO_FINO}%"


def consulta_con(consulta: str, cambios: Mapping[str, object]) -> str:
    """Return the query string with ``cambios`` applied; a value of ``None`` or "" removes the key.

    Any change but the page itself goes back to the first page.
    """
    pares = [(c, v) for c, v in parse_qsl(consulta, keep_blank_values=False) if c not in cambios]
    if "pagina" not in cambios:
        pares = [(c, v) for c, v in pares if c != "pagina"]
    pares += [(c, str(v)) for c, v in cambios.items() if v not in (None, "")]
    return urlencode(pares)
