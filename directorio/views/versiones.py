"""Versions of the Directorio: the list with «vigente al», one version, and its life as a draft."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directorio import acciones
from directorio.acciones.vigilancia import esta_tardio, plazo_del_anio
from directorio.forms.linea import FormularioDeMotivo
from directorio.forms.version import FiltroDeFecha, FormularioDeEncabezado, FormularioDeVersion
from directorio.models import Linea, VersionDirectorio
from directorio.presentacion import comentarios_por_fila, historia_de, observacion_de, pasos_de
from directorio.validacion import SEVERIDADES, validar_version
from directorio.views.botones import botones_de, hojas_de
from directorio.views.comun import migas_de, tabla_de, version_o_404
from directorio.views.filas import construir
from gobierno import reloj
from gobierno.calendario_institucional import calendario_institucional
from gobierno.errores import ReglaIncumplida
from gobierno.perfil import perfil_activo
from gobierno.permisos_web import permiso
from gobierno.vistas import acto, hecho, intentar, puede, quien, rechazo

LINEAS_PARA_REVISAR = 400  # more than this and the findings have their own page


@require_safe
@permiso("directorio.ver")
def versiones(request: HttpRequest) -> HttpResponse:
    """Every version, newest first, and which one ruled on a date. Fuente: MIN-7.1-1, R21."""
    hoy = reloj.hoy()
    visibles = VersionDirectorio.objects.visibles_para(quien(request), hoy=hoy)
    filtro = FiltroDeFecha(request.GET if "fecha" in request.GET else {"fecha": hoy})
    fecha = (filtro.cleaned_data["fecha"] if filtro.is_valid() else None) or hoy
    vigente = visibles.vigente_al(hoy)
    contexto = {
        "filtro": filtro,
        "fecha": fecha,
        "al": visibles.vigente_al(fecha),
        "es_hoy": fecha == hoy,
        "vigente": vigente,
        "versiones": visibles.annotate(cuantas=Count("lineas"))
        .select_related("aprobada_por")
        .order_by("-anio", "-numero"),
        "alertas": _alertas(vigente, hoy),
        "puede_editar": puede(request, "directorio.editar"),
        "en_preparacion": visibles.en_preparacion().first(),
    }
    estado = 200 if filtro.is_valid() else 422
    return render(request, "directorio/versiones.html", contexto, status=estado)


def _alertas(vigente: VersionDirectorio | None, hoy: date) -> list[dict[str, str]]:
    perfil, calendario = perfil_activo(), calendario_institucional()
    numeral = perfil.numeral("directorio")
    alertas = []
    if vigente is not None and vigente.anio < hoy.year:
        alertas.append(
            {
                "tono": "aviso",
                "texto": f"El año {hoy.year} no tiene Directorio aprobado: sigue rigiendo el "
                f"{vigente.codigo} hasta que otro entre en vigencia.",
                "numeral": numeral,
            }
        )
    if esta_tardio(hoy=hoy, calendario=calendario):
        limite = plazo_del_anio(anio=hoy.year, calendario=calendario)
        alertas.append(
            {
                "tono": "mal",
                "texto": f"El Directorio {hoy.year} debió aprobarse hasta el {limite:%d/%m/%Y} "
                "(plazo no normado).",
                "numeral": numeral,
            }
        )
    return alertas


@require_http_methods(["GET", "HEAD", "POST"])
@permiso("directorio.editar")
def crear(request: HttpRequest) -> HttpResponse:
    """Open a version, empty or from the last one. Fuente: MIN-7.1-2."""
    origen = acciones.ultima_aprobada()
    inicial = {
        "anio": reloj.hoy().year,
        "partir": FormularioDeVersion.DESDE_ULTIMA if origen else FormularioDeVersion.VACIA,
        "transicion": perfil_activo().directorio.transicion,
    }
    formulario = FormularioDeVersion(
        request.POST or None, initial=inicial, con_origen=origen is not None
    )

    def abrir(datos: Any) -> VersionDirectorio:
        campos = {campo: datos[campo] for campo in ("anio", "motivo", "transicion")}
        if datos["partir"] == FormularioDeVersion.VACIA:
            return acciones.crear_version(**campos, **acto(request))
        return acciones.clonar_version(**campos, **acto(request))

    intento = intentar(formulario, abrir)
    if intento:
        return hecho(
            request,
            f"Se abrió el {intento.resultado}.",
            "directorio:version",
            intento.resultado.pk,
        )
    contexto = {"formulario": formulario, "origen": origen}
    return render(request, "directorio/crear.html", contexto, status=intento.estado)


@require_safe
@permiso("directorio.ver")
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: state, steps, findings, lines and history."""
    esta = version_o_404(request, pk)
    tabla = tabla_de(request, esta.lineas.all())
    total = tabla.pagina.paginator.count if not tabla.filtrada else esta.lineas.count()
    observacion = observacion_de(esta)
    comentarios = comentarios_por_fila(observacion)
    editable = esta.es_editable and puede(request, "directorio.editar")
    contexto = {
        "version": esta,
        "tabla": tabla,
        "total": total,
        "filas": list(construir(tabla.pagina, comentarios, editable=editable)),
        "observacion": observacion,
        "comentadas": _comentadas(esta, comentarios),
        "pasos": [] if esta.es_editable else pasos_de(esta.tramite.ronda),
        "hallazgos": _cuenta_de_hallazgos(esta, total),
        "historia": historia_de(esta),
        "acciones": botones_de(request, esta),
        "hojas": hojas_de(request, esta),
        "editable": editable,
        "pendientes": esta.lineas.por_configurar().count() if esta.estado == "vigente" else 0,
        "migas": [*migas_de(esta)[:1], (esta.codigo, "")],
    }
    return render(request, "directorio/version.html", contexto)


