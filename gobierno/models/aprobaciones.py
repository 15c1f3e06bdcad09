"""Approval by named people in order (MIN-7.1-2, 7.1-3, 7.1-4; §3.1). Written only by
gobierno/aprobaciones.py.

A *trámite* belongs to a document of an upper app. Each submission opens a *ronda* with its content
frozen as canonical JSON and SHA-256; decisions of round n depend only on round n.
"""

from django.db import models
from django.db.models import F, Q

from gobierno.models.personas import Designacion, Persona
from gobierno.querysets import PasoQuerySet


class Tramite(models.Model):
    class Estado(models.TextChoices):
        PREPARACION = "preparacion", "En preparación"
        EN_CURSO = "en_curso", "En curso"
        OBSERVADO = "observado", "Observado"
        APROBADO = "aprobado", "Aprobado"
        RETIRADO = "retirado", "Retirado"

    tipo = models.CharField(max_length=40)  # key of perfil.documentos
    titulo = models.CharField(max_length=250)
    estado = models.CharField(max_length=20, choices=Estado, default=Estado.PREPARACION)
    preparado_por = models.ForeignKey(
        Persona, on_delete=models.PROTECT, related_name="tramites_preparados"
    )
    creado_en = models.DateTimeField()

    class Meta:
        verbose_name = "trámite de aprobación"
        verbose_name_plural = "trámites de aprobación"

    def __str__(self) -> str:
        return self.titulo

    @property
    def ronda(self) -> "Ronda | None":
        """The last submission; its content, as long as the document, is read if asked for."""
        return self.rondas.defer("contenido").order_by("-numero").first()


class Ronda(models.Model):
    """One submission: what exactly was submitted. Never edited (trigger)."""

    tramite = models.ForeignKey(Tramite, on_delete=models.PROTECT, related_name="rondas")
    numero = models.PositiveSmallIntegerField()
    contenido = models.TextField()  # canonical JSON, UTF-8
    sha256 = models.CharField(max_length=64)
    enviada_por = models.ForeignKey(
        Persona, on_delete=models.PROTECT, related_name="rondas_enviadas"
    )
    capacidad = models.CharField(max_length=300)
    enviada_en = models.DateTimeField()

    class Meta:
        ordering = ["tramite", "numero"]
        verbose_name = "ronda de aprobación"
        verbose_name_plural = "rondas de aprobación"
        constraints = [
            models.UniqueConstraint(fields=["tramite", "numero"], name="ronda_unica"),
            models.CheckConstraint(condition=Q(numero__gte=1), name="ronda_desde_uno"),
        ]

    def __str__(self) -> str:
        return f"{self.tramite} · ronda {self.numero}"


class Paso(models.Model):
    """A step of one round, copied from the profile at submission."""

    class Acto(models.TextChoices):
        VISTO = "visto", "Visto"
        FIRMA = "firma", "Firma"
        CONOCIMIENTO = "conocimiento", "Toma de conocimiento"
        SELLO = "sello", "Sello"

    ronda = models.ForeignKey(Ronda, on_delete=models.PROTECT, related_name="pasos")
    rol = models.CharField(max_length=40)
    acto = models.CharField(max_length=20, choices=Acto)
    orden = models.PositiveSmallIntegerField()
    obligatorio = models.BooleanField(default=True)
    turno = models.BooleanField(default=False)  # its order has come and it is still undecided
    turno_desde = models.DateTimeField(null=True)

    objects = PasoQuerySet.as_manager()

    class Meta:
        ordering = ["ronda", "orden", "pk"]
        verbose_name = "paso"
        constraints = [
            models.UniqueConstraint(fields=["ronda", "rol", "acto"], name="paso_unico"),
            models.CheckConstraint(
                condition=Q(turno=False) | Q(turno_desde__isnull=False), name="paso_con_turno"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ronda}: {self.acto} de {self.rol}"


class Decision(models.Model):
    """What a named person decided on a step, on exactly this content. Never edited (trigger)."""

    class Sentido(models.TextChoices):
        OTORGADO = "otorgado", "Otorgado"
        OBSERVADO = "observado", "Observado"

    paso = models.OneToOneField(Paso, on_delete=models.PROTECT, related_name="decision")
    ronda = models.ForeignKey(Ronda, on_delete=models.PROTECT, related_name="decisiones")
    acto = models.CharField(max_length=20, choices=Paso.Acto)
    sentido = models.CharField(max_length=20, choices=Sentido)
    persona = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="decisiones")
    preparada_por = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="+")
    segregada = models.BooleanField()
    designacion = models.ForeignKey(Designacion, on_delete=models.PROTECT, related_name="+")
    capacidad = models.CharField(max_length=300)
    forma = models.CharField(max_length=60)  # "firma electrónica simple", …
    sha256 = models.CharField(max_length=64)
    comentario = models.TextField(blank=True)
    decidida_en = models.DateTimeField()

    class Meta:
        ordering = ["decidida_en", "pk"]
        verbose_name = "decisión"
        verbose_name_plural = "decisiones"
        constraints = [
            models.CheckConstraint(
                condition=~Q(acto="firma", segregada=True, persona=F("preparada_por")),
                name="quien_prepara_no_aprueba",
            ),
            models.UniqueConstraint(
                fields=["ronda", "persona"],
                condition=Q(segregada=True, acto__in=["visto", "firma"]),
                name="una_persona_un_acto_por_ronda",
            ),
            models.CheckConstraint(
                condition=Q(sentido="otorgado") | ~Q(comentario=""),
                name="observacion_con_comentario",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paso}: {self.sentido}"


class ComentarioDeFila(models.Model):
    """An observation on one row of the submitted content (`fila` is the row's stable key)."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="comentarios")
    fila = models.CharField(max_length=120)
    texto = models.TextField()

    class Meta:
        ordering = ["pk"]
        verbose_name = "comentario de fila"
        verbose_name_plural = "comentarios de fila"
        constraints = [models.CheckConstraint(condition=~Q(texto=""), name="comentario_con_texto")]

    def __str__(self) -> str:
        return f"{self.fila}: {self.texto[:40]}"
