"""Bitácora of runs: each run that a source told, whatever it answers for (PC-7.2.1-c, PC-8.2)."""

from collections.abc import Iterator
from typing import Any

from backupgov.informes.modelo import Informe, Pedido, escribir_instante
from gobierno.estados import aspecto_de
from respaldo.models import Ejecucion

COLUMNAS = (
    "Fecha", "Hora", "Nombre del respaldo", "Trabajo", "Clase", "Medio", "Ruta", "Equipo",
    "Modalidad", "Estado según la herramienta", "Fin", "Tamaño (bytes)", "Fuente",
    "Id en la fuente", "Ítem del Directorio", "Fecha operativa", "Verificado por", "Mensaje",
)  # fmt: skip
NO_NORMADAS = COLUMNAS[7:16]
# Dominio §5.1, form «Bitácora»: date, hour and name, and who checked it.
IMPRESAS = {
    "Fecha": 8, "Hora": 5, "Nombre del respaldo": 25, "Clase": 12, "Ítem del Directorio": 24,
    "Estado según la herramienta": 11, "Verificado por": 18,
}  # fmt: skip
_LOTE = 2_000
_VALORES = (
    "inicio", "recibida_en", "copia_id", "trabajo", "corrida__linea__clase",
    "corrida__linea__medio", "corrida__linea__ruta", "equipo", "modalidad", "estado", "fin",
    "bytes", "fuente__nombre", "clave", "item__nombre", "corrida__fecha_operativa",
    "corrida__verificacion__por__first_name", "corrida__verificacion__por__last_name", "mensaje",
)  # fmt: skip


def filas(pedido: Pedido) -> Iterator[list[Any]]:
    """Runs that began in the period (or arrived in it, when their start is unknown)."""
    desde, hasta = pedido.instantes
    visibles = Ejecucion.objects.visibles_para(pedido.usuario, hoy=pedido.hoy)
    consulta = visibles.filter(inicio__gte=desde, inicio__lt=hasta) | visibles.filter(
        inicio__isnull=True, recibida_en__gte=desde, recibida_en__lt=hasta
    )
    if pedido.tipo:
        consulta = consulta.filter(tipo_de_backup=pedido.tipo)
    instante = escribir_instante(pedido.zona)
    orden = consulta.order_by("inicio", "pk").values_list(*_VALORES)
    for valores in orden.iterator(chunk_size=_LOTE):
        v = dict(zip(_VALORES, valores, strict=True))
        fecha, _, hora = instante(v["inicio"]).partition(" ")
        operativa = v["corrida__fecha_operativa"]
        yield [
            fecha,
            hora,
            v["copia_id"] or v["trabajo"],
            v["trabajo"],
            pedido.perfil.directorio.nombre_de_clase(v["corrida__linea__clase"] or ""),
            v["corrida__linea__medio"],
            v["corrida__linea__ruta"],
            v["equipo"],
            v["modalidad"],
            aspecto_de(v["estado"]).texto,
            instante(v["fin"]),
            v["bytes"],
            v["fuente__nombre"],
            v["clave"],
            v["item__nombre"] or "no contemplado en el Directorio",
            f"{operativa:%d/%m/%Y}" if operativa else "",
            _nombre(v),
            v["mensaje"][:2_000],
        ]


def _nombre(v: dict[str, Any]) -> str:
    nombre = v["corrida__verificacion__por__first_name"] or ""
    return f"{nombre} {v['corrida__verificacion__por__last_name'] or ''}".strip()


EJECUCIONES = Informe(
    codigo="bitacora-de-ejecuciones",
    titulo="Bitácora de copias de respaldo",
    descripcion="Cada ejecución que contó una fuente, esté o no contemplada en el Directorio.",
    regla="ejecucion_segun_directorio",
    columnas=COLUMNAS,
    filas=filas,
    permiso="ejecuciones.ver",
    impresas=IMPRESAS,
    no_normadas=NO_NORMADAS,
)
