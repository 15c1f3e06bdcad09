"""Secrets are never stored here: free text is looked at before it is kept (X-10).

Pure: text in, finding out. What a person types only warns: they may insist, because «la clave
está en el sobre 12» is not a secret and no pattern can know it. What a machine sends (command
lines, cron subjects, logs) is covered without asking. Every pattern has bounded repetition.

Fuente: X-10, evidencia.md §1.10, §9.
"""

import re
from collections.abc import Iterator

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
_DE_PALABRA = ("pass", "pwd", "clave", "contrase", "secret", "token", "key")
_ORDEN = r"[^\n;|&]{0,200}?"  # the rest of a command, up to its option
# What each pattern covers, with marks in lower case: without one of them in the line where it
# starts, it does not match. The looks ahead say no to most letters at once.
_POR_TAPAR = tuple(
    (marcas, re.compile(rf"(?P<antes>{antes}){secreto}", re.IGNORECASE))
    for marcas, antes, secreto in (
        # NAME=value, in a shell, an URL or a connection string
        (
            (*_DE_PALABRA, "credential"),
            rf"(?=[pcstkae])(?:{_PALABRA}|key|credentials?)[_\d]{{0,4}}\s?=\s?",
            _VALOR,
        ),
        # name: value, "name": "value", \"name\":\"value\"
        (
            _DE_PALABRA,
            rf"(?=[pcstae]){_PALABRA}\d?\\?[\"']?[ \t]{{0,8}}:[ \t]{{0,8}}",
            rf"(?!(?:YES|NO|true|false|null|none)\b){_VALOR}",
        ),
        (
            _DE_PALABRA,
            rf"(?<![\w-])--?[\w-]{{0,40}}{_PALABRA}[\"',]{{0,2}}[ \t]{{1,8}}",
            rf"(?!-){_VALOR}",
        ),
        (  # --password-command "echo X", RESTIC_PASSWORD_COMMAND=, BORG_PASSCOMMAND=
            ("passcommand", "password-command", "password_command", "passphrase-command"),
            (
                r"(?:--[\w-]{0,40}pass(?:word|phrase)?-?command\d?[\"',]{0,2}[ \t]{1,8}|"
                r"pass(?:word|phrase)?[_-]?command\d?(?:\s?=\s?|\\?[\"']?:[ \t]{0,8}))"
            ),
            r"(?!-)(?:'[^'\n]{1,999}'|\"(?:[^\"\\\n]|\\.){1,999}\"|[^\"'\n]{1,999})",
        ),
        (
            ("mysql", "mariadb", "mariab", "xtrab", "innobackupex", "mydumper", "7z", "rar"),
            (
                r"\b(?:mysql|mariadb|mariabackup|xtrabackup|innobackupex|mydumper|7z|rar)"
                rf"{_ORDEN}\s-p"
            ),
            _VALOR,
        ),
        (
            ("sshpass", "mongodump", "zip", "sqlcmd", "osql", "bcp"),
            rf"\b(?:sshpass|mongodump|zip|sqlcmd|osql|bcp)\b{_ORDEN}\s-p\s{{0,4}}",
            _VALOR,
        ),
        (
            ("curl", "wget"),
            rf"\b(?:curl|wget)\b{_ORDEN}\s(?:-u|--user)[ =]?[^\s:]{{1,100}}:",
            _VALOR,
        ),
        (
            ("lftp", "smbclient", "smbget", "rpcclient"),  # user,password and user%password
            (
                rf"\b(?:lftp{_ORDEN}\s(?:-u|--user)[ =]?[^\s,]{{1,100}},|"
                rf"(?:smbclient|smbget|rpcclient){_ORDEN}\s(?:-U|--user)[ =]?[^\s%]{{1,100}}%)"
            ),
            _VALOR,
        ),
        (
            ("redis-cli", "ncftp"),
            rf"\b(?:redis-cli{_ORDEN}\s-a|ncftp(?:put|get|ls)?\b{_ORDEN}\s-p)\s{{0,4}}",
            _VALOR,
        ),
        (
            ("sqlplus", "expdp", "impdp", "rman"),
            (
                r"\b(?:sqlplus|expdp|impdp|rman[ \t]+target)[ \t=]{1,4}(?:-\w+[ \t]+){0,4}"
                r"[\w$#]{1,40}/"
            ),
            r"[^\s/@]{1,100}",
        ),
        (("//",), r"//[^\s/:@]{0,100}:", r"[^\s/]{1,400}(?=@)"),
        (
            ("authorization",),
            r"\bauthorization\\?[\"']?\s?[:=]\s?\\?[\"']?(?:\w{1,20}[ \t]+)?",
            r"[^\s\"']{1,2000}",
        ),
        (("bearer", "basic"), r"\b(?:bearer|basic)[ \t]+", r"[\w.+/=~-]{8,2000}"),
        (("cookie:",), r"\bcookie:[ \t]*", r"[^\n]{1,2000}"),
        (
            ("sig=", "signature=", "auth=", "key="),
            r"[?&](?:sig|signature|auth|key)=",
            r"[^\s&\"']{1,2000}",
        ),
        (
            ("identified",),
            r"\bidentified\s(?:by|with|as)[^'\n;]{0,60}'",
            r"[^'\n]{1,400}",
        ),
        (("password",), r"\bpassword\s'", r"[^'\n]{1,400}"),
        (  # the address is the secret
            ("/p/", "/ping/", "hc-ping"),
            r"/p/|/ping/|hc-ping\.com/",
            r"[0-9a-f]{8}-[0-9a-f-]{27}",
        ),
        (
            ("akia", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "glpat", "bgv_", "xox", "hvs.", "eyj"),
            r"\b",
            (
                r"(?:AKIA[0-9A-Z]{16}|gh[pousr]_\w{20,200}|glpat-[\w-]{15,100}|bgv_\w{10,200}|"
                r"xox[abp]-[\w-]{10,200}|hvs\.\w{20,200}|eyJ[\w-]{8,999}\.[\w-]{8,999}\.[\w-]{8,999})"
            ),
        ),
    )
)
# Of many lines: a key in PEM, and those that borg and restic print of their repositories.
_LLAVES = (
    (
        "-----begin ",
        re.compile(
            r"(?P<antes>-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----)[^-]{0,20000}", re.IGNORECASE
        ),
    ),
    (
        "borg_key ",
        re.compile(r"(?P<antes>BORG_KEY [0-9a-f]{64}\r?\n)(?:[\w+/=]{1,200}(?:\r?\n|$)){1,200}"),
    ),
    (
        "borg paper key v",
        re.compile(r"(?P<antes>BORG PAPER KEY v\d{1,3}\r?\n)(?:[ \w:/-]{1,200}(?:\r?\n|$)){1,300}"),
    ),
    (
        '"encrypt"',
        re.compile(r"(?P<antes>\"(?:encrypt|k|r)\":\s{0,8}\")[\w+/=]{16,200}(?=\")"),
    ),
    (
        '"kdf"',
        re.compile(r"(?P<antes>\"(?:data|salt)\":\s{0,8}\")[\w+/=]{16,2000}(?=\")"),
    ),
)
_MARCAS = tuple(dict.fromkeys(marca for marcas, _ in _POR_TAPAR for marca in marcas))
_ALGUNA_MARCA = re.compile("|".join(map(re.escape, _MARCAS)))
_CORTO = 80  # characters; in a longer text it is as quick to look for each mark
_RENGLONES = 5  # that a match may go on for, after the line where it starts


