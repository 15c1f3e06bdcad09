"""Findings that the vigilance derives from state: what is wrong although nobody reported it."""

from django.db import models
from django.db.models import Q

from directorio.models import Linea
from respaldo.querysets import HallazgoQuerySet

_EXPLICACIONES = {
    "sin_evidencia": "Las últimas {corridas} corridas cerradas no recibieron ninguna ejecución de "
    "ninguna fuente.",
    "sin_base": "Desde el {desde} llegaron copias que solo guardan lo que cambió, y ninguna copia "
    "total anterior.",
    "precipicio": "Al vencer esta copia la información dejaría de ser recuperable.",
    "cobertura": "Se comparó cada corrida exigible cuya retención no ha vencido con las copias que "
    "hoy podrían restaurarse, contando las copias de las que dependen.",
}
_REMEDIOS = {
    "sin_evidencia": "Revise el trabajo en el software de backup y su nombre en el Directorio.",
    "sin_base": "Haga una copia total, registre la que falta o corrija la modalidad informada.",
    "precipicio": "Consiga una copia nueva antes de esa fecha, o prolongue la retención.",
    "cobertura": "Repita la copia que falta, o corrija en el software la retención de su base; si "
    "la copia existe y no llegó, registre su evidencia.",
}


class Hallazgo(models.Model):
    """An alarm about one line, opened once and closed when its cause is gone.

    `clave` names the fact (type, series and since when), so a repeated sweep opens nothing twice.
    `regla` and `datos` explain the flag: which rule, with what inputs, computed when.
    """

    class Tipo(models.TextChoices):
        SIN_EVIDENCIA = "sin_evidencia", "Línea sin ninguna evidencia"
        SIN_BASE = "sin_base", "Copias sin la base de la que dependen"
        PRECIPICIO = "precipicio", "La última copia buena vence sin sucesora"
        COBERTURA = "cobertura", "Menos días recuperables que los prometidos"

    tipo = models.CharField(max_length=20, choices=Tipo)
    clave = models.CharField(max_length=160, unique=True)
    linea = models.ForeignKey(Linea, on_delete=models.PROTECT, related_name="hallazgos")
    texto = models.CharField(max_length=400)
    datos = models.JSONField(default=dict)
    detectado_en = models.DateTimeField()
    resuelto_en = models.DateTimeField(null=True)

    objects = HallazgoQuerySet.as_manager()

    class Meta:
        ordering = ["-detectado_en", "pk"]
        verbose_name = "hallazgo"
        indexes = [
            models.Index(
                fields=["tipo"], condition=Q(resuelto_en__isnull=True), name="hallazgo_abierto"
            )
        ]

    def __str__(self) -> str:
        return self.texto

    @property
    def explicacion(self) -> str:
        """Which rule opened it and with what inputs, for people."""
        return _EXPLICACIONES[self.tipo].format(
            corridas=self.datos.get("corridas", 0), desde=self.datos.get("desde", "")
        )

    @property
    def remedio(self) -> str:
        return _REMEDIOS[self.tipo]
