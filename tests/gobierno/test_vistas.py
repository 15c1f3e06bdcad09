"""The helper of every view and the pages of what goes wrong."""

import pytest
from django import forms
from django.core.exceptions import RequestDataTooBig
from django.db import DataError
from django.test import RequestFactory

from backupgov import paginas_de_error
from backupgov.rechazos import Rechazos
from gobierno.errores import EstadoCambiado, ReglaIncumplida, SinPermiso
from gobierno.vistas import intentar, pagina_anterior, rechazo


class Formulario(forms.Form):
    ticket = forms.CharField(max_length=20)


def lanzar(error: Exception):
    def hacer(datos):
        raise error

    return hacer


def test_an_unbound_form_is_not_an_attempt():
    intento = intentar(Formulario(), lanzar(AssertionError()))
    assert not intento
    assert intento.estado == 200


def test_a_valid_form_is_done_with_its_clean_data():
    intento = intentar(Formulario({"ticket": " MDA-1 "}), lambda datos: datos["ticket"])
    assert intento
    assert intento.resultado == "MDA-1"


def test_an_invalid_form_is_422():
    assert intentar(Formulario({}), lanzar(AssertionError())).estado == 422


@pytest.mark.parametrize(
    ("error", "estado"), [(ReglaIncumplida, 422), (EstadoCambiado, 409), (SinPermiso, 403)]
)
def test_a_refusal_comes_back_in_the_form(error, estado):
    formulario = Formulario({"ticket": "malo"})
    regla = error(
        "El ticket no sirve.",
        regla="verificacion_interna",
        remedio="Escríbalo como MDA-2026-000123.",
        campos={"ticket": "Mal escrito.", "otro": "Suelto."},
        detalles=["Primero."],
    )
    assert intentar(formulario, lanzar(regla)).estado == estado
    assert formulario.errors["ticket"] == ["Mal escrito."]
    generales = " ".join(formulario.non_field_errors())
    assert "numeral 7.1.1 d)" in generales
    assert "Escríbalo como" in generales
    assert "Suelto." in generales
    assert "Primero." in generales
    assert formulario["ticket"].value() == "malo"


def test_it_tries_acts_without_a_form():
    assert intentar(None, lambda datos: 7).resultado == 7
    assert intentar(None, lanzar(EstadoCambiado("Tarde."))).estado == 409


def test_a_refusal_without_form_is_a_page_that_goes_back(rf):
    request = rf.post("/x/", HTTP_REFERER="http://testserver/de-donde/")
    respuesta = rechazo(request, ReglaIncumplida("No.", regla="retencion", remedio="Haga esto."))
    texto = respuesta.content.decode()
    assert respuesta.status_code == 422
    assert "numeral 7.1.1 c)" in texto
    assert "http://testserver/de-donde/" in texto


@pytest.mark.parametrize("referer", ["https://malo.example/", "javascript:alert(1)", ""])
def test_it_never_goes_back_to_another_site(rf, referer):
    assert pagina_anterior(rf.get("/", HTTP_REFERER=referer)) == "/"


def test_what_the_database_cannot_hold_is_400(rf: RequestFactory):
    rechazos = Rechazos(lambda request: None)
    assert rechazos.process_exception(rf.post("/x/"), DataError("NUL")).status_code == 400
    assert rechazos.process_exception(rf.post("/x/"), SinPermiso("No.")).status_code == 403
    assert rechazos.process_exception(rf.post("/x/"), KeyError("x")) is None
    assert rechazos.process_exception(rf.post("/api/v1/x/"), SinPermiso("No.")) is None


@pytest.mark.parametrize("camino", ["/%00/", "/?q=%00", "/?q=" + "x" * 9_000])
def test_null_bytes_and_endless_queries_are_400(client, camino):
    assert client.get(camino).status_code == 400


def test_too_much_data_is_413(rf):
    respuesta = paginas_de_error.peticion_invalida(rf.post("/x/"), RequestDataTooBig())
    assert respuesta.status_code == 413


def test_the_page_of_a_failure_needs_no_context(rf):
    respuesta = paginas_de_error.error_del_servidor(rf.get("/"))
    assert respuesta.status_code == 500
    assert "El sistema falló, no usted" in respuesta.content.decode()


@pytest.mark.django_db
def test_an_unknown_address_is_404_in_spanish(client, operador):
    client.force_login(operador)
    respuesta = client.get("/no-existe/")
    assert respuesta.status_code == 404
    assert "No hay nada en esta dirección" in respuesta.content.decode()
