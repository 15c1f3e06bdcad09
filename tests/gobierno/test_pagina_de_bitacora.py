"""The audit trail as people read it: filtered, paged by key, and each entry with its proof."""

from datetime import timedelta

import pytest

from gobierno import acciones, historia
from gobierno.bitacora import Evento, registrar, registrar_varios
from gobierno.contexto import Origen, desde
from gobierno.models import EventoBitacora
from gobierno.titulos import TITULOS
from tests.fabricas import AHORA
from tests.gobierno.test_bitacora import sin_guardas

pytestmark = [pytest.mark.django_db, pytest.mark.requisito("X-11")]


@pytest.fixture
def auditora(client, auditor):
    client.force_login(auditor)
    return client


def pagina(cliente, consulta: str = "") -> str:
    respuesta = cliente.get(f"/bitacora/?{consulta}")
    assert respuesta.status_code == 200
    return respuesta.content.decode()


def numeros(texto: str) -> list[int]:
    import re

    return [int(n) for n in re.findall(r'href="/bitacora/(\d+)/"', texto)]


def test_it_pages_by_key_without_losing_nor_repeating(auditora):
    registrar_varios([Evento(accion=f"prueba.{n}") for n in range(120)], ahora=AHORA)
    primera = pagina(auditora)
    assert numeros(primera) == list(range(120, 70, -1))
    assert "Más recientes" not in primera
    segunda = pagina(auditora, "antes=71")
    assert numeros(segunda) == list(range(70, 20, -1))
    assert 'href="?despues=70"' in segunda
    tercera = pagina(auditora, "antes=21")
    assert numeros(tercera) == list(range(20, 0, -1))
    assert "Más antiguas" not in tercera
    assert numeros(pagina(auditora, "despues=70")) == list(range(120, 70, -1))


def test_a_range_of_dates_pages_by_instant_and_loses_nothing(auditora):
    """Entries of one instant, and one that was written late, are each on one page."""
    for n in range(60):
        registrar(Evento(accion="x"), ahora=AHORA + timedelta(minutes=n // 3))
    registrar(Evento(accion="tardia"), ahora=AHORA + timedelta(minutes=5))
    primera = numeros(pagina(auditora, "desde=2026-03-10"))
    segunda = numeros(pagina(auditora, f"desde=2026-03-10&antes={primera[-1]}"))
    assert sorted(primera + segunda) == list(range(1, 62))
    assert numeros(pagina(auditora, f"desde=2026-03-10&despues={segunda[0]}")) == primera
    assert numeros(pagina(auditora, "desde=2026-03-10&antes=999")) == primera


def test_it_filters_by_person_action_object_dates_and_request(auditora, operador, coordinador):
    with desde(Origen(solicitud_id="pedido-1", ip="10.0.0.1")):
        registrar(Evento(accion="persona.editar", por=operador, objeto=coordinador), ahora=AHORA)
    registrar(Evento(accion="unidad.editar", por=coordinador), ahora=AHORA + timedelta(days=1))
    assert numeros(pagina(auditora, "usuario=OPERADOR")) == [1]
    assert numeros(pagina(auditora, "accion=unidad.editar")) == [2]
    objeto = f"objeto_tipo=gobierno.persona&objeto_id={coordinador.pk}"
    assert numeros(pagina(auditora, objeto)) == [1]
    assert numeros(pagina(auditora, "desde=2026-03-11")) == [2]
    assert numeros(pagina(auditora, "hasta=2026-03-10")) == [1]
    assert numeros(pagina(auditora, "solicitud=pedido-1")) == [1]
    assert numeros(pagina(auditora, "usuario=nadie")) == []


@pytest.mark.parametrize(
    "sucia",
    ["accion=inventada", "desde=2026-99-99", "antes=abc&despues=-1", "antes=" + "9" * 40,
     "objeto_tipo='x", "antes=٣"],
)  # fmt: skip
def test_a_damaged_address_is_not_a_failure(auditora, sucia):
    assert "Bitácora" in pagina(auditora, sucia)


def test_one_entry_shows_old_and_new_and_proves_itself(auditora, operador):
    registrar(
        Evento(
            accion="persona.editar",
            por=operador,
            capacidad="Operador de backup — RM 1",
            objeto=operador,
            antes={"cargo": "A", "activa": True},
            despues={"cargo": "B", "lista": [1, 2], "mapa": {"x": None}},
            motivo="Corrección",
        ),
        ahora=AHORA,
    )
    texto = auditora.get("/bitacora/1/").content.decode()
    for parte in (
        "Operador de backup — RM 1",
        "Corrección",
        "coincide con su huella",
        "Sí",
        "1, 2",
    ):
        assert parte in texto
    assert auditora.get("/bitacora/2/").status_code == 404
    sin_guardas("UPDATE gobierno_eventobitacora SET motivo = 'otro' WHERE numero = 1")
    assert "NO coincide" in auditora.get("/bitacora/1/").content.decode()


def test_it_says_when_the_chain_was_last_walked(auditora):
    assert "todavía no se verificó" in pagina(auditora)
    acciones.verificar_cadena(ahora=AHORA, hoy=AHORA.date())
    assert "Intacta: 0 entradas." in pagina(auditora)
    registrar(Evento(accion="x"), ahora=AHORA)
    sin_guardas("UPDATE gobierno_eventobitacora SET motivo = 'otro' WHERE numero = 1")
    acciones.verificar_cadena(ahora=AHORA, hoy=AHORA.date())
    assert "Rota en la entrada 1" in pagina(auditora)


def test_the_page_costs_the_same_with_many_entries(auditora, django_assert_max_num_queries):
    registrar_varios([Evento(accion="x") for _ in range(300)], ahora=AHORA)
    with django_assert_max_num_queries(14):
        pagina(auditora)


def test_every_recorded_action_has_words():
    assert historia.titulo("persona.crear") == TITULOS["persona.crear"]
    assert historia.titulo("algo.muy_nuevo") == "Algo: muy nuevo"


def test_the_history_of_an_object_is_the_trail_about_it(operador, coordinador):
    registrar(Evento(accion="persona.editar", objeto=operador), ahora=AHORA)
    registrar(Evento(accion="persona.editar", objeto=coordinador), ahora=AHORA)
    (fila,) = historia.historia_de(operador)
    assert fila["titulo"] == "Se corrigieron los datos de la persona"
    assert EventoBitacora.objects.count() == 2
