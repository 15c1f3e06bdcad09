"""Roles with dates and document: from the day after its end, a role opens nothing."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from gobierno import acciones
from gobierno.capacidad import exigir
from gobierno.errores import EstadoCambiado, ReglaIncumplida, SinPermiso
from gobierno.models import Aviso, Designacion, EventoBitacora
from tests.fabricas import AHORA, HOY, designar, persona, unidad

pytestmark = [pytest.mark.django_db, pytest.mark.requisito("MIN-6.1-d")]


def nombramiento(rol: str = "operador", **extra) -> acciones.Nombramiento:
    datos = {"unidad": None, "desde": HOY, "hasta": None, "documento": "Memorando 012-2026"}
    return acciones.Nombramiento(rol=rol, **(datos | extra))


def dar(a, por, **extra) -> Designacion:
    return acciones.designar(
        persona=a, nombramiento=nombramiento(**extra), por=por, hoy=HOY, ahora=AHORA
    )


def terminar(designacion, por, hasta=HOY, motivo="Cese", hoy=HOY):
    return acciones.terminar_designacion(
        designacion=designacion, hasta=hasta, motivo=motivo, por=por, hoy=hoy, ahora=AHORA
    )


def test_it_gives_the_role_tells_the_person_and_records_the_capacity(administrador, usuario):
    designacion = dar(usuario, administrador, es_encargatura=True)
    assert usuario.permisos_al(HOY) > {"verificacion.registrar"}
    assert designacion.capacidad == "Operador de backup (encargatura) — Memorando 012-2026"
    evento = EventoBitacora.objects.get()
    assert (evento.accion, evento.objeto_id) == ("designacion.crear", str(usuario.pk))
    assert evento.capacidad.startswith("Administrador del sistema")
    assert evento.despues["documento"] == "Memorando 012-2026"
    assert Aviso.objects.get().destinatario == usuario


def test_a_role_stops_the_day_after_its_end(administrador, coordinador):
    designacion = coordinador.designaciones.get()
    terminar(designacion, administrador, hasta=HOY)
    de_nuevo = type(coordinador).objects.get(pk=coordinador.pk)
    assert exigir(por=de_nuevo, permiso="directorio.editar", hoy=HOY) == designacion
    with pytest.raises(SinPermiso):
        exigir(por=de_nuevo, permiso="directorio.editar", hoy=HOY + timedelta(days=1))
    assert EventoBitacora.objects.get().motivo == "Cese"


def test_only_who_administers_designates(usuario, operador, director):
    for quien in (usuario, operador, director):
        with pytest.raises(SinPermiso):
            dar(usuario, quien)
    with pytest.raises(SinPermiso):
        terminar(operador.designaciones.get(), director)
    assert not EventoBitacora.objects.exists()


@pytest.mark.requisito("X-3")
def test_nobody_designates_itself(administrador):
    with pytest.raises(ReglaIncumplida, match="sí mismo"):
        dar(administrador, administrador, rol="director")


@pytest.mark.parametrize(
    ("cambio", "campo"),
    [
        ({"rol": "emperador"}, "rol"),
        ({"documento": "  "}, "documento"),
        ({"hasta": HOY - timedelta(days=1)}, "hasta"),
        ({"rol": "jefe"}, "unidad"),
    ],
)
def test_it_refuses_what_no_document_could_say(administrador, usuario, cambio, campo):
    with pytest.raises(ReglaIncumplida) as error:
        dar(usuario, administrador, **cambio)
    assert campo in error.value.campos
    assert not usuario.designaciones.exists()


def test_it_refuses_the_same_role_twice_at_once(administrador, usuario):
    dar(usuario, administrador, hasta=date(2026, 6, 30))
    with pytest.raises(ReglaIncumplida, match="ya tiene el rol"):
        dar(usuario, administrador, desde=date(2026, 6, 30))
    assert dar(usuario, administrador, desde=date(2026, 7, 1))


def test_a_unit_has_one_titular_jefe_and_any_encargado(administrador, usuario, operador):
    otec = unidad("OTEC")
    dar(usuario, administrador, rol="jefe", unidad=otec)
    with pytest.raises(ReglaIncumplida, match="ya tiene titular"):
        dar(operador, administrador, rol="jefe", unidad=otec)
    dar(operador, administrador, rol="jefe", unidad=otec, es_encargatura=True)
    assert otec.designaciones.jefaturas().count() == 2


@pytest.mark.postgresql
def test_postgresql_rejects_a_second_titular_even_if_code_forgets(usuario, operador):
    datos = {"unidad": unidad("OTEC"), "titular_unico": True}
    designar(usuario, "jefe", **datos, hasta=HOY)
    designar(operador, "jefe", **datos, desde=HOY + timedelta(days=1))
    with pytest.raises(IntegrityError), transaction.atomic():
        designar(persona("otro"), "jefe", **datos, desde=HOY)


@pytest.mark.parametrize(
    "malo",
    [
        {"hasta": date(2026, 3, 1), "desde": date(2026, 3, 2)},
        {"documento": ""},
        {"titular_unico": True, "es_encargatura": True},
    ],
)
def test_the_database_rejects_an_impossible_designation(usuario, malo):
    with pytest.raises(IntegrityError), transaction.atomic():
        designar(usuario, "operador", **malo)


def test_an_end_is_not_before_the_acts_already_made(administrador, operador):
    designacion = operador.designaciones.get()
    with pytest.raises(ReglaIncumplida) as error:
        terminar(designacion, administrador, hasta=HOY - timedelta(days=2))
    assert "09/03/2026" in error.value.remedio
    terminar(designacion, administrador, hasta=HOY - timedelta(days=1))
    assert not operador.designaciones.vigentes_al(HOY).exists()


def test_an_end_is_not_moved_later_and_a_finished_one_not_at_all(administrador, operador):
    designacion = operador.designaciones.get()
    with pytest.raises(ReglaIncumplida, match="por qué"):
        terminar(designacion, administrador, motivo=" ")
    terminar(designacion, administrador, hasta=HOY)
    with pytest.raises(ReglaIncumplida, match="no se alarga"):
        terminar(designacion, administrador, hasta=HOY + timedelta(days=1))
    with pytest.raises(EstadoCambiado):
        terminar(designacion, administrador, hoy=HOY + timedelta(days=1))


def test_the_last_administrator_does_not_leave(administrador):
    otra = persona("otra", "admin")
    terminar(otra.designaciones.get(), administrador)
    with pytest.raises(ReglaIncumplida, match="nadie podría administrar"):
        terminar(administrador.designaciones.get(), administrador, hasta=HOY)
    assert administrador.designaciones.vigentes_al(HOY + timedelta(days=1)).exists()
