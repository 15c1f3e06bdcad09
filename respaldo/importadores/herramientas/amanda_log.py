"""`log.<stamp>.0` of Amanda: a line per step of each DLE (evidencia.md §2.14).

A dump is good when it was dumped and then taped, whole; «FINISH driver» is the final mark.
"""

import re
from dataclasses import dataclass, field
from datetime import timedelta

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.identidad import clave
from respaldo.importadores.material import Material
from respaldo.importadores.textos import renglones
from respaldo.importadores.veredicto import ADVERTENCIA, CONFORME, NO_CONFORME, SIN_DATO

_PROPIO = re.compile(
    r"^START (?:planner|driver|amflush|amvault) date \d{8,14}|^DISK planner \S+ \S|"
    r"^(?:SUCCESS|FAIL|PARTIAL|STRANGE|DONE) (?:planner|dumper|driver|taper|chunker) "
    r"\S.{1,400} \d{14} "
)
_SELLO = re.compile(r"^START (?:planner|driver|amflush|amvault) date (\d{14})")
_PLANEA = re.compile(r"^(?:START|INFO) planner |^DISK planner ")
_MUEVE = re.compile(r"^START (?:amflush|amvault) date ")  # dumps of earlier runs
_FINAL = re.compile(r"^FINISH driver date \d{8,14} time (\d{1,9}(?:\.\d{1,6})?)$")
_CINTA = re.compile(r"^START taper datestamp \d{8,14}.{0,200} label (\S{1,100}) tape \d")
_POZO = re.compile(r"^DONE taper \"ST:([^\"]{1,80})\"")
_TROZO = re.compile(r'"[^"]{0,500}"|\[[^\]]{0,500}\]?|\S{1,500}')
_HORA = re.compile(r"\d{8}(?:\d{6})?")
_DLE = 2  # words that name it: machine and disk
_CIFRAS = 2  # of a level
_CIFRA = re.compile(r"\b(orig-kb|kb|bytes) (\d{1,15})\b")
TAR_VACIO = 10  # KB: the first block of a tar, with nothing or next to nothing in it
COMO_VACIA = "La copia completa pesa 10 kB o menos: lo mismo que una vacía."
_PASOS = frozenset({"DISK", "SUCCESS", "FAIL", "PARTIAL", "STRANGE", "DONE"})


@dataclass
class _Dle:
    """The steps of one disk of one machine."""

    nivel: int | None = None
    pasos: set[str] = field(default_factory=set)
    dichos: list[str] = field(default_factory=list)
    original: int | None = None
    escrito: int | None = None


def es_log(material: Material) -> bool:
    """Whether it is the log of a run."""
    return material.hallar(_PROPIO) is not None


def de_log(material: Material) -> list[EjecucionLeida]:
    """A run per DLE that the planner or any other step names."""
    dles: dict[tuple[str, str], _Dle] = {}
    for renglon in renglones(material.todo):
        if renglon.split(" ", 1)[0] in _PASOS:
            _anotar(dles, renglon)
    patrones = {"sello": _SELLO, "final": _FINAL, "cinta": _CINTA, "pozo": _POZO}
    datos = {campo: material.hallar(patron) for campo, patron in patrones.items()}
    dichos = {campo: hallado[1] if hallado else "" for campo, hallado in datos.items()}
    return [_ejecucion(material, *nombre, dle, dichos) for nombre, dle in dles.items()]


def _anotar(dles: dict[tuple[str, str], _Dle], renglon: str) -> None:
    paso, programa, *resto = [*(t.strip('"') for t in _TROZO.findall(renglon)), ""]
    if paso == "DISK":
        resto, lugar = [*resto[:_DLE], "0" * 8], _DLE
    else:
        lugar = next((n for n, t in enumerate(resto) if n > 1 and _HORA.fullmatch(t)), 0)
    if lugar < _DLE or len(resto) <= lugar:
        return
    dle = dles.setdefault((resto[lugar - 2], resto[lugar - 1]), _Dle())
    dle.pasos.add(f"{paso} {programa}")
    nivel = resto[lugar + (2 if programa == "taper" else 1) :][:1]
    if nivel and nivel[0].isdecimal() and len(nivel[0]) <= _CIFRAS:
        dle.nivel = int(nivel[0])
    cifras = {c: int(v) for c, v in _CIFRA.findall(renglon)}
    if programa == "dumper" and "orig-kb" in cifras:
        dle.original = cifras["orig-kb"] * 1024
    if programa == "taper" and "bytes" in cifras:
        dle.escrito = cifras["bytes"]
    elif programa == "taper" and paso in {"DONE", "SUCCESS", "PARTIAL"} and "kb" in cifras:
        dle.escrito = cifras["kb"] * 1024  # 2.x and 3.1 to 3.3
    if paso in {"FAIL", "PARTIAL", "STRANGE"}:
        dle.dichos.append(renglon[:600])


def _estado(dle: _Dle, terminado: bool) -> str:
    nombres = {p.split(" ")[0] for p in dle.pasos}
    copiada = bool({"SUCCESS dumper", "STRANGE dumper"} & dle.pasos)
    grabada = bool({"DONE taper", "SUCCESS taper"} & dle.pasos)  # SUCCESS in 2.x
    grabada = grabada and "PARTIAL taper" not in dle.pasos
    if not copiada and "FAIL" in nombres:
        return NO_CONFORME
    if not terminado:
        return SIN_DATO
    if not copiada:
        return ADVERTENCIA if grabada else NO_CONFORME  # taped from an earlier dump, or no result
    if dle.original is None:  # its line came broken
        return SIN_DATO
    if dle.nivel == 0 and dle.original <= TAR_VACIO * 1024:
        dle.dichos.append(COMO_VACIA)
        return ADVERTENCIA
    return ADVERTENCIA if not grabada or {"FAIL", "STRANGE", "PARTIAL"} & nombres else CONFORME


def _ejecucion(
    material: Material, equipo: str, disco: str, dle: _Dle, dichos: dict[str, str]
) -> EjecucionLeida:
    sello, final = dichos["sello"], dichos["final"]
    inicio = material.instante(
        f"{sello[:4]}-{sello[4:6]}-{sello[6:8]}T{sello[8:10]}:{sello[10:12]}:{sello[12:]}"
    ) if sello else None  # fmt: skip
    mueve = material.hallar(_MUEVE) is not None and material.hallar(_PLANEA) is None
    estado = SIN_DATO if mueve else _estado(dle, bool(final))
    return EjecucionLeida(
        clave=clave("amanda", dichos["pozo"], sello, equipo, disco) if sello else "",
        alias=(clave("amanda", sello[:8], equipo, disco, dichos["cinta"]),) if sello else (),
        trabajo=disco, equipo=equipo, origen=disco, herramienta="amanda",
        operacion="inventario" if mueve else "respaldo",
        repositorio=dichos["pozo"], medio=dichos["cinta"],
        modalidad="desconocida" if dle.nivel is None else "incremental" if dle.nivel else "total",
        inicio=inicio, fin=inicio + timedelta(seconds=float(final)) if inicio and final else None,
        bytes=dle.original, bytes_almacenados=dle.escrito, redondeado=True,
        estado=estado, estado_origen=", ".join(sorted(dle.pasos))[:200],
        mensaje="\n".join(dle.dichos)[:4000],
    )  # fmt: skip
