"""Versions of the Directorio: what was approved, and from when to when it is in force."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from directorio.querysets import VersionQuerySet
from gobierno.models import Persona, Tramite


class VersionDirectorio(models.Model):
    """One version of the year (§3.1). At most one is in force on any date; the last one stays in
    force past its year until another enters (ultra-activity, R21)."""

    class Estado(models.TextChoices):
        BORRADOR = "borrador", "Borrador"
        EN_VISTO = "en_visto", "En visto"
        OBSERVADO = "observado", "Observado"
        POR_FIRMAR = "por_firmar", "Por firmar"
        APROBADO = "aprobado", "Aprobado"
        VIGENTE = "vigente", "Vigente"
        SUSTITUIDO = "sustituido", "Sustituido"
        ANULADO = "anulado", "Anulado"

    class Transicion(models.TextChoices):
        """§4.7: how this version treats copies already taken (R18 default, R20)."""

        VIGENTE = "vigente", "La retención nueva rige también las copias que ya existen"
        ORIGEN = "origen", "Cada copia conserva la retención con que nació"

    anio = models.PositiveSmallIntegerField("año")
    numero = models.PositiveSmallIntegerField("número")
    estado = models.CharField(max_length=12, choices=Estado, default=Estado.BORRADOR)
    motivo = models.CharField("motivo de la versión", max_length=300, blank=True)
    transicion = models.CharField(max_length=10, choices=Transicion, default=Transicion.VIGENTE)
    clonada_de = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="clones"
    )
    tramite = models.OneToOneField(Tramite, on_delete=models.PROTECT, related_name="directorio")
    creada_por = models.ForeignKey(
        Persona, on_delete=models.PROTECT, related_name="versiones_creadas"
    )
    creada_en = models.DateTimeField()
    sha256 = models.CharField(max_length=64, blank=True)  # of the round that was approved
    aprobada_por = models.ForeignKey(
        Persona, null=True, on_delete=models.PROTECT, related_name="versiones_aprobadas"
    )
    aprobada_en = models.DateTimeField(null=True)
    # Whether the profile asked for two people when it was approved (D14): printed when it did not.
    segregada = models.BooleanField(default=True)
    vigente_desde = models.DateField(null=True)
    vigente_hasta = models.DateField(null=True)  # last day, set when another version enters
    motivo_regularizacion = models.CharField(max_length=300, blank=True)
    motivo_anulacion = models.CharField(max_length=300, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["-anio", "-numero"]
        verbose_name = "versión del Directorio"
        verbose_name_plural = "versiones del Directorio"
        constraints = [
            models.UniqueConstraint(fields=["anio", "numero"], name="version_unica_por_anio"),
            models.UniqueConstraint(
                fields=["estado"], condition=Q(estado="vigente"), name="un_solo_directorio_vigente"
            ),
            models.UniqueConstraint(
                # The expression is constant: one row at most among the states in preparation.
                models.Value(1),
                name="una_sola_version_en_preparacion",
                condition=Q(estado__in=["borrador", "en_visto", "observado", "por_firmar"]),
            ),
            models.UniqueConstraint(
                fields=["vigente_desde"],
                condition=Q(estado__in=["aprobado", "vigente", "sustituido"]),
                name="una_version_por_fecha_de_inicio",
            ),
            models.CheckConstraint(
                condition=~Q(estado__in=["aprobado", "vigente", "sustituido"])
                | Q(
                    aprobada_en__isnull=False,
                    aprobada_por__isnull=False,
                    vigente_desde__isnull=False,
                )
                & ~Q(sha256=""),
                name="version_aprobada_con_fecha_y_hash",
            ),
            models.CheckConstraint(
                condition=Q(segregada=False)
                | Q(aprobada_por__isnull=True)
                | ~Q(aprobada_por=F("creada_por")),
                name="quien_crea_la_version_no_la_aprueba",
            ),
            models.CheckConstraint(
                condition=~Q(estado="sustituido") | Q(vigente_hasta__gte=F("vigente_desde")),
                name="version_sustituida_con_fin",
            ),
            models.CheckConstraint(
                condition=~Q(estado="anulado") | ~Q(motivo_anulacion=""),
                name="anulacion_con_motivo",
            ),
        ]

    def __str__(self) -> str:
        return f"Directorio {self.codigo}"

    @property
    def codigo(self) -> str:
        return f"{self.anio}-{self.numero:02d}"

    @property
    def sin_segregacion(self) -> bool:
        """Approved under a profile that lets who prepares approve: every page and print says so."""
        return self.aprobada_por_id is not None and not self.segregada

    @property
    def es_editable(self) -> bool:
        return self.estado == self.Estado.BORRADOR
