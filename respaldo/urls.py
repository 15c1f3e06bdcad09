"""Addresses of respaldo."""

from django.urls import path

from respaldo.views.calendario import calendario, mes
from respaldo.views.canales import (
    clave_renovar,
    evidencia,
    evidencias,
    fuente_prueba,
    fuente_releer,
    punto_atar,
    punto_nuevo,
    punto_renovar,
)
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
from respaldo.views.disponibilidad import disponibilidad, hecho_nuevo
from respaldo.views.ejecuciones import ejecucion, ejecuciones
from respaldo.views.eventos import evento, eventos
from respaldo.views.evidencia import archivo, ejecucion_nueva, subir
from respaldo.views.fuentes import (
    fuente,
    fuente_actividad,
    fuente_editar,
    fuente_firma,
    fuente_nueva,
    fuente_token,
    fuentes,
)
from respaldo.views.hallazgos import hallazgos
from respaldo.views.hoy import hoy, lote
from respaldo.views.no_contempladas import (
    aprobar,
    descartar,
    no_contempladas,
    regla_desactivar,
    reglas,
    resolver,
)
from respaldo.views.plantillas import (
    plantilla_actividad,
    plantilla_editar,
    plantilla_nueva,
    plantillas,
)
from respaldo.views.sondeos import sondeo, sondeo_prueba, sondeo_ya

app_name = "respaldo"

urlpatterns = [
    path("disponibilidad/", disponibilidad, name="disponibilidad"),
    path("disponibilidad/<slug:tipo>/nuevo/", hecho_nuevo, name="hecho_nuevo"),
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
    path("lineas/<int:linea>/evento/", evento, name="evento"),
    path("eventos/", eventos, name="eventos"),
    path("mes/", mes, name="mes"),
    path("ejecuciones/", ejecuciones, name="ejecuciones"),
    path("ejecuciones/<int:pk>/", ejecucion, name="ejecucion"),
    path("ejecuciones/nueva/", ejecucion_nueva, name="ejecucion_nueva"),
    path("ejecuciones/archivo/", subir, name="subir"),
    path("ejecuciones/archivo/<int:fuente>/<int:adjunto>/", archivo, name="archivo"),
    path("no-contempladas/", no_contempladas, name="no_contempladas"),
    path("no-contempladas/<int:pk>/", resolver, name="resolver"),
    path("no-contempladas/<int:pk>/aprobar/", aprobar, name="aprobar"),
    path("no-contempladas/<int:pk>/descartar/", descartar, name="descartar"),
    path("reglas/", reglas, name="reglas"),
    path("reglas/<int:pk>/desactivar/", regla_desactivar, name="regla_desactivar"),
    path("fuentes/", fuentes, name="fuentes"),
    path("fuentes/nueva/", fuente_nueva, name="fuente_nueva"),
    path("fuentes/<int:pk>/", fuente, name="fuente"),
    path("fuentes/<int:pk>/editar/", fuente_editar, name="fuente_editar"),
    path("fuentes/<int:pk>/token/", fuente_token, name="fuente_token"),
    path("fuentes/<int:pk>/firma/", fuente_firma, name="fuente_firma"),
    path("fuentes/<int:pk>/actividad/", fuente_actividad, name="fuente_actividad"),
    path("fuentes/<int:pk>/plantillas/", plantillas, name="plantillas"),
    path("fuentes/<int:pk>/plantillas/nueva/", plantilla_nueva, name="plantilla_nueva"),
    path("plantillas/<int:pk>/", plantilla_editar, name="plantilla_editar"),
    path("plantillas/<int:pk>/actividad/", plantilla_actividad, name="plantilla_actividad"),
    path("fuentes/<int:pk>/prueba/", fuente_prueba, name="fuente_prueba"),
    path("fuentes/<int:pk>/sondeo/", sondeo, name="sondeo"),
    path("fuentes/<int:pk>/sondeo/prueba/", sondeo_prueba, name="sondeo_prueba"),
    path("fuentes/<int:pk>/sondeo/ya/", sondeo_ya, name="sondeo_ya"),
    path("fuentes/<int:pk>/releer/", fuente_releer, name="fuente_releer"),
    path("fuentes/<int:pk>/puntos/", punto_nuevo, name="punto_nuevo"),
    path("fuentes/<int:pk>/puntos/<int:punto>/", punto_renovar, name="punto_renovar"),
    path("fuentes/<int:pk>/puntos/<int:punto>/linea/", punto_atar, name="punto_atar"),
    path("fuentes/<int:pk>/clave-de-ping/", clave_renovar, name="clave_renovar"),
    path("evidencias/", evidencias, name="evidencias"),
    path("evidencias/<int:pk>/", evidencia, name="evidencia"),
    path("hallazgos/", hallazgos, name="hallazgos"),
]
