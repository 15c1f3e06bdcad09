"""Home: what waits for each person, and when nothing does, what comes next."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from backupgov import pendientes
from backupgov.menu import armar
from gobierno import aprobaciones
from gobierno.avisos import Mensaje, encolar
from mesa_ayuda.models import Incidente
from respaldo.models import Corrida
from tests.fabricas import AHORA, borrador, linea, persona, poner_en_vigencia

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def en_hora(time_machine):
    time_machine.move_to(AHORA, tick=False)


@pytest.fixture
def vigente(coordinador, director):
    return poner_en_vigencia(borrador(coordinador), director, date(2026, 1, 1))


def corrida(de, vence_en: datetime, ordinal: int = 1) -> Corrida:
    fin = AHORA - timedelta(hours=6)
    return Corrida.objects.create(
        linea=de,
        item=de.item,
        tipo_de_backup=de.tipo_de_backup,
        modalidad=de.modalidad,
        fecha_operativa=date(2026, 3, 9),
        ordinal=ordinal,
        inicio_previsto=fin - timedelta(hours=8),
        fin_previsto=fin,
        vence_en=vence_en,
    )


def pagina(client, quien) -> str:
    client.force_login(quien)
    respuesta = client.get("/")
    assert respuesta.status_code == 200
    return respuesta.content.decode()


@pytest.mark.requisito("MIN-III")
def test_a_plain_user_sees_only_its_own_things(client, usuario):
    texto = pagina(client, usuario)
    assert "Está al día" in texto
    assert "Usted no tiene deberes con fecha" in texto
    assert "Directorio" not in texto


def test_an_operator_sees_what_is_overdue_before_what_is_due(client, operador, vigente):
    una = linea(vigente, "Carpeta RRHH")
    corrida(una, AHORA - timedelta(hours=1))
    corrida(una, AHORA + timedelta(hours=14), ordinal=2)
    texto = pagina(client, operador)
    assert texto.index("<h2>Vencidas") < texto.index("<h2>Por verificar")
    assert pendientes.por_verificar(operador) == 2
    assert "Está al día" not in texto


def test_an_empty_tray_says_when_the_next_duty_falls_due(client, operador, vigente):
    una = linea(vigente)
    futura = corrida(una, datetime(2026, 3, 12, 5, 0, tzinfo=UTC))
    Corrida.objects.filter(pk=futura.pk).update(
        inicio_previsto=AHORA, fin_previsto=AHORA + timedelta(hours=8)
    )
    texto = pagina(client, operador)
    assert "11/03/2026\u00a023:59" in texto


def test_approvers_see_the_deadline_of_the_next_directorio(client, director, vigente):
    assert "viernes 29 de enero de 2027" in pagina(client, director)


@pytest.mark.requisito("MIN-7.1-2", "MIN-7.1-4", "X-3")
def test_a_step_waits_for_its_role_and_never_for_who_prepared(
    client, coordinador, operador, director
):
    version = borrador(coordinador)
    aprobaciones.presentar(
        tramite=version.tramite,
        contenido={"filas": []},
        por=coordinador,
        designacion=coordinador.designaciones.get(),
        ahora=AHORA,
    )
    assert pendientes.por_decidir(operador) == 1
    assert pendientes.por_decidir(director) == 0
    assert "Por dar visto o firmar" in pagina(client, operador)
    doble = persona("doble", "operador", "director")
    paso = pendientes.pasos_de(doble).get()
    aprobaciones.decidir(
        paso=paso,
        por=doble,
        voto=aprobaciones.Voto(contrasena="demo"),
        hoy=date(2026, 3, 10),
        ahora=AHORA,
    )
    aprobaciones.decidir(
        paso=pendientes.pasos_de(coordinador).get(),
        por=coordinador,
        voto=aprobaciones.Voto(contrasena="demo"),
        hoy=date(2026, 3, 10),
        ahora=AHORA,
    )
    assert pendientes.por_decidir(director) == 1
    assert pendientes.por_decidir(doble) == 0


@pytest.mark.requisito("MIN-6.1-d")
def test_a_vacant_role_is_an_alert(client, administrador, coordinador):
    assert [rol.codigo for rol in pendientes.roles_vacantes()] == [
        "operador",
        "director",
        "director_general",
    ]
    texto = pagina(client, administrador)
    assert "Roles sin persona" in texto
    assert "Director de la OTEC" in texto


@pytest.mark.requisito("MIN-7.1-1")
def test_without_a_directorio_in_force_every_page_says_so(client, operador, usuario):
    assert "vigente: hoy no se espera ninguna copia" in pagina(client, operador)
    assert "vigente: hoy no se espera" not in pagina(client, usuario)


def test_lines_incidents_and_notices_wait_too(client, operador, vigente):
    linea(vigente, "Base SIGA")
    Incidente.objects.create(
        numero="INC-2026-000001",
        tipo="interno",
        titulo="Copia fallida",
        descripcion="x",
        detectado_en=AHORA,
    )
    encolar(
        Mensaje(clave="a", tipo="prueba", asunto="Lea esto", texto="x"),
        para=[operador],
        ahora=AHORA,
    )
    texto = pagina(client, operador)
    for parte in ("Líneas por configurar", "Base SIGA", "Copia fallida", "Lea esto"):
        assert parte in texto


def test_the_provider_only_configures_externo_lines(client, proveedor, vigente):
    linea(vigente, "Interna")
    linea(vigente, "Externa", tipo_de_backup="externo")
    texto = pagina(client, proveedor)
    assert "Externa" in texto
    assert "Interna" not in texto


def test_the_menu_shows_only_what_the_person_may_open(operador, usuario):
    def textos(quien):
        return {e["texto"] for grupo in armar(quien, "/") for e in grupo["entradas"]}

    assert "Inicio" in textos(usuario)
    propias = {"Mis deberes", "Mis tickets", "Mis datos protegidos", "Solicitudes"}
    assert textos(usuario) <= {"Inicio", *propias}
    assert "Personas" not in textos(operador)


def test_the_menu_marks_one_page_only(usuario):
    grupos = armar(usuario, "/solicitudes/mis-datos/")
    activas = [e["texto"] for grupo in grupos for e in grupo["entradas"] if e["activo"]]
    assert activas == ["Mis datos protegidos"]


def test_home_offers_to_ask_for_a_restoration(client, usuario):
    assert reverse("restauracion:pedir") in pagina(client, usuario)


def test_home_costs_few_queries(client, operador, vigente, django_assert_max_num_queries):
    una = linea(vigente)
    for ordinal in range(1, 30):
        corrida(una, AHORA + timedelta(hours=1), ordinal=ordinal)
    client.force_login(operador)
    with django_assert_max_num_queries(30):
        client.get("/")
