"""What makes a copy available or not (4.9): chains, facts, holds, gate 2."""

from dataclasses import replace

import pytest

from respaldo.retencion import (
    Alcance,
    AntesDe,
    Atencion,
    Aviso,
    Codigo,
    Contrato,
    Custodia,
    EstadoAl,
    HechoDeMedio,
    MasReciente,
    Pedido,
    Reserva,
    evaluar,
    segunda_puerta,
)
from tests.respaldo.historias import (
    LIMA,
    cambiar,
    cercanas,
    copia,
    dia,
    diaria,
    historia,
    lima,
    linea,
    preguntar,
    semana,
    serie,
)

MEDIODIA = "2026-03-20 12:00"


@pytest.mark.requisito("R7", "R8")
def test_a_strict_tool_leaves_dependents_without_a_base():
    estricta = semana(comportamiento="estricta")

    roto = preguntar(estricta, "2026-03-05", "2026-04-02 09:00")
    assert (roto.codigo, cercanas(roto)) == (Codigo.APROXIMADA, (None, "03-08"))
    assert [c.motivo for c in roto.candidatas] == [Codigo.CADENA_ROTA, None]
    # A longer base is enough for differentials; incrementals also need one another.
    for modalidad, codigo in (
        ("diferencial", Codigo.PROCEDE),
        ("incremental", Codigo.APROXIMADA),
    ):
        alcanza = semana(modalidad, total="36 días", comportamiento="estricta")
        assert preguntar(alcanza, "2026-03-07", "2026-04-06 09:00").codigo == codigo


@pytest.mark.requisito("R11")
@pytest.mark.parametrize(
    ("rota", "pedida", "vecinas"),
    [
        ("2026-03-01", "2026-03-04", ("02-28", "03-08")),
        ("2026-03-02", "2026-03-05", ("03-01", "03-08")),
    ],
)
def test_an_invalidated_copy_breaks_its_descendants_until_the_next_total(rota, pedida, vecinas):
    cual = cambiar(semana(), rota, invalidada_en=lima("2026-03-10 08:00"))

    assert preguntar(cual, pedida, "2026-03-10 07:59").codigo == Codigo.PROCEDE
    dictamen = preguntar(cual, pedida, "2026-03-10 08:00")
    assert (dictamen.codigo, cercanas(dictamen)) == (Codigo.APROXIMADA, vecinas)
    assert dictamen.candidatas[1].motivo == Codigo.CADENA_ROTA


@pytest.mark.requisito("R6")
def test_an_independent_point_needs_no_base():
    cual = cambiar(semana(), "2026-03-01", invalidada_en=lima("2026-03-03 08:00"))
    cual = cambiar(cual, "2026-03-05", independiente=True)

    assert preguntar(cual, "2026-03-05", "2026-03-10 09:00").elegida.base == ()


@pytest.mark.requisito("R6", "R7")
def test_a_dependent_whose_base_never_came_is_a_broken_chain():
    sueltas = [copia(f"2026-03-0{n}", "incremental") for n in (1, 2)]
    cual = historia(linea(sueltas, modalidad="incremental"))

    assert preguntar(cual, "2026-03-02", "2026-03-03 09:00").codigo == Codigo.CADENA_ROTA


@pytest.mark.requisito("R7")
def test_a_missing_parent_and_a_loop_are_broken_chains():
    perdida = copia("2026-03-01", "incremental", padre="no llegó")
    vuelta = copia("2026-03-02", "incremental", clave="a", padre="a")
    cual = historia(linea([perdida, vuelta], modalidad="incremental"))

    for fecha in ("2026-03-01", "2026-03-02"):
        assert preguntar(cual, fecha, "2026-03-03 09:00").codigo == Codigo.CADENA_ROTA


def toda(copias, **hechos):
    return historia(linea(copias), **hechos)


def con(campos, fechas=("2026-03-01", "2026-03-19")):
    return [replace(c, **campos) for c in serie(*fechas)]


@pytest.mark.parametrize("estado", ["perdido", "en_transito", "retirado"])
def test_a_medium_out_of_reach_gives_nothing_until_it_is_back(estado):
    hechos = (
        HechoDeMedio("cinta 7", lima("2026-03-15 09:00"), estado),
        HechoDeMedio("cinta 7", lima("2026-03-18 09:00"), "accesible"),
        HechoDeMedio("otra", lima("2026-03-01 09:00"), "perdido"),
    )
    cual = toda(con({"medio": "cinta 7"}), medios=hechos[::-1])

    for al, codigo in (
        ("2026-03-15 08:59", Codigo.PROCEDE),
        ("2026-03-15 09:00", Codigo.MEDIO_NO_DISPONIBLE),
        ("2026-03-18 09:00", Codigo.PROCEDE),
    ):
        assert preguntar(cual, "2026-03-10", al).codigo == codigo


