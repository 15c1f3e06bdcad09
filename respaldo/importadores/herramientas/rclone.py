"""rclone 1.5x to 1.7x: `--use-json-log` and text (evidencia.md §2.15).

A mirror. The last statistics count only if everything was transferred; they are also printed every
minute while it works. `bytes` is what was moved, not what is protected.
"""

import re
from datetime import datetime, timedelta
from typing import Any

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.material import Analizador, Lecturas, Material
from respaldo.importadores.textos import hallar, hallar_ultimo, renglones
from respaldo.importadores.valores import en, entero, instante, tamano
from respaldo.importadores.veredicto import (
    ADVERTENCIA,
    NO_CONFORME,
    SIN_DATO,
    Senales,
    dictar,
)

_NIVEL = r"(?:DEBUG|INFO|NOTICE|ERROR|CRITICAL)"
_PROPIO = re.compile(
    r"^Total objects: \d|^ {0,12}\d{1,15} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{9} \S|"
    rf"^\d{{4}}/\d\d/\d\d \d\d:\d\d:\d\d(?:\.\d{{6}} \S{{1,80}}:)? ?{_NIVEL} *: |"
    r"^Transferred:[ \t]+[\d.]+ ?[kKMGTP]?i?B? / |"
    r"^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d (?:CRITICAL: )?Failed to (?:sync|copy|check|create|move)"
)
_MOMENTO = re.compile(r"^(\d{4})/(\d\d)/(\d\d) (\d\d:\d\d:\d\d) ")
_FALLO = re.compile(r"Failed to (?:sync|copy|move|create file system|copyto|check)|Fatal error")
_ERROR = re.compile(r"^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d ERROR *: ")
_BYTES = re.compile(r"^Transferred:[ \t]+([\d.]+ ?[kKMGTP]?i?B?)(?:ytes)? / ([\d.]+ ?[kKMGTP]?i?B)")
_CUENTA = re.compile(r"^(Transferred|Checks|Errors):[ \t]+(\d+)(?: / (\d+))?")
_VERIFICA = re.compile(
    r"Using \S{1,20} for hash comparisons|differences found|matching files|Failed to check"
)
_IGUALES = re.compile(r" NOTICE: .{1,400}: 0 differences found$")
_SIMULADA = re.compile(r"as --dry-run is set")
_EN_UN_RENGLON = re.compile(
    rf"{_NIVEL} *: +(?P<bytes>[\d.]+ ?[kKMGTP]?i?B) / (?P<total>[^,]{{1,20}}), "
)
_LISTA = re.compile(  # `ls`, `lsl`, `size`
    r"^ {0,12}\d{1,15} (?:\d{4}-\d\d-\d\d [\d:.]{8,20} )?\S|^Total objects: "
)
_DE_LSF = re.compile(r"^.{1,3000};-?\d{1,15};\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$")  # path, size, time
_ESPACIO = re.compile(r"^(?:Total|Used|Free): +[\d.]+ [KMGTP]?i?B?$")  # `about`
_BORRADO = re.compile(rf"{_NIVEL} *: .{{1,4000}}: Deleted$")
_DURACION = re.compile(r"^Elapsed time: +(?:(\d{1,6})h)?(?:(\d{1,6})m)?(\d{1,9}(?:\.\d{1,9})?)s")
_TRAS_FALLO = frozenset({1, 5, 6})  # errors after which the rest was mirrored


def _es_suyo(objeto: dict[str, Any]) -> bool:
    return "level" in objeto and "msg" in objeto and "source" in objeto


def _es_archivo(objeto: dict[str, Any]) -> bool:
    """A file of `lsjson`, or the total of `size --json`."""
    es_total = objeto.keys() in ({"count", "bytes"}, {"count", "bytes", "sizeless"})
    return es_total or {"Path", "Name", "Size", "IsDir"} <= objeto.keys()


def reconoce(material: Material) -> bool:
    """Its JSON log or its text."""
    if any(_es_suyo(o) or _es_archivo(o) for o in material.objetos):
        return True
    return material.hallar(_PROPIO) is not None or _es_espacio(material) or _es_lsf(material)


def _es_lsf(material: Material) -> bool:
    """Whether a source of rclone printed rows of `lsf` and nothing else."""
    if material.captura.herramienta != "rclone" or material.hallar(_DE_LSF) is None:
        return False
    filas = [r for r in renglones(material.todo) if r]
    return all(map(_DE_LSF.match, filas)) and material.codigo in {None, 0}


def _es_espacio(material: Material) -> bool:
    primeros = [r for r in renglones(material.salida[:2_000]) if r][:8]
    return len([r for r in primeros if _ESPACIO.match(r)]) > 1


