"""How an example asks the calculus, and the words that most answers use."""

from datetime import time

from directorio.ventanas import Ventana
from gobierno.calendario import Calendario
from respaldo.retencion import Codigo, ultimo_dia_retenido
from tests.respaldo.historias import dia, preguntar, tramos

PERU = Calendario("PE")
NOCHE = Ventana(time(22), time(6))
FUERA, SIN_COPIA = Codigo.FUERA_DE_RETENCION, Codigo.SIN_COPIA


def codigo(cual, cuando, al):
    """The code of the answer of `cual` for `cuando`, asked on `al`."""
    return preguntar(cual, cuando, al).codigo


def elegida(cual, cuando, al):
    """The same with the key of the copy that is given, if any."""
    dictamen = preguntar(cual, cuando, al)
    return dictamen.codigo, dictamen.elegida and dictamen.elegida.clave


def ultimo(reglas, ancla):
    """The last retained day (ISO) of a copy anchored on `ancla`, by a rule or by its sections."""
    reglas = tramos(reglas) if isinstance(reglas, str) else reglas
    return ultimo_dia_retenido(dia(ancla), reglas).isoformat()
