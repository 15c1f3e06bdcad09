"""What every view does with an act: parse, try, and teach when a rule says no.

    formulario = FormularioDeCese(request.POST or None)
    intento = intentar(formulario, lambda datos: acciones.terminar(por=request.user, **datos))
    if intento:
        return hecho(request, "Se registró el término.", "gobierno:persona", pk)
    return render(request, plantilla, {"formulario": formulario}, status=intento.estado)

What a person typed always comes back in the same form, with the numeral and the remedy.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from gobierno import reloj
from gobierno.errores import EstadoCambiado, ReglaIncumplida, SinPermiso
from gobierno.models import EventoBitacora, Persona
from gobierno.perfil import perfil_activo
from gobierno.titulos import CAMBIADO, DE_RECHAZO, SIN_PERMISO

# The most entries that one button leaves on one object: validated and assigned, say.
POR_ACTO = 2
REPETIDO = "Ya se registró: no se hizo dos veces."


@dataclass(frozen=True)
class Intento:
    """What happened with an act; true only when it was done. `estado` is the HTTP status."""

    hecho: bool
    estado: int
    resultado: Any = None
    error: ReglaIncumplida | None = None

    def __bool__(self) -> bool:
        return self.hecho


def intentar(formulario: BaseForm | None, hacer: Callable[[Mapping[str, Any]], Any]) -> Intento:
    """Call `hacer(cleaned_data)` when the form is valid; a refusal becomes errors of the form.

    An unbound form (GET) is an intent that was not made: false, status 200. Without a form, `hacer`
    receives an empty mapping.
    """
    if formulario is not None and not formulario.is_bound:
        return Intento(hecho=False, estado=200)
    if formulario is not None and not formulario.is_valid():
        return Intento(hecho=False, estado=422)
    try:
        resultado = hacer(formulario.cleaned_data if formulario is not None else {})
    except ReglaIncumplida as error:
        if formulario is not None:
            anotar(formulario, error)
        return Intento(hecho=False, estado=estado_http(error), error=error)
    return Intento(hecho=True, estado=200, resultado=resultado)


def quien(request: HttpRequest) -> Persona:
    """The signed-in person; views that ask for a permission always have one."""
    return cast(Persona, request.user)


def acto(request: HttpRequest) -> dict[str, Any]:
    """What every acción takes: who acts, today in the institution's zone, and this instant."""
    return {"por": quien(request), "hoy": reloj.hoy(), "ahora": reloj.ahora()}


def puede(request: HttpRequest, permiso: str) -> bool:
    """May the person do this today? For drawing a button; the acción asks again."""
    return permiso in quien(request).permisos_al(reloj.hoy())


def estado_http(error: ReglaIncumplida) -> int:
    """403 when the person may not, 409 when somebody acted first, 422 for any other rule."""
    if isinstance(error, SinPermiso):
        return 403
    return 409 if isinstance(error, EstadoCambiado) else 422


def explicar(error: ReglaIncumplida) -> str:
    """One paragraph: what was refused, the numeral that says so, what to do now."""
    numeral = f"({perfil_activo().numeral(error.regla)})" if error.regla else ""
    return " ".join(parte for parte in (error.mensaje, numeral, error.remedio) if parte)


def anotar(formulario: BaseForm, error: ReglaIncumplida) -> None:
    """Put a refusal in the form, every message once: each field its own, the rest over the form.

    The code of what goes over the form says what kind of refusal it is (`clase_de`).
    """
    for campo, mensaje in error.campos.items():
        formulario.add_error(campo if campo in formulario.fields else None, mensaje)
    for parrafo in (_lo_demas(error), *error.detalles):
        if parrafo:
            formulario.add_error(None, ValidationError(parrafo, code=clase_de(error)))


def _lo_demas(error: ReglaIncumplida) -> str:
    """The refusal without what its fields already say."""
    resto = error.mensaje
    for mensaje in error.campos.values():
        resto = resto.replace(mensaje, "")
    if resto.strip() or not error.campos:
        return explicar(error)
    base = f"Lo pide el {perfil_activo().numeral(error.regla)}." if error.regla else ""
    return " ".join(parte for parte in (base, error.remedio) if parte)


def clase_de(error: ReglaIncumplida) -> str:
    """The kind of a refusal, for its title: of permission, of a stale page, or of a rule."""
    if isinstance(error, SinPermiso):
        return SIN_PERMISO
    return CAMBIADO if isinstance(error, EstadoCambiado) else "regla"


def hecho(request: HttpRequest, mensaje: str, destino: Any, *args: Any) -> HttpResponseRedirect:
    """Say that it was done and go to `destino` (post, redirect, get)."""
    messages.success(request, mensaje)
    return redirect(destino, *args)


def ya_hecho(
    request: HttpRequest, intento: Intento, *, objeto: Model, accion: str, visto: int | None
) -> bool:
    """Is the refusal of a stale page about this person's own act, sent twice?

    `visto` is the version of `objeto` that the page showed: what came after must be all theirs, and
    begin with this act. Then they land on the result, as if the button had been pressed once.
    """
    if not isinstance(intento.error, EstadoCambiado) or visto is None:
        return False
    objeto.refresh_from_db(fields=["version"])
    desde = getattr(objeto, "version", visto) - visto
    if not 0 < desde <= POR_ACTO:
        return False
    eventos = list(EventoBitacora.objects.de(objeto).order_by("-numero")[:desde])
    suyos = {evento.actor_id for evento in eventos} == {quien(request).pk}
    return suyos and eventos[-1].accion == accion


def repetido(intento: Intento) -> Any:
    """What the first send of the same form by the same person left; None for any other refusal."""
    return intento.error.repite if isinstance(intento.error, EstadoCambiado) else None


def rechazo(request: HttpRequest, error: ReglaIncumplida, *, volver: str = "") -> HttpResponse:
    """The refusal as a page of its own, for acts that are a button without a form."""
    contexto = {
        "error": error,
        "titulo": DE_RECHAZO.get(clase_de(error), "No se hizo"),
        "numeral": perfil_activo().numeral(error.regla) if error.regla else "",
        "volver": volver or pagina_anterior(request),
    }
    return render(request, "gobierno/rechazo.html", contexto, status=estado_http(error))


def pagina_anterior(request: HttpRequest) -> str:
    """The page of this site that the person came from, or the home."""
    referer = request.headers.get("Referer", "")
    propio = url_has_allowed_host_and_scheme(
        referer, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return referer if propio else "/"
