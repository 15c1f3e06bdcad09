"""Working days of the institution: pure arithmetic over dates, never the clock.

Source: dominio.md 4.12 and 5.4, R5. Retention never uses it (R13): software deletes on Sundays too.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from gobierno.errores import ValorInvalido
from gobierno.feriados import TABLAS, feriados_del_anio

SEMANA = frozenset(range(7))
SABADO_Y_DOMINGO = frozenset({5, 6})
_UN_DIA = timedelta(days=1)


class CalendarioInvalido(ValorInvalido):
    """A calendar that cannot work."""


@dataclass(frozen=True, slots=True)
class Calendario:
    """The working calendar of one institution.

    `feriados` is a code of the reviewed tables ("PE", "CO", or "" for none); `no_laborables` are
    days the institution adds (decrees, aniversario); `laborables` are dates declared working in
    spite of everything else, and win; `fin_de_semana` holds weekday numbers, Monday = 0.
    Raises `CalendarioInvalido` when the code is unknown or no weekday is left to work.
    """

    feriados: str = ""
    no_laborables: frozenset[date] = field(default_factory=frozenset)
    laborables: frozenset[date] = field(default_factory=frozenset)
    fin_de_semana: frozenset[int] = SABADO_Y_DOMINGO

    def __post_init__(self) -> None:
        if self.feriados and self.feriados not in TABLAS:
            conocidas = ", ".join(sorted(TABLAS))
            raise CalendarioInvalido(
                f"No hay tabla de feriados «{self.feriados}».",
                f"Use una de estas: {conocidas}; o déjela vacía y agregue los días uno por uno.",
            )
        if not self.fin_de_semana <= SEMANA or len(self.fin_de_semana) == len(SEMANA):
            raise CalendarioInvalido(
                "El fin de semana deja la semana sin días hábiles o nombra un día que no existe.",
                "Indique los días de 0 (lunes) a 6 (domingo) y deje al menos uno hábil.",
            )

    def nombre_de_feriado(self, fecha: date) -> str:
        """Return the name of the national holiday on that date, or "" when it is none."""
        return feriados_del_anio(self.feriados, fecha.year).get(fecha, "")

    def es_feriado(self, fecha: date) -> bool:
        """Tell whether the date is a national holiday (CAL-5: only from its first observance)."""
        return fecha in feriados_del_anio(self.feriados, fecha.year)

    def es_habil(self, fecha: date) -> bool:
        """Tell whether the institution works on that date."""
        if fecha in self.laborables:
            return True
        libre = fecha.weekday() in self.fin_de_semana or fecha in self.no_laborables
        return not libre and not self.es_feriado(fecha)

    def siguiente_habil(self, fecha: date) -> date:
        """Return the first business day on or after the date."""
        while not self.es_habil(fecha):
            fecha += _UN_DIA
        return fecha

    def anterior_habil(self, fecha: date) -> date:
        """Return the last business day on or before the date."""
        while not self.es_habil(fecha):
            fecha -= _UN_DIA
        return fecha

    def sumar_habiles(self, fecha: date, n: int) -> date:
        """Return the n-th business day after the date (CAL-3, CAL-4).

        The date itself never counts: the count starts on the next business day. With n = 0 it is
        the first business day on or after the date. Raises ValueError when n is negative.
        """
        if n < 0:
            raise ValueError(f"no se pueden sumar {n} días hábiles: el número no es negativo")
        if n == 0:
            return self.siguiente_habil(fecha)
        for _ in range(n):
            fecha = self.siguiente_habil(fecha + _UN_DIA)
        return fecha

    def ultimo_habil_del_mes(self, anio: int, mes: int) -> date:
        """Return the last business day of a month (dominio.md 0.3: deadline of the Directorio).

        If no day of the month is a business day, the last one before it.
        """
        primero_siguiente = date(anio + mes // 12, mes % 12 + 1, 1)
        return self.anterior_habil(primero_siguiente - _UN_DIA)


def fin_del_dia(fecha: date, zona: ZoneInfo) -> datetime:
    """Return the end of a local date as an exclusive UTC instant: midnight of the next date.

    Where a clock change skips that midnight, it is the instant of the change (R1).
    """
    siguiente = fecha + _UN_DIA
    return datetime.combine(siguiente, time.min, tzinfo=zona).astimezone(UTC)


def vencimiento_de_verificacion(cierre: date, calendario: Calendario, zona: ZoneInfo) -> datetime:
    """Return when the duty of verifying expires, as an exclusive UTC instant.

    `cierre` is the local date on which the window closes; the deadline is the end of the first
    business day on or after it. Fuente: R5, MIN-7.1.1-d, MIN-7.1.2-d, CAL-1.
    """
    return fin_del_dia(calendario.siguiente_habil(cierre), zona)
