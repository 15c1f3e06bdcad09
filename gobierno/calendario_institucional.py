"""The working calendar of this institution: the profile's table plus the days it added."""

from gobierno.calendario import Calendario
from gobierno.models import DiaNoLaborable
from gobierno.perfil import perfil_activo


def calendario_institucional() -> Calendario:
    """Build the calendar as it stands now; one query, so callers keep it for their whole act.

    Deadlines already fixed are stored and do not move when a day is added later.
    """
    perfil = perfil_activo().calendario
    dias = DiaNoLaborable.objects.filter(anulado_en__isnull=True).values_list(
        "fecha", "es_laborable"
    )
    return Calendario(
        feriados=perfil.feriados,
        no_laborables=frozenset(fecha for fecha, laborable in dias if not laborable),
        laborables=frozenset(fecha for fecha, laborable in dias if laborable),
        fin_de_semana=frozenset(perfil.fin_de_semana),
    )
