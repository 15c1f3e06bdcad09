"""Templates to read the mails and CSV that no reader knows (evidencia.md §7.3)."""

from django.db import models

from gobierno.models import Persona
from respaldo.models.evidencia import Fuente


class PlantillaDeLectura(models.Model):
    """One template of one source; `definicion` is that of `respaldo.importadores.plantillas`.

    `muestra` is the notice with which it was tried, its secrets covered: nothing is saved untried.
    """

    class Formato(models.TextChoices):
        CORREO = "correo", "Correo o texto"
        CSV = "csv", "CSV"

    fuente = models.ForeignKey(Fuente, on_delete=models.PROTECT, related_name="plantillas")
    nombre = models.CharField(max_length=100)
    formato = models.CharField(max_length=10, choices=Formato, default=Formato.CORREO)
    orden = models.PositiveSmallIntegerField(default=100)
    definicion = models.JSONField(default=dict)
    muestra = models.TextField(blank=True)
    activa = models.BooleanField(default=True)
    creada_por = models.ForeignKey(Persona, null=True, on_delete=models.PROTECT, related_name="+")
    creada_en = models.DateTimeField()

    class Meta:
        ordering = ["orden", "pk"]
        verbose_name = "plantilla de lectura"
        verbose_name_plural = "plantillas de lectura"
        constraints = [
            models.UniqueConstraint(fields=["fuente", "nombre"], name="plantilla_unica_por_fuente"),
        ]

    def __str__(self) -> str:
        return self.nombre
