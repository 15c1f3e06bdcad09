"""Is the system itself well? Each check says what it saw and what to do now."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

from gobierno import formato
from gobierno.acciones.salud import CADENA, ROTA
from gobierno.models import Envio, IntentoDeEnvio, Latido
from gobierno.perfil import perfil_activo
from respaldo.acciones.recorrido_de_sellos import SELLOS
from respaldo.models import Sondeo

OK, AVISO, MAL = "al_dia", "aviso", "atrasado"
VIVO = timedelta(minutes=3)
COLA_LARGA = 200
DISCO_POCO, DISCO_MINIMO = 0.15, 0.05


@dataclass(frozen=True)
class Revision:
    """One component: `estado` is al_dia, aviso or atrasado; `remedio` only when it is not well."""

    nombre: str
    estado: str
    detalle: str
    remedio: str = ""

    @property
    def bien(self) -> bool:
        return self.estado == OK


def base_de_datos() -> Revision:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        return Revision(
            "Base de datos",
            MAL,
            f"No responde: {type(error).__name__}.",
            "Revise que el servidor de base de datos esté encendido y que DATABASE_URL lo nombre.",
        )
    return Revision("Base de datos", OK, f"Responde ({connection.vendor}).")


def migraciones() -> Revision:
    executor = MigrationExecutor(connection)
    pendientes = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pendientes:
        return Revision(
            "Migraciones",
            MAL,
            f"Faltan {len(pendientes)}: la base de datos es de otra versión del programa.",
            "Ejecute «manage.py migrate» y reinicie los procesos.",
        )
    return Revision("Migraciones", OK, "Al día.")


def _vivo(componente: str, nombre: str, remedio: str, ahora: datetime) -> Revision:
    latido = Latido.objects.filter(componente=componente).first()
    if latido is None:
        return Revision(nombre, MAL, "Nunca dio señal de vida.", remedio)
    hace = formato.duracion(max(ahora - latido.ultimo_en, timedelta()))
    if ahora - latido.ultimo_en > VIVO:
        return Revision(nombre, MAL, f"Sin señal de vida desde hace {hace}.", remedio)
    return Revision(nombre, OK, f"Última señal hace {hace}.")


def worker(ahora: datetime) -> Revision:
    remedio = "Levante el proceso worker. Si el programador tampoco da señal, levántelo primero."
    return _vivo("worker", "Trabajador (worker)", remedio, ahora)


def beat(ahora: datetime) -> Revision:
    return _vivo("beat", "Programador (beat)", "Levante el proceso beat.", ahora)


def vigilancia(ahora: datetime) -> Revision:
    remedio = (
        "Revise el registro del trabajador: la vigilancia de plazos falla o no se ejecuta. Al "
        "volver se pone al día sola."
    )
    return _vivo("plazos", "Vigilancia de plazos", remedio, ahora)


def largo_de_la_cola() -> int | None:
    """Messages that wait for a worker; None when the broker does not answer."""
    if not settings.REDIS_URL:
        carpeta = settings.CARPETA_COLA / "mensajes"
        return sum(1 for _ in carpeta.glob("*.msg")) if carpeta.is_dir() else 0
    import redis  # noqa: PLC0415 - only where there is a Redis

    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2) as cliente:
            return int(cliente.llen("celery"))
    except redis.RedisError:
        return None


def cola() -> Revision:
    largo = largo_de_la_cola()
    if largo is None:
        return Revision("Cola", MAL, "Redis no responde.", "Levante Redis o revise REDIS_URL.")
    detalle = f"{largo} tareas en espera."
    if largo > COLA_LARGA:
        return Revision("Cola", AVISO, detalle, "El trabajador no da abasto o está detenido.")
    return Revision("Cola", OK, detalle)


def correo(ahora: datetime) -> Revision:
    fallidos = Envio.objects.filter(estado=Envio.Estado.FALLIDO).count()
    atrasados = Envio.objects.pendientes(ahora - timedelta(minutes=15)).count()
    ultimo = IntentoDeEnvio.objects.order_by("-pk").first()
    visto = (
        f" Último intento {formato.fecha_hora(ultimo.en, perfil_activo().zona)}: "
        f"{ultimo.respuesta}."
        if ultimo
        else " Todavía no se envió ninguno."
    )
    detalle = f"{atrasados} atrasados y {fallidos} fallidos.{visto}"
    if atrasados or fallidos:
        remedio = "Vea «Correos enviados»: allí está la respuesta del servidor y el reintento."
        return Revision("Correo", AVISO, detalle, remedio)
    return Revision("Correo", OK, detalle)


def disco() -> Revision:
    uso = shutil.disk_usage(settings.CARPETA_DATOS)
    libre = uso.free / uso.total
    detalle = f"{formato.bytes_es(uso.free)} libres de {formato.bytes_es(uso.total)}."
    remedio = "Amplíe el disco de CARPETA_DATOS antes de que se llene: la evidencia va allí."
    if libre < DISCO_MINIMO:
        return Revision("Disco", MAL, detalle, remedio)
    if libre < DISCO_POCO:
        return Revision("Disco", AVISO, detalle, remedio)
    return Revision("Disco", OK, detalle)


def cadena(ahora: datetime) -> Revision:
    return _recorrida("Cadena de la bitácora", CADENA, "verificar_bitacora", ahora)


def sellos(ahora: datetime) -> Revision:
    return _recorrida("Sellos de la evidencia", SELLOS, "verificar_evidencia", ahora)


def _recorrida(nombre: str, componente: str, orden: str, ahora: datetime) -> Revision:
    """What the last nightly walk found, and when; an old walk says nothing of today."""
    latido = Latido.objects.filter(componente=componente).first()
    if latido is None or ahora - latido.ultimo_en > timedelta(hours=26):
        return Revision(
            nombre,
            AVISO,
            "No se verifica desde hace más de un día." if latido else "Nunca se verificó.",
            f"La verifica el trabajador cada noche; también «manage.py {orden}».",
        )
    cuando = formato.fecha_hora(latido.ultimo_en, perfil_activo().zona)
    if latido.detalle.startswith(ROTA):
        remedio = "No borre nada: conserve la base de datos como evidencia y avise al responsable."
        return Revision(nombre, MAL, f"{latido.detalle} Verificada el {cuando}.", remedio)
    return Revision(nombre, OK, f"{latido.detalle} Verificada el {cuando}.")


def sondeos() -> Revision:
    """Polled sources that do not answer; that is their servers' trouble, never «atrasado»."""
    nombre = "Fuentes sondeadas"
    activos = Sondeo.objects.filter(activo=True, fuente__activa=True)
    callados = list(activos.filter(fallos__gt=0).values_list("fuente__nombre", flat=True)[:5])
    if callados:
        detalle = f"No responden: {', '.join(callados)}."
        return Revision(nombre, AVISO, detalle, "Vea el motivo y el remedio en «Fuentes».")
    return Revision(nombre, OK, f"{activos.count()} activas, ninguna con fallos.")


def revisar(ahora: datetime) -> list[Revision]:
    """Every check, the essential ones first; a failing check never hides the others."""
    primera = base_de_datos()
    if not primera.bien:
        return [primera, disco()]
    con_reloj: tuple[Callable[[datetime], Revision], ...] = (
        worker,
        beat,
        vigilancia,
        correo,
        cadena,
        sellos,
    )
    return [primera, migraciones(), *(r(ahora) for r in con_reloj), cola(), sondeos(), disco()]


def esenciales() -> list[Revision]:
    """What a probe asks: can this process serve? Others' troubles must not restart it."""
    primera = base_de_datos()
    return [primera, migraciones()] if primera.bien else [primera]
