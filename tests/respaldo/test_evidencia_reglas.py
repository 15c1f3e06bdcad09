"""Acts on evidence: who may, when not, and what stays written of each."""

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from gobierno.bitacora import verificar
from gobierno.errores import EstadoCambiado, ReglaIncumplida, SinPermiso
from gobierno.models import EventoBitacora
from respaldo.acciones import coincidencias, fuentes, registro
from respaldo.acciones.coincidencias import DatosDeRegla
from respaldo.api.autenticacion import fuente_con_token
from respaldo.models import Copia, Corrida, Ejecucion, Fuente, ReglaDeCoincidencia
from tests.fabricas import AHORA, HOY, linea
from tests.respaldo.apoyo import fuente, leida, llega, regla, utc

pytestmark = pytest.mark.django_db
ACTO = {"hoy": HOY, "ahora": AHORA}
DATOS = fuentes.DatosDeFuente("Veeam", "Veeam 12", "America/Lima")


def test_only_who_administers_creates_and_renews(operador, administrador):
    with pytest.raises(SinPermiso):
        fuentes.crear_fuente(datos=DATOS, por=operador, **ACTO)
    creada, token = fuentes.crear_fuente(datos=DATOS, por=administrador, **ACTO)
    with pytest.raises(SinPermiso):
        fuentes.rotar_token(fuente=creada, anterior_hasta=AHORA, por=operador, **ACTO)
    with pytest.raises(SinPermiso):
        fuentes.cambiar_actividad(fuente=creada, activa=False, por=operador, **ACTO)
    assert token.startswith("bgv_")
    assert len(token) > 40


@pytest.mark.requisito("X-10", "X-11")
def test_the_token_is_written_nowhere(administrador):
    creada, token = fuentes.crear_fuente(datos=DATOS, por=administrador, **ACTO)
    nuevo = fuentes.rotar_token(
        fuente=creada, anterior_hasta=AHORA + timedelta(days=7), por=administrador, **ACTO
    )
    escrito = str(list(EventoBitacora.objects.values())) + str(Fuente.objects.values())
    assert token not in escrito
    assert nuevo not in escrito
    assert verificar().intacta
    hallada = fuente_con_token(fuentes.huella(token), ahora=AHORA)
    assert hallada == fuente_con_token(fuentes.huella(nuevo), ahora=AHORA) == creada
    despues = AHORA + timedelta(days=8)
    assert fuente_con_token(fuentes.huella(token), ahora=despues) is None


@pytest.mark.parametrize(
    ("cambio", "campo"), [({"zona": "Lima"}, "zona"), ({"nombre": "VEEAM"}, "nombre")]
)
def test_a_source_needs_a_zone_and_its_own_name(administrador, cambio, campo):
    fuente("Veeam")
    datos = fuentes.DatosDeFuente(**{"nombre": "Otra", "herramienta": "", "zona": "UTC"} | cambio)
    with pytest.raises(ReglaIncumplida) as error:
        fuentes.crear_fuente(datos=datos, por=administrador, **ACTO)
    assert campo in error.value.campos


@pytest.mark.requisito("MIN-6.2")
def test_only_who_operates_says_what_a_job_is(diaria, auditor, operador):
    [r] = llega(leida(trabajo="OTRO"))
    with pytest.raises(SinPermiso):
        coincidencias.resolver_no_reconocida(
            ejecucion=r.ejecucion, linea=diaria, por=auditor, **ACTO
        )
    with pytest.raises(SinPermiso):
        coincidencias.descartar_no_contempladas(
            ejecucion=r.ejecucion, motivo="x", por=auditor, **ACTO
        )
    hecha, cuantas = coincidencias.resolver_no_reconocida(
        ejecucion=r.ejecucion, linea=diaria, por=operador, **ACTO
    )
    assert (hecha.trabajo, cuantas) == ("otro", 1)
    assert EventoBitacora.objects.last().accion == "respaldo.guardar_regla"


