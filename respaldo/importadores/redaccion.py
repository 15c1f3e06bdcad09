"""The copy of a delivery that may be shown and kept: readable, bounded, without secrets. Pure.

Source: evidencia.md §3 (evidencia), §9 (redaction before storing).
"""

from gobierno.secretos import tapar
from respaldo.importadores import correo
from respaldo.importadores.captura import Captura
from respaldo.importadores.textos import a_texto

MAXIMO = 200_000  # characters of each stream, its end


def copia_tapada(captura: Captura) -> str:
    """Subject and streams as text, the last 200,000 characters of each, with secrets covered."""
    if captura.correo:
        captura = correo.abrir(captura)
    flujos = (
        captura.asunto.encode(errors="replace"),
        *captura.archivos.values(),
        *(peticion.cruda for peticion in captura.peticiones),
        captura.stdout,
        captura.stderr,
    )
    return "\n".join(tapar(a_texto(f)[-MAXIMO:]) for f in flujos if f)
