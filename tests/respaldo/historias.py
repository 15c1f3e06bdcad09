"""Histories for the retention tests: the defaults of dominio.md 4.11, in few words."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from directorio.plazos import leer
from respaldo.retencion import CopiaHecho, Tramo

LIMA = ZoneInfo("America/Lima")
UNA_VERSION = date(2025, 1, 1)


def dia(texto):
    """Read «2026-03-01»."""
    return date.fromisoformat(texto)


def lima(texto):
    """Read «2026-03-01 22:00» as Lima time."""
    return datetime.fromisoformat(texto).replace(tzinfo=LIMA)


def tramos(*pares):
    """Make tramos of («2026-07-01», «90 días») or one of «30 días»."""
    if len(pares) == 1 and isinstance(pares[0], str):
        return [Tramo(UNA_VERSION, leer(pares[0]))]
    return [Tramo(dia(desde), leer(plazo)) for desde, plazo in pares]


def copia(fecha, modalidad="total", *, hora="22:00", **otros):
    """Make the copy of a fecha operativa: starts at 22:00 and lasts four hours."""
    fecha = dia(fecha) if isinstance(fecha, str) else fecha
    inicio = datetime.combine(fecha, time.fromisoformat(hora), tzinfo=LIMA)
    datos = {
        "clave": f"{fecha:%m-%d} {modalidad}",
        "ancla": fecha,
        "inicio": inicio,
        "fin": inicio + timedelta(hours=4),
        "modalidad": modalidad,
    }
    return CopiaHecho(**{**datos, **otros})


def serie(desde, hasta, *, menos=()):
    """Make a daily series of totals between two dates, without those that failed."""
    primero, ultimo, faltan = dia(desde), dia(hasta), {dia(f) for f in menos}
    fechas = (primero + timedelta(days=n) for n in range((ultimo - primero).days + 1))
    return [copia(f, clave=f.isoformat()) for f in fechas if f not in faltan]
