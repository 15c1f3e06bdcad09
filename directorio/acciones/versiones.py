"""The life of a draft: made new or from the last one, corrected, annulled, revoked."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction

from directorio.models import Linea, VersionDirectorio
from directorio.reglas import (
    REGLA,
    TIPO,
    Estado,
    bloquear,
    documento,
    exigir_aprobador,
    exigir_editor,
    exigir_estado,
    mover,
    transito,
)
from gobierno import aprobaciones
from gobierno.bitacora import Evento, registrar
from gobierno.errores import EstadoCambiado, ReglaIncumplida, SinPermiso
from gobierno.models import Designacion, Persona
from gobierno.perfil import perfil_activo

LOTE = 1000


@transaction.atomic
def crear_version(
    *,
    anio: int,
    por: Persona,
    hoy: date,
    ahora: datetime,
    motivo: str = "",
    transicion: str = "",
) -> VersionDirectorio:
    """Open an empty draft of the year, numbered after the others.

    Raises SinPermiso, ReglaIncumplida (year out of reach) and EstadoCambiado (another version is
    already in preparation).

    Fuente: MIN-7.1-2, MIN-6.1-d.
    """
    designacion = exigir_editor(por=por, hoy=hoy)
    version = _abrir(anio, por=por, hoy=hoy, ahora=ahora, datos=(motivo, transicion, None))
    registrar(
        Evento(
            "directorio.crear",
            por=por,
            capacidad=designacion.capacidad,
            objeto=version,
            despues={"version": version.codigo, "motivo": version.motivo},
        ),
        ahora=ahora,
    )
    return version


@transaction.atomic
def clonar_version(
    *,
    anio: int,
    por: Persona,
    hoy: date,
    ahora: datetime,
    origen: VersionDirectorio | None = None,
    motivo: str = "",
    transicion: str = "",
) -> VersionDirectorio:
    """Open a draft with the rows of `origen` (by default the last approved one).

    Each row keeps its ítem, so its copies stay one series; suspended and retired rows come along.

    Fuente: MIN-7.1-2.
    """
    designacion = exigir_editor(por=por, hoy=hoy)
    origen = origen or ultima_aprobada()
    if origen is None:
        raise ReglaIncumplida(
            "No hay una versión aprobada de la cual partir.",
            regla=REGLA,
            remedio="Cree la primera versión vacía o importe la hoja de líneas.",
        )
    version = _abrir(anio, por=por, hoy=hoy, ahora=ahora, datos=(motivo, transicion, origen))
    copiadas = copiar_lineas(lineas=origen.lineas.order_by("numero"), version=version)
    datos = {"version": version.codigo, "origen": origen.codigo, "lineas": copiadas}
    registrar(
        Evento(
            "directorio.clonar",
            por=por,
            capacidad=designacion.capacidad,
            objeto=version,
            despues={**datos, "motivo": version.motivo},
        ),
        ahora=ahora,
    )
    return version


@transaction.atomic
def editar_version(
    *,
    version: VersionDirectorio,
    por: Persona,
    hoy: date,
    ahora: datetime,
    motivo: str,
    transicion: str,
) -> VersionDirectorio:
    """Change why the version is made and how it treats existing copies (§4.7), in borrador."""
    version = bloquear(version)
    designacion = exigir_editor(por=por, hoy=hoy)
    exigir_estado(version, Estado.BORRADOR, para="editar")
    antes = {"motivo": version.motivo, "transicion": version.transicion}
    version.motivo, version.transicion = motivo.strip(), _transicion(transicion)
    version.save(update_fields=["motivo", "transicion"])
    registrar(
        Evento(
            "directorio.editar",
            por=por,
            capacidad=designacion.capacidad,
            objeto=version,
            antes=antes,
            despues={"motivo": version.motivo, "transicion": version.transicion},
        ),
        ahora=ahora,
    )
    return version


@transaction.atomic
def corregir(
    *, version: VersionDirectorio, por: Persona, hoy: date, ahora: datetime
) -> VersionDirectorio:
    """Take an observed version back to borrador; the observation stays in its round."""
    version = bloquear(version)
    designacion = exigir_editor(por=por, hoy=hoy)
    exigir_estado(version, Estado.OBSERVADO, para="corregir")
    antes = mover(version, Estado.BORRADOR)
    registrar(transito("directorio.corregir", version, antes, (por, designacion)), ahora=ahora)
    return version


@transaction.atomic
def anular(
    *, version: VersionDirectorio, por: Persona, motivo: str, hoy: date, ahora: datetime
) -> VersionDirectorio:
    """Give up a draft or an observed version; its content stays readable."""
    version = bloquear(version)
    designacion = _editor_o_aprobador(por=por, hoy=hoy)
    exigir_estado(version, Estado.BORRADOR, Estado.OBSERVADO, para="anular")
    antes = _anular(version, motivo)
    registrar(
        transito("directorio.anular", version, antes, (por, designacion), motivo.strip()),
        ahora=ahora,
    )
    return version


@transaction.atomic
def revocar(
    *, version: VersionDirectorio, por: Persona, motivo: str, hoy: date, ahora: datetime
) -> VersionDirectorio:
    """Undo an approval whose day has not come; the former version stays in force.

    Raises ReglaIncumplida when the version already rules on `hoy`, whatever state the daily task
    has written: what ruled is never rewritten.
    """
    version = bloquear(version)
    designacion = exigir_aprobador(por=por, hoy=hoy)
    exigir_estado(version, Estado.APROBADO, para="revocar")
    if version.vigente_desde is None or version.vigente_desde <= hoy:
        raise ReglaIncumplida(
            f"{version} rige desde el {version.vigente_desde:%d/%m/%Y}: ya no se puede revocar.",
            regla=REGLA,
            remedio="Prepare una versión nueva que la sustituya.",
        )
    antes = _anular(version, motivo)
    registrar(
        transito("directorio.revocar", version, antes, (por, designacion), motivo.strip()),
        ahora=ahora,
    )
    return version


def ultima_aprobada() -> VersionDirectorio | None:
    """The version that rules or will rule last: the natural origin of the next one."""
    return VersionDirectorio.objects.con_efecto().order_by("-vigente_desde").first()


def copiar_lineas(*, lineas: Iterable[Linea], version: VersionDirectorio) -> int:
    """Copy rows into a draft keeping their ítem and number; returns how many."""
    nuevas = []
    for linea in lineas:
        linea.pk, linea._state.adding, linea.version = None, True, version
        nuevas.append(linea)
    Linea.objects.bulk_create(nuevas, batch_size=LOTE)
    return len(nuevas)


def _abrir(
    anio: int,
    *,
    por: Persona,
    hoy: date,
    ahora: datetime,
    datos: tuple[str, str, VersionDirectorio | None],
) -> VersionDirectorio:
    motivo, transicion, origen = datos
    if not hoy.year - 1 <= anio <= hoy.year + 1:
        raise ReglaIncumplida(
            f"El Directorio es anual: {anio} no es este año, el anterior ni el siguiente.",
            regla=REGLA,
            campos={"anio": f"Escriba {hoy.year} o {hoy.year + 1}."},
        )
    ocupada = VersionDirectorio.objects.en_preparacion().first()
    if ocupada is not None:
        raise _ya_hay_una(ocupada)
    numero = VersionDirectorio.objects.filter(anio=anio).count() + 1
    titulo = f"{documento().nombre} {anio}-{numero:02d}"
    try:
        with transaction.atomic():
            tramite = aprobaciones.abrir(tipo=TIPO, titulo=titulo, por=por, ahora=ahora)
            return VersionDirectorio.objects.create(
                anio=anio,
                numero=numero,
                motivo=motivo.strip(),
                transicion=_transicion(transicion),
                clonada_de=origen,
                tramite=tramite,
                creada_por=por,
                creada_en=ahora,
            )
    except IntegrityError as error:  # somebody opened one between the look and the write
        raise _ya_hay_una(VersionDirectorio.objects.en_preparacion().first()) from error


def _ya_hay_una(ocupada: VersionDirectorio | None) -> EstadoCambiado:
    cual = f"{ocupada} ({ocupada.get_estado_display().lower()})" if ocupada else "otra versión"
    return EstadoCambiado(
        f"Ya hay una versión en preparación: {cual}.",
        regla=REGLA,
        remedio="Continúe con ella o anúlela antes de empezar otra.",
    )


def _transicion(codigo: str) -> str:
    codigo = codigo or perfil_activo().directorio.transicion
    if codigo not in VersionDirectorio.Transicion.values:
        raise ReglaIncumplida(
            "No se reconoce cómo trata la versión las copias que ya existen.",
            regla="retencion",
            campos={"transicion": "Elija una de las dos opciones."},
        )
    return codigo


def _editor_o_aprobador(*, por: Persona, hoy: date) -> Designacion:
    try:
        return exigir_editor(por=por, hoy=hoy)
    except SinPermiso:
        return exigir_aprobador(por=por, hoy=hoy)


def _anular(version: VersionDirectorio, motivo: str) -> str:
    if not motivo.strip():
        raise ReglaIncumplida(
            "Falta el motivo.",
            regla=REGLA,
            remedio="Escriba por qué: quedará en el historial.",
            campos={"motivo": "Escriba el motivo."},
        )
    antes = version.estado
    version.estado, version.motivo_anulacion = Estado.ANULADO, motivo.strip()[:300]
    version.save(update_fields=["estado", "motivo_anulacion"])
    aprobaciones.retirar(tramite=version.tramite)
    return antes
