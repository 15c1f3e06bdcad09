"""The profile says what no norm fixes; each person sees the numerals that bind it."""

from datetime import timedelta

import pytest

from gobierno.deberes import DE_TODOS, DEBERES, parametros
from gobierno.perfil import perfil_activo
from gobierno.permisos import PERMISOS
from tests.fabricas import AHORA, HOY, designar

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def en_hora(time_machine):
    time_machine.move_to(AHORA, tick=False)


def ver(client, quien, camino: str) -> str:
    client.force_login(quien)
    respuesta = client.get(camino)
    assert respuesta.status_code == 200
    return respuesta.content.decode()


@pytest.mark.requisito("MIN-III", "MIN-6.3", "MIN-6.4-b", "MIN-6.5")
def test_a_plain_user_sees_what_binds_every_user_and_nothing_else(client, usuario):
    texto = ver(client, usuario, "/deberes/")
    for numeral in ("Numeral III ", "Numeral 6.3 ", "Numeral 6.4 ", "Numeral 6.5 "):
        assert numeral in texto
    assert "7.1.1" not in texto
    for camino in ("/personas/", "/perfil/", "/calendario/", "/bitacora/", "/salud/sistema/"):
        assert client.get(camino).status_code == 403


@pytest.mark.requisito("MIN-6.1-j")
def test_everybody_sees_the_channels_of_the_help_desk(client, usuario):
    texto = ver(client, usuario, "/deberes/")
    for canal in perfil_activo().mesa.canales:
        assert canal.nombre.lower() in texto.lower()


@pytest.mark.requisito("MIN-6.1-k")
def test_the_oficial_reads_everything_and_executes_nothing(client, oficial):
    client.force_login(oficial)
    for camino in ("/respaldo/hoy/", "/tablero/", "/bitacora/", "/directorio/versiones/"):
        assert client.get(camino).status_code == 200
    permisos = oficial.permisos_al(HOY)
    assert not permisos & {"verificacion.registrar", "directorio.editar", "aprobaciones.decidir"}
    assert client.post("/respaldo/hoy/lote/").status_code == 403


@pytest.mark.requisito("MIN-6.1-l", "MIN-6.1-d")
def test_each_role_sees_its_numerals_with_its_document_and_dates(client, operador):
    designar(operador, "director", es_encargatura=True, hasta=HOY, desde=HOY)
    texto = ver(client, operador, "/deberes/")
    assert "Operador de backup — Memorando 001-2020" in texto
    assert "Director de la OTEC (encargatura)" in texto
    assert "Numeral 7.1.1 d)" in texto
    assert "hasta el 10/03/2026" in texto


def test_a_role_that_ended_binds_no_more(client, usuario, time_machine):
    designar(usuario, "operador", hasta=HOY)
    assert "7.1.1 d)" in ver(client, usuario, "/deberes/")
    time_machine.move_to(AHORA + timedelta(days=1), tick=False)
    assert "7.1.1 d)" not in ver(client, usuario, "/deberes/")


def test_the_profile_prints_what_no_norm_fixes(client, administrador):
    texto = ver(client, administrador, "/perfil/")
    assert "No normado" in texto
    assert "Director General de la OGTI" in texto
    assert "quien prepara no aprueba" in texto
    assert "correo.silencio" in texto


def test_every_value_without_a_norm_is_a_value_of_the_profile():
    perfil = perfil_activo()
    sueltos = {fila["ruta"] for fila in parametros(perfil) if fila["no_normado"]}
    assert sueltos == set(perfil.no_normado)


def test_duties_cite_keys_that_the_profile_may_number():
    perfil = perfil_activo()
    assert set(DEBERES) <= PERMISOS
    assert {regla for _, regla in (*DEBERES.values(), *DE_TODOS)} <= set(perfil.numerales)
