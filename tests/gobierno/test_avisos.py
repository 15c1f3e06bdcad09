"""Notices: one per fact and person, gathered, silent at night, and never lost on the way."""

import socket
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from gobierno import avisos
from gobierno.avisos import Mensaje, despachar, encolar, preparar_envios
from gobierno.models import Aviso, Envio, IntentoDeEnvio, Persona
from gobierno.perfil import perfil_activo
from tests.a_la_vez import HECHO, desenlaces
from tests.fabricas import AHORA, persona
from tests.gobierno.servidor_smtp import por_smtp, servidor

pytestmark = [pytest.mark.django_db, pytest.mark.requisito("X-6")]
LUEGO = AHORA + timedelta(minutes=15)


def mensaje(clave: str = "hecho:1", **extra) -> Mensaje:
    datos = {"tipo": "prueba", "asunto": "Verificación pendiente", "texto": "Falta una corrida."}
    return Mensaje(clave=clave, **(datos | extra))


def un_envio(operador, **extra) -> Envio:
    encolar(mensaje(**extra), para=[operador], ahora=AHORA)
    preparar_envios(ahora=LUEGO)
    return Envio.objects.get()


def test_one_notice_per_fact_and_person_however_often_it_repeats(operador, coordinador):
    assert encolar(mensaje(), para=[operador, operador], ahora=AHORA) == 1
    assert encolar(mensaje(), para=[operador, coordinador], ahora=LUEGO) == 1
    assert Aviso.objects.count() == 2


def test_the_database_rejects_a_second_notice_of_the_same_fact(operador):
    encolar(mensaje(), para=[operador], ahora=AHORA)
    with pytest.raises(IntegrityError), transaction.atomic():
        Aviso.objects.create(
            destinatario=operador, clave="hecho:1", tipo="x", asunto="x", texto="x", creado_en=AHORA
        )


def test_what_happens_together_arrives_together(operador):
    for n in range(3):
        encolar(mensaje(f"hecho:{n}", asunto=f"Cosa {n}"), para=[operador], ahora=AHORA)
    assert preparar_envios(ahora=AHORA + timedelta(minutes=14)) == 0
    assert preparar_envios(ahora=LUEGO) == 1
    assert preparar_envios(ahora=LUEGO) == 0
    envio = Envio.objects.get()
    assert envio.asunto == "[MINCETUR respaldos] 3 avisos de respaldo por atender"
    assert "• Cosa 0" in envio.texto
    assert Aviso.objects.filter(envio=envio).count() == 3


def test_who_prefers_it_gets_one_mail_per_notice_at_once(operador):
    Persona.objects.filter(pk=operador.pk).update(resumen_diario=False)
    encolar(mensaje("a"), para=[operador], ahora=AHORA)
    encolar(mensaje("b"), para=[operador], ahora=AHORA)
    assert preparar_envios(ahora=AHORA) == 2


def test_the_steps_of_one_request_that_leave_together_are_one_mail(operador, coordinador):
    Persona.objects.filter(pk=operador.pk).update(resumen_diario=False)
    for n, enlace in enumerate(["/solicitudes/7/", "/solicitudes/7/", "/solicitudes/8/"]):
        paso = mensaje(f"p{n}", asunto=f"Paso {n}", texto=f"Texto {n}.", enlace=enlace)
        encolar(paso, para=[operador, coordinador], ahora=AHORA)
    assert preparar_envios(ahora=LUEGO) == 3  # two matters to one, one digest to the other
    primero = Envio.objects.filter(destinatario=operador).earliest("pk")
    assert primero.asunto == "[MINCETUR respaldos] Paso 1 (y 1 aviso más)"
    assert "• Paso 0\nTexto 0." in primero.texto
    assert primero.texto.count("/solicitudes/7/") == 1
    resumen = Envio.objects.get(destinatario=coordinador)
    assert resumen.asunto == "[MINCETUR respaldos] 3 avisos de respaldo por atender"
    assert resumen.texto.count("/solicitudes/7/") == 1


def test_the_urgent_takes_the_rest_with_it(operador):
    encolar(mensaje("a"), para=[operador], ahora=AHORA)
    encolar(mensaje("b", inmediato=True), para=[operador], ahora=AHORA)
    assert preparar_envios(ahora=AHORA) == 1
    assert Envio.objects.get().avisos.count() == 2


def test_nights_are_quiet_except_for_the_urgent(operador):
    noche = datetime(2026, 3, 11, 4, 0, tzinfo=UTC)  # 23:00 in Lima
    encolar(mensaje("a"), para=[operador], ahora=noche - timedelta(hours=3))
    assert preparar_envios(ahora=noche) == 0
    encolar(mensaje("b", inmediato=True), para=[operador], ahora=noche)
    assert preparar_envios(ahora=noche) == 1
    assert preparar_envios(ahora=datetime(2026, 3, 11, 12, 0, tzinfo=UTC)) == 1  # 07:00


@pytest.mark.parametrize(
    ("hora_utc", "silencio"), [(1, True), (11, True), (12, False), (15, False), (0, False)]
)
def test_quiet_hours_belong_to_the_institution_s_zone(hora_utc, silencio):
    instante = datetime(2026, 3, 10, hora_utc, 30, tzinfo=UTC)
    assert avisos.en_silencio(instante, perfil_activo()) is silencio


def test_people_without_mail_do_not_hold_the_queue(operador, coordinador):
    Persona.objects.filter(pk=operador.pk).update(email="")
    Persona.objects.filter(pk=coordinador.pk).update(is_active=False)
    encolar(mensaje(), para=[operador, coordinador], ahora=AHORA)
    assert preparar_envios(ahora=LUEGO) == 0


