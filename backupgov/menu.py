"""The frame of every page: menu of the person, capacity, notices, notice of the system.

Everything is lazy: a partial that does not draw the frame asks nothing to the database.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from backupgov import pendientes
from gobierno import reloj
from gobierno.models import Persona
from gobierno.perfil import perfil_activo

VERSION = "0.1"
Contador = Callable[[Persona], int]
Ya = Mapping[Contador, Callable[[], int]]


@dataclass(frozen=True)
class Enlace:
    """An entry of the menu: shown to who has `permiso`; `contador` says how much waits."""

    texto: str
    vista: str
    permiso: str
    icono: str
    contador: Contador | None = None


MENU: tuple[tuple[str, tuple[Enlace, ...]], ...] = (
    (
        "",
        (
            Enlace("Inicio", "inicio", "inicio.ver", "inicio"),
            Enlace("Mis deberes", "gobierno:deberes", "deberes.ver", "documento"),
            Enlace("Hoy", "respaldo:hoy", "hoy.ver", "lista", pendientes.por_verificar),
            Enlace(
                "Bandeja",
                "mesa_ayuda:bandeja",
                "tickets.bandeja",
                "correo",
                pendientes.tickets_por_atender,
            ),
            Enlace("Mis tickets", "mesa_ayuda:mis_tickets", "tickets.propios", "usuario"),
            Enlace(
                "Mis datos protegidos", "restauracion:mis_datos", "solicitudes.propias", "escudo"
            ),
            Enlace(
                "Solicitudes",
                "restauracion:solicitudes",
                "solicitudes.propias",
                "regularizada",
                pendientes.solicitudes_por_atender,
            ),
            Enlace("Incidentes", "mesa_ayuda:incidentes", "incidentes.ver", "ticket"),
            Enlace("Hallazgos", "respaldo:hallazgos", "hoy.ver", "alerta"),
            Enlace("Tablero", "tablero", "tablero.ver", "tablero"),
        ),
    ),
    (
        "Directorio",
        (
            Enlace("Versiones", "directorio:versiones", "directorio.ver", "libro"),
            Enlace(
                "Por firmar y conocer",
                "directorio:por_firmar",
                "aprobaciones.decidir",
                "firma",
                pendientes.por_decidir,
            ),
            Enlace("Ventanas de la noche", "directorio:ventanas", "directorio.ver", "reloj"),
            Enlace(
                "Configuración",
                "directorio:configuracion",
                "configuracion.ver",
                "ajustes",
            ),
        ),
    ),
    (
        "Evidencia",
        (
            Enlace("Ejecuciones", "respaldo:ejecuciones", "ejecuciones.ver", "base-de-datos"),
            Enlace("Disponibilidad", "respaldo:disponibilidad", "ejecuciones.ver", "escudo"),
            Enlace("No contempladas", "respaldo:no_contempladas", "ejecuciones.ver", "pregunta"),
            Enlace("Fuentes", "respaldo:fuentes", "fuentes.ver", "servidor"),
            Enlace("Evidencia recibida", "respaldo:evidencias", "evidencias.ver", "clip"),
        ),
    ),
    (
        "Institución",
        (
            Enlace("Bitácora", "gobierno:bitacora", "bitacora.ver", "candado"),
            Enlace("Informes", "informes:indice", "informes.exportar", "descargar"),
            Enlace("Personas", "gobierno:personas", "personas.ver", "usuarios"),
            Enlace("Unidades orgánicas", "gobierno:unidades", "personas.ver", "carpeta"),
            Enlace("Calendario", "gobierno:calendario", "calendario.ver", "calendario"),
            Enlace("Perfil", "gobierno:perfil", "perfil.ver", "escudo"),
            Enlace("Salud del sistema", "salud_sistema", "salud.ver", "info"),
        ),
    ),
)

# The menu under the person's name.
CUENTA: tuple[Enlace, ...] = (
    Enlace("Mis avisos", "gobierno:avisos", "avisos.ver", "campana"),
    Enlace("Mis deberes", "gobierno:deberes", "deberes.ver", "documento"),
    Enlace("Preferencias", "gobierno:cuenta", "cuenta.ver", "ajustes"),
)


@cache  # thirty of them on every page, and they never change
def direccion(vista: str) -> str:
    """Address of a named page, or "" when this installation does not have it."""
    try:
        return reverse(vista)
    except NoReverseMatch:
        return ""


def armar(persona: Persona, ruta: str, ya: Ya | None = None) -> list[dict[str, Any]]:
    """The groups of the menu that `persona` sees today, with the page of `ruta` marked.

    `ya` answers for the counters that the page has asked already.
    """
    permisos = persona.permisos_al(reloj.hoy())
    grupos: list[dict[str, Any]] = []
    for titulo, enlaces in MENU:
        suyos = (e for e in enlaces if e.permiso in permisos)
        entradas = list(_entradas(persona, suyos, ruta, ya or {}))
        if entradas:
            grupos.append({"titulo": titulo, "entradas": entradas})
    _una_sola_activa([entrada for grupo in grupos for entrada in grupo["entradas"]])
    return grupos


def _una_sola_activa(entradas: list[dict[str, Any]]) -> None:
    """Of two addresses that begin the same, the page is of the longer one."""
    activas = sorted((e for e in entradas if e["activo"]), key=lambda e: len(e["url"]))
    for entrada in activas[:-1]:
        entrada["activo"] = False


def _entradas(
    persona: Persona,
    enlaces: Iterable[Enlace],
    ruta: str,
    ya: Ya,
) -> Iterable[dict[str, Any]]:
    for enlace in enlaces:
        url = direccion(enlace.vista)
        if url:
            yield {
                "texto": enlace.texto,
                "url": url,
                "icono": enlace.icono,
                "activo": ruta == url or (url != "/" and ruta.startswith(url)),
                "contador": _cuenta(enlace, persona, ya),
            }


def _cuenta(enlace: Enlace, persona: Persona, ya: Ya) -> int:
    if enlace.contador is None:
        return 0
    return ya[enlace.contador]() if enlace.contador in ya else enlace.contador(persona)


def marco(request: HttpRequest) -> dict[str, Any]:
    """Context processor of every template."""
    comun = {
        "perfil": perfil_activo(),
        "version_del_producto": VERSION,
        "entrar_url": direccion("entrar"),
    }
    persona = getattr(request, "user", None)
    if not isinstance(persona, Persona):
        return comun
    de_cada_pagina = cache(lambda: pendientes.de_cada_pagina(persona))
    ya: Ya = {pendientes.solicitudes_por_atender: lambda: de_cada_pagina().solicitudes}
    return comun | {
        "menu_cuenta": SimpleLazyObject(lambda: list(_entradas(persona, CUENTA, request.path, {}))),
        "menu": SimpleLazyObject(lambda: armar(persona, request.path, ya)),
        "permisos": SimpleLazyObject(lambda: persona.permisos_al(reloj.hoy())),
        "capacidad": SimpleLazyObject(lambda: capacidad(persona)),
        "buscar_url": direccion("buscar"),
        "avisos_url": direccion("gobierno:avisos"),
        "avisos_pendientes": SimpleLazyObject(lambda: de_cada_pagina().avisos),
        "salir_url": direccion("salir"),
        "aviso_sistema": SimpleLazyObject(lambda: pendientes.aviso_del_sistema(persona)),
    }


def capacidad(persona: Persona) -> str:
    """In what capacity the person acts today: every designation in force."""
    perfil = perfil_activo()
    nombres = [
        perfil.nombre_de_rol(d.rol) + (" (encargatura)" if d.es_encargatura else "")
        for d in persona.designaciones_al(reloj.hoy())
    ]
    return " · ".join(nombres) or "Usuario"
