"""The log of vzdump, guest by guest (evidencia.md §2.8). Beta.

A guest is conforme by its own «Finished Backup», which is printed after its archive is whole.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.identidad import clave
from respaldo.importadores.material import Material
from respaldo.importadores.palabras import tamano_de
from respaldo.importadores.textos import renglones
from respaldo.importadores.valores import entero
from respaldo.importadores.veredicto import ADVERTENCIA, CONFORME, NO_CONFORME, SIN_DATO

_PREFIJO = re.compile(r"^(?:\d{1,9}: )?(?:(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d) )?(?=[A-Z]{4,5}:? )")
_EMPIEZA = re.compile(r"^INFO: Starting Backup of VM (\d{1,9}) \(\w{1,10}\)")
_MARCA = re.compile(r"\bINFO: [Ss]tarting (?:new backup job: vzdump|Backup of VM \d{1,9} \()")
_TERMINA = re.compile(r"^INFO: Finished Backup of VM (\d{1,9}) \((\d{1,3}):(\d\d):(\d\d)\)$")
_FALLA = re.compile(r"^ERROR: Backup of VM (\d{1,9}) failed(?: - (.{0,3000}))?")
# With room for a byte that noise put into the level.
_DUDA = re.compile(r"^.?(?:E.?R.?R.?O.?R|W.?A.?R.?N(?:.?I.?N.?G)?).?:.? ?(.{1,2000})")
_CON_FALLAS = re.compile(r"^INFO: Backup job finished with errors|^TASK (?:ERROR|WARNINGS): ")
_SIN_TRABAJO = re.compile(r"^(?:TASK ERROR|ERROR): (.{1,2000})")
_CIERRE = re.compile(r"^(?:TASK |INFO: Backup job|ERROR: (?!Backup of))")
_TAREA_CON_AVISOS = re.compile(r"^TASK WARNINGS: (\d{1,9})$")
_AVISO = re.compile(r"^(?:\S{1,40} ){0,3}WARN(?:ING)?: ")
_CAMPOS = {
    campo: re.compile(patron)
    for campo, patron in {
        "nombre": r"^INFO: (?:VM|CT) Name: (\S.{0,120})$",
        "inicio": r"^INFO: Backup started at (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)",
        "fin": r"^INFO: (?:Backup finished|Failed) at (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)",
        "copia": r"^INFO: creating Proxmox Backup Server archive '([\w./:-]{5,120})'",
        "archivo": r"^INFO: creating (?:vzdump )?archive "
        r"'(?:[^']{0,300}/)?(vzdump-[\w.-]{5,120})'",
        "escritos": r"^INFO: Total bytes written: (\d{1,19})\b",
        "leidos": r"^INFO: (?:100% \([\d.]{1,12} [KMGT]?i?B of |transferred )"
        r"([\d.]{1,12} [KMGT]?i?B)",
        "guardados": r"^INFO: archive file size: ([\d.]{1,12} ?[KMGT]?i?B)$",
    }.items()
}


@dataclass
class _Invitado:
    """A guest, from its beginning to the next one's."""

    vmid: str
    sello: str = ""
    ultimo: str = ""
    datos: dict[str, str] = field(default_factory=dict)
    duracion: int | None = None
    terminado: bool = False
    falla: str | None = None
    dudas: list[str] = field(default_factory=list)


def es_registro(material: Material) -> bool:
    """Whether vzdump wrote it."""
    return material.hallar(_MARCA) is not None


def invitados(texto: str) -> list[_Invitado]:
    """The guests of a log, in order."""
    hallados: list[_Invitado] = []
    for renglon in renglones(texto):
        prefijo = _PREFIJO.match(renglon)
        sello = (prefijo[1] or "") if prefijo else ""
        limpio = renglon[prefijo.end() :] if prefijo else renglon
        empieza = _EMPIEZA.match(limpio)
        if empieza:
            hallados.append(_Invitado(empieza[1], sello))
        if hallados and not (hallados[-1].terminado and _CIERRE.match(limpio)):
            _anotar(hallados[-1], limpio, sello)
    return hallados


