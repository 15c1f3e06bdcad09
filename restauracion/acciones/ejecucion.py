"""The restoration itself, from its start to its end or its failure (MIN-7.2.2-d-1)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from gobierno.acciones.adjuntos import guardar_adjunto
from gobierno.archivos import Archivo
from gobierno.errores import ReglaIncumplida
from gobierno.models import Persona
from gobierno.perfil import perfil_activo
from respaldo.acciones.disponibilidad import invalidar
from respaldo.models import Copia
from restauracion import estados
from restauracion.acciones import comunes as c
from restauracion.acciones import retencion
from restauracion.acciones.evaluacion import claves_ofrecidas, tras_evaluar
from restauracion.acciones.software import abrir_incidente_de
from restauracion.models import Confirmacion, Restauracion, SolicitudDeRestauracion

Resultado = Restauracion.Resultado


@dataclass(frozen=True)
class Logro:
    """What was given back: objects, size in bytes, and the check (hash, count, or both)."""

    objetos: str
    fin: datetime
    cantidad: int | None = None
    bytes: int | None = None
    huella: str = ""
    faltantes: str = ""
    adjuntos: Iterable[Archivo] = field(default=())


@transaction.atomic
def iniciar(
    *, solicitud: SolicitudDeRestauracion, destino: str, por: Persona, hoy: date, ahora: datetime,
    sobrescribe: bool = False, consentimiento: str = "", visto: int | None = None,
) -> SolicitudDeRestauracion:  # fmt: skip
    """Start to restore the confirmed copy; the original is overwritten only with recorded consent.

    Fuente: MIN-7.2.2-d-1.
    """
    tomada = c.tomar(solicitud=solicitud, paso="iniciar", visto=visto)
    acto = c.actuar(paso="iniciar", por=por, hoy=hoy, ahora=ahora)
    c.exigir_operador(solicitud=tomada, por=por)
    copia = _exigir_confirmada(tomada)
    lugar = c.exigir_texto(valor=destino, campo="destino", mensaje="Escriba dónde se deja.")[:500]
    if sobrescribe:
        consentimiento = _exigir_consentimiento(tomada, consentimiento)
    hecha = Restauracion.objects.create(
        solicitud=tomada, numero=tomada.restauraciones.count() + 1, copia=copia,
        destino=lugar, sobrescribe=sobrescribe,
        consentimiento=consentimiento.strip()[:500] if sobrescribe else "",
        inicio=ahora, iniciada_por=por, capacidad=acto.capacidad,
    )  # fmt: skip
    hecha.copias.set(_copias(tomada))
    return c.asentar(
        solicitud=tomada, paso="iniciar", a=estados.EN_RESTAURACION, acto=acto,
        detalle={"copia": copia, "destino": lugar, "sobrescribe": sobrescribe,
                 "consentimiento": hecha.consentimiento},
    )  # fmt: skip


@transaction.atomic
def terminar(
    *, solicitud: SolicitudDeRestauracion, logro: Logro, por: Persona, hoy: date, ahora: datetime,
    visto: int | None = None,
) -> SolicitudDeRestauracion:  # fmt: skip
    """Record what was restored, and tell who asked; with `faltantes`, a part.

    Where the profile asks for no conformidad, the request is then attended. Fuente:
    MIN-7.2.2-d-1.
    """
    tomada = c.tomar(solicitud=solicitud, paso="terminar", visto=visto)
    acto = c.actuar(paso="terminar", por=por, hoy=hoy, ahora=ahora)
    c.exigir_operador(solicitud=tomada, por=por)
    hecha = _en_curso(tomada)
    _comprobar(logro, hecha, ahora)
    # The end is written in minutes: one in the minute of the start is the start.
    hecha.fin, hecha.terminada_por = max(logro.fin, hecha.inicio), por
    hecha.resultado = Resultado.PARCIAL if logro.faltantes.strip() else Resultado.COMPLETA
    hecha.objetos, hecha.faltantes = logro.objetos.strip(), logro.faltantes.strip()
    hecha.cantidad, hecha.bytes, hecha.huella = logro.cantidad, logro.bytes, logro.huella.strip()
    hecha.save(update_fields=["fin", "terminada_por", "resultado", "objetos", "faltantes",
                              "cantidad", "bytes", "huella"])  # fmt: skip
    hecha.adjuntos.add(
        *(guardar_adjunto(archivo=a, por=por, ahora=ahora, reservado=True) for a in logro.adjuntos)
    )
    pide = perfil_activo().interruptores["exige_conformidad"]
    cambios = {"motivo_final": f"Restauración {hecha.get_resultado_display().lower()}."}
    return c.asentar(
        solicitud=tomada, paso="terminar", acto=acto,
        a=estados.RESTAURADA if pide else estados.ATENDIDA,
        cambios=cambios if pide else cambios | {"atendida_en": ahora},
        detalle={"resultado": hecha.resultado, "objetos": hecha.objetos, "bytes": hecha.bytes,
                 "cantidad": hecha.cantidad, "huella": hecha.huella, "inicio": hecha.inicio,
                 "fin": hecha.fin, "faltantes": hecha.faltantes},
    )  # fmt: skip


@transaction.atomic
def fallar(
    *, solicitud: SolicitudDeRestauracion, motivo: str, por: Persona, hoy: date, ahora: datetime,
    invalida: bool = False, visto: int | None = None,
) -> SolicitudDeRestauracion:  # fmt: skip
    """It failed: an incident is opened and the next candidate is looked for.

    `invalida` when the copy itself is unusable: it is then one for nobody (R11).
    Fuente: MIN-7.2.2-d-1, MIN-7.1.1-e-2, R11.
    """
    tomada = c.tomar(solicitud=solicitud, paso="fallar", visto=visto)
    acto = c.actuar(paso="fallar", por=por, hoy=hoy, ahora=ahora, motivo=motivo)
    c.exigir_operador(solicitud=tomada, por=por)
    causa = c.exigir_texto(valor=motivo, campo="motivo", mensaje="Escriba qué falló.")
    hecha = _en_curso(tomada)
    hecha.incidente = abrir_incidente_de(
        solicitud=tomada, copia=hecha.copia, que=f"Falló la restauración: {causa}", acto=acto
    )
    hecha.fin, hecha.terminada_por, hecha.falla = ahora, por, causa
    hecha.resultado = Resultado.FALLIDA
    hecha.save(update_fields=["fin", "terminada_por", "falla", "resultado", "incidente"])
    if invalida:
        invalidar(copia=hecha.copia, motivo=causa, ahora=ahora)
    evaluacion, dictamen = retencion.segunda_puerta(solicitud=tomada, acto=acto)
    return tras_evaluar(
        solicitud=tomada, paso="fallar", evaluacion=evaluacion, acto=acto,
        detalle={"incidente": hecha.incidente, "copia_invalidada": invalida,
                 "perdidas": list(dictamen.perdidas)},
    )  # fmt: skip


@transaction.atomic
def pedir_conformidad(
    *, solicitud: SolicitudDeRestauracion, por: Persona, hoy: date, ahora: datetime,
    visto: int | None = None,
) -> SolicitudDeRestauracion:  # fmt: skip
    """Ask the requester and the jefe whether it is what they wanted. Fuente: PC-7.1.3-b."""
    tomada = c.tomar(solicitud=solicitud, paso="pedir_conformidad", visto=visto)
    acto = c.actuar(paso="pedir_conformidad", por=por, hoy=hoy, ahora=ahora)
    c.exigir_operador(solicitud=tomada, por=por)
    return c.asentar(
        solicitud=tomada, paso="pedir_conformidad", a=estados.POR_CONFORMIDAD, acto=acto
    )


def _exigir_confirmada(solicitud: SolicitudDeRestauracion) -> Copia:
    ultima = solicitud.confirmaciones.filter(copia=solicitud.copia).order_by("-pk").first()
    if (
        solicitud.copia is None
        or ultima is None
        or ultima.hallazgo != Confirmacion.Hallazgo.DISPONIBLE
    ):
        raise ReglaIncumplida(
            "Todavía no se comprobó en el software que la copia esté.", regla="restauracion",
            remedio="Confírmela primero con lo que muestra el software.",
        )  # fmt: skip
    return solicitud.copia


def _exigir_consentimiento(solicitud: SolicitudDeRestauracion, escrito: str) -> str:
    """The consent of who asked: given in the request, or recorded now with its source."""
    if escrito.strip():
        return escrito
    if solicitud.consiente_sobrescribir:
        return f"Dado por {solicitud.solicitante} en la solicitud {solicitud.numero}."
    falta = "Sobrescribir el original necesita el consentimiento de quien pidió: escriba cuál es."
    raise ReglaIncumplida(
        falta, regla="restauracion", campos={"consentimiento": falta},
        remedio="Si no lo tiene, restaure en otra ubicación.",
    )  # fmt: skip


def _copias(solicitud: SolicitudDeRestauracion) -> list[int]:
    """The copy and, when every one of a period was asked for, the others."""
    claves = [int(clave) for clave in claves_ofrecidas(solicitud=solicitud)]
    todas = solicitud.modo == "periodo" and solicitud.cuales == "todas"
    return claves if todas else [solicitud.copia_id or 0]


def _en_curso(solicitud: SolicitudDeRestauracion) -> Restauracion:
    hecha: Restauracion = (
        solicitud.restauraciones.select_for_update(of=("self",))
        .select_related("copia")
        .get(resultado=Resultado.EN_CURSO)
    )
    return hecha


def _comprobar(logro: Logro, hecha: Restauracion, ahora: datetime) -> None:
    campos: dict[str, str] = {}
    if not logro.objetos.strip():
        campos["objetos"] = "Escriba qué se restauró."
    if logro.cantidad is None and not logro.huella.strip():
        campos["cantidad"] = "Compruebe lo restaurado: cuántos objetos son, o su suma (hash)."
    if not hecha.inicio.replace(second=0, microsecond=0) <= logro.fin <= ahora:
        campos["fin"] = "La hora de término va después del inicio y no puede ser futura."
    if campos:
        raise ReglaIncumplida(" ".join(campos.values()), regla="restauracion", campos=campos)
