"""What a client sent to the intake, field by field → a capture. Pure.

Source: evidencia.md §7 (API push), §9 (limits).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from gobierno import archivos
from gobierno.secretos import tapar
from respaldo.entregas import limpio
from respaldo.importadores.captura import Captura
from respaldo.importadores.json_api import ErrorDeCampo
from respaldo.importadores.valores import instante

MAXIMO_BYTES = 5 * 1024 * 1024
MAXIMO_CORREO = 10 * 1024 * 1024
MAXIMO_PARTES = 20
PROFUNDIDAD, NODOS = 32, 100_000
CAMPOS = ("herramienta", "trabajo", "equipo", "codigo_salida", "inicio", "fin", "zona")
FLUJOS = ("stdout", "stderr")
LARGOS = {"herramienta": 60, "trabajo": 200, "equipo": 200, "zona": 60}
_CODIGO = re.compile(r"-?\d{1,6}")
_CADENA = re.compile(rb'"(?:[^"\\]|\\.)*"')
_DE_ERROR = ("error",)  # what an on-error hook calls what it tells
_DE_SALIDA = ("output", "salida")
_TIENE_TEXTO = {archivos.TEXTO, archivos.GENERICO, "application/gzip"}
_COMO_FOTO = {"application/pdf", "image/png", "image/jpeg", "image/gif"}


@dataclass(frozen=True, slots=True)
class Entrada:
    """A body already taken apart: short fields, and streams or files by name."""

    campos: Mapping[str, str] = field(default_factory=dict)
    flujos: Mapping[str, bytes] = field(default_factory=dict)
    tamano: int = 0
    sha256: str = ""


def armar(
    entrada: Entrada, consulta: Mapping[str, str], *, zona: str, herramienta: str
) -> Captura | list[ErrorDeCampo]:
    """The capture of an entry, or everything wrong with it; the body wins over the query.

    `zona` (IANA) and `herramienta` are the source's, for what the entry does not say. A time
    without offset is in that zone.
    """
    dichos = {**consulta, **entrada.campos}
    errores = [e for c in CAMPOS for e in _errores(c, dichos.get(c, ""))]
    if errores:
        return errores
    donde = ZoneInfo(dichos.get("zona") or zona)
    tiempos = {c: instante(dichos.get(c, ""), donde) for c in ("inicio", "fin")}
    for campo, valor in tiempos.items():
        if dichos.get(campo, "").strip() and valor is None:
            errores.append(_mal_instante(campo))
    salida, fallo, senal = _flujos(entrada)
    archivos = {n: c for n, c in entrada.flujos.items() if n not in FLUJOS}
    if not (salida or fallo or archivos or dichos.get("codigo_salida")):
        errores.append(
            ErrorDeCampo("", "No llegó nada que leer.", "Envíe stdout, stderr o codigo_salida.")
        )
    if errores:
        return errores
    codigo = dichos.get("codigo_salida", "").strip()
    return Captura(
        zona=donde,
        herramienta=limpio(dichos.get("herramienta") or herramienta)[:60],
        trabajo=limpio(dichos.get("trabajo", "")),
        equipo=limpio(dichos.get("equipo", "")),
        stdout=salida,
        stderr=fallo,
        archivos=archivos,
        codigo_salida=int(codigo) if codigo else None,
        inicio=_no_despues(tiempos["inicio"], tiempos["fin"]),
        fin=tiempos["fin"],
        senal=senal,
    )


def _no_despues(inicio: datetime | None, fin: datetime | None) -> datetime | None:
    return None if inicio and fin and fin < inicio else inicio


def _flujos(entrada: Entrada) -> tuple[bytes, bytes, str]:
    """stdout, stderr and what an on-error hook means by coming."""
    salida = entrada.flujos.get("stdout", b"")
    fallo = entrada.flujos.get("stderr", b"")
    sueltos = {c: v for c, v in entrada.campos.items() if c not in CAMPOS}
    errores = [sueltos[c] for c in _DE_ERROR if sueltos.get(c)]
    dichos = [sueltos[c] for c in _DE_SALIDA if sueltos.get(c)]
    otros = [f"{c}: {v}" for c, v in sueltos.items() if c not in {*_DE_ERROR, *_DE_SALIDA} and v]
    salida = b"\n".join(filter(None, [salida, *(t.encode(errors="replace") for t in
                                                [*dichos, *otros])]))  # fmt: skip
    fallo = b"\n".join(filter(None, [fallo, *(t.encode(errors="replace") for t in errores)]))
    return salida, fallo, "fallo" if errores else ""


def _errores(campo: str, valor: str) -> list[ErrorDeCampo]:
    if campo in LARGOS and len(valor) > LARGOS[campo]:
        return [
            ErrorDeCampo(
                campo,
                f"«{campo}» tiene {len(valor)} caracteres; el máximo es {LARGOS[campo]}.",
                "Envíe solo el nombre; el detalle va en stdout o stderr.",
            )
        ]
    if campo == "zona" and valor and valor not in available_timezones():
        return [ErrorDeCampo(campo, "No es una zona horaria.", "Por ejemplo, America/Lima o UTC.")]
    if campo == "codigo_salida" and valor.strip() and not _es_codigo(valor):
        return [ErrorDeCampo(campo, "No es un código de salida.", "Envíe el número que da «$?».")]
    return []


def _es_codigo(valor: str) -> bool:
    return valor.isascii() and _CODIGO.fullmatch(valor.strip()) is not None


def _mal_instante(campo: str) -> ErrorDeCampo:
    return ErrorDeCampo(
        campo, "No es una fecha y hora.", "Envíela así: 2026-03-01T22:00:00-05:00, o con Z."
    )


def demasiado_hondo(crudo: bytes) -> str:
    """Why a JSON is more than any tool writes; "" when it is not (depth 32, 100,000 nodes)."""
    nivel = hondo = 0
    desnudo = _CADENA.sub(b"", crudo) if crudo.lstrip()[:1] in {b"{", b"["} else b""
    if desnudo.count(b",") > NODOS:
        return f"El JSON tiene más de {NODOS} valores."
    for marca in re.finditer(rb"[\[\]{}]", desnudo):
        nivel += 1 if marca[0] in b"[{" else -1
        hondo = max(hondo, nivel)
    return f"El JSON tiene más de {PROFUNDIDAD} niveles." if hondo > PROFUNDIDAD else ""


@dataclass(frozen=True, slots=True)
class Impedimento:
    """Why a file can be no evidence, and what to bring instead, in Spanish."""

    motivo: str
    remedio: str

    def __str__(self) -> str:
        return f"{self.motivo} {self.remedio}"


def impedimento(nombre: str, inicio: bytes, tamano: int) -> Impedimento | None:
    """What in a file of `tamano` bytes that begins with `inicio` keeps any reader from reading it.

    Text of any charset passes, and gzip, which the readers open within limits.
    """
    tipo, nombre = archivos.tipo_de(inicio, nombre), tapar(nombre)
    if not tamano:
        return Impedimento(
            f"«{nombre}» está vacío.", "Si la orden no escribió nada, registre la ejecución a mano."
        )
    if tamano > MAXIMO_CORREO:
        return Impedimento(
            f"«{nombre}» pesa más de {MAXIMO_CORREO // 1024 // 1024} MB.",
            "Traiga el final, donde está el resumen (tail -c 5000000).",
        )
    if archivos.es_ejecutable(inicio):
        return Impedimento(
            f"«{nombre}» es un programa, no lo que escribió una herramienta.",
            "Traiga la salida que dejó la orden de respaldo.",
        )
    if tipo in _COMO_FOTO:
        return Impedimento(
            f"«{nombre}» es una imagen o un PDF: ningún lector la entiende.",
            "Adjúntelo al registrar la ejecución a mano.",
        )
    if tipo not in _TIENE_TEXTO:
        return Impedimento(
            f"«{nombre}» es un archivo comprimido o un libro de Office, no un texto.",
            "Descomprímalo y traiga el texto; guarde el libro como CSV. Solo gzip (.gz) se abre.",
        )
    return None
