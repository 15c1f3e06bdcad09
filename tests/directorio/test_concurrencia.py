"""Two people, or two schedulers, at the same instant. Threads against PostgreSQL's row locks."""

from datetime import date

import pytest

from directorio import acciones
from directorio.models import VersionDirectorio
from gobierno.bitacora import verificar
from gobierno.errores import EstadoCambiado
from gobierno.models import Aviso, CadenaBitacora, Decision, EventoBitacora, Persona
from tests.a_la_vez import a_la_vez
from tests.directorio.tramites import al, aprobar, dar_vistos, decidir
from tests.fabricas import AHORA, HOY, borrador, linea, persona, poner_en_vigencia

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


@pytest.fixture(autouse=True)
def cadena(transactional_db):
    CadenaBitacora.objects.get_or_create(pk=1)


@pytest.fixture
def quienes():
    return tuple(persona(rol, rol) for rol in ("coordinador", "operador", "director"))


@pytest.fixture
def version(quienes):
    nueva = borrador(quienes[0])
    linea(nueva)
    return nueva


@pytest.mark.requisito("MIN-7.1-3")
def test_two_directors_sign_at_once_and_one_decision_stays(version, quienes):
    otro = persona("director2", "director")
    dar_vistos(version, quienes[0], quienes[1])
    resultados = a_la_vez(
        lambda: decidir(version, quienes[2], "director"),
        lambda: decidir(version, otro, "director"),
    )
    fallidos = [r for r in resultados if isinstance(r, Exception)]
    assert [type(f) for f in fallidos] == [EstadoCambiado]
    assert Decision.objects.filter(acto="firma").count() == 1
    assert EventoBitacora.objects.filter(accion="directorio.firma").count() == 1
    version.refresh_from_db()
    assert version.estado == "vigente"
    assert verificar().intacta


def test_both_vistos_at_once_give_the_turn_to_the_director_once(version, quienes):
    coordinador, operador, director = quienes
    acciones.enviar_a_visto(version=version, por=coordinador, hoy=HOY, ahora=AHORA)
    resultados = a_la_vez(
        lambda: decidir(version, coordinador, "coordinador"),
        lambda: decidir(version, operador, "operador"),
    )
    assert not [r for r in resultados if isinstance(r, Exception)]
    version.refresh_from_db()
    assert version.estado == "por_firmar"
    assert Aviso.objects.filter(destinatario=director).count() == 1


def test_a_double_click_submits_once(version, quienes):
    def enviar() -> object:
        por = Persona.objects.get(pk=quienes[0].pk)
        return acciones.enviar_a_visto(version=version, por=por, hoy=HOY, ahora=AHORA)

    resultados = a_la_vez(enviar, enviar)
    assert sum(isinstance(r, EstadoCambiado) for r in resultados) == 1
    assert version.tramite.rondas.count() == 1


@pytest.mark.requisito("R21")
def test_two_beats_enter_into_force_once(version, quienes):
    poner_en_vigencia(version, quienes[2], date(2026, 1, 5))
    nueva = acciones.clonar_version(anio=2026, por=quienes[0], hoy=HOY, ahora=AHORA)
    aprobar(nueva, quienes, date(2026, 3, 12))
    dia = al(date(2026, 3, 12))
    resultados = a_la_vez(
        lambda: acciones.entrar_en_vigencia(**dia), lambda: acciones.entrar_en_vigencia(**dia)
    )
    assert not [r for r in resultados if isinstance(r, Exception)]
    entradas = EventoBitacora.objects.filter(accion="directorio.entrar_en_vigencia")
    assert entradas.filter(objeto_id=str(nueva.pk)).count() == 1
    assert VersionDirectorio.objects.filter(estado="vigente").get() == nueva
    assert Aviso.objects.filter(tipo="directorio.configurar", destinatario=quienes[1]).count() == 1


def test_two_people_open_a_version_and_one_stays(quienes):
    def abrir(username: str) -> object:
        por = Persona.objects.get(username=username)
        return acciones.crear_version(anio=2026, por=por, hoy=HOY, ahora=AHORA)

    resultados = a_la_vez(lambda: abrir("coordinador"), lambda: abrir("operador"))
    assert sum(isinstance(r, EstadoCambiado) for r in resultados) == 1
    assert VersionDirectorio.objects.count() == 1
