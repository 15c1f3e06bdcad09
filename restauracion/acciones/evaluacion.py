"""The operator's verification by policy: gate 1 and what follows from it (MIN-7.2.2-c, d)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from gobierno.capacidad import Acto
from gobierno.errores import ReglaIncumplida
from gobierno.models import Persona
from respaldo.retencion import Codigo
from restauracion import estados
from restauracion.acciones import comunes as c
from restauracion.acciones import retencion
from restauracion.models import Evaluacion, SolicitudDeRestauracion


@transaction.atomic
def evaluar(
    *, solicitud: SolicitudDeRestauracion, por: Persona, hoy: date, ahora: datetime,
    visto: int | None = None,
) -> SolicitudDeRestauracion:  # fmt: skip
    """Run the guards and the calculus at the reception of the request, and store the answer.

    When only an approximate copy exists, the requester is asked in the same act.
    Fuente: MIN-7.2.2-c, X-5, R22.
    """
    tomada = c.tomar(solicitud=solicitud, paso="evaluar", visto=visto)
    acto = c.actuar(paso="evaluar", por=por, hoy=hoy, ahora=ahora)
    c.exigir_operador(solicitud=tomada, por=por)
    evaluacion = retencion.evaluar_y_apartar(solicitud=tomada, acto=acto)
    tomada.operador = tomada.operador or por
    return tras_evaluar(solicitud=tomada, paso="evaluar", evaluacion=evaluacion, acto=acto)


@transaction.atomic
def declarar_no_procede(
    *, solicitud: SolicitudDeRestauracion, por: Persona, hoy: date, ahora: datetime,
    motivo: str = "", visto: int | None = None,
) -> SolicitudDeRestauracion:  # fmt: skip
    """Tell the requester and the jefe that it does not proceed, and by which numeral.

    Only what the last evaluation says can be declared. Fuente: MIN-7.2.2-d-2, MIN-6.4-a.
    """
    tomada = c.tomar(solicitud=solicitud, paso="declarar_no_procede", visto=visto)
    acto = c.actuar(paso="declarar_no_procede", por=por, hoy=hoy, ahora=ahora, motivo=motivo)
    c.exigir_operador(solicitud=tomada, por=por)
    ultima = tomada.evaluaciones.order_by("-numero").first()
    if ultima is None or not ultima.codigo.startswith("NO_PROCEDE:"):
        raise ReglaIncumplida(
            "La última evaluación no dice que no proceda.", regla="restauracion_en_retencion",
            remedio="Si la copia no sirve, descártela con lo que muestra el software.",
        )  # fmt: skip
    return c.asentar(
        solicitud=tomada, paso="declarar_no_procede", a=estados.NO_PROCEDE, acto=acto,
        cambios={"motivo_final": ultima.explicacion, "atendida_en": ahora},
        detalle={"codigo": ultima.codigo, "puerta": ultima.puerta},
    )  # fmt: skip


def tras_evaluar(
    *, solicitud: SolicitudDeRestauracion, paso: str, evaluacion: Evaluacion, acto: Acto,
    detalle: Mapping[str, Any] | None = None,
) -> SolicitudDeRestauracion:  # fmt: skip
    """Where an evaluation leads: the operator goes on, or the requester is asked (APROXIMADA)."""
    aproximada = evaluacion.codigo == Codigo.APROXIMADA
    return c.asentar(
        solicitud=solicitud,
        paso=paso,
        a=estados.POR_ACEPTACION if aproximada else estados.EN_EVALUACION,
        acto=acto,
        cambios={"codigo": evaluacion.codigo, "operador": solicitud.operador, "copia": None},
        detalle={"codigo": evaluacion.codigo, "sha256": evaluacion.sha256} | dict(detalle or {}),
        carta="ofrecer" if aproximada else paso,
    )


def claves_ofrecidas(*, solicitud: SolicitudDeRestauracion) -> list[str]:
    """The copies that the last evaluation chose or offers instead, the best first."""
    ultima = solicitud.evaluaciones.order_by("-numero").first()
    return ultima.ofrecidas if ultima else []
