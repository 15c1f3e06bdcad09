"""`/api/v1/evidencias/` and `/correos/`: everything that a client may do, right or wrong."""

import gzip
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from respaldo.models import Ejecucion, Evidencia, Fuente, LecturaDeEvidencia
from tests.fabricas import AHORA
from tests.respaldo.apoyo import TOKEN, segun_motor
from tests.respaldo.entregas import DIRECCION, FOTO, RESUMEN
from tests.respaldo.test_api import problema

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reloj_detenido", "restic")]
CORREOS = "/api/v1/correos/"
CAMPOS = {
    "herramienta": "restic", "trabajo": "JOB-1", "equipo": "srv-1", "codigo_salida": "0",
    "inicio": "2026-03-10T03:05:00Z", "fin": "2026-03-10T03:20:00Z",
}  # fmt: skip
SALIDA = json.dumps(RESUMEN).encode() + b"\n"
CORREO = b"""From: Cron <root@srv-1>\r
To: datacenter@ejemplo.gob.pe\r
Subject: Cron <root@srv-1> RESTIC_PASSWORD=hunter2secreto restic backup /srv\r
Message-ID: <a1@srv-1>\r
Date: Mon, 09 Mar 2026 22:20:00 -0500\r
Content-Type: text/plain; charset=utf-8\r
\r
Fatal: wrong password or no key found\r
"""

COMPROBADO = b"""Authentication-Results: mx.ejemplo.gob.pe 1;\r
 dkim=pass header.d=x.pe; spf=fail\r
Authentication-Results: mx.ajeno.pe; spf=pass\r
"""


def enviar(cuerpo: Any = None, direccion: str = DIRECCION, *, clave: str = "", **extra: Any) -> Any:
    cabeceras = {"Authorization": f"Bearer {TOKEN}"} | ({"Idempotency-Key": clave} if clave else {})
    datos = cuerpo if cuerpo is not None else CAMPOS | {"stdout": archivo(SALIDA)}
    return Client().post(direccion, datos, headers=cabeceras, **extra)


def archivo(contenido: bytes, nombre: str = "salida") -> SimpleUploadedFile:
    return SimpleUploadedFile(nombre, contenido)


@pytest.mark.requisito("MIN-7.1.1-b")
def test_a_wrapper_tells_a_run_once(diaria):
    primera = enviar(clave="k-1")
    assert primera.status_code == 201, primera.content
    cuerpo = primera.json()
    e = Ejecucion.objects.get()
    assert (cuerpo["resultado"], cuerpo["repetida"]) == ("ok", False)
    assert cuerpo["ejecuciones"] == [
        {"ejecucion": e.pk, "clave": e.clave, "resultado": "creada", "estado": "conforme",
         "situacion": "prevista"}
    ]  # fmt: skip
    segunda = enviar(clave="k-1")
    assert segunda.status_code == 200
    assert segunda.json()["evidencia"] == cuerpo["evidencia"]
    problema(enviar(CAMPOS | {"stdout": archivo(b"otra")}, clave="k-1"), 409)
    assert Evidencia.objects.count() == 1


def test_a_raw_body_needs_only_the_tool(diaria):
    for tipo in ("application/json", "text/plain", "application/x-www-form-urlencoded", "x/y"):
        respuesta = enviar(SALIDA, f"{DIRECCION}?trabajo=JOB-1", content_type=tipo)
        assert respuesta.status_code in {200, 201}, (tipo, respuesta.content)
    e = Ejecucion.objects.get()
    assert e.copia_id == FOTO
    assert e.estado == "sin_dato"  # nobody told the exit code


def test_an_on_error_hook_is_a_failure(diaria):
    respuesta = enviar("error=Fatal%3A+wrong+password&repo=r1&trabajo=JOB-1",
                       content_type="application/x-www-form-urlencoded")  # fmt: skip
    assert respuesta.status_code == 201
    assert Ejecucion.objects.get().estado == "no_conforme"


