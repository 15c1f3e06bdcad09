"""Opening a day: what the approved Directorio owes, once, for ever."""

import threading
from datetime import UTC, date, datetime, time
from itertools import pairwise

import pytest
from django.db import connection

from directorio.models import Linea
from gobierno.models import DiaNoLaborable, EventoBitacora
from respaldo.acciones.jornadas import abrir_jornadas
from respaldo.models import Corrida, Jornada
from tests.fabricas import AHORA, HOY, borrador, linea, poner_en_vigencia, sin_congelar

pytestmark = pytest.mark.django_db

LUNES = date(2026, 3, 9)


def utc(*partes: int) -> datetime:
    return datetime(*partes, tzinfo=UTC)


@pytest.fixture
def vigente(coordinador, director):
    return poner_en_vigencia(borrador(coordinador), director, LUNES)


@pytest.mark.requisito("MIN-6.2", "R1", "R2", "R5")
def test_it_opens_what_the_version_in_force_owes(vigente):
    linea(vigente)
    assert abrir_jornadas(hasta=LUNES, ahora=AHORA) == 1
    corrida = Corrida.objects.get()
    assert corrida.fecha_operativa == LUNES
    assert corrida.inicio_previsto == utc(2026, 3, 10, 3)  # 22:00 in Lima
    assert corrida.fin_previsto == utc(2026, 3, 10, 11)  # 06:00 of the next date
    assert corrida.vence_en == utc(2026, 3, 11, 5)  # end of Tuesday the 10th
    assert corrida.estado == "esperada"
    evento = EventoBitacora.objects.get(accion="respaldo.abrir_jornada")
    assert evento.despues == {
        "fecha_operativa": "2026-03-09",
        "version": "2026-01",
        "corridas": 1,
    }
    assert Jornada.objects.get().esperadas == 1


def test_it_is_idempotent(vigente):
    linea(vigente)
    abrir_jornadas(hasta=HOY, ahora=AHORA)
    antes = list(Corrida.objects.order_by("pk").values())
    assert abrir_jornadas(hasta=HOY, ahora=AHORA) == 0
    assert list(Corrida.objects.order_by("pk").values()) == antes
    assert EventoBitacora.objects.filter(accion="respaldo.abrir_jornada").count() == 2


@pytest.mark.requisito("X-1")
@pytest.mark.parametrize("estado", ["borrador", "en_visto", "observado", "por_firmar"])
def test_a_version_in_preparation_owes_nothing(coordinador, estado):
    version = borrador(coordinador, estado=estado, vigente_desde=LUNES)
    linea(version)
    assert abrir_jornadas(hasta=LUNES, ahora=AHORA) == 1
    assert Jornada.objects.get().version is None
    assert not Corrida.objects.exists()


@pytest.mark.requisito("MIN-7.1-1", "X-1")
def test_a_day_without_directorio_is_opened_empty_and_stays_so(coordinador, director):
    abrir_jornadas(hasta=LUNES, ahora=AHORA)
    linea(poner_en_vigencia(borrador(coordinador), director, LUNES))
    abrir_jornadas(hasta=HOY, ahora=AHORA)
    vacia, ruled = Jornada.objects.order_by("fecha_operativa")
    assert (vacia.version, vacia.esperadas) == (None, 0)
    assert list(Corrida.objects.values_list("fecha_operativa", flat=True)) == [HOY]
    assert ruled.esperadas == 1


@pytest.mark.requisito("X-1")
def test_a_directorio_signed_today_for_today_fills_the_day_opened_empty(coordinador, director):
    abrir_jornadas(hasta=HOY, ahora=AHORA)
    version = borrador(coordinador)
    linea(version, "Antes de la firma", hora_inicio=time(1), hora_fin=time(5))
    linea(version, "Esta noche")
    poner_en_vigencia(version, director, HOY, aprobada_en=AHORA)
    abrir_jornadas(hasta=HOY, ahora=AHORA)
    abrir_jornadas(hasta=HOY, ahora=AHORA)
    assert [corrida.linea.nombre for corrida in Corrida.objects.all()] == ["Esta noche"]
    assert Jornada.objects.get().version == version


def test_nothing_was_owed_before_the_approval(coordinador, director):
    version = poner_en_vigencia(borrador(coordinador), director, date(2026, 1, 1))
    linea(version)
    abrir_jornadas(hasta=date(2026, 1, 12), ahora=AHORA)  # approved on 9 January
    primera = Jornada.objects.order_by("fecha_operativa").first()
    assert primera.fecha_operativa == date(2026, 1, 9)


@pytest.mark.requisito("R4", "R21", "MIN-6.2")
def test_missed_days_are_opened_with_the_version_that_ruled_each(coordinador, director):
    v1 = poner_en_vigencia(borrador(coordinador), director, date(2026, 3, 1), date(2026, 3, 8))
    l1 = linea(v1)
    v2 = poner_en_vigencia(borrador(coordinador), director, LUNES)
    l2 = linea(v2, item=l1.item, hora_inicio=time(1), hora_fin=time(5))
    assert abrir_jornadas(hasta=date(2026, 3, 12), ahora=AHORA) == 12
    por_fecha = dict(Corrida.objects.values_list("fecha_operativa", "linea_id"))
    assert {por_fecha[date(2026, 3, dia)] for dia in range(1, 9)} == {l1.pk}
    assert {por_fecha[date(2026, 3, dia)] for dia in range(9, 13)} == {l2.pk}


