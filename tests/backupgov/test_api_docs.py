"""The page that describes the API: in Spanish, and true about where each parameter goes."""

import re

from backupgov.api_docs import generar

INGLES = re.compile(r"\b(?:the|and|what|with|its|run|mail|of)\b", re.IGNORECASE)


def test_every_model_is_described_in_spanish():
    modelos = generar()["components"]["schemas"]
    dichos = {nombre: m.get("description", "").split("\n")[0] for nombre, m in modelos.items()}

    assert [n for n, dicho in dichos.items() if INGLES.search(dicho)] == []


def test_a_header_is_listed_as_a_header(client, db):
    pagina = client.get("/api/v1/").content.decode()

    for nombre in ("Idempotency-Key", "X-BGV-Signature"):
        assert f"<code>{nombre}</code></th><td>cabecera</td>" in pagina
