"""The Directorio that is missing, late or not yet known: told once a year, never guessed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from directorio.acciones.vigilancia import esta_tardio, plazo_del_anio, vigilar_directorio
from gobierno.calendario_institucional import calendario_institucional
from gobierno.models import Aviso, Paso, Ronda
from tests import fabricas

pytestmark = [pytest.mark.django_db, pytest.mark.requisito("MIN-7.1-1", "MIN-7.1-2", "R21")]

MEDIODIA = timedelta(hours=17)  # of Lima, in UTC


def instante(anio, mes, dia):
    return datetime(anio, mes, dia, tzinfo=UTC) + MEDIODIA


def claves(persona):
    return sorted(Aviso.objects.filter(destinatario=persona).values_list("clave", flat=True))


def test_the_deadline_is_the_last_business_day_of_january():
    calendario = calendario_institucional()
    assert plazo_del_anio(2026, calendario) == date(2026, 1, 30)
    assert not esta_tardio(date(2026, 1, 30), calendario)
    assert esta_tardio(date(2026, 1, 31), calendario)


def test_without_any_version_it_tells_who_prepares_once(coordinador, operador, director):
    for dia in (5, 6, 7):
        vigilar_directorio(ahora=instante(2026, 1, dia))
    assert claves(coordinador) == claves(operador) == ["sin_directorio:2026"]
    assert claves(director) == []


def test_last_years_version_stays_in_force_with_an_alert(coordinador, director):
    fabricas.poner_en_vigencia(
        fabricas.borrador(coordinador, anio=2026), director, date(2026, 1, 15)
    )
    vigilar_directorio(ahora=instante(2026, 12, 31))
    assert claves(coordinador) == []
    vigilar_directorio(ahora=instante(2027, 1, 4))
    assert claves(coordinador) == ["sin_version:2027"]
    assert claves(director) == []
    vigilar_directorio(ahora=instante(2027, 2, 1))
    assert claves(coordinador) == ["directorio_tardio:2027", "sin_version:2027"]
    assert claves(director) == ["directorio_tardio:2027"]


@pytest.mark.requisito("MIN-7.1-4")
def test_knowledge_not_taken_is_reminded_once_and_blocks_nothing(coordinador, director_general):
    version = fabricas.borrador(coordinador)
    ronda = Ronda.objects.create(
        tramite=version.tramite,
        numero=1,
        contenido="{}",
        sha256="0" * 64,
        enviada_por=coordinador,
        capacidad="x",
        enviada_en=instante(2026, 3, 2),
    )
    Paso.objects.create(
        ronda=ronda,
        rol="director_general",
        acto="conocimiento",
        orden=3,
        obligatorio=False,
        turno=True,
        turno_desde=instante(2026, 3, 2),
    )
    vigilar_directorio(ahora=instante(2026, 3, 9))  # fifth business day: still in time
    assert claves(director_general) == []
    vigilar_directorio(ahora=instante(2026, 3, 10))
    vigilar_directorio(ahora=instante(2026, 3, 11))
    assert len(claves(director_general)) == 1
