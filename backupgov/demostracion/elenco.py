"""Who acts in the demonstration, and how its accounts and units come to be."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from backupgov.demostracion import gente
from backupgov.demostracion.gente import PERSONAS, UNIDADES
from gobierno.acciones.designaciones import Nombramiento, designar
from gobierno.acciones.personas import Ficha, crear_administrador, crear_persona
from gobierno.acciones.unidades import DatosDeUnidad, crear_unidad, editar_unidad
from gobierno.models import Persona, UnidadOrganica

CLAVE = "demo"


@dataclass(frozen=True)
class Elenco:
    """The people of the story by user name, and the units by siglas."""

    personas: dict[str, Persona]
    unidades: dict[str, UnidadOrganica]

    def __getitem__(self, usuario: str) -> Persona:
        return self.personas[usuario]


def formar_elenco(*, desde: date, ahora: datetime) -> Elenco:
    """Create units, accounts and designations, in force from `desde` (local date)."""
    fichas = {ficha.usuario: ficha for ficha in PERSONAS}
    cabeza = fichas["admin"]
    primera = UnidadOrganica(siglas=cabeza.unidad, nombre=_nombre_de(cabeza.unidad))
    administrador = crear_administrador(
        username="admin",
        ficha=_datos(cabeza, primera),
        contrasena=CLAVE,
        documento=cabeza.documento,
        hoy=desde,
        ahora=ahora,
    )
    acto: dict[str, Any] = {"por": administrador, "hoy": desde, "ahora": ahora}
    unidades = {cabeza.unidad: UnidadOrganica.objects.get(siglas=cabeza.unidad)}
    for siglas, nombre, superior in UNIDADES:
        datos = DatosDeUnidad(nombre=nombre, siglas=siglas, depende_de=unidades.get(superior))
        if siglas in unidades:
            unidades[siglas] = editar_unidad(unidad=unidades[siglas], datos=datos, **acto)
        else:
            unidades[siglas] = crear_unidad(datos=datos, **acto)
    personas = {"admin": administrador}
    for usuario, ficha in fichas.items():
        if usuario == "admin":
            continue
        persona = crear_persona(
            username=usuario,
            ficha=_datos(ficha, unidades[ficha.unidad]),
            contrasena=CLAVE,
            **acto,
        )
        if ficha.rol:
            designar(persona=persona, nombramiento=_nombramiento(ficha, unidades, desde), **acto)
        personas[usuario] = persona
    for persona in personas.values():
        persona.es_de_demostracion = True
        persona.save(update_fields=["es_de_demostracion"])
    return Elenco(personas, unidades)


def _nombre_de(siglas: str) -> str:
    return next(nombre for propias, nombre, _ in UNIDADES if propias == siglas)


def _datos(ficha: gente.Ficha, unidad: UnidadOrganica) -> Ficha:
    return Ficha(
        first_name=ficha.nombres,
        last_name=ficha.apellidos,
        email=f"{ficha.usuario}@demo.example",
        unidad=unidad,
        cargo=ficha.cargo,
    )


def _nombramiento(
    ficha: gente.Ficha, unidades: dict[str, UnidadOrganica], desde: date
) -> Nombramiento:
    return Nombramiento(
        rol=ficha.rol,
        unidad=unidades[ficha.unidad],
        desde=desde,
        hasta=None,
        documento=ficha.documento,
        es_encargatura=ficha.encargatura,
    )
