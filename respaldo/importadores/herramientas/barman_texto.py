"""Backups that Barman tells in text: its console, its log, a mail (evidencia.md §2.7).

Run with 3.4 and 3.14. One output may tell of many: `backup all` prints one after the other.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.identidad import clave
from respaldo.importadores.material import Material
from respaldo.importadores.textos import renglones
from respaldo.importadores.valores import tamano
from respaldo.importadores.veredicto import NO_CONFORME, Senales, dictar

# barman.log: instant, process, logger and level before each message.
REGISTRO = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \[(\d{1,9})\] [\w.]{1,60} ([A-Z]{1,10}): (.*)$"
)
_EMPIEZA = (
    r"Starting backup using [\w-]{1,30} method for server (\S{1,100}) in \S{1,400}/(\d{8}T\d{6})"
)
EMPIEZA = re.compile(
    rf"^(?:\d{{4}}-\S{{5}} [\d:,]{{12}} \[\d{{1,9}}\] [\w.]{{1,60}} INFO: )?{_EMPIEZA}"
)
_COPIA_DE = re.compile(r"^Starting backup copy via \S{1,40} for (\d{8}T\d{6})")
_COMPLETA = re.compile(
    r"^Backup completed \(start time: (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\S{0,20}, "
    r"elapsed time: (?:(\d+) hours?, )?(?:(\d+) minutes?, )?(?:(\d+) seconds?|less than one second)"
)
_PESA = re.compile(r"^Backup size: ([\d.]+ [KMGT]?i?B)")
FALLO = re.compile(r"^(?:ERROR|EXCEPTION|CRITICAL): |Impossible to start the backup|Backup failed")
_NO_EMPIEZA = re.compile(r"Impossible to start the backup.{0,80}'barman check (\S{1,100})'")
_ESPERA = re.compile(
    r"^(?:WARNING: )?(?:IMPORTANT: )?.{0,80}WAITING_FOR_WALS|"
    r"has not received yet all the required WAL"
)
_COPIAS, _SUELTAS = 1_000, 1_000  # of one output


@dataclass
class _Tramo:
    """The lines of one backup; those before the first one have no server."""

    servidor: str = ""
    identidad: str = ""
    lineas: list[str] = field(default_factory=list)


def leer(material: Material) -> Iterator[EjecucionLeida]:
    """Yield the backups that began and, beside them, those that could not."""
    flujos = _flujos(material)
    hechos, sueltas = _repartir(flujos)
    if not hechos:
        return
    suyos = {t.servidor for t in hechos}
    dichos = {m[1]: r for lineas in flujos for r in lineas if (m := _NO_EMPIEZA.search(r))}
    caidos = {s: r for s, r in dichos.items() if s not in suyos}
    # The code is that of the worst: once a failure explains it, the others did not fail for it.
    explicado = bool(caidos) or any(FALLO.search(r) for t in hechos for r in t.lineas)
    codigo = None if explicado and len(hechos) + len(caidos) > 1 else material.codigo
    leidas = [_copia(material, t, sueltas, codigo) for t in hechos]
    leidas += [_caida(s, r) for s, r in caidos.items()]
    yield from leidas if len(leidas) > 1 else [replace(leidas[0], prosa=None)]


def _flujos(material: Material) -> list[list[str]]:
    """The lines of each stream; a log has many processes at once, and each is one."""
    flujos: list[list[str]] = []
    for texto in (*material.archivos.values(), material.salida, material.errores):
        procesos: dict[str, list[str]] = {"": []}
        actual = procesos[""]
        for renglon in renglones(texto):
            registro = REGISTRO.match(renglon)
            if registro:
                actual = procesos.setdefault(registro[1], [])
                nivel = "" if registro[2] in {"INFO", "DEBUG"} else f"{registro[2]}: "
                actual.append(nivel + registro[3])
            else:
                actual.append(renglon)
        # In a log, a process without a backup says nothing of those that made one.
        flujos += [v for p, v in procesos.items() if not p or _dice_de_copias(v)]
    return flujos


def _repartir(flujos: list[list[str]]) -> tuple[list[_Tramo], list[str]]:
    """The backups, each once though log and console tell of it, and the lines of none."""
    hechos: dict[tuple[str, str], _Tramo] = {}
    sueltas: list[str] = []
    for tramo in (t for lineas in flujos for t in _tramos(lineas)):
        if not tramo.identidad:
            sueltas += tramo.lineas
            continue
        suyo = hechos.setdefault((tramo.servidor, tramo.identidad), tramo)
        if suyo is not tramo:
            suyo.lineas += tramo.lineas
    leidas = [r for n, r in enumerate(sueltas) if n < _SUELTAS or FALLO.search(r)]
    return list(hechos.values())[:_COPIAS], leidas[: 2 * _SUELTAS]


def _dice_de_copias(lineas: list[str]) -> bool:
    return any(EMPIEZA.match(r) or _NO_EMPIEZA.search(r) for r in lineas)


def _tramos(lineas: list[str]) -> list[_Tramo]:
    tramos = [_Tramo()]
    for renglon in lineas:
        empieza = EMPIEZA.match(renglon)
        if empieza and empieza[2] != tramos[-1].identidad:
            tramos.append(_Tramo(empieza[1], empieza[2]))
        tramos[-1].lineas.append(renglon)
    return tramos


def _copia(
    material: Material, tramo: _Tramo, sueltas: list[str], codigo: int | None
) -> EjecucionLeida:
    """The backup; an error that names no server may be of any."""
    dichas = [r for r in [*tramo.lineas, *sueltas] if not _es_de_otro(r, tramo.servidor)]
    completas = {m[1]: m for r in tramo.lineas if (m := _COMPLETA.match(r))}
    completa = next(iter(completas.values())) if len(completas) == 1 else None
    copiadas = {m[1] for r in tramo.lineas if (m := _COPIA_DE.match(r))}
    pesa = next((m for r in tramo.lineas if (m := _PESA.match(r))), None)
    inicio = material.instante(completa[1]) if completa else None
    return EjecucionLeida(
        clave=clave("barman", tramo.servidor, tramo.identidad),
        trabajo=tramo.servidor,
        herramienta="barman",
        modalidad="total",
        estado=dictar(
            Senales(
                codigo=codigo if completa else material.codigo,
                # The lines of another backup mean that its beginning was lost.
                exito=completa is not None and copiadas <= {tramo.identidad},
                fallo=any(map(FALLO.search, dichas)),
                avisos=any(map(_ESPERA.search, dichas)),
                empezada=True,
            )
        ),
        inicio=inicio,
        fin=inicio + _lapso(completa) if inicio and completa else None,
        bytes=tamano(pesa[1], binario=True) if pesa else None,
        copia_id=tramo.identidad,
        redondeado=True,
        prosa="\n".join(dichas),
    )


def _es_de_otro(renglon: str, servidor: str) -> bool:
    nombrado = _NO_EMPIEZA.search(renglon)
    return nombrado is not None and nombrado[1] != servidor


def _caida(servidor: str, renglon: str) -> EjecucionLeida:
    return EjecucionLeida(
        clave="",
        trabajo=servidor,
        herramienta="barman",
        estado=NO_CONFORME,
        mensaje=renglon,
        prosa=renglon,
    )


def _lapso(completa: re.Match[str]) -> timedelta:
    horas, minutos, segundos = (int(parte or 0) for parte in completa.groups()[1:])
    return timedelta(hours=min(horas, 10_000), minutes=minutos % 60, seconds=segundos % 60)