def test_the_facts_of_the_base_are_those_of_its_dependents():
    perdida = (HechoDeMedio("cinta 7", lima("2026-03-03 09:00"), "perdido"),)
    cual = replace(cambiar(semana(), "2026-03-01", medio="cinta 7"), medios=perdida)

    dictamen = preguntar(cual, "2026-03-04", "2026-03-06 09:00")
    assert (dictamen.codigo, cercanas(dictamen)) == (Codigo.APROXIMADA, ("02-28", None))
    assert dictamen.candidatas[-1].motivo == Codigo.MEDIO_NO_DISPONIBLE


def test_a_key_must_be_in_custody_at_that_instant():
    custodia = Custodia("k", lima("2026-03-05 09:00"), lima("2026-03-15 09:00"))
    cual = toda(con({"llave": "k"}), custodias=(custodia,))

    for al, codigo in (
        ("2026-03-05 08:59", Codigo.CLAVE),
        ("2026-03-05 09:00", Codigo.PROCEDE),
        ("2026-03-15 09:00", Codigo.CLAVE),
    ):
        assert preguntar(cual, "2026-03-03", al).codigo == codigo


def test_an_external_copy_needs_its_contract_or_to_be_here():
    externas = con({})
    externas[9] = replace(externas[9], transferida_en=lima("2026-03-18 09:00"))
    contratos = (Contrato("C-1", dia("2026-03-01"), dia("2026-03-16")),)
    cual = historia(linea(externas, tipo="externo", contratos=contratos))

    assert preguntar(cual, "2026-03-10", "2026-03-16 23:59").codigo == Codigo.PROCEDE
    assert preguntar(cual, "2026-03-10", "2026-03-17 00:00").codigo == Codigo.PROVEEDOR
    assert preguntar(cual, "2026-03-10", "2026-03-18 09:00").codigo == Codigo.PROCEDE
    assert preguntar(cual, "2026-03-12", MEDIODIA).codigo == Codigo.APROXIMADA
    interna = historia(linea(externas, contratos=contratos))
    assert preguntar(interna, "2026-03-12", MEDIODIA).codigo == Codigo.PROCEDE
    nueva = (Contrato("C-2", dia("2026-03-17")),)
    otra = historia(linea(externas, tipo="externo", contratos=contratos + nueva))
    assert preguntar(otra, "2026-03-12", MEDIODIA).codigo == Codigo.PROCEDE


@pytest.mark.requisito("MIN-6.2")
def test_the_object_must_have_been_covered_on_that_date():
    alcances = (
        Alcance(dia("2026-01-01"), dia("2026-03-09"), excluye=(r"\\srv\OGTI\videos", "*.pst")),
        Alcance(dia("2026-03-10"), incluye=("//srv/ogti",)),
    )
    cual = replace(diaria(hasta="2026-03-19"), alcances=alcances)

    def codigo(ruta, fecha, al=MEDIODIA):
        return evaluar(cual, Pedido(EstadoAl(dia(fecha)), ruta=ruta), lima(al), LIMA).codigo

    assert codigo(r"\\srv\ogti\videos\a.mp4", "2026-03-01") == Codigo.NO_INCLUIDO
    assert codigo(r"\\srv\ogti\videos\a.mp4", "2026-03-08") == Codigo.APROXIMADA
    assert codigo(r"\\srv\ogti\videos\a.mp4", "2026-03-10") == Codigo.PROCEDE
    assert codigo(r"\\srv\ogti\videos2\a.mp4", "2026-03-08") == Codigo.PROCEDE
    assert codigo(r"\\srv\ogti\correo\viejo.PST", "2026-03-01") == Codigo.NO_INCLUIDO
    assert codigo("//otro/ogti/a.docx", "2026-03-18") == Codigo.NO_INCLUIDO
    assert codigo("//SRV/OGTI/", "2026-03-10") == Codigo.PROCEDE
    # Scope comes before retention and before the first copy.
    assert codigo(r"\\srv\ogti\videos", "2026-02-01") == Codigo.NO_INCLUIDO
    assert codigo(r"\\srv\ogti\videos", "2026-01-02") == Codigo.NO_INCLUIDO
    assert codigo(r"\\srv\ogti\actas", "2026-02-01") == Codigo.FUERA_DE_RETENCION


