"""What a person reads, and what a malformed request is told."""

from datetime import date, datetime

import pytest

from respaldo.retencion import (
    AntesDe,
    Codigo,
    EstadoAl,
    Historia,
    MasReciente,
    PedidoInvalido,
    Periodo,
    Serie,
    evaluar,
)
from tests.respaldo.historias import LIMA, cambiar, dia, diaria, lima, preguntar


def texto(cuando, al, cual=None):
    return preguntar(cual or diaria(), cuando, al).explicacion


def test_it_tells_what_there_is_and_until_when():
    assert texto("2026-03-12", "2026-03-20 09:00") == (
        "Sí existe una copia: 12/03/2026 22:00, interna, disponible hasta 11/04/2026."
    )
    assert texto("2026-03-01", "2026-03-31 09:00").endswith("interna, vence hoy.")
    pendiente = cambiar(diaria(), "2026-03-12", verificada_en=None)
    assert texto("2026-03-12", "2026-03-20 09:00", pendiente).endswith(
        "Todavía nadie la ha verificado: el operador lo hará antes de restaurar."
    )
    varias = Periodo(dia("2026-03-10"), dia("2026-03-12"), "todas")
    assert texto(varias, "2026-03-20 09:00") == "Sí existen 3 copias de ese periodo."


def test_it_offers_the_neighbours_and_says_how_far_they_are():
    cual = diaria(menos=["2026-03-10", "2026-03-11"])

    assert texto("2026-03-10", "2026-03-20 09:00", cual) == (
        "No hay una copia del 10/03/2026 que se pueda usar, aunque la fecha está dentro de la "
        "retención. Se le ofrece la anterior, de 1 día antes (09/03/2026 22:00, interna, "
        "disponible hasta 08/04/2026) o la posterior, de 2 días después (12/03/2026 22:00, "
        "interna, disponible hasta 11/04/2026). Para continuar, acepte una."
    )
    assert texto("2026-03-20", "2026-03-20 09:00").startswith(
        "La copia de hoy, 20/03/2026, todavía no está lista. Se le ofrece la anterior, de 1 día"
    )
    hueco = Periodo(dia("2026-03-10"), dia("2026-03-11"))
    assert "del 10/03/2026 al 11/03/2026" in texto(hueco, "2026-03-20 09:00", cual)


def test_a_refusal_says_why_with_its_dates():
    assert texto("2026-02-01", "2026-03-20 09:00") == (
        "No procede: la copia del 01/02/2026 se conservó hasta el 03/03/2026 y la solicitud se "
        "recibió el 20/03/2026. La copia posterior más cercana que se conserva es la del "
        "18/02/2026 22:00; se indica solo como información."
    )
    assert texto(AntesDe(lima("2026-02-02 10:00")), "2026-03-20 09:00").startswith(
        "No procede: la copia anterior al 02/02/2026 10:00 se conservó hasta el 03/03/2026"
    )
    assert "la primera copia, que es del 12/01/2026." in texto("2026-01-05", "2026-03-20 09:00")
    assert preguntar(diaria(), "2026-02-01", "2026-03-20 09:00").regla == (
        "restauracion_en_retencion"
    )


@pytest.mark.requisito("RC-22")
@pytest.mark.parametrize(
    ("cuando", "campo", "remedio"),
    [
        (EstadoAl(date(2026, 3, 21)), "fecha", "Elija una fecha hasta el 20/03/2026."),
        (AntesDe(lima("2026-03-20 09:01")), "instante", "hasta el 20/03/2026 09:00."),
        (AntesDe(datetime(2026, 3, 1)), "instante", "America/Lima"),  # noqa: DTZ001
        (Periodo(date(2026, 3, 9), date(2026, 3, 8)), "hasta", "Ponga primero"),
        (Periodo(date(2026, 3, 9), date(2026, 3, 21)), "hasta", "hasta el 20/03/2026."),
        (Periodo(date(2026, 3, 21), date(2026, 3, 22)), "desde", "hasta el 20/03/2026."),
        (Periodo(date(2026, 3, 1), date(2026, 3, 2), "x"), "cuales", "ultima, cualquiera, todas"),
    ],
)
def test_a_request_without_meaning_is_told_what_to_correct(cuando, campo, remedio):
    with pytest.raises(PedidoInvalido) as error:
        preguntar(diaria(), cuando, "2026-03-20 09:00")

    assert error.value.campo == campo
    assert remedio in error.value.remedio
    assert error.value.mensaje
    assert error.value.regla == "solicitud_de_restauracion"


def test_an_instant_without_zone_is_never_guessed():
    with pytest.raises(PedidoInvalido, match="zona horaria"):
        evaluar(diaria(), MasReciente(), datetime(2026, 3, 1), LIMA)  # noqa: DTZ001


def test_a_series_without_rules_in_force_protects_nothing():
    vacia = Historia("x", series=(Serie("x/interno/total", "interno", "total", ()),))

    assert preguntar(vacia, "2026-03-01", "2026-03-05 09:00").codigo == Codigo.NO_INCLUIDO
