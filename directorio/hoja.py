"""The Directorio as a sheet: the same one that the import reads back (MIN-IX, Anexo N° 01)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from directorio.columnas import COLUMNAS
from directorio.models import Linea, VersionDirectorio
from gobierno import formato
from gobierno.hojas import Tabla
from gobierno.perfil import Perfil

TITULO_CLAVE = "Clave del ítem"
TITULOS = (*(columna.titulo for columna in COLUMNAS), TITULO_CLAVE)
_ANCHOS = {"nombre": 36, "ruta": 36, "periodicidad": 26, "observaciones": 30, "numero": 6}
SIN_SEGREGACION = " · sin segregación de funciones (perfil de la institución)"
# Numeral 6.1 g) names these; the other columns are good practice.
NORMADAS = ("nombre", "tipo_de_backup", "periodicidad", "hora_inicio", "hora_fin", "retencion")


@dataclass(frozen=True)
class Firma:
    """One place of the signature block, signed or still empty."""

    acto: str
    rol: str
    persona: str = ""
    cuando: datetime | None = None
    capacidad: str = ""
    forma: str = ""

    @property
    def texto(self) -> str:
        if not self.persona:
            return "pendiente"
        return f"{self.persona}, {self.capacidad}"


def tabla(version: VersionDirectorio, perfil: Perfil, *, con_marco: bool = True) -> Tabla:
    """The rows of `version` in order; with `con_marco`, the header and signatures of the annex."""
    return Tabla(
        nombre=f"Directorio {version.codigo}",
        columnas=TITULOS,
        filas=filas(version, perfil),
        titulo=encabezado(version, perfil) if con_marco else (),
        pie=_pie(version, perfil) if con_marco else (),
        anchos=[*(_ANCHOS.get(columna.campo, 16) for columna in COLUMNAS), 20],
    )


def plantilla(perfil: Perfil) -> Tabla:
    """An empty sheet with the headers and one example that shows how each cell is written."""
    clase = perfil.directorio.clases[0].nombre if perfil.directorio.clases else ""
    ejemplo = {
        "numero": 1, "nombre": "EJEMPLO (bórrelo): carpeta compartida", "clase": clase,
        "servidor": "SRV-ARCHIVOS", "ruta": "\\\\SRV-ARCHIVOS\\CARPETA",
        "tipo_de_backup": "interno", "modalidad": "total", "periodicidad": "diaria",
        "hora_inicio": "22:00", "hora_fin": "06:00", "retencion": "30 días", "cifrado": "no",
    }  # fmt: skip
    fila = [ejemplo.get(columna.campo, "") for columna in COLUMNAS]
    anchos = [*(_ANCHOS.get(columna.campo, 16) for columna in COLUMNAS), 20]
    return Tabla(nombre="Directorio", columnas=TITULOS, filas=[[*fila, ""]], anchos=anchos)


def filas(version: VersionDirectorio, perfil: Perfil) -> Iterator[list[Any]]:
    """Each line as the cells of a row, in the order of TITULOS."""
    lineas = version.lineas.select_related("item", "unidad").order_by("numero")
    for linea in lineas.iterator(chunk_size=1000):
        yield [*(celda(linea, columna.campo, perfil) for columna in COLUMNAS), linea.item.clave]


def celda(linea: Linea, campo: str, perfil: Perfil) -> Any:
    """One value as a person reads it in the sheet."""
    if campo == "clase":
        return perfil.directorio.nombre_de_clase(linea.clase)
    if campo == "unidad":
        return linea.unidad.siglas if linea.unidad else ""
    nombre = getattr(linea, f"get_{campo}_display", None)
    if nombre and campo not in {"tipo_de_backup", "modalidad"}:
        return nombre()
    valor = getattr(linea, campo)
    if isinstance(valor, time):
        return f"{valor:%H:%M}"
    return f"{valor:%d/%m/%Y}" if isinstance(valor, date) else valor


def encabezado(version: VersionDirectorio, perfil: Perfil) -> Sequence[str]:
    """Institution, document, norm, version, dates and hash: the top of the annex."""
    documento = perfil.documentos["directorio"]
    vigencia = "sin vigencia"
    if version.vigente_desde:
        hasta = (
            formato.fecha(version.vigente_hasta) if version.vigente_hasta else "que se sustituya"
        )
        vigencia = f"vigente desde {formato.fecha(version.vigente_desde)} hasta {hasta}"
    aprobada = (
        f"aprobado el {formato.fecha_hora(version.aprobada_en, perfil.zona)}"
        if version.aprobada_en
        else "sin aprobar"
    )
    return (
        perfil.institucion.nombre,
        f"{documento.codigo} — {documento.nombre}",
        perfil.norma.codigo,
        f"Versión {version.codigo} ({version.get_estado_display()}), {aprobada}, {vigencia}",
        huella(version),
    )


def firmas(version: VersionDirectorio, perfil: Perfil) -> list[Firma]:
    """The signature block: the steps of the last round, or of the profile when there is none."""
    ronda = version.tramite.ronda
    if ronda is None:
        pasos = perfil.documentos["directorio"].pasos
        return [Firma(paso.acto.capitalize(), perfil.nombre_de_rol(paso.rol)) for paso in pasos]
    lista = []
    for paso in ronda.pasos.select_related("decision__persona").order_by("orden", "pk"):
        decision = getattr(paso, "decision", None)
        firma = Firma(paso.get_acto_display(), perfil.nombre_de_rol(paso.rol))
        if decision is not None and decision.sentido == "otorgado":
            firma = Firma(
                firma.acto,
                firma.rol,
                str(decision.persona),
                decision.decidida_en,
                decision.capacidad,
                decision.forma + ("" if decision.segregada else SIN_SEGREGACION),
            )
        lista.append(firma)
    return lista


def huella(version: VersionDirectorio) -> str:
    """What ties the paper to the content that was approved."""
    return f"SHA-256 del contenido aprobado: {version.sha256 or 'se calcula al aprobar'}"


def no_normadas() -> list[str]:
    """Columns that no numeral asks for."""
    return [columna.titulo for columna in COLUMNAS if columna.campo not in NORMADAS]


def _pie(version: VersionDirectorio, perfil: Perfil) -> Sequence[Sequence[str]]:
    lineas = [
        (f"{firma.acto} — {firma.rol}", _firmado(firma, perfil))
        for firma in firmas(version, perfil)
    ]
    return [("Firmas", ""), *lineas, ("No normado", f"Columnas: {', '.join(no_normadas())}.")]


def _firmado(firma: Firma, perfil: Perfil) -> str:
    if firma.cuando is None:
        return firma.texto
    return f"{firma.texto}, {formato.fecha_hora(firma.cuando, perfil.zona)}, {firma.forma}"
