"""What was done with a request: gate 2, the person's answers and the restorations."""

from django.db import models
from django.db.models import F, Q

from gobierno.models import Adjunto, Persona
from mesa_ayuda.models import Incidente
from respaldo.models import Copia
from restauracion.models.solicitudes import SolicitudDeRestauracion


class Confirmacion(models.Model):
    """Gate 2: what the operator found in the software about a copy, with evidence. Append-only."""

    class Hallazgo(models.TextChoices):
        DISPONIBLE = "disponible", "Está y se puede leer"
        AUSENTE = "ausente", "Ya no está en el software"
        ILEGIBLE = "ilegible", "Está, pero no se puede leer"
        INACCESIBLE = "inaccesible", "Está, pero no se llega a ella (medio, proveedor o clave)"
        SIN_OBJETO = "sin_objeto", "No contiene lo solicitado"

    solicitud = models.ForeignKey(
        SolicitudDeRestauracion, on_delete=models.PROTECT, related_name="confirmaciones"
    )
    copia = models.ForeignKey(Copia, on_delete=models.PROTECT, related_name="confirmaciones")
    hallazgo = models.CharField(max_length=12, choices=Hallazgo)
    evidencia = models.CharField("qué muestra el software", max_length=1000)
    adjunto = models.ForeignKey(Adjunto, null=True, on_delete=models.PROTECT, related_name="+")
    incidente = models.ForeignKey(
        Incidente, null=True, on_delete=models.PROTECT, related_name="confirmaciones"
    )
    por = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="+")
    capacidad = models.CharField(max_length=300)
    en = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        verbose_name = "confirmación en el software"
        verbose_name_plural = "confirmaciones en el software"
        constraints = [
            models.CheckConstraint(condition=~Q(evidencia=""), name="confirmacion_con_evidencia")
        ]

    def __str__(self) -> str:
        return f"{self.solicitud}: {self.get_hallazgo_display()}"


class Respuesta(models.Model):
    """What the requester (or the jefe) answered, or who recorded it in their name. Append-only."""

    class Tipo(models.TextChoices):
        SUBSANACION = "subsanacion", "Subsanación"
        ACEPTACION = "aceptacion", "Acepta la copia ofrecida"
        RECHAZO = "rechazo", "Rechaza las copias ofrecidas"
        CONFORMIDAD = "conformidad", "Conforme"
        OBSERVACION = "observacion", "No conforme"

    solicitud = models.ForeignKey(
        SolicitudDeRestauracion, on_delete=models.PROTECT, related_name="respuestas"
    )
    tipo = models.CharField(max_length=12, choices=Tipo)
    copia = models.ForeignKey(Copia, null=True, on_delete=models.PROTECT, related_name="+")
    texto = models.TextField(blank=True)
    por = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="+")
    capacidad = models.CharField(max_length=300)
    en = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        verbose_name = "respuesta"
        constraints = [
            models.CheckConstraint(
                condition=~Q(tipo="aceptacion") | Q(copia__isnull=False),
                name="aceptacion_de_una_copia",
            ),
            models.CheckConstraint(
                condition=~Q(tipo="observacion") | ~Q(texto=""), name="observacion_con_motivo"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.solicitud}: {self.get_tipo_display()}"


class Restauracion(models.Model):
    """One execution in the software, from its start to its end (MIN-7.2.2-d-1).

    `bytes` is a size; the check is a hash, a count of objects, or both. Overwriting the original
    needs the recorded consent of who asked.
    """

    class Resultado(models.TextChoices):
        EN_CURSO = "en_curso", "En curso"
        COMPLETA = "completa", "Completa"
        PARCIAL = "parcial", "Parcial"
        FALLIDA = "fallida", "Fallida"

    solicitud = models.ForeignKey(
        SolicitudDeRestauracion, on_delete=models.PROTECT, related_name="restauraciones"
    )
    numero = models.PositiveSmallIntegerField()
    copia = models.ForeignKey(Copia, on_delete=models.PROTECT, related_name="restauraciones")
    copias = models.ManyToManyField(Copia, related_name="+")  # with the others of a period
    destino = models.CharField(max_length=500)
    sobrescribe = models.BooleanField(default=False)
    consentimiento = models.CharField(max_length=500, blank=True)
    inicio = models.DateTimeField()
    fin = models.DateTimeField(null=True)
    resultado = models.CharField(max_length=10, choices=Resultado, default=Resultado.EN_CURSO)
    objetos = models.TextField("qué se restauró", blank=True)
    cantidad = models.PositiveBigIntegerField("objetos restaurados", null=True)
    bytes = models.PositiveBigIntegerField("tamaño", null=True)
    huella = models.CharField("suma de verificación", max_length=200, blank=True)
    faltantes = models.TextField("qué falta", blank=True)
    falla = models.TextField(blank=True)
    incidente = models.ForeignKey(
        Incidente, null=True, on_delete=models.PROTECT, related_name="restauraciones"
    )
    adjuntos = models.ManyToManyField(Adjunto, blank=True, related_name="restauraciones")
    iniciada_por = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="+")
    terminada_por = models.ForeignKey(
        Persona, null=True, on_delete=models.PROTECT, related_name="+"
    )
    capacidad = models.CharField(max_length=300)

    class Meta:
        ordering = ["solicitud", "numero"]
        verbose_name = "restauración"
        verbose_name_plural = "restauraciones"
        constraints = [
            models.UniqueConstraint(fields=["solicitud", "numero"], name="restauracion_numerada"),
            models.UniqueConstraint(
                fields=["solicitud"],
                condition=Q(resultado="en_curso"),
                name="una_sola_restauracion_en_curso",
            ),
            models.CheckConstraint(
                condition=Q(sobrescribe=False) | ~Q(consentimiento=""),
                name="sobrescribir_con_consentimiento",
            ),
            models.CheckConstraint(
                condition=Q(fin__isnull=True) | Q(fin__gte=F("inicio")),
                name="restauracion_termina_despues_de_empezar",
            ),
            models.CheckConstraint(
                condition=Q(resultado="en_curso", fin__isnull=True)
                | Q(fin__isnull=False, terminada_por__isnull=False),
                name="restauracion_terminada_por_alguien",
            ),
            models.CheckConstraint(
                condition=~Q(resultado="parcial") | ~Q(faltantes=""),
                name="restauracion_parcial_con_faltantes",
            ),
            models.CheckConstraint(
                condition=~Q(resultado__in=["completa", "parcial"])
                | Q(cantidad__isnull=False)
                | ~Q(huella=""),
                name="restauracion_comprobada",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.solicitud} · restauración {self.numero}"
