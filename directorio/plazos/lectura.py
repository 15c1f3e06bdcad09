"""Reading a retention rule as it is written in the Directorio."""

import re
import unicodedata
from datetime import date
from functools import lru_cache

from directorio.plazos.modelo import (
    HastaEvento,
    Indefinida,
    Plazo,
    PlazoInvalido,
    PorCopias,
    PorTiempo,
    Unidad,
    exigir,
)

LARGO_MAXIMO = 120
_EJEMPLOS = (
    "Escriba «30 días», «4 semanas», «12 meses», «1 año», «180 copias», "
    "«30 días y mínimo 3 copias», «indefinida, revisión 31/12/2026» o "
    "«hasta el cierre del proyecto»."
)
_UNIDADES = {
    "d": Unidad.DIAS,
    "s": Unidad.SEMANAS,
    "m": Unidad.MESES,
    "a": Unidad.ANIOS,
}
_PALABRAS = {"un": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "doce": 12}
_NUMERO = r"(?P<{0}>\d{{1,6}}|" + "|".join(_PALABRAS) + ")"
_TIEMPO = _NUMERO.format("n") + r" ?(?P<unidad>dias?|d|semanas?|sem|meses|mes|anos?)"
_COPIAS = r" ?(?:copias?|versiones|version|puntos?)(?: diferentes| distintas)?"
_POR_TIEMPO = re.compile(
    rf"(?:por |durante |hasta )?{_TIEMPO}(?: calendario)?"
    rf"(?: y (?:un )?(?:minimo|al menos|como minimo)(?: de)? {_NUMERO.format('k')}{_COPIAS})?"
)
_POR_COPIAS = re.compile(
    rf"(?:(?:las )?ultimas |hasta(?: con)? )?{_NUMERO.format('n')}{_COPIAS}(?P<dia> por dia)?"
)
_INDEFINIDA = re.compile(
    r"(?:indefinid[ao](?:mente)?|permanente|para siempre)"
    r"(?: (?:con |y )?(?:fecha de )?revision (?:el |al )?"
    r"(?P<fecha>\d{1,2}[/-]\d{1,2}[/-]\d{4}|\d{4}-\d{1,2}-\d{1,2}))?"
)
_HASTA = re.compile(r"hasta (?P<articulo>el|la|los|las|que) (?P<resto>.+)", re.IGNORECASE)
_AMBIGUA = re.compile(r"\d+ ?m|\d+")


def _normalizar(texto: str) -> str:
    if len(texto) > LARGO_MAXIMO:
        raise PlazoInvalido(
            f"La retención tiene {len(texto)} caracteres; el máximo es {LARGO_MAXIMO}.",
            "Escriba solo la regla, por ejemplo «30 días», y lo demás en observaciones.",
        )
    if any(unicodedata.category(c) == "Cc" and not c.isspace() for c in texto):
        raise PlazoInvalido(
            "La retención contiene caracteres que no se ven.", "Bórrela y escríbala de nuevo."
        )
    plano = unicodedata.normalize("NFKD", texto.casefold())
    plano = "".join(c for c in plano if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^a-z0-9/ -]", " ", plano).split())


@lru_cache(maxsize=1024)
def leer(texto: str) -> Plazo:
    """Return the rule that a text says; `leer(texto(p)) == p`.

    Case, accents and punctuation do not matter; units do: «30 días» is not «1 mes» (RC-06).
    Raises `PlazoInvalido` when it is unknown, ambiguous or «indefinida» without a review date.
    Fuente: MIN-6.1-g, R12, R14, R15, R16.
    """
    plano = _normalizar(texto)
    for leido in (_leer_tiempo(plano), _leer_copias(plano), _leer_indefinida(plano)):
        if leido is not None:
            return leido
    hasta = _leer_hasta(texto)
    if hasta is not None:
        return hasta
    if not plano:
        raise PlazoInvalido("Falta el periodo de retención.", _EJEMPLOS)
    if _AMBIGUA.fullmatch(plano):
        raise PlazoInvalido(f"«{texto.strip()}» no dice la unidad.", _EJEMPLOS)
    raise PlazoInvalido(f"No se reconoce la retención «{texto.strip()}».", _EJEMPLOS)


def _a_numero(palabra: str) -> int:
    return _PALABRAS[palabra] if palabra in _PALABRAS else int(palabra)


def _leer_tiempo(plano: str) -> Plazo | None:
    hallado = _POR_TIEMPO.fullmatch(plano)
    if hallado is None:
        return None
    k = _a_numero(hallado["k"]) if hallado["k"] else 0
    if hallado["k"] and not k:
        exigir(k, "copias")
    return PorTiempo(_a_numero(hallado["n"]), _UNIDADES[hallado["unidad"][0]], k)


def _leer_copias(plano: str) -> Plazo | None:
    hallado = _POR_COPIAS.fullmatch(plano)
    return hallado and PorCopias(_a_numero(hallado["n"]), por_dia=bool(hallado["dia"]))


def _leer_indefinida(plano: str) -> Plazo | None:
    hallado = _INDEFINIDA.fullmatch(plano)
    if hallado is None:
        return None
    if hallado["fecha"] is None:
        raise PlazoInvalido(
            "Una retención indefinida debe decir cuándo se revisa.",
            "Escriba por ejemplo «indefinida, revisión 31/12/2026».",
        )
    return Indefinida(_leer_fecha(hallado["fecha"]))


def _leer_fecha(escrita: str) -> date:
    partes = re.split(r"[/-]", escrita)
    orden = partes if len(partes[0]) == len("aaaa") else partes[::-1]
    try:
        return date(*(int(parte) for parte in orden))
    except ValueError:
        raise PlazoInvalido(
            f"La fecha de revisión «{escrita}» no existe.", "Escríbala como dd/mm/aaaa."
        ) from None


def _leer_hasta(texto: str) -> Plazo | None:
    hallado = _HASTA.fullmatch(" ".join(texto.split()))
    return hallado and HastaEvento(f"{hallado['articulo'].lower()} {hallado['resto']}")
