"""The request of a user, from its reception to its end (dominio.md §3.7, MIN-7.2.2)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from directorio.models import Item
from gobierno.models import Adjunto, Persona, UnidadOrganica
from mesa_ayuda.models import Ticket
from respaldo.models import Copia
from respaldo.retencion import AntesDe, Cuando, EstadoAl, MasReciente, Periodo
from restauracion import estados
from restauracion.querysets import SolicitudQuerySet


def que_se_pide(*partes: str) -> str:
    """The first line of the first of these that says something."""
    return next((p for p in partes if p), "información").splitlines()[0][:160]


class SolicitudDeRestauracion(models.Model):
    """One request. Nothing is deleted; its timeline is its audit trail and its letters.

    `recibida_en` is when the mail or the form arrived: retention counts from there whatever the
    entity takes (R22). `evaluar_al` is the same instant unless it was reopened without a hold.
    """

    class Estado(models.TextChoices):
        REGISTRADA = estados.REGISTRADA, "Registrada"
        OBSERVADA = estados.OBSERVADA, "Observada"
        DEVUELTA = estados.DEVUELTA, "Devuelta"
        DERIVADA = estados.DERIVADA, "Derivada"
        VALIDADA = estados.VALIDADA, "Validada"
        EN_VIABILIDAD = estados.EN_VIABILIDAD, "En viabilidad"
        ASIGNADA = estados.ASIGNADA, "Asignada"
        EN_EVALUACION = estados.EN_EVALUACION, "En evaluación"
        POR_ACEPTACION = estados.POR_ACEPTACION, "Por aceptación"
        NO_PROCEDE = estados.NO_PROCEDE, "No procede"
        PROCEDE = estados.PROCEDE, "Procede"
        EN_RESTAURACION = estados.EN_RESTAURACION, "En restauración"
        RESTAURADA = estados.RESTAURADA, "Restaurada"
        POR_CONFORMIDAD = estados.POR_CONFORMIDAD, "Por conformidad"
        ATENDIDA = estados.ATENDIDA, "Atendida"
        CERRADA = estados.CERRADA, "Cerrada"
        DESISTIDA = estados.DESISTIDA, "Desistida"
        REABIERTA = estados.REABIERTA, "Reabierta"

    class Modo(models.TextChoices):
        ESTADO_AL = "estado_al", "Como estaba un día"
        ANTES_DE = "antes_de", "Justo antes de un momento"
        PERIODO = "periodo", "Copias de un periodo"
        MAS_RECIENTE = "mas_reciente", "La copia más reciente"

    class Cuales(models.TextChoices):
        ULTIMA = "ultima", "La última"
        CUALQUIERA = "cualquiera", "Cualquiera"
        TODAS = "todas", "Todas"

    numero = models.CharField(max_length=30, unique=True)
    estado = models.CharField(max_length=16, choices=Estado, default=Estado.REGISTRADA)
    estado_desde = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)  # grows with each act: a stale page is told
    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="solicitud")

    # Who asks, and who must know.
    canal = models.CharField(max_length=30)
    solicitante = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="solicitudes")
    unidad = models.ForeignKey(
        UnidadOrganica, null=True, on_delete=models.PROTECT, related_name="solicitudes"
    )
    jefe = models.ForeignKey(Persona, null=True, on_delete=models.PROTECT, related_name="+")
    jefe_en_copia = models.BooleanField(default=True)
    # Of the unit that owns the ítem: what was written, and who of the help desk checked it.
    autorizacion = models.CharField(max_length=300, blank=True)
    autorizada_por = models.ForeignKey(
        Persona, null=True, on_delete=models.PROTECT, related_name="+"
    )

    # What was lost, when it was last good, why, and where to leave it (MIN-7.2.2-a-3).
    item = models.ForeignKey(
        Item, null=True, blank=True, on_delete=models.PROTECT, related_name="solicitudes"
    )
    clase = models.CharField(max_length=30, blank=True)
    ruta = models.CharField("ubicación", max_length=1000, blank=True)
    objetos = models.TextField("archivos, carpetas u objetos", blank=True)
    en_equipo = models.BooleanField("está en el equipo del usuario", default=False)
    bd_datos = models.BooleanField("datos de la base de datos", default=False)
    bd_estructura = models.BooleanField("estructura de la base de datos", default=False)
    modo = models.CharField(max_length=14, choices=Modo)
    fecha = models.DateField(null=True, blank=True)
    instante = models.DateTimeField(null=True, blank=True)
    desde = models.DateField(null=True, blank=True)
    hasta = models.DateField(null=True, blank=True)
    cuales = models.CharField(max_length=10, choices=Cuales, default=Cuales.ULTIMA)
    motivo = models.TextField()
    cambios_posteriores = models.TextField(blank=True)  # made after the last copy (PC-5.3-c)
    destino = models.CharField("dónde dejarlo", max_length=500, blank=True)
    consiente_sobrescribir = models.BooleanField(default=False)
    adjuntos = models.ManyToManyField(Adjunto, blank=True, related_name="solicitudes")

    # Times, UTC.
    recibida_en = models.DateTimeField()
    registrada_en = models.DateTimeField()
    registrada_por = models.ForeignKey(
        Persona, null=True, on_delete=models.PROTECT, related_name="+"
    )
    evaluar_al = models.DateTimeField()
    subsanar_hasta = models.DateTimeField(null=True, blank=True)  # exclusive
    atendida_en = models.DateTimeField(null=True, blank=True)
    cerrada_en = models.DateTimeField(null=True, blank=True)

    # Who attends and what was decided.
    operador = models.ForeignKey(
        Persona, null=True, on_delete=models.PROTECT, related_name="solicitudes_a_cargo"
    )
    plazo = models.DateField(null=True, blank=True)  # set with the viability (PC)
    copia = models.ForeignKey(
        Copia, null=True, on_delete=models.PROTECT, related_name="solicitudes"
    )
    codigo = models.CharField(max_length=50, blank=True)  # of the last evaluation
    motivo_final = models.TextField(blank=True)
    derivada_a = models.CharField(max_length=40, blank=True)

    # What a search looks in, folded: `acciones.recepcion.indexar`.
    buscable = models.TextField(blank=True, editable=False)

    # One per form that was sent: a double click registers one request.
    ficha = models.CharField(max_length=36, null=True, blank=True, unique=True)

    objects = SolicitudQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "solicitud de restauración"
        verbose_name_plural = "solicitudes de restauración"
        constraints = [
            models.CheckConstraint(
                condition=Q(modo="estado_al", fecha__isnull=False)
                | Q(modo="antes_de", instante__isnull=False)
                | Q(modo="periodo", desde__isnull=False, hasta__gte=F("desde"))
                | Q(modo="mas_reciente"),
                name="solicitud_con_su_fecha",
            ),
            models.CheckConstraint(
                condition=Q(recibida_en__lte=F("registrada_en")),
                name="solicitud_recibida_antes_de_registrada",
            ),
            models.CheckConstraint(
                condition=~Q(estado="cerrada") | Q(cerrada_en__isnull=False),
                name="solicitud_cerrada_con_fecha",
            ),
            models.CheckConstraint(
                condition=~Q(estado__in=["procede", "en_restauracion"]) | Q(copia__isnull=False),
                name="solicitud_que_procede_con_copia",
            ),
            models.CheckConstraint(
                condition=~Q(estado__in=["asignada", "en_evaluacion", "en_restauracion"])
                | Q(operador__isnull=False),
                name="solicitud_en_atencion_con_operador",
            ),
            models.CheckConstraint(
                condition=~Q(estado="derivada") | ~Q(derivada_a=""),
                name="solicitud_derivada_a_alguien",
            ),
            models.CheckConstraint(
                condition=Q(autorizada_por__isnull=True) | ~Q(autorizacion=""),
                name="autorizacion_comprobada_con_texto",
            ),
            models.CheckConstraint(
                condition=~Q(estado="observada") | Q(subsanar_hasta__isnull=False),
                name="solicitud_observada_con_plazo",
            ),
        ]
        indexes = [
            models.Index(fields=["estado", "-id"], name="solicitud_por_estado"),
            models.Index(fields=["solicitante", "-id"], name="solicitud_por_solicitante"),
            models.Index(fields=["unidad", "-id"], name="solicitud_por_unidad"),
            models.Index(fields=["item", "recibida_en"], name="solicitud_por_item"),
            models.Index(
                fields=["subsanar_hasta"],
                condition=Q(estado="observada"),
                name="solicitud_por_desistir",
            ),
        ]

    def __str__(self) -> str:
        return self.numero

    @property
    def cuando(self) -> Cuando:
        """What the calculus is asked: one of the four ways of saying when."""
        if self.modo == self.Modo.ESTADO_AL and self.fecha:
            return EstadoAl(self.fecha)
        if self.modo == self.Modo.ANTES_DE and self.instante:
            return AntesDe(self.instante)
        if self.modo == self.Modo.PERIODO and self.desde and self.hasta:
            return Periodo(self.desde, self.hasta, self.cuales)
        return MasReciente()

    @property
    def que(self) -> str:
        """What is asked for, in a few words, for lists and letters."""
        return que_se_pide(self.item.nombre if self.item else "", self.ruta, self.objetos)

    @property
    def esta_abierta(self) -> bool:
        return self.estado not in estados.FINALES
