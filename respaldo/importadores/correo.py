"""A mail → the capture inside it: body as text, subject, sender, date. Pure.

HTML becomes text, one row of a table per line, cells apart by « | »; scripts, images and
attachments are never looked at. Source: evidencia.md §7.3, §9 (content is data).
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser

from respaldo.importadores.captura import Captura
from respaldo.importadores.cron import con_orden
from respaldo.importadores.textos import MAXIMO_BYTES, a_texto

_BLOQUES = frozenset({"p", "div", "br", "tr", "table", "h1", "h2", "h3", "li", "pre"})
_CELDAS = frozenset({"td", "th"})
_CALLADOS = frozenset({"script", "style", "head", "title"})
_CON_BLOQUES = re.compile(r"<(?:p|div|br|tr|table|h[1-3]|li|pre)\b", re.IGNORECASE)
_TAL_CUAL = "pre"
_BLANDOS = frozenset({"p", "br"})  # in a cell among others they are part of it
_MAXIMO_BLANDOS = 3  # a cell with more of them is a text
_RECADO = 200
_BLANCO = "\ue000"  # of a text as it was written, until its lines are made
_LARGO_CABECERA = 4_000
_RESULTADO = re.compile(r"(?:^|[;\s])(spf|dkim|dmarc) {0,3}= {0,3}([a-z]{1,12})\b")
_FINAL_DE_HTML = re.compile(r"</(?:html|body)\s*>\s*$", re.IGNORECASE)
_FINAL_DE_CORREO, _CABO = re.compile(rb"(?:\n|--|</html>)\Z", re.IGNORECASE), 20
_UNION = re.compile(rb"=\r?\n(?=.)")  # of quoted-printable, where it broke a line
MAXIMO_PARTES = 20
LARGO_ID = 150
SEPARADOR = " | "


def abrir(captura: Captura) -> Captura:
    """The capture of a mail: its body as stdout. Never raises, whatever the bytes."""
    try:
        mensaje = message_from_bytes(captura.correo[: MAXIMO_BYTES * 2], policy=policy.compat32)
        cuerpo = _cuerpo(mensaje)
        asunto, remitente = cabecera(mensaje, "Subject"), cabecera(mensaje, "From")
        enviado, identidad = _fecha(mensaje), cabecera(mensaje, "Message-ID")[:LARGO_ID]
        autenticacion = _autenticacion(mensaje)
    except (LookupError, ValueError, RecursionError, AssertionError, TypeError, AttributeError):
        cuerpo, asunto, remitente = a_texto(captura.correo), "", ""
        enviado, identidad, autenticacion = None, "", ""
    abierta = replace(
        captura,
        canal="correo",
        correo=b"",
        stdout=cuerpo.encode("utf-8", errors="replace"),
        asunto=asunto,
        remitente=remitente,
        mensaje_id=identidad,
        autenticacion=autenticacion,
        recibida_en=enviado or captura.recibida_en,
        # SMTP ends every line: a message that stops in the middle of one was cut, unless what it
        # closed is the document.
        recortada=captura.recortada
        or not _FINAL_DE_CORREO.search(_UNION.sub(b"", captura.correo[-_CABO:])),
    )
    return con_orden(abierta)


def cabecera(mensaje: Message, nombre: str) -> str:
    """A header decoded (RFC 2047), unfolded and cut; "" when it is missing."""
    cruda = str(mensaje.get(nombre, ""))[:_LARGO_CABECERA]
    try:
        trozos = [
            parte.decode(juego or "utf-8", errors="replace") if isinstance(parte, bytes) else parte
            for parte, juego in decode_header(cruda.replace("\r", "").replace("\n", ""))
        ]
    except (LookupError, ValueError):
        return cruda
    return " ".join("".join(trozos).split())


def _autenticacion(mensaje: Message) -> str:
    """Who checked the sender and what it found: «mx.x.pe: spf=pass dkim=fail»; "" if nobody says.

    Only the first header counts, which the last server wrote; those below, anybody may write.
    """
    dicho = cabecera(mensaje, "Authentication-Results")
    hallados = dict(_RESULTADO.findall(dicho))
    if not hallados:
        return ""
    servidor = dicho.partition(";")[0].split()[:1] or ["?"]
    return f"{servidor[0][:100]}: {' '.join(f'{m}={r}' for m, r in hallados.items())}"


def _fecha(mensaje: Message) -> datetime | None:
    try:
        fecha = parsedate_to_datetime(str(mensaje.get("Date", ""))[:_LARGO_CABECERA])
        # Its own offset is kept: it is that of a body without one (evidencia.md §7.3).
        return fecha if fecha.tzinfo else fecha.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _cuerpo(mensaje: Message) -> str:
    """Plain text if there is any, else the HTML as text; both when the first only says that the
    message is in the other."""
    textos: dict[str, list[str]] = {"text/plain": [], "text/html": []}
    for n, parte in enumerate(mensaje.walk()):
        if n >= MAXIMO_PARTES:
            break
        tipo = parte.get_content_type()
        if tipo in textos and not parte.get_filename() and not parte.is_multipart():
            textos[tipo].append(_texto(parte))
    plano = "\n".join(textos["text/plain"])
    if len(plano.strip()) > _RECADO:
        return plano
    legible = "\n".join(map(de_html, textos["text/html"]))
    return f"{plano}\n{legible}" if len(legible) > 4 * len(plano) else plano


def _texto(parte: Message) -> str:
    contenido = parte.get_payload(decode=True)
    if not isinstance(contenido, bytes):
        return ""
    juego = str(parte.get_content_charset() or "")
    if juego and juego.replace("-", "").lower() not in {"utf8", "usascii"}:
        try:
            return contenido.decode(juego)
        except (LookupError, UnicodeDecodeError, ValueError):
            pass
    return a_texto(contenido)


def de_html(html: str) -> str:
    """The visible text of an HTML, a table row per line."""
    lector = _Lector(con_bloques=_CON_BLOQUES.search(html) is not None)
    try:
        lector.feed(html[:MAXIMO_BYTES])
        lector.close()
    except (AssertionError, ValueError):
        pass
    texto = "\n".join(lector.lineas())
    # The last line of a document that came to its end is whole, like that of a plain mail.
    return texto + "\n" if texto and _FINAL_DE_HTML.search(html[-_LARGO_CABECERA:]) else texto


class _Lector(HTMLParser):
    """Collects text; a cell ends with a separator and a block with a new line. A line end of the
    source is a blank, as a browser shows it, unless nothing else tells the lines apart."""

    def __init__(self, *, con_bloques: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.trozos: list[str] = []
        self.callado = 0
        self.tal_cual = 0 if con_bloques else 1
        self.en_celda = 0

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag in _CALLADOS:
            self.callado += 1
        elif tag in _CELDAS:
            self.en_celda += 1
        elif tag in _BLOQUES:
            self.tal_cual += tag == _TAL_CUAL
            self._romper(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _CALLADOS:
            self.callado = max(0, self.callado - 1)
        elif tag in _CELDAS:
            self.en_celda = max(0, self.en_celda - 1)
            self.trozos.append("\t")
        elif tag in _BLOQUES:
            self.tal_cual = max(0, self.tal_cual - (tag == _TAL_CUAL))
            self._romper(tag)

    def _romper(self, tag: str) -> None:
        self.trozos.append("\v" if self.en_celda and tag in _BLANDOS else "\n")

    def handle_data(self, data: str) -> None:
        if not self.callado:
            plano = data.replace("\t", " ").replace("\v", " ")
            self.trozos.append(
                plano.replace(" ", _BLANCO) if self.tal_cual else re.sub(r"[\r\n]", " ", plano)
            )

    def lineas(self) -> Iterator[str]:
        for fila in "".join(self.trozos).split("\n"):
            for linea in _con_sus_cortes(fila).split("\n"):
                celdas = [_sin_sobras(celda) for celda in linea.split("\t")]
                while celdas and not celdas[-1]:
                    celdas.pop()
                if celdas:
                    yield SEPARADOR.join(celdas)


def _sin_sobras(celda: str) -> str:
    """A cell with single blanks; those of a text shown as it was written stay."""
    return " ".join(celda.split()).replace(_BLANCO, " ").rstrip()


def _con_sus_cortes(fila: str) -> str:
    """Soft breaks as blanks in a row of short cells, as line ends in a text."""
    celdas = [c for c in fila.split("\t") if c.strip()]
    es_fila = len(celdas) > 1 and all(c.strip().count("\v") <= _MAXIMO_BLANDOS for c in celdas)
    return fila.replace("\v", " " if es_fila else "\n")
