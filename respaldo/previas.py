"""What a rule would reach before it is saved: runs of the last 30 days, the corridas that they
would answer for, and what it crosses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.db.models import Count

from respaldo.acciones.coincidencias import LOTE, DatosDeRegla
from respaldo.acciones.enlace import identificar
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
    """`nuevas` runs would get their line, `en_ventana` of them a corrida too; `conflictos` jobs
    already have another line and keep it."""

    trabajos: list[Alcanzado]
    en_ventana: int = 0

    @property
    def nuevas(self) -> int:
        return sum(t.veces for t in self.trabajos if not t.hoy_es)

    @property
    def fuera_de_ventana(self) -> int:
        """Runs that would have a line and cover no corrida: *no programadas* (R3)."""
        return self.nuevas - self.en_ventana

    @property
    def conflictos(self) -> int:
        return sum(1 for t in self.trabajos if t.en_conflicto)


def previsualizar(datos: DatosDeRegla, *, hoy: date, ahora: datetime) -> Previa:
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
    trabajos = [
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
    nuevas = filas.filter(item=None, trabajo__in={t.trabajo for t in trabajos if not t.hoy_es})
    return Previa(trabajos, _en_ventana(nuevas, datos, hoy=hoy))


def _en_ventana(filas: Any, datos: DatosDeRegla, *, hoy: date) -> int:
    """How many of these unknown runs start in the window of a corrida of the line of the rule:
    tied in memory by what ties them when it is saved. Fuente: R3."""
    alcance, (item, tipo, modalidad) = datos.alcance, datos.linea.serie
    campos = ("fuente", "trabajo", "equipo", "modalidad", "inicio", "fin", "recibida_en")
    leidas = filas.order_by().only(*campos).iterator(chunk_size=LOTE)
    alcanzadas = (e for e in leidas if alcance.incluye(e.trabajo, e.equipo))
    cuantas = 0
    while lote := list(islice(alcanzadas, LOTE)):
        for e in lote:
            e.item_id, e.tipo_de_backup, e.serie_modalidad, e.corrida_id = (
                item, tipo, modalidad, None,
            )  # fmt: skip
        identificar(lote, hoy=hoy)
        cuantas += sum(1 for e in lote if e.corrida_id)
    return cuantas


def _linea_de_hoy(grupo: dict[str, Any], propia: tuple[int, str, str]) -> tuple[str, bool]:
    """The line that a job feeds now, and whether it is another than the rule's."""
    if grupo["item"] is None:
        return "", False
    serie = (grupo["item"], grupo["tipo_de_backup"], grupo["serie_modalidad"])
    return f"{grupo['item__nombre']} ({serie[1]}, {serie[2]})", serie != propia
