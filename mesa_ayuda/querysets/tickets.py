"""Reads of tickets: who sees which, what is late, search by words and pages by key."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q

from gobierno import texto
from gobierno.perfil import perfil_activo
from mesa_ayuda import estados

if TYPE_CHECKING:
    from gobierno.models import Persona

PALABRAS, RARA, FIN = 6, 500, "\U0010ffff"


class Corte(NamedTuple):
    """Where a page begins: after (or before) this row of the order in use."""

    pk: int
    plazo: datetime | None = None
    hacia_atras: bool = False


class PaginaDeTickets(NamedTuple):
    filas: list[Any]
    hay_antes: bool
    hay_despues: bool


class TicketQuerySet(models.QuerySet[Any]):
    def visibles_para(self, usuario: Persona, *, hoy: date) -> TicketQuerySet:
        """All for who supervises or registers; those of the team for who attends; those of the
        unit for its jefe; one's own for everybody. Fuente: MIN-6.5."""
        permisos = usuario.permisos_al(hoy)
        if "tickets.ver" in permisos:
            return self
        propios = Q(solicitante=usuario)
        if "tickets.atender" in permisos:
            propios |= Q(equipo__in=usuario.roles_al(hoy)) | Q(asignado_a=usuario)
        if unidades := _unidades_que_dirige(usuario, hoy):
            propios |= Q(unidad__in=unidades)
        return self.filter(propios)

    def de_sus_unidades(self, usuario: Persona, *, hoy: date) -> TicketQuerySet:
        """What was asked by the units that `usuario` heads on `hoy`."""
        return self.filter(unidad__in=_unidades_que_dirige(usuario, hoy))

    def de_mi_bandeja(self, usuario: Persona, *, hoy: date) -> TicketQuerySet:
        """What waits for `usuario`: to classify, for who registers; of the team or mine, else."""
        return self.abiertos().filter(_espera_por(usuario, hoy))

    def cuentas(self, usuario: Persona, *, hoy: date, ahora: datetime) -> dict[str, int]:
        """How many wait for `usuario` (""), are open and are late, in one statement."""
        cuentas = self.abiertos().aggregate(
            mias=Count("pk", filter=_espera_por(usuario, hoy)),
            abiertos=Count("pk"),
            vencidos=Count("pk", filter=_vencido(ahora)),
        )
        return {"": cuentas.pop("mias"), **cuentas}

    def abiertos(self) -> TicketQuerySet:
        return self.filter(estado__in=estados.ABIERTOS)

    def terminados(self) -> TicketQuerySet:
        return self.filter(estado__in=[estados.RESUELTO, *estados.FINALES])

    def vencidos(self, *, ahora: datetime) -> TicketQuerySet:
        """Open and past the deadline of the solution; a paused clock stands still."""
        return self.abiertos().filter(_vencido(ahora))

    def con_numero(self, numero: str) -> TicketQuerySet:
        """Those with that number, here or in the institution's other system."""
        if not numero:
            return self.none()
        return self.filter(Q(numero=numero) | Q(numero_externo=numero))

    def con_palabras(self, escrito: str) -> TicketQuerySet:
        """Those where every word begins some word of the ticket, accents and case aside.

        One short statement per word finds the rare ones, which decide which rows are read; when
        all are common, one pass over their entries of the index crosses them.
        """
        palabras = self.model._meta.get_field("palabras").related_model.objects
        filas, comunes = self, []
        for palabra in texto.buscadas(escrito)[:PALABRAS]:
            rango = Q(palabra__gte=palabra, palabra__lt=palabra + FIN)
            claves = list(palabras.filter(rango).values_list("ticket", flat=True)[: RARA + 1])
            if len(claves) > RARA:
                comunes.append(rango)
            else:
                filas = filas.filter(pk__in=claves)
        if filas is not self:  # few rows: ask each of them for the common words
            for rango in comunes:
                filas = filas.filter(Exists(palabras.filter(rango, ticket=OuterRef("pk"))))
            return filas
        return filas.filter(pk__in=_que_tienen(palabras, comunes)) if comunes else filas

    def pagina(
        self, corte: Corte | None, *, cuantas: int, columnas: tuple[str, ...], por_plazo: bool
    ) -> PaginaDeTickets:
        """One page of rows by key: the newest first or, `por_plazo`, what is due first on top."""
        orden = ["solucion_tarde_en", "pk"] if por_plazo else ["-pk"]
        filas = self.values(*columnas)
        if corte is not None:
            filas = filas.filter(_tras(corte, por_plazo))
        if corte is not None and corte.hacia_atras:
            orden = [c.removeprefix("-") if c.startswith("-") else f"-{c}" for c in orden]
        halladas = list(filas.order_by(*orden)[: cuantas + 1])
        hay_mas, halladas = len(halladas) > cuantas, halladas[:cuantas]
        if corte is not None and corte.hacia_atras:
            return PaginaDeTickets(halladas[::-1], hay_antes=hay_mas, hay_despues=True)
        return PaginaDeTickets(halladas, hay_antes=corte is not None, hay_despues=hay_mas)


def _que_tienen(palabras: Any, rangos: list[Q]) -> Any:
    """Keys of the tickets with a word in every range, crossed inside the index."""
    primero, *resto = rangos
    halladas = palabras.filter(primero)
    for rango in resto:
        halladas = halladas.filter(ticket__in=palabras.filter(rango).values("ticket"))
    return halladas.values("ticket")


def _vencido(ahora: datetime) -> Q:
    parado = Q(estado=estados.EN_ESPERA)
    return (~parado & Q(solucion_tarde_en__lte=ahora)) | (
        parado & Q(solucion_tarde_en__lte=F("estado_desde"))
    )


def _espera_por(usuario: Persona, hoy: date) -> Q:
    permisos, por_clasificar = usuario.permisos_al(hoy), [estados.NUEVO, estados.VALIDADO]
    suyos = Q(asignado_a=usuario)
    if "tickets.atender" in permisos:
        sin_persona = Q(asignado_a__isnull=True, equipo__in=usuario.roles_al(hoy))
        suyos |= sin_persona & ~Q(estado__in=por_clasificar)
    if "tickets.gestionar" in permisos:
        suyos |= Q(estado__in=por_clasificar)
    return suyos


def _tras(corte: Corte, por_plazo: bool) -> Q:
    """Rows beyond `corte` in its direction, with the range that the index walks."""
    if not por_plazo or corte.plazo is None:
        return Q(pk__gt=corte.pk) if corte.hacia_atras else Q(pk__lt=corte.pk)
    sentido = "lt" if corte.hacia_atras else "gt"
    empate = Q(solucion_tarde_en=corte.plazo, **{f"pk__{sentido}": corte.pk})
    acota = Q(**{f"solucion_tarde_en__{sentido}e": corte.plazo})
    return acota & (Q(**{f"solucion_tarde_en__{sentido}": corte.plazo}) | empate)


def _unidades_que_dirige(usuario: Persona, hoy: date) -> list[int]:
    jefaturas = {rol.codigo for rol in perfil_activo().roles_con("tickets.unidad")}
    return [
        d.unidad_id for d in usuario.designaciones_al(hoy) if d.rol in jefaturas and d.unidad_id
    ]
