"""The sheet that leaves is the sheet that comes back."""

import csv
import io
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from directorio import hoja, importadores
from directorio.columnas import CAMPOS, COLUMNAS, OBLIGATORIAS
from directorio.models import Importacion, Item, Linea, VersionDirectorio
from directorio.revision import contexto
from gobierno.hojas import escribir_xlsx, lineas_csv, neutralizar, restaurar
from gobierno.models import EventoBitacora, UnidadOrganica
from gobierno.perfil import perfil_activo
from tests import fabricas

texto = (
    st.text(
        st.characters(
            codec="utf-8", exclude_categories=["Cc", "Cs", "Cf", "Zs", "Zl", "Zp", "Co", "Cn"]
        )
        | st.sampled_from(" =+-@';\"\n,"),
        max_size=60,
    )
    .map(str.strip)
    .filter(lambda t: not t.startswith("#"))
)  # «#REF!» is an error, whoever wrote it


@given(st.text())
@pytest.mark.requisito("X-11")
def test_it_neutralises_formulas_and_gives_the_text_back(cualquiera: str) -> None:
    assert restaurar(neutralizar(cualquiera)) == cualquiera
    assert neutralizar(cualquiera)[:1] not in {"=", "+", "-", "@", "\t", "\r"}


def lineas() -> Any:
    """Lines with any text that a person may have typed in them."""
    return st.fixed_dictionaries(
        {
            "nombre": texto.filter(bool),
            "clase": st.sampled_from(["carpeta", "bd", "codigo_fuente"]),
            "servidor": texto,
            "ruta": texto,
            "criticidad": st.sampled_from(["", "alta", "media"]),
            "tipo_de_backup": st.sampled_from(["interno", "externo"]),
            "modalidad": st.sampled_from(["total", "incremental", "diferencial", "log"]),
            "periodicidad": st.sampled_from(
                ["diaria", "semanal (domingo)", "mensual, último día", "cada 6 horas"]
            ),
            "hora_inicio": st.just(time(22, 30)),
            "hora_fin": st.times().map(lambda t: time(t.hour, t.minute)),
            "dato": st.sampled_from(Linea.Dato.values),
            "retencion": st.sampled_from(["30 días", "12 meses", "7 copias"]),
            "comportamiento_base": st.sampled_from(Linea.Base.values),
            "ajuste_herramienta": st.integers(-30, 30),
            "medio": texto,
            "software": texto,
            "trabajo": texto,
            "cifrado": st.booleans(),
            "rpo_horas": st.none() | st.integers(0, 1000),
            "rto_horas": st.none() | st.integers(0, 1000),
            "responsable": texto,
            "contrato": texto,
            "dispensa_contrato": texto,
            "observaciones": texto,
            "situacion": st.sampled_from(Linea.Situacion.values),
            "fecha_baja": st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)),
            "motivo_situacion": texto,
            "retencion_post_baja": texto,
        }
    )


def filas_de(datos: list[dict[str, Any]]) -> list[list[Any]]:
    perfil, unidad = perfil_activo(), UnidadOrganica(siglas="OTEC", nombre="Oficina")
    filas = []
    for n, uno in enumerate(datos, start=1):
        linea = Linea(numero=n, item=Item(clave=f"clave-{n}"), unidad=unidad, **uno)
        filas.append([*(hoja.celda(linea, c.campo, perfil) for c in COLUMNAS), linea.item.clave])
    return filas


@pytest.mark.django_db
@pytest.mark.requisito("MIN-IX", "MIN-6.1-g")
@pytest.mark.parametrize("formato", ["csv", "xlsx"])
@settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(datos=st.lists(lineas(), min_size=1, max_size=4))
def test_it_reads_back_what_it_wrote(
    formato: str, tmp_path: Path, datos: list[dict[str, Any]]
) -> None:
    fabricas.unidad()
    tabla = hoja.Tabla("D", hoja.TITULOS, filas_de(datos), titulo=("Ministerio", "Anexo"))
    ruta = tmp_path / "hoja.xlsx"
    if formato == "xlsx":
        escribir_xlsx(ruta, tabla)
    leido = importadores.leer(
        ruta.read_bytes() if formato == "xlsx" else b"".join(lineas_csv(tabla))
    )
    mapa = importadores.adivinar(leido.encabezados)
    assert list(mapa.values()) == [*CAMPOS, "clave"]
    vueltas = importadores.interpretar_varias(leido.filas, mapa, contexto(perfil_activo()))
    esperado = [
        {**uno, "numero": n, "clave": f"clave-{n}", "unidad": "OTEC"}
        for n, uno in enumerate(datos, start=1)
    ]
    assert [dict(vuelta.errores) for vuelta in vueltas] == [{}] * len(datos)
    assert [dict(vuelta.valores) for vuelta in vueltas] == esperado


