"""Constancia that a line was configured in the software as approved (MIN-7.1.1-a, MIN-7.1.2-b)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from directorio.models import (
    ConstanciaDeConfiguracion,
    Linea,
    TipoDeBackup,
    VersionDirectorio,
)
from directorio.reglas import Estado, enlace, personas_con_permiso
from gobierno import avisos
from gobierno.bitacora import Evento, registrar
from gobierno.capacidad import exigir
from gobierno.errores import EstadoCambiado, ReglaIncumplida, SinPermiso
from gobierno.models import Adjunto, Designacion, Persona
from gobierno.perfil import perfil_activo

INTERNA, EXTERNA = "configuracion", "configuracion_externa"
OPERADOR, RESPONSABLE = "operador", "responsable"
_FUNCION = {OPERADOR: "operar", RESPONSABLE: "proveer"}


@transaction.atomic
def marcar_configurada(
    *,
    linea: Linea,
    por: Persona,
    hoy: date,
    ahora: datetime,
    trabajo: str = "",
    nota: str = "",
    evidencia: Adjunto | None = None,
) -> ConstanciaDeConfiguracion:
    """Leave constancia that `por` configured the line; an externo one needs two people.

    `trabajo` is the job name in the software (by default the one of the line). Raises
    EstadoCambiado when that tick was already given or the version no longer rules, SinPermiso when
    the person may not, ReglaIncumplida when the same person would tick twice or no job is named.

    Fuente: MIN-7.1.1-a, MIN-7.1.2-b.
    """
    linea = _bloquear(linea)
    constancia = _constancia(linea)
    lugar, designacion = _lugar(linea, constancia, por=por, hoy=hoy)
    trabajo = trabajo.strip() or constancia.trabajo or linea.trabajo
    if not trabajo:
        raise ReglaIncumplida(
            "Falta el nombre del trabajo (job) en el software de backup.",
            regla=_regla(linea),
            remedio="Escríbalo tal como figura en el software: con él se reconocerá su evidencia.",
            campos={"trabajo": "Escriba el nombre del trabajo."},
        )
    antes = constancia.estado
    constancia.trabajo, constancia.observacion = trabajo[:200], ""
    constancia.nota = nota.strip()[:300] or constancia.nota
    constancia.evidencia = evidencia or constancia.evidencia
    setattr(constancia, lugar, por)
    setattr(constancia, f"{lugar}_en", ahora)
    constancia.save()
    registrar(
        _evento("directorio.configurar", linea, constancia, (por, designacion), antes), ahora=ahora
    )
    return constancia


@transaction.atomic
def marcar_configuradas(
    *, lineas: Iterable[Linea], por: Persona, hoy: date, ahora: datetime
) -> tuple[int, list[str]]:
    """Tick several lines that already name their job; returns how many, and why not the others."""
    hechas, motivos = 0, []
    for linea in sorted(lineas, key=lambda linea: linea.pk):
        try:
            with transaction.atomic():
                marcar_configurada(linea=linea, por=por, hoy=hoy, ahora=ahora)
        except ReglaIncumplida as error:
            motivos.append(f"Fila {linea.numero}: {error}")
        else:
            hechas += 1
    return hechas, motivos


@transaction.atomic
def observar_configuracion(
    *, linea: Linea, observacion: str, por: Persona, hoy: date, ahora: datetime
) -> ConstanciaDeConfiguracion:
    """Say why a line cannot be configured as approved; whoever prepares the Directorio is told.

    Fuente: MIN-7.1.1-a.
    """
    linea = _bloquear(linea)
    designacion = _capacidad(linea, por=por, hoy=hoy)
    if not observacion.strip():
        raise ReglaIncumplida(
            "Falta decir por qué no se puede configurar.",
            regla=_regla(linea),
            campos={"observacion": "Escriba qué lo impide."},
        )
    constancia = _constancia(linea)
    antes = constancia.estado
    constancia.observacion = observacion.strip()[:300]
    constancia.save()
    mensaje = avisos.Mensaje(
        clave=f"directorio:{linea.version_id}:no_configurable:{linea.pk}:{ahora:%Y%m%d%H%M%S}",
        tipo="directorio.no_configurable",
        asunto=f"No se puede configurar «{linea.nombre}»",
        texto=f"{por} observó la fila {linea.numero} del {linea.version}: {constancia.observacion}",
        enlace=enlace(linea.version, "configuracion_de"),
    )
    para = personas_con_permiso("directorio.editar", hoy=hoy)
    avisos.encolar(mensaje, para=para, ahora=ahora)
    registrar(
        _evento("directorio.no_configurable", linea, constancia, (por, designacion), antes),
        ahora=ahora,
    )
    return constancia


def _bloquear(linea: Linea) -> Linea:
    fila: Linea = (
        Linea.objects.select_for_update(of=("self",))
        .select_related("version", "item")
        .get(pk=linea.pk)
    )
    if fila.version.estado not in {Estado.APROBADO, Estado.VIGENTE}:
        raise EstadoCambiado(
            f"{fila.version} está en «{fila.version.get_estado_display()}»: "
            "solo se configura lo aprobado que rige o regirá.",
            regla=_regla(fila),
            remedio="Configure según la versión vigente.",
        )
    if fila.situacion != Linea.Situacion.ACTIVA:
        raise ReglaIncumplida(
            f"«{fila}» no está activa: no hay nada que configurar.", regla=_regla(fila)
        )
    return fila


def _constancia(linea: Linea) -> ConstanciaDeConfiguracion:
    constancia = ConstanciaDeConfiguracion.objects.filter(linea=linea).first()
    nueva = constancia or ConstanciaDeConfiguracion(trabajo=linea.trabajo)
    nueva.linea = linea
    return nueva


def _regla(linea: Linea) -> str:
    return EXTERNA if linea.tipo_de_backup == TipoDeBackup.EXTERNO else INTERNA


def _lugares(linea: Linea) -> tuple[str, ...]:
    externo = linea.tipo_de_backup == TipoDeBackup.EXTERNO
    return (OPERADOR, RESPONSABLE) if externo else (OPERADOR,)


def _designacion_para(lugar: str, *, por: Persona, hoy: date) -> Designacion | None:
    perfil = perfil_activo()
    for designacion in por.designaciones_al(hoy) if por.is_active else ():
        rol = perfil.rol(designacion.rol)
        if rol and _FUNCION[lugar] in rol.funciones:
            return designacion
    return None


def _capacidad(linea: Linea, *, por: Persona, hoy: date) -> Designacion:
    exigir(por=por, permiso="configuracion.registrar", hoy=hoy)
    for lugar in _lugares(linea):
        if designacion := _designacion_para(lugar, por=por, hoy=hoy):
            return designacion
    raise SinPermiso(
        "Esta línea es interna: la configura el personal de la institución.",
        regla=_regla(linea),
        remedio="Usted deja constancia solo de las líneas externas.",
    )


def _lugar(
    linea: Linea, constancia: ConstanciaDeConfiguracion, *, por: Persona, hoy: date
) -> tuple[str, Designacion]:
    """Which of the two ticks the person may give now."""
    _capacidad(linea, por=por, hoy=hoy)
    if por.pk in {constancia.operador_id, constancia.responsable_id}:
        raise ReglaIncumplida(
            "Usted ya dejó su constancia de esta línea.",
            regla=_regla(linea),
            remedio="La otra constancia es de la otra persona: la configuran dos."
            if constancia.estado == "a_medias"
            else "",
        )
    for lugar in _lugares(linea):
        designacion = _designacion_para(lugar, por=por, hoy=hoy)
        if designacion and getattr(constancia, f"{lugar}_id") is None:
            return lugar, designacion
    raise EstadoCambiado(
        f"La constancia que usted daría de «{linea}» ya fue registrada.",
        regla=_regla(linea),
        remedio="Actualice la página para ver quién la dio.",
    )


def _evento(
    accion: str,
    linea: Linea,
    constancia: ConstanciaDeConfiguracion,
    quien: tuple[Persona, Designacion],
    antes: str,
) -> Evento:
    version: VersionDirectorio = linea.version
    return Evento(
        accion,
        por=quien[0],
        capacidad=quien[1].capacidad,
        objeto=version,
        antes={"estado": antes},
        despues={
            "fila": linea.clave,
            "numero": linea.numero,
            "estado": constancia.estado,
            "trabajo": constancia.trabajo,
        },
        motivo=constancia.observacion,
    )
