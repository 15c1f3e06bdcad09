"""One declaration about one corrida: who may, when, with what, and what stays written."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from gobierno.errores import EstadoCambiado, ReglaIncumplida, SinPermiso
from gobierno.models import Aviso, EventoBitacora
from mesa_ayuda.models import Incidente
from respaldo.acciones.verificaciones import (
    declarar_sin_evidencia,
    verificar_conforme,
    verificar_no_conforme,
)
from respaldo.models import Verificacion
from tests.fabricas import AHORA
from tests.respaldo import casos
from tests.respaldo.casos import TICKET

pytestmark = pytest.mark.django_db
TARDE = AHORA + timedelta(days=3)
CODIGOS = {
    "advertencia": "ADVERTENCIA",
    "no_conforme": "NO_CONFORME",
    "en_curso": "SIN_TERMINAR",
    "sin_dato": "SIN_TERMINAR",
}


def conforme(corrida, por, **extra):
    datos = {"ticket": TICKET, "evidencia": corrida.ejecucion, "ahora": AHORA}
    return verificar_conforme(corrida=corrida, por=por, **(datos | extra))


@pytest.mark.requisito("MIN-7.1.1-d", "MIN-6.1-l")
def test_it_registers_a_conforme_with_its_evidence_and_ticket(operador):
    corrida = casos.con_evidencia()
    verificacion = conforme(corrida, operador)
    corrida.refresh_from_db()
    assert corrida.estado == "conforme"
    assert verificacion.ejecucion == corrida.ejecucion
    assert verificacion.ticket == TICKET
    assert verificacion.capacidad.startswith("Operador de backup")
    evento = casos.ultimo_evento()
    assert (evento.accion, evento.objeto_id) == ("verificacion.conforme", str(corrida.pk))
    assert evento.despues["ticket"] == TICKET


@pytest.mark.requisito("MIN-7.1.2-c", "MIN-7.1.2-d")
def test_it_registers_an_externo_under_its_own_numeral(operador):
    casos.linea("Copia externa", tipo_de_backup="externo", contrato="C-1")
    corrida = casos.corrida("Copia externa")
    with pytest.raises(ReglaIncumplida) as error:
        conforme(corrida, operador, ticket="")
    assert error.value.regla == "verificacion_externa"


@pytest.mark.requisito("R5")
def test_it_waits_for_the_window_to_close(operador):
    corrida = casos.con_evidencia()
    with pytest.raises(ReglaIncumplida, match="abierta"):
        conforme(corrida, operador, ahora=corrida.fin_previsto - timedelta(minutes=1))
    assert not Verificacion.objects.exists()
    assert conforme(corrida, operador, ahora=corrida.fin_previsto)


def test_a_second_operator_finds_it_done(operador, operador2):
    corrida = casos.con_evidencia()
    conforme(corrida, operador)
    with pytest.raises(EstadoCambiado, match="Operador Prueba ya la declaró conforme"):
        conforme(corrida, operador2)
    assert Verificacion.objects.count() == 1


def test_it_refuses_a_page_older_than_the_evidence(operador):
    corrida = casos.corrida()
    casos.evidencia(corrida)
    with pytest.raises(EstadoCambiado, match="otra evidencia"):
        conforme(corrida, operador, evidencia=None)


@pytest.mark.parametrize("rol", ["coordinador", "director", "auditor", "admin", "proveedor"])
@pytest.mark.requisito("MIN-6.1-l")
def test_only_who_operates_verifies(rol):
    from tests.fabricas import persona

    corrida = casos.con_evidencia()
    with pytest.raises(SinPermiso, match="Operador de backup"):
        conforme(corrida, persona("alguien", rol))
    assert not EventoBitacora.objects.filter(accion__startswith="verificacion").exists()


@pytest.mark.requisito("X-7")
@pytest.mark.parametrize("ticket", ["", "123", "MDA-26-1", "MDA-2026-000123; x"])
def test_it_asks_for_a_ticket_of_the_pattern(operador, ticket):
    with pytest.raises(ReglaIncumplida) as error:
        conforme(casos.con_evidencia(), operador, ticket=ticket)
    assert "ticket" in error.value.campos
    assert "MDA-2026-000123" in str(error.value)


@pytest.mark.requisito("X-7")
def test_it_accepts_the_ticket_in_lower_case_and_keeps_the_pattern(operador):
    assert conforme(casos.con_evidencia(), operador, ticket=" mda-2026-000123 ").ticket == TICKET


def test_a_late_conforme_says_why_and_stays_overdue(operador):
    corrida = casos.con_evidencia()
    with pytest.raises(ReglaIncumplida) as error:
        conforme(corrida, operador, ahora=TARDE)
    assert "motivo_tardanza" in error.value.campos
    verificacion = conforme(corrida, operador, ahora=TARDE, motivo_tardanza="Corte de red")
    corrida.refresh_from_db()
    assert corrida.es_regularizada
    assert corrida.vencida_en == corrida.vence_en
    assert verificacion.motivo_tardanza == "Corte de red"


def test_a_conforme_in_time_keeps_no_reason_of_lateness(operador):
    assert conforme(casos.con_evidencia(), operador, motivo_tardanza="nada").motivo_tardanza == ""


@pytest.mark.parametrize("estado", ["advertencia", "no_conforme", "en_curso", "sin_dato"])
def test_evidence_that_is_not_conforme_needs_a_reason(operador, estado):
    corrida = casos.con_evidencia(estado=estado)
    with pytest.raises(ReglaIncumplida) as error:
        conforme(corrida, operador)
    assert "motivo_discrepancia" in error.value.campos
    verificacion = conforme(corrida, operador, motivo_discrepancia="Faltó un archivo abierto")
    assert verificacion.discrepancias[0]["codigo"] == CODIGOS[estado]


def test_it_freezes_the_discrepancies_that_it_showed(operador):
    corrida = casos.corrida()
    casos.historia(corrida, 10**9)
    casos.evidencia(corrida, bytes=10**8)
    assert [marca["codigo"] for marca in corrida.discrepancias] == ["TAMANO_ANOMALO"]
    conforme(corrida, operador, motivo_discrepancia="Se depuró la carpeta")
    verificacion = Verificacion.objects.get()
    assert "90 %" in verificacion.discrepancias[0]["texto"]
    assert verificacion.motivo_discrepancia == "Se depuró la carpeta"


def test_database_refuses_a_discrepancy_without_reason_even_if_code_forgets(operador):
    corrida = casos.con_evidencia()
    with pytest.raises(IntegrityError), transaction.atomic():
        Verificacion.objects.create(
            corrida=corrida,
            resultado="conforme",
            discrepancias=[{"codigo": "X"}],
            por=operador,
            capacidad="x",
            registrada_en=AHORA,
        )


def test_database_keeps_one_verification_per_corrida_even_if_code_forgets(operador):
    corrida = casos.con_evidencia()
    conforme(corrida, operador)
    with pytest.raises(IntegrityError), transaction.atomic():
        Verificacion.objects.create(
            corrida=corrida, resultado="conforme", por=operador, registrada_en=AHORA
        )


def test_without_evidence_it_asks_for_the_times(operador):
    corrida = casos.corrida()
    inicio = corrida.inicio_previsto
    malas = [
        ({}, {"inicio", "fin"}),
        ({"inicio": inicio, "fin": inicio - timedelta(hours=1)}, {"fin"}),
        ({"inicio": inicio, "fin": AHORA + timedelta(hours=1)}, {"fin"}),
    ]
    for horas, campos in malas:
        with pytest.raises(ReglaIncumplida) as error:
            conforme(corrida, operador, **horas)
        assert set(error.value.campos) == campos
    fin = inicio + timedelta(hours=2)
    assert conforme(corrida, operador, inicio=inicio, fin=fin).fin_declarado == fin


@pytest.mark.requisito("MIN-7.1.1-e-2")
def test_a_no_conforme_opens_an_incident_and_tells_the_coordinator(operador, coordinador):
    corrida = casos.con_evidencia(estado="no_conforme", mensaje="disk full")
    verificacion = verificar_no_conforme(
        corrida=corrida, por=operador, causa="Disco lleno", ahora=AHORA
    )
    corrida.refresh_from_db()
    incidente = Incidente.objects.get()
    assert corrida.estado == "no_conforme"
    assert verificacion.incidente == incidente
    assert (incidente.tipo, incidente.estado) == ("interno", "detectado")
    assert "Disco lleno" in incidente.descripcion
    assert "disk full" in incidente.descripcion
    aviso = Aviso.objects.get(destinatario=coordinador)
    assert incidente.numero in aviso.asunto
    evento = casos.ultimo_evento()
    assert evento.accion == "verificacion.no_conforme"
    assert incidente.numero in evento.despues["incidente"]


@pytest.mark.requisito("MIN-7.1.2-c")
def test_an_externo_no_conforme_opens_an_externo_incident(operador):
    casos.linea("Copia externa", tipo_de_backup="externo", contrato="C-1")
    corrida = casos.corrida("Copia externa")
    verificar_no_conforme(corrida=corrida, por=operador, causa="No llegó", ahora=AHORA)
    assert Incidente.objects.get().tipo == "externo"


def test_a_no_conforme_needs_its_cause_and_saves_nothing_without_it(operador):
    corrida = casos.con_evidencia()
    with pytest.raises(ReglaIncumplida) as error:
        verificar_no_conforme(corrida=corrida, por=operador, causa="  ", ahora=AHORA)
    assert "causa" in error.value.campos
    assert not Incidente.objects.exists()


@pytest.mark.requisito("X-4")
def test_sin_evidencia_is_a_finding_with_its_reason(operador):
    corrida = casos.corrida()
    with pytest.raises(ReglaIncumplida):
        declarar_sin_evidencia(corrida=corrida, por=operador, motivo="", ahora=AHORA)
    declarar_sin_evidencia(corrida=corrida, por=operador, motivo="Consola caída", ahora=AHORA)
    corrida.refresh_from_db()
    assert corrida.estado == "sin_evidencia"
    assert casos.ultimo_evento().motivo == "Consola caída"


def test_sin_evidencia_is_refused_when_good_evidence_exists(operador):
    corrida = casos.con_evidencia()
    with pytest.raises(ReglaIncumplida, match="tiene evidencia"):
        declarar_sin_evidencia(corrida=corrida, por=operador, motivo="x", ahora=AHORA)


def test_database_refuses_a_finding_without_reason_even_if_code_forgets(operador):
    with pytest.raises(IntegrityError), transaction.atomic():
        Verificacion.objects.create(
            corrida=casos.corrida(), resultado="sin_evidencia", por=operador, registrada_en=AHORA
        )


@pytest.mark.parametrize("accion", [verificar_no_conforme, declarar_sin_evidencia])
def test_a_finding_follows_the_same_rules_of_time_and_person(operador, auditor, accion):
    corrida = casos.corrida()
    texto = {"causa" if accion is verificar_no_conforme else "motivo": "x"}
    with pytest.raises(SinPermiso):
        accion(corrida=corrida, por=auditor, ahora=AHORA, **texto)
    with pytest.raises(ReglaIncumplida, match="abierta"):
        accion(corrida=corrida, por=operador, ahora=corrida.inicio_previsto, **texto)
    with pytest.raises(ReglaIncumplida, match="vencida"):
        accion(corrida=corrida, por=operador, ahora=TARDE, **texto)
    accion(corrida=corrida, por=operador, ahora=TARDE, motivo_tardanza="Feriado", **texto)
    with pytest.raises(EstadoCambiado):
        accion(corrida=corrida, por=operador, ahora=TARDE, **texto)
