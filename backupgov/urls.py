"""Every address of the product; each app declares its own below its prefix."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from backupgov import paginas_de_salud
from backupgov.busqueda import buscar
from backupgov.inicio import inicio
from backupgov.tablero.views import filas, tablero
from gobierno.views import cuenta

handler400 = "backupgov.paginas_de_error.peticion_invalida"
handler403 = "backupgov.paginas_de_error.sin_permiso"
handler404 = "backupgov.paginas_de_error.no_encontrado"
handler500 = "backupgov.paginas_de_error.error_del_servidor"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", inicio, name="inicio"),
    # What machines call comes first: an address is looked for in this order.
    path("", include("respaldo.urls_publicas")),
    path("api/v1/", include("backupgov.api_urls")),
    path("buscar/", buscar, name="buscar"),
    path("entrar/", cuenta.entrar, name="entrar"),
    path("entrar/como/", cuenta.entrar_como, name="entrar_como"),
    path("salir/", cuenta.salir, name="salir"),
    path("salud/", paginas_de_salud.sonda, name="salud"),
    path("salud/sistema/", paginas_de_salud.sistema, name="salud_sistema"),
    path("metricas/", paginas_de_salud.metricas, name="metricas"),
    path("directorio/", include("directorio.urls")),
    path("respaldo/", include("respaldo.urls")),
    path("mesa/", include("mesa_ayuda.urls")),
    path("solicitudes/", include("restauracion.urls")),
    path("tablero/", tablero, name="tablero"),
    path("tablero/<slug:codigo>/<slug:situacion>/", filas, name="tablero_filas"),
    path("informes/", include("backupgov.informes.urls")),
    path("", include("gobierno.urls")),
]

if settings.DEBUG:
    from backupgov.galeria import galeria

    urlpatterns += [path("galeria/", galeria, name="galeria")]
