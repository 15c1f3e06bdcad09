"""The story of a request through its pages, and who sees which (MIN-7.2.2)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from gobierno import avisos
from gobierno.errores import ReglaIncumplida
from gobierno.models import Envio, EventoBitacora
from respaldo.retencion import Codigo
from restauracion import acciones
from restauracion.models import SolicitudDeRestauracion
from restauracion.palabras import RESPUESTAS
from restauracion.views.solicitudes import acciones_de
from tests.conftest import ROLES
from tests.fabricas import AHORA, designar, persona, unidad
from tests.restauracion.apoyo import EVIDENCIA, HOY, hasta, pedir

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def martes(time_machine):
    time_machine.move_to(AHORA, tick=False)


@pytest.fixture
def como(db):
    def entrar(quien) -> Client:
        cliente = Client()
        cliente.force_login(quien)
        return cliente

    return entrar


def direccion(solicitud, paso: str = "solicitud") -> str:
    return reverse(f"restauracion:{paso}", args=[solicitud.pk])


def dar(cliente, solicitud, paso: str, **datos):
    respuesta = cliente.post(direccion(solicitud, paso), datos)
    assert respuesta.status_code == 302, respuesta.content.decode()[-3000:]
    solicitud.refresh_from_db()
    return solicitud.estado


def test_the_desk_is_led_to_assign_before_anything_else(solicitud, como, mesa):
    dar(como(mesa), solicitud, "validar", visto=1)
    acciones = acciones_de(solicitud, mesa)
    assert (acciones[0]["texto"], acciones[0]["clase"]) == ("Asignar", "primario")


@pytest.mark.requisito("MIN-7.2.2-b")
def test_the_desk_validates_and_assigns_in_one_act(solicitud, como, mesa, operador, usuario):
    assert dar(como(mesa), solicitud, "validar", a=operador.pk, visto=1) == "asignada"
    assert solicitud.operador == operador
    repetido = como(mesa).post(direccion(solicitud, "validar"), {"a": operador.pk, "visto": 1})
    assert repetido.status_code == 302  # a double click lands on the result
    pasos = [c.paso for c in solicitud.comunicaciones.filter(destinatario=usuario)]
    assert pasos == ["recibir", "validar", "asignar"]
    acciones = EventoBitacora.objects.de(solicitud).values_list("accion", flat=True)
    assert list(acciones)[-2:] == ["solicitud.validar", "solicitud.asignar"]


def test_a_validation_that_cannot_be_assigned_is_not_done_by_halves(solicitud, mesa, usuario):
    with pytest.raises(ReglaIncumplida, match="no es hoy"):
        acciones.validar_y_asignar(solicitud=solicitud, a=usuario, por=mesa, hoy=HOY, ahora=AHORA)
    solicitud.refresh_from_db()
    assert (solicitud.estado, solicitud.version) == ("registrada", 1)


def test_the_history_tells_the_time_of_a_copy_as_the_page_does(solicitud, como, mesa):
    texto = como(mesa).get(direccion(solicitud)).content.decode()
    assert f"{solicitud.item} 05/03/2026 22:05" in texto
    assert "2026-03-06 03:05" not in texto


@pytest.mark.requisito("MIN-7.2.2-b", "MIN-7.2.2-d-1", "MIN-7.2.2-e", "X-6")
def test_the_whole_story_in_the_browser(solicitud, como, mesa, operador, usuario, jefa):
    de_mesa, de_operador, de_usuario = como(mesa), como(operador), como(usuario)
    assert solicitud.numero in de_mesa.get(reverse("restauracion:solicitudes")).content.decode()
    assert dar(de_mesa, solicitud, "validar", visto=1) == "validada"
    assert dar(de_mesa, solicitud, "asignar", a=operador.pk) == "asignada"
    assert solicitud.numero in de_operador.get("/").content.decode()
    assert dar(de_operador, solicitud, "evaluar") == "en_evaluacion"
    pagina = de_operador.get(direccion(solicitud, "confirmar")).content.decode()
    assert "Copia del 05/03/2026 22:05, interno" in pagina
    copia = solicitud.evaluaciones.last().ofrecidas[0]
    assert dar(
        de_operador, solicitud, "confirmar", copia=copia, evidencia=EVIDENCIA
    ) == "procede"  # fmt: skip
    assert dar(de_operador, solicitud, "iniciar", destino="\\\\srv\\r") == "en_restauracion"
    fin = "2026-03-10T10:00"
    logro = {"objetos": "informe.docx", "fin": fin, "cantidad": 1, "bytes": 2048}
    assert dar(de_operador, solicitud, "terminar", **logro) == "atendida"
    assert dar(de_operador, solicitud, "cerrar") == "cerrada"
    pagina = de_usuario.get(direccion(solicitud)).content.decode()
    assert pagina.count("Su información está restaurada") == 1  # once, to both
    assert "Usuario Prueba, Jefa Prueba (en copia);" in pagina
    solicitud.ticket.refresh_from_db()
    assert solicitud.ticket.estado == "cerrado"
    avisos.preparar_envios(ahora=AHORA + timedelta(hours=1))
    assert "restaurada" in Envio.objects.filter(destinatario=usuario).latest("pk").texto
    assert "enviado" not in pagina


def test_the_history_says_states_and_answers_in_words(solicitud, como, mesa, operador, usuario):
    fila = hasta("en_evaluacion", solicitud, mesa=mesa, operador=operador)
    pagina = como(usuario).get(direccion(fila)).content.decode()
    historia = pagina[pagina.index("historia-titulo") :]
    assert '<ins><span class="solo-lector">ahora: </span>En evaluación</ins>' in historia
    assert "Procede: se verifica antes" in historia
    assert "en_evaluacion" not in historia
    assert "VERIFICAR_ANTES" not in historia


def test_every_answer_has_its_words():
    assert set(RESPUESTAS) == set(Codigo)


def test_the_desk_registers_a_call(como, mesa, usuario, jefa, carpeta):
    datos = {
        "canal": "anexo", "solicitante": usuario.username, "recibida_en": "2026-03-09T16:30",
        "jefe_en_copia": "on", "item": carpeta.item_id, "objetos": "a.docx", "modo": "estado_al",
        "fecha": "2026-03-05", "motivo": "Se borró.",
        "adjuntos": SimpleUploadedFile("correo.eml", b"From: usuario\n\nHola"),
    }  # fmt: skip
    respuesta = como(mesa).post(reverse("restauracion:pedir"), datos)
    nueva = SolicitudDeRestauracion.objects.get()
    assert respuesta.url == direccion(nueva)
    assert nueva.recibida_en == datetime(2026, 3, 9, 21, 30, tzinfo=UTC)
    adjunto = nueva.adjuntos.get()
    bajar = reverse("restauracion:adjunto", args=[nueva.pk, adjunto.pk])
    respuesta = como(usuario).get(bajar)
    assert b"".join(respuesta.streaming_content).startswith(b"From")
    assert como(persona("curioso", unidad=unidad("OGA"))).get(bajar).status_code == 404


@pytest.mark.requisito("MIN-7.2.2-a-3")
def test_the_requester_corrects_what_was_observed(solicitud, como, mesa, usuario):
    dar(como(mesa), solicitud, "observar", motivo="¿Cuál informe?")
    cliente = como(usuario)
    pagina = cliente.get(direccion(solicitud, "subsanar")).content.decode()
    assert "¿Cuál informe?" in pagina
    datos = {"item": solicitud.item_id, "objetos": "b.docx", "modo": "estado_al",
             "fecha": "2026-03-06", "motivo": "Otra fecha.", "visto": 2}  # fmt: skip
    assert dar(cliente, solicitud, "subsanar", **datos) == "registrada"
    assert (solicitud.objetos, str(solicitud.fecha)) == ("b.docx", "2026-03-06")
    assert cliente.get(direccion(solicitud, "subsanar")).status_code == 409


def test_a_copy_is_set_aside_from_the_page(solicitud, como, operador, operador2, usuario):
    from respaldo.models import Reserva

    reserva = Reserva.objects.get()
    url = reverse("restauracion:apartar", args=[solicitud.pk, reserva.pk])
    assert como(usuario).post(url).status_code == 403
    assert como(operador).post(url).status_code == 302
    assert como(operador).post(url).status_code == 302  # the second click of a double one
    assert como(operador2).post(url).status_code == 409
    reserva.refresh_from_db()
    assert reserva.apartada_por == operador


@pytest.mark.requisito("MIN-6.5", "MIN-7.2.2-a-2")
def test_who_sees_a_request(solicitud, como, usuario, jefa):
    jefe_de_otra = persona("otro-jefe", unidad=unidad("OGA"))
    designar(jefe_de_otra, "jefe", unidad=jefe_de_otra.unidad)
    ven = {"operador", "mesa", "coordinador", "director", "oficial", "auditor"}
    for rol in [r for r in ROLES if r != "jefe"]:
        codigo = como(persona(f"x-{rol}", rol)).get(direccion(solicitud)).status_code
        assert codigo == (200 if rol in ven else 404), rol
    assert como(jefa).get(direccion(solicitud)).status_code == 200
    assert como(usuario).get(direccion(solicitud)).status_code == 200
    for ajeno in (jefe_de_otra, persona("vecino")):
        cliente = como(ajeno)
        assert cliente.get(direccion(solicitud)).status_code == 404
        assert cliente.post(direccion(solicitud, "aceptar"), {}).status_code == 404
        assert solicitud.numero not in cliente.get("/solicitudes/?ver=todas").content.decode()


@pytest.mark.requisito("X-5")
def test_the_auditor_reads_and_does_not_act(solicitud, como, auditor):
    cliente = como(auditor)
    pagina = cliente.get(direccion(solicitud)).content.decode()
    assert "/validar/" not in pagina
    assert cliente.post(direccion(solicitud, "validar")).status_code == 403


@pytest.mark.requisito("MIN-7.2.2-b")
def test_a_form_sent_twice_lands_on_its_result(solicitud, como, mesa):
    cliente, otra = como(mesa), como(persona("otra", "mesa"))
    datos = {"motivo": "Falta la fecha", "visto": 1}
    for dicho in ("Se observó la solicitud", "Ya se registró: no se hizo dos veces."):
        respuesta = cliente.post(direccion(solicitud, "observar"), datos, follow=True)
        assert respuesta.redirect_chain == [(direccion(solicitud), 302)]
        assert dicho in respuesta.content.decode()
    assert otra.post(direccion(solicitud, "observar"), datos).status_code == 409
    assert cliente.post(direccion(solicitud, "validar"), {"visto": 1}).status_code == 409
    assert EventoBitacora.objects.filter(accion="solicitud.observar").count() == 1


def test_a_stale_page_is_409_and_keeps_what_was_typed(solicitud, como, mesa):
    cliente = como(mesa)
    dar(cliente, solicitud, "validar")
    respuesta = cliente.post(direccion(solicitud, "observar"), {"motivo": "Falta la fecha"})
    assert respuesta.status_code == 409
    assert "Falta la fecha" in respuesta.content.decode()
    assert cliente.get(direccion(solicitud, "observar")).status_code == 409


def test_the_lists_filter_and_search(solicitud, como, mesa, usuario, carpeta):
    cliente = como(mesa)
    for consulta, esta in (
        ("ver=mi", True), ("ver=abiertas", True), ("ver=todas&q=INFORME", True),
        ("ver=todas&q=nada", False), ("ver=todas&estado=cerrada", False),
    ):  # fmt: skip
        contenido = cliente.get(f"/solicitudes/?{consulta}").content.decode()
        assert (solicitud.numero in contenido) is esta, consulta
    assert solicitud.numero in como(usuario).get("/solicitudes/").content.decode()


def test_the_pages_ask_few_questions(
    solicitud, como, mesa, usuario, carpeta, django_assert_max_num_queries
):
    for _ in range(5):
        pedir(usuario, carpeta.item)
    cliente = como(mesa)
    cliente.get("/solicitudes/")
    with django_assert_max_num_queries(9):
        cliente.get("/solicitudes/?ver=todas&q=informe")
    with django_assert_max_num_queries(15):
        cliente.get(direccion(solicitud))
