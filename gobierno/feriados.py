"""National holidays as reviewed data with vigencia: no run-time library decides a deadline.

Public libraries disagree with one another and with the law, and a decree can add days in a week
(dominio.md 5.4), so the table is code that a person reads. The days that an institution adds live
in its own calendar (`gobierno.calendario.Calendario.no_laborables`).

Sources: Perú, D. Leg. 713 art. 6 as amended; Colombia, Ley 51 de 1983 as amended. Guatemala is
left out until somebody has read its decrees: its moved days changed three times since 2018.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

LUNES = 0


@dataclass(frozen=True, slots=True)
class Feriado:
    """One holiday of a country and the years in which it is observed.

    Either `mes` and `dia` are given, or `dias_tras_pascua` (days after Easter Sunday, negative
    before it). `al_lunes` moves it to the following Monday (Colombia). `desde` is the first year
    of observance and `hasta` the last one, both inclusive; `norma` is who says so.
    """

    nombre: str
    norma: str
    desde: int
    mes: int = 0
    dia: int = 0
    dias_tras_pascua: int | None = None
    al_lunes: bool = False
    hasta: int | None = None

    def rige_en(self, anio: int) -> bool:
        """Tell whether the holiday is observed in that year."""
        return self.desde <= anio and (self.hasta is None or anio <= self.hasta)

    def fecha_en(self, anio: int) -> date:
        """Return the date on which it is observed in a year of its vigencia."""
        if self.dias_tras_pascua is None:
            fecha = date(anio, self.mes, self.dia)
        else:
            fecha = domingo_de_pascua(anio) + timedelta(days=self.dias_tras_pascua)
        if self.al_lunes:
            fecha += timedelta(days=(LUNES - fecha.weekday()) % 7)
        return fecha


def domingo_de_pascua(anio: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher's computus)."""
    siglo, resto = divmod(anio, 100)
    lunar = anio % 19
    correccion = (siglo - (siglo + 8) // 25 + 1) // 3
    epacta = (19 * lunar + siglo - siglo // 4 - correccion + 15) % 30
    semana = (32 + 2 * (siglo % 4) + 2 * (resto // 4) - epacta - resto % 4) % 7
    ajuste = (lunar + 11 * epacta + 22 * semana) // 451
    mes, dia = divmod(epacta + semana - 7 * ajuste + 114, 31)
    return date(anio, mes, dia + 1)


_DLEG_713 = "D. Leg. 713, art. 6"
_LEY_51 = "Ley 51 de 1983"

# 1992 and 1984 are the first whole years of the base laws; nobody asks for an earlier date here.
PERU = (
    Feriado("Año Nuevo", _DLEG_713, 1992, mes=1, dia=1),
    Feriado("Jueves Santo", _DLEG_713, 1992, dias_tras_pascua=-3),
    Feriado("Viernes Santo", _DLEG_713, 1992, dias_tras_pascua=-2),
    Feriado("Día del Trabajo", _DLEG_713, 1992, mes=5, dia=1),
    Feriado("Batalla de Arica y Día de la Bandera", "Ley 31788", 2024, mes=6, dia=7),
    Feriado("San Pedro y San Pablo", _DLEG_713, 1992, mes=6, dia=29),
    Feriado("Día de la Fuerza Aérea del Perú", "Ley 31822", 2023, mes=7, dia=23),
    Feriado("Fiestas Patrias", _DLEG_713, 1992, mes=7, dia=28),
    Feriado("Fiestas Patrias", _DLEG_713, 1992, mes=7, dia=29),
    Feriado("Batalla de Junín", "Ley 31530", 2022, mes=8, dia=6),
    Feriado("Santa Rosa de Lima", _DLEG_713, 1992, mes=8, dia=30),
    Feriado("Combate de Angamos", _DLEG_713, 1992, mes=10, dia=8),
    Feriado("Todos los Santos", _DLEG_713, 1992, mes=11, dia=1),
    Feriado("Inmaculada Concepción", _DLEG_713, 1992, mes=12, dia=8),
    Feriado("Batalla de Ayacucho", "Ley 31381", 2022, mes=12, dia=9),
    Feriado("Navidad", _DLEG_713, 1992, mes=12, dia=25),
)

COLOMBIA = (
    Feriado("Año Nuevo", _LEY_51, 1984, mes=1, dia=1),
    Feriado("Reyes Magos", _LEY_51, 1984, mes=1, dia=6, al_lunes=True),
    Feriado("San José", _LEY_51, 1984, mes=3, dia=19, al_lunes=True),
    Feriado("Jueves Santo", _LEY_51, 1984, dias_tras_pascua=-3),
    Feriado("Viernes Santo", _LEY_51, 1984, dias_tras_pascua=-2),
    Feriado("Día del Trabajo", _LEY_51, 1984, mes=5, dia=1),
    Feriado("Ascensión del Señor", _LEY_51, 1984, dias_tras_pascua=39, al_lunes=True),
    Feriado("Corpus Christi", _LEY_51, 1984, dias_tras_pascua=60, al_lunes=True),
    Feriado("Sagrado Corazón de Jesús", _LEY_51, 1984, dias_tras_pascua=68, al_lunes=True),
    Feriado("San Pedro y San Pablo", _LEY_51, 1984, mes=6, dia=29, al_lunes=True),
    Feriado("Virgen de Chiquinquirá", "Ley 2578 de 2026", 2026, mes=7, dia=9, al_lunes=True),
    Feriado("Día de la Independencia", _LEY_51, 1984, mes=7, dia=20),
    Feriado("Batalla de Boyacá", _LEY_51, 1984, mes=8, dia=7),
    Feriado("Asunción de la Virgen", _LEY_51, 1984, mes=8, dia=15, al_lunes=True),
    Feriado("Día de la Raza", _LEY_51, 1984, mes=10, dia=12, al_lunes=True),
    Feriado("Todos los Santos", _LEY_51, 1984, mes=11, dia=1, al_lunes=True),
    Feriado("Independencia de Cartagena", _LEY_51, 1984, mes=11, dia=11, al_lunes=True),
    Feriado("Inmaculada Concepción", _LEY_51, 1984, mes=12, dia=8),
    Feriado("Navidad", _LEY_51, 1984, mes=12, dia=25),
)

TABLAS: Mapping[str, tuple[Feriado, ...]] = MappingProxyType({"PE": PERU, "CO": COLOMBIA})


@lru_cache(maxsize=256)
def feriados_del_anio(codigo: str, anio: int) -> Mapping[date, str]:
    """Return the national holidays of a year, date → name, in order of date.

    `codigo` is a key of `TABLAS` ("PE", "CO"), or "" for an institution that lists every day
    itself. Two holidays on one date share it, with both names.
    """
    dias: dict[date, str] = {}
    for feriado in TABLAS[codigo] if codigo else ():
        if feriado.rige_en(anio):
            fecha = feriado.fecha_en(anio)
            dias[fecha] = f"{dias[fecha]} y {feriado.nombre}" if fecha in dias else feriado.nombre
    return MappingProxyType(dict(sorted(dias.items())))
