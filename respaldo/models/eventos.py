"""What happened that made a copy due: a pase a producción, a cese, an approved request (§4.3)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from directorio.models import Item, Modalidad, TipoDeBackup
from gobierno.models import Adjunto, Persona
from respaldo.models.corridas import Corrida


class EventoDeLinea(models.Model):
    """An event that a named person registered and the corrida that it opened; never edited.

    `evento` is what the line of that day waits for, or `solicitud`. One per series and instant: a
    form sent twice leaves one.
    """

    SOLICITUD = "solicitud"

    corrida = models.OneToOneField(Corrida, on_delete=models.PROTECT, related_name="evento")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="eventos")
    tipo_de_backup = models.CharField(max_length=10, choices=TipoDeBackup)
    modalidad = models.CharField(max_length=12, choices=Modalidad)
    evento = models.CharField(max_length=40)
    ocurrido_en = models.DateTimeField()
    descripcion = models.TextField()
    documento = models.CharField(max_length=200)
    adjunto = models.ForeignKey(Adjunto, null=True, on_delete=models.PROTECT, related_name="+")
    por = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="eventos")
    capacidad = models.CharField(max_length=300)
    registrado_en = models.DateTimeField()

    class Meta:
        ordering = ["-ocurrido_en", "-pk"]
        verbose_name = "evento de una línea"
        verbose_name_plural = "eventos de las líneas"
        constraints = [
            models.UniqueConstraint(
                fields=["item", "tipo_de_backup", "modalidad", "ocurrido_en"],
                name="un_evento_por_serie_e_instante",
            ),
            models.CheckConstraint(condition=~Q(documento=""), name="evento_con_documento"),
            models.CheckConstraint(
                condition=Q(registrado_en__gte=models.F("ocurrido_en")), name="evento_ya_ocurrido"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evento} de {self.item}"
