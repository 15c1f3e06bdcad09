"""Channels of a source: its ping addresses, a delivery to try, what arrived and how it was read."""

from datetime import datetime, time
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directorio.models import Linea
from gobierno import reloj
from gobierno.perfil import perfil_activo
from gobierno.permisos_web import permiso
from gobierno.vistas import acto, hecho, intentar, puede, quien, rechazo
from respaldo.acciones import puntos, relecturas
from respaldo.acciones.asiento import Recibo
from respaldo.acciones.ensayos import Ensayo, ensayar
from respaldo.acciones.subidas import Traida, captura_de, subir_evidencia
from respaldo.coincidencias import Serie
from respaldo.entregas import ARCHIVO
from respaldo.forms.canales import (
    VACIA,
    FiltroEvidencias,
    FormularioDeAtadura,
    FormularioDePrueba,
    FormularioDePunto,
)
from respaldo.forms.evidencia import lineas_vigentes
from respaldo.importadores.textos import a_texto
from respaldo.models import Evidencia, Fuente, PuntoDePing, atadura
from respaldo.views.recibos import en_palabras, intentar_recibir, mostrar_recibo

ADMINISTRAR = "fuentes.administrar"
POR_PAGINA = 50
A_LA_VISTA = 100_000  # characters of each stream
CUARENTENA = ("no_reconocida", "error", "rechazada")


def _fuente(request: HttpRequest, pk: int) -> Fuente:
    fila: Fuente = get_object_or_404(
        Fuente.objects.visibles_para(quien(request), hoy=reloj.hoy()), pk=pk
    )
    return fila


@permiso(ADMINISTRAR)
@require_POST
def punto_nuevo(request: HttpRequest, pk: int) -> HttpResponse:
    fila = _fuente(request, pk)
    formulario = FormularioDePunto(request.POST, hoy=reloj.hoy())
    intento = intentar(
        formulario,
        lambda datos: puntos.agregar_punto(
            fuente=fila, slug=datos["slug"], serie=_serie(datos["linea"]), **acto(request)
        ),
    )
    if intento:
        return hecho(request, "La dirección está lista.", "respaldo:fuente", pk)
    contexto = {
        "titulo": "Nueva dirección de ping", "formulario": formulario,
        "volver": reverse("respaldo:fuente", args=[pk]), "migas": _migas(fila, "Dirección de ping"),
    }  # fmt: skip
    return render(request, "gobierno/formulario.html", contexto, status=intento.estado)


@permiso(ADMINISTRAR)
@require_http_methods(["GET", "HEAD", "POST"])
def punto_atar(request: HttpRequest, pk: int, punto: int) -> HttpResponse:
    """Choose the line for which a ping address answers."""
    suyo = get_object_or_404(PuntoDePing, pk=punto, fuente=_fuente(request, pk))
    inicial = None
    if serie := atadura(suyo):
        campos = dict(zip(("item", "tipo_de_backup", "modalidad"), serie, strict=True))
        inicial = {"linea": lineas_vigentes(reloj.hoy()).filter(**campos).first()}
    formulario = FormularioDeAtadura(
        request.POST if request.method == "POST" else None, initial=inicial, hoy=reloj.hoy()
    )
    intento = intentar(
        formulario,
        lambda datos: puntos.atar_punto(punto=suyo, serie=_serie(datos["linea"]), **acto(request)),
    )
    if intento:
        return hecho(request, "Se guardó la línea de la dirección.", "respaldo:fuente", pk)
    titulo = f"Línea de la dirección «{suyo.slug}»"
    contexto = {
        "titulo": titulo, "formulario": formulario, "migas": _migas(suyo.fuente, titulo),
        "volver": reverse("respaldo:fuente", args=[pk]),
    }  # fmt: skip
    return render(request, "gobierno/formulario.html", contexto, status=intento.estado)


def _serie(linea: Linea | None) -> Serie | None:
    return linea.serie if linea else None


@permiso(ADMINISTRAR)
@require_POST
def punto_renovar(request: HttpRequest, pk: int, punto: int) -> HttpResponse:
    suyo = get_object_or_404(PuntoDePing, pk=punto, fuente=_fuente(request, pk))
    intento = intentar(None, lambda _: puntos.renovar_punto(punto=suyo, **acto(request)))
    if intento.error:
        return rechazo(request, intento.error)
    return hecho(request, "La dirección anterior dejó de valer.", "respaldo:fuente", pk)


@permiso(ADMINISTRAR)
@require_POST
def clave_renovar(request: HttpRequest, pk: int) -> HttpResponse:
    fila = _fuente(request, pk)
    intento = intentar(None, lambda _: puntos.renovar_clave_de_ping(fuente=fila, **acto(request)))
    if intento.error:
        return rechazo(request, intento.error)
    return hecho(request, "La clave anterior dejó de valer.", "respaldo:fuente", pk)