def test_two_active_rules_cannot_say_the_same(diaria, operador):
    datos = DatosDeRegla("exacta", "JOB-1", diaria)
    with pytest.raises(ReglaIncumplida, match="Ya hay una regla"):
        coincidencias.guardar_regla(datos=datos, por=operador, **ACTO)
    with pytest.raises(IntegrityError), transaction.atomic():
        regla(diaria)
    vieja = ReglaDeCoincidencia.objects.get()
    coincidencias.desactivar_regla(regla=vieja, por=operador, **ACTO)
    with pytest.raises(EstadoCambiado):
        coincidencias.desactivar_regla(regla=vieja, por=operador, **ACTO)
    coincidencias.guardar_regla(datos=datos, por=operador, **ACTO)


def vincular(r, corrida, por):
    return registro.vincular_a_mano(ejecucion=r.ejecucion, corrida=corrida, por=por, **ACTO)


@pytest.mark.requisito("R3", "RC-54")
def test_a_link_by_hand_has_its_rules(diaria, vigente, operador, auditor):
    [suelta] = llega(leida("suelta", inicio=utc(2026, 3, 9, 14)))
    corrida = Corrida.objects.get(fecha_operativa=date(2026, 3, 8))
    with pytest.raises(SinPermiso):
        vincular(suelta, corrida, auditor)
    with pytest.raises(ReglaIncumplida, match="anterior a la ventana"):
        vincular(suelta, Corrida.objects.get(fecha_operativa=date(2026, 3, 10)), operador)
    Corrida.objects.filter(fecha_operativa=date(2026, 3, 7)).update(estado="sin_evidencia")
    with pytest.raises(EstadoCambiado, match="sin evidencia"):
        vincular(suelta, Corrida.objects.get(fecha_operativa=date(2026, 3, 7)), operador)
    otra = linea(vigente, "Otra")
    ajena = Corrida.objects.get(fecha_operativa=date(2026, 3, 6))
    ajena.item = otra.item
    ajena.save()
    with pytest.raises(ReglaIncumplida, match="otro ítem"):
        vincular(suelta, ajena, operador)
    vincular(suelta, corrida, operador)
    assert EventoBitacora.objects.last().accion == "respaldo.vincular_a_mano"
    with pytest.raises(EstadoCambiado):
        vincular(suelta, corrida, operador)


@pytest.mark.requisito("R3", "X-4")
def test_a_repetition_linked_by_hand_does_not_hide_the_failure(diaria, operador):
    llega(leida("mal", estado="no_conforme"))
    [repeticion] = llega(leida("bien", inicio=utc(2026, 3, 10, 14)))
    corrida = Corrida.objects.get(fecha_operativa=date(2026, 3, 9))
    vincular(repeticion, corrida, operador)
    corrida.refresh_from_db()
    assert corrida.ejecucion.clave == "mal"
    assert corrida.ejecuciones.count() == 2


def test_an_unknown_run_linked_by_hand_gets_its_line_and_its_copy(diaria, operador):
    [r] = llega(leida(trabajo="OTRO", inicio=utc(2026, 3, 10, 12)))
    vincular(r, Corrida.objects.get(fecha_operativa=date(2026, 3, 9)), operador)
    copia = Copia.objects.get()
    assert (copia.linea, copia.fecha_ancla) == (diaria, date(2026, 3, 10))


def test_the_same_run_in_two_sources_is_two_runs(diaria):
    llega(leida(), de=fuente("A"))
    llega(leida(), de=fuente("B"))
    assert Ejecucion.objects.count() == 2
    assert Corrida.objects.filter(ejecucion__isnull=False).count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_people_resolving_the_same_job_leave_one_rule(diaria, operador, operador2):
    [r] = llega(leida(trabajo="OTRO"))
    hechas: list[str] = []

    def resolver(quien) -> None:
        try:
            coincidencias.resolver_no_reconocida(
                ejecucion=Ejecucion.objects.get(pk=r.ejecucion.pk), linea=diaria, por=quien, **ACTO
            )
            hechas.append("hecha")
        except ReglaIncumplida:
            hechas.append("rechazada")
        finally:
            connection.close()

    hilos = [threading.Thread(target=resolver, args=[q]) for q in (operador, operador2)]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join()
    assert sorted(hechas) == ["hecha", "rechazada"]
    assert ReglaDeCoincidencia.objects.filter(trabajo="otro").count() == 1
