"""Addresses of mesa_ayuda."""

from django.urls import path

from mesa_ayuda.views.actos import paso
from mesa_ayuda.views.bandeja import bandeja, mis_tickets
from mesa_ayuda.views.incidentes import incidente, incidentes
from mesa_ayuda.views.tickets import adjunto, pedir, registrar, ticket

app_name = "mesa_ayuda"

urlpatterns = [
    path("incidentes/", incidentes, name="incidentes"),
    path("incidentes/<int:pk>/", incidente, name="incidente"),
    path("bandeja/", bandeja, name="bandeja"),
    path("bandeja/registrar/", registrar, name="registrar"),
    path("tickets/", mis_tickets, name="mis_tickets"),
    path("tickets/pedir/", pedir, name="pedir"),
    path("tickets/<int:pk>/", ticket, name="ticket"),
    path("tickets/<int:pk>/adjuntos/<int:adjunto>/", adjunto, name="adjunto"),
    path("tickets/<int:pk>/<slug:que>/", paso, name="paso"),
]
