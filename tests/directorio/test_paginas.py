"""Pages of the Directorio: what each person sees and does, without JavaScript."""

from datetime import date, time

import pytest
from django.urls import reverse

from directorio import acciones
from directorio.models import Linea, VersionDirectorio
from tests.directorio.tramites import aprobar, tecleado, texto
from tests.fabricas import AHORA, HOY, borrador, linea, poner_en_vigencia

pytestmark = pytest.mark.usefixtures("reloj")


@pytest.mark.requisito("MIN-7.1-1")
def test_it_says_that_no_version_rules(entrar, director):
    pagina = texto(entrar(director).get(reverse("directorio:versiones")))
    assert "no rige ninguna versión" in pagina


@pytest.mark.requisito("R21")
def test_it_answers_which_version_ruled_on_a_date(entrar, version, director):
    poner_en_vigencia(version, director, date(2026, 1, 5))
    cliente = entrar(director)
    pagina = texto(cliente.get(reverse("directorio:versiones"), {"fecha": "2026-02-01"}))
    assert "domingo 1 de febrero de 2026" in pagina
    assert "Directorio 2026-01" in pagina
    antes = texto(cliente.get(reverse("directorio:versiones"), {"fecha": "2026-01-04"}))
    assert "no rige ninguna versión" in antes
    assert cliente.get(reverse("directorio:versiones"), {"fecha": "ayer"}).status_code == 422


@pytest.mark.requisito("MIN-7.1-2")
def test_it_warns_that_the_year_is_late(entrar, director):
    pagina = texto(entrar(director).get(reverse("directorio:versiones")))
    assert "debió aprobarse hasta el 30/01/2026" in pagina


@pytest.mark.requisito("RC-46")
def test_it_warns_of_ultra_activity(entrar, coordinador, director):
    vieja = borrador(coordinador, anio=2025)
    poner_en_vigencia(vieja, director, date(2025, 1, 5))
    pagina = texto(entrar(director).get(reverse("directorio:versiones")))
    assert "sigue rigiendo el 2025-01" in pagina


def test_it_opens_a_version_from_the_last_one(entrar, version, quienes):
    aprobar(version, quienes)
    cliente = entrar(quienes[0])
    respuesta = cliente.post(
        reverse("directorio:crear"),
        {"anio": 2026, "partir": "ultima", "transicion": "vigente", "motivo": "Adenda"},
    )
    nueva = VersionDirectorio.objects.get(numero=2)
    assert respuesta.url == reverse("directorio:version", args=[nueva.pk])
    assert nueva.lineas.count() == 2
    otra = cliente.post(
        reverse("directorio:crear"), {"anio": 2026, "partir": "vacia", "transicion": "vigente"}
    )
    assert otra.status_code == 409
    assert "Ya hay una versión en preparación" in texto(otra)


def test_it_adds_a_line_with_canonical_texts(entrar, version, coordinador):
    cliente = entrar(coordinador)
    url = reverse("directorio:linea_nueva", args=[version.pk])
    assert cliente.get(url).status_code == 200
    respuesta = cliente.post(url, tecleado())
    assert respuesta.status_code == 302
    nueva = Linea.objects.get(nombre="Correo")
    assert (nueva.numero, nueva.periodicidad, nueva.retencion) == (3, "mensual, día 31", "12 meses")
    assert nueva.hora_fin == time(2)


@pytest.mark.parametrize(
    ("cambios", "mensaje"),
    [
        ({"retencion": "1m"}, "no dice la unidad"),
        ({"periodicidad": "a veces"}, "Periodicidad"),
        ({"hora_fin": "22:00"}, "misma hora"),
        ({"tipo_de_backup": "externo"}, "ningún contrato la cubre"),
        ({"nombre": "Equipos de usuario"}, "no se respalda"),
        ({"nombre": "Esquema VUCE"}, "DVUCEPT"),
        ({"nombre": "Base SIGA", "clase": "bd"}, "ya es de este ítem"),
        ({"numero": "1"}, "ya está usado"),
        ({"hora_inicio": "99:99"}, "hora"),
        ({"ruta": "x" * 2000}, "500"),
        ({"nombre": "a\0b"}, "nulo"),
    ],
)
@pytest.mark.requisito("MIN-6.1-g", "MIN-6.4-a", "MIN-VIII", "MIN-7.1.2-a")
def test_it_returns_what_was_typed_with_the_reason(entrar, version, coordinador, cambios, mensaje):
    cliente = entrar(coordinador)
    url = reverse("directorio:linea_nueva", args=[version.pk])
    respuesta = cliente.post(url, tecleado(**cambios))
    assert respuesta.status_code == 422
    pagina = texto(respuesta)
    assert mensaje in pagina
    assert 'value="Mensual día 31"' in pagina or "periodicidad" in cambios
    assert version.lineas.count() == 2


