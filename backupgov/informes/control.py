"""Control diario: what was owed each fecha operativa and what a named person declared (§5.1)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Case, CharField, Value, When

from backupgov.informes.modelo import (
    Informe,
    Pedido,
    como_texto,
    escribir_fecha,
    escribir_instante,
    sin_vacios,
)
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
    "pk", "fecha_operativa", "linea__nombre", "tipo_de_backup", "modalidad",
    como_texto("inicio_previsto"), como_texto("fin_previsto"), "situacion", "vencio", "ejecucion",
)  # fmt: skip
_DE_EJECUCION = (
    "pk", como_texto("inicio"), como_texto("fin"), "copia_id", "bytes", "fuente__nombre", "clave",
)  # fmt: skip
_DE_VERIFICACION = (
    "corrida", como_texto("inicio_declarado"), como_texto("fin_declarado"), "ticket",
    "por__first_name", "por__last_name", "por__username", como_texto("registrada_en"),
    "motivo", "motivo_tardanza", "motivo_discrepancia",
)  # fmt: skip
_TEXTOS = {situacion: ASPECTOS[situacion].texto for situacion in EXCLUYENTES}
_NADA: dict[str, str] = {}


def corridas(pedido: Pedido) -> Any:
    """The corridas of the period, as the person may see them, in the order of the sheet."""
    visibles = Corrida.objects.visibles_para(pedido.usuario, hoy=pedido.hoy)
    filas = visibles.entre(pedido.desde, pedido.hasta)
    if pedido.tipo:
        filas = filas.filter(tipo_de_backup=pedido.tipo)
    return filas.order_by("fecha_operativa", "linea__numero", "ordinal", "pk")


def filas(pedido: Pedido) -> Iterator[Sequence[Any]]:
    """One row per corrida, some days at a time: memory does not grow with the period.

    Each table is asked by key for those days: a join over the period, or a cursor on it, makes
    PostgreSQL read whole tables of history.
    """
    fecha, instante = escribir_fecha(), escribir_instante(pedido.zona)
    for desde, hasta in _tramos(pedido):
        tramo = Corrida.objects.entre(desde, hasta)
        ejecuciones = _por_clave(
            Ejecucion.objects.filter(pk__in=tramo.order_by().values("ejecucion")), _DE_EJECUCION
        )
        verificaciones = _por_clave(
            Verificacion.objects.filter(
                corrida__fecha_operativa__gte=desde, corrida__fecha_operativa__lte=hasta
            ),
            _DE_VERIFICACION,
        )
        notas = _notas(desde, hasta)
        for (
            pk, operativa, nombre, tipo, modalidad, abre, cierra, situacion, vencio, ejecucion,
        ) in _con_situacion(corridas(pedido).entre(desde, hasta), pedido.ahora):  # fmt: skip
            v = verificaciones.get(pk)
            inicio, fin, copia, tamano, evidencia = _observado(ejecuciones.get(ejecucion), v)
            yield (
                fecha(operativa), nombre, tipo, modalidad, instante(abre), instante(cierra),
                instante(inicio), instante(fin), copia, tamano, _TEXTOS[situacion],
                "sí" if vencio and v else "", evidencia, *_declarado(v, instante),
                _observaciones(v, notas.get(pk, _NADA)) if v or pk in notas else "",
            )  # fmt: skip


def _con_situacion(filas: Any, ahora: datetime) -> Any:
    """Plain rows with their state at `ahora`, decided by the same conditions as the lists."""
    reglas = condiciones(ahora=ahora)
    situacion = Case(
        *(When(reglas[estado], then=Value(estado)) for estado in EXCLUYENTES),
        output_field=CharField(),
    )
    vencio = Case(When(vencida_en__isnull=False, then=True), default=False)
    return filas.annotate(situacion=situacion, vencio=vencio).values_list(*_DE_CORRIDA)


def _por_clave(consulta: Any, campos: Sequence[Any]) -> dict[int, tuple[Any, ...]]:
    """The rest of each row by the first of `campos`."""
    return {fila[0]: fila[1:] for fila in consulta.order_by().values_list(*campos)}


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


def _observado(e: Sequence[Any] | None, v: Sequence[Any] | None) -> Sequence[Any]:
    """Start, end, label and size of the run, and who says so."""
    inicio, fin = v[:2] if v else (None, None)
    if e is None:
        return inicio, fin, "", None, "declarada a mano" if v else formato.SIN_DATO
    return e[0] or inicio, e[1] or fin, e[2], e[3], f"{e[4]} · {e[5]}"


def _declarado(v: Sequence[Any] | None, instante: Any) -> Sequence[Any]:
    if v is None:
        return ("", "", "")
    _, _, ticket, nombres, apellidos, usuario, registrada, *_ = v
    return ticket, f"{nombres} {apellidos}".strip() or usuario, instante(registrada)


def _observaciones(v: Sequence[Any] | None, notas: dict[str, str]) -> str:
    motivos = v[-3:] if v else ("", "", "")
    return sin_vacios(
        dict(zip(("Motivo", "Tardanza", "Discrepancia"), motivos, strict=True)) | notas
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
