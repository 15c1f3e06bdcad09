"""Addresses of the API, version 1."""

from django.urls import path, re_path

from backupgov import api_docs
from respaldo.api.ejecuciones import Ejecuciones, UnaEjecucion
from respaldo.api.evidencias import Correos, Evidencias
from respaldo.api.lecturas import CorridasDelDia, DirectorioVigente

app_name = "api"

urlpatterns = [
    path("", api_docs.documentacion, name="documentacion"),
    path("schema/", api_docs.esquema, name="schema"),
    path("ejecuciones/", Ejecuciones.as_view(), name="ejecuciones"),
    path("ejecuciones/<int:pk>/", UnaEjecucion.as_view(), name="ejecucion"),
    path("evidencias/", Evidencias.as_view(), name="evidencias"),
    path("correos/", Correos.as_view(), name="correos"),
    path("corridas/", CorridasDelDia.as_view(), name="corridas"),
    path("directorio/vigente/", DirectorioVigente.as_view(), name="directorio_vigente"),
    re_path(r"^.+$", api_docs.no_existe, name="no_existe"),
]
