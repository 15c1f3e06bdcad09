"""Evidence files: hashed on arrival, never served as a page of ours."""

from django.db import models

from gobierno.models.personas import Persona
from gobierno.querysets import AdjuntoQuerySet


class Adjunto(models.Model):
    """An uploaded file. The name is the person's; the stored path is ours."""

    archivo = models.FileField(upload_to="adjuntos/%Y/%m/")
    nombre = models.CharField(max_length=255)
    tipo = models.CharField(max_length=100)
    bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    subido_por = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="adjuntos")
    subido_en = models.DateTimeField()
    # Only through what it supports (a ticket), never by its own number.
    reservado = models.BooleanField(default=False, editable=False)

    objects = AdjuntoQuerySet.as_manager()

    class Meta:
        verbose_name = "adjunto"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.nombre
