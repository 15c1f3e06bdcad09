"""Windows Server Backup: its cmdlets, its events, and wbadmin (evidencia.md §2.11). Beta.

Dates of PowerShell 5 are «/Date(ms)/». The summary tells of the last run only.
"""

import re
from typing import Any

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.fechas import de_windows
from respaldo.importadores.herramientas.windows_texto import de_wbadmin, es_wbadmin
from respaldo.importadores.identidad import clave
from respaldo.importadores.material import Analizador, Lecturas, Material
from respaldo.importadores.valores import entero, intactas, texto
from respaldo.importadores.veredicto import ADVERTENCIA, CONFORME, EN_CURSO, NO_CONFORME, SIN_DATO

_FALLIDOS = frozenset(
    {5, 9, 17, 18, 19, 20, 21, 22, 49, 50, 517, 518, 519, 521, 527, 528, 544, 545, 546, 561, 564}
)
_BUENO, _TERMINADO, _EMPEZADO = 4, 14, 1
_PROVEEDOR = re.compile(r"Microsoft-Windows-Backup", re.IGNORECASE)
_TIPOS = {
    "backup": "respaldo",
    "0": "respaldo",
    "restore": "restauracion",
    "recovery": "restauracion",
}
_ACABADO = frozenset({"", "completed", "finished", "2", "stopped"})
_BUENA = "LastSuccessfulBackupTime"
_JUZGAN = ("HResult", "DetailedHResult", "ErrorDescription", "JobState", "JobItems",
           "DetailedMessage", "LastBackupResultHR", "LastBackupResultDetailedHR",
           "LastBackupTime", _BUENA)  # fmt: skip
_PAR = re.compile(r"^([A-Za-z]{2,40}) {0,40}: ?(.{0,4000})$")
_NOMBRADA = re.compile(r"^(?:LastBackupResultHR|HResult|ProviderName|BackupTime) *: ", re.MULTILINE)
_MAXIMO_RENGLONES = 2_000
_CORTADA = "cortada"
_XML = {
    campo: re.compile(patron)
    for campo, patron in {
        "Id": r"<EventID[^>]{0,60}>(\d{1,5})</EventID>",
        "TimeCreated": r"SystemTime=['\"]([^'\"]{10,40})['\"]",
        "MachineName": r"<Computer>([^<]{1,100})</Computer>",
        "Message": r"<Message>([^<]{1,4000})</Message>",
        "ErrorCode": r"<Data Name=['\"](?:ErrorCode|HRESULT)['\"]>([^<]{1,40})</Data>",
    }.items()
}


def _dichos(material: Material) -> list[dict[str, Any]]:
    objetos = [*(o for o in material.objetos if _clase(o)), *_de_xml(material.todo)]
    return objetos or _de_lista(material.todo)


def _de_lista(dicho: str) -> list[dict[str, Any]]:
    """Objects as PowerShell shows them: «Name : value», a long value on more lines, a blank line
    after the last. One without it was cut."""
    if not _NOMBRADA.search(dicho):
        return []
    objetos: list[dict[str, Any]] = [{}]
    ultimo = ""
    for renglon in dicho.split("\n")[:_MAXIMO_RENGLONES]:
        par = _PAR.match(renglon)
        if par:
            ultimo = par[1]
            objetos[-1].setdefault(ultimo, par[2].strip())
        elif ultimo and renglon.strip() and renglon.startswith(" "):
            objetos[-1][ultimo] += " " + renglon.strip()
        elif not renglon.strip() and objetos[-1]:
            objetos.append({})
            ultimo = ""
    if objetos[-1]:
        objetos[-1][_CORTADA] = True
    return [o for o in objetos if _clase(o) in {"resumen", "evento", "trabajo", "copia"}]


def _clase(objeto: dict[str, Any]) -> str:
    llaves = objeto.keys()
    if "LastBackupResultHR" in llaves:
        return "resumen"
    if {"JobType", "HResult", "StartTime"} <= llaves or {"JobState", "HResult"} <= llaves:
        return "trabajo"
    if {"VersionId", "BackupTime"} <= llaves:
        return "copia"
    if _PROVEEDOR.search(str(objeto.get("ProviderName", ""))) and "Id" in llaves:
        return "evento"
    return ""


def _de_xml(dicho: str) -> list[dict[str, Any]]:
    """Events as XML, by expressions: an entity is never resolved."""
    eventos = []
    for trozo in re.findall(r"<Event[ >].{20,8000}?</Event>", dicho[:2_000_000], re.DOTALL)[:500]:
        if _PROVEEDOR.search(trozo):
            campos = {c: m[1] for c, p in _XML.items() if (m := p.search(trozo))}
            eventos.append({"ProviderName": "Microsoft-Windows-Backup", **campos})
    return [e for e in eventos if "Id" in e]


def reconoce(material: Material) -> bool:
    """Objects of its cmdlets, events of its provider, or the words of wbadmin."""
    return bool(_dichos(material)) or es_wbadmin(material)


def lee(material: Material) -> Lecturas:
    """Yield a run per job or event; the summary only when nothing says more."""
    dichos = _dichos(material)
    if not dichos:
        return de_wbadmin(material)
    clases = {
        c: [d for d in dichos if _clase(d) == c] for c in ("trabajo", "evento", "copia", "resumen")
    }
    if clases["trabajo"]:
        return [_trabajo(material, d) for d in clases["trabajo"]]
    if clases["evento"]:
        return [_evento(material, d) for d in clases["evento"]]
    leidas = [_resumen(material, d) for d in clases["resumen"]]
    return leidas or [_copia(material, d) for d in clases["copia"]]


