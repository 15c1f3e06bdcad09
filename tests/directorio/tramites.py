"""Steps of the approval, for the tests of the Directorio."""

from datetime import date, datetime
from typing import Any

from directorio import acciones
from directorio.models import VersionDirectorio
from gobierno.aprobaciones import Resultado, Voto
from gobierno.models import Paso, Persona
from tests.fabricas import AHORA, CLAVE, HOY

OTORGA = Voto(contrasena=CLAVE)
CUANDO: dict[str, Any] = {"hoy": HOY, "ahora": AHORA}


def enviar(version: VersionDirectorio, por: Persona, **extra: Any) -> VersionDirectorio:
    return acciones.enviar_a_visto(version=version, por=por, **{**CUANDO, **extra})


def paso_de(version: VersionDirectorio, rol: str) -> Paso:
    """The step of `rol` in the round under way."""
    paso: Paso = version.tramite.ronda.pasos.get(rol=rol)
    return paso


def decidir(version: VersionDirectorio, por: Persona, rol: str, **extra: Any) -> Resultado:
    datos = {"voto": OTORGA, **CUANDO} | extra
    return acciones.decidir(version=version, paso=paso_de(version, rol), por=por, **datos)


def observar(version: VersionDirectorio, por: Persona, rol: str, **filas: str) -> Resultado:
    voto = Voto("observado", "Hay algo que corregir.", filas, CLAVE)
    return decidir(version, por, rol, voto=voto)


def dar_vistos(
    version: VersionDirectorio, coordinador: Persona, operador: Persona, **cuando: Any
) -> None:
    enviar(version, coordinador, **cuando)
    decidir(version, coordinador, "coordinador", **cuando)
    decidir(version, operador, "operador", **cuando)


def aprobar(
    version: VersionDirectorio,
    quienes: tuple[Persona, Persona, Persona],
    desde: date | None = None,
    **extra: Any,
) -> VersionDirectorio:
    """Both vistos and the signature of (coordinador, operador, director)."""
    coordinador, operador, director = quienes
    dar_vistos(version, coordinador, operador, **extra)
    decidir(version, director, "director", vigencia=acciones.Vigencia(desde), **extra)
    version.refresh_from_db()
    return version


def al(dia: date) -> dict[str, Any]:
    """`hoy` and `ahora` of an act at ten in the morning of that local date."""
    return {"hoy": dia, "ahora": datetime(dia.year, dia.month, dia.day, 15, tzinfo=AHORA.tzinfo)}


def texto(respuesta: Any) -> str:
    """The body of a page."""
    return str(respuesta.content.decode())


def tecleado(**cambios: str) -> dict[str, str]:
    """What a person types in the editor of a line."""
    datos = {
        "nombre": "Correo",
        "clase": "correo",
        "tipo_de_backup": "interno",
        "modalidad": "total",
        "periodicidad": "Mensual día 31",
        "hora_inicio": "22:00",
        "hora_fin": "02:00",
        "dato": "apertura",
        "retencion": "12 meses",
        "comportamiento_base": "extiende_base",
    }
    return datos | cambios
