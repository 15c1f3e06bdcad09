"""The probe, the health page and the figures: what is wrong, and what to do."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import OperationalError
from django.test import override_settings

from backupgov import salud
from gobierno import acciones
from gobierno.avisos import Mensaje, encolar, preparar_envios
from gobierno.models import Envio, Latido
from respaldo.acciones.recorrido_de_sellos import verificar_sellos
from tests.fabricas import AHORA

pytestmark = pytest.mark.django_db
HORA = timedelta(hours=1)


@pytest.fixture(autouse=True)
def en_hora(time_machine):
    time_machine.move_to(AHORA, tick=False)


def estados(cuando=AHORA) -> dict[str, str]:
    return {revision.nombre: revision.estado for revision in salud.revisar(cuando)}


def test_the_probe_answers_without_a_session_and_says_little(client):
    respuesta = client.get("/salud/")
    assert respuesta.status_code == 200
    assert respuesta.json() == {"estado": "bien"}
    assert "no-store" in respuesta["Cache-Control"]


def test_the_probe_fails_with_the_database(client, monkeypatch):
    def caida():
        raise OperationalError("postgres://usuario:secreto@servidor")

    monkeypatch.setattr(salud, "connection", SimpleNamespace(cursor=caida))
    respuesta = client.get("/salud/")
    assert respuesta.status_code == 503
    assert respuesta.json() == {"estado": "mal", "falla": ["Base de datos"]}
    assert "secreto" not in str([r.detalle for r in salud.revisar(AHORA)])


def test_a_pending_migration_is_essential(client, monkeypatch):
    monkeypatch.setattr(salud.MigrationExecutor, "migration_plan", lambda *_: [("x", False)])
    assert client.get("/salud/").status_code == 503


def test_who_never_signed_is_not_well_and_says_what_to_do():
    revisiones = {r.nombre: r for r in salud.revisar(AHORA)}
    assert revisiones["Programador (beat)"].estado == salud.MAL
    assert "Levante" in revisiones["Trabajador (worker)"].remedio
    assert revisiones["Cadena de la bitácora"].estado == salud.AVISO


def test_everything_is_well_when_all_sign():
    for componente in ("worker", "beat", "plazos"):
        acciones.latir(componente=componente, ahora=AHORA)
    acciones.verificar_cadena(ahora=AHORA, hoy=AHORA.date())
    verificar_sellos(ahora=AHORA, hoy=AHORA.date())
    assert set(estados(AHORA + timedelta(minutes=2)).values()) == {salud.OK}
    tarde = estados(AHORA + 30 * HORA)
    assert tarde["Trabajador (worker)"] == salud.MAL
    assert tarde["Cadena de la bitácora"] == salud.AVISO
    assert tarde["Sellos de la evidencia"] == salud.AVISO


def test_a_broken_chain_is_serious():
    Latido.objects.create(
        componente="cadena", ultimo_en=AHORA, detalle="Rota en la entrada 7: falta."
    )
    assert estados()["Cadena de la bitácora"] == salud.MAL


def test_mail_that_fails_or_waits_shows(operador):
    encolar(Mensaje(clave="a", tipo="x", asunto="x", texto="x"), para=[operador], ahora=AHORA)
    preparar_envios(ahora=AHORA + HORA)
    assert estados(AHORA + HORA)["Correo"] == salud.OK
    assert estados(AHORA + 2 * HORA)["Correo"] == salud.AVISO
    Envio.objects.update(estado="fallido")
    assert estados()["Correo"] == salud.AVISO


@pytest.mark.parametrize(("libre", "estado"), [(50, salud.OK), (10, salud.AVISO), (1, salud.MAL)])
def test_a_full_disk_shows_before_it_is_full(monkeypatch, libre, estado):
    monkeypatch.setattr(
        salud.shutil, "disk_usage", lambda _: SimpleNamespace(total=100, free=libre, used=0)
    )
    assert salud.disco().estado == estado


def test_the_queue_is_counted_in_the_folder(settings, tmp_path):
    settings.REDIS_URL, settings.CARPETA_COLA = "", tmp_path
    assert salud.largo_de_la_cola() == 0
    (tmp_path / "mensajes").mkdir()
    for n in range(salud.COLA_LARGA + 1):
        (tmp_path / "mensajes" / f"{n}.msg").touch()
    assert salud.cola().estado == salud.AVISO


def test_a_queue_that_does_not_answer_shows(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert salud.cola().estado == salud.MAL


@pytest.mark.redis
def test_the_queue_is_counted_in_redis():
    assert salud.largo_de_la_cola() is not None


def test_the_page_says_what_to_do_and_when_it_was_down(client, administrador):
    acciones.latir(componente="beat", ahora=AHORA - 5 * HORA)
    acciones.latir(componente="beat", ahora=AHORA - 2 * HORA)
    client.force_login(administrador)
    texto = client.get("/salud/sistema/").content.decode()
    assert "Levante el proceso beat." in texto
    assert "3\u00a0h" in texto


def test_figures_are_for_this_machine_or_for_the_token(client, operador):
    acciones.latir(componente="beat", ahora=AHORA - HORA)
    texto = client.get("/metricas/").content.decode()
    assert 'backupgov_latido_segundos{componente="beat"} 3600.0' in texto
    assert "backupgov_corridas_vencidas 0.0" in texto
    assert 'backupgov_envios{estado="fallido"} 0.0' in texto
    assert client.get("/metricas/", REMOTE_ADDR="10.0.0.9").status_code == 403
    with override_settings(METRICAS_TOKEN="largo-y-secreto"):
        assert client.get("/metricas/").status_code == 403
        con = {"HTTP_AUTHORIZATION": "Bearer largo-y-secreto", "REMOTE_ADDR": "10.0.0.9"}
        assert client.get("/metricas/", **con).status_code == 200
        assert client.get("/metricas/", HTTP_AUTHORIZATION="Bearer ñ").status_code == 403
