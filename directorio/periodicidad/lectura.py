"""Reading a periodicity as Peruvian operators write it; what is ambiguous is never guessed."""

import re
from collections.abc import Callable
from functools import lru_cache

from directorio.periodicidad.fijas import CadaHoras, Diaria, Laborable, Quincenal, Semanal
from directorio.periodicidad.lectura_meses import leer_en_meses, leer_mensual
from directorio.periodicidad.modelo import Periodicidad, PeriodicidadInvalida
from directorio.periodicidad.normal import (
    FECHA,
    HORA,
    dias_de_la_semana,
    leer_fecha,
    leer_hora,
    normalizar,
    rango_de_dias,
)
from directorio.periodicidad.otras import ASolicitud, Continua, Evento, PorEvento

_NUMEROS = {"": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "seis": 6, "ocho": 8, "doce": 12}
_EVENTOS = {
    **dict.fromkeys(("pase a produccion", "pase", "pases a produccion"), Evento.PASE),
    **dict.fromkeys(("cese", "ceses", "cese de personal"), Evento.CESE),
    **dict.fromkeys(("baja", "bajas", "baja de sistema", "baja de equipo"), Evento.BAJA),
    **dict.fromkeys(
        ("actualizacion de codigo", "actualizacion", "actualizacion de codigo fuente"),
        Evento.ACTUALIZACION,
    ),
    **dict.fromkeys(("cambio de configuracion", "cambio"), Evento.CAMBIO),
}
_EVENTO = re.compile(
    r"(?:por evento|por cada|ante cada|evento|por|cada|ante)[ -](?P<evento>[a-z ]+?)[ -]"
    r"(?:con )?(?:una )?tolerancia (?:de )?(?P<n>\d{1,5}) ?(?P<unidad>dias?|d|horas?|hrs?|hs|h)"
)
_PARECE_EVENTO = re.compile(r"\beventos?\b|\b(?:por|cada|ante) (?:pase|cese|baja|actuali|cambio)")
_A_SOLICITUD = re.compile(
    r"(?:(?:a|bajo|por|segun|on)[ -])?(?:solicitud|demanda|demand|pedido|requerimiento)"
)
_CONTINUA = re.compile(
    r"(?:copia |respaldo )?(?:continu[ao]|replica|replicacion|(?:en )?tiempo real)"
    r"(?:[ -](?:continua|replica|replicacion))?"
)
_CADA_HORAS = re.compile(
    r"(?:cada|c/|c) ?(?P<n>\d{1,3}|una|dos|tres|cuatro|seis|ocho|doce|) ?(?:h|hrs?|hs|horas?)"
    rf"(?: (?:desde|a partir de)(?: las?)? (?P<ancla>{HORA}))?"
)
_MINUTOS = re.compile(r"(?:cada|c/|c) ?\d{1,3} ?(?:min|mins|minutos?)\b.*")
_VECES = re.compile(r"(?P<n>\d{1,2}|una|dos|tres|cuatro) vez?(?:ces)? (?:al|por|en el) dia")
_UNO_Y_DIECISEIS = re.compile(
    r"(?:quincenal(?:mente)?|cada quincena)?[ -]?(?:los )?(?:dias? )?1(?:o|ro|er)?(?: y |/|-y-)"
    r"(?:el )?16(?: de cada mes| del mes| de mes)?"
)
_CADA_CATORCE = re.compile(
    r"(?:quincenal(?:mente)?|catorcenal|(?:quincenal[ -])?cada (?:14|catorce) dias|"
    rf"cada (?:2|dos) semanas)[ -](?:desde|a partir de)(?:l| el)? (?P<ancla>{FECHA})"
)
_PARECE_QUINCENAL = re.compile(
    r"quincena|catorcena|cada (?:14|15|catorce|quince) d|cada (?:2|dos) s"
)
_LABORABLE = re.compile(
    r"(?:(?:diari[oa]|todos los)[ -])?(?:en )?(?:los |solo )?(?:dias? )?"
    r"(?:laborables?|habil(?:es)?|util(?:es)?)"
)
_TODOS_LOS_DIAS = re.compile(
    r"diari[oa](?:mente)?|todos los dias|cada dia|cada (?:24|1 ?d) ?(?:h|hrs?|hs|horas|ias?)|"
    r"una vez al dia|1 vez al dia"
)
_DIARIA = re.compile(r"(?:diari[oa](?:mente)?)[ -](?P<dias>.+)")
_SEMANAL = re.compile(
    r"(?:semanal(?:mente)?|cada semana|todas las semanas|una vez (?:por|a la) semana|hebdomadario)"
    r"(?:[ -](?P<dias>.+))?"
)
_LOS = re.compile(r"(?:(?:todos )?los|cada|el|todo)[ ](?P<dias>.+)")
_INICIO = re.compile(r"(?:(?:backup|respaldo|copia|frecuencia|periodicidad)s?)[ :-]+(?:de )?")
_COMO_QUINCENAL = (
    "Escriba «quincenal, días 1 y 16» "
    "o «cada 14 días desde 05/01/2026» (con la fecha de la primera copia)."
)
_EJEMPLOS = (
    "Escriba, por ejemplo: «diaria», «diaria (lunes a viernes)», «diaria laborable», "
    "«semanal (domingo)», «quincenal, días 1 y 16», «mensual, último día», "
    "«trimestral (marzo, junio, setiembre y diciembre), último día», «cada 6 horas», "
    "«por evento (baja), tolerancia 3 días», «a solicitud» o «continua (réplica)»."
)


