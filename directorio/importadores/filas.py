"""The cells of one row as the values of one line, with a message for each that cannot be."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from directorio.importadores import campos
from directorio.importadores.campos import CeldaInvalida
from directorio.importadores.modelo import Fila, letra, plegar
from gobierno.hojas import restaurar

_TIPOS = {
    "interno": "interno", "interna": "interno", "int": "interno", "local": "interno",
    "en sede": "interno", "externo": "externo", "externa": "externo", "ext": "externo",
    "fuera de sede": "externo", "nube": "externo", "respaldo interno": "interno",
    "respaldo externo": "externo", "backup interno": "interno", "backup externo": "externo",
}  # fmt: skip
_MODALIDADES = {
    "total": "total", "completo": "total", "completa": "total", "full": "total",
    "respaldo total": "total", "incremental": "incremental", "respaldo incremental": "incremental",
    "diferencial": "diferencial", "log": "log", "logs": "log", "log de transacciones": "log",
    "registro de transacciones": "log",
}  # fmt: skip
_DATOS = {
    "apertura": "apertura", "dia de apertura": "apertura",
    "el dia en que se abre la ventana": "apertura", "mismo dia": "apertura",
    "dia anterior": "dia_anterior", "el dia anterior": "dia_anterior",
    "dia_anterior": "dia_anterior",
}  # fmt: skip
_BASES = {
    "extiende base": "extiende_base",
    "conserva la base hasta que venza su cadena": "extiende_base",
    "estricta": "estricta",
    "borra cada archivo en su fecha": "estricta",
}
_SITUACIONES = {
    "activa": "activa", "activo": "activa", "vigente": "activa", "suspendida": "suspendida",
    "suspendido": "suspendida", "retirada": "retirada", "retirado": "retirada", "baja": "retirada",
    "de baja": "retirada",
}  # fmt: skip
OBLIGATORIAS = (
    "nombre", "clase", "tipo_de_backup", "modalidad", "periodicidad", "hora_inicio", "hora_fin",
    "retencion",
)  # fmt: skip
# What an optional cell means when it is empty; other fields take "".
VACIOS: dict[str, Any] = {
    "numero": None, "unidad": "", "dato": "apertura", "ajuste_herramienta": 0, "cifrado": False,
    "rpo_horas": None, "rto_horas": None, "situacion": "activa", "fecha_baja": None,
}  # fmt: skip


@dataclass(frozen=True)
class Contexto:
    """What this institution admits: folded text → value, for what the profile or the tree decide.

    `comportamiento_base` is the default of the profile.
    """

    unidades: Mapping[str, str]
    clases: Mapping[str, str]
    criticidades: Mapping[str, str]
    comportamiento_base: str = "extiende_base"


@dataclass(frozen=True)
class Interpretada:
    """`valores` by field for the cells that were understood; `errores` by field for the rest."""

    numero: int
    valores: Mapping[str, Any]
    errores: Mapping[str, str] = field(default_factory=dict)


def lectores(contexto: Contexto) -> dict[str, Callable[[str], Any]]:
    """How each field is read; build it once per sheet."""
    return {
        "numero": campos.positivo,
        "clase": campos.opcion(contexto.clases, "una clase de este Directorio"),
        "unidad": _unidad(contexto.unidades),
        "criticidad": campos.opcion(contexto.criticidades, "una criticidad"),
        "tipo_de_backup": _tipo_de_backup,
        "modalidad": _modalidad,
        "periodicidad": campos.de_periodicidad,
        "hora_inicio": campos.hora,
        "hora_fin": campos.hora,
        "dato": campos.opcion(_DATOS, "un día de datos"),
        "retencion": campos.de_retencion,
        "comportamiento_base": campos.opcion(_BASES, "una forma de conservar la base"),
        "ajuste_herramienta": campos.ajuste,
        "cifrado": campos.si_o_no,
        "rpo_horas": campos.natural,
        "rto_horas": campos.natural,
        "situacion": campos.opcion(_SITUACIONES, "una situación"),
        "fecha_baja": campos.fecha,
    }


def interpretar(fila: Fila, mapa: Mapping[int, str], contexto: Contexto) -> Interpretada:
    """Read one row with the columns of `mapa` (index → field)."""
    return interpretar_varias([fila], mapa, contexto)[0]


def interpretar_varias(
    filas: Sequence[Fila], mapa: Mapping[int, str], contexto: Contexto
) -> list[Interpretada]:
    """Read the rows of a sheet; a repeated text is understood once."""
    leer = _con_memoria(lectores(contexto))
    return [_interpretar(fila, mapa, contexto, leer) for fila in filas]


def _con_memoria(lectores: Mapping[str, Callable[[str], Any]]) -> Callable[[str, str], Any]:
    memoria: dict[tuple[str, str], Any] = {}

    def leer(campo: str, texto: str) -> Any:
        clave = (campo, texto)
        if clave not in memoria:
            try:
                memoria[clave] = lectores.get(campo, campos.texto_libre)(texto)
            except CeldaInvalida as error:
                memoria[clave] = error
        return memoria[clave]

    return leer


def _interpretar(
    fila: Fila, mapa: Mapping[int, str], contexto: Contexto, leer: Callable[[str, str], Any]
) -> Interpretada:
    valores: dict[str, Any] = {}
    errores: dict[str, str] = {}
    for columna, campo in mapa.items():
        crudo = fila.celdas[columna] if columna < len(fila.celdas) else ""
        problema = fila.problemas.get(columna)
        valor = leer(campo, restaurar(crudo)) if crudo else _vacio(campo, contexto)
        if problema or isinstance(valor, CeldaInvalida) or (valor == "" and _falta(campo)):
            errores[campo] = problema or str(valor) or "falta: es obligatoria en el Directorio"
        else:
            valores[campo] = valor
    for campo in OBLIGATORIAS:
        if campo not in valores and campo not in errores:
            errores[campo] = "la hoja no tiene esta columna: elija cuál es o agréguela"
    return Interpretada(fila.numero, valores, errores)


def _vacio(campo: str, contexto: Contexto) -> Any:
    return contexto.comportamiento_base if campo == "comportamiento_base" else VACIOS.get(campo, "")


def _falta(campo: str) -> bool:
    return campo in OBLIGATORIAS


def _unidad(unidades: Mapping[str, str]) -> Callable[[str], str]:
    def leer(texto: str) -> str:
        siglas = unidades.get(plegar(texto)) or unidades.get(plegar(texto.partition("—")[0]))
        if siglas is None:
            raise CeldaInvalida(
                f"no existe la unidad orgánica «{texto[:60]}»: escriba sus siglas o su nombre como "
                "están en Unidades orgánicas, o pida al administrador que la registre"
            )
        return siglas

    return leer


def _tipo_de_backup(texto: str) -> str:
    if plegar(texto) in _MODALIDADES:
        raise CeldaInvalida(
            f"«{texto}» es una modalidad, no un tipo de backup: escriba interno (en la sede) o "
            "externo (fuera de ella)"
        )
    return campos.opcion(_TIPOS, "un tipo de backup")(texto)


def _modalidad(texto: str) -> str:
    if plegar(texto) in _TIPOS:
        raise CeldaInvalida(
            f"«{texto}» es un tipo de backup, no una modalidad: escriba total, incremental, "
            "diferencial o log"
        )
    return campos.opcion(_MODALIDADES, "una modalidad")(texto)


def direccion(numero: int, campo: str, mapa: Mapping[int, str]) -> str:
    """Address of the cell of `campo` in row `numero` («C14»); the row alone without a column."""
    for columna, propio in mapa.items():
        if propio == campo:
            return f"{letra(columna)}{numero}"
    return f"fila {numero}"
