"""Renewing the token of a source: what was promised to the machine in use is kept (§9)."""

import re
from datetime import timedelta

import pytest

from respaldo.acciones.fuentes import huella, rotar_token
from respaldo.models import Fuente
from tests.fabricas import AHORA, HOY
from tests.respaldo.apoyo import TOKEN, fuente
from tests.respaldo.entregas import crudo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reloj_detenido")]
LISTA = "/respaldo/fuentes/"
VISTO = re.compile(r"<code>(bgv_[\w-]{43})</code>")


@pytest.fixture
def renovar(restic, administrador):
    def _renovar(dias):
        return rotar_token(fuente=restic, por=administrador, hoy=HOY, ahora=AHORA,
                           anterior_hasta=AHORA + timedelta(days=dias))  # fmt: skip

    return _renovar


def valen(*tokens):
    return [crudo(token=token).status_code < 400 for token in tokens]


def test_a_second_renewal_keeps_the_token_in_use(restic, renovar, diaria, time_machine):
    assert valen(TOKEN) == [True]
    medio = renovar(7)
    ultimo = renovar(30)
    assert valen(TOKEN, medio, ultimo) == [True, False, True]
    assert Fuente.objects.get().token_anterior_hasta == AHORA + timedelta(days=7)
    time_machine.move_to(AHORA + timedelta(days=7), tick=False)
    assert valen(TOKEN, ultimo) == [False, True]


def test_a_token_already_installed_gets_the_grace(restic, renovar, diaria):
    medio = renovar(7)
    assert valen(TOKEN, medio) == [True, True]
    ultimo = renovar(7)
    assert valen(TOKEN, medio, ultimo) == [False, True, True]


def test_a_leak_ends_them_all_at_once(restic, renovar, diaria):
    assert valen(TOKEN) == [True]
    medio = renovar(7)
    ultimo = renovar(0)
    assert valen(TOKEN, medio, ultimo) == [False, False, True]


def test_the_page_says_what_dies_before_renewing(restic, renovar, admin, diaria):
    camino = f"{LISTA}{restic.pk}/token/"
    assert "anterior" not in admin.get(camino).content.decode()
    medio = renovar(7)
    assert "el anterior sigue sirviendo hasta el" in admin.get(camino).content.decode()
    assert valen(medio) == [True]
    assert "dejará de valer en cuanto renueve" in admin.get(camino).content.decode()


def test_a_new_token_is_shown_once_and_a_reload_does_nothing(admin, restic):
    ficha = f"{LISTA}{restic.pk}/"
    respuesta = admin.post(f"{ficha}token/", {"dias": "7"})
    assert (respuesta.status_code, respuesta["Location"]) == (302, ficha)
    nueva = Fuente.objects.get().token_sha256
    assert "bgv_" not in str(dict(admin.session))
    pagina = admin.get(ficha)
    assert "no-store" in pagina["Cache-Control"]
    assert huella(VISTO.search(pagina.content.decode())[1]) == nueva
    assert not VISTO.search(admin.get(ficha).content.decode())
    assert Fuente.objects.get().token_sha256 == nueva


@pytest.mark.parametrize("minutos", [1, 3])
def test_a_token_that_nobody_came_to_see_is_forgotten(admin, restic, time_machine, minutos):
    admin.post(f"{LISTA}{restic.pk}/token/", {"dias": "7"})
    time_machine.move_to(AHORA + timedelta(minutes=minutos), tick=False)
    visto = VISTO.search(admin.get(f"{LISTA}{restic.pk}/").content.decode())
    assert bool(visto) is (minutos == 1)
    assert not [clave for clave in dict(admin.session) if "una_vez" in clave]


def test_it_is_shown_on_its_own_page_only(admin, restic):
    otra = fuente("Otra")
    admin.post(f"{LISTA}{restic.pk}/token/", {"dias": "7"})
    assert not VISTO.search(admin.get(f"{LISTA}{otra.pk}/").content.decode())


@pytest.mark.parametrize("camino", ["nueva/", "{}/editar/", "{}/token/"])
def test_a_token_cannot_end_before_today(admin, restic, camino):
    direccion = LISTA + camino.format(restic.pk)
    datos = {"nombre": "Otra", "zona": "UTC", "dias": "7"}
    ayer = {"token_vence_en": (HOY - timedelta(days=1)).isoformat()}
    malo = admin.post(direccion, datos | ayer)
    assert malo.status_code == 422
    assert "ya pasó" in malo.content.decode()
    assert Fuente.objects.get().token_vence_en is None
    assert admin.post(direccion, datos | {"token_vence_en": HOY.isoformat()}).status_code == 302


def test_an_expired_source_may_still_be_edited(admin, restic):
    Fuente.objects.update(token_vence_en=AHORA.replace(hour=5, minute=0) - timedelta(days=3))
    camino = f"{LISTA}{restic.pk}/editar/"
    dia = (HOY - timedelta(days=4)).isoformat()
    assert dia in admin.get(camino).content.decode()
    datos = {"nombre": "Otro nombre", "zona": "UTC", "token_vence_en": dia}
    assert admin.post(camino, datos).status_code == 302


@pytest.mark.parametrize(
    ("remitentes", "malo"),
    [
        ("no es correo", "no es correo"), ("@ejemplo.gob.pe\nsolo", "solo"), ("a@", "a@"),
        ("a b@ejemplo.pe", "a b@ejemplo.pe"), ("a@ejemplo..pe", "a@ejemplo..pe"),
        ("Respaldo@Ejemplo.gob.pe\n\n @ejemplo.gob.pe \nroot@localhost", ""),
    ],
)  # fmt: skip
def test_senders_are_addresses_or_domains(admin, restic, remitentes, malo):
    datos = {"nombre": "Restic", "zona": "UTC", "remitentes": remitentes}
    respuesta = admin.post(f"{LISTA}{restic.pk}/editar/", datos)
    assert respuesta.status_code == (422 if malo else 302)
    assert not malo or f"«{malo}» no es un correo" in respuesta.content.decode()


def test_a_source_turned_off_has_no_token_that_works(admin, restic, renovar):
    renovar(7)
    assert "dos tokens" in admin.get(f"{LISTA}{restic.pk}/").content.decode()
    Fuente.objects.update(activa=False)
    assert "dos tokens" not in admin.get(f"{LISTA}{restic.pk}/").content.decode()
