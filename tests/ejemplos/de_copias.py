"""Rules that count copies, and items that are retired."""

from datetime import date

import pytest

from respaldo.retencion import Codigo
from tests.directorio.test_validacion import de_fila, errores
from tests.respaldo.historias import (
    cercanas,
    historia,
    linea,
    preguntar,
    serie,
)


def por_copias(desde, *, menos=()):
    return historia(linea(serie(desde, "2026-06-30", menos=menos), "180 copias"))


@pytest.mark.requisito("RC-23", "R14")
def rc_23():
    cual = por_copias("2025-06-01")

    si = preguntar(cual, "2026-01-02", "2026-07-01 09:00")
    assert (si.codigo, si.elegida.clave) == (Codigo.PROCEDE, "2026-01-02")
    assert si.elegida.retenida_hasta is None
    no = preguntar(cual, "2026-01-01", "2026-07-01 09:00")
    assert no.codigo == Codigo.FUERA_DE_RETENCION
    assert no.informativa.candidata.clave == "2026-01-02"


@pytest.mark.requisito("RC-25", "R14", "PC-6.6")
def rc_25():
    cual = por_copias("2025-06-01", menos=["2026-02-10", "2026-04-03", "2026-05-20"])

    assert preguntar(cual, "2025-12-30", "2026-07-01 09:00").codigo == Codigo.PROCEDE
    assert preguntar(cual, "2025-12-29", "2026-07-01 09:00").codigo == Codigo.FUERA_DE_RETENCION
    fallida = preguntar(cual, "2026-02-10", "2026-07-01 09:00")
    assert (fallida.codigo, cercanas(fallida)) == (Codigo.APROXIMADA, ("02-09", "02-11"))


@pytest.mark.requisito("RC-27", "R14")
def rc_27():
    dictamen = preguntar(por_copias("2026-05-01"), "2026-04-20", "2026-07-01 09:00")

    assert dictamen.codigo == Codigo.ANTERIOR_A_PRIMERA_COPIA
    assert "01/05/2026" in dictamen.explicacion


@pytest.mark.requisito("RC-28", "R17")
def rc_28():
    """And the act itself is refused: tests/directorio/test_lineas.py."""
    baja = {"situacion": "retirada", "fecha_baja": date(2026, 7, 1), "retencion": "180 copias"}

    assert errores(de_fila(**baja)) == {(1, "retencion_post_baja")}
    assert errores(de_fila(**baja, retencion_post_baja="1 año")) == set()
    retirada = linea(serie("2026-01-01", "2026-06-30"), "180 copias")
    assert preguntar(historia(retirada), "2026-06-01", "2099-01-01 09:00").codigo == Codigo.PROCEDE


@pytest.mark.requisito("RC-29", "R15")
def rc_29():
    cual = historia(linea(serie("2026-02-01", "2026-03-05"), "30 días y mínimo 3 copias"))

    assert preguntar(cual, "2026-03-04", "2026-05-10 09:00").codigo == Codigo.PROCEDE
    assert preguntar(cual, "2026-03-02", "2026-05-10 09:00").codigo == Codigo.FUERA_DE_RETENCION


@pytest.mark.requisito("RC-47", "R17")
def rc_47():
    cual = historia(
        linea(serie("2026-01-12", "2026-05-30"), "90 días", baja=("2026-05-31", "2026-06-30"))
    )

    dictamen = preguntar(cual, "2026-05-20", "2026-08-15 09:00")
    assert dictamen.codigo == Codigo.PROCEDE
    assert dictamen.elegida.retenida_hasta == date(2026, 8, 18)
    assert preguntar(cual, "2026-05-20", "2026-08-18 23:59").codigo == Codigo.PROCEDE
    assert preguntar(cual, "2026-05-20", "2026-08-19 09:00").codigo == Codigo.FUERA_DE_RETENCION
