"""Open the fechas operativas: what the Directorio in force owes on each date (MIN-6.2, R4, X-1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from directorio.models import Linea, VersionDirectorio
from directorio.periodicidad import PeriodicidadInvalida
from gobierno import bitacora
from gobierno.calendario import Calendario
from gobierno.calendario_institucional import calendario_institucional
from gobierno.perfil import perfil_activo
from respaldo.acciones.adelantadas import recoger_adelantadas
from respaldo.acciones.bases import prestar_a_la_base
from respaldo.acciones.copias import fechar_bajas, recalcular_retencion
from respaldo.agenda import Agenda
from respaldo.models import Corrida, Jornada

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

LOTE = 1000
_UN_DIA = timedelta(days=1)
_CAMPOS = (
    "pk", "numero", "item_id", "tipo_de_backup", "modalidad",
    "periodicidad", "hora_inicio", "hora_fin",
)  # fmt: skip


def abrir_jornadas(*, hasta: date, ahora: datetime) -> int:
    """Open every fecha operativa not opened yet, up to `hasta` (local date, inclusive).

    Days missed while the system was down are opened too, each with the version that ruled it (R4);
    an opened day never changes, whatever is approved later, but for a first Directorio signed for
    today. Nothing is owed from before its approval. Each day is its own transaction with
    one audit event; two schedulers at once open each day once. The first day ever is the first one
    that an approved Directorio rules or, without any, `hasta` itself, opened empty as a finding
    (MIN-7.1-1). Returns how many days this call opened.

    Fuente: MIN-6.2, MIN-7.1-1, R4, R21, X-1.
    """
    zona = perfil_activo().zona
    calendario: Calendario | None = None
    abiertas = 0
    for fecha in _por_abrir(hasta, zona):
        calendario = calendario or calendario_institucional()
        abiertas += _abrir(Agenda(fecha, calendario, zona), ahora=ahora)
    _completar(hasta, zona, ahora=ahora)
    return abiertas


def _completar(fecha: date, zona: ZoneInfo, *, ahora: datetime) -> None:
    """A first Directorio signed today for today: the day that was opened empty gets what it owes.

    Only today: a past day without Directorio stays as the finding it is.
    """
    vacia = Jornada.objects.filter(fecha_operativa=fecha, version__isnull=True)
    version = VersionDirectorio.objects.vigente_al(fecha) if vacia.exists() else None
    if version is None:
        return
    with transaction.atomic():
        if jornada := vacia.select_for_update().first():
            jornada.version = version
            jornada.save(update_fields=["version"])
            _materializar(jornada, Agenda(fecha, calendario_institucional(), zona), ahora=ahora)


def _por_abrir(hasta: date, zona: ZoneInfo) -> Iterator[date]:
    ultima = Jornada.objects.order_by("-fecha_operativa").first()
    fecha = ultima.fecha_operativa + _UN_DIA if ultima else _primera_fecha(hasta, zona)
    while fecha <= hasta:
        yield fecha
        fecha += _UN_DIA


def _primera_fecha(hasta: date, zona: ZoneInfo) -> date:
    """The first date ruled by a version already approved: nothing was owed before (X-1)."""
    inicios = (
        max(desde, aprobada.astimezone(zona).date())
        for desde, aprobada in VersionDirectorio.objects.con_efecto().values_list(
            "vigente_desde", "aprobada_en"
        )
    )
    return min(min(inicios, default=hasta), hasta)


def _abrir(agenda: Agenda, *, ahora: datetime) -> bool:
    """Open one day. Its unique row is the lock: a second scheduler waits for it and gives up."""
    version = VersionDirectorio.objects.vigente_al(agenda.fecha)
    try:
        with transaction.atomic():
            jornada = Jornada.objects.create(
                fecha_operativa=agenda.fecha, version=version, abierta_en=ahora
            )
            _materializar(jornada, agenda, ahora=ahora)
    except IntegrityError:
        if Jornada.objects.filter(fecha_operativa=agenda.fecha).exists():
            return False  # another scheduler opened it first
        raise
    return True


def _materializar(jornada: Jornada, agenda: Agenda, *, ahora: datetime) -> None:
    corridas, ilegibles = _corridas(jornada, agenda)
    Corrida.objects.bulk_create(corridas, batch_size=LOTE)
    jornada.esperadas = len(corridas)
    jornada.save(update_fields=["esperadas"])
    recoger_adelantadas(fecha=jornada.fecha_operativa, ahora=ahora)
    prestar_a_la_base(items={corrida.item_id for corrida in corridas}, ahora=ahora)
    reancladas = _aplicar_version(jornada)
    bitacora.registrar(
        bitacora.Evento(
            accion="respaldo.abrir_jornada",
            objeto=jornada,
            despues={
                "fecha_operativa": jornada.fecha_operativa,
                "version": jornada.version.codigo if jornada.version else "sin Directorio vigente",
                "corridas": len(corridas),
                **({"lineas_ilegibles": ilegibles} if ilegibles else {}),
                **({"retenciones_recalculadas": reancladas} if reancladas else {}),
            },
        ),
        ahora=ahora,
    )


def _aplicar_version(jornada: Jornada) -> int:
    """On the first day of a version its retention rules the copies alive that day (R18); on the
    day of a baja, the copies that nothing would push out get their last day (R17)."""
    version, fecha = jornada.version, jornada.fecha_operativa
    if version is None:
        return 0
    primera = version.vigente_desde == fecha
    cambiadas = recalcular_retencion(version=version.pk, al=fecha) if primera else 0
    bajas = Linea.objects.filter(version=version).retiradas_al(fecha)
    if not primera:
        bajas = bajas.filter(fecha_baja=fecha)
    return cambiadas + fechar_bajas(items=set(bajas.values_list("item_id", flat=True)), al=fecha)


def _corridas(jornada: Jornada, agenda: Agenda) -> tuple[list[Corrida], list[int]]:
    """The runs owed, and the numbers of lines whose schedule cannot be read (never silent)."""
    if jornada.version is None:
        return [], []
    aprobada = jornada.version.aprobada_en  # nothing was owed before it
    corridas: list[Corrida] = []
    ilegibles: list[int] = []
    lineas = Linea.objects.filter(version=jornada.version).activas_al(jornada.fecha_operativa)
    for pk, numero, item, tipo, modalidad, texto, inicio, fin in lineas.values_list(*_CAMPOS):
        try:
            previstas = agenda.previstas(texto, inicio, fin)
        except PeriodicidadInvalida:
            ilegibles.append(numero)
            continue
        corridas += (
            Corrida(
                linea_id=pk,
                item_id=item,
                tipo_de_backup=tipo,
                modalidad=modalidad,
                fecha_operativa=jornada.fecha_operativa,
                ordinal=prevista.ordinal,
                inicio_previsto=prevista.inicio,
                fin_previsto=prevista.fin,
                vence_en=prevista.vence_en,
            )
            for prevista in previstas
            if aprobada is None or prevista.inicio >= aprobada
        )
    return corridas, ilegibles
