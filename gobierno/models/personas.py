"""Who people are, where they belong and in what capacity they act on a given day."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q

from gobierno.perfil import perfil_activo
from gobierno.permisos import TODOS
from gobierno.preparadas import ModelosPreparados
from gobierno.querysets import DesignacionQuerySet, PersonaManager, UnidadQuerySet

_leer_designaciones = ModelosPreparados(  # every request asks what its person may do
    lambda persona, fecha: (
        Designacion.objects.filter(persona=persona).vigentes_al(fecha).order_by("desde")
    )
)


class UnidadOrganica(models.Model):
    """Órgano or unidad orgánica of the institution's tree (MIN-III). Its jefe is a designation."""

    nombre = models.CharField(max_length=200, unique=True)
    siglas = models.CharField(max_length=20, unique=True)
    depende_de = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="dependencias"
    )
    activa = models.BooleanField(default=True)

    objects = UnidadQuerySet.as_manager()

    class Meta:
        ordering = ["siglas"]
        verbose_name = "unidad orgánica"
        verbose_name_plural = "unidades orgánicas"
        constraints = [
            models.CheckConstraint(
                condition=~Q(depende_de=F("id")), name="unidad_no_depende_de_si_misma"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.siglas} — {self.nombre}"

    def jefe_al(self, fecha: date) -> Persona | None:
        """The jefe in force on `fecha` here or, when vacant, in the nearest unit above."""
        unidad: UnidadOrganica | None = self
        while unidad is not None:
            designacion = unidad.designaciones.jefaturas().vigentes_al(fecha).first()
            if designacion:
                jefe: Persona = designacion.persona
                return jefe
            unidad = unidad.depende_de
        return None


class Persona(AbstractUser):
    """An account. What it may do comes from its designations in force, never from flags."""

    cargo = models.CharField("cargo", max_length=150, blank=True)
    unidad = models.ForeignKey(
        UnidadOrganica, null=True, blank=True, on_delete=models.PROTECT, related_name="personas"
    )
    resumen_diario = models.BooleanField(
        "recibir los avisos reunidos en un solo correo", default=True
    )
    es_de_demostracion = models.BooleanField(default=False, editable=False)

    objects: ClassVar = PersonaManager()

    class Meta:
        ordering = ["last_name", "first_name", "username"]
        verbose_name = "persona"
        verbose_name_plural = "personas"

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def designaciones_al(self, fecha: date) -> list[Designacion]:
        """Designations in force on `fecha` (local date), read once per instance and date."""
        memoria: dict[date, list[Designacion]] = self.__dict__.setdefault("_designaciones", {})
        if fecha not in memoria:
            memoria[fecha] = _leer_designaciones(persona=self.pk or 0, fecha=fecha)
            for designacion in memoria[fecha]:
                designacion.persona = self
        return memoria[fecha]

    def roles_al(self, fecha: date) -> set[str]:
        return {designacion.rol for designacion in self.designaciones_al(fecha)}

    def permisos_al(self, fecha: date) -> frozenset[str]:
        """Everything this account may do on `fecha`; an inactive account, nothing."""
        if not self.is_active:
            return frozenset()
        perfil = perfil_activo()
        roles = (perfil.rol(codigo) for codigo in self.roles_al(fecha))
        return TODOS.union(*(rol.permisos for rol in roles if rol))

    def designacion_para(self, permiso: str, fecha: date) -> Designacion | None:
        """The designation in force on `fecha` that allows `permiso`: the capacity of the act."""
        perfil = perfil_activo()
        for designacion in self.designaciones_al(fecha):
            rol = perfil.rol(designacion.rol)
            if rol and permiso in rol.permisos:
                return designacion
        return None

    def designacion_en(self, rol: str, fecha: date) -> Designacion | None:
        return next((d for d in self.designaciones_al(fecha) if d.rol == rol), None)


class Designacion(models.Model):
    """A person holds a role of the profile from a date to a date, by a document (MIN-6.1-d).

    `hasta` is the last day, inclusive: from the next day the role grants nothing. A designation is
    never edited except to set its end; corrections are new designations.
    """

    persona = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="designaciones")
    rol = models.CharField(max_length=40)
    unidad = models.ForeignKey(
        UnidadOrganica,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="designaciones",
    )
    desde = models.DateField()
    hasta = models.DateField(null=True, blank=True)
    documento = models.CharField("documento de designación", max_length=200)
    es_encargatura = models.BooleanField("encargatura", default=False)
    # Only one at a time per unit (the titular jefe): the acción decides it from the profile.
    titular_unico = models.BooleanField(default=False, editable=False)
    creada_por = models.ForeignKey(
        Persona, null=True, on_delete=models.PROTECT, related_name="designaciones_creadas"
    )
    creada_en = models.DateTimeField()

    objects = DesignacionQuerySet.as_manager()

    class Meta:
        ordering = ["-desde", "pk"]
        verbose_name = "designación"
        verbose_name_plural = "designaciones"
        constraints = [
            models.CheckConstraint(
                condition=Q(hasta__isnull=True) | Q(hasta__gte=F("desde")),
                name="designacion_termina_despues_de_empezar",
            ),
            models.CheckConstraint(condition=~Q(documento=""), name="designacion_con_documento"),
            models.UniqueConstraint(
                fields=["persona", "rol", "unidad", "desde"],
                condition=Q(unidad__isnull=False),
                name="designacion_unica_por_unidad_y_dia",
            ),
            models.UniqueConstraint(
                fields=["persona", "rol", "desde"],
                condition=Q(unidad__isnull=True),
                name="designacion_unica_por_dia",
            ),
            models.CheckConstraint(
                condition=Q(titular_unico=False) | Q(unidad__isnull=False, es_encargatura=False),
                name="titular_unico_de_una_unidad",
            ),
        ]
        indexes = [models.Index(fields=["rol", "desde", "hasta"], name="designacion_por_rol")]

    def __str__(self) -> str:
        return f"{self.persona}: {self.capacidad}"

    @property
    def capacidad(self) -> str:
        """How an act made under this designation is labelled: role, encargatura and document."""
        encargo = " (encargatura)" if self.es_encargatura else ""
        return f"{perfil_activo().nombre_de_rol(self.rol)}{encargo} — {self.documento}"
