"""Bareos `.api 2` (JSON-RPC) and its REST service: every value is a string (evidencia.md §2.3).
Beta: from its manual and its source.

Its mail is the report of Bacula and is read there, with its own name.
"""

from typing import Any

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.herramientas.bacula_catalogo import de_fila
from respaldo.importadores.material import Analizador, Lecturas, Material
from respaldo.importadores.valores import en
from respaldo.importadores.veredicto import NO_CONFORME, SIN_DATO


def _respuestas(material: Material) -> list[dict[str, Any]]:
    return [
        {"result": o} if _es_rest(o) else o
        for o in material.objetos
        if _es_rest(o) or (o.get("jsonrpc") == "2.0" and ("result" in o or "error" in o))
    ]


def _es_rest(objeto: dict[str, Any]) -> bool:
    """The answer of `/control/jobs`, or the result of a console alone."""
    trabajos = objeto.get("jobs")
    if not isinstance(trabajos, list):
        return False
    primero = trabajos[0] if trabajos and isinstance(trabajos[0], dict) else {}
    return "totalItems" in objeto or {"jobid", "jobstatus"} <= {str(c).lower() for c in primero}


def reconoce(material: Material) -> bool:
    """An answer of JSON-RPC 2.0, or of the REST service."""
    return bool(_respuestas(material))


def lee(material: Material) -> Lecturas:
    """Yield a run per job; an error of the console is a question, not a failed backup."""
    leidas: list[EjecucionLeida] = []
    for respuesta in _respuestas(material):
        for trabajo in _trabajos(en(respuesta, "result", "jobs")):
            fila = {str(c).lower(): "" if v is None else str(v) for c, v in trabajo.items()}
            leida = de_fila(material, fila, "bareos", "")
            leidas += [leida] if leida else []
        if "error" in respuesta:
            leidas.append(_error(respuesta["error"]))
    return leidas


def _trabajos(valor: Any) -> list[dict[str, Any]]:
    """`list jobs` gives a list; some commands an object by name."""
    elementos = (
        valor.values() if isinstance(valor, dict) else valor if isinstance(valor, list) else []
    )
    return [e for e in elementos if isinstance(e, dict)]


def _error(error: Any) -> EjecucionLeida:
    mensajes = en(error, "data", "messages")
    dichos = mensajes.values() if isinstance(mensajes, dict) else [mensajes]
    textos = [
        str(t) for lista in dichos for t in (lista if isinstance(lista, list) else [lista]) if t
    ]
    textos = textos or [str(en(error, "message") or "")]
    return EjecucionLeida(
        clave="", trabajo="", herramienta="bareos", operacion="inventario",
        estado=SIN_DATO, estado_origen=NO_CONFORME, mensaje="\n".join(textos)[:2000].strip(),
    )  # fmt: skip


ANALIZADOR = Analizador("bareos", "2", reconoce, lee, beta=True, por_partes=True)
