"""What a person decides about notices and mail."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from gobierno import avisos, bitacora
from gobierno.capacidad import exigir
from gobierno.errores import EstadoCambiado, ReglaIncumplida
from gobierno.models import Aviso, Envio, Persona
from gobierno.perfil import perfil_activo

ADMINISTRAR = "personas.administrar"


@transaction.atomic
def marcar_leidos(*, cuales: Collection[int] | None, por: Persona, ahora: datetime) -> int:
    """Mark notices of `por` as read (`None` = all); returns how many were unread.

    The instant stays in each notice; the trail gets one entry per act, not one per notice.
    """
    pendientes = Aviso.objects.visibles_para(por).sin_leer()
    if cuales is not None:
        pendientes = pendientes.filter(pk__in=cuales)
    marcados = pendientes.update(leido_en=ahora)
    if marcados:
        bitacora.registrar(
            bitacora.Evento(
                accion="avisos.leer", por=por, objeto=por, despues={"avisos": marcados}
            ),
            ahora=ahora,
        )
    return marcados


@transaction.atomic
def preferir_avisos(*, resumen: bool, por: Persona, ahora: datetime) -> None:
    """One mail with everything, or one per notice."""
    persona = Persona.objects.select_for_update(of=("self",)).get(pk=por.pk)
    if persona.resumen_diario == resumen:
        return
    persona.resumen_diario = resumen
    persona.save(update_fields=["resumen_diario"])
    bitacora.registrar(
        bitacora.Evento(
            accion="avisos.preferencias",
            por=por,
            objeto=persona,
            antes={"reunidos_en_un_correo": not resumen},
            despues={"reunidos_en_un_correo": resumen},
        ),
        ahora=ahora,
    )


@transaction.atomic
def preparar_prueba(*, por: Persona, hoy: date, ahora: datetime) -> Envio:
    """A test mail to whoever asks; the caller sends it at once with `avisos.enviar`."""
    capacidad = exigir(por=por, permiso=ADMINISTRAR, hoy=hoy).capacidad
    if not por.email:
        raise ReglaIncumplida(
            "Su cuenta no tiene correo.", remedio="Escríbalo en su ficha y vuelva a probar."
        )
    perfil = perfil_activo()
    envio = avisos.crear_envio(
        persona=por,
        asunto="Prueba de correo: áéíóú ñ",
        texto=(
            f"{por}:\n\nSi lee esto, el servidor de correo acepta los avisos de "
            f"{perfil.institucion.siglas} y los acentos llegan bien: áéíóú, ñ, «comillas».\n"
        ),
        ahora=ahora,
    )
    bitacora.registrar(
        bitacora.Evento(
            accion="correo.prueba",
            por=por,
            capacidad=capacidad,
            objeto=envio,
            despues={"para": envio.para},
        ),
        ahora=ahora,
    )
    return envio


@transaction.atomic
def reintentar_envio(*, envio: Envio, por: Persona, hoy: date, ahora: datetime) -> Envio:
    """Give a failed mail another round of attempts, once its cause was solved."""
    capacidad = exigir(por=por, permiso=ADMINISTRAR, hoy=hoy).capacidad
    envio = Envio.objects.select_for_update(of=("self",)).get(pk=envio.pk)
    if envio.estado != Envio.Estado.FALLIDO:
        raise EstadoCambiado(
            f"Este correo no está fallido: {envio.get_estado_display().lower()}.",
            remedio="Actualice la página.",
        )
    envio.estado, envio.intentos, envio.proximo_intento_en = Envio.Estado.PENDIENTE, 0, ahora
    envio.save(update_fields=["estado", "intentos", "proximo_intento_en"])
    bitacora.registrar(
        bitacora.Evento(accion="correo.reintentar", por=por, capacidad=capacidad, objeto=envio),
        ahora=ahora,
    )
    return envio
