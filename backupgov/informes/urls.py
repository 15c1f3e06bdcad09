"""Addresses of the reports."""

from django.urls import path

from backupgov.informes.views import exportar, indice

app_name = "informes"

urlpatterns = [
    path("", indice, name="indice"),
    path("<slug:codigo>/", exportar, name="exportar"),
]
