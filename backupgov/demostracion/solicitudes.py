"""Requests of the last hour: one that proceeds, one that does not, one nobody has seen yet."""

from datetime import datetime, timedelta
from typing import Any

from backupgov.demostracion.elenco import Elenco
from directorio.models import Item
from gobierno.perfil import perfil_activo
from respaldo.retencion import EstadoAl
from restauracion import acciones
from restauracion.models import SolicitudDeRestauracion

PEDIDOS = (
    ("Carpeta compartida Administración", 9, "Cuadro comparativo 2026.xlsx",
     "Se borró la carpeta del proceso de selección al ordenar el servidor."),
    ("BD SIAF local", 75, "tabla certificacion",
     "La oficina de control pide el estado de la certificación de ese día."),
    ("BD Recursos Humanos", 4, "tabla asistencia",
     "Una carga equivocada reemplazó las marcaciones del personal."),
)  # fmt: skip


def pedir_restauraciones(elenco: Elenco, *, ahora: datetime) -> None:
    """Somebody asks three times; the help desk and the operator get through two of them."""
    inicio = ahora - timedelta(minutes=50)
    pedidas = [
        _pedir(elenco, pedido, ahora=inicio + timedelta(minutes=4 * puesto))
        for puesto, pedido in enumerate(PEDIDOS)
    ]
    for puesto, solicitud in enumerate(pedidas[:2]):
        cuando = inicio + timedelta(minutes=20 + 10 * puesto)
        acciones.validar_y_asignar(
            solicitud=solicitud, a=elenco["operador"], **_acto(elenco, "mesa", cuando)
        )
        cuando += timedelta(minutes=6)
        evaluada = acciones.evaluar(solicitud=solicitud, **_acto(elenco, "operador", cuando))
        if evaluada.codigo.startswith("NO_PROCEDE:"):
            cuando += timedelta(minutes=2)
            acciones.declarar_no_procede(solicitud=evaluada, **_acto(elenco, "operador", cuando))


def _pedir(
    elenco: Elenco, pedido: tuple[str, int, str, str], *, ahora: datetime
) -> SolicitudDeRestauracion:
    item, dias, objetos, motivo = pedido
    acto = _acto(elenco, "usuario", ahora)
    datos = acciones.DatosDeSolicitud(
        solicitante=acto["por"],
        cuando=EstadoAl(acto["hoy"] - timedelta(days=dias)),
        motivo=motivo,
        item=Item.objects.get(nombre=item),
        objetos=objetos,
        bd_datos=item.startswith("BD"),
    )
    return acciones.recibir(datos=datos, **acto)


def _acto(elenco: Elenco, quien: str, ahora: datetime) -> dict[str, Any]:
    hoy = ahora.astimezone(perfil_activo().zona).date()
    return {"por": elenco[quien], "hoy": hoy, "ahora": ahora}
