"""Reads of the Directorio: which version rules on a date, which lines are owed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from directorio.models import VersionDirectorio
    from gobierno.models import Persona

EN_PREPARACION = ("borrador", "en_visto", "observado", "por_firmar")
CON_EFECTO = ("aprobado", "vigente", "sustituido")
POR_EVENTO = ("por evento", "a solicitud")  # how their periodicity begins, as it is stored


class VersionQuerySet(models.QuerySet[Any]):
    def en_preparacion(self) -> VersionQuerySet:
        return self.filter(estado__in=EN_PREPARACION)

    def con_efecto(self) -> VersionQuerySet:
        """Approved ones: only these ever create duties (X-1)."""
        return self.filter(estado__in=CON_EFECTO)

    def vigente_al(self, fecha: date) -> VersionDirectorio | None:
        """The version that rules on the local date `fecha`, past or future (R4, R21).

        Derived from approval and dates, not from the state that the daily task writes: with the
        scheduler down the answer is the same. The last one stays in force (ultra-activity).
        """
        return self.con_efecto().filter(vigente_desde__lte=fecha).order_by("-vigente_desde").first()

    def visibles_para(self, usuario: Persona, *, hoy: date) -> VersionQuerySet:
        """Drafts are for who may read the Directorio; nobody else sees any version."""
        if "directorio.ver" in usuario.permisos_al(hoy):
            return self
        return self.none()


class ItemQuerySet(models.QuerySet[Any]):
    def visibles_para(self, usuario: Persona, *, hoy: date) -> ItemQuerySet:
        if "directorio.ver" in usuario.permisos_al(hoy):
            return self
        return self.none()


class LineaQuerySet(models.QuerySet[Any]):
    def activas_al(self, fecha: date) -> LineaQuerySet:
        """Lines from which something can be owed on `fecha`: not suspended, not retired by then."""
        return self.filter(Q(situacion="activa") | Q(situacion="retirada", fecha_baja__gt=fecha))

    def por_evento(self) -> LineaQuerySet:
        """Lines whose copies are due because something happened or somebody asked (4.3)."""
        evento, solicitud = POR_EVENTO
        return self.filter(Q(periodicidad__startswith=evento) | Q(periodicidad=solicitud))

    def retiradas_al(self, fecha: date) -> LineaQuerySet:
        """Lines whose baja had happened by `fecha` (R17)."""
        return self.filter(situacion="retirada", fecha_baja__lte=fecha)

    def de_la_serie(self, serie: tuple[int, str, str]) -> LineaQuerySet:
        item, tipo, modalidad = serie
        return self.filter(item=item, tipo_de_backup=tipo, modalidad=modalidad)

    def externas(self) -> LineaQuerySet:
        return self.filter(tipo_de_backup="externo")

    def por_configurar(self) -> LineaQuerySet:
        """Lines whose configuration is not complete (MIN-7.1.1-a, MIN-7.1.2-b)."""
        return self.filter(situacion="activa").filter(
            Q(configuracion__isnull=True)
            | Q(configuracion__operador__isnull=True)
            | Q(tipo_de_backup="externo", configuracion__responsable__isnull=True)
        )

    def visibles_para(self, usuario: Persona, *, hoy: date) -> LineaQuerySet:
        """Readers see every line; the provider sees the externo lines to configure."""
        permisos = usuario.permisos_al(hoy)
        if "directorio.ver" in permisos:
            return self
        if "configuracion.registrar" in permisos:
            return self.externas()
        return self.none()
