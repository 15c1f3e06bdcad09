"""How well each field of a run is known, and what else its tool told. Pure.

Exact beats rounded, the tool's time beats the wrapper's, the wrapper's beats the arrival.
Source: evidencia.md §3, §4 (merge rules).
"""

from collections.abc import Collection, Mapping
from typing import Any

from respaldo.importadores import EjecucionLeida

EXACTA, REDONDEADA, DEL_ENVOLTORIO, DE_LA_LLEGADA = 3, 2, 1, 0
NOMBRES = {
    REDONDEADA: "redondeado por la herramienta",
    DEL_ENVOLTORIO: "hora del envoltorio",
    DE_LA_LLEGADA: "hora de llegada",
}
INSTANTES = ("inicio", "fin")
MEDIDAS = ("bytes", "archivos", "errores")
DETALLE = (
    "herramienta", "version", "origen", "estado_origen", "codigo_salida", "bytes_nuevos",
    "bytes_almacenados", "advertencias", "repositorio", "medio",
)  # fmt: skip
LARGO = 500


def precision(leida: EjecucionLeida, campo: str) -> int:
    """How well a reading knows a field: EXACTA at most."""
    if campo in INSTANTES:
        if leida.por_llegada:
            return DE_LA_LLEGADA
        return DEL_ENVOLTORIO if leida.inicio_inferido else EXACTA
    return REDONDEADA if leida.redondeado and campo in MEDIDAS else EXACTA


def procedencia_de(leida: EjecucionLeida) -> dict[str, int]:
    """The fields that a reading knows, but not exactly."""
    return {
        campo: n
        for campo in (*INSTANTES, *MEDIDAS)
        if getattr(leida, campo) is not None and (n := precision(leida, campo)) < EXACTA
    }


def unir_procedencia(
    vieja: Mapping[str, int], nueva: Mapping[str, int], cambiados: Collection[str]
) -> dict[str, int]:
    """What is known of each field once those of `cambiados` took their new value."""
    unida = {campo: n for campo, n in vieja.items() if campo not in cambiados}
    return unida | {campo: n for campo, n in nueva.items() if campo in cambiados}


def detalle_de(leida: EjecucionLeida) -> dict[str, Any]:
    """What the tool told beside the columns of a run; nothing of it is empty."""
    dichos = ((campo, getattr(leida, campo)) for campo in DETALLE)
    detalle: dict[str, Any] = {
        campo: valor[:LARGO] if isinstance(valor, str) else valor
        for campo, valor in dichos
        if valor not in {None, ""}
    }
    if leida.motivos:
        detalle["motivos"] = sorted(leida.motivos)
    if leida.baja_autoridad:
        detalle["baja_autoridad"] = True
    return detalle


def unir_detalle(viejo: Mapping[str, Any], nuevo: Mapping[str, Any]) -> dict[str, Any]:
    """New facts fill what was not told; reason codes add up; one source with authority is enough
    for the run to have it."""
    unido = {**nuevo, **viejo}
    if motivos := {*viejo.get("motivos", ()), *nuevo.get("motivos", ())}:
        unido["motivos"] = sorted(motivos)
    if not (viejo.get("baja_autoridad") and nuevo.get("baja_autoridad")):
        unido.pop("baja_autoridad", None)
    return unido
