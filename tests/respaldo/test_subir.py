"""What a person uploads: any text of a tool is evidence, and nothing breaks the page."""

import gzip
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gobierno.models import Adjunto, EventoBitacora
from respaldo.acciones import subidas
from respaldo.lector import LectorDetenido
from respaldo.models import Ejecucion, Evidencia, EvidenciaPendiente
from tests.fabricas import AHORA
from tests.respaldo.apoyo import fuente
from tests.respaldo.test_api_evidencias import CORREO
from tests.respaldo.test_evidencias import FOTO, RESUMEN

pytestmark = pytest.mark.django_db
SUBIR = "/respaldo/ejecuciones/archivo/"
RESTIC = json.dumps(RESUMEN).encode() + b"\n"
CHEQUEO = b'{"message_type":"summary","num_errors":0,"broken_packs":null,"suggest_prune":false}\n'
TABLA = "trabajo;estado;inicio\nJOB-1;Éxito;09/03/2026 22:10\n".encode("cp1252")


@pytest.fixture(autouse=True)
def reloj(time_machine):
    time_machine.move_to(AHORA, tick=False)


@pytest.fixture
def subir(client, operador, diaria):
    client.force_login(operador)

    def pedir(nombre: str, contenido: bytes, estado: int = 200, **datos: Any) -> str:
        datos.setdefault("fuente", fuente("Restic", herramienta="restic").pk)
        archivo = SimpleUploadedFile(nombre, contenido)
        respuesta = client.post(SUBIR, {"archivo": archivo, **datos}, follow=True)
        assert respuesta.status_code == estado, respuesta.content.decode()[:3000]
        return respuesta.content.decode()

    return pedir


@pytest.mark.requisito("MIN-7.1.1-b", "MIN-7.1.1-c")
def test_the_output_of_a_tool_is_received_and_shown(subir, operador):
    html = subir("mesa.json", RESTIC, codigo_salida="0", trabajo="JOB-1")
    e, evidencia = Ejecucion.objects.get(), Evidencia.objects.get()
    assert (e.estado, e.trabajo, e.canal, e.registrada_por) == (
        "conforme", "JOB-1", "archivo", operador,
    )  # fmt: skip
    assert (evidencia.canal, evidencia.tamano) == ("archivo", len(RESTIC))
    assert evidencia.partes == {"archivo:mesa.json": RESTIC}
    assert evidencia.datos["codigo_salida"] == 0
    assert f"Evidencia {evidencia.pk}" in html
    assert "habla de una ejecución" in html
    assert f"{SUBIR}?fuente={evidencia.fuente_id}" in html
    for dicho in ("Respaldo", "Conforme", "Alimenta «Carpeta OTEC»", FOTO):
        assert dicho in html
    assert not Adjunto.objects.exists()


def test_who_brought_a_second_evidence_of_a_run_is_known(subir, operador):
    dicho = {"codigo_salida": "0", "trabajo": "JOB-1"}
    subir("mesa.json", RESTIC, **dicho)
    antes = EventoBitacora.objects.count()
    for _ in range(2):
        subir("mesa.json.gz", gzip.compress(RESTIC, mtime=0), **dicho)
    assert (Ejecucion.objects.count(), Evidencia.objects.count()) == (1, 2)
    evento = EventoBitacora.objects.latest("pk")
    assert EventoBitacora.objects.count() == antes + 1
    assert (evento.accion, evento.actor_id) == ("respaldo.subir_archivo", operador.pk)
    assert evento.despues["evidencia"] == Evidencia.objects.latest("pk").pk


def test_without_its_exit_code_it_says_what_is_missing(subir):
    assert "falta el código de salida" in subir("mesa.json", RESTIC)
    assert Ejecucion.objects.get().estado == "sin_dato"
    subir("mesa.json", RESTIC, codigo_salida="0")
    assert (Ejecucion.objects.get().estado, Evidencia.objects.count()) == ("conforme", 2)
    subir("mesa.json", RESTIC, codigo_salida="0")
    assert Evidencia.objects.count() == 2


def test_what_was_written_as_error_comes_apart(subir):
    error = SimpleUploadedFile("mesa.err", b"Fatal: wrong password\n")
    html = subir("mesa.json", b"{}\n", codigo_salida="1", errores=error)
    assert Evidencia.objects.get().partes["stderr"] == b"Fatal: wrong password\n"
    assert "wrong password" in html
    grande = SimpleUploadedFile("mesa.err", b"x" * 1_100_000)
    assert "Pesa más de 1 MB" in subir("mesa.json", RESTIC, 422, errores=grande)


