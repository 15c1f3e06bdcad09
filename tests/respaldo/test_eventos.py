"""Lines that wait for an event or a request: what a person tells opens the corrida (4.3)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from gobierno.errores import EstadoCambiado, ReglaIncumplida, SinPermiso
from gobierno.models import EventoBitacora
from respaldo.acciones.eventos import Suceso, registrar_evento
from respaldo.acciones.jornadas import abrir_jornadas
from respaldo.acciones.verificaciones import verificar_conforme
from respaldo.acciones.vigilancia import marcar_vencidas
from respaldo.models import Corrida, EventoDeLinea
from tests import fabricas
from tests.fabricas import AHORA, HOY, linea
from tests.respaldo.apoyo import leida, llega, regla, utc

pytestmark = pytest.mark.django_db
PASE = utc(2026, 3, 10, 14)  # Tuesday 09:00 in Lima, one hour before AHORA
MENSUAL = "por evento (actualización de código), tolerancia 2 días o mensual, día 12"


@pytest.fixture
def por_evento(vigente):
    nueva = linea(vigente, "Código SIGA", periodicidad="por evento (baja), tolerancia 3 días")
    regla(nueva, "JOB-E")
    return nueva


@pytest.fixture
def con_base(vigente):
    nueva = linea(vigente, "Código STD", periodicidad=MENSUAL)
    regla(nueva)
    return nueva


def suceso(ocurrido_en=PASE, **extra):
    datos = {"descripcion": "Baja del portal", "documento": "Memorando 12-2026-OTEC"} | extra
    return Suceso(ocurrido_en=ocurrido_en, **datos)


def registrar(de, quien, cuando=PASE, *, ahora=AHORA, **extra):
    dicho = suceso(cuando, **extra)
    return registrar_evento(linea=de, suceso=dicho, por=quien, hoy=ahora.date(), ahora=ahora)


@pytest.mark.requisito("MIN-6.2", "PC-6.4-2", "R5")
def test_the_event_opens_the_run_that_it_makes_due(por_evento, operador):
    evento = registrar(por_evento, operador)
    corrida = evento.corrida
    assert (corrida.linea, corrida.fecha_operativa, corrida.estado) == (por_evento, HOY, "esperada")
    assert corrida.inicio_previsto == PASE
    assert corrida.fin_previsto == PASE + timedelta(days=3)  # Friday 13, 09:00
    assert corrida.vence_en == utc(2026, 3, 14, 5)  # the end of Friday
    entrada = EventoBitacora.objects.get(accion="respaldo.registrar_evento")
    assert (entrada.objeto_id, entrada.actor_id) == (str(corrida.pk), operador.pk)
    assert entrada.despues["documento"] == "Memorando 12-2026-OTEC"
    assert corrida.evento.evento == "baja"


@pytest.mark.requisito("R5")
def test_an_event_told_late_gives_time_to_verify_its_copy(por_evento, operador):
    evento = registrar(por_evento, operador, utc(2026, 3, 3, 14))
    assert evento.corrida.fin_previsto < AHORA
    assert evento.corrida.vence_en == utc(2026, 3, 11, 5)
    assert marcar_vencidas(ahora=AHORA) == 0


@pytest.mark.requisito("MIN-6.2", "R3")
def test_its_copy_may_start_any_day_of_the_term(por_evento, operador):
    corrida = registrar(por_evento, operador).corrida
    tercer_dia = utc(2026, 3, 13, 3, 5)
    [r] = llega(leida(trabajo="JOB-E", inicio=tercer_dia), ahora=utc(2026, 3, 13, 13))
    corrida.refresh_from_db()
    assert corrida.ejecucion == r.ejecucion
    copia = r.ejecucion.copia
    assert copia.fecha_ancla == date(2026, 3, 12)  # its own local date, not that of the event
    verificar_conforme(
        corrida=corrida, por=operador, ticket="MDA-2026-000001", evidencia=r.ejecucion,
        ahora=utc(2026, 3, 13, 20),
    )  # fmt: skip
    corrida.refresh_from_db()
    assert corrida.estado == "conforme"


@pytest.mark.parametrize("campo", ["inicio", "fin"])
def test_a_copy_made_before_its_paperwork_answers_for_it(por_evento, operador, campo):
    cuando = {"inicio": None, "fin": None, campo: PASE + timedelta(minutes=10)}
    [r] = llega(replace(leida(trabajo="JOB-E"), **cuando))
    assert r.ejecucion.corrida is None
    corrida = registrar(por_evento, operador).corrida
    assert corrida.ejecuciones.get() == r.ejecucion
    corrida.refresh_from_db()
    assert (corrida.ejecucion, corrida.discrepancias) == (r.ejecucion, [])


@pytest.mark.requisito("X-3")
def test_the_same_event_twice_is_one(por_evento, operador):
    registrar(por_evento, operador)
    with pytest.raises(EstadoCambiado, match="ya está registrado"):
        registrar(por_evento, operador)
    otro = registrar(por_evento, operador, PASE + timedelta(minutes=1)).corrida
    assert otro.ordinal == 102
    assert EventoDeLinea.objects.count() == 2


def test_database_rejects_a_second_event_even_if_code_forgets(por_evento, operador):
    evento = registrar(por_evento, operador)
    otra = fabricas.corrida(por_evento, date(2026, 3, 9))
    campos = {
        campo.name: getattr(evento, campo.name)
        for campo in EventoDeLinea._meta.fields
        if campo.name != "id"
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        EventoDeLinea.objects.create(**(campos | {"corrida": otra}))
    futuro = {"corrida": otra, "ocurrido_en": AHORA + timedelta(hours=1)}
    with pytest.raises(IntegrityError), transaction.atomic():
        EventoDeLinea.objects.create(**(campos | futuro))


def test_what_was_told_is_never_edited(por_evento, operador):
    evento = registrar(por_evento, operador)
    with pytest.raises(IntegrityError), transaction.atomic():
        EventoDeLinea.objects.filter(pk=evento.pk).update(documento="otro")


@pytest.mark.parametrize(
    ("cuando", "extra", "campo"),
    [
        (AHORA + timedelta(minutes=1), {}, "ocurrido_en"),
        (PASE, {"descripcion": " "}, "descripcion"),
        (PASE, {"documento": ""}, "documento"),
        (utc(2026, 1, 5), {}, "ocurrido_en"),  # no Directorio owed it yet
    ],
)
def test_it_refuses_naming_the_field(por_evento, operador, cuando, extra, campo):
    with pytest.raises(ReglaIncumplida) as error:
        registrar(por_evento, operador, cuando, **extra)
    assert campo in error.value.campos
    assert not Corrida.objects.exists()


def test_a_line_with_a_calendar_waits_for_no_event(diaria, operador):
    with pytest.raises(ReglaIncumplida, match="por calendario"):
        registrar(diaria, operador)


def test_who_only_supervises_registers_nothing(por_evento):
    with pytest.raises(SinPermiso):
        registrar(por_evento, fabricas.persona("director-2", "director"))


def test_the_coordinador_brings_the_document(por_evento, coordinador):
    archivo = SimpleUploadedFile("memo.pdf", b"%PDF-1.4 memo")
    evento = registrar(por_evento, coordinador, archivo=archivo)
    assert evento.adjunto.nombre == "memo.pdf"


@pytest.mark.requisito("PC-6.4-4")
def test_a_request_waits_for_the_first_whole_window(vigente, operador):
    nueva = linea(vigente, "Buzones", periodicidad="a solicitud")
    evento = registrar(nueva, operador)
    assert evento.evento == "solicitud"
    assert evento.corrida.fin_previsto == utc(2026, 3, 11, 11)  # 06:00 in Lima
    de_noche = registrar(nueva, operador, utc(2026, 3, 10, 4), ahora=AHORA)  # 23:00 of Monday
    assert de_noche.corrida.fin_previsto == utc(2026, 3, 11, 11)


@pytest.mark.requisito("PC-6.4-2")
def test_the_copy_of_an_event_satisfies_the_month_that_opens_later(con_base, operador):
    registrar(con_base, operador)
    [r] = llega(leida(inicio=PASE + timedelta(minutes=10)))
    abrir_jornadas(hasta=date(2026, 3, 12), ahora=utc(2026, 3, 12, 12))
    base = Corrida.objects.get(fecha_operativa=date(2026, 3, 12))
    assert (base.ejecucion, base.discrepancias) == (r.ejecucion, [])
    assert base.estado == "esperada"  # a person still answers for it
    abrir_jornadas(hasta=date(2026, 4, 12), ahora=utc(2026, 4, 12, 12))
    assert Corrida.objects.get(fecha_operativa=date(2026, 4, 12)).ejecucion is None


@pytest.mark.requisito("PC-6.4-2")
def test_a_later_event_satisfies_the_month_that_nobody_answered(con_base, operador):
    tarde = utc(2026, 3, 20, 14)
    abrir_jornadas(hasta=date(2026, 3, 20), ahora=tarde)
    base = Corrida.objects.get()
    registrar(con_base, operador, tarde, ahora=tarde)
    [r] = llega(leida(inicio=tarde + timedelta(hours=1)), ahora=tarde + timedelta(hours=3))
    base.refresh_from_db()
    assert (base.ejecucion, base.discrepancias) == (r.ejecucion, [])


@pytest.mark.requisito("PC-6.4-2")
def test_its_own_run_answers_first_and_a_failed_event_satisfies_nothing(con_base, operador):
    registrar(con_base, operador)
    llega(leida("mala", inicio=PASE + timedelta(minutes=10), estado="no_conforme"))
    abrir_jornadas(hasta=date(2026, 3, 12), ahora=utc(2026, 3, 12, 12))
    base = Corrida.objects.get(fecha_operativa=date(2026, 3, 12))
    assert base.ejecucion is None
    llega(leida("buena", inicio=PASE + timedelta(hours=3)), ahora=utc(2026, 3, 12, 13))
    base.refresh_from_db()
    assert base.ejecucion.clave == "buena"
    propia = leida("propia", inicio=utc(2026, 3, 13, 3, 5))
    llega(propia, ahora=utc(2026, 3, 13, 13))
    base.refresh_from_db()
    assert base.ejecucion.clave == "propia"


@pytest.fixture
def entrado(client, operador):
    client.force_login(operador)
    return client


def enviar(client, de, **extra):
    datos = {
        "ocurrido_en": "2026-03-10T09:00", "descripcion": "Baja del portal",
        "documento": "Memorando 12-2026-OTEC",
    }  # fmt: skip
    return client.post(reverse("respaldo:evento", args=[de.pk]), datos | extra)


@time_machine.travel(AHORA, tick=False)
def test_a_person_registers_it_from_the_page_of_the_line(entrado, por_evento):
    direccion = reverse("respaldo:evento", args=[por_evento.pk])
    pagina = entrado.get(reverse("directorio:linea", args=[por_evento.pk])).content.decode()
    assert direccion in pagina
    assert "tras cada baja, dentro de 3 días" in entrado.get(direccion).content.decode().lower()
    assert enviar(entrado, por_evento).status_code == 302
    corrida = Corrida.objects.get()
    ficha = entrado.get(reverse("respaldo:corrida", args=[corrida.pk])).content.decode()
    assert "Memorando 12-2026-OTEC" in ficha
    hoy = entrado.get(reverse("respaldo:hoy") + "?estado=en-ventana").content.decode()
    assert "10/03 09:00–13/03 09:00" in hoy
    assert "baja" in hoy
    repetida = enviar(entrado, por_evento)  # the second click of a double one
    assert repetida.url == reverse("respaldo:corrida", args=[corrida.pk])
    assert Corrida.objects.count() == 1
    otra = enviar(entrado, por_evento, descripcion="Otra cosa")
    assert otra.status_code == 409
    assert "Memorando 12-2026-OTEC" in otra.content.decode()


@time_machine.travel(AHORA, tick=False)
def test_the_list_names_every_line_that_waits_for_somebody(
    entrado, por_evento, con_base, vigente, django_assert_max_num_queries
):
    linea(vigente, "Buzones", periodicidad="a solicitud")
    enviar(entrado, por_evento)
    with django_assert_max_num_queries(15):
        pagina = entrado.get(reverse("respaldo:eventos")).content.decode()
    for nombre in ("Código SIGA", "Código STD", "Buzones", "Baja del portal"):
        assert nombre in pagina


@time_machine.travel(AHORA, tick=False)
def test_what_a_person_typed_comes_back(entrado, por_evento, diaria):
    respuesta = enviar(entrado, por_evento, ocurrido_en="2026-03-10T23:00")
    assert respuesta.status_code == 422
    assert "Todavía no ocurre" in respuesta.content.decode()
    assert "Baja del portal" in respuesta.content.decode()
    assert entrado.get(reverse("respaldo:evento", args=[diaria.pk])).status_code == 404


@time_machine.travel(utc(2026, 3, 12, 15), tick=False)
def test_the_month_says_which_event_satisfied_it(entrado, con_base, operador):
    registrar(con_base, operador)
    llega(leida(inicio=PASE + timedelta(minutes=10)))
    abrir_jornadas(hasta=date(2026, 3, 12), ahora=utc(2026, 3, 12, 15))
    base = Corrida.objects.get(fecha_operativa=date(2026, 3, 12))
    ficha = entrado.get(reverse("respaldo:corrida", args=[base.pk])).content.decode()
    assert "Responde la copia del evento del" in ficha
