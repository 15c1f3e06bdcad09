"""The request page: the answer before sending, one record, and nothing of others."""

from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from directorio.models import VersionDirectorio
from gobierno.perfil import perfil_activo
from respaldo.models import Reserva
from restauracion.catalogo import items_para, por_clase
from restauracion.models import SolicitudDeRestauracion
from tests import fabricas
from tests.fabricas import AHORA, HOY
from tests.restauracion.apoyo import pedir

pytestmark = [pytest.mark.django_db, pytest.mark.requisito("MIN-7.2.2-a-3", "MIN-7.2.2-c", "X-5")]
URL = reverse("restauracion:pedir")


@pytest.fixture(autouse=True)
def reloj_detenido(time_machine):
    time_machine.move_to(AHORA, tick=False)


@pytest.fixture
def sesion(client, usuario, jefa):
    client.force_login(usuario)
    return client


def escrito(item=None, **extra):
    propios = {
        "item": item.pk if item else "",
        "modo": "estado_al",
        "fecha": "2026-03-05",
        "objetos": "informe.docx",
        "motivo": "Se borró por error.",
        "ficha": "una-ficha",
    }
    return propios | extra


def mirar(sesion, item=None, **extra):
    return sesion.post(
        URL, escrito(item, ver="1", **extra), headers={"HX-Request": "true"}
    ).content.decode()


def test_it_answers_before_anything_is_sent(sesion, carpeta):
    dicho = mirar(sesion, carpeta.item, motivo="")
    assert "Hay una copia" in dicho
    dictamen = dicho.split("</section>")[0]
    assert dictamen.count("05/03/2026 22:05") == 1  # the copy is said once
    assert "05/03/2026 22:05, interna, disponible hasta 04/04/2026" in dictamen
    assert "<html" not in dicho
    assert not SolicitudDeRestauracion.objects.exists()


@pytest.mark.requisito("RC-57", "MIN-6.4-a")
@pytest.mark.parametrize("ruta", [r"C:\Users\jperez\Documentos\a.docx", "c:/users/ana/x"])
def test_a_path_of_ones_own_computer_is_recognised(sesion, ruta):
    dicho = mirar(sesion, ruta=ruta)
    assert "No procede" in dicho
    assert "6.4" in dicho


@pytest.mark.requisito("RC-58", "MIN-VIII")
def test_the_schema_of_another_unit_is_sent_there(sesion):
    assert "DVUCEPT" in mirar(sesion, ruta="esquema VUCE_PROD")


def test_out_of_retention_quotes_the_numeral_and_the_limit(sesion, usuario, carpeta, time_machine):
    time_machine.move_to(datetime(2026, 4, 20, 15, tzinfo=UTC), tick=False)
    sesion.force_login(usuario)
    dicho = mirar(sesion, carpeta.item)
    assert "No procede" in dicho
    assert "04/04/2026" in dicho
    assert "7.2.2" in dicho


@pytest.mark.parametrize(
    ("campos", "esperado"),
    [
        ({"fecha": "2026-03-15"}, "posterior a la fecha de la solicitud"),
        ({"modo": "periodo", "desde": "2026-03-08", "hasta": "2026-03-02"}, "antes de empezar"),
        (
            {"modo": "antes_de", "instante": "2026-03-09T10:00"},
            "existe una copia: 08/03/2026 22:05",
        ),
        ({"modo": "mas_reciente"}, "una copia: 09/03/2026"),
    ],
)
def test_each_way_of_saying_when_is_answered(sesion, carpeta, campos, esperado):
    assert esperado in mirar(sesion, carpeta.item, **campos)


def test_a_day_of_the_calendar_chooses_the_date(sesion, carpeta):
    datos = escrito(carpeta.item, fecha="", elegir="2026-03-04")
    dicho = sesion.post(URL, datos, headers={"HX-Request": "true"}).content.decode()
    assert 'value="2026-03-04"' in dicho
    assert "Marzo de 2026" in dicho
    assert 'hx-swap-oob="true"' in dicho


def test_without_javascript_looking_gives_the_whole_page(sesion, carpeta):
    dicho = sesion.post(URL, escrito(carpeta.item, ver="1")).content.decode()
    assert "<html" in dicho
    assert "Hay una copia" in dicho
    assert "Se borró por error." in dicho


