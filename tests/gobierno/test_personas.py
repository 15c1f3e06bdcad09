"""Accounts and units: who may open them, what is recorded, what is refused."""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from gobierno import acciones
from gobierno.errores import EstadoCambiado, ReglaIncumplida, SinPermiso
from gobierno.models import Aviso, EventoBitacora, Persona, UnidadOrganica
from tests.fabricas import AHORA, HOY, designar, persona, unidad

pytestmark = [pytest.mark.django_db, pytest.mark.requisito("MIN-III")]
LARGA = "caballo-grapa-2026"
ACTO = {"hoy": HOY, "ahora": AHORA}


def ficha(**extra) -> acciones.Ficha:
    datos = {
        "first_name": "Rosa",
        "last_name": "Quispe",
        "email": "rosa@ejemplo.gob.pe",
        "unidad": unidad(),
    }
    return acciones.Ficha(**(datos | extra))


def crear(por, username="rquispe", contrasena=LARGA, **extra) -> Persona:
    return acciones.crear_persona(
        username=username, ficha=ficha(**extra), contrasena=contrasena, por=por, **ACTO
    )


def test_it_opens_an_account_without_any_role(administrador):
    rosa = crear(administrador)
    assert rosa.check_password(LARGA)
    assert rosa.unidad == unidad()
    assert not rosa.designaciones.exists()
    evento = EventoBitacora.objects.get()
    assert (evento.accion, evento.actor_id) == ("persona.crear", administrador.pk)
    assert LARGA not in str(evento.despues)


def test_only_who_administers_opens_accounts(operador, auditor, usuario):
    for quien in (operador, auditor, usuario):
        with pytest.raises(SinPermiso):
            crear(quien)


@pytest.mark.parametrize(
    ("cambio", "campo"),
    [
        ({"username": "ADMIN"}, "username"),
        ({"email": "Admin@ejemplo.gob.pe"}, "email"),
        ({"contrasena": "corta"}, "contrasena"),
    ],
)
def test_it_refuses_repeated_users_mails_and_weak_passwords(administrador, cambio, campo):
    with pytest.raises(ReglaIncumplida) as error:
        crear(administrador, **cambio)
    assert campo in error.value.campos
    assert Persona.objects.count() == 1


def test_the_database_rejects_a_repeated_user_even_if_code_forgets(administrador):
    with pytest.raises(IntegrityError), transaction.atomic():
        Persona.objects.create(username="admin")


def test_it_records_only_what_changed(administrador, operador):
    otra = unidad("OGTI")
    nueva = ficha(
        first_name="Operador", last_name="Prueba", email="operador@ejemplo.gob.pe", unidad=otra
    )
    acciones.editar_persona(persona=operador, ficha=nueva, por=administrador, **ACTO)
    acciones.editar_persona(persona=operador, ficha=nueva, por=administrador, **ACTO)
    evento = EventoBitacora.objects.get()
    assert evento.antes == {"unidad": "OTEC — Oficina OTEC"}
    assert evento.despues == {"unidad": "OGTI — Oficina OGTI"}


@pytest.mark.requisito("MIN-6.4-b")
def test_a_suspended_account_does_nothing_and_its_jefe_is_told(administrador, operador, jefe):
    designar(jefe, "jefe", unidad=unidad(), desde=HOY)
    acciones.cambiar_actividad(
        persona=operador, activa=False, motivo="Cese, RM 001", por=administrador, **ACTO
    )
    assert Persona.objects.get(pk=operador.pk).permisos_al(HOY) == frozenset()
    assert "6.4" in Aviso.objects.get(destinatario=jefe).texto
    with pytest.raises(EstadoCambiado):
        acciones.cambiar_actividad(
            persona=operador, activa=False, motivo="x", por=administrador, **ACTO
        )
    acciones.cambiar_actividad(
        persona=operador, activa=True, motivo="Vuelve", por=administrador, **ACTO
    )
    assert [e.accion for e in EventoBitacora.objects.all()] == [
        "persona.desactivar",
        "persona.activar",
    ]


