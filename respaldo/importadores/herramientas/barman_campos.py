"""What Barman tells as names and values: the variables of its hooks, `show-backup` in text.

Source: evidencia.md §2.7. Run with 3.4 and 3.14.
"""

import re
from collections.abc import Iterator

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.identidad import clave
from respaldo.importadores.material import Material
from respaldo.importadores.textos import renglones
from respaldo.importadores.valores import tamano
from respaldo.importadores.veredicto import CONFORME, NO_CONFORME, SIN_DATO, Senales, dictar

VARIABLE = re.compile(r"^BARMAN_(SERVER|BACKUP_ID|STATUS|ERROR|PHASE|SCRIPT)=(.{0,2000})$")
MUESTRA = re.compile(r"^Backup (\d{8}T\d{6}):$")
_CAMPO = re.compile(r"^ {2,4}([A-Z][\w ]{2,22}?) {0,20}: (.{1,300})$")
_DE_COPIA = re.compile(r"(?:pre|post)_backup(?:_retry)?_script")
_OTROS_GANCHOS = {"delete": "depuracion", "recovery": "restauracion"}
_ID = re.compile(r"\d{8}T\d{6}")
_MEDIDA = re.compile(r"^[\d.]+ [KMGT]?i?B")


def del_gancho(material: Material) -> Iterator[EjecucionLeida]:
    """Yield the backup that a hook printed; a variable said twice says nothing."""
    dichas: dict[str, set[str]] = {}
    for renglon in renglones(material.todo):
        if variable := VARIABLE.match(renglon):
            dichas.setdefault(variable[1], set()).add(variable[2].strip())
    unicas = {n: v.pop() for n, v in dichas.items() if len(v) == 1}
    servidor, identidad = unicas.get("SERVER", ""), unicas.get("BACKUP_ID", "")
    if not servidor or not _ID.fullmatch(identidad):
        return
    palabra, error, guion = unicas.get("STATUS", ""), unicas.get("ERROR"), unicas.get("SCRIPT", "")
    otra = next((o for n, o in _OTROS_GANCHOS.items() if f"_{n}_" in guion), "inventario")
    de_copia = _DE_COPIA.fullmatch(guion) is not None
    estado = _estado(material, palabra, unicas.get("PHASE", ""), error)
    yield EjecucionLeida(
        clave=clave("barman", servidor, identidad) if de_copia else "",
        trabajo=servidor[:200],
        herramienta="barman",
        operacion="respaldo" if de_copia or not guion else otra,
        # The other hooks say the state of the copy that they delete or bring back.
        estado=estado if de_copia or estado != CONFORME else SIN_DATO,
        estado_origen=palabra[:60],
        copia_id=identidad,
        mensaje=error or "",
    )


def _estado(material: Material, palabra: str, fase: str, error: str | None) -> str:
    """Only the hook of the end proves a copy, when it says that nothing failed."""
    if palabra == "FAILED" or error:
        return NO_CONFORME
    acabada = fase == "post" and error is not None
    return dictar(
        Senales(
            codigo=material.codigo,
            exito=acabada and palabra in {"DONE", "WAITING_FOR_WALS"},
            avisos=palabra == "WAITING_FOR_WALS",
            empezada=fase == "pre" or palabra == "STARTED",
        )
    )


def mostradas(material: Material) -> Iterator[EjecucionLeida]:
    """Yield the copies of `show-backup`: an inventory, since its text may come cut."""
    identidad = ""
    campos: dict[str, str] = {}
    for renglon in [*renglones(material.todo), "Backup 00000000T000000:"]:
        muestra, campo = MUESTRA.match(renglon), _CAMPO.match(renglon)
        if muestra and identidad and campos:
            yield _mostrada(material, identidad, campos)
        if muestra:
            identidad, campos = muestra[1], {}
        elif campo:
            campos.setdefault(campo[1], campo[2].strip())


def _mostrada(material: Material, identidad: str, campos: dict[str, str]) -> EjecucionLeida:
    servidor = campos.get("Server Name", "")
    medida = _MEDIDA.match(campos.get("Backup Size") or campos.get("Disk usage") or "")
    palabra = campos.get("Status", "")
    return EjecucionLeida(
        clave=clave("barman", servidor, identidad) if servidor else "",
        trabajo=servidor,
        herramienta="barman",
        operacion="inventario",
        baja_autoridad=True,
        modalidad={"full": "total", "incremental": "incremental"}.get(
            campos.get("Backup Type", ""), "desconocida"
        ),
        estado=NO_CONFORME if palabra == "FAILED" else SIN_DATO,
        estado_origen=palabra[:60],
        inicio=material.instante(campos.get("Begin time")),
        fin=material.instante(campos.get("End time")),
        bytes=tamano(medida[0], binario=True) if medida else None,
        copia_id=identidad,
        redondeado=True,
    )
