"""Control diario: what was owed each fecha operativa and what a named person declared (§5.1)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from backupgov.informes.modelo import Informe, Pedido, escribir_instante, sin_vacios
from gobierno import formato
from gobierno.estados import aspecto_de
from respaldo.models import Corrida, Rectificacion

COLUMNAS = (
    "Fecha operativa", "Ítem", "Tipo de backup", "Modalidad", "Programado desde",
    "Programado hasta", "Inicio real", "Fin real", "Nombre o rótulo", "Tamaño (bytes)",
    "Resultado", "Verificada fuera de plazo", "Evidencia", "Ticket", "Operador",
    "Fecha y hora de registro", "Observaciones",
)  # fmt: skip
NO_NORMADAS = ("Modalidad", "Nombre o rótulo", "Tamaño (bytes)", "Evidencia", "Observaciones")
_LOTE = 2_000
_VALORES = (
    "fecha_operativa", "linea__nombre", "tipo_de_backup", "modalidad", "inicio_previsto",
    "fin_previsto", "vence_en", "estado", "vencida_en", "subsanada_por", "ejecucion__inicio",
    "ejecucion__fin", "ejecucion__copia_id", "ejecucion__bytes", "ejecucion__fuente__nombre",
    "ejecucion__clave", "verificacion__inicio_declarado", "verificacion__fin_declarado",
    "verificacion__ticket", "verificacion__por__first_name", "verificacion__por__last_name",
    "verificacion__por__username", "verificacion__registrada_en", "verificacion__motivo",
    "verificacion__motivo_tardanza", "verificacion__motivo_discrepancia", "dispensa__documento",
    "rectificacion",
)  # fmt: skip


def corridas(pedido: Pedido) -> QuerySet[Corrida]:
    """The corridas of the period, as the person may see them, in the order of the sheet."""
    visibles = Corrida.objects.visibles_para(pedido.usuario, hoy=pedido.hoy)
    filas = visibles.entre(pedido.desde, pedido.hasta)
    if pedido.tipo:
        filas = filas.filter(tipo_de_backup=pedido.tipo)
    orden: QuerySet[Corrida] = filas.order_by("fecha_operativa", "linea__numero", "ordinal", "pk")
    return orden


def filas(pedido: Pedido) -> Iterator[list[Any]]:
    """One row per corrida, read in chunks: memory does not grow with the period."""
    ultima = Rectificacion.objects.filter(verificacion__corrida=OuterRef("pk")).order_by("-numero")
    consulta = corridas(pedido).annotate(rectificacion=Subquery(ultima.values("motivo")[:1]))
    instante = escribir_instante(pedido.zona)
    for valores in consulta.values_list(*_VALORES).iterator(chunk_size=_LOTE):
        yield _fila(dict(zip(_VALORES, valores, strict=True)), pedido.ahora, instante)


def _fila(v: dict[str, Any], ahora: datetime, instante: Any) -> list[Any]:
    nombre = f"{v['verificacion__por__first_name'] or ''} {v['verificacion__por__last_name'] or ''}"
    estado = _estado(v, ahora)
    fecha = v["fecha_operativa"]
    return [
        f"{fecha.day:02d}/{fecha.month:02d}/{fecha.year}",
        v["linea__nombre"],
        v["tipo_de_backup"],
        v["modalidad"],
        instante(v["inicio_previsto"]),
        instante(v["fin_previsto"]),
        instante(v["ejecucion__inicio"] or v["verificacion__inicio_declarado"]),
        instante(v["ejecucion__fin"] or v["verificacion__fin_declarado"]),
        v["ejecucion__copia_id"],
        v["ejecucion__bytes"],
        aspecto_de(estado).texto,
        "sí" if v["vencida_en"] and v["verificacion__registrada_en"] else "",
        _evidencia(v),
        v["verificacion__ticket"],
        nombre.strip() or v["verificacion__por__username"],
        instante(v["verificacion__registrada_en"]),
        sin_vacios(
            {
                "Motivo": v["verificacion__motivo"] or "",
                "Tardanza": v["verificacion__motivo_tardanza"] or "",
                "Discrepancia": v["verificacion__motivo_discrepancia"] or "",
                "Rectificación": v["rectificacion"] or "",
                "No aplica": v["dispensa__documento"] or "",
            }
        ),
    ]


def _estado(v: dict[str, Any], ahora: datetime) -> str:
    """The same as `Corrida.estado_al`, on plain values."""
    if v["estado"] != Corrida.Estado.ESPERADA:
        return "subsanada" if v["subsanada_por"] else str(v["estado"])
    if v["vencida_en"] or ahora >= v["vence_en"]:
        return "vencida"
    return "por_verificar" if ahora >= v["fin_previsto"] else "esperada"


def _evidencia(v: dict[str, Any]) -> str:
    if not v["ejecucion__clave"]:
        return "declarada a mano" if v["verificacion__registrada_en"] else formato.SIN_DATO
    return f"{v['ejecucion__fuente__nombre']} · {v['ejecucion__clave']}"


CONTROL = Informe(
    codigo="control-diario",
    titulo="Control diario de copias de respaldo",
    descripcion="Lo que el Directorio debía cada fecha operativa y lo que se declaró de ello.",
    regla="verificacion_interna",
    columnas=COLUMNAS,
    filas=filas,
    permiso="hoy.ver",
    no_normadas=NO_NORMADAS,
    anchos=(12, 36, 10, 12, 17, 17, 17, 17, 24, 14, 14, 12, 28, 18, 24, 17, 40),
)
