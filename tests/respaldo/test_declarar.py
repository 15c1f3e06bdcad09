"""The forms of one corrida: what each case asks, what comes back when a rule says no."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mesa_ayuda.models import Incidente
from respaldo.models import Verificacion
from tests import fabricas
from tests.fabricas import AHORA
from tests.respaldo import casos
from tests.respaldo.casos import TICKET, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reloj_detenido")]
HTMX = {"HX-Request": "true"}


def test_without_javascript_a_row_is_confirmed_and_the_page_comes_back(sesion):
    fila = casos.con_evidencia()
    destino = f"{url('conforme', fila)}?evidencia={fila.ejecucion_id}"
    volver = f"http://testserver{reverse('respaldo:hoy')}?filas=200"
    respuesta = sesion.post(destino, {"ticket": TICKET}, headers={"Referer": volver})
    assert respuesta.status_code == 302
    assert Verificacion.objects.get().ticket == TICKET


def test_with_htmx_the_row_is_answered_in_its_place(sesion):
    fila = casos.con_evidencia()
    destino = f"{url('conforme', fila)}?evidencia={fila.ejecucion_id}"
    respuesta = sesion.post(destino, {"ticket": TICKET}, headers=HTMX)
    html = respuesta.content.decode()
    assert respuesta["HX-Retarget"] == f"#fila-{fila.pk}"
    assert f'id="fila-{fila.pk}"' in html
    assert "Rectificar" in html
    assert 'id="cuentas"' in html
    repetida = sesion.post(destino, {"ticket": TICKET}, headers=HTMX)
    assert repetida["HX-Retarget"] == f"#fila-{fila.pk}"
    otra = sesion.post(destino, {"ticket": "MDA-2026-000999"}, headers=HTMX)
    assert otra.status_code == 409
    assert otra["HX-Retarget"] == "#panel-cuerpo"


def test_a_row_without_ticket_opens_its_form_with_the_reason(sesion):
    fila = casos.con_evidencia()
    destino = f"{url('conforme', fila)}?evidencia={fila.ejecucion_id}"
    respuesta = sesion.post(destino, {"ticket": ""}, headers=HTMX)
    assert respuesta.status_code == 422
    assert "Falta el N° de ticket" in respuesta.content.decode()


@pytest.mark.requisito("MIN-7.1.1-d")
def test_a_discrepancy_cannot_be_confirmed_without_a_reason(sesion):
    fila = casos.con_evidencia(estado="advertencia", errores=2)
    formulario = sesion.get(url("conforme", fila)).content.decode()
    assert "2 archivos con error" in formulario
    datos = {"ticket": TICKET, "evidencia": fila.ejecucion_id}
    assert sesion.post(url("conforme", fila), datos).status_code == 422
    assert (
        sesion.post(url("conforme", fila), datos | {"motivo_discrepancia": "  "}).status_code == 422
    )
    assert not Verificacion.objects.exists()
    datos["motivo_discrepancia"] = "Archivos temporales abiertos"
    assert sesion.post(url("conforme", fila), datos).status_code == 302


@pytest.mark.requisito("MIN-7.1.1-e-2")
def test_a_no_conforme_opens_an_incident_that_its_page_shows(sesion):
    fila = casos.con_evidencia(estado="no_conforme")
    assert sesion.post(url("no_conforme", fila), {"causa": ""}).status_code == 422
    respuesta = sesion.post(url("no_conforme", fila), {"causa": "Disco lleno"}, follow=True)
    assert "no conforme" in respuesta.content.decode()
    incidente = Incidente.objects.get()
    pagina = sesion.get(reverse("mesa_ayuda:incidente", args=[incidente.pk])).content.decode()
    assert "Disco lleno" in pagina
    assert "Ticket pendiente" in pagina
    assert url("corrida", fila) in pagina
    assert incidente.numero in sesion.get(reverse("mesa_ayuda:incidentes")).content.decode()
    corrida = sesion.get(url("corrida", fila)).content.decode()
    assert incidente.numero in corrida
    assert "Sin subsanar" in corrida


def test_sin_evidencia_asks_why_and_late_rows_ask_why_late(sesion):
    fila = casos.corrida(fecha=casos.FO - timedelta(days=5))
    respuesta = sesion.post(url("sin_evidencia", fila), {"motivo": "Consola caída"})
    assert respuesta.status_code == 422
    datos = {"motivo": "Consola caída", "motivo_tardanza": "Vacaciones"}
    assert sesion.post(url("sin_evidencia", fila), datos).status_code == 302
    fila.refresh_from_db()
    assert fila.es_regularizada


def test_conforme_without_evidence_reads_local_hours(sesion):
    fila = casos.corrida()
    datos = {"ticket": TICKET, "inicio": "2026-03-09T22:15", "fin": "2026-03-09T23:40"}
    assert sesion.post(url("conforme", fila), datos).status_code == 302
    assert Verificacion.objects.get().inicio_declarado == fila.inicio_previsto + timedelta(
        minutes=15
    )


@pytest.mark.parametrize("inicio", [AHORA - timedelta(hours=1), None])
def test_rectifying_and_repairing_from_their_pages(sesion, inicio):
    fila = casos.con_evidencia()
    sesion.post(url("conforme", fila), {"ticket": TICKET, "evidencia": fila.ejecucion_id})
    datos = {"resultado": "no_conforme", "motivo": "Se revisó", "visto": "conforme"}
    assert sesion.post(url("rectificar", fila), datos).status_code == 302
    assert sesion.post(url("rectificar", fila), datos | {"motivo": "x"}).status_code == 409
    manual = fabricas.ejecucion(
        item=fila.item,
        tipo_de_backup="interno",
        serie_modalidad="total",
        inicio=inicio,
        fin=AHORA,
    )
    assert "JOB-1" in sesion.get(url("subsanar", fila)).content.decode()
    assert sesion.post(url("subsanar", fila), {"ejecucion": manual.pk}).status_code == 302
    html = sesion.get(url("corrida", fila)).content.decode()
    assert "Subsanada" in html
    assert "Rectificada: de conforme a no conforme" in html


def test_the_page_of_a_corrida_stays_in_its_budget(sesion, django_assert_max_num_queries):
    fila = casos.con_evidencia()
    sesion.post(url("no_conforme", fila), {"causa": "x"})
    with django_assert_max_num_queries(15):
        assert sesion.get(url("corrida", fila)).status_code == 200


@pytest.mark.parametrize("vista", ["corrida", "conforme", "no_conforme", "rectificar"])
def test_an_unknown_corrida_is_not_found(sesion, vista):
    assert sesion.get(reverse(f"respaldo:{vista}", args=[10**12])).status_code == 404


def test_evidence_files_travel_with_the_declaration(sesion):
    from django.core.files.uploadedfile import SimpleUploadedFile

    fila = casos.corrida()
    archivos = [SimpleUploadedFile(n, b"registro de la consola") for n in ("uno.txt", "año 2.txt")]
    datos = {"causa": "No arrancó", "adjunto": archivos}
    assert sesion.post(url("no_conforme", fila), datos).status_code == 302
    verificacion = Verificacion.objects.get()
    assert sorted(verificacion.adjuntos.values_list("nombre", flat=True)) == [
        "año 2.txt",
        "uno.txt",
    ]
    assert {a["nombre"] for a in casos.ultimo_evento().despues["adjuntos"]} == {
        "uno.txt",
        "año 2.txt",
    }
    assert "uno.txt" in sesion.get(url("corrida", fila)).content.decode()


def test_a_refused_file_saves_nothing_and_keeps_what_was_typed(sesion):
    from django.core.files.uploadedfile import SimpleUploadedFile

    fila = casos.corrida()
    datos = {"causa": "No arrancó", "adjunto": [SimpleUploadedFile("x.txt", b"")]}
    respuesta = sesion.post(url("no_conforme", fila), datos)
    assert respuesta.status_code == 422
    assert "No arrancó" in respuesta.content.decode()
    assert not Verificacion.objects.exists()
    assert not Incidente.objects.exists()
