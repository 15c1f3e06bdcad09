"""Prometheus figures, computed from the database at each scrape: the same from any process."""

from collections.abc import Iterator
from datetime import datetime
from secrets import compare_digest

from django.conf import settings
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from backupgov import salud
from gobierno.models import Aviso, CadenaBitacora, Envio, Latido
from mesa_ayuda.models import Incidente
from respaldo.models import Corrida


class Recuento(Collector):
    """One reading at `ahora` (UTC)."""

    def __init__(self, ahora: datetime) -> None:
        self.ahora = ahora

    def collect(self) -> Iterator[Metric]:
        yield from self._sistema()
        yield from self._deberes()
        yield from self._correo()

    def _sistema(self) -> Iterator[Metric]:
        latidos = GaugeMetricFamily(
            "backupgov_latido_segundos",
            "Segundos desde la última señal de vida",
            labels=["componente"],
        )
        for latido in Latido.objects.order_by("componente"):
            segundos = (self.ahora - latido.ultimo_en).total_seconds()
            latidos.add_metric([latido.componente], segundos)
        yield latidos
        revisiones = GaugeMetricFamily(
            "backupgov_revision", "1 si la revisión está bien", labels=["nombre"]
        )
        for revision in salud.revisar(self.ahora):
            revisiones.add_metric([revision.nombre], float(revision.bien))
        yield revisiones
        cadena = CadenaBitacora.objects.get(pk=1)
        yield _cifra("bitacora_entradas", "Entradas de la bitácora", cadena.ultimo_numero)
        largo = salud.largo_de_la_cola()
        if largo is not None:
            yield _cifra("cola_tareas", "Tareas en espera de un trabajador", largo)

    def _deberes(self) -> Iterator[Metric]:
        pendientes = Corrida.objects.por_verificar(self.ahora)
        vencidas = Corrida.objects.vencidas(ahora=self.ahora)
        abiertos = Incidente.objects.abiertos()
        yield _cifra("corridas_por_verificar", "Corridas sin verificar", pendientes.count())
        yield _cifra("corridas_vencidas", "Corridas con plazo vencido", vencidas.count())
        yield _cifra("incidentes_abiertos", "Incidentes abiertos", abiertos.count())

    def _correo(self) -> Iterator[Metric]:
        yield _cifra("avisos_por_preparar", "Avisos sin correo", Aviso.objects.por_enviar().count())
        envios = GaugeMetricFamily("backupgov_envios", "Correos por estado", labels=["estado"])
        for estado in Envio.Estado.values:
            envios.add_metric([estado], Envio.objects.filter(estado=estado).count())
        yield envios


def _cifra(nombre: str, texto: str, valor: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"backupgov_{nombre}", texto, value=valor)


def registro(ahora: datetime) -> CollectorRegistry:
    """A registry for one scrape: nothing is kept between processes."""
    propio = CollectorRegistry(auto_describe=False)
    propio.register(Recuento(ahora))
    return propio


def se_permite(autorizacion: str, direccion: str) -> bool:
    """With a token set, only who carries it; without one, only this machine."""
    if settings.METRICAS_TOKEN:
        esperado = f"Bearer {settings.METRICAS_TOKEN}"
        return compare_digest(autorizacion.encode(), esperado.encode())
    return direccion in {"127.0.0.1", "::1"}
