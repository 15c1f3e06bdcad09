"""What each step says to the requester and the jefe, and to who must act next (X-6, PC-7.1).

The texts quote the numeral from the profile. A letter is stored as it was written and leaves
through the notices, in the transaction of the act.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from gobierno import avisos, formato
from gobierno.models import Persona, UnidadOrganica
from gobierno.perfil import perfil_activo
from restauracion.models import Comunicacion, Restauracion, SolicitudDeRestauracion
from restauracion.textos import A_JEFATURA_TI, A_MESA, AL_OPERADOR, AL_SOLICITANTE


@dataclass(frozen=True)
class _Carta:
    """One text for some people."""

    clave: str
    asunto: str
    texto: str
    inmediata: bool = False


def comunicar(
    *, solicitud: SolicitudDeRestauracion, paso: str, motivo: str, por: Persona | None,
    ahora: datetime,
) -> None:  # fmt: skip
    """Write and send the letters of a step: requester and jefe always; who acts next, if any."""
    hoy = ahora.astimezone(perfil_activo().zona).date()
    partes = hechos_de(solicitud=solicitud, motivo=motivo)
    if paso in AL_SOLICITANTE:
        carta = _carta(solicitud, paso, AL_SOLICITANTE[paso], partes)
        _enviar(solicitud, paso, carta, [solicitud.solicitante], ahora=ahora)
        if solicitud.jefe is not None:
            _enviar(solicitud, paso, carta, [solicitud.jefe], ahora=ahora, en_copia=True)
    grupos = (
        (A_MESA, "solicitudes.gestionar"),
        (A_JEFATURA_TI, "solicitudes.viabilidad"),
    )
    for textos, permiso in grupos:
        if paso in textos:
            carta = _carta(solicitud, f"{paso}:{permiso[12:20]}", textos[paso], partes)
            gente = [p for p in Persona.objects.con_permiso(permiso, hoy) if p != por]
            avisos.encolar(_mensaje(solicitud, carta), para=gente, ahora=ahora)
    if paso in AL_OPERADOR and solicitud.operador not in {None, por}:
        carta = _carta(solicitud, f"{paso}:operador", AL_OPERADOR[paso], partes)
        avisos.encolar(_mensaje(solicitud, carta), para=[solicitud.operador], ahora=ahora)
    if paso == "derivar":
        _a_la_unidad(solicitud, partes, ahora=ahora)


def avisar_a_operadores(
    *, solicitud: SolicitudDeRestauracion, clave: str, asunto: str, texto: str, ahora: datetime
) -> bool:
    """An immediate notice to the assigned operator or, while nobody is, to all (R23).

    The same `clave` twice is one notice; tells whether this one is new.
    """
    hoy = ahora.astimezone(perfil_activo().zona).date()
    gente = (
        [solicitud.operador]
        if solicitud.operador
        else Persona.objects.con_permiso("solicitudes.atender", hoy)
    )
    carta = _Carta(f"solicitud:{solicitud.pk}:{clave}", asunto, texto, inmediata=True)
    return bool(avisos.encolar(_mensaje(solicitud, carta), para=gente, ahora=ahora))


def avisar_relevo(*, solicitud: SolicitudDeRestauracion, antes: Persona, ahora: datetime) -> None:
    """Tell the operator who had it that another goes on with it."""
    carta = _Carta(
        f"solicitud:{solicitud.pk}:{solicitud.version}:relevo",
        f"Otro operador atiende: {solicitud.numero}",
        f"Solicitud {solicitud.numero}. Desde ahora la atiende {solicitud.operador}.",
    )
    avisos.encolar(_mensaje(solicitud, carta), para=[antes], ahora=ahora)


def hechos_de(*, solicitud: SolicitudDeRestauracion, motivo: str = "") -> dict[str, str]:
    """What a letter may say of a request, in words."""
    perfil = perfil_activo()
    ultima = solicitud.evaluaciones.order_by("-numero").first()
    hecha = solicitud.restauraciones.order_by("-numero").first()
    derivacion = perfil.restauracion.derivacion(solicitud.derivada_a)
    return {
        "que": solicitud.que,
        "motivo": motivo,
        "respuesta": ultima.explicacion if ultima else "",
        "base": perfil.numeral(ultima.regla if ultima else "restauracion"),
        "restauracion": perfil.numeral("restauracion"),
        "excluidos": perfil.numeral("excluidos"),
        "recibida": formato.fecha_hora(solicitud.recibida_en, perfil.zona),
        "vence": formato.fecha_hora(solicitud.ticket.vence_solucion_en, perfil.zona),
        "subsanar": formato.fecha_hora(solicitud.subsanar_hasta, perfil.zona),
        "plazo": formato.fecha(solicitud.plazo),
        "operador": str(solicitud.operador or "el equipo de operadores"),
        "derivada": solicitud.derivada_a,
        "derivada_nombre": derivacion.nombre if derivacion else solicitud.derivada_a,
        "copia": copia_en_palabras(solicitud=solicitud),
        "destino": (hecha.destino if hecha else "") or solicitud.destino or "por acordar",
        "resultado": _resultado(solicitud, hecha),
    }


def copia_en_palabras(*, solicitud: SolicitudDeRestauracion) -> str:
    if solicitud.copia is None:
        return "por elegir"
    cuando = formato.fecha_hora(solicitud.copia.instante_de_datos, perfil_activo().zona)
    return f"del {cuando}, {solicitud.copia.get_tipo_de_backup_display().lower()}"


def _resultado(solicitud: SolicitudDeRestauracion, hecha: Restauracion | None) -> str:
    if hecha is None or hecha.fin is None:
        return solicitud.motivo_final
    if hecha.resultado == Restauracion.Resultado.PARCIAL:
        return f"Se restauró una parte. Falta: {hecha.faltantes}"
    return f"Se restauró: {hecha.objetos or solicitud.que}."


def _carta(
    solicitud: SolicitudDeRestauracion, paso: str, textos: tuple[str, str], partes: dict[str, str]
) -> _Carta:
    asunto, cuerpo = (texto.format_map(partes) for texto in textos)
    clave = f"solicitud:{solicitud.pk}:{solicitud.version}:{paso}"
    dicho = " ".join(cuerpo.split())
    return _Carta(clave, f"{asunto}: {solicitud.numero}", f"Solicitud {solicitud.numero}. {dicho}")


def _mensaje(solicitud: SolicitudDeRestauracion, carta: _Carta) -> avisos.Mensaje:
    return avisos.Mensaje(
        clave=carta.clave,
        tipo="solicitud",
        asunto=carta.asunto,
        texto=carta.texto,
        enlace=enlace_de(solicitud=solicitud),
        inmediato=carta.inmediata,
    )


def enlace_de(*, solicitud: SolicitudDeRestauracion) -> str:
    return reverse("restauracion:solicitud", args=[solicitud.pk])


def _enviar(
    solicitud: SolicitudDeRestauracion, paso: str, carta: _Carta, para: Iterable[Persona],
    *, ahora: datetime, en_copia: bool = False,
) -> None:  # fmt: skip
    gente = list(para)
    Comunicacion.objects.bulk_create(
        [
            Comunicacion(
                solicitud=solicitud, paso=paso, clave=carta.clave, destinatario=persona,
                direccion=persona.email, en_copia=en_copia, asunto=carta.asunto[:250],
                texto=carta.texto, en=ahora,
            )
            for persona in gente
        ]
    )  # fmt: skip
    activos = [persona for persona in gente if persona.is_active]
    avisos.encolar(_mensaje(solicitud, carta), para=activos, ahora=ahora)


def _a_la_unidad(
    solicitud: SolicitudDeRestauracion, partes: dict[str, str], *, ahora: datetime
) -> None:
    """Tell the unit that answers: its jefe when it is in the tree, its address when the profile
    has one. Fuente: MIN-VIII."""
    perfil = perfil_activo()
    asunto = f"Le derivamos la solicitud {solicitud.numero}"
    texto = (
        f"{solicitud.solicitante} ({solicitud.unidad or 'sin unidad'}) pidió restaurar «"
        f"{solicitud.que}» el {partes['recibida']}. Según el {partes['excluidos']}, corresponde a "
        f"{partes['derivada_nombre']}. {partes['motivo']}"
    )
    carta = _Carta(f"solicitud:{solicitud.pk}:{solicitud.version}:derivada", asunto, texto)
    hoy = ahora.astimezone(perfil.zona).date()
    unidad = UnidadOrganica.objects.filter(siglas=solicitud.derivada_a).first()
    jefe = unidad.jefe_al(hoy) if unidad else None
    if jefe is not None:
        _enviar(solicitud, "derivar", carta, [jefe], ahora=ahora)
    derivacion = perfil.restauracion.derivacion(solicitud.derivada_a)
    if derivacion is not None and derivacion.correo:
        Comunicacion.objects.create(
            solicitud=solicitud, paso="derivar", clave=carta.clave, direccion=derivacion.correo,
            asunto=asunto, texto=texto, en=ahora,
        )  # fmt: skip
        avisos.escribir_a(derivacion.correo, asunto=asunto, texto=texto, ahora=ahora)
