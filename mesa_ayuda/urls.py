"""Addresses of mesa_ayuda."""

from django.urls import path

from mesa_ayuda.views.incidentes import incidente, incidentes

app_name = "mesa_ayuda"

urlpatterns = [
    path("incidentes/", incidentes, name="incidentes"),
    path("incidentes/<int:pk>/", incidente, name="incidente"),
]
