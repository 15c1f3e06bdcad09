"""What happened to each run of the demonstration: decided by one number, never by the clock."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

GB = 10**9
TAMANOS: Mapping[str, float] = {
    "carpeta": 180.0,
    "bd": 42.0,
    "sistema": 65.0,
    "servidor": 240.0,
    "correo": 310.0,
    "codigo_fuente": 18.0,
    "red": 0.004,
    "log": 26.0,
}
MENSAJES = {
    "no_conforme": (
        "Error: no se pudo crear la instantánea del volumen (VSS 0x8004230f).",
        "Error: espacio insuficiente en el repositorio de destino.",
        "Error: se agotó el tiempo de espera al conectar con el servidor de origen.",
        "ORA-19502: error de escritura en el archivo de respaldo.",
    ),
    "advertencia": (
        "Finalizado con advertencias: 3 archivos en uso no se copiaron.",
        "Finalizado con advertencias: el repositorio supera el 85 % de su capacidad.",
    ),
}
PROBABILIDADES = {
    "bien": 0.955,
    "falla": 0.018,
    "advertencia": 0.01,
    "silencio": 0.01,
    "encoge": 0.007,
}
# Days before today on which the story bends, whatever the dice say.
CAIDA_DEL_SERVIDOR = (33, 34)  # backup server down: nothing ran
BEAT_APAGADO = (61, 62)  # backupgov itself was down: days opened late, gap recorded
OPERADOR_AUSENTE = (19, 20, 75)  # verified after the deadline


@dataclass(frozen=True)
class Suerte:
    """Outcome of one run: `bytes` protected, `retraso` minutes after the window opens, and the
    share of the window that it takes (over 1 it ends late)."""

    estado: str  # "", "conforme", "advertencia", "no_conforme"; "" = no evidence arrives
    bytes: int = 0
    retraso: int = 0
    fraccion: float = 0.4
    mensaje: str = ""
    modalidad: str = ""
    repite: bool = False


def suerte(semilla: int, clave: str, dias: int, clase: str) -> Suerte:
    """The outcome of the series `clave` on the fecha operativa `dias` days before today."""
    dado = random.Random(f"{semilla}:{clave}:{dias}")  # noqa: S311 — a story, not a secret
    if dias in CAIDA_DEL_SERVIDOR and "interno" in clave:
        return Suerte("")
    base = TAMANOS.get(clase, 30.0) * random.Random(f"{semilla}:{clave}").uniform(0.4, 1.6)  # noqa: S311
    proporcion = 0.06 if "/incremental" in clave or "/log" in clave else 1.0
    tamano = int(base * GB * proporcion * (1 + (120 - dias) / 900) * dado.uniform(0.96, 1.05))
    comunes: dict[str, Any] = {"retraso": dado.randint(0, 12), "fraccion": dado.uniform(0.2, 0.7)}
    que = dado.choices(tuple(PROBABILIDADES), tuple(PROBABILIDADES.values()))[0]
    if que == "falla":
        mensaje = dado.choice(MENSAJES["no_conforme"])
        return Suerte("no_conforme", mensaje=mensaje, repite=dado.choice((1, 1, 0)) == 1, **comunes)
    if que == "advertencia":
        mensaje = dado.choice(MENSAJES["advertencia"])
        return Suerte("advertencia", bytes=tamano, mensaje=mensaje, **comunes)
    if que == "silencio":
        return Suerte("")
    return Suerte("conforme", bytes=int(tamano * 0.22) if que == "encoge" else tamano, **comunes)


# What makes today worth opening: (trabajo, days before today) → outcome.
_HOY: Mapping[tuple[str, int], Suerte] = {
    ("BD-SIGA_PROD", 1): Suerte("conforme", bytes=int(1.9 * GB), retraso=3, fraccion=0.05),
    ("FS-OGA-INC", 1): Suerte(
        "advertencia", bytes=int(11 * GB), retraso=2, mensaje=MENSAJES["advertencia"][0]
    ),
    ("FS-OGA-FULL", 1): Suerte(
        "advertencia", bytes=int(190 * GB), retraso=2, mensaje=MENSAJES["advertencia"][0]
    ),
    ("VM-SRV-DC01", 0): Suerte("conforme", bytes=int(212 * GB), retraso=5, fraccion=1.3),
    ("BD-STD_PROD", 1): Suerte(
        "no_conforme", retraso=1, fraccion=0.02, mensaje=MENSAJES["no_conforme"][1]
    ),
    ("BD-RRHH", 1): Suerte("conforme", bytes=int(9 * GB), retraso=4, modalidad="incremental"),
    ("LOG-FW", 0): Suerte(""),
    ("EXT-M365-INC", 1): Suerte(""),
}
# Jobs that never report anything: the reddest of all.
MUDOS = frozenset({"REPLICA-VC", "VM-PLANTILLAS"})
# Jobs (and their host) that no line of the Directorio names.
DESCONOCIDOS = (("VM-SRV-PRUEBAS09", "SRV-PRUEBAS09"), ("FS-TEMPORAL", "SRV-FILE01"))
# Rows that the operators left to fall overdue in the last days.
OLVIDADOS = frozenset({"LOG-PROXY", "BD-PORTAL", "VM-SRV-DC02"})


def de_hoy(trabajo: str, dias: int) -> Suerte | None:
    """The scripted outcome of the last night, or None when the dice decide."""
    return _HOY.get((trabajo, dias))
