"""A delivery → its runs: the pipeline that every channel shares. Pure.

Mail and pings are opened, the tool is recognised by what it printed, its analyser reads, and then
what is common is done once: times of the wrapper, overrides, error text, key, secrets.

Source: evidencia.md §1, §3–§5, §7.3.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any

from gobierno.secretos import tapar
from respaldo.discrepancias import EjecucionVista, contradecir
from respaldo.importadores import correo, formularios, pings
from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.captura import Analisis, Captura
from respaldo.importadores.citas import cita_de_error, texto_de_error
from respaldo.importadores.herramientas import ANALIZADORES, POR_NOMBRE
from respaldo.importadores.herramientas.generico import GENERICO
from respaldo.importadores.herramientas.plantilla import de_plantillas
from respaldo.importadores.identidad import clave
from respaldo.importadores.material import Analizador, Material
from respaldo.importadores.motivos import NADIE, motivos, otro_lector
from respaldo.importadores.veredicto import (
    ADVERTENCIA,
    CONFORME,
    EN_CURSO,
    NO_CONFORME,
    SIN_DATO,
    peor,
)

LARGO_ERROR = 8_000
_TEXTOS = ("trabajo", "equipo", "mensaje", "origen", "repositorio", "medio", "estado_origen",
           "copia_id", "version", "clave")  # fmt: skip
MAXIMO_EJECUCIONES = 5_000
_HOLGURA = timedelta(seconds=2)  # a tool that writes whole seconds may seem to begin before


def analizar(captura: Captura) -> Analisis:
    """What a delivery tells. Never raises for its content; unknown: no runs and a message."""
    if captura.peticiones:
        partes = [_leer(parte, propia) for propia, parte in pings.agrupar(captura)]
        return _juntar(partes)
    if captura.correo:
        captura = correo.abrir(captura)
    return _leer(captura)


def _juntar(partes: list[Analisis]) -> Analisis:
    if not partes:
        return Analisis(mensajes=("Ninguna petición es un ping.",))
    return replace(
        partes[0],
        ejecuciones=tuple(e for p in partes for e in p.ejecuciones),
        mensajes=tuple(dict.fromkeys(m for p in partes for m in p.mensajes)),
    )


def _leer(captura: Captura, propia: str = "") -> Analisis:
    material = Material(formularios.abrir(captura))
    for analizador in _candidatos(material):
        leidas = tuple(_primeras(analizador.lee(material)))
        if leidas:
            break
    else:
        return Analisis(mensajes=(NADIE,))
    completas = [_completar(leida, material, len(leidas) == 1) for leida in leidas]
    if not analizador.codigo_de_todas and material.codigo not in {None, 0}:
        completas = [replace(e, estado=SIN_DATO) if e.estado == CONFORME else e for e in completas]
    if analizador.por_partes:
        completas = [replace(e, prosa=e.mensaje) for e in completas]
    cerradas = tuple(_cerrar(e, material, propia, n) for n, e in enumerate(completas))
    return Analisis(
        herramienta=analizador.nombre,
        version_del_analizador=analizador.version,
        ejecuciones=cerradas,
        mensajes=(
            *(("Lector en prueba (beta).",) if analizador.beta else ()),
            *otro_lector(analizador, material),
            *motivos(analizador, material, leidas, cerradas),
        ),
    )


def _primeras(leidas: Iterable[EjecucionLeida]) -> Iterator[EjecucionLeida]:
    for n, leida in enumerate(leidas):
        if n >= MAXIMO_EJECUCIONES:
            return
        yield leida


def _candidatos(material: Material) -> Iterator[Analizador]:
    """The analysers that recognise the evidence, the configured one first; the generic at last."""
    yield from de_plantillas(material)
    dicha = POR_NOMBRE.get(material.captura.herramienta.lower())
    if dicha is not None and (dicha.reconoce(material) or material.codigo in dicha.parciales):
        yield dicha
    if not material.vacio:
        yield from (a for a in ANALIZADORES if a is not dicha and a.reconoce(material))
    yield GENERICO


def _completar(leida: EjecucionLeida, material: Material, sola: bool) -> EjecucionLeida:
    """Fill what only the wrapper, the ping or the mail know; never over what the tool said."""
    captura = material.captura
    cambios: dict[str, Any] = {}
    if not leida.trabajo:
        cambios["trabajo"] = captura.trabajo
    es_lista = leida.baja_autoridad or leida.operacion == "inventario"
    if not leida.equipo and not es_lista:
        cambios["equipo"] = captura.equipo
    if sola and not es_lista and (leida.inicio is None) != (leida.fin is None):
        cambios |= _el_otro_extremo(leida, captura)
    if sola and not es_lista and leida.inicio is None and leida.fin is None:
        cambios |= {"inicio": captura.inicio, "fin": captura.fin}
        cambios["inicio_inferido"] = captura.inicio is not None
        if captura.canal == "correo" and captura.fin is None:
            cambios["fin"] = captura.recibida_en and captura.recibida_en.astimezone(UTC)
    if leida.codigo_salida is None and sola:
        cambios["codigo_salida"] = captura.codigo_salida
    return _con_senal(replace(leida, **cambios), material)


def _el_otro_extremo(leida: EjecucionLeida, captura: Captura) -> dict[str, object]:
    """The start or the end that the tool did not say: the wrapper's, if it ran around the other."""
    if captura.inicio is None or captura.fin is None or leida.estado == EN_CURSO:
        return {}
    dicho = leida.inicio or leida.fin
    if dicho is None or not captura.inicio - _HOLGURA <= dicho <= captura.fin + _HOLGURA:
        return {}
    if leida.inicio is None:
        return {"inicio": min(captura.inicio, dicho), "inicio_inferido": True}
    return {"fin": max(captura.fin, dicho)}


