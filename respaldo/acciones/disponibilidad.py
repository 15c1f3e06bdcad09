"""Holds on copies and recorded facts about them (dominio.md 4.8, 4.9 e–h)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from directorio.models import Item
from gobierno.bitacora import Evento, registrar
from gobierno.capacidad import exigir
from gobierno.errores import EstadoCambiado, ReglaIncumplida
from gobierno.models import Persona
from respaldo.models import Copia, HechoDeDisponibilidad, Reserva

REGISTRAR = "disponibilidad.registrar"
Tipo = HechoDeDisponibilidad.Tipo
Estado = HechoDeDisponibilidad.Estado
ADMITE: dict[str, tuple[str, ...]] = {
    Tipo.MEDIO: (Estado.ACCESIBLE, Estado.PERDIDO, Estado.EN_TRANSITO, Estado.RETIRADO),
    Tipo.CONTRATO: (Estado.VIGENTE,),
    Tipo.CUSTODIA: (Estado.EN_CUSTODIA, Estado.SIN_CUSTODIA),
}


@dataclass(frozen=True)
class Hecho:
    """What somebody knows. `desde` (UTC) is when it happened; `hasta`, the last day of a contract.

    `incluye` and `excluye` are paths or patterns, for what an ítem covers.
    """

    tipo: str
    nota: str
    desde: datetime
    objeto: str = ""
    estado: str = ""
    item: Item | None = None
    copia: Copia | None = None
    hasta: date | None = None
    incluye: Iterable[str] = ()
    excluye: Iterable[str] = ()


@transaction.atomic
def registrar_hecho(
    *, hecho: Hecho, por: Persona, hoy: date, ahora: datetime
) -> HechoDeDisponibilidad:
    """Record what happened with a medium, a contract, a key, a scope or a copy.

    Fuente: MIN-7.2.2-c, MIN-7.1.1-c.
    """
    capacidad = exigir(por=por, permiso=REGISTRAR, hoy=hoy).capacidad
    fila = anotar_hecho(hecho=hecho, por=por, ahora=ahora, capacidad=capacidad)
    despues = {
        campo: valor
        for campo in ("tipo", "objeto", "estado", "item", "copia", "desde", "hasta", "nota",
                      "incluye", "excluye")
        if (valor := getattr(fila, campo))
    }  # fmt: skip
    registrar(
        Evento("disponibilidad.registrar", por, capacidad, fila, despues=despues), ahora=ahora
    )
    return fila


def anotar_hecho(
    *, hecho: Hecho, por: Persona | None, ahora: datetime, capacidad: str = ""
) -> HechoDeDisponibilidad:
    """The row of a fact, inside an act that writes its own entry of the trail."""
    _comprobar(hecho, ahora)
    return HechoDeDisponibilidad.objects.create(
        tipo=hecho.tipo,
        objeto=hecho.objeto.strip(),
        estado=hecho.estado,
        item=hecho.item,
        copia=hecho.copia,
        desde=hecho.desde,
        hasta=hecho.hasta,
        incluye=list(hecho.incluye),
        excluye=list(hecho.excluye),
        nota=hecho.nota.strip()[:500],
        por=por,
        capacidad=capacidad,
        registrado_en=ahora,
    )


def _comprobar(hecho: Hecho, ahora: datetime) -> None:
    campos = _de_que_trata(hecho)
    if not hecho.nota.strip():
        campos["nota"] = "Escriba cómo se sabe: quién lo informó o qué documento lo dice."
    if hecho.desde > ahora and hecho.tipo != Tipo.CONTRATO:
        campos["desde"] = "No puede haber ocurrido en el futuro."
    if campos:
        raise ReglaIncumplida(" ".join(campos.values()), regla="retencion", campos=campos)


def _de_que_trata(hecho: Hecho) -> dict[str, str]:
    """What is missing to know which thing the fact is about, by field."""
    if hecho.tipo in ADMITE:
        campos = {} if hecho.objeto.strip() else {"objeto": "Indique qué medio, contrato o clave."}
        if hecho.estado not in ADMITE[hecho.tipo]:
            campos["estado"] = "Elija un estado de la lista."
        return campos
    if hecho.tipo == Tipo.ALCANCE:
        return {} if hecho.item else {"item": "Indique el ítem."}
    if hecho.tipo in {Tipo.ELIMINADA, Tipo.TRANSFERIDA}:
        return {} if hecho.copia else {"copia": "Indique la copia."}
    return {"tipo": "Elija qué registra."}


def reservar(
    *, copias: Collection[Copia], referencia: str, causa: str, ahora: datetime
) -> list[Reserva]:
    """Put a hold on copies for a request, inside its act; returns the new ones (R23)."""
    ya = set(
        Reserva.objects.vigentes()
        .filter(referencia=referencia, copia__in=copias)
        .values_list("copia_id", flat=True)
    )
    nuevas = [
        Reserva(copia=copia, referencia=referencia, causa=causa[:200], desde=ahora)
        for copia in copias
        if copia.pk not in ya
    ]
    return Reserva.objects.bulk_create(nuevas)


def liberar(*, referencia: str, ahora: datetime) -> int:
    """Release the holds of a request that ended, inside its act; returns how many."""
    return Reserva.objects.vigentes().filter(referencia=referencia).update(hasta=ahora)


def invalidar(*, copia: Copia, motivo: str, ahora: datetime) -> None:
    """The copy was found unusable, inside the act that found it; the first finding stays (R11)."""
    Copia.objects.filter(pk=copia.pk, invalidada_en__isnull=True).update(
        invalidada_en=ahora, motivo_invalidez=motivo[:300]
    )


@transaction.atomic
def apartar(*, reserva: Reserva, nota: str, por: Persona, hoy: date, ahora: datetime) -> Reserva:
    """The operator set the copy aside in the software, as the hold ordered. Fuente: R23."""
    capacidad = exigir(por=por, permiso=REGISTRAR, hoy=hoy).capacidad
    tomada: Reserva = Reserva.objects.select_for_update(of=("self",)).get(pk=reserva.pk)
    if tomada.hasta is not None or tomada.apartada_en is not None:
        raise EstadoCambiado(
            "La copia ya se apartó." if tomada.hasta is None else "La copia ya no está reservada.",
            remedio="Recargue la página para ver cómo quedó.",
        )
    tomada.apartada_en, tomada.apartada_por = ahora, por
    tomada.nota = nota.strip()[:300]
    tomada.save(update_fields=["apartada_en", "apartada_por", "nota"])
    despues = {"copia": tomada.copia, "solicitud": tomada.referencia, "nota": tomada.nota}
    registrar(Evento("reserva.apartar", por, capacidad, tomada, despues=despues), ahora=ahora)
    return tomada
