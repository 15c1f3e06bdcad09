"""What a person reads, and what a malformed request is told."""

from datetime import date, datetime

import pytest

from respaldo.retencion import (
    AntesDe,
    Atencion,
    Codigo,
    Contrato,
    EstadoAl,
    HechoDeMedio,
    Historia,
    MasReciente,
    PedidoInvalido,
    Periodo,
    Serie,
    evaluar,
    segunda_puerta,
)
from respaldo.retencion.pedido import comprobar
from tests.respaldo.historias import (
    LIMA,
    cambiar,
    copia,
    dia,
    diaria,
    historia,
    lima,
    linea,
    preguntar,
    serie,
)

ANTES = lima("2026-03-05 09:00")
FUTURA = (
    "El {} es posterior a la fecha de la solicitud (20/03/2026): todavía no hay copias de ese día."
)
HASTA_HOY = "Elija una fecha hasta el 20/03/2026."


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
    assert "la anterior, de 1 día antes (09/03" in texto(hueco, "2026-03-20 09:00", cual)
    assert "la posterior, de 1 día después (12/03" in texto(hueco, "2026-03-20 09:00", cual)
    dos = Periodo(dia("2026-03-12"), dia("2026-03-13"), "todas")
    assert texto(dos, "2026-03-20 09:00") == "Sí existen 2 copias de ese periodo."


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
    ("cuando", "campo", "mensaje", "remedio"),
    [
        (EstadoAl(date(2026, 3, 21)), "fecha", FUTURA.format("21/03/2026"), HASTA_HOY),
        (
            AntesDe(lima("2026-03-20 09:01")),
            "instante",
            "El 20/03/2026 09:01 es posterior a la solicitud.",
            "Elija un momento hasta el 20/03/2026 09:00.",
        ),
        (
            AntesDe(datetime(2026, 3, 1)),  # noqa: DTZ001
            "instante",
            "La hora no dice en qué zona horaria está.",
            "Indíquela en la hora de la institución (America/Lima).",
        ),
        (
            Periodo(date(2026, 3, 9), date(2026, 3, 8)),
            "hasta",
            "El periodo termina (08/03/2026) antes de empezar (09/03/2026).",
            "Ponga primero la fecha más antigua.",
        ),
        (
            Periodo(date(2026, 3, 9), date(2026, 3, 21)),
            "hasta",
            FUTURA.format("21/03/2026"),
            HASTA_HOY,
        ),
        (
            Periodo(date(2026, 3, 21), date(2026, 3, 22)),
            "desde",
            FUTURA.format("21/03/2026"),
            HASTA_HOY,
        ),
        (
            Periodo(date(2026, 3, 1), date(2026, 3, 2), "x"),
            "cuales",
            "No se sabe qué copias del periodo son «x».",
            "Elija una de estas: ultima, cualquiera, todas.",
        ),
        (EstadoAl(date(9999, 12, 31)), "fecha", FUTURA.format("31/12/9999"), HASTA_HOY),
    ],
)
def test_a_request_without_meaning_is_told_what_to_correct(cuando, campo, mensaje, remedio):
    with pytest.raises(PedidoInvalido) as error:
        preguntar(diaria(), cuando, "2026-03-20 09:00")

    assert error.value.campo == campo
    assert (error.value.mensaje, error.value.remedio) == (mensaje, remedio)
    assert str(error.value) == f"{mensaje} {remedio}"
    assert error.value.regla == "solicitud_de_restauracion"


@pytest.mark.parametrize("cuando", [
    EstadoAl(date(2026, 3, 20)), AntesDe(lima("2026-03-20 09:00")),
    Periodo(date(2026, 3, 20), date(2026, 3, 20)),
])  # fmt: skip
def test_today_and_now_may_be_asked_for(cuando):
    comprobar(cuando, recibida_en=lima("2026-03-20 09:00"), zona=LIMA)


def test_an_instant_without_zone_is_never_guessed():
    with pytest.raises(PedidoInvalido, match="zona horaria") as error:
        evaluar(diaria(), MasReciente(), datetime(2026, 3, 1), LIMA)  # noqa: DTZ001

    assert error.value.campo == "recibida_en"
    assert PedidoInvalido("mensaje", "remedio").campo == "fecha"


