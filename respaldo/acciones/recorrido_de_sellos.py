"""The nightly walk of the sealed days: what it found is on the health page, and told if it is bad.

Source: evidencia.md §9 (audit: hash-chained by day), X-11.
"""

from datetime import date, datetime

from gobierno.acciones import Recorrido, anotar_recorrido, toca_recorrer
from gobierno.acciones.salud import ROTA
from respaldo.acciones.sellos import dias_alterados
from respaldo.models import SelloDeEvidencia

SELLOS = "sellos"
_NOMBRADOS = 10


def verificar_sellos(*, ahora: datetime, hoy: date) -> Recorrido:
    """Compare every sealed day with its evidence and keep the result.

    The walk is outside any transaction: it may take minutes and blocks nobody. Fuente: X-11.
    """
    malos = dias_alterados()
    recorrido = Recorrido(
        componente=SELLOS,
        detalle=_detalle(malos),
        hallazgo=f"{malos[0]}:{len(malos)}" if malos else "",
        asunto="La evidencia sellada fue alterada",
    )
    anotar_recorrido(recorrido=recorrido, ahora=ahora, hoy=hoy)
    return recorrido


def verificar_sellos_si_toca(*, ahora: datetime, hoy: date) -> Recorrido | None:
    """Once a day and at night, or as soon as the system is back; None when it is not time."""
    if not toca_recorrer(componente=SELLOS, ahora=ahora):
        return None
    return verificar_sellos(ahora=ahora, hoy=hoy)


def _detalle(malos: list[date]) -> str:
    if not malos:
        dias = SelloDeEvidencia.objects.count()
        return f"Intacta: {dias} {'día sellado' if dias == 1 else 'días sellados'}."
    nombres = ", ".join(f"{dia:%d/%m/%Y}" for dia in malos[:_NOMBRADOS])
    resto = len(malos) - _NOMBRADOS
    mas = f" y {resto} más" if resto > 0 else ""
    return f"{ROTA}: no coincide con su sello la evidencia de {nombres}{mas}."
