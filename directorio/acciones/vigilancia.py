"""What the clock makes true of the Directorio: late, missing, or not yet known by whom it must be.

Derived from state at `ahora`; each notice is sent once per person and year, however often it runs.

Fuente: MIN-7.1-1, MIN-7.1-2, MIN-7.1-4, R21.
"""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from directorio.models import VersionDirectorio
from directorio.reglas import personas_con_permiso
from gobierno import avisos
from gobierno.calendario import Calendario
from gobierno.calendario_institucional import calendario_institucional
from gobierno.models import Paso, Persona
from gobierno.perfil import perfil_activo


def plazo_del_anio(anio: int, calendario: Calendario) -> date:
    """Last local date for the year's Directorio: last business day of the profile's month (0.3)."""
    return calendario.ultimo_habil_del_mes(anio, perfil_activo().plazos.directorio_mes)


def esta_tardio(hoy: date, calendario: Calendario) -> bool:
    """The year has no approved version and its deadline has passed."""
    return (
        hoy > plazo_del_anio(hoy.year, calendario)
        and not VersionDirectorio.objects.con_efecto().filter(anio=hoy.year).exists()
    )


@transaction.atomic
def vigilar_directorio(*, ahora: datetime) -> int:
    """Tell of no version in force, none of this year, or a late one; returns new notices."""
    perfil = perfil_activo()
    hoy = ahora.astimezone(perfil.zona).date()
    calendario = calendario_institucional()
    vigente = VersionDirectorio.objects.vigente_al(hoy)
    preparan = personas_con_permiso("directorio.editar", hoy=hoy)
    nuevos = 0
    if vigente is None:
        mensaje = _mensaje(
            f"sin_directorio:{hoy.year}",
            "No hay un Directorio vigente",
            "Sin un Directorio aprobado no se puede exigir ni verificar ningún respaldo "
            f"({perfil.numeral('directorio')}). Prepárelo y envíelo a visto.",
        )
        nuevos += avisos.encolar(mensaje, para=preparan, ahora=ahora)
    elif vigente.anio < hoy.year:
        mensaje = _mensaje(
            f"sin_version:{hoy.year}",
            f"El año {hoy.year} no tiene Directorio: sigue rigiendo el {vigente.codigo}",
            f"La versión {vigente.codigo} rige hasta que se apruebe otra. El plazo de este año "
            f"termina el {plazo_del_anio(hoy.year, calendario):%d/%m/%Y} (no normado).",
        )
        nuevos += avisos.encolar(mensaje, para=preparan, ahora=ahora)
    if esta_tardio(hoy, calendario):
        mensaje = _mensaje(
            f"directorio_tardio:{hoy.year}",
            f"El Directorio {hoy.year} está fuera de plazo",
            f"Debió aprobarse hasta el {plazo_del_anio(hoy.year, calendario):%d/%m/%Y} "
            f"({perfil.numeral('directorio')}).",
        )
        firman = {
            paso.rol for paso in perfil.documentos["directorio"].pasos if paso.acto == "firma"
        }
        jefes = [p for rol in sorted(firman) for p in Persona.objects.con_rol(rol, hoy)]
        nuevos += avisos.encolar(mensaje, para=[*preparan, *jefes], ahora=ahora)
    return nuevos + _recordar_conocimiento(hoy, calendario, ahora=ahora)


def _recordar_conocimiento(hoy: date, calendario: Calendario, *, ahora: datetime) -> int:
    """MIN-7.1-4: who must take knowledge is reminded once, n business days later; never blocked."""
    perfil = perfil_activo()
    nuevos = 0
    pasos = Paso.objects.filter(acto=Paso.Acto.CONOCIMIENTO, turno=True).select_related(
        "ronda__tramite"
    )
    for paso in pasos:
        if paso.turno_desde is None:
            continue
        desde = paso.turno_desde.astimezone(perfil.zona).date()
        if hoy <= calendario.sumar_habiles(desde, perfil.plazos.conocimiento_dias_habiles):
            continue
        mensaje = _mensaje(
            f"recordar_conocimiento:{paso.pk}",
            f"Falta que tome conocimiento de «{paso.ronda.tramite}»",
            f"Está a su disposición desde el {desde:%d/%m/%Y} ({perfil.numeral('directorio')}).",
        )
        nuevos += avisos.encolar(mensaje, para=Persona.objects.con_rol(paso.rol, hoy), ahora=ahora)
    return nuevos


def _mensaje(clave: str, asunto: str, texto: str) -> avisos.Mensaje:
    return avisos.Mensaje(
        clave=clave,
        tipo="directorio",
        asunto=asunto,
        texto=texto,
        enlace=reverse("directorio:versiones"),
    )
