"""Signs of life, honest gaps and the nightly walk of the chain."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from gobierno import avisos, bitacora
from gobierno.bitacora import Verificacion
from gobierno.models import Interrupcion, Latido, Persona
from gobierno.perfil import perfil_activo

PERIODO = timedelta(minutes=1)
CADENA = "cadena"
CADA_NOCHE = timedelta(hours=20)
ROTA = "Rota"  # how the detail of a walk that found something begins


@dataclass(frozen=True)
class Recorrido:
    """What a nightly walk found: `detalle` is for the health page; `hallazgo` is empty when all
    holds, and otherwise names what does not, so that each is told once."""

    componente: str
    detalle: str
    hallazgo: str = ""
    asunto: str = ""


@transaction.atomic
def latir(
    *, componente: str, ahora: datetime, periodo: timedelta = PERIODO, detalle: str = ""
) -> Interrupcion | None:
    """Say that `componente` is alive at `ahora` (UTC).

    When it comes back after more than two periods, the silence is recorded as an interrupción,
    once, and returned: reports then say that the checker itself was down. A clock that moves back
    changes nothing.
    """
    Latido.objects.get_or_create(
        componente=componente, defaults={"ultimo_en": ahora, "detalle": detalle}
    )
    latido = Latido.objects.select_for_update().get(componente=componente)
    if ahora < latido.ultimo_en:
        return None
    desde, latido.ultimo_en, latido.detalle = latido.ultimo_en, ahora, detalle[:300]
    latido.save(update_fields=["ultimo_en", "detalle"])
    if ahora - desde <= 2 * periodo:
        return None
    silencio = Interrupcion.objects.create(componente=componente, desde=desde, hasta=ahora)
    bitacora.registrar(
        bitacora.Evento(
            accion="sistema.interrupcion",
            objeto=silencio,
            despues={"componente": componente, "desde": desde, "hasta": ahora},
        ),
        ahora=ahora,
    )
    return silencio


def verificar_cadena(*, ahora: datetime, hoy: date) -> Verificacion:
    """Walk the whole trail, keep the result where the health page shows it, and call for help.

    The walk is outside any transaction: it may take minutes and blocks nobody. Fuente: X-11.
    """
    resultado = bitacora.verificar()
    recorrido = Recorrido(
        componente=CADENA,
        detalle=explicar(resultado=resultado),
        hallazgo="" if resultado.intacta else str(resultado.rota_en),
        asunto="La bitácora fue alterada",
    )
    anotar_recorrido(recorrido=recorrido, ahora=ahora, hoy=hoy)
    return resultado


def verificar_cadena_si_toca(*, ahora: datetime, hoy: date) -> Verificacion | None:
    """Once a day and at night, or as soon as the system is back; None when it is not time."""
    if not toca_recorrer(componente=CADENA, ahora=ahora):
        return None
    return verificar_cadena(ahora=ahora, hoy=hoy)


def toca_recorrer(*, componente: str, ahora: datetime) -> bool:
    """Is it time for the nightly walk of `componente`? At once when a day went by without it."""
    ultima = Latido.objects.filter(componente=componente).first()
    if ultima is None or ahora - ultima.ultimo_en > timedelta(days=1):
        return True
    return avisos.en_silencio(ahora, perfil_activo()) and ahora - ultima.ultimo_en > CADA_NOCHE


@transaction.atomic
def anotar_recorrido(*, recorrido: Recorrido, ahora: datetime, hoy: date) -> None:
    """Keep what a walk found where the health page shows it, and call for help if it is bad."""
    Latido.objects.update_or_create(
        componente=recorrido.componente,
        defaults={"ultimo_en": ahora, "detalle": recorrido.detalle[:300]},
    )
    if not recorrido.hallazgo:
        return
    avisos.encolar(
        avisos.Mensaje(
            clave=f"{recorrido.componente}:{recorrido.hallazgo}",
            tipo=recorrido.componente,
            asunto=recorrido.asunto,
            texto=(
                f"{recorrido.detalle} No reinicie ni borre nada: conserve una copia de "
                "la base de datos como evidencia y avise a quien responde por la seguridad."
            ),
            enlace="/salud/sistema/",
            inmediato=True,
        ),
        para=_responsables(hoy),
        ahora=ahora,
    )


def explicar(*, resultado: Verificacion) -> str:
    """One sentence: intact and how long, or which entry does not hold and why."""
    if resultado.intacta:
        return f"Intacta: {resultado.revisados} entradas."
    return f"{ROTA} en la entrada {resultado.rota_en}: {resultado.causa}."


def _responsables(hoy: date) -> list[Persona]:
    roles = perfil_activo().roles_con("salud.ver")
    return [persona for rol in roles for persona in Persona.objects.con_rol(rol.codigo, hoy)]
