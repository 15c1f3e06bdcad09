"""What can be given of an ítem, and the answer to a request: dominio.md 4.4, 4.9 and 4.10 again.

The other half of the slow model of `oraculo`.
"""

from dataclasses import dataclass
from datetime import timedelta

from respaldo.retencion import AntesDe, Codigo, EstadoAl, MasReciente, Periodo
from tests.respaldo.oraculo import DIA, Politica


@dataclass(frozen=True)
class Respuesta:
    codigo: Codigo
    elegidas: tuple[str, ...] = ()
    anterior: str | None = None
    posterior: str | None = None


class Modelo(Politica):
    """One ítem at the instant of a request, at gate 1."""

    def todas(self):
        """Every copy that existed at some time before the request, with its series (4.9 a)."""
        return [(s, c) for s in self.series for c in s.copias if c.fin <= self.al]

    def serie_de(self, clave):
        return next(s for s, c in self.todas() if c.clave == clave)

    def retenida(self, serie, copia):
        return self.en_retencion(serie, copia) or self.reservada(copia.clave)

    def reservada(self, clave):
        """R23."""
        return any(
            r.copia == clave and r.desde <= self.al and (r.hasta is None or self.al < r.hasta)
            for r in self.historia.reservas
        )

    # ── Chains (R6–R8, R11) ───────────────────────────────────────────────────────────────────

    def padre(self, serie, copia):
        """R6: the recorded one, or the previous existing copy; the last total for a diferencial."""
        if copia.padre is not None:
            return copia.padre
        previas = [
            c
            for s, c in self.todas()
            if s.tipo_de_backup == serie.tipo_de_backup
            and c.inicio < copia.inicio
            and c.existe(copia.inicio)
            and (copia.modalidad != "diferencial" or c.modalidad == "total")
        ]
        return max(previas, key=lambda c: (c.inicio, c.clave)).clave if previas else ""

    def base(self, serie, copia):
        """The claves on which it depends; one that is not known ends the list."""
        claves = []
        while copia.modalidad != "total" and not copia.independiente:
            clave = self.padre(serie, copia)
            claves.append(clave)
            hay = [c for _, c in self.todas() if c.clave == clave]
            if not hay or claves.count(clave) > 1:
                break
            copia = hay[0]
        return claves

    def en_cadena(self, serie, copia, sirve):
        """R7: every ancestor is known and passes a test."""
        por_clave = {c.clave: (s, c) for s, c in self.todas()}
        base = self.base(serie, copia)
        completa = len(set(base)) == len(base) and copia.clave not in base
        return completa and all(k in por_clave and sirve(*por_clave[k]) for k in base)

    def guardada(self, serie, copia):
        """R8: a strict tool keeps each file to its own date; a hold keeps the base too (R23)."""
        return (
            serie.comportamiento == "extiende_base"
            or self.en_retencion(serie, copia)
            or any(
                copia.clave in {c.clave, *self.base(s, c)}
                for s, c in self.todas()
                if self.reservada(c.clave)
            )
        )

    def sirve_de_base(self, serie, copia):
        util = copia.existe(self.al) and not copia.esta_invalidada(self.al)
        return util and self.guardada(serie, copia)

    # ── Disponible (4.9) ──────────────────────────────────────────────────────────────────────

    def medio(self, _, copia):
        hechos = [m for m in self.historia.medios if m.medio == copia.medio and m.desde <= self.al]
        return not hechos or sorted(hechos, key=lambda m: m.desde)[-1].estado == "accesible"

    def contrato(self, serie, copia):
        if serie.tipo_de_backup != "externo" or not serie.contratos:
            return True
        if copia.transferida_en is not None and copia.transferida_en <= self.al:
            return True
        return any(
            c.desde <= self.hoy and (c.hasta is None or self.hoy <= c.hasta)
            for c in serie.contratos
        )

    def clave(self, _, copia):
        return not copia.llave or any(
            c.llave == copia.llave and c.desde <= self.al and (c.hasta is None or self.al < c.hasta)
            for c in self.historia.custodias
        )

    def motivo(self, serie, copia):
        """The first reason in the order of 4.10, or None."""
        motivos = (
            (Codigo.FUERA_DE_RETENCION, self.retenida(serie, copia)),
            (Codigo.SIN_COPIA, copia.existe(self.al)),
            (Codigo.CADENA_ROTA, self.en_cadena(serie, copia, self.sirve_de_base)),
            (Codigo.COPIA_INVALIDADA, not copia.esta_invalidada(self.al)),
            *(
                (codigo, prueba(serie, copia) and self.en_cadena(serie, copia, prueba))
                for codigo, prueba in (
                    (Codigo.MEDIO_NO_DISPONIBLE, self.medio),
                    (Codigo.PROVEEDOR, self.contrato),
                    (Codigo.CLAVE, self.clave),
                )
            ),
        )
        return next((codigo for codigo, bien in motivos if not bien), None)

    def disponibles(self):
        return [(s, c) for s, c in self.todas() if self.motivo(s, c) is None]

    def verificada(self, copia):
        return copia.verificada_en is not None and copia.verificada_en <= self.al

    # ── The answer (4.10) ─────────────────────────────────────────────────────────────────────

    def responder(self, cuando):
        match cuando:
            case EstadoAl(fecha):
                return self.estado_al(fecha)
            case AntesDe(instante):
                return self.antes_de(instante)
            case MasReciente():
                return self.antes_de(self.al)
            case Periodo():
                return self.periodo(cuando)

    def dar(self, copias):
        bien = all(self.verificada(c) for _, c in copias)
        codigo = Codigo.PROCEDE if bien else Codigo.VERIFICAR_ANTES
        return Respuesta(codigo, tuple(c.clave for _, c in copias))

    def preferencia(self, par, sentido=1):
        """At equal date: verified, interno, and the nearest instant."""
        serie, copia = par
        return (
            self.verificada(copia),
            serie.tipo_de_backup == "interno",
            sentido * copia.inicio.timestamp(),
            copia.clave,
        )

    def mejor(self, pares, sentido=1):
        return max(pares, key=lambda par: self.preferencia(par, sentido))

    def estado_al(self, fecha):
        exactas = [p for p in self.disponibles() if p[1].dia == fecha]
        return self.dar([self.mejor(exactas)]) if exactas else self.sin_exacta(fecha, fecha)

    def sin_exacta(self, desde, hasta):
        dias = [c.dia for _, c in self.todas()]
        if not self.series:
            return Respuesta(Codigo.NO_INCLUIDO)
        if not dias:
            return Respuesta(Codigo.SIN_COPIA)
        if hasta < min(dias):
            return Respuesta(Codigo.ANTERIOR_A_PRIMERA_COPIA)
        if not any(self.en_horizonte(s, d) for s in self.series for d in (desde, hasta)):
            return Respuesta(Codigo.FUERA_DE_RETENCION)
        anterior, posterior = self.vecina(desde, -1), self.vecina(hasta, 1)
        if anterior or posterior:
            return Respuesta(Codigo.APROXIMADA, (), anterior, posterior)
        return Respuesta(self.motivo_de_la_mas_cercana(desde, hasta))

    def en_horizonte(self, serie, dia):
        """By time, a copy of that day would be kept; by number, from the oldest kept one on."""
        siguiente = self.tramo_del(serie, dia + DIA)
        ancla = dia + DIA if siguiente.dato == "dia_anterior" else dia
        if self.promete(serie, ancla):
            return True
        cuenta = any(self.minimo(t) for t in self.tramos(serie))
        dias = [c.dia for c in serie.copias if self.en_retencion(serie, c)]
        return cuenta and bool(dias) and dia >= min(dias)

    def tramo_del(self, serie, dia):
        rigen = self.tramos(serie)
        return next((t for t in reversed(rigen) if t.desde <= dia), rigen[0])

    def lejos(self, serie):
        return timedelta(days=max(7, 2 * serie.periodo_dias))

    def vecina(self, dia, sentido):
        """The nearest day with an available copy, within what its own series allows."""
        cerca = [
            p for p in self.disponibles() if DIA <= sentido * (p[1].dia - dia) <= self.lejos(p[0])
        ]
        if not cerca:
            return None
        menor = min(abs(c.dia - dia) for _, c in cerca)
        del_dia = [p for p in cerca if abs(p[1].dia - dia) == menor]
        return self.mejor(del_dia, -sentido)[1].clave

    def motivo_de_la_mas_cercana(self, desde, hasta):
        def lejania(copia):
            return max(desde - copia.dia, copia.dia - hasta, timedelta(0))

        vivas = [
            (s, c) for s, c in self.todas() if self.retenida(s, c) and lejania(c) <= self.lejos(s)
        ] or [(s, c) for s, c in self.todas() if desde <= c.dia <= hasta]
        if not vivas:
            return Codigo.SIN_COPIA
        serie, copia = min(
            vivas,
            key=lambda p: (lejania(p[1]), p[0].tipo_de_backup == "externo", p[1].dia, p[1].clave),
        )
        return self.motivo(serie, copia)

    def antes_de(self, instante):
        if not self.series:
            return Respuesta(Codigo.NO_INCLUIDO)

        def orden(par):
            return par[1].inicio, par[0].tipo_de_backup == "interno", par[1].clave

        previas = [p for p in self.disponibles() if p[1].inicio < instante]
        if previas:
            return self.dar([max(previas, key=orden)])
        conocidas = [p for p in self.todas() if p[1].inicio < instante]
        if conocidas:
            vivas = [p for p in conocidas if self.retenida(*p)]
            return Respuesta(self.motivo(*max(vivas or conocidas, key=orden)))
        return Respuesta(Codigo.ANTERIOR_A_PRIMERA_COPIA if self.todas() else Codigo.SIN_COPIA)

    def periodo(self, cuando):
        desde, hasta = cuando.desde, cuando.hasta
        hay = [p for p in self.disponibles() if desde <= p[1].dia <= hasta]
        if not hay:
            return self.sin_exacta(desde, hasta)
        if cuando.cuales == "todas":
            elegidas = sorted(hay, key=lambda p: (p[1].inicio, p[1].clave), reverse=True)
        elif cuando.cuales == "ultima":
            ultimo = max(c.dia for _, c in hay)
            elegidas = [self.mejor([p for p in hay if p[1].dia == ultimo])]
        else:
            elegidas = [self.mejor(hay)]
        return self.dar(elegidas)
