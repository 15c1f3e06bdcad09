"""Import of a sheet into a draft: nothing before confirming, everything at once after."""

import time
from typing import Any

import pytest

from directorio.acciones import confirmacion
from directorio.acciones import importacion as acciones
from directorio.models import Importacion, Item, Linea, MapaDeColumnas, VersionDirectorio
from directorio.revision import AGREGAR, REEMPLAZAR, revisar
from gobierno.errores import EstadoCambiado, ReglaIncumplida, SinPermiso
from gobierno.models import EventoBitacora, Persona
from tests import fabricas

pytestmark = pytest.mark.django_db
CABECERA = (
    "N°;Ítem;Clase;Ruta;Unidad;Tipo de backup;Modalidad;Periodicidad;Hora inicio;Hora fin;Retención"
)
BUENA = "{n};Carpeta {n};carpeta;\\\\srv\\c{n};OTEC;interno;total;diaria;22:00;06:00;30 días"


def hoja(*filas: str) -> bytes:
    return "\n".join([CABECERA, *filas]).encode()


@pytest.fixture
def coordinador() -> Persona:
    return fabricas.persona("coordinador", "coordinador")


@pytest.fixture
def version(coordinador: Persona) -> VersionDirectorio:
    return fabricas.borrador(coordinador)


def subir(
    version: VersionDirectorio,
    por: Persona,
    *filas: str,
    modo: str = REEMPLAZAR,
    datos: bytes = b"",
) -> Importacion:
    return acciones.importar(
        version=version,
        archivo=acciones.Archivo("directorio.csv", datos or hoja(*filas)),
        modo=modo,
        por=por,
        hoy=fabricas.HOY,
        ahora=fabricas.AHORA,
    )


def confirmar(importacion: Importacion, por: Persona) -> Any:
    return confirmacion.confirmar(
        importacion=importacion, por=por, hoy=fabricas.HOY, ahora=fabricas.AHORA
    )


def corregir(importacion: Importacion, por: Persona, **extra: Any) -> Importacion:
    datos: dict[str, Any] = {"celdas": {}, "vistas": [], "rechazadas": []} | extra
    return acciones.corregir(
        importacion=importacion, por=por, hoy=fabricas.HOY, ahora=fabricas.AHORA, **datos
    )


@pytest.mark.requisito("MIN-7.1-2", "MIN-6.1-g")
def test_it_saves_nothing_until_confirmed(version: Any, coordinador: Persona) -> None:
    importacion = subir(version, coordinador, BUENA.format(n=1), BUENA.format(n=2))
    assert not version.lineas.exists()
    assert confirmar(importacion, coordinador) | {"por_resolver": 0} == {
        "nuevas": 2, "actualizadas": 0, "retiradas": 0, "con_error": 0, "por_resolver": 0,
        "rechazadas": 0,
    }  # fmt: skip
    linea = version.lineas.get(numero=2)
    assert (linea.nombre, linea.unidad.siglas, linea.retencion) == ("Carpeta 2", "OTEC", "30 días")
    assert EventoBitacora.objects.filter(accion="directorio.importar").count() == 1


def test_it_says_the_address_of_each_wrong_cell(version: Any, coordinador: Persona) -> None:
    mala = "2;BD;bd;;XYZ;incremental;total;a veces;25:00;06:00;30"
    importacion = subir(version, coordinador, BUENA.format(n=1), mala)
    revision = revisar(importacion)
    assert [fila.estado for fila in revision.filas] == ["lista", "con_error"]
    textos = [str(celda) for celda in revision.filas[1].celdas]
    assert [texto.split(":")[0] for texto in textos] == ["E3", "F3", "H3", "I3", "K3"]
    assert "es una modalidad, no un tipo de backup" in textos[1]
    with pytest.raises(ReglaIncumplida) as rechazo:
        confirmar(importacion, coordinador)
    assert len(rechazo.value.detalles) == 5
    assert not version.lineas.exists()


def test_it_corrects_cells_in_place(version: Any, coordinador: Persona) -> None:
    importacion = subir(version, coordinador, "1;BD;bd;;;interno;total;diaria;25:00;06:00;30")
    corregir(importacion, coordinador, celdas={(2, "hora_inicio"): "23:00"})
    importacion.refresh_from_db()
    assert [c.direccion for c in revisar(importacion).filas[0].celdas] == ["K2"]
    corregir(importacion, coordinador, celdas={(2, "retencion"): "30 dias", (99, "ruta"): "x"})
    importacion.refresh_from_db()
    confirmar(importacion, coordinador)
    assert version.lineas.get().retencion == "30 días"


def test_it_keeps_out_the_rows_that_the_person_rejects(version: Any, coordinador: Persona) -> None:
    importacion = subir(version, coordinador, BUENA.format(n=1), "2;BD;zzz;;;;;;;;")
    acciones.rechazar_con_error(
        importacion=importacion, por=coordinador, hoy=fabricas.HOY, ahora=fabricas.AHORA
    )
    importacion.refresh_from_db()
    assert confirmar(importacion, coordinador)["rechazadas"] == 1
    assert version.lineas.count() == 1


def test_it_keeps_a_row_that_only_the_submission_would_refuse(
    version: Any, coordinador: Persona
) -> None:
    externa = BUENA.format(n=1).replace("interno", "externo")
    importacion = subir(version, coordinador, externa)
    fila = revisar(importacion).filas[0]
    assert fila.estado == "por_resolver"
    assert "contrato" in fila.celdas[0].mensaje
    confirmar(importacion, coordinador)
    assert version.lineas.get().tipo_de_backup == "externo"


