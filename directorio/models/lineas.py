"""What one version says of each item: the line and its configuration."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from directorio.models.versiones import VersionDirectorio
from directorio.querysets import ItemQuerySet, LineaQuerySet
from gobierno.models import Adjunto, Persona, UnidadOrganica


class TipoDeBackup(models.TextChoices):
    """MIN-6.1-u: inside or outside the institution's premises. Never the modalidad."""

    INTERNO = "interno", "Interno"
    EXTERNO = "externo", "Externo"


class Modalidad(models.TextChoices):
    """MIN-6.1-o,p: how much of the information each run takes. Never the tipo de backup."""

    TOTAL = "total", "Total"
    INCREMENTAL = "incremental", "Incremental"
    DIFERENCIAL = "diferencial", "Diferencial"
    LOG = "log", "Log"


class Item(models.Model):
    """What is protected, across versions: a renamed line keeps it (§4.1)."""

    clave = models.CharField(max_length=60, unique=True)
    nombre = models.CharField(max_length=200)  # last known name, for lists
    sucede_a = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="sucesores"
    )

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["nombre"]
        verbose_name = "ítem"

    def __str__(self) -> str:
        return self.nombre


class Linea(models.Model):
    """One rule of one version: (ítem, tipo de backup, modalidad) with its periodicity, window and
    retention (MIN-6.1-g; §4.1 "Regla"). Its copies form a series across versions.

    `periodicidad` and `retencion` hold the canonical Spanish text of the pure modules
    `directorio.periodicidad` and `directorio.plazos`; hours are local to the institution.
    """

    class Situacion(models.TextChoices):
        ACTIVA = "activa", "Activa"
        SUSPENDIDA = "suspendida", "Suspendida"
        RETIRADA = "retirada", "Retirada"

    class Dato(models.TextChoices):
        APERTURA = "apertura", "El día en que se abre la ventana"
        DIA_ANTERIOR = "dia_anterior", "El día anterior"

    class Base(models.TextChoices):
        EXTIENDE = "extiende_base", "Conserva la base hasta que venza su cadena"
        ESTRICTA = "estricta", "Borra cada archivo en su fecha"

    version = models.ForeignKey(VersionDirectorio, on_delete=models.PROTECT, related_name="lineas")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="lineas")
    numero = models.PositiveIntegerField("N°")
    nombre = models.CharField("ítem", max_length=200)
    clase = models.CharField(max_length=30)
    servidor = models.CharField("servidor o ubicación", max_length=200, blank=True)
    ruta = models.CharField(max_length=500, blank=True)
    unidad = models.ForeignKey(
        UnidadOrganica,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="lineas",
        verbose_name="unidad propietaria",
    )
    criticidad = models.CharField(max_length=20, blank=True)
    tipo_de_backup = models.CharField("tipo de backup", max_length=10, choices=TipoDeBackup)
    modalidad = models.CharField(max_length=12, choices=Modalidad)
    periodicidad = models.CharField(max_length=200)
    hora_inicio = models.TimeField("hora inicio")
    hora_fin = models.TimeField("hora fin")
    dato = models.CharField("día de datos", max_length=12, choices=Dato, default=Dato.APERTURA)
    retencion = models.CharField("periodo de retención", max_length=120)
    comportamiento_base = models.CharField(max_length=14, choices=Base, default=Base.EXTIENDE)
    ajuste_herramienta = models.SmallIntegerField("ajuste de la herramienta (días)", default=0)
    medio = models.CharField("medio o destino", max_length=200, blank=True)
    software = models.CharField("software de backup", max_length=100, blank=True)
    trabajo = models.CharField("trabajo (job)", max_length=200, blank=True)
    cifrado = models.BooleanField(default=False)
    rpo_horas = models.PositiveIntegerField("RPO (horas)", null=True, blank=True)
    rto_horas = models.PositiveIntegerField("RTO (horas)", null=True, blank=True)
    responsable = models.CharField(max_length=150, blank=True)
    contrato = models.CharField("contrato del servicio externo", max_length=100, blank=True)
    dispensa_contrato = models.CharField("motivo de no tener contrato", max_length=300, blank=True)
    observaciones = models.TextField(blank=True)
    situacion = models.CharField(
        "situación", max_length=12, choices=Situacion, default=Situacion.ACTIVA
    )
    fecha_baja = models.DateField("fecha de baja", null=True, blank=True)
    motivo_situacion = models.CharField("motivo de la situación", max_length=300, blank=True)
    retencion_post_baja = models.CharField(
        "retención después de la baja", max_length=120, blank=True
    )

    objects = LineaQuerySet.as_manager()

    class Meta:
        ordering = ["version", "numero"]
        verbose_name = "línea del Directorio"
        verbose_name_plural = "líneas del Directorio"
        constraints = [
            models.UniqueConstraint(
                fields=["version", "item", "tipo_de_backup", "modalidad"], name="serie_unica"
            ),
            models.UniqueConstraint(fields=["version", "numero"], name="numero_de_linea_unico"),
            models.CheckConstraint(condition=~Q(hora_inicio=F("hora_fin")), name="ventana_no_nula"),
            models.CheckConstraint(
                condition=~Q(situacion="retirada") | Q(fecha_baja__isnull=False),
                name="linea_retirada_con_fecha",
            ),
        ]
        indexes = [
            models.Index(fields=["item", "tipo_de_backup", "modalidad"], name="linea_por_serie")
        ]

    def __str__(self) -> str:
        return f"{self.nombre} ({self.get_tipo_de_backup_display()}, {self.modalidad})"

    @property
    def es_a_solicitud(self) -> bool:
        return self.periodicidad == "a solicitud"

    @property
    def espera_evento(self) -> bool:
        """Whether somebody has to tell what makes its copy due (`por_evento`, dominio.md 4.3)."""
        return self.es_a_solicitud or self.periodicidad.startswith("por evento")

    @property
    def serie(self) -> tuple[int, str, str]:
        return (self.item_id, self.tipo_de_backup, self.modalidad)

    @property
    def clave(self) -> str:
        """Stable key of the row across versions and in frozen content and comments."""
        return f"{self.item.clave}/{self.tipo_de_backup}/{self.modalidad}"


