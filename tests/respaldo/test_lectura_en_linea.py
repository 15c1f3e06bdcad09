"""What a web process reads by itself is cheap; the rest is read by another, with its limits.

Fuente: evidencia.md §9 («parsing inline only when cheap, otherwise in the worker»).
"""

import time
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from respaldo.acciones import ensayos, subidas
from respaldo.acciones.fuentes import huella
from respaldo.api import evidencias as api
from respaldo.importadores.captura import Captura
from respaldo.lector import EN_LINEA, LectorAparte, entender
from respaldo.models import Ejecucion, Evidencia, EvidenciaPendiente
from tests.fuzz.oraculo import LECTORES, semillas
from tests.respaldo.apoyo import TOKEN, fuente
from tests.respaldo.test_evidencias import captura

SEGUNDOS = 2.0  # of processor; the worst sample takes some 0.2
MUCHO = b"x" * EN_LINEA
CORREO = b"From: nas@ejemplo.gob.pe\nSubject: Backup\nMessage-ID: <1@nas>\n\n"
MORTAL = CORREO + b"MUERE\n" + MUCHO


@pytest.fixture(scope="module")
def todas():
    return semillas()


def crecida(chica: Captura) -> Captura:
    """The same, its streams repeated until they fill what is read at once."""
    flujos = {n: getattr(chica, n) for n in ("stdout", "stderr", "correo") if getattr(chica, n)}
    tope = EN_LINEA // max(1, len(flujos) + len(chica.archivos))

    def repetir(crudo: bytes) -> bytes:
        return crudo * max(1, tope // len(crudo)) if crudo else crudo

    archivos = {nombre: repetir(crudo) for nombre, crudo in chica.archivos.items()}
    return replace(chica, archivos=archivos, **{n: repetir(c) for n, c in flujos.items()})


@pytest.mark.parametrize("lector", LECTORES)
def test_what_is_read_at_once_is_cheap_whatever_it_is(todas, lector):
    """CPU, not clock: a busy machine changes nothing."""
    for semilla in todas[lector]:
        grande = crecida(semilla.captura)
        antes = time.process_time()
        entender(grande)
        assert time.process_time() - antes < SEGUNDOS, semilla.ruta


@pytest.fixture
def hijos(monkeypatch):
    """What was asked of a child, with its size."""
    pedidos = []
    pedir = LectorAparte._pedir

    def anotar(self, que, suya):
        pedidos.append(que)
        return pedir(self, que, suya)

    monkeypatch.setattr(LectorAparte, "_pedir", anotar)
    return pedidos


def test_a_small_delivery_needs_no_other_process(hijos):
    with LectorAparte() as lector:
        assert lector.a_medida(captura()).reconocida
        assert lector.abrir(captura()) == captura()
    assert hijos == []


def test_a_big_mail_is_opened_apart_as_it_would_be_here(hijos):
    crudo = CORREO + b"Copia terminada.\n" * (EN_LINEA // 10)
    correo = replace(captura(), stdout=b"", correo=crudo)
    with LectorAparte() as lector:
        suya = lector.abrir(correo)
        chica = lector.abrir(replace(correo, correo=crudo[:1000] + b"\n"))
    assert hijos == ["abrir"]
    assert suya.stdout.startswith(chica.stdout.rstrip(b"\n")[:900])
    assert (suya.asunto, suya.remitente, suya.canal) == ("Backup", chica.remitente, "correo")


@pytest.fixture
def sesion(client, operador):
    client.force_login(operador)
    return client


def probar(sesion, de, archivo, **extra):
    datos = {"archivo": SimpleUploadedFile(*archivo), **extra}
    return sesion.post(reverse("respaldo:fuente_prueba", args=[de.pk]), datos)


@pytest.mark.django_db
@pytest.mark.requisito("MIN-7.1.1-b")
def test_a_big_trial_is_read_apart_and_keeps_nothing(sesion, hijos):
    grande = captura().stdout + b"\n" + MUCHO
    respuesta = probar(sesion, fuente(), ("restic.log", grande))
    assert respuesta.status_code == 200
    assert hijos == ["leer"]
    assert "Qué se entendió" in respuesta.content.decode()
    assert not Evidencia.objects.exists()


def mortal():
    return LectorAparte(modulo="tests.respaldo.lector_que_muere")


@pytest.mark.django_db
def test_a_trial_that_goes_over_the_limits_is_told_with_its_remedy(sesion, monkeypatch):
    monkeypatch.setattr(ensayos, "LectorAparte", mortal)
    respuesta = probar(sesion, fuente(), ("aviso.eml", MORTAL))
    assert respuesta.status_code == 422
    assert "se detuvo de golpe" in respuesta.content.decode()
    assert "el final de la salida" in respuesta.content.decode()
    assert not Evidencia.objects.exists()


@pytest.mark.django_db
def test_a_mail_brought_that_cannot_be_opened_is_refused_and_its_fact_kept(sesion, monkeypatch):
    monkeypatch.setattr(subidas, "LectorAparte", mortal)
    respuesta = probar(sesion, fuente(), ("aviso.eml", MORTAL), recibir="si")
    assert respuesta.status_code == 422
    assert "no se pudo abrir" in respuesta.content.decode()
    assert (Evidencia.objects.get().tamano, Evidencia.objects.get().partes) == (len(MORTAL), {})


@pytest.mark.django_db
def test_a_big_file_that_a_person_brings_is_read_apart_before_it_is_kept(sesion, hijos):
    grande = captura().stdout + b"\n" + MUCHO + b"\n"
    respuesta = probar(sesion, fuente(), ("restic.log", grande), recibir="si")
    assert respuesta.status_code == 302
    assert hijos == ["leer"]
    assert Ejecucion.objects.count() == 1
    assert not EvidenciaPendiente.objects.exists()


@pytest.mark.django_db
def test_a_mail_that_cannot_be_opened_is_refused_and_its_fact_kept(client, monkeypatch):
    monkeypatch.setattr(api, "LectorAparte", mortal)
    fuente(token_sha256=huella(TOKEN))
    respuesta = client.post(
        "/api/v1/correos/",
        MORTAL,
        content_type="message/rfc822",
        headers={"Authorization": f"Bearer {TOKEN}"},
    )
    assert respuesta.status_code == 422
    assert "no se pudo abrir" in respuesta.json()["detail"]
    rechazada = Evidencia.objects.get()
    assert (rechazada.tamano, bytes(rechazada.copia)) == (len(MORTAL), b"")
    bien = client.post(
        "/api/v1/correos/",
        CORREO + b"Copia terminada.\n" * EN_LINEA,
        content_type="message/rfc822",
        headers={"Authorization": f"Bearer {TOKEN}"},
    )
    assert bien.status_code == 202
