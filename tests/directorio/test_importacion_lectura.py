"""Reading the institution's sheet: what comes in, and what is refused with a reason."""

import io
import time
import zipfile
from datetime import date, timedelta
from datetime import time as hora
from typing import Any

import pytest
from openpyxl import Workbook

from directorio.importadores import ArchivoRechazado, adivinar, leer, repetidas
from directorio.importadores import modelo as limites

TITULOS = [
    "N°", "Ítem", "Clase", "Unidad", "Tipo de backup", "Modalidad", "Frecuencia", "Hora inicio",
    "Hora fin", "Retención",
]  # fmt: skip
FILA: list[Any] = [1, "Carpeta OTEC", "Carpeta compartida", "OTEC", "Interno", "Total", "diaria",
                   hora(22), hora(6), "30 días"]  # fmt: skip


def xlsx(*filas: list[Any], arriba: int = 0, nombre: str = "Directorio") -> bytes:
    libro = Workbook()
    hoja = libro.active
    assert hoja is not None
    hoja.title = nombre
    for n in range(arriba):
        hoja.append([f"Título {n}"])
        hoja.merge_cells(start_row=n + 1, end_row=n + 1, start_column=1, end_column=8)
    hoja.append(TITULOS)
    for fila in filas or [FILA]:
        hoja.append(fila)
    return guardar(libro)


def guardar(libro: Workbook) -> bytes:
    salida = io.BytesIO()
    libro.save(salida)
    return salida.getvalue()


def con_partes(datos: bytes, **partes: bytes) -> bytes:
    """The same workbook with parts added or replaced (`__` is `/`)."""
    salida = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(datos)) as viejo,
        zipfile.ZipFile(salida, "w", zipfile.ZIP_DEFLATED) as nuevo,
    ):
        nuevas = {clave.replace("__", "/").replace("_dot_", "."): v for clave, v in partes.items()}
        for parte in viejo.infolist():
            if parte.filename not in nuevas:
                nuevo.writestr(parte, viejo.read(parte))
        for nombre, contenido in nuevas.items():
            nuevo.writestr(nombre, contenido)
    return salida.getvalue()


def test_it_finds_the_headers_below_merged_titles() -> None:
    libro = leer(xlsx(arriba=5))
    assert libro.fila_encabezado == 6
    assert libro.filas[0].numero == 7
    assert adivinar(libro.encabezados)[6] == "periodicidad"
    assert libro.filas[0].celdas[7:9] == ("22:00", "06:00")


def test_it_reads_what_excel_stores_as_numbers_and_dates() -> None:
    fila = [*FILA[:1], "BD", "bd", "OTEC", "Externo", "Total", "diaria", 0.9166666667,
            timedelta(hours=6), date(2026, 3, 1)]  # fmt: skip
    celdas = leer(xlsx(fila)).filas[0].celdas
    assert celdas[7:] == ("0.9166666667", "06:00", "01/03/2026")


def test_it_chooses_the_sheet_that_looks_like_a_directorio() -> None:
    libro = Workbook()
    assert libro.active is not None
    libro.active.append(["Instrucciones"])
    hoja = libro.create_sheet("Anexo 01")
    hoja.append(TITULOS)
    hoja.append(FILA)
    otra = libro.create_sheet("2025")
    otra.append(TITULOS)
    otra.append(["7", *FILA[1:]])
    datos = guardar(libro)
    assert leer(datos).hojas == ("Sheet", "Anexo 01", "2025")
    assert leer(datos).hoja == "Anexo 01"
    assert leer(datos, hoja="2025").filas[0].celdas[0] == "7"
    with pytest.raises(ArchivoRechazado, match="no tiene la hoja"):
        leer(datos, hoja="2031")


def test_it_marks_formulas_and_errors_in_their_cell() -> None:
    fila = [*FILA]
    fila[1], fila[9] = "=A1&B1", "#REF!"
    problemas = leer(xlsx(fila)).filas[0].problemas
    assert "fórmula sin calcular" in problemas[1]
    assert "#REF!" in problemas[9]
    escrita = leer("N°;Ítem;Clase;Retención\n1;=1+1;bd;30 días\n".encode()).filas[0]
    assert "texto de una fórmula" in escrita.problemas[1]


def test_it_ignores_signatures_below_the_table_and_repeated_headers() -> None:
    libro = leer(xlsx(FILA, TITULOS, FILA, [], ["Elaborado por:", "J. Pérez"], ["V° B°"]))
    assert [fila.numero for fila in libro.filas] == [2, 4]
    assert len(libro.avisos) == 2


def test_it_marks_a_cell_that_is_too_long_or_has_nulls() -> None:
    fila = [*FILA]
    fila[1] = "x" * 2_001
    assert "2001 caracteres" in leer(xlsx(fila)).filas[0].problemas[1]
    texto = "N°;Ítem;Clase;Retención\n" + "1;Car\x00peta;bd;30 días\n" * 3
    leido = leer(texto.encode()).filas[0]
    assert "nulos" in leido.problemas[1]
    assert leido.celdas[1] == "Carpeta"


