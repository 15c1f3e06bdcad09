"""Notices and the mail that carries them (X-6): an outbox in the transaction of the act."""

from django.db import models

from gobierno.models.personas import Persona
from gobierno.querysets import AvisoQuerySet, EnvioQuerySet


class Envio(models.Model):
    """One mail to one address: subject and text verbatim, as sent."""

    class Estado(models.TextChoices):
        PENDIENTE = "pendiente", "Pendiente"
        ENVIADO = "enviado", "Enviado"
        FALLIDO = "fallido", "Fallido"

    destinatario = models.ForeignKey(
        Persona, null=True, on_delete=models.PROTECT, related_name="envios"
    )
    para = models.CharField(max_length=254)
    copia = models.CharField(max_length=1000, blank=True)
    asunto = models.CharField(max_length=250)
    texto = models.TextField()
    mensaje_id = models.CharField(max_length=200, unique=True)
    estado = models.CharField(max_length=12, choices=Estado, default=Estado.PENDIENTE)
    creado_en = models.DateTimeField()
    proximo_intento_en = models.DateTimeField()
    intentos = models.PositiveSmallIntegerField(default=0)
    enviado_en = models.DateTimeField(null=True)

    objects = EnvioQuerySet.as_manager()

    class Meta:
        ordering = ["-creado_en", "-pk"]
        verbose_name = "envío"
        verbose_name_plural = "envíos"
        indexes = [models.Index(fields=["estado", "proximo_intento_en"], name="envio_pendiente")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(estado="enviado") | models.Q(enviado_en__isnull=False),
                name="enviado_con_fecha",
            )
        ]

    def __str__(self) -> str:
        return f"{self.para}: {self.asunto}"


class IntentoDeEnvio(models.Model):
    """One attempt against the SMTP server and its answer."""

    envio = models.ForeignKey(Envio, on_delete=models.PROTECT, related_name="registros")
    en = models.DateTimeField()
    respuesta = models.CharField(max_length=500)

    class Meta:
        ordering = ["pk"]
        verbose_name = "intento de envío"
        verbose_name_plural = "intentos de envío"

    def __str__(self) -> str:
        return f"{self.en}: {self.respuesta}"


class Aviso(models.Model):
    """Something one person must know. `clave` makes it one per person for ever, however often the
    scheduler repeats: "one notice each and no flood"."""

    class Urgencia(models.TextChoices):
        NORMAL = "normal", "Normal"
        INMEDIATA = "inmediata", "Inmediata"

    destinatario = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="avisos")
    clave = models.CharField(max_length=160)
    tipo = models.CharField(max_length=60)
    asunto = models.CharField(max_length=250)
    texto = models.TextField()
    enlace = models.CharField(max_length=300, blank=True)
    urgencia = models.CharField(max_length=10, choices=Urgencia, default=Urgencia.NORMAL)
    creado_en = models.DateTimeField()
    leido_en = models.DateTimeField(null=True)
    envio = models.ForeignKey(Envio, null=True, on_delete=models.PROTECT, related_name="avisos")

    objects = AvisoQuerySet.as_manager()

    class Meta:
        ordering = ["-creado_en", "-pk"]
        verbose_name = "aviso"
        constraints = [
            models.UniqueConstraint(fields=["destinatario", "clave"], name="un_aviso_por_clave")
        ]
        indexes = [
            models.Index(
                fields=["destinatario", "creado_en"],
                condition=models.Q(envio__isnull=True),
                name="aviso_por_enviar",
            )
        ]

    def __str__(self) -> str:
        return self.asunto
