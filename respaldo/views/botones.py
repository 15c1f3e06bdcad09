"""The buttons of a row of Hoy: what this person can do with it now, and the key that does it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from respaldo.secciones import Seccion


@dataclass(frozen=True, slots=True)
class Boton:
    """What can be done with a row: `directa` acts at once, the others open their form."""

    texto: str
    url: str
    tecla: str
    directa: bool = False
    primario: bool = False


# Fifty rows a page: what is the same in each is written once here, not walked by the template.
_DIRECTO = (
    '<button class="boton boton-chico {}" form="lote" formaction="{}" hx-post="{}" '
    'hx-target="#fila-{}" hx-swap="outerHTML" data-atajo="{}">{}</button>'
)
_CON_PANEL = (
    '<a class="boton boton-chico {}" href="{}" hx-get="{}" hx-target="#panel-cuerpo" '
    'hx-include="#ticket" data-atajo="{}">{}</a>'
)
_CASILLA = (
    '<input type="checkbox" name="corrida" value="{}" form="lote" data-fila-check data-evidencia '
    'aria-label="Marcar {}"{}>'
)


def casilla(d: dict[str, Any], *, marcada: bool) -> SafeString:
    marca = mark_safe(" checked") if marcada else ""
    return format_html(_CASILLA, d["pk"], d["linea__nombre"], marca)


def dibujar(pk: int, botones: Iterable[Boton]) -> SafeString:
    partes = []
    for boton in botones:
        clase = "boton-primario" if boton.directa else "" if boton.primario else "boton-texto"
        if boton.directa:
            partes.append(
                format_html(_DIRECTO, clase, boton.url, boton.url, pk, boton.tecla, boton.texto)
            )
        else:
            partes.append(
                format_html(_CON_PANEL, clase, boton.url, boton.url, boton.tecla, boton.texto)
            )
    return SafeString("".join(partes))


def botones_de(
    d: dict[str, Any], seccion: Seccion, url: str, permisos: frozenset[str]
) -> tuple[Boton, ...]:
    if seccion in {Seccion.POR_ATENDER, Seccion.VERIFICADA}:
        return _de_verificada(seccion, url, permisos)
    botones: list[Boton] = []
    if "verificacion.registrar" in permisos and seccion <= Seccion.LISTA:
        directa = seccion is Seccion.LISTA
        natural = _natural(d)
        conforme = f"{url}conforme/" + (f"?evidencia={d['ejecucion_id']}" if directa else "")
        botones = [
            Boton("Conforme" if directa else "Conforme…", conforme, "c", directa, natural == "c"),
            Boton("No conforme", f"{url}no-conforme/", "n", primario=natural == "n"),
        ]
        if d["ejecucion__estado"] != "conforme":
            botones.append(
                Boton("Sin evidencia", f"{url}sin-evidencia/", "s", primario=natural == "s")
            )
    if "verificacion.no_aplica" in permisos and seccion in _DISPENSABLES:
        botones.append(Boton("No aplica", f"{url}no-aplica/", "a"))
    return tuple(botones)


def _natural(d: dict[str, Any]) -> str:
    """The key of what the evidence suggests; nothing when a person has to think."""
    if d["ejecucion_id"] is None:
        return "s"
    if d["ejecucion__estado"] == "no_conforme":
        return "n"
    return "c" if d["ejecucion__estado"] == "conforme" and not d["discrepancias"] else ""


_DISPENSABLES = {
    Seccion.DISCREPANCIA, Seccion.SIN_EVIDENCIA, Seccion.LISTA, Seccion.EN_VENTANA,
}  # fmt: skip


def _de_verificada(seccion: Seccion, url: str, permisos: frozenset[str]) -> tuple[Boton, ...]:
    botones = []
    if seccion is Seccion.POR_ATENDER and "verificacion.registrar" in permisos:
        botones.append(Boton("Vincular repetición", f"{url}subsanar/", "v"))
    if "verificacion.rectificar" in permisos:
        botones.append(Boton("Rectificar", f"{url}rectificar/", "r"))
    return tuple(botones)
