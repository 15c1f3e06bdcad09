"""Addresses of mesa_ayuda."""

from django.urls import path

from mesa_ayuda.views.bandeja import bandeja
from mesa_ayuda.views.incidentes import incidente, incidentes
from mesa_ayuda.views.tickets import ticket

app_name = "mesa_ayuda"

urlpatterns = [
    path("incidentes/", incidentes, name="incidentes"),
    path("incidentes/<int:pk>/", incidente, name="incidente"),
    path("tickets/", bandeja, name="bandeja"),
    path("tickets/<int:pk>/", ticket, name="ticket"),
]
