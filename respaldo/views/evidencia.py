"""Evidence that a person brings: a file with preview, and a run typed from the console."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gobierno import reloj
from gobierno.models import Adjunto
from gobierno.permisos_web import permiso
from gobierno.texto import entero
from gobierno.vistas import acto, hecho, intentar, quien, rechazo
from respaldo.acciones import registro
from respaldo.acciones.asiento import Recibo
from respaldo.acciones.subidas import Traida, traer_archivo
from respaldo.forms.canales import FormularioDeArchivo
from respaldo.forms.evidencia import FormularioManual
from respaldo.models import Corrida, Ejecucion, Fuente
from respaldo.views.recibos import intentar_recibir, mostrar_recibo

A_LA_VISTA = 100
INICIO = "/respaldo/ejecuciones/"


@permiso("ejecuciones.registrar")
@require_http_methods(["GET", "HEAD", "POST"])
def subir(request: HttpRequest) -> HttpResponse:
    """The file of a tool and its source: received at once, or reviewed by rows if it is a table.

    `?fuente=` proposes the source.
    """
    formulario = FormularioDeArchivo(
        request.POST or None,
        request.FILES or None,
        initial={"fuente": entero(request.GET.get("fuente"))},
    )
    intento = intentar_recibir(formulario, lambda datos: _traer(request, datos))
    if intento and isinstance(intento.resultado, Adjunto):
        fuente = formulario.cleaned_data["fuente"]
        return redirect("respaldo:archivo", fuente=fuente.pk, adjunto=intento.resultado.pk)
    if intento:
        return mostrar_recibo(request, intento.resultado)
    contexto = {
        "titulo": "Subir lo que escribió una herramienta",
        "bajada": "Se guarda sin contraseñas y se le muestra qué se entendió. Una tabla CSV "
        "se revisa antes, fila por fila.",
        "formulario": formulario,
        "enviar": "Subir",
        "volver": INICIO,
        "migas": [("Ejecuciones", INICIO), ("Subir archivo", "")],
    }
    return render(request, "gobierno/formulario.html", contexto, status=intento.estado)


def _traer(request: HttpRequest, datos: Any) -> Recibo | Adjunto:
    fuente = datos["fuente"]
    traida = Traida(
        archivo=datos["archivo"],
        stderr=datos["errores"],
        herramienta=fuente.herramienta,
        trabajo=datos["trabajo"],
        codigo_salida=datos["codigo_salida"],
    )
    return traer_archivo(fuente=fuente, traida=traida, **acto(request))


@permiso("ejecuciones.registrar")
@require_http_methods(["GET", "HEAD", "POST"])
def archivo(request: HttpRequest, fuente: int, adjunto: int) -> HttpResponse:
    """Preview of an uploaded file, row by row; confirming receives its good rows."""
    origen = get_object_or_404(Fuente.objects.activas(), pk=fuente)
    subido = get_object_or_404(Adjunto, pk=adjunto, subido_por=quien(request))
    if request.method == "POST":
        intento = intentar(
            None,
            lambda _: registro.importar_archivo(adjunto=subido, fuente=origen, **acto(request)),
        )
        if intento:
            return hecho(request, _resumen(intento.resultado), "respaldo:ejecuciones")
        if intento.error:
            return rechazo(request, intento.error, volver=reverse("respaldo:subir"))
    lectura = registro.leer_archivo(adjunto=subido, fuente=origen, ahora=reloj.ahora())
    claves = [fila.ejecucion.clave for fila in lectura.filas]
    contexto = {
        "fuente": origen,
        "adjunto": subido,
        "filas": lectura.filas[:A_LA_VISTA],
        "errores": lectura.errores[:A_LA_VISTA],
        "buenas": len(lectura.filas),
        "malas": len({error.fila for error in lectura.errores}),
        "ignoradas": lectura.ignoradas,
        "conocidas": Ejecucion.objects.filter(fuente=origen, clave__in=claves).count(),
        "migas": [("Ejecuciones", INICIO), ("Subir archivo", reverse("respaldo:subir")),
                  (subido.nombre, "")],
    }  # fmt: skip
    estado = 200 if lectura.filas else 422
    return render(request, "respaldo/archivo.html", contexto, status=estado)


def _resumen(resultados: Any) -> str:
    cuenta = {estado: sum(1 for r in resultados if r.estado == estado)
              for estado in ("creada", "repetida", "actualizada")}  # fmt: skip
    return (
        f"Se recibieron {len(resultados)} ejecuciones: {cuenta['creada']} nuevas, "
        f"{cuenta['repetida']} ya conocidas y {cuenta['actualizada']} actualizadas."
    )


@permiso("ejecuciones.registrar")
@require_http_methods(["GET", "HEAD", "POST"])
def ejecucion_nueva(request: HttpRequest) -> HttpResponse:
    """Type a run read on the console; `?corrida=` proposes its line and window."""
    formulario = FormularioManual(
        request.POST or None,
        request.FILES or None,
        hoy=reloj.hoy(),
        initial=_propuesta(request.GET.get("corrida", "")),
    )
    intento = intentar(
        formulario,
        lambda datos: registro.registrar_a_mano(
            linea=datos["linea"],
            tecleado=registro.Tecleado(
                **{campo: datos[campo] for campo in registro.Tecleado.__dataclass_fields__}
            ),
            archivo=datos["archivo"],
            **acto(request),
        ),
    )
    if intento:
        return hecho(
            request, "La ejecución quedó registrada.", "respaldo:ejecucion", intento.resultado.pk
        )
    contexto = {
        "titulo": "Registrar una ejecución a mano",
        "bajada": "Para lo que ninguna fuente contó: lea la consola y adjunte la captura.",
        "formulario": formulario,
        "volver": INICIO,
        "migas": [("Ejecuciones", INICIO), ("Registrar a mano", "")],
    }
    return render(request, "gobierno/formulario.html", contexto, status=intento.estado)


def _propuesta(corrida: str) -> dict[str, Any]:
    fila = Corrida.objects.filter(pk=entero(corrida) or 0).first()
    return {"linea": fila.linea_id, "inicio": fila.inicio_previsto} if fila else {}
