"""Honest gaps: when each component was last alive, and when it was not."""

from django.db import models


class Latido(models.Model):
    """Last sign of life of a component (`worker`, `beat`, `vigilancia`, `correo`…), UTC."""

    componente = models.CharField(max_length=40, unique=True)
    ultimo_en = models.DateTimeField()
    detalle = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "latido"

    def __str__(self) -> str:
        return f"{self.componente} {self.ultimo_en:%Y-%m-%d %H:%M}"


class Interrupcion(models.Model):
    """The checker itself was down from `desde` to `hasta` (UTC): reports say so."""

    componente = models.CharField(max_length=40)
    desde = models.DateTimeField()
    hasta = models.DateTimeField()

    class Meta:
        ordering = ["-desde"]
        verbose_name = "interrupción"
        verbose_name_plural = "interrupciones"
        constraints = [
            models.UniqueConstraint(fields=["componente", "desde"], name="interrupcion_unica"),
            models.CheckConstraint(
                condition=models.Q(hasta__gt=models.F("desde")), name="interrupcion_con_duracion"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.componente}: {self.desde} – {self.hasta}"
