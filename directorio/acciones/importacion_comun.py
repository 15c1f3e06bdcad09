"""What every act on an import shares: the lock, the state it must be in and its audit event."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from directorio.models import Importacion
from directorio.reglas import Estado, bloquear, exigir_editor, exigir_estado
from gobierno.bitacora import Evento, registrar
from gobierno.errores import EstadoCambiado
from gobierno.models import Designacion, Persona


@dataclass(frozen=True)
class Quien:
    """Who acts and in what capacity."""

    persona: Persona
    designacion: Designacion


def abrir(*, importacion: Importacion, por: Persona, hoy: date) -> tuple[Importacion, Quien]:
    """The preview and its draft, locked and still open."""
    designacion = exigir_editor(por=por, hoy=hoy)
    version = bloquear(importacion.version)
    exigir_estado(version, Estado.BORRADOR, para="importar líneas")
    fila = Importacion.objects.select_for_update(of=("self",)).get(pk=importacion.pk)
    if fila.estado != Importacion.Estado.REVISION:
        raise EstadoCambiado(
            f"Esta importación ya fue {fila.get_estado_display().lower()}.",
            regla="directorio",
            remedio="Vea las líneas del borrador, o suba la hoja otra vez.",
        )
    fila.version = version
    return fila, Quien(por, designacion)


def anotar(
    accion: str, importacion: Importacion, *, quien: Quien, ahora: datetime, **datos: Any
) -> None:
    """The one audit event of an act on an import."""
    hechos = {
        "archivo": importacion.adjunto.nombre,
        "sha256": importacion.adjunto.sha256,
        "hoja": importacion.columnas["hoja"],
        "filas": len(importacion.filas),
        **datos,
    }
    registrar(
        Evento(
            accion,
            por=quien.persona,
            capacidad=quien.designacion.capacidad,
            objeto=importacion.version,
            despues=hechos,
        ),
        ahora=ahora,
    )
