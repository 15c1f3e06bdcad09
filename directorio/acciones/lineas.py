"""Rows of a draft: added, edited, suspended, retired or taken out. Never after submission (X-2).

Fuente: MIN-6.1-g, MIN-7.1-2, R17.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from directorio.acciones.filas import preparar_linea, resolver_item
from directorio.columnas import TITULOS
from directorio.contenido import fila, huella
from directorio.models import Linea, VersionDirectorio
from directorio.reglas import REGLA, Estado, bloquear, exigir_editor, exigir_estado
from directorio.validacion import validar_fila
from gobierno.bitacora import Evento, registrar
from gobierno.errores import EstadoCambiado, ReglaIncumplida
from gobierno.models import Designacion, Persona
from gobierno.perfil import perfil_activo

Situacion = Linea.Situacion


@transaction.atomic
def agregar_linea(
    *,
    version: VersionDirectorio,
    datos: Mapping[str, Any],
    por: Persona,
    hoy: date,
    ahora: datetime,
) -> Linea:
    """Add a row to a draft; `datos` maps fields of Linea (and optionally `item`) to values.

    Without `item`, the ítem is the one of the same name in the Directorio, or a new one. Raises
    ReglaIncumplida with one message per field (`campos`); nothing is saved.
    """
    version = bloquear(version)
    designacion = exigir_editor(por=por, hoy=hoy)
    exigir_estado(version, Estado.BORRADOR, para="agregar líneas")
    datos = dict(datos)
    datos["numero"] = datos.get("numero") or siguiente_numero(version=version)
    item = datos.pop("item", None) or resolver_item(nombre=str(datos.get("nombre", "")))
    linea = preparar_linea(linea=Linea(version=version, item=item), datos=datos)
    _exigir_fila(linea)
    if item.pk is None:
        item.save()
        linea.item = item
    linea.save(force_insert=True)
    registrar(_evento("agregar", linea, (por, designacion), despues=fila(linea)), ahora=ahora)
    return linea


@transaction.atomic
def editar_linea(
    *,
    linea: Linea,
    datos: Mapping[str, Any],
    por: Persona,
    hoy: date,
    ahora: datetime,
    leida: str = "",
) -> Linea:
    """Change cells of a row in a draft; the ítem stays the same even if it is renamed.

    `leida` is the hash of the row that the person was looking at (`contenido.huella`): when
    somebody changed it meanwhile, EstadoCambiado, so that nobody overwrites what was never seen.
    """
    linea, designacion = _abrir(linea, por=por, hoy=hoy, para="editar líneas")
    antes = fila(linea)
    if leida and leida != huella(antes):
        raise EstadoCambiado(
            "Otra persona cambió esta línea mientras usted la editaba: no se guardó nada.",
            regla=REGLA,
            remedio="Lo que escribió sigue aquí. Abra la línea en otra pestaña, vea qué cambió y "
            "vuelva a editarla.",
        )
    linea = preparar_linea(linea=linea, datos=datos)
    _exigir_fila(linea)
    linea.save(force_update=True)
    _renombrar_item(linea)
    despues = fila(linea)
    cambiados = [campo for campo in despues if antes[campo] != despues[campo]]
    registrar(
        _evento(
            "editar",
            linea,
            (por, designacion),
            antes={campo: antes[campo] for campo in cambiados},
            despues={campo: despues[campo] for campo in cambiados},
        ),
        ahora=ahora,
    )
    return linea


@transaction.atomic
def retirar_linea(
    *,
    linea: Linea,
    fecha_baja: date | None,
    motivo: str,
    por: Persona,
    hoy: date,
    ahora: datetime,
    retencion_post_baja: str = "",
) -> Linea:
    """Retire a row: nothing is expected from `fecha_baja` on; its copies keep their retention.

    A retention by number of copies would keep the last ones for ever: it must say until when.

    Fuente: R17, RC-28.
    """
    linea, designacion = _abrir(linea, por=por, hoy=hoy, para="retirar líneas")
    antes = linea.situacion
    linea.situacion, linea.fecha_baja = Situacion.RETIRADA, fecha_baja
    linea.motivo_situacion = _motivo(motivo)
    linea.retencion_post_baja = retencion_post_baja.strip()
    _exigir_fila(linea)
    linea.save(update_fields=["situacion", "fecha_baja", "motivo_situacion", "retencion_post_baja"])
    registrar(_de_situacion("retirar", linea, antes, (por, designacion)), ahora=ahora)
    return linea


@transaction.atomic
def suspender_linea(
    *, linea: Linea, motivo: str, por: Persona, hoy: date, ahora: datetime
) -> Linea:
    """Stop expecting a row without retiring it: it stays in the Directorio with its reason."""
    linea, designacion = _abrir(linea, por=por, hoy=hoy, para="suspender líneas")
    antes = linea.situacion
    linea.situacion, linea.motivo_situacion = Situacion.SUSPENDIDA, _motivo(motivo)
    linea.fecha_baja = None
    linea.save(update_fields=["situacion", "motivo_situacion", "fecha_baja"])
    registrar(_de_situacion("suspender", linea, antes, (por, designacion)), ahora=ahora)
    return linea


@transaction.atomic
def reactivar_linea(*, linea: Linea, por: Persona, hoy: date, ahora: datetime) -> Linea:
    """Make a suspended or retired row owed again."""
    linea, designacion = _abrir(linea, por=por, hoy=hoy, para="reactivar líneas")
    antes = linea.situacion
    linea.situacion, linea.motivo_situacion = Situacion.ACTIVA, ""
    linea.fecha_baja, linea.retencion_post_baja = None, ""
    linea.save(update_fields=["situacion", "motivo_situacion", "fecha_baja", "retencion_post_baja"])
    registrar(_de_situacion("reactivar", linea, antes, (por, designacion)), ahora=ahora)
    return linea


@transaction.atomic
def eliminar_linea(*, linea: Linea, por: Persona, hoy: date, ahora: datetime) -> None:
    """Take out a row that never ruled; one that did is retired instead, so that it stays."""
    linea, designacion = _abrir(linea, por=por, hoy=hoy, para="eliminar líneas")
    rigio = VersionDirectorio.objects.con_efecto().filter(lineas__in=_misma_serie(linea)).first()
    if rigio is not None:
        raise ReglaIncumplida(
            f"«{linea}» figura en {rigio}: si se borrara, dejaría de respaldarse sin rastro.",
            regla=REGLA,
            remedio="Retírela con su fecha de baja y su motivo.",
        )
    evento = _evento("eliminar", linea, (por, designacion), antes=fila(linea))
    linea.delete()
    registrar(evento, ahora=ahora)


def siguiente_numero(*, version: VersionDirectorio) -> int:
    return (version.lineas.aggregate(mayor=Max("numero"))["mayor"] or 0) + 1


def _abrir(linea: Linea, *, por: Persona, hoy: date, para: str) -> tuple[Linea, Designacion]:
    """Lock the version of the row, then read the row again."""
    version = bloquear(linea.version)
    designacion = exigir_editor(por=por, hoy=hoy)
    exigir_estado(version, Estado.BORRADOR, para=para)
    fresca = Linea.objects.select_related("item", "unidad").filter(pk=linea.pk).first()
    if fresca is None:
        raise EstadoCambiado("La línea ya no existe.", remedio="Vuelva a la lista de líneas.")
    fresca.version = version
    return fresca, designacion


def _exigir_fila(linea: Linea) -> None:
    hallazgos = [h for h in validar_fila(linea, perfil=perfil_activo()) if h.es_error]
    campos: dict[str, str] = {}
    for hallazgo in hallazgos:
        texto = f"{hallazgo.mensaje} {hallazgo.remedio}".strip()
        campos[hallazgo.campo] = " ".join(filter(None, [campos.get(hallazgo.campo), texto]))
    campos |= _repetidos(linea) if not campos else {}
    if campos:
        nombres = ", ".join(TITULOS.get(campo, campo) for campo in campos)
        raise ReglaIncumplida(
            f"La línea no se guardó: revise {nombres}.",
            regla=hallazgos[0].regla if hallazgos else "directorio_columnas",
            campos=campos,
        )


def _repetidos(linea: Linea) -> dict[str, str]:
    otras = linea.version.lineas.exclude(pk=linea.pk)
    campos = {}
    if linea.item.pk and (igual := otras.de_la_serie(linea.serie).first()):
        campos["modalidad"] = (
            f"La fila {igual.numero} ya es de este ítem, tipo de backup y modalidad: edítela o "
            "cambie la modalidad."
        )
    if otras.filter(numero=linea.numero).exists():
        campos["numero"] = f"El N° {linea.numero} ya está usado en esta versión."
    return campos


def _misma_serie(linea: Linea) -> Any:
    return Linea.objects.de_la_serie(linea.serie).exclude(version=linea.version)


def _renombrar_item(linea: Linea) -> None:
    if linea.item.nombre != linea.nombre:
        linea.item.nombre = linea.nombre
        linea.item.save(update_fields=["nombre"])


def _motivo(motivo: str) -> str:
    if not motivo.strip():
        raise ReglaIncumplida(
            "Falta el motivo.", regla=REGLA, campos={"motivo": "Escriba el motivo."}
        )
    return motivo.strip()[:300]


def _evento(
    verbo: str,
    linea: Linea,
    quien: tuple[Persona, Designacion],
    *,
    antes: Mapping[str, Any] | None = None,
    despues: Mapping[str, Any] | None = None,
) -> Evento:
    """The object of the entry is the version, so that its history shows every row touched."""
    return Evento(
        f"directorio.linea.{verbo}",
        por=quien[0],
        capacidad=quien[1].capacidad,
        objeto=linea.version,
        antes=antes or {},
        despues={"fila": linea.clave, "numero": linea.numero, **(despues or {})},
    )


def _de_situacion(
    verbo: str, linea: Linea, antes: str, quien: tuple[Persona, Designacion]
) -> Evento:
    despues: dict[str, Any] = {"situacion": linea.situacion, "motivo": linea.motivo_situacion}
    if linea.fecha_baja:
        despues |= {"fecha_baja": linea.fecha_baja, "retencion": linea.retencion_post_baja}
    return _evento(verbo, linea, quien, antes={"situacion": antes}, despues=despues)
