"""The buttons of a version: what can be done now, and why not."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from directorio.models import VersionDirectorio
from directorio.presentacion import paso_para
from directorio.reglas import roles_que_firman
from directorio.views.comun import boton
from gobierno import reloj
from gobierno.models import Paso
from gobierno.vistas import puede, quien

Estado = VersionDirectorio.Estado
FORMATOS = (("xlsx", "Excel"), ("csv", "CSV"), ("html", "Imprimir"))
VERBOS = {
    Paso.Acto.VISTO: "Dar visto",
    Paso.Acto.FIRMA: "Firmar",
    Paso.Acto.SELLO: "Sellar",
    Paso.Acto.CONOCIMIENTO: "Tomar conocimiento",
}


def botones_de(request: HttpRequest, version: VersionDirectorio) -> list[dict[str, Any]]:
    """Entries for `componentes/acciones.html`, the main one first."""
    botones: list[dict[str, Any]] = []
    edita = puede(request, "directorio.editar")
    if version.estado == Estado.BORRADOR and edita:
        botones += _de_borrador(version)
    if version.estado == Estado.OBSERVADO and edita:
        corregir = reverse("directorio:corregir", args=[version.pk])
        botones.append(boton("Corregir", corregir, metodo="post", clase="primario", icono="lapiz"))
    paso = paso_para(version.tramite.ronda, quien(request), hoy=reloj.hoy())
    if paso is not None:
        ver = reverse("directorio:decidir", args=[version.pk])
        botones.append(boton(VERBOS[Paso.Acto(paso.acto)], ver, clase="primario", icono="firma"))
    if edita and version.estado in _CON_EFECTO:
        botones.append(_de_version_nueva())
    if version.estado in _CON_EFECTO and puede(request, "configuracion.ver"):
        ir = f"{reverse('directorio:configuracion')}?version={version.pk}"
        botones.append(boton("Configuración", ir, icono="ajustes"))
    comparar = f"{reverse('directorio:diferencia')}?a={version.pk}"
    botones.append(boton("Comparar", comparar, icono="sustituido"))
    ventanas = f"{reverse('directorio:ventanas')}?version={version.pk}"
    botones.append(boton("Ventanas", ventanas, icono="reloj"))
    if edita and version.es_editable:
        importar = reverse("directorio:importar", args=[version.pk])
        botones.append(boton("Importar hoja", importar, icono="subir"))
    return botones + _de_salida(request, version, edita=edita)


_CON_EFECTO = {Estado.APROBADO, Estado.VIGENTE}


def _de_version_nueva() -> dict[str, Any]:
    """What was approved is not changed: a new version is offered instead (X-2)."""
    otra = VersionDirectorio.objects.en_preparacion().first()
    if otra is not None:
        continuar = reverse("directorio:version", args=[otra.pk])
        return boton(f"Continuar la {otra.codigo}", continuar, icono="lapiz")
    return boton("Nueva versión", reverse("directorio:crear"), icono="mas")


def _de_borrador(version: VersionDirectorio) -> list[dict[str, Any]]:
    pk = version.pk
    return [
        boton(
            "Enviar a visto", reverse("directorio:enviar", args=[pk]), clase="primario", icono="ojo"
        ),
        boton("Agregar línea", reverse("directorio:linea_nueva", args=[pk]), icono="mas"),
        boton("Encabezado", reverse("directorio:encabezado", args=[pk]), icono="lapiz"),
    ]


def hojas_de(request: HttpRequest, version: VersionDirectorio) -> list[dict[str, Any]]:
    """The sheet of the version, to take away."""
    if not puede(request, "informes.exportar"):
        return []
    return [
        boton(
            texto,
            reverse("directorio:exportar", args=[version.pk, formato]),
            clase="texto",
            icono="imprimir" if formato == "html" else "descargar",
        )
        for formato, texto in FORMATOS
    ]


def _de_salida(
    request: HttpRequest, version: VersionDirectorio, *, edita: bool
) -> list[dict[str, Any]]:
    hoy = reloj.hoy()
    firma = bool(quien(request).roles_al(hoy) & set(roles_que_firman()))
    if version.estado in {Estado.BORRADOR, Estado.OBSERVADO} and (edita or firma):
        return [boton("Anular", reverse("directorio:anular", args=[version.pk]), clase="texto")]
    if version.estado != Estado.APROBADO or not firma:
        return []
    url = reverse("directorio:revocar", args=[version.pk])
    if version.vigente_desde is not None and version.vigente_desde <= hoy:
        return [boton("Revocar", url, motivo="Ya rige: prepare una versión que la sustituya.")]
    return [boton("Revocar", url, clase="texto")]
