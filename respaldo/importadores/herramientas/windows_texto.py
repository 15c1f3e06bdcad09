"""What wbadmin prints, in English and in Spanish (evidencia.md §2.11). Beta.

The name of its list of files is when the run began, in UTC, day first; the identifier of a
version is the same instant, month first. The hours in brackets say no zone and are not taken.
"""

import re
from datetime import UTC, datetime

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.identidad import clave
from respaldo.importadores.material import Material
from respaldo.importadores.textos import renglones
from respaldo.importadores.veredicto import (
    ADVERTENCIA,
    CONFORME,
    EN_CURSO,
    NO_CONFORME,
    SIN_DATO,
    Senales,
    dictar,
)

_LETRA = r".{1,3}"  # an accented letter, whatever its charset became
_RESPALDO = rf"La operaci{_LETRA}n de copia de seguridad"
_PASADO = rf"se (?:complet{_LETRA}|ha completado|realiz{_LETRA})"
_MARCA = re.compile(
    rf"^wbadmin \d\.\d - |^Summary of (?:the )?(?:backup|recovery)(?: operation)?:"
    rf"|^Resumen de la operaci{_LETRA}n de (?:copia de seguridad|recuperaci)",
    re.IGNORECASE,
)
_EXITO = re.compile(
    r"^The backup (?:operation|of the system state) (?:successfully completed|completed "
    r"successfully)(?:\.| \[[^\]]{5,40}\]\.?)?$"
    rf"|^(?:{_RESPALDO}|La copia de seguridad del estado del sistema) {_PASADO} "
    r"(?:correctamente|con [eé]xito)(?:\.| \[[^\]]{5,40}\]\.?)?$",
    re.IGNORECASE,
)
_BIEN = re.compile(
    r"^The backup of volume .{1,200} (?:completed successfully|successfully completed)\.?$"
    rf"|^La copia de seguridad del volumen .{{1,200}} {_PASADO} (?:correctamente|con [eé]xito)\.?$"
    r"|^Log of files successfully backed up ?:?$|^Registro de (?:los )?archivos .{1,120}:?$",
    re.IGNORECASE,
)
_FALLO = re.compile(
    r"^The backup operation (?:stopped|(?:has )?failed|was (?:stopped|cancell?ed)|did not)"
    r"|^(?:The )?backup of (?:the )?system state failed"
    rf"|^{_RESPALDO} (?:se (?:detuvo|ha detenido|cancel)|no se|ha fallado|fall|produjo"
    rf"|finaliz{_LETRA} con)"
    rf"|^(?:Error en l|L)a copia de seguridad del estado del sistema "
    rf"(?:\[|no se|ha fallado|fall{_LETRA})"
    r"|^ERROR - ",
    re.IGNORECASE,
)  # fmt: skip
_FALTA = re.compile(
    r"^The backup (?:operation|of (?:the )?(?:volume|system state)) .{0,200}?"
    r"(?:completed,? (?:but )?with|failed|not be|did not|skipped)"
    r"|^The backup operation (?:successfully )?completed,? (?:but )?with"
    r"|^Log of files for which backup failed"
    rf"|^(?:{_RESPALDO}|La copia de seguridad del (?:volumen|estado)) .{{0,200}}?"
    r"(?:con (?:advertencias|errores)|no se|ha fallado|error|omiti)"
    r"|^Registro de (?:los )?archivos .{0,80}?(?:no se|con error|err[oó]nea)",
    re.IGNORECASE,
)
_RECUPERA = re.compile(
    rf"^The recovery operation|^Summary of the recovery|^La operaci{_LETRA}n de recuperaci"
    rf"|^Resumen de la operaci{_LETRA}n de recuperaci|^You have chosen to recover",
    re.IGNORECASE,
)
_RECUPERADO = re.compile(
    r"^Recovery of .{1,300} successfully completed\.?$|^La recuperaci.{1,300} correctamente\.?$",
    re.IGNORECASE,
)
_SIN_RECUPERAR = re.compile(
    r"^Total files failed: +[1-9]|^The recovery operation (?:failed|stopped)"
    r"|^Recovery of .{1,300} failed|^Total de archivos con error: +[1-9]",
    re.IGNORECASE,
)
_BORRA = re.compile(rf"^The operation to delete|^La operaci{_LETRA}n (?:para|de) elimina", re.I)
_EMPEZADA = re.compile(
    r"^(?:Creating a (?:shadow copy|backup) of|Starting to back ?up|The backup operation .{0,200}"
    r"(?:is starting|in progress))|^Creando una (?:instant|copia)|se est.{1,3} iniciando\.?$",
    re.IGNORECASE,
)
_DE_COPIA = re.compile(
    rf"{_EXITO.pattern}|{_FALLO.pattern}|{_FALTA.pattern}|{_EMPEZADA.pattern}"
    r"|^This will back up |^Se (?:realizar|har).{1,3} una copia|^Summary of (?:the )?backup"
    r"|^Resumen de la .{6,14} de copia",
    re.IGNORECASE,
)
_VERSION = re.compile(
    rf"^(?:Version identifier|Identificador de (?:la )?versi{_LETRA}n): ?"
    r"((\d\d)/(\d\d)/(\d{4})-(\d\d):(\d\d))$",
    re.IGNORECASE,
)
_LISTA = re.compile(
    r"\\(?:SystemState)?Backup[- ](\d\d)-(\d\d)-(\d{4})[_ ](\d\d)-(\d\d)-(\d\d)\.log"
)


