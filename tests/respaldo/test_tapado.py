"""What is kept of a stream has no secret, however long or wrapped it is."""

import gzip

import pytest

from respaldo.importadores.textos import MAXIMO_BYTES
from respaldo.tapado import flujo_tapado

SECRETO = b"RESTIC_PASSWORD=hunter2secreto\n"
LINEA = b"2026-03-09 22:10:01 /srv/datos/archivo.dat copiado\n"
MUCHAS = LINEA * (MAXIMO_BYTES // len(LINEA) + 1)


@pytest.mark.requisito("X-10")
@pytest.mark.parametrize(
    "crudo",
    [
        pytest.param(SECRETO + LINEA, id="short"),
        pytest.param(SECRETO + MUCHAS, id="before what is read"),
        pytest.param(b"x" * MAXIMO_BYTES + b" " + SECRETO, id="after an endless line"),
        pytest.param((SECRETO + LINEA).decode().encode("utf-16"), id="UTF-16"),
        pytest.param(gzip.compress(SECRETO + LINEA), id="gzip"),
        pytest.param(gzip.compress(MUCHAS + SECRETO, 1), id="gzip, after what is read"),
        pytest.param(gzip.compress(SECRETO + LINEA)[:-4], id="gzip, cut"),
        pytest.param(gzip.compress(SECRETO + LINEA) + b"no gzip", id="gzip, with a tail"),
        pytest.param(b"\xef\xbb\xbf" + gzip.compress(MUCHAS + SECRETO, 1), id="gzip, marked"),
    ],
)
def test_no_secret_stays(crudo):
    guardado = flujo_tapado(crudo)
    assert b"hunter2secreto" not in guardado
    assert not guardado.removeprefix(b"\xef\xbb\xbf").startswith(b"\x1f\x8b")


@pytest.mark.parametrize(
    "crudo", [b"", LINEA, b"\xff\xfe", MUCHAS * 2, b"\0" * 99, gzip.compress(LINEA), b"\x80" * 99]
)
def test_without_secrets_it_stays_as_it_came(crudo):
    assert flujo_tapado(crudo) == crudo


def test_only_the_piece_with_a_secret_changes():
    assert (
        flujo_tapado(SECRETO + MUCHAS)
        == SECRETO.replace(b"hunter2secreto", "•••".encode()) + MUCHAS
    )
