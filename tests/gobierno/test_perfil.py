"""The profile is read whole or not at all: a wrong key is named, never guessed."""

import pytest
from django.test import override_settings

from gobierno.perfil import CARPETA, PerfilInvalido, cargar, leer, perfil_activo
from gobierno.permisos import FUNCIONES, funciones_con, permisos_de

TEXTO = (CARPETA / "mincetur.toml").read_text(encoding="utf-8")


def cambiado(antes: str, despues: str) -> str:
    assert antes in TEXTO
    return TEXTO.replace(antes, despues, 1)


def test_it_reads_the_active_profile_once():
    perfil = perfil_activo()
    assert perfil is perfil_activo()
    assert perfil.codigo == "mincetur"
    assert str(perfil.zona) == "America/Lima"


@pytest.mark.parametrize(
    ("antes", "despues", "dice"),
    [
        ('siglas = "MINCETUR"', "siglas = 7", "institucion.siglas"),
        ('siglas = "MINCETUR"', "", "siglas"),
        ('siglas = "MINCETUR"', 'siglas = "X"\nsobra = 1', "sobra"),
        ('laboral_desde = "08:30"', 'laboral_desde = "25:99"', "laboral_desde"),
        ('laboral_desde = "08:30"', "laboral_desde = 8", "laboral_desde"),
        ('funciones = ["operar", "preparar"]', 'funciones = ["mandar"]', "mandar"),
        ('{ nivel = 2, rol = "coordinador"', '{ nivel = 2, rol = "nadie"', "nadie"),
        ("patron_ticket = '^MDA", "patron_ticket = '^(MDA", "patr"),
        ('ejemplo_ticket = "MDA-2026-000123"', 'ejemplo_ticket = "otro"', "ejemplo_ticket"),
        ('codigo = "mincetur"', "codigo = ", "TOML"),
        ("[mesa]", "[meson]", "mesa"),
        ('formato_ticket = "TK-', 'formato_ticket = "MDA-', "formato_ticket"),
        ('formato_ticket = "TK-{anio}', 'formato_ticket = "TK-{mes}', "formato_ticket"),
        ('"TK-{anio}-{numero:06d}"', '"TK-{anio}"', "numerar"),
        ("verificacion_ticket_propio = false", "verificacion_ticket_propio = true", "patron"),
        ('codigo = "formulario"', 'codigo = "form"', "canales_propios"),
        ('clase = "consulta"', 'clase = "duda"', "consulta"),
        ('equipo = "mesa"', 'equipo = "nadie"', "otro"),
        ("respuesta_minutos = 120", "respuesta_minutos = 0", "restauracion"),
    ],
)
def test_a_wrong_key_is_named(antes, despues, dice):
    with pytest.raises(PerfilInvalido, match=dice):
        leer(cambiado(antes, despues))


@pytest.mark.parametrize("codigo", ["no_existe", "../mincetur", "", "MINCETUR"])
def test_a_profile_that_does_not_exist_is_refused(codigo):
    with override_settings(PERFIL=codigo), pytest.raises(PerfilInvalido, match="No existe"):
        cargar(codigo)


@pytest.mark.requisito("X-7")
@pytest.mark.parametrize(
    ("ticket", "vale"),
    [("MDA-2026-000123", True), ("MDA-2026-123", False), ("mda-2026-000123", False), ("", False)],
)
def test_the_ticket_pattern_is_the_institution_s(ticket, vale):
    assert perfil_activo().mesa.ticket_valido(ticket) is vale


def test_a_rule_without_a_number_is_not_a_norm():
    perfil = perfil_activo()
    assert perfil.numeral("verificacion_interna").startswith("numeral 7.1.1 d)")
    assert perfil.cita("verificacion_interna").startswith("Numeral 7.1.1 d) de la Directiva")
    assert perfil.cita("ninguna") == "No normado"
    assert perfil.numeral("inventada") == "no normado"
    assert perfil.nombre_de_rol("inventado") == "inventado"
    assert perfil.directorio.nombre_de_clase("bd") == "Base de datos"
    assert perfil.directorio.nombre_de_clase("otra") == "otra"


@pytest.mark.requisito("X-3", "MIN-6.1-k")
def test_no_role_both_prepares_and_approves_or_verifies_and_administers():
    for rol in perfil_activo().roles:
        funciones = set(rol.funciones)
        assert not {"preparar", "aprobar"} <= funciones, rol.nombre
        assert not {"operar", "evaluar"} <= funciones, rol.nombre
        assert not ({"operar", "aprobar", "evaluar"} & funciones and "administrar" in funciones)


def test_the_administrator_writes_no_governed_record():
    escriben = {"directorio.editar", "aprobaciones.decidir", "verificacion.registrar"}
    assert not escriben & permisos_de(["administrar"])
    assert not escriben & permisos_de(["auditar"])
    with pytest.raises(KeyError):
        permisos_de(["inventada"])


def test_it_knows_which_functions_carry_a_permission():
    assert funciones_con("verificacion.registrar") == {"operar"}
    assert set(FUNCIONES) >= funciones_con("directorio.ver")
