"""Reads of procedure 7.1: what is owed, what arrived, what is missing."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models

from respaldo.estados import condicion

if TYPE_CHECKING:
    from directorio.models import Linea
    from gobierno.models import Persona


class CorridaQuerySet(models.QuerySet[Any]):
    def del_dia(self, fecha: date) -> CorridaQuerySet:
        return self.filter(fecha_operativa=fecha)

    def internas(self) -> CorridaQuerySet:
        return self.filter(tipo_de_backup="interno")

    def externas(self) -> CorridaQuerySet:
        return self.filter(tipo_de_backup="externo")

    def sin_verificar(self) -> CorridaQuerySet:
        return self.filter(estado="esperada")

    def por_verificar(self, ahora: datetime) -> CorridaQuerySet:
        """Window closed at `ahora` (UTC) and nobody has answered for it (§3.4)."""
        return self.sin_verificar().filter(fin_previsto__lte=ahora)

    def vencidas(self, *, ahora: datetime) -> CorridaQuerySet:
        """Unverified past their deadline, whether the sweep marked them yet or not."""
        return self.sin_verificar().filter(vence_en__lte=ahora)

    def en_estado(self, estado: str, *, ahora: datetime) -> CorridaQuerySet:
        """Those that are in `estado` at `ahora` (UTC): a state of §3.4 or a group of states."""
        return self.filter(condicion(estado, ahora=ahora))

    def entre(self, desde: date | None, hasta: date | None) -> CorridaQuerySet:
        """Fechas operativas from `desde` to `hasta`, both included; None leaves a side open."""
        filas = self if desde is None else self.filter(fecha_operativa__gte=desde)
        return filas if hasta is None else filas.filter(fecha_operativa__lte=hasta)

    def de_la_linea(self, linea: Linea) -> CorridaQuerySet:
        """Runs of the series of `linea`, whatever version they were owed by."""
        item, tipo, modalidad = linea.serie
        return self.filter(item=item, tipo_de_backup=tipo, modalidad=modalidad)

    def visibles_para(self, usuario: Persona, *, hoy: date) -> CorridaQuerySet:
        if "hoy.ver" in usuario.permisos_al(hoy):
            return self
        return self.none()


class EjecucionQuerySet(models.QuerySet[Any]):
    def no_contempladas(self) -> EjecucionQuerySet:
        """Runs whose job no rule maps to a line (MIN-6.2)."""
        return self.filter(item__isnull=True, descartada_en__isnull=True)

    def no_programadas(self) -> EjecucionQuerySet:
        """Runs of a known series that belong to no expected run."""
        return self.filter(item__isnull=False, corrida__isnull=True)

    def visibles_para(self, usuario: Persona, *, hoy: date) -> EjecucionQuerySet:
        if "ejecuciones.ver" in usuario.permisos_al(hoy):
            return self
        return self.none()


class CopiaQuerySet(models.QuerySet[Any]):
    def de_la_serie(self, serie: tuple[int, str, str]) -> CopiaQuerySet:
        item, tipo, modalidad = serie
        return self.filter(item=item, tipo_de_backup=tipo, modalidad=modalidad)

    def existentes(self) -> CopiaQuerySet:
        return self.filter(invalidada_en__isnull=True)

    def visibles_para(self, usuario: Persona, *, hoy: date) -> CopiaQuerySet:
        if "ejecuciones.ver" in usuario.permisos_al(hoy):
            return self
        return self.none()


class FuenteQuerySet(models.QuerySet[Any]):
    def activas(self) -> FuenteQuerySet:
        return self.filter(activa=True)

    def visibles_para(self, usuario: Persona, *, hoy: date) -> FuenteQuerySet:
        if "fuentes.ver" in usuario.permisos_al(hoy):
            return self
        return self.none()
