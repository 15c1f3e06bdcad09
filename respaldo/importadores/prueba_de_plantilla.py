"""Try a template on a notice pasted by a person: the same road as a real delivery. Pure."""

import re
from zoneinfo import ZoneInfo

from respaldo.importadores.analisis import analizar
from respaldo.importadores.captura import Analisis, Captura
from respaldo.importadores.plantillas import CSV, Plantilla

_ASUNTO = re.compile(r"^\s{0,20}(?:asunto|subject) ?: ?([^\n]{0,1000})\n+", re.IGNORECASE)


def probar(plantilla: Plantilla, muestra: str, zona: ZoneInfo) -> Analisis:
    """What is understood of `muestra`; its first line may be «Asunto: …».

    A pasted text has no last end of line, so one is added: whoever pastes, pastes it whole.
    """
    texto = muestra.replace("\r\n", "\n")
    asunto = _ASUNTO.match(texto)
    cuerpo = texto[asunto.end() :] if asunto else texto
    captura = Captura(
        zona=zona,
        canal="archivo" if plantilla.formato == CSV else "correo",
        stdout=f"{cuerpo.rstrip()}\n".encode(errors="replace"),
        asunto=asunto[1].strip() if asunto else "",
        plantillas=(plantilla,),
    )
    analisis = analizar(captura)
    return analisis if analisis.herramienta == "plantilla" else Analisis()
