"""Corrections and repairs are new events; dispensas are authorised and dated."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from gobierno.errores import EstadoCambiado, ReglaIncumplida, SinPermiso
from mesa_ayuda.models import Incidente
from respaldo.acciones.verificaciones import (
    declarar_no_aplica,
    declarar_sin_evidencia,
    rectificar,
    subsanar,
    verificar_conforme,
    verificar_no_conforme,
)
from respaldo.models import Copia, NoAplica, Rectificacion, Verificacion
from tests import fabricas
from tests.fabricas import AHORA
from tests.respaldo import casos
from tests.respaldo.casos import TICKET

pytestmark = pytest.mark.django_db


def verificada(operador):
    corrida = casos.con_evidencia()
    verificar_conforme(
        corrida=corrida, por=operador, ticket=TICKET, evidencia=corrida.ejecucion, ahora=AHORA
    )
    return corrida


def fallida(operador):
    corrida = casos.con_evidencia(estado="no_conforme")
    verificar_no_conforme(corrida=corrida, por=operador, causa="Disco lleno", ahora=AHORA)
    return corrida


def repeticion(corrida, **extra):
    datos = {
        "item": corrida.item,
        "tipo_de_backup": corrida.tipo_de_backup,
        "serie_modalidad": corrida.modalidad,
        "es_manual": True,
        "inicio": AHORA - timedelta(hours=1),
        "fin": AHORA,
    }
    return fabricas.ejecucion(**(datos | extra))


def corregir(corrida, por, resultado="no_conforme", visto="conforme", **extra):
    datos = {"motivo": "Se revisó el registro", "ahora": AHORA}
    return rectificar(corrida=corrida, por=por, resultado=resultado, visto=visto, **(datos | extra))


@pytest.mark.requisito("MIN-7.1.1-d", "MIN-7.1.1-e-2")
def test_a_conforme_rectified_opens_its_incident_and_keeps_the_old_word(operador, coordinador):
    corrida = verificada(operador)
    rectificacion = corregir(corrida, operador)
    corrida.refresh_from_db()
    assert corrida.estado == "no_conforme"
    assert Verificacion.objects.get().resultado == "conforme"
    assert rectificacion.resultado_anterior == "conforme"
    assert rectificacion.ticket == TICKET
    assert rectificacion.incidente == Incidente.objects.get()
    evento = casos.ultimo_evento()
    assert (evento.antes["estado"], evento.despues["estado"]) == ("conforme", "no_conforme")


def test_a_second_rectification_does_not_open_a_second_incident(operador):
    corrida = fallida(operador)
    corregir(corrida, operador, "conforme", "no_conforme", ticket=TICKET)
    corregir(corrida, operador, "no_conforme", "conforme")
    assert Incidente.objects.count() == 1
    assert [r.numero for r in Rectificacion.objects.order_by("numero")] == [1, 2]


def test_it_corrects_only_the_ticket(operador):
    corrida = verificada(operador)
    with pytest.raises(ReglaIncumplida, match="Ya figura"):
        corregir(corrida, operador, "conforme")
    corregir(corrida, operador, "conforme", ticket="MDA-2026-000999")
    assert Rectificacion.objects.get().ticket == "MDA-2026-000999"


def test_a_stale_page_does_not_rectify(operador, operador2):
    corrida = verificada(operador)
    corregir(corrida, operador)
    with pytest.raises(EstadoCambiado, match="no conforme"):
        corregir(corrida, operador2, "sin_evidencia", "conforme")


@pytest.mark.parametrize(
    ("datos", "campo"), [({"motivo": " "}, "motivo"), ({"resultado": "vencida"}, "resultado")]
)
def test_it_needs_a_reason_and_a_known_result(operador, datos, campo):
    corrida = verificada(operador)
    with pytest.raises(ReglaIncumplida) as error:
        corregir(corrida, operador, **datos)
    assert campo in error.value.campos


def test_what_nobody_declared_cannot_be_rectified(operador):
    with pytest.raises(ReglaIncumplida, match="todavía no"):
        corregir(casos.corrida(), operador, visto="esperada")


def test_conforme_needs_evidence_or_times_also_when_rectifying(operador):
    corrida = casos.corrida()
    declarar_sin_evidencia(corrida=corrida, por=operador, motivo="Sin consola", ahora=AHORA)
    with pytest.raises(ReglaIncumplida, match="No hay evidencia"):
        corregir(corrida, operador, "conforme", "sin_evidencia", ticket=TICKET)


def test_only_who_operates_rectifies(operador, coordinador):
    corrida = verificada(operador)
    with pytest.raises(SinPermiso):
        corregir(corrida, coordinador)


def test_the_database_refuses_to_edit_a_declaration(operador):
    verificada(operador)
    with pytest.raises(IntegrityError), transaction.atomic():
        Verificacion.objects.update(resultado="no_conforme", motivo="x")


@pytest.mark.requisito("MIN-7.1.1-e-2")
def test_a_manual_run_repairs_and_its_copy_keeps_its_own_ancla(operador):
    corrida = fallida(operador)
    manual = repeticion(corrida)
    copia = Copia.objects.create(
        ejecucion=manual,
        linea=corrida.linea,
        item=corrida.item,
        tipo_de_backup="interno",
        modalidad="total",
        instante_de_datos=manual.inicio,
        dia_de_datos=AHORA.date(),
        fecha_ancla=AHORA.date(),
    )
    subsanar(corrida=corrida, ejecucion=manual, por=operador, ahora=AHORA)
    corrida.refresh_from_db()
    copia.refresh_from_db()
    assert corrida.estado == "no_conforme"
    assert corrida.estado_al(AHORA) == "subsanada"
    assert copia.fecha_ancla == AHORA.date() != corrida.fecha_operativa
    assert casos.ultimo_evento().accion == "verificacion.subsanar"
    with pytest.raises(EstadoCambiado):
        subsanar(corrida=corrida, ejecucion=manual, por=operador, ahora=AHORA)
    with pytest.raises(ReglaIncumplida, match="subsanada"):
        corregir(corrida, operador, "conforme", "no_conforme", ticket=TICKET)


@pytest.mark.parametrize(
    ("extra", "mensaje"),
    [
        ({"estado": "advertencia"}, "no terminó conforme"),
        ({"serie_modalidad": "incremental"}, "otra línea"),
        ({"inicio": AHORA - timedelta(days=5), "fin": AHORA}, "anterior"),
    ],
)
def test_only_a_good_later_run_of_the_series_repairs(operador, extra, mensaje):
    corrida = fallida(operador)
    with pytest.raises(ReglaIncumplida, match=mensaje):
        subsanar(corrida=corrida, ejecucion=repeticion(corrida, **extra), por=operador, ahora=AHORA)


def test_one_run_repairs_one_corrida(operador):
    corrida = fallida(operador)
    otra = fabricas.corrida(corrida.linea, casos.FO - timedelta(days=1))
    declarar_sin_evidencia(corrida=otra, por=operador, motivo="x", motivo_tardanza="y", ahora=AHORA)
    manual = repeticion(corrida)
    subsanar(corrida=corrida, ejecucion=manual, por=operador, ahora=AHORA)
    with pytest.raises(ReglaIncumplida, match="otra corrida"):
        subsanar(corrida=otra, ejecucion=manual, por=operador, ahora=AHORA)


def test_a_conforme_has_nothing_to_repair(operador, auditor):
    corrida = verificada(operador)
    with pytest.raises(ReglaIncumplida, match="Solo se subsana"):
        subsanar(corrida=corrida, ejecucion=repeticion(corrida), por=operador, ahora=AHORA)
    with pytest.raises(SinPermiso):
        subsanar(corrida=corrida, ejecucion=repeticion(corrida), por=auditor, ahora=AHORA)


def test_database_refuses_to_repair_a_conforme_even_if_code_forgets(operador):
    corrida = verificada(operador)
    corrida.refresh_from_db()
    corrida.subsanada_por = repeticion(corrida)
    with pytest.raises(IntegrityError), transaction.atomic():
        corrida.save()


def test_a_dispensa_before_the_window_needs_only_its_document(coordinador):
    corrida = casos.corrida()
    antes = corrida.inicio_previsto - timedelta(hours=1)
    declarar_no_aplica(corrida=corrida, por=coordinador, documento="Memo 12", ahora=antes)
    corrida.refresh_from_db()
    assert corrida.estado == "no_aplica"
    assert casos.ultimo_evento().despues["documento"] == "Memo 12"
    with pytest.raises(EstadoCambiado):
        declarar_no_aplica(corrida=corrida, por=coordinador, documento="Memo 12", ahora=antes)


def test_once_the_window_opened_a_dispensa_says_why(coordinador):
    corrida = casos.corrida()
    with pytest.raises(ReglaIncumplida) as error:
        declarar_no_aplica(corrida=corrida, por=coordinador, documento="Memo 12", ahora=AHORA)
    assert "motivo" in error.value.campos
    assert declarar_no_aplica(
        corrida=corrida, por=coordinador, documento="Memo 12", motivo="Corte", ahora=AHORA
    )


def test_what_is_overdue_is_never_dispensed(coordinador):
    with pytest.raises(ReglaIncumplida, match="venció"):
        declarar_no_aplica(
            corrida=casos.corrida(),
            por=coordinador,
            documento="Memo 12",
            motivo="x",
            ahora=AHORA + timedelta(days=2),
        )


def test_the_operator_cannot_dispense_himself(operador):
    with pytest.raises(SinPermiso):
        declarar_no_aplica(
            corrida=casos.corrida(), por=operador, documento="M", motivo="x", ahora=AHORA
        )


def test_database_refuses_a_dispensa_without_document_even_if_code_forgets(coordinador):
    with pytest.raises(IntegrityError), transaction.atomic():
        NoAplica.objects.create(
            corrida=casos.corrida(), documento="", por=coordinador, registrada_en=AHORA
        )
