"""What a template would have read of the last 30 days of its source, before it is saved.

Source: evidencia.md §6.2 (preview, conflicts), §7.3.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from respaldo.entregas import captura_de
from respaldo.importadores.material import Material
from respaldo.importadores.plantillas import Plantilla, leer, reconoce
from respaldo.models import Ejecucion, Evidencia, Fuente, LecturaDeEvidencia

DIAS = 30
MIRADAS = 200  # deliveries, the newest first
SEGUNDOS = 3.0  # of a person who waits
A_LA_VISTA = 20


@dataclass(frozen=True)
class Alcanzada:
    """One delivery that the template recognises; `lector`, who understood it until now."""

    evidencia: int
    recibida_en: datetime
    trabajos: tuple[str, ...]
    estados: tuple[str, ...]
    lector: str


@dataclass
class PreviaDePlantilla:
    """`miradas` of `total` deliveries were tried: there is a limit of time."""

    total: int
    miradas: int = 0
    alcanzadas: list[Alcanzada] = field(default_factory=list)

    @property
    def conflictos(self) -> int:
        """Those that a reader already understands: the template would speak in its place."""
        return sum(1 for una in self.alcanzadas if una.lector)

    @property
    def por_estado(self) -> list[tuple[str, int]]:
        """Runs by state, as the page names them."""
        cuenta = Counter(estado for una in self.alcanzadas for estado in una.estados)
        nombres = dict(Ejecucion.Estado.choices)
        return [(str(nombres[estado]), n) for estado, n in cuenta.most_common()]

    @property
    def a_la_vista(self) -> list[Alcanzada]:
        return self.alcanzadas[:A_LA_VISTA]


def previsualizar_plantilla(
    fuente: Fuente, plantilla: Plantilla, *, ahora: datetime
) -> PreviaDePlantilla:
    """Try `plantilla` on what its source sent. Changes nothing and reads nothing again."""
    filas = (
        Evidencia.objects.filter(fuente=fuente, recibida_en__gte=ahora - timedelta(days=DIAS))
        .exclude(canal=Evidencia.Canal.PING)
        .exclude(copia=b"")
        .con_lectura()
        .order_by("-recibida_en", "-pk")
    )
    previa = PreviaDePlantilla(total=filas.count())
    limite = time.monotonic() + SEGUNDOS
    anotadas: Iterable[Any] = filas[:MIRADAS].iterator(chunk_size=20)  # with their last reading
    for evidencia in anotadas:
        if time.monotonic() > limite:
            break
        previa.miradas += 1
        material = Material(captura_de(evidencia.datos, evidencia.partes, evidencia.canal))
        leidas = leer(plantilla, material) if reconoce(plantilla, material) else []
        if leidas:
            previa.alcanzadas.append(
                Alcanzada(
                    evidencia.pk,
                    evidencia.recibida_en,
                    tuple(leida.trabajo for leida in leidas[:3]),
                    tuple(leida.estado for leida in leidas),
                    _lector(evidencia.resultado, evidencia.analizador),
                )
            )
    return previa


def _lector(resultado: str, lector: str) -> str:
    """The reader of a tool that understood it; "" if none did, or a template."""
    bien: str = LecturaDeEvidencia.Resultado.OK
    return lector if resultado == bien and lector not in {"plantilla", "generico"} else ""
