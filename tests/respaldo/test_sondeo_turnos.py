"""Two workers and a long list: one source is asked once, and a quiet poll costs little."""

import pytest

from respaldo.acciones.sondear import sondear, tomar_sondeo
from respaldo.models import Evidencia, Fuente, Sondeo
from tests.a_la_vez import a_la_vez
from tests.fabricas import AHORA
from tests.respaldo import sondeos as apoyo
from tests.respaldo.apoyo import fuente
from tests.respaldo.dobles import Bareos, Veeam, servido
from tests.respaldo.sondeos import sesion, trabajo


@pytest.mark.postgresql  # the suite's SQLite is shared memory, where nobody waits for a lock
@pytest.mark.django_db(transaction=True)
def test_of_two_workers_at_once_only_one_takes_it():
    apoyo.sondeo(Veeam(), "veeam")
    tomados = a_la_vez(*[lambda: tomar_sondeo(ahora=AHORA)] * 2)
    assert [t is None for t in sorted(tomados, key=str)] == [True, False]


@pytest.mark.django_db
def test_a_poll_without_news_asks_the_database_little(
    diaria, tmp_path, django_assert_max_num_queries
):
    with servido(Veeam()) as veeam:
        apoyo.sondeo(veeam, "veeam")
        ajustes = apoyo.ajustes(tmp_path, veeam.url)
        veeam.sesiones = [sesion(n) for n in range(30)]
        sondear(ahora=AHORA, ajustes=ajustes)
        Sondeo.objects.update(proximo_en=AHORA)
        with django_assert_max_num_queries(30):
            sondear(ahora=AHORA, ajustes=ajustes)
    assert Evidencia.objects.count() == 30


@pytest.mark.django_db
def test_a_server_that_gives_more_than_asked_is_read_in_parts(diaria, tmp_path):
    with servido(Bareos()) as bareos:
        apoyo.sondeo(bareos, "bareos")
        bareos.intervenir(
            "/control/jobs",
            (200, {"totalItems": "450", "jobs": [trabajo(n) for n in range(1, 451)]}),
        )
        sondear(ahora=AHORA, ajustes=apoyo.ajustes(tmp_path, bareos.url))
    assert Evidencia.objects.count() == 450
    assert Sondeo.objects.get().fallos == 0


@pytest.mark.django_db
def test_the_list_of_sources_does_not_grow_with_those_that_fail(
    client, administrador, time_machine, django_assert_max_num_queries
):
    time_machine.move_to(AHORA, tick=False)
    client.force_login(administrador)
    for n in range(12):
        Sondeo.objects.create(
            fuente=fuente(f"Servidor {n}"), clase="veeam", url="https://h", cuenta="c",
            credencial="x", proximo_en=AHORA, fallos=1, motivo="No hay conexión.",
        )  # fmt: skip
    with django_assert_max_num_queries(14):
        html = client.get("/respaldo/fuentes/").content.decode()
    assert html.count("No hay conexión.") == Fuente.objects.count() == 12
