"""Recorded facts and holds around some ítems, as the calculus reads them (4.8, 4.9)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from directorio.models import Item
from gobierno.perfil import perfil_activo
from gobierno.preparadas import Preparada
from respaldo.models import HechoDeDisponibilidad, Reserva
from respaldo.retencion import Alcance, Contrato, Custodia, HechoDeMedio
from respaldo.retencion import Reserva as ReservaHecho

Tipo = HechoDeDisponibilidad.Tipo


@dataclass
class Hechos:
    """The recorded facts around some ítems, by what they are about."""

    medios: list[HechoDeMedio] = field(default_factory=list)
    contratos: dict[str, Contrato] = field(default_factory=dict)
    custodias: dict[str, list[tuple[datetime, bool]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    alcances: dict[int, list[HechoDeDisponibilidad]] = field(
        default_factory=lambda: defaultdict(list)
    )
    eliminadas: dict[int, datetime] = field(default_factory=dict)
    transferidas: dict[int, datetime] = field(default_factory=dict)


_reservas_de = Preparada(
    lambda items: (
        Reserva.objects.filter(copia__item__in=items)
        .order_by("pk")
        .values_list("copia__item_id", "copia_id", "desde", "hasta", "referencia")
    )
)


def leer_reservas(items: Iterable[int]) -> dict[int, list[ReservaHecho]]:
    reservas: dict[int, list[ReservaHecho]] = defaultdict(list)
    for item, copia, desde, hasta, referencia in _reservas_de(items=list(items)):
        reservas[item].append(ReservaHecho(str(copia), desde, hasta, referencia))
    return reservas


def leer_hechos(items: Mapping[int, Item]) -> Hechos:
    """The facts of these ítems, and those of every medium, contract and key."""
    hechos, zona = Hechos(), perfil_activo().zona
    ajenos = HechoDeDisponibilidad.objects.filter(copia=None, item=None)
    propios = HechoDeDisponibilidad.objects.filter(item__in=items.keys())
    de_copia = HechoDeDisponibilidad.objects.filter(copia__item__in=items.keys())
    for hecho in (ajenos | propios | de_copia).order_by("desde", "pk"):
        match hecho.tipo:
            case Tipo.MEDIO:
                hechos.medios.append(HechoDeMedio(hecho.objeto, hecho.desde, hecho.estado))
            case Tipo.CONTRATO:
                desde = hecho.desde.astimezone(zona).date()
                hechos.contratos[hecho.objeto] = Contrato(hecho.objeto, desde, hecho.hasta)
            case Tipo.CUSTODIA:
                en_custodia = hecho.estado == HechoDeDisponibilidad.Estado.EN_CUSTODIA
                hechos.custodias[hecho.objeto].append((hecho.desde, en_custodia))
            case Tipo.ALCANCE:
                hechos.alcances[hecho.item_id or 0].append(hecho)
            case Tipo.ELIMINADA:
                hechos.eliminadas.setdefault(hecho.copia_id or 0, hecho.desde)
            case _:
                hechos.transferidas.setdefault(hecho.copia_id or 0, hecho.desde)
    return hechos


def custodias_de(hechos: Hechos, llaves: Collection[str]) -> Iterable[Custodia]:
    for llave in sorted(llaves & hechos.custodias.keys()):
        cambios = hechos.custodias[llave]
        siguientes = [*(desde for desde, _ in cambios[1:]), None]
        for (desde, en_custodia), hasta in zip(cambios, siguientes, strict=True):
            if en_custodia:
                yield Custodia(llave, desde, hasta)


def alcances_de(hechos: Sequence[HechoDeDisponibilidad]) -> Iterable[Alcance]:
    """What the ítem covered from each fact to the day before the next one."""
    zona = perfil_activo().zona
    dias = [hecho.desde.astimezone(zona).date() for hecho in hechos]
    for hecho, desde, siguiente in zip(hechos, dias, [*dias[1:], None], strict=False):
        if desde != siguiente:
            hasta = siguiente - timedelta(days=1) if siguiente else None
            yield Alcance(desde, hasta, tuple(hecho.incluye), tuple(hecho.excluye))
