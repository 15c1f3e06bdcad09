"""Builders for the tests: the smallest real rows, made with sensible values."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import connection

from directorio import congelado
from directorio.models import Item, Linea, VersionDirectorio
from gobierno import aprobaciones
from gobierno.models import Designacion, Persona, UnidadOrganica

AHORA = datetime(2026, 3, 10, 15, 0, tzinfo=UTC)  # Tuesday 10:00 in Lima
HOY = date(2026, 3, 10)
CLAVE = "demo"


def unidad(siglas: str = "OTEC", **extra: Any) -> UnidadOrganica:
    return UnidadOrganica.objects.get_or_create(
        siglas=siglas, defaults={"nombre": f"Oficina {siglas}", **extra}
    )[0]


def persona(username: str, *roles: str, desde: date = date(2020, 1, 1), **extra: Any) -> Persona:
    """An account with one designation per role, in force since `desde`."""
    nueva = Persona.objects.create_user(
        username=username,
        password=CLAVE,
        email=f"{username}@ejemplo.gob.pe",
        first_name=username.capitalize(),
        last_name="Prueba",
        unidad=extra.pop("unidad", None) or unidad(),
        **extra,
    )
    for rol in roles:
        designar(nueva, rol, desde=desde)
    return nueva


def designar(quien: Persona, rol: str, **extra: Any) -> Designacion:
    datos = {"desde": date(2020, 1, 1), "documento": "Memorando 001-2020", "creada_en": AHORA}
    return Designacion.objects.create(persona=quien, rol=rol, **(datos | extra))


def borrador(por: Persona, *, anio: int = 2026, **extra: Any) -> VersionDirectorio:
    """An empty draft with its procedure open."""
    numero = VersionDirectorio.objects.filter(anio=anio).count() + 1
    tramite = aprobaciones.abrir(
        tipo="directorio", titulo=f"Directorio {anio}-{numero:02d}", por=por, ahora=AHORA
    )
    return VersionDirectorio.objects.create(
        anio=anio, numero=numero, tramite=tramite, creada_por=por, creada_en=AHORA, **extra
    )


def linea(version: VersionDirectorio, nombre: str = "Carpeta OTEC", **extra: Any) -> Linea:
    """An interno total daily line, 22:00–06:00, 30 días; override with keywords."""
    item = (
        extra.pop("item", None)
        or Item.objects.get_or_create(
            clave=nombre.lower().replace(" ", "-")[:60], defaults={"nombre": nombre}
        )[0]
    )
    datos: dict[str, Any] = {
        "numero": version.lineas.count() + 1,
        "nombre": nombre,
        "clase": "carpeta",
        "servidor": "srv-archivos",
        "ruta": f"\\\\srv-archivos\\{nombre}",
        "unidad": unidad(),
        "criticidad": "media",
        "tipo_de_backup": "interno",
        "modalidad": "total",
        "periodicidad": "diaria",
        "hora_inicio": time(22),
        "hora_fin": time(6),
        "retencion": "30 días",
    }
    with sin_congelar() if version.estado != "borrador" else nullcontext():
        return Linea.objects.create(version=version, item=item, **(datos | extra))


@contextmanager
def sin_congelar() -> Iterator[None]:
    """Arrange rows of a version that is no longer a draft, which the database refuses."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            yield
            cursor.execute("SET session_replication_role = DEFAULT")
        return
    with connection.cursor() as cursor:
        for sentencia in congelado.sentencias_de_retiro(congelado.LINEA, connection.vendor):
            cursor.execute(sentencia)
        yield
        for sentencia in congelado.sentencias(congelado.LINEA, connection.vendor):
            cursor.execute(sentencia)


def poner_en_vigencia(
    version: VersionDirectorio,
    por: Persona,
    desde: date,
    hasta: date | None = None,
    aprobada_en: datetime = AHORA - timedelta(days=60),
) -> VersionDirectorio:
    """Set the approved facts directly, for tests whose subject is not the approval."""
    version.estado = "sustituido" if hasta else "vigente"
    version.aprobada_por, version.aprobada_en = por, aprobada_en
    version.vigente_desde, version.vigente_hasta, version.sha256 = desde, hasta, "0" * 64
    version.save()
    return version


def corrida(de: Linea, fecha: date, **extra: Any) -> Any:
    """An expected run of `de` on `fecha`: 22:00–06:00 Lima, due at the end of the next day."""
    from respaldo.models import Corrida, Jornada

    Jornada.objects.get_or_create(
        fecha_operativa=fecha, defaults={"version": de.version, "abierta_en": AHORA}
    )
    inicio = datetime.combine(fecha + timedelta(days=1), time(3), tzinfo=UTC)
    datos: dict[str, Any] = {
        "item": de.item,
        "tipo_de_backup": de.tipo_de_backup,
        "modalidad": de.modalidad,
        "inicio_previsto": inicio,
        "fin_previsto": inicio + timedelta(hours=8),
        "vence_en": inicio + timedelta(hours=26),
    }
    return Corrida.objects.create(linea=de, fecha_operativa=fecha, **(datos | extra))


def ejecucion(fuente: Any = None, **extra: Any) -> Any:
    """A run that its source calls conforme; override with keywords."""
    from respaldo.models import Ejecucion, Fuente

    fuente = (
        fuente
        or Fuente.objects.get_or_create(
            nombre="Servidor de respaldos", defaults={"zona": "America/Lima", "creada_en": AHORA}
        )[0]
    )
    datos: dict[str, Any] = {
        "clave": f"prueba-{Ejecucion.objects.count() + 1}",
        "canal": "api",
        "trabajo": "JOB-1",
        "estado": "conforme",
        "inicio": AHORA - timedelta(hours=10),
        "fin": AHORA - timedelta(hours=9),
        "bytes": 10**9,
        "recibida_en": AHORA,
    }
    return Ejecucion.objects.create(fuente=fuente, **(datos | extra))
