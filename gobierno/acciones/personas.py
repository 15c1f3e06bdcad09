"""Accounts: who they are. What they may do is written in designations, never here."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from gobierno import avisos, bitacora
from gobierno.acciones.designaciones import ADMINISTRAR, exigir_administrador_restante
from gobierno.capacidad import exigir
from gobierno.errores import EstadoCambiado, ReglaIncumplida
from gobierno.models import Designacion, Persona, UnidadOrganica
from gobierno.perfil import perfil_activo


@dataclass(frozen=True)
class Ficha:
    """What identifies a person. `unidad` is where it belongs (MIN-III)."""

    first_name: str
    last_name: str
    email: str
    unidad: UnidadOrganica
    cargo: str = ""


@transaction.atomic
def crear_persona(
    *, username: str, ficha: Ficha, contrasena: str, por: Persona, hoy: date, ahora: datetime
) -> Persona:
    """Open an account without any role. Raises ReglaIncumplida on a repeated user or e-mail.

    Fuente: MIN-III.
    """
    capacidad = exigir(por=por, permiso=ADMINISTRAR, hoy=hoy).capacidad
    if Persona.objects.filter(username__iexact=username).exists():
        raise ReglaIncumplida(
            f"Ya existe una cuenta con el usuario «{username}».",
            campos={"username": "Elija otro usuario."},
        )
    _comprobar_ficha(ficha, propia=None)
    persona = Persona(username=username, **_datos(ficha))
    _poner_contrasena(persona, contrasena)
    persona.save()
    bitacora.registrar(
        bitacora.Evento(
            accion="persona.crear",
            por=por,
            capacidad=capacidad,
            objeto=persona,
            despues={"username": username, **_texto(ficha)},
        ),
        ahora=ahora,
    )
    return persona


@transaction.atomic
def editar_persona(
    *, persona: Persona, ficha: Ficha, por: Persona, hoy: date, ahora: datetime
) -> Persona:
    """Correct what identifies a person; the trail keeps what changed."""
    capacidad = exigir(por=por, permiso=ADMINISTRAR, hoy=hoy).capacidad
    persona = Persona.objects.select_for_update().get(pk=persona.pk)
    _comprobar_ficha(ficha, propia=persona)
    nuevos = _datos(ficha)
    antes = {campo: getattr(persona, campo) for campo in nuevos}
    cambios = {campo: valor for campo, valor in nuevos.items() if antes[campo] != valor}
    if not cambios:
        return persona
    for campo, valor in cambios.items():
        setattr(persona, campo, valor)
    persona.save(update_fields=list(cambios))
    bitacora.registrar(
        bitacora.Evento(
            accion="persona.editar",
            por=por,
            capacidad=capacidad,
            objeto=persona,
            antes={campo: antes[campo] for campo in cambios},
            despues=cambios,
        ),
        ahora=ahora,
    )
    return persona


@transaction.atomic
def cambiar_actividad(
    *, persona: Persona, activa: bool, motivo: str, por: Persona, hoy: date, ahora: datetime
) -> Persona:
    """Suspend an account, or take it back. A suspended one does nothing and receives no mail.

    The jefe of the unit is told that the information kept on the person's equipment must be handed
    over (MIN-6.4-b).
    """
    capacidad = exigir(por=por, permiso=ADMINISTRAR, hoy=hoy).capacidad
    persona = Persona.objects.select_for_update(of=("self",)).get(pk=persona.pk)
    if persona.is_active == activa:
        raise EstadoCambiado(
            f"La cuenta de {persona} ya está {'activa' if activa else 'desactivada'}.",
            remedio="Actualice la página.",
        )
    if not motivo.strip():
        raise ReglaIncumplida(
            "Falta el motivo.", campos={"motivo": "Escriba el motivo o el documento."}
        )
    persona.is_active = activa
    persona.save(update_fields=["is_active"])
    if not activa:
        exigir_administrador_restante(al=hoy)
        _avisar_entrega(persona, hoy=hoy, ahora=ahora)
    bitacora.registrar(
        bitacora.Evento(
            accion="persona.activar" if activa else "persona.desactivar",
            por=por,
            capacidad=capacidad,
            objeto=persona,
            antes={"activa": not activa},
            despues={"activa": activa},
            motivo=motivo.strip(),
        ),
        ahora=ahora,
    )
    return persona


@transaction.atomic
def cambiar_contrasena(
    *, persona: Persona, contrasena: str, por: Persona, hoy: date, ahora: datetime
) -> None:
    """A new password: one's own, or somebody's by who administers people. It is never recorded."""
    ajena = persona.pk != por.pk
    capacidad = exigir(por=por, permiso=ADMINISTRAR, hoy=hoy).capacidad if ajena else ""
    persona = Persona.objects.select_for_update(of=("self",)).get(pk=persona.pk)
    _poner_contrasena(persona, contrasena)
    persona.save(update_fields=["password"])
    bitacora.registrar(
        bitacora.Evento(
            accion="persona.contrasena",
            por=por,
            capacidad=capacidad,
            objeto=persona,
        ),
        ahora=ahora,
    )


@transaction.atomic
def crear_administrador(
    *, username: str, ficha: Ficha, contrasena: str, documento: str, hoy: date, ahora: datetime
) -> Persona:
    """The first administrator of an installation, from its console. Refused once there is one."""
    roles = perfil_activo().roles_con(ADMINISTRAR)
    if any(Persona.objects.con_rol(rol.codigo, hoy).exists() for rol in roles):
        raise ReglaIncumplida(
            "Esta instalación ya tiene quien la administre.",
            remedio="Esa persona registra a las demás en «Personas».",
        )
    if ficha.unidad.pk is None:  # nothing exists yet: its unit is the first one too
        ficha.unidad.save()
    persona = Persona(username=username, **_datos(ficha))
    _poner_contrasena(persona, contrasena)
    persona.save()
    designacion = Designacion.objects.create(
        persona=persona,
        rol=roles[0].codigo,
        unidad=ficha.unidad,
        desde=hoy,
        documento=documento,
        creada_en=ahora,
    )
    bitacora.registrar(
        bitacora.Evento(
            accion="persona.crear_administrador",
            objeto=persona,
            despues={"username": username, "designacion": designacion.capacidad},
        ),
        ahora=ahora,
    )
    return persona


def _datos(ficha: Ficha) -> dict[str, Any]:
    return {campo: getattr(ficha, campo) for campo in Ficha.__dataclass_fields__}


def _texto(ficha: Ficha) -> dict[str, Any]:
    return _datos(ficha) | {"unidad": str(ficha.unidad)}


def _comprobar_ficha(ficha: Ficha, *, propia: Persona | None) -> None:
    otras = Persona.objects.filter(email__iexact=ficha.email)
    if propia is not None:
        otras = otras.exclude(pk=propia.pk)
    if ficha.email and otras.exists():
        raise ReglaIncumplida(
            f"El correo {ficha.email} ya es de otra cuenta.",
            remedio="Cada persona recibe los avisos en su propio correo.",
            campos={"email": "Escriba el correo de esta persona."},
        )


def _poner_contrasena(persona: Persona, contrasena: str) -> None:
    try:
        validate_password(contrasena, persona)
    except ValidationError as error:
        raise ReglaIncumplida(
            "La contraseña no sirve.", campos={"contrasena": " ".join(error.messages)}
        ) from error
    persona.set_password(contrasena)


def _avisar_entrega(persona: Persona, *, hoy: date, ahora: datetime) -> None:
    jefe = persona.unidad.jefe_al(hoy) if persona.unidad else None
    if jefe is None or jefe.pk == persona.pk:
        return
    numeral = perfil_activo().numeral("equipo_de_usuario")
    avisos.encolar(
        avisos.Mensaje(
            clave=f"entrega:{persona.pk}:{hoy:%Y%m%d}",
            tipo="entrega",
            asunto=f"Entrega de información de {persona}",
            texto=(
                f"La cuenta de {persona} se desactivó. La información guardada en su equipo no se "
                f"respalda: confirme que se la entregó ({numeral})."
            ),
        ),
        para=[jefe],
        ahora=ahora,
    )