@pytest.mark.parametrize(
    ("campos", "otros", "motivo"),
    [
        (
            {"eliminada_en": ANTES},
            {},
            "no existe ninguna copia de esa fecha ni de una fecha cercana",
        ),
        ({"modalidad": "incremental"}, {}, "la copia depende de otra que ya no se puede usar"),
        ({"invalidada_en": ANTES}, {}, "la copia se encontró dañada o ilegible"),
        (
            {"medio": "C-1"},
            {"medios": (HechoDeMedio("C-1", ANTES, "perdido"),)},
            "el medio que guarda la copia no está accesible",
        ),
        ({"llave": "L"}, {}, "la copia está cifrada y no consta quién custodia su clave"),
    ],
)
def test_each_reason_is_told_in_plain_words(campos, otros, motivo):
    cual = historia(linea([copia("2026-03-01", **campos)]), **otros)

    assert texto("2026-03-01", "2026-03-20 09:00", cual) == f"No procede: {motivo}."


def test_the_other_reasons_are_told_too():
    vencido = (Contrato("C", date(2026, 1, 1), date(2026, 3, 5)),)
    externa = historia(linea([copia("2026-03-01")], tipo="externo", contratos=vencido))
    assert texto("2026-03-01", "2026-03-05 23:00", externa) == (
        "Sí existe una copia: 01/03/2026 22:00, externa, disponible hasta 31/03/2026."
    )
    assert texto("2026-03-01", "2026-03-20 09:00", externa) == (
        "No procede: el contrato del servicio externo que guarda la copia no está vigente y la "
        "copia no fue transferida a la institución."
    )
    assert texto("2026-03-01", "2026-03-20 09:00", historia()) == (
        "No procede: lo solicitado no estaba incluido en el Directorio de Información a Respaldar "
        "en esa fecha."
    )
    pedido, recibida = EstadoAl(dia("2026-03-01")), lima("2026-03-20 09:00")
    vacia = Atencion(recibida, sin_objeto=frozenset({"2026-03-01"}))
    assert segunda_puerta(diaria(), pedido, recibida, LIMA, vacia).explicacion == (
        "No procede: la copia existe, pero no contiene lo solicitado."
    )


def test_it_says_which_days_of_a_period_there_are():
    cual = diaria(menos=["2026-03-03", "2026-03-05", "2026-03-06", "2026-03-08"])
    periodo = Periodo(dia("2026-03-01"), dia("2026-03-09"), "todas")

    assert texto(periodo, "2026-03-20 09:00", cual) == (
        "Sí existen 5 copias de ese periodo. Del periodo hay copia del 01/03/2026 al 02/03/2026, "
        "el 04/03/2026, el 07/03/2026 y el 09/03/2026; no hay el 03/03/2026, del 05/03/2026 al "
        "06/03/2026 y el 08/03/2026."
    )


def test_without_a_known_date_none_is_told():
    por_copias = historia(linea(serie("2026-03-01", "2026-03-09"), "3 copias"))
    assert texto("2026-03-09", "2026-03-20 09:00", por_copias) == (
        "Sí existe una copia: 09/03/2026 22:00, interna."
    )
    assert texto("2026-03-01", "2026-03-20 09:00", por_copias) == (
        "No procede: ya no se conserva ninguna copia del 01/03/2026. La copia posterior más "
        "cercana que se conserva es la del 07/03/2026 22:00; se indica solo como información."
    )
    vacia = historia(linea([]))
    assert texto(MasReciente(), "2026-03-20 09:00", vacia).startswith("No procede: no existe")
    vencida = historia(linea([copia("2026-02-01")]))
    assert texto(MasReciente(), "2026-03-20 09:00", vencida) == (
        "No procede: la copia reciente se conservó hasta el 03/03/2026 y la solicitud se recibió "
        "el 20/03/2026."
    )
    assert texto(AntesDe(lima("2026-01-12 22:00")), "2026-03-20 09:00") == (
        "No procede: lo solicitado es anterior a la primera copia, que es del 12/01/2026."
    )


def test_a_series_without_rules_in_force_protects_nothing():
    vacia = Historia("x", series=(Serie("x/interno/total", "interno", "total", ()),))

    assert preguntar(vacia, "2026-03-01", "2026-03-05 09:00").codigo == Codigo.NO_INCLUIDO
