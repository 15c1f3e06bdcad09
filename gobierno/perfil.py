"""Typed loader of the *perfil institucional*: what differs between institutions is data.

Source: dominio.md §2. A profile is a TOML file of `gobierno/perfiles/`; a missing key, an unknown
key or a wrong type is an error with the key's path, so that a profile can never be half-read.
"""

import dataclasses
import re
import tomllib
import types
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from django.conf import settings

from gobierno.mesa import Mesa
from gobierno.permisos import FUNCIONES, permisos_de
from gobierno.solicitudes import RestauracionPerfil

CARPETA = Path(__file__).parent / "perfiles"


class PerfilInvalido(Exception):
    """The profile file cannot be used; the message names the key."""


@dataclass(frozen=True)
class Institucion:
    nombre: str
    siglas: str
    pais: str
    zona: str
    idioma: str
    acento: str
    unidad_responsable: str


@dataclass(frozen=True)
class Norma:
    codigo: str
    titulo: str


@dataclass(frozen=True)
class CalendarioPerfil:
    feriados: str
    fin_de_semana: tuple[int, ...]
    laboral_desde: time
    laboral_hasta: time


@dataclass(frozen=True)
class Rol:
    codigo: str
    nombre: str
    funciones: tuple[str, ...]
    numeral: str

    @property
    def permisos(self) -> frozenset[str]:
        return permisos_de(self.funciones)


@dataclass(frozen=True)
class PasoPerfil:
    """A step of a document: `acto` is visto, firma, conocimiento or sello (§2, `pasos`)."""

    rol: str
    acto: str
    orden: int
    obligatorio: bool


@dataclass(frozen=True)
class Documento:
    nombre: str
    codigo: str
    regla: str
    segregacion: bool
    reautenticar: tuple[str, ...]
    firma: str
    pasos: tuple[PasoPerfil, ...]


@dataclass(frozen=True)
class Plazos:
    directorio_mes: int
    conocimiento_dias_habiles: int
    sin_evidencia_corridas: int
    precipicio_dias: int


@dataclass(frozen=True)
class Escalon:
    nivel: int
    rol: str
    dias_habiles: int


@dataclass(frozen=True)
class VerificacionPerfil:
    ticket_obligatorio: bool
    tolerancia_apertura_minutos: int
    recordatorio_horas_antes: int
    escalamiento: tuple[Escalon, ...]
    caida_de_tamano: int
    exige_doble_evidencia: tuple[str, ...]  # criticidades of the Directorio


@dataclass(frozen=True)
class Silencio:
    desde: time
    hasta: time


@dataclass(frozen=True)
class Correo:
    remitente: str
    alertas: str
    silencio: Silencio
    resumen_minutos: int
    reintentos_minutos: tuple[int, ...]


@dataclass(frozen=True)
class Clase:
    codigo: str
    nombre: str


@dataclass(frozen=True)
class Exclusion:
    patron: str
    motivo: str
    regla: str
    remedio: str
    deriva_a: str


@dataclass(frozen=True)
class DirectorioPerfil:
    retencion_por_copias: bool
    comportamiento_base: str
    transicion: str
    criticidades: tuple[str, ...]
    clases: tuple[Clase, ...]
    exclusiones: tuple[Exclusion, ...]

    def nombre_de_clase(self, codigo: str) -> str:
        return next((c.nombre for c in self.clases if c.codigo == codigo), codigo)


@dataclass(frozen=True)
class Perfil:
    codigo: str
    version: str
    no_normado: tuple[str, ...]
    institucion: Institucion
    norma: Norma
    numerales: Mapping[str, str]
    calendario: CalendarioPerfil
    roles: tuple[Rol, ...]
    documentos: Mapping[str, Documento]
    plazos: Plazos
    verificacion: VerificacionPerfil
    mesa: Mesa
    correo: Correo
    directorio: DirectorioPerfil
    restauracion: RestauracionPerfil
    interruptores: Mapping[str, bool]

    @cached_property
    def zona(self) -> ZoneInfo:
        return ZoneInfo(self.institucion.zona)

    def rol(self, codigo: str) -> Rol | None:
        """The role `codigo`, or None: a role that this profile lacks grants nothing."""
        return next((rol for rol in self.roles if rol.codigo == codigo), None)

    def nombre_de_rol(self, codigo: str) -> str:
        rol = self.rol(codigo)
        return rol.nombre if rol else codigo

    def roles_con(self, permiso: str) -> tuple[Rol, ...]:
        return tuple(rol for rol in self.roles if permiso in rol.permisos)

    def numeral(self, regla: str) -> str:
        """Citation of `regla` ("numeral 7.1.1 d) de la Directiva …"), or "no normado"."""
        numero = self.numerales.get(regla, "")
        return f"numeral {numero} de la {self.norma.codigo}" if numero else "no normado"

    def cita(self, regla: str) -> str:
        """The same citation where it stands alone or begins a sentence: "Numeral 7.1.1 d) …"."""
        texto = self.numeral(regla)
        return texto[:1].upper() + texto[1:]


