"""What the calculus answered and what people were told: written once (X-6, MIN-7.2.2-c)."""

import json
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Q

from gobierno.models import Persona
from restauracion.models.solicitudes import SolicitudDeRestauracion


class Evaluacion(models.Model):
    """One answer of the engine, with everything it looked at. Append-only.

    `dictamen` is its canonical JSON and `sha256` the hash of that text. `puerta` is 1 for what
    policy says and 2 for what the operator found in the software. `al` is the instant at which
    retention was counted; `evaluada_en`, when it was computed.
    """

    solicitud = models.ForeignKey(
        SolicitudDeRestauracion, on_delete=models.PROTECT, related_name="evaluaciones"
    )
    numero = models.PositiveSmallIntegerField()
    puerta = models.PositiveSmallIntegerField(default=1)
    al = models.DateTimeField()
    evaluada_en = models.DateTimeField()
    por = models.ForeignKey(Persona, null=True, on_delete=models.PROTECT, related_name="+")
    codigo = models.CharField(max_length=50)
    regla = models.CharField(max_length=60, blank=True)
    explicacion = models.TextField()
    dictamen = models.TextField()
    sha256 = models.CharField(max_length=64)
    motor = models.CharField(max_length=20)

    class Meta:
        ordering = ["solicitud", "numero"]
        verbose_name = "evaluación de retención"
        verbose_name_plural = "evaluaciones de retención"
        constraints = [
            models.UniqueConstraint(fields=["solicitud", "numero"], name="evaluacion_numerada"),
            models.CheckConstraint(condition=Q(puerta__in=[1, 2]), name="evaluacion_en_su_puerta"),
        ]

    def __str__(self) -> str:
        return f"{self.solicitud} · evaluación {self.numero}: {self.codigo}"

    @cached_property
    def respuesta(self) -> dict[str, Any]:
        """The stored answer as data (the fields of `respaldo.retencion.Dictamen`)."""
        leida: dict[str, Any] = json.loads(self.dictamen)
        return leida

    @property
    def ofrecidas(self) -> list[str]:
        """Claves of the copies chosen, and of the ones offered instead."""
        cercanas = [self.respuesta[cual] for cual in ("anterior", "posterior")]
        return [c["clave"] for c in self.respuesta["elegidas"]] + [
            cercana["candidata"]["clave"] for cercana in cercanas if cercana
        ]


class Comunicacion(models.Model):
    """A letter about a request, with its text as it was written. Append-only.

    It reaches a person through the notices (`clave` is the key of theirs) or, for a unit without
    an account, the address of the profile. `en_copia` marks the jefe inmediato.
    """

    solicitud = models.ForeignKey(
        SolicitudDeRestauracion, on_delete=models.PROTECT, related_name="comunicaciones"
    )
    paso = models.CharField(max_length=30)
    clave = models.CharField(max_length=160)
    destinatario = models.ForeignKey(Persona, null=True, on_delete=models.PROTECT, related_name="+")
    direccion = models.CharField(max_length=254, blank=True)
    en_copia = models.BooleanField(default=False)
    asunto = models.CharField(max_length=250)
    texto = models.TextField()
    en = models.DateTimeField()

    class Meta:
        ordering = ["en", "pk"]
        verbose_name = "comunicación"
        verbose_name_plural = "comunicaciones"
        constraints = [
            models.CheckConstraint(
                condition=Q(destinatario__isnull=False) | ~Q(direccion=""),
                name="comunicacion_con_destinatario",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.solicitud}: {self.asunto}"
