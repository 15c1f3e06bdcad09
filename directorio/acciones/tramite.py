"""From the draft to the signature: submit, decide, approve (§3.1).

Fuente: MIN-6.1-g, MIN-7.1-2, MIN-7.1-3, MIN-7.1-4, X-2, X-3.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import transaction

from directorio import contenido
from directorio.acciones.fechas import Vigencia, fecha_de_vigencia, vigencia_propuesta
from directorio.acciones.vigencia import poner_al_dia
from directorio.models import VersionDirectorio
from directorio.reglas import (
    REGLA,
    Estado,
    avisar_turno,
    bloquear,
    documento,
    enlace,
    exigir_editor,
    exigir_estado,
    mover,
    preparo,
    transito,
)
from directorio.validacion import Hallazgo, validar_version
from gobierno import aprobaciones, avisos
from gobierno.aprobaciones import Resultado, Voto
from gobierno.bitacora import Evento, registrar, registrar_varios
from gobierno.errores import EstadoCambiado, ReglaIncumplida, SinPermiso
from gobierno.models import Decision, Paso, Persona, Ronda


@transaction.atomic
def enviar_a_visto(
    *, version: VersionDirectorio, por: Persona, hoy: date, ahora: datetime
) -> VersionDirectorio:
    """Validate every row, freeze the content and open the round of vistos.

    Raises ReglaIncumplida whose `detalles` name row, column, numeral and remedy of each error.

    Fuente: MIN-6.1-g, MIN-7.1-2, MIN-7.1.2-a, MIN-6.4-a, MIN-VIII, RC-36.
    """
    version = bloquear(version)
    designacion = exigir_editor(por=por, hoy=hoy)
    try:
        exigir_estado(version, Estado.BORRADOR, para="enviar a visto")
    except EstadoCambiado as error:
        ronda = version.tramite.ronda
        en_curso = version.estado in {Estado.EN_VISTO, Estado.POR_FIRMAR}
        error.repite = ronda if en_curso and ronda and ronda.enviada_por_id == por.pk else None
        raise
    _exigir_sin_errores(validar_version(version))
    ronda = aprobaciones.presentar(
        tramite=version.tramite,
        contenido=congelado(version=version),
        por=por,
        designacion=designacion,
        ahora=ahora,
    )
    antes = mover(version, _estado_segun(ronda))
    avisar_turno(version, ronda.pasos.filter(turno=True), hoy=hoy, ahora=ahora)
    evento = transito("directorio.enviar", version, antes, (por, designacion))
    datos = {"estado": version.estado, "ronda": ronda.numero, "sha256": ronda.sha256}
    registrar(_con(evento, datos), ahora=ahora)
    return version


@transaction.atomic
def decidir(
    *,
    version: VersionDirectorio,
    paso: Paso,
    por: Persona,
    voto: Voto,
    hoy: date,
    ahora: datetime,
    vigencia: Vigencia | None = None,
) -> Resultado:
    """Record a visto, firma, conocimiento or observation and move the version with it.

    The signature that completes the binding steps approves: the version rules from
    `vigencia.desde` (by default tomorrow, or today when none rules yet). `motivo` is needed to
    start on an earlier date, which is only possible where no version ruled: the past is never
    re-scored.

    Raises what `aprobaciones.decidir` raises, SinPermiso when who signs prepared the version, and
    ReglaIncumplida when the rows no longer match what was submitted or the date is not possible.

    Fuente: MIN-7.1-2, MIN-7.1-3, MIN-7.1-4, X-2, X-3.
    """
    version = bloquear(version)
    if paso.ronda.tramite_id != version.tramite_id:
        raise EstadoCambiado("El paso no es de este documento.", remedio="Actualice la página.")
    if paso.acto == Paso.Acto.FIRMA and voto.sentido == Decision.Sentido.OTORGADO:
        _exigir_que_no_preparo(version, por)
        _exigir_mismo_contenido(version, paso.ronda)
    with _con_la_misma_fecha(version, paso, vigencia):
        resultado = aprobaciones.decidir(paso=paso, por=por, voto=voto, hoy=hoy, ahora=ahora)
    antes = version.estado
    eventos = [_aplicar(version, resultado, vigencia or Vigencia(), hoy=hoy)]
    if antes != version.estado and version.estado == Estado.APROBADO:
        eventos += poner_al_dia(hoy=hoy, ahora=ahora)
    _avisar(version, resultado, hoy=hoy, ahora=ahora)
    registrar_varios(eventos, ahora=ahora)
    version.refresh_from_db()
    return resultado


@contextmanager
def _con_la_misma_fecha(
    version: VersionDirectorio, paso: Paso, vigencia: Vigencia | None
) -> Iterator[None]:
    """A signature sent again with another date is not the same one."""
    try:
        yield
    except EstadoCambiado as error:
        desde = vigencia.desde if vigencia and paso.acto == Paso.Acto.FIRMA else None
        if desde not in {None, version.vigente_desde}:
            error.repite = None
        raise


def congelado(*, version: VersionDirectorio) -> dict[str, Any]:
    """The content of the version as it is now, ready to freeze or to compare."""
    return contenido.congelar(version, version.lineas.select_related("item", "unidad"))


def _aplicar(
    version: VersionDirectorio, resultado: Resultado, vigencia: Vigencia, *, hoy: date
) -> Evento:
    decision, antes = resultado.decision, version.estado
    datos: dict[str, Any] = {"acto": decision.acto, "sha256": decision.sha256}
    accion = f"directorio.{decision.acto}"
    if resultado.observado:
        mover(version, Estado.OBSERVADO)
        accion = "directorio.observar"
        datos["filas"] = decision.comentarios.count()
    elif decision.acto != Paso.Acto.CONOCIMIENTO:
        if resultado.completo and version.estado in {Estado.EN_VISTO, Estado.POR_FIRMAR}:
            _aprobar(version, decision, vigencia, hoy=hoy)
            datos["vigente_desde"] = version.vigente_desde
        elif not resultado.completo:
            mover(version, _estado_segun(decision.ronda))
    return Evento(
        accion,
        por=decision.persona,
        capacidad=decision.capacidad,
        objeto=version,
        antes={"estado": antes},
        despues={"estado": version.estado, "ronda": decision.ronda.numero, **datos},
        motivo=decision.comentario or version.motivo_regularizacion,
    )


def _aprobar(
    version: VersionDirectorio, decision: Decision, vigencia: Vigencia, *, hoy: date
) -> None:
    desde = vigencia.desde or vigencia_propuesta(version=version, hoy=hoy)
    motivo = fecha_de_vigencia(
        version=version, desde=desde, motivo=vigencia.motivo.strip(), hoy=hoy
    )
    version.estado = Estado.APROBADO
    version.sha256 = decision.sha256
    version.aprobada_por, version.aprobada_en = decision.persona, decision.decidida_en
    version.vigente_desde, version.motivo_regularizacion = desde, motivo
    version.segregada = decision.segregada
    version.save(
        update_fields=[
            "estado",
            "sha256",
            "aprobada_por",
            "aprobada_en",
            "vigente_desde",
            "motivo_regularizacion",
            "segregada",
        ]
    )


def _estado_segun(ronda: Ronda) -> str:
    pendientes = ronda.pasos.filter(decision__isnull=True, obligatorio=True)
    en_visto = pendientes.filter(acto=Paso.Acto.VISTO).exists()
    return Estado.EN_VISTO if en_visto else Estado.POR_FIRMAR


def _exigir_sin_errores(hallazgos: list[Hallazgo]) -> None:
    errores = [hallazgo for hallazgo in hallazgos if hallazgo.es_error]
    if not errores:
        return
    cuantos = "1 error" if len(errores) == 1 else f"{len(errores)} errores"
    raise ReglaIncumplida(
        f"El Directorio no se puede enviar: tiene {cuantos}.",
        regla=errores[0].regla,
        remedio="Corrija las filas señaladas y vuelva a enviarlo.",
        detalles=[str(error) for error in errores],
    )


def _exigir_que_no_preparo(version: VersionDirectorio, por: Persona) -> None:
    """X-3: who wrote any part of the version does not approve it, unless the profile lets."""
    if documento().segregacion and preparo(version, por):
        raise SinPermiso(
            "Usted preparó esta versión: quien prepara el documento no puede aprobarlo.",
            regla=REGLA,
            remedio="Debe firmarlo otra persona con el rol que aprueba (titular o encargada).",
        )


def _exigir_mismo_contenido(version: VersionDirectorio, ronda: Ronda) -> None:
    if contenido.huella(congelado(version=version)) != ronda.sha256:
        raise ReglaIncumplida(
            "Las líneas guardadas no coinciden con el contenido que se presentó: no se firmó.",
            regla=REGLA,
            remedio="Observe la versión y avise al administrador: revise la bitácora.",
        )


def _avisar(
    version: VersionDirectorio, resultado: Resultado, *, hoy: date, ahora: datetime
) -> None:
    avisar_turno(version, resultado.siguientes, hoy=hoy, ahora=ahora)
    decision = resultado.decision
    if not resultado.observado and not (resultado.completo and decision.acto == Paso.Acto.FIRMA):
        return
    que = "observó" if resultado.observado else "aprobó"
    cuando = "" if resultado.observado else f" Rige desde el {version.vigente_desde:%d/%m/%Y}."
    mensaje = avisos.Mensaje(
        clave=f"directorio:{version.pk}:decision:{decision.pk}",
        tipo="directorio.observado" if resultado.observado else "directorio.aprobado",
        asunto=f"Se {que} el {version}",
        texto=f"{decision.persona} ({decision.capacidad}) {que} el {version}."
        f"{cuando} {decision.comentario}".strip(),
        enlace=enlace(version),
    )
    avisos.encolar(mensaje, para=_preparadores(version, decision.ronda), ahora=ahora)


def _preparadores(version: VersionDirectorio, ronda: Ronda) -> list[Persona]:
    vistos = [d.persona for d in ronda.decisiones.filter(acto=Paso.Acto.VISTO)]
    return [version.creada_por, ronda.enviada_por, *vistos]


def _con(evento: Evento, datos: Mapping[str, Any]) -> Evento:
    return Evento(
        evento.accion,
        por=evento.por,
        capacidad=evento.capacidad,
        objeto=evento.objeto,
        antes=evento.antes,
        despues=datos,
    )
