"""The samples of each reader, and what must hold of anything made from them."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from respaldo.importadores.analisis import analizar
from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.captura import Captura
from respaldo.importadores.herramientas import ANALIZADORES
from respaldo.importadores.redaccion import copia_tapada
from respaldo.importadores.veredicto import CONFORME, ORDEN
from respaldo.muestras.carpeta import capturar, muestras
from tests.fuzz.mutaciones import (
    FIELES,
    LIBRES,
    Mutacion,
    cortar,
    injertar,
    meter_byte,
    recodificar,
)
from tests.fuzz.sembrados import (
    PLANTILLA_DE_CORREO,
    SEMBRADOS,
    Lector,
    leer_analizada,
    sembrados,
)

RAIZ = Path(__file__).parent.parent / "muestras"
LECTORES = (*(a.nombre for a in ANALIZADORES), "generico", *SEMBRADOS)
_FLUJOS = ("stdout", "stderr", "correo")
# What a tool says after the end of a run that went well: a mail cut just before it is that run.
DETRAS = (b"Warning: at least one source file", b"Warning: failed to read all source",
          b"WARNING: IMPORTANT: this backup is classified")  # fmt: skip
DANADAS = ("danad", "cortad")  # in the name of a sample: what was broken once is not broken twice
SEGUNDOS = 8  # of CPU for an input of 200 kB: the worker gives ten


@dataclass(frozen=True, slots=True)
class Semilla:
    """A sample and how it reads undamaged, which `test_muestras` holds to be the truth."""

    ruta: str
    captura: Captura
    leidas: tuple[EjecucionLeida, ...]
    leer: Lector = leer_analizada
    es_prosa: bool = False

    @property
    def buenas(self) -> bool:
        return any(e.estado == CONFORME for e in self.leidas)


def semillas() -> dict[str, list[Semilla]]:
    """The samples of every reader, by the reader that takes them."""
    todas: dict[str, list[Semilla]] = {nombre: [] for nombre in LECTORES}
    for carpeta in muestras(RAIZ):
        if any(marca in carpeta.name for marca in DANADAS):
            continue
        captura = capturar(carpeta)
        analisis = analizar(captura)
        nombre = analisis.herramienta or "generico"
        todas.setdefault(nombre, []).append(
            Semilla(str(carpeta.relative_to(RAIZ)), captura, analisis.ejecuciones)
        )
    for s in sembrados():
        prosa = s.lector == PLANTILLA_DE_CORREO
        todas[s.lector].append(Semilla(s.ruta, s.captura, s.leer(s.captura), s.leer, prosa))
    return todas


def danar(azar: Random, semilla: Semilla, otras: list[Semilla]) -> tuple[Captura, bool, str]:
    """A damaged capture, whether it keeps the truth of the sample, and what was done to it."""
    captura, fiel, hecho = semilla.captura, True, []
    mutaciones = [
        azar.choice(LIBRES if azar.random() < 0.35 else FIELES)
        for _ in range(azar.choice([1, 1, 1, 2, 3]))
    ]
    for mutacion in sorted(dict.fromkeys(mutaciones), key=_turno):
        libre = mutacion in LIBRES
        donde = azar.choice(_lugares(captura) or ["stdout"])
        contenido = _leer(captura, donde)
        if libre and azar.random() < 0.3:
            otra = azar.choice(otras).captura
            danado = injertar(
                azar, contenido, _leer(otra, azar.choice(_lugares(otra) or ["stdout"]))
            )
            hecho.append(f"injertar {donde}")
        else:
            danado = mutacion(azar, contenido)
            hecho.append(f"{mutacion.__name__} {donde}")
        if mutacion is cortar and donde == "stderr" and not captura.codigo_salida:
            # With code 0 a warning that never arrived cannot be known: a line must be there.
            danado = danado if _queda_entera(semilla.captura.stderr, danado) else contenido
        if mutacion is cortar and donde == "correo":
            fiel = fiel and not contenido[len(danado) :].lstrip().startswith(DETRAS)
        # What is put inside a raw request breaks its framing, which HTTP itself would notice.
        fiel = fiel and not libre and (mutacion is cortar or not donde.startswith("ping"))
        # In the prose of a template a byte makes another word, and its words are people's.
        fiel = fiel and not (semilla.es_prosa and mutacion is meter_byte)
        captura = _poner(captura, donde, danado)
    return captura, fiel, ", ".join(hecho)


def _turno(mutacion: Mutacion) -> tuple[bool, bool]:
    """A text is encoded whole. A cut comes last: what is said after it would close what it left."""
    return mutacion is cortar, mutacion is recodificar


def _queda_entera(errores: bytes, cortados: bytes) -> bool:
    return bool(set(errores.splitlines(keepends=True)) & set(cortados.splitlines(keepends=True)))


def _lugares(captura: Captura) -> list[str]:
    llenos = [f for f in _FLUJOS if getattr(captura, f)]
    llenos += [f"archivo:{n}" for n in captura.archivos]
    return llenos + [f"ping:{n}" for n in range(len(captura.peticiones))]


def _leer(captura: Captura, donde: str) -> bytes:
    clase, _, cual = donde.partition(":")
    if clase == "archivo":
        return captura.archivos[cual]
    return captura.peticiones[int(cual)].cruda if clase == "ping" else getattr(captura, clase)


def _poner(captura: Captura, donde: str, contenido: bytes) -> Captura:
    clase, _, cual = donde.partition(":")
    if clase == "archivo":
        return replace(captura, archivos={**captura.archivos, cual: contenido})
    if clase == "ping":
        pings = list(captura.peticiones)
        pings[int(cual)] = replace(pings[int(cual)], cruda=contenido)
        return replace(captura, peticiones=tuple(pings))
    return replace(captura, **{clase: contenido})


def revisar(semilla: Semilla, captura: Captura, *, fiel: bool) -> str:
    """What is wrong with the reading of a damaged capture; "" when nothing is. May raise."""
    antes = time.process_time()
    leidas = semilla.leer(captura)
    copia_tapada(captura)
    lapso = time.process_time() - antes
    if lapso > SEGUNDOS:
        return f"tardó {lapso:.1f} s de CPU"
    for leida in leidas:
        if queja := _imposible(leida, captura):
            return queja
        if fiel and _es_falsa(leida, leidas, semilla):
            return f"falso conforme: {leida.operacion} {leida.trabajo[:80]!r} {leida.clave[:80]!r}"
    return ""


def _imposible(leida: EjecucionLeida, captura: Captura) -> str:
    cantidades = (leida.bytes, leida.archivos, leida.bytes_nuevos, leida.bytes_almacenados)
    if leida.estado not in ORDEN or not leida.clave:
        return f"estado o clave: {leida.estado!r} {leida.clave!r}"
    if any(c is not None and not 0 <= c < 2**63 for c in cantidades):
        return f"cantidad imposible: {cantidades}"
    if any(m is not None and m.tzinfo is None for m in (leida.inicio, leida.fin)):
        return "instante sin zona"
    de_todas = leida.herramienta in {"amanda", "proxmox"}  # one code speaks of all
    if leida.estado == CONFORME and captura.codigo_salida not in {None, 0} and not de_todas:
        return f"conforme con código {captura.codigo_salida}"
    return ""


def _es_falsa(leida: EjecucionLeida, leidas: Sequence[EjecucionLeida], semilla: Semilla) -> bool:
    """Whether it is a success that the sample does not hold. Where some runs were good, or all of
    the sample are still told beside one of a damaged name, only one known to be bad can be told.
    What is no backup closes no verification, however well it went."""
    if leida.estado != CONFORME or leida.operacion != "respaldo":
        return False
    completas = {e.clave for e in semilla.leidas} <= {e.clave for e in leidas}
    if not semilla.buenas and not completas:
        return True
    buenas = {e.clave for e in semilla.leidas if e.estado == CONFORME}
    return leida.clave in {e.clave for e in semilla.leidas} - buenas