def tapar(texto: str) -> str:
    """`texto` with whatever looks like a secret replaced by «•••»; the names stay.

    >>> tapar("RESTIC_PASSWORD='a b' restic -r rest:http://u:p@h/")
    'RESTIC_PASSWORD=••• restic -r rest:http://u:•••@h/'
    """
    plano = _plano(texto)
    for marca, llave in _LLAVES:
        if marca in plano:
            texto = llave.sub(_cubrir, texto)
            plano = _plano(texto)
    if len(plano) <= _CORTO and not _ALGUNA_MARCA.search(plano):
        return texto
    if len(plano) != len(texto):  # a letter that grows in lower case: places do not agree
        return _tapar_trozo(texto, plano)
    partes, hasta = [], 0
    for desde, fin in _sospechosos(plano):
        partes += [texto[hasta:desde], _tapar_trozo(texto[desde:fin], plano[desde:fin])]
        hasta = fin
    return "".join([*partes, texto[hasta:]])


def _plano(texto: str) -> str:
    """In lower case, as a pattern that ignores it compares."""
    return texto.lower().replace("ſ", "s").replace("ı", "i")


def _sospechosos(plano: str) -> Iterator[tuple[int, int]]:
    """Where the lines that hold a mark begin and end, with those that a match may go on for."""
    desde = fin = -1
    for inicio in sorted(_inicios(plano)):
        if inicio > fin:
            if fin >= 0:
                yield desde, fin
            desde = inicio
        fin = inicio - 1
        for _ in range(_RENGLONES + 1):
            fin = _fin_de_linea(plano, fin + 1)
    if fin >= 0:
        yield desde, fin


def _inicios(plano: str) -> set[int]:
    inicios = set()
    for marca in _MARCAS:
        lugar = plano.find(marca)
        while lugar >= 0:
            inicios.add(plano.rfind("\n", 0, lugar) + 1)
            lugar = plano.find(marca, _fin_de_linea(plano, lugar))
    return inicios


def _fin_de_linea(plano: str, desde: int) -> int:
    fin = plano.find("\n", desde)
    return len(plano) if fin < 0 else fin


def _tapar_trozo(trozo: str, plano: str) -> str:
    for marcas, patron in _POR_TAPAR:
        if any(marca in plano for marca in marcas):
            trozo = patron.sub(_cubrir, trozo)
    return trozo


def _cubrir(hallado: re.Match[str]) -> str:
    return f"{hallado['antes']}{TAPADO}"
