"""The Healthchecks protocol, as its clients speak it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from respaldo.acciones.abiertas import cerrar_abiertas
from respaldo.models import Corrida, Ejecucion, Evidencia, LecturaDeEvidencia, PuntoDePing
from tests.fabricas import AHORA
from tests.respaldo.apoyo import fuente, segun_motor, utc

pytestmark = pytest.mark.django_db
RID = "2f1b9a54-1111-4222-8333-9a3b5c7d9e0f"
NOCHE = utc(2026, 3, 10, 3, 5)  # Monday 22:05 in Lima


@pytest.fixture
def punto(diaria, time_machine):
    time_machine.move_to(NOCHE, tick=False)
    f = fuente("Cron", clave_ping="clave-de-ping-0123456789")
    return PuntoDePing.objects.create(fuente=f, slug="mesa", trabajo="JOB-1", creado_en=NOCHE)


def llamar(punto: PuntoDePing, accion: str = "", cuerpo: bytes | None = None, **consulta: Any):
    camino = f"/p/{punto.codigo}{accion}"
    if cuerpo is None:
        return Client().get(camino, consulta)
    busca = "&".join(f"{c}={v}" for c, v in consulta.items())
    return Client().post(f"{camino}?{busca}", cuerpo, content_type="text/plain")


def test_a_success_is_answered_as_healthchecks_does(punto):
    respuesta = llamar(punto)
    assert (respuesta.status_code, respuesta.content) == (200, b"OK")
    assert respuesta["Content-Type"] == "text/plain; charset=utf-8"
    assert respuesta["Ping-Body-Limit"] == "100000"
    assert respuesta["Access-Control-Allow-Origin"] == "*"
    e = Ejecucion.objects.get()
    assert (e.estado, e.trabajo, e.canal, e.inicio, e.fin) == (
        "conforme", "JOB-1", "ping", None, NOCHE,
    )  # fmt: skip
    assert e.corrida_id
    assert Client().head(f"/p/{punto.codigo}").status_code == 200


def test_start_and_end_are_one_run_with_its_duration(punto, time_machine):
    llamar(punto, "/start")
    e = Ejecucion.objects.get()
    assert (e.estado, e.inicio) == ("en_curso", NOCHE)
    time_machine.move_to(NOCHE + timedelta(minutes=20), tick=False)
    llamar(punto, "", b"todo bien, bytes=1000\n")
    e.refresh_from_db()
    assert (e.estado, e.duracion) == ("conforme", timedelta(minutes=20))
    assert e.aportes.count() == 2
    assert Corrida.objects.get(pk=e.corrida_id).ejecucion == e


def test_without_rid_nor_start_the_ends_of_one_minute_are_one_run(punto, time_machine):
    """`curl --retry` repeats what was heard; every signal is kept, the run is told once and only
    gets worse (evidencia.md §4)."""
    for segundo, accion in ((0, ""), (20, "/0"), (40, "/fail"), (60, "")):
        time_machine.move_to(NOCHE + timedelta(seconds=segundo), tick=False)
        llamar(punto, accion)
    corridas = Ejecucion.objects.order_by("clave")
    assert [(e.estado, e.repetida, e.aportes.count()) for e in corridas] == [
        ("no_conforme", 2, 3), ("conforme", 0, 1),
    ]  # fmt: skip
    assert Evidencia.objects.count() == 4


@pytest.mark.parametrize("accion", ["/fail", "/1", "/255"])
def test_a_failure_is_a_failure(punto, accion):
    llamar(punto, accion, b"No space left on device")
    e = Ejecucion.objects.get()
    assert e.estado == "no_conforme"
    assert "No space left" in e.mensaje


def test_the_rid_ties_runs_that_overlap(punto, time_machine):
    otro = RID.replace("2f1b", "aaaa")
    llamar(punto, "/start", rid=RID)
    llamar(punto, "/start", rid=otro)
    time_machine.move_to(NOCHE + timedelta(minutes=5), tick=False)
    llamar(punto, "/fail", rid=RID)
    llamar(punto, "/0", rid=otro)
    estados = dict(Ejecucion.objects.values_list("clave", "estado"))
    assert sorted(estados.values()) == ["conforme", "no_conforme"]
    assert estados[f"ping:{punto.pk}:{RID}"] == "no_conforme"


def test_the_same_rid_every_night_is_a_run_every_night(punto, time_machine):
    """A script with a fixed rid: last night's success answers only for last night."""
    for noche, final in ((0, "/0"), (1, "/fail")):
        for minuto, accion in ((0, "/start"), (10, final), (11, final)):
            time_machine.move_to(NOCHE + timedelta(days=noche, minutes=minuto), tick=False)
            llamar(punto, accion, rid=RID)
    corridas = Ejecucion.objects.order_by("inicio")
    assert [(e.estado, e.duracion) for e in corridas] == [
        ("conforme", timedelta(minutes=10)), ("no_conforme", timedelta(minutes=10)),
    ]  # fmt: skip
    assert len({e.corrida_id for e in corridas}) == 2


