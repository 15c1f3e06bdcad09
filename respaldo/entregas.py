"""One delivery: what its channel got, what may be kept of it, what it tells of each run. Pure.

Source: evidencia.md §3, §4, §9.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from typing import Any
from zoneinfo import ZoneInfo

from gobierno.secretos import tapar
from respaldo.importadores import CsvGenerico, EjecucionLeida, correo
from respaldo.importadores.captura import Analisis, Captura
from respaldo.recepcion import ADELANTO, LARGOS
from respaldo.tapado import flujo_tapado

TARDIA = timedelta(days=7)
RELOJ_DESFASADO, LLEGO_TARDE = "RELOJ_DESFASADO", "TARDIA"
ARCHIVO = "archivo:"
_TEXTOS = ("herramienta", "trabajo", "equipo", "senal", "asunto", "remitente",
           "autenticacion")  # fmt: skip
_INSTANTES = ("inicio", "fin", "recibida_en")
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")
_DEL_CONTENIDO = re.compile(r"[\w.-]{1,40}:[0-9a-f]{32}(?::\d{1,4})?")
_OPERACIONES = {
    "verificacion": "una verificación", "restauracion": "una restauración",
    "depuracion": "una depuración", "inventario": "un inventario",
}  # fmt: skip
_OTROS = ("herramienta", "version", "origen", "estado_origen", "repositorio", "medio")
_LARGO = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrega:
    """What arrived by a channel. `sha256` and `tamano` are of the bytes received; `clave` names the
    delivery itself, so that sending it again changes nothing. `estricta`: other bytes under the
    same `clave` are refused (HTTP 409), not taken for a repeat."""

    captura: Captura
    tamano: int
    sha256: str
    tipo_mime: str = ""
    ip: str = ""
    clave: str = ""
    estricta: bool = True


@dataclass(frozen=True, slots=True)
class Contadas:
    """What a delivery tells: runs to receive, copies only listed, and acts that are no backup."""

    corridas: tuple[EjecucionLeida, ...] = ()
    listadas: tuple[EjecucionLeida, ...] = ()
    operaciones: tuple[dict[str, Any], ...] = ()
    mensajes: tuple[str, ...] = ()


def huella(*partes: bytes) -> str:
    """SHA-256 (hex) of one or more streams, each with its length."""
    if len(partes) == 1:
        return hashlib.sha256(partes[0]).hexdigest()
    suma = hashlib.sha256()
    for parte in partes:
        suma.update(len(parte).to_bytes(8, "big") + parte)
    return suma.hexdigest()


def huella_de(captura: Captura) -> str:
    """SHA-256 of a delivery made of several parts: what it says, however it was wrapped."""
    datos = [f"{c}={v}" for c, v in sorted(datos_de(captura).items()) if c != "recibida_en"]
    return huella("\n".join(datos).encode(errors="replace"), *partes_de(captura).values())


def partes_de(captura: Captura) -> dict[str, bytes]:
    """The streams of a capture by the name under which they are kept."""
    partes = {"stdout": captura.stdout, "stderr": captura.stderr}
    return partes | {f"{ARCHIVO}{nombre}": c for nombre, c in captura.archivos.items()}


def datos_de(captura: Captura) -> dict[str, Any]:
    """What came beside the streams, fit for JSON; empty values are left out."""
    datos: dict[str, Any] = {c: limpio(getattr(captura, c)) for c in _TEXTOS}
    datos |= {c: v.isoformat() if (v := getattr(captura, c)) else None for c in _INSTANTES}
    datos |= {"codigo_salida": captura.codigo_salida, "zona": str(captura.zona)}
    return {campo: valor for campo, valor in datos.items() if valor not in {None, ""}}


def captura_de(datos: Mapping[str, Any], partes: Mapping[str, bytes], canal: str) -> Captura:
    """The capture that was kept, to be read again."""
    campos: dict[str, Any] = {c: datos.get(c, "") for c in _TEXTOS}
    campos |= {c: datetime.fromisoformat(datos[c]) for c in _INSTANTES if datos.get(c)}
    return Captura(
        zona=ZoneInfo(datos["zona"]),
        canal=canal,
        stdout=partes.get("stdout", b""),
        stderr=partes.get("stderr", b""),
        archivos={n.removeprefix(ARCHIVO): c for n, c in partes.items() if n.startswith(ARCHIVO)},
        codigo_salida=datos.get("codigo_salida"),
        **campos,
    )


def abierta(captura: Captura) -> Captura:
    """A mail as its text: an encoded part could hide a secret, so the mail itself is not kept."""
    return correo.abrir(captura) if captura.correo else captura


def entrega_de_correo(
    crudo: bytes,
    *,
    zona: str,
    herramienta: str,
    ip: str = "",
    abrir: Callable[[Captura], Captura] = abierta,
) -> Entrega:
    """The delivery that a mail is: opened by `abrir`, and known by its Message-ID."""
    mensaje = message_from_bytes(crudo[:64_000], policy=policy.compat32)
    propio = correo.cabecera(mensaje, "Message-ID")[:190]
    captura = abrir(
        Captura(zona=ZoneInfo(zona), canal="correo", herramienta=herramienta, correo=crudo)
    )
    return Entrega(
        captura=captura,
        tamano=len(crudo),
        sha256=huella(crudo),
        tipo_mime="message/rfc822",
        ip=ip,
        clave=f"mid:{propio}" if propio else "",
        estricta=False,
    )


def captura_de_archivo(nombre: str, crudo: bytes, *, zona: ZoneInfo, herramienta: str) -> Captura:
    """A file as it came: a mail, by its name, or what a tool wrote."""
    if nombre.lower().endswith(".eml"):
        return Captura(zona=zona, canal="correo", herramienta=herramienta, correo=crudo)
    archivos = {nombre: crudo}
    return Captura(zona=zona, canal="archivo", herramienta=herramienta, archivos=archivos)


def entrega_de_archivo(
    nombre: str,
    crudo: bytes,
    *,
    zona: str,
    herramienta: str,
    abrir: Callable[[Captura], Captura] = abierta,
) -> Entrega:
    """The delivery that a file is, mail or report, known by its content."""
    if nombre.lower().endswith(".eml"):
        return entrega_de_correo(crudo, zona=zona, herramienta=herramienta, abrir=abrir)
    captura = captura_de_archivo(nombre, crudo, zona=ZoneInfo(zona), herramienta=herramienta)
    sha256 = huella(crudo)
    return Entrega(
        captura=captura, tamano=len(crudo), sha256=sha256, clave=f"archivo:{sha256}", estricta=False
    )


def tapada(captura: Captura) -> tuple[Captura, bool]:
    """The capture with its secrets covered, and whether there were any (X-10, §9).

    A stream without secrets stays as it came, byte by byte.
    """
    archivos = {tapar(limpio(n)): flujo_tapado(c) for n, c in captura.archivos.items()}
    textos: dict[str, Any] = {c: tapar(limpio(getattr(captura, c))) for c in _TEXTOS}
    limpia = replace(
        captura,
        stdout=flujo_tapado(captura.stdout),
        stderr=flujo_tapado(captura.stderr),
        archivos=archivos,
        **textos,
    )
    igual = partes_de(limpia) == partes_de(captura)
    return limpia, not igual or any(getattr(limpia, c) != limpio(getattr(captura, c))
                                    for c in _TEXTOS)  # fmt: skip


def sobre_de(captura: Captura) -> dict[str, str]:
    """Who sent a mail, its subject and its date, with their secrets covered: all that is kept of
    one that is refused, so that its sender can be told and allowed."""
    enviado = captura.recibida_en
    sobre = {"remitente": captura.remitente, "asunto": captura.asunto,
             "enviado": enviado.isoformat() if enviado else ""}  # fmt: skip
    return {campo: tapar(limpio(dicho))[:_LARGO] for campo, dicho in sobre.items() if dicho}


def limpio(texto: str) -> str:
    """A short text without characters that cannot be seen or stored."""
    return " ".join(_INVISIBLE.sub(" ", texto[: _LARGO * 4]).split())[:_LARGO]


def tabla_generica(captura: Captura) -> Analisis | None:
    """The runs of the CSV files of a capture that no reader of a tool knows; None without any."""
    filas, errores = [], []
    lector = CsvGenerico()
    for nombre, contenido in captura.archivos.items():
        if nombre.lower().endswith(".csv"):
            lectura = lector.leer(contenido, zona=captura.zona)
            filas += [fila.ejecucion for fila in lectura.filas]
            errores += [str(error) for error in lectura.errores]
    if not filas:
        return None
    return Analisis(
        herramienta=lector.nombre,
        version_del_analizador=lector.version,
        ejecuciones=tuple(filas),
        mensajes=tuple(errores[:20]),
    )


def contar(analisis: Analisis, captura: Captura, *, llegada: datetime, suplente: str) -> Contadas:
    """Sort what was read: runs ready to be received, lists, and other operations.

    `llegada` (UTC) dates what nobody dated; `suplente` names a job that nobody named.
    Fuente: evidencia.md §1.9, §4, §9.
    """
    corridas, listadas, operaciones = [], [], []
    mensajes = list(analisis.mensajes)
    copias = [leida for leida in analisis.ejecuciones if leida.operacion == "respaldo"]
    # Whoever wrapped the command named the job; a message with many names each of its own.
    trabajo = captura.trabajo if len(copias) == 1 else ""
    for leida in analisis.ejecuciones:
        if leida.operacion == "respaldo":
            nombrada = replace(leida, trabajo=trabajo or leida.trabajo or suplente)
            corridas.append(_lista(nombrada, captura, llegada))
        elif leida.operacion == "inventario" and leida.clave and (leida.inicio or leida.fin):
            listadas.append(_recortada(leida))
        else:
            operaciones.append(_operacion(leida))
    for nombre in dict.fromkeys(o["operacion"] for o in operaciones):
        que = _OPERACIONES.get(nombre, "otra operación")
        mensajes.append(f"Es {que}, no una copia: no responde por ninguna corrida.")
    if listadas:
        mensajes.append(f"Es una lista de {len(listadas)} copias: solo completa las conocidas.")
    return Contadas(tuple(corridas), tuple(listadas), tuple(operaciones), tuple(mensajes))


def _operacion(leida: EjecucionLeida) -> dict[str, Any]:
    instante = leida.inicio or leida.fin
    return {
        "operacion": leida.operacion[:40],
        "herramienta": leida.herramienta[:60],
        "estado": leida.estado,
        "copia_id": limpio(leida.copia_id)[:200],
        "instante": instante.isoformat() if instante else "",
    }


def _lista(leida: EjecucionLeida, captura: Captura, llegada: datetime) -> EjecucionLeida:
    leida = _fechada(_recortada(leida), captura, llegada)
    if leida.baja_autoridad and leida.estado == "conforme":  # it cannot see warnings
        leida = replace(leida, estado="sin_dato")
    return leida


def _recortada(leida: EjecucionLeida) -> EjecucionLeida:
    textos: dict[str, Any] = {c: limpio(getattr(leida, c)) for c in _OTROS}
    textos |= {campo: limpio(getattr(leida, campo))[:largo] for campo, largo in LARGOS.items()}
    alias = tuple(limpio(a)[: LARGOS["clave"]] for a in leida.alias[:20])
    return replace(leida, alias=alias, **textos)


def _fechada(leida: EjecucionLeida, captura: Captura, llegada: datetime) -> EjecucionLeida:
    """Give it an instant that can be trusted: its own, else that of the mail, else the arrival."""
    motivos = list(leida.motivos)
    dichos = [i for i in (leida.inicio, leida.fin) if i is not None]
    if any(i > llegada + ADELANTO for i in dichos):
        motivos.append(RELOJ_DESFASADO)
        leida, dichos = replace(leida, inicio=None, fin=None), []
    if not dichos:
        momento = min(captura.recibida_en or llegada, llegada)
        leida = replace(leida, fin=momento, por_llegada=True, clave=_con_momento(leida, momento))
    elif max(dichos) < llegada - TARDIA:
        motivos.append(LLEGO_TARDE)
    if (leida.inicio, leida.fin) == (captura.inicio, captura.fin) and dichos:
        leida = replace(leida, inicio_inferido=True)
    if leida.inicio and leida.fin and leida.fin < leida.inicio:
        leida = replace(leida, fin=None)
    return replace(leida, motivos=tuple(dict.fromkeys(motivos)))


def _con_momento(leida: EjecucionLeida, momento: datetime) -> str:
    """Equal words on another day are another run: a key made of the words alone gets the minute."""
    if not _DEL_CONTENIDO.fullmatch(leida.clave):
        return leida.clave
    return f"{leida.clave}@{momento:%Y%m%dT%H%M}"
