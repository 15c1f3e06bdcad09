"""Mail of the cron daemon: who ran what, from its subject (evidencia.md §1.10, §7.3). Pure.

The command line is the job's name, without the assignments before it: they carry passwords.
"""

import re
from dataclasses import replace

from gobierno.secretos import tapar
from respaldo.importadores.captura import Captura

_ASUNTO = re.compile(r"^(?:\[[^\]]{0,60}\] )?Cron <([^@>]{1,100})@([^>]{1,200})> ?(.*)$")
_ASIGNACION = re.compile(
    r"^\s*(?:export\s+|env\s+)?\w{1,60}=(?:'[^']{0,999}'|\"(?:[^\"\\]|\\.){0,999}\"|\\.|[^\s'\"\\;])*"
    r"(?:\s*(?:;|&&))?\s+"
)
_MALO = re.compile(
    r"not found|\bdenied\b|no such file|can ?not |can't |fatal|error|traceback|failed|"
    r"failure|refused|no space left|segmentation|could not |couldn't |unable to|unreachable|"
    r"\bkilled\b|timed out|"
    r"no se (?:puede|pudo|encontr)|denegad[oa]|fall[oó]\b|no existe el|no encontrad[oa]|"
    r"no queda espacio|rehusad[oa]|expir[oó] el tiempo|violaci[oó]n de segmento|terminado \(|"
    r"exited with (?:return code|status|code) [1-9]",
    re.IGNORECASE,
)
_INOCENTE = re.compile(
    r"\b(?:0|no|sin|without) (?:err|fail|fall)\w*|"
    r"(?:err|fail|fall)\w*: *(?:(?:0|none)\b|no(?= *(?:$|[,.;)])))",
    re.IGNORECASE | re.MULTILINE,
)
LARGO = 200


def es_de_cron(asunto: str) -> bool:
    """Whether a subject is one of the cron daemon."""
    return _ASUNTO.match(asunto) is not None


def con_orden(captura: Captura) -> Captura:
    """The capture of a mail, with the job and machine that a cron subject names."""
    hallado = _ASUNTO.match(captura.asunto)
    if hallado is None:
        return captura
    _usuario, equipo, orden = hallado.groups()
    for _ in range(20):
        resto = _ASIGNACION.sub("", orden, count=1)
        if resto == orden:
            break
        orden = resto
    return replace(
        captura,
        equipo=captura.equipo or equipo[:LARGO],
        trabajo=captura.trabajo or tapar(orden).strip()[:LARGO],
    )


def parece_fallo(texto: str) -> bool:
    """Whether the output of an unknown program reads like a failure."""
    return _MALO.search(_INOCENTE.sub("", texto[:100_000])) is not None
