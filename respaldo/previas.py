"""What a rule would reach before it is saved: runs of the last 30 days, and what it crosses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count

from respaldo.acciones.coincidencias import DatosDeRegla
from respaldo.models import Ejecucion

DIAS = 30


@dataclass(frozen=True)
class Alcanzado:
    """A job that the rule names: how many runs, and the line that feeds now ("" none)."""

    fuente: str
    trabajo: str
    equipo: str
    veces: int
    hoy_es: str
    en_conflicto: bool = False


@dataclass(frozen=True)
class Previa:
    """`nuevas` runs would get their line; `conflictos` jobs already have another and keep it."""

    trabajos: list[Alcanzado]

    @property
    def nuevas(self) -> int:
        return sum(t.veces for t in self.trabajos if not t.hoy_es)

    @property
    def conflictos(self) -> int:
        return sum(1 for t in self.trabajos if t.en_conflicto)


def previsualizar(datos: DatosDeRegla, *, ahora: datetime) -> Previa:
    """Jobs of the last 30 days that the rule names. Changes nothing."""
    filas = Ejecucion.objects.filter(
        recibida_en__gte=ahora - timedelta(days=DIAS), descartada_en__isnull=True
    )
    if datos.fuente is not None:
        filas = filas.filter(fuente=datos.fuente)
    grupos = filas.order_by("trabajo").values(
        "fuente__nombre", "trabajo", "equipo", "item", "item__nombre", "tipo_de_backup",
        "serie_modalidad",
    ).annotate(veces=Count("pk"))  # fmt: skip
    alcance, propia = datos.alcance, datos.linea.serie
    return Previa(
        [
            Alcanzado(
                grupo["fuente__nombre"],
                grupo["trabajo"],
                grupo["equipo"],
                grupo["veces"],
                *_linea_de_hoy(grupo, propia),
            )
            for grupo in grupos
            if alcance.incluye(grupo["trabajo"], grupo["equipo"])
        ]
    )


def _linea_de_hoy(grupo: dict[str, Any], propia: tuple[int, str, str]) -> tuple[str, bool]:
    """The line that a job feeds now, and whether it is another than the rule's."""
    if grupo["item"] is None:
        return "", False
    serie = (grupo["item"], grupo["tipo_de_backup"], grupo["serie_modalidad"])
    return f"{grupo['item__nombre']} ({serie[1]}, {serie[2]})", serie != propia
