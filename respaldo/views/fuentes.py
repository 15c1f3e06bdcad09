"""Sources of evidence: who may tell us what happened, with which token, and how to send it."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gobierno import reloj, una_vez
from gobierno.formato import fecha_hora
from gobierno.historia import historia_de
from gobierno.perfil import perfil_activo
from gobierno.permisos_web import permiso
from gobierno.vistas import acto, hecho, intentar, puede, quien, rechazo
from respaldo.acciones import fuentes as acciones
from respaldo.firmas import llave_de_firma
from respaldo.forms.canales import FormularioDePunto
from respaldo.forms.evidencia import FormularioDeFuente, FormularioDeToken, lineas_vigentes
from respaldo.models import Evidencia, Fuente, Sondeo, atadura
from respaldo.silencio import callada_desde

ADMINISTRAR = "fuentes.administrar"
LISTA = "/respaldo/fuentes/"
_PROPIOS = ("nombre", "herramienta", "zona", "redes", "remitentes", "silencio_horas")
_POR_VENCER = timedelta(days=30)


@permiso("fuentes.ver")
@require_safe
def fuentes(request: HttpRequest) -> HttpResponse:
    """Every source with when it was last heard of and what it sent in the last seven days."""
    semana = reloj.ahora() - timedelta(days=7)
    filas = Fuente.objects.visibles_para(quien(request), hoy=reloj.hoy()).annotate(
        recientes=Count("ejecuciones", filter=Q(ejecuciones__recibida_en__gte=semana)),
        fallo_de_sondeo=F("sondeo__motivo"),
    )
    pagina = Paginator(filas.order_by("nombre"), 50).get_page(request.GET.get("pagina"))
    contexto = {"pagina": pagina, "puede_administrar": puede(request, ADMINISTRAR)}
    return render(request, "respaldo/fuentes.html", contexto)


def _visible(request: HttpRequest, pk: int) -> Fuente:
    fila: Fuente = get_object_or_404(
        Fuente.objects.visibles_para(quien(request), hoy=reloj.hoy()), pk=pk
    )
    return fila


@permiso("fuentes.ver")
@never_cache
@require_safe
def fuente(request: HttpRequest, pk: int) -> HttpResponse:
    """The source; right after a token or a key is made, also that secret, this once."""
    fila = _visible(request, pk)
    vence = fila.token_anterior_hasta
    semana = reloj.ahora() - timedelta(days=7)
    llegadas = Evidencia.objects.filter(fuente=fila, recibida_en__gte=semana).con_lectura()
    contexto = {
        "puntos": fila.puntos.select_related("item").order_by("slug"),
        "formulario_de_punto": FormularioDePunto(hoy=reloj.hoy()),
        "callada": callada_desde(fila, ahora=reloj.ahora()),
        "cuentas": _cuentas(llegadas.values_list("resultado", flat=True)),
        "contadas": fila.ejecuciones.filter(recibida_en__gte=semana).count(),
        "fuente": fila,
        "sondeo": Sondeo.objects.filter(fuente=fila).first(),
        "token": una_vez.sacar(request, f"token:{pk}"),
        "llave": una_vez.sacar(request, f"llave:{pk}"),
        "vence": _vencimiento(fila),
        "anterior_vale": bool(fila.activa and vence and vence > reloj.ahora()),
        "ultimas": fila.ejecuciones.select_related("item").order_by("-recibida_en", "-pk")[:10],
        "raiz": request.build_absolute_uri("/").rstrip("/"),
        "puede_administrar": puede(request, ADMINISTRAR),
        "historia": historia_de(fila, sin=["respaldo.recibir_ejecuciones"]),
        "migas": [("Fuentes de evidencia", LISTA), (fila.nombre, "")],
    }
    return render(request, "respaldo/fuente.html", contexto)


def _cuentas(resultados: Any) -> dict[str, int]:
    """How many deliveries of the week, how many could not be read and how many were refused."""
    cuenta = Counter(resultados)
    return {
        "recibidas": sum(cuenta.values()),
        "fallidas": cuenta["no_reconocida"] + cuenta["error"] + cuenta["parcial"],
        "rechazadas": cuenta["rechazada"],
        "pendientes": cuenta[None],
    }


@permiso(ADMINISTRAR)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def fuente_nueva(request: HttpRequest) -> HttpResponse:
    """Create a source; its page shows the token, the only time anybody sees it."""
    formulario = FormularioDeFuente(request.POST or None, hoy=reloj.hoy())
    intento = intentar(
        formulario,
        lambda datos: acciones.crear_fuente(datos=_datos(datos), **acto(request)),
    )
    if intento:
        creada, token = intento.resultado
        return _mostrar(request, "token", creada.pk, token)
    return _formulario(request, "Nueva fuente de evidencia", formulario, intento.estado)


@permiso(ADMINISTRAR)
@require_http_methods(["GET", "HEAD", "POST"])
def fuente_editar(request: HttpRequest, pk: int) -> HttpResponse:
    fila = _visible(request, pk)
    formulario = FormularioDeFuente(request.POST or None, initial=_inicial(fila), hoy=reloj.hoy())
    intento = intentar(
        formulario,
        lambda datos: acciones.editar_fuente(fuente=fila, datos=_datos(datos), **acto(request)),
    )
    if intento:
        return hecho(request, "Se guardaron los cambios.", "respaldo:fuente", pk)
    return _formulario(request, f"Editar «{fila}»", formulario, intento.estado)


@permiso(ADMINISTRAR)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def fuente_token(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a new token; the present one keeps working for some days, so no night is lost."""
    fila = _visible(request, pk)
    formulario = FormularioDeToken(request.POST or None, hoy=reloj.hoy())
    intento = intentar(
        formulario,
        lambda datos: acciones.rotar_token(
            fuente=fila,
            anterior_hasta=reloj.ahora() + timedelta(days=datos["dias"]),
            vence_en=datos["token_vence_en"],
            **acto(request),
        ),
    )
    if intento:
        return _mostrar(request, "token", pk, intento.resultado)
    titulo = f"Renovar el token de «{fila}»"
    return _formulario(request, titulo, formulario, intento.estado, _lo_que_muere(fila))