def lee(material: Material) -> Lecturas:
    """One mirror run, the check of one, or a list of files."""
    if any(_es_archivo(o) for o in material.objetos[:5]) or _mira(material):
        yield EjecucionLeida(
            clave="", trabajo="", herramienta="rclone", operacion="inventario", estado=SIN_DATO
        )
        return
    dato = _de_json(material) or _de_texto(material)
    hechos = dato.get("checks", 0) + dato.get("transfers", 0)
    errores = dato.get("errors", 0) or len([r for r in renglones(material.todo) if _ERROR.match(r)])
    estado = dictar(
        Senales(
            codigo=material.codigo,
            exito=_hubo_exito(material, dato) or material.hallar(_IGUALES) is not None,
            fallo=material.hallar(_FALLO) is not None or bool(dato.get("fatal")),
            avisos=errores > 0,
            empezada=True,
        )
    )
    verifica = material.hallar(_VERIFICA) is not None
    borra = not dato and estado == SIN_DATO and material.hallar(_BORRADO) is not None
    parcial = (material.codigo is None or material.codigo in _TRAS_FALLO) and not verifica
    if parcial and estado == NO_CONFORME and not dato.get("fatal") and 0 < errores < hechos:
        estado = ADVERTENCIA
    inicio, fin = _momentos(material, dato)
    yield EjecucionLeida(
        clave="",
        trabajo="",
        herramienta="rclone",
        operacion="verificacion" if verifica else "depuracion" if borra else "respaldo",
        modalidad="espejo",
        estado=estado,
        inicio=inicio,
        fin=fin,
        bytes_nuevos=dato.get("bytes"),
        archivos=0 if dato and not hechos and not dato.get("bytes") else None,
        errores=errores if dato else None,
        redondeado="texto" in dato,
    )


def _mira(material: Material) -> bool:
    return _es_lista(material) or _es_espacio(material) or _es_lsf(material)


def _es_lista(material: Material) -> bool:
    return hallar(_LISTA, material.salida) is not None and material.codigo in {None, 0}


def _hubo_exito(material: Material, dato: dict[str, Any]) -> bool:
    """Whether its last statistics are of a run that ended, and that wrote."""
    if not dato or material.hallar(_SIMULADA) is not None:
        return False
    return dato["entera"] or material.codigo == 0


def _de_json(material: Material) -> dict[str, Any]:
    """The last statistics of the JSON log."""
    ultimas: dict[str, Any] | None = None
    for objeto in material.objetos:
        if _es_suyo(objeto) and isinstance(objeto.get("stats"), dict):
            ultimas = objeto
    if ultimas is None:
        return {}
    dato = {c: entero(en(ultimas, "stats", c)) or 0 for c in
            ("bytes", "checks", "errors", "transfers", "totalBytes", "totalChecks",
             "totalTransfers")}  # fmt: skip
    duracion = en(ultimas, "stats", "elapsedTime")
    entera = all(dato[c] >= dato[f"total{c.title()}"] for c in ("bytes", "checks", "transfers"))
    return {
        **dato,
        "entera": entera,
        "fatal": en(ultimas, "stats", "fatalError") is True,
        "fin": material.instante(ultimas.get("time")),
        "duracion": duracion if isinstance(duracion, int | float) else None,
    }


def _de_texto(material: Material) -> dict[str, Any]:
    """The last statistics block of the text log; it ends with the elapsed time."""
    dato: dict[str, Any] = {}
    vistos: dict[str, Any] = {}
    for renglon in renglones(material.todo):
        if medidas := _BYTES.match(renglon):
            vistos = {"bytes": tamano(medidas[1], binario=True), "entera": medidas[1] == medidas[2]}
        elif vistos and (cuenta := _CUENTA.match(renglon)):
            nombre = {"Transferred": "transfers", "Checks": "checks", "Errors": "errors"}[cuenta[1]]
            vistos[nombre] = entero(cuenta[2]) or 0
            vistos["entera"] &= cuenta[3] in {None, cuenta[2]}
        elif vistos and (lapso := _DURACION.match(renglon)):
            horas, minutos, segundos = lapso.groups()
            duracion = int(horas or 0) * 3600 + int(minutos or 0) * 60 + float(segundos)
            dato, vistos = {**vistos, "duracion": duracion, "texto": True}, {}
        elif corto := _EN_UN_RENGLON.search(renglon):
            movidos, todos = corto["bytes"], corto["total"]
            medida = tamano(movidos, binario=True)
            dato = {"bytes": medida, "entera": movidos == todos, "texto": True}
    return dato


def _momentos(material: Material, dato: dict[str, Any]) -> tuple[datetime | None, datetime | None]:
    """End: the last line's; start: that minus the elapsed time."""
    fin = dato.get("fin")
    if fin is None and (ultimo := hallar_ultimo(_MOMENTO, material.todo)):
        texto = f"{ultimo[1]}-{ultimo[2]}-{ultimo[3]}T{ultimo[4]}"
        fin = instante(texto, material.zona)
    duracion = dato.get("duracion")
    if fin is None or duracion is None or not 0 <= duracion < 10**7:
        return None, fin
    return fin - timedelta(seconds=duracion), fin


ANALIZADOR = Analizador("rclone", "1", reconoce, lee)
