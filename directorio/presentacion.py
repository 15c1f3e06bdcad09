"""What pages say about a version, a line and a decision, in words. Reads only."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from directorio.models import Linea, Modalidad, TipoDeBackup, VersionDirectorio
from directorio.periodicidad import PeriodicidadInvalida, describir, proximas
from directorio.periodicidad import leer as leer_periodicidad
from directorio.plazos import PlazoInvalido
from directorio.plazos import describir as describir_plazo
from directorio.plazos import leer as leer_plazo
from directorio.ventanas import Ventana, VentanaInvalida
from gobierno import formato
from gobierno.calendario import Calendario
from gobierno.models import Decision, EventoBitacora, Paso, Persona, Ronda
from gobierno.perfil import perfil_activo

EVENTOS_VISIBLES = 20
PROXIMAS = 10
# `get_…_display` walks its choices each time: too dear for a column of a list.
ROTULOS: Mapping[str, str] = dict(TipoDeBackup.choices) | dict(Modalidad.choices)
TITULOS = {
    "directorio.crear": ("Se creó la versión", "borrador"),
    "directorio.clonar": ("Se creó a partir de otra versión", "borrador"),
    "directorio.editar": ("Se cambió el encabezado", "borrador"),
    "directorio.importar": ("Se importaron líneas", "borrador"),
    "directorio.importacion.leer": ("Se subió una hoja", "borrador"),
    "directorio.importacion.columnas": ("Se eligieron las columnas de la hoja", "borrador"),
    "directorio.importacion.corregir": ("Se corrigió la hoja subida", "borrador"),
    "directorio.importacion.descartar": ("Se descartó la hoja subida", "no_aplica"),
    "directorio.enviar": ("Se envió a visto", "en_visto"),
    "directorio.visto": ("Visto", "en_visto"),
    "directorio.firma": ("Firma y aprobación", "aprobado"),
    "directorio.sello": ("Sello", "aprobado"),
    "directorio.conocimiento": ("Toma de conocimiento", "conforme"),
    "directorio.observar": ("Se observó", "observado"),
    "directorio.corregir": ("Volvió a borrador para corregirse", "borrador"),
    "directorio.anular": ("Se anuló", "anulado"),
    "directorio.revocar": ("Se revocó la aprobación", "anulado"),
    "directorio.entrar_en_vigencia": ("Empezó a regir", "vigente"),
    "directorio.sustituir": ("Fue sustituida", "sustituido"),
    "directorio.configurar": ("Constancia de configuración", "configurado"),
    "directorio.no_configurable": ("No se puede configurar", "observado"),
    "directorio.linea.agregar": ("Se agregó una línea", "borrador"),
    "directorio.linea.editar": ("Se editó una línea", "borrador"),
    "directorio.linea.retirar": ("Se retiró una línea", "retirada"),
    "directorio.linea.suspender": ("Se suspendió una línea", "suspendida"),
    "directorio.linea.reactivar": ("Se reactivó una línea", "activo"),
    "directorio.linea.eliminar": ("Se eliminó una línea", "no_aplica"),
}
ACTOS = {
    Paso.Acto.VISTO: "Visto",
    Paso.Acto.FIRMA: "Firma",
    Paso.Acto.CONOCIMIENTO: "Conocimiento",
    Paso.Acto.SELLO: "Sello",
}


@dataclass(frozen=True)
class Ayuda:
    """What a row means, or why it means nothing yet."""

    periodicidad: str = ""
    error_periodicidad: str = ""
    proximas: tuple[date, ...] = ()
    ventana: str = ""
    error_ventana: str = ""
    retencion: str = ""
    error_retencion: str = ""


def ayuda(linea: Linea, *, desde: date, calendario: Calendario) -> Ayuda:
    """The row in plain Spanish and its next ten dates from `desde`."""
    datos: dict[str, Any] = {}
    if linea.periodicidad:
        try:
            regla = leer_periodicidad(linea.periodicidad)
            datos["periodicidad"] = describir(regla)
            datos["proximas"] = tuple(proximas(regla, desde, calendario, PROXIMAS))
        except PeriodicidadInvalida as error:
            datos["error_periodicidad"] = str(error)
    if linea.retencion:
        try:
            datos["retencion"] = describir_plazo(leer_plazo(linea.retencion))
        except PlazoInvalido as error:
            datos["error_retencion"] = str(error)
    if linea.hora_inicio is not None and linea.hora_fin is not None:
        try:
            ventana = Ventana(linea.hora_inicio, linea.hora_fin)
            siguiente = " del día siguiente" if ventana.cruza_medianoche else ""
            datos["ventana"] = (
                f"de {linea.hora_inicio:%H:%M} a {linea.hora_fin:%H:%M}{siguiente}, "
                f"{formato.duracion(ventana.duracion)}"
            )
        except VentanaInvalida as error:
            datos["error_ventana"] = str(error)
    return Ayuda(**datos)


def pasos_de(ronda: Ronda | None) -> list[dict[str, Any]]:
    """The steps of the round for `componentes/pasos.html`; [] before the first submission."""
    if ronda is None:
        return []
    perfil, pasos = perfil_activo(), []
    for paso in ronda.pasos.select_related("decision__persona"):
        decision: Decision | None = getattr(paso, "decision", None)
        estado = "actual" if paso.turno else "pendiente"
        if decision is not None:
            estado = "observado" if decision.sentido == Decision.Sentido.OBSERVADO else "hecho"
        rol = perfil.nombre_de_rol(paso.rol)
        pasos.append(
            {
                "texto": f"{ACTOS[Paso.Acto(paso.acto)]}: {rol}",
                "estado": estado,
                "quien": str(decision.persona) if decision else rol,
                "cuando": decision.decidida_en if decision else None,
            }
        )
    return pasos


def paso_para(ronda: Ronda | None, persona: Persona, *, hoy: date) -> Paso | None:
    """The step of the round that waits for a role `persona` holds on `hoy`, or None."""
    if ronda is None:
        return None
    pasos: QuerySet[Paso] = ronda.pasos.filter(turno=True, rol__in=persona.roles_al(hoy))
    return pasos.select_related("ronda__tramite").first()


def observacion_de(version: VersionDirectorio) -> Decision | None:
    """The observation that the preparer has to attend: of the last round only."""
    if version.estado not in {version.Estado.OBSERVADO, version.Estado.BORRADOR}:
        return None
    ronda = version.tramite.ronda
    if ronda is None:
        return None
    observadas: QuerySet[Decision] = ronda.decisiones.filter(sentido=Decision.Sentido.OBSERVADO)
    return observadas.select_related("persona").first()


def comentarios_por_fila(decision: Decision | None) -> dict[str, list[str]]:
    """Comments of an observation by the stable key of the row."""
    filas: dict[str, list[str]] = defaultdict(list)
    for comentario in decision.comentarios.all() if decision else ():
        filas[comentario.fila].append(comentario.texto)
    return dict(filas)


def historia_de(version: VersionDirectorio) -> list[dict[str, Any]]:
    """The newest entries about the version, for `linea_de_tiempo.html`.

    The ticks of its lines are told by the configuration page; here they would bury the signatures.
    """
    eventos = (
        EventoBitacora.objects.de(version)
        .exclude(accion__startswith="directorio.configur")
        .order_by("-numero")[:EVENTOS_VISIBLES]
    )
    return [_suceso(evento) for evento in eventos]


def _suceso(evento: EventoBitacora) -> dict[str, Any]:
    titulo, estado = TITULOS.get(evento.accion, (evento.accion, ""))
    despues: Mapping[str, Any] = evento.despues
    detalles = [evento.motivo]
    if despues.get("numero") and despues.get("fila"):
        detalles.insert(0, f"Fila {despues['numero']} ({despues['fila']}).")
    if despues.get("sha256"):
        detalles.append(f"SHA-256 {despues['sha256'][:16]}…")
    if despues.get("vigente_desde"):
        fecha = date.fromisoformat(despues["vigente_desde"])
        detalles.append(f"Rige desde el {formato.fecha(fecha)}.")
    if despues.get("lineas"):
        detalles.append(f"{despues['lineas']} líneas.")
    return {
        "cuando": evento.instante,
        "titulo": titulo,
        "quien": evento.actor,
        "capacidad": evento.capacidad,
        "detalle": " ".join(detalle for detalle in detalles if detalle),
        "estado": estado,
    }
