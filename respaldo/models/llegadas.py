"""What arrived, as it arrived, and what was understood of it (evidencia.md §3).

`Evidencia` and what was read of it never change (triggers): a better reader adds a reading.
"""

from __future__ import annotations

import json
import uuid
import zlib
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import Q

from directorio.models import Item, Modalidad, TipoDeBackup
from respaldo.models.evidencia import Ejecucion, Fuente
from respaldo.querysets import EvidenciaQuerySet


class PuntoDePing(models.Model):
    """One job of a source that speaks the Healthchecks protocol; its `codigo` is a secret.

    `item`, `tipo_de_backup` and `serie_modalidad` bind it to a line: then nothing is guessed.
    """

    fuente = models.ForeignKey(Fuente, on_delete=models.PROTECT, related_name="puntos")
    codigo = models.UUIDField(default=uuid.uuid4, unique=True)
    slug = models.CharField(max_length=100)
    trabajo = models.CharField(max_length=200)
    item = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="+")
    tipo_de_backup = models.CharField(max_length=10, choices=TipoDeBackup, blank=True)
    serie_modalidad = models.CharField(max_length=12, choices=Modalidad, blank=True)
    activo = models.BooleanField(default=True)
    creado_en = models.DateTimeField()
    ultimo_en = models.DateTimeField(null=True)

    class Meta:
        ordering = ["slug"]
        verbose_name = "punto de ping"
        verbose_name_plural = "puntos de ping"
        constraints = [
            models.UniqueConstraint(fields=["fuente", "slug"], name="slug_unico_por_fuente")
        ]

    def __str__(self) -> str:
        return self.slug


