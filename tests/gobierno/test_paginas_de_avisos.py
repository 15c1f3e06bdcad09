"""Mis avisos, preferences, and the mails that left."""

from datetime import timedelta

import pytest

from gobierno import acciones, tasks
from gobierno.avisos import Mensaje, encolar, preparar_envios
from gobierno.errores import EstadoCambiado, ReglaIncumplida, SinPermiso
from gobierno.models import Aviso, Envio, EventoBitacora, Persona
from tests.fabricas import AHORA, CLAVE, HOY
from tests.gobierno.servidor_smtp import servidor

pytestmark = [pytest.mark.django_db, pytest.mark.requisito("X-6")]
LARGA = "caballo-grapa-2026"


@pytest.fixture(autouse=True)
def en_hora(time_machine):
    time_machine.move_to(AHORA, tick=False)


@pytest.fixture
def aviso(operador) -> Aviso:
    mensaje = Mensaje(clave="a", tipo="x", asunto="Lea esto", texto="Algo", enlace="/cuenta/")
    encolar(mensaje, para=[operador], ahora=AHORA - timedelta(hours=1))
    return Aviso.objects.get()


def test_opening_a_notice_marks_it_and_goes_there(client, operador, aviso):
    client.force_login(operador)
    assert "Lea esto" in client.get("/avisos/").content.decode()
    assert client.get(f"/avisos/{aviso.pk}/abrir/").status_code == 405
    assert client.post(f"/avisos/{aviso.pk}/abrir/").url == "/cuenta/"
    assert "No tiene avisos por leer" in client.get("/avisos/").content.decode()
    assert "Lea esto" in client.get("/avisos/?ver=todos").content.decode()
    assert EventoBitacora.objects.get().accion == "avisos.leer"


def test_a_notice_never_leads_outside(client, operador, aviso):
    Aviso.objects.update(enlace="//malo.example/")
    client.force_login(operador)
    assert client.post(f"/avisos/{aviso.pk}/abrir/").url == "/avisos/"


def test_nobody_reads_somebody_else_s_notices(client, coordinador, aviso):
    client.force_login(coordinador)
    assert "Lea esto" not in client.get("/avisos/?ver=todos").content.decode()
    assert client.post(f"/avisos/{aviso.pk}/abrir/").status_code == 404
    client.post("/avisos/leidos/")
    assert Aviso.objects.get().leido_en is None


def test_all_are_read_at_once_with_one_entry(client, operador, aviso):
    client.force_login(operador)
    client.post("/avisos/leidos/")
    client.post("/avisos/leidos/")
    assert EventoBitacora.objects.get().despues == {"avisos": 1}


def test_each_person_chooses_how_its_mail_arrives(client, operador):
    client.force_login(operador)
    client.post("/cuenta/", {"que": "avisos"})
    client.post("/cuenta/", {"que": "avisos"})
    assert Persona.objects.get(pk=operador.pk).resumen_diario is False
    assert EventoBitacora.objects.get().despues == {"reunidos_en_un_correo": False}


def test_each_person_changes_its_password_knowing_the_old_one(client, operador):
    client.force_login(operador)
    datos = {"que": "contrasena", "actual": "otra", "contrasena": LARGA}
    assert client.post("/cuenta/", datos).status_code == 422
    assert client.post("/cuenta/", datos | {"actual": CLAVE, "contrasena": "1"}).status_code == 422
    assert client.post("/cuenta/", datos | {"actual": CLAVE}).url == "/entrar/"
    assert Persona.objects.get(pk=operador.pk).check_password(LARGA)


def test_the_administrator_tests_the_mail_and_sees_the_answer(client, administrador):
    client.force_login(administrador)
    with servidor("451 4.3.0 vuelva luego") as peer:
        texto = client.post("/correos/prueba/", follow=True).content.decode()
        assert "451" in texto
        texto = client.post("/correos/prueba/", follow=True).content.decode()
    assert "aceptado por el servidor" in texto
    assert "áéíóú" in peer.llegados[0].get_content()
    assert EventoBitacora.objects.filter(accion="correo.prueba").count() == 2


def test_only_the_administrator_tests_and_retries(operador, administrador):
    with pytest.raises(SinPermiso):
        acciones.preparar_prueba(por=operador, hoy=HOY, ahora=AHORA)
    Persona.objects.filter(pk=administrador.pk).update(email="")
    administrador.refresh_from_db()
    with pytest.raises(ReglaIncumplida, match="no tiene correo"):
        acciones.preparar_prueba(por=administrador, hoy=HOY, ahora=AHORA)


def test_a_failed_mail_is_tried_again_by_the_administrator(client, administrador, operador, aviso):
    preparar_envios(ahora=AHORA)
    Envio.objects.update(estado="fallido", intentos=6)
    envio = Envio.objects.get()
    with pytest.raises(SinPermiso):
        acciones.reintentar_envio(envio=envio, por=operador, hoy=HOY, ahora=AHORA)
    client.force_login(administrador)
    assert "Intentar de nuevo" in client.get(f"/correos/{envio.pk}/").content.decode()
    client.post(f"/correos/{envio.pk}/reintentar/")
    assert client.post(f"/correos/{envio.pk}/reintentar/").status_code == 409
    with pytest.raises(EstadoCambiado):
        acciones.reintentar_envio(envio=envio, por=administrador, hoy=HOY, ahora=AHORA)
    with servidor() as peer:
        tasks.despachar_avisos()
        tasks.despachar_avisos()
    assert len(peer.llegados) == 1


def test_the_list_of_mails_costs_the_same_with_many(
    client, administrador, operador, django_assert_max_num_queries
):
    Persona.objects.filter(pk=operador.pk).update(resumen_diario=False)
    for n in range(60):
        encolar(
            Mensaje(clave=f"{n}", tipo="x", asunto="x", texto="x"), para=[operador], ahora=AHORA
        )
    preparar_envios(ahora=AHORA)
    client.force_login(administrador)
    with django_assert_max_num_queries(16):
        assert "50 de 60" in client.get("/correos/").content.decode()
    client.force_login(operador)
    with django_assert_max_num_queries(16):
        client.get("/avisos/")