def es_wbadmin(material: Material) -> bool:
    """Whether it has its banner or its summary."""
    return material.hallar(_MARCA) is not None


def de_wbadmin(material: Material) -> list[EjecucionLeida]:
    """One run, or a copy per version of its list."""
    lineas = [r.strip() for r in renglones(material.todo)]
    versiones = [m for r in lineas if (m := _VERSION.match(r))]
    if versiones:
        return [_de_version(v) for v in versiones]
    if _alguno(_RECUPERA, lineas):
        bien, mal = _alguno(_RECUPERADO, lineas), _alguno(_SIN_RECUPERAR, lineas)
        estado = dictar(Senales(codigo=material.codigo, exito=bien, fallo=mal))
        return [_ejecucion(lineas, estado, "restauracion")]
    if _alguno(_BORRA, lineas):
        return [_ejecucion(lineas, SIN_DATO, "depuracion")]
    if not _alguno(_DE_COPIA, lineas) and material.codigo in {None, 0}:
        return [_ejecucion(lineas, SIN_DATO, "inventario")]  # a schedule, a status, a help
    exito = _con_exito(material, lineas)
    senales = Senales(
        codigo=material.codigo,
        exito=exito,
        fallo=_alguno(_FALLO, lineas),
        avisos=_alguno(_FALTA, lineas),
        empezada=_alguno(_EMPEZADA, lineas),
    )
    estado = dictar(senales)
    sin_fin = estado in {SIN_DATO, EN_CURSO}
    if sin_fin and senales.avisos and not exito and material.codigo in {None, 0}:
        estado = ADVERTENCIA  # a volume that failed: it will not end well
    if estado == CONFORME and material.cita_de_error:
        estado = ADVERTENCIA
    return [_ejecucion(lineas, estado, "respaldo")]


def _con_exito(material: Material, lineas: list[str]) -> bool:
    """The word of success, then each volume as good, then the list of files; a line that says
    anything else there may be a volume that failed, damaged."""
    desde = next((n for n, r in enumerate(lineas) if _EXITO.match(r)), None)
    if desde is None:
        return False
    for renglon in lineas[desde:]:
        if _LISTA.search(renglon):
            return material.cerrado(renglon)
        if renglon and not (_EXITO.match(renglon) or _BIEN.match(renglon)):
            return False
    return False


def _alguno(patron: re.Pattern[str], lineas: list[str]) -> bool:
    return any(patron.search(r) for r in lineas)


def _ejecucion(lineas: list[str], estado: str, operacion: str) -> EjecucionLeida:
    lista = next((m for r in lineas if (m := _LISTA.search(r))), None)
    inicio = None
    if lista:
        dia, mes, anio, *hora = (int(g) for g in lista.groups())
        inicio = _instante(anio, mes, dia, *hora)
    return EjecucionLeida(
        clave=clave("wsb", inicio.isoformat()) if inicio else "",
        trabajo="",
        herramienta="windows-server-backup",
        operacion=operacion,
        estado=estado,
        inicio=inicio if operacion == "respaldo" else None,
        mensaje=_mensaje(lineas) if estado in {ADVERTENCIA, NO_CONFORME} else "",
    )


def _mensaje(lineas: list[str]) -> str:
    """What failed, and its reason: wbadmin puts it last, or after «Detailed error»."""
    malos = [r for r in lineas if _FALLO.search(r) or _FALTA.search(r) or "rror" in r]
    ultimo = [r for r in lineas if r and not _LISTA.search(r)][-1:]
    return "\n".join(dict.fromkeys([*malos, *ultimo]))[:4000]


def _de_version(version: re.Match[str]) -> EjecucionLeida:
    mes, dia, anio, hora, minuto = (int(g) for g in version.groups()[1:])
    return EjecucionLeida(
        clave=clave("wsb", version[1]),
        trabajo="",
        herramienta="windows-server-backup",
        operacion="inventario",
        estado=SIN_DATO,
        copia_id=version[1],
        inicio=_instante(anio, mes, dia, hora, minuto, 0),
        baja_autoridad=True,
    )


def _instante(*partes: int) -> datetime | None:
    anio, mes, dia, hora, minuto, segundo = partes
    try:
        return datetime(anio, mes, dia, hora, minuto, segundo, tzinfo=UTC)
    except ValueError:
        return None
