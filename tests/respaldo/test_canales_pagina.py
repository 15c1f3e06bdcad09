"""The pages of a source's channels: addresses, a try, what arrived and how it was read."""

import re
import subprocess
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gobierno.models import Aviso
from respaldo.acciones.silencios import avisar_silencios
from respaldo.models import Ejecucion, Evidencia, EvidenciaPendiente, Fuente, PuntoDePing
from tests.fabricas import AHORA, persona
from tests.respaldo.apoyo import fuente
from tests.respaldo.entregas import RESUMEN
from tests.respaldo.test_api_evidencias import CORREO
from tests.respaldo.test_evidencias import captura, llega

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reloj_detenido")]
LISTA = "/respaldo/fuentes/"
DE_OTROS = ("borgmatic 1.x", "Duplicati", "Lo que avisa", "cron", "restic, desde cron")  # no sh


def test_a_source_is_bound_limited_and_told_apart(admin, diaria):
    datos = {"nombre": "Uno", "herramienta": "restic", "zona": "America/Lima", "linea": diaria.pk,
             "redes": "10.0.0.0/8\n2001:db8::/32", "remitentes": "@ejemplo.gob.pe",
             "silencio_horas": "12"}  # fmt: skip
    html = admin.post(f"{LISTA}nueva/", datos, follow=True).content.decode()
    f = Fuente.objects.get(nombre="Uno")
    assert (f.item_id, f.silencio_horas) == (diaria.item_id, 12)
    assert f.clave_ping
    assert f"{f.token_prefijo}…" in html
    editar = f"{LISTA}{f.pk}/editar/"
    assert f'value="{diaria.pk}" selected' in admin.get(editar).content.decode()
    malo = admin.post(editar, datos | {"redes": "hola"})
    assert malo.status_code == 422
    assert "No es una dirección" in malo.content.decode()


def test_ping_addresses_are_made_renewed_and_kept_from_others(admin, client, auditor):
    f = fuente("Cron", clave_ping="clave-vieja")
    assert admin.post(f"{LISTA}{f.pk}/puntos/", {"slug": "mesa"}).status_code == 302
    assert admin.post(f"{LISTA}{f.pk}/puntos/", {"slug": "Malo!"}).status_code == 422
    punto = PuntoDePing.objects.get()
    viejo = str(punto.codigo)
    assert viejo in admin.get(f"{LISTA}{f.pk}/").content.decode()
    assert admin.post(f"{LISTA}{f.pk}/puntos/{punto.pk}/").status_code == 302
    assert admin.post(f"{LISTA}{f.pk}/clave-de-ping/").status_code == 302
    punto.refresh_from_db()
    f.refresh_from_db()
    assert str(punto.codigo) != viejo
    assert f.clave_ping != "clave-vieja"
    client.force_login(auditor)
    html = client.get(f"{LISTA}{f.pk}/").content.decode()
    assert str(punto.codigo) not in html
    assert f.clave_ping not in html
    assert client.post(f"{LISTA}{f.pk}/puntos/", {"slug": "x"}).status_code == 403


def test_a_try_shows_what_is_understood_and_keeps_nothing(admin, diaria):
    import json

    f = fuente("Restic", herramienta="restic")
    camino = f"{LISTA}{f.pk}/prueba/"
    assert admin.get(camino).status_code == 200
    datos = {"stdout": json.dumps(RESUMEN), "codigo_salida": "0", "trabajo": "JOB-1"}
    html = admin.post(camino, datos).content.decode()
    assert "Lector: <strong>restic</strong>" in html
    assert "Alimenta «Carpeta OTEC»" in html
    correo = admin.post(camino, {"archivo": SimpleUploadedFile("m.eml", CORREO)}).content.decode()
    assert "hunter2secreto" not in correo
    sucio = admin.post(camino, {"stdout": "<script>alert(1)</script>\x01", "codigo_salida": "1"})
    assert "<script>alert(1)" not in sucio.content.decode()
    assert admin.post(camino, {"trabajo": "x"}).status_code == 422
    assert not Evidencia.objects.exists()
    assert not Ejecucion.objects.exists()


@pytest.mark.requisito("MIN-7.1.1-b")
def test_an_operator_brings_a_file(diaria, operador, auditor, client):
    f = fuente("Consola", herramienta="")
    camino = f"{LISTA}{f.pk}/prueba/"
    tabla = b"trabajo;estado;inicio;fin\nJOB-1;conforme;2026-03-09 22:05;2026-03-09 22:50\n"
    client.force_login(auditor)
    datos = {"archivo": SimpleUploadedFile("r.csv", tabla), "recibir": "si"}
    assert client.post(camino, datos).status_code == 403
    client.force_login(operador)
    for veces in (0, 1):
        datos["archivo"] = SimpleUploadedFile("r.csv", tabla)
        assert client.post(camino, datos).status_code == 302
        assert Ejecucion.objects.get().repetida == veces
    assert (Evidencia.objects.get().canal, Ejecucion.objects.get().registrada_por) == (
        "archivo", operador,
    )  # fmt: skip


def test_what_arrived_is_listed_filtered_and_shown_as_text(
    diaria, operador, client, django_assert_max_num_queries
):
    client.force_login(operador)
    for n in range(20):
        llega(captura(stdout=f"<b>{n}</b>".encode(), codigo_salida=1, equipo=f"s{n}"))
    with django_assert_max_num_queries(14):
        html = client.get("/respaldo/evidencias/").content.decode()
    assert html.count("/respaldo/evidencias/") > 20
    assert client.get("/respaldo/evidencias/?resultado=rechazada").status_code == 200
    assert client.get("/respaldo/evidencias/?resultado=xx&desde=ayer").status_code == 422
    una = Evidencia.objects.latest("pk")
    detalle = client.get(f"/respaldo/evidencias/{una.pk}/").content.decode()
    assert "&lt;b&gt;19&lt;/b&gt;" in detalle
    e = una.aportes.get().ejecucion
    assert (
        f"/respaldo/evidencias/{una.pk}/"
        in client.get(f"/respaldo/ejecuciones/{e.pk}/").content.decode()
    )