def test_a_start_after_the_end_with_the_same_rid(punto, time_machine):
    """Late by some seconds, it is of the run that ended; after a run with its start, another."""
    llamar(punto, "/0", rid=RID)
    llamar(punto, "/start", rid=RID)
    assert Ejecucion.objects.get().estado == "conforme"
    otro = RID.replace("2f1b", "bbbb")
    for minuto, accion in ((1, "/start"), (2, "/0"), (3, "/start"), (5, "/fail")):
        time_machine.move_to(NOCHE + timedelta(minutes=minuto), tick=False)
        llamar(punto, accion, rid=otro)
    suyas = Ejecucion.objects.filter(clave__contains=otro).order_by("inicio")
    assert [(e.estado, e.duracion) for e in suyas] == [
        ("conforme", timedelta(minutes=1)), ("no_conforme", timedelta(minutes=2)),
    ]  # fmt: skip


def test_an_end_however_late_is_of_the_run_that_was_open(punto, time_machine):
    llamar(punto, "/start", rid=RID)
    time_machine.move_to(NOCHE + timedelta(hours=30), tick=False)
    assert cerrar_abiertas(ahora=NOCHE + timedelta(hours=30)) == 1
    llamar(punto, "/0", rid=RID)
    e = Ejecucion.objects.get()
    assert (e.estado, e.duracion) == ("no_conforme", timedelta(hours=30))


@pytest.mark.parametrize(
    ("consulta", "estado"),
    [
        ({"status": "up", "msg": "finish"}, "conforme"),
        ({"status": "up", "msg": "OK", "ping": ""}, "conforme"),
        ({"status": "up", "msg": "start"}, "en_curso"),
        ({"status": "down", "msg": "No space left on device"}, "no_conforme"),
        ({"status": "otro"}, "conforme"),
    ],
)
def test_what_is_pushed_to_uptime_kuma_is_understood(punto, consulta, estado):
    assert llamar(punto, **consulta).content == b"OK"
    assert Ejecucion.objects.get().estado == estado


@pytest.mark.parametrize(("muestra", "estado"), [("completa", "conforme"), ("fatal", "no_conforme"),
                                                 ("parcial", "advertencia")])  # fmt: skip
@pytest.mark.requisito("MIN-7.1.1-b")
def test_a_tool_posts_its_own_report(punto, muestra, estado, time_machine):
    """Duplicati can send no header: the address is the secret, and the report says how it went."""
    time_machine.move_to(utc(2026, 11, 22), tick=False)
    raiz = Path(__file__).parent.parent / "muestras" / "duplicati" / muestra
    crudo = (raiz / "stdout.json").read_bytes()
    for _ in range(2):
        respuesta = llamar(punto, "/reporte", crudo)
        assert (respuesta.status_code, respuesta.content) == (200, b"OK")
    e = Ejecucion.objects.get()
    assert (e.estado, e.trabajo, e.canal) == (estado, "JOB-1", "api")


def test_a_report_has_its_limits(punto):
    assert llamar(punto, "/reporte").status_code == 405
    assert llamar(punto, "/reporte", b"x" * (5 * 1024 * 1024 + 1)).status_code == 413
    assert llamar(punto, "/reporte", b"[" * 99).status_code == 413
    assert llamar(punto, "/reporte", b"[]", rid="nada").status_code == 400
    assert not Ejecucion.objects.exists()
    assert set(LecturaDeEvidencia.objects.values_list("resultado", flat=True)) == {"rechazada"}


def test_a_log_adds_and_decides_nothing(punto):
    assert llamar(punto, "/log", b"hola").status_code == 200
    assert not Ejecucion.objects.exists()
    assert Evidencia.objects.get().partes == {"stdout": b"hola"}
    llamar(punto, "/start")
    llamar(punto, "/log", b"a medio camino")
    assert Ejecucion.objects.get().estado == "en_curso"