@pytest.fixture
def version(client: Client) -> VersionDirectorio:
    quien = fabricas.persona("coordinador", "coordinador")
    client.force_login(quien)
    version = fabricas.borrador(quien)
    fabricas.linea(version, "Carpeta OTEC", observaciones='=cmd|"/c calc"!A1', cifrado=True)
    fabricas.linea(version, "BD SIGA", tipo_de_backup="externo", contrato="N° 12-2026")
    return version


def bajar(client: Client, version: VersionDirectorio, formato: str) -> bytes:
    respuesta = client.get(reverse("directorio:exportar", args=[version.pk, formato]))
    assert respuesta.status_code == 200
    return b"".join(respuesta) if respuesta.streaming else respuesta.content


@pytest.mark.django_db
@pytest.mark.requisito("MIN-IX")
def test_it_exports_the_annex_with_its_frame(client: Client, version: Any, tmp_path: Path) -> None:
    hoja_xlsx = load_workbook(io.BytesIO(bajar(client, version, "xlsx"))).worksheets[0]
    valores = [fila[0] for fila in hoja_xlsx.iter_rows(values_only=True)]
    assert valores[:2] == [
        "Ministerio de Comercio Exterior y Turismo",
        "Anexo N° 01 — Directorio de Información a Respaldar",
    ]
    assert "Firma — Director de la OTEC" in valores
    assert "No normado" in valores
    pagina = bajar(client, version, "html").decode()
    assert "=cmd|" in pagina
    assert "no normado" in pagina
    assert EventoBitacora.objects.filter(accion="exportar.directorio").count() == 2


@pytest.mark.django_db
@pytest.mark.requisito("MIN-IX", "MIN-6.1-g")
def test_it_prints_the_mandatory_columns_and_the_rest_below(client: Client, version: Any) -> None:
    pagina = bajar(client, version, "html").decode()
    cabeza = pagina[pagina.index("<thead>") : pagina.index("</thead>")]
    assert cabeza.count("<th ") == len(OBLIGATORIAS)
    assert f"versión {version.codigo} · Borrador" in cabeza
    cuerpo = pagina[pagina.index("<tbody>") : pagina.rindex("</tbody>")]
    assert cuerpo.count("<tbody>") == version.lineas.count()  # a line is one block of the page
    for dato in ("<b>Cifrado:</b> sí", "<b>Contrato del servicio externo:</b> N° 12-2026"):
        assert dato in cuerpo
    assert "Situación:" not in cuerpo  # the usual values are said once, below the table
    assert "Situación: Activa" in pagina


@pytest.mark.django_db
def test_it_exports_a_csv_that_opens_in_spanish_excel(client: Client, version: Any) -> None:
    datos = bajar(client, version, "csv")
    assert datos.startswith("\ufeffN°;Ítem;Clase".encode())
    filas = list(csv.DictReader(io.StringIO(datos.decode("utf-8-sig")), delimiter=";"))
    assert filas[0]["Observaciones"].startswith("'=cmd")
    assert [fila["Clase"] for fila in filas] == ["Carpeta compartida"] * 2


@pytest.mark.django_db
@pytest.mark.parametrize("formato", ["xlsx", "csv"])
def test_it_gives_the_same_bytes_every_time(client: Client, version: Any, formato: str) -> None:
    assert bajar(client, version, formato) == bajar(client, version, formato)


@pytest.mark.django_db
def test_it_comes_back_through_the_pages(client: Client, version: Any) -> None:
    from tests.directorio.test_importacion_paginas import ir, subir

    antes = list(version.lineas.order_by("numero").values())
    subir(client, version, bajar(client, version, "xlsx"))
    assert Importacion.objects.get().columnas["hoja"] == "Directorio 2026-01"
    ir(client, "confirmar")
    despues = list(version.lineas.order_by("numero").values())
    assert [{**f, "id": 0} for f in despues] == [{**f, "id": 0} for f in antes]


@pytest.mark.django_db
def test_it_offers_a_template_that_it_can_read(client: Client, version: Any) -> None:
    respuesta: Any = client.get(reverse("directorio:plantilla"))
    leido = importadores.leer(b"".join(respuesta))
    assert len(importadores.adivinar(leido.encabezados)) == len(CAMPOS) + 1


@pytest.mark.django_db
def test_it_is_only_for_who_may_export(client: Client, version: Any) -> None:
    direccion = reverse("directorio:exportar", args=[version.pk, "pdf"])
    assert client.get(direccion).status_code == 404
    client.force_login(fabricas.persona("dg", "director_general"))
    assert client.get(direccion.replace("pdf", "csv")).status_code == 403
