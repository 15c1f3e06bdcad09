"""Secrets are never stored here: free text is looked at before it is kept (X-10).

Pure: text in, finding out. What a person types only warns: they may insist, because «la clave
está en el sobre 12» is not a secret and no pattern can know it. What a machine sends (command
lines, cron subjects, logs) is covered without asking. Every pattern has bounded repetition.

Fuente: X-10, evidencia.md §1.10, §9.
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


TAPADO = "•••"
# A shell word or JSON string: quoted and bare pieces together; an open quote takes the whole line.
_VALOR = (
    r"""(?:'[^'\n]{0,999}'|"(?:[^"\\\n]|\\.){0,999}"|\\[^\n]|[^\s\\"';&]|["'][^\n]{0,999}){1,999}"""
)
_PALABRA = (
    r"(?:pass(?:word|phrase|wd|code)?|pwd|clave|contrase(?:ñ|n|Ã±)a|secret[oa]?|token|"
    r"(?:api|access|secret|private|account|encryption)[_ -]?key)"
)
_ORDEN = r"[^\n;|&]{0,200}?"  # the rest of a command, up to its option
_POR_TAPAR = tuple(
    re.compile(rf"(?P<antes>{antes}){secreto}", re.IGNORECASE)
    for antes, secreto in (
        # NAME=value, in a shell, an URL or a connection string
        (rf"(?:{_PALABRA}|key|credentials?)[_\d]{{0,4}}\s?=\s?", _VALOR),
        # name: value, "name": "value", \"name\":\"value\"
        (
            rf"{_PALABRA}\d?\\?[\"']?[ \t]{{0,8}}:[ \t]{{0,8}}",
            rf"(?!(?:YES|NO|true|false|null|none)\b){_VALOR}",
        ),
        (rf"(?<![\w-])--?[\w-]{{0,40}}{_PALABRA}[\"',]{{0,2}}[ \t]{{1,8}}", rf"(?!-){_VALOR}"),
        (
            (
                r"\b(?:mysql|mariadb|mariabackup|xtrabackup|innobackupex|mydumper|7z|rar)"
                rf"{_ORDEN}\s-p"
            ),
            _VALOR,
        ),
        (rf"\b(?:sshpass|mongodump|zip|sqlcmd|osql|bcp)\b{_ORDEN}\s-p\s{{0,4}}", _VALOR),
        (rf"\b(?:curl|wget)\b{_ORDEN}\s(?:-u|--user)[ =]?[^\s:]{{1,100}}:", _VALOR),
        (
            (
                r"\b(?:sqlplus|expdp|impdp|rman[ \t]+target)[ \t=]{1,4}(?:-\w+[ \t]+){0,4}"
                r"[\w$#]{1,40}/"
            ),
            r"[^\s/@]{1,100}",
        ),
        (r"://[^\s/:@]{0,100}:", r"[^\s/]{1,400}(?=@)"),
        (
            r"\bauthorization\\?[\"']?\s?[:=]\s?\\?[\"']?(?:\w{1,20}[ \t]+)?",
            r"[^\s\"']{1,2000}",
        ),
        (r"\b(?:bearer|basic)[ \t]+", r"[\w.+/=~-]{8,2000}"),
        (r"\bcookie:[ \t]*", r"[^\n]{1,2000}"),
        (r"[?&](?:sig|signature|auth|key)=", r"[^\s&\"']{1,2000}"),
        (r"\bidentified\s(?:by|with|as)[^'\n;]{0,60}'", r"[^'\n]{1,400}"),
        (r"\bpassword\s'", r"[^'\n]{1,400}"),
        (r"/p/|/ping/|hc-ping\.com/", r"[0-9a-f]{8}-[0-9a-f-]{27}"),  # the address is the secret
        (r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----", r"[^-]{0,20000}"),
        (
            r"\b",
            (
                r"(?:AKIA[0-9A-Z]{16}|gh[pousr]_\w{20,200}|glpat-[\w-]{15,100}|bgv_\w{10,200}|"
                r"xox[abp]-[\w-]{10,200}|hvs\.\w{20,200}|eyJ[\w-]{8,999}\.[\w-]{8,999}\.[\w-]{8,999})"
            ),
        ),
    )
)
_SOSPECHA = re.compile(
    r"pass|pwd|clave|contrase|secret|token|key|credential|\s-[pu]|://|authorization|bearer|basic|"
    r"cookie|[?&](?:sig|auth)|identified|/p/|/ping/|hc-ping|akia|gh[pousr]_|glpat-|bgv_|xox|hvs\.|eyj"
    r"|rman|sqlplus|expdp|impdp",
    re.IGNORECASE,
)


def tapar(texto: str) -> str:
    """`texto` with whatever looks like a secret replaced by «•••»; the names stay.

    >>> tapar("RESTIC_PASSWORD='a b' restic -r rest:http://u:p@h/")
    'RESTIC_PASSWORD=••• restic -r rest:http://u:•••@h/'
    """
    if _SOSPECHA.search(texto) is None:
        return texto
    for patron in _POR_TAPAR:
        texto = patron.sub(_cubrir, texto)
    return texto


def _cubrir(hallado: re.Match[str]) -> str:
    return f"{hallado['antes']}{TAPADO}"