def test_a_slug_is_made_the_first_time_that_it_is_named(punto, time_machine):
    raiz = f"/p/{punto.fuente.clave_ping}"
    assert Client().get(f"{raiz}/mesa/0").content == b"OK"
    assert Client().get(f"{raiz}/nuevo").status_code == 404
    creado = Client().post(f"{raiz}/nuevo/start?create=1")
    assert (creado.status_code, creado.content) == (201, b"Created")
    assert PuntoDePing.objects.get(slug="nuevo").trabajo == "nuevo"
    assert Client().get(f"{raiz}/nuevo?create=1").content == b"OK"
    assert Client().get(f"{raiz}/Malo!?create=1").status_code == 400


@pytest.mark.parametrize(
    ("camino", "estado"),
    [
        ("/p/00000000-0000-4000-8000-000000000000", 404),
        ("/p/no-hay/mesa", 404),
        ("/p/{codigo}/256", 400),
        ("/p/{codigo}/otra", 400),
        ("/p/{codigo}?rid=nada", 400),
        ("/p/x", 400),
        ("/p/a/b/c/d", 400),
    ],
)
def test_what_is_not_a_ping_is_refused(punto, camino, estado):
    assert Client().get(camino.format(codigo=punto.codigo)).status_code == estado
    assert not Evidencia.objects.exists()


def test_another_method_is_not_a_ping(punto):
    assert Client().put(f"/p/{punto.codigo}").status_code == 405


def test_the_body_is_cut_and_needs_no_csrf_token(punto):
    cliente = Client(enforce_csrf_checks=True)
    respuesta = cliente.post(f"/p/{punto.codigo}", b"x" * 300_000, content_type="text/plain")
    assert respuesta.status_code == 200
    assert len(Evidencia.objects.get().partes["stdout"]) == 100_000


@pytest.mark.parametrize("cuerpo", [b"\0" * 99, bytes(range(256)), b"[" * 50_000, b"\xff\xfe"])
def test_hostile_bodies_are_answered(punto, cuerpo):
    assert llamar(punto, "", cuerpo).status_code == 200


def test_strangers_and_floods_are_slowed_down(punto, monkeypatch):
    monkeypatch.setattr("respaldo.views.pings.POR_MINUTO", 2)
    assert [llamar(punto).status_code for _ in range(3)] == [200, 200, 429]
    monkeypatch.setattr("respaldo.views.pings.EXTRANOS", 1)
    ajeno = "/p/00000000-0000-4000-8000-000000000000"
    assert [Client().get(ajeno).status_code for _ in range(2)] == [404, 429]


def test_a_source_may_be_tied_to_addresses_or_turned_off(punto):
    punto.fuente.redes = "10.0.0.0/8"
    punto.fuente.save()
    assert llamar(punto).status_code == 403
    punto.fuente.redes, punto.fuente.activa = "", False
    punto.fuente.save()
    assert llamar(punto).status_code == 404


@pytest.mark.requisito("MIN-7.1.1-d")
def test_an_open_start_exceeds_its_window_and_stays_so(punto, time_machine):
    llamar(punto, "/start")
    e = Ejecucion.objects.get()
    cierre = Corrida.objects.get(pk=e.corrida_id).fin_previsto
    assert cerrar_abiertas(ahora=cierre) == 0
    tarde = cierre + timedelta(hours=3)
    assert cerrar_abiertas(ahora=tarde) == 1
    assert cerrar_abiertas(ahora=tarde) == 0
    e.refresh_from_db()
    assert (e.estado, e.detalle["motivos"]) == ("no_conforme", ["EXCEDE_VENTANA"])
    assert Corrida.objects.get(pk=e.corrida_id).discrepancias
    time_machine.move_to(AHORA, tick=False)
    llamar(punto, rid="")
    e.refresh_from_db()
    assert e.estado == "no_conforme"


def test_a_point_may_be_bound_to_a_line(punto, diaria):
    punto.trabajo, punto.item = "sin regla", diaria.item
    punto.tipo_de_backup, punto.serie_modalidad = diaria.tipo_de_backup, diaria.modalidad
    punto.save()
    llamar(punto)
    assert Ejecucion.objects.get().situacion == "prevista"


def test_a_ping_costs_few_statements(punto, django_assert_max_num_queries):
    with django_assert_max_num_queries(segun_motor(sqlite=23, postgresql=13)):
        assert llamar(punto, rid="9bc9a90a-826a-4c43-9d4c-3c51a0d0a1f2").status_code == 200
