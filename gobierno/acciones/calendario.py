"""Days that the institution adds to the calendar, or declares working, by document (D16)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from gobierno import bitacora, formato
from gobierno.calendario_institucional import calendario_institucional
from gobierno.capacidad import exigir
from gobierno.errores import EstadoCambiado, ReglaIncumplida
from gobierno.models import DiaNoLaborable, Persona

ADMINISTRAR = "calendario.administrar"


@dataclass(frozen=True)
class DatosDeDia:
    """A local date and what the document declares about it."""

    fecha: date
    motivo: str
    documento: str
    es_laborable: bool = False


@transaction.atomic
def agregar_dia(*, datos: DatosDeDia, por: Persona, hoy: date, ahora: datetime) -> DiaNoLaborable:
    """Declare one date not working (or working). Deadlines already fixed do not move: they are
    stored on each corrida. Fuente: R5."""
    capacidad = exigir(por=por, permiso=ADMINISTRAR, hoy=hoy).capacidad
    _comprobar(datos)
    dia = DiaNoLaborable.objects.create(
        fecha=datos.fecha,
        motivo=datos.motivo.strip(),
        documento=datos.documento.strip(),
        es_laborable=datos.es_laborable,
        creado_por=por,
        creado_en=ahora,
    )
    bitacora.registrar(
        bitacora.Evento(
            accion="calendario.agregar",
            por=por,
            capacidad=capacidad,
            objeto=dia,
            despues={
                "fecha": dia.fecha,
                "motivo": dia.motivo,
                "documento": dia.documento,
                "es_laborable": dia.es_laborable,
            },
        ),
        ahora=ahora,
    )
    return dia


@transaction.atomic
def anular_dia(
    *, dia: DiaNoLaborable, motivo: str, por: Persona, hoy: date, ahora: datetime
) -> DiaNoLaborable:
    """Take a declared day back; the row stays, and so do the deadlines fixed meanwhile."""
    capacidad = exigir(por=por, permiso=ADMINISTRAR, hoy=hoy).capacidad
    dia = DiaNoLaborable.objects.select_for_update(of=("self",)).get(pk=dia.pk)
    if dia.anulado_en is not None:
        raise EstadoCambiado(
            f"El {formato.fecha(dia.fecha)} ya estaba anulado.", remedio="Actualice la página."
        )
    if not motivo.strip():
        raise ReglaIncumplida(
            "Falta el motivo.", campos={"motivo": "Escriba por qué se anula, o su documento."}
        )
    dia.anulado_en = ahora
    dia.save(update_fields=["anulado_en"])
    bitacora.registrar(
        bitacora.Evento(
            accion="calendario.anular",
            por=por,
            capacidad=capacidad,
            objeto=dia,
            antes={"fecha": dia.fecha, "motivo": dia.motivo},
            motivo=motivo.strip(),
        ),
        ahora=ahora,
    )
    return dia


def _comprobar(datos: DatosDeDia) -> None:
    for campo in ("motivo", "documento"):
        if not getattr(datos, campo).strip():
            raise ReglaIncumplida(
                "Un día se declara con su motivo y su documento.",
                campos={campo: "Complete este dato."},
            )
    escrita = formato.fecha(datos.fecha)
    if DiaNoLaborable.objects.filter(fecha=datos.fecha, anulado_en__isnull=True).exists():
        raise ReglaIncumplida(
            f"El {escrita} ya está declarado.",
            remedio="Anule la declaración anterior si debe cambiar.",
            campos={"fecha": "Ya está declarado."},
        )
    if calendario_institucional().es_habil(datos.fecha) == datos.es_laborable:
        estado = "laborable" if datos.es_laborable else "no laborable"
        raise ReglaIncumplida(
            f"El {escrita} ya es {estado}: no hace falta declararlo.",
            campos={"fecha": f"Ya es {estado}."},
        )
