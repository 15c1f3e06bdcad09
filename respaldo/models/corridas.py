"""What is owed (corridas esperadas) and what a named person declared about it (§3.4)."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from directorio.models import Item, Linea, Modalidad, TipoDeBackup, VersionDirectorio
from gobierno.models import Adjunto, Persona
from mesa_ayuda.models import Incidente
from respaldo.querysets import CorridaQuerySet


class Jornada(models.Model):
    """A fecha operativa that was opened: its corridas come from `version`, for ever (R4, X-1).

    `version` is null when no Directorio was in force: the day itself is the finding (MIN-7.1-1).
    """

    fecha_operativa = models.DateField(unique=True)
    version = models.ForeignKey(
        VersionDirectorio, null=True, on_delete=models.PROTECT, related_name="jornadas"
    )
    abierta_en = models.DateTimeField()
    esperadas = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-fecha_operativa"]
        verbose_name = "jornada"

    def __str__(self) -> str:
        return f"{self.fecha_operativa:%d/%m/%Y}"


class Corrida(models.Model):
    """One expected run of one series on one fecha operativa.

    The line, the window and `vence_en` are fixed when the day is opened and never move: the past is
    not re-scored. `esperada` covers both "window still open" and "por verificar": the clock tells
    them apart. `vencida_en` is a fact that stays after a late verification (regularizada).
    """

    class Estado(models.TextChoices):
        ESPERADA = "esperada", "Esperada"
        CONFORME = "conforme", "Conforme"
        NO_CONFORME = "no_conforme", "No conforme"
        SIN_EVIDENCIA = "sin_evidencia", "Sin evidencia"
        NO_APLICA = "no_aplica", "No aplica"

    linea = models.ForeignKey(Linea, on_delete=models.PROTECT, related_name="corridas")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="corridas")
    tipo_de_backup = models.CharField(max_length=10, choices=TipoDeBackup)
    modalidad = models.CharField(max_length=12, choices=Modalidad)
    fecha_operativa = models.DateField()
    ordinal = models.PositiveSmallIntegerField(default=1)
    inicio_previsto = models.DateTimeField()
    fin_previsto = models.DateTimeField()
    vence_en = models.DateTimeField()
    estado = models.CharField(max_length=14, choices=Estado, default=Estado.ESPERADA)
    vencida_en = models.DateTimeField(null=True)
    nivel_escalado = models.PositiveSmallIntegerField(default=0)
    ejecucion = models.ForeignKey(
        "respaldo.Ejecucion", null=True, on_delete=models.PROTECT, related_name="+"
    )  # the run that best answers for it: what the operator confirms
    subsanada_por = models.ForeignKey(
        "respaldo.Ejecucion", null=True, on_delete=models.PROTECT, related_name="+"
    )
    # What does not fit in that evidence (respaldo.discrepancias) and when it was computed; kept
    # here so that a day of thousands of lines sorts without reading its history.
    discrepancias = models.JSONField(default=list)
    discrepancias_en = models.DateTimeField(null=True)

    objects = CorridaQuerySet.as_manager()

    class Meta:
        ordering = ["fecha_operativa", "linea__numero", "ordinal"]
        verbose_name = "corrida esperada"
        verbose_name_plural = "corridas esperadas"
        constraints = [
            models.UniqueConstraint(
                fields=["item", "tipo_de_backup", "modalidad", "fecha_operativa", "ordinal"],
                name="una_corrida_por_serie_y_fecha",
            ),
            models.CheckConstraint(
                condition=Q(fin_previsto__gt=F("inicio_previsto"))
                & Q(vence_en__gte=F("fin_previsto")),
                name="corrida_con_tiempos_en_orden",
            ),
            models.CheckConstraint(
                condition=Q(subsanada_por__isnull=True)
                | Q(estado__in=["no_conforme", "sin_evidencia"]),
                name="solo_lo_no_conforme_se_subsana",
            ),
        ]
        indexes = [
            models.Index(fields=["fecha_operativa", "tipo_de_backup"], name="corrida_por_fecha"),
            models.Index(
                fields=["vence_en"], condition=Q(estado="esperada"), name="corrida_sin_verificar"
            ),
            models.Index(fields=["linea", "fecha_operativa"], name="corrida_por_linea"),
            models.Index(
                fields=["fecha_operativa"],
                condition=Q(estado__in=["no_conforme", "sin_evidencia"], subsanada_por=None),
                name="corrida_por_atender",
            ),
            # What the board counts without reading the conformes.
            models.Index(
                fields=["fecha_operativa", "tipo_de_backup"],
                condition=~Q(estado__in=["conforme", "esperada"]),
                name="corrida_excepcional",
            ),
            models.Index(
                fields=["fecha_operativa", "tipo_de_backup"],
                condition=Q(estado="esperada"),
                name="corrida_abierta",
            ),
            models.Index(
                fields=["fecha_operativa", "tipo_de_backup"],
                condition=Q(vencida_en__isnull=False),
                name="corrida_con_vencimiento",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.linea} {self.fecha_operativa:%d/%m/%Y}"

    def estado_al(self, ahora: datetime) -> str:
        """The state of §3.4 as it stands at `ahora` (UTC), for people."""
        if self.estado == self.Estado.ESPERADA:
            if self.vencida_en or ahora >= self.vence_en:
                return "vencida"
            return "por_verificar" if ahora >= self.fin_previsto else "esperada"
        return "subsanada" if self.subsanada_por_id else self.estado

    @property
    def es_regularizada(self) -> bool:
        """Verified, but after its deadline."""
        return self.vencida_en is not None and self.estado not in {"esperada", "no_aplica"}


class Verificacion(models.Model):
    """A named person declares what happened with one corrida (MIN-7.1.1-d, MIN-7.1.2-c,d).

    Never edited (trigger): a correction is a `Rectificacion`.
    """

    class Resultado(models.TextChoices):
        CONFORME = "conforme", "Conforme"
        NO_CONFORME = "no_conforme", "No conforme"
        SIN_EVIDENCIA = "sin_evidencia", "Sin evidencia"

    corrida = models.OneToOneField(Corrida, on_delete=models.PROTECT, related_name="verificacion")
    resultado = models.CharField(max_length=14, choices=Resultado)
    ticket = models.CharField("N° de ticket", max_length=40, blank=True)
    motivo = models.TextField("causa o motivo", blank=True)
    motivo_tardanza = models.TextField("motivo de la verificación tardía", blank=True)
    discrepancias = models.JSONField(default=list)  # codes and texts shown when it was decided
    motivo_discrepancia = models.TextField(blank=True)
    inicio_declarado = models.DateTimeField(null=True)  # typed by hand when no evidence exists
    fin_declarado = models.DateTimeField(null=True)
    ejecucion = models.ForeignKey(
        "respaldo.Ejecucion", null=True, on_delete=models.PROTECT, related_name="verificaciones"
    )
    incidente = models.ForeignKey(
        Incidente, null=True, on_delete=models.PROTECT, related_name="verificaciones"
    )
    adjuntos = models.ManyToManyField(Adjunto, blank=True, related_name="verificaciones")
    en_bloque = models.BooleanField(default=False)
    por = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="verificaciones")
    capacidad = models.CharField(max_length=300)
    registrada_en = models.DateTimeField()

    class Meta:
        ordering = ["-registrada_en", "-pk"]
        verbose_name = "verificación"
        verbose_name_plural = "verificaciones"
        constraints = [
            models.CheckConstraint(
                condition=Q(resultado="conforme") | ~Q(motivo=""), name="no_conforme_con_motivo"
            ),
            models.CheckConstraint(
                condition=~Q(resultado="conforme")
                | Q(discrepancias=[])
                | ~Q(motivo_discrepancia=""),
                name="discrepancia_con_motivo",
            ),
            models.CheckConstraint(
                condition=Q(en_bloque=False) | Q(ejecucion__isnull=False, resultado="conforme"),
                name="en_bloque_solo_con_evidencia",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.corrida}: {self.resultado}"


class Rectificacion(models.Model):
    """A correction as a new event; the old value stays visible (§3.4)."""

    verificacion = models.ForeignKey(
        Verificacion, on_delete=models.PROTECT, related_name="rectificaciones"
    )
    numero = models.PositiveSmallIntegerField()
    resultado_anterior = models.CharField(max_length=14, choices=Verificacion.Resultado)
    resultado = models.CharField(max_length=14, choices=Verificacion.Resultado)
    ticket = models.CharField(max_length=40, blank=True)
    motivo = models.TextField()
    incidente = models.ForeignKey(
        Incidente, null=True, on_delete=models.PROTECT, related_name="rectificaciones"
    )
    por = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="rectificaciones")
    capacidad = models.CharField(max_length=300)
    registrada_en = models.DateTimeField()

    class Meta:
        ordering = ["verificacion", "numero"]
        verbose_name = "rectificación"
        verbose_name_plural = "rectificaciones"
        constraints = [
            models.UniqueConstraint(
                fields=["verificacion", "numero"], name="rectificacion_numerada"
            ),
            models.CheckConstraint(condition=~Q(motivo=""), name="rectificacion_con_motivo"),
        ]

    def __str__(self) -> str:
        return f"{self.verificacion} → {self.resultado}"


class NoAplica(models.Model):
    """Authorised maintenance: the run was not owed after all (§3.4); outside the rate."""

    corrida = models.OneToOneField(Corrida, on_delete=models.PROTECT, related_name="dispensa")
    documento = models.CharField(max_length=200)
    motivo = models.TextField(blank=True)
    por = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="dispensas")
    capacidad = models.CharField(max_length=300)
    registrada_en = models.DateTimeField()

    class Meta:
        verbose_name = "corrida que no aplica"
        verbose_name_plural = "corridas que no aplican"
        constraints = [
            models.CheckConstraint(condition=~Q(documento=""), name="no_aplica_con_documento")
        ]

    def __str__(self) -> str:
        return f"{self.corrida}: no aplica"
