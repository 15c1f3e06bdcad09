"""The approval machine shared by every governed document; the only writer of its tables.

Steps come from the profile (`documentos.<tipo>.pasos`): order 1 first, then 2…; steps of one order
run in parallel; `conocimiento` never holds anything back (MIN-7.1-4). Decisions belong to a round
and die with it. The upper app moves its own states with what these functions return.

Fuente: MIN-7.1-2, MIN-7.1-3, MIN-7.1-4, X-2, X-3.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from gobierno.bitacora import canonico
from gobierno.errores import EstadoCambiado, ReglaIncumplida, SinPermiso
from gobierno.models import (
    ComentarioDeFila,
    Decision,
    Designacion,
    Paso,
    Persona,
    Ronda,
    Tramite,
)
from gobierno.perfil import Documento, perfil_activo


@dataclass(frozen=True)
class Voto:
    """What the person says on a step; `contrasena` re-authenticates a simple signature."""

    sentido: str = Decision.Sentido.OTORGADO
    comentario: str = ""
    filas: Mapping[str, str] = field(default_factory=dict)
    contrasena: str = ""


@dataclass(frozen=True)
class Resultado:
    """What a decision changed: `siguiente_orden` is None when nothing binding remains."""

    decision: Decision
    observado: bool
    completo: bool
    siguientes: tuple[Paso, ...]


def huella(contenido: str) -> str:
    return hashlib.sha256(contenido.encode()).hexdigest()


@transaction.atomic
def abrir(*, tipo: str, titulo: str, por: Persona, ahora: datetime) -> Tramite:
    """Start the procedure of one document; `tipo` is a key of the profile's documents."""
    _documento(tipo)
    return Tramite.objects.create(tipo=tipo, titulo=titulo, preparado_por=por, creado_en=ahora)


@transaction.atomic
def presentar(
    *,
    tramite: Tramite,
    contenido: Mapping[str, object],
    por: Persona,
    designacion: Designacion,
    ahora: datetime,
) -> Ronda:
    """Freeze `contenido` (canonical JSON + SHA-256) and open the next round with its steps."""
    tramite = Tramite.objects.select_for_update().get(pk=tramite.pk)
    if tramite.estado not in {Tramite.Estado.PREPARACION, Tramite.Estado.OBSERVADO}:
        raise EstadoCambiado(
            f"«{tramite}» ya no está en preparación: {tramite.get_estado_display().lower()}.",
            remedio="Actualice la página para ver en qué paso está.",
        )
    texto = canonico(dict(contenido))
    ronda = Ronda.objects.create(
        tramite=tramite,
        numero=tramite.rondas.count() + 1,
        contenido=texto,
        sha256=huella(texto),
        enviada_por=por,
        capacidad=designacion.capacidad,
        enviada_en=ahora,
    )
    Paso.objects.bulk_create(
        Paso(
            ronda=ronda,
            rol=paso.rol,
            acto=paso.acto,
            orden=paso.orden,
            obligatorio=paso.obligatorio,
        )
        for paso in _documento(tramite.tipo).pasos
    )
    tramite.estado, tramite.preparado_por = Tramite.Estado.EN_CURSO, por
    tramite.save(update_fields=["estado", "preparado_por"])
    _dar_turno(ronda, ahora=ahora)
    return ronda


@transaction.atomic
def decidir(*, paso: Paso, por: Persona, voto: Voto, hoy: date, ahora: datetime) -> Resultado:
    """Record one decision on its step, in order, in a capacity in force on `hoy`.

    Raises SinPermiso (not the step's role, or who prepares tries to sign), EstadoCambiado (the
    round is over or somebody decided first) and ReglaIncumplida (observation without comment, wrong
    password).
    """
    tramite = Tramite.objects.select_for_update().get(pk=paso.ronda.tramite_id)
    paso = Paso.objects.select_for_update().select_related("ronda").get(pk=paso.pk)
    designacion = _comprobar(tramite, paso, por=por, voto=voto, hoy=hoy)
    documento = _documento(tramite.tipo)
    decision = Decision.objects.create(
        paso=paso,
        ronda=paso.ronda,
        acto=paso.acto,
        sentido=voto.sentido,
        persona=por,
        preparada_por=paso.ronda.enviada_por,
        segregada=documento.segregacion,
        designacion=designacion,
        capacidad=designacion.capacidad,
        forma=documento.firma if paso.acto in documento.reautenticar else "registro en el sistema",
        sha256=paso.ronda.sha256,
        comentario=voto.comentario.strip(),
        decidida_en=ahora,
    )
    ComentarioDeFila.objects.bulk_create(
        ComentarioDeFila(decision=decision, fila=fila, texto=texto.strip())
        for fila, texto in voto.filas.items()
        if texto.strip()
    )
    return _avanzar(tramite, decision, ahora=ahora)


@transaction.atomic
def retirar(*, tramite: Tramite) -> None:
    """Close the procedure without approval (the document was annulled or revoked)."""
    tramite = Tramite.objects.select_for_update().get(pk=tramite.pk)
    Paso.objects.filter(ronda__tramite=tramite, turno=True).update(turno=False)
    tramite.estado = Tramite.Estado.RETIRADO
    tramite.save(update_fields=["estado"])