def _convertir(tipo: Any, valor: Any, ruta: str) -> Any:
    origen = get_origin(tipo)
    if dataclasses.is_dataclass(tipo):
        return _construir(tipo, valor, ruta)
    if origen is tuple and isinstance(valor, list):
        return tuple(_convertir(get_args(tipo)[0], v, f"{ruta}[{i}]") for i, v in enumerate(valor))
    if origen is Mapping and isinstance(valor, dict):
        interno = get_args(tipo)[1]
        return types.MappingProxyType(
            {k: _convertir(interno, v, f"{ruta}.{k}") for k, v in valor.items()}
        )
    if tipo is time:
        try:
            return time.fromisoformat(valor)
        except (TypeError, ValueError) as error:
            raise PerfilInvalido(f"«{ruta}» debe ser una hora HH:MM.") from error
    if type(valor) is not tipo:
        raise PerfilInvalido(f"«{ruta}» debe ser {tipo} y es {type(valor).__name__}.")
    return valor


def _construir(clase: Any, datos: Any, ruta: str) -> Any:
    if not isinstance(datos, dict):
        raise PerfilInvalido(f"«{ruta}» debe ser una tabla.")
    tipos = get_type_hints(clase)
    campos = {campo.name for campo in dataclasses.fields(clase)}
    faltan, sobran = campos - datos.keys(), datos.keys() - campos
    if faltan or sobran:
        raise PerfilInvalido(
            f"En «{ruta or 'perfil'}» faltan {sorted(faltan)} y sobran {sorted(sobran)}."
        )
    return clase(
        **{n: _convertir(tipos[n], datos[n], f"{ruta}.{n}" if ruta else n) for n in campos}
    )


def _comprobar_criticidades(perfil: Perfil) -> None:
    exigen = set(perfil.verificacion.exige_doble_evidencia)
    if ajenas := exigen - set(perfil.directorio.criticidades):
        raise PerfilInvalido(
            f"«verificacion.exige_doble_evidencia» cita criticidades que no hay: {sorted(ajenas)}."
        )


def _comprobar(perfil: Perfil) -> None:
    """References inside the profile: steps and levels name its own roles, patterns compile."""
    codigos = {rol.codigo for rol in perfil.roles}
    for rol in perfil.roles:
        if desconocidas := set(rol.funciones) - FUNCIONES.keys():
            raise PerfilInvalido(f"El rol «{rol.codigo}» cita funciones {sorted(desconocidas)}.")
    citados = {p.rol for d in perfil.documentos.values() for p in d.pasos}
    citados |= {e.rol for e in perfil.verificacion.escalamiento}
    if citados - codigos:
        raise PerfilInvalido(
            f"Se citan roles que el perfil no define: {sorted(citados - codigos)}."
        )
    for patron in (perfil.mesa.patron_ticket, *(e.patron for e in perfil.directorio.exclusiones)):
        try:
            re.compile(patron)
        except re.error as error:
            raise PerfilInvalido(f"El patrón «{patron}» no es válido: {error}.") from error
    _comprobar_criticidades(perfil)
    propio = perfil.interruptores.get("verificacion_ticket_propio", False)
    if defecto := perfil.mesa.defecto(codigos, propio=propio):
        raise PerfilInvalido(defecto)
    categorias = [categoria.codigo for categoria in perfil.mesa.categorias]
    if defecto := perfil.restauracion.defecto(codigos, categorias):
        raise PerfilInvalido(defecto)


def leer(texto: str) -> Perfil:
    """Parse and check a profile written in TOML; raises PerfilInvalido naming the key."""
    try:
        datos = tomllib.loads(texto)
    except tomllib.TOMLDecodeError as error:
        raise PerfilInvalido(f"El archivo no es TOML válido: {error}.") from error
    perfil: Perfil = _construir(Perfil, datos, "")
    _comprobar(perfil)
    return perfil


@lru_cache(maxsize=8)
def cargar(codigo: str) -> Perfil:
    ruta = CARPETA / f"{codigo}.toml"
    if not re.fullmatch(r"[a-z0-9_]+", codigo) or not ruta.is_file():
        raise PerfilInvalido(f"No existe el perfil «{codigo}».")
    return leer(ruta.read_text(encoding="utf-8"))


def perfil_activo() -> Perfil:
    """The profile of this installation (setting PERFIL)."""
    return cargar(settings.PERFIL)
