"""Submit, and the trays and screens of who gives visto, signs or takes knowledge."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from directorio import acciones
from directorio.acciones import Vigencia
from directorio.consecuencias import consecuencias
from directorio.contenido import filas_de
from directorio.diferencia import Diferencia, comparar
from directorio.forms.version import FormularioDeDecision
from directorio.models import VersionDirectorio
from directorio.presentacion import ACTOS, observacion_de, paso_para, pasos_de
from directorio.reglas import documento, impedimento
from directorio.validacion import SEVERIDADES, validar_version
from directorio.views.botones import VERBOS
from directorio.views.comun import migas_de, version_o_404
from gobierno import reloj
from gobierno.aprobaciones import Voto
from gobierno.calendario_institucional import calendario_institucional
from gobierno.errores import EstadoCambiado, ReglaIncumplida
from gobierno.models import Paso, Persona
from gobierno.perfil import perfil_activo
from gobierno.permisos_web import permiso
from gobierno.texto import entero
from gobierno.vistas import REPETIDO, Intento, acto, hecho, intentar, quien, rechazo, repetido

FILAS_A_LA_VISTA = 100
PREFIJO = "fila:"
HECHOS = {
    Paso.Acto.VISTO: "Se registró su visto.",
    Paso.Acto.FIRMA: "Se registró su firma: la versión quedó aprobada.",
    Paso.Acto.SELLO: "Se registró el sello.",
    Paso.Acto.CONOCIMIENTO: "Se registró que tomó conocimiento.",
}
INMUTABLE = {
    Paso.Acto.VISTO: "Su visto queda registrado sobre este contenido exacto y no se retira.",
    Paso.Acto.FIRMA: "Con su firma, las {lineas} líneas, sus ventanas y su retención quedan "
    "inmutables y crean los deberes desde la fecha en que rige: solo otra versión las cambia.",
    Paso.Acto.SELLO: "El sello queda registrado sobre este contenido exacto.",
    Paso.Acto.CONOCIMIENTO: "Queda constancia de que usted conoció este contenido exacto.",
}


@require_http_methods(["GET", "HEAD", "POST"])
@permiso("directorio.editar")
def enviar(request: HttpRequest, pk: int) -> HttpResponse:
    """What would be submitted, what stops it, and the button. Fuente: MIN-6.1-g, MIN-7.1-2."""
    version = version_o_404(request, pk)
    intento = Intento(hecho=False, estado=200)
    if request.method == "POST":
        intento = intentar(
            None, lambda _: acciones.enviar_a_visto(version=version, **acto(request))
        )
        version.refresh_from_db()
    if intento:
        return hecho(request, f"El {version} se envió a visto.", "directorio:version", pk)
    if repetido(intento):
        return hecho(request, REPETIDO, "directorio:version", pk)
    if not version.es_editable:
        if intento.error is not None:
            return rechazo(request, intento.error, volver=_pagina(version))
        return hecho(request, f"El {version} ya fue enviado.", "directorio:version", pk)
    hallazgos = validar_version(version)
    contexto = {
        "version": version,
        "grupos": [(s, [h for h in hallazgos if h.severidad == s]) for s in SEVERIDADES],
        "errores": sum(h.es_error for h in hallazgos),
        "lineas": version.lineas.count(),
        "pasos": [
            (ACTOS[Paso.Acto(p.acto)], perfil_activo().nombre_de_rol(p.rol), p.obligatorio)
            for p in documento().pasos
        ],
        "error": intento.error,
        "migas": migas_de(version, ("Enviar a visto", "")),
    }
    return render(request, "directorio/enviar.html", contexto, status=intento.estado)


@require_safe
@permiso("aprobaciones.decidir")
def por_firmar(request: HttpRequest) -> HttpResponse:
    """The steps that wait for this person: vistos and signatures apart from knowledge."""
    persona, hoy = quien(request), reloj.hoy()
    pasos = _pasos_con_turno(persona, hoy=hoy)
    contexto = {
        "por_firmar": [p for p in pasos if p["paso"].acto != Paso.Acto.CONOCIMIENTO],
        "por_conocer": [p for p in pasos if p["paso"].acto == Paso.Acto.CONOCIMIENTO],
    }
    return render(request, "directorio/por_firmar.html", contexto)


def _pasos_con_turno(persona: Persona, *, hoy: Any) -> list[dict[str, Any]]:
    pasos = (
        Paso.objects.por_decidir_de(persona, hoy=hoy)
        .filter(ronda__tramite__directorio__isnull=False)
        .select_related("ronda__tramite__directorio", "ronda__enviada_por")
    )
    return [
        {
            "paso": paso,
            "version": paso.ronda.tramite.directorio,
            "verbo": VERBOS[Paso.Acto(paso.acto)],
        }
        for paso in pasos
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@permiso("aprobaciones.decidir")
def decidir(request: HttpRequest, pk: int) -> HttpResponse:
    """One screen: what changed, what it means, observe with comments per row, or sign.

    Fuente: MIN-7.1-2, MIN-7.1-3, MIN-7.1-4.
    """
    version = version_o_404(request, pk)
    hoy = reloj.hoy()
    paso = paso_para(version.tramite.ronda, quien(request), hoy=hoy)
    inicial = {"vigente_desde": acciones.vigencia_propuesta(version=version, hoy=hoy)}
    formulario = FormularioDeDecision(request.POST or None, initial=inicial)
    comentarios = _comentarios_tecleados(request)
    pedido = _paso_pedido(request, version, paso) if request.method == "POST" else paso
    intento = intentar(
        formulario if pedido is not None else FormularioDeDecision(),
        lambda datos: _votar(request, version, cast(Paso, pedido), (datos, comentarios)),
    )
    if intento and pedido is not None:
        acto_hecho = Paso.Acto(pedido.acto)
        mensaje = "Se devolvió con observaciones." if intento.resultado.observado else ""
        return hecho(request, mensaje or HECHOS[acto_hecho], "directorio:version", pk)
    if repetido(intento):
        return hecho(request, REPETIDO, "directorio:version", pk)
    if request.method == "POST" and None in {paso, pedido}:
        return rechazo(request, intento.error or _sin_turno(version), volver=_pagina(version))
    contexto = _contexto(version, paso, hoy=hoy) | {
        "impedimento": impedimento(version, paso, quien(request)) if paso else "",
        "formulario": formulario,
        "comentarios": comentarios,
    }
    return render(request, "directorio/decidir.html", contexto, status=intento.estado)


def _paso_pedido(
    request: HttpRequest, version: VersionDirectorio, con_turno: Paso | None
) -> Paso | None:
    """The step that the page showed: who holds two roles decides that one, never the next.

    Without any, the last one that this person decided: a form sent twice meets its result.
    """
    pasos = Paso.objects.filter(ronda__tramite=version.tramite).select_related("ronda__tramite")
    if clave := entero(request.POST.get("paso")):
        return pasos.filter(pk=clave).first()
    suyos = pasos.filter(decision__persona=quien(request))
    return con_turno or suyos.order_by("-decision__decidida_en", "-pk").first()


def _votar(request: HttpRequest, version: VersionDirectorio, paso: Paso, dicho: Any) -> Any:
    datos, comentarios = dicho
    observa = datos["sentido"] == FormularioDeDecision.OBSERVAR
    voto = Voto(
        sentido=datos["sentido"],
        comentario=datos["comentario"] if observa else "",
        filas=comentarios if observa else {},
        contrasena=datos["contrasena"],
    )
    vigencia = Vigencia(datos["vigente_desde"], datos["motivo_regularizacion"])
    return acciones.decidir(
        version=version, paso=paso, voto=voto, vigencia=vigencia, **acto(request)
    )


def _sin_turno(version: VersionDirectorio) -> ReglaIncumplida:
    return EstadoCambiado(
        f"El {version} no espera ahora una decisión suya.",
        regla="directorio",
        remedio="Otra persona pudo actuar antes o la ronda terminó.",
    )


def _pagina(version: VersionDirectorio) -> str:
    return reverse("directorio:version", args=[version.pk])


def _comentarios_tecleados(request: HttpRequest) -> dict[str, str]:
    """Comments per row, keyed by the stable key that the field carries in its name."""
    return {
        nombre.removeprefix(PREFIJO)[:120]: str(texto).replace("\0", "").strip()[:2000]
        for nombre, texto in request.POST.items()
        if nombre.startswith(PREFIJO) and str(texto).strip()
    }


def _contexto(version: VersionDirectorio, paso: Paso | None, *, hoy: Any) -> dict[str, Any]:
    ronda = version.tramite.ronda
    otras = VersionDirectorio.objects.con_efecto().exclude(pk=version.pk)
    if version.vigente_desde is not None:
        otras = otras.filter(vigente_desde__lt=version.vigente_desde)
    previa = otras.order_by("-vigente_desde").first()
    antes = _filas(previa)
    despues = filas_de(ronda.contenido) if ronda is not None else []
    diferencia = comparar(antes, despues)
    desde = version.vigente_desde or acciones.vigencia_propuesta(version=version, hoy=hoy)
    calendario = calendario_institucional()
    acto_pedido = Paso.Acto(paso.acto) if paso else None
    return {
        "version": version,
        "ronda": ronda,
        "paso": paso,
        "verbo": VERBOS[acto_pedido] if acto_pedido else "",
        "inmutable": INMUTABLE[acto_pedido].format(lineas=len(despues)) if acto_pedido else "",
        "puede_observar": acto_pedido in {Paso.Acto.VISTO, Paso.Acto.FIRMA},
        "con_clave": bool(acto_pedido and acto_pedido in documento().reautenticar),
        "forma": documento().firma,
        "pasos": pasos_de(ronda),
        "previa": previa,
        "diferencia": _a_la_vista(diferencia),
        "lineas": len(despues),
        "consecuencias": consecuencias(
            diferencia, antes, despues, desde=desde, calendario=calendario
        ),
        "observacion": observacion_de(version),
        "migas": migas_de(version, ("Aprobación", "")),
    }


def _filas(version: VersionDirectorio | None) -> list[Any]:
    return acciones.congelado(version=version)["lineas"] if version is not None else []


def _a_la_vista(diferencia: Diferencia) -> dict[str, Any]:
    """The first rows of each kind, and how many there are in all."""
    grupos = {
        "agregadas": diferencia.agregadas,
        "cambiadas": diferencia.cambiadas,
        "quitadas": diferencia.quitadas,
    }
    return {
        "total": diferencia.total,
        "iguales": diferencia.iguales,
        "recortada": any(len(filas) > FILAS_A_LA_VISTA for filas in grupos.values()),
        "maximo": FILAS_A_LA_VISTA,
        **{nombre: filas[:FILAS_A_LA_VISTA] for nombre, filas in grupos.items()},
        **{f"n_{nombre}": len(filas) for nombre, filas in grupos.items()},
    }
