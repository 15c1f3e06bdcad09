"""The copies that runs leave: chain, dates and retention, in any order of arrival."""

from datetime import date, time
from itertools import permutations

import pytest

from respaldo.acciones.jornadas import abrir_jornadas
from respaldo.models import Copia, Corrida, Ejecucion
from tests.fabricas import AHORA, HOY, borrador, linea, poner_en_vigencia
from tests.respaldo.apoyo import leida, llega, regla, utc

pytestmark = pytest.mark.django_db

LUNES = date(2026, 3, 9)


@pytest.mark.requisito("MIN-6.1-o", "MIN-6.1-p", "R6")
def test_a_dependent_copy_names_its_base(vigente):
    domingo = linea(vigente, periodicidad="semanal (domingo)")
    resto = linea(
        vigente, item=domingo.item, modalidad="incremental", periodicidad="diaria (lunes a sábado)"
    )
    regla(domingo, orden=1)
    regla(resto, orden=2)
    abrir_jornadas(hasta=date(2026, 3, 14), ahora=AHORA)
    for dia, modalidad in ((9, "total"), (10, "incremental"), (12, "incremental")):
        llega(
            leida(f"d{dia}", inicio=utc(2026, 3, dia, 3, 5), modalidad=modalidad),
            ahora=utc(2026, 3, 20),
        )
    total, martes, jueves = Copia.objects.order_by("instante_de_datos")
    assert (total.padre, martes.padre, jueves.padre) == (None, total, martes)
    assert [c.linea for c in (total, martes, jueves)] == [domingo, resto, resto]


@pytest.mark.requisito("MIN-6.1-o", "MIN-6.1-p", "R6")
def test_a_dependent_without_base_says_so_until_it_arrives(vigente):
    nueva = linea(vigente, modalidad="incremental")
    regla(nueva)
    abrir_jornadas(hasta=HOY, ahora=AHORA)
    [resultado] = llega(leida(modalidad="incremental"))
    assert Copia.objects.get().sin_base
    llega(leida("base", inicio=utc(2026, 3, 9, 3), modalidad="total"))
    copia = Copia.objects.get(ejecucion=resultado.ejecucion)
    assert not copia.sin_base
    assert copia.padre.ejecucion.clave == "base"
    assert copia.padre.independiente  # a total run of an incremental line stands alone


@pytest.mark.requisito("MIN-6.1-o", "MIN-6.1-p")
def test_the_expected_run_picks_when_the_source_does_not_say_the_modalidad(vigente):
    domingo = linea(vigente, periodicidad="semanal (domingo)")
    resto = linea(
        vigente, item=domingo.item, modalidad="incremental", periodicidad="diaria (lunes a sábado)"
    )
    regla(domingo, orden=1)
    regla(resto, orden=2)
    abrir_jornadas(hasta=HOY, ahora=AHORA)
    [r] = llega(leida(modalidad="desconocida"))  # Monday
    assert r.ejecucion.serie_modalidad == "incremental"
    [r] = llega(leida("r2", inicio=utc(2026, 3, 9, 3, 5), modalidad="desconocida"))
    assert r.ejecucion.serie_modalidad == "total"


def test_an_incremental_where_the_directorio_says_total_is_not_a_total(diaria):
    [r] = llega(leida(modalidad="incremental"))
    assert r.ejecucion.corrida.fecha_operativa == LUNES
    assert (r.ejecucion.copia.modalidad, r.ejecucion.copia.sin_base) == ("incremental", True)


@pytest.mark.requisito("RC-20")
def test_the_day_of_the_data_may_be_the_one_just_ended(vigente):
    nueva = linea(vigente, hora_inicio=time(1), hora_fin=time(5), dato="dia_anterior")
    regla(nueva)
    abrir_jornadas(hasta=HOY, ahora=AHORA)
    [r] = llega(leida(inicio=utc(2026, 3, 2, 6), fin=utc(2026, 3, 2, 7)))
    copia = r.ejecucion.copia
    assert (copia.dia_de_datos, copia.fecha_ancla) == (date(2026, 3, 1), date(2026, 3, 2))
    assert copia.retenida_hasta == date(2026, 4, 1)


@pytest.mark.requisito("R18", "R19")
def test_a_new_version_rules_the_copies_alive_on_its_first_day(diaria, coordinador, director):
    llega(leida(), leida("vieja", inicio=utc(2026, 3, 2, 3, 5)))
    anterior = diaria.version
    anterior.estado, anterior.vigente_hasta = "sustituido", date(2026, 4, 4)
    anterior.save()
    nueva = poner_en_vigencia(borrador(coordinador), director, date(2026, 4, 5))
    linea(nueva, item=diaria.item, retencion="90 días")
    abrir_jornadas(hasta=date(2026, 4, 5), ahora=utc(2026, 4, 5, 12))
    hasta = dict(Copia.objects.values_list("ejecucion__clave", "retenida_hasta"))
    assert hasta == {"r1": date(2026, 6, 7), "vieja": date(2026, 3, 31)}


def foto() -> list[tuple]:
    ejecuciones = Ejecucion.objects.order_by("clave").values_list(
        "clave", "estado", "item__nombre", "serie_modalidad", "corrida__fecha_operativa"
    )
    copias = Copia.objects.order_by("ejecucion__clave").values_list(
        "ejecucion__clave", "modalidad", "padre__ejecucion__clave", "sin_base",
        "fecha_ancla", "dia_de_datos", "retenida_hasta",
    )  # fmt: skip
    corridas = Corrida.objects.filter(ejecucion__isnull=False).order_by(
        "fecha_operativa", "modalidad"
    )
    return [*ejecuciones, *copias, *corridas.values_list("fecha_operativa", "ejecucion__clave")]


@pytest.mark.requisito("R3", "R6")
def test_the_order_of_import_is_irrelevant(vigente):
    domingo = linea(vigente, periodicidad="semanal (domingo)")
    resto = linea(
        vigente, item=domingo.item, modalidad="incremental", periodicidad="diaria (lunes a sábado)"
    )
    regla(domingo, orden=1)
    regla(resto, orden=2)
    abrir_jornadas(hasta=date(2026, 3, 12), ahora=AHORA)
    runs = [
        leida("total", inicio=utc(2026, 3, 9, 3)),
        leida(
            "lunes-mal", inicio=utc(2026, 3, 10, 3), modalidad="incremental", estado="no_conforme"
        ),
        leida("lunes-bien", inicio=utc(2026, 3, 10, 5), modalidad="incremental"),
        leida("martes", inicio=utc(2026, 3, 11, 3), modalidad="incremental", estado="advertencia"),
        leida("suelta", inicio=utc(2026, 3, 11, 20), modalidad="instantanea"),
    ]
    fotos = set()
    for orden in list(permutations(runs))[::7]:
        Corrida.objects.update(ejecucion=None)
        Copia.objects.update(padre=None, sin_base=True)
        Copia.objects.all().delete()
        Ejecucion.objects.all().delete()
        for run in orden:
            llega(run, ahora=utc(2026, 3, 20))
        fotos.add(tuple(foto()))
    assert len(fotos) == 1
