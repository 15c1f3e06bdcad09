"""`manage.py evaluar_muestras FOLDER`: how well the samples of a folder are read."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from respaldo.muestras.evaluacion import Informe, evaluar

_ROTULOS = {
    "samples": "Muestras",
    "records": "Registros esperados",
    "status_accuracy": "Acierto de estado (%)",
    "false_conformes": "Falsos conformes",
    "non_runs_as_runs": "Ajenas tomadas por copias",
    "field_accuracy": "Acierto de campos (%)",
    "extra_runs": "Ejecuciones de más",
    "duplicates": "Duplicadas",
    "dedupe_failures": "Fallas al juntar",
    "secrets_stored": "Secretos guardados",
}


class Command(BaseCommand):
    """Fails when a conforme is false or a secret would be kept."""

    help = "Lee una carpeta de muestras y dice cuánto acierta (docs/evidencia.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("carpeta", type=Path)
        parser.add_argument("--json", action="store_true", help="escribe el resultado entero")

    def handle(self, *_args: Any, **opciones: Any) -> None:
        carpeta: Path = opciones["carpeta"]
        if not carpeta.is_dir():
            raise CommandError(f"«{carpeta}» no es una carpeta.")
        informe = evaluar(carpeta)
        if opciones["json"]:
            self.stdout.write(json.dumps(_entero(informe), ensure_ascii=False, indent=1))
        else:
            self._escribir(informe)
        if informe.falsos_conformes or informe.secretos:
            raise CommandError("Hay falsos conformes o secretos guardados.", returncode=1)

    def _escribir(self, informe: Informe) -> None:
        for muestra in informe.muestras:
            for n, cotejo in enumerate(muestra.cotejos):
                for campo in cotejo.campos:
                    if not campo.pasa:
                        self.stdout.write(
                            f"{muestra.ruta}[{n}] {campo.nombre}: se esperaba {campo.esperado!r}, "
                            f"se leyó {str(campo.leido)[:100]!r}"
                        )
        for falla in informe.grupos.fallas:
            self.stdout.write(falla)
        for nombre, valor in informe.cifras().items():
            self.stdout.write(f"{_ROTULOS[nombre]}: {valor}")


def _entero(informe: Informe) -> dict[str, Any]:
    return {
        **informe.cifras(),
        "dedupe": list(informe.grupos.fallas),
        "results": [
            {
                "sample": m.ruta,
                "tool": m.herramienta,
                "secrets": m.secretos,
                "extra_runs": m.sobrantes,
                "records": [
                    {
                        "false_conforme": c.falso_conforme,
                        "non_run_as_run": c.ajena_como_respaldo,
                        "fields": [asdict(f) for f in c.campos],
                    }
                    for c in m.cotejos
                ],
            }
            for m in informe.muestras
        ],
    }
