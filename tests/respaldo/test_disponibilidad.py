"""Holds and recorded facts, and the history that the calculus reads from the tables."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from directorio.models import Item
from gobierno.errores import EstadoCambiado, ReglaIncumplida, SinPermiso
from gobierno.models import EventoBitacora
from respaldo.acciones import disponibilidad as d
from respaldo.acciones.verificaciones import verificar_conforme
from respaldo.historias import historia_de, historias_de, llave_de
from respaldo.models import Copia, Corrida, HechoDeDisponibilidad, Reserva
from respaldo.retencion import ultimo_dia_retenido
from tests.fabricas import AHORA, HOY, linea, sin_congelar
from tests.respaldo.apoyo import leida, llega

pytestmark = pytest.mark.django_db


@pytest.fixture
def copia(diaria) -> Copia:
    llega(leida())
    return Copia.objects.get()


def hecho(**extra) -> d.Hecho:
    return d.Hecho(**{"tipo": "eliminada", "nota": "El software la borró.", "desde": AHORA} | extra)


@pytest.mark.requisito("R12", "MIN-7.1.1-c")
def test_it_loads_the_series_with_its_rules_and_copies(copia, diaria):
    historia = historia_de(diaria.item)
    [serie] = historia.series
    assert serie.clave == f"{diaria.item.clave}/interno/total"
    assert [tramo.version for tramo in serie.tramos] == ["2026-01"]
    assert serie.tramos[0].prevista_hasta == date(2026, 12, 31)
    [hecha] = serie.copias
    assert (hecha.clave, hecha.ancla, hecha.dia) == (
        str(copia.pk),
        date(2026, 3, 9),
        date(2026, 3, 9),
    )
    assert ultimo_dia_retenido(hecha.ancla, serie.tramos) == copia.retenida_hasta
    assert not hecha.esta_verificada(AHORA)


def test_nothing_is_known_of_no_item():
    assert historia_de(None).series == ()


@pytest.mark.requisito("MIN-7.1.1-d")
def test_a_verification_verifies_the_copy_from_its_instant(copia, diaria, operador):
    corrida = Corrida.objects.get(ejecucion=copia.ejecucion)
    verificar_conforme(
        corrida=corrida, por=operador, ticket="MDA-2026-000001", evidencia=copia.ejecucion,
        ahora=AHORA,
    )  # fmt: skip
    [hecha] = historia_de(diaria.item).series[0].copias
    assert hecha.verificada_en == AHORA
    assert not hecha.esta_verificada(AHORA - timedelta(seconds=1))


def test_it_reads_many_items_in_few_statements(copia, vigente, django_assert_num_queries):
    otras = [linea(vigente, f"Carpeta {n}") for n in range(5)]
    pks = [copia.item_id, *(otra.item_id for otra in otras)]
    with django_assert_num_queries(6):
        assert len(historias_de(pks)) == 6


def test_a_split_item_brings_the_series_of_the_one_it_comes_from(copia, vigente):
    hija = Item.objects.create(clave="hija", nombre="Hija", sucede_a=copia.item)
    linea(vigente, "Hija", item=hija)
    assert [len(s.copias) for s in historia_de(hija).series] == [0, 1]


def test_recorded_facts_reach_the_calculus(copia, diaria, operador):
    ayer = AHORA - timedelta(days=1)
    for uno in (
        hecho(tipo="medio", objeto="CINTA-7", estado="perdido"),
        hecho(tipo="contrato", objeto="CT-1", estado="vigente", hasta=date(2026, 12, 31)),
        hecho(tipo="custodia", objeto=llave_de(diaria.item.clave, "interno"),
              estado="en_custodia", desde=ayer),
        hecho(tipo="custodia", objeto=llave_de(diaria.item.clave, "interno"),
              estado="sin_custodia"),
        hecho(tipo="alcance", item=diaria.item, excluye=["*.pst"], desde=ayer),
        hecho(tipo="alcance", item=diaria.item, excluye=["*.mp4"]),
        hecho(copia=copia), hecho(tipo="transferida", copia=copia),
    ):  # fmt: skip
        d.registrar_hecho(hecho=uno, por=operador, hoy=HOY, ahora=AHORA)
    historia = historia_de(diaria.item)
    [hecha] = historia.series[0].copias
    assert (hecha.eliminada_en, hecha.transferida_en) == (AHORA, AHORA)
    assert [(m.medio, m.estado) for m in historia.medios] == [("CINTA-7", "perdido")]
    assert [(c.desde, c.hasta) for c in historia.custodias] == [(ayer, AHORA)]
    assert [(a.excluye, a.hasta) for a in historia.alcances] == [
        (("*.pst",), date(2026, 3, 9)), (("*.mp4",), None),
    ]  # fmt: skip
    assert EventoBitacora.objects.filter(accion="disponibilidad.registrar").count() == 8


@pytest.mark.requisito("R18")
def test_an_encrypted_line_names_its_key(copia, diaria):
    with sin_congelar():
        diaria.cifrado = True
        diaria.save(update_fields=["cifrado"])
    [hecha] = historia_de(diaria.item).series[0].copias
    assert hecha.llave == llave_de(diaria.item.clave, "interno")


@pytest.mark.parametrize(
    ("extra", "campo"),
    [
        ({"tipo": "medio", "estado": "perdido"}, "objeto"),
        ({"tipo": "medio", "objeto": "X", "estado": "vigente"}, "estado"),
        ({"tipo": "alcance"}, "item"),
        ({"tipo": "eliminada"}, "copia"),
        ({"tipo": "otro"}, "tipo"),
        ({"nota": "  "}, "nota"),
        ({"desde": AHORA + timedelta(days=1)}, "desde"),
    ],
)
def test_an_incomplete_fact_is_refused(extra, campo, operador):
    with pytest.raises(ReglaIncumplida) as error:
        d.registrar_hecho(hecho=hecho(**extra), por=operador, hoy=HOY, ahora=AHORA)
    assert campo in error.value.campos


def test_only_who_operates_records_facts(copia, usuario):
    with pytest.raises(SinPermiso):
        d.registrar_hecho(hecho=hecho(copia=copia), por=usuario, hoy=HOY, ahora=AHORA)


def test_the_database_keeps_facts_as_they_were_written(copia, operador):
    fila = d.registrar_hecho(hecho=hecho(copia=copia), por=operador, hoy=HOY, ahora=AHORA)
    with pytest.raises(IntegrityError), transaction.atomic():
        HechoDeDisponibilidad.objects.filter(pk=fila.pk).update(nota="otra")
    with pytest.raises(IntegrityError), transaction.atomic():
        fila.delete()


@pytest.mark.requisito("R23")
def test_a_hold_is_put_once_set_aside_once_and_released(copia, operador, diaria):
    for _ in range(2):
        d.reservar(copias=[copia], referencia="SR-1", causa="Se pidió.", ahora=AHORA)
    [reserva] = Reserva.objects.por_apartar()
    d.apartar(reserva=reserva, nota="Bloqueada.", por=operador, hoy=HOY, ahora=AHORA)
    with pytest.raises(EstadoCambiado):
        d.apartar(reserva=reserva, nota="", por=operador, hoy=HOY, ahora=AHORA)
    assert not Reserva.objects.por_apartar().exists()
    [leida_] = historia_de(diaria.item).reservas
    assert (leida_.copia, leida_.hasta, leida_.solicitud) == (str(copia.pk), None, "SR-1")
    assert d.liberar(referencia="SR-1", ahora=AHORA + timedelta(hours=1)) == 1
    assert d.liberar(referencia="SR-1", ahora=AHORA) == 0
    with pytest.raises(EstadoCambiado, match="reservada"):
        d.apartar(reserva=reserva, nota="", por=operador, hoy=HOY, ahora=AHORA)


def test_the_database_refuses_two_holds_of_one_request(copia):
    d.reservar(copias=[copia], referencia="SR-1", causa="", ahora=AHORA)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reserva.objects.create(copia=copia, referencia="SR-1", causa="", desde=AHORA)
