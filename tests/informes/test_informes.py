"""Reports: the same period gives the same bytes, in constant memory, and leaves a trace."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from gobierno.models import EventoBitacora, Interrupcion
from respaldo.models import Corrida, Verificacion
from tests import fabricas

pytestmark = pytest.mark.django_db
CODIGOS = ["control-diario", "bitacora-de-ejecuciones", "bitacora-de-auditoria"]


@pytest.fixture
def auditor(client: Client) -> Any:
    quien = fabricas.persona("auditor", "auditor")
    client.force_login(quien)
    return quien


@pytest.fixture
def version() -> Any:
    """Two lines; yesterday verified, today open."""
    coordinador = fabricas.persona("coordinador", "coordinador")
    operador = fabricas.persona("operador", "operador")
    version = fabricas.borrador(coordinador)
    linea = fabricas.linea(version, '=HYPERLINK("x")')
    hecha = fabricas.corrida(
        linea, fabricas.HOY - timedelta(days=1), estado="conforme", vencida_en=fabricas.AHORA
    )
    hecha.ejecucion = fabricas.ejecucion(copia_id="R-1", corrida=hecha, item=linea.item)
    hecha.save()
    Verificacion.objects.create(
        corrida=hecha, resultado="conforme", ticket="MDA-2026-000001", por=operador,
        capacidad="Operador", registrada_en=fabricas.AHORA, motivo_tardanza="corte de luz",
    )  # fmt: skip
    fabricas.corrida(fabricas.linea(version, "BD SIGA", tipo_de_backup="externo"), fabricas.HOY)
    return version


def pedir(client: Client, codigo: str = "control-diario", **datos: str) -> Any:
    comun = {"periodo": "mes", "desde": fabricas.HOY.isoformat(), "formato": "csv"}
    return client.get(reverse("informes:exportar", args=[codigo]), comun | datos)


def filas_de(respuesta: Any) -> list[dict[str, str]]:
    texto = b"".join(respuesta).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(texto), delimiter=";"))


@pytest.mark.requisito("MIN-7.1.1-d", "MIN-7.1.2-c", "X-4")
def test_it_tells_what_was_owed_and_what_was_declared(
    client: Client, auditor: Any, version: Any
) -> None:
    primera, segunda, *resto = filas_de(pedir(client))
    assert primera["Ítem"] == '\'=HYPERLINK("x")'
    assert primera["Resultado"] == "Conforme"
    assert primera["Verificada fuera de plazo"] == "sí"
    assert primera["Ticket"] == "MDA-2026-000001"
    assert primera["Operador"] == "Operador Prueba"
    assert primera["Observaciones"] == "Tardanza: corte de luz"
    assert primera["Programado desde"] == "09/03/2026 22:00"
    assert segunda["Resultado"] == "Vencida"
    assert resto[0]["Ítem"] == "ninguna registrada"


@pytest.mark.parametrize("codigo", CODIGOS)
@pytest.mark.parametrize("formato", ["csv", "xlsx", "html"])
@time_machine.travel(fabricas.AHORA, tick=False)
@pytest.mark.requisito("X-11", "PC-8.2")
def test_it_comes_in_every_form_and_leaves_a_trace(
    client: Client, auditor: Any, version: Any, codigo: str, formato: str
) -> None:
    respuesta = pedir(client, codigo, formato=formato)
    assert respuesta.status_code == 200
    if formato == "xlsx":
        libro = load_workbook(io.BytesIO(b"".join(respuesta)))
        assert libro.worksheets[0]["A1"].value == "Ministerio de Comercio Exterior y Turismo"
    evento = EventoBitacora.objects.get(accion=f"exportar.{codigo}")
    assert evento.despues["formato"] == formato
    assert evento.despues["desde"] == "2026-03-01"
    assert "Auditor" in evento.capacidad


def bytes_de(client: Client, formato: str, fecha: date) -> bytes:
    respuesta = pedir(client, periodo="dia", desde=fecha.isoformat(), formato=formato)
    return b"".join(respuesta) if respuesta.streaming else respuesta.content


@pytest.mark.requisito("X-2", "X-11")
@pytest.mark.parametrize("formato", ["csv", "xlsx"])
def test_an_adenda_leaves_every_past_export_equal_to_the_byte(
    client: Client, auditor: Any, version: Any, formato: str
) -> None:
    ayer = fabricas.HOY - timedelta(days=1)
    with time_machine.travel(fabricas.AHORA, tick=False):
        antes = bytes_de(client, formato, ayer)
    director = fabricas.persona("director", "director")
    fabricas.poner_en_vigencia(version, director, date(2026, 1, 1), fabricas.HOY)
    adenda = fabricas.borrador(fabricas.persona("otro", "coordinador"))
    vieja = version.lineas.first()
    fabricas.linea(adenda, "Otro nombre", item=vieja.item, retencion="1 año")
    fabricas.poner_en_vigencia(adenda, director, fabricas.HOY + timedelta(days=1))
    with time_machine.travel(fabricas.AHORA + timedelta(days=9), tick=False):
        client.force_login(auditor)
        assert bytes_de(client, formato, ayer) == antes


@pytest.mark.requisito("X-4")
def test_it_says_when_the_checker_itself_was_down(
    client: Client, auditor: Any, version: Any
) -> None:
    Interrupcion.objects.create(
        componente="beat", desde=fabricas.AHORA - timedelta(hours=5), hasta=fabricas.AHORA
    )
    assert "10/03/2026 05:00" in b"".join(pedir(client)).decode().replace("\xa0", " ")
    respuesta = pedir(client, formato="html", periodo="dia")
    assert "beat: de" in respuesta.content.decode()


@pytest.mark.parametrize(
    ("datos", "dice"),
    [
        ({"desde": ""}, "desde qué fecha"),
        ({"desde": "2026-02-30"}, "dd/mm/aaaa"),
        ({"periodo": "intervalo"}, "hasta qué fecha"),
        ({"periodo": "intervalo", "hasta": "2020-01-01"}, "no puede ser anterior"),
        ({"periodo": "intervalo", "desde": "2010-01-01", "hasta": "2026-01-01"}, "diez años"),
        ({"periodo": "intervalo", "desde": "2026-01-01", "hasta": "2026-03-01",
          "formato": "html"}, "elija Excel o CSV"),
        ({"desde": "2099-01-01"}, "todavía no llega"),
        ({"desde": "1700-01-01"}, "no es posible"),
        ({"periodo": "siglo"}, "no es una de las opciones"),
        ({"formato": "pdf"}, "no es una de las opciones"),
    ],
)  # fmt: skip
def test_it_teaches_when_the_period_is_wrong(
    client: Client, auditor: Any, datos: dict[str, str], dice: str
) -> None:
    respuesta = pedir(client, **datos)
    assert respuesta.status_code == 422
    assert dice in respuesta.content.decode()
    assert not EventoBitacora.objects.filter(accion__startswith="exportar").exists()


def test_it_is_only_for_who_may(client: Client) -> None:
    client.force_login(fabricas.persona("operador", "operador"))
    assert pedir(client, "bitacora-de-auditoria").status_code == 403
    assert pedir(client, "inventado").status_code == 404
    assert b"".join(pedir(client))
    client.force_login(fabricas.persona("dg", "director_general"))
    assert pedir(client).status_code == 403
    assert client.get(reverse("informes:indice")).status_code == 403


def test_it_reads_in_chunks_with_few_questions(
    client: Client, auditor: Any, version: Any, django_assert_max_num_queries: Any
) -> None:
    linea = version.lineas.first()
    for n in range(2, 30):
        fabricas.corrida(linea, fabricas.HOY - timedelta(days=n))
    assert Corrida.objects.count() == 30
    with django_assert_max_num_queries(24):
        b"".join(pedir(client, periodo="intervalo", desde="2026-01-01", hasta="2026-03-31"))
