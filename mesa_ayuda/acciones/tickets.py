"""How a ticket is born: by form, by the help desk, or by a procedure that will govern it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from gobierno import texto
from gobierno.acciones.adjuntos import guardar_adjunto, resumen
from gobierno.archivos import Archivo
from gobierno.bitacora import Evento, registrar
from gobierno.capacidad import exigir
from gobierno.errores import ReglaIncumplida
from gobierno.mesa import Categoria
from gobierno.models import Adjunto, Persona
from gobierno.perfil import perfil_activo
from mesa_ayuda.acciones import comunes as c
from mesa_ayuda.acciones import noticias, plazos
from mesa_ayuda.acciones.folios import siguiente, tomar_serie
from mesa_ayuda.models import PalabraDeTicket, Ticket

FORMULARIO, SISTEMA = "formulario", "sistema"
LARGO_DE_ASUNTO, PALABRAS_GUARDADAS = 250, 300


@dataclass(frozen=True)
class Gobierno:
    """The procedure that governs a ticket: its code, the name of its record and its address."""

    procedimiento: str
    nombre: str = ""
    enlace: str = ""


@dataclass(frozen=True)
class DatosDeTicket:
    """What a ticket is born with. Codes are those of the profile; `recibido_en` (UTC) is when the
    mail or the call arrived, by default now; `ficha` identifies one sending of a form."""

    asunto: str
    categoria: str
    canal: str
    descripcion: str = ""
    solicitante: Persona | None = None
    contacto: str = ""
    prioridad: str = ""
    antecedente: Ticket | None = None
    recibido_en: datetime | None = None
    numero_externo: str = ""
    ficha: str = ""
    adjuntos: Iterable[Archivo] = field(default=())


@transaction.atomic
def crear(
    *,
    datos: DatosDeTicket,
    por: Persona | None,
    hoy: date,
    ahora: datetime,
    gobierno: Gobierno | None = None,
) -> Ticket:
    """Register a ticket in state nuevo with its number, its clocks and its notices.

    Anyone registers their own through the form; the help desk, anyone's. With `gobierno` the
    procedure has already decided who may, and `por` may be the system; it then calls this after
    its own locks. A form sent twice (same `ficha`) gives the ticket of the first time.

    Fuente: MIN-7.2.2-b, MIN-6.1-j.
    """
    capacidad = "" if gobierno else _capacidad_para_crear(datos, por, hoy)
    if datos.ficha:
        tomar_serie(serie=_serie(ahora))  # whoever sends the same form again waits here
        ya: Ticket | None = Ticket.objects.filter(ficha=datos.ficha).first()
        if ya is not None:
            return ya
    ticket, hechos = nacer(datos=datos, gobierno=gobierno, por=por, ahora=ahora)
    noticias.avisar(ticket=ticket, paso="crear", por=por, motivo="", ahora=ahora)
    registrar(Evento("ticket.crear", por, capacidad, ticket, despues=hechos), ahora=ahora)
    return ticket


def nacer(
    *,
    datos: DatosDeTicket,
    gobierno: Gobierno | None,
    por: Persona | None,
    ahora: datetime,
    final: Mapping[str, Any] | None = None,
) -> tuple[Ticket, dict[str, Any]]:
    """Write the row with its number, clocks, words and files; returns what its entry says.

    `final` are facts of a ticket that is born ended. The caller registers.
    """
    ticket = _nuevo(datos, _comprobar(datos, ahora), por=por, ahora=ahora)
    _gobernar(ticket, gobierno)
    propios = plazos.plazos_de(ticket=ticket) | dict(final or {})
    for campo, valor in propios.items():
        setattr(ticket, campo, valor)
    numero = siguiente(folio=tomar_serie(serie=_serie(ahora)))
    anio = ahora.astimezone(perfil_activo().zona).year
    ticket.numero = perfil_activo().mesa.formato_ticket.format(anio=anio, numero=numero)
    ticket.save(force_insert=True)
    indexar(ticket=ticket)
    guardados = adjuntar(ticket=ticket, archivos=datos.adjuntos, por=por, ahora=ahora)
    return ticket, _hechos(ticket) | guardados


def _serie(ahora: datetime) -> str:
    return f"ticket-{ahora.astimezone(perfil_activo().zona).year}"


def adjuntar(
    *,
    ticket: Ticket,
    archivos: Iterable[Archivo],
    por: Persona | None,
    ahora: datetime,
) -> dict[str, Any]:
    """Keep the files of an act; returns what its entry of the trail says about them."""
    guardados: list[Adjunto] = []
    for archivo in archivos:
        if por is None:
            raise ReglaIncumplida("Un adjunto necesita la persona que lo entrega.")
        guardados.append(guardar_adjunto(archivo=archivo, por=por, ahora=ahora, reservado=True))
    ticket.adjuntos.add(*guardados)
    return {"adjuntos": [resumen(adjunto=a) for a in guardados]} if guardados else {}


def indexar(*, ticket: Ticket) -> None:
    """Store the words by which a search finds it (`TicketQuerySet.con_palabras`)."""
    partes = [ticket.numero, ticket.numero_externo, ticket.asunto, ticket.contacto]
    if ticket.solicitante is not None:
        partes += [str(ticket.solicitante), ticket.solicitante.username]
    partes += [ticket.gobierno_nombre, ticket.descripcion[:4000]]
    todas = texto.palabras(" ".join(partes))[:PALABRAS_GUARDADAS]
    PalabraDeTicket.objects.bulk_create(
        [PalabraDeTicket(ticket=ticket, palabra=palabra) for palabra in todas],
        ignore_conflicts=True,
    )


def comprobar_externo(*, numero: str) -> str:
    """The number of the institution's other system, by its pattern. Fuente: X-7."""
    mesa, limpio = perfil_activo().mesa, numero.strip()
    if not limpio:
        return ""
    for escrito in (limpio, limpio.upper()):
        if mesa.ticket_valido(escrito):
            return escrito
    mensaje = f"«{limpio[:40]}» no es un número del {mesa.sistema}."
    raise ReglaIncumplida(
        mensaje,
        remedio=f"Escríbalo como en {mesa.ejemplo_ticket}.",
        campos={"numero_externo": mensaje},
    )