def test_sending_registers_one_request_although_it_is_sent_twice(sesion, carpeta, usuario, jefa):
    primera = sesion.post(URL, escrito(carpeta.item))
    segunda = sesion.post(URL, escrito(carpeta.item))
    unica = SolicitudDeRestauracion.objects.get()
    assert primera.url == segunda.url == reverse("restauracion:solicitud", args=[unica.pk])
    assert (unica.solicitante, unica.jefe, unica.codigo) == (usuario, jefa, "VERIFICAR_ANTES")


def test_what_is_missing_is_said_beside_its_field_and_nothing_is_lost(sesion, carpeta):
    respuesta = sesion.post(URL, escrito(carpeta.item, motivo="", fecha=""))
    dicho = respuesta.content.decode()
    assert respuesta.status_code == 422
    assert "Diga cuándo estaba bien la información." in dicho
    assert "informe.docx" in dicho
    assert not SolicitudDeRestauracion.objects.exists()


def test_only_the_units_own_catalogue_is_offered(sesion, carpeta, usuario):
    otra = fabricas.unidad("OGA")
    ajena = fabricas.linea(carpeta.version, "Planillas", unidad=otra)
    assert list(items_para(usuario, hoy=HOY)) == [carpeta.item]
    otra_unidad = fabricas.persona("ajena", unidad=fabricas.unidad("OCI"))
    assert por_clase(otra_unidad, hoy=HOY) == []
    respuesta = sesion.post(URL, escrito(ajena.item))
    assert respuesta.status_code == 422
    assert "Planillas" not in sesion.get(f"{URL}?item={ajena.item_id}").content.decode()


def test_the_path_of_another_unit_gets_no_dates(sesion, carpeta):
    otra = fabricas.unidad("OGA")
    fabricas.linea(carpeta.version, "Planillas", unidad=otra, ruta=r"\\srv\oga\planillas")
    dicho = mirar(sesion, ruta=r"smb://srv/oga/planillas/2026.xlsx")
    assert "No procede" in dicho
    assert 'class="mes"' not in dicho


def test_each_item_is_under_the_class_of_its_last_version(carpeta, usuario, coordinador, director):
    VersionDirectorio.objects.update(estado="sustituido", vigente_hasta=date(2026, 3, 7))
    nueva = fabricas.borrador(coordinador)
    fabricas.linea(nueva, item=carpeta.item, clase="bd")
    fabricas.linea(nueva, "Planillas")
    fabricas.poner_en_vigencia(nueva, director, date(2026, 3, 8))
    clases = {c.codigo: c.nombre for c in perfil_activo().directorio.clases}
    assert {
        grupo: [nombre for _, nombre in de_la_clase]
        for grupo, de_la_clase in por_clase(usuario, hoy=HOY)
    } == {clases["bd"]: ["Carpeta OTEC"], clases["carpeta"]: ["Planillas"]}


@pytest.mark.parametrize(("consulta", "cuantas"), [("", 8), ("?item={}", 15)])
def test_the_page_asks_few_questions(
    sesion, carpeta, consulta, cuantas, django_assert_max_num_queries
):
    for n in range(5):
        fabricas.linea(carpeta.version, f"Carpeta {n}", ruta=f"\\\\srv\\c{n}")
    url = URL + consulta.format(carpeta.item_id)
    sesion.get(url)
    with django_assert_max_num_queries(cuantas):
        dicho = sesion.get(url).content.decode()
    assert dicho.count("Carpeta ") >= 5


@pytest.mark.requisito("R17")
def test_a_retired_line_stays_requestable_until_its_last_copy_expires(
    carpeta, usuario, coordinador, director
):
    vieja = VersionDirectorio.objects.filter(pk=carpeta.version_id)
    vieja.update(estado="sustituido", vigente_hasta=date(2026, 3, 14))
    nueva = fabricas.borrador(coordinador)
    fabricas.poner_en_vigencia(nueva, director, date(2026, 3, 15))
    assert carpeta.item in items_para(usuario, hoy=date(2026, 4, 8))
    assert carpeta.item not in items_para(usuario, hoy=date(2026, 4, 9))


