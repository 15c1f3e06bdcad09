"""What is promised against what can be given back, cause by cause."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directorio.plazos import ESTRICTA, EXTIENDE_BASE, leer
from respaldo.retencion import Historia, Serie, Tramo
from respaldo.retencion.cobertura import Causa, Esperada, cobertura, interesan_desde
from respaldo.retencion.historia import HechoDeMedio
from respaldo.retencion.vista import Vista
from tests.respaldo.azar import historias, instantes
from tests.respaldo.historias import LIMA, UNA_VERSION, copia, dia, lima, serie

pytestmark = pytest.mark.requisito("MIN-7.1.1-c", "R7", "R8", "R14")

HOY = lima("2026-03-31 18:00")


def esperadas(desde, hasta, *, fallidas=(), subsanadas=()):
    primero, ultimo = dia(desde), dia(hasta)
    fechas = [primero + timedelta(days=n) for n in range((ultimo - primero).days + 1)]
    return [
        Esperada(f, f, str(f) in {*fallidas, *subsanadas}, str(f) in subsanadas) for f in fechas
    ]


def medir(copias, owed, *, plazo="30 días", modalidad="total", otras=(), medios=(), **extra):
    propia = Serie(
        "siga/interno/x",
        "interno",
        modalidad,
        (Tramo(UNA_VERSION, leer(plazo)),),
        tuple(copias),
        **extra,
    )
    historia = Historia("siga", series=(propia, *otras), medios=medios)
    vista = Vista(historia, al=HOY, zona=LIMA)
    return cobertura(vista, vista.series[0], owed)


def test_every_promised_day_is_there():
    hay = medir(serie("2026-02-01", "2026-03-30"), esperadas("2026-02-01", "2026-03-30"))
    assert (hay.prometidos, hay.recuperables, hay.huecos) == (30, 30, ())


def test_a_day_that_failed_and_a_day_without_trace_are_named_apart():
    copias = serie("2026-02-01", "2026-03-30", menos=["2026-03-10", "2026-03-12", "2026-02-10"])
    hay = medir(copias, esperadas("2026-02-01", "2026-03-30", fallidas=["2026-03-10"]))
    assert (hay.prometidos, hay.recuperables) == (30, 28)
    assert [(h.dia, h.causa) for h in hay.huecos] == [
        (dia("2026-03-12"), Causa.OMITIDA),
        (dia("2026-03-10"), Causa.FALLIDA),
    ]


@pytest.mark.requisito("RC-54")
def test_a_repeated_run_leaves_a_gap_that_is_no_alarm():
    copias = serie("2026-03-01", "2026-03-30", menos=["2026-03-10"])
    hay = medir(copias, esperadas("2026-03-01", "2026-03-30", subsanadas=["2026-03-10"]))
    assert hay.por_causa == {Causa.SUBSANADA: 1}
    assert hay.sin_atender == ()


def test_a_copy_that_the_software_removed_early_is_a_gap():
    viejas = serie("2026-03-01", "2026-03-29")
    borrada = copia("2026-03-30", eliminada_en=lima("2026-03-31 09:00"))
    hay = medir([*viejas, borrada], esperadas("2026-03-01", "2026-03-30"))
    assert hay.por_causa == {Causa.ELIMINADA_ANTES: 1}


@pytest.mark.requisito("RC-36", "R10")
@pytest.mark.parametrize(
    ("comportamiento", "causas"), [(ESTRICTA, {Causa.BASE_CORTA: 3}), (EXTIENDE_BASE, {})]
)
def test_a_base_that_expires_before_its_dependents_is_named(comportamiento, causas):
    totales = Serie(
        "siga/interno/total", "interno", "total",
        (Tramo(UNA_VERSION, leer("2 semanas")),),
        (copia("2026-03-15"), copia("2026-03-22")),
        comportamiento=comportamiento,
    )  # fmt: skip
    incrementales = [copia(f"2026-03-{n}", "incremental") for n in (16, 17, 18, 23, 24)]
    owed = [Esperada(c.ancla, c.ancla) for c in incrementales]
    hay = medir(
        incrementales, owed, modalidad="incremental", otras=(totales,),
        comportamiento=comportamiento,
    )  # fmt: skip
    assert hay.por_causa == causas


@pytest.mark.requisito("R11")
def test_an_invalid_base_breaks_what_depends_on_it():
    totales = Serie(
        "siga/interno/total", "interno", "total", (Tramo(UNA_VERSION, leer("90 días")),),
        (copia("2026-03-15", invalidada_en=lima("2026-03-20 10:00")),),
    )  # fmt: skip
    incrementales = [copia("2026-03-16", "incremental")]
    hay = medir(
        incrementales, [Esperada(dia("2026-03-16"), dia("2026-03-16"))],
        modalidad="incremental", otras=(totales,),
    )  # fmt: skip
    assert hay.por_causa == {Causa.CADENA_ROTA: 1}


def test_a_lost_medium_takes_its_copies_away():
    copias = [copia("2026-03-29", medio="cinta 4"), copia("2026-03-30", medio="cinta 5")]
    perdida = HechoDeMedio("cinta 4", lima("2026-03-30 08:00"), "perdido")
    hay = medir(copias, esperadas("2026-03-29", "2026-03-30"), medios=(perdida,))
    assert hay.por_causa == {Causa.MEDIO: 1}


def test_copies_are_promised_by_number_and_failures_do_not_count():
    copias = serie("2026-03-01", "2026-03-30", menos=["2026-03-20"])
    owed = esperadas("2026-03-01", "2026-03-30", fallidas=["2026-03-20"])
    completa = medir(copias, owed, plazo="20 copias")
    assert (completa.prometidos, completa.recuperables, completa.en_copias) == (20, 20, True)
    corta = medir(copias, owed, plazo="40 copias")
    assert (corta.prometidos, corta.recuperables) == (30, 29)
    assert [(h.dia, h.causa) for h in corta.huecos] == [(dia("2026-03-20"), Causa.FALLIDA)]


@pytest.mark.requisito("R15")
def test_the_last_copies_are_promised_whatever_their_age():
    owed = [Esperada(dia(f), dia(f)) for f in ("2026-01-03", "2026-01-04", "2026-01-05")]
    copias = [copia("2026-01-03"), copia("2026-01-05")]
    hay = medir(copias, owed, plazo="30 días y mínimo 2 copias")
    assert (hay.prometidos, hay.recuperables) == (2, 1)
    assert hay.huecos[0].dia == dia("2026-01-04")


dias = st.integers(0, 88).map(lambda n: dia("2026-01-01") + timedelta(days=n))


@given(st.sets(dias), st.sets(dias), st.sampled_from(["30 días", "2 meses", "10 copias"]))
def test_what_is_promised_is_what_there_is_and_what_is_missing(owed, hechas, plazo):
    copias = [copia(f, clave=f.isoformat()) for f in sorted(hechas)]
    hay = medir(copias, [Esperada(f, f) for f in owed], plazo=plazo)
    assert hay.prometidos == hay.recuperables + len(hay.huecos)
    assert {h.dia for h in hay.huecos} <= owed - hechas


@given(cual=historias(), al=instantes)
def test_what_is_older_than_what_interests_changes_nothing(cual, al):
    vista = Vista(cual, al=al, zona=LIMA)
    hoy = al.astimezone(LIMA).date()
    for una in vista.series:
        owed = [Esperada(f, una.dia_de(f)) for f in (hoy - timedelta(days=n) for n in range(130))]
        recientes = [e for e in owed if e.fecha_operativa >= interesan_desde(una)]
        assert cobertura(vista, una, recientes) == cobertura(vista, una, owed)
        assert not any(una.politica.promete(e.fecha_operativa) for e in owed[len(recientes) :])