def test_who_manages_the_sources_reads_what_they_sent_and_nothing_else(admin, client, diaria):
    llega(captura())
    una = Evidencia.objects.get()
    e = una.aportes.get().ejecucion
    lista = f"/respaldo/evidencias/?fuente={una.fuente_id}"
    assert lista in admin.get(f"{LISTA}{una.fuente_id}/").content.decode()
    assert f"/respaldo/evidencias/{una.pk}/" in admin.get(lista).content.decode()
    html = admin.get(f"/respaldo/evidencias/{una.pk}/").content.decode()
    assert e.trabajo in html
    assert f"/respaldo/ejecuciones/{e.pk}/" not in html
    assert admin.get(f"/respaldo/ejecuciones/{e.pk}/").status_code == 403
    client.force_login(persona("cualquiera"))
    assert client.get(lista).status_code == 403


def fragmentos(html: str) -> dict[str, str]:
    """The snippets of a page by their name, as they would be pasted."""
    figuras = re.findall(
        r"<figure[^>]*data-copiar><figcaption>(.*?)</figcaption><pre[^>]*><code>(.*?)</code>",
        html,
        re.DOTALL,
    )
    return {unescape(nombre): unescape(texto) for nombre, texto in figuras}


def test_the_token_is_left_in_its_file_by_pasting_the_lines(admin, tmp_path):
    """No secret in the history nor in the list of processes: only root reads the file."""
    una = fuente("Restic", exige_firma=True, clave_ping="clave")
    suyos = fragmentos(admin.get(f"{LISTA}{una.pk}/").content.decode())
    assert {"bgv-run", "restic", "pgBackRest", "cron", "Un envío firmado"} <= suyos.keys()
    assert all(texto == texto.strip() for texto in suyos.values())
    for nombre, archivo in (("El token", "bgv-token"), ("La llave", "bgv-firma")):
        orden = suyos[f"{nombre}, en /etc/{archivo}"].replace("/etc/", f"{tmp_path}/")
        subprocess.run(["sh", "-c", orden], input=b"bgv_x\notra\n", check=True, umask=0)
        dejado = tmp_path / archivo
        assert (dejado.read_text(), dejado.stat().st_mode & 0o777) == ("bgv_x\n", 0o600)
    for nombre, texto in suyos.items():
        if not nombre.startswith(DE_OTROS):
            subprocess.run(["sh", "-n", "-c", texto], check=True)


def test_a_new_token_is_a_text_to_copy(admin):
    datos = {"nombre": "Veeam", "zona": "America/Lima"}
    html = admin.post(f"{LISTA}nueva/", datos, follow=True).content.decode()
    assert fragmentos(html)["Token"].startswith("bgv_")


@pytest.mark.requisito("MIN-7.1.1-b")
def test_a_ping_address_is_bound_to_a_line(admin, client, auditor, diaria):
    """A job whose name says nothing answers for its line, and goes back to the rules on demand."""
    f = fuente("Cron")
    suya = {"slug": "nocturno-7", "linea": diaria.pk}
    assert admin.post(f"{LISTA}{f.pk}/puntos/", suya).status_code == 302
    punto = PuntoDePing.objects.get()
    assert admin.get(f"/p/{punto.codigo}").content == b"OK"
    assert Ejecucion.objects.get().item_id == diaria.item_id
    assert diaria.item.nombre in admin.get(f"{LISTA}{f.pk}/").content.decode()
    direccion = f"{LISTA}{f.pk}/puntos/{punto.pk}/linea/"
    assert f'value="{diaria.pk}" selected' in admin.get(direccion).content.decode()
    assert admin.post(direccion, {"linea": "999999"}).status_code == 422
    assert admin.post(direccion, {}).status_code == 302
    punto.refresh_from_db()
    assert (punto.item_id, punto.serie_modalidad) == (None, "")
    assert Ejecucion.objects.get().item_id == diaria.item_id
    client.force_login(auditor)
    assert client.get(direccion).status_code == 403


def test_the_worker_is_asked_to_read_again(admin, diaria):
    llega(captura(stdout=b"\x00\x01", codigo_salida=None, inicio=None, fin=None, herramienta=""))
    assert admin.post(f"{LISTA}{fuente().pk}/releer/").status_code == 302
    assert EvidenciaPendiente.objects.count() == 1


@pytest.mark.requisito("X-4")
def test_a_silent_source_is_told_once(admin, administrador, diaria):
    callada = fuente("Callada", ultima_vista_en=AHORA - timedelta(hours=40))
    fuente("Paciente", ultima_vista_en=AHORA - timedelta(hours=40), silencio_horas=48)
    fuente("Apagada", ultima_vista_en=AHORA - timedelta(days=9), activa=False)
    assert avisar_silencios(ahora=AHORA) > 0
    assert avisar_silencios(ahora=AHORA + timedelta(hours=1)) == 0
    avisos = Aviso.objects.filter(tipo="fuente_callada")
    assert {a.clave.split(":")[1] for a in avisos} == {str(callada.pk)}
    assert "Esta fuente calla" in admin.get(f"{LISTA}{callada.pk}/").content.decode()
    Fuente.objects.filter(pk=callada.pk).update(ultima_vista_en=AHORA)
    assert avisar_silencios(ahora=AHORA + timedelta(hours=2)) == 0
    assert avisar_silencios(ahora=AHORA + timedelta(hours=40)) > 0
