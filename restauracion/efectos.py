"""What a draft of the Directorio would do to the copies alive and to what users ask for.

Read before signing; nothing is stored. The arithmetic is `respaldo.retencion.efecto`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from directorio import plazos
from directorio.models import Linea, VersionDirectorio
from gobierno import formato
from gobierno.perfil import perfil_activo
from respaldo.historias import historias_de
from respaldo.models import Copia
from respaldo.retencion import Cuando, Tramo, Transicion
from respaldo.retencion.efecto import (
    EfectoEnCopias,
    EfectoEnPedidos,
    efecto_en_copias,
    efecto_en_pedidos,
)
from restauracion.models import SolicitudDeRestauracion

MIRADA = timedelta(days=730)  # the requests of the last 24 months
_MANANA = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class EfectoDeLinea:
    """A line whose rule changes (`antes` is the one in force), and what comes of it."""

    linea: Linea
    antes: str
    copias: EfectoEnCopias
    pedidos: EfectoEnPedidos

    @property
    def gb_dias_antes(self) -> str:
        return _en_gb(self.copias.byte_dias_antes)

    @property
    def gb_dias_despues(self) -> str:
        return _en_gb(self.copias.byte_dias_despues)


def _en_gb(byte_dias: int | None) -> str:
    return "sin término" if byte_dias is None else formato.numero(round(byte_dias / 10**9))


def efectos_de(version: VersionDirectorio, *, ahora: datetime) -> Iterator[EfectoDeLinea]:
    """Yield the effect of each line of a draft whose retention differs from the one in force.

    The draft enters on its own date, or tomorrow when it has none yet. Nothing when no version
    rules. Fuente: MIN-6.1-g, R18, MIN-7.2.2-c.
    """
    zona = perfil_activo().zona
    hoy = ahora.astimezone(zona).date()
    previa = VersionDirectorio.objects.vigente_al(hoy)
    cambiadas = _cambiadas(version, previa) if previa else []
    items = {linea.item_id for linea, _ in cambiadas}
    historias, tamanos, pedidos = historias_de(items), _tamanos(items), _pedidos(items, ahora)
    for linea, antes in cambiadas:
        historia = historias[linea.item_id]
        nuevo = _tramo(linea, version.vigente_desde or hoy + _MANANA)
        serie = next((s for s in historia.series if s.clave == linea.clave), None)
        if serie is not None:
            yield EfectoDeLinea(
                linea,
                antes,
                efecto_en_copias(serie, nuevo, al=ahora, zona=zona, tamanos=tamanos),
                efecto_en_pedidos(
                    historia, {serie.clave: nuevo.plazo}, pedidos[linea.item_id], zona=zona
                ),
            )


def _cambiadas(version: VersionDirectorio, previa: VersionDirectorio) -> list[tuple[Linea, str]]:
    """Its active lines that keep copies by another rule than today, with today's."""
    reglas = {linea.clave: linea for linea in previa.lineas.select_related("item")}
    return [
        (linea, reglas[linea.clave].retencion)
        for linea in version.lineas.select_related("item", "version").order_by("numero")
        if linea.situacion == Linea.Situacion.ACTIVA
        and linea.clave in reglas
        and _regla(linea) != _regla(reglas[linea.clave])
    ]


def _regla(linea: Linea) -> tuple[str, int]:
    return linea.retencion, linea.ajuste_herramienta


def _tramo(linea: Linea, desde: date) -> Tramo:
    return Tramo(
        desde=desde,
        plazo=plazos.leer(linea.retencion),
        transicion=Transicion(linea.version.transicion),
        ajuste=linea.ajuste_herramienta,
        dato=linea.dato,
    )


def _tamanos(items: Collection[int]) -> dict[str, int]:
    """Bytes of each copy, by the clave that the calculus knows it by."""
    filas = Copia.objects.filter(item__in=items, ejecucion__bytes__isnull=False)
    return {str(pk): tamano for pk, tamano in filas.values_list("pk", "ejecucion__bytes")}


def _pedidos(
    items: Collection[int], ahora: datetime
) -> defaultdict[int, list[tuple[Cuando, datetime]]]:
    pedidos: defaultdict[int, list[tuple[Cuando, datetime]]] = defaultdict(list)
    recientes = SolicitudDeRestauracion.objects.filter(
        item__in=items, recibida_en__gte=ahora - MIRADA
    )
    for solicitud in recientes.iterator(chunk_size=500):
        pedidos[solicitud.item_id or 0].append((solicitud.cuando, solicitud.recibida_en))
    return pedidos