@pytest.mark.requisito("X-1", "R4")
def test_an_adenda_never_touches_an_opened_day(vigente, coordinador, director):
    original = linea(vigente)
    abrir_jornadas(hasta=HOY, ahora=AHORA)
    antes = list(Corrida.objects.order_by("pk").values())
    vigente.estado, vigente.vigente_hasta = "sustituido", LUNES
    vigente.save()
    adenda = poner_en_vigencia(borrador(coordinador), director, HOY)
    linea(adenda, item=original.item, hora_inicio=time(1), hora_fin=time(5))
    assert abrir_jornadas(hasta=HOY, ahora=AHORA) == 0
    assert list(Corrida.objects.order_by("pk").values()) == antes


@pytest.mark.parametrize(
    ("situacion", "extra", "esperadas"),
    [
        ("suspendida", {}, 0),
        ("retirada", {"fecha_baja": LUNES}, 0),
        ("retirada", {"fecha_baja": HOY}, 1),
    ],
)
@pytest.mark.requisito("R17")
def test_suspended_and_retired_lines_owe_nothing(vigente, situacion, extra, esperadas):
    linea(vigente, situacion=situacion, **extra)
    abrir_jornadas(hasta=LUNES, ahora=AHORA)
    assert Corrida.objects.count() == esperadas


@pytest.mark.parametrize("texto", ["a solicitud", "continua (réplica)"])
def test_lines_without_dates_owe_nothing(vigente, texto):
    linea(vigente, periodicidad=texto)
    abrir_jornadas(hasta=LUNES, ahora=AHORA)
    assert not Corrida.objects.exists()


def test_an_unreadable_line_does_not_stop_the_others(vigente):
    linea(vigente)
    linea(vigente, "Otra", periodicidad="cuando se pueda")
    abrir_jornadas(hasta=LUNES, ahora=AHORA)
    assert Corrida.objects.count() == 1
    assert EventoBitacora.objects.last().despues["lineas_ilegibles"] == [2]


@pytest.mark.requisito("RC-52", "RC-53")
def test_a_monthly_line_is_clamped_from_its_day_each_time(coordinador, director):
    version = poner_en_vigencia(borrador(coordinador), director, date(2026, 1, 9))
    linea(version, "A", periodicidad="mensual, día 31")
    linea(version, "B", periodicidad="mensual, día 30")
    abrir_jornadas(hasta=date(2026, 5, 1), ahora=AHORA)

    def fechas(nombre: str) -> list[str]:
        filas = Corrida.objects.filter(linea__nombre=nombre).order_by("fecha_operativa")
        return [f"{fecha:%m-%d}" for fecha in filas.values_list("fecha_operativa", flat=True)]

    assert fechas("A") == ["01-31", "02-28", "03-31", "04-30"]
    assert fechas("B") == ["01-30", "02-28", "03-30", "04-30"]


def test_several_starts_a_day_have_ordinals_and_windows_that_do_not_overlap(vigente):
    linea(vigente, periodicidad="cada 6 horas", hora_inicio=time(0), hora_fin=time(23, 59))
    abrir_jornadas(hasta=LUNES, ahora=AHORA)
    filas = Corrida.objects.order_by("ordinal").values_list(
        "ordinal", "inicio_previsto", "fin_previsto"
    )
    assert [f[0] for f in filas] == [1, 2, 3, 4]
    assert filas[0][1:] == (utc(2026, 3, 9, 5), utc(2026, 3, 9, 11))
    assert all(antes[2] <= despues[1] for antes, despues in pairwise(filas))


@pytest.mark.requisito("R5", "CAL-1")
def test_the_deadline_skips_days_that_are_not_worked_and_never_moves_later(
    coordinador, director, administrador
):
    version = poner_en_vigencia(borrador(coordinador), director, date(2026, 4, 1))
    linea(version)
    abrir_jornadas(hasta=date(2026, 4, 1), ahora=AHORA)
    corrida = Corrida.objects.get()
    assert corrida.vence_en == utc(2026, 4, 7, 5)  # Monday 6 April, after Semana Santa
    DiaNoLaborable.objects.create(
        fecha=date(2026, 4, 6), motivo="x", documento="DS", creado_por=administrador,
        creado_en=AHORA,
    )  # fmt: skip
    abrir_jornadas(hasta=date(2026, 4, 1), ahora=AHORA)
    corrida.refresh_from_db()
    assert corrida.vence_en == utc(2026, 4, 7, 5)


def test_it_opens_a_day_in_few_statements(vigente, django_assert_max_num_queries):
    base = linea(vigente, "Modelo")
    with sin_congelar():
        Linea.objects.bulk_create(_clones(base, 300))
    with django_assert_max_num_queries(28):  # SQLite inserts 76 rows at a time
        abrir_jornadas(hasta=LUNES, ahora=AHORA)
    assert Corrida.objects.count() == 301


def _clones(base: Linea, cuantas: int) -> list[Linea]:
    from directorio.models import Item

    items = Item.objects.bulk_create(Item(clave=f"i{n}", nombre=f"i{n}") for n in range(cuantas))
    campos = {f.attname: getattr(base, f.attname) for f in Linea._meta.concrete_fields}
    return [
        Linea(**campos | {"id": None, "numero": n, "item_id": item.pk})
        for n, item in enumerate(items, start=100)
    ]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_open_each_day_once(coordinador, director):
    linea(poner_en_vigencia(borrador(coordinador), director, LUNES))
    abiertas: list[int] = []

    def abrir() -> None:
        try:
            abiertas.append(abrir_jornadas(hasta=date(2026, 3, 12), ahora=AHORA))
        finally:
            connection.close()

    hilos = [threading.Thread(target=abrir) for _ in range(3)]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join()
    assert sum(abiertas) == 4
    assert len(abiertas) == 3
    assert Corrida.objects.count() == 4
    assert EventoBitacora.objects.filter(accion="respaldo.abrir_jornada").count() == 4
