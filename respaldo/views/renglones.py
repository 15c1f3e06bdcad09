"""The rows of the list of corridas, ready to print: few columns read, every text made once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.safestring import SafeString

from directorio.presentacion import ROTULOS
from gobierno import formato
from gobierno.perfil import perfil_activo
from gobierno.templatetags.interfaz import insignia, plazo
from respaldo.models import Corrida

CAMPOS = (
    "fecha_operativa", "ordinal", "tipo_de_backup", "modalidad", "inicio_previsto", "fin_previsto",
    "vence_en", "vencida_en", "estado", "subsanada_por_id", "linea__nombre", "verificacion__ticket",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Renglon:
    """One corrida as a row of the list."""

    url: str
    fecha: str
    nombre: str
    ordinal: str
    tipo: str
    modalidad: str
    ventana: str
    vence: SafeString | str
    insignias: SafeString
    ticket: str


def construir(corridas: Iterable[Corrida], *, ahora: datetime) -> Iterator[Renglon]:
    """Rows in the order of `corridas`, as they stand at `ahora` (UTC)."""
    plantilla, zona = reverse("respaldo:corrida", args=[0]), perfil_activo().zona
    for corrida in corridas:
        inicio, fin = corrida.inicio_previsto, corrida.fin_previsto
        insignias = insignia(corrida.estado_al(ahora))
        if corrida.es_regularizada:
            insignias = SafeString(f"{insignias} {insignia('regularizada')}")
        verificacion = getattr(corrida, "verificacion", None)
        yield Renglon(
            url=plantilla.replace("/0/", f"/{corrida.pk}/"),
            fecha=formato.fecha(corrida.fecha_operativa),
            nombre=corrida.linea.nombre,
            ordinal=f"corrida {corrida.ordinal} del día" if corrida.ordinal > 1 else "",
            tipo=ROTULOS.get(corrida.tipo_de_backup, corrida.tipo_de_backup),
            modalidad=ROTULOS.get(corrida.modalidad, corrida.modalidad),
            ventana=f"{formato.hora(inicio, zona)}–{formato.hora(fin, zona)}",
            vence=plazo(corrida.vence_en),
            insignias=insignias,
            ticket=(verificacion and verificacion.ticket) or formato.SIN_DATO,
        )
