"""The period of the board: a quarter by default, any interval of up to a year."""

from datetime import date, timedelta
from typing import Any

from django import forms

from respaldo.forms.corridas import CampoFecha

MAXIMO_DIAS = 366


class PeriodoDelTablero(forms.Form):
    """`?desde= hasta=`; without them, the natural quarter up to today."""

    desde = CampoFecha(label="Desde", required=False)
    hasta = CampoFecha(label="Hasta", required=False)

    def __init__(self, *args: Any, hoy: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hoy = hoy

    def clean(self) -> dict[str, Any]:
        datos: dict[str, Any] = super().clean() or {}
        if self.errors:
            return datos
        hasta = datos.get("hasta") or self.hoy
        desde = datos.get("desde") or inicio_del_trimestre(hasta)
        if desde > hasta:
            self.add_error("hasta", f"El fin no puede ser anterior al inicio ({desde:%d/%m/%Y}).")
        elif (hasta - desde) >= timedelta(days=MAXIMO_DIAS):
            self.add_error("hasta", "El tablero muestra hasta un año: acorte el periodo.")
        return datos | {"desde": desde, "hasta": hasta}


def inicio_del_trimestre(fecha: date) -> date:
    """First day of the natural quarter of `fecha`."""
    return fecha.replace(month=(fecha.month - 1) // 3 * 3 + 1, day=1)
