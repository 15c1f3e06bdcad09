"""What is stored of an answer, field by field: it has to be read, the same, years later."""

import json
import time
from dataclasses import replace
from datetime import date

import pytest

from respaldo.retencion import (
    Alcance,
    Atencion,
    Aviso,
    Codigo,
    EstadoAl,
    Pedido,
    Periodo,
    Reserva,
    evaluar,
    segunda_puerta,
)
from tests.ejemplos.de_respuesta import reglas
from tests.respaldo.historias import (
    LIMA,
    cambiar,
    dia,
    diaria,
    historia,
    lima,
    linea,
    preguntar,
    semana,
    serie,
    tramos,
)

PEDIDO = {
    "clase": "",
    "cuando": {"fecha": "2026-03-02"},
    "de_equipo_de_usuario": False,
    "jefe_en_copia": True,
    "ruta": "",
    "ruta_asignada": True,
    "solicitante_autorizado": True,
    "solicitante_es_jefatura": False,
}
NADA = {
    "anterior": None,
    "avisos": [],
    "candidatas": [],
    "cubiertos": [],
    "deriva_a": "",
    "elegida": None,
    "elegidas": [],
    "informativa": None,
    "limite": None,
    "modo": "estado_al",
    "motor": "1.1",
    "no_cubiertos": [],
    "pedido": PEDIDO,
    "perdidas": [],
    "posterior": None,
    "regla": "restauracion",
    "subsanable": False,
    "versiones": [],
    "zona": "America/Lima",
}
LUNES = {
    "ancla": "2026-03-02",
    "base": [],
    "clave": "2026-03-02",
    "dia_de_datos": "2026-03-02",
    "instante_de_datos": "2026-03-03T03:00:00Z",
    "modalidad": "incremental",
    "motivo": None,
    "por_verificar": False,
    "reservada": False,
    "retenida_hasta": "2026-04-01",
    "serie": "x/interno/incremental",
    "tipo_de_backup": "interno",
    "version": "",
}
MIERCOLES = LUNES | {
    "ancla": "2026-03-04",
    "clave": "2026-03-04",
    "dia_de_datos": "2026-03-04",
    "instante_de_datos": "2026-03-05T03:00:00Z",
    "retenida_hasta": "2026-04-03",
}


def guardado(dictamen):
    return json.loads(dictamen.en_json())


def con_version(cual, **campos):
    """The same ítem under «30 días», with what a tramo says besides."""
    tramo = replace(tramos("30 días")[0], **campos)
    return replace(cual, series=tuple(replace(s, tramos=(tramo,)) for s in cual.series))


@pytest.mark.requisito("MIN-7.2.2-c", "R23")
def test_a_copy_of_a_chain_on_its_last_day():
    retenida = Reserva("2026-03-02", lima("2026-03-05 09:00"))
    cual = replace(con_version(semana(), version="2026-01"), reservas=(retenida,))
    una = LUNES | {"reservada": True, "version": "2026-01"}

    assert guardado(preguntar(cual, "2026-03-02", "2026-04-01 23:00")) == NADA | {
        "avisos": ["vence_hoy"],
        "candidatas": [una],
        "codigo": "PROCEDE",
        "elegida": una | {"base": ["2026-03-01"]},
        "elegidas": [una | {"base": ["2026-03-01"]}],
        "explicacion": "Sí existe una copia: 02/03/2026 22:00, interna, vence hoy.",
        "recibida_en": "2026-04-02T04:00:00Z",
        "versiones": ["2026-01"],
    }


@pytest.mark.requisito("MIN-VIII", "X-5")
def test_what_a_guard_said():
    pedido = Pedido(EstadoAl(dia("2026-03-02")), ruta="esquema VUCE_CP")

    assert guardado(evaluar(semana(), pedido, lima("2026-04-01 23:00"), LIMA, reglas())) == NADA | {
        "codigo": "DERIVADA",
        "deriva_a": "DVUCEPT",
        "explicacion": "Corresponde a DVUCEPT. La plataforma VUCE y las otras plataformas de "
        "facilitación del comercio exterior no son competencia de la OTEC.",
        "pedido": PEDIDO | {"ruta": "esquema VUCE_CP"},
        "recibida_en": "2026-04-02T04:00:00Z",
        "regla": "excluidos",
    }
    sin_jefe = replace(pedido, ruta="", jefe_en_copia=False)
    observada = evaluar(semana(), sin_jefe, lima("2026-04-01 23:00"), LIMA, reglas())
    assert guardado(observada) == NADA | {
        "codigo": "NO_PROCEDE:SIN_AUTORIZACION",
        "explicacion": "No procede. La solicitud debe ir con copia al jefe inmediato.",
        "pedido": PEDIDO | {"jefe_en_copia": False},
        "recibida_en": "2026-04-02T04:00:00Z",
        "regla": "solicitud_de_restauracion",
        "subsanable": True,
    }


