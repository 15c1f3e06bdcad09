"""The reader in a process of its own: what kills it kills nothing else (evidencia.md §9)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from respaldo.acciones import pendientes
from respaldo.acciones.carpetas import revisar_carpeta
from respaldo.acciones.pendientes import INTENTOS, RESERVA, leer_pendientes
from respaldo.lector import LectorAparte, LectorDetenido, LectorRoto, Limites
from respaldo.models import Ejecucion, Evidencia, EvidenciaPendiente, LecturaDeEvidencia
from tests.fabricas import AHORA
from tests.respaldo.apoyo import fuente
from tests.respaldo.test_carpeta import CSV, dejar
from tests.respaldo.test_evidencias import captura, llega

LUEGO = AHORA + timedelta(hours=5)
MORTAL = "tests.respaldo.lector_que_muere"


@pytest.fixture
def lector() -> Iterator[LectorAparte]:
    with LectorAparte(Limites(segundos=1), MORTAL) as aparte:
        yield aparte


def mala(palabra: bytes):
    return replace(captura(), stdout=palabra)


def esperan(*capturas):
    for una in capturas:
        llega(una, en_linea=0)


@pytest.mark.parametrize(
    ("palabra", "motivo"),
    [
        (b"MUERE", "se detuvo de golpe"),
        (b"GIRA", "más de 1 s de procesador"),
        (b"HINCHA", "más de 512 MB"),
    ],
)
def test_it_says_why_the_reader_did_not_come_back_and_reads_on(lector, palabra, motivo):
    with pytest.raises(LectorDetenido, match=motivo):
        lector(mala(palabra))
    assert lector(captura()).ejecuciones[0].estado == "conforme"


def test_a_reader_that_raises_is_not_one_that_died(lector):
    with pytest.raises(LectorRoto, match="RuntimeError"):
        lector(mala(b"FALLA"))
    assert lector(captura()).reconocida


def test_the_child_sees_no_secret_of_its_parent(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "hunter2")
    with LectorAparte() as aparte:
        aparte(captura())  # it has answered, so it is no longer being started
        ambiente = Path(f"/proc/{aparte._hijo.pid}/environ").read_bytes()
    assert b"PATH" in ambiente
    assert b"hunter2" not in ambiente


@pytest.mark.django_db
@pytest.mark.requisito("MIN-7.1.1-b")
def test_a_poison_delivery_goes_to_quarantine_and_the_queue_goes_on(diaria, lector):
    esperan(mala(b"MUERE"), captura())
    assert leer_pendientes(ahora=LUEGO, aparte=lector) == 2
    assert not EvidenciaPendiente.objects.exists()
    assert Ejecucion.objects.get().estado == "conforme"
    mala_ = LecturaDeEvidencia.objects.get(resultado="error")
    assert "se detuvo de golpe" in mala_.mensajes[0]
    assert f"{INTENTOS} intentos" in mala_.mensajes[1]


@pytest.mark.django_db
def test_a_reader_that_raises_leaves_its_reading_at_once(diaria, lector):
    esperan(mala(b"FALLA"))
    assert leer_pendientes(ahora=LUEGO, aparte=lector) == 1
    assert LecturaDeEvidencia.objects.get().resultado == "error"


@pytest.mark.django_db
def test_what_kills_the_worker_itself_is_tried_alone_and_then_no_more(diaria, monkeypatch):
    """The worker dies with the lot in its hands: nothing is written after the reservation."""
    esperan(mala(b"MUERE"), captura())
    ahora = LUEGO

    def muere(*_):
        raise SystemExit

    monkeypatch.setattr(pendientes, "_leer_un_lote", muere)
    with pytest.raises(SystemExit):
        leer_pendientes(ahora=ahora)
    assert list(EvidenciaPendiente.objects.values_list("intentos", flat=True)) == [1, 1]
    assert leer_pendientes(ahora=ahora) == 0  # somebody has them
    monkeypatch.undo()
    ahora += RESERVA
    primera = EvidenciaPendiente.objects.order_by("pk").first()
    EvidenciaPendiente.objects.filter(pk=primera.pk).update(intentos=INTENTOS)
    assert leer_pendientes(ahora=ahora) == 2
    lectura = LecturaDeEvidencia.objects.get(evidencia=primera.pk)
    assert lectura.mensajes[0] == pendientes.MUERTE
    assert Ejecucion.objects.get().estado == "conforme"


@pytest.mark.django_db
def test_a_file_that_kills_its_reader_does_not_stop_the_folder(diaria, tmp_path, monkeypatch):
    fuente("Consola")
    propia = tmp_path / "consola"
    propia.mkdir()
    dejar(propia, "a.csv", CSV)
    dejar(propia, "b.csv", CSV.replace(b"JOB-1", b"JOB-2"))

    class UnaVez(LectorAparte):
        veces = 0

        def __call__(self, captura):
            UnaVez.veces += 1
            if UnaVez.veces == 1:
                raise LectorDetenido("murió")
            return super().__call__(captura)

    monkeypatch.setattr("respaldo.acciones.carpetas.LectorAparte", UnaVez)
    assert revisar_carpeta(raiz=str(tmp_path), ahora=AHORA) == 2
    assert EvidenciaPendiente.objects.get().evidencia == Evidencia.objects.earliest("pk")
    assert set(Ejecucion.objects.values_list("trabajo", flat=True)) == {"JOB-2", "OTRO"}
