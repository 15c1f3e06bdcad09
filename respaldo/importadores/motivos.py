"""Why a run has no verdict, for the person who must put it right. Pure; it changes no state.

What was missing is found by reading the same text again as if it had come: an exit code of 0, the
end of its last line. Source: evidencia.md §1.1, §5.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.captura import Captura
from respaldo.importadores.herramientas import POR_NOMBRE
from respaldo.importadores.herramientas.generico import GENERICO
from respaldo.importadores.material import Analizador, Material
from respaldo.importadores.veredicto import ADVERTENCIA, CONFORME, SIN_DATO

MAXIMO = 64 * 1024  # bytes that are cheap to read again
_BUENOS = frozenset({CONFORME, ADVERTENCIA})
SIN_CODIGO = (
    "Sin dato: falta el código de salida. Envíelo con bgv-run, al subir el archivo o en el campo "
    "codigo_salida de la API."
)
CORTADO = (
    "Sin dato: el texto parece cortado, su última línea no termina. Envíe la salida completa, con "
    "el salto de línea final."
)
NADIE = (
    "Ningún lector reconoció este texto: ni la herramienta ni el formato. Envíe la salida completa "
    "o enseñe el formato con una plantilla."
)
CORTADO_Y_SIN_CODIGO = (
    "Sin dato: falta el código de salida (envíelo con bgv-run, al subir el archivo o en el campo "
    "codigo_salida de la API) y la última línea no termina: envíe la salida completa."
)
ILEGIBLE = "Sin dato: parte del contenido no es texto legible. Envíe la salida sin comprimir."
DESCONOCIDO = (
    "Sin dato: ningún lector reconoció este texto, y un código 0 por sí solo no prueba una copia. "
    "Revise la herramienta o enseñe el formato con una plantilla."
)
MUDO = "Sin dato: no llegó ningún texto, y un código 0 por sí solo no prueba una copia."
REGISTRO = "Sin dato: el ping solo dejó un texto; no dice cómo terminó."
POR_PALABRAS = (
    "Sin dato: el aviso no trae ninguna palabra de resultado de la plantilla, o le falta la marca "
    "del final."
)


def motivos(
    analizador: Analizador,
    material: Material,
    leidas: Sequence[EjecucionLeida],
    cerradas: Sequence[EjecucionLeida],
) -> tuple[str, ...]:
    """The reasons of each run without verdict, each once: `leidas` as its reader left them and
    `cerradas` as they are kept, in the same order."""
    mudas = [
        n for n, leida in enumerate(cerradas)
        if leida.estado == SIN_DATO and leida.operacion == "respaldo" and not leida.baja_autoridad
    ]  # fmt: skip
    if not mudas:
        return ()
    if analizador is GENERICO:
        return (_del_generico(material),)
    supuestos = list(_supuestos(analizador, material))
    return tuple(
        dict.fromkeys(_motivo(analizador, material, leidas[n], n, supuestos) for n in mudas)
    )


def otro_lector(analizador: Analizador, material: Material) -> tuple[str, ...]:
    """Say that the reader of another tool than the configured one understood the text."""
    dicha = material.captura.herramienta
    configurado = POR_NOMBRE.get(dicha.lower())
    if configurado is None or analizador is configurado or analizador is GENERICO:
        return ()
    if analizador.nombre == "plantilla" or dicha.lower().startswith(analizador.nombre):
        return ()  # borgmatic shows what borg wrote
    aviso = (
        f"Lo leyó el lector de {analizador.nombre}, que no es el de la herramienta configurada "
        f"({dicha[:60]}): revise la herramienta de la fuente."
    )
    return (aviso,)


def _del_generico(material: Material) -> str:
    if material.captura.senal:
        return REGISTRO
    return MUDO if material.vacio or not material.todo.strip() else DESCONOCIDO


def _motivo(
    analizador: Analizador,
    material: Material,
    leida: EjecucionLeida,
    numero: int,
    supuestos: list[tuple[str, list[str]]],
) -> str:
    if leida.estado in _BUENOS:
        return _desmentida(material)
    for motivo, estados in supuestos:
        if numero < len(estados) and estados[numero] in _BUENOS:
            return motivo
    if analizador.nombre == "plantilla":
        return POR_PALABRAS
    falta = "" if material.codigo is not None else " También falta el código de salida."
    return (
        f"Sin dato: no se halló la señal final de éxito de {analizador.nombre}. Envíe la salida "
        f"completa, hasta su última línea; un simulacro no la deja.{falta}"
    )


def _desmentida(material: Material) -> str:
    """The text tells of success, but something else does not let it be believed."""
    if material.codigo not in {None, 0}:
        return f"Sin dato: el texto dice éxito, pero el código de salida fue {material.codigo}."
    return ILEGIBLE if material.ilegible else CORTADO


def _supuestos(analizador: Analizador, material: Material) -> Iterator[tuple[str, list[str]]]:
    """Each reason with the states that the reader would give if it were put right."""
    captura = material.captura
    flujos = (captura.stdout, captura.stderr, *captura.archivos.values())
    if sum(map(len, flujos)) > MAXIMO:
        return
    entera = _terminada(captura)
    if captura.codigo_salida is None:
        yield SIN_CODIGO, _estados(analizador, replace(captura, codigo_salida=0))
    if entera != captura:
        yield CORTADO, _estados(analizador, entera)
        if captura.codigo_salida is None:
            yield CORTADO_Y_SIN_CODIGO, _estados(analizador, replace(entera, codigo_salida=0))


def _estados(analizador: Analizador, captura: Captura) -> list[str]:
    return [leida.estado for leida in analizador.lee(Material(captura))]


def _terminada(captura: Captura) -> Captura:
    archivos = {nombre: _con_fin(contenido) for nombre, contenido in captura.archivos.items()}
    return replace(
        captura, stdout=_con_fin(captura.stdout), stderr=_con_fin(captura.stderr), archivos=archivos
    )


def _con_fin(contenido: bytes) -> bytes:
    return contenido + b"\n" if contenido and not contenido.endswith(b"\n") else contenido
