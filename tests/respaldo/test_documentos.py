"""JSON inside noisy text: a piece of a document is never taken for all of it."""

import pytest

from respaldo.importadores.documentos import documentos

pytestmark = pytest.mark.requisito("X-4")


@pytest.mark.parametrize(
    ("texto", "leidos"),
    [
        ('OK\n{"a": 1,\n "b": 2}\nfin\n', [{"a": 1, "b": 2}]),
        ('{"a": 1}\n{"a": 2}\n', [{"a": 1}, {"a": 2}]),
        ('{"a": 1},\n{"a": 2}\n', [{"a": 1}, {"a": 2}]),
        ('{"a": 1},\n "fallo": "sí"}\n', []),
        ('{\n "a": 1\n},\n "fallo": "sí",\n "c": [\n', []),
    ],
)
def test_what_a_byte_closed_too_early_is_no_document(texto, leidos):
    assert list(documentos(texto)) == leidos