def test_it_explains_the_row_while_it_is_typed(entrar, version, coordinador):
    cliente = entrar(coordinador)
    consulta = {"periodicidad": "mensual, día 31", "retencion": "30 días", "hora_inicio": "22:00"}
    pagina = texto(cliente.get(reverse("directorio:linea_ayuda"), consulta | {"hora_fin": "02:00"}))
    assert "último si no existe" in pagina
    assert "martes 31 de marzo de 2026" in pagina
    assert "del día siguiente" in pagina
    raro = {"periodicidad": "xy", "retencion": "?", "hora_inicio": "9", "hora_fin": "z"}
    assert cliente.get(reverse("directorio:linea_ayuda"), raro).status_code == 200


def test_it_reviews_without_saving_when_there_is_no_javascript(entrar, version, coordinador):
    url = reverse("directorio:linea_nueva", args=[version.pk])
    pagina = texto(entrar(coordinador).post(url, tecleado(revisar="1")))
    assert "último si no existe" in pagina
    assert version.lineas.count() == 2


def test_it_compares_two_versions_row_by_row(entrar, version, quienes):
    aprobar(version, quienes)
    nueva = acciones.clonar_version(anio=2026, por=quienes[0], hoy=HOY, ahora=AHORA)
    Linea.objects.filter(version=nueva, numero=1).update(hora_inicio=time(23))
    linea(nueva, "Logs del firewall", clase="log")
    cliente = entrar(quienes[2])
    url = reverse("directorio:diferencia")
    pagina = texto(cliente.get(url, {"de": version.pk, "a": nueva.pk}))
    assert "Cambiadas (1)" in pagina
    assert "22:00" in pagina
    assert "23:00" in pagina
    assert "Agregadas (1)" in pagina
    assert texto(cliente.get(url)).count("Logs del firewall") == 1
    assert cliente.get(url, {"a": "x"}).status_code == 422


def test_it_draws_the_windows_of_a_night(entrar, version, director):
    linea(version, "Carpeta Legal", hora_inicio=time(23), hora_fin=time(1))
    poner_en_vigencia(version, director, date(2026, 1, 5))
    pagina = texto(entrar(director).get(reverse("directorio:ventanas")))
    assert "Coinciden en el mismo servidor (1)" in pagina
    assert "<svg" in pagina
    sin_version = entrar(director).get(reverse("directorio:ventanas"), {"fecha": "2025-01-01"})
    assert "no rige ninguna versión" in texto(sin_version)


def test_it_shows_a_line_with_its_dates_and_versions(entrar, version, quienes):
    aprobar(version, quienes)
    pagina = texto(
        entrar(quienes[1]).get(reverse("directorio:linea", args=[version.lineas.first().pk]))
    )
    assert "Próximas 10 fechas" in pagina
    assert "Pendiente de configurar" in pagina
    assert "Primera vez que figura" in pagina


@pytest.mark.parametrize(
    "consulta", [{"q": "siga"}, {"tipo": "interno", "orden": "-nombre"}, {"clase": "bd"}]
)
def test_it_filters_the_lines(entrar, version, coordinador, consulta):
    url = reverse("directorio:version", args=[version.pk])
    pagina = texto(entrar(coordinador).get(url, consulta))
    assert "Base SIGA" in pagina


def test_it_survives_a_wrong_filter(entrar, version, coordinador):
    url = reverse("directorio:version", args=[version.pk])
    pagina = texto(entrar(coordinador).get(url, {"q": "zzz", "pagina": "x", "orden": "';--"}))
    assert "Ninguna línea coincide" in pagina


def test_it_asks_few_questions(entrar, version, coordinador, django_assert_max_num_queries):
    for n in range(60):
        linea(version, f"Carpeta {n}")
    cliente = entrar(coordinador)
    url = reverse("directorio:version", args=[version.pk])
    cliente.get(url)
    with django_assert_max_num_queries(35):
        cliente.get(url)
