"""In what capacity an act is made (MIN-6.1-d): the designation in force that allows it."""

from dataclasses import dataclass
from datetime import date, datetime

from gobierno.errores import SinPermiso
from gobierno.models import Designacion, Persona
from gobierno.perfil import perfil_activo


@dataclass(frozen=True)
class Acto:
    """Who acts (None: the system), in what capacity, when (UTC) and why."""

    por: Persona | None
    hoy: date
    ahora: datetime
    capacidad: str = ""
    motivo: str = ""


def exigir(*, por: Persona, permiso: str, hoy: date) -> Designacion:
    """The designation of `por` in force on `hoy` (local date) that carries `permiso`.

    Raises SinPermiso naming the roles that could act. The role that ended yesterday grants nothing.
    """
    designacion = por.designacion_para(permiso, hoy) if por.is_active else None
    if designacion is None:
        nombres = " o ".join(rol.nombre for rol in perfil_activo().roles_con(permiso))
        raise SinPermiso(
            f"{por} no puede hacer esto hoy: le corresponde a {nombres or 'nadie en este perfil'}.",
            remedio="Si le corresponde, pida al administrador que registre su designación.",
        )
    return designacion
