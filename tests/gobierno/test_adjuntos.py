"""Evidence files: believed in nothing, kept whole, handed out as downloads only."""

import hashlib

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import override_settings

from gobierno import acciones, archivos
from gobierno.errores import ReglaIncumplida, SinPermiso
from gobierno.models import Adjunto, EventoBitacora
from tests.fabricas import AHORA

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n..."


@pytest.fixture(autouse=True)
def almacen(tmp_path):
    with override_settings(MEDIA_ROOT=tmp_path):
        yield tmp_path


def guardar(por, contenido: bytes = PDF, nombre: str = "reporte.pdf") -> Adjunto:
    archivo = SimpleUploadedFile(nombre, contenido, content_type="text/html")
    return acciones.guardar_adjunto(archivo=archivo, por=por, ahora=AHORA)


def test_it_keeps_the_bytes_under_a_name_of_ours(operador, almacen):
    adjunto = guardar(operador)
    assert adjunto.sha256 == hashlib.sha256(PDF).hexdigest()
    assert (adjunto.bytes, adjunto.tipo) == (len(PDF), "application/pdf")
    assert "reporte" not in adjunto.archivo.name
    assert adjunto.archivo.name.startswith("adjuntos/")
    with default_storage.open(adjunto.archivo.name) as archivo:
        assert archivo.read() == PDF
    assert acciones.resumen(adjunto=adjunto)["nombre"] == "reporte.pdf"
    assert not EventoBitacora.objects.exists()


@pytest.mark.parametrize(
    ("hostil", "limpio"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ana\\reporte final.pdf", "reporte final.pdf"),
        ("informe\u202efdp.exe", "informefdp.exe"),
        ("línea\r\nSet-Cookie: x.txt", "línea Set-Cookie_ x.txt"),
        ("a\0b.txt", "ab.txt"),
        ("CON.txt", "_CON.txt"),
        ("...", "archivo"),
        ("", "archivo"),
        ("ñandú áéí.xlsx", "ñandú áéí.xlsx"),
        ("x" * 300 + ".xlsx", "x" * 195 + ".xlsx"),
        ("<script>.html", "_script_.html"),
    ],
)
def test_hostile_names_come_out_clean(hostil, limpio):
    assert archivos.nombre_limpio(hostil) == limpio


@pytest.mark.parametrize(
    ("contenido", "nombre", "tipo"),
    [
        (b"\x89PNG\r\n\x1a\n...", "a.jpg", "image/png"),
        (b"PK\x03\x04...", "a.xlsx", archivos._DE_OFICINA["xlsx"]),
        (b"PK\x03\x04...", "a.pdf", "application/zip"),
        ("<html>ñ</html>".encode(), "a.html", "text/plain"),
        (b"<svg onload=alert(1)>", "a.svg", "text/plain"),
        ("á".encode() * 10 + "á".encode()[:1], "a.txt", "text/plain"),
        ("año".encode("latin-1") * 10, "a.txt", archivos.GENERICO),
        (b"\0\1\2", "a.txt", archivos.GENERICO),
    ],
)
def test_the_type_is_read_from_the_bytes(contenido, nombre, tipo):
    assert archivos.tipo_de(contenido, nombre) == tipo


@pytest.mark.parametrize(
    ("contenido", "parte"),
    [(b"", "vacío"), (b"x" * 2000, "máximo"), (b"MZ\x90", "programa"), (b"#!/bin/sh", "programa")],
)
def test_it_refuses_empty_huge_and_programs(operador, contenido, parte):
    with override_settings(ADJUNTO_MAXIMO=1000), pytest.raises(ReglaIncumplida, match=parte) as e:
        guardar(operador, contenido)
    assert "adjunto" in e.value.campos
    assert not Adjunto.objects.exists()


def test_a_suspended_account_keeps_nothing(operador):
    operador.is_active = False
    with pytest.raises(SinPermiso):
        guardar(operador)


def test_it_comes_out_as_a_download_and_leaves_a_trace(client, operador):
    adjunto = guardar(operador, b"<script>alert(1)</script>", "página ñ.html")
    client.force_login(operador)
    respuesta = client.get(f"/adjuntos/{adjunto.pk}/")
    assert b"".join(respuesta.streaming_content) == b"<script>alert(1)</script>"
    assert respuesta["Content-Disposition"].startswith("attachment;")
    assert "p%C3%A1gina%20%C3%B1.html" in respuesta["Content-Disposition"]
    assert respuesta["Content-Type"] == "text/plain"
    assert respuesta["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in respuesta["Content-Security-Policy"]
    evento = EventoBitacora.objects.get()
    assert evento.accion == "adjunto.descargar"
    assert evento.despues["sha256"] == adjunto.sha256


@pytest.mark.requisito("MIN-6.5")
def test_only_its_owner_and_its_readers_see_it(client, usuario, operador, proveedor, auditor):
    adjunto = guardar(usuario)
    for quien, estado in ((usuario, 200), (auditor, 200), (proveedor, 404)):
        client.force_login(quien)
        respuesta = client.get(f"/adjuntos/{adjunto.pk}/")
        respuesta.close()
        assert respuesta.status_code == estado


def test_an_altered_or_missing_file_is_not_handed_out(client, operador, almacen):
    adjunto = guardar(operador)
    client.force_login(operador)
    ruta = almacen / adjunto.archivo.name
    ruta.write_bytes(PDF + b" ")
    respuesta = client.get(f"/adjuntos/{adjunto.pk}/")
    assert respuesta.status_code == 422
    assert "fue alterado" in respuesta.content.decode()
    ruta.unlink()
    assert "ya no está" in client.get(f"/adjuntos/{adjunto.pk}/").content.decode()
    assert not EventoBitacora.objects.exists()


def archivos_en(carpeta) -> int:
    return sum(1 for ruta in carpeta.rglob("*.bin"))


@transaction.atomic
def acto_deshecho(por, almacen) -> None:
    guardar(por)
    assert archivos_en(almacen) == 2
    raise ReglaIncumplida("No se registró nada.")


@pytest.mark.django_db(transaction=True)
def test_an_act_that_is_undone_leaves_no_file(operador, almacen):
    guardar(operador)
    assert archivos_en(almacen) == 1
    with pytest.raises(ReglaIncumplida):
        acto_deshecho(operador, almacen)
    assert archivos_en(almacen) == Adjunto.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_savepoint_takes_only_its_own_file(operador, almacen):
    with transaction.atomic():
        guardar(operador)
        with pytest.raises(ReglaIncumplida):
            acto_deshecho(operador, almacen)
    assert archivos_en(almacen) == Adjunto.objects.count() == 1
