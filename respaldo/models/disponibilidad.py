"""What keeps a copy within reach, or takes it away: holds and recorded facts (dominio.md 4.8, 4.9).

No product tells these by itself, so a person records them with the instant at which they happened:
an answer about the past reads only what had happened by then.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from directorio.models import Item
from gobierno.models import Persona
from respaldo.models.evidencia import Copia
from respaldo.querysets import HechoQuerySet, ReservaQuerySet


class Reserva(models.Model):
    """A hold: the copy, and what it depends on, is set aside while a request is attended (R23).

    Two requests may hold the same copy. `apartada_en` is when the operator did it in the software:
    until then it is an order, not a fact. A held copy is never shown as expired.
    """

    copia = models.ForeignKey(Copia, on_delete=models.PROTECT, related_name="reservas")
    referencia = models.CharField(max_length=40)  # number of the request
    causa = models.CharField(max_length=200)
    desde = models.DateTimeField()
    hasta = models.DateTimeField(null=True)  # released: exclusive
    apartada_en = models.DateTimeField(null=True)
    apartada_por = models.ForeignKey(Persona, null=True, on_delete=models.PROTECT, related_name="+")
    nota = models.CharField(max_length=300, blank=True)

    objects = ReservaQuerySet.as_manager()

    class Meta:
        ordering = ["copia__retenida_hasta", "pk"]
        verbose_name = "copia apartada"
        verbose_name_plural = "copias apartadas"
        constraints = [
            models.UniqueConstraint(
                fields=["copia", "referencia"],
                condition=Q(hasta__isnull=True),
                name="una_reserva_por_copia_y_solicitud",
            ),
            models.CheckConstraint(
                condition=Q(hasta__isnull=True) | Q(hasta__gte=F("desde")),
                name="reserva_termina_despues_de_empezar",
            ),
            models.CheckConstraint(
                condition=Q(apartada_en__isnull=True, apartada_por__isnull=True)
                | Q(apartada_en__isnull=False, apartada_por__isnull=False),
                name="reserva_apartada_por_alguien",
            ),
        ]
        indexes = [
            models.Index(fields=["referencia"], name="reserva_por_referencia"),
            models.Index(fields=["copia"], condition=Q(hasta__isnull=True), name="reserva_vigente"),
        ]

    def __str__(self) -> str:
        return f"{self.copia} ({self.referencia})"


class HechoDeDisponibilidad(models.Model):
    """Something recorded that decides whether a copy can be given back (4.9 e–h). Append-only.

    `objeto` names a medium, a contract or a key; a fact about one copy or about what an ítem
    covers points at it instead. A later fact about the same thing replaces the earlier from its
    `desde` on; nothing is edited.
    """

    class Tipo(models.TextChoices):
        MEDIO = "medio", "Medio"
        CONTRATO = "contrato", "Contrato del servicio externo"
        CUSTODIA = "custodia", "Custodia de la clave de cifrado"
        ALCANCE = "alcance", "Qué abarca el ítem"
        ELIMINADA = "eliminada", "El software eliminó la copia"
        TRANSFERIDA = "transferida", "La copia externa se trajo a la institución"

    class Estado(models.TextChoices):
        ACCESIBLE = "accesible", "Accesible"
        PERDIDO = "perdido", "Perdido"
        EN_TRANSITO = "en_transito", "En tránsito"
        RETIRADO = "retirado", "Retirado"
        VIGENTE = "vigente", "Vigente"
        EN_CUSTODIA = "en_custodia", "En custodia"
        SIN_CUSTODIA = "sin_custodia", "Sin custodia"

    tipo = models.CharField(max_length=12, choices=Tipo)
    objeto = models.CharField(max_length=200, blank=True)
    estado = models.CharField(max_length=14, choices=Estado, blank=True)
    item = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="hechos")
    copia = models.ForeignKey(Copia, null=True, on_delete=models.PROTECT, related_name="hechos")
    desde = models.DateTimeField()  # when it happened
    hasta = models.DateField(null=True)  # last day of a contract
    incluye = models.JSONField(default=list)  # paths or patterns of an ítem's scope
    excluye = models.JSONField(default=list)
    nota = models.CharField(max_length=500)
    por = models.ForeignKey(Persona, null=True, on_delete=models.PROTECT, related_name="+")
    capacidad = models.CharField(max_length=300, blank=True)
    registrado_en = models.DateTimeField()

    objects = HechoQuerySet.as_manager()

    class Meta:
        ordering = ["desde", "pk"]
        verbose_name = "hecho de disponibilidad"
        verbose_name_plural = "hechos de disponibilidad"
        constraints = [
            models.CheckConstraint(
                condition=Q(tipo__in=["medio", "contrato", "custodia"], copia=None, item=None)
                & ~Q(objeto="")
                & ~Q(estado="")
                | Q(tipo="alcance", item__isnull=False, copia=None)
                | Q(tipo__in=["eliminada", "transferida"], copia__isnull=False, item=None),
                name="hecho_sobre_una_sola_cosa",
            ),
            models.CheckConstraint(
                condition=Q(desde__lte=F("registrado_en")) | Q(tipo="contrato"),
                name="hecho_registrado_despues_de_ocurrir",
            ),
            models.CheckConstraint(condition=~Q(nota=""), name="hecho_con_nota"),
        ]
        indexes = [models.Index(fields=["tipo", "objeto", "desde"], name="hecho_por_objeto")]

    def __str__(self) -> str:
        return f"{self.get_tipo_display()}: {self.objeto or self.copia or self.item}"
