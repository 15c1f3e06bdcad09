"""The help-desk number of a declaration: typed, or of a ticket that the act leaves by itself.

The switch `verificacion_ticket_propio` of the profile decides. MINCETUR registers in its own help
desk, another system, so there the number is typed (7.1.1 d and e).
"""

from gobierno.bitacora import Evento
from gobierno.errores import ReglaIncumplida
from gobierno.perfil import perfil_activo
from mesa_ayuda.acciones import DatosDeTicket, Gobierno, dejar_registro
from mesa_ayuda.models import Ticket
from respaldo.acciones import comprobaciones as c

PROCEDIMIENTO = "verificacion"


def numero_de_ticket(
    *, escrito: str, obligatorio: bool, regla: str, asunto: str, acto: c.Acto, resultado: str
) -> tuple[str, list[Evento]]:
    """The number to keep, and the entry of the ticket when one was left for it.

    What is conforme or sin evidencia leaves a closed record; what is no conforme, an open ticket
    for its incident. Call it under the locks of the corridas.

    Fuente: X-7, MIN-7.1.1-d, MIN-7.1.1-e-3, MIN-7.1.2-d.
    """
    propio = perfil_activo().interruptores.get("verificacion_ticket_propio", False)
    if escrito.strip() or not propio:
        numero = c.exigir_ticket(ticket=escrito, obligatorio=obligatorio, regla=regla)
        if propio and not Ticket.objects.filter(numero=numero).exists():
            mensaje = f"El ticket {numero} no existe."
            raise ReglaIncumplida(
                mensaje, regla=regla, campos={"ticket": mensaje},
                remedio="Déjelo en blanco: el sistema registra uno.",
            )  # fmt: skip
        return numero, []
    es_incidente = resultado == "no_conforme"
    ticket, evento = dejar_registro(
        datos=DatosDeTicket(
            asunto=asunto,
            categoria="incidente_respaldo" if es_incidente else PROCEDIMIENTO,
            canal="sistema",
            solicitante=acto.por,
        ),
        gobierno=None if es_incidente else Gobierno(PROCEDIMIENTO, "la verificación diaria"),
        solucion="" if es_incidente else f"Verificación registrada: {resultado.replace('_', ' ')}.",
        por=acto.por,
        capacidad=acto.capacidad,
        ahora=acto.ahora,
    )
    return ticket.numero, [evento]
