"""pgBackRest 2.x: console, log file and `info --output=json` (evidencia.md §2.6).

The log judges; `info` gives sizes, and alone it is an inventory, unless the wrapper's times say
that a backup of it was made in between. `error: true` and WARN leave a copy in doubt.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.identidad import clave
from respaldo.importadores.material import Analizador, Lecturas, Material
from respaldo.importadores.textos import renglones
from respaldo.importadores.valores import en, entero, epoch, intactas, tamano, texto
from respaldo.importadores.veredicto import ADVERTENCIA, CONFORME, SIN_DATO, Senales, dictar, peor

_LINEA = re.compile(
    r"^(?:(?P<momento>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\.\d{1,9} )?"
    r"(?:P\d{2,3} +(?P<proceso>\S.{0,15}?)|(?P<suelto>INFO|WARN|ERROR)): (?P<dicho>.*)$"
)
_CALMOS = frozenset({"INFO", "DETAIL", "DEBUG", "TRACE"})  # any other level is a warning at least
_COMIENZA = re.compile(r"^([a-z-]{2,20}) command begin ([\d.]{1,12}(?:dev)?): (.*)$")
_TERMINA = re.compile(
    r"^([a-z-]{2,20}) command end: (completed successfully|aborted .*|terminated on signal.*)"
)
_ROTULO = re.compile(r"^new backup label = (\d{8}-\d{6}F(?:_\d{8}-\d{6}[DI])?)$")
_TAMANO = re.compile(r"^(full|incr|diff) backup size = ([\d.]+[KMGT]?B)(?:, file total = (\d+))?")
_OPCION = re.compile(r"--(stanza|exec-id)=(\S{1,100})")
_PROPIO = re.compile(r"ERROR: \[\d{3}\]:|[a-z] command begin \d\.|^stanza: \S+$")
_VERSION = re.compile(r"\s*pgBackRest \d[\d.]{0,10}(?:dev)?\s*")
_ERROR = re.compile(r"^ERROR: \[\d{3}\]")
_CODIGO = re.compile(r"\[\d{3}\]: ")  # of an error, whatever came of its word
# The level of a line that noise broke: what cannot be read is no reason to call it calm.
_ROTO = re.compile(r"^.{0,60}?(?:W.?A.?R.?N|E.?R.?R.?O.?R).?:")
_STANZA = re.compile(r"^stanza: (\S{1,100})$")
_TIPOS = {"full": "total", "incr": "incremental", "diff": "diferencial"}
_POR_LETRA = {"F": "total", "I": "incremental", "D": "diferencial"}
_OPERACIONES = {"restore": "restauracion", "expire": "depuracion", "check": "verificacion",
                "verify": "verificacion", "info": "inventario", "archive-push": "verificacion",
                "archive-get": "restauracion", "stanza-create": "verificacion"}  # fmt: skip
_HOLGURA = timedelta(seconds=1)


@dataclass
class _Orden:
    """One command of the log so far."""

    nombre: str
    opciones: dict[str, str] = field(default_factory=dict)
    inicio: datetime | None = None
    fin: datetime | None = None
    final: str = ""
    rotulo: str = ""
    tipo: str = ""
    tamano: str = ""
    archivos: str = ""
    version: str = ""
    avisos: int = 0
    errores: int = 0
    renglones: list[str] = field(default_factory=list)


def _es_stanza(objeto: dict[str, Any]) -> bool:
    return isinstance(objeto.get("backup"), list) and "status" in objeto and "name" in objeto


def reconoce(material: Material) -> bool:
    """Its JSON of stanzas, or its log lines."""
    if any(_es_stanza(o) for o in material.objetos):
        return True
    return material.hallar(_PROPIO) is not None or _solo_version(material)


def _solo_version(material: Material) -> bool:
    return material.codigo in {None, 0} and _VERSION.fullmatch(material.todo) is not None


def lee(material: Material) -> Lecturas:
    """Yield each backup command; else the backup that `info` shows made now; else what it was."""
    ordenes = _ordenes(material)
    copias = [o for o in ordenes if o.nombre == "backup"]
    if copias:
        return [_copia(material, o, sola=len(copias) == 1) for o in copias]
    inventario = list(_inventario(material))
    if ordenes and not inventario:
        return [_otra(material, ordenes[-1])]
    # At the usual level of its console a command that failed says only why, not its name.
    fallo = not ordenes and material.codigo not in {None, 0} and material.hallar(_ERROR)
    listada = inventario if not fallo else []
    return _de_ahora(material, inventario) or listada or [_sin_orden(material)]


def _ordenes(material: Material) -> list[_Orden]:
    """The commands of the log; lines without a command belong to the one before.

    2.45 prints its warnings apart, in stderr and often without times: they are of every command.
    What `expire` says after a backup is of that backup: they are one process.
    """
    resto = "\n".join([*material.archivos.values(), material.salida])
    aparte = material.errores if "command begin" not in material.errores else ""
    ordenes = list(_del_log(material, resto if aparte else material.todo))
    sueltos = [r for r in renglones(aparte) if _es_queja(r)]
    previa: _Orden | None = None
    for orden in ordenes:
        orden.avisos += len(sueltos)
        if previa and orden.nombre == "expire" and previa.opciones == orden.opciones:
            previa.avisos += orden.avisos + orden.errores
        previa = orden
    return ordenes


def _es_queja(renglon: str) -> bool:
    linea = _LINEA.match(renglon)
    if linea:
        return _nivel(linea) not in _CALMOS
    return (_ROTO.match(renglon) or _CODIGO.search(renglon)) is not None


def _nivel(linea: re.Match[str]) -> str:
    return linea["proceso"] or linea["suelto"]


def _del_log(material: Material, texto: str) -> Iterator[_Orden]:
    actual, previos = None, 0
    for renglon in renglones(texto):
        hallado = _LINEA.match(renglon)
        if hallado is None:
            if _ROTO.match(renglon) and actual:
                actual.avisos += 1
            continue
        momento, comienza = hallado["momento"], _COMIENZA.match(hallado["dicho"])
        if comienza:
            if actual:
                yield actual
            actual = _Orden(comienza[1], dict(_OPCION.findall(comienza[3])), version=comienza[2])
            actual.inicio = material.instante(momento)
            actual.avisos, previos = previos, 0
        if actual:
            actual.renglones.append(renglon)
            _anotar(actual, _nivel(hallado), hallado["dicho"], material.instante(momento))
        else:
            previos += _nivel(hallado) not in _CALMOS
    if actual:
        yield actual


def _anotar(orden: _Orden, nivel: str, dicho: str, momento: datetime | None) -> None:
    orden.errores += nivel == "ERROR"
    orden.avisos += nivel not in {*_CALMOS, "ERROR"}
    if rotulo := _ROTULO.match(dicho):
        orden.rotulo = rotulo[1]
    elif tamanos := _TAMANO.match(dicho):
        orden.tipo, orden.tamano, orden.archivos = tamanos[1], tamanos[2], tamanos[3] or ""
    elif termina := _TERMINA.match(dicho):
        orden.final, orden.fin = termina[2], momento


def _estado(material: Material, orden: _Orden, *, sola: bool) -> str:
    bien = orden.final.startswith("completed")
    return dictar(
        Senales(
            codigo=material.codigo if sola else None,
            exito=bien and (orden.nombre != "backup" or bool(orden.rotulo)),
            fallo=bool(orden.errores) or orden.final.startswith(("aborted", "terminated")),
            avisos=orden.avisos > 0,
            empezada=True,
        )
    )


def _copia(material: Material, orden: _Orden, *, sola: bool) -> EjecucionLeida:
    stanza = orden.opciones.get("stanza", "")
    entera = orden.tipo == "full"
    medida = tamano(orden.tamano, binario=True) if orden.tamano else None
    leida = EjecucionLeida(
        clave=clave("pgbackrest", stanza, orden.rotulo)
        if orden.rotulo
        else clave("pgbackrest", stanza, orden.inicio, orden.opciones.get("exec-id", "")),
        trabajo=stanza,
        herramienta="pgbackrest",
        modalidad=_TIPOS.get(orden.tipo) or _POR_LETRA.get(orden.rotulo[-1:], "desconocida"),
        estado=_estado(material, orden, sola=sola),
        inicio=orden.inicio,
        fin=orden.fin,
        bytes=medida if entera else None,
        bytes_nuevos=medida,
        archivos=entero(orden.archivos),
        copia_id=orden.rotulo,
        version=orden.version,
        redondeado=True,
        prosa=None if sola else "\n".join(orden.renglones),
    )
    dicha = material.recordar(_por_clave).get(leida.clave) if orden.rotulo else None
    return _completada(leida, dicha) if dicha else leida


def _completada(leida: EjecucionLeida, dicha: EjecucionLeida) -> EjecucionLeida:
    """The run of the log with the exact figures of `info`."""
    return replace(
        leida,
        estado=peor(leida.estado, dicha.estado),
        inicio=dicha.inicio or leida.inicio,
        fin=dicha.fin or leida.fin,
        bytes=dicha.bytes,
        bytes_nuevos=dicha.bytes_nuevos,
        bytes_almacenados=dicha.bytes_almacenados,
        mensaje=dicha.mensaje,
        redondeado=False,
    )


def _inventario(material: Material) -> Iterator[EjecucionLeida]:
    for stanza in material.objetos:
        if not _es_stanza(stanza):
            continue
        for copia in stanza["backup"]:
            if isinstance(copia, dict):
                yield _de_info(texto(stanza["name"]), copia)


def _por_clave(material: Material) -> dict[str, EjecucionLeida]:
    return {leida.clave: leida for leida in _inventario(material)}


def _de_info(stanza: str, copia: dict[str, Any]) -> EjecucionLeida:
    rotulo = texto(copia.get("label"))
    malo = copia.get("error") not in (False, None) or not intactas(copia, "error")
    aviso = "pgBackRest halló páginas dañadas en esta copia (error: true)."
    return EjecucionLeida(
        clave=clave("pgbackrest", stanza, rotulo),
        trabajo=stanza,
        herramienta="pgbackrest",
        operacion="inventario",
        modalidad=_TIPOS.get(texto(copia.get("type")), "desconocida"),
        estado=ADVERTENCIA if malo else SIN_DATO,
        inicio=epoch(en(copia, "timestamp", "start")),
        fin=epoch(en(copia, "timestamp", "stop")),
        bytes=entero(en(copia, "info", "size")),
        bytes_nuevos=entero(en(copia, "info", "delta")),
        bytes_almacenados=entero(en(copia, "info", "repository", "delta")),
        copia_id=rotulo,
        version=texto(en(copia, "backrest", "version")),
        mensaje=aviso if malo else "",
        baja_autoridad=True,
    )


def _de_ahora(material: Material, todas: list[EjecucionLeida]) -> list[EjecucionLeida]:
    """The backups of `info` made while the wrapper ran, judged by its exit code.

    The clock of the database may differ a second from the wrapper's. But the copy of the run
    before, a second ago, is not of this one: it had ended when this one began.
    """
    desde, hasta = material.captura.inicio, material.captura.fin
    if desde is None or hasta is None or material.codigo is None:
        return []
    avisos = material.hallar(_ROTO) is not None
    estado = dictar(Senales(codigo=material.codigo, exito=True, avisos=avisos))
    return [
        replace(
            leida, operacion="respaldo", estado=peor(leida.estado, estado), baja_autoridad=False
        )
        for leida in todas
        if leida.inicio and leida.fin
        and desde - _HOLGURA <= leida.inicio and desde < leida.fin <= hasta + _HOLGURA
    ]  # fmt: skip


def _otra(material: Material, orden: _Orden) -> EjecucionLeida:
    return EjecucionLeida(
        clave="",
        trabajo=orden.opciones.get("stanza", ""),
        herramienta="pgbackrest",
        operacion=_OPERACIONES.get(orden.nombre, "verificacion"),
        estado=_estado(material, orden, sola=True),
        inicio=orden.inicio,
        fin=orden.fin,
        version=orden.version,
    )


def _sin_orden(material: Material) -> EjecucionLeida:
    """An error before any command began, a stanza without backups, or a version."""
    de_stanza = any(_es_stanza(o) for o in material.objetos) or material.hallar(_STANZA)
    vacia = bool(de_stanza) or _solo_version(material)
    fallo = material.hallar(_ERROR) is not None
    estado = dictar(Senales(codigo=material.codigo, fallo=fallo))
    return EjecucionLeida(
        clave="",
        trabajo="",
        herramienta="pgbackrest",
        operacion="inventario" if vacia and not fallo else "respaldo",
        estado=SIN_DATO if vacia and estado == CONFORME else estado,
    )


ANALIZADOR = Analizador("pgbackrest", "2", reconoce, lee)
