"""The trail in words: what each entry says on the page of its object and in the Bitácora."""

from typing import Any

from django.db import models

from gobierno import formato
from gobierno.models import EventoBitacora, Persona
from gobierno.perfil import perfil_activo

TITULOS = {
    "cuenta.ingreso": "Ingresó al sistema",
    "cuenta.salida": "Salió del sistema",
    "cuenta.ingreso_fallido": "Intento de ingreso fallido",
    "cuenta.bloqueo": "Ingreso bloqueado por intentos fallidos",
    "persona.crear": "Se creó la cuenta",
    "persona.editar": "Se corrigieron los datos de la persona",
    "persona.activar": "Se reactivó la cuenta",
    "persona.desactivar": "Se desactivó la cuenta",
    "persona.contrasena": "Se cambió la contraseña",
    "persona.crear_administrador": "Se creó el primer administrador",
    "designacion.crear": "Se registró una designación",
    "designacion.terminar": "Se terminó una designación",
    "unidad.crear": "Se creó la unidad orgánica",
    "unidad.editar": "Se corrigió la unidad orgánica",
    "calendario.agregar": "Se agregó un día al calendario",
    "calendario.anular": "Se anuló un día del calendario",
    "adjunto.guardar": "Se guardó un adjunto",
    "adjunto.descargar": "Se descargó un adjunto",
    "avisos.preferencias": "Cambió sus preferencias de aviso",
    "avisos.leer": "Leyó avisos",
    "correo.reintentar": "Se volvió a intentar un correo",
    "correo.prueba": "Se envió un correo de prueba",
    "sistema.interrupcion": "El sistema estuvo detenido",
    "bitacora.verificar": "Se verificó la cadena de la bitácora",
}
VACIO = "—"


def titulo(accion: str) -> str:
    """Words for an action code; an unlisted one reads as its own parts."""
    return TITULOS.get(accion) or accion.replace("_", " ").replace(".", ": ").capitalize()


def valor_legible(valor: Any) -> str:
    """A stored value as a person reads it: Sí/No, lists in a line, «—» for nothing."""
    if valor is None or valor in ("", [], {}):
        return VACIO
    if isinstance(valor, bool):
        return "Sí" if valor else "No"
    if isinstance(valor, list):
        return ", ".join(valor_legible(parte) for parte in valor)
    if isinstance(valor, dict):
        return "; ".join(f"{clave}: {valor_legible(parte)}" for clave, parte in valor.items())
    return str(valor)


def cambios(evento: EventoBitacora) -> list[dict[str, str]]:
    """Old and new value of each field, for componentes/diferencia.html."""
    campos = dict.fromkeys([*evento.antes, *evento.despues])
    return [
        {
            "campo": campo.replace("_", " "),
            "antes": valor_legible(evento.antes.get(campo)),
            "despues": valor_legible(evento.despues.get(campo)),
        }
        for campo in campos
    ]


def historia_de(objeto: models.Model, *, limite: int = 50) -> list[dict[str, Any]]:
    """The last entries about `objeto`, newest first, for componentes/historia.html."""
    eventos = EventoBitacora.objects.de(objeto).order_by("-numero")[:limite]
    return [
        {
            "cuando": evento.instante,
            "titulo": titulo(evento.accion),
            "quien": evento.actor,
            "capacidad": evento.capacidad,
            "detalle": evento.motivo,
            "cambios": cambios(evento),
        }
        for evento in eventos
    ]


def designaciones_de(persona: Persona, *, hoy: Any) -> list[dict[str, Any]]:
    """Designations of a person with their state on `hoy`, the ones in force first."""
    perfil = perfil_activo()
    filas = []
    for d in persona.designaciones.select_related("unidad").order_by("-desde", "pk"):
        futura = d.desde > hoy
        vigente = not futura and (d.hasta is None or d.hasta >= hoy)
        filas.append(
            {
                "designacion": d,
                "rol": perfil.nombre_de_rol(d.rol),
                "numeral": perfil.rol(d.rol).numeral if perfil.rol(d.rol) else "",  # type: ignore[union-attr]
                "estado": "por_empezar" if futura else "vigente" if vigente else "terminada",
                "terminable": futura or vigente,
                "periodo": f"{formato.fecha(d.desde)} – "
                + (formato.fecha(d.hasta) if d.hasta else "sin fecha de término"),
            }
        )
    orden = {"vigente": 0, "por_empezar": 1, "terminada": 2}
    return sorted(filas, key=lambda fila: orden[fila["estado"]])
