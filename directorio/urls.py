"""Addresses of directorio."""

from django.urls import URLPattern

app_name = "directorio"

urlpatterns: list[URLPattern] = []