@pytest.mark.requisito("RC-33")
def test_an_offer_of_two_neighbours():
    cual = semana(menos=["2026-03-03"])

    assert guardado(preguntar(cual, "2026-03-03", "2026-03-10 09:00")) == NADA | {
        "anterior": {"candidata": LUNES | {"base": ["2026-03-01"]}, "distancia_dias": 1},
        "candidatas": [LUNES, MIERCOLES],
        "codigo": "APROXIMADA",
        "explicacion": "No hay una copia del 03/03/2026 que se pueda usar, aunque la fecha está "
        "dentro de la retención. Se le ofrece la anterior, de 1 día antes (02/03/2026 22:00, "
        "interna, disponible hasta 01/04/2026) o la posterior, de 1 día después (04/03/2026 "
        "22:00, interna, disponible hasta 03/04/2026). Para continuar, acepte una.",
        "pedido": PEDIDO | {"cuando": {"fecha": "2026-03-03"}},
        "posterior": {
            "candidata": MIERCOLES | {"base": ["2026-03-02", "2026-03-01"]},
            "distancia_dias": 1,
        },
        "recibida_en": "2026-03-10T14:00:00Z",
    }


@pytest.mark.requisito("RC-02", "MIN-7.2.2-c")
def test_a_refusal_with_its_limit_and_what_there_is_later():
    dictamen = guardado(
        preguntar(con_version(diaria(), version="v1"), "2026-03-01", "2026-04-02 09:00")
    )
    (vencida,) = dictamen["candidatas"]

    assert (vencida["motivo"], vencida["retenida_hasta"]) == (
        Codigo.FUERA_DE_RETENCION,
        "2026-03-31",
    )
    assert dictamen["informativa"]["candidata"]["clave"] == "2026-03-03"
    assert dictamen["informativa"]["distancia_dias"] == 2
    assert (dictamen["limite"], dictamen["regla"]) == ("2026-03-31", "restauracion_en_retencion")
    assert (dictamen["versiones"], dictamen["avisos"]) == (["v1"], [])


@pytest.mark.parametrize(
    ("cuando", "codigo", "regla"),
    [
        ("2026-01-05", Codigo.ANTERIOR_A_PRIMERA_COPIA, "restauracion_en_retencion"),
        ("2026-02-01", Codigo.FUERA_DE_RETENCION, "restauracion_en_retencion"),
        ("2026-03-12", Codigo.PROCEDE, "restauracion"),
    ],
)
def test_each_answer_quotes_its_numeral(cuando, codigo, regla):
    dictamen = preguntar(diaria(), cuando, "2026-03-20 09:00")

    assert (dictamen.codigo, dictamen.regla) == (codigo, regla)
    assert preguntar(historia(), cuando, "2026-03-20 09:00").regla == "ejecucion_segun_directorio"


@pytest.mark.requisito("R21")
def test_the_versions_used_are_those_of_the_copies_looked_at():
    v1, v2 = (replace(tramos("90 días")[0], version=v, desde=dia(d)) for v, d in (
        ("2026-02", "2026-01-01"), ("2026-01", "2026-03-05"),
    ))  # fmt: skip
    origen = replace(v2, transicion="origen")
    cual = historia(linea(serie("2026-03-01", "2026-03-09"), [v1, origen]))

    todas = Periodo(dia("2026-03-01"), dia("2026-03-09"), "todas")
    assert preguntar(cual, todas, "2026-03-10 09:00").versiones == ("2026-01", "2026-02")
    assert preguntar(cual, "2026-03-01", "2026-03-10 09:00").versiones == ("2026-02",)
    # No copy was looked at: the rule in force.
    assert preguntar(cual, "2026-02-01", "2026-03-10 09:00").versiones == ("2026-01",)


