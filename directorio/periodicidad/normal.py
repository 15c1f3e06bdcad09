"""Folding of what people type, and the words of days, months, dates and hours in it."""

import re
import unicodedata
from datetime import date, time

from directorio.periodicidad.modelo import DIAS, MESES, PeriodicidadInvalida

LARGO_MAXIMO = 200
FECHA = r"(?:\d{1,2}[/-]\d{1,2}[/-]\d{4}|\d{4}-\d{1,2}-\d{1,2})"
HORA = r"(?:\d{1,2}(?::\d{2})?(?: ?(?:h|hrs?|hs|horas?))?)"
_VACIAS = frozenset(
    ["de", "del", "cada", "mes", "los", "las", "el", "la", "a", "al", "y", "e", "en", "todos"]
)
_RANGO = re.compile(r"(?:de )?(\w+)(?: a | al | hasta |-)(\w+)")


def normalizar(texto: str) -> str:
    """Fold case, accents, punctuation and spaces: «Mensual – Día 31» → «mensual-dia 31».

    Raises `PeriodicidadInvalida` when it is empty, too long or has control characters.
    """
    if len(texto) > LARGO_MAXIMO:
        raise PeriodicidadInvalida(
            f"La periodicidad tiene {len(texto)} caracteres; el máximo es {LARGO_MAXIMO}.",
            "Escriba solo la periodicidad, por ejemplo «diaria», y lo demás en observaciones.",
        )
    if any(unicodedata.category(letra) == "Cc" and not letra.isspace() for letra in texto):
        raise PeriodicidadInvalida(
            "La periodicidad contiene caracteres que no se ven.", "Bórrela y escríbala de nuevo."
        )
    plano = unicodedata.normalize("NFKD", texto.casefold())
    plano = re.sub(r"[‐-―−]", "-", plano)
    plano = "".join(letra for letra in plano if not unicodedata.combining(letra))
    plano = " ".join(re.sub(r"[^a-z0-9/:-]", " ", plano).split())
    return re.sub(r" ?([-/]) ?", r"\1", plano).strip("-/: ")


_DIAS = tuple(normalizar(dia) for dia in DIAS)


def palabras(texto: str) -> list[str]:
    """Split into words, without the ones that carry no meaning."""
    return [p for p in re.split(r"[ /-]+", texto) if p and p not in _VACIAS]


def dia_de_la_semana(palabra: str) -> int | None:
    """Return the weekday (Monday = 0) named by a word: «mié», «miercoles», «sabados»."""
    for n, nombre in enumerate(_DIAS):
        if palabra in {nombre, f"{nombre}s", nombre[:3], nombre[:2]}:
            return n
    return None


def mes(palabra: str) -> int | None:
    """Return the month (1 to 12) named by a word: «set», «setiembre», «septiembre»."""
    if palabra in {"sep", "sept", "septiembre"}:
        return 9
    for n, nombre in enumerate(MESES, start=1):
        if palabra in {nombre, nombre[:3]}:
            return n
    return None


def rango_de_dias(texto: str) -> frozenset[int] | None:
    """Read «lunes a viernes», «L-V», «lun-sab»; it may turn the week: «viernes a lunes»."""
    encontrado = _RANGO.fullmatch(texto)
    if encontrado is None:
        return None
    iniciales = {"l": 0, "v": 4, "s": 5, "d": 6}
    extremos = [iniciales.get(p, dia_de_la_semana(p)) for p in encontrado.groups()]
    if None in extremos:
        return None
    desde, hasta = (n for n in extremos if n is not None)
    return frozenset((desde + n) % 7 for n in range((hasta - desde) % 7 + 1))


def lista_de_dias(texto: str) -> frozenset[int] | None:
    """Read «lunes, miércoles y viernes», «domingos», «fines de semana»."""
    if re.fullmatch(r"(?:los )?fin(?:es)? de semana", texto):
        return frozenset({5, 6})
    dias = [dia_de_la_semana(palabra) for palabra in palabras(texto)]
    if not dias or None in dias or re.search(r"\b(?:al?|hasta)\b", texto):
        return None
    return frozenset(dia for dia in dias if dia is not None)


def dias_de_la_semana(texto: str) -> frozenset[int] | None:
    """Read a range or a list of weekdays; None when it is neither."""
    return rango_de_dias(texto) or lista_de_dias(texto)


def leer_fecha(texto: str) -> date:
    """Read dd/mm/aaaa or aaaa-mm-dd, which `FECHA` has matched already."""
    partes = [int(parte) for parte in re.split(r"[/-]", texto)]
    anio, mes_, dia = partes if texto[4:5] == "-" else reversed(partes)
    try:
        return date(anio, mes_, dia)
    except ValueError:
        raise PeriodicidadInvalida(
            f"La fecha «{texto}» no existe.", "Escríbala como dd/mm/aaaa."
        ) from None


def leer_hora(texto: str) -> time:
    """Read hh, hh:mm or hh h, which `HORA` has matched already."""
    horas, _, minutos = re.sub(r"[^\d:]", "", texto).partition(":")
    try:
        return time(int(horas), int(minutos or 0))
    except ValueError:
        raise PeriodicidadInvalida(
            f"La hora «{texto}» no existe.", "Escríbala como hh:mm, de 00:00 a 23:59."
        ) from None
