"""The copy of a delivery that may be shown and kept: readable, bounded, without secrets. Pure.

Source: evidencia.md §3 (evidencia), §9 (redaction before storing).
"""

from gobierno.secretos import tapar
from respaldo.importadores import correo, formularios
from respaldo.importadores.captura import Captura
from respaldo.importadores.textos import a_texto

MAXIMO = 200_000  # characters of each stream, its end


def copia_tapada(captura: Captura) -> str:
    """Subject and streams as text, the last 200,000 characters of each, with secrets covered."""
    if captura.correo:
        captura = correo.abrir(captura)
    captura = formularios.abrir(captura)
    flujos = (
        captura.asunto.encode(errors="replace"),
        *captura.archivos.values(),
        *(_legible(peticion.cruda) for peticion in captura.peticiones),
        captura.stdout,
        captura.stderr,
    )
    return "\n".join(tapar(a_texto(f)[-MAXIMO:]) for f in flujos if f)


def _legible(cruda: bytes) -> bytes:
    """A raw request with the form of its body, if it is one, as text."""
    cabeza, _, cuerpo = cruda.partition(b"\r\n\r\n")
    return cabeza + b"\n\n" + formularios.decodificado(cuerpo)
