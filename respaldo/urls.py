"""Addresses of respaldo."""

from django.urls import path

from respaldo.views.corridas import corridas

app_name = "respaldo"

urlpatterns = [
    path("corridas/", corridas, name="corridas"),
]
