"""The history of an ítem as it stood at the instant of a request: what could be given (4.9)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from heapq import merge
from itertools import repeat
from operator import attrgetter
from zoneinfo import ZoneInfo

from directorio.plazos import ESTRICTA
from respaldo.retencion.alcance import esta_incluido
from respaldo.retencion.cadena import Cadenas, depende
from respaldo.retencion.dictamen import Codigo
from respaldo.retencion.historia import EstadoDeMedio, Historia
from respaldo.retencion.modelo import CopiaHecho
from respaldo.retencion.serie_al import Opcion, SerieAl

_inicio = attrgetter("inicio", "clave")


@dataclass(frozen=True, slots=True)
class Atencion:
    """Gate 2: what the operator found in the software, and when (R22, R23).

    The sets hold claves of copies: `confirmadas` are there and readable, `ausentes` are not there
    any more, `sin_objeto` are there without what was asked for.
    """

    al: datetime
    confirmadas: frozenset[str] = frozenset()
    ausentes: frozenset[str] = frozenset()
    sin_objeto: frozenset[str] = frozenset()


class Vista:
    """What is known at `al` of one ítem, and which of its copies can be given.

    Retention counts at `al`, the reception of the request (R22); the other facts at the same
    instant or, at gate 2, at the one of the `Atencion`.
    """

    def __init__(
        self,
        historia: Historia,
        *,
        al: datetime,
        zona: ZoneInfo,
        ruta: str = "",
        atencion: Atencion | None = None,
    ) -> None:
        self.historia, self.al, self.zona, self.ruta = historia, al, zona, ruta
        self.atencion = atencion or Atencion(al)
        self.hechos = self.atencion.al
        self.hoy = al.astimezone(zona).date()
        self.hoy_hechos = self.hechos.astimezone(zona).date()
        self.series = [SerieAl(s, al=al, zona=zona) for s in historia.series if s.tramos]
        self._motivos: dict[str, Codigo | None] = {}

    # ── What is known ──────────────────────────────────────────────────────────────────────────

    def conocidas(self) -> Iterator[Opcion]:
        """Every copy known at the instant, whatever became of it."""
        return (Opcion(copia, serie) for serie in self.series for copia in serie.copias)

    @cached_property
    def primer_dia(self) -> date | None:
        """The day of data of the first copy that ever was."""
        dias = (c.dia_de_datos or c.ancla for serie in self.series for c in serie.copias)
        return min(dias, default=None)

    def conocidas_entre(self, desde: date, hasta: date) -> list[Opcion]:
        """Every copy known at the instant with data of a period, both dates included."""
        return [
            Opcion(copia, serie)
            for serie in self.series
            for copia in serie.copias
            if desde <= (copia.dia_de_datos or copia.ancla) <= hasta
        ]

    @property
    def vivas(self) -> Iterator[Opcion]:
        """The copies that policy or a hold keeps."""
        return (Opcion(copia, serie) for serie in self.series for copia in self._vivas_de(serie))

    def entre(self, desde: date, hasta: date) -> list[Opcion]:
        """The living copies with data of a period, both dates included."""
        return [
            Opcion(copia, serie)
            for serie in self.series
            for copia in self._vivas_de(serie)
            if desde <= (copia.dia_de_datos or copia.ancla) <= hasta
        ]

    def hacia_atras(self, instante: datetime) -> Iterator[Opcion]:
        """The living copies that started before an instant, the newest first, then interno."""
        series = []
        for serie in self.series:
            copias = [c for c in self._vivas_de(serie) if c.inicio < instante]
            copias.sort(key=_inicio, reverse=True)
            series.append(map(Opcion, copias, repeat(serie)))
        return merge(*series, key=_cuando_y_donde, reverse=True)

    def _vivas_de(self, serie: SerieAl) -> Sequence[CopiaHecho]:
        if not self.reservadas:
            return serie.retenidas
        faltan = self.reservadas - serie.claves_retenidas
        return [*serie.retenidas, *(c for c in serie.copias if c.clave in faltan)]

    @cached_property
    def reservadas(self) -> set[str]:
        """The copies under a hold."""
        al = self.al
        return {
            r.copia
            for r in self.historia.reservas
            if r.desde <= al and (r.hasta is None or al < r.hasta)
        }

    def alcanza(self, dia: date) -> bool:
        """Tell whether a day is inside the horizon of some series."""
        return any(serie.alcanza(dia) for serie in self.series)

    # ── What can be given ──────────────────────────────────────────────────────────────────────

    def disponible(self, opcion: Opcion) -> bool:
        """Tell whether the copy can be given (4.9)."""
        return self.motivo(opcion) is None

    def motivo(self, opcion: Opcion) -> Codigo | None:
        """Return why a copy cannot be given, the first reason in the order of 4.10, or None."""
        clave = opcion.copia.clave
        if clave not in self._motivos:
            causas = (codigo for codigo, impide in self._causas if impide(opcion))
            self._motivos[clave] = next(causas, None)
        return self._motivos[clave]

    @cached_property
    def _causas(self) -> tuple[tuple[Codigo, Callable[[Opcion], bool]], ...]:
        return (
            (Codigo.NO_INCLUIDO, self._no_incluida),
            (Codigo.FUERA_DE_RETENCION, self._vencida),
            (Codigo.SIN_COPIA, lambda o: not self.existe(o.copia)),
            (Codigo.CADENA_ROTA, lambda o: self._falla_su_base(o, self._es_base)),
            (Codigo.COPIA_INVALIDADA, lambda o: o.copia.esta_invalidada(self.hechos)),
            (Codigo.MEDIO_NO_DISPONIBLE, lambda o: self._falla(o, self._esta_en_medio_accesible)),
            (Codigo.PROVEEDOR, lambda o: self._falla(o, self._responde_el_proveedor)),
            (Codigo.CLAVE, lambda o: self._falla(o, self._tiene_clave)),
            (Codigo.OBJETO_NO_EXISTE, lambda o: o.copia.clave in self.atencion.sin_objeto),
        )

    def _no_incluida(self, opcion: Opcion) -> bool:
        return not esta_incluido(self.ruta, opcion.copia.ancla, self.historia.alcances)

    def _vencida(self, opcion: Opcion) -> bool:
        clave = opcion.copia.clave
        return clave not in opcion.serie.claves_retenidas and clave not in self.reservadas

    def _falla(self, opcion: Opcion, sirve: Callable[[CopiaHecho], bool]) -> bool:
        """Whether the copy, or one that it needs, fails a test."""
        return not sirve(opcion.copia) or self._falla_su_base(opcion, sirve)

    def _falla_su_base(self, opcion: Opcion, sirve: Callable[[CopiaHecho], bool]) -> bool:
        if not depende(opcion.copia):
            return False
        return self.cadena(opcion.serie).fallo(opcion.copia, sirve) is not None

    def por_verificar(self, copia: CopiaHecho) -> bool:
        """Tell whether nobody has declared the copy conforme yet (4.9 a)."""
        confirmada = copia.clave in self.atencion.confirmadas
        return not confirmada and not copia.esta_verificada(self.hechos)

    def existe(self, copia: CopiaHecho) -> bool:
        """Tell whether the copy is there, for policy to keep or not (4.9 b)."""
        return copia.clave not in self.atencion.ausentes and copia.existe(self.hechos)

    def _es_base(self, copia: CopiaHecho) -> bool:
        """R7 and R8: a base kept by the tool, or by the hold on what depends on it."""
        serie = self.opciones[copia.clave].serie
        guardada = (
            serie.serie.comportamiento != ESTRICTA
            or copia.clave in serie.claves_retenidas
            or copia.clave in self._bases_reservadas
        )
        return guardada and self.existe(copia) and not copia.esta_invalidada(self.hechos)

    # ── The facts behind it ────────────────────────────────────────────────────────────────────

    def _esta_en_medio_accesible(self, copia: CopiaHecho) -> bool:
        return copia.medio not in self._inaccesibles

    def _tiene_clave(self, copia: CopiaHecho) -> bool:
        return not copia.llave or copia.llave in self._custodiadas

    def _responde_el_proveedor(self, copia: CopiaHecho) -> bool:
        serie = self.opciones[copia.clave].serie
        return serie.responde_el_proveedor(copia, al=self.hechos, hoy=self.hoy_hechos)

    @cached_property
    def _inaccesibles(self) -> set[str]:
        estados = {
            hecho.medio: hecho.estado
            for hecho in sorted(self.historia.medios, key=lambda hecho: hecho.desde)
            if hecho.desde <= self.hechos
        }
        return {medio for medio, e in estados.items() if e != EstadoDeMedio.ACCESIBLE}

    @cached_property
    def _custodiadas(self) -> set[str]:
        return {
            c.llave
            for c in self.historia.custodias
            if c.desde <= self.hechos and (c.hasta is None or self.hechos < c.hasta)
        }

    @cached_property
    def opciones(self) -> dict[str, Opcion]:
        """Every copy known at the instant, by its clave."""
        return {opcion.copia.clave: opcion for opcion in self.conocidas()}

    @cached_property
    def _cadenas(self) -> dict[str, Cadenas]:
        por_tipo: dict[str, list[CopiaHecho]] = {}
        for serie in self.series:
            por_tipo.setdefault(serie.serie.tipo_de_backup, []).extend(serie.copias)
        return {tipo: Cadenas(copias) for tipo, copias in por_tipo.items()}

    def cadena(self, serie: SerieAl) -> Cadenas:
        """The chains that the copies of a series belong to."""
        return self._cadenas[serie.serie.tipo_de_backup]

    def base(self, opcion: Opcion) -> tuple[str, ...]:
        """The claves of the copies that it needs, the nearest first."""
        if not depende(opcion.copia):
            return ()
        return tuple(a.clave for a in self.cadena(opcion.serie).ancestros(opcion.copia))

    @cached_property
    def _bases_reservadas(self) -> set[str]:
        """What is set aside with the copies under a hold: themselves and what they need."""
        tomadas = (self.opciones[clave] for clave in self.reservadas if clave in self.opciones)
        return self.reservadas.union(*map(self.base, tomadas))


def _cuando_y_donde(opcion: Opcion) -> tuple[datetime, bool, str]:
    return opcion.copia.inicio, not opcion.serie.es_externa, opcion.copia.clave
