"""Tags and filters of the interface. Guide: templates/componentes/LEEME.md."""

from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.core.paginator import Page
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from gobierno import formato
from gobierno.estados import aspecto_de
from gobierno.forms.resumen import primer_error, resumen_de_errores
from gobierno.perfil import perfil_activo

register = template.Library()
TEMAS = ("claro", "oscuro")
TONOS_DE_MENSAJE = {"success": "ok", "warning": "aviso", "error": "mal"}
ICONOS_DE_TONO = {
    "ok": "conforme-circulo",
    "aviso": "alerta",
    "mal": "no-conforme",
    "grave": "vencida",
}


def _zona() -> tzinfo:
    return perfil_activo().zona


# Drawn thousands of times on a page of 2,000 lines, and always the same few: kept once drawn.
@register.simple_tag
@lru_cache(maxsize=512)
def icono(nombre: str, clase: str = "", texto: str = "") -> SafeString:
    """Draw an icon of the sprite; without ``texto`` it is decoration and hidden from readers."""
    uso = format_html('<use href="{}#{}"></use>', static("img/iconos.svg"), nombre)
    if texto:
        return format_html(
            '<svg class="icono {}" role="img" aria-label="{}">{}</svg>', clase, texto, uso
        )
    return format_html('<svg class="icono {}" aria-hidden="true">{}</svg>', clase, uso)


@register.simple_tag
def navegacion(menu: list[dict[str, Any]]) -> SafeString:
    """Draw the groups of the menu: the same ones page after page, so they are kept once drawn."""
    return _navegacion(
        tuple((g["titulo"], tuple(tuple(e.items()) for e in g["entradas"])) for g in menu)
    )


@lru_cache(maxsize=256)
def _navegacion(
    grupos: tuple[tuple[str, tuple[tuple[tuple[str, Any], ...], ...]], ...],
) -> SafeString:
    menu = [{"titulo": titulo, "entradas": [dict(e) for e in todas]} for titulo, todas in grupos]
    return render_to_string("componentes/navegacion.html", {"menu": menu})


@register.simple_tag
def insignia(estado: object, texto: str = "") -> SafeString:
    """Draw the badge of a state: colour, icon and words."""
    return _insignia(str(estado or ""), str(texto))


@lru_cache(maxsize=512)
def _insignia(estado: str, texto: str) -> SafeString:
    aspecto = aspecto_de(estado, texto)
    return format_html(
        '<span class="insignia tono-{}">{}{}</span>',
        aspecto.tono,
        icono(aspecto.icono, "icono-chico"),
        aspecto.texto,
    )


@register.filter
def tono_de_mensaje(nivel: str) -> str:
    """Turn the level of ``django.contrib.messages`` into a tone."""
    return TONOS_DE_MENSAJE.get(nivel, "info")


@register.filter
def url_de_deshacer(mensaje: Message) -> str:
    """Return where to undo what a message tells: its extra tag ``deshacer:/address/``."""
    etiqueta = mensaje.extra_tags or ""
    return etiqueta.removeprefix("deshacer:") if etiqueta.startswith("deshacer:/") else ""


@register.filter
def tono_de_estado(estado: object) -> str:
    """Return the tone of a state, for a row or a mark."""
    return aspecto_de(estado).tono


@register.filter
def icono_de_estado(estado: object) -> str:
    """Return the icon name of a state."""
    return aspecto_de(estado).icono


@register.filter
def texto_de_estado(estado: object) -> str:
    """Return the words of a state."""
    return aspecto_de(estado).texto


@register.filter
def icono_de_tono(tono: str) -> str:
    """Return the icon that goes with a tone in an alert."""
    return ICONOS_DE_TONO.get(tono, "info")


@register.filter
def fecha(valor: date | None) -> str:
    """Write dd/mm/aaaa; an instant is taken to the institution's zone."""
    return formato.fecha(valor or None, _zona())


