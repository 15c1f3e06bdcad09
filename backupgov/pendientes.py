"""What waits for a person, as querysets: the tray, the menu's counter and the list agree because
they come from here."""

from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet, Subquery, Value

from directorio.models import Linea, VersionDirectorio
from gobierno import reloj
from gobierno.models import Aviso, Designacion, Paso, Persona
from gobierno.perfil import Rol, perfil_activo
from gobierno.preparadas import CuentaPreparada, Preparada
from mesa_ayuda.models import Incidente, Ticket
from respaldo.models import Corrida
from respaldo.querysets import desde_por_atender
from restauracion import estados as de_solicitudes
from restauracion.models import SolicitudDeRestauracion

DE_SOLICITUDES = frozenset(
    {de_solicitudes.GESTIONAR, de_solicitudes.ATENDER, de_solicitudes.VIABILIDAD}
)
_leer_vigente = Preparada(
    lambda hoy: (
        VersionDirectorio.objects.con_efecto()
        .filter(vigente_desde__lte=hoy)
        .order_by()
        .values_list("pk")[:1]
    )
)


def pasos_de(persona: Persona) -> QuerySet[Paso]:
    """Steps that `persona` may decide today: the tray, the counter and the list of steps."""
    pasos: QuerySet[Paso] = Paso.objects.por_decidir_de(persona, hoy=reloj.hoy())
    return pasos


def corridas_por_verificar(persona: Persona, ahora: datetime) -> QuerySet[Corrida]:
    """Closed and unanswered, the overdue ones first."""
    visibles = Corrida.objects.visibles_para(persona, hoy=reloj.hoy())
    corridas: QuerySet[Corrida] = visibles.por_verificar(ahora).order_by("vence_en", "pk")
    return corridas


def lineas_por_configurar(persona: Persona) -> QuerySet[Linea]:
    """Lines of the version in force whose configuration nobody has confirmed (MIN-7.1.1-a)."""
    hoy = reloj.hoy()
    version = VersionDirectorio.objects.vigente_al(hoy)
    if version is None:
        vacia: QuerySet[Linea] = Linea.objects.none()
        return vacia
    lineas: QuerySet[Linea] = (
        Linea.objects.visibles_para(persona, hoy=hoy).filter(version=version).por_configurar()
    )
    return lineas.order_by("numero")


def incidentes_abiertos(persona: Persona) -> QuerySet[Incidente]:
    abiertos: QuerySet[Incidente] = Incidente.objects.visibles_para(
        persona, hoy=reloj.hoy()
    ).abiertos()
    return abiertos.order_by("detectado_en", "pk")


def tickets_de(persona: Persona) -> QuerySet[Ticket]:
    """What waits for `persona` in the tray of the help desk, what is due first on top."""
    hoy = reloj.hoy()
    tickets: QuerySet[Ticket] = Ticket.objects.visibles_para(persona, hoy=hoy).de_mi_bandeja(
        persona, hoy=hoy
    )
    return tickets.order_by("solucion_tarde_en", "pk")


def solicitudes_de(persona: Persona) -> QuerySet[SolicitudDeRestauracion]:
    """Restore requests that wait for an act of `persona`, the oldest first."""
    visibles = SolicitudDeRestauracion.objects.visibles_para(persona, hoy=reloj.hoy())
    pendientes: QuerySet[SolicitudDeRestauracion] = visibles.de_mi_bandeja(persona, hoy=reloj.hoy())
    return pendientes.select_related("ticket", "item").order_by("recibida_en", "pk")


def avisos_de(persona: Persona) -> QuerySet[Aviso]:
    avisos: QuerySet[Aviso] = Aviso.objects.visibles_para(persona).sin_leer()
    return avisos


def roles_vacantes() -> list[Rol]:
    """Roles that a step or an escalation of the profile needs and that nobody holds today
    (MIN-6.1-d)."""
    perfil = perfil_activo()
    citados = {paso.rol for documento in perfil.documentos.values() for paso in documento.pasos}
    citados |= {escalon.rol for escalon in perfil.verificacion.escalamiento}
    ocupados = set(
        Designacion.objects.vigentes_al(reloj.hoy())
        .filter(rol__in=citados, persona__is_active=True)
        .values_list("rol", flat=True)
    )
    return [rol for rol in perfil.roles if rol.codigo in citados - ocupados]


_contar_pasos = CuentaPreparada(Paso.objects.por_decidir_con)
_contar_que_piden = CuentaPreparada(Corrida.objects.all().que_piden)


# --- Counters of the menu -----------------------------------------------------------------------
def por_verificar(persona: Persona) -> int:
    """As many as the two tabs of Hoy say: unanswered, and answered badly this week."""
    hoy = reloj.hoy()
    if "hoy.ver" not in persona.permisos_al(hoy):
        return 0
    return _contar_que_piden(desde=desde_por_atender(hoy), ahora=reloj.ahora())


def tickets_por_atender(persona: Persona) -> int:
    return tickets_de(persona).count()


class DeCadaPagina(NamedTuple):
    """What the frame of every page counts for a person, in one statement."""

    avisos: int
    solicitudes: int


def de_cada_pagina(persona: Persona) -> DeCadaPagina:
    """Unread notices, and the requests that the tab «Por atender» of Solicitudes shows."""
    permisos = persona.permisos_al(reloj.hoy())
    mios = permisos & DE_SOLICITUDES if "solicitudes.ver" in permisos else frozenset()
    [(avisos, solicitudes)] = _cuentas_con(frozenset(mios))(persona=persona.pk)
    return DeCadaPagina(avisos or 0, solicitudes or 0)


@cache
def _cuentas_con(permisos: frozenset[str]) -> Preparada:
    """The statement for who has these permissions over requests."""
    return Preparada(
        lambda persona: (
            Persona.objects.filter(pk=persona)
            .order_by()
            .values_list(
                _cuantas(avisos_de(persona)),
                _cuantas(SolicitudDeRestauracion.objects.que_esperan_a(persona, permisos)),
            )
        )
    )


def _cuantas(filas: QuerySet[Any]) -> Subquery:
    """How many rows as a column; nothing when there are none."""
    cuenta = filas.order_by().annotate(todas=Value(1)).values("todas").annotate(n=Count("pk"))
    return Subquery(cuenta.values("n"))


def solicitudes_por_atender(persona: Persona) -> int:
    return de_cada_pagina(persona).solicitudes


def por_decidir(persona: Persona) -> int:
    return _contar_pasos(persona=persona.pk, roles=sorted(persona.roles_al(reloj.hoy())))


def avisos_sin_leer(persona: Persona) -> int:
    return de_cada_pagina(persona).avisos


def aviso_del_sistema(persona: Persona) -> str:
    """The banner over every page of who can read the Directorio: none in force (MIN-7.1-1)."""
    hoy = reloj.hoy()
    if "directorio.ver" not in persona.permisos_al(hoy):
        return ""
    if _leer_vigente(hoy=hoy):
        return ""
    perfil = perfil_activo()
    nombre = perfil.documentos["directorio"].nombre if "directorio" in perfil.documentos else ""
    return (
        f"No hay «{nombre}» vigente: hoy no se espera ninguna copia y nada puede verificarse "
        f"({perfil.numeral('directorio')})."
    )
