"""The month of recoverable days: each kind of date is told by its mark and in words."""

from datetime import date, timedelta

import pytest

from respaldo.models import Copia, Reserva
from restauracion.respuesta import mes_de
from tests.fabricas import AHORA
from tests.restauracion.apoyo import pedir

pytestmark = pytest.mark.django_db
MARZO = date(2026, 3, 1)


def dias(mes):
    return {c.dia.fecha.day: c for semana in mes.semanas for c in semana if c}


def test_copies_gaps_and_days_to_come_are_drawn_apart(carpeta):
    mes = mes_de(carpeta.item, MARZO, ahora=AHORA)
    cual = dias(mes)
    assert [(cual[n].clase, cual[n].letra) for n in (9, 10, 11)] == [
        ("tono-ok", "T"),
        ("dia-sin", "×"),
        ("dia-futuro", ""),
    ]
    assert cual[9].texto.startswith("09/03/2026: copia total del 09/03/2026")
    assert cual[10].texto == "10/03/2026: sin copia"
    assert cual[11].texto == "11/03/2026: todavía no llega"
    assert [dice for *_, dice in mes.leyenda] == ["copia total", "sin copia", "todavía no llega"]


def test_what_expires_soon_and_what_is_held_have_their_own_mark(carpeta, usuario, jefa):
    ahora = AHORA + timedelta(days=24)  # the copy of 5 March is kept until 4 April
    cual = dias(mes_de(carpeta.item, MARZO, ahora=ahora))
    assert (cual[5].clase, cual[5].iconos) == ("tono-aviso", ("reloj",))
    assert "vence en 3 días o menos" in cual[5].texto
    pedir(usuario, carpeta.item, ahora=ahora, hoy=date(2026, 4, 3))
    assert Reserva.objects.filter(copia__dia_de_datos=date(2026, 3, 5)).exists()
    despues = mes_de(carpeta.item, MARZO, ahora=ahora + timedelta(days=3))
    assert dias(despues)[5].iconos == ("candado",)
    assert "apartada para una solicitud" in dias(despues)[5].texto
    assert "disponible hasta" not in dias(despues)[5].texto
    assert "apartada para una solicitud" in [dice for *_, dice in despues.leyenda]
    assert dias(despues)[4].clase == "dia-sin"
    assert Copia.objects.count() == 9