class ConstanciaDeConfiguracion(models.Model):
    """MIN-7.1.1-a, MIN-7.1.2-b: the line was configured in the software as approved.

    An externo line needs two different people: the operador and the responsable del servicio.
    """

    linea = models.OneToOneField(Linea, on_delete=models.PROTECT, related_name="configuracion")
    trabajo = models.CharField("trabajo (job)", max_length=200)
    nota = models.CharField(max_length=300, blank=True)
    evidencia = models.ForeignKey(
        Adjunto, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    operador = models.ForeignKey(
        Persona, null=True, on_delete=models.PROTECT, related_name="configuraciones"
    )
    operador_en = models.DateTimeField(null=True)
    responsable = models.ForeignKey(
        Persona, null=True, on_delete=models.PROTECT, related_name="configuraciones_externas"
    )
    responsable_en = models.DateTimeField(null=True)
    observacion = models.CharField("no se puede configurar", max_length=300, blank=True)

    class Meta:
        verbose_name = "constancia de configuración"
        verbose_name_plural = "constancias de configuración"
        constraints = [
            models.CheckConstraint(
                condition=Q(operador__isnull=True)
                | Q(responsable__isnull=True)
                | ~Q(operador=F("responsable")),
                name="configuracion_de_dos_personas",
            ),
            models.CheckConstraint(
                condition=Q(operador__isnull=True, operador_en__isnull=True)
                | Q(operador__isnull=False, operador_en__isnull=False),
                name="configuracion_operador_fechada",
            ),
            models.CheckConstraint(
                condition=Q(responsable__isnull=True, responsable_en__isnull=True)
                | Q(responsable__isnull=False, responsable_en__isnull=False),
                name="configuracion_responsable_fechada",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.linea}: {self.estado}"

    @property
    def estado(self) -> str:
        """`pendiente`, `a_medias` or `configurado`."""
        externo = self.linea.tipo_de_backup == TipoDeBackup.EXTERNO
        dados = [self.operador_id] + ([self.responsable_id] if externo else [])
        if all(dados):
            return "configurado"
        return "a_medias" if any(dados) else "pendiente"