@pytest.mark.requisito("R23")
def test_a_hold_keeps_a_copy_and_its_base_until_it_is_released():
    reserva = Reserva("2026-03-05", lima("2026-04-01 09:00"), lima("2026-04-20 09:00"), "SR-1")
    cual = replace(semana(comportamiento="estricta", total="36 días"), reservas=(reserva,))

    tarde = preguntar(cual, "2026-03-05", "2026-04-19 09:00")
    assert (tarde.codigo, tarde.elegida.reservada) == (Codigo.PROCEDE, True)
    assert "disponible hasta" not in tarde.explicacion
    assert preguntar(cual, "2026-03-05", "2026-04-20 09:00").codigo == Codigo.FUERA_DE_RETENCION
    assert preguntar(cual, "2026-03-06", "2026-04-19 09:00").codigo == Codigo.FUERA_DE_RETENCION
    assert not preguntar(cual, "2026-03-05", "2026-04-01 08:59").elegida.reservada


@pytest.mark.requisito("R22", "R23")
def test_gate_2_counts_retention_at_reception_and_the_rest_now():
    pedido, recibida = EstadoAl(dia("2026-03-01")), lima("2026-03-31 23:50")
    danada = cambiar(diaria(), "2026-03-01", invalidada_en=lima("2026-04-01 08:00"))

    def puerta(cual, **hallado):
        hallado = {nombre: frozenset(claves) for nombre, claves in hallado.items()}
        atencion = Atencion(lima("2026-04-01 09:00"), **hallado)
        return segunda_puerta(cual, pedido, recibida, LIMA, atencion)

    assert puerta(diaria()).codigo == Codigo.PROCEDE
    assert puerta(danada).perdidas == ("2026-03-01",)
    ausente = puerta(diaria(), ausentes={"2026-03-01"})
    assert (ausente.codigo, cercanas(ausente)) == (Codigo.APROXIMADA, (None, "03-02"))
    assert ausente.avisos == (Aviso.PERDIDA_EN_ATENCION,)
    sin_objeto = puerta(diaria(), sin_objeto={"2026-03-01"})
    assert (sin_objeto.codigo, sin_objeto.perdidas) == (Codigo.OBJETO_NO_EXISTE, ())
    pendiente = cambiar(diaria(), "2026-03-01", verificada_en=None)
    assert puerta(pendiente).codigo == Codigo.VERIFICAR_ANTES
    assert puerta(pendiente, confirmadas={"2026-03-01"}).codigo == Codigo.PROCEDE


def test_internal_copies_are_preferred_and_verified_ones_before():
    propias, ajenas = serie("2026-03-01", "2026-03-19"), con({"clave": "x"}, ("2026-03-10",) * 2)
    cual = historia(linea(propias), linea(ajenas, tipo="externo"))

    assert preguntar(cual, "2026-03-10", MEDIODIA).elegida.tipo_de_backup == "interno"
    sin_verificar = cambiar(cual, "2026-03-10", verificada_en=None)
    assert preguntar(sin_verificar, "2026-03-10", MEDIODIA).elegida.tipo_de_backup == "externo"
    rota = cambiar(cual, "2026-03-10", invalidada_en=lima("2026-03-11 09:00"))
    assert preguntar(rota, "2026-03-10", MEDIODIA).elegida.tipo_de_backup == "externo"
    antes = preguntar(cual, AntesDe(lima("2026-03-10 22:30")), MEDIODIA)
    assert antes.elegida.tipo_de_backup == "interno"


def test_before_an_instant_skips_what_cannot_be_given_and_says_so():
    rota = cambiar(diaria(), "2026-03-10", invalidada_en=lima("2026-03-11 09:00"))

    dictamen = preguntar(rota, AntesDe(lima("2026-03-11 10:00")), MEDIODIA)
    assert (dictamen.codigo, dictamen.elegida.clave) == (Codigo.PROCEDE, "2026-03-09")
    assert [c.motivo for c in dictamen.candidatas] == [None, Codigo.COPIA_INVALIDADA]
    justo = preguntar(diaria(), AntesDe(lima("2026-03-10 22:00")), MEDIODIA)
    assert justo.elegida.clave == "2026-03-09"
    primera = preguntar(diaria(), AntesDe(lima("2026-01-12 22:00")), MEDIODIA)
    assert primera.codigo == Codigo.ANTERIOR_A_PRIMERA_COPIA
    vencida = preguntar(diaria(), AntesDe(lima("2026-02-01 10:00")), MEDIODIA)
    assert (vencida.codigo, vencida.limite) == (Codigo.FUERA_DE_RETENCION, dia("2026-03-02"))
    assert preguntar(historia(linea([])), MasReciente(), MEDIODIA).codigo == Codigo.SIN_COPIA
