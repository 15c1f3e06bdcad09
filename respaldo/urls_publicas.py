"""Addresses without a session: what machines call (pings, the wrapper)."""

from django.urls import path

from respaldo.views.envoltorio import bgv_run
from respaldo.views.pings import ping_ilegible, ping_por_codigo, ping_por_slug

urlpatterns = [
    path("bgv-run", bgv_run, name="bgv_run"),
    path("p/<uuid:codigo>", ping_por_codigo, name="ping"),
    path("p/<uuid:codigo>/", ping_por_codigo),
    path("p/<uuid:codigo>/<str:accion>", ping_por_codigo, name="ping_accion"),
    path("p/<str:clave>/<str:slug>", ping_por_slug, name="ping_slug"),
    path("p/<str:clave>/<str:slug>/<str:accion>", ping_por_slug, name="ping_slug_accion"),
    path("p/<path:resto>", ping_ilegible),
]
