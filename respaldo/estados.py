"""The states of a corrida as conditions on its row: one definition for counts and for lists.

`Corrida.estado_al` says the same of one row in Python; a test holds both together.
"""

from datetime import datetime

from django.db.models import Q

SIN_VERIFICAR = Q(estado="esperada")
NO_BUENAS = ("no_conforme", "sin_evidencia")


def condicion(estado: str, *, ahora: datetime) -> Q:
    """What a corrida in `estado` (§3.4) satisfies at `ahora` (UTC); raises KeyError if unknown.

    The first eight exclude each other and cover every row. `regularizada`, `verificada`,
    `por_atender` and `exigible` group them.
    """
    return condiciones(ahora=ahora)[estado]


def condiciones(*, ahora: datetime) -> dict[str, Q]:
    """Every state and group, in the order in which a list offers them."""
    fuera_de_plazo = Q(vencida_en__isnull=False) | Q(vence_en__lte=ahora)
    en_plazo = SIN_VERIFICAR & Q(vencida_en__isnull=True, vence_en__gt=ahora)
    sin_subsanar = Q(subsanada_por__isnull=True)
    return {
        "vencida": SIN_VERIFICAR & fuera_de_plazo,
        "por_verificar": en_plazo & Q(fin_previsto__lte=ahora),
        "esperada": en_plazo & Q(fin_previsto__gt=ahora),
        "no_conforme": Q(estado="no_conforme") & sin_subsanar,
        "sin_evidencia": Q(estado="sin_evidencia") & sin_subsanar,
        "subsanada": Q(subsanada_por__isnull=False),
        "conforme": Q(estado="conforme"),
        "no_aplica": Q(estado="no_aplica"),
        "regularizada": Q(vencida_en__isnull=False, estado__in=["conforme", *NO_BUENAS]),
        "verificada": Q(estado__in=["conforme", *NO_BUENAS]),
        "por_atender": Q(estado__in=NO_BUENAS) & sin_subsanar,
        "exigible": ~Q(estado="no_aplica") & Q(fin_previsto__lte=ahora),
    }


EXCLUYENTES = (
    "vencida", "por_verificar", "esperada", "no_conforme",
    "sin_evidencia", "subsanada", "conforme", "no_aplica",
)  # fmt: skip
TEXTOS_DE_GRUPO = {
    "regularizada": "Regularizada (verificada fuera de plazo)",
    "verificada": "Verificada, con cualquier resultado",
    "por_atender": "No conforme o sin evidencia, sin subsanar",
    "exigible": "Exigible: ventana cerrada y no dispensada",
}
