"""What every write of the Directorio shares: locks, states, capacity and notices."""

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse

from directorio.models import VersionDirectorio
from gobierno import avisos
from gobierno.bitacora import Evento
from gobierno.capacidad import exigir
from gobierno.errores import EstadoCambiado, SinPermiso
from gobierno.models import Designacion, EventoBitacora, Paso, Persona
from gobierno.perfil import Documento, perfil_activo

TIPO = "directorio"
REGLA = "directorio"
Estado = VersionDirectorio.Estado
OBLIGAN = (Paso.Acto.VISTO, Paso.Acto.FIRMA)
EDICIONES = (
    "directorio.crear",
    "directorio.clonar",
    "directorio.editar",
    "directorio.importar",
    "directorio.enviar",
    "directorio.corregir",
    "directorio.linea.agregar",
    "directorio.linea.editar",
    "directorio.linea.retirar",
    "directorio.linea.suspender",
    "directorio.linea.reactivar",
    "directorio.linea.eliminar",
)


def documento() -> Documento:
    """The profile's entry for the Directorio: names, steps and segregation."""
    return perfil_activo().documentos[TIPO]


def bloquear(version: VersionDirectorio) -> VersionDirectorio:
    """Read the version again and hold its row to the end of the transaction."""
    fila: VersionDirectorio = (
        VersionDirectorio.objects.select_for_update(of=("self",))
        .select_related("tramite")
        .get(pk=version.pk)
    )
    return fila


def exigir_estado(version: VersionDirectorio, *estados: str, para: str) -> None:
    """Refuse with what the version is now; `para` completes «no se puede …»."""
    if version.estado not in estados:
        raise EstadoCambiado(
            f"{version} está en «{version.get_estado_display()}»: no se puede {para}.",
            regla=REGLA,
            remedio="Lo aprobado no se modifica: prepare una versión nueva."
            if version.estado in {Estado.APROBADO, Estado.VIGENTE, Estado.SUSTITUIDO}
            else "Actualice la página para ver en qué paso está.",
        )


def exigir_editor(*, por: Persona, hoy: date) -> Designacion:
    return exigir(por=por, permiso="directorio.editar", hoy=hoy)


def roles_que_firman() -> tuple[str, ...]:
    return tuple(paso.rol for paso in documento().pasos if paso.acto == Paso.Acto.FIRMA)


def exigir_aprobador(*, por: Persona, hoy: date) -> Designacion:
    """The designation of who signs this document, in force on `hoy`."""
    for rol in roles_que_firman() if por.is_active else ():
        if designacion := por.designacion_en(rol, hoy):
            return designacion
    nombres = " o ".join(perfil_activo().nombre_de_rol(rol) for rol in roles_que_firman())
    raise SinPermiso(
        f"{por} no puede hacer esto hoy: le corresponde a {nombres}.",
        regla=REGLA,
        remedio="Si le corresponde, pida al administrador que registre su designación.",
    )


def mover(version: VersionDirectorio, estado: str) -> str:
    """Write the new state of a locked version; returns the one it had."""
    antes = version.estado
    version.estado = estado
    version.save(update_fields=["estado"])
    return antes


def transito(
    accion: str,
    version: VersionDirectorio,
    antes: str,
    quien: tuple[Persona, Designacion] | None,
    motivo: str = "",
) -> Evento:
    """The audit entry of a change of state; without `quien` it was the system."""
    return Evento(
        accion,
        por=quien[0] if quien else None,
        capacidad=quien[1].capacidad if quien else "",
        objeto=version,
        antes={"estado": antes},
        despues={"estado": version.estado},
        motivo=motivo,
    )


def preparo(version: VersionDirectorio, persona: Persona) -> bool:
    """Did `persona` open the version or write any part of it? By the trail (X-3)."""
    escribio = EventoBitacora.objects.de(version).filter(actor_id=persona.pk, accion__in=EDICIONES)
    return persona.pk == version.creada_por_id or escribio.exists()


def impedimento(version: VersionDirectorio, paso: Paso, persona: Persona) -> str:
    """Why `persona` may not decide a step of its own role; "" when nothing stops it."""
    if not documento().segregacion or paso.acto not in OBLIGAN:
        return ""
    if paso.ronda.decisiones.filter(persona=persona, acto__in=OBLIGAN).exists():
        return "Usted ya dio un visto o firma en esta ronda: este paso es de otra persona."
    if paso.acto == Paso.Acto.FIRMA and preparo(version, persona):
        return "Usted preparó esta versión: debe firmarla otra persona con el mismo rol."
    return ""


def personas_con(roles: Iterable[str], *, hoy: date) -> list[Persona]:
    """Active holders of any of `roles` on `hoy`, each once."""
    unicas: dict[int, Persona] = {}
    for rol in roles:
        unicas |= {p.pk: p for p in Persona.objects.con_rol(rol, hoy)}
    return list(unicas.values())


def personas_con_permiso(permiso: str, *, hoy: date) -> list[Persona]:
    return personas_con([rol.codigo for rol in perfil_activo().roles_con(permiso)], hoy=hoy)


def enlace(version: VersionDirectorio, pagina: str = "version") -> str:
    """Address of a page of the version, for a notice."""
    return reverse(f"directorio:{pagina}", args=[version.pk])


ASUNTOS = {
    Paso.Acto.VISTO: ("Por dar visto", "espera su visto"),
    Paso.Acto.FIRMA: ("Por firmar", "espera su firma"),
    Paso.Acto.SELLO: ("Por sellar", "espera su sello"),
    Paso.Acto.CONOCIMIENTO: ("Por conocer", "fue aprobado y espera que tome conocimiento"),
}


def avisar_turno(
    version: VersionDirectorio, pasos: Iterable[Paso], *, hoy: date, ahora: datetime
) -> None:
    """Tell the holders of each step that its turn has come, once per step."""
    for paso in pasos:
        titulo, verbo = ASUNTOS[Paso.Acto(paso.acto)]
        mensaje = avisos.Mensaje(
            clave=f"directorio:{version.pk}:paso:{paso.pk}",
            tipo=f"directorio.{paso.acto}",
            asunto=f"{titulo}: {version}",
            texto=f"El {documento().nombre} {version.codigo} {verbo}.",
            enlace=enlace(version, "decidir"),
        )
        avisos.encolar(mensaje, para=personas_con([paso.rol], hoy=hoy), ahora=ahora)
