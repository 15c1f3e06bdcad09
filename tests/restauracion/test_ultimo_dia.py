"""RC-49: asked at 23:50 of the last day, attended next morning; the loss is the entity's."""

from datetime import date, timedelta

import pytest

from gobierno.models import Aviso
from mesa_ayuda.models import Incidente
from respaldo.historias import historia_de
from respaldo.models import Reserva
from restauracion import acciones
from restauracion.models import Evaluacion
from tests.respaldo.apoyo import leida, llega, utc
from tests.restauracion.apoyo import hasta, pedir, software

pytestmark = pytest.mark.django_db
# The copy of FO 5 March expires on 4 April (30 días); it is asked that Saturday at 23:50 in Lima.
DE_NOCHE = {"hoy": date(2026, 4, 4), "ahora": utc(2026, 4, 5, 4, 50)}
DE_MANANA = {"hoy": date(2026, 4, 6), "ahora": utc(2026, 4, 6, 14, 0)}


@pytest.fixture
def al_filo(usuario, jefa, carpeta, operador):
    noches = [utc(2026, 3, 11, 3, 5) + timedelta(days=n) for n in range(24)]
    llega(*(leida(f"m{n}", noche) for n, noche in enumerate(noches)), ahora=DE_NOCHE["ahora"])
    return pedir(usuario, carpeta.item, **DE_NOCHE)


@pytest.mark.requisito("RC-49", "R22", "R23")
def test_on_the_last_day_it_proceeds_and_the_operator_is_told_to_set_it_aside(al_filo, operador):
    assert al_filo.codigo == "VERIFICAR_ANTES"
    assert Reserva.objects.vigentes().get().copia.retenida_hasta == date(2026, 4, 4)
    aviso = Aviso.objects.get(destinatario=operador, clave__contains=":apartar:")
    assert "vence hoy" in aviso.asunto
    assert aviso.urgencia == "inmediata"


@pytest.mark.requisito("RC-49", "R22")
def test_next_morning_it_still_proceeds(al_filo, mesa, operador):
    procede = hasta("procede", al_filo, mesa=mesa, operador=operador, **DE_MANANA)
    assert procede.evaluaciones.last().al == DE_NOCHE["ahora"]
    [reserva] = historia_de(al_filo.item).reservas
    assert reserva.hasta is None


@pytest.mark.requisito("RC-49", "R23", "MIN-7.2.2-d-2")
def test_if_the_software_deleted_it_the_loss_is_an_incident_of_the_entity(al_filo, mesa, operador):
    hasta("en_evaluacion", al_filo, mesa=mesa, operador=operador, **DE_MANANA)
    acciones.negar(
        solicitud=al_filo, en_el_software=software(al_filo, "ausente"), por=operador, **DE_MANANA
    )
    al_filo.refresh_from_db()
    segunda = Evaluacion.objects.get(puerta=2)
    assert (al_filo.estado, segunda.codigo) == ("por_aceptacion", "APROXIMADA")
    assert segunda.respuesta["posterior"]["candidata"]["dia_de_datos"] == "2026-03-06"
    assert segunda.respuesta["perdidas"]
    assert "la pérdida es de la entidad" in Incidente.objects.get().descripcion


def test_one_minute_later_it_would_not_have_proceeded(usuario, jefa, carpeta):
    manana = {"hoy": date(2026, 4, 5), "ahora": utc(2026, 4, 5, 5, 0)}
    assert pedir(usuario, carpeta.item, **manana).codigo == "NO_PROCEDE:FUERA_DE_RETENCION"


@pytest.mark.requisito("R23")
@pytest.mark.parametrize(
    ("dia", "dice"), [(3, "vence mañana"), (2, "vence el 04/04/2026"), (4, "vence hoy")]
)
def test_it_says_in_words_how_long_there_is(dia, dice, usuario, jefa, carpeta, operador):
    noches = [utc(2026, 3, 11, 3, 5) + timedelta(days=n) for n in range(20)]
    llega(*(leida(f"m{n}", noche) for n, noche in enumerate(noches)), ahora=DE_NOCHE["ahora"])
    pedir(usuario, carpeta.item, hoy=date(2026, 4, dia), ahora=utc(2026, 4, dia, 15))
    aviso = Aviso.objects.get(destinatario=operador, clave__contains=":apartar:")
    assert dice in aviso.asunto


@pytest.mark.requisito("R22")
def test_a_mail_registered_late_counts_from_its_hour(usuario, jefa, carpeta, mesa, operador):
    noches = [utc(2026, 3, 11, 3, 5) + timedelta(days=n) for n in range(20)]
    llega(*(leida(f"m{n}", noche) for n, noche in enumerate(noches)), ahora=DE_NOCHE["ahora"])
    llego = DE_NOCHE["ahora"]
    tardia = pedir(usuario, carpeta.item, por=mesa, canal="correo", recibida_en=llego, **DE_MANANA)
    assert tardia.codigo == "VERIFICAR_ANTES"
    aviso = Aviso.objects.get(destinatario=operador, clave__contains=":apartar:")
    assert "venció el 04/04/2026" in aviso.asunto
