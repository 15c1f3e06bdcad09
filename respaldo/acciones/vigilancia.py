"""What the scheduler watches: deadlines of verification, reminders and escalation.

Everything is derived from the state at `ahora`, never from "the task ran at 08:00": a late,
repeated or doubled sweep gives the same rows and one notice each. `vencida_en` is the deadline
itself, not the moment somebody noticed.

Fuente: MIN-7.1.1-d, MIN-7.1.2-c, R5, X-4.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Max, Min, Q
from django.urls import reverse

from gobierno import avisos
from gobierno.bitacora import Evento, registrar_varios
from gobierno.calendario import Calendario, fin_del_dia
from gobierno.calendario_institucional import calendario_institucional
from gobierno.models import Latido, Persona
from gobierno.perfil import Escalon, perfil_activo
from respaldo.acciones.jornadas import abrir_jornadas
from respaldo.models import Corrida, Jornada

_BLOQUE = 5000


def tomar_turno(*, ahora: datetime) -> None:
    """Let one sweep in at a time: the others wait on this row and then find nothing to do."""
    Latido.objects.get_or_create(componente="vigilancia", defaults={"ultimo_en": ahora})
    Latido.objects.select_for_update().get(componente="vigilancia")


def vigilar(*, ahora: datetime) -> None:
    """The whole sweep of the daily duty, in the order of its facts; each step is its own act.

    Fuente: MIN-7.1.1-d, MIN-7.1.2-c, X-4.
    """
    abrir_jornadas(hasta=ahora.astimezone(perfil_activo().zona).date(), ahora=ahora)
    marcar_vencidas(ahora=ahora)
    recordar(ahora=ahora)
    escalar(ahora=ahora)


@transaction.atomic
def marcar_vencidas(*, ahora: datetime) -> int:
    """Flag every corrida whose deadline passed unverified; returns how many were new.

    One audit entry per fecha operativa and tipo, naming the corridas. Fuente: MIN-7.1.1-d, R5.
    """
    tomar_turno(ahora=ahora)
    filas = list(
        Corrida.objects.vencidas(ahora=ahora)
        .filter(vencida_en__isnull=True)
        .select_for_update()
        .order_by("pk")
        .values_list("pk", "fecha_operativa", "tipo_de_backup")
    )
    for inicio in range(0, len(filas), _BLOQUE):
        bloque = [pk for pk, _, _ in filas[inicio : inicio + _BLOQUE]]
        Corrida.objects.filter(pk__in=bloque).update(vencida_en=F("vence_en"))
    grupos: defaultdict[tuple[object, str], list[int]] = defaultdict(list)
    for pk, fecha, tipo in filas:
        grupos[fecha, tipo].append(pk)
    jornadas = Jornada.objects.in_bulk({fecha for fecha, _ in grupos}, field_name="fecha_operativa")
    registrar_varios(
        [
            Evento(
                accion="corrida.vencer",
                objeto=jornadas.get(fecha),
                despues={"tipo": tipo, "cantidad": len(ids), "corridas": ids},
                motivo=f"Plazo de verificación vencido ({_numeral_de(tipo)})",
            )
            for (fecha, tipo), ids in sorted(grupos.items())
        ],
        ahora=ahora,
    )
    return len(filas)


@transaction.atomic
def recordar(*, ahora: datetime) -> int:
    """Remind the first level once, some hours before each deadline (profile); new notices."""
    tomar_turno(ahora=ahora)
    perfil = perfil_activo()
    limite = ahora + timedelta(hours=perfil.verificacion.recordatorio_horas_antes)
    pendientes = (
        Corrida.objects.por_verificar(ahora)
        .filter(vence_en__gt=ahora, vence_en__lte=limite)
        .values("vence_en")
        .annotate(cantidad=Count("pk"))
        .order_by("vence_en")
    )
    primero = min(perfil.verificacion.escalamiento, key=lambda escalon: escalon.nivel)
    nuevos = 0
    for fila in pendientes:
        local = fila["vence_en"].astimezone(perfil.zona)
        mensaje = avisos.Mensaje(
            clave=f"recordatorio:{fila['vence_en'].isoformat()}",
            tipo="recordatorio",
            asunto=f"Hoy vence el plazo de {_verificaciones(fila['cantidad'])}",
            texto=f"Quedan {_verificaciones(fila['cantidad'])} por registrar. El plazo termina "
            f"el {local - timedelta(minutes=1):%d/%m/%Y a las %H:%M}.",
            enlace=reverse("respaldo:hoy"),
        )
        nuevos += avisos.encolar(mensaje, para=destinatarios(primero, ahora=ahora), ahora=ahora)
    return nuevos


@transaction.atomic
def escalar(*, ahora: datetime) -> int:
    """Send each level of the profile its notice, once per deadline; returns new notices.

    A level falls due `dias_habiles` business days after the deadline. When a role is vacant its
    notice goes to the next level. Fuente: producto.md, table stake 5.
    """
    tomar_turno(ahora=ahora)
    calendario = calendario_institucional()
    nuevos = 0
    for escalon in sorted(perfil_activo().verificacion.escalamiento, key=lambda e: e.nivel):
        for grupo in _por_escalar(escalon, ahora=ahora):
            if vence_el_nivel(grupo["vence_en"], escalon, calendario) > ahora:
                continue
            Corrida.objects.sin_verificar().filter(
                vence_en=grupo["vence_en"], nivel_escalado__lt=escalon.nivel
            ).update(nivel_escalado=escalon.nivel)
            mensaje = _mensaje_de_nivel(escalon, grupo)
            nuevos += avisos.encolar(mensaje, para=destinatarios(escalon, ahora=ahora), ahora=ahora)
    return nuevos


def vence_el_nivel(vence_en: datetime, escalon: Escalon, calendario: Calendario) -> datetime:
    """Instant (UTC) from which `escalon` must know of the deadline that passed at `vence_en`."""
    if escalon.dias_habiles == 0:
        return vence_en
    zona = perfil_activo().zona
    ultimo_dia = (vence_en - timedelta(microseconds=1)).astimezone(zona).date()
    return fin_del_dia(calendario.sumar_habiles(ultimo_dia, escalon.dias_habiles), zona)


def destinatarios(escalon: Escalon, *, ahora: datetime) -> list[Persona]:
    """Who holds the level's role today; if vacant, the next levels; at last, administrators."""
    perfil = perfil_activo()
    hoy = ahora.astimezone(perfil.zona).date()
    superiores = [e.rol for e in perfil.verificacion.escalamiento if e.nivel >= escalon.nivel]
    administradores = [rol.codigo for rol in perfil.roles_con("personas.administrar")]
    for rol in [*superiores, *administradores]:
        if personas := list(Persona.objects.con_rol(rol, hoy)):
            return personas
    return []


