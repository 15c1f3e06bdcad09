"""Every address of the product; each app declares its own below its prefix."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("directorio/", include("directorio.urls")),
    path("respaldo/", include("respaldo.urls")),
    path("mesa/", include("mesa_ayuda.urls")),
    path("", include("gobierno.urls")),
    path("api/v1/", include("backupgov.api_urls")),
]

if settings.DEBUG:
    from backupgov.galeria import galeria

    urlpatterns += [path("galeria/", galeria, name="galeria")]
