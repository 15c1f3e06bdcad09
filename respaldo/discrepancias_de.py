"""The marks of many corridas at once: one query for the history, the pure rules for the rest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max

from gobierno.perfil import Perfil, perfil_activo
from gobierno.preparadas import Orden, Preparada, enviar
from respaldo.discrepancias import (
    FALTA_SEGUNDA,
    Discrepancia,
    EjecucionVista,
    Esperado,
    detectar,
)
from respaldo.dobles import sin_segunda
from respaldo.models import Corrida, Ejecucion

DIAS_DE_HISTORIA = 30
_SIN_SEGUNDA = Discrepancia(
    FALTA_SEGUNDA, "Solo una fuente la da por conforme; esta línea pide dos que coincidan.", True
)
_leer_topes = Preparada(
    lambda items, desde, hasta: (
        _conformes(items, desde, hasta)
        .values_list("item", "tipo_de_backup", "modalidad")
        .annotate(tope=Max("ejecucion__bytes"))
    )
)
_leer_tamanos = Preparada(
    lambda items, desde, hasta: _conformes(items, desde, hasta).values_list(
        "item", "tipo_de_backup", "modalidad", "fecha_operativa", "ejecucion__bytes"
    )
)
_REGLAS = {
    "ADVERTENCIA": (
        "Terminó con advertencias",
        (
            "Una copia existe pero puede estar incompleta: solo un resultado limpio se confirma "
            "sin explicación."
        ),
    ),
    "NO_CONFORME": (
        "El software la dio por fallida",
        "Solo un resultado conforme se confirma sin explicación.",
    ),
    "SIN_TERMINAR": (
        "Sin resultado final",
        "La ventana cerró y el software no informó que la copia terminara.",
    ),
    "TEXTO_DE_ERROR": (
        "Su mensaje habla de un error",
        "Un código de éxito con un mensaje de error se revisa antes de confirmarlo.",
    ),
    "COPIA_VACIA": (
        "Copia vacía",
        "Una copia completa sin datos no protege nada, diga lo que diga la herramienta.",
    ),
    "TAMANO_ANOMALO": (
        "Mucho más pequeña que lo usual",
        (
            "Se señala lo que cae {caida} % o más bajo la mediana de las corridas conformes de los "
            "30 días anteriores."
        ),
    ),
    "EXCEDE_VENTANA": (
        "Excede la ventana",
        "La corrida debe terminar antes de la hora fin del Directorio aprobado.",
    ),
    FALTA_SEGUNDA: (
        "Falta una segunda evidencia",
        (
            "El perfil pide, para la criticidad de esta línea, dos fuentes que coincidan: mientras "
            "falte una no se confirma."
        ),
    ),
    "TIPO_DISTINTO": (
        "Modalidad distinta",
        "La modalidad observada debe ser la del Directorio aprobado.",
    ),
}


@dataclass(frozen=True, slots=True)
class Respondida:
    """What the marks look at of a corrida and of the run that answers for it; `fin_previsto` is
    the close of its window (UTC). A `Corrida` will do: this is cheaper where thousands arrive."""

    pk: int
    item_id: int
    tipo_de_backup: str
    modalidad: str
    fecha_operativa: date
    fin_previsto: datetime
    ejecucion: Ejecucion | None


_Con = Corrida | Respondida


def topes_de(corridas: Sequence[_Con]) -> Orden:
    """The largest size of each series in its history, to be asked with something else."""
    return _leer_topes.orden(**_alcance(_pesadas(corridas)))


def discrepancias_de(
    corridas: Sequence[_Con], topes: Sequence[Any] | None = None
) -> dict[int, list[dict[str, Any]]]:
    """Marks by corrida key, as stored and shown: `codigo`, `titulo`, `texto`,
    `regla` and `grave`.

    The corridas come with `ejecucion` loaded; `topes` are the answer of `topes_de`, if the caller
    has it. Two statements at most, whatever their number, and
    two more if the profile asks some lines for a second evidence.
    """
    con_evidencia = [corrida for corrida in corridas if corrida.ejecucion]
    perfil = perfil_activo()
    if topes is None:
        [topes] = enviar(topes_de(con_evidencia))
    historias = _historias(_encogidas(con_evidencia, topes, perfil.verificacion.caida_de_tamano))
    marcas: dict[int, list[dict[str, Any]]] = {corrida.pk: [] for corrida in corridas}
    for corrida in con_evidencia:
        ejecucion: Any = corrida.ejecucion
        halladas = detectar(
            _vista(ejecucion),
            Esperado(
                corrida.modalidad,
                _cierre(corrida, ejecucion),
                perfil.zona,
                perfil.verificacion.caida_de_tamano,
            ),
            _previas(historias, corrida),
        )
        marcas[corrida.pk] = [_escribir(marca, perfil) for marca in halladas]
    for pk in sin_segunda([corrida.pk for corrida in con_evidencia]):
        marcas[pk].append(_escribir(_SIN_SEGUNDA, perfil))
    return marcas


def _cierre(corrida: _Con, ejecucion: Ejecucion) -> datetime:
    """When it had to be over: a copy lent by an event was never bound to this window (4.3)."""
    prestada = ejecucion.corrida_id not in {None, corrida.pk}
    return (
        max(corrida.fin_previsto, ejecucion.fin)
        if prestada and ejecucion.fin
        else (corrida.fin_previsto)
    )


def _vista(ejecucion: Ejecucion) -> EjecucionVista:
    return EjecucionVista(
        estado=ejecucion.estado,
        modalidad=ejecucion.modalidad,
        inicio=ejecucion.inicio,
        fin=ejecucion.fin,
        bytes=ejecucion.bytes,
        archivos=ejecucion.archivos,
        errores=ejecucion.errores,
        mensaje=ejecucion.mensaje,
    )


_Historia = dict[tuple[int, str, str], list[tuple[date, int]]]


def _pesadas(corridas: Sequence[_Con]) -> list[_Con]:
    return [corrida for corrida in corridas if corrida.ejecucion and corrida.ejecucion.bytes]


def _encogidas(corridas: Sequence[_Con], filas: Sequence[Any], caida: int) -> list[_Con]:
    """Those that may be far below their median, because they are below their maximum.

    The others need no history: one row per series instead of thirty, for thousands of lines.
    """
    topes = {tuple(serie): tope for *serie, tope in filas}
    queda = 100 - caida
    return [
        c
        for c in _pesadas(corridas)
        if 100 * _tamano(c) < queda * topes.get((c.item_id, c.tipo_de_backup, c.modalidad), 0)
    ]


def _tamano(corrida: _Con) -> int:
    return (corrida.ejecucion.bytes or 0) if corrida.ejecucion else 0


def _alcance(corridas: Sequence[_Con]) -> dict[str, Any]:
    """The same ítems, thirty days back from the oldest one; no corridas, no rows."""
    fechas = [corrida.fecha_operativa for corrida in corridas]
    return {
        "items": sorted({corrida.item_id for corrida in corridas}),
        "desde": min(fechas) - timedelta(days=DIAS_DE_HISTORIA) if fechas else [],
        "hasta": max(fechas) if fechas else [],
    }


def _conformes(items: Sequence[int], desde: date, hasta: date) -> Any:
    """Conforme corridas with a size, before `hasta`."""
    return Corrida.objects.filter(
        item__in=items,
        fecha_operativa__gte=desde,
        fecha_operativa__lt=hasta,
        estado=Corrida.Estado.CONFORME,
        ejecucion__estado=Ejecucion.Estado.CONFORME,
        ejecucion__bytes__isnull=False,
    ).order_by()


def _historias(corridas: Sequence[_Con]) -> _Historia:
    """Sizes of the conforme corridas of each series, thirty days back from the oldest one."""
    historias: _Historia = defaultdict(list)
    for item, tipo, modalidad, fecha, tamano in _leer_tamanos(**_alcance(corridas)):
        historias[item, tipo, modalidad].append((fecha, tamano))
    return historias


def _previas(historias: _Historia, corrida: _Con) -> list[int]:
    hasta = corrida.fecha_operativa
    desde = hasta - timedelta(days=DIAS_DE_HISTORIA)
    serie = (corrida.item_id, corrida.tipo_de_backup, corrida.modalidad)
    return [tamano for fecha, tamano in historias.get(serie, ()) if desde <= fecha < hasta]


def _escribir(marca: Discrepancia, perfil: Perfil) -> dict[str, Any]:
    titulo, regla = _REGLAS.get(marca.codigo, (marca.codigo, ""))
    return {
        "codigo": marca.codigo,
        "titulo": titulo,
        "texto": marca.texto,
        "regla": regla.format(caida=perfil.verificacion.caida_de_tamano),
        "grave": marca.es_grave,
    }