class Evidencia(models.Model):
    """One delivery of one source. `sha256` is of the bytes received; `copia`, what may be kept of
    them: the text with its secrets covered, compressed. `clave` names the delivery itself
    (Idempotency-Key, Message-ID, file) and `datos` what the wrapper told beside the streams.
    """

    Canal = Ejecucion.Canal

    fuente = models.ForeignKey(Fuente, on_delete=models.PROTECT, related_name="evidencias")
    punto = models.ForeignKey(
        PuntoDePing, null=True, on_delete=models.PROTECT, related_name="evidencias"
    )
    canal = models.CharField(max_length=10, choices=Canal)
    recibida_en = models.DateTimeField()
    ip = models.GenericIPAddressField(null=True)
    remitente = models.CharField(max_length=320, blank=True)
    tipo_mime = models.CharField(max_length=100, blank=True)
    tamano = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    clave = models.CharField(max_length=200, blank=True)
    datos = models.JSONField(default=dict)
    copia = models.BinaryField()
    tapada = models.BooleanField(default=False)  # something looked like a secret

    objects = EvidenciaQuerySet.as_manager()

    class Meta:
        ordering = ["-recibida_en", "-pk"]
        verbose_name = "evidencia"
        indexes = [
            models.Index(fields=["fuente", "sha256"], name="evidencia_por_contenido"),
            models.Index(fields=["fuente", "recibida_en"], name="evidencia_por_llegada"),
            models.Index(fields=["fuente", "clave"], condition=~Q(clave=""),
                         name="evidencia_por_clave"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Evidencia {self.pk}"

    @property
    def partes(self) -> dict[str, bytes]:
        """The streams kept, by name: stdout, stderr and `archivo:` + name."""
        crudo = zlib.decompress(bytes(self.copia)) if self.copia else b"{}"
        return {nombre: texto.encode("latin-1") for nombre, texto in json.loads(crudo).items()}

    @staticmethod
    def empacar(partes: Mapping[str, bytes]) -> bytes:
        """The compressed form of `partes`, without loss."""
        sueltas = {nombre: parte.decode("latin-1") for nombre, parte in partes.items() if parte}
        return zlib.compress(json.dumps(sueltas).encode(), level=6)


class LecturaDeEvidencia(models.Model):
    """What one reader understood of one delivery. The last one counts; none is ever edited."""

    class Resultado(models.TextChoices):
        OK = "ok", "Leída"
        PARCIAL = "parcial", "Leída en parte"
        NO_RECONOCIDA = "no_reconocida", "No reconocida"
        ERROR = "error", "Con error"
        RECHAZADA = "rechazada", "Rechazada"

    evidencia = models.ForeignKey(Evidencia, on_delete=models.PROTECT, related_name="lecturas")
    analizador = models.CharField(max_length=60, blank=True)
    version = models.CharField(max_length=40, blank=True)
    resultado = models.CharField(max_length=14, choices=Resultado)
    mensajes = models.JSONField(default=list)
    operaciones = models.JSONField(default=list)  # checks, prunes, restores: told, never runs
    leida_en = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        verbose_name = "lectura de evidencia"
        verbose_name_plural = "lecturas de evidencia"
        indexes = [models.Index(fields=["resultado", "leida_en"], name="lectura_por_resultado")]

    def __str__(self) -> str:
        return f"{self.get_resultado_display()}: {self.evidencia_id}"


class Aporte(models.Model):
    """What one delivery gave to one run: the fields that it filled and the state that it told."""

    evidencia = models.ForeignKey(Evidencia, on_delete=models.PROTECT, related_name="aportes")
    ejecucion = models.ForeignKey(Ejecucion, on_delete=models.PROTECT, related_name="aportes")
    campos = models.JSONField(default=list)
    estado = models.CharField(max_length=12, choices=Ejecucion.Estado)
    baja_autoridad = models.BooleanField(default=False)
    aportado_en = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        verbose_name = "aporte"

    def __str__(self) -> str:
        return f"{self.evidencia_id} → {self.ejecucion_id}"


class AliasDeEjecucion(models.Model):
    """Another id under which a source tells the same run."""

    fuente = models.ForeignKey(Fuente, on_delete=models.PROTECT, related_name="+")
    clave = models.CharField(max_length=200)
    ejecucion = models.ForeignKey(Ejecucion, on_delete=models.PROTECT, related_name="alias")

    class Meta:
        verbose_name = "alias de ejecución"
        verbose_name_plural = "alias de ejecución"
        constraints = [
            models.UniqueConstraint(fields=["fuente", "clave"], name="alias_unico_por_fuente")
        ]

    def __str__(self) -> str:
        return self.clave


class EvidenciaPendiente(models.Model):
    """A delivery that the worker still has to read; the row goes away in that transaction.

    `intentos` counts how often somebody began to read it, and `tomada_en` when: what kills whoever
    reads it is not tried for ever.
    """

    evidencia = models.OneToOneField(
        Evidencia, primary_key=True, on_delete=models.PROTECT, related_name="pendiente"
    )
    intentos = models.PositiveSmallIntegerField(default=0)
    tomada_en = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "evidencia pendiente"
        verbose_name_plural = "evidencias pendientes"

    def __str__(self) -> str:
        return str(self.evidencia_id)


class SelloDeEvidencia(models.Model):
    """The evidence of one local day, as it was when the day ended; `cadena` holds the one before.

    Never edited (triggers).
    """

    dia = models.DateField(unique=True)
    cantidad = models.PositiveIntegerField()
    huella = models.CharField(max_length=64)
    previo = models.CharField(max_length=64)
    cadena = models.CharField(max_length=64)
    sellado_en = models.DateTimeField()

    class Meta:
        ordering = ["-dia"]
        verbose_name = "sello de evidencia"
        verbose_name_plural = "sellos de evidencia"

    def __str__(self) -> str:
        return f"{self.dia:%d/%m/%Y}: {self.cantidad}"


def atadura(fila: Any) -> tuple[int, str, str] | None:
    """The series that a source or a ping point is bound to; None when rules decide."""
    return (fila.item_id, fila.tipo_de_backup, fila.serie_modalidad) if fila.item_id else None