@lru_cache(maxsize=4096)
def leer(texto: str) -> Periodicidad:
    """Return the periodicity that a text says; `leer(texto(p)) == p`.

    Case, accents, punctuation and common abbreviations do not matter. Raises
    `PeriodicidadInvalida`, with what to write, when it is unknown, incomplete or ambiguous.
    Fuente: MIN-6.1-g, dominio.md 4.3.
    """
    normal = normalizar(texto)
    if not normal:
        raise PeriodicidadInvalida("Falta la periodicidad.", _EJEMPLOS)
    limpio = _INICIO.sub("", normal, count=1) if _INICIO.match(normal) else normal
    for lector in _LECTORES:
        periodicidad = lector(limpio)
        if periodicidad is not None:
            return periodicidad
    raise PeriodicidadInvalida(f"No se reconoce la periodicidad «{texto.strip()}».", _EJEMPLOS)


def _leer_por_evento(texto: str) -> Periodicidad | None:
    if not _PARECE_EVENTO.search(texto):
        return None
    directo = _EVENTO.fullmatch(texto)
    if directo:
        return _por_evento(directo, None)
    for corte in re.finditer(r" o ", texto):
        antes, despues = texto[: corte.start()], texto[corte.end() :]
        for evento, base in ((antes, despues), (despues, antes)):
            encontrado = _EVENTO.fullmatch(evento)
            if encontrado:
                return _por_evento(encontrado, leer(base))
    raise PeriodicidadInvalida(
        "Una copia por evento debe decir cuál es y hasta cuánto después se acepta.",
        "Escriba por ejemplo «por evento (pase a producción), tolerancia 3 días» o «por evento "
        "(actualización de código), tolerancia 2 días o mensual, día 1».",
    )


def _por_evento(encontrado: re.Match[str], base: Periodicidad | None) -> PorEvento:
    evento = _EVENTOS.get(encontrado["evento"])
    if evento is None:
        conocidos = ", ".join(f"«{e.value}»" for e in Evento)
        raise PeriodicidadInvalida(
            f"No se conoce el evento «{encontrado['evento']}».", f"Use uno de estos: {conocidos}."
        )
    horas = int(encontrado["n"]) * (24 if encontrado["unidad"].startswith("d") else 1)
    return PorEvento(evento, horas, base)


def _leer_sin_fecha(texto: str) -> Periodicidad | None:
    if _A_SOLICITUD.fullmatch(texto):
        return ASolicitud()
    return Continua() if _CONTINUA.fullmatch(texto) else None


def _leer_cada_horas(texto: str) -> Periodicidad | None:
    if _MINUTOS.fullmatch(texto):
        raise PeriodicidadInvalida(
            "Copias cada pocos minutos no se verifican una por una.",
            "Escriba «cada 1 hora» o, si es una réplica, «continua (réplica)».",
        )
    veces = _VECES.fullmatch(texto)
    if veces and veces["n"] not in {"1", "una"}:
        raise PeriodicidadInvalida(
            "Dice cuántas veces al día, pero no a qué horas.",
            "Escriba cada cuánto y desde qué hora: «cada 12 horas desde 06:00».",
        )
    encontrado = _CADA_HORAS.fullmatch("cada hora" if texto == "horaria" else texto)
    if encontrado is None or encontrado["n"] == "24":
        return None
    n = encontrado["n"]
    ancla = None if encontrado["ancla"] is None else leer_hora(encontrado["ancla"])
    return CadaHoras(_NUMEROS[n] if n in _NUMEROS else int(n), ancla)


def _leer_quincenal(texto: str) -> Periodicidad | None:
    if _UNO_Y_DIECISEIS.fullmatch(texto):
        return Quincenal()
    desde = _CADA_CATORCE.fullmatch(texto)
    if desde:
        return Quincenal(leer_fecha(desde["ancla"]))
    if _PARECE_QUINCENAL.search(texto):
        raise PeriodicidadInvalida("No dice cuál de las dos quincenas es.", _COMO_QUINCENAL)
    return None


def _leer_diaria(texto: str) -> Periodicidad | None:
    if _TODOS_LOS_DIAS.fullmatch(texto):
        return Diaria()
    if _LABORABLE.fullmatch(texto):
        return Laborable()
    if texto.startswith("interdiari") or texto in {"dia por medio", "un dia si y un dia no"}:
        raise PeriodicidadInvalida(
            "«Interdiaria» cambia de días cada semana.",
            "Diga los días: «semanal (lunes, miércoles y viernes)».",
        )
    prefijo = _DIARIA.fullmatch(texto)
    dias = dias_de_la_semana(prefijo["dias"]) if prefijo else rango_de_dias(texto)
    return None if dias is None else Diaria(dias)


def _leer_semanal(texto: str) -> Periodicidad | None:
    prefijo = _SEMANAL.fullmatch(texto)
    if prefijo and not prefijo["dias"]:
        raise PeriodicidadInvalida(
            "La periodicidad es semanal pero falta decir qué día.",
            "Escriba por ejemplo «semanal (domingo)» o «semanal (martes y jueves)».",
        )
    prefijo = prefijo or _LOS.fullmatch(texto)
    dias = dias_de_la_semana(prefijo["dias"] if prefijo else texto)
    return None if dias is None else Semanal(dias)


_LECTORES: tuple[Callable[[str], Periodicidad | None], ...] = (
    _leer_por_evento,
    _leer_sin_fecha,
    _leer_cada_horas,
    _leer_quincenal,
    _leer_diaria,
    _leer_semanal,
    leer_en_meses,
    leer_mensual,
)
