"""The engine against the slow model of `oraculo`, over histories with everything that happens."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directorio.plazos import leer
from respaldo.retencion import (
    AntesDe,
    Codigo,
    Contrato,
    Cuales,
    Custodia,
    EstadoAl,
    HechoDeMedio,
    MasReciente,
    Periodo,
    Reserva,
    Tramo,
    evaluar,
)
from respaldo.retencion.politica import Politica
from tests.respaldo import oraculo
from tests.respaldo.historias import LIMA, copia, historia, lima, linea
from tests.respaldo.oraculo_respuesta import Modelo

DIAS = 18
INICIO = date(2026, 2, 20)  # the end of a short month is inside
REGLAS = (
    "1 día", "3 días", "5 días", "1 semana", "1 mes", "1 copia", "2 copias", "4 copias",
    "2 copias por día", "3 copias por día", "1 día y mínimo 2 copias", "3 días y mínimo 1 copias",
    "4 días y mínimo 3 copias", "indefinida, revisión 31/12/2026", "hasta el cierre del proyecto",
)  # fmt: skip
HORAS = ("00:00", "02:00", "10:15", "20:00", "22:00")  # 20:00 and four hours end at midnight


def un_dia(azar, mas=0):
    return INICIO + timedelta(days=azar.randint(-mas, DIAS + mas))


def un_instante(azar):
    """Whole hours, and often the midnight at which dates and versions change."""
    hora = azar.choice((0, 0, 2, 10, 22, 23))
    return lima(f"{un_dia(azar, 3)} {hora:02}:00")


def quiza(azar, una_de, hacer):
    return None if azar.randrange(una_de) else hacer(azar)


def un_tramo(azar, desde, version):
    return Tramo(
        desde,
        leer(azar.choice(REGLAS)),
        azar.choice(("vigente", "vigente", "origen")),
        ajuste=azar.choice((0, 0, 0, 1, -1)),
        fecha_evento=quiza(azar, 2, un_dia),
        version=version,
        dato=azar.choice(("apertura", "apertura", "dia_anterior")),
    )


def unos_tramos(azar):
    desde = sorted({un_dia(azar) for _ in range(azar.choice((0, 0, 1, 2, 3)))})
    primero = azar.choice((date(2025, 1, 1), INICIO + timedelta(days=5)))
    return [un_tramo(azar, d, f"v{n}") for n, d in enumerate(sorted({primero, *desde}))]


def una_copia(azar, dia, modalidad, clave):
    una = copia(dia, modalidad, clave=clave, hora=azar.choice(HORAS))
    if azar.random() < 0.6:
        return una
    return replace(
        una,
        ad_hoc=azar.random() < 0.3,
        dia_de_datos=azar.choice((None, dia - timedelta(days=1))),
        verificada_en=azar.choice((una.verificada_en, un_instante(azar), None)),
        eliminada_en=quiza(azar, 3, un_instante),
        invalidada_en=quiza(azar, 5, un_instante),
        transferida_en=quiza(azar, 5, un_instante),
        independiente=azar.random() < 0.1,
        medio=azar.choice(("", "", "cinta 1", "cinta 2")),
        llave=azar.choice(("", "", "llave 1")),
    )


def unas_copias(azar, tipo, modalidad):
    una_de = azar.choice((1, 1, 2, 5))
    for n in range(DIAS):
        for puesto in range(azar.choice((1, 1, 1, 2))):
            if not azar.randrange(una_de):
                clave = f"{tipo[:3]} {modalidad[:3]} {n:02}/{puesto}"
                yield una_copia(azar, INICIO + timedelta(days=n), modalidad, clave)


def una_serie(azar, tipo, modalidad):
    baja = quiza(azar, 4, un_dia)
    hasta = baja and baja + timedelta(days=azar.randint(0, 9))
    return linea(
        unas_copias(azar, tipo, modalidad),
        unos_tramos(azar),
        tipo=tipo,
        modalidad=modalidad,
        periodo_dias=azar.choice((1, 1, 4, 7)),
        comportamiento=azar.choice(("extiende_base", "estricta")),
        contratos=azar.choice(((), (Contrato("C", INICIO, un_dia(azar)),))),
        baja=baja and (baja.isoformat(), hasta.isoformat()),
    )


def una_historia(azar):
    dependientes = azar.choice(("incremental", "diferencial"))
    series = [una_serie(azar, "interno", m) for m in ("total", dependientes)]
    if azar.random() < 0.5:
        series.append(una_serie(azar, "externo", "total"))
    claves = [c.clave for s in series for c in s.copias] or ["ninguna"]
    return historia(
        *series,
        medios=tuple(
            HechoDeMedio(f"cinta {azar.choice('12')}", un_instante(azar), estado)
            for estado in ("perdido", "en_transito", "accesible")
        ),
        custodias=(Custodia("llave 1", un_instante(azar), quiza(azar, 2, un_instante)),),
        reservas=tuple(
            Reserva(azar.choice(claves), un_instante(azar), quiza(azar, 2, un_instante))
            for _ in range(azar.choice((0, 0, 1, 2)))
        ),
    )


def una_recepcion(azar, cual):
    """Any instant, and often the one of something that happened."""
    sucesos = [i for s in cual.series for c in s.copias for i in (c.fin, c.eliminada_en) if i]
    return azar.choice(
        (un_instante(azar), un_instante(azar), *azar.sample(sucesos, min(2, len(sucesos))))
    )


def unas_preguntas(azar, recibida):
    hoy = recibida.date()
    yield from (EstadoAl(min(un_dia(azar, 2), hoy)) for _ in range(3))
    yield AntesDe(min(un_instante(azar), recibida))
    yield MasReciente()
    una, otra = sorted(min(un_dia(azar, 2), hoy) for _ in range(2))
    yield from (Periodo(una, otra, cuales) for cuales in Cuales)


azares = st.integers(0, 2**48).map(Random)


@pytest.mark.requisito("R12", "R14", "R15", "R16", "R17", "R18", "R19", "R20")
@given(azar=azares)
def test_the_model_that_walks_day_by_day_keeps_the_same_copies(azar):
    cual = una_historia(azar)
    al = una_recepcion(azar, cual)
    modelo = oraculo.Politica(cual, al, LIMA)
    for serie in cual.series:
        politica = Politica(serie.tramos, serie.copias, al=al, zona=LIMA)
        vivas = {c.clave for c in politica.retenidas()}
        for una in politica.copias:
            assert (una.clave in vivas) == modelo.en_retencion(serie, una), una
            assert politica.retiene(una) == (una.clave in vivas)
            assert politica.promete(una.ancla) == modelo.promete(serie, una.ancla), una
            if not any(modelo.minimo(t) for t in modelo.tramos(serie)):
                assert politica.ultimo_dia(una.ancla) == modelo.ultimo_dia(serie, una.ancla)


@pytest.mark.requisito("R6", "R7", "R8", "R11", "R22", "R23")
@given(azar=azares)
def test_the_model_gives_the_same_answers(azar):
    cual = una_historia(azar)
    recibida = una_recepcion(azar, cual)
    modelo = Modelo(cual, recibida, LIMA)
    for cuando in unas_preguntas(azar, recibida):
        esperada = modelo.responder(cuando)
        dictamen = evaluar(cual, cuando, recibida, LIMA)
        codigo = dictamen.codigo
        if codigo == Codigo.PROCEDE_PARCIAL:
            codigo = Codigo.PROCEDE  # what is owed of a period: test_retencion_periodos.py
        dadas = (
            codigo,
            tuple(c.clave for c in dictamen.elegidas),
            dictamen.anterior and dictamen.anterior.candidata.clave,
            dictamen.posterior and dictamen.posterior.candidata.clave,
        )
        assert dadas == (
            esperada.codigo, esperada.elegidas, esperada.anterior, esperada.posterior
        ), (cuando, recibida)  # fmt: skip
