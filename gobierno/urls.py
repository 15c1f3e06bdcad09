"""Addresses of gobierno."""

from django.urls import URLPattern, path

from gobierno.views import adjuntos, avisos, bitacora, calendario, perfil, personas, unidades

app_name = "gobierno"

urlpatterns: list[URLPattern] = [
    path("adjuntos/<int:pk>/", adjuntos.adjunto, name="adjunto"),
    path("avisos/", avisos.avisos, name="avisos"),
    path("avisos/leidos/", avisos.leer_todos, name="avisos_leidos"),
    path("avisos/<int:pk>/abrir/", avisos.abrir, name="aviso_abrir"),
    path("bitacora/", bitacora.bitacora, name="bitacora"),
    path("bitacora/<int:numero>/", bitacora.evento, name="evento"),
    path("calendario/", calendario.calendario, name="calendario"),
    path("calendario/nuevo/", calendario.dia_nuevo, name="dia_nuevo"),
    path("calendario/<int:pk>/anular/", calendario.dia_anular, name="dia_anular"),
    path("deberes/", perfil.deberes, name="deberes"),
    path("perfil/", perfil.perfil, name="perfil"),
    path("cuenta/", avisos.cuenta, name="cuenta"),
    path("correos/", avisos.envios, name="envios"),
    path("correos/prueba/", avisos.probar, name="correo_prueba"),
    path("correos/<int:pk>/", avisos.envio, name="envio"),
    path("correos/<int:pk>/reintentar/", avisos.reintentar, name="envio_reintentar"),
    path("personas/", personas.personas, name="personas"),
    path("personas/nueva/", personas.persona_nueva, name="persona_nueva"),
    path("personas/<int:pk>/", personas.persona, name="persona"),
    path("personas/<int:pk>/editar/", personas.persona_editar, name="persona_editar"),
    path("personas/<int:pk>/actividad/", personas.persona_actividad, name="persona_actividad"),
    path("personas/<int:pk>/contrasena/", personas.persona_contrasena, name="persona_contrasena"),
    path("personas/<int:pk>/designar/", personas.designar, name="designar"),
    path("designaciones/<int:pk>/terminar/", personas.terminar, name="terminar"),
    path("unidades/", unidades.unidades, name="unidades"),
    path("unidades/nueva/", unidades.unidad_nueva, name="unidad_nueva"),
    path("unidades/<int:pk>/", unidades.unidad, name="unidad"),
]
