"""Addresses of restauracion."""

from django.urls import path

from restauracion.forms.pasos import FORMULARIOS
from restauracion.views.acta import acta
from restauracion.views.apartadas import adjunto, apartar
from restauracion.views.efecto import efecto
from restauracion.views.lista import solicitudes
from restauracion.views.mis_datos import mis_datos
from restauracion.views.pasos import vista_de
from restauracion.views.pedido import pedir, subsanar
from restauracion.views.solicitudes import solicitud

app_name = "restauracion"

urlpatterns = [
    path("", solicitudes, name="solicitudes"),
    path("nueva/", pedir, name="pedir"),
    path("mis-datos/", mis_datos, name="mis_datos"),
    path("<int:pk>/acta/", acta, name="acta"),
    path("directorio/<int:version>/", efecto, name="efecto"),
    path("<int:pk>/", solicitud, name="solicitud"),
    path("<int:pk>/subsanar/", subsanar, name="subsanar"),
    path("<int:pk>/adjuntos/<int:adjunto>/", adjunto, name="adjunto"),
    path("<int:pk>/apartar/<int:reserva>/", apartar, name="apartar"),
    *(
        path(f"<int:pk>/{paso.replace('_', '-')}/", vista_de(paso), name=paso)
        for paso in FORMULARIOS
    ),
]
