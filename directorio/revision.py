"""The preview of an import: each row as the line it would be, with what is wrong in each cell.

Reads only. The same function feeds the page and the confirmation, so that nothing is confirmed that
was not shown. Fuente: MIN-6.1-g, R2.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from directorio import importadores
from directorio.columnas import CAMPOS, TITULOS
from directorio.identidad import Identidades
from directorio.importadores.filas import VACIOS
from directorio.importadores.modelo import plegar
from directorio.models import Importacion, Linea, VersionDirectorio
from directorio.validacion import Hallazgo, validar_fila
from gobierno.models import UnidadOrganica
from gobierno.perfil import Perfil, perfil_activo

REEMPLAZAR = "reemplazar"
AGREGAR = "agregar"
# Findings that the draft itself cannot hold; the others may wait until the submission.
_NO_SE_GUARDAN = {"hora_fin", "fecha_baja"}
Serie = tuple[str, str, str]


@dataclass(frozen=True)
class Celda:
    """Something to look at: its address, what it says now and why it is wrong."""

    campo: str
    direccion: str
    texto: str
    mensaje: str
    impide: bool = True

    @property
    def titulo(self) -> str:
        return TITULOS.get(self.campo, "Clave del ítem" if self.campo == "clave" else "Fila")

    def __str__(self) -> str:
        return f"{self.direccion}: {self.mensaje}"


@dataclass
class Revisada:
    """One row of the sheet; `linea` is not saved and has no ítem yet: `clave` names it."""

    numero: int
    incluida: bool
    clave: str
    linea: Linea
    celdas: list[Celda] = field(default_factory=list)
    traidos: frozenset[str] = frozenset()

    @property
    def impedida(self) -> bool:
        return any(celda.impide for celda in self.celdas)

    @property
    def estado(self) -> str:
        """`rechazada`, `con_error`, `por_resolver` (kept, but not submittable yet) or `lista`."""
        if not self.incluida:
            return "rechazada"
        if self.impedida:
            return "con_error"
        return "por_resolver" if self.celdas else "lista"

    @property
    def serie(self) -> Serie:
        return (self.clave, self.linea.tipo_de_backup, self.linea.modalidad)


@dataclass(frozen=True)
class Revision:
    filas: tuple[Revisada, ...]
    mapa: Mapping[int, str]
    modo: str
    existentes: Mapping[Serie, Linea]
    identidades: Identidades

    def en(self, *estados: str) -> list[Revisada]:
        return [fila for fila in self.filas if fila.estado in estados]

    @cached_property
    def aceptadas(self) -> list[Revisada]:
        return self.en("lista", "por_resolver")

    @cached_property
    def con_error(self) -> list[Revisada]:
        return self.en("con_error")

    @cached_property
    def resumen(self) -> dict[str, int]:
        """What confirming would do to the draft."""
        series = {fila.serie for fila in self.aceptadas}
        comunes = len(series & self.existentes.keys())
        salen = len(self.existentes) - comunes if self.modo == REEMPLAZAR else 0
        return {
            "nuevas": len(series) - comunes,
            "actualizadas": comunes,
            "retiradas": salen,
            "con_error": len(self.con_error),
            "por_resolver": len(self.en("por_resolver")),
            "rechazadas": len(self.en("rechazada")),
        }


def contexto(perfil: Perfil) -> importadores.Contexto:
    """What a cell may say in this institution."""
    unidades = {}
    for unidad in UnidadOrganica.objects.all():
        unidades[plegar(unidad.nombre)] = unidad.siglas
        unidades[plegar(unidad.siglas)] = unidad.siglas
    clases = {plegar(c.nombre): c.codigo for c in perfil.directorio.clases}
    clases |= {plegar(c.codigo): c.codigo for c in perfil.directorio.clases}
    return importadores.Contexto(
        unidades=unidades,
        clases=clases,
        criticidades={plegar(c): c for c in perfil.directorio.criticidades},
        comportamiento_base=perfil.directorio.comportamiento_base,
    )


def revisar(importacion: Importacion) -> Revision:
    """Read the staged rows again under the columns and the mode chosen now."""
    perfil = perfil_activo()
    version = importacion.version
    columnas = importacion.columnas
    mapa = {int(n): campo for n, campo in columnas["mapa"].items()}
    filas = [_fila(guardada) for guardada in importacion.filas]
    leidas = importadores.interpretar_varias(filas, mapa, contexto(perfil))
    identidades = Identidades(version)
    existentes = _existentes(version)
    unidades = {unidad.siglas: unidad for unidad in UnidadOrganica.objects.all()}
    revisadas: list[Revisada] = []
    for guardada, fila, leida in zip(importacion.filas, filas, leidas, strict=True):
        clave = identidades.clave(
            str(leida.valores.get("nombre", "")), str(leida.valores.get("clave", ""))
        )
        linea = _linea(leida, unidades, numero=len(revisadas) + 1)
        revisada = Revisada(
            fila.numero, not guardada.get("no"), clave, linea, traidos=frozenset(leida.valores)
        )
        _completar(revisada, existentes.get(revisada.serie), version)
        revisada.celdas = _celdas(revisada, fila, leida, mapa, perfil)
        revisadas.append(revisada)
    _repetidas(revisadas, existentes if columnas["modo"] == AGREGAR else {})
    return Revision(tuple(revisadas), mapa, columnas["modo"], existentes, identidades)


def _existentes(version: VersionDirectorio) -> dict[Serie, Linea]:
    lineas = version.lineas.select_related("item", "unidad")
    return {(linea.item.clave, linea.tipo_de_backup, linea.modalidad): linea for linea in lineas}


def _fila(guardada: Mapping[str, Any]) -> importadores.Fila:
    problemas = {int(columna): texto for columna, texto in guardada.get("p", {}).items()}
    return importadores.Fila(guardada["n"], tuple(guardada["c"]), problemas)


def _linea(
    leida: importadores.Interpretada, unidades: Mapping[str, UnidadOrganica], *, numero: int
) -> Linea:
    """A line with what the row said; what it did not say takes its default."""
    datos: dict[str, Any] = {campo: VACIOS.get(campo, "") for campo in CAMPOS}
    datos |= {"hora_inicio": None, "hora_fin": None}
    datos["comportamiento_base"] = perfil_activo().directorio.comportamiento_base
    datos |= {campo: valor for campo, valor in leida.valores.items() if campo in datos}
    datos["unidad"] = unidades.get(str(datos["unidad"] or ""))
    datos["numero"] = datos["numero"] or numero
    return Linea(**datos)


def _completar(fila: Revisada, anterior: Linea | None, version: VersionDirectorio) -> None:
    """A column that the sheet does not have keeps what the line of the draft already said."""
    if anterior is None:
        return
    for campo in CAMPOS:
        if campo not in fila.traidos:
            setattr(fila.linea, campo, getattr(anterior, campo))


def _celdas(
    fila: Revisada,
    cruda: importadores.Fila,
    leida: importadores.Interpretada,
    mapa: Mapping[int, str],
    perfil: Perfil,
) -> list[Celda]:
    textos = {campo: _texto(cruda, columna) for columna, campo in mapa.items()}

    def celda(campo: str, mensaje: str, *, impide: bool = True) -> Celda:
        lugar = importadores.direccion(fila.numero, campo, mapa)
        return Celda(campo, lugar, textos.get(campo, ""), mensaje, impide)

    celdas = [celda(campo, mensaje) for campo, mensaje in leida.errores.items()]
    for hallazgo in validar_fila(fila.linea, perfil=perfil):
        if hallazgo.es_error and hallazgo.campo not in leida.errores:
            celdas.append(
                celda(hallazgo.campo, _frase(hallazgo), impide=_impide(hallazgo, fila.linea))
            )
    return celdas


def _texto(fila: importadores.Fila, columna: int) -> str:
    return fila.celdas[columna] if columna < len(fila.celdas) else ""


def _frase(hallazgo: Hallazgo) -> str:
    numeral = perfil_activo().numeral(hallazgo.regla)
    return f"{hallazgo.mensaje} {hallazgo.remedio} ({numeral})"


def _impide(hallazgo: Hallazgo, linea: Linea) -> bool:
    if hallazgo.campo in _NO_SE_GUARDAN:
        return True
    valor = getattr(linea, hallazgo.campo, None)
    maximo = getattr(Linea._meta.get_field(hallazgo.campo), "max_length", None)
    return isinstance(valor, str) and maximo is not None and len(valor) > maximo


def _repetidas(filas: list[Revisada], existentes: Mapping[Serie, Linea]) -> None:
    """The series is unique: a row that repeats another, or a line already there, cannot enter."""
    vistas: dict[Serie, int] = {}
    for fila in filas:
        if not fila.incluida or fila.impedida:
            continue
        mensaje = ""
        if fila.serie in vistas:
            mensaje = f"repite el ítem, tipo y modalidad de la fila {vistas[fila.serie]}"
        elif fila.serie in existentes:
            mensaje = f"ya está en la línea {existentes[fila.serie].numero} del borrador"
        if mensaje:
            consejo = "cambie la modalidad o el nombre, o rechace la fila"
            fila.celdas.append(
                Celda("nombre", f"fila {fila.numero}", fila.linea.nombre, f"{mensaje}: {consejo}")
            )
        vistas.setdefault(fila.serie, fila.numero)
