"""Control diario: what was owed each fecha operativa and what a named person declared (§5.1)."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from backupgov.informes.modelo import Informe, Pedido, escribir_instante, sin_vacios
from gobierno import formato
from gobierno.estados import aspecto_de
from respaldo.models import Corrida, Jornada, NoAplica, Rectificacion

COLUMNAS = (
    "Fecha operativa", "Ítem", "Tipo de backup", "Modalidad", "Programado desde",
    "Programado hasta", "Inicio real", "Fin real", "Nombre o rótulo", "Tamaño (bytes)",
    "Resultado", "Verificada fuera de plazo", "Evidencia", "Ticket", "Operador",
    "Fecha y hora de registro", "Observaciones",
)  # fmt: skip
NO_NORMADAS = ("Modalidad", "Nombre o rótulo", "Tamaño (bytes)", "Evidencia", "Observaciones")
_LOTE = 5_000
_DIAS = 62
_VALORES = (
    "fecha_operativa", "linea__nombre", "tipo_de_backup", "modalidad", "inicio_previsto",
    "fin_previsto", "vence_en", "estado", "vencida_en", "subsanada_por", "ejecucion__inicio",
    "ejecucion__fin", "ejecucion__copia_id", "ejecucion__bytes", "ejecucion__fuente__nombre",
    "ejecucion__clave", "verificacion__inicio_declarado", "verificacion__fin_declarado",
    "verificacion__ticket", "verificacion__por__first_name", "verificacion__por__last_name",
    "verificacion__por__username", "verificacion__registrada_en", "verificacion__motivo",
    "verificacion__motivo_tardanza", "verificacion__motivo_discrepancia",
)  # fmt: skip


def corridas(pedido: Pedido) -> Any:
    """The corridas of the period, as the person may see them, in the order of the sheet."""
    visibles = Corrida.objects.visibles_para(pedido.usuario, hoy=pedido.hoy)
    filas = visibles.entre(pedido.desde, pedido.hasta)
    if pedido.tipo:
        filas = filas.filter(tipo_de_backup=pedido.tipo)
    return filas.order_by("fecha_operativa", "linea__numero", "ordinal", "pk")


def filas(pedido: Pedido) -> Iterator[list[Any]]:
    """One row per corrida, some days at a time: memory does not grow with the period.

    A cursor over the whole period would make PostgreSQL plan for the first rows only, several
    times slower.
    """
    instante = escribir_instante(pedido.zona)
    for desde, hasta in _tramos(pedido):
        tramo = corridas(pedido).entre(desde, hasta)
        notas = _notas(desde, hasta)
        for valores in tramo.values_list("pk", *_VALORES):
            v = dict(zip(_VALORES, valores[1:], strict=True))
            yield _fila(v, notas.get(valores[0], {}), pedido.ahora, instante)


def _tramos(pedido: Pedido) -> Iterator[tuple[date, date]]:
    """Spans of days that together hold about `_LOTE` corridas."""
    inicio: date | None = None
    cuantas = dias = 0
    ultima = pedido.desde
    jornadas = Jornada.objects.filter(
        fecha_operativa__gte=pedido.desde, fecha_operativa__lte=pedido.hasta
    ).order_by("fecha_operativa")
    for fecha, esperadas in jornadas.values_list("fecha_operativa", "esperadas"):
        if inicio is not None and (cuantas + esperadas > _LOTE or dias >= _DIAS):
            yield inicio, ultima
            inicio, cuantas, dias = None, 0, 0
        inicio, ultima = inicio or fecha, fecha
        cuantas, dias = cuantas + esperadas, dias + 1
    if inicio is not None:
        yield inicio, ultima


def _notas(desde: date, hasta: date) -> dict[int, dict[str, str]]:
    """What few corridas have: the last correction and the document that dispensed them."""
    notas: dict[int, dict[str, str]] = {}
    corregidas = Rectificacion.objects.filter(
        verificacion__corrida__fecha_operativa__gte=desde,
        verificacion__corrida__fecha_operativa__lte=hasta,
    ).order_by("numero")
    for pk, motivo in corregidas.values_list("verificacion__corrida", "motivo"):
        notas.setdefault(pk, {})["Rectificación"] = motivo
    dispensas = NoAplica.objects.filter(
        corrida__fecha_operativa__gte=desde, corrida__fecha_operativa__lte=hasta
    )
    for pk, documento in dispensas.values_list("corrida", "documento"):
        notas.setdefault(pk, {})["No aplica"] = documento
    return notas


def _fila(v: dict[str, Any], notas: dict[str, str], ahora: datetime, instante: Any) -> list[Any]:
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
                **notas,
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
