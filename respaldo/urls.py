"""Addresses of respaldo."""

from django.urls import path

from respaldo.views.calendario import calendario, mes
from respaldo.views.corrida import corrida
from respaldo.views.corridas import corridas
from respaldo.views.declarar import (
    conforme,
    no_aplica,
    no_conforme,
    rectificar,
    sin_evidencia,
    subsanar,
)
from respaldo.views.hallazgos import hallazgos
from respaldo.views.hoy import hoy, lote

app_name = "respaldo"

urlpatterns = [
    path("hoy/", hoy, {"tipo": "interno"}, name="hoy"),
    path("hoy/externo/", hoy, {"tipo": "externo"}, name="hoy_externo"),
    path("hoy/lote/", lote, {"tipo": "interno"}, name="lote"),
    path("hoy/externo/lote/", lote, {"tipo": "externo"}, name="lote_externo"),
    path("corridas/", corridas, name="corridas"),
    path("corridas/<int:pk>/", corrida, name="corrida"),
    path("corridas/<int:pk>/conforme/", conforme, name="conforme"),
    path("corridas/<int:pk>/no-conforme/", no_conforme, name="no_conforme"),
    path("corridas/<int:pk>/sin-evidencia/", sin_evidencia, name="sin_evidencia"),
    path("corridas/<int:pk>/no-aplica/", no_aplica, name="no_aplica"),
    path("corridas/<int:pk>/rectificar/", rectificar, name="rectificar"),
    path("corridas/<int:pk>/subsanar/", subsanar, name="subsanar"),
    path("lineas/<int:linea>/calendario/", calendario, name="calendario"),
    path("mes/", mes, name="mes"),
    path("hallazgos/", hallazgos, name="hallazgos"),
]
