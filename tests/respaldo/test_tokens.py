"""Credentials of a source: they end, they are limited one by one, and may be signed (§9)."""

import re
from datetime import timedelta

import pytest
from django.conf import settings

from gobierno.models import Aviso
from respaldo.acciones.fuentes import huella
from respaldo.acciones.silencios import avisar_vencimientos
from respaldo.api.autenticacion import RitmoDeFuente
from respaldo.firmas import firma_vale, firmar, llave_de_firma
from respaldo.models import Ejecucion, Fuente, LecturaDeEvidencia
from tests.fabricas import AHORA
from tests.respaldo.entregas import CUERPO, crudo
from tests.respaldo.test_api import problema
from tests.respaldo.test_api_evidencias import enviar

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reloj_detenido")]
LISTA = "/respaldo/fuentes/"
OTRO = "bgv_" + "o" * 43


def test_a_token_ends_on_its_day_and_the_fact_is_kept_once(restic, diaria, time_machine):
    Fuente.objects.update(token_vence_en=AHORA + timedelta(hours=1))
    assert enviar().status_code == 201
    time_machine.move_to(AHORA + timedelta(hours=2), tick=False)
    for _ in range(2):
        assert "venció" in problema(enviar(), 401)["detail"]
    rechazo = LecturaDeEvidencia.objects.get(resultado="rechazada")
    assert "venció" in rechazo.mensajes[0]


def test_a_person_sets_when_it_ends_and_a_new_token_starts_again(admin, restic, time_machine):
    dia = (AHORA + timedelta(days=20)).date()
    datos = {"nombre": "Restic", "zona": "UTC", "token_vence_en": dia.isoformat()}
    assert admin.post(f"{LISTA}{restic.pk}/editar/", datos).status_code == 302
    restic.refresh_from_db()
    assert restic.token_vence_en.isoformat().startswith(f"{dia + timedelta(days=1)}T05:00")
    pagina = admin.get(f"{LISTA}{restic.pk}/").content.decode()
    assert "está por vencer" in pagina
    assert f"vale hasta el {dia:%d/%m/%Y}" in pagina
    assert dia.isoformat() in admin.get(f"{LISTA}{restic.pk}/editar/").content.decode()
    renovar = admin.post(f"{LISTA}{restic.pk}/token/", {"dias": "90"})
    assert renovar.status_code == 302
    vencia, restic = restic.token_vence_en, Fuente.objects.get(pk=restic.pk)
    assert (restic.token_vence_en, restic.token_anterior_hasta) == (None, vencia)
    malo = admin.post(f"{LISTA}{restic.pk}/editar/", datos | {"token_vence_en": "9999-12-31"})
    assert malo.status_code == 422


def test_who_manages_sources_is_told_once_before_a_token_ends(admin, restic):
    Fuente.objects.update(token_vence_en=AHORA + timedelta(days=10))
    assert avisar_vencimientos(ahora=AHORA) > 0
    assert avisar_vencimientos(ahora=AHORA + timedelta(days=1)) == 0
    assert set(Aviso.objects.values_list("tipo", flat=True)) == {"token_por_vencer"}


def test_each_token_has_its_own_rate(restic, diaria, monkeypatch):
    """Two valid tokens during a rotation: one that goes mad does not silence the other."""
    monkeypatch.setattr(RitmoDeFuente, "rate", "1/min", raising=False)
    Fuente.objects.update(
        token_anterior_sha256=huella(OTRO), token_anterior_hasta=AHORA + timedelta(days=1)
    )
    assert [crudo().status_code for _ in range(2)] == [201, 429]
    assert crudo(token=OTRO).status_code == 200
    respuesta = crudo()
    assert "Retry-After" in problema(respuesta, 429)["remedio"]
    assert 0 < int(respuesta["Retry-After"]) <= 61
    assert settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"] == {"fuente": "60/min"}


@pytest.mark.parametrize(
    ("firma", "vale"),
    [
        ("", False), ("t=1,v1=ff", False), ("t=999999999999," + "v1=" + "a" * 64, False),
        ("la buena", True), ("la de otros bytes", False), ("la de antes", False),
    ],
)  # fmt: skip
def test_a_signature_is_of_these_bytes_and_of_now(firma, vale):
    llave = llave_de_firma("maestra", 7, 1)
    firmas = {
        "la buena": firmar(llave, CUERPO, AHORA - timedelta(minutes=4)),
        "la de otros bytes": firmar(llave, CUERPO + b" ", AHORA),
        "la de antes": firmar(llave, CUERPO, AHORA - timedelta(minutes=6)),
    }
    assert firma_vale(firmas.get(firma, firma), CUERPO, [llave], ahora=AHORA) is vale


def test_a_source_may_demand_a_signature(admin, restic, diaria):
    firma = f"{LISTA}{restic.pk}/firma/"
    pagina = admin.post(firma, {"exige": "si"}, follow=True).content.decode()
    llave = re.search(r"<code>([0-9a-f]{64})</code>", pagina)[1]
    assert llave not in admin.get(f"{LISTA}{restic.pk}/").content.decode()
    problema(crudo(), 401)
    problema(enviar(), 401)
    problema(crudo(firmar(llave, CUERPO + b"x", AHORA)), 401)
    assert LecturaDeEvidencia.objects.filter(resultado="rechazada").count() == 1
    assert crudo(firmar(llave, CUERPO, AHORA)).status_code == 201
    assert Ejecucion.objects.count() == 1
    admin.post(firma, {"exige": "no"})
    assert crudo().status_code == 200
    otra = admin.post(firma, {"exige": "si"}, follow=True).content.decode()
    assert llave not in otra
    problema(crudo(firmar(llave, CUERPO, AHORA)), 401)
