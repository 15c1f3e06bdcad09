"""Events that make a copy due: a pase a producción, a cese, an approved request (§4.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.base import File
from django.db import transaction

from directorio import periodicidad
from directorio.models import Item, Linea, VersionDirectorio
from directorio.periodicidad import PorEvento
from directorio.ventanas import Ventana
from gobierno import acciones as generales
from gobierno import bitacora, formato
from gobierno.calendario_institucional import calendario_institucional
from gobierno.capacidad import exigir
from gobierno.errores import EstadoCambiado, ReglaIncumplida
from gobierno.models import Designacion, Persona
from gobierno.perfil import perfil_activo
from respaldo.acciones.copias import reanclar_copias
from respaldo.acciones.enlace import actualizar_respuestas, identificar
from respaldo.agenda import Agenda, Prevista
from respaldo.models import Corrida, Ejecucion, EventoDeLinea

PERMISO = "eventos.registrar"
REGLA = "ejecucion_segun_directorio"


@dataclass(frozen=True)
class Suceso:
    """What a person tells: when it happened (aware), what it was and what document says so."""

    ocurrido_en: datetime
    descripcion: str
    documento: str
    archivo: File[Any] | None = None


@transaction.atomic
def registrar_evento(
    *, linea: Linea, suceso: Suceso, por: Persona, hoy: date, ahora: datetime
) -> EventoDeLinea:
    """Register an event of a series and open the corrida that it makes due.

    The line in force on the date of the event rules: its tolerance is the window. Runs that had
    already arrived answer for it. Raises ReglaIncumplida naming the field, and EstadoCambiado when
    the same event was registered before. Fuente: MIN-6.2, PC-6.4-2, dominio.md 4.3, R5.
    """
    designacion = exigir(por=por, permiso=PERMISO, hoy=hoy)
    Item.objects.select_for_update().get(pk=linea.item_id)
    _exigir_datos(suceso, ahora)
    zona = perfil_activo().zona
    fecha = suceso.ocurrido_en.astimezone(zona).date()
    rige = _linea_que_rige(linea, fecha, suceso)
    _exigir_nuevo(rige, suceso, por)
    prevista = Agenda(fecha, calendario_institucional(), zona).por_evento(
        rige.periodicidad,
        Ventana(rige.hora_inicio, rige.hora_fin),
        ocurrido_en=suceso.ocurrido_en,
        registrado_en=ahora,
    )
    if prevista is None:
        raise ReglaIncumplida(
            f"«{rige}» se respalda por calendario ({rige.periodicidad}), no por evento.",
            regla=REGLA,
            remedio="Elija una línea por evento o a solicitud.",
        )
    corrida = _abrir(rige, fecha, prevista)
    evento = _anotar(corrida, suceso, (por, designacion), ahora)
    _recoger(corrida, hoy=hoy, ahora=ahora)
    _asentar(evento, rige, ahora)
    return evento


def _exigir_datos(suceso: Suceso, ahora: datetime) -> None:
    campos = {}
    if suceso.ocurrido_en > ahora:
        cuando = formato.fecha_hora(ahora, perfil_activo().zona)
        campos["ocurrido_en"] = f"Todavía no ocurre: ahora son las {cuando}."
    if not suceso.descripcion.strip():
        campos["descripcion"] = "Diga qué pasó."
    if not suceso.documento.strip():
        campos["documento"] = "Indique el documento o el ticket que lo acredita."
    if campos:
        raise ReglaIncumplida("El evento no se registró.", regla=REGLA, campos=campos)


def _linea_que_rige(linea: Linea, fecha: date, suceso: Suceso) -> Linea:
    """The line of that series in the version in force that day (R4), approved by then (X-1)."""
    version = VersionDirectorio.objects.vigente_al(fecha)
    lineas = Linea.objects.filter(version=version).de_la_serie(linea.serie).activas_al(fecha)
    rige: Linea | None = lineas.select_related("item", "version").first() if version else None
    aprobada = version.aprobada_en if version else None
    if rige is None or (aprobada and suceso.ocurrido_en < aprobada):
        mensaje = f"El {formato.fecha(fecha)} ningún Directorio aprobado debía copias de «{linea}»."
        raise ReglaIncumplida(
            mensaje,
            regla=REGLA,
            remedio="Revise la fecha del evento, o la versión que incorporó la línea.",
            campos={"ocurrido_en": mensaje},
        )
    return rige


def _exigir_nuevo(linea: Linea, suceso: Suceso, por: Persona) -> None:
    item, tipo, modalidad = linea.serie
    ya = EventoDeLinea.objects.filter(
        item=item, tipo_de_backup=tipo, modalidad=modalidad, ocurrido_en=suceso.ocurrido_en
    ).first()
    if ya is None:
        return
    mismo = (ya.por_id, ya.descripcion, ya.documento)
    repite = mismo == (por.pk, suceso.descripcion.strip(), suceso.documento.strip())
    raise EstadoCambiado(
        "Ese evento ya está registrado: misma línea, misma fecha y hora.",
        regla=REGLA,
        remedio="Si fue otro, escriba su hora exacta.",
        repite=ya if repite else None,
    )


def _abrir(linea: Linea, fecha: date, prevista: Prevista) -> Corrida:
    item, tipo, modalidad = linea.serie
    serie = Corrida.objects.filter(
        item=item, tipo_de_backup=tipo, modalidad=modalidad, fecha_operativa=fecha
    )
    de_eventos = serie.filter(ordinal__gte=prevista.ordinal).count()
    return Corrida.objects.create(
        linea=linea,
        item_id=item,
        tipo_de_backup=tipo,
        modalidad=modalidad,
        fecha_operativa=fecha,
        ordinal=prevista.ordinal + de_eventos,
        inicio_previsto=prevista.inicio,
        fin_previsto=prevista.fin,
        vence_en=prevista.vence_en,
    )


def _anotar(
    corrida: Corrida,
    suceso: Suceso,
    quien: tuple[Persona, Designacion],
    ahora: datetime,
) -> EventoDeLinea:
    por, designacion = quien
    linea = corrida.linea
    archivo = suceso.archivo
    adjunto = generales.guardar_adjunto(archivo=archivo, por=por, ahora=ahora) if archivo else None
    cada = periodicidad.leer(linea.periodicidad)
    return EventoDeLinea.objects.create(
        corrida=corrida,
        item_id=linea.item_id,
        tipo_de_backup=linea.tipo_de_backup,
        modalidad=linea.modalidad,
        evento=cada.evento.value if isinstance(cada, PorEvento) else EventoDeLinea.SOLICITUD,
        ocurrido_en=suceso.ocurrido_en,
        descripcion=suceso.descripcion.strip(),
        documento=suceso.documento.strip(),
        adjunto=adjunto,
        por=por,
        capacidad=designacion.capacidad,
        registrado_en=ahora,
    )


def _asentar(evento: EventoDeLinea, linea: Linea, ahora: datetime) -> None:
    corrida, adjunto = evento.corrida, evento.adjunto
    bitacora.registrar(
        bitacora.Evento(
            accion="respaldo.registrar_evento",
            por=evento.por,
            capacidad=evento.capacidad,
            objeto=corrida,
            despues={
                "evento": evento.evento,
                "linea": str(linea),
                "ocurrido_en": evento.ocurrido_en,
                "documento": evento.documento,
                "cierra": corrida.fin_previsto,
                "vence": corrida.vence_en,
                **({"adjunto": generales.resumen(adjunto=adjunto)} if adjunto else {}),
            },
            motivo=evento.descripcion,
        ),
        ahora=ahora,
    )


def _recoger(corrida: Corrida, *, hoy: date, ahora: datetime) -> None:
    """Tie the runs of the series that were waiting: the copy may come before its paperwork."""
    tolerancia = timedelta(minutes=perfil_activo().verificacion.tolerancia_apertura_minutos)
    sueltas = list(
        Ejecucion.objects.no_programadas()
        .entre(corrida.inicio_previsto - tolerancia, corrida.fin_previsto)
        .filter(
            item=corrida.item_id,
            tipo_de_backup=corrida.tipo_de_backup,
            serie_modalidad=corrida.modalidad,
            es_manual=False,
            descartada_en__isnull=True,
        )
    )
    identificar(sueltas, hoy=hoy)
    atadas = [e for e in sueltas if e.corrida_id == corrida.pk]
    if atadas:
        Ejecucion.objects.bulk_update(atadas, ["corrida"])
        reanclar_copias(atadas)
        actualizar_respuestas({corrida.pk}, ahora=ahora)
