"""The tray of requests and the page of each one."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
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
from restauracion.turnos import pasos_de, quien_la_tiene
from restauracion.views.pasos import visible

POR_PAGINA = 50
VISTAS = {"mi": "Por atender", "abiertas": "Abiertas", "todas": "Todas"}


@permiso("solicitudes.propias")
@require_safe
def solicitudes(request: HttpRequest) -> HttpResponse:
    """Requests that the person may see; `?ver=` mi, abiertas or todas, `?q=`, `?estado=`."""
    persona, hoy = quien(request), reloj.hoy()
    visibles = SolicitudDeRestauracion.objects.visibles_para(persona, hoy=hoy)
    ver = request.GET.get("ver", "")
    ver = ver if ver in VISTAS else _vista_inicial(persona)
    filas = {
        "mi": visibles.de_mi_bandeja(persona, hoy=hoy),
        "abiertas": visibles.abiertas(),
        "todas": visibles,
    }[ver]
    texto = request.GET.get("q", "").replace("\0", "")[:200].strip()
    if texto:
        filas = filas.filter(
            Q(numero__icontains=texto) | Q(ruta__icontains=texto) | Q(objetos__icontains=texto)
            | Q(item__nombre__icontains=texto) | Q(solicitante__last_name__icontains=texto)
        )  # fmt: skip
    estado = request.GET.get("estado", "")
    if estado in SolicitudDeRestauracion.Estado.values:
        filas = filas.filter(estado=estado)
    filas = filas.select_related("solicitante", "unidad", "operador", "item", "ticket")
    contexto = {
        "pagina": Paginator(filas, POR_PAGINA).get_page(request.GET.get("pagina")),
        "pestanas": [
            {"texto": nombre, "url": f"?ver={codigo}", "activo": codigo == ver}
            for codigo, nombre in VISTAS.items()
        ],
        "ver": ver,
        "q": texto,
        "estado": estado,
        "estados": SolicitudDeRestauracion.Estado.choices,
    }
    return render(request, "restauracion/solicitudes.html", contexto)


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
        "confirmaciones": list(fila.confirmaciones.select_related("copia", "incidente", "por")),
        "respuestas": list(fila.respuestas.select_related("por", "copia")),
        "reservas": list(
            Reserva.objects.de(fila.numero).select_related("copia__item", "apartada_por")
        ),
        "cartas": _cartas(fila),
        "historia": historia_de(fila),
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
            "url": reverse(f"restauracion:{paso}", args=[fila.pk]),
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
    """Every letter verbatim, with what became of its mail (X-6)."""
    cartas = list(Comunicacion.objects.filter(solicitud=fila).select_related("destinatario"))
    avisos = Aviso.objects.filter(
        destinatario__in={c.destinatario_id for c in cartas if c.destinatario_id},
        clave__in={c.clave for c in cartas},
    ).select_related("envio")
    por_clave = {(aviso.destinatario_id, aviso.clave): aviso for aviso in avisos}
    return [
        {"carta": carta, "aviso": por_clave.get((carta.destinatario_id or 0, carta.clave))}
        for carta in cartas
    ]


def _vista_inicial(persona: Persona) -> str:
    """Who works on requests starts with what waits; who asks, with everything of theirs."""
    trabaja = {estados.GESTIONAR, estados.ATENDER, estados.VIABILIDAD}
    return "mi" if trabaja & persona.permisos_al(reloj.hoy()) else "todas"