def test_a_check_is_no_copy(subir):
    html = subir("check.json", CHEQUEO, codigo_salida="0")
    assert "Verificación" in html
    assert "no responde por ninguna corrida" in html
    assert not Ejecucion.objects.exists()


def test_a_mail_is_opened_covered_and_its_sender_checked(subir):
    html = subir("aviso.eml", CORREO)
    assert "hunter2secreto" not in html
    assert (Evidencia.objects.get().canal, Evidencia.objects.get().tapada) == ("correo", True)
    otra = fuente("Con lista", remitentes="@otra.gob.pe")
    html = subir("aviso.eml", CORREO, 422, fuente=otra.pk)
    assert "no está entre los permitidos" in html
    rechazada = otra.evidencias.get()
    assert (rechazada.lecturas.get().resultado, rechazada.partes) == ("rechazada", {})
    assert rechazada.datos["remitente"]


def test_a_table_is_still_reviewed_by_rows(subir):
    for nombre in ("r.csv", "r.txt"):
        assert "Lo que se recibirá" in subir(nombre, TABLA)
    assert "Qué corregir" in subir("mala.csv", b"a;b\n1;2\n", 422)
    assert not Ejecucion.objects.exists()
    assert not Evidencia.objects.exists()


@pytest.mark.requisito("X-10")
def test_the_secrets_of_a_table_are_covered_before_it_is_kept(subir):
    tabla = TABLA + b"JOB-2;Fallido;09/03/2026 23:10;RESTIC_PASSWORD=hunter2secreto\n"
    assert "Lo que se recibirá" in subir("RESTIC_PASSWORD=hunter2secreto.csv", tabla)
    guardado = Adjunto.objects.get()
    with guardado.archivo.open("rb") as abierto:
        assert b"hunter2secreto" not in abierto.read()
    assert "hunter2secreto" not in guardado.nombre


@pytest.mark.requisito("X-10")
def test_its_secrets_are_covered_and_its_text_is_only_text(subir, operador):
    html = subir("r.html", b"<script>alert(1)</script>\nRESTIC_PASSWORD=hunter2secreto\n")
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "hunter2secreto" not in html
    assert b"hunter2secreto" not in Evidencia.objects.get().partes["archivo:r.html"]
    assert "quedó en la cuarentena" in html
    evento = EventoBitacora.objects.get(accion="respaldo.subir_archivo")
    assert (evento.actor_id, evento.despues["resultado"]) == (operador.pk, "no_reconocida")


@pytest.mark.parametrize(
    ("nombre", "contenido"),
    [
        ("nulos.log", b"\0" * 5_000 + b"Backup OK\0\0\n"),
        ("utf16.log", "Copia señal: terminó\r\n".encode("utf-16")),
        ("cp1252.log", "Copia señal: terminó\n".encode("cp1252")),
        ("mal.log", bytes(range(128, 256)) * 50),
        ("bomba.gz", gzip.compress(b"0" * 50_000_000, 9)),
        ("hondo.json", b"[" * 200_000),
        ("comas.txt", b"," * 200_000),
        ("comas.csv", b"," * 200_000),
        ("correo.eml", b"\0\xff" * 500),
        ("../../etc/<b>.log\u202e", b"hola\n"),
    ],
)
def test_a_strange_text_is_kept_in_quarantine(subir, nombre, contenido):
    html = subir(nombre, contenido)
    assert "quedó en la cuarentena" in html
    evidencia = Evidencia.objects.get()
    assert evidencia.lecturas.get().resultado in {"no_reconocida", "error"}
    assert all(parte.startswith(("archivo:", "std")) for parte in evidencia.partes)
    assert "/etc/" not in str(evidencia.partes.keys())
    assert not Ejecucion.objects.exists()


