"""The same form sent twice without JavaScript lands on its result; another decision is refused."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gobierno.models import EventoBitacora
from respaldo.models import Corrida, NoAplica, Rectificacion, Verificacion
from tests import fabricas
from tests.fabricas import AHORA
from tests.respaldo import casos
from tests.respaldo.casos import TICKET, url

pytestmark = [
    pytest.mark.django_db, pytest.mark.usefixtures("reloj_detenido"),
    pytest.mark.requisito("MIN-7.1.1-d"),
]  # fmt: skip
LOTE = reverse("respaldo:lote")
YA = "Ya se registró"


def enviar_dos_veces(cliente, direccion, datos):
    """Send a form twice: the second lands where the first did and leaves nothing else."""
    primera = cliente.post(direccion, datos() if callable(datos) else datos)
    assert primera.status_code == 302, primera.content.decode()
    entradas = EventoBitacora.objects.count()
    segunda = cliente.post(direccion, datos() if callable(datos) else datos)
    assert (segunda.status_code, segunda.url) == (302, primera.url)
    assert EventoBitacora.objects.count() == entradas
    assert YA in cliente.get(primera.url.split("#")[0]).content.decode()


@pytest.mark.parametrize(
    ("que", "datos"),
    [
        ("conforme", {"ticket": TICKET, "inicio": "2026-03-09T22:15", "fin": "2026-03-09T23:40"}),
        ("no_conforme", {"causa": "No arrancó ", "ticket": ""}),
        ("sin_evidencia", {"motivo": "Consola caída", "ticket": TICKET.lower()}),
    ],
)
def test_one_declaration_sent_twice_is_one(sesion, client, operador2, que, datos):
    fila = casos.corrida()
    enviar_dos_veces(sesion, url(que, fila), datos)
    assert Verificacion.objects.count() == 1
    client.force_login(operador2)
    assert client.post(url(que, fila), datos).status_code == 409


@pytest.mark.parametrize(
    ("que", "datos"),
    [
        ("no_conforme", {"causa": "Otra causa"}),
        ("no_conforme", {"causa": "No arrancó", "ticket": "MDA-2026-000999"}),
        ("sin_evidencia", {"motivo": "No arrancó"}),
        ("conforme", {"ticket": TICKET, "inicio": "2026-03-09T22:15", "fin": "2026-03-09T23:40"}),
    ],
)
def test_what_the_same_person_says_otherwise_is_refused(sesion, que, datos):
    fila = casos.corrida()
    primera = {"causa": "No arrancó", "ticket": TICKET}
    assert sesion.post(url("no_conforme", fila), primera).status_code == 302
    assert sesion.post(url(que, fila), datos).status_code == 409


def test_a_file_more_is_another_declaration(sesion):
    def con(*nombres):
        archivos = [SimpleUploadedFile(nombre, b"registro") for nombre in nombres]
        return {"causa": "No arrancó", "adjunto": archivos}

    fila = casos.corrida()
    enviar_dos_veces(sesion, url("no_conforme", fila), lambda: con("uno.txt"))
    assert sesion.post(url("no_conforme", fila), con("uno.txt", "dos.txt")).status_code == 409


def test_after_a_correction_the_first_form_is_stale(sesion):
    fila = casos.con_evidencia()
    datos = {"ticket": TICKET, "evidencia": fila.ejecucion_id}
    assert sesion.post(url("conforme", fila), datos).status_code == 302
    cambio = {"resultado": "no_conforme", "motivo": "Se revisó", "visto": "conforme"}
    enviar_dos_veces(sesion, url("rectificar", fila), cambio)
    assert Rectificacion.objects.count() == 1
    assert sesion.post(url("conforme", fila), datos).status_code == 409


def test_a_corrected_ticket_sent_twice_is_one_correction(sesion):
    fila = casos.con_evidencia()
    sesion.post(url("conforme", fila), {"ticket": TICKET, "evidencia": fila.ejecucion_id})
    cambio = {"resultado": "conforme", "motivo": "Número mal copiado", "visto": "conforme"}
    enviar_dos_veces(sesion, url("rectificar", fila), cambio | {"ticket": "MDA-2026-000124"})
    assert Rectificacion.objects.count() == 1


def test_a_repair_sent_twice_is_one(sesion, client, operador2):
    fila = casos.corrida()
    sesion.post(url("no_conforme", fila), {"causa": "No arrancó", "ticket": TICKET})
    manual = fabricas.ejecucion(
        item=fila.item,
        tipo_de_backup="interno",
        serie_modalidad="total",
        inicio=AHORA - timedelta(hours=1),
        fin=AHORA,
    )
    enviar_dos_veces(sesion, url("subsanar", fila), {"ejecucion": manual.pk})
    client.force_login(operador2)
    assert client.post(url("subsanar", fila), {"ejecucion": manual.pk}).status_code == 409


def test_a_dispensa_sent_twice_is_one(client, coordinador):
    client.force_login(coordinador)
    fila = casos.corrida()
    datos = {"documento": "Memo 12", "motivo": "Corte de energía"}
    enviar_dos_veces(client, url("no_aplica", fila), datos)
    assert NoAplica.objects.count() == 1
    assert client.post(url("no_aplica", fila), datos | {"motivo": "Otro"}).status_code == 409


@pytest.mark.requisito("MIN-7.1.2-d")
@pytest.mark.parametrize("alcance", ["marcadas", "todas"])
def test_a_block_sent_twice_is_one(sesion, client, operador2, alcance):
    filas = [casos.con_evidencia(f"Carpeta {n}") for n in range(3)]
    datos = {
        "alcance": alcance,
        "corrida": [fila.pk for fila in filas],
        "ticket": TICKET,
        "visto_en": AHORA.isoformat(),
    }
    enviar_dos_veces(sesion, LOTE, datos)
    assert Verificacion.objects.count() == 3
    client.force_login(operador2)
    assert client.post(LOTE, datos).status_code in {409, 422}
    assert set(Corrida.objects.values_list("estado", flat=True)) == {"conforme"}


@pytest.mark.parametrize(
    "cambio", [{"ticket": "MDA-2026-000999"}, {"corrida": "primera"}, {"rectificada": True}]
)
def test_another_block_over_the_same_rows_is_refused(sesion, cambio):
    filas = [casos.con_evidencia(f"Carpeta {n}") for n in range(3)]
    datos = {"corrida": [fila.pk for fila in filas], "ticket": TICKET}
    assert sesion.post(LOTE, datos).status_code == 302
    if cambio.pop("rectificada", False):
        contra = {"resultado": "no_conforme", "motivo": "Se revisó", "visto": "conforme"}
        assert sesion.post(url("rectificar", filas[0]), contra).status_code == 302
    if cambio.get("corrida"):
        cambio["corrida"] = [filas[0].pk]
    assert sesion.post(LOTE, datos | cambio).status_code == 409