def _anotar(uno: _Invitado, limpio: str, sello: str) -> None:
    uno.ultimo = sello or uno.ultimo
    termina, falla = _TERMINA.match(limpio), _FALLA.match(limpio)
    if termina and termina[1] == uno.vmid:
        horas, minutos, segundos = (int(g) for g in termina.groups()[1:])
        uno.terminado, uno.duracion = True, horas * 3600 + minutos * 60 + segundos
    elif falla and falla[1] == uno.vmid:
        uno.falla = falla[2] or falla[0]
    elif duda := _DUDA.match(limpio):
        uno.dudas.append(duda[1])
    for campo, patron in _CAMPOS.items():
        if hallado := patron.match(limpio):
            uno.datos[campo] = hallado[1].strip()


def de_registro(material: Material) -> list[EjecucionLeida]:
    """A run per guest; the job alone when it failed before any."""
    leidas = [_de_invitado(material, i) for i in invitados(material.todo)]
    if _pierde_avisos(material):  # of whom, nobody knows
        leidas = [replace(e, estado=ADVERTENCIA) if e.estado == CONFORME else e for e in leidas]
    malas = any(e.estado in {NO_CONFORME, ADVERTENCIA} for e in leidas)
    alguna = material.codigo not in {None, 0} or material.hallar(_CON_FALLAS) is not None
    if leidas and alguna and not malas:
        leidas = [_de_invitado(material, i, dudoso=True) for i in invitados(material.todo)]
    if leidas:
        return leidas
    error = next((m[1] for r in renglones(material.todo) if (m := _SIN_TRABAJO.match(r))), "")
    mal = bool(error) or material.codigo not in {None, 0}
    return [
        EjecucionLeida(
            clave="",
            trabajo="",
            herramienta="proxmox",
            estado=NO_CONFORME if mal else SIN_DATO,
            mensaje=error,
        )
    ]


def _pierde_avisos(material: Material) -> bool:
    """Whether the task counts more warnings than the log shows."""
    lineas = list(renglones(material.todo))
    contados = [int(m[1]) for m in map(_TAREA_CON_AVISOS.match, lineas) if m]
    return sum(contados) > sum(bool(_AVISO.match(r)) for r in lineas)


def _estado(uno: _Invitado, *, dudoso: bool) -> str:
    if uno.falla is not None:
        return NO_CONFORME
    if not uno.terminado:
        return SIN_DATO
    if uno.dudas:
        return ADVERTENCIA
    return SIN_DATO if dudoso else CONFORME


def _de_invitado(material: Material, uno: _Invitado, *, dudoso: bool = False) -> EjecucionLeida:
    datos, estado = uno.datos, _estado(uno, dudoso=dudoso)
    inicio = tiempo(material, uno)[0]
    copia, archivo = datos.get("copia", ""), datos.get("archivo", "").removesuffix(".dat")
    nombre = datos.get("nombre") or uno.vmid
    sirve = estado in {CONFORME, ADVERTENCIA}
    propia = copia or archivo
    return EjecucionLeida(
        clave=clave("proxmox", copia)
        if copia and sirve
        else clave("proxmox", "", archivo)
        if archivo and sirve
        else clave("proxmox", uno.vmid, inicio.isoformat())
        if inicio
        else "",
        trabajo=nombre,
        equipo=nombre,
        origen=uno.vmid,
        herramienta="proxmox",
        modalidad="instantanea" if copia else "total" if archivo else "desconocida",
        estado=estado,
        estado_origen="Finished" if uno.terminado else "failed" if uno.falla is not None else "",
        inicio=inicio,
        fin=tiempo(material, uno)[1],
        bytes=(entero(datos.get("escritos")) or tamano_de(datos.get("leidos"))) if sirve else None,
        bytes_almacenados=tamano_de(datos.get("guardados")) if sirve else None,
        redondeado="escritos" not in datos,
        copia_id=propia if sirve else "",
        mensaje="\n".join(filter(None, [uno.falla, *uno.dudas]))[:4000],
    )


def tiempo(material: Material, uno: _Invitado) -> tuple[datetime | None, datetime | None]:
    """Beginning and end of a guest, local to the source; its lapse when the end is not told."""
    inicio = material.instante(uno.datos.get("inicio") or uno.sello)
    if uno.falla is None and not uno.terminado:
        return inicio, None
    fin = material.instante(uno.datos.get("fin") or uno.ultimo)
    if fin is None and inicio and uno.duracion is not None:
        fin = inicio + timedelta(seconds=uno.duracion)
    return inicio, fin