@pytest.mark.parametrize(
    ("nombre", "contenido", "dicho"),
    [
        ("a.exe", b"MZ\x90\0", "es un programa"),
        ("a.log", b"\x7fELF\0", "es un programa"),
        ("a.zip", b"PK\x03\x04\0", "Solo gzip"),
        ("a.log.xz", b"\xfd7zXZ\0", "Solo gzip"),
        ("a.bz2", b"BZh91AY&SY", "Solo gzip"),
        ("a.xlsx", b"PK\x03\x04\0", "guarde el libro como CSV"),
        ("a.pdf", b"%PDF-1.7", "registrar la ejecución a mano"),
        ("a.log", b"", "está vacío"),
        ("a.log", b"x" * 10_500_000, "pesa más de 10 MB"),
    ],
)
def test_what_can_be_no_evidence_is_refused_and_its_fact_kept(subir, nombre, contenido, dicho):
    html = subir(nombre, contenido, 422, codigo_salida="7")
    assert dicho in html
    assert 'value="7"' in html
    rechazada = Evidencia.objects.get()
    assert (rechazada.lecturas.get().resultado, rechazada.partes) == ("rechazada", {})
    assert rechazada.tamano == len(contenido)
    assert EventoBitacora.objects.filter(accion="respaldo.subir_archivo").count() == 1
    assert not Adjunto.objects.exists()


@pytest.mark.requisito("X-10")
@pytest.mark.parametrize(
    ("nombre", "contenido", "estado"), [("r.log", b"hola\n", 200), ("r.exe", b"MZ\x90\0", 422)]
)
def test_a_secret_in_the_name_of_a_file_is_covered(subir, nombre, contenido, estado):
    html = subir(f"RESTIC_PASSWORD=hunter2secreto.{nombre}", contenido, estado)
    una, evento = Evidencia.objects.get(), EventoBitacora.objects.latest("pk")
    assert evento.accion == "respaldo.subir_archivo"
    guardado = repr((una.partes, una.datos, una.lecturas.get().mensajes, evento.despues))
    assert "hunter2secreto" not in guardado + html


def test_what_stops_its_reader_waits_for_the_worker(subir, monkeypatch):
    def detenido(*_args: Any, **_extra: Any) -> Any:
        raise LectorDetenido("pasaron 60 s")

    monkeypatch.setattr(subidas, "leer", detenido)
    assert "proceso de fondo" in subir("mesa.json", RESTIC)
    assert EvidenciaPendiente.objects.count() == 1
    assert not Ejecucion.objects.exists()


def test_a_big_text_is_read_while_the_person_waits(subir):
    estados = b'{"message_type":"status","percent_done":0.5}\n' * 20_000
    subir("mesa.json", estados + RESTIC, codigo_salida="0")
    assert Ejecucion.objects.get().estado == "conforme"


@pytest.mark.parametrize(
    "datos", [{"codigo_salida": "x"}, {"trabajo": "a\0b"}, {"fuente": "99999"}, {"archivo": ""}]
)
def test_a_form_that_is_wrong_keeps_nothing(subir, datos):
    subir("mesa.json", RESTIC, 422, **datos)
    assert not Evidencia.objects.exists()


def test_the_page_of_a_source_leads_here_whoever_may(subir, client, auditor):
    una = fuente("Restic", herramienta="restic")
    enlace = f"{SUBIR}?fuente={una.pk}"
    assert enlace in client.get(f"/respaldo/fuentes/{una.pk}/").content.decode()
    assert f'value="{una.pk}" selected' in client.get(enlace).content.decode()
    client.force_login(auditor)
    assert enlace not in client.get(f"/respaldo/fuentes/{una.pk}/").content.decode()
    assert client.post(SUBIR, {"fuente": una.pk}).status_code == 403


def test_a_pasted_text_is_received_as_told_by_a_person(subir, client):
    camino = f"/respaldo/fuentes/{fuente('Restic', herramienta='restic').pk}/prueba/"
    datos = {"stdout": RESTIC.decode(), "codigo_salida": "0", "herramienta": "restic"}
    html = client.post(camino, datos | {"recibir": "si"}, follow=True).content.decode()
    assert "habla de una ejecución" in html
    assert Evidencia.objects.get().canal == "manual"
    malo = {"archivo": SimpleUploadedFile("a.exe", b"MZ\x90\0"), "recibir": "si"}
    respuesta = client.post(camino, malo)
    assert (respuesta.status_code, "No se recibió" in respuesta.content.decode()) == (422, True)


def test_the_notice_of_the_system_keeps_out_of_the_title_of_a_page(client, operador):
    client.force_login(operador)
    html = client.get(SUBIR).content.decode()
    assert "No hay «Directorio" in html
    assert 'class="alerta-titulo"' not in html