def _comprobar(tramite: Tramite, paso: Paso, *, por: Persona, voto: Voto, hoy: date) -> Designacion:
    perfil = perfil_activo()
    if not paso.turno or Decision.objects.filter(paso=paso).exists():
        raise EstadoCambiado(
            f"Este paso de «{tramite}» ya no espera una decisión.",
            remedio="Actualice la página: otra persona pudo actuar antes o la ronda terminó.",
            repite=_repetida(tramite, paso, por=por, voto=voto),
        )
    designacion = por.designacion_en(paso.rol, hoy) if por.is_active else None
    if designacion is None:
        raise SinPermiso(
            f"Este paso le corresponde a {perfil.nombre_de_rol(paso.rol)}.",
            regla=_documento(tramite.tipo).regla,
            remedio="Si tiene una encargatura, pida al administrador que la registre.",
        )
    _comprobar_segregacion(paso, por=por, documento=_documento(tramite.tipo))
    _comprobar_voto(paso, por=por, voto=voto, documento=_documento(tramite.tipo))
    return designacion


def _repetida(tramite: Tramite, paso: Paso, *, por: Persona, voto: Voto) -> Decision | None:
    """The decision that this same person already recorded with this very vote, in this round."""
    decision = Decision.objects.filter(
        paso=paso, persona=por, sentido=voto.sentido, comentario=voto.comentario.strip()
    ).first()
    if decision is None or tramite.ronda is None or tramite.ronda.pk != paso.ronda_id:
        return None
    dichas = {fila: texto.strip() for fila, texto in voto.filas.items() if texto.strip()}
    guardadas = dict(decision.comentarios.values_list("fila", "texto"))
    return decision if dichas == guardadas else None


def _comprobar_segregacion(paso: Paso, *, por: Persona, documento: Documento) -> None:
    if not documento.segregacion or paso.acto not in {Paso.Acto.VISTO, Paso.Acto.FIRMA}:
        return
    if paso.acto == Paso.Acto.FIRMA and por.pk == paso.ronda.enviada_por_id:
        raise SinPermiso(
            "Quien prepara el documento no puede aprobarlo.",
            regla=documento.regla,
            remedio="Debe firmarlo otra persona con el rol que aprueba (titular o encargada).",
        )
    if paso.ronda.decisiones.filter(
        persona=por, acto__in=[Paso.Acto.VISTO, Paso.Acto.FIRMA]
    ).exists():
        raise SinPermiso(
            "Usted ya dio un visto o firma en esta ronda: cada paso es de una persona distinta.",
            regla=documento.regla,
            remedio="El paso pendiente le corresponde a otra persona con ese rol.",
        )


def _comprobar_voto(paso: Paso, *, por: Persona, voto: Voto, documento: Documento) -> None:
    if voto.sentido not in Decision.Sentido.values:
        raise ReglaIncumplida("La decisión solo puede ser otorgar u observar.")
    observa = voto.sentido == Decision.Sentido.OBSERVADO
    if observa and paso.acto not in {Paso.Acto.VISTO, Paso.Acto.FIRMA}:
        raise ReglaIncumplida(
            "La toma de conocimiento no observa el documento: solo deja constancia.",
            regla=documento.regla,
        )
    if observa and not voto.comentario.strip():
        raise ReglaIncumplida(
            "Falta decir qué se observa.",
            regla=documento.regla,
            remedio="Escriba el comentario general; además puede comentar filas.",
            campos={"comentario": "Escriba qué debe corregirse."},
        )
    if paso.acto in documento.reautenticar and not por.check_password(voto.contrasena):
        raise ReglaIncumplida(
            "La contraseña no es correcta: no se registró nada.",
            remedio="Escriba su contraseña de ingreso para confirmar que es usted quien firma.",
            campos={"contrasena": "Contraseña incorrecta."},
        )


def _avanzar(tramite: Tramite, decision: Decision, *, ahora: datetime) -> Resultado:
    paso, ronda = decision.paso, decision.ronda
    Paso.objects.filter(pk=paso.pk).update(turno=False)
    if decision.sentido == Decision.Sentido.OBSERVADO:
        Paso.objects.filter(ronda=ronda).update(turno=False)
        tramite.estado = Tramite.Estado.OBSERVADO
        tramite.save(update_fields=["estado"])
        return Resultado(decision, observado=True, completo=False, siguientes=())
    siguientes = _dar_turno(ronda, ahora=ahora)
    completo = not ronda.pasos.filter(obligatorio=True, decision__isnull=True).exists()
    if completo and tramite.estado != Tramite.Estado.APROBADO:
        tramite.estado = Tramite.Estado.APROBADO
        tramite.save(update_fields=["estado"])
    return Resultado(decision, observado=False, completo=completo, siguientes=siguientes)


def _dar_turno(ronda: Ronda, *, ahora: datetime) -> tuple[Paso, ...]:
    """Give the turn to every step of the lowest order whose predecessors are all decided."""
    pendientes = list(ronda.pasos.filter(decision__isnull=True).order_by("orden", "pk"))
    bloqueo = min((p.orden for p in pendientes if p.obligatorio), default=None)
    nuevos = [p for p in pendientes if not p.turno and (bloqueo is None or p.orden <= bloqueo)]
    Paso.objects.filter(pk__in=[p.pk for p in nuevos]).update(turno=True, turno_desde=ahora)
    return tuple(nuevos)


def _documento(tipo: str) -> Documento:
    documento = perfil_activo().documentos.get(tipo)
    if documento is None:
        raise ReglaIncumplida(f"El perfil no define el documento «{tipo}».")
    return documento
