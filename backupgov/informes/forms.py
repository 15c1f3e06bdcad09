"""What is asked of a report: a day, a week, a month or an interval, within limits that teach."""

from datetime import date, timedelta
from typing import Any

from django import forms

from backupgov.informes.modelo import Informe
from directorio.models import TipoDeBackup
from gobierno.descargas import CSV, HTML, XLSX
from gobierno.forms.base import CampoFecha

MAXIMO_DIAS = 3_660
MAXIMO_DIAS_HTML = 31
PERIODOS = [
    ("dia", "Un día"),
    ("semana", "La semana (lunes a domingo)"),
    ("mes", "El mes"),
    ("intervalo", "Un intervalo (desde – hasta)"),
]
FORMATOS = [(XLSX, "Excel (.xlsx)"), (CSV, "CSV (;)"), (HTML, "Para imprimir")]


class PedirInforme(forms.Form):
    """`?periodo= desde= hasta= tipo= formato=`; `desde` is the day that the week or month holds."""

    periodo = forms.ChoiceField(label="Periodo", choices=PERIODOS, initial="mes")
    desde = CampoFecha(label="Desde", required=False)
    hasta = CampoFecha(label="Hasta", required=False, help_text="Solo para un intervalo.")
    tipo = forms.ChoiceField(
        label="Tipo de backup", required=False, choices=[("", "Ambos"), *TipoDeBackup.choices]
    )
    formato = forms.ChoiceField(label="Formato", choices=FORMATOS, initial=XLSX)

    def __init__(self, informe: Informe, datos: Any = None, *, hoy: date) -> None:
        super().__init__(datos, auto_id=f"{informe.codigo}-%s")
        self.hoy = hoy
        self.fields["desde"].initial = hoy
        if not informe.con_tipo:
            del self.fields["tipo"]

    def clean(self) -> dict[str, Any]:
        datos: dict[str, Any] = super().clean() or {}
        desde, hasta = datos.get("desde"), datos.get("hasta")
        if "desde" in self.errors or "hasta" in self.errors:
            return datos
        if desde is None:
            self.add_error("desde", "Escriba desde qué fecha, por ejemplo 01/03/2026.")
            return datos
        if datos.get("periodo") == "intervalo" and hasta is None:
            self.add_error("hasta", "Escriba hasta qué fecha, o elija un día, una semana o un mes.")
            return datos
        datos["desde"], datos["hasta"] = limites(datos.get("periodo", ""), desde, hasta)
        self._revisar(datos)
        return datos

    def _revisar(self, datos: dict[str, Any]) -> None:
        desde, hasta = datos["desde"], datos["hasta"]
        if desde > hasta:
            self.add_error("hasta", f"El fin no puede ser anterior al inicio ({desde:%d/%m/%Y}).")
        elif desde > self.hoy:
            self.add_error("desde", "Esa fecha todavía no llega: no hay nada que informar.")
        elif (hasta - desde).days >= MAXIMO_DIAS:
            self.add_error("hasta", "El periodo pasa de diez años: pídalo por partes.")
        elif datos.get("formato") == HTML and (hasta - desde).days >= MAXIMO_DIAS_HTML:
            self.add_error(
                "formato",
                f"Para imprimir, hasta {MAXIMO_DIAS_HTML} días; para más, elija Excel o CSV.",
            )


def limites(periodo: str, desde: date, hasta: date | None) -> tuple[date, date]:
    """First and last date of the period that holds `desde`."""
    if periodo == "semana":
        lunes = desde - timedelta(days=desde.weekday())
        return lunes, lunes + timedelta(days=6)
    if periodo == "mes":
        primero = desde.replace(day=1)
        siguiente = (primero + timedelta(days=31)).replace(day=1)
        return primero, siguiente - timedelta(days=1)
    return desde, hasta if periodo == "intervalo" and hasta else desde