@permiso(ADMINISTRAR)
@require_POST
def fuente_releer(request: HttpRequest, pk: int) -> HttpResponse:
    fila = _fuente(request, pk)
    intento = intentar(None, lambda _: relecturas.pedir_relectura(fuente=fila, **acto(request)))
    if intento.error:
        return rechazo(request, intento.error)
    mensaje = f"Se volverán a leer {intento.resultado} evidencias; lo ya verificado no cambia."
    return hecho(request, mensaje, "respaldo:fuente", pk)


@permiso("fuentes.ver")
@require_http_methods(["GET", "HEAD", "POST"])
def fuente_prueba(request: HttpRequest, pk: int) -> HttpResponse:
    """Paste or upload what a tool wrote: shows what would be understood; nothing is stored."""
    fila = _fuente(request, pk)
    formulario = FormularioDePrueba(
        request.POST or None, request.FILES or None, initial={"herramienta": fila.herramienta}
    )
    recibe = "recibir" in request.POST
    intento = intentar_recibir(
        formulario, lambda datos: _probar(request, fila, datos, recibe=recibe)
    )
    if intento and recibe:
        return mostrar_recibo(request, intento.resultado)
    vacia = formulario.is_bound and formulario.has_error("stdout", VACIA)
    comienzo = "No se recibió" if recibe else "No se probó"
    ensayo = intento.resultado
    contexto = {"fuente": fila, "formulario": formulario, "ensayo": ensayo,
                "operaciones": en_palabras(ensayo.operaciones) if ensayo else [],
                "comienzo": "No hay nada que probar" if vacia else comienzo,
                "puede_registrar": puede(request, "ejecuciones.registrar"),
                "migas": _migas(fila, "Prueba")}  # fmt: skip
    return render(request, "respaldo/fuente_prueba.html", contexto, status=intento.estado)


def _probar(request: HttpRequest, fila: Fuente, datos: Any, *, recibe: bool) -> Ensayo | Recibo:
    textos = {c: datos[c].encode(errors="replace") for c in ("stdout", "stderr")}
    dichos = {c: datos[c] for c in ("archivo", "herramienta", "trabajo", "codigo_salida")}
    traida = Traida(**textos, **dichos)
    if recibe:
        return subir_evidencia(fuente=fila, traida=traida, **acto(request))
    return ensayar(
        fuente=fila, captura=captura_de(traida, fila), hoy=reloj.hoy(), ahora=reloj.ahora()
    )


@permiso("evidencias.ver")
@require_safe
def evidencias(request: HttpRequest) -> HttpResponse:
    """What arrived, the last first, with how it was read: also the quarantine of what was not."""
    filtro = FiltroEvidencias(request.GET)
    filas = Evidencia.objects.visibles_para(quien(request), hoy=reloj.hoy()).con_lectura()
    filas = _filtradas(filas, filtro.cleaned_data) if filtro.is_valid() else filas.none()
    filas = filas.select_related("fuente", "punto").defer("copia")
    pagina = Paginator(filas.order_by("-recibida_en", "-pk"), POR_PAGINA).get_page(
        request.GET.get("pagina")
    )
    estado = 200 if filtro.is_valid() else 422
    contexto = {"filtro": filtro, "pagina": pagina}
    return render(request, "respaldo/evidencias.html", contexto, status=estado)


def _filtradas(filas: Any, datos: Any) -> Any:
    if datos["fuente"]:
        filas = filas.filter(fuente=datos["fuente"])
    if datos["canal"]:
        filas = filas.filter(canal=datos["canal"])
    if datos["resultado"] == "pendiente":
        filas = filas.filter(resultado__isnull=True)
    elif datos["resultado"] == "cuarentena":
        filas = filas.filter(resultado__in=CUARENTENA)
    elif datos["resultado"]:
        filas = filas.filter(resultado=datos["resultado"])
    if datos["desde"]:
        inicio = datetime.combine(datos["desde"], time.min, tzinfo=perfil_activo().zona)
        filas = filas.filter(recibida_en__gte=inicio)
    return filas


@permiso("evidencias.ver")
@require_safe
def evidencia(request: HttpRequest, pk: int) -> HttpResponse:
    """One delivery: where from, what was understood, which runs it told, and its text as text."""
    filas = Evidencia.objects.visibles_para(quien(request), hoy=reloj.hoy())
    fila = get_object_or_404(filas.select_related("fuente", "punto"), pk=pk)
    lecturas = list(fila.lecturas.order_by("-pk"))
    contexto = {
        "evidencia": fila,
        "lecturas": lecturas,
        "operaciones": en_palabras(lecturas[0].operaciones) if lecturas else [],
        "aportes": list(fila.aportes.select_related("ejecucion__item")),
        "partes": [
            (nombre.replace(ARCHIVO, "Archivo ", 1), a_texto(crudo)[-A_LA_VISTA:])
            for nombre, crudo in fila.partes.items()
        ],
        "migas": [("Evidencias", reverse("respaldo:evidencias")), (str(fila), "")],
    }
    return render(request, "respaldo/evidencia.html", contexto)


def _migas(fila: Fuente, ultima: str) -> list[tuple[str, str]]:
    return [("Fuentes de evidencia", reverse("respaldo:fuentes")),
            (fila.nombre, reverse("respaldo:fuente", args=[fila.pk])), (ultima, "")]  # fmt: skip
