"""The lines of a version, ready to print: fifty a page, every text made once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString

from directorio.models import Linea
from directorio.presentacion import ROTULOS
from gobierno import formato
from gobierno.templatetags.interfaz import insignia


@dataclass(frozen=True, slots=True)
class Fila:
    """One line as a row of the list; `editar` is empty when nothing may be changed."""

    numero: str
    url: str
    nombre: str
    situacion: SafeString
    segunda: str
    comentarios: Sequence[str]
    tipo: str
    modalidad: str
    periodicidad: str
    ventana: str
    retencion: str
    unidad: str
    editar: str


def construir(
    lineas: Iterable[Linea], comentarios: Mapping[str, Sequence[str]], *, editable: bool
) -> Iterator[Fila]:
    """Rows in the order of `lineas`, read with their item and unit."""
    ver, editar = (reverse(f"directorio:{vista}", args=[0]) for vista in ("linea", "linea_editar"))
    for linea in lineas:
        propia = f"/{linea.pk}/"
        yield Fila(
            numero=str(linea.numero),
            url=ver.replace("/0/", propia),
            nombre=linea.nombre,
            situacion=_situacion(linea),
            segunda=linea.servidor or linea.clase,
            comentarios=comentarios.get(linea.clave, ()) if comentarios else (),
            tipo=ROTULOS.get(linea.tipo_de_backup, linea.tipo_de_backup),
            modalidad=ROTULOS.get(linea.modalidad, linea.modalidad),
            periodicidad=linea.periodicidad,
            ventana=f"{formato.hora(linea.hora_inicio)}–{formato.hora(linea.hora_fin)}",
            retencion=linea.retencion,
            unidad=linea.unidad.siglas if linea.unidad else "",
            editar=editar.replace("/0/", propia) if editable else "",
        )


def _situacion(linea: Linea) -> SafeString:
    return SafeString("" if linea.situacion == "activa" else f" {insignia(linea.situacion)}")
