"""Addresses of directorio."""

from django.urls import path

from directorio.views import (
    comparacion,
    configuracion,
    hoja,
    importar,
    lineas,
    tramite,
    ventanas,
    versiones,
)

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
    path("versiones/", versiones.versiones, name="versiones"),
    path("versiones/nueva/", versiones.crear, name="crear"),
    path("versiones/<int:pk>/", versiones.version, name="version"),
    path("versiones/<int:pk>/encabezado/", versiones.encabezado, name="encabezado"),
    path("versiones/<int:pk>/hallazgos/", versiones.hallazgos, name="hallazgos"),
    path("versiones/<int:pk>/enviar/", tramite.enviar, name="enviar"),
    path("versiones/<int:pk>/decidir/", tramite.decidir, name="decidir"),
    path("versiones/<int:pk>/corregir/", versiones.corregir, name="corregir"),
    path("versiones/<int:pk>/anular/", versiones.anular, name="anular"),
    path("versiones/<int:pk>/revocar/", versiones.revocar, name="revocar"),
    path("versiones/<int:pk>/lineas/nueva/", lineas.linea_nueva, name="linea_nueva"),
    path(
        "versiones/<int:pk>/configuracion/",
        configuracion.configuracion_de,
        name="configuracion_de",
    ),
    path("lineas/ayuda/", lineas.linea_ayuda, name="linea_ayuda"),
    path("lineas/<int:pk>/", lineas.linea, name="linea"),
    path("lineas/<int:pk>/editar/", lineas.linea_editar, name="linea_editar"),
    path("lineas/<int:pk>/retirar/", lineas.linea_retirar, name="linea_retirar"),
    path("lineas/<int:pk>/suspender/", lineas.linea_suspender, name="linea_suspender"),
    path("lineas/<int:pk>/reactivar/", lineas.linea_reactivar, name="linea_reactivar"),
    path("lineas/<int:pk>/eliminar/", lineas.linea_eliminar, name="linea_eliminar"),
    path("lineas/<int:pk>/configurar/", configuracion.configurar, name="configurar"),
    path("lineas/<int:pk>/no-configurable/", configuracion.no_configurable, name="no_configurable"),
    path("diferencia/", comparacion.diferencia, name="diferencia"),
    path("ventanas/", ventanas.ventanas, name="ventanas"),
    path("configuracion/", configuracion.configuracion, name="configuracion"),
    path("configuracion/varias/", configuracion.configurar_varias, name="configurar_varias"),
    path("por-firmar/", tramite.por_firmar, name="por_firmar"),
]
