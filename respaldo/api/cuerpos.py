"""Bodies of the intake: multipart, form or raw, read with limits and never unpacked."""

import re
from collections.abc import Mapping
from io import BytesIO
from typing import IO, Any
from urllib.parse import parse_qsl

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadhandler import MemoryFileUploadHandler, TemporaryFileUploadHandler
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from rest_framework.parsers import BaseParser

from gobierno.archivos import nombre_limpio
from gobierno.problemas import Problema
from gobierno.texto import entero
from respaldo.entrantes import FLUJOS, MAXIMO_BYTES, MAXIMO_PARTES, Entrada, demasiado_hondo
from respaldo.entregas import huella

_LIMITE = re.compile(rb'boundary="?([^";,\s]{1,200})', re.IGNORECASE)
_MARGEN = 64 * 1024  # of the envelope


class DemasiadoGrande(Problema):
    """A body over a limit: its size and hash are kept as a refusal."""

    def __init__(self, detalle: str, remedio: str, crudo: bytes, declarado: int) -> None:
        super().__init__(413, detalle, remedio)
        self.tamano = max(len(crudo), declarado)
        self.sha256 = huella(crudo)


class Cuerpo(BaseParser):
    """Whatever the type says, up to `maximo` bytes; `parse` gives an `Entrada`."""

    media_type = "*/*"
    maximo = MAXIMO_BYTES

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        peticion = (parser_context or {})["request"]
        if peticion.headers.get("Content-Encoding", "identity") != "identity":
            raise Problema(415, "No se admiten cuerpos comprimidos.", "Envíelo sin comprimir.")
        declarado = entero(peticion.META.get("CONTENT_LENGTH")) or 0
        crudo = b"" if declarado > self.maximo + _MARGEN else stream.read(self.maximo + _MARGEN + 1)
        if len(crudo) > self.maximo + _MARGEN or declarado > self.maximo + _MARGEN:
            raise DemasiadoGrande(
                f"El cuerpo pesa más de {self.maximo // 1024 // 1024} MB.",
                "Envíe el final de la salida: ahí está el resumen (tail -c 5000000).",
                crudo, declarado,
            )  # fmt: skip
        tipo = (media_type or "").encode(errors="replace")
        if tipo.startswith(b"multipart/"):
            return _multiparte(crudo, tipo)
        if tipo.startswith(b"application/x-www-form-urlencoded") and _es_formulario(crudo):
            return _formulario(crudo)
        if motivo := demasiado_hondo(crudo):
            raise DemasiadoGrande(motivo, "Envíe lo que escribe la herramienta.", crudo, 0)
        return Entrada({}, {"stdout": crudo} if crudo else {}, len(crudo), huella(crudo))


class CuerpoDeCorreo(Cuerpo):
    """A mail of 10 MB at most."""

    maximo = 10 * 1024 * 1024


def _multiparte(crudo: bytes, tipo: bytes) -> Entrada:
    limite = _LIMITE.search(tipo)
    if limite and crudo.count(b"--" + limite[1]) > MAXIMO_PARTES + 1:
        raise DemasiadoGrande(
            f"El envío tiene más de {MAXIMO_PARTES} partes.", "Envíe solo lo que hace falta.",
            crudo, 0,
        )  # fmt: skip
    cabeceras = {"CONTENT_TYPE": tipo.decode("latin-1"), "CONTENT_LENGTH": str(len(crudo))}
    manejadores = [MemoryFileUploadHandler(), TemporaryFileUploadHandler()]
    try:
        campos, archivos = MultiPartParser(cabeceras, BytesIO(crudo), manejadores).parse()
    except (MultiPartParserError, RequestDataTooBig, SuspiciousOperation, ValueError):
        raise Problema(
            400, "El cuerpo multiparte no se entiende.", "Use «curl -F campo=valor -F stdout=@…»."
        ) from None
    cortos = {nombre: str(valor) for nombre, valor in campos.items()}
    flujos = {n: cortos.pop(n).encode(errors="replace") for n in FLUJOS if n in cortos}
    archivo: Any
    for nombre, archivo in archivos.items():
        clave = nombre if nombre in {*FLUJOS, "correo"} else nombre_limpio(archivo.name or nombre)
        flujos[clave] = archivo.read()
        archivo.close()
    for contenido in flujos.values():
        if motivo := demasiado_hondo(contenido):
            raise DemasiadoGrande(motivo, "Envíe lo que escribe la herramienta.", crudo, 0)
    return Entrada(cortos, flujos, len(crudo), "")


def _es_formulario(crudo: bytes) -> bool:
    """`curl --data-binary @-` sends anything under this type: only name=value is a form."""
    return re.match(rb"[\w.-]{1,60}=[^\n{\[]*", crudo) is not None and b"\n" not in crudo.strip()


def _formulario(crudo: bytes) -> Entrada:
    try:
        pares = parse_qsl(
            crudo.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MAXIMO_PARTES
        )
    except ValueError:
        raise DemasiadoGrande(
            f"El envío tiene más de {MAXIMO_PARTES} campos.", "Envíe solo lo que hace falta.",
            crudo, 0,
        ) from None  # fmt: skip
    campos = dict(pares)
    flujos = {n: campos.pop(n).encode(errors="replace") for n in FLUJOS if n in campos}
    return Entrada(campos, flujos, len(crudo), huella(crudo))
