"""BorgBackup 1.1 to 2.0: `create --json`, text with `--stats`, lists (evidencia.md §2.5).

JSON has no status and no host, and its times are local. Exit 1 and 100 to 123 leave an archive with
something missing; a missing source ends so too, with an archive of 0 files.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.identidad import clave
from respaldo.importadores.material import Analizador, Lecturas, Material
from respaldo.importadores.textos import renglones
from respaldo.importadores.valores import en, entero, tamano, texto
from respaldo.importadores.veredicto import SIN_DATO, Senales, dictar

PARCIALES = frozenset({1, *range(100, 124)})  # from 124 on they are of timeout and the shell
FALLO = re.compile(
    r"terminating with error status|assphrase supplied in .{1,120} incorrect|"
    r"Repository \S+ (?:does not exist|is not a valid)|^Archive \S+ already exists|"
    r"Failed to create/acquire the lock|Local Exception|Data integrity error|^borg: error:|"
    r"Connection closed by remote host|Remote Exception|\"levelname\": \"(?:ERROR|CRITICAL)\"|"
    r"\[Errno 28\]|No space left on device|Got Ctrl-C|Received SIG\w{2,5}\b|^Keyboard interrupt"
)
# A command that did not even begin: when another one went well, this was of another.
_NO_EMPEZO = re.compile(
    r"assphrase supplied in .{1,120} incorrect|Repository \S+ (?:does not exist|is not a valid)|"
    r"^Archive \S+ already exists|Failed to create/acquire the lock|"
    r"Connection closed by remote host"
)
AVISO = re.compile(
    r"terminating with warning status|\[Errno \d+\]|^[EC] /|file changed while we backed it up|"
    r"\"levelname\": \"WARNING\"|Input/output error|^Error files: [1-9]"
)
_DE_LISTA = (  # 2 begins with the id, and its times have offset
    r"^\S.{0,200} \w{3}, \d{4}-\d\d-\d\d \d\d:\d\d:\d\d \[[0-9a-f]{64}\]|"
    r"^[0-9a-f]{8,64} +\w{3}, \d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4} "
)
_CONSULTA = (  # `list` of an archive, `info` and `diff` of it, the advice of `init`
    r"^[-dlbcps][rwxstST-]{9} +\S{1,100} +\S{1,100} +\d+ \w{3}, \d{4}-|^Security dir: /|"
    r"^IMPORTANT: you will need both KEY AND PASSPHRASE|^BORG_KEY [0-9a-f]{64}|^BORG PAPER KEY v\d|"
    r"^(?:added|removed) +(?:directory|link|[\d.]+ [kMGT]?B) +\S"
)
_SIN_BORRAR = r"^Archive \S{1,200} not found \(\d{1,6}/\d{1,6}\)\.$"  # only `delete` says it
_PROPIO = re.compile(
    r"^Archive fingerprint: [0-9a-f]{64}|^Creating archive at \"|^Repository: \S+$|"
    r"\"name\": \"borg\.|BORG_PASSPHRASE|terminating with (?:success|warning|error) status, rc \d|"
    r"^Repository \S+ does not exist|^Archive \S+ already exists|create/acquire the lock|"
    r"^(?:Keeping|Pruning|Would prune:?) archive[: ]|^borg: error: |borg\.archiver|"
    r"^Starting repository check|^compaction freed about|^Deleted data: +(?:-|0 B )|"
    r"\"msgid\": \"\w{1,20}\.check|"
    + _SIN_BORRAR + "|" + _DE_LISTA + "|" + _CONSULTA
)  # fmt: skip
_TEXTO = {
    "nombre": re.compile(r"^Archive name: (.{1,200})"),
    "huella": re.compile(r"^Archive fingerprint: ([0-9a-f]{64})"),
    "inicio": re.compile(r"^Time \(start\): \w{3}, (\S+ \S+)"),
    "fin": re.compile(r"^Time \(end\): +\w{3}, (\S+ \S+)"),
    "archivos": re.compile(r"^Number of files: (\d+)$"),
    "tamanos": re.compile(r"^This archive: +(\S+ \w+) +(\S+ \w+) +(\S+ \w+)$"),
    "original": re.compile(r"^Original size: +(\S+ \w+)$"),  # 2 has one size per line
    "unico": re.compile(r"^Deduplicated size: +(\S+ \w+)$"),
    "danados": re.compile(r"^Error files: (\d+)$"),
    "repositorio": re.compile(r"^Repository: (\S{1,200})"),
    "ajeno": re.compile(r"^(Hostname|Username|Command line): "),  # only `info` tells them
}
_FINALES = frozenset({"tamanos", "danados"})  # the block is whole with either
_OTRAS = {
    "depuracion": re.compile(
        r"^(?:Keeping|Pruning|Would prune:?) archive[: ]|^compaction freed|^Deleted data: |"
        r"^(?:Deleting|Would delete) archive:? |" + _SIN_BORRAR
    ),
    "verificacion": re.compile(
        r"^(?:Starting repository check|Starting archive consistency)|\"msgid\": \"\w{1,20}\.check"
    ),
    "inventario": re.compile(_DE_LISTA + r"|^(?:Hostname|Command line): |" + _CONSULTA),
}
_BUENAS = re.compile(
    r"no problems found|^(?:Keeping|Pruning) archive[: ]|^compaction freed|^Deleted data: |"
    r"^Deleting archive: "
)
_NADA_BORRADO = re.compile(_SIN_BORRAR)
_ARCHIVO_MALO = re.compile(
    r"/[^\"]{1,1000}\[Errno \d+\]|^[EC] /.{1,1000}|/.{1,1000}file changed while"
)
_FECHA_AL_FINAL = re.compile(
    r"[-_.]?\d{4}-?\d{2}-?\d{2}([T_-]?\d{2}[:.]?\d{2}([:.]?\d{2})?)?(\.\d+)?$"
)


def es_creacion(objeto: dict[str, Any]) -> bool:
    """Whether it is what `create --json` prints, whole."""
    return isinstance(en(objeto, "archive", "stats"), dict) and "repository" in objeto


def es_lista(objeto: dict[str, Any]) -> bool:
    """Whether it is what `list --json` or `info --json` print."""
    return isinstance(objeto.get("archives"), list) and "repository" in objeto


def es_registro(objeto: dict[str, Any]) -> bool:
    """Whether it is a line of `--log-json`."""
    return objeto.get("type") == "log_message" and "levelname" in objeto


def reconoce(material: Material) -> bool:
    """JSON of borg, or lines that only borg prints."""
    if any(map(_es_suyo, material.objetos)):
        return True
    return material.hallar(_PROPIO) is not None


def _es_suyo(objeto: dict[str, Any]) -> bool:
    de_creacion = es_creacion(objeto) or es_lista(objeto) or objeto.get("type") == "log_message"
    return de_creacion or es_consulta(objeto)


def es_consulta(objeto: dict[str, Any]) -> bool:
    """Whether it is `info --json` alone, or a line of `list` or `diff --json-lines`."""
    claves = objeto.keys()
    return {"security_dir", "repository"} <= claves or any(
        c <= claves for c in ({"mode", "path", "healthy"}, {"changes", "path"})
    )


def lee(material: Material) -> Lecturas:
    """Yield each archive created; else what other operation it was; else the failure."""
    creadas = [*creadas_en_json(material, "borg"), *creadas_en_texto(material, "borg")]
    otra = [] if creadas or fallo_aparte(material) else inventario(material, "borg")
    return creadas or otra or [_sin_archivo(material)]


def fallo_aparte(material: Material) -> bool:
    """Whether a command failed to begin and another, of the same script, went well."""
    bien = (_BUENAS, _OTRAS["inventario"])
    return material.hallar(_NO_EMPEZO) is not None and any(material.hallar(p) for p in bien)


def senales(material: Material, *, exito: bool, concluyente: bool) -> Senales:
    """Exit code, failures and warnings of everything printed."""
    return Senales(
        codigo=material.codigo,
        exito=exito,
        fallo=material.hallar(FALLO) is not None,
        avisos=material.hallar(AVISO) is not None,
        concluyente=concluyente,
        parciales=PARCIALES,
    )


def trabajo_de(nombre: str) -> str:
    """The series of an archive: its name without the date at its end."""
    return _FECHA_AL_FINAL.sub("", nombre) or nombre


def errores_en(material: Material) -> int:
    """How many files were left out; the same one told twice counts once."""
    dichos = (m[0] for r in renglones(material.todo) if (m := _ARCHIVO_MALO.search(r)))
    return len(set(dichos))


def creadas_en_json(material: Material, herramienta: str) -> Iterator[EjecucionLeida]:
    """Yield the archives of `create --json`."""
    dichas = senales(material, exito=True, concluyente=material.sin_perdida)
    for objeto in material.objetos:
        if es_creacion(objeto):
            # Without its counts an empty archive reads like any other.
            cifras = (en(objeto, "archive", "stats", c) for c in ("nfiles", "original_size"))
            contada = all(entero(cifra) is not None for cifra in cifras)
            estado = dictar(replace(dichas, exito=contada))
            yield archivo(material, objeto["archive"], objeto["repository"], herramienta, estado)


def archivo(
    material: Material, dicho: dict[str, Any], repositorio: Any, herramienta: str, estado: str
) -> EjecucionLeida:
    """One archive as JSON tells it."""
    huella, nombre = texto(dicho.get("id"), 64), texto(dicho.get("name"))
    return EjecucionLeida(
        clave=clave("borg", huella) if huella else "",
        trabajo=texto(en(repositorio, "label")) or trabajo_de(nombre),
        equipo=texto(dicho.get("hostname")),
        herramienta=herramienta,
        modalidad="instantanea",
        estado=estado,
        inicio=material.instante(dicho.get("start") or dicho.get("time")),
        fin=material.instante(dicho.get("end")),
        bytes=entero(en(dicho, "stats", "original_size")),
        bytes_nuevos=entero(en(dicho, "stats", "deduplicated_size")),
        bytes_almacenados=entero(en(dicho, "stats", "compressed_size")),
        archivos=entero(en(dicho, "stats", "nfiles")),
        errores=None if estado == SIN_DATO else material.recordar(errores_en),
        copia_id=huella,
        repositorio=texto(en(repositorio, "location")),
    )


def creadas_en_texto(material: Material, herramienta: str) -> Iterator[EjecucionLeida]:
    """Yield the archives whose `--stats` block is complete."""
    dichos: dict[str, str] = {}
    for renglon in renglones(material.todo):
        for campo, patron in _TEXTO.items():
            hallado = patron.match(renglon)
            if hallado and campo not in _FINALES:
                dichos[campo] = hallado[1]
            elif hallado and "huella" in dichos:
                tamanos = hallado.groups()
                if campo == "danados":
                    tamanos = (dichos.get("original", ""), "", dichos.get("unico", ""))
                if "ajeno" not in dichos:
                    yield _de_texto(material, dichos, tamanos, herramienta)
                dichos = {}


def _de_texto(
    material: Material, dichos: dict[str, str], tamanos: tuple[str, ...], herramienta: str
) -> EjecucionLeida:
    inicio, fin = _instante(material, dichos, "inicio"), _instante(material, dichos, "fin")
    return EjecucionLeida(
        clave=clave("borg", dichos["huella"]),
        trabajo=trabajo_de(dichos.get("nombre", "")),
        herramienta=herramienta,
        modalidad="instantanea",
        estado=dictar(senales(material, exito="archivos" in dichos, concluyente=True)),
        inicio=inicio,
        fin=fin,
        bytes=tamano(tamanos[0], binario=False),
        bytes_almacenados=tamano(tamanos[1], binario=False),
        bytes_nuevos=tamano(tamanos[2], binario=False),
        archivos=entero(dichos.get("archivos")),
        errores=material.recordar(errores_en),
        copia_id=dichos["huella"],
        repositorio=dichos.get("repositorio", ""),
        redondeado=True,
    )


def _instante(material: Material, dichos: dict[str, str], campo: str) -> datetime | None:
    return material.instante(dichos.get(campo))


def inventario(material: Material, herramienta: str) -> list[EjecucionLeida]:
    """`list` and `info`: that archives exist; `check`, `prune`, `compact`: other operations."""
    listas = [o for o in material.objetos if es_lista(o)]
    leidas = [
        replace(
            archivo(material, a, o["repository"], herramienta, SIN_DATO),
            operacion="inventario",
            baja_autoridad=True,
        )
        for o in listas
        for a in o["archives"]
        if isinstance(a, dict)
    ]
    operacion = next((o for o, p in _OTRAS.items() if material.hallar(p)), "")
    if not operacion and any(map(es_consulta, material.objetos[:20])):
        operacion = "inventario"
    if leidas or not operacion:
        return leidas
    exito = material.hallar(_BUENAS) is not None and material.hallar(_NADA_BORRADO) is None
    estado = dictar(senales(material, exito=exito, concluyente=True))
    if operacion == "inventario":
        estado = SIN_DATO
    return [
        EjecucionLeida(
            clave="", trabajo="", herramienta=herramienta, operacion=operacion, estado=estado
        )
    ]


def _sin_archivo(material: Material) -> EjecucionLeida:
    """A run that ended without telling of its archive."""
    return EjecucionLeida(
        clave="",
        trabajo="",
        herramienta="borg",
        modalidad="instantanea",
        estado=dictar(
            senales(material, exito=material.hallar(_TERMINADO) is not None, concluyente=True)
        ),
    )


_TERMINADO = re.compile(r"terminating with success status, rc 0")
ANALIZADOR = Analizador("borg", "1", reconoce, lee, parciales=PARCIALES)