@pytest.mark.requisito("R21", "R23", "RC-49")
def test_the_second_gate_says_what_was_lost_and_of_what_to_be_warned():
    cual = con_version(diaria(), prevista_hasta=date(2026, 3, 30))
    pedido, recibida = EstadoAl(dia("2026-03-01")), lima("2026-03-31 23:50")
    sin_dos = Atencion(lima("2026-04-01 09:00"), ausentes=frozenset({"2026-03-01"}))

    despues = segunda_puerta(cual, pedido, recibida, LIMA, sin_dos)
    assert despues.perdidas == ("2026-03-01",)
    assert despues.avisos == (Aviso.ULTRAACTIVIDAD, Aviso.PERDIDA_EN_ATENCION)
    assert [c.motivo for c in despues.candidatas] == [Codigo.SIN_COPIA, None]
    assert despues.recibida_en == recibida
    # The guards are not asked again, and the path is.
    sin_jefe = Pedido(pedido, jefe_en_copia=False)
    assert segunda_puerta(cual, sin_jefe, recibida, LIMA, sin_dos).perdidas == ("2026-03-01",)
    excluida = replace(cual, alcances=(Alcance(dia("2026-01-01"), excluye=("*.pst",)),))
    correo = Pedido(pedido, ruta=r"\\srv\ogti\correo.pst")
    assert segunda_puerta(excluida, correo, recibida, LIMA, sin_dos).codigo == Codigo.NO_INCLUIDO
    # What was not offered at the first gate is nobody's loss.
    otra = replace(sin_dos, ausentes=frozenset({"2026-03-02"}))
    assert segunda_puerta(cual, pedido, recibida, LIMA, otra).perdidas == ()


def test_what_is_offered_is_what_was_chosen_and_its_neighbours():
    cual = diaria(menos=["2026-03-10"])
    cercanas = preguntar(cual, "2026-03-10", "2026-03-20 09:00")
    assert [c.clave for c in cercanas.ofrecidas] == ["2026-03-09", "2026-03-11"]
    exacta = preguntar(cual, "2026-03-09", "2026-03-20 09:00")
    assert [c.clave for c in exacta.ofrecidas] == ["2026-03-09"]
    assert (Codigo.PROCEDE.motivo, Codigo.SIN_COPIA.motivo) == ("", "SIN_COPIA")
    rota = cambiar(cual, "2026-03-09", invalidada_en=lima("2026-03-12 08:00"))
    miradas = preguntar(rota, "2026-03-09", "2026-03-20 09:00").candidatas
    assert [c.disponible for c in miradas] == [True, False, True]


def test_it_is_stored_in_one_way_only_whatever_the_zone_of_the_machine(monkeypatch):
    dictamen = preguntar(diaria(), "2026-03-12", "2026-03-20 09:00")
    texto = dictamen.en_json()
    datos = json.loads(texto)

    canonico = json.dumps(datos, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert texto == canonico
    assert '"Sí existe una copia: ' in texto
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert dictamen.en_json() == texto
    finally:
        monkeypatch.undo()
        time.tzset()


def test_what_has_no_canonical_form_is_not_stored():
    rara = replace(preguntar(diaria(), "2026-03-12", "2026-03-20 09:00"), regla=b"x")

    with pytest.raises(TypeError, match=r"^b'x' no se puede guardar$"):
        rara.en_json()


@pytest.mark.requisito("R21")
def test_one_series_without_a_version_for_the_year_is_enough_to_warn():
    nueva, vieja = (
        linea(serie("2026-03-01", "2026-03-09"), [replace(tramos("30 días")[0], prevista_hasta=f)])
        for f in (date(2026, 12, 31), date(2025, 12, 31))
    )
    fuera = replace(vieja, clave="x/externo/total", tipo_de_backup="externo", copias=())

    dictamen = preguntar(historia(nueva, fuera), "2026-03-05", "2026-03-10 09:00")
    assert dictamen.avisos == (Aviso.ULTRAACTIVIDAD,)
