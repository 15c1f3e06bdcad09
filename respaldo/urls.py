"""Addresses of respaldo."""

from django.urls import URLPattern

app_name = "respaldo"

urlpatterns: list[URLPattern] = []
