"""People and what they may do: list, page of a person, accounts and designations."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from gobierno import acciones, reloj
from gobierno.forms import personas as formularios
from gobierno.historia import designaciones_de, historia_de
from gobierno.models import Designacion, Persona
from gobierno.perfil import perfil_activo
from gobierno.permisos_web import permiso
from gobierno.vistas import acto, hecho, intentar, puede, quien

POR_PAGINA = 50


def _filtradas(filtro: formularios.FiltroDePersonas, quien: Persona) -> QuerySet[Persona]:
    hoy = reloj.hoy()
    personas: QuerySet[Persona] = Persona.objects.visibles_para(quien, hoy=hoy)
    datos = filtro.cleaned_data if filtro.is_valid() else {}
    if datos.get("rol"):
        con_rol = Persona.objects.con_rol(datos["rol"], hoy)
        personas = personas.filter(pk__in=con_rol.values("pk"))
    if datos.get("estado"):
        personas = personas.filter(is_active=datos["estado"] == "activas")
    for palabra in datos.get("q", "").split()[:5]:
        personas = personas.filter(
            Q(first_name__icontains=palabra)
            | Q(last_name__icontains=palabra)
            | Q(username__icontains=palabra)
            | Q(email__icontains=palabra)
        )
    vigentes = Designacion.objects.vigentes_al(hoy).select_related("unidad").order_by("desde")
    return personas.select_related("unidad").prefetch_related(
        Prefetch("designaciones", vigentes, to_attr="vigentes")
    )


@permiso("personas.ver")
@require_safe
def personas(request: HttpRequest) -> HttpResponse:
    filtro = formularios.FiltroDePersonas(request.GET)
    pagina = Paginator(_filtradas(filtro, quien(request)), POR_PAGINA).get_page(
        request.GET.get("pagina")
    )
    perfil = perfil_activo()
    personas: Iterable[Any] = pagina  # with their designations in force
    filas = [
        {
            "persona": persona,
            "roles": [
                perfil.nombre_de_rol(d.rol) + (" (encargatura)" if d.es_encargatura else "")
                for d in persona.vigentes
            ],
        }
        for persona in personas
    ]
    contexto = {
        "filtro": filtro,
        "pagina": pagina,
        "filas": filas,
        "puede_administrar": puede(request, "personas.administrar"),
    }
    return render(request, "gobierno/personas.html", contexto)


def _persona(request: HttpRequest, pk: int) -> Persona:
    visibles = Persona.objects.visibles_para(quien(request), hoy=reloj.hoy())
    persona: Persona = get_object_or_404(visibles.select_related("unidad"), pk=pk)
    return persona


@permiso("personas.ver")
@require_safe
def persona(request: HttpRequest, pk: int) -> HttpResponse:
    titular = _persona(request, pk)
    contexto = {
        "persona": titular,
        "designaciones": designaciones_de(titular, hoy=reloj.hoy()),
        "historia": historia_de(titular),
        "puede_administrar": puede(request, "personas.administrar"),
        "migas": [("Personas", "/personas/"), (str(titular), "")],
    }
    return render(request, "gobierno/persona.html", contexto)


@permiso("personas.administrar")
@require_http_methods(["GET", "HEAD", "POST"])
def persona_nueva(request: HttpRequest) -> HttpResponse:
    formulario = formularios.FormularioDePersonaNueva(request.POST or None)
    intento = intentar(
        formulario,
        lambda datos: acciones.crear_persona(
            username=datos["username"],
            ficha=_ficha(datos),
            contrasena=datos["contrasena"],
            **acto(request),
        ),
    )
    if intento:
        mensaje = "Se creó la cuenta. Registre ahora su designación, si tiene un rol."
        return hecho(request, mensaje, "gobierno:persona", intento.resultado.pk)
    return _formulario(request, "Nueva persona", formulario, intento.estado)


@permiso("personas.administrar")
@require_http_methods(["GET", "HEAD", "POST"])
def persona_editar(request: HttpRequest, pk: int) -> HttpResponse:
    titular = _persona(request, pk)
    inicial = {campo: getattr(titular, campo) for campo in acciones.Ficha.__dataclass_fields__}
    formulario = formularios.FormularioDePersona(request.POST or None, initial=inicial)
    intento = intentar(
        formulario,
        lambda datos: acciones.editar_persona(
            persona=titular, ficha=_ficha(datos), **acto(request)
        ),
    )
    if intento:
        return hecho(request, "Se guardaron los datos.", "gobierno:persona", pk)
    return _formulario(request, f"Datos de {titular}", formulario, intento.estado, titular)


@permiso("personas.administrar")
@require_http_methods(["GET", "HEAD", "POST"])
def persona_actividad(request: HttpRequest, pk: int) -> HttpResponse:
    titular = _persona(request, pk)
    formulario = formularios.FormularioDeMotivo(request.POST or None)
    intento = intentar(
        formulario,
        lambda datos: acciones.cambiar_actividad(
            persona=titular, activa=not titular.is_active, motivo=datos["motivo"], **acto(request)
        ),
    )
    if intento:
        estado = "activa otra vez" if intento.resultado.is_active else "desactivada"
        return hecho(request, f"La cuenta quedó {estado}.", "gobierno:persona", pk)
    verbo = "Desactivar" if titular.is_active else "Reactivar"
    return _formulario(
        request, f"{verbo} la cuenta de {titular}", formulario, intento.estado, titular
    )


@permiso("personas.administrar")
@require_http_methods(["GET", "HEAD", "POST"])
def persona_contrasena(request: HttpRequest, pk: int) -> HttpResponse:
    titular = _persona(request, pk)
    formulario = formularios.FormularioDeContrasena(request.POST or None)
    intento = intentar(
        formulario,
        lambda datos: acciones.cambiar_contrasena(
            persona=titular, contrasena=datos["contrasena"], **acto(request)
        ),
    )
    if intento:
        mensaje = f"Se cambió la contraseña de {titular}. Entréguesela en persona."
        return hecho(request, mensaje, "gobierno:persona", pk)
    return _formulario(request, f"Contraseña de {titular}", formulario, intento.estado, titular)


@permiso("personas.administrar")
@require_http_methods(["GET", "HEAD", "POST"])
def designar(request: HttpRequest, pk: int) -> HttpResponse:
    titular = _persona(request, pk)
    inicial = {"desde": reloj.hoy(), "unidad": titular.unidad_id}
    formulario = formularios.FormularioDeDesignacion(request.POST or None, initial=inicial)
    intento = intentar(
        formulario,
        lambda datos: acciones.designar(
            persona=titular,
            nombramiento=acciones.Nombramiento(
                **{n: datos[n] for n in acciones.Nombramiento.__dataclass_fields__}
            ),
            **acto(request),
        ),
    )
    if intento:
        return hecho(request, "Se registró la designación.", "gobierno:persona", pk)
    return _formulario(request, f"Designar a {titular}", formulario, intento.estado, titular)


@permiso("personas.administrar")
@require_http_methods(["GET", "HEAD", "POST"])
def terminar(request: HttpRequest, pk: int) -> HttpResponse:
    visibles = Designacion.objects.visibles_para(quien(request), hoy=reloj.hoy())
    designacion = get_object_or_404(visibles.select_related("persona", "unidad"), pk=pk)
    formulario = formularios.FormularioDeTermino(
        request.POST or None, initial={"hasta": reloj.hoy()}
    )
    intento = intentar(
        formulario,
        lambda datos: acciones.terminar_designacion(
            designacion=designacion, hasta=datos["hasta"], motivo=datos["motivo"], **acto(request)
        ),
    )
    titular = designacion.persona
    if intento:
        return hecho(request, "Se registró el término.", "gobierno:persona", titular.pk)
    titulo = f"Terminar: {designacion.capacidad}"
    return _formulario(request, titulo, formulario, intento.estado, titular)


def _ficha(datos: Any) -> acciones.Ficha:
    return acciones.Ficha(**{n: datos[n] for n in acciones.Ficha.__dataclass_fields__})


def _formulario(
    request: HttpRequest, titulo: str, formulario: Any, estado: int, persona: Any = None
) -> HttpResponse:
    volver = f"/personas/{persona.pk}/" if persona else "/personas/"
    migas = [("Personas", "/personas/")]
    migas += [(str(persona), volver)] if persona else []
    contexto = {
        "titulo": titulo,
        "formulario": formulario,
        "volver": volver,
        "migas": [*migas, (titulo, "")],
    }
    return render(request, "gobierno/formulario.html", contexto, status=estado)
