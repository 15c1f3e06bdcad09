"""Notices of the person, its preferences, and the mails that left."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gobierno import acciones, reloj
from gobierno import avisos as bandeja
from gobierno.forms.personas import FormularioDeContrasenaPropia
from gobierno.models import Aviso, Envio
from gobierno.permisos_web import permiso
from gobierno.vistas import acto, hecho, intentar, puede, quien, rechazo

POR_PAGINA = 50


class FormularioDePreferencias(forms.Form):
    resumen = forms.BooleanField(
        label="Recibir los avisos reunidos en un solo correo",
        required=False,
        help_text="Sin marcar, llega un correo por cada aviso. Lo urgente llega siempre enseguida.",
    )


@permiso("avisos.ver")
@require_safe
def avisos(request: HttpRequest) -> HttpResponse:
    todos = Aviso.objects.visibles_para(quien(request)).select_related("envio")
    sin_leer = todos.sin_leer()
    ver_todos = request.GET.get("ver") == "todos"
    lista = Paginator(todos if ver_todos else sin_leer, POR_PAGINA)
    cuantos = sin_leer.count()
    contexto = {
        "pagina": lista.get_page(request.GET.get("pagina")),
        "sin_leer": cuantos,
        "pestanas": [
            {"texto": "Sin leer", "url": "?", "activo": not ver_todos, "contador": cuantos},
            {"texto": "Todos", "url": "?ver=todos", "activo": ver_todos, "contador": ""},
        ],
    }
    return render(request, "gobierno/avisos.html", contexto)


@permiso("avisos.ver")
@require_POST
def abrir(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one as read and go where it points."""
    aviso = get_object_or_404(Aviso.objects.visibles_para(quien(request)), pk=pk)
    acciones.marcar_leidos(cuales=[aviso.pk], por=quien(request), ahora=reloj.ahora())
    propio = url_has_allowed_host_and_scheme(aviso.enlace, allowed_hosts=None)
    return redirect(aviso.enlace if propio else "gobierno:avisos")


@permiso("avisos.ver")
@require_POST
def leer_todos(request: HttpRequest) -> HttpResponse:
    marcados = acciones.marcar_leidos(cuales=None, por=quien(request), ahora=reloj.ahora())
    return hecho(request, f"Avisos marcados como leídos: {marcados}.", "gobierno:avisos")


@permiso("cuenta.ver")
@require_http_methods(["GET", "HEAD", "POST"])
def cuenta(request: HttpRequest) -> HttpResponse:
    """Preferences of the person and its own password: two forms, one page."""
    persona = quien(request)
    que = request.POST.get("que", "")
    preferencias = FormularioDePreferencias(
        request.POST if que == "avisos" else None, initial={"resumen": persona.resumen_diario}
    )
    contrasena = FormularioDeContrasenaPropia(
        request.POST if que == "contrasena" else None, persona=persona
    )
    intento = intentar(
        preferencias,
        lambda datos: acciones.preferir_avisos(
            resumen=datos["resumen"], por=persona, ahora=reloj.ahora()
        ),
    )
    if intento:
        return hecho(request, "Se guardó su preferencia.", "gobierno:cuenta")
    cambio = intentar(
        contrasena,
        lambda datos: acciones.cambiar_contrasena(
            persona=persona, contrasena=datos["contrasena"], **acto(request)
        ),
    )
    if cambio:
        return hecho(request, "Se cambió su contraseña: vuelva a entrar.", "entrar")
    contexto = {"preferencias": preferencias, "contrasena": contrasena}
    estado = max(intento.estado, cambio.estado)
    return render(request, "gobierno/cuenta.html", contexto, status=estado)


@permiso("salud.ver")
@require_safe
def envios(request: HttpRequest) -> HttpResponse:
    estado = request.GET.get("estado", "")
    todos = Envio.objects.all()
    lista = todos.filter(estado=estado) if estado in Envio.Estado.values else todos
    contexto = {
        "pagina": Paginator(lista, POR_PAGINA).get_page(request.GET.get("pagina")),
        "pestanas": [
            {"texto": "Todos", "url": "?", "activo": not estado, "contador": ""},
            *(
                {"texto": f"{nombre}s", "url": f"?estado={codigo}", "activo": estado == codigo}
                | {"contador": todos.filter(estado=codigo).count()}
                for codigo, nombre in Envio.Estado.choices
            ),
        ],
        "puede_probar": puede(request, "personas.administrar"),
    }
    return render(request, "gobierno/envios.html", contexto)


@permiso("salud.ver")
@require_safe
def envio(request: HttpRequest, pk: int) -> HttpResponse:
    correo = get_object_or_404(Envio, pk=pk)
    contexto = {
        "envio": correo,
        "intentos": correo.registros.all(),
        "puede_reintentar": correo.estado == Envio.Estado.FALLIDO
        and puede(request, "personas.administrar"),
        "migas": [("Correos enviados", "/correos/"), (correo.asunto, "")],
    }
    return render(request, "gobierno/envio.html", contexto)


@permiso("personas.administrar")
@require_POST
def reintentar(request: HttpRequest, pk: int) -> HttpResponse:
    correo = get_object_or_404(Envio, pk=pk)
    intento = intentar(None, lambda datos: acciones.reintentar_envio(envio=correo, **acto(request)))
    if intento.error:
        return rechazo(request, intento.error)
    return hecho(request, "El correo se intentará de nuevo enseguida.", "gobierno:envio", pk)


@permiso("personas.administrar")
@require_POST
def probar(request: HttpRequest) -> HttpResponse:
    """Send a test mail now and show what the server answered."""
    intento = intentar(None, lambda datos: acciones.preparar_prueba(**acto(request)))
    if intento.error:
        return rechazo(request, intento.error)
    bandeja.enviar(pk=intento.resultado.pk, ahora=reloj.ahora())
    return redirect("gobierno:envio", intento.resultado.pk)
