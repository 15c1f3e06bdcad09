"""Alarms that open once, say it once and close by themselves."""

from datetime import UTC, date, datetime, timedelta

import pytest

from gobierno.models import Aviso
from respaldo.acciones.alarmas import (
    revisar_alarmas,
    revisar_copias_sin_base,
    revisar_lineas_sin_evidencia,
    revisar_precipicio,
)
from respaldo.acciones.jornadas import abrir_jornadas
from respaldo.models import Copia, Corrida, Hallazgo
from tests import fabricas
from tests.respaldo.apoyo import leida, llega, regla, utc

pytestmark = [pytest.mark.django_db, pytest.mark.requisito("X-4")]

LUNES = date(2026, 3, 9)
AHORA = datetime(2026, 3, 13, 15, tzinfo=UTC)  # viernes 10:00 in Lima


@pytest.fixture
def linea(coordinador, director):
    version = fabricas.poner_en_vigencia(fabricas.borrador(coordinador), director, date(2026, 1, 1))
    return fabricas.linea(version)


def copia(linea, ancla, hasta):
    ejecucion = fabricas.ejecucion(item=linea.item)
    return Copia.objects.create(
        ejecucion=ejecucion,
        linea=linea,
        item=linea.item,
        tipo_de_backup="interno",
        modalidad="total",
        instante_de_datos=datetime.combine(ancla, datetime.min.time(), tzinfo=UTC),
        dia_de_datos=ancla,
        fecha_ancla=ancla,
        retenida_hasta=hasta,
    )


def test_a_line_that_never_had_evidence_is_a_finding_after_n_runs(linea, operador, coordinador):
    for n in range(2):
        fabricas.corrida(linea, LUNES + timedelta(days=n))
    assert revisar_lineas_sin_evidencia(ahora=AHORA) == 0
    fabricas.corrida(linea, LUNES + timedelta(days=2))
    assert revisar_lineas_sin_evidencia(ahora=AHORA) == 1
    assert "nunca ha tenido evidencia" in Hallazgo.objects.get().texto
    assert {aviso.destinatario for aviso in Aviso.objects.all()} == {operador, coordinador}


def test_it_opens_once_and_closes_when_evidence_arrives(linea, operador):
    corridas = [fabricas.corrida(linea, LUNES + timedelta(days=n)) for n in range(3)]
    revisar_lineas_sin_evidencia(ahora=AHORA)
    assert revisar_lineas_sin_evidencia(ahora=AHORA + timedelta(days=1)) == 0
    Corrida.objects.filter(pk=corridas[2].pk).update(ejecucion=fabricas.ejecucion())
    revisar_lineas_sin_evidencia(ahora=AHORA + timedelta(days=2))
    assert Hallazgo.objects.get().resuelto_en == AHORA + timedelta(days=2)
    assert Aviso.objects.filter(destinatario=operador).count() == 1


def test_a_gap_shorter_than_n_runs_is_not_a_finding(linea, operador):
    corridas = [fabricas.corrida(linea, LUNES + timedelta(days=n)) for n in range(4)]
    Corrida.objects.filter(pk=corridas[1].pk).update(ejecucion=fabricas.ejecucion())
    assert revisar_lineas_sin_evidencia(ahora=AHORA) == 0


def test_the_cliff_is_seen_before_the_last_copy_expires(linea, operador):
    copia(linea, LUNES - timedelta(days=30), LUNES)
    copia(linea, LUNES - timedelta(days=23), LUNES + timedelta(days=8))  # martes 17
    assert revisar_precipicio(ahora=AHORA) == 0
    assert revisar_precipicio(ahora=AHORA + timedelta(days=1)) == 1
    assert "se retiene hasta el 17/03/2026" in Hallazgo.objects.get().texto
    assert revisar_precipicio(ahora=AHORA + timedelta(days=1)) == 0


def test_a_newer_copy_closes_the_cliff(linea, operador):
    copia(linea, LUNES - timedelta(days=28), LUNES + timedelta(days=2))
    assert revisar_precipicio(ahora=AHORA) == 1
    copia(linea, LUNES, LUNES + timedelta(days=30))
    assert revisar_precipicio(ahora=AHORA) == 0
    assert Hallazgo.objects.get().resuelto_en == AHORA


def test_an_invalid_copy_does_not_count_as_the_last_good_one(linea, operador):
    copia(linea, LUNES - timedelta(days=28), LUNES + timedelta(days=2))
    mala = copia(linea, LUNES, LUNES + timedelta(days=30))
    Copia.objects.filter(pk=mala.pk).update(invalidada_en=AHORA)
    assert revisar_precipicio(ahora=AHORA) == 1


def test_the_page_lists_open_findings_with_their_reason(linea, operador, client):
    copia(linea, LUNES - timedelta(days=28), LUNES + timedelta(days=2))
    revisar_precipicio(ahora=AHORA)
    client.force_login(operador)
    pagina = client.get("/respaldo/hallazgos/").content.decode()
    assert "se retiene hasta el 11/03/2026" in pagina
    assert "dejaría de ser recuperable" in pagina
    resueltos = client.get("/respaldo/hallazgos/?estado=resueltos").content.decode()
    assert "Ningún hallazgo resuelto todavía" in resueltos


def test_the_page_asks_few_questions(linea, operador, client, django_assert_max_num_queries):
    revisar_precipicio(ahora=AHORA)
    client.force_login(operador)
    with django_assert_max_num_queries(13):
        client.get("/respaldo/hallazgos/")


@pytest.mark.requisito("MIN-6.1-o", "R6", "R7")
def test_copies_without_their_base_open_one_finding_that_the_base_closes(vigente, operador, client):
    incremental = fabricas.linea(vigente, modalidad="incremental")
    regla(incremental)
    abrir_jornadas(hasta=LUNES, ahora=AHORA)
    noches = [
        leida(f"d{d}", inicio=utc(2026, 3, d, 3, 5), modalidad="incremental") for d in (9, 10)
    ]
    llega(*noches, ahora=AHORA)
    assert revisar_copias_sin_base(ahora=AHORA) == 1
    assert revisar_copias_sin_base(ahora=AHORA + timedelta(hours=1)) == 0
    hallazgo = Hallazgo.objects.get()
    assert "08/03/2026" in hallazgo.explicacion
    assert "copia total" in hallazgo.remedio
    assert Aviso.objects.filter(destinatario=operador).count() == 1
    client.force_login(operador)
    assert "nunca llegó la copia total" in client.get("/respaldo/hallazgos/").content.decode()
    llega(leida("base", inicio=utc(2026, 3, 8, 3, 5), modalidad="total"), ahora=AHORA)
    assert revisar_copias_sin_base(ahora=AHORA + timedelta(hours=2)) == 0
    hallazgo.refresh_from_db()
    assert hallazgo.resuelto_en == AHORA + timedelta(hours=2)


def test_a_later_total_closes_it_too(vigente):
    incremental = fabricas.linea(vigente, modalidad="incremental")
    regla(incremental)
    abrir_jornadas(hasta=LUNES, ahora=AHORA)
    llega(leida(modalidad="incremental"), ahora=AHORA)
    assert revisar_alarmas(ahora=AHORA) >= 1
    llega(leida("t", inicio=utc(2026, 3, 11, 3, 5), modalidad="total"), ahora=AHORA)
    revisar_copias_sin_base(ahora=AHORA)
    assert not Hallazgo.objects.filter(tipo="sin_base", resuelto_en=None).exists()
