"""Every export leaves a trace: who took what, with which filters, in which format (X-11)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import models, transaction

from gobierno.bitacora import Evento, registrar
from gobierno.capacidad import exigir
from gobierno.models import Persona


@transaction.atomic
def registrar_exportacion(
    *,
    informe: str,
    formato: str,
    filtros: Mapping[str, Any],
    por: Persona,
    hoy: date,
    ahora: datetime,
    objeto: models.Model | None = None,
) -> None:
    """`por` takes `informe` out as `formato`; raises SinPermiso without `informes.exportar`."""
    designacion = exigir(por=por, permiso="informes.exportar", hoy=hoy)
    registrar(
        Evento(
            f"exportar.{informe}",
            por=por,
            capacidad=designacion.capacidad,
            objeto=objeto,
            despues={"formato": formato, **filtros},
        ),
        ahora=ahora,
    )