def test_an_outage_ends_in_one_mail_not_in_a_flood(operador):
    for n in range(100):
        encolar(mensaje(f"hecho:{n}"), para=[operador], ahora=AHORA)
    assert preparar_envios(ahora=AHORA + timedelta(days=3)) == 1
    assert "Y 40 avisos más" in Envio.objects.get().texto


def test_it_sends_text_with_accents_and_keeps_it_verbatim(operador):
    un_envio(operador, asunto="Corrida «ñandú»", texto="Línea larga: " + "á" * 2000)
    with servidor() as peer:
        assert despachar(ahora=LUEGO) == 1
        assert despachar(ahora=LUEGO) == 0
    (llegado,) = peer.llegados
    envio = Envio.objects.get()
    assert llegado["Subject"] == "[MINCETUR respaldos] Corrida «ñandú»"
    assert llegado["To"] == "operador@ejemplo.gob.pe"
    assert llegado["From"] == "respaldos@mincetur.gob.pe"
    assert llegado["Message-ID"] == envio.mensaje_id
    assert llegado.get_content_type() == "text/plain"
    assert llegado.get_content().splitlines() == envio.texto.splitlines()
    assert (envio.estado, envio.enviado_en) == ("enviado", LUEGO)
    assert IntentoDeEnvio.objects.get().respuesta == avisos.ACEPTADO


def test_a_subject_cannot_carry_another_header(operador):
    un_envio(operador, asunto="Hola\r\nBcc: otro@malo.example")
    with servidor() as peer:
        assert despachar(ahora=LUEGO) == 1
    assert peer.llegados[0]["Bcc"] is None
    assert "Hola Bcc:" in peer.llegados[0]["Subject"]


def test_a_busy_server_is_tried_again_later(operador):
    un_envio(operador)
    with servidor("451 4.3.0 vuelva luego") as peer:
        assert despachar(ahora=LUEGO) == 0
        envio = Envio.objects.get()
        assert (envio.estado, envio.intentos) == ("pendiente", 1)
        assert envio.proximo_intento_en == LUEGO + timedelta(minutes=1)
        assert despachar(ahora=LUEGO) == 0
        assert despachar(ahora=LUEGO + timedelta(minutes=1)) == 1
    assert len(peer.llegados) == 1
    textos = list(IntentoDeEnvio.objects.values_list("respuesta", flat=True))
    assert "451" in textos[0]
    assert textos[1] == avisos.ACEPTADO


def test_a_mailbox_that_does_not_exist_fails_at_once():
    nadie = persona("nadie", "operador")
    un_envio(nadie)
    with servidor():
        despachar(ahora=LUEGO)
    envio = Envio.objects.get()
    assert envio.estado == "fallido"
    assert "550" in envio.registros.get().respuesta


def test_without_a_server_it_backs_off_and_at_last_gives_up(operador):
    un_envio(operador)
    with socket.socket() as cerrado:
        cerrado.bind(("127.0.0.1", 0))
        puerto = cerrado.getsockname()[1]
    instante, esperas = LUEGO, [1, 5, 15, 60, 240]
    with por_smtp(puerto):
        for espera in esperas:
            despachar(ahora=instante)
            siguiente = Envio.objects.get().proximo_intento_en
            assert siguiente == instante + timedelta(minutes=espera)
            instante = siguiente
        despachar(ahora=instante)
    envio = Envio.objects.get()
    assert (envio.estado, envio.intentos) == ("fallido", 6)
    assert "ConnectionRefusedError" in envio.registros.last().respuesta


def test_a_bad_address_does_not_stop_the_others(operador, coordinador):
    Persona.objects.filter(pk=operador.pk).update(email="con\nsalto@x.pe")
    encolar(mensaje(), para=[operador, coordinador], ahora=AHORA)
    preparar_envios(ahora=LUEGO)
    with servidor() as peer:
        assert despachar(ahora=LUEGO) == 1
    assert len(peer.llegados) == 1
    assert Envio.objects.filter(estado="fallido").count() == 1


def test_a_worker_that_dies_leaves_the_mail_due_again(operador, monkeypatch):
    un_envio(operador)

    def morir(envio):
        raise KeyboardInterrupt

    with monkeypatch.context() as parche:
        parche.setattr(avisos, "_entregar", morir)
        with pytest.raises(KeyboardInterrupt):
            despachar(ahora=LUEGO)
    with servidor() as peer:
        assert despachar(ahora=LUEGO) == 0
        assert despachar(ahora=LUEGO + avisos.RESERVA) == 1
    assert len(peer.llegados) == 1


def test_the_conversation_with_the_server_is_outside_any_transaction(operador, monkeypatch):
    un_envio(operador)
    niveles = []
    base = len(connection.savepoint_ids)

    def entregar(envio):
        niveles.append(len(connection.savepoint_ids) - base)
        return avisos.Respuesta(True, "ok")

    monkeypatch.setattr(avisos, "_entregar", entregar)
    despachar(ahora=LUEGO)
    assert niveles == [0]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_mail_once():
    for n in range(20):
        quien = persona(f"persona{n}", "operador")
        encolar(mensaje(), para=[quien], ahora=AHORA)

    def trabajar() -> int:
        preparar_envios(ahora=LUEGO)
        return despachar(ahora=LUEGO)

    with servidor() as peer:
        assert desenlaces(trabajar, trabajar) == [HECHO] * 2
        despachar(ahora=LUEGO)
    assert Envio.objects.count() == 20
    assert len(peer.llegados) == 20
    assert len({llegado["Message-ID"] for llegado in peer.llegados}) == 20
    assert IntentoDeEnvio.objects.count() == 20
