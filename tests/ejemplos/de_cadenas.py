"""Totals with incrementals and differentials: what depends on what, and what keeps it."""

import pytest

from respaldo.retencion import Codigo
from tests.respaldo.historias import (
    cambiar,
    cercanas,
    dia,
    lima,
    preguntar,
    semana,
)


@pytest.mark.requisito("RC-30", "R8", "R9")
def rc_30():
    dictamen = preguntar(semana(), "2026-03-05", "2026-04-02 09:00")

    assert (dictamen.codigo, dictamen.elegida.clave) == (Codigo.PROCEDE, "2026-03-05")
    assert dictamen.elegida.retenida_hasta == dia("2026-04-04")
    assert dictamen.elegida.base[-1] == "2026-03-01"
    # The base, kept by its chain, is not in retention as a target of its own.
    assert preguntar(semana(), "2026-03-01", "2026-04-02 09:00").codigo == (
        Codigo.FUERA_DE_RETENCION
    )
    assert preguntar(semana(), "2026-03-07", "2026-04-06 23:00").codigo == Codigo.PROCEDE


@pytest.mark.requisito("RC-33", "R6", "MIN-6.1-o")
def rc_33():
    cual = semana(menos=["2026-03-03"])

    fallido = preguntar(cual, "2026-03-03", "2026-03-10 09:00")
    assert (fallido.codigo, cercanas(fallido)) == (Codigo.APROXIMADA, ("03-02", "03-04"))
    miercoles = preguntar(cual, "2026-03-04", "2026-03-10 09:00")
    assert miercoles.codigo == Codigo.PROCEDE
    assert miercoles.elegida.base == ("2026-03-02", "2026-03-01")


@pytest.mark.requisito("RC-35", "R6")
def rc_35():
    perdida = cambiar(semana("diferencial"), "2026-03-02", invalidada_en=lima("2026-03-03 08:00"))

    dictamen = preguntar(perdida, "2026-03-05", "2026-03-10 09:00")
    assert dictamen.codigo == Codigo.PROCEDE
    assert dictamen.elegida.base == ("2026-03-01",)
    assert preguntar(perdida, "2026-03-02", "2026-03-10 09:00").codigo == Codigo.APROXIMADA
