"""Addresses of restauracion."""

from django.urls import path

from restauracion.forms.pasos import FORMULARIOS
from restauracion.views.pasos import vista_de
from restauracion.views.solicitudes import solicitud, solicitudes

app_name = "restauracion"

urlpatterns = [
    path("", solicitudes, name="solicitudes"),
    path("<int:pk>/", solicitud, name="solicitud"),
    *(
        path(f"<int:pk>/{paso.replace('_', '-')}/", vista_de(paso), name=paso)
        for paso in FORMULARIOS
    ),
]
