"""What the tests of evidence share: a source, a rule, a run as a channel reads it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from directorio.models import Linea
from respaldo.acciones.ejecuciones import Resultado, recibir
from respaldo.coincidencias import plegar
from respaldo.importadores import EjecucionLeida
from respaldo.models import Fuente, ReglaDeCoincidencia
from tests.fabricas import AHORA

TOKEN = "bgv_" + "e" * 43


def utc(*partes: int) -> datetime:
    return datetime(*partes, tzinfo=UTC)


def fuente(nombre: str = "Veeam", **extra: Any) -> Fuente:
    datos = {"zona": "America/Lima", "creada_en": AHORA} | extra
    return Fuente.objects.get_or_create(nombre=nombre, defaults=datos)[0]


def regla(linea: Linea, trabajo: str = "JOB-1", **extra: Any) -> ReglaDeCoincidencia:
    datos = {
        "forma": "exacta",
        "trabajo": plegar(trabajo),
        "item": linea.item,
        "tipo_de_backup": linea.tipo_de_backup,
        "modalidad": linea.modalidad,
        "creada_en": AHORA,
    } | extra
    return ReglaDeCoincidencia.objects.create(**datos)


def leida(clave: str = "r1", inicio: datetime | None = None, **extra: Any) -> EjecucionLeida:
    """A conforme total run of one hour; without `inicio`, on Monday 9 March at 22:05 in Lima."""
    inicio = inicio or utc(2026, 3, 10, 3, 5)
    datos: dict[str, Any] = {
        "clave": clave,
        "trabajo": "JOB-1",
        "estado": "conforme",
        "modalidad": "total",
        "inicio": inicio,
        "fin": inicio + timedelta(hours=1),
        "bytes": 10**9,
    } | extra
    return EjecucionLeida(**datos)


def llega(
    *leidas: EjecucionLeida, de: Fuente | None = None, ahora: datetime = AHORA
) -> list[Resultado]:
    return recibir(fuente=de or fuente(), leidas=leidas, canal="api", ahora=ahora)


def segun_motor(*, sqlite: int, postgresql: int) -> int:
    """How many statements may be sent: PostgreSQL takes several in one."""
    return postgresql if connection.vendor == "postgresql" else sqlite
