"""What arrives is kept once, covered, and told to the run that it is of."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from gobierno.errores import EstadoCambiado, ReglaIncumplida
from gobierno.models import EventoBitacora
from respaldo.acciones.asiento import Recibo
from respaldo.acciones.evidencias import Rechazada, rechazar_evidencia, recibir_evidencia
from respaldo.entregas import Entrega, huella_de
from respaldo.importadores.captura import Captura
from respaldo.models import (
    AliasDeEjecucion,
    Aporte,
    Corrida,
    Ejecucion,
    Evidencia,
    LecturaDeEvidencia,
)
from tests.fabricas import AHORA
from tests.respaldo.apoyo import fuente, regla, utc
from tests.respaldo.entregas import FOTO, RESUMEN

pytestmark = pytest.mark.django_db


def captura(**extra: Any) -> Captura:
    """A good restic run of Monday night, as the wrapper sends it."""
    datos: dict[str, Any] = {
        "zona": ZoneInfo("America/Lima"),
        "herramienta": "restic",
        "trabajo": "JOB-1",
        "equipo": "srv-1",
        "stdout": json.dumps(RESUMEN).encode() + b"\n",
        "codigo_salida": 0,
        "inicio": utc(2026, 3, 10, 3, 5),
        "fin": utc(2026, 3, 10, 3, 20),
    } | extra
    return Captura(**datos)


def llega(
    de: Captura | None = None, *, clave: str = "", ahora: Any = AHORA, **extra: Any
) -> Recibo:
    de = de or captura()
    entrega = Entrega(captura=de, tamano=len(de.stdout), sha256=huella_de(de), clave=clave)
    return recibir_evidencia(fuente=fuente(), entrega=entrega, ahora=ahora, **extra)


@pytest.mark.requisito("MIN-7.1.1-b", "MIN-7.1.1-c")
def test_it_keeps_what_arrived_and_answers_for_the_night(diaria):
    recibo = llega()
    assert recibo.resultado == "ok"
    e = Ejecucion.objects.get()
    assert (e.estado, e.bytes, e.copia_id, e.canal) == ("conforme", 123456, FOTO, "api")
    assert e.detalle["herramienta"] == "restic"
    assert e.procedencia == {"inicio": 1, "fin": 1}  # only the wrapper said when
    assert e.corrida_id
    aporte = Aporte.objects.get()
    assert aporte.evidencia == recibo.evidencia == Evidencia.objects.get()
    assert {"estado", "inicio", "bytes"} <= set(aporte.campos)
    assert recibo.evidencia.partes["stdout"].startswith(b'{"message_type"')


def test_an_idempotency_key_answers_the_same_and_refuses_other_bytes(diaria):
    primera = llega(clave="k1")
    segunda = llega(clave="k1", ahora=AHORA + timedelta(hours=1))
    assert segunda.repetida
    assert segunda.evidencia == primera.evidencia
    assert segunda.ejecuciones == primera.ejecuciones
    with pytest.raises(EstadoCambiado):
        llega(captura(stderr=b"otra"), clave="k1")
    despues = llega(captura(stderr=b"otra"), clave="k1", ahora=AHORA + timedelta(days=8))
    assert not despues.repetida
    assert Evidencia.objects.count() == 2


def test_the_same_bytes_again_move_only_a_counter(diaria):
    llega()
    otra = llega()
    assert otra.repetida
    assert Evidencia.objects.count() == 1
    assert Aporte.objects.count() == 1
    assert Ejecucion.objects.get().repetida == 1


def test_one_run_by_two_roads_is_one_run_with_two_evidences(diaria):
    """A short restic id and the whole one, the wrapper's time and the tool's."""
    corta = json.dumps({**RESUMEN, "snapshot_id": FOTO[:8]}).encode()
    llega(captura(stdout=corta))
    larga = {
        **RESUMEN,
        "backup_start": "2026-03-09T22:06:00-05:00",
        "backup_end": "2026-03-09T22:19:00-05:00",
    }
    llega(captura(stdout=json.dumps(larga).encode()))
    e = Ejecucion.objects.get()
    assert e.inicio == utc(2026, 3, 10, 3, 6)  # the tool's word beats the wrapper's
    assert "inicio" not in e.procedencia
    assert Aporte.objects.filter(ejecucion=e).count() == 2
    assert AliasDeEjecucion.objects.get().clave.endswith(FOTO)


def test_the_state_only_gets_worse_by_itself(diaria):
    llega()
    llega(captura(codigo_salida=3, stderr=b"error: lchown\n"))
    e = Ejecucion.objects.get()
    assert e.estado == "advertencia"
    llega(captura(stderr=b"de nuevo\n"))
    e.refresh_from_db()
    assert e.estado == "advertencia"


def test_a_list_completes_what_is_known_and_creates_nothing(diaria):
    lista = [
        {
            "time": "2026-03-09T22:06:00-05:00",
            "tree": "a" * 64,
            "paths": ["/d"],
            "hostname": "srv-1",
            "username": "root",
            "id": FOTO,
            "short_id": FOTO[:8],
        }
    ]
    inventario = captura(stdout=json.dumps(lista).encode(), inicio=None, fin=None)
    assert llega(inventario).resultado == "ok"
    assert not Ejecucion.objects.exists()
    llega()
    llega(inventario, ahora=AHORA + timedelta(days=1))
    e = Ejecucion.objects.get()
    assert (e.estado, e.inicio) == ("conforme", utc(2026, 3, 10, 3, 6))


@pytest.mark.requisito("MIN-7.1.1-d")
def test_other_operations_never_answer_for_a_day(diaria):
    recibo = llega(
        captura(
            stdout=b"using temporary cache\ncreate exclusive lock for repository\n"
            b"load indexes\ncheck all packs\nno errors were found\n"
        )
    )
    assert not Ejecucion.objects.exists()
    assert not Corrida.objects.filter(ejecucion__isnull=False).exists()
    lectura = LecturaDeEvidencia.objects.get()
    assert recibo.resultado == "ok"
    assert [o["operacion"] for o in lectura.operaciones] == ["verificacion"]
    assert "no una copia" in " ".join(lectura.mensajes)


@pytest.mark.requisito("X-10")
def test_it_keeps_no_secret_but_the_hash_of_what_came(diaria):
    sucia = captura(
        stderr=b"+ RESTIC_PASSWORD=hunter2secreto restic backup\n",
        equipo="rest:http://u:hunter2secreto@h/",
    )
    evidencia = llega(sucia).evidencia
    evidencia.refresh_from_db()
    todo = repr((evidencia.partes, evidencia.datos, list(Ejecucion.objects.values())))
    assert "hunter2secreto" not in todo
    assert evidencia.tapada
    assert evidencia.sha256 == huella_de(sucia)


@pytest.mark.requisito("X-11")
def test_what_arrived_is_never_edited(diaria):
    evidencia = llega().evidencia
    for fila in (evidencia, LecturaDeEvidencia.objects.get(), Aporte.objects.get()):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(fila).objects.filter(pk=fila.pk).update(id=fila.pk)
        with pytest.raises(IntegrityError), transaction.atomic():
            type(fila).objects.filter(pk=fila.pk)._raw_delete("default")


def test_what_nobody_understands_is_kept_and_said(diaria):
    recibo = llega(
        captura(
            stdout=b"\xff\x00hola <script>alert(1)</script>",
            codigo_salida=None,
            inicio=None,
            fin=None,
            herramienta="",
        )
    )
    assert recibo.resultado == "no_reconocida"
    assert Evidencia.objects.get().partes["stdout"].startswith(b"\xff\x00hola")
    fuente().refresh_from_db()
    assert fuente().ultima_vista_en == AHORA


def test_a_clock_ahead_is_accepted_and_flagged(diaria):
    llega(captura(inicio=AHORA + timedelta(hours=2), fin=AHORA + timedelta(hours=3)))
    e = Ejecucion.objects.get()
    assert (e.fin, e.detalle["motivos"]) == (AHORA, ["RELOJ_DESFASADO"])
    assert e.procedencia == {"fin": 0}


def test_a_bound_source_needs_no_rule(diaria):
    f = fuente("Atada", item=diaria.item, tipo_de_backup="interno", serie_modalidad="total")
    de = captura(trabajo="nombre que nadie conoce")
    entrega = Entrega(captura=de, tamano=1, sha256=huella_de(de))
    recibir_evidencia(fuente=f, entrega=entrega, ahora=AHORA)
    assert Ejecucion.objects.get().situacion == "prevista"


def test_a_source_turned_off_receives_nothing(diaria):
    f = fuente("Apagada", activa=False)
    de = captura()
    with pytest.raises(ReglaIncumplida):
        recibir_evidencia(
            fuente=f, entrega=Entrega(captura=de, tamano=1, sha256="0" * 64), ahora=AHORA
        )
    assert not Evidencia.objects.exists()


def test_what_is_big_waits_for_the_worker(diaria):
    recibo = llega(en_linea=10)
    assert recibo.resultado == "pendiente"
    assert not Ejecucion.objects.exists()
    assert recibo.evidencia.pendiente
    f = fuente()
    assert f.ultima_vista_en == AHORA  # it spoke now, whenever it is read


def test_a_refusal_leaves_the_fact_and_nothing_else(diaria):
    hecho = Rechazada(canal="api", motivo="Pesa demasiado.", tamano=6_000_000, sha256="a" * 64)
    evidencia = rechazar_evidencia(fuente=fuente(), rechazada=hecho, ahora=AHORA)
    assert (evidencia.partes, evidencia.lecturas.get().resultado) == ({}, "rechazada")


def test_it_leaves_one_audit_event_per_delivery_that_tells_something(diaria):
    antes = EventoBitacora.objects.count()
    llega()
    assert EventoBitacora.objects.count() == antes + 1


def test_equal_words_without_a_date_are_another_run_each_day(diaria):
    regla(diaria, "respaldo-nocturno")
    sueltas = replace(
        captura(),
        stdout=b"todo bien\n",
        inicio=None,
        fin=None,
        codigo_salida=1,
        herramienta="",
        trabajo="respaldo-nocturno",
    )
    llega(sueltas)
    llega(sueltas, ahora=AHORA + timedelta(days=1))
    assert Ejecucion.objects.count() == 2
