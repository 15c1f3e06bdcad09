"""Units and people of the demonstration. Names are invented; roles are the profile's."""

from dataclasses import dataclass

# siglas, nombre, siglas of the unit above
UNIDADES = (
    ("MINCETUR", "Ministerio de Comercio Exterior y Turismo", ""),
    ("SG", "Secretaría General", "MINCETUR"),
    ("VMCE", "Viceministerio de Comercio Exterior", "MINCETUR"),
    ("VMT", "Viceministerio de Turismo", "MINCETUR"),
    ("DGNCI", "Dirección General de Negociaciones Comerciales Internacionales", "VMCE"),
    ("DGET", "Dirección General de Estrategia Turística", "VMT"),
    ("OGA", "Oficina General de Administración", "SG"),
    ("OGPPD", "Oficina General de Planificación, Presupuesto y Desarrollo", "SG"),
    ("OGAJ", "Oficina General de Asesoría Jurídica", "SG"),
    ("OCII", "Oficina de Comunicaciones e Imagen Institucional", "SG"),
    ("OGTI", "Oficina General de Tecnologías de la Información", "SG"),
    ("OTEC", "Oficina de Operaciones Tecnológicas", "OGTI"),
    ("OCI", "Órgano de Control Institucional", "MINCETUR"),
)


@dataclass(frozen=True)
class Ficha:
    """One demonstration account; `rol` is "" for a plain user."""

    usuario: str
    nombres: str
    apellidos: str
    cargo: str
    unidad: str
    rol: str
    documento: str = "Resolución de designación 014-2025"
    encargatura: bool = False


PERSONAS = (
    Ficha(
        "operador", "Rosa Elena", "Quispe Mamani", "Especialista en respaldo", "OTEC", "operador"
    ),
    Ficha(
        "operador2",
        "Jhon Alexander",
        "Huamán Ccori",
        "Analista de plataforma",
        "OTEC",
        "operador",
        "Memorando 112-2026-OTEC",
        encargatura=True,
    ),
    Ficha(
        "coordinador",
        "César Augusto",
        "Villanueva Ñahui",
        "Coordinador de infraestructura",
        "OTEC",
        "coordinador",
    ),
    Ficha(
        "director", "María del Carmen", "Salazar Peña", "Directora de la OTEC", "OTEC", "director"
    ),
    Ficha(
        "director_general",
        "Luis Fernando",
        "Echevarría Rojas",
        "Director General de la OGTI",
        "OGTI",
        "director_general",
    ),
    Ficha(
        "oficial",
        "Patricia Milagros",
        "Chávez Olórtegui",
        "Oficial de Seguridad y Confianza Digital",
        "OGTI",
        "oficial",
    ),
    Ficha("mesa", "Kevin", "Ramos Apaza", "Responsable de mesa de ayuda", "OTEC", "mesa"),
    Ficha("usuario", "Ana Lucía", "Torres Bustamante", "Analista de logística", "OGA", ""),
    Ficha(
        "jefe",
        "Jorge Antonio",
        "Paredes Lévano",
        "Director General de Administración",
        "OGA",
        "jefe",
    ),
    Ficha(
        "proveedor",
        "Silvia",
        "Montoya Arce",
        "Responsable del servicio de backup (externo)",
        "OTEC",
        "proveedor",
        "Contrato N° 018-2026-MINCETUR/SG/OGA",
    ),
    Ficha("auditor", "Ernesto", "Cárdenas Valdivia", "Auditor", "OCI", "auditor"),
    Ficha("admin", "Nadia", "Flores Inga", "Administradora del sistema", "OTEC", "admin"),
)
