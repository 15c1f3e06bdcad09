"""rsnapshot 1.4: its log (`loglevel 3`) and what it prints (evidencia.md §2.15).

Exit 2 is a warning; a configuration error has no «started»; the rotation happens even when the copy
fails. The log holds every run: the last copy counts.
"""

import re
from datetime import datetime
from itertools import pairwise

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.material import Analizador, Lecturas, Material
from respaldo.importadores.textos import hallar, renglones
from respaldo.importadores.valores import entero, tamano
from respaldo.importadores.veredicto import Senales, dictar

_PARCIALES = frozenset({2})
_MARCA = re.compile(r"^\[(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d|\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d)\] ")
_ORDEN = re.compile(
    r"(?:/\S{1,200}/)?rsnapshot(?: -\S{1,20}(?: /\S{1,200})?){0,6} ([\w-]{1,40}): "
    r"(started|completed successfully|completed, but with some (?:warnings|errors)|ERROR: )"
)
_PROPIO = re.compile(
    r"rsnapshot (?:encountered an error|can not continue)|^rsnapshot [\d.]+|"
    r"only transferred partially during rsync operation|native_cp_al\(|"
    r"^(?:WARNING|ERROR): (?:Lockfile |Removing stale lockfile |Rolling back \"|"
    r"\S{0,200}rsync returned \d)"
)
# At `verbose 3` and over it prints what it does, without saying that it is rsnapshot.
_HACE = re.compile(r"^touch /\S{1,300}/\w{1,40}\.0/ *$")
_ACABA = re.compile(r"^rm -f /\S{1,300}\.pid *$")
_LOGGER = re.compile(r"^\S{0,100}logger -p \S{1,40} -t rsnapshot\[\d")
_NADA_QUE_ROTAR = re.compile(
    r"(?:^|\] )/\S{1,300}/[\w.-]{1,40}\.\d{1,4} not present \(yet\), nothing to copy$"
)
_CONFIGURACION = re.compile(r"\s*Syntax OK\s*")
_OCUPA = re.compile(r"^[\d.]+[KMGT]?\t/\S{1,300}/\w{1,40}\.\d{1,4}/?$")  # `du`
_SINCRONIZA = re.compile(r"(?:^|\] )/?\S{0,100}rsync|native_cp_al|(?:^|\] )\S{0,60}cp -al ")
_ROTA = re.compile(r"(?:^|\] )(?:\S{0,60}mv|\S{0,60}rm -rf) /")
_TOCA = re.compile(r"(?:^|\] )touch /")
_ERROR = re.compile(r"(?:^|\] |: )ERROR: |rsnapshot encountered an error|but with some errors")
_AVISO = re.compile(r"(?:^|\] )WARNING: |but with some warnings")
_TOTAL = re.compile(r"(?:^|\] )total size is ([\d,.]+[KMGTP]?)  speedup")
_ARCHIVOS = re.compile(r"(?:^|\] )Number of files: [\d,]+ \((?:reg: ([\d,]+))?")
_NUEVOS = re.compile(r"(?:^|\] )Total transferred file size: ([\d,.]+[KMGTP]?) bytes")


def reconoce(material: Material) -> bool:
    """Its log lines or its errors."""
    return any(
        material.hallar(p) for p in (_ORDEN, _PROPIO, _HACE, _LOGGER, _OCUPA, _NADA_QUE_ROTAR)
    ) or _solo_configuracion(material)


def lee(material: Material) -> Lecturas:
    """The last run told."""
    lineas = _ultima(material)
    texto = "\n".join(lineas)
    ordenes = [m for r in lineas if (m := _ORDEN.search(r))]
    nivel = ordenes[-1][1] if ordenes else ""
    totales = [tamano(m[1], binario=False) for r in lineas if (m := _TOTAL.search(r))]
    archivos = [entero(m[1] or "0") for r in lineas if (m := _ARCHIVOS.search(r))]
    nuevos = [tamano(m[1], binario=False) for r in lineas if (m := _NUEVOS.search(r))]
    inicio, fin = _momentos(material, lineas)
    yield EjecucionLeida(
        clave="",
        trabajo=nivel,
        herramienta="rsnapshot",
        operacion=_operacion(material, lineas),
        modalidad="instantanea",
        estado=dictar(
            Senales(
                codigo=material.codigo,
                exito=any("completed" in m[2] for m in ordenes)
                or _hubo_parcial(texto)
                or _acabo(material)
                or _solo_configuracion(material),
                fallo=hallar(_ERROR, texto) is not None,
                avisos=hallar(_AVISO, texto) is not None or _hubo_parcial(texto),
                empezada=bool(ordenes),
                parciales=_PARCIALES,
            )
        ),
        inicio=inicio,
        fin=fin,
        # Verbose runs also print the copy of the last snapshot; only --stats tells the points.
        bytes=sum(filter(None, totales[-len(archivos) :])) if archivos else None,
        bytes_nuevos=sum(filter(None, nuevos)) if nuevos else None,
        archivos=sum(filter(None, archivos)) if archivos else None,
    )


