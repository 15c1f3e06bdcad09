"""Reads of procedure 7.1: what is owed, what arrived, what is missing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, Count, Max, Min, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from respaldo.coincidencias import plegar
from respaldo.estados import condicion
from respaldo.secciones import DIAS_POR_ATENDER, DIAS_RECIENTES, Seccion

if TYPE_CHECKING:
    from directorio.models import Linea
    from gobierno.models import Persona
    from respaldo.models import Corrida


DIAS_DE_REPETICION = 30
# When a run was: its start, else its end, else its arrival. Its indexes have this form.
INSTANTE = Coalesce("inicio", "fin", "recibida_en")


def desde_por_atender(hoy: date) -> date:
    """First fecha operativa whose bad answer still waits on Hoy; an older one is an incident."""
    return hoy - timedelta(days=DIAS_POR_ATENDER)


def _mal_respondida(desde: date) -> Q:
    return Q(
        estado__in=["no_conforme", "sin_evidencia"], subsanada_por=None, fecha_operativa__gte=desde
    )


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

    def bandeja(self, *, hoy: date) -> CorridaQuerySet:
        """The work of whoever verifies today: everything unanswered, whatever its date, what was
        answered badly this week, and the last night for reference."""
        return self.filter(
            Q(estado="esperada")
            | _mal_respondida(desde_por_atender(hoy))
            | Q(fecha_operativa__gte=hoy - timedelta(days=DIAS_RECIENTES))
        )

    def que_piden(self, *, desde: date, ahora: datetime) -> CorridaQuerySet:
        """Of the `bandeja`, what asks for a person at `ahora` (UTC); `desde` is the first fecha
        operativa of the week, `desde_por_atender`."""
        return self.filter(Q(estado="esperada", fin_previsto__lte=ahora) | _mal_respondida(desde))

    def con_seccion(self, *, ahora: datetime) -> CorridaQuerySet:
        """Annotate `seccion`: the place of each row on Hoy at `ahora`, by consequence.

        Evidence that is not conforme always leaves a discrepancia, so the row itself knows.
        """
        esperada = Q(estado="esperada")
        casos = [
            (esperada & Q(vence_en__lte=ahora), Seccion.VENCIDA),
            (
                Q(estado__in=["no_conforme", "sin_evidencia"], subsanada_por=None),
                Seccion.POR_ATENDER,
            ),
            (esperada & Q(fin_previsto__gt=ahora), Seccion.EN_VENTANA),
            (esperada & Q(ejecucion=None), Seccion.SIN_EVIDENCIA),
            (esperada & Q(discrepancias=[], discrepancias_en__isnull=False), Seccion.LISTA),
            (esperada, Seccion.DISCREPANCIA),
            (Q(estado="no_aplica"), Seccion.NO_APLICA),
        ]
        anotada: CorridaQuerySet = self.annotate(
            seccion=Case(
                *[When(condicion, then=Value(int(seccion))) for condicion, seccion in casos],
                default=Value(int(Seccion.VERIFICADA)),
                output_field=models.PositiveSmallIntegerField(),
            )
        )
        return anotada

    def confirmables(self, *, visto_en: datetime) -> CorridaQuerySet:
        """What a block may confirm, as it was on the screen at `visto_en` (UTC) and no later."""
        return self.filter(
            estado="esperada",
            fin_previsto__lte=visto_en,
            vence_en__gt=visto_en,
            ejecucion__estado="conforme",
            ejecucion__recibida_en__lte=visto_en,
            discrepancias=[],
        )

    def cuentas_por_seccion(self, *, ahora: datetime) -> dict[tuple[str, Seccion], int]:
        """How many rows are in each (tipo de backup, section), in one statement."""
        filas = (
            self.con_seccion(ahora=ahora)
            .order_by()
            .values_list("tipo_de_backup", "seccion")
            .annotate(cantidad=Count("pk"))
        )
        return {(tipo, Seccion(seccion)): cantidad for tipo, seccion, cantidad in filas}

    def visibles_para(self, usuario: Persona, *, hoy: date) -> CorridaQuerySet:
        if "hoy.ver" in usuario.permisos_al(hoy):
            return self
        return self.none()


class EjecucionQuerySet(models.QuerySet[Any]):
    def no_contempladas(self) -> EjecucionQuerySet:
        """Runs whose job no rule maps to a line (MIN-6.2)."""
        return self.filter(item__isnull=True, descartada_en__isnull=True)

    def entre(self, desde: datetime | None, hasta: datetime | None) -> EjecucionQuerySet:
        """Runs from `desde` on and before `hasta` (UTC) by their `INSTANTE`; None: no limit."""
        filas: EjecucionQuerySet = self.alias(cuando=INSTANTE)
        filas = filas if desde is None else filas.filter(cuando__gte=desde)
        return filas if hasta is None else filas.filter(cuando__lt=hasta)

    def no_programadas(self) -> EjecucionQuerySet:
        """Runs of a known series that belong to no expected run."""
        return self.filter(item__isnull=False, corrida__isnull=True)

    def reparan_a(self, corrida: Corrida) -> EjecucionQuerySet:
        """Good later runs of the same series that answer for nothing else (§3.4, subsanada)."""
        hasta = corrida.fin_previsto + timedelta(days=DIAS_DE_REPETICION)
        return (
            self.entre(corrida.inicio_previsto, hasta)
            .filter(
                Q(corrida=None) | Q(corrida=corrida),
                item=corrida.item_id,
                tipo_de_backup=corrida.tipo_de_backup,
                serie_modalidad=corrida.modalidad,
                estado="conforme",
                descartada_en=None,
            )
            .exclude(pk=corrida.ejecucion_id)
            .order_by("cuando", "pk")
        )

    def que_nombran(self, texto: str) -> EjecucionQuerySet:
        """Runs whose job, machine or ítem contains `texto`; ítems without regard to accents."""
        from directorio.models import Item  # noqa: PLC0415 — models import this module

        buscado = plegar(texto)
        items = [
            pk for pk, nombre in Item.objects.values_list("pk", "nombre")
            if buscado in plegar(nombre)
        ]  # fmt: skip
        return self.filter(
            Q(trabajo__icontains=texto) | Q(equipo__icontains=texto) | Q(item__in=items)
        )

    def trabajos_no_contemplados(self) -> Any:
        """One row per unknown job (source, name, machine) with how often and since when."""
        return (
            self.no_contempladas()
            .values("fuente", "fuente__nombre", "trabajo", "equipo")
            .annotate(
                veces=Count("pk"),
                primera=Min("recibida_en"),
                ultima=Max("recibida_en"),
                ejecucion=Max("pk"),
            )
            .order_by("-veces", "trabajo", "equipo", "fuente")
        )

    def en_situacion(self, situacion: str) -> EjecucionQuerySet:
        """The rows whose `situacion` is this one."""
        if situacion == "prevista":
            return self.filter(corrida__isnull=False)
        if situacion == "no_programada":
            return self.no_programadas()
        return self.filter(item__isnull=True)

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

    def con_huella(self, sha256: str, ahora: datetime) -> FuenteQuerySet:
        """Active sources whose token, or the one before while it still works, has that SHA-256."""
        return self.activas().filter(
            Q(token_sha256=sha256) | Q(token_anterior_sha256=sha256, token_anterior_hasta__gt=ahora)
        )

    def visibles_para(self, usuario: Persona, *, hoy: date) -> FuenteQuerySet:
        if "fuentes.ver" in usuario.permisos_al(hoy):
            return self
        return self.none()


class EvidenciaQuerySet(models.QuerySet[Any]):
    def con_lectura(self) -> EvidenciaQuerySet:
        """Annotate `resultado` with that of the last reading; null: still to be read."""
        lecturas: Any = self.model._meta.get_field("lecturas").related_model
        ultima = lecturas.objects.filter(evidencia=OuterRef("pk")).order_by("-pk")
        anotada: EvidenciaQuerySet = self.annotate(
            resultado=Subquery(ultima.values("resultado")[:1]),
            analizador=Subquery(ultima.values("analizador")[:1]),
            version=Subquery(ultima.values("version")[:1]),
        )
        return anotada

    def visibles_para(self, usuario: Persona, *, hoy: date) -> EvidenciaQuerySet:
        if "evidencias.ver" in usuario.permisos_al(hoy):
            return self
        return self.none()


class HallazgoQuerySet(models.QuerySet[Any]):
    def abiertos(self) -> HallazgoQuerySet:
        return self.filter(resuelto_en__isnull=True)

    def resueltos(self) -> HallazgoQuerySet:
        return self.filter(resuelto_en__isnull=False)

    def visibles_para(self, usuario: Persona, *, hoy: date) -> HallazgoQuerySet:
        if "hoy.ver" in usuario.permisos_al(hoy):
            return self
        return self.none()


class ReservaQuerySet(models.QuerySet[Any]):
    def vigentes(self) -> ReservaQuerySet:
        return self.filter(hasta__isnull=True)

    def de(self, referencia: str) -> ReservaQuerySet:
        return self.filter(referencia=referencia)

    def por_apartar(self) -> ReservaQuerySet:
        """Orders that nobody has carried out in the software yet, what expires first on top."""
        return (
            self.vigentes()
            .filter(apartada_en__isnull=True)
            .order_by(models.F("copia__retenida_hasta").asc(nulls_last=True), "pk")
        )

    def visibles_para(self, usuario: Persona, *, hoy: date) -> ReservaQuerySet:
        if "ejecuciones.ver" in usuario.permisos_al(hoy):
            return self
        return self.none()


class HechoQuerySet(models.QuerySet[Any]):
    def visibles_para(self, usuario: Persona, *, hoy: date) -> HechoQuerySet:
        if "ejecuciones.ver" in usuario.permisos_al(hoy):
            return self
        return self.none()
