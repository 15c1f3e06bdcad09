"""What the tests of restore requests share: a request, and each step as who takes it."""

from datetime import date, datetime
from typing import Any

from respaldo.models import Copia
from respaldo.retencion import EstadoAl
from restauracion import acciones
from restauracion.acciones.software import claves_por_confirmar
from restauracion.models import SolicitudDeRestauracion
from tests.fabricas import AHORA, HOY

EVIDENCIA = "Trabajo JOB-1, punto del 05/03/2026 22:05"
__all__ = ["AHORA", "EVIDENCIA", "HOY", "datos", "hasta", "pedir", "software"]


def datos(de: Any, item: Any = None, **extra: Any) -> acciones.DatosDeSolicitud:
    propios = {
        "solicitante": de,
        "item": item,
        "cuando": EstadoAl(date(2026, 3, 5)),
        "motivo": "Se borró por error.",
        "objetos": "informe.docx",
    }
    return acciones.DatosDeSolicitud(**(propios | extra))


def pedir(
    de: Any, item: Any = None, *, por: Any = None, ahora: datetime = AHORA, hoy: date = HOY,
    **extra: Any,
) -> SolicitudDeRestauracion:  # fmt: skip
    return acciones.recibir(datos=datos(de, item, **extra), por=por or de, hoy=hoy, ahora=ahora)


def software(solicitud: Any, hallazgo: str = "disponible", **extra: Any) -> acciones.EnElSoftware:
    solicitud.refresh_from_db()
    copia = extra.pop("copia", None) or Copia.objects.get(
        pk=claves_por_confirmar(solicitud=solicitud)[0]
    )
    return acciones.EnElSoftware(copia=copia, evidencia=EVIDENCIA, hallazgo=hallazgo, **extra)


def hasta(
    estado: str, solicitud: Any, *, mesa: Any = None, operador: Any = None,
    ahora: datetime = AHORA, hoy: date = HOY,
) -> SolicitudDeRestauracion:  # fmt: skip
    """Walk the plain road of the request until `estado`."""
    cuando = {"hoy": hoy, "ahora": ahora}
    camino = [
        ("validada", lambda: acciones.validar(solicitud=solicitud, por=mesa, **cuando)),
        ("asignada", lambda: acciones.asignar(solicitud=solicitud, a=operador, por=mesa, **cuando)),
        ("en_evaluacion", lambda: acciones.evaluar(solicitud=solicitud, por=operador, **cuando)),
        ("procede", lambda: acciones.confirmar(
            solicitud=solicitud, en_el_software=software(solicitud), por=operador, **cuando)),
        ("en_restauracion", lambda: acciones.iniciar(
            solicitud=solicitud, destino="\\\\srv\\restaurado", por=operador, **cuando)),
        ("atendida", lambda: acciones.terminar(
            solicitud=solicitud, logro=acciones.Logro("informe.docx", ahora, cantidad=1, bytes=9),
            por=operador, **cuando)),
        ("cerrada", lambda: acciones.cerrar(solicitud=solicitud, por=operador, **cuando)),
    ]  # fmt: skip
    for llega_a, paso in camino:
        if solicitud.estado == estado:
            break
        paso()
        solicitud.refresh_from_db()
        assert solicitud.estado in {llega_a, estado}, (solicitud.estado, llega_a)
    assert solicitud.estado == estado
    return SolicitudDeRestauracion.objects.get(pk=solicitud.pk)
