"""Addresses of mesa_ayuda."""

from django.urls import URLPattern

app_name = "mesa_ayuda"

urlpatterns: list[URLPattern] = []
