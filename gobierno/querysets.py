"""Reads of gobierno: chainable adjectives of the domain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.apps import apps
from django.contrib.auth.models import UserManager
from django.db import models
from django.db.models import Q

from gobierno.perfil import perfil_activo

if TYPE_CHECKING:
    from gobierno.models import Persona


class UnidadQuerySet(models.QuerySet[Any]):
    def activas(self) -> UnidadQuerySet:
        return self.filter(activa=True)

    def visibles_para(self, usuario: Persona) -> UnidadQuerySet:
        """The tree of units is public inside the institution."""
        return self


class PersonaQuerySet(models.QuerySet[Any]):
    def activas(self) -> PersonaQuerySet:
        return self.filter(is_active=True)

    def con_rol(self, rol: str, fecha: date) -> PersonaQuerySet:
        """Active people who hold `rol` on the local date `fecha`, each once."""
        return (
            self.activas()
            .filter(
                Q(designaciones__hasta__isnull=True) | Q(designaciones__hasta__gte=fecha),
                designaciones__rol=rol,
                designaciones__desde__lte=fecha,
            )
            .distinct()
        )

    def con_permiso(self, permiso: str, fecha: date) -> PersonaQuerySet:
        """Active people whom some role in force on the local date `fecha` allows `permiso`."""
        roles = [rol.codigo for rol in perfil_activo().roles_con(permiso)]
        return (
            self.activas()
            .filter(
                Q(designaciones__hasta__isnull=True) | Q(designaciones__hasta__gte=fecha),
                designaciones__rol__in=roles,
                designaciones__desde__lte=fecha,
            )
            .distinct()
        )

    def visibles_para(self, usuario: Persona, *, hoy: date) -> PersonaQuerySet:
        if "personas.ver" in usuario.permisos_al(hoy):
            return self
        return self.filter(pk=usuario.pk)


class PersonaManager(UserManager.from_queryset(PersonaQuerySet)):  # type: ignore[misc]
    """Django's user manager with the domain adjectives."""


class DesignacionQuerySet(models.QuerySet[Any]):
    def vigentes_al(self, fecha: date) -> DesignacionQuerySet:
        return self.filter(Q(hasta__isnull=True) | Q(hasta__gte=fecha), desde__lte=fecha)

    def entre(self, desde: date, hasta: date | None) -> DesignacionQuerySet:
        """Those that share at least one day with the period (inclusive; None = open)."""
        cruza = self.filter(Q(hasta__isnull=True) | Q(hasta__gte=desde))
        return cruza if hasta is None else cruza.filter(desde__lte=hasta)

    def jefaturas(self) -> DesignacionQuerySet:
        codigos = [r.codigo for r in perfil_activo().roles if "jefatura" in r.funciones]
        return self.filter(rol__in=codigos)

    def visibles_para(self, usuario: Persona, *, hoy: date) -> DesignacionQuerySet:
        if "personas.ver" in usuario.permisos_al(hoy):
            return self
        return self.filter(persona=usuario)


class AvisoQuerySet(models.QuerySet[Any]):
    def visibles_para(self, usuario: Persona) -> AvisoQuerySet:
        return self.filter(destinatario=usuario)

    def sin_leer(self) -> AvisoQuerySet:
        return self.filter(leido_en__isnull=True)

    def por_enviar(self) -> AvisoQuerySet:
        return self.filter(envio__isnull=True)


class EnvioQuerySet(models.QuerySet[Any]):
    def pendientes(self, ahora: datetime) -> EnvioQuerySet:
        """Mails whose next attempt is due at `ahora` (UTC) and that have not been given up."""
        return self.filter(estado="pendiente", proximo_intento_en__lte=ahora)


class AdjuntoQuerySet(models.QuerySet[Any]):
    def visibles_para(self, usuario: Persona, *, hoy: date) -> AdjuntoQuerySet:
        """One's own, or all for who reads what they support (verifications, Directorio)."""
        if {"hoy.ver", "directorio.ver"} & usuario.permisos_al(hoy):
            return self.filter(Q(reservado=False) | Q(subido_por=usuario))
        return self.filter(subido_por=usuario)


class PaginaDeEventos(NamedTuple):
    """Entries of one page and whether there are newer and older ones."""

    filas: list[Any]
    hay_nuevas: bool
    hay_antiguas: bool


class EventoQuerySet(models.QuerySet[Any]):
    def de(self, objeto: models.Model) -> EventoQuerySet:
        """Events about `objeto`, as shown on its own page."""
        return self.filter(objeto_tipo=objeto._meta.label_lower, objeto_id=str(objeto.pk))

    def pagina(
        self, *, antes: int | None, despues: int | None, cuantas: int, por_fecha: bool = False
    ) -> PaginaDeEventos:
        """The `cuantas` entries before or after a number, newest first.

        By key and not by offset, so the page costs the same with a million entries. With
        `por_fecha` the order is that of the instants, whose index then answers a range of dates.
        """
        campos = ["instante", "numero"] if por_fecha else ["numero"]
        if despues is not None:
            siguientes = self.filter(self._desde_clave(despues, "gt", por_fecha=por_fecha))
            filas = list(siguientes.order_by(*campos)[: cuantas + 1])
            return PaginaDeEventos(filas[:cuantas][::-1], len(filas) > cuantas, hay_antiguas=True)
        previas = self
        if antes is not None:
            previas = self.filter(self._desde_clave(antes, "lt", por_fecha=por_fecha))
        filas = list(previas.order_by(*(f"-{campo}" for campo in campos))[: cuantas + 1])
        return PaginaDeEventos(filas[:cuantas], antes is not None, len(filas) > cuantas)

    def _desde_clave(self, numero: int, sentido: str, *, por_fecha: bool) -> Q:
        """Entries beyond `numero` in one direction ("lt" or "gt") of the order in use."""
        mas_alla = Q(**{f"numero__{sentido}": numero})
        if not por_fecha:
            return mas_alla
        corte = self.model._base_manager.filter(numero=numero).values_list("instante", flat=True)
        instante = corte.first()
        if instante is None:
            return mas_alla
        acota = Q(**{f"instante__{sentido}e": instante})  # what the index walks
        return acota & (Q(**{f"instante__{sentido}": instante}) | mas_alla)

    def visibles_para(self, usuario: Persona, *, hoy: date) -> EventoQuerySet:
        if "bitacora.ver" in usuario.permisos_al(hoy):
            return self
        return self.filter(actor_id=usuario.pk)


class PasoQuerySet(models.QuerySet[Any]):
    def por_decidir_de(self, usuario: Persona, *, hoy: date) -> PasoQuerySet:
        """Steps whose turn has come and that `usuario` may decide on `hoy`, the oldest first.

        Who prepared a round does not sign it, and nobody gives two vistos or firmas in one (X-3).
        """
        return self.por_decidir_con(usuario.pk, list(usuario.roles_al(hoy)))

    def por_decidir_con(self, persona: int, roles: Sequence[str]) -> PasoQuerySet:
        """The same for who is known by its key and its roles."""
        obligan = ["visto", "firma"]
        decisiones = apps.get_model("gobierno", "Decision")._default_manager
        propias = decisiones.filter(persona=persona, acto__in=obligan).values("ronda")
        return (
            self.filter(
                turno=True,
                rol__in=roles,
                ronda__tramite__estado__in=["en_curso", "aprobado"],
            )
            .exclude(acto="firma", ronda__enviada_por=persona)
            .exclude(acto__in=obligan, ronda__in=propias)
            .select_related("ronda__tramite")
            .order_by("turno_desde", "pk")
        )
