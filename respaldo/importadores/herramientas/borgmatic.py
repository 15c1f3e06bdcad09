"""borgmatic 1.7 to 2.1: `create --json` (a list), text, body of its pings (evidencia.md §2.5).

Its own exit code is 1 for anything; borg's is in «returned non-zero exit status N», and a partial
archive is an advertencia whether 1.7 says success or 2.1 says failure.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from respaldo.discrepancias import COPIA_VACIA
from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.captura import Captura
from respaldo.importadores.herramientas import borg
from respaldo.importadores.material import Analizador, Lecturas, Material
from respaldo.importadores.textos import renglones
from respaldo.importadores.veredicto import ADVERTENCIA, NO_CONFORME, SIN_DATO, Senales, dictar

PROPIOS, TAMANO_PROPIO = 2, 1_024  # more may be a real one: three small files
_PROPIO = re.compile(
    r"borgmatic|^Pinging (?:Healthchecks|Cronitor|Cronhub|Uptime Kuma|PagerDuty|ntfy)|"
    r"Error running (?:actions for repository|configuration)|(?:^|: )Creating archive$|"
    r"(?:^|: )(?:Pruning archives|Compacting segments|Running consistency checks)$|"
    r"^\S{1,300}\.ya?ml: Successfully ran configuration file|: Extracting archive \S{1,200}$"
)
_CODIGO = re.compile(
    r"(?:Command '(?:\('?)?(?P<orden>[^ ',]{1,300}).{0,3000}?)?"
    r"returned non-zero exit status (?P<codigo>\d{1,3})"
)
# How 1.7 shows the command of `create --json`; the sources come after the archive.
_ORDEN = re.compile(r"Command '\(('[^\n]{1,3000}')\)' returned non-zero exit status 1\.")
_FALTA = re.compile(r"^(/.{1,300}?): (?:\w{1,10}: )?\[Errno 2\] ")
_FALLO = re.compile(r"Error running (?:actions|configuration)|An error occurred|do not exist: /")
_EXITO = re.compile(r"Successfully ran configuration file")
_CREA = re.compile(r"(?:^|: )Creating archive(?: at \"[^\"]{1,300}::([^\"]{1,200})\")?")
_SIMULADA = re.compile(r"\(dry run|not making any changes\)")
_OTRAS = {
    "restauracion": re.compile(r"(?:^|: )(?:Extracting archive|Restoring )"),
    "verificacion": re.compile(r"(?:^|: )(?:Running consistency checks|Skipping \w+ check)"),
    "depuracion": re.compile(r"(?:^|: )(?:Pruning archives|Compacting segments)"),
    "inventario": re.compile(r"(?:^|: )(?:Listing (?:archives|repository)|Displaying )"),
}


def reconoce(material: Material) -> bool:
    """Its own lines, a list of archives, or borg's output from a source told to be borgmatic."""
    if any(isinstance(d, list) and _es_de_borg(d) for d in material.documentos):
        return True
    if material.hallar(_PROPIO) is not None:
        return True
    return material.captura.herramienta == "borgmatic" and borg.reconoce(material)


def _es_de_borg(lista: list[Any]) -> bool:
    return any(borg.es_creacion(o) or borg.es_lista(o) for o in lista[:20] if isinstance(o, dict))


def lee(material: Material) -> Lecturas:
    """Yield each archive; else the other operation it was; else the run without archive."""
    material = Material(_con_codigo_de_borg(material))
    vistas: dict[str, EjecucionLeida] = {}
    for leida in (
        *borg.creadas_en_json(material, "borgmatic"),
        *borg.creadas_en_texto(material, "borgmatic"),
    ):
        vistas.setdefault(leida.copia_id, _sin_lo_propio(leida))  # /log repeats in /fail
    if vistas:
        return vistas.values()
    if material.hallar(_CREA) is None and not borg.fallo_aparte(material):
        otras = borg.inventario(material, "borgmatic") or list(_otra(material))
        if otras:
            return otras
    return [_sin_archivo(material)]


