"""A row of the table Job of Bacula or Bareos, whatever printed it (evidencia.md §2.3).

A run with warnings is stored as T: without JobErrors nothing is conforme, and `list jobs` has none.
"""

from collections.abc import Mapping

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.herramientas.bacula_informe import claves, trabajo_de
from respaldo.importadores.material import Material
from respaldo.importadores.valores import entero, intactas
from respaldo.importadores.veredicto import (
    ADVERTENCIA,
    CONFORME,
    EN_CURSO,
    NO_CONFORME,
    SIN_DATO,
)

_CIFRAS = 12  # of a JobId
_JUZGAN = ("joberrors", "jobmissingfiles", "jobfiles", "jobbytes", "level")
_OPERACIONES = {"B": "respaldo", "V": "verificacion", "R": "restauracion", "D": "depuracion"}
_MODALIDADES = {"F": "total", "f": "total", "I": "incremental", "D": "diferencial"}
_ESTADOS = {
    **dict.fromkeys("We", ADVERTENCIA),
    **dict.fromkeys("EfAI", NO_CONFORME),
    **dict.fromkeys("CRBFSmMsjcdtpialL", EN_CURSO),
}


def de_fila(
    material: Material, fila: Mapping[str, str], programa: str, director: str
) -> EjecucionLeida | None:
    """The run of a row (columns in lower case); None when it is not a job."""
    numero, estado = fila.get("jobid", "").replace(",", ""), fila.get("jobstatus", "")
    if not numero.isdigit() or len(numero) > _CIFRAS or not estado:
        return None
    unico, cliente = fila.get("job", ""), _texto(fila, "clientname") or _texto(fila, "client")
    nombre = _texto(fila, "name") or trabajo_de(unico)
    inicio = material.instante(fila.get("starttime"))
    todas = claves(programa, director, unico, numero, cliente)
    errores, dictado = _errores(fila), _dictado(fila)
    operacion = _operacion(fila)
    if operacion == "inventario" and dictado == CONFORME:
        dictado = SIN_DATO
    es_lista = errores is None and dictado == SIN_DATO and operacion == "respaldo"
    es_copia = operacion in {"respaldo", "inventario"}
    return EjecucionLeida(
        clave=todas[0] if todas else "",
        alias=todas[1:],
        trabajo=nombre,
        equipo=cliente,
        herramienta=programa,
        operacion="inventario" if es_lista else operacion,
        modalidad=_MODALIDADES.get(fila.get("level", ""), "desconocida")
        if es_copia
        else "desconocida",
        estado=dictado,
        estado_origen=estado,
        inicio=inicio,
        fin=material.instante(fila.get("realendtime")) or material.instante(fila.get("endtime")),
        bytes=entero(fila.get("jobbytes", "")),
        archivos=entero(fila.get("jobfiles", "")),
        errores=errores,
        copia_id=numero,
        medio=_texto(fila, "volumename") or _texto(fila, "poolname"),
        baja_autoridad=errores is None,
    )


def _errores(fila: Mapping[str, str]) -> int | None:
    """Its errors, if nothing that could deny them came damaged or without its figure."""
    legible = intactas(fila, *_JUZGAN) and entero(fila.get("jobmissingfiles", "0")) is not None
    return entero(fila.get("joberrors", "")) if legible else None


def _dictado(fila: Mapping[str, str]) -> str:
    errores, faltantes = _errores(fila), entero(fila.get("jobmissingfiles", "")) or 0
    sin_nada = 0 in {entero(fila.get(c, "")) for c in ("jobfiles", "jobbytes")}
    copia = _operacion(fila) == "respaldo"
    if copia and sin_nada and fila.get("level", "") not in _MODALIDADES:
        errores = None  # perhaps a full one, and empty
    return _estado(fila.get("jobstatus", ""), errores if errores is None else errores + faltantes)


def _operacion(fila: Mapping[str, str]) -> str:
    """Only type B is a backup; a row that does not say its type is taken as a list."""
    return _OPERACIONES.get(fila.get("type", ""), "inventario")


def _estado(letra: str, errores: int | None) -> str:
    if letra == "T":
        return SIN_DATO if errores is None else ADVERTENCIA if errores else CONFORME
    if letra == "D":  # differences, of a verification
        return ADVERTENCIA
    return _ESTADOS.get(letra, SIN_DATO)


def _texto(fila: Mapping[str, str], columna: str) -> str:
    dicho = fila.get(columna, "").strip()
    return "" if dicho in {"NULL", "0"} else dicho[:200]
