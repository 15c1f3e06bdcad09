"""What a run must say to be accepted, and what happens when it is told again. Pure.

Every refusal names the field and the remedy. Instants are aware; sizes are bytes.
Source: evidencia.md §1.8, §3–§5, §9.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from gobierno.secretos import tapar
from respaldo.importadores import EjecucionLeida
from respaldo.procedencia import (
    EXACTA,
    detalle_de,
    precision,
    procedencia_de,
    unir_detalle,
    unir_procedencia,
)

ADELANTO = timedelta(minutes=10)  # clocks of two machines never agree
MAS_ANTIGUA = datetime(2000, 1, 1, tzinfo=UTC)
MAXIMO_ENTERO = 2**63 - 1
MAXIMO_ERRORES = 2**31 - 1
LARGOS = {"clave": 200, "trabajo": 200, "equipo": 200, "copia_id": 200}
LARGO_MENSAJE = 8000
MODALIDADES = (
    "total", "incremental", "diferencial", "log", "instantanea", "espejo", "desconocida",
)  # fmt: skip
# From least to most serious: a run told again only moves to the right by itself.
GRAVEDAD = {"en_curso": 0, "sin_dato": 1, "conforme": 2, "advertencia": 3, "no_conforme": 4}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Rechazo:
    """Why a run was not accepted: field, message and remedy in Spanish."""

    campo: str
    mensaje: str
    remedio: str


def revisar(leida: EjecucionLeida, *, ahora: datetime) -> list[Rechazo]:
    """Everything wrong with an `EjecucionLeida` received at `ahora` (UTC); empty: acceptable."""
    return [
        *_textos(leida),
        *_opciones(leida),
        *_tiempos(leida, ahora),
        *_cantidades(leida),
    ]


def _textos(leida: EjecucionLeida) -> Iterator[Rechazo]:
    for campo, largo in LARGOS.items():
        valor = getattr(leida, campo)
        if campo in {"clave", "trabajo"} and not valor.strip():
            yield Rechazo(
                campo, f"Falta «{campo}».", "Envíe el dato tal como lo da la herramienta."
            )
        if len(valor) > largo:
            yield Rechazo(
                campo,
                f"«{campo}» tiene {len(valor)} caracteres; el máximo es {largo}.",
                "Envíe solo el nombre o el identificador; el detalle va en «mensaje».",
            )
        if _CONTROL.search(valor):
            yield Rechazo(
                campo,
                f"«{campo}» contiene caracteres que no se ven (por ejemplo, nulos).",
                "Quite esos caracteres y vuelva a enviarlo.",
            )


def _opciones(leida: EjecucionLeida) -> Iterator[Rechazo]:
    if leida.operacion != "respaldo":  # checks, prunes and inventories never close a day
        yield Rechazo(
            "operacion",
            f"«{leida.operacion[:40]}» no es una copia de respaldo.",
            "Envíe solo ejecuciones de respaldo.",
        )
    for campo, validos in (("estado", tuple(GRAVEDAD)), ("modalidad", MODALIDADES)):
        valor = getattr(leida, campo)
        if valor not in validos:
            yield Rechazo(
                campo,
                f"«{valor[:40]}» no es un valor de «{campo}».",
                f"Use uno de estos: {', '.join(validos)}.",
            )


def _tiempos(leida: EjecucionLeida, ahora: datetime) -> Iterator[Rechazo]:
    if leida.inicio is None and leida.fin is None:
        yield Rechazo(
            "inicio", "No dice cuándo ocurrió.", "Envíe «inicio» o, si no lo sabe, «fin»."
        )
        return
    dados = [(c, v) for c in ("inicio", "fin") if (v := getattr(leida, c)) is not None]
    for campo, valor in dados:
        yield from _instante(campo, valor, ahora)
    inicio, fin = leida.inicio, leida.fin
    if inicio and fin and not _sin_zona(leida) and fin < inicio:
        yield Rechazo(
            "fin",
            "La ejecución termina antes de empezar.",
            "Revise ambas horas y la zona horaria de la fuente.",
        )


def _sin_zona(leida: EjecucionLeida) -> bool:
    return any(v is not None and v.tzinfo is None for v in (leida.inicio, leida.fin))


def _instante(campo: str, valor: datetime, ahora: datetime) -> Iterator[Rechazo]:
    if valor.tzinfo is None:
        yield Rechazo(
            campo,
            f"«{campo}» no dice su zona horaria.",
            "Agregue el desfase, por ejemplo 2026-03-01T22:00:00-05:00, o Z si es UTC.",
        )
    elif valor > ahora + ADELANTO:
        yield Rechazo(
            campo,
            f"«{campo}» está en el futuro.",
            "Revise el reloj del equipo y la zona horaria: debe ser un hecho ya ocurrido.",
        )
    elif valor < MAS_ANTIGUA:
        yield Rechazo(
            campo,
            f"«{campo}» es anterior al año {MAS_ANTIGUA.year}.",
            "Revise el reloj del equipo que ejecutó la copia.",
        )


def _cantidades(leida: EjecucionLeida) -> Iterator[Rechazo]:
    topes = (("bytes", MAXIMO_ENTERO), ("archivos", MAXIMO_ENTERO), ("errores", MAXIMO_ERRORES))
    for campo, tope in topes:
        valor = getattr(leida, campo)
        if valor is not None and not 0 <= valor <= tope:
            yield Rechazo(
                campo,
                f"«{campo}» debe ser un entero de 0 a {tope}.",
                "Envíe el número sin separadores; si no lo sabe, no lo envíe.",
            )


def sanear(mensaje: str) -> str:
    """A message fit to be kept: no control characters, no secrets, 8,000 characters (X-10)."""
    limpio = tapar(_CONTROL.sub(" ", mensaje[: LARGO_MENSAJE * 4]))
    return limpio if len(limpio) <= LARGO_MENSAJE else limpio[: LARGO_MENSAJE - 1] + "…"


COMPLETAN = ("inicio", "fin", "bytes", "archivos", "errores", "copia_id", "mensaje")


def fusionar(guardada: Any, leida: EjecucionLeida) -> dict[str, Any]:
    """What a run told again changes in the one already kept; empty: nothing but the counter.

    The state only gets worse, except that a run in progress or without data may end in any way.
    New facts fill empty fields and, when the run was still open, its end; they overwrite only what
    was known less exactly (`guardada.procedencia`).
    """
    cambios: dict[str, Any] = {}
    abierta = guardada.estado in {"en_curso", "sin_dato"}
    if GRAVEDAD[leida.estado] > GRAVEDAD[guardada.estado]:
        cambios["estado"] = leida.estado
    for campo in COMPLETAN:
        nuevo, viejo = getattr(leida, campo), getattr(guardada, campo)
        if campo == "mensaje":
            nuevo = sanear(nuevo)
        mejora = precision(leida, campo) - guardada.procedencia.get(campo, EXACTA)
        vacio = viejo in {None, ""}
        escribible = vacio or mejora > 0 or (abierta and campo != "inicio" and mejora == 0)
        if escribible and nuevo not in {None, "", viejo}:
            cambios[campo] = nuevo
    if guardada.modalidad == "desconocida" != leida.modalidad:
        cambios["modalidad"] = leida.modalidad
    cambios = _en_orden(guardada, cambios)
    detalle = unir_detalle(guardada.detalle, detalle_de(leida))
    if detalle != guardada.detalle:
        cambios["detalle"] = detalle
    procedencia = unir_procedencia(guardada.procedencia, procedencia_de(leida), cambios)
    if procedencia != guardada.procedencia:
        cambios["procedencia"] = procedencia
    return cambios


def _en_orden(guardada: Any, cambios: dict[str, Any]) -> dict[str, Any]:
    """Drop an end that would precede the start kept: the row's own constraint refuses it."""
    inicio = cambios.get("inicio", guardada.inicio)
    fin = cambios.get("fin", guardada.fin)
    if inicio is not None and fin is not None and fin < inicio:
        return {c: v for c, v in cambios.items() if c not in {"inicio", "fin"}}
    return cambios
