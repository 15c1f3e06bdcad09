"""Control diario: what was owed each fecha operativa and what a named person declared (§5.1)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Case, CharField, Value, When

from backupgov.informes.modelo import Informe, Pedido, escribir_instante, sin_vacios
from gobierno import formato
from gobierno.estados import ASPECTOS
from respaldo.estados import EXCLUYENTES, condiciones
from respaldo.models import (
    Corrida,
    Ejecucion,
    Jornada,
    NoAplica,
    Rectificacion,
    Verificacion,
)

COLUMNAS = (
    "Fecha operativa", "Ítem", "Tipo de backup", "Modalidad", "Programado desde",
    "Programado hasta", "Inicio real", "Fin real", "Nombre o rótulo", "Tamaño (bytes)",
    "Resultado", "Verificada fuera de plazo", "Evidencia", "Ticket", "Operador",
    "Fecha y hora de registro", "Observaciones",
)  # fmt: skip
NO_NORMADAS = ("Modalidad", "Nombre o rótulo", "Tamaño (bytes)", "Evidencia", "Observaciones")
# Dominio §5.1, form «Control diario»: what the norm asks for comes first.
IMPRESAS = {
    "Fecha operativa": 7, "Ítem": 24, "Tipo de backup": 6, "Inicio real": 9, "Fin real": 9,
    "Resultado": 10, "Ticket": 10, "Operador": 16, "Fecha y hora de registro": 9,
}  # fmt: skip
_LOTE = 5_000
_DIAS = 62
_DE_CORRIDA = (
    "pk", "fecha_operativa", "linea__nombre", "tipo_de_backup", "modalidad", "inicio_previsto",
    "fin_previsto", "situacion", "vencio", "ejecucion",
)  # fmt: skip
_DE_EJECUCION = ("pk", "inicio", "fin", "copia_id", "bytes", "fuente__nombre", "clave")
_DE_VERIFICACION = (
    "corrida", "inicio_declarado", "fin_declarado", "ticket", "por__first_name", "por__last_name",
    "por__username", "registrada_en", "motivo", "motivo_tardanza", "motivo_discrepancia",
)  # fmt: skip
_NADA: dict[str, Any] = {}


def corridas(pedido: Pedido) -> Any:
    """The corridas of the period, as the person may see them, in the order of the sheet."""
    visibles = Corrida.objects.visibles_para(pedido.usuario, hoy=pedido.hoy)
    filas = visibles.entre(pedido.desde, pedido.hasta)
    if pedido.tipo:
        filas = filas.filter(tipo_de_backup=pedido.tipo)
    return filas.order_by("fecha_operativa", "linea__numero", "ordinal", "pk")


def filas(pedido: Pedido) -> Iterator[list[Any]]:
    """One row per corrida, some days at a time: memory does not grow with the period.

    Each table is asked by key for those days: a join over the period, or a cursor on it, makes
    PostgreSQL read whole tables of history.
    """
    instante = escribir_instante(pedido.zona)
    for desde, hasta in _tramos(pedido):
        tramo = Corrida.objects.entre(desde, hasta)
        notas = _notas(desde, hasta)
        ejecuciones = _por_clave(
            Ejecucion.objects.filter(pk__in=tramo.order_by().values("ejecucion")), _DE_EJECUCION
        )
        verificaciones = _por_clave(
            Verificacion.objects.filter(
                corrida__fecha_operativa__gte=desde, corrida__fecha_operativa__lte=hasta
            ),
            _DE_VERIFICACION,
        )
        for c in _con_situacion(corridas(pedido).entre(desde, hasta), pedido.ahora):
            v = verificaciones.get(c["pk"], _NADA)
            e = ejecuciones.get(c["ejecucion"], _NADA)
            yield [
                *_debido(c, instante),
                *_observado(c, e, v, instante),
                *_declarado(v, instante),
                _observaciones(v, notas.get(c["pk"], _NADA)),
            ]


def _con_situacion(filas: Any, ahora: datetime) -> Any:
    """Plain rows with their state at `ahora`, decided by the same conditions as the lists."""
    reglas = condiciones(ahora=ahora)
    situacion = Case(
        *(When(reglas[estado], then=Value(estado)) for estado in EXCLUYENTES),
        output_field=CharField(),
    )
    vencio = Case(When(vencida_en__isnull=False, then=True), default=False)
    return filas.annotate(situacion=situacion, vencio=vencio).values(*_DE_CORRIDA)


def _por_clave(consulta: Any, campos: Sequence[str]) -> dict[int, dict[str, Any]]:
    """Rows by the first of `campos`."""
    return {fila[campos[0]]: fila for fila in consulta.order_by().values(*campos)}


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


def _debido(c: dict[str, Any], instante: Any) -> list[Any]:
    fecha = c["fecha_operativa"]
    return [
        f"{fecha.day:02d}/{fecha.month:02d}/{fecha.year}",
        c["linea__nombre"],
        c["tipo_de_backup"],
        c["modalidad"],
        instante(c["inicio_previsto"]),
        instante(c["fin_previsto"]),
    ]


def _observado(c: dict[str, Any], e: dict[str, Any], v: dict[str, Any], instante: Any) -> list[Any]:
    evidencia = "declarada a mano" if v else formato.SIN_DATO
    return [
        instante(e.get("inicio") or v.get("inicio_declarado")),
        instante(e.get("fin") or v.get("fin_declarado")),
        e.get("copia_id", ""),
        e.get("bytes"),
        ASPECTOS[c["situacion"]].texto,
        "sí" if c["vencio"] and v else "",
        f"{e['fuente__nombre']} · {e['clave']}" if e else evidencia,
    ]


def _declarado(v: dict[str, Any], instante: Any) -> list[Any]:
    if not v:
        return ["", "", ""]
    nombre = f"{v['por__first_name']} {v['por__last_name']}".strip()
    return [v["ticket"], nombre or v["por__username"], instante(v["registrada_en"])]


def _observaciones(v: dict[str, Any], notas: dict[str, str]) -> str:
    if not v and not notas:
        return ""
    return sin_vacios(
        {
            "Motivo": v.get("motivo", ""),
            "Tardanza": v.get("motivo_tardanza", ""),
            "Discrepancia": v.get("motivo_discrepancia", ""),
            **notas,
        }
    )


CONTROL = Informe(
    codigo="control-diario",
    titulo="Control diario de copias de respaldo",
    descripcion="Lo que el Directorio debía cada fecha operativa y lo que se declaró de ello.",
    regla="verificacion_interna",
    columnas=COLUMNAS,
    filas=filas,
    permiso="hoy.ver",
    impresas=IMPRESAS,
    no_normadas=NO_NORMADAS,
    anchos=(12, 36, 10, 12, 17, 17, 17, 17, 24, 14, 14, 12, 28, 18, 24, 17, 40),
)
