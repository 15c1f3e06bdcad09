"""Gate 2: what the operator finds in the backup software about a copy (MIN-7.2.2-d, R23)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from gobierno.acciones.adjuntos import guardar_adjunto
from gobierno.archivos import Archivo
from gobierno.capacidad import Acto
from gobierno.errores import ReglaIncumplida
from gobierno.models import Persona
from mesa_ayuda.acciones import Suceso, abrir_incidente
from mesa_ayuda.models import Incidente
from respaldo.acciones.disponibilidad import Hecho, anotar_hecho, invalidar
from respaldo.models import Copia, HechoDeDisponibilidad
from restauracion import estados
from restauracion.acciones import comunes as c
from restauracion.acciones import retencion
from restauracion.acciones.evaluacion import claves_ofrecidas, tras_evaluar
from restauracion.models import Confirmacion, SolicitudDeRestauracion

Hallazgo = Confirmacion.Hallazgo
PERDIDAS = (Hallazgo.AUSENTE, Hallazgo.ILEGIBLE, Hallazgo.INACCESIBLE)


@dataclass(frozen=True)
class EnElSoftware:
    """What the operator saw of one copy: `evidencia` is what the console shows."""

    copia: Copia
    evidencia: str
    hallazgo: str = Hallazgo.DISPONIBLE
    archivo: Archivo | None = None


@transaction.atomic
def confirmar(
    *, solicitud: SolicitudDeRestauracion, en_el_software: EnElSoftware, por: Persona, hoy: date,
    ahora: datetime, visto: int | None = None,
) -> SolicitudDeRestauracion:  # fmt: skip
    """Gate 2: the copy is in the software and can be read; the request proceeds.

    Fuente: MIN-7.2.2-d-1, MIN-7.2.2-c.
    """
    tomada = c.tomar(solicitud=solicitud, paso="confirmar", visto=visto)
    acto = c.actuar(paso="confirmar", por=por, hoy=hoy, ahora=ahora)
    c.exigir_operador(solicitud=tomada, por=por)
    copia = en_el_software.copia
    if str(copia.pk) not in claves_por_confirmar(solicitud=tomada):
        raise ReglaIncumplida(
            "Esa copia no es la que la evaluación eligió.", regla="restauracion_en_retencion",
            remedio="Confirme la elegida o descártela con lo que muestra el software.",
        )  # fmt: skip
    fila = _anotar(tomada, en_el_software, acto)
    return c.asentar(
        solicitud=tomada, paso="confirmar", a=estados.PROCEDE, acto=acto, cambios={"copia": copia},
        detalle={"evidencia": fila.evidencia},
    )  # fmt: skip


@transaction.atomic
def negar(
    *, solicitud: SolicitudDeRestauracion, en_el_software: EnElSoftware, por: Persona, hoy: date,
    ahora: datetime, visto: int | None = None,
) -> SolicitudDeRestauracion:  # fmt: skip
    """Gate 2: the copy cannot be given. The rest is evaluated again at the same reception.

    A copy that is gone, cannot be read or cannot be reached is a loss of the entity, with its
    incident; never the requester's fault. Fuente: MIN-7.2.2-d-2, R23, RC-49, RC-19.
    """
    tomada = c.tomar(solicitud=solicitud, paso="negar", visto=visto)
    motivo = f"{Hallazgo(en_el_software.hallazgo).label}: {en_el_software.evidencia}"
    acto = c.actuar(paso="negar", por=por, hoy=hoy, ahora=ahora, motivo=motivo)
    c.exigir_operador(solicitud=tomada, por=por)
    if en_el_software.hallazgo == Hallazgo.DISPONIBLE:
        raise ReglaIncumplida("Si la copia está disponible, confírmela.", regla="restauracion")
    if str(en_el_software.copia.pk) not in claves_por_confirmar(solicitud=tomada):
        raise ReglaIncumplida(
            "Esa copia no es una de las que la evaluación ofrece.",
            regla="restauracion_en_retencion",
        )
    fila = _anotar(tomada, en_el_software, acto)
    evaluacion, dictamen = retencion.segunda_puerta(solicitud=tomada, acto=acto)
    detalle = {"hallazgo": fila.hallazgo, "evidencia": fila.evidencia,
               "perdidas": list(dictamen.perdidas), "incidente": fila.incidente}  # fmt: skip
    return tras_evaluar(
        solicitud=tomada, paso="negar", evaluacion=evaluacion, acto=acto, detalle=detalle
    )


def claves_por_confirmar(*, solicitud: SolicitudDeRestauracion) -> list[str]:
    """The copies that gate 2 is about now: the one accepted, or the ones chosen."""
    if solicitud.estado == estados.PROCEDE and solicitud.copia_id:
        return [str(solicitud.copia_id)]
    return claves_ofrecidas(solicitud=solicitud)


def abrir_incidente_de(
    *, solicitud: SolicitudDeRestauracion, copia: Copia, que: str, acto: Acto
) -> Incidente:
    """The incident of the entity that a lost or failed copy is. Fuente: R23, MIN-7.1.1-e-3."""
    suceso = Suceso(
        tipo=copia.tipo_de_backup,
        titulo=f"{solicitud.numero}: copia del {copia.dia_de_datos:%d/%m/%Y} de {copia.item}",
        descripcion=f"{que} Se comprobó al atender la solicitud {solicitud.numero}, recibida "
        "dentro de la retención: la pérdida es de la entidad.",
        ticket="",
    )
    return abrir_incidente(suceso=suceso, por=acto.por, ahora=acto.ahora)


def _anotar(solicitud: SolicitudDeRestauracion, visto: EnElSoftware, acto: Acto) -> Confirmacion:
    assert acto.por is not None  # noqa: S101 — only people look at the software
    evidencia = c.exigir_texto(
        valor=visto.evidencia, campo="evidencia",
        mensaje="Escriba qué muestra el software de esa copia (trabajo, punto, fecha).",
    )[:1000]  # fmt: skip
    adjunto = (
        guardar_adjunto(archivo=visto.archivo, por=acto.por, ahora=acto.ahora, reservado=True)
        if visto.archivo
        else None
    )
    incidente = None
    if visto.hallazgo in PERDIDAS:
        incidente = abrir_incidente_de(
            solicitud=solicitud, copia=visto.copia, que=acto.motivo, acto=acto
        )
    fila = Confirmacion.objects.create(
        solicitud=solicitud, copia=visto.copia, hallazgo=visto.hallazgo, evidencia=evidencia,
        adjunto=adjunto, incidente=incidente, por=acto.por, capacidad=acto.capacidad, en=acto.ahora,
    )  # fmt: skip
    _hecho_de(visto, evidencia, acto)
    return fila


def _hecho_de(visto: EnElSoftware, evidencia: str, acto: Acto) -> None:
    """What gate 2 teaches about the copy itself, for every later request."""
    if visto.hallazgo == Hallazgo.AUSENTE and visto.copia.pk not in _eliminadas(visto.copia):
        hecho = Hecho(
            tipo=HechoDeDisponibilidad.Tipo.ELIMINADA, copia=visto.copia, desde=acto.ahora,
            nota=f"No está en el software: {evidencia}",
        )  # fmt: skip
        anotar_hecho(hecho=hecho, por=acto.por, ahora=acto.ahora, capacidad=acto.capacidad)
    elif visto.hallazgo == Hallazgo.ILEGIBLE:
        invalidar(copia=visto.copia, motivo=evidencia, ahora=acto.ahora)


def _eliminadas(copia: Copia) -> set[int]:
    filas = copia.hechos.filter(tipo=HechoDeDisponibilidad.Tipo.ELIMINADA)
    return set(filas.values_list("copia_id", flat=True))
