"""The rules of dominio.md 4.4–4.10 said again, slowly: a model to hold the engine against.

It shares no code with `respaldo.retencion` but its plain types. Days are walked one by one from
the ancla, copies are counted at every instant at which anything changed, and nothing is
remembered. Numbers of lines matter less than that each one can be read beside its rule.
"""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from directorio.plazos import HastaEvento, PorCopias, PorTiempo
from respaldo.retencion import CopiaHecho, Historia, Serie

DIA = timedelta(days=1)


def sumar(ancla, n, unidad):
    """R12: ancla ⊕ n. Days and weeks are calendar days; months keep the number of the day."""
    if unidad in {"días", "semanas"}:
        return date.fromordinal(ancla.toordinal() + n * (7 if unidad == "semanas" else 1))
    anio, mes = ancla.year, ancla.month
    for _ in range(n * (12 if unidad == "años" else 1)):
        anio, mes = (anio, mes + 1) if mes < 12 else (anio + 1, 1)
    return date(anio, mes, min(ancla.day, monthrange(anio, mes)[1]))


@dataclass
class Politica:
    """What policy keeps of one ítem at the instant of a request."""

    historia: Historia
    al: datetime
    zona: object
    _muertes: dict = field(default_factory=dict)

    def __post_init__(self):
        self.hoy = self.al.astimezone(self.zona).date()
        self.series = [s for s in self.historia.series if s.tramos]

    def medianoche(self, dia):
        return datetime.combine(dia, time(0), tzinfo=self.zona)

    # ── The rule of a copy on a date (R18, R20, R21) ──────────────────────────────────────────

    def tramos(self, serie):
        """What was known today; before the first version, the first one (RC-45)."""
        orden = sorted(serie.tramos, key=lambda t: t.desde)
        return [t for t in orden if min(t.desde, t.sabido or t.desde) <= self.hoy] or orden[:1]

    def regla(self, serie, ancla, dia):
        """The last version that had entered by `dia` and reaches the copies of that ancla."""
        rigen = self.tramos(serie)
        alcanzan = [
            t for t in rigen if t.desde <= dia and (t.transicion == "vigente" or t.desde <= ancla)
        ]
        if alcanzan and not any(t.desde <= ancla for t in rigen):
            alcanzan.insert(0, rigen[0])  # born before every version: the first one is its own
        return (alcanzan or rigen[:1])[-1]

    # ── Policy (R12–R19) ──────────────────────────────────────────────────────────────────────

    def x(self, tramo, ancla):
        """The last date that the time of a rule gives; None without end, and for counts."""
        match tramo.plazo:
            case PorTiempo(n=n, unidad=unidad):
                return sumar(ancla, n, unidad) + tramo.ajuste * DIA
            case HastaEvento():
                return tramo.fecha_evento
        return None

    def minimo(self, tramo):
        match tramo.plazo:
            case PorCopias(n=n):
                return n
            case PorTiempo(minimo_copias=k):
                return k
        return 0

    def rango(self, serie, copia, instante, tramo):
        """How many newer copies of the series existed at an instant (R14)."""
        cuentan = [c for c in serie.copias if c.existe(instante) and (copia.ad_hoc or not c.ad_hoc)]
        if getattr(tramo.plazo, "por_dia", False):
            return len({c.ancla for c in cuentan if c.ancla > copia.ancla})
        return sum(c.inicio > copia.inicio for c in cuentan)

    def instantes(self, serie, dia, desde, hasta):
        """Every instant of a date at which a count may change, from one to another."""
        principio, fin = self.medianoche(dia), self.medianoche(dia + DIA)
        todos = {principio, desde, hasta}
        todos |= {i for c in serie.copias for i in (c.fin, c.eliminada_en) if i}
        return [i for i in todos if principio <= i < fin and desde <= i <= hasta]

    def vive(self, serie: Serie, copia: CopiaHecho):
        """Walk the life of a copy day by day; once out it never comes back (R19)."""
        dia = copia.ancla
        while dia <= self.hoy:
            tramo = self.regla(serie, copia.ancla, dia)
            x, minimo = self.x(tramo, copia.ancla), self.minimo(tramo)
            termina = x is not None and x == dia < self.hoy  # the midnight that ends its last day
            vencida = isinstance(tramo.plazo, PorCopias) or (x is not None and x < dia)
            if not minimo and (vencida or termina):
                return False
            if vencida and self.sobra(serie, copia, dia, tramo, minimo):
                return False
            if termina and self.sobra_al(serie, copia, self.medianoche(dia + DIA), tramo, minimo):
                return False
            dia += DIA
        return True

    def sobra(self, serie, copia, dia, tramo, minimo):
        """R14, R15: at some instant of the date that many newer ones existed."""
        instantes = self.instantes(serie, dia, copia.fin, self.al)
        return any(self.sobra_al(serie, copia, i, tramo, minimo) for i in instantes)

    def sobra_al(self, serie, copia, instante, tramo, minimo):
        existe = copia.fin <= instante <= self.al
        return existe and self.rango(serie, copia, instante, tramo) >= minimo

    def en_retencion(self, serie, copia):
        clave = serie.clave, copia.clave
        if clave not in self._muertes:
            self._muertes[clave] = copia.fin <= self.al and self.vive(serie, copia)
        return self._muertes[clave]

    def ultimo_dia(self, serie, ancla):
        """L where only time rules: the first day whose rule gives no later one."""
        for n in range((self.hoy - ancla).days + 1):
            dia = ancla + n * DIA
            tramo = self.regla(serie, ancla, dia)
            x = self.x(tramo, ancla)
            if x is not None and x <= dia:
                return max(x, min(dia, tramo.desde) - DIA)  # R18: never before the change
        return self.x(self.regla(serie, ancla, max(self.hoy, ancla)), ancla)

    def promete(self, serie, ancla):
        """4.10: a copy of that ancla would be in retention today by time."""
        dia = ancla
        while dia <= self.hoy:
            tramo = self.regla(serie, ancla, dia)
            x = self.x(tramo, ancla)
            if isinstance(tramo.plazo, PorCopias) or (x is not None and x < dia):
                return False
            if x is not None and x == dia < self.hoy:
                return False
            dia += DIA
        tramo = self.regla(serie, ancla, max(self.hoy, ancla))
        x = self.x(tramo, ancla)
        return not isinstance(tramo.plazo, PorCopias) and (x is None or self.hoy <= x)