MALOS: dict[str, dict[str, str]] = {
    "codigo_salida": {"codigo_salida": "cero"},
    "inicio": {"inicio": "ayer"},
    "zona": {"zona": "Marte/Norte"},
    "trabajo": {"trabajo": "x" * 201},
}


@pytest.mark.parametrize("campo", MALOS)
def test_a_bad_field_is_named(diaria, campo):
    cuerpo = problema(enviar(CAMPOS | MALOS[campo] | {"stdout": archivo(SALIDA)}), 422)
    assert [e["campo"] for e in cuerpo["errores"]] == [campo]
    assert not Evidencia.objects.exists()


HOSTILES = {
    "nothing": (b"", 422),
    "NUL": (b"\0" * 50, 201),
    "not text": (bytes(range(256)) * 40, 201),
    "gzip bomb": (gzip.compress(b"\0" * 50_000_000), 201),
    "deep": (b"[" * 200 + b"]" * 200, 413),
    "many": (b"[" + b"1," * 150_000 + b"1]", 413),
    "huge number": (b'{"message_type":"summary","total_files_processed":1e308}', 201),
    "endless number": (b'{"message_type":"summary","data_added":' + b"9" * 5000 + b"}", 201),
    "null inside": (json.dumps(RESUMEN | {"snapshot_id": "\0x"}).encode(), 201),
    "scripts": (b"<script>alert(1)</script><img src=http://x/>", 201),
}


@pytest.mark.parametrize("caso", HOSTILES)
def test_hostile_bodies_are_answered(diaria, caso):
    crudo, estado = HOSTILES[caso]
    respuesta = enviar(crudo, content_type="application/json")
    assert respuesta.status_code == estado, respuesta.content


def test_over_a_limit_the_fact_is_kept(diaria):
    problema(enviar(b"x" * 6_000_000, content_type="text/plain"), 413)
    partes = {f"f{n}": archivo(b"x", f"f{n}") for n in range(25)}
    problema(enviar(partes), 413)
    hechos = Evidencia.objects.order_by("pk")
    assert next(e.tamano for e in hechos) == 6_000_000
    assert all(len(e.sha256) == 64 and not e.partes for e in hechos)
    assert set(LecturaDeEvidencia.objects.values_list("resultado", flat=True)) == {"rechazada"}
    assert LecturaDeEvidencia.objects.count() == 2


def test_too_fast_leaves_one_refusal(diaria, monkeypatch):
    from respaldo.api.autenticacion import RitmoDeFuente

    monkeypatch.setattr(RitmoDeFuente, "rate", "1/min", raising=False)
    assert enviar().status_code == 201
    for _ in range(3):
        respuesta = enviar()
        problema(respuesta, 429)
        assert int(respuesta["Retry-After"]) > 0
    rechazos = LecturaDeEvidencia.objects.filter(resultado="rechazada")
    assert rechazos.count() == 1


def test_compressed_bodies_and_odd_keys_are_refused(diaria):
    respuesta = Client().post(
        DIRECCION, gzip.compress(SALIDA), content_type="application/json",
        headers={"Authorization": f"Bearer {TOKEN}", "Content-Encoding": "gzip"},
    )  # fmt: skip
    problema(respuesta, 415)
    problema(enviar(clave="con espacio"), 400)
    problema(enviar(b"--x", content_type="multipart/form-data; boundary=y"), 422)
    problema(enviar(b"--x", content_type="multipart/form-data"), 400)


def test_what_is_big_is_read_later(diaria):
    ruido = b'{"message_type":"verbose_status"}\n' * 20_000
    respuesta = enviar(CAMPOS | {"stdout": archivo(ruido + SALIDA)})
    assert respuesta.status_code == 202
    assert respuesta.json()["resultado"] == "pendiente"


def test_the_token_may_be_tied_to_addresses(restic, diaria):
    restic.redes = "10.0.0.0/8\n192.168.1.7"
    restic.save()
    problema(enviar(), 401)
    restic.redes += "\n127.0.0.0/8"
    restic.save()
    assert enviar().status_code == 201