@pytest.mark.requisito("R23")
def test_a_retired_line_stays_requestable_while_a_copy_of_it_is_held(
    carpeta, usuario, jefa, coordinador, director
):
    vieja = VersionDirectorio.objects.filter(pk=carpeta.version_id)
    vieja.update(estado="sustituido", vigente_hasta=date(2026, 3, 14))
    fabricas.poner_en_vigencia(fabricas.borrador(coordinador), director, date(2026, 3, 15))
    pedir(usuario, carpeta.item)
    assert carpeta.item in items_para(usuario, hoy=date(2026, 4, 9))
    Reserva.objects.update(hasta=AHORA)
    assert carpeta.item not in items_para(usuario, hoy=date(2026, 4, 9))


@pytest.mark.requisito("MIN-7.2.2-b")
def test_the_help_desk_registers_the_mail_of_another(client, mesa, carpeta, usuario, jefa):
    client.force_login(mesa)
    datos = escrito(
        carpeta.item, solicitante=usuario.username, canal="correo",
        recibida_en="2026-03-09T23:50", jefe_en_copia="on",
    )  # fmt: skip
    client.post(URL, datos)
    unica = SolicitudDeRestauracion.objects.get()
    assert unica.solicitante == usuario
    assert unica.recibida_en == datetime(2026, 3, 10, 4, 50, tzinfo=UTC)


def test_the_name_of_a_stranger_is_an_error_of_the_form(client, mesa, carpeta):
    client.force_login(mesa)
    respuesta = client.post(URL, escrito(carpeta.item, solicitante="nadie@x", canal="correo"))
    assert respuesta.status_code == 422
    assert "No hay una cuenta activa" in respuesta.content.decode()


@pytest.mark.parametrize(
    "campos",
    [
        {"ruta": "x" * 10_000},
        {"objetos": "😀" * 5_000},
        {"ruta": "\\\\srv\\..\\..\\etc\\passwd"},
        {"ruta": "<script>alert(1)</script>"},
        {"fecha": "0001-01-01"},
        {"fecha": "9999-12-31"},
        {"modo": "otro"},
        {"item": "99999999999999999999"},
        {"item": "a"},
        {"mes": "9999-99", "ver": "1"},
        {"mes": "2026-00", "ver": "1"},
        {"elegir": "x"},
        {"motivo": "nulo\x00"},
        {"ficha": "f" * 300},
        {"instante": "2026-13-45T99:99", "modo": "antes_de"},
    ],
)
def test_no_input_breaks_the_page(sesion, carpeta, campos):
    respuesta = sesion.post(URL, escrito(carpeta.item) | campos)
    assert respuesta.status_code in {200, 302, 422}
    assert "<script>alert" not in respuesta.content.decode()


def test_an_executable_attachment_is_refused_and_nothing_is_saved(sesion, carpeta):
    malo = SimpleUploadedFile("captura.exe", b"MZ\x90\x00" + b"\0" * 100)
    respuesta = sesion.post(URL, escrito(carpeta.item, adjuntos=malo))
    assert respuesta.status_code == 422
    assert not SolicitudDeRestauracion.objects.exists()


def test_an_observed_request_is_corrected_in_the_same_page(sesion, carpeta, usuario, mesa):
    from restauracion import acciones

    observada = pedir(usuario, carpeta.item)
    acciones.observar(
        solicitud=observada, motivo="Falta el nombre exacto.", por=mesa, hoy=HOY, ahora=AHORA
    )
    url = reverse("restauracion:subsanar", args=[observada.pk])
    assert "informe.docx" in sesion.get(url).content.decode()
    sesion.post(url, escrito(carpeta.item, objetos="informe-final.docx"))
    observada.refresh_from_db()
    assert (observada.estado, observada.objetos) == ("registrada", "informe-final.docx")


def test_a_request_that_is_not_observed_cannot_be_corrected(sesion, carpeta, usuario):
    fila = pedir(usuario, carpeta.item)
    url = reverse("restauracion:subsanar", args=[fila.pk])
    assert sesion.get(url).status_code == 409


def test_the_page_asks_little_of_the_database(sesion, carpeta, django_assert_max_num_queries):
    with django_assert_max_num_queries(34):
        mirar(sesion, carpeta.item)
