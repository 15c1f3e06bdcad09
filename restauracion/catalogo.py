"""What a person may ask to restore: the ítems of the unit, and those that still have copies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from directorio.models import Item, Linea, VersionDirectorio
from directorio.querysets import CON_EFECTO
from gobierno.models import Persona, UnidadOrganica
from gobierno.perfil import perfil_activo
from gobierno.preparadas import Preparada
from respaldo.models import Copia, Reserva
from restauracion import estados
from restauracion.querysets import unidades_que_dirige


def items_para(persona: Persona, *, hoy: date) -> QuerySet[Item]:
    """The ítems that a person may choose: of the unit and of those below the ones it heads.

    The help desk and the operators choose among all. A retired ítem stays until its last copy
    expires or, held, is released. Fuente: MIN-6.5, MIN-7.2.2-a-3, R17, R23.
    """
    return _items(hoy, _vigente(hoy), _unidades_visibles(persona, hoy))


def _items(hoy: date, version: int, unidades: Sequence[int] | None = None) -> QuerySet[Item]:
    lineas = Linea.objects.filter(item=OuterRef("pk"), version__estado__in=CON_EFECTO)
    if unidades is not None:
        lineas = lineas.filter(Q(unidad__isnull=True) | Q(unidad__in=unidades))
    activas = Linea.objects.filter(item=OuterRef("pk"), version=version).activas_al(hoy)
    apartada = Exists(Reserva.objects.vigentes().filter(copia=OuterRef("pk")))
    copias = Copia.objects.filter(item=OuterRef("pk"), invalidada_en__isnull=True).filter(
        Q(retenida_hasta__isnull=True) | Q(retenida_hasta__gte=hoy) | apartada
    )
    return Item.objects.filter(Exists(lineas)).filter(Exists(activas) | Exists(copias))


def _con_clase(items: QuerySet[Item]) -> QuerySet[Item, Any]:
    """Key, name and class of each ítem, the class of the last version that had it."""
    ultima = Linea.objects.filter(item=OuterRef("pk"), version__estado__in=CON_EFECTO)
    clase = Subquery(ultima.order_by("-version__vigente_desde").values("clase")[:1])
    return items.values_list("pk", "nombre", clase)


# Written once: the page to ask, and each answer while one writes, draw the whole list.
_de_todos = Preparada(lambda hoy, version: _con_clase(_items(hoy, version)))
_de_unidades = Preparada(lambda hoy, version, unidades: _con_clase(_items(hoy, version, unidades)))


def _vigente(hoy: date) -> int:
    version = VersionDirectorio.objects.vigente_al(hoy)
    return version.pk if version else 0


def _unidades_visibles(persona: Persona, hoy: date) -> list[int] | None:
    """Whose ítems the person sees; None for those of all. No unit has the key 0."""
    todos = "solicitudes.ver" in persona.permisos_al(hoy)
    return None if todos else sorted(_unidades(persona, hoy)) or [0]


def _unidades(persona: Persona, hoy: date) -> set[int]:
    """The unit of a person, and the whole branch under each unit that the person heads."""
    hijas: dict[int | None, list[int]] = {}
    for pk, arriba in UnidadOrganica.objects.values_list("pk", "depende_de_id"):
        hijas.setdefault(arriba, []).append(pk)
    ramas, faltan = set(), list(unidades_que_dirige(persona, hoy))
    while faltan:
        pk = faltan.pop()
        if pk not in ramas:
            ramas.add(pk)
            faltan += hijas.get(pk, [])
    return ramas | ({persona.unidad_id} if persona.unidad_id else set())


def por_clase(persona: Persona, *, hoy: date) -> list[tuple[str, list[tuple[int, str]]]]:
    """What `items_para` offers, as the choices of a list, grouped by the class of each ítem."""
    clases = {clase.codigo: clase.nombre for clase in perfil_activo().directorio.clases}
    propias: dict[str, Any] = {"hoy": hoy, "version": _vigente(hoy)}
    unidades = _unidades_visibles(persona, hoy)
    filas = _de_todos(**propias) if unidades is None else _de_unidades(**propias, unidades=unidades)
    grupos: dict[str, list[tuple[int, str]]] = {}
    for pk, nombre, codigo in filas:
        grupos.setdefault(clases.get(codigo, "Otros"), []).append((pk, nombre))
    return sorted(grupos.items())


def clase_del(item: Item | None) -> str:
    """The class of an ítem in the last version that had it, "" when none did."""
    if item is None:
        return ""
    filas = Linea.objects.filter(item=item, version__estado__in=CON_EFECTO)
    return filas.order_by("-version__vigente_desde").values_list("clase", flat=True).first() or ""


def es_de_la_mesa(persona: Persona, *, hoy: date) -> bool:
    """Whether the person registers requests of others."""
    return estados.GESTIONAR in persona.permisos_al(hoy)
