"""Secrets are never stored here: free text is looked at before it is kept (X-10).

Pure: text in, finding out. It warns, it does not forbid: a person may insist, because «la clave
está en el sobre 12» is not a secret and no pattern can know it.

Fuente: X-10.
"""

import re

_NOMBRE = r"(?:contrase[ñn]a|clave|password|passwd|pwd|pass|secret[oa]?|token|api[ _-]?key|pin)"
_PATRONES = (
    re.compile(rf"(?i)(?<![a-z]){_NOMBRE}\s*(?:es\s*)?[:=]\s*[«\"']?(?P<secreto>\S{{3,}})"),
    re.compile(r"(?i)[a-z][a-z0-9+.-]*://[^\s/:@]+:(?P<secreto>[^\s/@]{3,})@"),
    re.compile(r"(?P<secreto>-----BEGIN [A-Z ]*PRIVATE KEY-----)"),
    re.compile(r"\b(?P<secreto>(?:AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{20,}))\b"),
)
_VISIBLES = 2


def parece_secreto(texto: str) -> str:
    """What looks like a password in `texto`, with the secret itself masked; "" when nothing does.

    >>> parece_secreto("usuario root, clave: Xy12345")
    'clave: Xy•••••'
    """
    for patron in _PATRONES:
        hallado = patron.search(texto)
        if hallado:
            secreto = hallado["secreto"]
            visible = secreto[:_VISIBLES]
            inicio = texto[hallado.start() : hallado.start("secreto")]
            return f"{inicio}{visible}{'•' * min(len(secreto) - len(visible), 12)}"
    return ""
