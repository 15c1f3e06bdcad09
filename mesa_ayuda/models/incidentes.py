"""Incidents of the help desk. Their full life (§3.5, §3.6) comes with the incident procedures; what
is recorded here from the first day is who opened it, about what and under which ticket."""

from django.db import models

from gobierno.models import Persona
from mesa_ayuda.querysets import IncidenteQuerySet


class Incidente(models.Model):
    class Tipo(models.TextChoices):
        INTERNO = "interno", "Interno"
        EXTERNO = "externo", "Externo"

    class Estado(models.TextChoices):
        DETECTADO = "detectado", "Detectado"

    numero = models.CharField(max_length=30, unique=True)
    tipo = models.CharField(max_length=10, choices=Tipo)
    estado = models.CharField(max_length=20, choices=Estado, default=Estado.DETECTADO)
    titulo = models.CharField(max_length=250)
    descripcion = models.TextField()
    ticket = models.CharField(max_length=40, blank=True)
    clasificacion = models.CharField(max_length=20, blank=True)
    abierto_por = models.ForeignKey(Persona, null=True, on_delete=models.PROTECT, related_name="+")
    detectado_en = models.DateTimeField()

    objects = IncidenteQuerySet.as_manager()

    class Meta:
        ordering = ["-detectado_en", "-pk"]
        verbose_name = "incidente"
        indexes = [models.Index(fields=["estado", "tipo"], name="incidente_por_estado")]

    def __str__(self) -> str:
        return f"{self.numero} {self.titulo}"


class Folio(models.Model):
    """Consecutive number of a yearly series (`INC-2026`); its row is locked to number."""

    serie = models.CharField(max_length=30, unique=True)
    ultimo = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "folio"

    def __str__(self) -> str:
        return f"{self.serie}-{self.ultimo}"