@register.filter
def fecha_larga(valor: date | None) -> str:
    """Write «martes 3 de marzo de 2026»."""
    return formato.fecha_larga(valor or None)


@register.filter
def hora(valor: time | datetime | None) -> str:
    """Write HH:MM in the institution's zone. Midnight is a time, not a missing value."""
    return formato.hora(None if valor == "" else valor, _zona())


@register.filter
def fecha_hora(valor: datetime | None) -> SafeString | str:
    """Write dd/mm/aaaa HH:MM in the institution's zone, as a ``<time>``."""
    if not valor:
        return formato.SIN_DATO
    texto = formato.fecha_hora(valor, _zona())
    return SafeString(f'<time datetime="{valor.isoformat()}">{texto}</time>')


@register.filter
def plazo(valor: datetime | None) -> SafeString | str:
    """Write a deadline, which is exclusive, as people read it: 23/11 23:59 and not 24/11 00:00."""
    return fecha_hora(valor - timedelta(minutes=1)) if valor else formato.SIN_DATO


@register.filter
def bytes_es(valor: int | None) -> str:
    """Write a size: «12,4 GB»."""
    return formato.bytes_es(valor)


@register.filter
def duracion(valor: timedelta | float | None) -> str:
    """Write a span: «1 h 25 min»."""
    return formato.duracion(valor)


@register.filter
def numero(valor: float | None) -> str:
    """Write a whole number with a space every three digits."""
    return formato.numero(valor)


@register.filter
def porcentaje(parte: float | None, total: float | None = 100) -> str:
    """Write ``parte|porcentaje:total`` as «97,3 %»."""
    return formato.porcentaje(parte, total)


@register.simple_tag(takes_context=True)
def url_con(context: dict[str, Any], **cambios: object) -> str:
    """Return the present address with its query changed: ``{% url_con orden="-fecha" %}``."""
    peticion = context.get("request")
    consulta = peticion.META.get("QUERY_STRING", "") if peticion else ""
    ruta = peticion.path if peticion else ""
    resultado = formato.consulta_con(consulta, cambios)
    return f"{ruta}?{resultado}" if resultado else ruta or "?"


@register.simple_tag(takes_context=True)
def tema_elegido(context: dict[str, Any]) -> str:
    """Return the theme that the person chose (cookie ``tema``), or "" to follow the system."""
    peticion = context.get("request")
    tema = peticion.COOKIES.get("tema", "") if peticion else ""
    return tema if tema in TEMAS else ""


@register.inclusion_tag("componentes/encabezado.html", takes_context=True)
def encabezado(
    context: dict[str, Any], texto: str, campo: str = "", clase: str = ""
) -> dict[str, Any]:
    """Draw a ``<th>`` whose link sorts by ``campo`` (query parameter ``orden``)."""
    peticion = context.get("request")
    actual = peticion.GET.get("orden", "") if peticion else ""
    ascendente, descendente = actual == campo, actual == f"-{campo}"
    return {
        "texto": texto,
        "campo": campo,
        "clase": clase,
        "sentido": "ascending" if ascendente else "descending" if descendente else "",
        "url": url_con(context, orden=f"-{campo}" if ascendente else campo) if campo else "",
    }


for _filtro in (primer_error, resumen_de_errores):
    register.filter(_filtro)


@register.simple_tag
def icono_svg(nombre: str, x: int, y: int) -> SafeString:
    """Draw an icon inside an SVG, 14 units wide, at (x, y)."""
    return format_html(
        '<use class="marca-celda" href="{}#{}" x="{}" y="{}" width="14" height="14"></use>',
        static("img/iconos.svg"),
        nombre,
        str(x),
        str(y),
    )


@register.filter
def paginas_visibles(pagina: Page[Any]) -> list[int | str]:
    """Return the page numbers to show, with "…" where some are left out."""
    rango = pagina.paginator.get_elided_page_range(pagina.number, on_each_side=2, on_ends=1)
    return [n if isinstance(n, int) else "…" for n in rango]
