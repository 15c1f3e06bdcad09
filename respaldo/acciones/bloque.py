"""Bulk conforme: many runs whose evidence is good, one ticket, one act (MIN-7.1.2-d)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from gobierno.bitacora import Evento, registrar_varios
from gobierno.errores import EstadoCambiado, ReglaIncumplida
from gobierno.models import Persona
from respaldo.acciones import comprobaciones as c
from respaldo.acciones.registro_en_mesa import numero_de_ticket
from respaldo.acciones.repeticiones import bloque_repetido
from respaldo.discrepancias_de import discrepancias_de
from respaldo.models import Corrida, Ejecucion, Jornada, Verificacion

_NOMBRADAS = 20


@transaction.atomic
def verificar_en_bloque(
    *,
    corridas: Collection[int],
    por: Persona,
    ticket: str,
    ahora: datetime,
    motivo_tardanza: str = "",
) -> list[Verificacion]:
    """Declare conforme every corrida of `corridas` (keys), all of them or none.

    Only runs whose window closed, with conforming evidence and nothing that does not fit; the rest
    are answered one by one. One audit entry names them all (docs/adr: bulk acts).

    Fuente: MIN-7.1.1-d, MIN-7.1.2-c, MIN-7.1.2-d, X-7.
    """
    acto = c.comenzar(por=por, permiso=c.REGISTRAR, ahora=ahora)
    filas = _tomar(corridas)
    _exigir_sin_verificar(filas, por, ticket)
    _exigir_evidencia_buena(filas, ahora)
    tardias = [fila for fila in filas if c.es_tardia(corrida=fila, ahora=ahora)]
    motivo = _exigir_un_motivo(tardias, motivo_tardanza, ahora)
    numero, registro = numero_de_ticket(
        escrito=ticket,
        obligatorio=True,
        regla=c.regla_de(corrida=filas[0]),
        asunto=f"Verificación en bloque de {len(filas)} corridas",
        acto=acto,
        resultado=Verificacion.Resultado.CONFORME,
    )
    verificaciones = _asentar(filas, acto, ticket=numero, motivo_tardanza=motivo)
    Corrida.objects.filter(pk__in=[fila.pk for fila in filas]).update(
        estado=Corrida.Estado.CONFORME
    )
    registrar_varios([*registro, _evento(acto, filas, tardias, verificaciones)], ahora=ahora)
    return verificaciones


def _tomar(corridas: Collection[int]) -> list[Corrida]:
    filas = list(
        Corrida.objects.select_for_update(of=("self",))
        .filter(pk__in=set(corridas))
        .select_related("linea", "ejecucion")
        .order_by("pk")  # every bulk act locks in the same order: two of them never deadlock
    )
    if not filas:
        raise ReglaIncumplida(
            "No hay ninguna corrida marcada.",
            remedio="Marque las que tienen evidencia conforme y vuelva a intentarlo.",
        )
    return filas


def _nombres(filas: Sequence[Corrida]) -> list[str]:
    nombres = [f"{f.linea.nombre} del {f.fecha_operativa:%d/%m/%Y}" for f in filas[:_NOMBRADAS]]
    resto = len(filas) - _NOMBRADAS
    return [*nombres, f"y {resto} más"] if resto > 0 else nombres


def _exigir_sin_verificar(filas: Sequence[Corrida], por: Persona, ticket: str) -> None:
    if ya := [fila for fila in filas if fila.estado != Corrida.Estado.ESPERADA]:
        cuantas = "1 ya estaba verificada" if len(ya) == 1 else f"{len(ya)} ya estaban verificadas"
        raise EstadoCambiado(
            f"No se registró el bloque: {cuantas}.",
            regla=c.regla_de(corrida=ya[0]),
            remedio="Recargue la página: las que falten siguen en la lista.",
            detalles=_nombres(ya),
            repite=bloque_repetido(filas, por=por, ticket=ticket),
        )


def _exigir_evidencia_buena(filas: Sequence[Corrida], ahora: datetime) -> None:
    """Evidence with a warning, without evidence or with something odd never enters a block."""
    marcas = discrepancias_de(filas)
    malas = [
        fila
        for fila in filas
        if ahora < fila.fin_previsto
        or fila.ejecucion is None
        or fila.ejecucion.estado != Ejecucion.Estado.CONFORME
        or marcas[fila.pk]
    ]
    if malas:
        raise ReglaIncumplida(
            "En bloque solo se confirma lo que tiene evidencia conforme y sin discrepancias.",
            regla=c.regla_de(corrida=malas[0]),
            remedio="Quite estas de la selección y decídalas una por una.",
            detalles=_nombres(malas),
        )


def _exigir_un_motivo(tardias: Sequence[Corrida], motivo: str, ahora: datetime) -> str:
    if not tardias:
        return ""
    if not motivo.strip():
        cuantas = "1 está vencida" if len(tardias) == 1 else f"{len(tardias)} están vencidas"
        raise ReglaIncumplida(
            f"De las corridas marcadas, {cuantas}.",
            regla=c.regla_de(corrida=tardias[0]),
            remedio="Escriba un motivo de la tardanza para todas; quedarán como regularizadas.",
            campos={"motivo_tardanza": "Diga por qué se verifican fuera de plazo."},
            detalles=_nombres(tardias),
        )
    return motivo.strip()


def _asentar(
    filas: Sequence[Corrida], acto: c.Acto, *, ticket: str, motivo_tardanza: str
) -> list[Verificacion]:
    """Set-based: one statement per table, whatever the number of rows."""
    nuevas = [
        Verificacion(
            corrida=fila,
            resultado=Verificacion.Resultado.CONFORME,
            ticket=ticket,
            motivo_tardanza=motivo_tardanza if c.es_tardia(corrida=fila, ahora=acto.ahora) else "",
            ejecucion=fila.ejecucion,
            en_bloque=True,
            por=acto.por,
            capacidad=acto.capacidad,
            registrada_en=acto.ahora,
        )
        for fila in filas
    ]
    creadas = Verificacion.objects.bulk_create(nuevas, batch_size=500)
    Corrida.objects.filter(
        pk__in=[fila.pk for fila in filas], vencida_en__isnull=True, vence_en__lte=acto.ahora
    ).update(vencida_en=F("vence_en"))
    return creadas


def _evento(
    acto: c.Acto,
    filas: Sequence[Corrida],
    tardias: Sequence[Corrida],
    verificaciones: Sequence[Verificacion],
) -> Evento:
    """One entry that names every row; the page of a corrida finds it by instant and actor."""
    despues: dict[str, Any] = {
        "resultado": Verificacion.Resultado.CONFORME,
        "ticket": verificaciones[0].ticket,
        "cantidad": len(filas),
        "corridas": {str(fila.pk): str(fila) for fila in filas},
    }
    if tardias:
        despues["regularizadas"] = [fila.pk for fila in tardias]
    return Evento(
        accion="verificacion.en_bloque",
        por=acto.por,
        capacidad=acto.capacidad,
        objeto=_jornada(filas),
        antes={"estado": Corrida.Estado.ESPERADA},
        despues=despues,
        motivo=next((v.motivo_tardanza for v in verificaciones if v.motivo_tardanza), ""),
    )


def _jornada(filas: Sequence[Corrida]) -> Jornada | None:
    fechas = {fila.fecha_operativa for fila in filas}
    if len(fechas) > 1:
        return None
    return Jornada.objects.filter(fecha_operativa=fechas.pop()).first()
