"""The page of a request."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from gobierno import reloj
from gobierno.historia import historia_de
from gobierno.models import Aviso, Persona
from gobierno.perfil import perfil_activo
from gobierno.permisos_web import permiso
from gobierno.vistas import quien
from respaldo.models import Reserva
from restauracion import estados
from restauracion.forms.pasos import FORMULARIOS
from restauracion.models import Comunicacion, SolicitudDeRestauracion
from restauracion.palabras import PALABRAS
from restauracion.turnos import pasos_de, quien_la_tiene
from restauracion.views.pasos import visible


@permiso("solicitudes.propias")
@require_safe
def solicitud(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: what was asked, what was answered, what was done, every letter, what to do."""
    fila, persona, hoy = visible(request, pk), quien(request), reloj.hoy()
    perfil = perfil_activo()
    evaluaciones = list(fila.evaluaciones.all())
    pasos = acciones_de(fila, persona)
    avanza = any(boton["clase"] for boton in pasos)
    contexto = {
        "solicitud": fila,
        "sigue": "" if avanza else quien_la_tiene(fila, persona, hoy=hoy),
        "evaluaciones": [(e, perfil.cita(e.regla)) for e in reversed(evaluaciones)],
        "restauraciones": list(fila.restauraciones.select_related("copia", "incidente")),
        "confirmaciones": list(fila.confirmaciones.select_related("incidente", "por")),
        "respuestas": list(fila.respuestas.select_related("por")),
        "reservas": list(Reserva.objects.de(fila.numero).select_related("copia", "apartada_por")),
        "cartas": _cartas(fila),
        "historia": historia_de(fila, palabras=PALABRAS),
        "acciones": pasos + paginas_de(fila),
        "numeral": perfil.cita("solicitud_de_restauracion"),
        "adjuntos": list(fila.adjuntos.all()),
        "aparta": "disponibilidad.registrar" in persona.permisos_al(hoy),
        "ve_ticket": bool({"tickets.ver", "tickets.bandeja"} & persona.permisos_al(hoy)),
    }
    return render(request, "restauracion/solicitud.html", contexto)


def acciones_de(fila: SolicitudDeRestauracion, persona: Persona) -> list[dict[str, Any]]:
    """The steps that this person can take now; the acción asks again."""
    textos = {"subsanar": "Corregir"} | {p: f.boton for p, f in FORMULARIOS.items()}
    puede = set(pasos_de(fila, persona, hoy=reloj.hoy()))
    return [
        {
            "texto": textos[paso],
            # The keyboard goes on inside the page, not through the menu again.
            "url": reverse(f"restauracion:{paso}", args=[fila.pk]) + "#contenido",
            "clase": "" if n or paso == "reasignar" else "primario",
        }
        for n, paso in enumerate(paso for paso in textos if paso in puede)
    ]


def paginas_de(fila: SolicitudDeRestauracion) -> list[dict[str, Any]]:
    """The pages of a request besides its steps: the acta to print."""
    botones: list[dict[str, Any]] = []
    if fila.estado in {estados.RESTAURADA, estados.ATENDIDA, estados.CERRADA} and fila.copia_id:
        url = reverse("restauracion:acta", args=[fila.pk])
        botones.append({"texto": "Acta", "url": url, "icono": "imprimir"})
    return botones


def _cartas(fila: SolicitudDeRestauracion) -> list[dict[str, Any]]:
    """Every letter once, verbatim, with who got it and what became of each mail (X-6)."""
    cartas = list(Comunicacion.objects.filter(solicitud=fila).select_related("destinatario"))
    avisos = Aviso.objects.filter(
        destinatario__in={c.destinatario_id for c in cartas if c.destinatario_id},
        clave__in={c.clave for c in cartas},
    ).select_related("envio")
    por_clave = {(aviso.destinatario_id, aviso.clave): aviso for aviso in avisos}
    dichas: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for carta in cartas:
        aviso = por_clave.get((carta.destinatario_id or 0, carta.clave))
        dichas.setdefault((carta.clave, carta.texto), []).append({"carta": carta, "aviso": aviso})
    return [{"carta": copias[0]["carta"], "copias": copias} for copias in dichas.values()]
