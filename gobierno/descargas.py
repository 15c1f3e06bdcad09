"""A table as a download: CSV streamed, XLSX through a temporary file; memory does not grow."""

import tempfile
from pathlib import Path

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.text import slugify

from gobierno.hojas import Tabla, escribir_xlsx, lineas_csv

CSV = "csv"
XLSX = "xlsx"
HTML = "html"
FORMATOS = (XLSX, CSV, HTML)
_TIPO_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def descargar(tabla: Tabla, formato: str, *, nombre: str) -> HttpResponseBase:
    """`tabla` as an attachment called `nombre` with the extension of `formato` (csv or xlsx)."""
    archivo = f"{slugify(nombre)}.{formato}"
    if formato == CSV:
        respuesta = StreamingHttpResponse(lineas_csv(tabla), content_type="text/csv; charset=utf-8")
        respuesta["Content-Disposition"] = f'attachment; filename="{archivo}"'
        return respuesta
    # The file has no name on disk by the time it is sent: nothing is left behind.
    with tempfile.TemporaryDirectory(prefix="backupgov-hoja-") as carpeta:
        ruta = Path(carpeta) / "hoja.xlsx"
        escribir_xlsx(ruta, tabla)
        flujo = ruta.open("rb")
    return FileResponse(flujo, as_attachment=True, filename=archivo, content_type=_TIPO_XLSX)
