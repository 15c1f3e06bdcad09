"""The import as the coordinador sees it."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from directorio.models import Importacion, VersionDirectorio
from tests import fabricas
from tests.directorio.test_importacion import BUENA, hoja

pytestmark = pytest.mark.django_db
MALA = "2;BD;bd;;XYZ;incremental;total;a veces;25:00;06:00;30"


@pytest.fixture
def version(client: Client) -> VersionDirectorio:
    quien = fabricas.persona("coordinador", "coordinador")
    client.force_login(quien)
    return fabricas.borrador(quien)


def subir(client: Client, version: Any, datos: bytes, **extra: Any) -> Any:
    archivo = SimpleUploadedFile("Directorio «2026».csv", datos)
    return client.post(
        reverse("directorio:importar", args=[version.pk]),
        {"archivo": archivo, "modo": "reemplazar"} | extra,
        follow=True,
    )


def ir(client: Client, acto: str, **datos: Any) -> Any:
    pk = Importacion.objects.order_by("-pk").values_list("pk", flat=True)[0]
    return client.post(reverse(f"directorio:importacion_{acto}", args=[pk]), datos, follow=True)


@pytest.mark.requisito("MIN-7.1-2")
def test_it_goes_from_the_sheet_to_the_draft(client: Client, version: Any) -> None:
    pagina = subir(client, version, hoja(BUENA.format(n=1), MALA)).content.decode()
    assert "E3: no existe la unidad orgánica «XYZ»" in pagina
    assert "Queda 1 fila por corregir o rechazar" in pagina
    celdas = {
        "c-3-unidad": "OTEC", "c-3-tipo_de_backup": "interno", "c-3-periodicidad": "diaria",
        "c-3-hora_inicio": "23:00", "c-3-retencion": "otra vez mal", "vistas": "3",
    }  # fmt: skip
    pagina = ir(client, "corregir", **celdas).content.decode()
    assert "K3: no se reconoce la retención «otra vez mal»" in pagina
    assert 'value="otra vez mal"' in pagina
    assert "E3" not in pagina
    ir(client, "corregir", **{"c-3-retencion": "12 meses", "vistas": "3"})
    ir(client, "confirmar")
    assert list(version.lineas.values_list("retencion", flat=True)) == ["30 días", "12 meses"]


def test_it_teaches_when_confirming_with_errors_and_when_confirming_twice(
    client: Client, version: Any
) -> None:
    subir(client, version, hoja(BUENA.format(n=1), MALA))
    respuesta = ir(client, "confirmar")
    assert respuesta.status_code == 422
    assert "Queda 1 fila que no se puede guardar" in respuesta.content.decode()
    ir(client, "rechazar")
    ir(client, "confirmar")
    respuesta = ir(client, "confirmar")
    assert respuesta.status_code == 409
    assert "ya fue confirmada" in respuesta.content.decode()
    assert version.lineas.count() == 1


@pytest.mark.parametrize(
    ("datos", "dice"),
    [
        (b"%PDF-1.4 x", "El archivo es un PDF"),
        (b"x" * (10 * 2**20 + 1), "más de 10 MB"),
        (b"", "vacío"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "97-2003"),
        (b"a;b\n1;2", "fila de encabezados"),
    ],
)
def test_it_says_in_the_form_why_it_refuses_a_file(
    client: Client, version: Any, datos: bytes, dice: str
) -> None:
    respuesta = subir(client, version, datos)
    assert respuesta.status_code == 422
    assert dice in respuesta.content.decode()
    assert not Importacion.objects.exists()


@pytest.mark.parametrize(
    "datos",
    [
        {"c-999999-retencion": "x"}, {"c-2-inventado": "x"}, {"c-2-ruta": "\x00" * 9000},
        {"vistas": "9" * 40 + ",x,-1"}, {"no-2": "on", "vistas": "2"}, {"c-2-nombre": "=1+1"},
    ],
)  # fmt: skip
def test_it_survives_any_correction(client: Client, version: Any, datos: dict[str, str]) -> None:
    subir(client, version, hoja(BUENA.format(n=1)))
    assert ir(client, "corregir", **datos).status_code == 200


def test_it_chooses_columns_and_refuses_two_alike(client: Client, version: Any) -> None:
    subir(client, version, hoja(BUENA.format(n=1)).replace("Retención".encode(), b"Guarda"))
    mapa = Importacion.objects.get().columnas["mapa"]
    datos = {f"col-{n}": campo for n, campo in mapa.items()} | {"modo": "reemplazar"}
    respuesta = ir(client, "columnas", **(datos | {"col-3": "retencion", "col-10": "retencion"}))
    assert respuesta.status_code == 422
    assert "elegida dos veces" in respuesta.content.decode()
    assert ir(client, "columnas", **(datos | {"col-10": "inventado"})).status_code == 422
    respuesta = ir(client, "columnas", **(datos | {"col-10": "retencion"}))
    assert respuesta.context["revision"].filas[0].estado == "lista"


def test_it_is_not_for_who_does_not_prepare(client: Client, version: Any) -> None:
    subir(client, version, hoja(BUENA.format(n=1)))
    client.force_login(fabricas.persona("auditor", "auditor"))
    pk = Importacion.objects.get().pk
    for url in (
        reverse("directorio:importar", args=[version.pk]),
        reverse("directorio:importacion", args=[pk]),
    ):
        assert client.get(url).status_code == 403
    assert ir(client, "confirmar").status_code == 403
    assert client.get(reverse("directorio:importacion", args=[10**30])).status_code == 403


@pytest.mark.parametrize("ver", ["lista", "con_error", "por_resolver", "rechazada", "x"])
def test_it_shows_every_tab_with_few_questions(
    client: Client, version: Any, ver: str, django_assert_max_num_queries: Any
) -> None:
    subir(client, version, hoja(*(BUENA.format(n=n) for n in range(1, 80)), MALA))
    pk = Importacion.objects.get().pk
    with django_assert_max_num_queries(25):
        respuesta = client.get(
            reverse("directorio:importacion", args=[pk]), {"ver": ver, "pagina": "2"}
        )
    assert respuesta.status_code == 200
