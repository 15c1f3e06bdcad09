"""The guards that answer before any arithmetic (X-5), with the rules of the active profile."""

from datetime import date

import pytest

from gobierno.perfil import cargar
from respaldo.retencion import (
    Codigo,
    EstadoAl,
    Guarda,
    Historia,
    Patron,
    Pedido,
    ReglasDeAdmision,
    primera_objecion,
)

CUANDO = EstadoAl(date(2026, 3, 1))
CARPETA = Historia("ogti", "Carpeta de la OGTI")


def reglas(**otras):
    exclusiones = cargar("mincetur").directorio.exclusiones
    patrones = tuple(Patron(e.patron, e.motivo, e.regla, e.deriva_a) for e in exclusiones)
    return ReglasDeAdmision(patrones=patrones, **otras)


def objecion(historia=CARPETA, *, segun=None, **pedido):
    return primera_objecion(historia, Pedido(CUANDO, **pedido), segun or reglas())


@pytest.mark.requisito("MIN-6.4-a", "X-5")
@pytest.mark.parametrize(
    "ruta",
    [
        r"C:\Users\jperez\Documentos",
        "c:/usuarios/jperez",
        r" «D:\Documents and Settings\x» ",
        r"\\?\C:\Users\jperez",
        r"X:\Users\jperez",
        "file:" + "///C:/Users/jperez/a.docx",
        "FILE:" + "///C:/Users/jperez/a.docx",
    ],
)
def test_it_recognises_a_path_of_a_users_equipment(ruta):
    rechazo = objecion(ruta=ruta)

    assert (rechazo.codigo, rechazo.regla) == (Codigo.EQUIPO_DE_USUARIO, "equipo_de_usuario")
    assert "no se respalda" in rechazo.motivo
    assert not rechazo.subsanable


@pytest.mark.requisito("MIN-6.4-a")
def test_the_form_or_the_class_may_say_that_it_is_a_users_equipment():
    segun = reglas(clases_de_equipo=("laptop",))

    por_el_formulario = objecion(de_equipo_de_usuario=True)
    assert por_el_formulario.codigo == Codigo.EQUIPO_DE_USUARIO
    assert por_el_formulario.regla == "equipo_de_usuario"
    assert por_el_formulario.motivo == (
        "La información de los equipos asignados a los usuarios no se respalda."
    )
    assert objecion(clase="laptop", segun=segun).codigo == Codigo.EQUIPO_DE_USUARIO
    assert objecion(clase="carpeta", ruta=r"\\srv\users\a.docx", segun=segun) is None


@pytest.mark.requisito("MIN-VIII", "X-5")
def test_it_derives_what_another_unit_answers_for():
    por_texto = objecion(ruta="esquema VUCE_ORIGEN", jefe_en_copia=False)
    por_nombre = objecion(Historia("x", "BD de la VUCE"), ruta="tabla pagos")
    por_dato = objecion(Historia("x", "BD Origen", competencia="DVUCEPT"))

    for rechazo in (por_texto, por_nombre, por_dato):
        assert (rechazo.codigo, rechazo.deriva_a) == (Codigo.DERIVADA, "DVUCEPT")
        assert rechazo.regla == "excluidos"
        assert not rechazo.subsanable
    assert por_dato.motivo == "Esta información es responsabilidad de DVUCEPT."


MOTIVOS = {
    "ruta_asignada": "Lo solicitado no está en la carpeta o ruta asignada a su unidad.",
    "solo_jefatura": "La restauración la debe solicitar el director o jefe de la unidad.",
    "solicitante_autorizado": "La información es de otra unidad y esa unidad no ha dado su "
    "autorización.",
    "jefe_en_copia": "La solicitud debe ir con copia al jefe inmediato.",
}


@pytest.mark.requisito("PC-6.2", "MIN-6.5", "PC-7.1.1", "MIN-7.2.2-a-2")
@pytest.mark.parametrize(
    ("pedido", "otras", "codigo", "regla", "subsanable"),
    [
        ({"ruta_asignada": False}, {}, Codigo.FUERA_DE_RUTA, "carpetas", False),
        (
            {"solicitante_autorizado": False},
            {},
            Codigo.SIN_AUTORIZACION,
            "cuidado_de_la_informacion",
            True,
        ),
        ({}, {"solo_jefatura": True}, Codigo.SIN_AUTORIZACION, "solicitud_de_restauracion", True),
        (
            {"jefe_en_copia": False},
            {},
            Codigo.SIN_AUTORIZACION,
            "solicitud_de_restauracion",
            True,
        ),
    ],
)
def test_each_guard_objects_with_its_numeral(pedido, otras, codigo, regla, subsanable):
    rechazo = objecion(segun=reglas(**otras), **pedido)

    assert (rechazo.codigo, rechazo.regla, rechazo.subsanable) == (codigo, regla, subsanable)
    assert rechazo.deriva_a == ""
    assert rechazo.motivo == MOTIVOS[next(iter([*pedido, *otras]))]


def test_the_switches_of_the_profile_turn_guards_off():
    sin = reglas(exige_jefe_en_copia=False, exige_ruta_asignada=False)

    assert objecion(jefe_en_copia=False, ruta_asignada=False, segun=sin) is None
    assert objecion(segun=reglas(solo_jefatura=True), solicitante_es_jefatura=True) is None
    assert objecion(jefe_en_copia=False, segun=reglas(orden=())) is None


@pytest.mark.requisito("X-5")
def test_the_first_guard_in_the_order_of_the_profile_answers():
    todo_mal = {"ruta": r"C:\Users\vuce_1", "ruta_asignada": False, "jefe_en_copia": False}
    al_reves = reglas(orden=tuple(Guarda)[::-1])
    esperados = ["DERIVADA", "NO_PROCEDE:EQUIPO_DE_USUARIO", "NO_PROCEDE:FUERA_DE_RUTA"]

    hallados = [
        objecion(segun=reglas(orden=tuple(Guarda)[n:]), **todo_mal).codigo for n in range(3)
    ]
    assert hallados == esperados
    assert objecion(segun=al_reves, **todo_mal).codigo == Codigo.SIN_AUTORIZACION
