"""The page of one corrida: what was owed, what happened, who answered and what can be done now."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from gobierno import reloj
from gobierno.historia import titulo
from gobierno.models import EventoBitacora, Persona
from gobierno.permisos_web import permiso
from gobierno.vistas import quien
from respaldo.acciones.comprobaciones import es_tardia
from respaldo.eslabones import situacion_de
from respaldo.explicaciones import explicar
from respaldo.models import Corrida, Ejecucion, Verificacion
from respaldo.querysets import INSTANTE

REGISTRAR, RECTIFICAR = "verificacion.registrar", "verificacion.rectificar"
DISPENSAR = "verificacion.no_aplica"


@require_safe
@permiso("hoy.ver")
def corrida(request: HttpRequest, pk: int) -> HttpResponse:
    """One corrida with its evidence, its verification and its history."""
    ahora = reloj.ahora()
    fila = visible(request, pk)
    contexto = detalle(fila, quien(request), ahora)
    parcial = bool(request.headers.get("HX-Request"))
    plantilla = "respaldo/_evidencia_panel.html" if parcial else "respaldo/corrida.html"
    return render(request, plantilla, contexto)


def visible(request: HttpRequest, pk: int) -> Corrida:
    """The corrida `pk` if the person may see it; 404 otherwise."""
    usuario = quien(request)
    filas = Corrida.objects.visibles_para(usuario, hoy=reloj.hoy()).select_related(
        "linea__version",
        "linea__unidad",
        "ejecucion__fuente",
        "ejecucion__corrida__evento",
        "verificacion__por",
        "verificacion__incidente",
        "subsanada_por",
        "dispensa__por",
        "evento__por",
        "evento__adjunto",
    )
    fila: Corrida = get_object_or_404(filas, pk=pk)
    return fila


def detalle(fila: Corrida, usuario: Persona, ahora: datetime) -> dict[str, Any]:
    permisos = usuario.permisos_al(reloj.hoy())
    verificacion: Verificacion | None = getattr(fila, "verificacion", None)
    rectificaciones = (
        list(verificacion.rectificaciones.select_related("por", "incidente"))
        if verificacion
        else []
    )
    recibidas = list(fila.ejecuciones.select_related("fuente", "copia").order_by(INSTANTE, "pk"))
    botones = acciones_de(fila, permisos, ahora)
    ofrecidas = {boton["vista"] for boton in botones}
    return {
        "corrida": fila,
        "estado": fila.estado_al(ahora),
        "verificacion": verificacion,
        "dispensa": getattr(fila, "dispensa", None),
        "evento": getattr(fila, "evento", None),
        "prestada_de": _prestada_de(fila),
        "rectificaciones": rectificaciones,
        "ejecuciones": [
            (ejecucion, copia, situacion_de(copia)[0] if copia else "")
            for ejecucion in recibidas
            for copia in [getattr(ejecucion, "copia", None)]
        ],
        "explicaciones": [
            (e, reverse(e.accion[0], args=[fila.pk]) if e.accion[0] in ofrecidas else "")
            for e in explicar(fila, ahora=ahora)
        ],
        "acciones": botones,
        "hechos": hechos(fila, verificacion, rectificaciones, ahora, recibidas),
        "eventos": _bitacora(fila, verificacion) if "bitacora.ver" in permisos else [],
        "adjuntos": list(verificacion.adjuntos.all()) if verificacion else [],
    }


def _prestada_de(fila: Corrida) -> Corrida | None:
    """The corrida of the event whose copy answers for this one too (dominio.md 4.3)."""
    respuesta = fila.ejecucion
    ajena = respuesta is not None and respuesta.corrida_id not in {None, fila.pk}
    return respuesta.corrida if ajena and respuesta else None


def acciones_de(fila: Corrida, permisos: frozenset[str], ahora: datetime) -> list[dict[str, Any]]:
    """The buttons that this person has now; one that may not act says why."""
    abierta = ahora < fila.fin_previsto
    motivo = "La ventana todavía no cierra." if abierta else ""
    botones: list[tuple[str, str, str, str]] = []
    if fila.estado == Corrida.Estado.ESPERADA:
        if REGISTRAR in permisos:
            botones = [
                ("respaldo:conforme", "Conforme", "primario", motivo),
                ("respaldo:no_conforme", "No conforme", "", motivo),
                ("respaldo:sin_evidencia", "Sin evidencia", "", motivo),
            ]
        if DISPENSAR in permisos:
            tarde = es_tardia(corrida=fila, ahora=ahora)
            razon = "El plazo ya venció: debe verificarse." if tarde else ""
            botones.append(("respaldo:no_aplica", "No aplica", "", razon))
    elif fila.estado != Corrida.Estado.NO_APLICA:
        por_reparar = fila.estado != Corrida.Estado.CONFORME and not fila.subsanada_por_id
        if por_reparar and REGISTRAR in permisos:
            botones.append(("respaldo:subsanar", "Vincular la repetición", "primario", ""))
        if RECTIFICAR in permisos:
            botones.append(("respaldo:rectificar", "Rectificar", "", ""))
    return [
        {"vista": v, "texto": t, "clase": c, "motivo": m, "url": reverse(v, args=[fila.pk])}
        for v, t, c, m in botones
    ]


def hechos(
    fila: Corrida,
    verificacion: Verificacion | None,
    rectificaciones: list[Any],
    ahora: datetime,
    recibidas: Sequence[Ejecucion] = (),
) -> list[dict[str, Any]]:
    """The timeline, oldest first: only what already happened at `ahora`."""
    linea: list[dict[str, Any]] = [
        {"cuando": fila.inicio_previsto, "titulo": "Abre la ventana", "estado": "esperada"},
        {"cuando": fila.fin_previsto, "titulo": "Cierra la ventana", "estado": "por_verificar"},
    ]
    respuesta = {fila.ejecucion.pk: fila.ejecucion} if fila.ejecucion else {}
    linea += [
        {
            "cuando": e.recibida_en,
            "titulo": f"Evidencia de {e.fuente}",
            "estado": e.estado,
            "detalle": e.mensaje,
        }
        for e in (respuesta | {e.pk: e for e in recibidas}).values()
    ]
    linea += _vinculos(fila, recibidas)
    if fila.vencida_en or (fila.estado == Corrida.Estado.ESPERADA and ahora >= fila.vence_en):
        linea.append(
            {"cuando": fila.vence_en, "titulo": "Venció sin verificar", "estado": "vencida"}
        )
    if verificacion:
        linea.append(_hecho(verificacion, verificacion.get_resultado_display()))
    for otra in rectificaciones:
        linea.append(_hecho(otra, f"Rectificada: {otra.get_resultado_display().lower()}"))
    if dispensa := getattr(fila, "dispensa", None):
        linea.append(_hecho(dispensa, f"No aplica: {dispensa.documento}") | {"estado": "no_aplica"})
    return sorted((h for h in linea if h["cuando"] <= ahora), key=lambda hecho: hecho["cuando"])


def _vinculos(fila: Corrida, recibidas: Sequence[Ejecucion]) -> list[dict[str, Any]]:
    """Who tied by hand a run of this corrida, and when; only one outside its window can be (R3)."""
    ajenas = [
        str(e.pk)
        for e in recibidas
        if not fila.inicio_previsto <= (e.inicio or e.fin or e.recibida_en) < fila.fin_previsto
    ]
    eventos = EventoBitacora.objects.filter(
        objeto_tipo=Ejecucion._meta.label_lower, objeto_id__in=ajenas,
        accion="respaldo.vincular_a_mano",
    )  # fmt: skip
    return [
        {
            "cuando": evento.instante,
            "titulo": titulo(evento.accion),
            "quien": evento.actor,
            "capacidad": evento.capacidad,
            "url": reverse("respaldo:ejecucion", args=[evento.objeto_id]),
        }
        for evento in (eventos if ajenas else ())
    ]


def _hecho(acto: Any, titulo: str) -> dict[str, Any]:
    return {
        "cuando": acto.registrada_en,
        "titulo": titulo,
        "quien": acto.por,
        "capacidad": acto.capacidad,
        "estado": getattr(acto, "resultado", ""),
        "detalle": acto.motivo,
    }


def _bitacora(fila: Corrida, verificacion: Verificacion | None) -> list[tuple[EventoBitacora, str]]:
    """Entries about this corrida, the block that confirmed it included: a bulk act is one entry,
    found by its instant and its actor."""
    propios = Q(objeto_tipo=fila._meta.label_lower, objeto_id=str(fila.pk))
    if verificacion and verificacion.en_bloque:
        propios |= Q(
            accion="verificacion.en_bloque",
            instante=verificacion.registrada_en,
            actor_id=verificacion.por_id,
        )
    eventos = EventoBitacora.objects.filter(propios).order_by("numero")
    return [(evento, titulo(evento.accion)) for evento in eventos]
