"""What a person may ask to restore: the ítems of the unit, and those that still have copies."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from directorio.models import Item, Linea, VersionDirectorio
from directorio.querysets import CON_EFECTO
from gobierno.models import Persona, UnidadOrganica
from gobierno.perfil import perfil_activo
from respaldo.models import Copia, Reserva
from restauracion import estados
from restauracion.querysets import unidades_que_dirige


def items_para(persona: Persona, *, hoy: date) -> QuerySet[Item]:
    """The ítems that a person may choose: of the unit and of those below the ones it heads.

    The help desk and the operators choose among all. A retired ítem stays until its last copy
    expires or, held, is released. Fuente: MIN-6.5, MIN-7.2.2-a-3, R17, R23.
    """
    lineas = Linea.objects.filter(item=OuterRef("pk"), version__estado__in=CON_EFECTO)
    if "solicitudes.ver" not in persona.permisos_al(hoy):
        propias = Q(unidad__isnull=True) | Q(unidad__in=_unidades(persona, hoy))
        lineas = lineas.filter(propias)
    version = VersionDirectorio.objects.vigente_al(hoy)
    activas = Linea.objects.filter(item=OuterRef("pk"), version=version).activas_al(hoy)
    apartada = Exists(Reserva.objects.vigentes().filter(copia=OuterRef("pk")))
    copias = Copia.objects.filter(item=OuterRef("pk"), invalidada_en__isnull=True).filter(
        Q(retenida_hasta__isnull=True) | Q(retenida_hasta__gte=hoy) | apartada
    )
    return Item.objects.filter(Exists(lineas)).filter(Exists(activas) | Exists(copias))


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


def por_clase(items: QuerySet[Item]) -> list[tuple[str, list[tuple[int, str]]]]:
    """The choices of a list, grouped by the class that the Directorio gives each ítem.

    In one statement: the page to ask draws all of them each time.
    """
    clases = {clase.codigo: clase.nombre for clase in perfil_activo().directorio.clases}
    ultima = Linea.objects.filter(item=OuterRef("pk"), version__estado__in=CON_EFECTO)
    clase = Subquery(ultima.order_by("-version__vigente_desde").values("clase")[:1])
    grupos: dict[str, list[tuple[int, str]]] = {}
    for pk, nombre, codigo in items.values_list("pk", "nombre", clase):
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