def test_it_refuses_the_same_series_twice_in_the_sheet(version: Any, coordinador: Persona) -> None:
    importacion = subir(
        version, coordinador, BUENA.format(n=1), BUENA.format(n=1).upper().replace("DÍAS", "días")
    )
    assert "repite el ítem, tipo y modalidad de la fila 2" in str(
        revisar(importacion).con_error[0].celdas
    )


def test_it_replaces_and_keeps_the_item_of_each_line(version: Any, coordinador: Persona) -> None:
    vieja = fabricas.linea(version, "Carpeta 1", software="Veeam", trabajo="JOB-9")
    fabricas.linea(version, "Carpeta vieja")
    importacion = subir(version, coordinador, BUENA.format(n=1), BUENA.format(n=2))
    assert confirmar(importacion, coordinador)["retiradas"] == 1
    nueva = version.lineas.get(nombre="Carpeta 1")
    assert (nueva.item_id, nueva.software, nueva.trabajo) == (vieja.item_id, "Veeam", "JOB-9")
    assert Item.objects.count() == 3


def test_it_renames_a_line_when_the_sheet_brings_its_key(
    version: Any, coordinador: Persona
) -> None:
    vieja = fabricas.linea(version, "Carpeta 1")
    datos = f"{CABECERA};Clave del ítem\n{BUENA.format(n=7)};{vieja.item.clave}".encode()
    confirmar(subir(version, coordinador, datos=datos), coordinador)
    assert version.lineas.get().item_id == vieja.item_id
    assert version.lineas.get().nombre == "Carpeta 7"


def test_it_appends_and_numbers_after_the_last_line(version: Any, coordinador: Persona) -> None:
    fabricas.linea(version, "Carpeta 1", numero=40)
    importacion = subir(version, coordinador, BUENA.format(n=1), BUENA.format(n=2), modo=AGREGAR)
    assert "ya está en la línea 40" in str(revisar(importacion).con_error[0].celdas)
    corregir(importacion, coordinador, vistas=[2], rechazadas=[2])
    importacion.refresh_from_db()
    confirmar(importacion, coordinador)
    assert list(version.lineas.values_list("numero", flat=True)) == [40, 41]


def test_it_cannot_be_confirmed_twice(version: Any, coordinador: Persona) -> None:
    importacion = subir(version, coordinador, BUENA.format(n=1))
    confirmar(importacion, coordinador)
    with pytest.raises(EstadoCambiado):
        confirmar(importacion, coordinador)
    assert Linea.objects.count() == 1


def test_it_forgets_the_former_preview_and_what_is_discarded(
    version: Any, coordinador: Persona
) -> None:
    primera = subir(version, coordinador, BUENA.format(n=1))
    segunda = subir(version, coordinador, BUENA.format(n=2))
    with pytest.raises(EstadoCambiado, match="descartada"):
        confirmar(primera, coordinador)
    acciones.descartar(importacion=segunda, por=coordinador, hoy=fabricas.HOY, ahora=fabricas.AHORA)
    with pytest.raises(EstadoCambiado):
        confirmar(segunda, coordinador)


def test_it_is_only_for_a_draft_and_for_who_prepares(version: Any, coordinador: Persona) -> None:
    with pytest.raises(SinPermiso):
        subir(version, fabricas.persona("auditor", "auditor"), BUENA.format(n=1))
    importacion = subir(version, coordinador, BUENA.format(n=1))
    fabricas.poner_en_vigencia(version, fabricas.persona("director", "director"), fabricas.HOY)
    for hacer in (
        lambda: confirmar(importacion, coordinador),
        lambda: subir(version, coordinador, BUENA.format(n=1)),
    ):
        with pytest.raises(EstadoCambiado):
            hacer()


def test_it_remembers_the_columns_of_the_institution(version: Any, coordinador: Persona) -> None:
    datos = hoja(BUENA.format(n=1)).replace("Retención".encode(), b"Guarda")
    importacion = subir(version, coordinador, datos=datos)
    assert "la hoja no tiene esta columna" in str(revisar(importacion).filas[0].celdas)
    mapa = {int(n): campo for n, campo in importacion.columnas["mapa"].items()} | {10: "retencion"}
    comun = {"modo": REEMPLAZAR, "hoja": "CSV", "hoy": fabricas.HOY, "ahora": fabricas.AHORA}
    with pytest.raises(ReglaIncumplida, match="no pueden ser la misma"):
        acciones.elegir_columnas(
            importacion=importacion, mapa=mapa | {3: "retencion"}, por=coordinador, **comun
        )
    acciones.elegir_columnas(importacion=importacion, mapa=mapa, por=coordinador, **comun)
    assert MapaDeColumnas.objects.get().columnas["guarda"] == "retencion"
    otra = subir(version, coordinador, datos=datos)
    assert revisar(otra).filas[0].estado == "lista"


def test_it_takes_five_thousand_lines_in_one_go(version: Any, coordinador: Persona) -> None:
    filas = [BUENA.format(n=n) for n in range(1, 5_001)]
    inicio = time.process_time()
    importacion = subir(version, coordinador, *filas)
    leida = time.process_time()
    confirmar(importacion, coordinador)
    fin = time.process_time()
    assert leida - inicio < 10
    assert fin - leida < 20
    assert version.lineas.count() == 5_000
    assert EventoBitacora.objects.filter(accion="directorio.importar").count() == 1
