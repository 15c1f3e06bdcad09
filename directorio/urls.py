"""Addresses of directorio."""

from django.urls import path

from directorio.views import hoja, importar

app_name = "directorio"

urlpatterns = [
    path("plantilla.xlsx", hoja.plantilla, name="plantilla"),
    path("<int:pk>/exportar/<str:formato>/", hoja.exportar, name="exportar"),
    path("<int:pk>/importar/", importar.importar, name="importar"),
    path("importaciones/<int:pk>/", importar.importacion, name="importacion"),
    path("importaciones/<int:pk>/columnas/", importar.columnas, name="importacion_columnas"),
    path("importaciones/<int:pk>/corregir/", importar.corregir, name="importacion_corregir"),
    path("importaciones/<int:pk>/rechazar/", importar.rechazar, name="importacion_rechazar"),
    path("importaciones/<int:pk>/confirmar/", importar.confirmar, name="importacion_confirmar"),
    path("importaciones/<int:pk>/descartar/", importar.descartar, name="importacion_descartar"),
]
