"""The pages of the help desk: who sees what, filters, search, steps and bulk assignment."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gobierno.models import Adjunto
from mesa_ayuda import acciones
from mesa_ayuda.acciones import DatosDeTicket, Gobierno
from mesa_ayuda.models import Ticket
from tests.fabricas import AHORA, designar, persona, unidad
from tests.mesa_ayuda.casos import acto, asignado, en_proceso, nuevo, resuelto

pytestmark = pytest.mark.django_db
BANDEJA, MIS = "/mesa/bandeja/", "/mesa/tickets/"


@pytest.fixture(autouse=True)
def martes(time_machine):
    time_machine.move_to(AHORA, tick=False)


def entrar(quien) -> Client:
    cliente = Client()
    cliente.force_login(quien)
    return cliente


def llamada(usuario: str, nombres: str, apellidos: str):
    quien = persona(usuario)
    quien.first_name, quien.last_name = nombres, apellidos
    quien.save()
    return quien


def texto(cliente: Client, camino: str, estado: int = 200) -> str:
    respuesta = cliente.get(camino)
    assert respuesta.status_code == estado
    return respuesta.content.decode()


def url(ticket: Ticket, paso: str = "") -> str:
    return f"/mesa/tickets/{ticket.pk}/{paso}{'/' if paso else ''}"


@pytest.mark.requisito("MIN-6.5", "MIN-III")
def test_each_person_sees_only_what_concerns_them(mesa, operador, auditor, proveedor, director):
    otec, otra = unidad("OTEC"), unidad("OGA")
    pide = persona("pide", unidad=otra)
    jefe = persona("jefa", unidad=otra)
    designar(jefe, "jefe", unidad=otra)
    ajeno = persona("ajeno", "jefe", unidad=otec)  # jefe of no unit in particular
    ticket = asignado(pide, mesa, operador)
    de_mesa = nuevo(pide, categoria="otro")
    ven = {pide, jefe, mesa, operador, auditor, director}
    for quien in (pide, jefe, mesa, operador, auditor, director, proveedor, ajeno):
        esperado = 200 if quien in ven else 404
        assert entrar(quien).get(url(ticket)).status_code == esperado, quien
    assert entrar(operador).get(url(de_mesa)).status_code == 404  # another team's
    for quien in (ajeno, operador):
        assert entrar(quien).post(url(de_mesa, "anular"), {"motivo": "x"}).status_code == 404


def test_a_user_asks_and_follows(usuario, mesa):
    cliente = entrar(usuario)
    assert "Todavía no hay tickets" in texto(cliente, MIS)
    datos = {"categoria": "carpeta", "asunto": "Acceso a «Presupuesto»", "ficha": "a" * 8}
    assert cliente.post("/mesa/tickets/pedir/", datos | {"ficha": "mal"}).status_code == 422
    pagina = cliente.get("/mesa/tickets/pedir/")
    datos["ficha"] = str(pagina.context["formulario"].initial["ficha"])
    for _ in range(2):  # a double click
        respuesta = cliente.post("/mesa/tickets/pedir/", datos)
        assert respuesta.status_code == 302
    assert Ticket.objects.count() == 1
    assert "Acceso a «Presupuesto»" in texto(cliente, MIS)
    assert "Se registró el ticket" in texto(cliente, respuesta.url)


def test_what_is_typed_wrong_comes_back(usuario):
    cliente = entrar(usuario)
    respuesta = cliente.post(
        "/mesa/tickets/pedir/", {"categoria": "carpeta", "descripcion": "<b>hola</b>"}
    )
    assert respuesta.status_code == 422
    assert "Escriba qué necesita" in respuesta.content.decode()
    assert "&lt;b&gt;hola&lt;/b&gt;" in respuesta.content.decode()


@pytest.mark.requisito("MIN-6.1-j", "MIN-7.2.2-b")
def test_the_help_desk_registers_a_call_and_assigns_it(mesa, operador, usuario):
    cliente = entrar(mesa)
    datos = {
        "canal": "anexo", "recibido_en": "2026-03-10T09:15", "solicitante": usuario.email,
        "categoria": "consulta", "asunto": "¿Se copia mi carpeta?",
    }  # fmt: skip
    respuesta = cliente.post("/mesa/bandeja/registrar/", datos)
    ticket = Ticket.objects.get()
    assert respuesta.url == url(ticket)
    assert (ticket.solicitante, ticket.recibido_en) == (usuario, AHORA - timedelta(minutes=45))
    lote = {"ticket": [ticket.pk], "destino": f"operador:{operador.pk}"}
    assert cliente.post(BANDEJA, lote).url == BANDEJA
    ticket.refresh_from_db()
    assert (ticket.estado, ticket.asignado_a) == ("asignado", operador)
    otra_vez = cliente.post(BANDEJA, lote)
    assert otra_vez.status_code == 409
    assert ticket.numero in otra_vez.content.decode()


def test_an_unknown_requester_is_explained(mesa):
    datos = {"canal": "anexo", "solicitante": "nadie", "categoria": "consulta", "asunto": "x"}
    respuesta = entrar(mesa).post("/mesa/bandeja/registrar/", datos)
    assert "No hay nadie con ese usuario" in respuesta.content.decode()
    llamada("ana1", "Ana", "Paz")
    respuesta = entrar(mesa).post("/mesa/bandeja/registrar/", datos | {"solicitante": "Ana Paz"})
    assert respuesta.status_code == 302


def test_the_bulk_assignment_says_what_is_missing(mesa, operador, usuario):
    ticket = nuevo(usuario)
    cliente = entrar(mesa)
    assert "Elija a quién" in cliente.post(BANDEJA, {"ticket": [ticket.pk]}).content.decode()
    sin_marcar = cliente.post(BANDEJA, {"destino": f"operador:{operador.pk}"})
    assert sin_marcar.status_code == 422
    de_otro_equipo = {"ticket": [ticket.pk], "destino": f"mesa:{mesa.pk}"}
    assert cliente.post(BANDEJA, de_otro_equipo).status_code == 422
    assert entrar(operador).post(BANDEJA, de_otro_equipo).status_code == 403


def test_it_filters_by_every_facet(mesa, operador, usuario):
    uno = asignado(usuario, mesa, operador, asunto="Uno")
    nuevo(usuario, asunto="Dos", categoria="otro")
    cliente = entrar(mesa)

    def hallados(consulta: str) -> list[str]:
        filas = cliente.get(f"{BANDEJA}?{consulta}").context["filas"]
        return [fila["asunto"] for fila in filas]

    assert hallados("") == ["Dos"]  # what waits for the help desk
    assert hallados("de=abiertos") == ["Uno", "Dos"]  # what is due first
    assert hallados("de=todos") == ["Dos", "Uno"]
    for consulta in ("estado=asignado", "categoria=carpeta", f"asignado={operador.pk}"):
        assert hallados(f"de=todos&{consulta}") == ["Uno"], consulta
    assert hallados("de=todos&asignado=nadie") == ["Dos"]
    assert hallados("de=todos&canal=anexo") == []
    assert hallados("de=todos&estado=inventado") == []
    Ticket.objects.filter(pk=uno.pk).update(solucion_tarde_en=AHORA)
    assert hallados("de=vencidos") == ["Uno"]


@pytest.mark.parametrize(
    "escrito",
    ["información", "INFORMACION", "informac", "tk-2026-000001", "000001", "quispe inform",
     "srv-arch01", "«información»"],
)  # fmt: skip
def test_it_searches_by_the_beginning_of_words_with_accents_folded(mesa, escrito):
    pide = llamada("rquispe", "Rosa", "Quíspe")
    nuevo(pide, asunto="No veo la Información", descripcion="Está en \\\\SRV-ARCH01\\datos")
    nuevo(pide, asunto="Otra cosa")
    filas = entrar(mesa).get(BANDEJA, {"q": escrito, "de": "todos"}).context["filas"]
    assert [fila["numero"] for fila in filas] == ["TK-2026-000001"]


@pytest.mark.parametrize("escrito", ["zzz", "formación", "información zzz", "%", "_", "'; --"])
def test_a_search_that_finds_nothing_says_how_to_go_on(mesa, usuario, escrito):
    nuevo(usuario, asunto="No veo la Información")
    respuesta = entrar(mesa).get(BANDEJA, {"q": escrito, "de": "todos"})
    assert respuesta.status_code == 200
    if any(c.isalnum() for c in escrito):
        assert "Ningún ticket tiene esas palabras" in respuesta.content.decode()


@pytest.mark.parametrize("consulta", ["de=abiertos", "de=todos"])
def test_pages_by_key_go_there_and_back(mesa, usuario, consulta):
    for n in range(101):
        nuevo(usuario, asunto=f"Pedido {n}")
    cliente = entrar(mesa)
    vistos, camino = [], f"{BANDEJA}?{consulta}"
    while camino:
        respuesta = cliente.get(camino)
        vistos.append([f["pk"] for f in respuesta.context["filas"]])
        siguiente = respuesta.context["siguiente"]
        camino = f"{BANDEJA}{siguiente}" if siguiente else ""
    assert [len(p) for p in vistos] == [50, 50, 1]
    assert len({pk for p in vistos for pk in p}) == 101
    atras = cliente.get(f"{BANDEJA}{respuesta.context['anterior']}")
    assert [f["pk"] for f in atras.context["filas"]] == vistos[1]
    assert atras.context["siguiente"]


@pytest.mark.parametrize("consulta", ["tras=x", "tras=99999", "antes=-1", "tras=" + "9" * 30])
def test_a_damaged_page_is_the_first_one(mesa, usuario, consulta):
    nuevo(usuario)
    assert entrar(mesa).get(f"{BANDEJA}?de=abiertos&{consulta}").status_code == 200


def test_each_step_has_its_page_and_a_stale_one_says_so(mesa, operador, usuario):
    ticket = nuevo(usuario)
    cliente = entrar(mesa)
    assert "Asignar" in texto(cliente, url(ticket))
    pagina = cliente.get(url(ticket, "asignar"))
    visto = pagina.context["formulario"].initial["visto"]
    acciones.validar(ticket=ticket, **acto(mesa))
    datos = {"destino": f"operador:{operador.pk}", "visto": visto}
    vieja = cliente.post(url(ticket, "asignar"), datos)
    assert vieja.status_code == 409
    assert "cambió desde que abrió la página" in vieja.content.decode()
    assert 'name="visto" value="2"' in vieja.content.decode()  # it may be sent again
    assert cliente.post(url(ticket, "asignar"), datos | {"visto": 2}).status_code == 302
    repetida = cliente.post(url(ticket, "asignar"), datos | {"visto": 2}, follow=True)
    assert "Ya se registró" in repetida.content.decode()
    assert cliente.post(url(ticket, "asignar"), datos | {"visto": 3}).status_code == 409
    assert texto(cliente, url(ticket, "volar"), 404)


def test_the_whole_attention_through_pages(mesa, operador, usuario):
    ticket = asignado(usuario, mesa, operador)
    cliente = entrar(operador)
    for paso, datos in (
        ("iniciar", {}),
        ("esperar", {"causa": "usuario", "motivo": "¿Cuál carpeta?"}),
        ("reanudar", {}),
        ("derivar", {"destino": "operador:", "motivo": "Vacaciones"}),
        ("iniciar", {}),
        ("resolver", {"solucion": "Se dio acceso."}),
        ("cerrar", {}),
    ):
        assert cliente.get(url(ticket, paso)).status_code == 200
        assert cliente.post(url(ticket, paso), datos).status_code == 302, paso
    pagina = texto(entrar(usuario), url(ticket))
    assert "Se dio acceso." in pagina
    assert "espera al usuario" in pagina
    assert "Pedir otra vez" in pagina
    assert entrar(usuario).post(url(ticket, "reabrir"), {"motivo": "No"}).status_code == 302


def test_a_note_with_its_file_is_seen_only_through_the_ticket(mesa, operador, usuario):
    ticket = asignado(usuario, mesa, operador)
    archivo = SimpleUploadedFile("captura.png", b"\x89PNG\r\n\x1a\n1")
    datos = {"nota": "Así se ve", "adjuntos": archivo}
    assert entrar(usuario).post(url(ticket, "anotar"), datos).status_code == 302
    pk = Adjunto.objects.get().pk
    assert entrar(operador).get(f"/mesa/tickets/{ticket.pk}/adjuntos/{pk}/").status_code == 200
    assert entrar(operador).get(f"/adjuntos/{pk}/").status_code == 404
    assert entrar(persona("otro")).get(f"{url(ticket)}adjuntos/{pk}/").status_code == 404
    assert "captura.png" in texto(entrar(mesa), url(ticket))
    programa = {"nota": "x", "adjuntos": SimpleUploadedFile("a.exe", b"MZ")}
    assert entrar(usuario).post(url(ticket, "anotar"), programa).status_code == 422
    assert entrar(usuario).post(url(ticket, "anotar"), {"nota": " "}).status_code == 422


@pytest.mark.requisito("X-7")
def test_the_other_system_is_what_somebody_read_there(mesa, usuario):
    ticket = nuevo(usuario)
    cliente = entrar(mesa)
    malo = cliente.post(url(ticket, "externo"), {"numero_externo": "12", "estado": ""})
    assert malo.status_code == 422
    cliente.post(url(ticket, "externo"), {"numero_externo": "mda-2026-000777"})
    assert "Nadie lo ha revisado" in texto(cliente, url(ticket))
    cliente.post(url(ticket, "externo"), {"numero_externo": "MDA-2026-000777", "estado": "En cola"})
    assert "según se leyó el" in texto(cliente, url(ticket))
    assert cliente.get(BANDEJA, {"q": "mda-2026-000777"}).context["filas"]
    assert entrar(usuario).post(url(ticket, "externo"), {"numero_externo": "x"}).status_code == 403


def test_a_governed_ticket_points_to_its_procedure(mesa, operador, usuario):
    gobierno = Gobierno("restauracion", "la solicitud SR-2026-000001", "/restauracion/1/")
    datos = DatosDeTicket(
        asunto="Restaurar", categoria="restauracion", canal="formulario", solicitante=usuario
    )
    ticket = acciones.crear(datos=datos, gobierno=gobierno, **acto(usuario))
    pagina = texto(entrar(mesa), url(ticket))
    assert "La solicitud SR-2026-000001 gobierna este ticket" in pagina
    assert url(ticket, "anular") not in pagina
    respuesta = entrar(mesa).post(url(ticket, "anular"), {"motivo": "x"})
    assert respuesta.status_code == 422
    assert "7.2.2 e)" in respuesta.content.decode()


def test_lists_and_pages_ask_little(django_assert_max_num_queries, mesa, operador, usuario):
    for n in range(30):
        resuelto(usuario, mesa, operador, asunto=f"Pedido {n}")
    ticket = en_proceso(usuario, mesa, operador)
    cliente = entrar(mesa)
    cliente.get(BANDEJA)
    for camino, techo in (
        (f"{BANDEJA}?de=todos", 12), (f"{BANDEJA}?q=pedido", 12), (url(ticket), 15), (MIS, 10),
    ):  # fmt: skip
        with django_assert_max_num_queries(techo):
            assert cliente.get(camino).status_code == 200