@permiso(ADMINISTRAR)
@require_POST
def fuente_actividad(request: HttpRequest, pk: int) -> HttpResponse:
    fila = _visible(request, pk)
    activa = request.POST.get("activa") == "si"
    intento = intentar(
        None, lambda _: acciones.cambiar_actividad(fuente=fila, activa=activa, **acto(request))
    )
    if intento.error:
        return rechazo(request, intento.error, volver=f"{LISTA}{pk}/")
    mensaje = "La fuente quedó activa." if activa else "La fuente quedó desactivada."
    return hecho(request, mensaje, "respaldo:fuente", pk)


@permiso(ADMINISTRAR)
@never_cache
@require_POST
def fuente_firma(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a signature, with a new key that is shown once, or stop asking for it."""
    fila = _visible(request, pk)
    exige = request.POST.get("exige") == "si"
    intento = intentar(
        None, lambda _: acciones.exigir_firma(fuente=fila, exige=exige, **acto(request))
    )
    if intento.error:
        return rechazo(request, intento.error, volver=f"{LISTA}{pk}/")
    if not exige:
        return hecho(request, "La fuente ya no exige firma.", "respaldo:fuente", pk)
    return _mostrar(
        request, "llave", pk, llave_de_firma(settings.SECRET_KEY, pk, intento.resultado)
    )


def _mostrar(request: HttpRequest, que: str, pk: int, secreto: str) -> HttpResponse:
    """Show a secret on the page of its source, once: reloading it neither shows nor renews."""
    una_vez.guardar(request, f"{que}:{pk}", secreto)
    return redirect("respaldo:fuente", pk)


def _ultimo_dia(fila: Fuente) -> date | None:
    """The last day on which its token works, in the zone of the institution."""
    if fila.token_vence_en is None:
        return None
    ultimo = fila.token_vence_en.astimezone(perfil_activo().zona) - timedelta(microseconds=1)
    return ultimo.date()


def _vencimiento(fila: Fuente) -> dict[str, Any] | None:
    """What the page says of the end of its token; None when it has none."""
    if fila.token_vence_en is None:
        return None
    queda = fila.token_vence_en - reloj.ahora()
    return {
        "dia": _ultimo_dia(fila),
        "vencido": queda <= timedelta(0),
        "pronto": queda <= _POR_VENCER,
    }


def _datos(datos: Any) -> acciones.DatosDeFuente:
    linea = datos["linea"]
    textos = {c: datos[c] for c in ("nombre", "herramienta", "zona", "redes", "remitentes")}
    return acciones.DatosDeFuente(
        **textos,
        silencio_horas=datos["silencio_horas"],
        token_vence_en=datos["token_vence_en"],
        serie=linea.serie if linea else None,
    )


def _inicial(fila: Fuente) -> dict[str, Any]:
    inicial = {campo: getattr(fila, campo) for campo in _PROPIOS}
    inicial["token_vence_en"] = _ultimo_dia(fila)
    if serie := atadura(fila):
        item, tipo, modalidad = serie
        lineas = lineas_vigentes(reloj.hoy())
        inicial["linea"] = lineas.filter(
            item=item, tipo_de_backup=tipo, modalidad=modalidad
        ).first()
    return inicial


def _lo_que_muere(fila: Fuente) -> str:
    """What a renewal does to the token before the present one, said before it is done."""
    hasta, ahora = fila.token_anterior_hasta, reloj.ahora()
    if hasta is None or hasta <= ahora:
        return ""
    fecha = fecha_hora(hasta, perfil_activo().zona)
    if acciones.conserva_el_anterior(fila, ahora=ahora):
        return (
            "Nadie ha usado todavía el token actual: al renovar deja de valer en ese momento, y el "
            f"anterior sigue sirviendo hasta el {fecha}, como se prometió. Con 0 días, los dos "
            "dejan de valer."
        )
    return (
        f"El token anterior, que valía hasta el {fecha}, dejará de valer en cuanto renueve: solo "
        "pueden valer dos. Antes, compruebe que ningún servidor lo usa."
    )


def _formulario(
    request: HttpRequest, titulo: str, formulario: Any, estado: int, bajada: str = ""
) -> HttpResponse:
    contexto = {
        "titulo": titulo,
        "bajada": bajada,
        "formulario": formulario,
        "volver": LISTA,
        "migas": [("Fuentes de evidencia", LISTA), (titulo, "")],
    }
    return render(request, "gobierno/formulario.html", contexto, status=estado)