def _capacidad_para_crear(datos: DatosDeTicket, por: Persona | None, hoy: date) -> str:
    """One's own through the form; on behalf of others, the help desk."""
    categoria = perfil_activo().mesa.categoria(datos.categoria)
    propio = por is not None and datos.solicitante == por and datos.canal == FORMULARIO
    if por is None:
        raise ReglaIncumplida("Un ticket sin procedimiento lo registra una persona.")
    if propio and por.is_active and categoria is not None and categoria.abierta:
        designacion = por.designacion_para("tickets.propios", hoy)
        return designacion.capacidad if designacion else ""
    capacidad = exigir(por=por, permiso=c.GESTIONAR, hoy=hoy).capacidad
    if datos.canal == SISTEMA or (categoria is not None and categoria.clase == "registro"):
        raise ReglaIncumplida("Eso lo registra el sistema, no una persona.")
    return capacidad


def _comprobar(datos: DatosDeTicket, ahora: datetime) -> Categoria:
    """The facts of a new ticket hold by themselves and by the profile."""
    mesa = perfil_activo().mesa
    campos: dict[str, str] = {}
    categoria = mesa.categoria(datos.categoria)
    if categoria is None:
        campos["categoria"] = "Elija una categoría de la lista."
    if datos.canal not in {canal.codigo for canal in (*mesa.canales, *mesa.canales_propios)}:
        campos["canal"] = "Elija un canal de la lista."
    if datos.prioridad and datos.prioridad not in {p.codigo for p in mesa.prioridades}:
        campos["prioridad"] = "Elija una prioridad de la lista."
    if not datos.asunto.strip():
        campos["asunto"] = "Escriba el asunto."
    if datos.solicitante is None and not datos.contacto.strip() and datos.canal != SISTEMA:
        campos["solicitante"] = "Indique quién pide o cómo ubicarlo."
    if datos.recibido_en is not None and datos.recibido_en > ahora:
        campos["recibido_en"] = "No puede haberse recibido en el futuro."
    if campos or categoria is None:
        raise ReglaIncumplida(
            " ".join(campos.values()), regla="registro_y_asignacion", campos=campos
        )
    return categoria


def _nuevo(
    datos: DatosDeTicket, categoria: Categoria, *, por: Persona | None, ahora: datetime
) -> Ticket:
    return Ticket(
        estado_desde=ahora,
        canal=datos.canal,
        categoria=categoria.codigo,
        clase=categoria.clase,
        prioridad=datos.prioridad,
        asunto=datos.asunto.strip()[:LARGO_DE_ASUNTO],
        descripcion=datos.descripcion.strip(),
        antecedente=datos.antecedente,
        solicitante=datos.solicitante,
        contacto=datos.contacto.strip()[:200],
        unidad=datos.solicitante.unidad if datos.solicitante else None,
        equipo=categoria.equipo,
        recibido_en=datos.recibido_en or ahora,
        registrado_en=ahora,
        registrado_por=por,
        reloj=categoria.reloj,
        respuesta_minutos=categoria.respuesta_minutos,
        solucion_minutos=categoria.solucion_minutos,
        numero_externo=comprobar_externo(numero=datos.numero_externo),
        ficha=datos.ficha or None,
    )


def _gobernar(ticket: Ticket, gobierno: Gobierno | None) -> None:
    if gobierno is not None:
        ticket.gobernado_por = gobierno.procedimiento
        ticket.gobierno_nombre, ticket.gobierno_enlace = gobierno.nombre, gobierno.enlace


def _hechos(ticket: Ticket) -> dict[str, Any]:
    campos = ("canal", "categoria", "prioridad", "asunto", "solicitante", "contacto", "unidad",
              "recibido_en", "vence_solucion_en", "gobierno_nombre", "numero_externo",
              "antecedente")  # fmt: skip
    return {campo: valor for campo in campos if (valor := getattr(ticket, campo))}
