"""Reads of incidents."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from gobierno.models import Persona


class IncidenteQuerySet(models.QuerySet[Any]):
    def abiertos(self) -> IncidenteQuerySet:
        return self.filter(estado="detectado")

    def visibles_para(self, usuario: Persona, *, hoy: date) -> IncidenteQuerySet:
        if "incidentes.ver" in usuario.permisos_al(hoy):
            return self
        return self.none()
