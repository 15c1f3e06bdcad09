"""Working-day exceptions that the institution adds to the national table (§5.4, D16)."""

from django.db import models

from gobierno.models.personas import Persona


class DiaNoLaborable(models.Model):
    """A local date that counts as not working (or, exceptionally, as working) by a document.

    Added before or after; removal is a new fact (`anulado_en`), never a deletion: deadlines already
    fixed do not move (they are stored on each corrida).
    """

    fecha = models.DateField()
    motivo = models.CharField(max_length=200)
    documento = models.CharField(max_length=200)
    es_laborable = models.BooleanField("se declara laborable", default=False)
    creado_por = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="+")
    creado_en = models.DateTimeField()
    anulado_en = models.DateTimeField(null=True)

    class Meta:
        ordering = ["fecha"]
        verbose_name = "día no laborable"
        verbose_name_plural = "días no laborables"
        constraints = [
            models.UniqueConstraint(
                fields=["fecha"],
                condition=models.Q(anulado_en__isnull=True),
                name="un_dia_no_laborable_por_fecha",
            )
        ]

    def __str__(self) -> str:
        return f"{self.fecha}: {self.motivo}"
