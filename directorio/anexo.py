"""The Directorio on paper (MIN-IX, Anexo N° 01): the sheet of `directorio.hoja`, made to be read.

Fuente: MIN-IX, MIN-6.1-g.
"""

from typing import Any

from directorio import hoja
from directorio.columnas import CAMPOS, OBLIGATORIAS, TITULOS
from directorio.models import Linea, VersionDirectorio
from gobierno.impresion import Columna, Impresa, doblar, escribir
from gobierno.perfil import Perfil

# Shares of the width of the page; every mandatory column is printed as a column.
_ANCHOS_IMPRESOS = {
    "numero": 4, "nombre": 26, "clase": 12, "tipo_de_backup": 8, "modalidad": 10,
    "periodicidad": 18, "hora_inicio": 6, "hora_fin": 6, "retencion": 12,
}  # fmt: skip


def impresa(version: VersionDirectorio, perfil: Perfil) -> Impresa:
    """The annex on paper: the mandatory columns, and below each line what else it says."""
    habitual = _habituales(perfil)
    documento = perfil.documentos["directorio"]
    sin_habituales = (
        [
            None if valor == habitual.get(campo, "") else valor
            for campo, valor in zip(CAMPOS, fila[: len(CAMPOS)], strict=True)
        ]
        for fila in hoja.filas(version, perfil)
    )
    return Impresa(
        columnas=[
            Columna(TITULOS[campo], _ANCHOS_IMPRESOS[campo], campo in hoja.NORMADAS)
            for campo in OBLIGATORIAS
        ],
        filas=doblar(list(TITULOS.values()), sin_habituales, [TITULOS[c] for c in OBLIGATORIAS]),
        identidad=(
            f"{perfil.institucion.siglas} · {documento.codigo} — {documento.nombre}",
            f"Año {version.anio} · versión {version.codigo} · {version.get_estado_display()}",
        ),
        huella=hoja.huella(version),
        vacia="La versión no tiene líneas.",
    )


def habituales(perfil: Perfil) -> list[str]:
    """The values that paper does not repeat line after line, as «Título: valor»."""
    return [f"{TITULOS[campo]}: {escribir(valor)}" for campo, valor in _habituales(perfil).items()]


def _habituales(perfil: Perfil) -> dict[str, Any]:
    return {
        "dato": Linea.Dato.APERTURA.label,
        "comportamiento_base": Linea.Base(perfil.directorio.comportamiento_base).label,
        "ajuste_herramienta": 0,
        "cifrado": False,
        "situacion": Linea.Situacion.ACTIVA.label,
    }