def _ultima(material: Material) -> list[str]:
    """The lines since the last «started», with what the program printed besides its log.

    Without an exit code the text is a log on its own, and a rotation that went well after a copy
    does not hide it.
    """
    bitacora = "\n".join(material.archivos.values())
    hay = hallar(_ORDEN, bitacora) is not None
    lineas = [*renglones(bitacora), *renglones(material.errores)] if hay else []
    lineas = lineas or list(renglones(material.todo))
    comienzos = [n for n, r in enumerate(lineas) if (m := _ORDEN.search(r)) and m[2] == "started"]
    tramos = [lineas[a:b] for a, b in pairwise([*comienzos, len(lineas)])] or [lineas]
    de_copias = [t for t in tramos if material.codigo is not None or not _rotada(material, t)]
    return (de_copias or tramos)[-1]


def _rotada(material: Material, tramo: list[str]) -> bool:
    bien = any((m := _ORDEN.search(r)) and m[2] == "completed successfully" for r in tramo)
    return bien and _rota(material, tramo)


def _hubo_parcial(texto: str) -> bool:
    """A mail of cron brings this warning and nothing else: the run went on to its end."""
    return hallar(re.compile(r"only transferred partially during rsync"), texto) is not None


def _acabo(material: Material) -> bool:
    """Whether what it printed while it worked goes on to its lock's removal; a test has none."""
    hecho = material.hallar(_HACE) is not None and material.hallar(_ACABA) is not None
    return hecho and material.codigo == 0


def _operacion(material: Material, lineas: list[str]) -> str:
    if (
        material.hallar(_OCUPA)
        and material.hallar(_HACE) is None
        and not any(_ORDEN.search(r) for r in lineas)
    ):
        return "inventario"
    if _solo_configuracion(material):
        return "verificacion"
    return "depuracion" if _rota(material, lineas) else "respaldo"


def _rota(material: Material, lineas: list[str]) -> bool:
    return _solo_rota(lineas) or _nada_rota(material, lineas)


def _solo_configuracion(material: Material) -> bool:
    """Whether a source of rsnapshot said only what `configtest` says; other programs say it too."""
    suya = material.captura.herramienta == "rsnapshot" and material.codigo in {None, 0}
    return suya and _CONFIGURACION.fullmatch(material.todo) is not None


def _solo_rota(lineas: list[str]) -> bool:
    """Whether an upper interval only renamed folders: no copy was made."""
    rota = any(_ROTA.search(r) for r in lineas)
    return rota and not any(_SINCRONIZA.search(r) for r in lineas)


def _nada_rota(material: Material, lineas: list[str]) -> bool:
    """Whether an upper interval had nothing to rename. It says so even where it shows no command,
    so nothing else may be said of a copy."""
    if material.codigo not in {None, 0} or not any(_NADA_QUE_ROTAR.search(r) for r in lineas):
        return False
    otras = (_SINCRONIZA, _TOCA, _ERROR, _AVISO)
    return not any(patron.search(r) for r in lineas for patron in otras)


def _momentos(material: Material, lineas: list[str]) -> tuple[datetime | None, datetime | None]:
    marcas = [m[1] for r in lineas if (m := _MARCA.match(r))]
    if not marcas:
        return None, None
    return material.instante(marcas[0]), material.instante(marcas[-1])


ANALIZADOR = Analizador("rsnapshot", "1", reconoce, lee, parciales=_PARCIALES)
