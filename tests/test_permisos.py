"""Every address × role × method: who is not allowed stays out, and nothing ever answers 500."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from gobierno.perfil import perfil_activo
from gobierno.permisos import TODOS
from tests.conftest import ROLES
from tests.direcciones import Direccion, direcciones
from tests.fabricas import persona

pytestmark = pytest.mark.django_db
METODOS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
SUCIOS = ("%00", "x" * 7_000, "2026-02-30", "¡'\";--", "99" * 30)
NOMBRES = ("q", "pagina", "fecha", "desde", "hasta", "orden", "tipo", "estado", "antes", "next",
           "usuario", "username", "linea", "mes", "anio")  # fmt: skip
TODAS = direcciones()
PAGINAS = [d for d in TODAS if not d.es_api]
PRIVADAS = [d for d in PAGINAS if getattr(d.vista, "permiso", None)]


def por_ruta(d: Direccion) -> str:
    return d.ruta or "inicio"


class Gente(dict[str, Client]):
    """A signed-in client per role, made when it is asked for; `usuario` has no role."""

    def __missing__(self, rol: str) -> Client:
        self[rol] = Client()
        self[rol].force_login(persona(rol, *([] if rol == "usuario" else [rol])))
        return self[rol]


@pytest.fixture
def gente(db: None) -> Gente:
    return Gente()


def pedir(cliente: Client, metodo: str, camino: str):
    respuesta = cliente.generic(metodo, camino, content_type="application/x-www-form-urlencoded")
    respuesta.close()  # a download left open is a file left open
    return respuesta


def permitidos(permiso: str) -> set[str]:
    perfil = perfil_activo()
    con = {rol.codigo for rol in perfil.roles_con(permiso)}
    return con | ({"usuario"} if permiso in TODOS else set())


def test_every_page_declares_its_permission() -> None:
    assert not [d.ruta for d in PAGINAS if not hasattr(d.vista, "permiso")]


@pytest.mark.una_vez  # who may enter is decided before the view asks the database anything
@pytest.mark.parametrize("direccion", PRIVADAS, ids=por_ruta)
def test_it_sends_anonymous_people_to_the_sign_in_page(direccion, client) -> None:
    for metodo in METODOS:
        respuesta = pedir(client, metodo, direccion.camino)
        assert respuesta.status_code in {302, 405}, metodo
        assert respuesta.status_code == 405 or respuesta.url.startswith("/entrar/")


@pytest.mark.una_vez
@pytest.mark.parametrize("rol", [*ROLES, "usuario"])
@pytest.mark.requisito("MIN-III", "MIN-6.5")
def test_it_refuses_who_lacks_the_permission(rol, gente) -> None:
    """One sign-in and every address: what refuses changes nothing, so the next finds it as new."""
    abiertas = []
    for direccion in (d for d in PRIVADAS if rol not in permitidos(d.permiso)):
        for metodo in ("GET", "POST") if rol == "usuario" else ("GET",):
            estado = pedir(gente[rol], metodo, direccion.camino).status_code
            if estado not in {403, 405}:
                abiertas.append((metodo, direccion.ruta, estado))
    assert not abiertas


@pytest.mark.parametrize("direccion", PAGINAS, ids=por_ruta)
def test_it_never_fails_for_who_is_allowed(direccion, gente, client) -> None:
    """A guessed number is 404; a method that is not offered, 405; nothing is 5xx."""
    rol = sorted(permitidos(direccion.permiso))[0] if direccion.permiso else ""
    for metodo in METODOS:
        cliente = gente[rol] if rol else client
        respuesta = pedir(cliente, metodo, direccion.camino)
        assert respuesta.status_code < 500 or direccion.ruta == "salud/", metodo
        if direccion.con_numero:
            assert respuesta.status_code in {400, 404, 405}, metodo


@pytest.mark.parametrize("direccion", PAGINAS, ids=por_ruta)
def test_it_never_fails_with_dirty_input(direccion, gente, client) -> None:
    rol = sorted(permitidos(direccion.permiso))[0] if direccion.permiso else ""
    cliente = gente[rol] if rol else client
    for sucio in SUCIOS:
        consulta = "&".join(f"{nombre}={sucio}" for nombre in NOMBRES)
        respuesta = cliente.get(f"{direccion.camino}?{consulta}")
        respuesta.close()
        assert respuesta.status_code < 500 or direccion.ruta == "salud/", sucio
        respuesta = cliente.post(direccion.camino, dict.fromkeys(NOMBRES, sucio + "\0"))
        assert respuesta.status_code < 500 or direccion.ruta == "salud/", sucio


def test_a_role_that_ended_yesterday_opens_nothing(client, time_machine) -> None:
    time_machine.move_to(datetime(2026, 3, 10, 15, tzinfo=UTC), tick=False)
    pagina = next((d for d in PRIVADAS if d.permiso == "personas.ver"), None)
    if pagina is None:
        pytest.skip("no page asks for personas.ver yet")
    from tests.fabricas import designar

    cesado = persona("cesado")
    designar(cesado, "admin", hasta=datetime(2026, 3, 9, tzinfo=UTC).date())
    client.force_login(cesado)
    assert client.get(pagina.camino).status_code == 403
