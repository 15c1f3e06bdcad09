"""Request and answer: one daily series, and what people ask of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from directorio.ventanas import Ventana, dia_de_datos
from gobierno.perfil import cargar
from respaldo.retencion import (
    AntesDe,
    Atencion,
    Aviso,
    Codigo,
    Custodia,
    EstadoAl,
    Historia,
    MasReciente,
    Patron,
    Pedido,
    PedidoInvalido,
    ReglasDeAdmision,
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
    serie,
    tramos,
)


@pytest.mark.requisito("RC-01", "R12", "MIN-7.2.2-c")
def rc_01():
    dictamen = preguntar(diaria(), "2026-03-01", "2026-03-31 18:00")

    assert (dictamen.codigo, dictamen.elegida.clave) == (Codigo.PROCEDE, "2026-03-01")
    assert dictamen.elegida.retenida_hasta == dia("2026-03-31")


@pytest.mark.requisito("RC-02", "R12", "MIN-7.2.2-c")
def rc_02():
    dictamen = preguntar(diaria(), "2026-03-01", "2026-04-01 00:00")

    assert dictamen.codigo == Codigo.FUERA_DE_RETENCION
    assert dictamen.informativa.candidata.dia_de_datos == dia("2026-03-02")
    assert (dictamen.anterior, dictamen.posterior) == (None, None)
    assert dictamen.limite == dia("2026-03-31")


@pytest.mark.requisito("RC-17", "MIN-7.2.2-c")
def rc_17():
    en_curso = copia("2026-03-01", clave="en curso", fin=lima("2026-03-02 04:00"))
    cual = historia(linea([*serie("2026-01-12", "2026-02-28"), en_curso]))

    dictamen = preguntar(cual, MasReciente(), "2026-03-02 03:00")
    assert (dictamen.codigo, dictamen.elegida.clave) == (Codigo.PROCEDE, "2026-02-28")


@pytest.mark.requisito("RC-18")
def rc_18():
    dictamen = preguntar(diaria(), AntesDe(lima("2026-03-02 10:00")), "2026-03-05 09:00")

    assert (dictamen.codigo, dictamen.elegida.clave) == (Codigo.PROCEDE, "2026-03-01")


@pytest.mark.requisito("RC-19", "R23")
def rc_19():
    pedido, recibida = AntesDe(lima("2026-03-02 17:00")), lima("2026-03-03 09:00")

    dictamen = evaluar(diaria(), pedido, recibida, LIMA)
    assert (dictamen.codigo, dictamen.elegida.clave) == (Codigo.PROCEDE, "2026-03-01")

    atencion = Atencion(lima("2026-03-03 11:00"), sin_objeto=frozenset({"2026-03-01"}))
    despues = segunda_puerta(diaria(), pedido, recibida, LIMA, atencion)
    assert despues.codigo == Codigo.OBJETO_NO_EXISTE
    assert (despues.elegida, despues.perdidas) == (None, ())


@pytest.mark.requisito("RC-20", "R12")
def rc_20():
    inicio = lima("2026-03-02 01:00")
    una = copia(
        "2026-03-02", hora="01:00", dia_de_datos=dia_de_datos(dia("2026-03-02"), "dia_anterior")
    )
    madrugada = Ventana(inicio.time(), lima("2026-03-02 05:00").time())
    reglas = [replace(tramos("30 días")[0], dato="dia_anterior")]
    cual = historia(linea([una], reglas))

    dictamen = preguntar(cual, "2026-03-01", "2026-04-01 23:00")
    assert madrugada.fecha_operativa_de(inicio, LIMA) == dia("2026-03-02")
    assert (dictamen.codigo, dictamen.elegida.clave) == (Codigo.PROCEDE, una.clave)
    assert dictamen.elegida.retenida_hasta == dia("2026-04-01")


@pytest.mark.requisito("RC-21")
def rc_21():
    dictamen = preguntar(diaria(), "2026-03-10", "2026-03-10 11:00")

    assert (dictamen.codigo, cercanas(dictamen)) == (Codigo.APROXIMADA, ("03-09", None))


@pytest.mark.requisito("RC-22")
def rc_22():
    with pytest.raises(PedidoInvalido, match=r"15/03/2026 es posterior .* Elija una fecha hasta"):
        preguntar(diaria(), "2026-03-15", "2026-03-10 11:00")


@pytest.mark.requisito("RC-49", "R22", "R23")
def rc_49():
    pedido, recibida = EstadoAl(dia("2026-03-01")), lima("2026-03-31 23:50")
    atencion = Atencion(lima("2026-04-01 09:00"))
    borrada = cambiar(diaria(), "2026-03-01", eliminada_en=lima("2026-04-01 00:00"))

    assert evaluar(borrada, pedido, recibida, LIMA).codigo == Codigo.PROCEDE
    despues = segunda_puerta(borrada, pedido, recibida, LIMA, atencion)
    assert (despues.codigo, cercanas(despues)) == (Codigo.APROXIMADA, (None, "03-02"))
    assert (despues.perdidas, despues.avisos) == (("2026-03-01",), (Aviso.PERDIDA_EN_ATENCION,))

    sola = historia(linea([copia("2026-03-01", eliminada_en=lima("2026-04-01 00:00"))]))
    assert segunda_puerta(sola, pedido, recibida, LIMA, atencion).codigo == Codigo.SIN_COPIA


@pytest.mark.requisito("RC-54", "R6")
def rc_54():
    """The duty of 03-05 is *subsanada*: tests/respaldo/test_evidencia_reglas.py."""
    repetida = copia("2026-03-06", clave="repetida", hora="10:15")
    buenas = serie("2026-01-12", "2026-03-09", menos=["2026-03-05"])
    dictamen = preguntar(historia(linea([*buenas, repetida])), "2026-03-05", "2026-03-10 09:00")

    assert (dictamen.codigo, cercanas(dictamen)) == (Codigo.APROXIMADA, ("03-04", "03-06"))
    posterior = dictamen.posterior.candidata
    assert (posterior.clave, posterior.instante_de_datos) == ("repetida", lima("2026-03-06 10:15"))
    assert posterior.retenida_hasta == dia("2026-04-05")


@pytest.mark.requisito("RC-55", "MIN-7.1.1-d")
def rc_55():
    cual = cambiar(diaria(), "2026-03-05", verificada_en=None)

    dictamen = preguntar(cual, "2026-03-05", "2026-03-08 09:00")
    assert (dictamen.codigo, dictamen.elegida.clave) == (Codigo.VERIFICAR_ANTES, "2026-03-05")
    assert dictamen.elegida.por_verificar


def reglas():
    exclusiones = cargar("mincetur").directorio.exclusiones
    return ReglasDeAdmision(
        patrones=tuple(Patron(e.patron, e.motivo, e.regla, e.deriva_a) for e in exclusiones)
    )


@pytest.mark.requisito("RC-57", "MIN-6.4-a", "X-5")
def rc_57():
    """Out of retention too, and even in the future: the guard answers first."""
    for fecha in ("2020-01-01", "2026-03-01", "2099-01-01"):
        pedido = Pedido(EstadoAl(dia(fecha)), ruta=r"C:\Users\jperez\Documentos")
        dictamen = evaluar(diaria(), pedido, lima("2026-03-31 18:00"), LIMA, reglas())
        assert (dictamen.codigo, dictamen.regla) == (Codigo.EQUIPO_DE_USUARIO, "equipo_de_usuario")
        assert dictamen.candidatas == ()


@pytest.mark.requisito("RC-58", "MIN-VIII", "X-5")
def rc_58():
    pedido = Pedido(EstadoAl(dia("2026-03-01")), ruta="esquema VUCE_CP")
    dictamen = evaluar(Historia(""), pedido, lima("2026-03-31 18:00"), LIMA, reglas())

    assert (dictamen.codigo, dictamen.deriva_a) == (Codigo.DERIVADA, "DVUCEPT")
    assert dictamen.candidatas == ()
    assert "DVUCEPT" in dictamen.explicacion


@pytest.mark.requisito("RC-60")
def rc_60():
    cifradas = [replace(c, llave="LLAVE-1") for c in serie("2026-02-01", "2026-03-31")]
    desde = cifradas[0].inicio - timedelta(days=1)

    sin_custodia = preguntar(historia(linea(cifradas)), "2026-03-10", "2026-03-20 09:00")
    assert sin_custodia.codigo == Codigo.CLAVE
    assert sin_custodia.avisos == (Aviso.CLAVE_SIN_CUSTODIA,)

    custodiada = historia(linea(cifradas), custodias=(Custodia("LLAVE-1", desde),))
    assert preguntar(custodiada, "2026-03-10", "2026-03-20 09:00").codigo == Codigo.PROCEDE
