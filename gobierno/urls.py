"""Addresses of gobierno."""

from django.urls import URLPattern

app_name = "gobierno"

urlpatterns: list[URLPattern] = []
