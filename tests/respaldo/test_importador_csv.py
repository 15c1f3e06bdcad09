"""The generic CSV: what people and tools export, and errors that name row, column and remedy."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from respaldo.importadores import IMPORTADORES, CsvGenerico, ErrorDeLectura
from respaldo.importadores.csv_generico import MAXIMO_BYTES, MAXIMO_FILAS

LIMA = ZoneInfo("America/Lima")
CABEZA = "clave;trabajo;equipo;estado;modalidad;inicio;fin;bytes;archivos;errores;copia;mensaje"
FILA = "77;BD_SIGA;SRV-BD;Success;Full;01/03/2026 22:00;02/03/2026 04:10;1000;12;0;r-77;listo"


def leer(texto, *, juego="utf-8", **otros):
    contenido = texto if isinstance(texto, bytes) else texto.encode(juego)
    return CsvGenerico().leer(contenido, zona=LIMA, **otros)


def una(texto, **otros):
    lectura = leer(texto, **otros)
    assert lectura.errores == ()
    (fila,) = lectura.filas
    return fila.ejecucion


def el_error(texto, **otros):
    lectura = leer(texto, **otros)
    assert lectura.filas == ()
    (error,) = lectura.errores
    assert error.mensaje
    assert error.remedio
    return error


def corta(**celdas):
    """Make a file of one row with the least columns, some of them changed."""
    datos = {"trabajo": "BD", "estado": "ok", "inicio": "01/03/2026 22:00", **celdas}
    return ";".join(datos) + "\n" + ";".join(datos.values())


@pytest.mark.parametrize("palabra", ["No completado", "No exitoso", "Not successful", "Omitida"])
def test_it_reads_a_denied_result(palabra):
    assert una(corta(estado=palabra)).estado == "no_conforme"


@pytest.mark.requisito("MIN-7.1.1-d", "X-4")
def test_it_reads_every_field():
    ejecucion = una(f"{CABEZA}\n{FILA}")

    assert ejecucion.clave == "77"
    assert (ejecucion.trabajo, ejecucion.equipo) == ("BD_SIGA", "SRV-BD")
    assert (ejecucion.estado, ejecucion.modalidad) == ("conforme", "total")
    assert ejecucion.inicio == datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
    assert ejecucion.fin == datetime(2026, 3, 2, 9, 10, tzinfo=UTC)
    assert (ejecucion.bytes, ejecucion.archivos, ejecucion.errores) == (1000, 12, 0)
    assert (ejecucion.copia_id, ejecucion.mensaje) == ("r-77", "listo")
    assert ejecucion.operacion == "respaldo"


def test_it_is_in_the_table_of_importers():
    assert IMPORTADORES["csv"].nombre == "csv"
    assert IMPORTADORES["csv"].version


@pytest.mark.parametrize("delimitador", [";", ",", "\t"])
@pytest.mark.parametrize("juego", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_it_recognises_delimiter_and_encoding(delimitador, juego):
    texto = f"{CABEZA}\n{FILA}".replace("listo", "cañón, sí" if delimitador != "," else "cañón")
    ejecucion = una(texto.replace(";", delimitador), juego=juego)

    assert ejecucion.mensaje.startswith("cañón")


def test_it_falls_back_to_latin_1():
    assert una(corta(mensaje="a\x81\xf3"), juego="latin-1").mensaje == "a\x81ó"


@pytest.mark.parametrize(
    "cabeza",
    [
        "Job Name;Status;Start time;End time",
        "NOMBRE DEL TRABAJO;Resultado;Hora de inicio;Hora de fin",
        '"Trabajo";"Estado";"Inicio";"Fin"',
        "sep=;\nTrabajo;Estado;Inicio;Fin",
    ],
)
def test_it_knows_headings_in_spanish_and_english(cabeza):
    ejecucion = una(f"{cabeza}\nBD;Warning;2026-03-01 22:00;2026-03-01 23:00\n\n ; ; \n")

    assert ejecucion.estado == "advertencia"


def test_it_tells_the_columns_that_it_ignores():
    lectura = leer("trabajo;estado;inicio;color\nBD;ok;2026-03-01 22:00;azul")

    assert lectura.ignoradas == ("color",)


def test_it_takes_a_run_that_has_not_ended():
    assert una(corta(estado="running", fin="")).fin is None


def test_it_reads_short_rows_and_quoted_delimiters():
    ejecucion = una('trabajo;estado;inicio;mensaje;equipo\n"BD; nueva";ok;2026-03-01 22:00')

    assert (ejecucion.trabajo, ejecucion.mensaje, ejecucion.equipo) == ("BD; nueva", "", "")


@pytest.mark.requisito("RC-13")
@pytest.mark.parametrize(
    ("escrita", "utc"),
    [
        ("01/03/2026 22:00", (2026, 3, 2, 3, 0)),
        ("1/3/2026 22:00:59", (2026, 3, 2, 3, 0, 59)),
        ("01-03-2026 10:00 p. m.", (2026, 3, 2, 3, 0)),
        ("01.03.2026 12:30 AM", (2026, 3, 1, 5, 30)),
        ("2026-03-01 22:00", (2026, 3, 2, 3, 0)),
        ("2026-03-01T22:00:00.123", (2026, 3, 2, 3, 0)),
        ("2026-03-02T03:30:00Z", (2026, 3, 2, 3, 30)),
        ("2026-03-02 03:30 UTC", (2026, 3, 2, 3, 30)),
        ("2026-03-01T22:00:00-05:00", (2026, 3, 2, 3, 0)),
        ("2026-03-01T22:00:00+0100", (2026, 3, 1, 21, 0)),
    ],
)
def test_it_reads_local_times_in_the_zone_of_the_source(escrita, utc):
    assert una(corta(inicio=escrita)).inicio == datetime(*utc, tzinfo=UTC)


@pytest.mark.parametrize(
    ("palabra", "estado"),
    [
        ("Éxito", "conforme"),
        ("Completed", "conforme"),
        ("T", "conforme"),
        ("Backup OK -- with warnings", "advertencia"),
        ("e", "advertencia"),
        ("Completado con advertencias", "advertencia"),
        ("E", "no_conforme"),
        ("FALLIDO", "no_conforme"),
        ("Cancelled", "no_conforme"),
        ("InProgress", "en_curso"),
        ("sin_dato", "sin_dato"),
    ],
)
def test_it_maps_the_words_of_the_tools(palabra, estado):
    assert una(corta(estado=palabra)).estado == estado


@pytest.mark.parametrize(
    ("palabra", "modalidad"),
    [("Diff", "diferencial"), ("", "desconocida"), ("Snapshot", "instantanea"), ("log", "log")],
)
def test_it_maps_the_kinds_of_the_tools(palabra, modalidad):
    assert una(corta(modalidad=palabra)).modalidad == modalidad


def test_it_makes_a_key_when_the_tool_gives_none():
    sin_clave = corta(equipo="SRV")

    assert una(sin_clave).clave == "BD|SRV|2026-03-02 03:00:00+00:00"
    assert una(sin_clave) == una(sin_clave)
    assert len(una(corta(trabajo="x" * 200)).clave) == 64
    assert una("trabajo;estado;fin\nBD;ok;2026-03-01 22:00").clave.startswith("BD||2026-03-02")


@pytest.mark.parametrize(
    ("celdas", "columna", "mensaje", "remedio"),
    [
        ({"estado": "raro"}, "estado", "«raro» no es un resultado", "advertencia"),
        ({"estado": ""}, "estado", "Falta el resultado", "conforme"),
        ({"trabajo": ""}, "trabajo", "Falta el trabajo", "nombre del job"),
        ({"modalidad": "doble"}, "modalidad", "no es una modalidad", "diferencial"),
        ({"inicio": "01/03/2026"}, "inicio", "falta la hora", "dd/mm/aaaa hh:mm"),
        ({"inicio": "46082,9167"}, "inicio", "no es una fecha y hora", "dd/mm/aaaa hh:mm"),
        ({"inicio": "03/25/2026 10:00"}, "inicio", "se lee día/mes/año", "dd/mm/aaaa"),
        ({"inicio": "2026-02-30 10:00"}, "inicio", "no existe en el calendario", "aaaa-mm-dd"),
        ({"inicio": "01/03/2026 13:00 pm"}, "inicio", "no existe", "dd/mm/aaaa"),
        ({"inicio": "0001-01-01T00:00:00+14:00"}, "inicio", "no existe", "dd/mm/aaaa"),
        ({"bytes": "-5"}, "bytes", "«-5» es negativo", "en bytes"),
        ({"bytes": "1,5 GB"}, "bytes", "no es un número entero", "en bytes"),
        ({"bytes": "9" * 30}, "bytes", "no es un número entero", "en bytes"),
        ({"Archivos": "²"}, "Archivos", "no es un número entero", "solo cifras"),
        ({"equipo": "x" * 2000}, "equipo", "2000 caracteres; el máximo es 200", "mensaje"),
        ({"mensaje": "x" * 8001}, "mensaje", "8001 caracteres", "Acórtela"),
    ],
)
def test_an_error_names_row_column_and_remedy(celdas, columna, mensaje, remedio):
    error = el_error(corta(**celdas))

    assert (error.fila, error.columna) == (2, columna)
    assert mensaje in error.mensaje
    assert remedio in error.remedio


def test_every_error_of_a_row_is_told_and_the_other_rows_are_read():
    lectura = leer(
        "trabajo;estado;inicio;bytes\n"
        "BD;raro;ayer;-1\n"
        "BD;ok;2026-03-01 22:00;1\n"
        "\n"
        "BD;ok;2026-03-02 22:00;1;de más\n"
    )

    assert [(e.fila, e.columna) for e in lectura.errores] == [
        (2, "estado"),
        (2, "inicio"),
        (2, "bytes"),
        (5, ""),
    ]
    assert "5 celdas y el encabezado 4" in lectura.errores[-1].mensaje
    assert [f.fila for f in lectura.filas] == [3]


@pytest.mark.parametrize(
    ("contenido", "mensaje", "fila"),
    [
        (b"", "está vacío", 0),
        (b"\xef\xbb\xbf \n", "está vacío", 0),
        (b"PK\x03\x04rest", "libro de Excel", 0),
        (b"x" * (MAXIMO_BYTES + 1), "más de 10 MB", 0),
        (b"trabajo;estado;inicio\nBD\x00;ok;x", "bytes nulos", 2),
        (b"trabajo;job;estado;inicio\n", "Dos columnas dicen lo mismo: «trabajo» y «job»", 1),
        (b"color;forma\nazul;plana", "«trabajo» y la columna «estado» y la columna «inicio»", 1),
        (b"sep=;\n\n", "Falta la columna", 1),
        (b'trabajo;estado;inicio\n"BD;ok;x', "comilla no cierra", 2),
        (b'trabajo;estado;inicio\nBD;"ok"x;y', "comilla no cierra", 2),
        (b"trabajo;estado;inicio\n", "no tiene filas", 0),
    ],
)
def test_a_file_that_is_no_table_is_refused_whole(contenido, mensaje, fila):
    error = el_error(contenido)

    assert mensaje in error.mensaje
    assert error.fila == fila


def test_it_has_a_limit_of_rows():
    texto = "trabajo;estado;inicio\n" + "BD;ok;2026-03-01 22:00\n" * (MAXIMO_FILAS + 1)

    assert f"más de {MAXIMO_FILAS} filas" in el_error(texto).mensaje


@dataclass(frozen=True)
class Rechazo:
    campo: str
    mensaje: str
    remedio: str


def test_the_caller_may_refuse_a_run_and_the_error_names_its_column():
    def termina_antes(ejecucion):
        if ejecucion.fin < ejecucion.inicio:
            yield Rechazo("fin", "Termina antes de empezar.", "Revise ambas horas.")

    texto = (
        "Job;Status;Start;End\nA;ok;01/03/2026 22:00;01/03/2026 21:00\n"
        "B;ok;01/03/2026 22:00;01/03/2026 23:00"
    )
    lectura = leer(texto, revisar=termina_antes)

    assert lectura.errores == (
        ErrorDeLectura("Termina antes de empezar.", "Revise ambas horas.", 2, "End"),
    )
    assert [f.ejecucion.trabajo for f in lectura.filas] == ["B"]


def test_an_error_is_written_as_one_sentence():
    error = ErrorDeLectura("No es una hora.", "Escríbala.", 3, "inicio")

    assert str(error) == "Fila 3, columna «inicio»: No es una hora. Escríbala."
    assert str(ErrorDeLectura("Vacío.", "Llénelo.")) == "Vacío. Llénelo."


@given(contenido=st.binary(max_size=400))
def test_no_bytes_break_it(contenido):
    lectura = leer(contenido)

    assert lectura.filas or lectura.errores


@given(
    celdas=st.lists(
        st.tuples(
            st.sampled_from(["trabajo", "estado", "inicio", "bytes", "x"]), st.text(max_size=30)
        ),
        max_size=6,
    )
)
def test_no_table_breaks_it(celdas):
    cabeza, fila = (";".join(str(par[n]) for par in celdas) for n in (0, 1))
    contenido = f"trabajo;estado;inicio;{cabeza}\nBD;ok;2026-03-01 22:00;{fila}"
    lectura = leer(contenido.encode("utf-8", "replace"))

    assert lectura.filas or lectura.errores
