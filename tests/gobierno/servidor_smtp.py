"""A real SMTP peer in the process: it says what it is told to and keeps what arrives."""

import email
import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from django.test import override_settings


class Peer:
    """`respuestas` are given one by one to each message; then it accepts everything."""

    def __init__(self, *respuestas: str) -> None:
        self.respuestas = list(respuestas)
        self.llegados: list[EmailMessage] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        respuesta = self.respuestas.pop(0) if self.respuestas else "250 OK"
        if respuesta.startswith("250"):
            crudo = email.message_from_bytes(envelope.content, policy=email.policy.default)
            self.llegados.append(crudo)  # type: ignore[arg-type]
        return respuesta

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address.startswith("nadie"):
            return "550 5.1.1 no existe ese buzón"
        envelope.rcpt_tos.append(address)
        return "250 OK"


class _Controlador(Controller):
    def factory(self) -> SMTP:
        return SMTP(self.handler, hostname="prueba", enable_SMTPUTF8=True)

    def _trigger_server(self) -> None:
        """Port 0 means any free one: only now is it known which."""
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def servidor(*respuestas: str) -> Iterator[Peer]:
    peer = Peer(*respuestas)
    controlador = _Controlador(peer, hostname="127.0.0.1", port=0, ready_timeout=60)
    controlador.start()
    try:
        with por_smtp(controlador.port):
            yield peer
    finally:
        controlador.stop()


@contextmanager
def por_smtp(puerto: int) -> Iterator[None]:
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=puerto,
        EMAIL_TIMEOUT=5,
    ):
        yield
