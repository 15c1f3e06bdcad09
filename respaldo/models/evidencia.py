"""What happened: runs observed in the backup software and the copies they left (facts)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from directorio.models import Item, Linea, Modalidad, TipoDeBackup
from gobierno.models import Adjunto, Persona
from gobierno.perfil import perfil_activo
from respaldo.querysets import INSTANTE, CopiaQuerySet, EjecucionQuerySet, FuenteQuerySet

# A key made here, not by the tool: parts under the name of its reader, job and time, or a hash.
_NUESTRA = re.compile(r"manual-|[\w-]{1,40}:|[^|]*\||[0-9a-f]{64}$")


class Fuente(models.Model):
    """A place evidence comes from, with its own time zone and token (only its SHA-256 is kept).

    `item`, `tipo_de_backup` and `serie_modalidad` bind it to one line of the Directorio: then no
    rule is needed. `clave_ping` is the secret of its slug addresses; `silencio_horas`, after how
    long without a word somebody is told (None: the usual time).
    """

    nombre = models.CharField(max_length=100, unique=True)
    herramienta = models.CharField(max_length=60, blank=True)
    zona = models.CharField("zona horaria", max_length=60)
    activa = models.BooleanField(default=True)
    token_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    token_anterior_sha256 = models.CharField(max_length=64, blank=True)
    token_anterior_hasta = models.DateTimeField(null=True)
    token_vence_en = models.DateTimeField("vencimiento del token", null=True)
    token_usado_en = models.DateTimeField("primer uso del token", null=True)
    exige_firma = models.BooleanField("exige firma", default=False)
    firma_serie = models.PositiveIntegerField(default=0)  # renews the key, which is not stored
    token_prefijo = models.CharField(max_length=12, blank=True)  # what people may see of it
    clave_ping = models.CharField(max_length=40, null=True, unique=True)  # noqa: DJ001
    redes = models.TextField("direcciones permitidas", blank=True)  # CIDR, one per line
    remitentes = models.TextField("remitentes permitidos", blank=True)  # one per line
    silencio_horas = models.PositiveSmallIntegerField("alarma de silencio (horas)", null=True)
    item = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="+")
    tipo_de_backup = models.CharField(max_length=10, choices=TipoDeBackup, blank=True)
    serie_modalidad = models.CharField(max_length=12, choices=Modalidad, blank=True)
    ultima_vista_en = models.DateTimeField(null=True)
    creada_por = models.ForeignKey(Persona, null=True, on_delete=models.PROTECT, related_name="+")
    creada_en = models.DateTimeField()

    objects = FuenteQuerySet.as_manager()

    class Meta:
        ordering = ["nombre"]
        verbose_name = "fuente de evidencia"
        verbose_name_plural = "fuentes de evidencia"

    def __str__(self) -> str:
        return self.nombre

    # DRF asks this of whoever authenticated a request.
    @property
    def is_authenticated(self) -> bool:
        return True


class ReglaDeCoincidencia(models.Model):
    """Which series a job feeds: ordered, the first that matches wins (evidencia.md §6).

    Changing a rule never re-scores a closed verification.
    """

    class Forma(models.TextChoices):
        EXACTA = "exacta", "Nombre exacto"
        PREFIJO = "prefijo", "Empieza con"
        COMODIN = "comodin", "Comodines (* y ?)"

    orden = models.PositiveIntegerField(default=100)
    fuente = models.ForeignKey(
        Fuente, null=True, blank=True, on_delete=models.PROTECT, related_name="reglas"
    )  # null: any source
    forma = models.CharField(max_length=10, choices=Forma, default=Forma.EXACTA)
    trabajo = models.CharField(max_length=200)  # folded: lower case, no accents, trimmed
    equipo = models.CharField(max_length=200, blank=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="reglas")
    tipo_de_backup = models.CharField(max_length=10, choices=TipoDeBackup)
    modalidad = models.CharField(max_length=12, choices=Modalidad)
    activa = models.BooleanField(default=True)
    creada_por = models.ForeignKey(Persona, null=True, on_delete=models.PROTECT, related_name="+")
    creada_en = models.DateTimeField()

    class Meta:
        ordering = ["orden", "pk"]
        verbose_name = "regla de coincidencia"
        verbose_name_plural = "reglas de coincidencia"
        constraints = [
            models.UniqueConstraint(
                fields=["fuente", "forma", "trabajo", "equipo", "modalidad"],
                condition=Q(activa=True, fuente__isnull=False),
                name="regla_unica_por_fuente",
            ),
            models.UniqueConstraint(
                fields=["forma", "trabajo", "equipo", "modalidad"],
                condition=Q(activa=True, fuente__isnull=True),
                name="regla_unica_de_toda_fuente",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trabajo} → {self.item}"


class Ejecucion(models.Model):
    """One run, as its source told it. Immutable but for the link to what it answers for.

    Instants are UTC; sizes are bytes; `estado` is the source's verdict, never the operator's.
    """

    class Estado(models.TextChoices):
        CONFORME = "conforme", "Conforme"
        ADVERTENCIA = "advertencia", "Advertencia"
        NO_CONFORME = "no_conforme", "No conforme"
        EN_CURSO = "en_curso", "En curso"
        SIN_DATO = "sin_dato", "Sin dato"

    class Canal(models.TextChoices):
        API = "api", "API"
        PING = "ping", "Ping"
        CORREO = "correo", "Correo"
        ARCHIVO = "archivo", "Archivo"
        SONDEO = "sondeo", "Sondeo"
        MANUAL = "manual", "A mano"

    class ModalidadObservada(models.TextChoices):
        TOTAL = "total", "Total"
        INCREMENTAL = "incremental", "Incremental"
        DIFERENCIAL = "diferencial", "Diferencial"
        LOG = "log", "Log"
        INSTANTANEA = "instantanea", "Instantánea"
        ESPEJO = "espejo", "Espejo"
        DESCONOCIDA = "desconocida", "Desconocida"

    fuente = models.ForeignKey(Fuente, on_delete=models.PROTECT, related_name="ejecuciones")
    clave = models.CharField("id externo", max_length=200)
    canal = models.CharField(max_length=10, choices=Canal)
    trabajo = models.CharField(max_length=200)
    equipo = models.CharField(max_length=200, blank=True)
    estado = models.CharField(max_length=12, choices=Estado)
    modalidad = models.CharField(
        max_length=12, choices=ModalidadObservada, default=ModalidadObservada.DESCONOCIDA
    )
    inicio = models.DateTimeField(null=True)
    fin = models.DateTimeField(null=True)
    bytes = models.PositiveBigIntegerField(null=True)
    archivos = models.PositiveBigIntegerField(null=True)
    errores = models.PositiveIntegerField(null=True)
    copia_id = models.CharField("rótulo o id de la copia", max_length=200, blank=True)
    mensaje = models.TextField(blank=True)
    detalle = models.JSONField(default=dict)  # what else the tool told (recepcion.DETALLE)
    procedencia = models.JSONField(default=dict)  # fields known less than exactly, how well
    es_manual = models.BooleanField("repetición o copia manual", default=False)
    item = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="ejecuciones")
    tipo_de_backup = models.CharField(max_length=10, choices=TipoDeBackup, blank=True)
    serie_modalidad = models.CharField(max_length=12, choices=Modalidad, blank=True)
    corrida = models.ForeignKey(
        "respaldo.Corrida", null=True, on_delete=models.PROTECT, related_name="ejecuciones"
    )
    adjunto = models.ForeignKey(
        Adjunto, null=True, on_delete=models.PROTECT, related_name="ejecuciones"
    )  # the file that told it, or the photo of the console
    registrada_por = models.ForeignKey(
        Persona, null=True, on_delete=models.PROTECT, related_name="+"
    )
    recibida_en = models.DateTimeField()
    repetida = models.PositiveIntegerField(default=0)  # times the same run arrived again
    descartada_en = models.DateTimeField(null=True)

    objects = EjecucionQuerySet.as_manager()

    class Meta:
        ordering = ["-inicio", "-pk"]
        verbose_name = "ejecución"
        verbose_name_plural = "ejecuciones"
        constraints = [
            models.UniqueConstraint(fields=["fuente", "clave"], name="ejecucion_unica_por_fuente"),
            models.CheckConstraint(
                condition=Q(inicio__isnull=True) | Q(fin__isnull=True) | Q(fin__gte=F("inicio")),
                name="ejecucion_con_tiempos_en_orden",
            ),
        ]
        indexes = [
            models.Index(fields=["corrida"], name="ejecucion_por_corrida"),
            models.Index(INSTANTE, "id", name="ejecucion_por_instante"),
            models.Index(
                "item", "tipo_de_backup", "serie_modalidad", INSTANTE, name="ejecucion_por_serie"
            ),
            models.Index(
                fields=["recibida_en"],
                condition=Q(item__isnull=True),
                name="ejecucion_no_contemplada",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trabajo} ({self.clave})"

    @property
    def instante(self) -> datetime:
        """When it was, as far as it was told: the `INSTANTE` of its row (evidencia.md §6.4)."""
        return self.inicio or self.fin or self.recibida_en

    @property
    def duracion(self) -> timedelta | None:
        return self.fin - self.inicio if self.inicio and self.fin else None

    @property
    def id_externo(self) -> str:
        """The id that the tool gives to the run; "" when it told none, or only that of its copy."""
        propio = self.clave != self.copia_id and not _NUESTRA.match(self.clave)
        return self.clave if propio else ""

    @property
    def situacion(self) -> str:
        """Its place against the Directorio (MIN-6.2): `no_contemplada` has no line,
        `no_programada` has a line but no expected run, `prevista` answers for one."""
        if self.item_id is None:
            return "no_contemplada"
        return "prevista" if self.corrida_id else "no_programada"

    @property
    def deja_copia(self) -> bool:
        """A run that finished with something usable: conforme, or with a warning (§4.1, Copia)."""
        return self.estado in {self.Estado.CONFORME, self.Estado.ADVERTENCIA}


class Copia(models.Model):
    """A run that left a usable point (§4.1). Its ancla never changes; its chain parent only while
    older copies of the chain are still arriving. An `independiente` point (snapshot, synthetic,
    or a total run of a dependent series) needs no base (R6).

    `retenida_hasta` is L(c) under the rules known when it was last computed; null when the rule
    counts copies or never ends.
    """

    ejecucion = models.OneToOneField(Ejecucion, on_delete=models.PROTECT, related_name="copia")
    linea = models.ForeignKey(Linea, on_delete=models.PROTECT, related_name="copias")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="copias")
    tipo_de_backup = models.CharField(max_length=10, choices=TipoDeBackup)
    modalidad = models.CharField(max_length=12, choices=Modalidad)
    padre = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="dependientes"
    )
    instante_de_datos = models.DateTimeField()
    dia_de_datos = models.DateField()
    fecha_ancla = models.DateField()
    retenida_hasta = models.DateField(null=True)
    independiente = models.BooleanField(default=False)
    sin_base = models.BooleanField(default=False)  # dependent whose base never reached us
    invalidada_en = models.DateTimeField(null=True)
    motivo_invalidez = models.CharField(max_length=300, blank=True)

    objects = CopiaQuerySet.as_manager()

    class Meta:
        ordering = ["-instante_de_datos"]
        verbose_name = "copia"
        constraints = [
            models.CheckConstraint(
                condition=~Q(modalidad="total") | Q(padre__isnull=True),
                name="la_copia_total_no_tiene_padre",
            ),
            models.CheckConstraint(
                condition=Q(modalidad="total")
                | Q(independiente=True)
                | Q(padre__isnull=False)
                | Q(sin_base=True),
                name="copia_dependiente_con_base",
            ),
        ]
        indexes = [
            models.Index(
                fields=["item", "tipo_de_backup", "modalidad", "instante_de_datos"],
                name="copia_por_serie",
            ),
            models.Index(fields=["retenida_hasta"], name="copia_por_vencimiento"),
        ]

    def __str__(self) -> str:
        local = self.instante_de_datos.astimezone(perfil_activo().zona)
        return f"{self.item} {local:%d/%m/%Y %H:%M}"
