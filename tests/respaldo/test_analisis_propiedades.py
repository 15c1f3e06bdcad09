"""Whatever the bytes: no exception, nothing invented, bounded time (evidencia.md §9, §11)."""

import gzip
from datetime import UTC, datetime
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from respaldo.importadores.analisis import analizar
from respaldo.importadores.captura import Captura, Peticion
from respaldo.importadores.redaccion import copia_tapada
from respaldo.muestras.carpeta import capturar
from respaldo.recepcion import GRAVEDAD, MODALIDADES
from tests.respaldo.test_muestras import CARPETAS

LIMA = ZoneInfo("America/Lima")
AHORA = datetime(2026, 11, 21, 12, tzinfo=UTC)
TROZOS = [flujo for c in map(capturar, CARPETAS[::5]) for flujo in (c.stdout, c.stderr) if flujo]

pytestmark = pytest.mark.requisito("X-4", "X-10")
# Pieces of real outputs, cut anywhere and mixed with any bytes, reach deeper than bytes alone.
piezas = st.one_of(
    st.binary(max_size=200),
    st.sampled_from(TROZOS).flatmap(
        lambda t: st.tuples(st.integers(0, len(t)), st.integers(1, 600)).map(
            lambda corte: t[corte[0] : corte[0] + corte[1]]
        )
    ),
)
flujos = st.lists(piezas, max_size=4).map(b"\n".join)
codigos = st.one_of(st.none(), st.integers(-1, 256))


def revisar(captura):
    """Read it, and check what must hold of any reading."""
    for leida in analizar(captura).ejecuciones:
        assert leida.estado in GRAVEDAD
        assert leida.modalidad in MODALIDADES
        assert leida.clave
        cantidades = (leida.bytes, leida.archivos, leida.bytes_nuevos, leida.bytes_almacenados)
        assert all(c is None or 0 <= c < 2**63 for c in cantidades)
        assert all(m is None or m.tzinfo for m in (leida.inicio, leida.fin))
        assert not (leida.estado == "conforme" and captura.codigo_salida not in {None, 0})
    copia_tapada(captura)


@given(stdout=flujos, stderr=flujos, codigo=codigos)
def test_it_reads_any_streams(stdout, stderr, codigo):
    revisar(Captura(zona=LIMA, stdout=stdout, stderr=stderr, codigo_salida=codigo, inicio=AHORA))


@given(correo=flujos, nombre=st.text(max_size=20), archivo=flujos)
def test_it_reads_any_mail_and_any_file(correo, nombre, archivo):
    revisar(Captura(zona=LIMA, correo=b"Subject: Cron <a@b> x\nDate: ayer\n\n" + correo))
    revisar(Captura(zona=LIMA, correo=correo))
    revisar(Captura(zona=LIMA, archivos={nombre: archivo}))


@given(
    ruta=st.sampled_from([b"/p/a", b"/p/a/start", b"/p/a/fail", b"/p/a/log", b"/p/a/7", b"/x y"]),
    cuerpo=flujos,
)
def test_it_reads_any_ping(ruta, cuerpo):
    cruda = b"POST " + ruta + b" HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + cuerpo
    revisar(Captura(zona=LIMA, peticiones=(Peticion(cruda, AHORA), Peticion(cuerpo, None))))


SUMA = b'{"message_type":"summary","total_files_processed":%s,"total_bytes_processed":%s,'
SUMA += b'"data_added":1,"snapshot_id":"abcdef12"}\n'


@pytest.mark.parametrize("malo", [b"1e308", b"1e999", b"-5", b"9" * 5000, b"NaN", b'"x"', b"null"])
def test_an_impossible_amount_is_no_amount_and_no_success(malo):
    (leida,) = analizar(Captura(zona=LIMA, stdout=SUMA % (malo, malo), codigo_salida=0)).ejecuciones

    assert (leida.bytes, leida.archivos) == (None, None)
    assert leida.estado == "sin_dato"


@pytest.mark.parametrize(
    "contenido",
    [
        b"a" * 50_000_000,
        b'{"message_type":"summary",' * 2_000_000,
        b"[" * 2_000_000 + b"]" * 2_000_000,
        gzip.compress(b"\0" * 100_000_000),
        b"PASSWORD='" * 200_000,
    ],
    ids=["line", "open", "deep", "gzip", "quotes"],
)
def test_a_hostile_stream_takes_bounded_time(contenido):
    antes = process_time()
    captura = Captura(zona=LIMA, stdout=contenido, codigo_salida=0)
    revisar(captura)

    assert not [e for e in analizar(captura).ejecuciones if e.estado == "conforme"]
    assert process_time() - antes < 20  # it takes one or two; its own work, not the machine's


def test_utf_16_windows_1252_and_carriage_returns_read_the_same():
    suma = (SUMA % (b"3", b"5")).decode()
    formas = (
        suma.encode("utf-16"),
        suma.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + suma.encode(),
        b"\xef\xbb\xbf" + suma.encode("utf-16"),
    )
    for forma in formas:
        (leida,) = analizar(Captura(zona=LIMA, stdout=forma, codigo_salida=0)).ejecuciones
        assert (leida.estado, leida.bytes) == ("conforme", 5)
    (leida,) = analizar(
        Captura(zona=LIMA, stderr="Fatal: contraseña inválida".encode("cp1252"), codigo_salida=1)
    ).ejecuciones
    assert leida.mensaje == "Fatal: contraseña inválida"
