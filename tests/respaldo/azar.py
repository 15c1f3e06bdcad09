"""Random histories for the properties of the calculus: small, but with everything that happens.

Each comes from one seed, which is what Hypothesis varies: thousands cost seconds.
"""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from hypothesis import strategies as st

from directorio.plazos import leer
from respaldo.retencion import (
    AntesDe,
    Contrato,
    Cuales,
    Custodia,
    EstadoAl,
    HechoDeMedio,
    MasReciente,
    Periodo,
    Reserva,
    Tramo,
)
from tests.respaldo.historias import copia, historia, lima, linea

INICIO = date(2026, 1, 1)
DIAS = 40
REGLAS = [
    "5 días", "10 días", "2 semanas", "1 mes", "3 copias", "8 copias", "4 copias por día",
    "5 días y mínimo 3 copias", "indefinida, revisión 31/12/2026",
]  # fmt: skip
TRANSICIONES = ("vigente", "origen")
semillas = st.integers(0, 2**48).map(Random)


def un_dia(azar):
    return INICIO + timedelta(days=azar.randint(0, DIAS))


def un_instante(azar):
    return lima("2026-01-01 00:30") + timedelta(hours=azar.randint(0, DIAS * 24))


def a_veces(azar, instante):
    return instante if azar.random() < 0.4 else None


dias = semillas.map(un_dia)
instantes = semillas.map(un_instante)


def unos_tramos(azar, transiciones):
    """One to three versions."""
    desde = sorted({un_dia(azar) for _ in range(azar.choice((0, 0, 1, 2)))})
    return [
        Tramo(d, leer(azar.choice(REGLAS)), azar.choice(transiciones), version=f"v{n}")
        for n, d in enumerate([date(2025, 1, 1), *desde])
    ]


def unas_copias(azar, modalidad, tipo):
    """Some nights of the period, with what may have become of each copy."""
    una_de = azar.choice((1, 2, 6))
    for n in range(DIAS):
        if azar.randrange(una_de):
            continue
        dia = INICIO + timedelta(days=n)
        una = copia(dia, modalidad, clave=f"{tipo} {modalidad} {dia}")
        yield una if azar.random() < 0.7 else con_historia(azar, una)


def con_historia(azar, una):
    return replace(
        una,
        verificada_en=azar.choice((una.verificada_en, un_instante(azar), None)),
        eliminada_en=a_veces(azar, un_instante(azar)),
        invalidada_en=a_veces(azar, un_instante(azar)),
        transferida_en=a_veces(azar, un_instante(azar)),
        medio=azar.choice(("", "cinta 1")),
        llave=azar.choice(("", "llave 1")),
        ad_hoc=azar.random() < 0.3,
    )


def una_serie(azar, tipo, modalidad, transiciones):
    return linea(
        unas_copias(azar, modalidad, tipo),
        unos_tramos(azar, transiciones),
        tipo=tipo,
        modalidad=modalidad,
        periodo_dias=azar.choice((1, 7)),
        comportamiento=azar.choice(("extiende_base", "estricta")),
        contratos=azar.choice(((), (Contrato("C-1", INICIO, date(2026, 1, 20)),))),
    )


def una_historia(azar, transiciones, con_reservas):
    series = [una_serie(azar, "interno", m, transiciones) for m in ("total", "incremental")]
    if azar.random() < 0.5:
        series.append(una_serie(azar, "externo", "total", transiciones))
    claves = [c.clave for s in series for c in s.copias] or ["ninguna"]
    perdida, hallada = sorted((un_instante(azar), un_instante(azar)))
    return historia(
        *series,
        medios=(
            HechoDeMedio("cinta 1", perdida, "perdido"),
            HechoDeMedio("cinta 1", hallada, "accesible"),
        ),
        custodias=(Custodia("llave 1", un_instante(azar)),),
        reservas=tuple(
            Reserva(azar.choice(claves), un_instante(azar), a_veces(azar, un_instante(azar)))
            for _ in range(azar.choice((0, 1, 2)) if con_reservas else 0)
        ),
    )


def historias(transiciones=TRANSICIONES, *, con_reservas=True):
    """Histories of an ítem: totals, incrementals, perhaps an external series, and facts."""
    return semillas.map(lambda azar: una_historia(azar, transiciones, con_reservas))


def una_pregunta(azar):
    recibida = un_instante(azar)
    una, otra = sorted(min(un_dia(azar), recibida.date()) for _ in range(2))
    cuando = azar.choice(
        [
            EstadoAl(una),
            EstadoAl(otra),
            AntesDe(min(un_instante(azar), recibida)),
            *(Periodo(una, otra, cuales) for cuales in Cuales),
            MasReciente(),
        ]
    )
    return cuando, recibida


preguntas = semillas.map(una_pregunta)
