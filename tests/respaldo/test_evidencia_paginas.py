"""Pages of evidence: list, detail, tray, files and sources, as each role sees them."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from respaldo.models import Corrida, Ejecucion, Fuente, ReglaDeCoincidencia
from tests.fabricas import AHORA
from tests.respaldo.apoyo import fuente, leida, llega, utc

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reloj_detenido")]
LISTA, BANDEJA = "/respaldo/ejecuciones/", "/respaldo/no-contempladas/"


@pytest.fixture
def pagina(client, operador):
    client.force_login(operador)

    def pedir(camino: str, estado: int = 200, /, **datos: object) -> str:
        respuesta = client.post(camino, datos, follow=True) if datos else client.get(camino)
        assert respuesta.status_code == estado, respuesta.content.decode()[:3000]
        return respuesta.content.decode()

    return pedir


def test_the_list_filters_and_searches_without_accents(diaria, pagina):
    diaria.item.nombre = "Tramitación"
    diaria.item.save()
    llega(leida(), leida("otro", trabajo="DESCONOCIDO", estado="no_conforme"))
    assert "DESCONOCIDO" in pagina(LISTA)
    assert "DESCONOCIDO" not in pagina(f"{LISTA}?q=tramitacion")
    assert "JOB-1" not in pagina(f"{LISTA}?situacion=no_contemplada")
    assert "JOB-1" not in pagina(f"{LISTA}?desde=2026-03-10&estado=no_conforme")
    html = pagina(f"{LISTA}?desde=2026-03-10&hasta=2026-03-01", 422)
    assert "no puede ser anterior" in html
    assert "No se buscó" in html
    assert "Amplíe" not in html


@pytest.mark.requisito("MIN-6.2")
def test_a_run_that_tells_no_start_is_listed_by_its_end_or_its_arrival(diaria, pagina):
    muda = leida("muda", trabajo="NOCTURNO", estado="sin_dato")
    con_fin = leida("con-fin", trabajo="SOLO-FIN", fin=utc(2026, 3, 2, 20))
    llega(leida(), muda, replace(con_fin, inicio=None))
    Ejecucion.objects.filter(clave="muda").update(inicio=None, fin=None)
    hoy = f"{AHORA:%Y-%m-%d}"
    html = pagina(f"{LISTA}?q=nocturno&desde={hoy}&hasta={hoy}")
    assert "NOCTURNO" in html
    assert 'class="segunda">recibida ' in html
    assert "NOCTURNO" in pagina(f"{LISTA}?estado=sin_dato")
    assert "NOCTURNO" not in pagina(f"{LISTA}?desde=2026-03-01&hasta=2026-03-09")
    html = pagina(f"{LISTA}?desde=2026-03-02&hasta=2026-03-02")
    assert 'class="segunda">fin ' in html
    assert "SOLO-FIN" not in pagina(f"{LISTA}?desde=2026-03-03")
    html = pagina(f"{LISTA}?desde=2026-03-01")
    orden = [html.index(f">{trabajo}<") for trabajo in ("NOCTURNO", "JOB-1", "SOLO-FIN")]
    assert orden == sorted(orden)


def test_the_list_asks_few_questions(diaria, pagina, django_assert_max_num_queries):
    llega(*[leida(f"r{n}", inicio=utc(2026, 3, 10, 3, n)) for n in range(50)])
    with django_assert_max_num_queries(16):
        pagina(LISTA)


@pytest.mark.requisito("MIN-7.1.1-b", "MIN-7.1.1-c")
def test_the_detail_shows_what_was_told_and_the_copy(diaria, pagina, django_assert_max_num_queries):
    [r] = llega(leida(mensaje="<script>alert(1)</script>", archivos=1234))
    with django_assert_max_num_queries(18):
        html = pagina(f"{LISTA}{r.ejecucion.pk}/")
    assert "08/04/2026" in html  # retenida hasta
    assert "<script>alert" not in html


@pytest.mark.parametrize(
    ("clave", "copia", "se_ve"),
    [
        ("4711", "", True),
        ("session-9f", "", True),
        ("restic:4bd25ba7", "4bd25ba7", False),
        ("4bd25ba7", "4bd25ba7", False),
        ("wiki2|srv-1|2026-03-05 22:10", "", False),
        ("manual-0a1b", "", False),
        ("ab" * 32, "", False),
    ],
)
def test_a_key_made_here_is_only_for_who_asks_for_it(diaria, pagina, clave, copia, se_ve):
    [r] = llega(leida(clave, copia_id=copia))
    html = pagina(f"{LISTA}{r.ejecucion.pk}/")
    assert ("<dt>Id en la herramienta</dt><dd>" in html) is se_ve
    assert ("<summary>Clave técnica</summary>" in html) is not se_ve
    assert clave in html
    html = pagina(f"/respaldo/corridas/{r.ejecucion.corrida_id}/")
    assert (f"id {clave}" in html) is se_ve


@pytest.mark.requisito("R3", "RC-54", "MIN-7.1.1-e-2")
def test_a_loose_run_is_linked_by_hand(diaria, pagina):
    [r] = llega(leida(inicio=utc(2026, 3, 10, 14)))
    corrida = Corrida.objects.get(fecha_operativa="2026-03-09")
    html = pagina(f"{LISTA}{r.ejecucion.pk}/", corrida=corrida.pk)
    assert "se vinculó" in html
    corrida.refresh_from_db()
    assert corrida.ejecucion == r.ejecucion
    assert r.ejecucion.copia.fecha_ancla.isoformat() == "2026-03-10"
    paso = pagina(f"/respaldo/corridas/{corrida.pk}/").partition('id="lt"')[2]
    assert "Se vinculó a mano una ejecución" in paso
    assert f"{LISTA}{r.ejecucion.pk}/" in paso
    pagina(f"{LISTA}{r.ejecucion.pk}/", 409, corrida=corrida.pk)


@pytest.mark.requisito("MIN-6.2")
def test_an_unknown_job_is_approved_once(diaria, pagina):
    ReglaDeCoincidencia.objects.all().delete()
    llega(
        leida("a", trabajo="carpeta otec"),
        leida("b", trabajo="carpeta otec", inicio=utc(2026, 3, 9, 3)),
    )
    html = pagina(BANDEJA)
    assert "carpeta otec" in html
    assert f'value="{diaria.pk}"' in html  # suggested by its name
    e = Ejecucion.objects.last()
    html = pagina(f"{BANDEJA}{e.pk}/aprobar/", linea=diaria.pk)
    assert "se reconocieron 2" in html
    assert Ejecucion.objects.filter(corrida__isnull=False).count() == 2
    assert Corrida.objects.filter(ejecucion__isnull=False).count() == 2
    pagina(f"{BANDEJA}{e.pk}/aprobar/", 409, linea=diaria.pk)


def test_a_rule_shows_what_it_reaches_before_it_is_saved(diaria, pagina):
    llega(leida("a", trabajo="JOB-2"), leida("b"))
    e = Ejecucion.objects.get(clave="a")
    datos = {"linea": diaria.pk, "forma": "comodin", "trabajo": "JOB-?"}
    html = pagina(f"{BANDEJA}{e.pk}/", ver=1, **datos)
    assert "Daría su línea a 1 ejecución: 1 en la ventana de una corrida." in html
    assert ReglaDeCoincidencia.objects.count() == 1
    assert "demasiado amplia" in pagina(f"{BANDEJA}{e.pk}/", 422, **datos | {"trabajo": "*"})
    pagina(f"{BANDEJA}{e.pk}/", **datos)
    e.refresh_from_db()
    assert e.item == diaria.item
    assert "JOB-?".lower() in pagina("/respaldo/reglas/")
    regla = ReglaDeCoincidencia.objects.latest("pk")
    pagina(f"/respaldo/reglas/{regla.pk}/desactivar/", x=1)
    assert not ReglaDeCoincidencia.objects.get(pk=regla.pk).activa


@pytest.mark.requisito("R3", "MIN-6.2")
def test_a_rule_says_which_runs_would_cover_no_corrida(diaria, pagina):
    llega(
        leida("a", trabajo="JOB-2", inicio=utc(2026, 3, 9, 14)),
        leida("b", trabajo="JOB-2", inicio=utc(2026, 3, 8, 14)),
    )
    e = Ejecucion.objects.get(clave="a")
    datos = {"linea": diaria.pk, "forma": "exacta", "trabajo": "JOB-2"}
    html = pagina(f"{BANDEJA}{e.pk}/", ver=1, **datos)
    assert "a 2 ejecuciones: 2 fuera de ventana: no cubren ninguna corrida." in html
    llega(leida("c", trabajo="JOB-2"))
    html = pagina(f"{BANDEJA}{e.pk}/", ver=1, **datos)
    assert "a 3 ejecuciones: 1 en la ventana de una corrida; 2 fuera de ventana" in html
    e.refresh_from_db()
    assert e.item is None
    assert "se reconocieron 3 ejecuciones" in pagina(f"{BANDEJA}{e.pk}/", **datos)
    assert Ejecucion.objects.no_programadas().count() == 2


def test_a_rule_never_rescores_what_was_verified(diaria, pagina):
    llega(leida("a", trabajo="JOB-2"))
    Corrida.objects.update(estado="sin_evidencia")
    e = Ejecucion.objects.get()
    pagina(f"{BANDEJA}{e.pk}/aprobar/", linea=diaria.pk)
    e.refresh_from_db()
    assert e.corrida is not None
    assert not Corrida.objects.filter(ejecucion__isnull=False).exists()


def test_an_alien_job_is_discarded_with_a_reason(diaria, pagina):
    llega(leida("a", trabajo="AJENO"))
    e = Ejecucion.objects.get()
    pagina(f"{BANDEJA}{e.pk}/descartar/", 422, motivo=" ")
    pagina(f"{BANDEJA}{e.pk}/descartar/", motivo="Copia personal del proveedor")
    assert "AJENO" not in pagina(BANDEJA)


CSV = (
    "trabajo;estado;inicio;fin;clave;bytes\n"
    "JOB-1;Success;09/03/2026 22:10;09/03/2026 23:00;v1;1000\n"
    "JOB-1;Success;11/03/2026 22:10;;v2;1000\n"
    "JOB-1;Raro;08/03/2026 22:10;;v3;1000\n"
)


def subir(pagina, contenido: bytes, estado: int = 200) -> str:
    datos = {"fuente": fuente().pk, "archivo": SimpleUploadedFile("veeam.csv", contenido)}
    return pagina("/respaldo/ejecuciones/archivo/", estado, **datos)


def test_a_row_without_id_shows_no_key_of_ours(diaria, pagina):
    html = subir(pagina, f"{CSV}wiki2;Success;05/03/2026 22:10;;;10\n".encode("cp1252"))
    assert "wiki2" in html
    assert "id v1" in html
    assert "wiki2|" not in html


@pytest.mark.requisito("MIN-6.2", "RC-13")
def test_a_file_is_reviewed_row_by_row_and_then_received(diaria, pagina, client):
    html = subir(pagina, CSV.encode("cp1252"))
    assert "en el futuro" in html
    assert "Raro" in html
    assert not Ejecucion.objects.exists()
    from gobierno.models import Adjunto

    camino = f"/respaldo/ejecuciones/archivo/{fuente().pk}/{Adjunto.objects.get().pk}/"
    assert "1 nuevas" in pagina(camino, x=1)
    e = Ejecucion.objects.get()
    assert e.inicio == utc(2026, 3, 10, 3, 10)
    assert (e.canal, e.adjunto, e.registrada_por.username) == (
        "archivo",
        Adjunto.objects.get(),
        "operador",
    )
    assert "1 ya conocidas" in pagina(camino, x=1)
    from tests.fabricas import persona

    client.force_login(persona("otro", "operador"))
    assert client.get(camino).status_code == 404


@pytest.mark.parametrize("contenido", [b"", b"PK\x03\x04zip", b"a;b\n1;2\n", b"trabajo\0;estado\n"])
def test_a_file_that_cannot_be_read_says_why(diaria, pagina, contenido):
    subir(pagina, contenido, 422)
    assert not Ejecucion.objects.exists()


@pytest.mark.requisito("MIN-7.1.1-e-2")
def test_a_run_is_typed_with_its_photo(diaria, pagina):
    datos = {"linea": diaria.pk, "estado": "conforme", "inicio": "2026-03-09T22:30",
             "fin": "2026-03-09T23:30", "bytes": "5"}  # fmt: skip
    camino = "/respaldo/ejecuciones/nueva/"
    html = pagina(camino, 422, **datos | {"fin": "2026-03-09T21:00"})
    assert "termina antes de empezar" in html
    assert "2026-03-09T22:30" in html
    pagina(camino, **datos | {"archivo": SimpleUploadedFile("consola.txt", b"OK")})
    e = Ejecucion.objects.get()
    assert (e.canal, e.corrida.ejecucion, e.adjunto.nombre) == ("manual", e, "consola.txt")
    corrida = e.corrida_id
    assert f'value="{diaria.pk}" selected' in pagina(f"{camino}?corrida={corrida}")


def test_a_source_shows_its_token_once(client, administrador):
    client.force_login(administrador)
    datos = {"nombre": "Veeam", "herramienta": "Veeam 12", "zona": "America/Lima"}
    respuesta = client.post("/respaldo/fuentes/nueva/", datos, follow=True)
    creada = Fuente.objects.get()
    html = respuesta.content.decode()
    token = html.split("<code>bgv_")[1].split("<")[0]
    assert creada.token_sha256
    assert token not in client.get(f"/respaldo/fuentes/{creada.pk}/").content.decode()
    assert client.post("/respaldo/fuentes/nueva/", datos).status_code == 422
    renovar = f"/respaldo/fuentes/{creada.pk}/token/"
    assert "dos tokens" in client.post(renovar, {"dias": 7}, follow=True).content.decode()
    actividad = f"/respaldo/fuentes/{creada.pk}/actividad/"
    assert client.post(actividad, {"activa": "no"}).status_code == 302
    assert client.post(actividad, {"activa": "no"}).status_code == 409
    assert client.post(f"/respaldo/fuentes/{creada.pk}/token/", {"dias": 7}).status_code == 409
    assert "Desactivada" in client.get("/respaldo/fuentes/").content.decode()
    editar = f"/respaldo/fuentes/{creada.pk}/editar/"
    assert client.post(editar, datos | {"zona": "UTC"}).status_code == 302
    assert Fuente.objects.get().zona == "UTC"


def test_who_only_reads_cannot_act(diaria, client, auditor):
    client.force_login(auditor)
    [r] = llega(leida(inicio=utc(2026, 3, 10, 14)))
    corrida = Corrida.objects.first()
    assert "Vincular a mano" not in client.get(f"{LISTA}{r.ejecucion.pk}/").content.decode()
    assert client.post(f"{LISTA}{r.ejecucion.pk}/", {"corrida": corrida.pk}).status_code in {
        403,
        422,
    }
    assert client.get("/respaldo/ejecuciones/archivo/").status_code == 403