def test_it_says_which_columns_are_twice() -> None:
    titulos = ("Ítem", "Hora inicio", "Clase", "Inicio", "Ítem")
    assert adivinar(titulos) == {0: "nombre", 1: "hora_inicio", 2: "clase"}
    avisos = repetidas(titulos)
    assert len(avisos) == 2
    assert "B («Hora inicio») y D («Inicio»)" in avisos[0]


def test_it_remembers_what_the_institution_decided() -> None:
    assert adivinar(("Ítem", "Cód. PNTP"), {"cod pntp": "clave", "item": ""}) == {1: "clave"}


CSV = "N°{s}Ítem{s}Clase{s}Periodo de retención\r\n1{s}Carpeta Ñandú{s}bd{s}30 días\r\n"


@pytest.mark.parametrize("separador", [";", ",", "\t", "|"])
@pytest.mark.parametrize("codigo", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_it_reads_the_csv_of_any_excel(separador: str, codigo: str) -> None:
    libro = leer(CSV.format(s=separador).encode(codigo))
    assert libro.filas[0].celdas == ("1", "Carpeta Ñandú", "bd", "30 días")


def test_it_obeys_the_separator_that_the_csv_declares() -> None:
    libro = leer(("sep=|\r\n" + CSV.format(s="|")).encode())
    assert libro.filas[0].celdas[1] == "Carpeta Ñandú"
    assert libro.filas[0].numero == 3


@pytest.mark.requisito("MIN-6.1-g")
@pytest.mark.parametrize(
    ("datos", "dice"),
    [
        (b"", "vacío"),
        (b"   \n", "vacío"),
        (b"%PDF-1.7 ...", "un PDF"),
        (b"\x89PNG\r\n\x1a\n", "una imagen"),
        (b"<html><table></table>", "página web"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "97-2003"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "contrase"),
        (b"PK\x03\x04 roto", "dañado"),
        (bytes(range(256)) * 50, "binarios"),
        (b"a;b;c\n1;2;3\n", "encabezados"),
        ("Ítem;Clase;Retención\n".encode(), "no hay ninguna línea"),
        (b'"sin cerrar' + b"x" * 200_000, "comilla"),
        (("Ítem;Clase;Retención\n" + "x;bd;30 días\n" * 10_001).encode(), "10001 líneas"),
        (("Ítem;Clase;Retención" + ";" * 200 + "z\nx;bd;1 año" + ";" * 200 + "z").encode(), "120"),
    ],
)
def test_it_refuses_what_is_not_a_directorio_and_says_why(datos: bytes, dice: str) -> None:
    with pytest.raises(ArchivoRechazado) as rechazo:
        leer(datos)
    assert dice in rechazo.value.mensaje
    assert rechazo.value.remedio


def test_it_refuses_a_workbook_with_macros() -> None:
    datos = con_partes(xlsx(), xl__vbaProject_dot_bin=b"x")
    with pytest.raises(ArchivoRechazado, match="macros"):
        leer(datos)


def test_it_refuses_xml_with_entities() -> None:
    bomba = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    with pytest.raises(ArchivoRechazado, match="definiciones"):
        leer(con_partes(xlsx(), xl__styles_dot_xml=bomba))


def test_it_refuses_a_zip_bomb_before_opening_it(monkeypatch: pytest.MonkeyPatch) -> None:
    bomba = con_partes(xlsx(), xl__media__a_dot_bin=b"\0" * (20 * 2**20))
    inicio = time.process_time()
    with pytest.raises(ArchivoRechazado, match="al abrirse"):
        leer(bomba)
    assert time.process_time() - inicio < 1


def test_it_refuses_what_inflates_more_than_its_directory_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from directorio.importadores import zip_seguro

    monkeypatch.setattr(zip_seguro, "_revisar_directorio", lambda partes: None)
    monkeypatch.setattr(zip_seguro, "MAXIMO_INFLADO", 2**20)
    with pytest.raises(ArchivoRechazado, match="al abrirse"):
        leer(con_partes(xlsx(), xl__media__a_dot_bin=b"\0" * 2**21))


def test_it_refuses_a_file_that_is_too_big(monkeypatch: pytest.MonkeyPatch) -> None:
    assert limites.MAXIMO_BYTES == 10 * 2**20
    with pytest.raises(ArchivoRechazado, match="se admiten 10 MB"):
        leer(b"x" * (10 * 2**20 + 1))


def test_it_is_not_caught_by_a_row_at_the_end_of_the_sheet() -> None:
    libro = Workbook()
    hoja = libro.active
    assert hoja is not None
    hoja.append(TITULOS)
    hoja.append(FILA)
    hoja.cell(row=1_048_576, column=1, value="pie")
    inicio = time.process_time()
    assert len(leer(guardar(libro)).filas) == 1
    assert time.process_time() - inicio < 20
