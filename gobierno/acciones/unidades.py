"""The tree of órganos and unidades orgánicas (MIN-III)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from gobierno import bitacora
from gobierno.acciones.designaciones import ADMINISTRAR
from gobierno.capacidad import exigir
from gobierno.errores import ReglaIncumplida
from gobierno.models import Persona, UnidadOrganica


@dataclass(frozen=True)
class DatosDeUnidad:
    nombre: str
    siglas: str
    depende_de: UnidadOrganica | None
    activa: bool = True


@transaction.atomic
def crear_unidad(
    *, datos: DatosDeUnidad, por: Persona, hoy: date, ahora: datetime
) -> UnidadOrganica:
    """Add a unit to the tree. Raises ReglaIncumplida when its name or siglas are taken."""
    capacidad = exigir(por=por, permiso=ADMINISTRAR, hoy=hoy).capacidad
    _comprobar(datos, propia=None)
    unidad = UnidadOrganica.objects.create(
        nombre=datos.nombre,
        siglas=datos.siglas,
        depende_de=datos.depende_de,
        activa=datos.activa,
    )
    bitacora.registrar(
        bitacora.Evento(
            accion="unidad.crear",
            por=por,
            capacidad=capacidad,
            objeto=unidad,
            despues=_hechos(unidad),
        ),
        ahora=ahora,
    )
    return unidad


@transaction.atomic
def editar_unidad(
    *, unidad: UnidadOrganica, datos: DatosDeUnidad, por: Persona, hoy: date, ahora: datetime
) -> UnidadOrganica:
    """Rename, move or deactivate a unit; it never hangs from itself, near or far."""
    capacidad = exigir(por=por, permiso=ADMINISTRAR, hoy=hoy).capacidad
    # The whole tree is locked: two moves at once could close a ring that neither makes alone.
    arbol = dict(
        UnidadOrganica.objects.select_for_update().order_by("pk").values_list("pk", "depende_de")
    )
    _comprobar_anillo(datos, propia=unidad, arbol=arbol)
    unidad = UnidadOrganica.objects.select_related("depende_de").get(pk=unidad.pk)
    _comprobar(datos, propia=unidad)
    antes = _hechos(unidad)
    unidad.nombre, unidad.siglas = datos.nombre, datos.siglas
    unidad.depende_de, unidad.activa = datos.depende_de, datos.activa
    unidad.save(update_fields=["nombre", "siglas", "depende_de", "activa"])
    despues = _hechos(unidad)
    cambios = {campo for campo in antes if antes[campo] != despues[campo]}
    bitacora.registrar(
        bitacora.Evento(
            accion="unidad.editar",
            por=por,
            capacidad=capacidad,
            objeto=unidad,
            antes={campo: antes[campo] for campo in cambios},
            despues={campo: despues[campo] for campo in cambios},
        ),
        ahora=ahora,
    )
    return unidad


def _comprobar(datos: DatosDeUnidad, *, propia: UnidadOrganica | None) -> None:
    otras = UnidadOrganica.objects.all()
    if propia is not None:
        otras = otras.exclude(pk=propia.pk)
    for campo in ("nombre", "siglas"):
        valor = getattr(datos, campo)
        if otras.filter(**{f"{campo}__iexact": valor}).exists():
            raise ReglaIncumplida(
                f"Ya hay una unidad con {'el nombre' if campo == 'nombre' else 'las siglas'} "
                f"«{valor}».",
                campos={campo: "Ya está en uso."},
            )


def _comprobar_anillo(
    datos: DatosDeUnidad, *, propia: UnidadOrganica, arbol: Mapping[int, int | None]
) -> None:
    superior = datos.depende_de.pk if datos.depende_de else None
    while superior is not None:
        if superior == propia.pk:
            raise ReglaIncumplida(
                "Una unidad no puede depender de sí misma ni de una que depende de ella.",
                campos={"depende_de": "Elija una unidad que no esté debajo."},
            )
        superior = arbol.get(superior)


def _hechos(unidad: UnidadOrganica) -> dict[str, object]:
    return {
        "nombre": unidad.nombre,
        "siglas": unidad.siglas,
        "depende_de": str(unidad.depende_de) if unidad.depende_de else "",
        "activa": unidad.activa,
    }
