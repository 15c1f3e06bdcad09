"""Days declared by document: they count from then on, and never move what was fixed."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from gobierno import acciones
from gobierno.calendario_institucional import calendario_institucional
from gobierno.errores import EstadoCambiado, ReglaIncumplida, SinPermiso
from gobierno.models import DiaNoLaborable, EventoBitacora
from tests.fabricas import AHORA, HOY

pytestmark = [pytest.mark.django_db, pytest.mark.requisito("R5")]
MIERCOLES = date(2026, 3, 11)
ACTO = {"hoy": HOY, "ahora": AHORA}


def declarar(por, fecha=MIERCOLES, **extra) -> DiaNoLaborable:
    datos = {"motivo": "Día no laborable del sector público", "documento": "DS 001-2026-PCM"}
    return acciones.agregar_dia(
        datos=acciones.DatosDeDia(fecha=fecha, **(datos | extra)), por=por, **ACTO
    )


def test_a_declared_day_is_not_working_until_it_is_taken_back(administrador):
    dia = declarar(administrador)
    assert not calendario_institucional().es_habil(MIERCOLES)
    acciones.anular_dia(dia=dia, motivo="Se derogó", por=administrador, **ACTO)
    assert calendario_institucional().es_habil(MIERCOLES)
    assert [e.accion for e in EventoBitacora.objects.all()] == [
        "calendario.agregar",
        "calendario.anular",
    ]
    assert declarar(administrador).pk != dia.pk


def test_a_holiday_may_be_declared_working(administrador):
    navidad = date(2026, 12, 25)
    declarar(administrador, navidad, es_laborable=True)
    assert calendario_institucional().es_habil(navidad)


@pytest.mark.parametrize(
    ("cambio", "campo"),
    [
        ({"motivo": " "}, "motivo"),
        ({"documento": ""}, "documento"),
        ({"fecha": date(2026, 3, 14)}, "fecha"),  # Saturday: already not working
        ({"fecha": date(2026, 12, 25)}, "fecha"),
        ({"es_laborable": True}, "fecha"),
    ],
)
def test_it_refuses_what_changes_nothing_or_has_no_document(administrador, cambio, campo):
    with pytest.raises(ReglaIncumplida) as error:
        declarar(administrador, **cambio)
    assert campo in error.value.campos


def test_a_date_is_declared_once(administrador):
    dia = declarar(administrador)
    with pytest.raises(ReglaIncumplida, match="ya está declarado"):
        declarar(administrador)
    with pytest.raises(IntegrityError), transaction.atomic():
        DiaNoLaborable.objects.create(
            fecha=dia.fecha, motivo="x", documento="x", creado_por=administrador, creado_en=AHORA
        )
    with pytest.raises(ReglaIncumplida, match="motivo"):
        acciones.anular_dia(dia=dia, motivo="", por=administrador, **ACTO)
    acciones.anular_dia(dia=dia, motivo="x", por=administrador, **ACTO)
    with pytest.raises(EstadoCambiado):
        acciones.anular_dia(dia=dia, motivo="x", por=administrador, **ACTO)


def test_only_who_administers_the_calendar_declares(operador, director, administrador):
    dia = declarar(administrador)
    for quien in (operador, director):
        with pytest.raises(SinPermiso):
            declarar(quien)
        with pytest.raises(SinPermiso):
            acciones.anular_dia(dia=dia, motivo="x", por=quien, **ACTO)


def test_the_page_shows_holidays_and_declared_days(client, administrador, operador):
    client.force_login(administrador)
    datos = {"fecha": "2026-03-11", "motivo": "Feriado largo", "documento": "DS 1"}
    assert client.post("/calendario/nuevo/", datos).status_code == 302
    assert client.post("/calendario/nuevo/", datos).status_code == 422
    texto = client.get("/calendario/?anio=2026").content.decode()
    assert "miércoles 11 de marzo de 2026" in texto
    assert "Combate de Angamos" in texto
    dia = DiaNoLaborable.objects.get()
    client.post(f"/calendario/{dia.pk}/anular/", {"motivo": "Error"})
    assert client.get(f"/calendario/{dia.pk}/anular/").status_code == 404
    client.force_login(operador)
    assert "/calendario/nuevo/" not in client.get("/calendario/?anio=2026").content.decode()


@pytest.mark.parametrize("anio", ["0000", "9999", "abcd", "²026", "2026x", ""])
def test_a_strange_year_shows_this_one(client, operador, anio, time_machine):
    time_machine.move_to(AHORA, tick=False)
    client.force_login(operador)
    assert "Calendario laborable 2026" in client.get(f"/calendario/?anio={anio}").content.decode()
