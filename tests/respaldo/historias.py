"""Histories for the retention tests: the defaults of dominio.md 4.11, in few words."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from directorio.plazos import leer
from respaldo.bajas import baja_de
from respaldo.retencion import CopiaHecho, EstadoAl, Historia, Serie, Tramo, evaluar

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
    """Make the copy of a fecha operativa: starts at 22:00 and lasts four hours, conforme."""
    fecha = dia(fecha) if isinstance(fecha, str) else fecha
    inicio = datetime.combine(fecha, time.fromisoformat(hora), tzinfo=LIMA)
    fin = otros.get("fin", inicio + timedelta(hours=4))
    datos = {
        "clave": f"{fecha:%m-%d} {modalidad}",
        "ancla": fecha,
        "inicio": inicio,
        "fin": fin,
        "modalidad": modalidad,
        "verificada_en": fin,
    }
    return CopiaHecho(**{**datos, **otros})


def serie(desde, hasta, *, menos=()):
    """Make a daily series of totals between two dates, without those that failed."""
    primero, ultimo, faltan = dia(desde), dia(hasta), {dia(f) for f in menos}
    fechas = (primero + timedelta(days=n) for n in range((ultimo - primero).days + 1))
    return [copia(f, clave=f.isoformat()) for f in fechas if f not in faltan]


def linea(copias, reglas="30 días", *, tipo="interno", modalidad="total", baja=None, **otros):
    """Make a series under one rule, or under tramos already made.

    `baja`: on which date it was retired and until when its copies are kept («2026-12-31»).
    """
    reglas = tramos(reglas) if isinstance(reglas, str) else reglas
    if baja is not None:
        fin = baja_de(reglas[-1], fecha=dia(baja[0]), texto=f"hasta {dia(baja[1]):%d/%m/%Y}")
        if fin:
            reglas = [*(r for r in reglas if r.desde < fin.tramo.desde), fin.tramo]
    return Serie(f"x/{tipo}/{modalidad}", tipo, modalidad, tuple(reglas), tuple(copias), **otros)


def historia(*series, **otros):
    """Make the history of an ítem."""
    return Historia("x", "Carpeta de la OGTI", tuple(series), **otros)


def diaria(*, desde="2026-01-12", hasta="2026-04-30", menos=(), **otros):
    """Make the ítem of the examples: interno, total, every night, 30 días."""
    return historia(linea(serie(desde, hasta, menos=menos), **otros))


def preguntar(cual, cuando, recibida):
    """Ask at a Lima time; a date in text is `estado_al`."""
    cuando = EstadoAl(dia(cuando)) if isinstance(cuando, str) else cuando
    return evaluar(cual, cuando, lima(recibida), LIMA)


def cercanas(dictamen):
    """The días de datos offered instead: «02-09» earlier, «02-11» later."""
    return tuple(
        c and f"{c.candidata.dia_de_datos:%m-%d}" for c in (dictamen.anterior, dictamen.posterior)
    )


def semana(modalidad="incremental", *, menos=(), total="30 días", dependientes="30 días", **otras):
    """Make totals on Sundays from 2026-02-22 to 03-22 and dependents on the other days."""
    fechas = [dia("2026-02-22") + timedelta(days=n) for n in range(29)]
    domingos = [copia(f, clave=f.isoformat()) for f in fechas if f.weekday() == 6]
    demas = [copia(f, modalidad, clave=f.isoformat()) for f in fechas if f.weekday() != 6]
    demas = [c for c in demas if c.clave not in menos]
    return historia(
        linea(domingos, total, periodo_dias=7, **otras),
        linea(demas, dependientes, modalidad=modalidad, periodo_dias=2, **otras),
    )


def cambiar(cual, clave, **campos):
    """Return the history with one copy changed."""
    series = [
        replace(s, copias=tuple(replace(c, **campos) if c.clave == clave else c for c in s.copias))
        for s in cual.series
    ]
    return replace(cual, series=tuple(series))
