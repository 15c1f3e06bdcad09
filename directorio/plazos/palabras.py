"""The canonical text of a retention rule, and what it means."""

from datetime import date

from directorio.plazos.modelo import Indefinida, Plazo, PorCopias, PorTiempo

_SINGULAR = {"días": "día", "semanas": "semana", "meses": "mes", "años": "año", "copias": "copia"}


def _contar(n: int, unidad: str) -> str:
    return f"{n} {unidad if n != 1 else _SINGULAR[unidad]}"


def texto(plazo: Plazo) -> str:
    """Return the canonical text, the one that is stored."""
    match plazo:
        case PorTiempo(n, unidad, 0):
            return _contar(n, unidad)
        case PorTiempo(n, unidad, k):
            return f"{_contar(n, unidad)} y mínimo {_contar(k, 'copias')}"
        case PorCopias(n, por_dia):
            return _contar(n, "copias") + (" por día" if por_dia else "")
        case Indefinida(revision):
            return f"indefinida, revisión {_fecha(revision)}"
        case _:
            return f"hasta {plazo.evento}"


def _fecha(fecha: date) -> str:
    return f"{fecha:%d/%m}/{fecha.year:04d}"


def describir(plazo: Plazo) -> str:
    """Return what the rule means, in plain Spanish."""
    match plazo:
        case PorTiempo(n, unidad, 0):
            return f"{_contar(n, unidad)} desde la fecha de la copia, último día incluido"
        case PorTiempo(n, unidad, k):
            return (
                f"{_contar(n, unidad)} desde la fecha de la copia, y siempre "
                f"al menos {_contar(k, 'copias')}"
            )
        case PorCopias(n, por_dia):
            return f"las últimas {_contar(n, 'copias')}" + (
                " (las de un mismo día cuentan como una)" if por_dia else ""
            )
        case Indefinida(revision):
            return f"sin fecha de término; se revisa el {_fecha(revision)}"
        case _:
            return f"hasta {plazo.evento}; la fecha se fija cuando ocurra"
