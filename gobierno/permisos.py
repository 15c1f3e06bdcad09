"""Functions and permissions as code, reviewed in git; role *names* are data of the profile.

A role of the profile (for instance "Operador de backup") carries one or more *funciones*; a
función carries permissions. Nothing is allowed that is not written here (closed by default).
"""

from collections.abc import Iterable

TODOS = frozenset(
    {
        "inicio.ver",
        "avisos.ver",
        "deberes.ver",
        "cuenta.ver",
        "tickets.propios",
        "solicitudes.propias",
    },
)
LECTURA = frozenset(
    {
        "directorio.ver",
        "configuracion.ver",
        "hoy.ver",
        "ejecuciones.ver",
        "evidencias.ver",
        "fuentes.ver",
        "incidentes.ver",
        "tablero.ver",
        "perfil.ver",
        "calendario.ver",
    }
)
EXPORTACION = frozenset({"informes.exportar"})

BANDEJA = frozenset({"tickets.bandeja", "tickets.ver", "solicitudes.ver"})

FUNCIONES: dict[str, frozenset[str]] = {
    "usar": TODOS,
    "operar": LECTURA
    | EXPORTACION
    | {
        "verificacion.registrar",
        "verificacion.rectificar",
        "ejecuciones.registrar",
        "eventos.registrar",
        "coincidencias.editar",
        "configuracion.registrar",
        "disponibilidad.registrar",
        "salud.ver",
        "tickets.bandeja",
        "tickets.atender",
        "solicitudes.ver",
        "solicitudes.atender",
    },
    "preparar": LECTURA
    | EXPORTACION
    | {"directorio.editar", "aprobaciones.decidir", "eventos.registrar"},
    "supervisar": LECTURA
    | EXPORTACION
    | BANDEJA
    | {"verificacion.no_aplica", "salud.ver", "bitacora.ver"},
    "aprobar": LECTURA | EXPORTACION | {"aprobaciones.decidir", "solicitudes.viabilidad"},
    "conocer": frozenset({"directorio.ver", "tablero.ver", "aprobaciones.decidir"}),
    "evaluar": LECTURA | EXPORTACION | BANDEJA | {"bitacora.ver", "salud.ver"},
    "atender_mesa": BANDEJA
    | {"incidentes.ver", "tickets.gestionar", "tickets.atender", "solicitudes.gestionar"},
    "jefatura": frozenset({"tickets.unidad", "solicitudes.unidad"}),
    "proveer": frozenset({"configuracion.ver", "configuracion.registrar"}),
    "auditar": LECTURA | EXPORTACION | BANDEJA | {"bitacora.ver", "personas.ver", "salud.ver"},
    "administrar": frozenset(
        {
            "personas.ver",
            "personas.administrar",
            "calendario.ver",
            "calendario.administrar",
            "perfil.ver",
            "fuentes.ver",
            "fuentes.administrar",
            "evidencias.ver",  # how what their sources send is read
            "salud.ver",
            "bitacora.ver",
        }
    ),
}

PERMISOS: frozenset[str] = frozenset().union(*FUNCIONES.values())


def permisos_de(funciones: Iterable[str]) -> frozenset[str]:
    """Union of the permissions of `funciones`, with those of every account; unknown ones raise."""
    return TODOS.union(*(FUNCIONES[funcion] for funcion in funciones))


def funciones_con(permiso: str) -> frozenset[str]:
    """The functions that carry `permiso`: used to say who could grant or do what was refused."""
    return frozenset(funcion for funcion, permisos in FUNCIONES.items() if permiso in permisos)