def _por_escalar(escalon: Escalon, *, ahora: datetime) -> Iterable[dict[str, Any]]:
    return list(
        Corrida.objects.vencidas(ahora=ahora)
        .filter(nivel_escalado__lt=escalon.nivel)
        .values("vence_en")
        .annotate(
            cantidad=Count("pk"),
            externas=Count("pk", filter=Q(tipo_de_backup="externo")),
            desde=Min("fecha_operativa"),
            hasta=Max("fecha_operativa"),
        )
        .order_by("vence_en")
    )


def _mensaje_de_nivel(escalon: Escalon, grupo: dict[str, Any]) -> avisos.Mensaje:
    perfil = perfil_activo()
    vence_en, cantidad = grupo["vence_en"], grupo["cantidad"]
    desde, hasta, externas = grupo["desde"], grupo["hasta"], grupo["externas"]
    plazo = (vence_en - timedelta(minutes=1)).astimezone(perfil.zona)
    fechas = (
        f"la fecha operativa {desde:%d/%m/%Y}"
        if desde == hasta
        else f"las fechas operativas {desde:%d/%m/%Y} a {hasta:%d/%m/%Y}"
    )
    return avisos.Mensaje(
        clave=f"vencida:{escalon.nivel}:{vence_en.isoformat()}",
        tipo="vencida",
        asunto=f"{_verificaciones(cantidad).capitalize()} con plazo vencido el {plazo:%d/%m/%Y}",
        texto=f"De {fechas} quedan {_verificaciones(cantidad)} sin registrar "
        f"({cantidad - externas} de respaldo interno y {externas} de externo). El plazo terminó el "
        f"{plazo:%d/%m/%Y a las %H:%M} ({perfil.numeral('verificacion_interna')}). Regístrelas "
        "ahora indicando el motivo de la tardanza: quedarán como regularizadas.",
        enlace=f"{reverse('respaldo:hoy')}?fecha={desde:%Y-%m-%d}",
    )


def _verificaciones(cantidad: int) -> str:
    return "1 verificación" if cantidad == 1 else f"{cantidad} verificaciones"


def _numeral_de(tipo: str) -> str:
    return perfil_activo().numeral(
        "verificacion_externa" if tipo == "externo" else "verificacion_interna"
    )