def _comentadas(version: VersionDirectorio, comentarios: dict[str, list[str]]) -> list[Linea]:
    """The commented rows that are still in the version, wherever its pages put them."""
    items = {clave.rsplit("/", 2)[0] for clave in comentarios}
    lineas = version.lineas.filter(item__clave__in=items).select_related("item")
    return [linea for linea in lineas if linea.clave in comentarios] if items else []


def _cuenta_de_hallazgos(version: VersionDirectorio, total: int) -> dict[str, Any] | None:
    """How many findings of each kind; None when nothing is to be corrected or they are too many."""
    if not version.es_editable:
        return None
    if total > LINEAS_PARA_REVISAR:
        return {"pendiente": True}
    severidades = [hallazgo.severidad for hallazgo in validar_version(version)]
    return {severidad: severidades.count(severidad) for severidad in SEVERIDADES}


@require_safe
@permiso("directorio.ver")
def hallazgos(request: HttpRequest, pk: int) -> HttpResponse:
    """Every finding of the rows as they are now, with the row, the column and the remedy."""
    esta = version_o_404(request, pk)
    encontrados = validar_version(esta)
    contexto = {
        "version": esta,
        "grupos": [
            (severidad, [h for h in encontrados if h.severidad == severidad])
            for severidad in SEVERIDADES
        ],
        "total": len(encontrados),
        "editable": esta.es_editable and puede(request, "directorio.editar"),
        "migas": migas_de(esta, ("Hallazgos", "")),
    }
    return render(request, "directorio/hallazgos.html", contexto)


@require_http_methods(["GET", "HEAD", "POST"])
@permiso("directorio.editar")
def encabezado(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the reason and the transition of a draft."""
    esta = version_o_404(request, pk)
    inicial = {"motivo": esta.motivo, "transicion": esta.transicion}
    formulario = FormularioDeEncabezado(request.POST or None, initial=inicial)
    intento = intentar(
        formulario,
        lambda datos: acciones.editar_version(version=esta, **datos, **acto(request)),
    )
    if intento:
        return hecho(request, "Se guardó el encabezado.", "directorio:version", pk)
    contexto = {
        "formulario": formulario,
        "titulo": f"Encabezado del {esta}",
        "volver": reverse("directorio:version", args=[pk]),
        "migas": migas_de(esta, ("Encabezado", "")),
    }
    return render(request, "directorio/formulario.html", contexto, status=intento.estado)


@require_POST
@permiso("directorio.editar")
def corregir(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an observed version back to borrador."""
    esta = version_o_404(request, pk)
    try:
        acciones.corregir(version=esta, **acto(request))
    except ReglaIncumplida as error:
        return rechazo(request, error, volver=reverse("directorio:version", args=[pk]))
    return hecho(request, "La versión volvió a borrador.", "directorio:version", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@permiso("aprobaciones.decidir")
def anular(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up a draft or an observed version."""
    return _con_motivo(request, pk, acciones.anular, "Anular", "Se anuló la versión.")


@require_http_methods(["GET", "HEAD", "POST"])
@permiso("aprobaciones.decidir")
def revocar(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo an approval whose day has not come."""
    return _con_motivo(request, pk, acciones.revocar, "Revocar", "Se revocó la aprobación.")


def _con_motivo(
    request: HttpRequest, pk: int, accion: Callable[..., Any], verbo: str, mensaje: str
) -> HttpResponse:
    esta = version_o_404(request, pk)
    formulario = FormularioDeMotivo(request.POST or None)
    intento = intentar(formulario, lambda datos: accion(version=esta, **datos, **acto(request)))
    if intento:
        return hecho(request, mensaje, "directorio:version", pk)
    contexto = {
        "formulario": formulario,
        "titulo": f"{verbo} el {esta}",
        "enviar": verbo,
        "peligro": True,
        "explicacion": "El contenido y el historial siguen a la vista; no se puede deshacer.",
        "volver": reverse("directorio:version", args=[pk]),
        "migas": migas_de(esta, (verbo, "")),
    }
    return render(request, "directorio/formulario.html", contexto, status=intento.estado)
