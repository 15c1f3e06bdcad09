"""Try a template on a notice pasted by a person: the same road as a real delivery. Pure."""

import re
from zoneinfo import ZoneInfo

from respaldo.importadores.analisis import analizar
from respaldo.importadores.captura import Analisis, Captura
from respaldo.importadores.celdas import plegar
from respaldo.importadores.plantillas import CSV, MAXIMO_TEXTO, Plantilla

_ASUNTO = re.compile(r"^\s{0,20}(?:asunto|subject) ?: ?([^\n]{0,1000})\n+", re.IGNORECASE)


def probar(plantilla: Plantilla, muestra: str, zona: ZoneInfo) -> Analisis:
    """What is understood of `muestra`; its first line may be «Asunto: …».

    A pasted text has no last end of line, so one is added: whoever pastes, pastes it whole.
    """
    asunto, cuerpo = _partes(muestra)
    captura = Captura(
        zona=zona,
        canal="archivo" if plantilla.formato == CSV else "correo",
        stdout=f"{cuerpo.rstrip()}\n".encode(errors="replace"),
        asunto=asunto,
        plantillas=(plantilla,),
    )
    analisis = analizar(captura)
    return analisis if analisis.herramienta == "plantilla" else Analisis()


def explicar_nada(plantilla: Plantilla, muestra: str) -> str:
    """Which part of a template does not match a notice of which nothing was understood."""
    asunto, cuerpo = _partes(muestra)
    if plantilla.formato == CSV:
        return "las columnas no son las del aviso, o no tiene filas"
    if plegar(plantilla.asunto) not in plegar(asunto[:2000]):
        dicho = f"el asunto del aviso es «{asunto[:100]}»" if asunto else "el aviso no trae asunto"
        return f"el asunto no coincide: se pide «{plantilla.asunto}» y {dicho}"
    if plegar(plantilla.contiene) not in plegar(cuerpo[:MAXIMO_TEXTO]):
        return f"el texto no coincide: el aviso no dice «{plantilla.contiene}»"
    return "la expresión no coincide con ninguna parte del aviso, o no captura el trabajo"


def _partes(muestra: str) -> tuple[str, str]:
    """The subject and the body of a pasted notice."""
    texto = muestra.replace("\r\n", "\n")
    asunto = _ASUNTO.match(texto)
    return (asunto[1].strip(), texto[asunto.end() :]) if asunto else ("", texto)
