"""A new version of the Directorio, a year without one, and series with different rules."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from directorio.periodicidad import Mensual, UltimoDia, fechas
from gobierno.calendario import Calendario
from respaldo.retencion import Aviso, Codigo, ultimo_dia_retenido
from tests.respaldo.historias import (
    cercanas,
    copia,
    dia,
    diaria,
    historia,
    linea,
    preguntar,
    serie,
    tramos,
)


def ultimos(reglas, *anclas):
    return [ultimo_dia_retenido(dia(ancla), reglas).isoformat() for ancla in anclas]


@pytest.mark.requisito("RC-39", "R18", "R19")
def rc_39():
    """Alive at the change → extended; what died the day before is not revived."""
    reglas = tramos(("2026-01-01", "30 días"), ("2026-07-01", "90 días"))
    anclas = ("2026-06-10", "2026-05-31", "2026-06-01", "2026-05-20")
    esperados = ["2026-09-08", "2026-06-30", "2026-08-30", "2026-06-19"]

    assert ultimos(reglas, *anclas) == ultimos(reglas[::-1], *anclas) == esperados


@pytest.mark.requisito("RC-41", "R18")
def rc_41():
    """Shortened, but nothing ends before the change."""
    reglas = tramos(("2026-01-01", "90 días"), ("2026-07-01", "30 días"))

    assert ultimos(reglas, "2026-05-01", "2026-06-01", "2026-06-15") == [
        "2026-06-30", "2026-07-01", "2026-07-15",
    ]  # fmt: skip


@pytest.mark.requisito("RC-45", "R18", "R21")
def rc_45():
    """Drafts are no tramos, and one that enters later does not rule yet."""
    copias = serie("2026-01-12", "2026-06-27")
    v1, v2 = (
        replace(tramo, version=version)
        for tramo, version in zip(
            tramos(("2026-01-01", "30 días"), ("2026-07-01", "10 días")), ("v1", "v2"), strict=True
        )
    )
    antes = historia(linea(copias, [v1]))
    aprobada = historia(linea(copias, [v1, v2]))

    for fecha in ("2026-05-28", "2026-05-29", "2026-06-20"):
        respuestas = {preguntar(h, fecha, "2026-06-28 12:00").en_json() for h in (antes, aprobada)}
        assert len(respuestas) == 1
    dictamen = preguntar(aprobada, "2026-05-29", "2026-06-28 12:00")
    assert (dictamen.codigo, dictamen.versiones) == (Codigo.PROCEDE, ("v1",))
    assert preguntar(aprobada, "2026-06-20", "2026-07-01 12:00").versiones == ("v2",)


@pytest.mark.requisito("RC-46", "R21")
def rc_46():
    reglas = [replace(tramos("30 días")[0], version="2026", prevista_hasta=date(2026, 12, 31))]
    cual = historia(linea(serie("2026-12-01", "2027-01-19"), reglas))

    dictamen = preguntar(cual, "2027-01-05", "2027-01-20 09:00")
    assert (dictamen.codigo, dictamen.versiones) == (Codigo.PROCEDE, ("2026",))
    assert dictamen.elegida.retenida_hasta == date(2027, 2, 4)
    assert dictamen.avisos == (Aviso.ULTRAACTIVIDAD,)
    assert preguntar(cual, "2026-12-05", "2026-12-31 09:00").avisos == ()


@pytest.mark.requisito("RC-50")
def rc_50():
    anio = fechas(Mensual(UltimoDia()), date(2025, 9, 1), date(2026, 8, 31), Calendario("PE"))
    externas = [copia(f, clave=f"externa {f:%m-%d}", hora="23:00") for f in anio]
    interna = diaria(desde="2025-09-01", hasta="2026-09-14").series[0]
    externa = linea(externas, "12 meses", tipo="externo", periodo_dias=31)
    cual = historia(interna, externa)

    exacta = preguntar(cual, "2026-03-31", "2026-09-15 09:00")
    assert (exacta.codigo, exacta.elegida.tipo_de_backup) == (Codigo.PROCEDE, "externo")
    assert exacta.elegida.retenida_hasta == date(2027, 3, 31)
    aproximada = preguntar(cual, "2026-03-20", "2026-09-15 09:00")
    assert (aproximada.codigo, cercanas(aproximada)) == (Codigo.APROXIMADA, ("02-28", "03-31"))
    assert aproximada.posterior.distancia_dias == timedelta(days=11).days