def _con_senal(leida: EjecucionLeida, material: Material) -> EjecucionLeida:
    """A ping that says failure worsens the reading, unless its body tells of a usable copy."""
    captura = material.captura
    if (captura.recortada or material.ilegible) and leida.estado == CONFORME:
        return replace(leida, estado=SIN_DATO)
    if captura.senal == "fallo" and leida.estado in {CONFORME, SIN_DATO, "en_curso"}:
        return replace(leida, estado=NO_CONFORME)
    return leida


def _cerrar(leida: EjecucionLeida, material: Material, propia: str, numero: int) -> EjecucionLeida:
    if not leida.mensaje and leida.estado in {ADVERTENCIA, NO_CONFORME}:
        leida = replace(leida, mensaje=_mensaje(leida, material))
    leida = _contradecir(leida, material)
    if not leida.clave:
        leida = replace(leida, clave=propia or _clave(leida, material, numero))
    elif propia:
        leida = replace(leida, alias=(*leida.alias, propia))
    limpios: dict[str, Any] = {c: tapar(getattr(leida, c)) for c in _TEXTOS if getattr(leida, c)}
    limpios["mensaje"] = limpios.get("mensaje", "")[:LARGO_ERROR]
    alias = tuple(map(tapar, leida.alias))
    return replace(leida, alias=alias, prosa=None, **limpios)


def _mensaje(leida: EjecucionLeida, material: Material) -> str:
    return material.texto_de_error if leida.prosa is None else texto_de_error(leida.prosa)


def _contradecir(leida: EjecucionLeida, material: Material) -> EjecucionLeida:
    """Apply the overrides that need no Directorio: COPIA_VACIA and TEXTO_DE_ERROR."""
    if leida.operacion != "respaldo" or leida.estado not in {CONFORME, ADVERTENCIA}:
        return leida
    vista = EjecucionVista(
        estado=leida.estado,
        modalidad=leida.modalidad,
        bytes=leida.bytes,
        archivos=leida.archivos,
        mensaje=leida.mensaje,
    )
    cita = material.cita_de_error if leida.prosa is None else cita_de_error(leida.prosa)
    halladas = contradecir(vista, cita, ingenua=leida.es_volcado)
    for hallada in halladas:
        estado = peor(leida.estado, NO_CONFORME if hallada.es_grave else ADVERTENCIA)
        mensaje = "\n".join(filter(None, [leida.mensaje, hallada.texto]))
        leida = replace(
            leida, estado=estado, mensaje=mensaje, motivos=(*leida.motivos, hallada.codigo)
        )
    return leida


def _clave(leida: EjecucionLeida, material: Material, numero: int) -> str:
    """Without an id of the tool: job, machine and start; without times, the bytes themselves."""
    instante = leida.inicio or leida.fin
    nombre = leida.herramienta or "ejecucion"
    if material.captura.mensaje_id and leida.inicio is None:
        return clave("correo", material.captura.mensaje_id, numero or "")
    if instante is not None:
        return clave(nombre, leida.trabajo, leida.equipo, instante.isoformat(), numero or "")
    return clave(nombre, material.huella[:32], numero or "")