def _sin_lo_propio(leida: EjecucionLeida) -> EjecucionLeida:
    """From 1.9 it adds its manifest and its configuration: an archive of only that is empty."""
    if leida.archivos in range(1, PROPIOS + 1) and (leida.bytes or 0) < TAMANO_PROPIO:
        return replace(
            leida,
            estado=NO_CONFORME,
            motivos=(COPIA_VACIA,),
            mensaje="El archivo solo contiene la configuración de borgmatic: la copia está vacía.",
        )
    return leida


def _con_codigo_de_borg(material: Material) -> Captura:
    """The capture with borg's exit code instead of borgmatic's, and without its ping's word.

    Its `fail` says no more than that code.
    """
    codigos = [_de_borg(m) for r in renglones(material.todo) if (m := _CODIGO.search(r))]
    if material.codigo == 0 or (material.codigo is None and not codigos):
        return material.captura
    peor = next((c for c in codigos if c not in borg.PARCIALES), codigos[0] if codigos else 2)
    return replace(material.captura, codigo_salida=peor)


def _de_borg(hallado: re.Match[str]) -> int:
    """The code of borg; that of a hook (a dump of a database…) is always a failure."""
    orden = (hallado["orden"] or "borg").rsplit("/", 1)[-1]
    return int(hallado["codigo"]) if orden.startswith("borg") else 2


def _exito(material: Material) -> bool:
    return material.hallar(_EXITO) is not None or material.captura.senal == "exito"


def _otra(material: Material) -> Iterator[EjecucionLeida]:
    for operacion, patron in _OTRAS.items():
        if material.hallar(patron):
            senales = Senales(
                codigo=material.codigo,
                exito=_exito(material),
                fallo=material.hallar(_FALLO) is not None,
            )
            estado = SIN_DATO if operacion == "inventario" else dictar(senales)
            yield EjecucionLeida(
                clave="", trabajo="", herramienta="borgmatic", operacion=operacion, estado=estado
            )
            return


def _sin_archivo(material: Material) -> EjecucionLeida:
    """A run that did not print its archive's statistics, or left none."""
    creada = material.hallar(_CREA)
    simulada = material.hallar(_SIMULADA) is not None
    senales = borg.senales(material, exito=_exito(material) and not simulada, concluyente=True)
    if material.codigo not in borg.PARCIALES and material.hallar(_FALLO):
        senales = replace(senales, fallo=True)
    leida = EjecucionLeida(
        clave="",
        trabajo=borg.trabajo_de(creada[1] or "") if creada else "",
        herramienta="borgmatic",
        modalidad="instantanea",
        estado=_con_avisos(senales, dictar(senales)) if not simulada else dictar(senales),
    )
    if leida.estado == ADVERTENCIA and _faltan_todos(material):
        mensaje = f"Ningún origen existe: la copia está vacía.\n{material.texto_de_error}"
        return replace(leida, estado=NO_CONFORME, motivos=(COPIA_VACIA,), mensaje=mensaje)
    return leida


def _faltan_todos(material: Material) -> bool:
    """Whether every source of the command is missing: borg made an archive of 0 files."""
    orden = material.hallar(_ORDEN)
    if orden is None:
        return False
    partes = re.findall(r"'([^']{1,1000})'", orden[1])
    archivo = next((n for n, parte in enumerate(partes) if "::" in parte), len(partes))
    origenes = {parte for parte in partes[archivo + 1 :] if not parte.startswith("-")}
    faltan = {m[1] for r in renglones(material.todo) if (m := _FALTA.match(r))}
    return bool(origenes) and origenes <= faltan


def _con_avisos(senales: Senales, estado: str) -> str:
    """1.x ends with 0 though files were left out, and without its summary says no more."""
    return ADVERTENCIA if estado == SIN_DATO and senales.avisos and senales.codigo == 0 else estado


ANALIZADOR = Analizador("borgmatic", "1", reconoce, lee)
