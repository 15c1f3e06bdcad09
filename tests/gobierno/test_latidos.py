"""Signs of life and honest gaps; the nightly walk of the chain."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from backupgov import programador
from gobierno import acciones, tasks
from gobierno.bitacora import Evento, registrar, verificar
from gobierno.models import Aviso, EventoBitacora, Interrupcion, Latido
from tests.a_la_vez import HECHO, desenlaces
from tests.fabricas import AHORA
from tests.gobierno.test_bitacora import sin_guardas

pytestmark = pytest.mark.django_db
MINUTO = timedelta(minutes=1)


def latir(cuando: datetime, componente: str = "worker"):
    return acciones.latir(componente=componente, ahora=cuando)


def test_a_regular_sign_leaves_no_gap():
    for n in range(5):
        assert latir(AHORA + n * MINUTO) is None
    assert Latido.objects.get().ultimo_en == AHORA + 4 * MINUTO
    assert not EventoBitacora.objects.exists()


def test_a_silence_is_recorded_once_with_its_ends():
    latir(AHORA)
    vuelta = AHORA + timedelta(hours=3)
    silencio = latir(vuelta)
    assert (silencio.desde, silencio.hasta) == (AHORA, vuelta)
    assert latir(vuelta) is None
    assert latir(vuelta + MINUTO) is None
    assert Interrupcion.objects.count() == 1
    evento = EventoBitacora.objects.get()
    assert (evento.accion, evento.actor) == ("sistema.interrupcion", "Sistema (tarea programada)")


def test_a_clock_that_moves_back_changes_nothing():
    latir(AHORA)
    assert latir(AHORA - timedelta(hours=1)) is None
    assert Latido.objects.get().ultimo_en == AHORA


@pytest.mark.parametrize("fin", [AHORA, AHORA - MINUTO])
def test_the_database_rejects_a_gap_without_length(fin):
    with pytest.raises(IntegrityError), transaction.atomic():
        Interrupcion.objects.create(componente="worker", desde=AHORA, hasta=fin)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_workers_that_come_back_at_once_record_one_gap():
    latir(AHORA)
    assert desenlaces(*[lambda: latir(AHORA + timedelta(hours=1))] * 2) == [HECHO] * 2
    assert Interrupcion.objects.count() == 1


def test_worker_and_beat_sign_by_themselves(time_machine):
    time_machine.move_to(AHORA, tick=False)
    tasks.latir()
    tasks.latir()
    programador.latir_beat()
    assert set(Latido.objects.values_list("componente", flat=True)) == {"worker", "beat"}


def test_the_scheduler_signs_while_it_ticks_but_not_at_every_tick(monkeypatch, tmp_path):
    from backupgov.celery import app

    firmas = []
    monkeypatch.setattr(programador, "latir_beat", lambda: firmas.append(1))
    monkeypatch.setattr(programador, "close_old_connections", lambda: None)
    planificador = programador.Programador(app, schedule_filename=str(tmp_path / "beat"), lazy=True)
    monkeypatch.setattr(programador.PersistentScheduler, "tick", lambda self: 5.0)
    assert planificador.tick() == 5.0
    assert planificador.tick() == 5.0
    assert firmas == [1]


def test_beat_goes_on_without_a_database(monkeypatch, capsys):
    from django.db import OperationalError

    def fallar(**_):
        raise OperationalError("no hay base")

    monkeypatch.setattr(acciones, "latir", fallar)
    programador.latir_beat()
    assert not Latido.objects.exists()


# --- The chain -----------------------------------------------------------------------------------
def entradas(veces: int = 3) -> None:
    for n in range(veces):
        registrar(Evento(accion=f"prueba.{n}"), ahora=AHORA)


@pytest.mark.requisito("X-11")
def test_the_command_says_intact_or_names_the_broken_entry(capsys, administrador):
    entradas()
    call_command("verificar_bitacora")
    assert "Intacta: 3 entradas." in capsys.readouterr().out
    sin_guardas("UPDATE gobierno_eventobitacora SET actor = 'otro' WHERE numero = 2")
    with pytest.raises(SystemExit) as salida:
        call_command("verificar_bitacora")
    assert salida.value.code == 1
    assert "Rota en la entrada 2" in capsys.readouterr().out
    aviso = Aviso.objects.get(destinatario=administrador)
    assert (aviso.urgencia, aviso.enlace) == ("inmediata", "/salud/sistema/")


@pytest.mark.requisito("X-11")
def test_an_entry_that_the_head_does_not_know_shows():
    entradas()
    fila = EventoBitacora.objects.get(numero=3)
    fila.pk, fila.numero = None, 4
    fila.save()
    resultado = verificar()
    assert (resultado.intacta, resultado.rota_en) == (False, 4)


@pytest.mark.requisito("X-11")
def test_a_head_that_was_changed_shows():
    entradas()
    sin_guardas("UPDATE gobierno_cadenabitacora SET ultimo_hash = %s", "f" * 64)
    assert "cabeza" in verificar().causa


def test_acts_that_go_on_during_the_walk_are_no_false_alarm(monkeypatch):
    from gobierno import bitacora

    entradas()
    original = bitacora.huella

    def mientras_tanto(fila):
        if fila.numero == 3 and fila.hash:
            monkeypatch.setattr(bitacora, "huella", original)
            registrar(Evento(accion="otra"), ahora=AHORA)
        return original(fila)

    monkeypatch.setattr(bitacora, "huella", mientras_tanto)
    assert verificar().intacta


def test_it_is_walked_once_a_night_and_at_once_after_an_outage():
    def toca(cuando: datetime) -> bool:
        return acciones.verificar_cadena_si_toca(ahora=cuando, hoy=cuando.date()) is not None

    tarde = datetime(2026, 3, 10, 20, tzinfo=UTC)  # 15:00 in Lima
    noche = datetime(2026, 3, 11, 7, tzinfo=UTC)  # 02:00 in Lima
    assert toca(tarde - timedelta(days=3))
    assert toca(tarde - timedelta(days=1))
    assert not toca(tarde - timedelta(hours=20))
    assert not toca(tarde)
    assert toca(noche)
    assert not toca(noche)
    assert not toca(noche + timedelta(hours=1))
    assert toca(noche + timedelta(days=3))
