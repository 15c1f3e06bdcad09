"""A declaration sent twice: which one the same person already made with the same data."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model

from gobierno.archivos import Archivo, nombre_limpio
from gobierno.models import Persona
from respaldo.models import Corrida, NoAplica, Rectificacion, Verificacion


def repetida(
    corrida: Corrida, dicho: Mapping[str, Any], adjuntos: Iterable[Archivo] = ()
) -> Verificacion | None:
    """The verification of `corrida` if it says the same as `dicho`; None after any correction."""
    hecha = Verificacion.objects.filter(corrida=corrida, en_bloque=False).first()
    if hecha is None or corrida.estado != hecha.resultado or not _dice_lo_mismo(hecha, dicho):
        return None
    enviados = sorted((nombre_limpio(a.name or ""), a.size) for a in adjuntos)
    return hecha if enviados == sorted(hecha.adjuntos.values_list("nombre", "bytes")) else None


def rectificacion_repetida(
    verificacion: Verificacion, dicho: Mapping[str, Any]
) -> Rectificacion | None:
    """The last correction of a verification if it says the same as `dicho`."""
    ultima = verificacion.rectificaciones.order_by("-numero").first()
    return ultima if ultima and _dice_lo_mismo(ultima, dicho) else None


def dispensa_repetida(corrida: Corrida, dicho: Mapping[str, Any]) -> NoAplica | None:
    """The *no aplica* of `corrida` if it says the same as `dicho`."""
    hecha = NoAplica.objects.filter(corrida=corrida).first()
    return hecha if hecha and _dice_lo_mismo(hecha, dicho) else None


def bloque_repetido(
    filas: Sequence[Corrida], *, por: Persona, ticket: str
) -> list[Verificacion] | None:
    """The verifications of one block of `por` over exactly these rows; None if any is otherwise."""
    hechas = list(Verificacion.objects.filter(corrida__in=[f.pk for f in filas], en_bloque=True))
    actos = {(v.por_id, v.registrada_en, v.ticket) for v in hechas}
    if len(hechas) != len(filas) or len(actos) != 1 or {f.estado for f in filas} != {"conforme"}:
        return None
    quien, cuando, numero = actos.pop()
    todas = Verificacion.objects.filter(en_bloque=True, por=por, registrada_en=cuando).count()
    igual = quien == por.pk and todas == len(filas) and _igual(numero, ticket)
    return hechas if igual else None


def bloque_desde(
    desde: datetime, *, tipo: str, por: Persona, ticket: str
) -> Collection[Verificacion]:
    """What `por` confirmed in a block of that tipo since `desde` (UTC), with that ticket."""
    hechas = Verificacion.objects.filter(
        en_bloque=True, por=por, registrada_en__gte=desde, corrida__tipo_de_backup=tipo
    )
    return [v for v in hechas if _igual(v.ticket, ticket)]


def _dice_lo_mismo(hecha: Model, dicho: Mapping[str, Any]) -> bool:
    return all(_igual(getattr(hecha, campo), valor) for campo, valor in dicho.items())


def _igual(guardado: Any, enviado: Any) -> bool:
    """Blank on one side is no difference: a ticket left by itself, a reason that was not needed."""
    if isinstance(guardado, str) and isinstance(enviado, str):
        guardado, enviado = guardado.strip().casefold(), enviado.strip().casefold()
    return guardado == enviado or guardado in {"", None} or enviado in {"", None}