def test_suspending_needs_a_reason_and_somebody_left(administrador, operador):
    with pytest.raises(ReglaIncumplida, match="motivo"):
        acciones.cambiar_actividad(
            persona=operador, activa=False, motivo=" ", por=administrador, **ACTO
        )
    with pytest.raises(ReglaIncumplida, match="nadie podría"):
        acciones.cambiar_actividad(
            persona=administrador, activa=False, motivo="x", por=administrador, **ACTO
        )
    assert Persona.objects.get(pk=administrador.pk).is_active


def test_passwords_change_but_are_never_recorded(administrador, operador, usuario):
    for quien in (operador, administrador):
        acciones.cambiar_contrasena(persona=operador, contrasena=LARGA, por=quien, **ACTO)
    assert LARGA not in str(list(EventoBitacora.objects.values()))
    with pytest.raises(SinPermiso):
        acciones.cambiar_contrasena(persona=operador, contrasena=LARGA, por=usuario, **ACTO)


# --- Units ---------------------------------------------------------------------------------------
def datos(**extra) -> acciones.DatosDeUnidad:
    return acciones.DatosDeUnidad(
        **({"nombre": "Oficina General", "siglas": "OGTI", "depende_de": None} | extra)
    )


def test_it_builds_the_tree(administrador):
    ogti = acciones.crear_unidad(datos=datos(), por=administrador, **ACTO)
    otec = acciones.editar_unidad(
        unidad=unidad(),
        datos=datos(nombre="Oficina OTEC", siglas="OTEC", depende_de=ogti),
        por=administrador,
        **ACTO,
    )
    assert otec.depende_de == ogti
    evento = EventoBitacora.objects.order_by("-numero").first()
    assert evento.despues == {"depende_de": "OGTI — Oficina General"}


def test_it_refuses_rings_and_repeated_names(administrador):
    arriba = unidad("OGTI")
    abajo = unidad("OTEC")
    UnidadOrganica.objects.filter(pk=abajo.pk).update(depende_de=arriba)
    with pytest.raises(ReglaIncumplida, match="sí misma"):
        acciones.editar_unidad(
            unidad=arriba, datos=datos(depende_de=abajo), por=administrador, **ACTO
        )
    with pytest.raises(ReglaIncumplida, match="siglas"):
        acciones.crear_unidad(datos=datos(siglas="otec"), por=administrador, **ACTO)
    with pytest.raises(IntegrityError), transaction.atomic():
        UnidadOrganica.objects.filter(pk=arriba.pk).update(depende_de=arriba)


def test_units_are_changed_only_by_who_administers(coordinador):
    with pytest.raises(SinPermiso):
        acciones.crear_unidad(datos=datos(), por=coordinador, **ACTO)
    with pytest.raises(SinPermiso):
        acciones.editar_unidad(unidad=unidad(), datos=datos(), por=coordinador, **ACTO)


# --- The first administrator ---------------------------------------------------------------------
def primera(monkeypatch, clave=LARGA):
    monkeypatch.setenv("CONTRASENA_INICIAL", clave)
    call_command(
        "crear_administrador",
        "ana",
        nombres="Ana",
        apellidos="Pérez",
        correo="ana@ejemplo.gob.pe",
        unidad="OTEC",
        documento="Memorando 001-2026",
    )


def test_the_console_makes_the_first_administrator_only(monkeypatch, capsys):
    primera(monkeypatch)
    assert "administra el sistema" in capsys.readouterr().out
    ana = Persona.objects.get()
    assert ana.designaciones.get().rol == "admin"
    with pytest.raises(CommandError, match="ya tiene quien"):
        primera(monkeypatch)


def test_the_console_refuses_a_weak_password(monkeypatch):
    with pytest.raises(CommandError, match="demasiado corta"):
        primera(monkeypatch, "corta")
    assert not Persona.objects.exists()
    assert not UnidadOrganica.objects.exists()


def test_the_jefe_of_a_vacant_unit_is_the_one_above(jefe):
    arriba = unidad("OGTI")
    abajo = UnidadOrganica.objects.create(nombre="Área", siglas="AREA", depende_de=arriba)
    assert abajo.jefe_al(HOY) is None
    designar(jefe, "jefe", unidad=arriba, desde=HOY)
    assert abajo.jefe_al(HOY) == jefe
    assert persona("x", unidad=abajo).unidad == abajo
