"""Who holds a role, from when, until when and by which document (MIN-6.1-d)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from gobierno import avisos, bitacora, formato
from gobierno.capacidad import exigir
from gobierno.errores import EstadoCambiado, ReglaIncumplida
from gobierno.models import Designacion, Persona, UnidadOrganica
from gobierno.perfil import Rol, perfil_activo

ADMINISTRAR = "personas.administrar"


@dataclass(frozen=True)
class Nombramiento:
    """What the document says: role, unit, first and last day (inclusive, None = open)."""

    rol: str
    unidad: UnidadOrganica | None
    desde: date
    hasta: date | None
    documento: str
    es_encargatura: bool = False


@transaction.atomic
def designar(
    *, persona: Persona, nombramiento: Nombramiento, por: Persona, hoy: date, ahora: datetime
) -> Designacion:
    """Give a role to `persona` by a document.

    Raises ReglaIncumplida: unknown role, dates out of order, jefatura without unit, the same role
    held twice at once, a second titular jefe of a unit, or a person who designates itself.

    Fuente: MIN-6.1-d, X-3.
    """
    capacidad = exigir(por=por, permiso=ADMINISTRAR, hoy=hoy).capacidad
    persona = Persona.objects.select_for_update().get(pk=persona.pk)
    rol = _comprobar(nombramiento, persona=persona, por=por)
    designacion = Designacion.objects.create(
        persona=persona,
        rol=nombramiento.rol,
        unidad=nombramiento.unidad,
        desde=nombramiento.desde,
        hasta=nombramiento.hasta,
        documento=nombramiento.documento.strip(),
        es_encargatura=nombramiento.es_encargatura,
        titular_unico=_es_titular_unico(rol, nombramiento),
        creada_por=por,
        creada_en=ahora,
    )
    _avisar(designacion, rol, ahora=ahora)
    bitacora.registrar(
        bitacora.Evento(
            accion="designacion.crear",
            por=por,
            capacidad=capacidad,
            objeto=persona,
            despues=_hechos(designacion),
        ),
        ahora=ahora,
    )
    return designacion


@transaction.atomic
def terminar_designacion(
    *, designacion: Designacion, hasta: date, motivo: str, por: Persona, hoy: date, ahora: datetime
) -> Designacion:
    """Set the last day of a designation: from the next day the role grants nothing.

    The last day is yesterday at the earliest: acts already made keep the capacity under which they
    were made. An end already set can only come earlier; to go on, designate again.

    Fuente: MIN-6.1-d.
    """
    capacidad = exigir(por=por, permiso=ADMINISTRAR, hoy=hoy).capacidad
    designacion = (
        Designacion.objects.select_for_update(of=("self",))
        .select_related("persona")
        .get(pk=designacion.pk)
    )
    _comprobar_fin(designacion, hasta=hasta, motivo=motivo, hoy=hoy)
    anterior, designacion.hasta = designacion.hasta, hasta
    designacion.save(update_fields=["hasta"])
    exigir_administrador_restante(al=max(hasta + timedelta(days=1), hoy))
    bitacora.registrar(
        bitacora.Evento(
            accion="designacion.terminar",
            por=por,
            capacidad=capacidad,
            objeto=designacion.persona,
            antes={"designacion": designacion.capacidad, "hasta": anterior},
            despues={"hasta": hasta},
            motivo=motivo.strip(),
        ),
        ahora=ahora,
    )
    return designacion


def exigir_administrador_restante(*, al: date) -> None:
    """Somebody must still be able to designate on `al`, or the institution locks itself out."""
    for rol in perfil_activo().roles_con(ADMINISTRAR):
        if Persona.objects.con_rol(rol.codigo, al).exists():
            return
    raise ReglaIncumplida(
        "Con este cambio nadie podría administrar las personas del sistema.",
        remedio="Designe primero a otra persona con ese rol.",
    )


def _comprobar(nombramiento: Nombramiento, *, persona: Persona, por: Persona) -> Rol:
    rol = perfil_activo().rol(nombramiento.rol)
    if rol is None:
        raise ReglaIncumplida(
            f"El perfil de la institución no tiene el rol «{nombramiento.rol}».",
            campos={"rol": "Elija un rol de la lista."},
        )
    if persona.pk == por.pk:
        raise ReglaIncumplida(
            "Nadie se designa a sí mismo.",
            remedio="Pida a otra persona que administra el sistema que registre su designación.",
        )
    if not nombramiento.documento.strip():
        raise ReglaIncumplida(
            "Toda designación se apoya en un documento.",
            campos={"documento": "Escriba el documento, por ejemplo «Memorando 012-2026»."},
        )
    if nombramiento.hasta is not None and nombramiento.hasta < nombramiento.desde:
        raise ReglaIncumplida(
            "La designación termina antes de empezar.",
            campos={"hasta": "Escriba un último día igual o posterior al primero."},
        )
    _comprobar_solape(nombramiento, persona=persona, rol=rol)
    _comprobar_jefatura(nombramiento, rol=rol)
    return rol


def _comprobar_solape(nombramiento: Nombramiento, *, persona: Persona, rol: Rol) -> None:
    previa = (
        persona.designaciones.entre(nombramiento.desde, nombramiento.hasta)
        .filter(rol=nombramiento.rol, unidad=nombramiento.unidad)
        .first()
    )
    if previa is not None:
        raise ReglaIncumplida(
            f"{persona} ya tiene el rol {rol.nombre} en esas fechas ({previa.documento}, desde el "
            f"{formato.fecha(previa.desde)}).",
            remedio="Termine la designación anterior o elija otras fechas.",
            campos={"desde": "Se cruza con otra designación igual."},
        )


def _comprobar_jefatura(nombramiento: Nombramiento, *, rol: Rol) -> None:
    if "jefatura" not in rol.funciones:
        return
    if nombramiento.unidad is None:
        raise ReglaIncumplida(
            f"El rol {rol.nombre} se ejerce en una unidad orgánica.",
            campos={"unidad": "Elija la unidad."},
        )
    if not _es_titular_unico(rol, nombramiento):
        return
    UnidadOrganica.objects.select_for_update().get(pk=nombramiento.unidad.pk)
    titular = (
        nombramiento.unidad.designaciones.jefaturas()
        .entre(nombramiento.desde, nombramiento.hasta)
        .filter(es_encargatura=False)
        .select_related("persona")
        .first()
    )
    if titular is not None:
        raise ReglaIncumplida(
            f"{nombramiento.unidad.siglas} ya tiene titular en esas fechas: {titular.persona}, "
            f"{titular.documento}.",
            remedio="Termine esa designación o registre esta como encargatura.",
            campos={"desde": "Se cruza con la del titular."},
        )


def _es_titular_unico(rol: Rol, nombramiento: Nombramiento) -> bool:
    return "jefatura" in rol.funciones and not nombramiento.es_encargatura


def _comprobar_fin(designacion: Designacion, *, hasta: date, motivo: str, hoy: date) -> None:
    if designacion.hasta is not None and designacion.hasta < hoy:
        raise EstadoCambiado(
            f"Esta designación ya terminó el {formato.fecha(designacion.hasta)}.",
            remedio="Actualice la página; si la persona vuelve al rol, desígnela otra vez.",
        )
    if not motivo.strip():
        raise ReglaIncumplida(
            "Falta decir por qué termina.",
            campos={"motivo": "Escriba el motivo o el documento que la termina."},
        )
    minimo = max(designacion.desde, hoy - timedelta(days=1))
    if hasta < minimo:
        raise ReglaIncumplida(
            "El último día no puede ser anterior a los actos ya hechos con este rol.",
            remedio=f"El último día puede ser, como pronto, el {formato.fecha(minimo)}.",
            campos={"hasta": f"Desde el {formato.fecha(minimo)}."},
        )
    if designacion.hasta is not None and hasta > designacion.hasta:
        raise ReglaIncumplida(
            "Una designación no se alarga: su documento ya dijo cuándo termina.",
            remedio="Registre una designación nueva con el documento que la prorroga.",
            campos={"hasta": f"Hasta el {formato.fecha(designacion.hasta)}."},
        )


def _avisar(designacion: Designacion, rol: Rol, *, ahora: datetime) -> None:
    hasta = f" hasta el {formato.fecha(designacion.hasta)}" if designacion.hasta else ""
    avisos.encolar(
        avisos.Mensaje(
            clave=f"designacion:{designacion.pk}",
            tipo="designacion",
            asunto=f"Designación: {rol.nombre}",
            texto=(
                f"Desde el {formato.fecha(designacion.desde)}{hasta} usted ejerce el rol "
                f"{designacion.capacidad}. Sus deberes están en «Mis deberes»."
            ),
            enlace="/deberes/",
        ),
        para=[designacion.persona],
        ahora=ahora,
    )


def _hechos(designacion: Designacion) -> dict[str, object]:
    return {
        "rol": designacion.rol,
        "unidad": designacion.unidad,
        "desde": designacion.desde,
        "hasta": designacion.hasta,
        "documento": designacion.documento,
        "es_encargatura": designacion.es_encargatura,
    }
