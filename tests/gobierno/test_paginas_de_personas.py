"""Pages of people and units, from the outside."""

import pytest

from gobierno.models import Designacion, Persona, UnidadOrganica
from tests.fabricas import AHORA, persona, unidad

pytestmark = pytest.mark.django_db
LARGA = "caballo-grapa-2026"


@pytest.fixture(autouse=True)
def en_hora(time_machine):
    time_machine.move_to(AHORA, tick=False)


@pytest.fixture
def admin(client, administrador):
    client.force_login(administrador)
    return client


def alta(**extra) -> dict[str, object]:
    datos = {
        "username": "rquispe",
        "first_name": "Rosa",
        "last_name": "Quispe",
        "email": "rosa@ejemplo.gob.pe",
        "unidad": unidad().pk,
        "contrasena": LARGA,
    }
    return datos | extra


def test_a_person_is_created_designated_and_ended_from_the_pages(admin):
    respuesta = admin.post("/personas/nueva/", alta(), follow=True)
    assert "Se creó la cuenta" in respuesta.content.decode()
    rosa = Persona.objects.get(username="rquispe")
    datos = {"rol": "operador", "desde": "2026-03-10", "hasta": "", "documento": "RM 5"}
    respuesta = admin.post(f"/personas/{rosa.pk}/designar/", datos, follow=True)
    assert "RM 5" in respuesta.content.decode()
    designacion = rosa.designaciones.get()
    fin = {"hasta": "2026-03-31", "motivo": "Fin de contrato"}
    respuesta = admin.post(f"/designaciones/{designacion.pk}/terminar/", fin, follow=True)
    texto = respuesta.content.decode()
    assert "10/03/2026 – 31/03/2026" in texto
    assert "Se terminó una designación" in texto
    assert "Fin de contrato" in texto


def test_what_was_typed_comes_back_with_the_reason(admin):
    respuesta = admin.post("/personas/nueva/", alta(username="admin"))
    texto = respuesta.content.decode()
    assert respuesta.status_code == 422
    assert 'value="Rosa"' in texto
    assert "Elija otro usuario." in texto
    assert LARGA not in texto


@pytest.mark.requisito("X-10")
def test_a_note_with_a_password_warns_once(admin, operador):
    designacion = operador.designaciones.get()
    url = f"/designaciones/{designacion.pk}/terminar/"
    datos = {"hasta": "2026-03-31", "motivo": "Deja el cargo, clave: Xy123456"}
    respuesta = admin.post(url, datos)
    assert respuesta.status_code == 422
    assert "Parece que escribió una contraseña" in respuesta.content.decode()
    assert "clave: Xy••••••" in respuesta.content.decode()
    assert Designacion.objects.get(pk=designacion.pk).hasta is None
    assert admin.post(url, datos | {"confirma_sin_secretos": "on"}).status_code == 302


def test_the_list_is_filtered_by_name_role_and_state(admin, operador, usuario):
    def nombres(consulta: str) -> str:
        return admin.get(f"/personas/?{consulta}").content.decode()

    assert "operador@" in nombres("q=OPERADOR+prueba")
    assert "usuario@" not in nombres("rol=operador")
    assert "Ninguna persona cumple" in nombres("estado=inactivas")
    assert "operador@" in nombres("rol=inventado&pagina=xyz")


def test_the_auditor_reads_but_has_no_buttons(client, auditor, operador):
    client.force_login(auditor)
    texto = client.get(f"/personas/{operador.pk}/").content.decode()
    assert "Historia" in texto
    assert "Designar" not in texto
    assert "Terminar" not in texto


def test_the_list_costs_the_same_with_many_people(admin, django_assert_max_num_queries):
    for n in range(40):
        persona(f"persona{n}", "operador")
    with django_assert_max_num_queries(16):
        admin.get("/personas/")


def test_the_tree_shows_depth_and_jefe(admin, jefe):
    arriba = unidad("OGTI")
    UnidadOrganica.objects.create(nombre="Área", siglas="AREA", depende_de=arriba)
    Designacion.objects.filter(persona=jefe).update(unidad=arriba)
    texto = admin.get("/unidades/").content.decode()
    assert 'class="nivel-1"' in texto
    assert "Jefe Prueba" in texto
    assert "Sin jefe designado" in texto


def test_units_are_created_and_moved_from_the_pages(admin):
    datos = {"nombre": "Oficina General de TI", "siglas": "OGTI", "activa": "on"}
    assert admin.post("/unidades/nueva/", datos).status_code == 302
    ogti = UnidadOrganica.objects.get(siglas="OGTI")
    respuesta = admin.post(f"/unidades/{ogti.pk}/", datos | {"depende_de": ogti.pk})
    assert respuesta.status_code == 422
    assert "no esté debajo" in respuesta.content.decode()
    assert "Se creó la unidad" in admin.get(f"/unidades/{ogti.pk}/").content.decode()


def test_accounts_are_suspended_and_passwords_reset_from_the_pages(admin, operador):
    admin.post(f"/personas/{operador.pk}/actividad/", {"motivo": "Licencia"})
    assert "Desactivada" in admin.get(f"/personas/{operador.pk}/").content.decode()
    admin.post(f"/personas/{operador.pk}/contrasena/", {"contrasena": LARGA})
    assert Persona.objects.get(pk=operador.pk).check_password(LARGA)
    respuesta = admin.post(f"/personas/{operador.pk}/contrasena/", {"contrasena": "123"})
    assert respuesta.status_code == 422


@pytest.mark.parametrize(
    "sucio", ["10/13/2026", "0001-01-01", "9999-12-31", "x" * 3000, "2026-02-30"]
)
def test_bad_dates_come_back_with_words(admin, operador, sucio):
    datos = {"rol": "director", "desde": sucio, "documento": "RM 1"}
    assert admin.post(f"/personas/{operador.pk}/designar/", datos).status_code == 422


def test_the_data_of_a_person_are_corrected_from_the_page(admin, operador):
    camino = f"/personas/{operador.pk}/editar/"
    assert 'value="operador@ejemplo.gob.pe"' in admin.get(camino).content.decode()
    datos = {
        "first_name": "Olga",
        "last_name": "Prueba",
        "email": "operador@ejemplo.gob.pe",
        "cargo": "Especialista",
        "unidad": unidad().pk,
    }
    assert admin.post(camino, datos | {"email": "admin@ejemplo.gob.pe"}).status_code == 422
    texto = admin.post(camino, datos, follow=True).content.decode()
    assert "Especialista" in texto
    assert "Se corrigieron los datos de la persona" in texto


def test_a_partial_of_somebody_signed_out_sends_the_whole_page_to_sign_in(client):
    respuesta = client.get("/personas/", HTTP_HX_REQUEST="true")
    assert respuesta.status_code == 401
    assert respuesta["HX-Redirect"] == "/entrar/"