@pytest.mark.requisito("X-10", "MIN-7.1.1-e-1")
def test_a_mail_comes_in_once_and_without_its_secrets(diaria):
    primera = enviar(CORREO, CORREOS, content_type="message/rfc822")
    assert primera.status_code == 201, primera.content
    otra_vez = enviar({"correo": archivo(b"Received: x\r\n" + CORREO, "m.eml")}, CORREOS)
    assert otra_vez.status_code == 200
    assert otra_vez.json()["evidencia"] == primera.json()["evidencia"]
    evidencia = Evidencia.objects.get()
    assert evidencia.canal == "correo"
    assert "hunter2secreto" not in repr((evidencia.datos, evidencia.partes, evidencia.remitente))
    assert evidencia.datos["asunto"].startswith("Cron <root@srv-1> RESTIC_PASSWORD=•••")


@pytest.mark.parametrize(
    ("cabeceras", "dicho"),
    [
        (COMPROBADO, "mx.ejemplo.gob.pe: dkim=pass spf=fail"),
        (b"Authentication-Results: mx; none\r\n", None),
        (b"", None),
    ],
)  # fmt: skip
def test_what_a_server_said_of_the_sender_is_a_label(diaria, client, auditor, cabeceras, dicho):
    enviado = enviar(cabeceras + CORREO, CORREOS, content_type="message/rfc822")
    assert enviado.json()["ejecuciones"][0]["estado"] == "no_conforme"
    evidencia = Evidencia.objects.get()
    assert evidencia.datos.get("autenticacion") == dicho
    client.force_login(auditor)
    pagina = client.get(f"/respaldo/evidencias/{evidencia.pk}/").content.decode()
    assert (dicho or "ningún servidor dijo") in pagina


def test_an_unknown_sender_stays_in_quarantine(restic, diaria):
    restic.remitentes = "@otra.gob.pe\nbackup@ejemplo.gob.pe"
    restic.save()
    problema(enviar(CORREO, CORREOS, content_type="message/rfc822"), 422)
    assert not Ejecucion.objects.exists()
    assert LecturaDeEvidencia.objects.get().resultado == "rechazada"
    problema(enviar(b" ", CORREOS, content_type="message/rfc822"), 422)


@pytest.mark.requisito("X-10")
def test_a_refused_mail_tells_who_sent_it(restic, client, auditor):
    restic.remitentes = "@otra.gob.pe"
    restic.save()
    crudo = CORREO.replace(b"Subject: ", b"Subject: password=hunter2secreto ", 1)
    problema(enviar(crudo, CORREOS, content_type="message/rfc822"), 422)
    evidencia = Evidencia.objects.get()
    assert "@" in evidencia.remitente
    assert evidencia.datos["remitente"] == evidencia.remitente
    assert "hunter2secreto" not in repr(evidencia.datos)
    client.force_login(auditor)
    lista = client.get("/respaldo/evidencias/?resultado=cuarentena").content.decode()
    assert evidencia.remitente.rpartition("@")[2].strip(">") in lista
    assert (
        "de su contenido no se guardó nada"
        in client.get(f"/respaldo/evidencias/{evidencia.pk}/").content.decode()
    )


def test_what_is_not_a_mail_is_refused_as_such(restic):
    restic.remitentes = "@otra.gob.pe"
    restic.save()
    respuesta = enviar(b"solo un texto\n", CORREOS, content_type="message/rfc822")
    assert "No es un correo" in respuesta.content.decode()
    assert "No es un correo" in LecturaDeEvidencia.objects.get().mensajes[0]


def test_a_session_cannot_send(operador, client):
    client.force_login(operador)
    problema(client.post(DIRECCION, {"stdout": "x"}), 403)
    problema(Client().post(DIRECCION, {"stdout": "x"}), 401)


def test_a_delivery_costs_few_statements(diaria, django_assert_max_num_queries):
    Fuente.objects.update(token_usado_en=AHORA)  # the first use of a token costs one more
    with django_assert_max_num_queries(segun_motor(sqlite=25, postgresql=15)):
        assert enviar(clave="k-1").status_code == 201
