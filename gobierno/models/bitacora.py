"""Append-only, hash-chained audit trail (X-11). Written only by gobierno/bitacora.py."""

from django.db import models

from gobierno.querysets import EventoQuerySet


class CadenaBitacora(models.Model):
    """Head of the chain: the single row that an append locks, and that makes a cut tail visible."""

    ultimo_numero = models.BigIntegerField(default=0)
    ultimo_hash = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        verbose_name = "cabeza de la bitácora"
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="una_sola_cadena")]

    def __str__(self) -> str:
        return f"{self.ultimo_numero}"


class EventoBitacora(models.Model):
    """One act: who, in what capacity, when (UTC), on what, from what to what, from where.

    The actor and the object are text, not only keys: the entry reads the same when they are gone.
    """

    numero = models.BigIntegerField(unique=True)
    instante = models.DateTimeField(db_index=True)
    actor_id = models.BigIntegerField(null=True, db_index=True)
    actor = models.CharField(max_length=250)
    capacidad = models.CharField(max_length=300, blank=True)
    accion = models.CharField(max_length=80, db_index=True)
    objeto_tipo = models.CharField(max_length=80, blank=True)
    objeto_id = models.CharField(max_length=64, blank=True)
    objeto = models.CharField(max_length=400, blank=True)
    antes = models.JSONField(default=dict)
    despues = models.JSONField(default=dict)
    motivo = models.TextField(blank=True)
    solicitud_id = models.CharField(max_length=64, blank=True)
    ip = models.CharField(max_length=45, blank=True)
    hash_anterior = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = EventoQuerySet.as_manager()

    class Meta:
        ordering = ["numero"]
        verbose_name = "evento de la bitácora"
        verbose_name_plural = "bitácora"
        indexes = [
            models.Index(fields=["objeto_tipo", "objeto_id", "numero"], name="evento_por_objeto")
        ]

    def __str__(self) -> str:
        return f"{self.numero} {self.accion}"
