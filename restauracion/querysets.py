"""Reads of restore requests: who sees which, and what waits for whom."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from gobierno import texto
from gobierno.perfil import perfil_activo
from restauracion import estados

if TYPE_CHECKING:
    from gobierno.models import Persona

PALABRAS = 8


class SolicitudQuerySet(models.QuerySet[Any]):
    def visibles_para(self, usuario: Persona, *, hoy: date) -> SolicitudQuerySet:
        """All for who registers, attends or supervises; the unit's for its jefe; one's own.

        Fuente: MIN-6.5, MIN-7.2.2-a-2.
        """
        if "solicitudes.ver" in usuario.permisos_al(hoy):
            return self
        propias = Q(solicitante=usuario) | Q(jefe=usuario)
        if unidades := unidades_que_dirige(usuario, hoy):
            propias |= Q(unidad__in=unidades)
        return self.filter(propias)

    def abiertas(self) -> SolicitudQuerySet:
        return self.exclude(estado__in=estados.FINALES)

    def de_mi_bandeja(self, usuario: Persona, *, hoy: date) -> SolicitudQuerySet:
        """What waits for an act of `usuario`, by role and by name."""
        return self.que_esperan_a(usuario.pk, usuario.permisos_al(hoy))

    def que_esperan_a(self, usuario: int, permisos: Container[str]) -> SolicitudQuerySet:
        """What waits for an act of the account `usuario`, who has `permisos` today."""
        espera = Q(solicitante=usuario, estado__in=estados.DEL_SOLICITANTE)
        espera |= Q(jefe=usuario, estado=estados.POR_CONFORMIDAD)
        if estados.GESTIONAR in permisos:
            espera |= Q(estado__in=[estados.REGISTRADA, estados.VALIDADA])
        if estados.ATENDER in permisos:
            espera |= Q(estado__in=estados.DE_OPERADOR) & (
                Q(operador=usuario) | Q(operador__isnull=True)
            )
        if estados.VIABILIDAD in permisos:
            espera |= Q(estado=estados.EN_VIABILIDAD)
        return self.filter(espera)

    def con_texto(self, escrito: str) -> SolicitudQuerySet:
        """Those that have every word somewhere, accents and case aside; the ítem and the
        requester, also by the name that they have now."""
        propias = Q()
        for palabra in texto.plegar(escrito).split()[:PALABRAS]:
            propias &= Q(buscable__contains=palabra)
        return self.filter(
            propias
            | Q(item__nombre__icontains=escrito)
            | Q(solicitante__last_name__icontains=escrito)
        )

    def por_desistir(self, *, ahora: datetime) -> SolicitudQuerySet:
        """Observed, and the term to correct them has passed."""
        return self.filter(estado=estados.OBSERVADA, subsanar_hasta__lte=ahora)

    def por_dar_conformidad(self) -> SolicitudQuerySet:
        return self.filter(estado=estados.POR_CONFORMIDAD)


def unidades_que_dirige(usuario: Persona, hoy: date) -> list[int]:
    jefaturas = {rol.codigo for rol in perfil_activo().roles_con("solicitudes.unidad")}
    return [
        d.unidad_id for d in usuario.designaciones_al(hoy) if d.rol in jefaturas and d.unidad_id
    ]
