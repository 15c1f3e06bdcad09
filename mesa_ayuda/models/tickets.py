"""Tickets of the help desk, internal or mirror of another system (dominio.md §3.8).

The timeline of a ticket is its audit trail (`gobierno.historia`): there is no second one. What is
stored here is its state, its clocks and the facts that a list filters by.
"""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q

from gobierno.models import Adjunto, Persona, UnidadOrganica
from mesa_ayuda import estados
from mesa_ayuda.querysets import TicketQuerySet

AVISO_NINGUNO, AVISO_POR_VENCER, AVISO_VENCIDO = 0, 1, 2


class Ticket(models.Model):
    """One contact with the help desk, from its reception to its end. Nothing is deleted."""

    class Estado(models.TextChoices):
        NUEVO = estados.NUEVO, "Nuevo"
        VALIDADO = estados.VALIDADO, "Validado"
        ASIGNADO = estados.ASIGNADO, "Asignado"
        EN_PROCESO = estados.EN_PROCESO, "En proceso"
        EN_ESPERA = estados.EN_ESPERA, "En espera"
        RESUELTO = estados.RESUELTO, "Resuelto"
        CERRADO = estados.CERRADO, "Cerrado"
        DEVUELTO = estados.DEVUELTO, "Devuelto"
        ANULADO = estados.ANULADO, "Anulado"
        REABIERTO = estados.REABIERTO, "Reabierto"

    numero = models.CharField(max_length=40, unique=True)
    estado = models.CharField(max_length=12, choices=Estado, default=Estado.NUEVO)
    estado_desde = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)  # grows with each act: a stale page is told

    # What it is about. Codes are those of the profile.
    canal = models.CharField(max_length=30)
    categoria = models.CharField(max_length=40)
    clase = models.CharField(max_length=20)
    prioridad = models.CharField(max_length=20, blank=True)
    asunto = models.CharField(max_length=250)
    descripcion = models.TextField(blank=True)
    adjuntos = models.ManyToManyField(Adjunto, blank=True, related_name="tickets")
    antecedente = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="posteriores"
    )

    # Who asks. `contacto` is how the person called or wrote, or who called without an account.
    solicitante = models.ForeignKey(
        Persona, null=True, blank=True, on_delete=models.PROTECT, related_name="tickets"
    )
    contacto = models.CharField(max_length=200, blank=True)
    unidad = models.ForeignKey(
        UnidadOrganica, null=True, blank=True, on_delete=models.PROTECT, related_name="tickets"
    )

    # Who attends: a role of the profile and, once assigned, a person of it.
    equipo = models.CharField(max_length=40)
    asignado_a = models.ForeignKey(
        Persona, null=True, blank=True, on_delete=models.PROTECT, related_name="tickets_asignados"
    )
    solucion = models.TextField(blank=True)

    # The procedure that governs it, if any: its code, what it calls its record, and where it is.
    gobernado_por = models.CharField(max_length=40, blank=True)
    gobierno_nombre = models.CharField(max_length=200, blank=True)
    gobierno_enlace = models.CharField(max_length=200, blank=True)

    # Times, all UTC.
    recibido_en = models.DateTimeField()  # of the mail, the call or the form: clocks start here
    registrado_en = models.DateTimeField()
    registrado_por = models.ForeignKey(
        Persona, null=True, on_delete=models.PROTECT, related_name="+"
    )
    respondido_en = models.DateTimeField(null=True, blank=True)
    resuelto_en = models.DateTimeField(null=True, blank=True)
    cerrado_en = models.DateTimeField(null=True, blank=True)

    # The clock as agreed on reception (mesa_ayuda.sla): a later profile never scores it again.
    reloj = models.CharField(max_length=10, choices=[("habil", "Hábil"), ("corrido", "Corrido")])
    respuesta_minutos = models.PositiveIntegerField()
    solucion_minutos = models.PositiveIntegerField()
    vence_respuesta_en = models.DateTimeField()
    vence_solucion_en = models.DateTimeField()
    respuesta_tarde_en = models.DateTimeField()  # from this instant on, not met
    solucion_tarde_en = models.DateTimeField()
    respuesta_avisada = models.PositiveSmallIntegerField(default=AVISO_NINGUNO)
    solucion_avisada = models.PositiveSmallIntegerField(default=AVISO_NINGUNO)

    # Mirror of the institution's other system: only what somebody recorded, and when.
    numero_externo = models.CharField(max_length=40, blank=True)
    estado_externo = models.CharField(max_length=60, blank=True)
    externo_revisado_en = models.DateTimeField(null=True, blank=True)

    # One per form that was sent: a double click registers one ticket.
    ficha = models.CharField(max_length=36, null=True, blank=True, unique=True)

    objects = TicketQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "ticket"
        constraints = [
            models.CheckConstraint(condition=~Q(asunto=""), name="ticket_con_asunto"),
            models.CheckConstraint(
                condition=Q(solicitante__isnull=False) | ~Q(contacto="") | Q(canal="sistema"),
                name="ticket_con_solicitante",
            ),
            models.CheckConstraint(
                condition=~Q(estado=estados.EN_PROCESO) | Q(asignado_a__isnull=False),
                name="ticket_en_proceso_con_persona",
            ),
            models.CheckConstraint(
                condition=Q(cerrado_en__isnull=True) | Q(estado__in=estados.FINALES),
                name="ticket_cerrado_en_estado_final",
            ),
            models.CheckConstraint(
                condition=~Q(estado__in=estados.FINALES) | Q(cerrado_en__isnull=False),
                name="ticket_final_con_fecha",
            ),
            models.CheckConstraint(
                condition=~Q(estado=estados.RESUELTO)
                | (Q(resuelto_en__isnull=False) & ~Q(solucion="")),
                name="ticket_resuelto_con_solucion",
            ),
            models.CheckConstraint(
                condition=Q(antecedente__isnull=True) | ~Q(antecedente=F("id")),
                name="ticket_no_es_su_antecedente",
            ),
            models.CheckConstraint(
                condition=Q(recibido_en__lte=F("registrado_en")),
                name="ticket_recibido_antes_de_registrado",
            ),
        ]
        indexes = [
            models.Index(
                # What the tray counts and orders by, so that the table is not read.
                fields=[
                    "solucion_tarde_en",
                    "id",
                    "estado",
                    "equipo",
                    "asignado_a",
                    "estado_desde",
                ],
                condition=Q(estado__in=estados.ABIERTOS),
                name="ticket_abierto_por_plazo",
            ),
            models.Index(fields=["estado", "-id"], name="ticket_por_estado"),
            models.Index(fields=["categoria", "-id"], name="ticket_por_categoria"),
            models.Index(fields=["canal", "-id"], name="ticket_por_canal"),
            models.Index(fields=["asignado_a", "-id"], name="ticket_por_asignado"),
            models.Index(fields=["solicitante", "-id"], name="ticket_por_solicitante"),
            models.Index(fields=["unidad", "-id"], name="ticket_por_unidad"),
            models.Index(
                fields=["numero_externo"],
                condition=~Q(numero_externo=""),
                name="ticket_por_numero_externo",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.numero} {self.asunto}"

    @property
    def esta_abierto(self) -> bool:
        return self.estado in estados.ABIERTOS

    def esta_vencido(self, ahora: datetime) -> bool:
        """Open and past its deadline at `ahora`: what `TicketQuerySet.vencidos` finds."""
        hasta = self.estado_desde if self.estado == estados.EN_ESPERA else ahora
        return self.esta_abierto and self.solucion_tarde_en <= hasta


class PausaDeTicket(models.Model):
    """A period in which the clock of a ticket does not run, and its cause."""

    class Causa(models.TextChoices):
        USUARIO = "usuario", "Espera al usuario"
        PROVEEDOR = "proveedor", "Espera al proveedor"
        VISITA = "visita", "Espera una visita"
        RESUELTO = "resuelto", "Estuvo resuelto hasta que se reabrió"

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="pausas")
    causa = models.CharField(max_length=12, choices=Causa)
    motivo = models.CharField(max_length=2000)
    desde = models.DateTimeField()
    hasta = models.DateTimeField(null=True, blank=True)
    por = models.ForeignKey(Persona, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["desde", "pk"]
        verbose_name = "pausa de ticket"
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(hasta__isnull=True), name="una_sola_pausa_abierta"
            ),
            models.CheckConstraint(
                condition=Q(hasta__isnull=True) | Q(hasta__gte=F("desde")),
                name="pausa_termina_despues_de_empezar",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket.numero}: {self.get_causa_display()}"


class CampoPalabra(models.CharField):
    """Compared by its bytes on every engine, so that an index answers «begins with»."""

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        parametros = super().db_parameters(connection)
        return parametros | {"collation": "C" if connection.vendor == "postgresql" else "BINARY"}


class PalabraDeTicket(models.Model):
    """A folded word of a ticket, so that a search walks an index on either engine."""

    palabra = CampoPalabra(max_length=40)
    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="palabras", db_index=False
    )

    class Meta:
        verbose_name = "palabra de ticket"
        constraints = [
            models.UniqueConstraint(fields=["palabra", "ticket"], name="palabra_una_vez_por_ticket")
        ]
        indexes = [models.Index(fields=["ticket", "palabra"], name="palabra_de_cada_ticket")]

    def __str__(self) -> str:
        return self.palabra
