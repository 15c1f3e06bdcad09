"""Sheets on their way into a draft, and how the institution names its columns."""

from __future__ import annotations

from django.db import models

from directorio.models.versiones import VersionDirectorio
from gobierno.models import Adjunto, Persona


class MapaDeColumnas(models.Model):
    """Column mapping of the institution's own sheet, remembered for the next import."""

    nombre = models.CharField(max_length=60, unique=True)
    columnas = models.JSONField(default=dict)  # header as written (folded) → field of Linea
    guardado_por = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="+")
    guardado_en = models.DateTimeField()

    class Meta:
        verbose_name = "mapa de columnas"
        verbose_name_plural = "mapas de columnas"

    def __str__(self) -> str:
        return self.nombre


class Importacion(models.Model):
    """A sheet uploaded for preview: nothing reaches the version until it is confirmed."""

    class Estado(models.TextChoices):
        REVISION = "revision", "En revisión"
        CONFIRMADA = "confirmada", "Confirmada"
        DESCARTADA = "descartada", "Descartada"

    version = models.ForeignKey(
        VersionDirectorio, on_delete=models.PROTECT, related_name="importaciones"
    )
    adjunto = models.ForeignKey(Adjunto, on_delete=models.PROTECT, related_name="+")
    estado = models.CharField(max_length=12, choices=Estado, default=Estado.REVISION)
    columnas = models.JSONField(default=dict)
    filas = models.JSONField(default=list)  # cells as read, with their addresses and errors
    creada_por = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="+")
    creada_en = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "importación"
        verbose_name_plural = "importaciones"

    def __str__(self) -> str:
        return f"{self.adjunto} → {self.version}"
