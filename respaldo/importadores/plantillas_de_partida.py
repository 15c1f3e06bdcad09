"""Templates to start from: NAS that write in Spanish, and a plain CSV (evidencia.md §2.10, §7.3).

Written without real notices at hand: whoever uses one tries it on a notice of their own.
"""

from respaldo.importadores.plantillas import CSV, Plantilla

_PALABRAS = {
    "no_conforme": (
        "error", "falló", "ha fallado", "fallida", "fallido", "no se pudo", "no se ha podido",
        "no se completó", "no se ha completado", "cancelada", "cancelado", "interrumpida",
        "failed", "canceled",
    ),
    "advertencia": (
        "parcialmente", "con advertencias", "advertencia", "con errores", "omitidos",
        "partially", "warning",
    ),
    "en_curso": ("se ha iniciado", "ha comenzado", "en curso"),
}  # fmt: skip
_TAREA = (
    r"^(?:Tarea de copia de seguridad|Nombre de la tarea|Tarea) ?: ?(?P<trabajo>[^\n]{1,200})$"
    r"(?:[\s\S]{0,600}?^Hora de inicio ?: ?(?P<inicio>[^\n]{1,60})$)?"
    r"(?:[\s\S]{0,300}?^Hora de finalización ?: ?(?P<fin>[^\n]{1,60})$)?"
)
_HBS = (
    r"^(?:Mensaje|Contenido) ?: ?(?:\[Hybrid Backup Sync\] ?)?[^\n]{0,80}?"
    r"trabajo [\"«“]?(?P<trabajo>[^\"»”\n]{1,200})[\"»”](?P<estado>[^\n]{1,300})$"
)

DE_PARTIDA: dict[str, Plantilla] = {
    "synology-hyper-backup": Plantilla(
        nombre="Synology Hyper Backup",
        contiene="tarea de copia de seguridad",
        patron=_TAREA,
        palabras=_PALABRAS
        | {
            "conforme": (
                "se ha completado correctamente",
                "ha finalizado correctamente",
                "se completó correctamente",
            )
        },
        marca_final="Atentamente",
    ),
    "synology-active-backup": Plantilla(
        nombre="Synology Active Backup for Business",
        asunto="Active Backup",
        contiene="tarea de copia de seguridad",
        patron=r"tarea de copia de seguridad [\[«\"](?P<trabajo>[^\]»\"\n]{1,200})[\]»\"]",
        palabras=_PALABRAS | {"conforme": ("se ha completado", "se completó", "ha finalizado")},
        marca_final="Atentamente",
    ),
    "qnap-hbs": Plantilla(
        nombre="QNAP HBS 3",
        contiene="Hybrid Backup Sync",
        patron=_HBS,
        palabras=_PALABRAS | {"conforme": ("finalizado", "terminado", "completado", "finished")},
        marca_final="QNAP",
    ),
    "csv": Plantilla(
        nombre="CSV de una consola",
        formato=CSV,
        columnas={
            "trabajo": "Tarea",
            "estado": "Resultado",
            "inicio": "Inicio",
            "fin": "Fin",
            "bytes": "Tamaño",
        },
        palabras=_PALABRAS | {"conforme": ("correcto", "completado", "success", "exitoso")},
    ),
}
