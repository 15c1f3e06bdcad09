"""Reading the periodicities that go by months."""

import re

from directorio.periodicidad.fijas import EnMeses, Mensual
from directorio.periodicidad.modelo import (
    DiaDelMes,
    DiaSemanaDelMes,
    Periodicidad,
    PeriodicidadInvalida,
    ReglaMensual,
    UltimoDia,
)
from directorio.periodicidad.normal import dia_de_la_semana, mes, palabras

_ORDINALES = {
    **dict.fromkeys(("primer", "primero", "primera", "1er", "1ro", "1o"), 1),
    **dict.fromkeys(("segundo", "segunda", "2do", "2o"), 2),
    **dict.fromkeys(("tercer", "tercero", "tercera", "3er", "3ro", "3o"), 3),
    **dict.fromkeys(("cuarto", "cuarta", "4to", "4o"), 4),
    **dict.fromkeys(("ultimo", "ultima", "ult"), -1),
}
_QUINTOS = {"quinto", "quinta", "5to", "5o"}
_FINALES = ({"ultimo"}, {"fin"}, {"fines"}, {"ultimo", "dia"}, {"fin", "dia"})
_PASOS = {
    "bimestr": 2,
    "trimestr": 3,
    "cuatrimestr": 4,
    "semestr": 6,
    "anual": 12,
    "ano": 12,
}
_PERIODO = re.compile(
    r"(?P<fin>(?:a )?(?:fin(?:es)?|cierre) (?:de |del )?(?:cada )?)?(?:cada )?"
    r"(?P<paso>bimestr|trimestr|cuatrimestr|semestr|anual|ano)(?:al|e)?(?:mente)?\b"
)
_EN_LOS_MESES = re.compile(r"en (?:los meses|el mes)?(?: de)?")
_MENSUAL = re.compile(r"(?:mensual(?:mente)?|cada mes|todos los meses|una vez al mes)\b")
_COMO_MENSUAL = (
    "Diga qué día: «mensual, día 1», «mensual, día 31» (el último si no existe), "
    "«mensual, último día» o «mensual, último viernes»."
)


def regla_mensual(partes: list[str]) -> ReglaMensual | None:
    """Read «día 31», «último día», «fin», «primer lunes» already split into words."""
    sin_dia = [p for p in partes if p not in {"dia", "dias"}]
    if set(partes) in _FINALES:
        return UltimoDia()
    if len(sin_dia) == 1:
        return _dia_suelto(sin_dia[0])
    match partes:
        case [ordinal, dia]:
            return _dia_semana(ordinal, dia)
    return None


def _dia_suelto(palabra: str) -> ReglaMensual | None:
    if _ORDINALES.get(palabra) == 1:
        return DiaDelMes(1)
    return DiaDelMes(int(palabra)) if re.fullmatch(r"\d{1,2}", palabra) else None


def _dia_semana(ordinal: str, dia: str) -> ReglaMensual | None:
    numero_de_dia = dia_de_la_semana(dia)
    if numero_de_dia is None:
        return None
    if ordinal in _QUINTOS:
        raise PeriodicidadInvalida(
            f"No todos los meses tienen un quinto {dia}.",
            f"Escriba «mensual, último {dia}» o «mensual, cuarto {dia}».",
        )
    numero = _ORDINALES.get(ordinal)
    return None if numero is None else DiaSemanaDelMes(numero, numero_de_dia)


def _exigir_sin_habiles(texto: str) -> None:
    if re.search(r"\b(?:habil|laborable|util)(?:es)?\b", texto):
        raise PeriodicidadInvalida(
            "Una periodicidad por meses no se cuenta en días hábiles: "
            "el software de respaldo no conoce los feriados.",
            "Escriba un día fijo («mensual, día 1») o un día de la semana "
            "(«mensual, último viernes»).",
        )


def _separar_meses(partes: list[str]) -> tuple[list[int], list[str]]:
    """Split words into month numbers and the rest; «último mar» is a Tuesday."""
    meses, resto = [], []
    for anterior, palabra in zip(["", *partes], partes, strict=False):
        numero = None if anterior in _ORDINALES else mes(palabra)
        if numero is None:
            resto.append(palabra)
        else:
            meses.append(numero)
    return meses, [p for p in resto if p not in {"meses", "ano", "desde", "partir"}]


def leer_en_meses(texto: str) -> Periodicidad | None:
    """Read trimestral, semestral, anual… or a list of months, each with its monthly rule."""
    periodo = _PERIODO.match(texto)
    prefijo = periodo or _EN_LOS_MESES.match(texto)
    cola = texto[prefijo.end() :] if prefijo else texto
    meses, resto = _separar_meses(palabras(cola))
    if periodo is None and not meses:
        return None
    _exigir_sin_habiles(texto)
    if periodo is None:
        regla = regla_mensual(resto)
        return None if regla is None else EnMeses(frozenset(meses), regla)
    return _por_periodo(texto, periodo, meses, resto)


def _por_periodo(
    texto: str, periodo: re.Match[str], meses: list[int], resto: list[str]
) -> Periodicidad:
    paso = _PASOS[periodo["paso"]]
    if periodo["fin"] and not meses and not resto:
        return EnMeses(frozenset(range(paso, 13, paso)), UltimoDia())
    if len(meses) == 1 and re.search(r"\b(?:desde|partir)\b", texto):
        meses = [(meses[0] - 1 + n) % 12 + 1 for n in range(0, 12, paso)]
    regla = regla_mensual(resto)
    cuantos = 12 // paso
    if regla is None or len(set(meses)) != cuantos:
        raise PeriodicidadInvalida(
            "Falta decir el día o los meses del año: "
            f"debe nombrar {cuantos}{' mes' if cuantos == 1 else ' meses'}.",
            "Escriba los meses y el día: «trimestral (marzo, junio, setiembre y diciembre), "
            "último día», «semestral desde enero, día 15», «anual (diciembre), día 31».",
        )
    return EnMeses(frozenset(meses), regla)


def leer_mensual(texto: str) -> Periodicidad | None:
    """Read «mensual día 31», «fin de mes», «último viernes»."""
    prefijo = _MENSUAL.match(texto)
    cola = texto[prefijo.end() :] if prefijo else texto
    partes = palabras(cola)
    if prefijo is None and not _parece_mensual(texto, partes):
        return None
    _exigir_sin_habiles(texto)
    regla = regla_mensual(partes)
    if regla is None:
        falta = f"no se entiende «{cola.strip(' -')}»" if partes else "falta decir qué día"
        raise PeriodicidadInvalida(f"La periodicidad es mensual pero {falta}.", _COMO_MENSUAL)
    return Mensual(regla)


def _parece_mensual(texto: str, partes: list[str]) -> bool:
    de_mes = re.search(r"\b(?:mes|meses)\b", texto) is not None
    return de_mes or (len(partes) > 1 and partes[0] in _ORDINALES.keys() | _QUINTOS)