def _codigo(valor: Any) -> int | None:
    """An HRESULT: signed in PowerShell; None when it is not told."""
    if isinstance(valor, bool) or not isinstance(valor, int | str):
        return None
    limpio = str(valor).strip()
    return int(limpio) if re.fullmatch(r"-?\d{1,11}", limpio) else None


def _legible(dicho: dict[str, Any], codigo: int | None) -> bool:
    """Whether its code is told and nothing that could deny it came damaged."""
    entera = _CORTADA not in dicho and intactas(dicho, *_JUZGAN)
    # As a list its items are not told, so its second code must be.
    opaca = isinstance(dicho.get("JobItems"), str) and "DetailedHResult" not in dicho
    return codigo is not None and entera and not opaca


def _trabajo(material: Material, dicho: dict[str, Any]) -> EjecucionLeida:
    inicio, fin = (de_windows(dicho.get(c), material.zona) for c in ("StartTime", "EndTime"))
    codigo, falla = _codigo(dicho.get("HResult")), texto(dicho.get("ErrorDescription"), 4000)
    situacion = str(dicho.get("JobState", "")).lower()
    detallado = _codigo(dicho.get("DetailedHResult"))
    if codigo:
        estado = NO_CONFORME
    elif situacion in {"running", "1", "unknown"} and fin is None:
        estado = EN_CURSO
    elif fin is None or not _legible(dicho, codigo) or situacion not in _ACABADO:
        estado = SIN_DATO
    else:
        dudoso = falla or detallado or _falla_dentro(dicho.get("JobItems"))
        estado = ADVERTENCIA if dudoso else CONFORME
    return EjecucionLeida(
        clave=clave("wsb", inicio.isoformat()) if inicio else "",
        trabajo="",
        herramienta="windows-server-backup",
        operacion=_TIPOS.get(str(dicho.get("JobType", "")).lower(), "inventario"),
        estado=estado,
        estado_origen=f"HResult {dicho.get('HResult')}",
        inicio=inicio,
        fin=fin,
        copia_id=texto(dicho.get("VersionId")),
        mensaje=falla,
    )


def _falla_dentro(elementos: Any) -> bool:
    """Whether a volume or an item of the job says an error of its own."""
    pendientes = [elementos]
    while pendientes:
        uno = pendientes.pop()
        if isinstance(uno, dict):
            dicho = uno.get("HResult")
            codigo = 0 if dicho is None else _codigo(dicho)
            danado = codigo is None or not intactas(uno, "HResult", "ErrorDescription")
            if danado or codigo or texto(uno.get("ErrorDescription")):
                return True
            pendientes += uno.values()
        elif isinstance(uno, list):
            pendientes += uno
    return False


def _resumen(material: Material, dicho: dict[str, Any]) -> EjecucionLeida:
    ultimo = de_windows(dicho.get("LastBackupTime"), material.zona)
    bueno = de_windows(dicho.get(_BUENA), material.zona)
    codigo, detallado = (
        _codigo(dicho.get(c)) for c in ("LastBackupResultHR", "LastBackupResultDetailedHR")
    )
    mensaje = texto(dicho.get("DetailedMessage"), 4000)
    if codigo:
        estado = NO_CONFORME
    elif ultimo is None or not _legible(dicho, codigo) or (bueno is None and dicho.get(_BUENA)):
        estado = SIN_DATO
    else:
        dudoso = detallado or mensaje or (bueno is not None and bueno < ultimo)
        estado = ADVERTENCIA if dudoso else CONFORME
    return EjecucionLeida(
        clave=clave("wsb", ultimo.isoformat()) if ultimo else "",
        trabajo="",
        herramienta="windows-server-backup",
        estado=estado,
        inicio=ultimo,
        estado_origen=f"LastBackupResultHR {dicho.get('LastBackupResultHR')}",
        mensaje=mensaje,
    )


def _copia(material: Material, dicho: dict[str, Any]) -> EjecucionLeida:
    version = texto(dicho.get("VersionId"))
    return EjecucionLeida(
        clave=clave("wsb", version) if version else "",
        trabajo="",
        herramienta="windows-server-backup",
        operacion="inventario",
        estado=SIN_DATO,
        copia_id=version,
        inicio=de_windows(dicho.get("BackupTime"), material.zona),
        baja_autoridad=True,
    )


def _evento(material: Material, dicho: dict[str, Any]) -> EjecucionLeida:
    """Event 4 is the success; 14 only says that it ended; an unknown one says nothing."""
    numero = entero(dicho.get("Id"))
    estado = {_BUENO: CONFORME, _EMPEZADO: EN_CURSO, _TERMINADO: SIN_DATO}.get(
        numero or 0, SIN_DATO
    )
    estado = NO_CONFORME if numero in _FALLIDOS else estado
    if estado == CONFORME and _CORTADA in dicho:
        estado = SIN_DATO
    momento = de_windows(dicho.get("TimeCreated"), material.zona)
    return EjecucionLeida(
        clave=clave("wsb", "evento", numero, momento.isoformat()) if momento else "",
        trabajo="",
        equipo=texto(dicho.get("MachineName")),
        herramienta="windows-server-backup",
        estado=estado,
        inicio=momento if numero == _EMPEZADO else None,
        fin=None if numero == _EMPEZADO else momento,
        estado_origen=f"Event {numero}",
        mensaje=texto(dicho.get("Message") or dicho.get("ErrorCode"), 4000)
        if estado == NO_CONFORME
        else "",
    )


ANALIZADOR = Analizador("windows-server-backup", "1", reconoce, lee, beta=True, por_partes=True)
