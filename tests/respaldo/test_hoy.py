"""Hoy: exceptions first, one statement budget whatever the history, every number its rows."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from directorio.models import VersionDirectorio
from respaldo.models import Corrida, Verificacion
from tests.fabricas import AHORA
from tests.respaldo import casos
from tests.respaldo.casos import TICKET, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reloj_detenido")]


@pytest.mark.requisito("MIN-7.1-1")
def test_without_a_directorio_in_force_it_is_blocked(sesion):
    respuesta = sesion.get(reverse("respaldo:hoy"))
    assert "Sin Directorio vigente" in respuesta.content.decode()
    assert VersionDirectorio.objects.count() == 0


def test_a_good_day_is_one_sentence_and_one_button(sesion):
    for n in range(3):
        casos.con_evidencia(f"Carpeta {n}")
    html = sesion.get(reverse("respaldo:hoy")).content.decode()
    assert "Todo salió bien: 3 corridas tienen" in html
    assert "Declarar conformes las" in html


def test_an_empty_tray_says_so_and_what_comes_next(sesion):
    casos.corrida(fecha=casos.FO + timedelta(days=1))
    html = sesion.get(reverse("respaldo:hoy")).content.decode()
    assert "No hay nada por verificar" in html
    assert "La próxima ventana cierra el" in html


def test_exceptions_come_first_by_consequence(sesion):
    casos.con_evidencia("Buena")
    casos.con_evidencia("Rara", estado="advertencia")
    casos.corrida("Muda")
    casos.corrida("Tarde", casos.FO - timedelta(days=4))
    html = sesion.get(reverse("respaldo:hoy")).content.decode()
    orden = [html.index(f'data-etiqueta="{n}"') for n in ("Tarde", "Rara", "Muda", "Buena")]
    assert orden == sorted(orden)
    assert "3 necesitan que usted decida; 1 está lista" in html


@pytest.mark.requisito("MIN-7.1.2-c", "MIN-6.1-u")
def test_the_externo_list_has_only_externo_rows(sesion):
    casos.corrida("De la sede")
    casos.linea("De fuera", tipo_de_backup="externo", contrato="C-1")
    casos.corrida("De fuera")
    interno = sesion.get(reverse("respaldo:hoy")).content.decode()
    externo = sesion.get(reverse("respaldo:hoy_externo")).content.decode()
    assert "De la sede" in interno
    assert "De fuera" not in interno
    assert "De fuera" in externo
    assert "De la sede" not in externo


def test_every_counter_links_to_the_rows_it_counts(sesion):
    for n in range(2):
        casos.con_evidencia(f"Buena {n}")
    for n in range(3):
        casos.corrida(f"Muda {n}")
    html = sesion.get(reverse("respaldo:hoy")).content.decode()
    for enlace, cuantas in re.findall(
        r'class="cuenta[^"]*" href="([^"]+)"[^>]*><b>(\d+)</b>', html
    ):
        filas = sesion.get(enlace.replace("&amp;", "&")).content.decode()
        assert filas.count("data-fila ") == int(cuantas)


def test_filters_narrow_rows_and_counters_alike(sesion):
    casos.con_evidencia("Correo")
    casos.con_evidencia("Planillas")
    html = sesion.get(reverse("respaldo:hoy"), {"q": "correo"}).content.decode()
    assert "Planillas" not in html
    assert "1 corrida tiene" in html


@pytest.mark.parametrize(
    "consulta",
    [
        {"fecha": "mañana"},
        {"fecha": "2026-13-45"},
        {"pagina": "x"},
        {"estado": "\x00"},
        {"q": "\x00" * 3},
        {"q": "a" * 5000},
        {"clase": "no-existe", "unidad": "99999999999999999999999"},
    ],
)
def test_a_strange_address_is_never_an_error(sesion, consulta):
    casos.corrida()
    assert sesion.get(reverse("respaldo:hoy"), consulta).status_code in {200, 400}


@pytest.mark.requisito("MIN-7.1.2-d", "MIN-7.1.1-d")
def test_one_button_confirms_everything_ready_and_remembers_the_ticket(sesion):
    filas = [casos.con_evidencia(f"Carpeta {n}") for n in range(3)]
    casos.con_evidencia("Rara", estado="advertencia")
    datos = {"alcance": "todas", "ticket": TICKET, "visto_en": AHORA.isoformat()}
    respuesta = sesion.post(reverse("respaldo:lote"), datos, follow=True)
    assert "Se declararon conformes 3 corridas" in respuesta.content.decode()
    assert f'value="{TICKET}"' in respuesta.content.decode()
    assert set(Verificacion.objects.values_list("corrida", flat=True)) == {f.pk for f in filas}


def test_what_arrived_after_the_page_was_drawn_is_not_confirmed(sesion):
    casos.con_evidencia("Antes", recibida_en=AHORA - timedelta(minutes=10))
    casos.con_evidencia("Después", recibida_en=AHORA)
    visto_en = (AHORA - timedelta(minutes=5)).isoformat()
    datos = {"alcance": "todas", "ticket": TICKET, "visto_en": visto_en}
    sesion.post(reverse("respaldo:lote"), datos)
    assert [v.corrida.linea.nombre for v in Verificacion.objects.all()] == ["Antes"]


def test_a_refused_block_keeps_what_was_typed_and_marked(sesion):
    buena, muda = casos.con_evidencia("Buena"), casos.corrida("Muda")
    datos = {"corrida": [buena.pk, muda.pk], "ticket": "mal"}
    respuesta = sesion.post(reverse("respaldo:lote"), datos)
    html = respuesta.content.decode()
    assert respuesta.status_code == 422
    assert "Muda del 09/03/2026" in html
    assert 'value="mal"' in html
    assert re.search(rf'value="{buena.pk}" form="lote"[^>]* checked', html)
    datos["corrida"] = [buena.pk]
    respuesta = sesion.post(reverse("respaldo:lote"), datos)
    assert "no es un N° de ticket" in respuesta.content.decode()
    assert not Verificacion.objects.exists()


def test_a_stale_block_is_a_conflict(sesion):
    fila = casos.con_evidencia()
    datos = {"corrida": [fila.pk], "ticket": TICKET}
    assert sesion.post(reverse("respaldo:lote"), datos).status_code == 302
    datos["ticket"] = "MDA-2026-000999"
    assert sesion.post(reverse("respaldo:lote"), datos).status_code == 409


@pytest.mark.parametrize("corrida", ["", "x", "²", "9" * 40, "-1"])
def test_a_block_of_nonsense_teaches(sesion, corrida):
    casos.corrida()
    datos = {"corrida": corrida, "ticket": TICKET}
    assert sesion.post(reverse("respaldo:lote"), datos).status_code == 422
    datos = {"alcance": "todas", "ticket": TICKET, "visto_en": "2026-99-99T00:00"}
    assert sesion.post(reverse("respaldo:lote"), datos).status_code == 409


@pytest.mark.requisito("X-4")
def test_the_calendar_shows_each_date_and_what_nobody_answered(sesion):
    fila = casos.con_evidencia()
    casos.corrida(fecha=casos.FO - timedelta(days=6))
    calendario = reverse("respaldo:calendario", args=[fila.linea_id])
    html = sesion.get(calendario).content.decode()
    assert "03/03/2026: Vencida" in html
    assert "09/03/2026: Por verificar" in html
    mes = sesion.get(reverse("respaldo:mes")).content.decode()
    assert "Carpeta OTEC" in mes
    assert sesion.get(reverse("respaldo:mes"), {"mes": "9999-99"}).status_code == 200
    assert sesion.get(reverse("respaldo:mes"), {"mes": "2025-01"}).status_code == 200


def test_an_auditor_reads_everything_and_presses_nothing(client, auditor):
    client.force_login(auditor)
    fila = casos.con_evidencia()
    html = client.get(reverse("respaldo:hoy")).content.decode()
    assert "Declarar conformes" not in html
    assert "data-fila-check" not in html
    assert client.post(url("conforme", fila), {"ticket": TICKET}).status_code == 403
    assert client.post(reverse("respaldo:lote"), {"corrida": fila.pk}).status_code == 403
    assert client.get(url("corrida", fila)).status_code == 200


def test_the_coordinator_dispenses_with_a_document(client, coordinador):
    client.force_login(coordinador)
    fila = casos.corrida()
    assert "No aplica" in client.get(reverse("respaldo:hoy")).content.decode()
    datos = {"documento": "Memo 12", "motivo": "Mantenimiento"}
    assert client.post(url("no_aplica", fila), datos).status_code == 302
    fila.refresh_from_db()
    assert fila.estado == "no_aplica"
    assert "Memo 12" in client.get(url("corrida", fila)).content.decode()


def test_a_plain_user_sees_nothing_of_it(client, usuario):
    client.force_login(usuario)
    fila = casos.corrida()
    assert client.get(reverse("respaldo:hoy")).status_code == 403
    assert client.get(url("corrida", fila)).status_code == 403


def muchas(cuantas):
    base = casos.con_evidencia("Línea 0")
    Corrida.objects.bulk_create(
        Corrida(
            linea=base.linea,
            item=base.item,
            tipo_de_backup="interno",
            modalidad="total",
            fecha_operativa=base.fecha_operativa,
            ordinal=n + 2,
            inicio_previsto=base.inicio_previsto,
            fin_previsto=base.fin_previsto,
            vence_en=base.vence_en,
            ejecucion=base.ejecucion,
            discrepancias_en=AHORA,
        )
        for n in range(cuantas)
    )


@pytest.mark.parametrize("cuantas", [0, 1, 1000])
def test_it_asks_the_same_statements_for_any_number_of_rows(
    sesion, django_assert_max_num_queries, cuantas
):
    casos.version_vigente()
    if cuantas:
        muchas(cuantas)
    with django_assert_max_num_queries(15):
        respuesta = sesion.get(reverse("respaldo:hoy"))
    assert respuesta.status_code == 200
