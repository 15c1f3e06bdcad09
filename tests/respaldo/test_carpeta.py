"""The watched folder: nothing lost, nothing twice."""

import fcntl
import os
from datetime import timedelta
from pathlib import Path

import pytest

from respaldo.acciones.carpetas import revisar_carpeta
from respaldo.models import Ejecucion, Evidencia
from tests.fabricas import AHORA
from tests.respaldo.apoyo import fuente
from tests.respaldo.test_api_evidencias import CORREO

pytestmark = pytest.mark.django_db
CSV = (
    b"trabajo;estado;inicio;fin;bytes\n"
    b"JOB-1;conforme;2026-03-09 22:05;2026-03-09 22:50;1000\n"
    b"OTRO;no conforme;2026-03-09 23:05;2026-03-09 23:10;0\n"
)


@pytest.fixture
def carpeta(diaria, tmp_path) -> Path:
    fuente("Consola Veeam", zona="America/Lima")
    propia: Path = tmp_path / "consola-veeam"
    propia.mkdir()
    return propia


def dejar(carpeta: Path, nombre: str, contenido: bytes, hace: int = 60) -> Path:
    ruta = carpeta / nombre
    ruta.write_bytes(contenido)
    momento = (AHORA - timedelta(seconds=hace)).timestamp()
    os.utime(ruta, (momento, momento))
    return ruta


def revisar(carpeta: Path, horas: int = 0) -> int:
    return revisar_carpeta(raiz=str(carpeta.parent), ahora=AHORA + timedelta(hours=horas))


@pytest.mark.requisito("MIN-7.1.1-b")
def test_it_reads_what_is_left_there_once(carpeta):
    dejar(carpeta, "reporte.csv", CSV)
    dejar(carpeta, "aviso.eml", CORREO)
    assert revisar(carpeta) == 2
    assert revisar(carpeta) == 0
    assert {p.name for p in (carpeta / "procesados").iterdir()} == {"reporte.csv", "aviso.eml"}
    estados = dict(Ejecucion.objects.values_list("trabajo", "estado"))
    assert (estados["JOB-1"], estados["OTRO"]) == ("conforme", "no_conforme")
    dejar(carpeta, "reporte.csv", CSV)
    assert revisar(carpeta, horas=1) == 1
    assert Evidencia.objects.count() == 2
    assert len(list((carpeta / "procesados").iterdir())) == 3


def test_what_is_not_understood_is_kept_apart_and_as_evidence(carpeta):
    dejar(carpeta, "foto.bin", bytes(range(256)))
    dejar(carpeta, "grande.log", b"x" * 11_000_000)
    assert revisar(carpeta) == 2
    assert len(list((carpeta / "rechazados").iterdir())) == 2
    assert Evidencia.objects.count() == 2


@pytest.mark.parametrize(
    ("nombre", "contenido", "dicho"),
    [
        ("copia.exe", b"MZ\x90\0", "es un programa"),
        ("salida.zip", b"PK\x03\x04\0\0", "Descomprímalo"),
        ("pantalla.log", b"\x89PNG\r\n\x1a\n", "registrar la ejecución a mano"),
        ("nada.log", b"", "está vacío"),
    ],
)
def test_what_can_be_no_evidence_is_refused_with_its_reason(carpeta, nombre, contenido, dicho):
    dejar(carpeta, nombre, contenido)
    revisar(carpeta)
    assert [p.name for p in (carpeta / "rechazados").iterdir()] == [nombre]
    rechazada = Evidencia.objects.get()
    lectura = rechazada.lecturas.get()
    assert (lectura.resultado, rechazada.partes) == ("rechazada", {})
    assert dicho in lectura.mensajes[0]


def test_what_is_still_being_written_hidden_or_a_link_waits(carpeta, tmp_path):
    dejar(carpeta, "nuevo.csv", CSV, hace=2)
    dejar(carpeta, ".parcial.csv", CSV)
    secreto = dejar(tmp_path, "ajeno.txt", b"secreto")
    (carpeta / "enlace.csv").symlink_to(secreto)
    (tmp_path / "fuente-que-no-existe").mkdir()
    assert revisar(carpeta) == 0
    assert revisar_carpeta(raiz="", ahora=AHORA) == 0
    assert not Evidencia.objects.exists()


def test_a_file_that_a_dead_worker_held_is_taken_again_and_not_doubled(carpeta, monkeypatch):
    dejar(carpeta, "reporte.csv", CSV)
    mover = Path.rename

    def muere(self: Path, destino: Path) -> Path:
        if "procesados" in str(destino):
            raise KeyboardInterrupt
        return mover(self, destino)

    monkeypatch.setattr(Path, "rename", muere)
    with pytest.raises(KeyboardInterrupt):
        revisar(carpeta)
    monkeypatch.setattr(Path, "rename", mover)
    assert revisar(carpeta, horas=1) == 1
    assert Evidencia.objects.count() == 1
    assert [e.repetida for e in Ejecucion.objects.all()] == [0, 0]


def test_one_that_another_worker_reads_is_left_to_it(carpeta):
    dejar(carpeta, "reporte.csv", CSV)
    (carpeta / ".tomados").mkdir()
    tomado = (carpeta / "reporte.csv").rename(carpeta / ".tomados" / "reporte.csv")
    with tomado.open("rb") as ajeno:
        fcntl.flock(ajeno, fcntl.LOCK_EX)
        assert revisar(carpeta) == 0
    assert revisar(carpeta) == 1
