"""Free text that carries a password warns (X-10)."""

import pytest

from gobierno.secretos import parece_secreto

pytestmark = pytest.mark.requisito("X-10")


@pytest.mark.parametrize(
    "texto",
    [
        "clave: Xy12345",
        "Contraseña = hola123",
        "la contraseña es: hola123",
        "password:«abc123»",
        "postgres://usuario:secreto@servidor/base",
        "PIN=4821",
        "-----BEGIN RSA PRIVATE KEY-----",
        "token: ghp_" + "a" * 30,
    ],
)
def test_it_finds_what_looks_like_a_secret_and_masks_it(texto):
    hallado = parece_secreto(texto)
    assert "•" in hallado
    assert texto.split()[-1] not in hallado


@pytest.mark.parametrize(
    "texto",
    [
        "",
        "La clave está en el sobre 12.",
        "Se cambió la contraseña.",
        "https://a.gob.pe/x",
        "compass: 3",
    ],
)
def test_it_lets_ordinary_text_pass(texto):
    assert parece_secreto(texto) == ""
