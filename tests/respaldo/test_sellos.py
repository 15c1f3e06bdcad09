"""The seal of each day of evidence: nothing changes, enters or leaves it unseen (§9)."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction

from backupgov import salud
from gobierno.models import Aviso, EventoBitacora, Latido
from respaldo.acciones.recorrido_de_sellos import verificar_sellos, verificar_sellos_si_toca
from respaldo.acciones.sellos import dias_alterados, sellar
from respaldo.models import Evidencia, SelloDeEvidencia
from respaldo.tasks import sellar_evidencia
from respaldo.tasks import verificar_sellos as tarea
from tests.fabricas import AHORA
from tests.respaldo.apoyo import fuente
from tests.respaldo.test_evidencias import llega

pytestmark = pytest.mark.django_db
DIA = timedelta(days=1)


def suelta(en, sha="a"):
    return Evidencia.objects.create(
        fuente=fuente(), canal="api", recibida_en=en, tamano=1, sha256=sha * 64, copia=b""
    )


@pytest.mark.requisito("X-11")
def test_each_day_is_sealed_once_after_it_ended(diaria):
    llega()
    assert sellar(ahora=AHORA) == 0  # its day has not ended
    assert sellar(ahora=AHORA + 3 * DIA) == 3
    assert sellar(ahora=AHORA + 3 * DIA) == 0
    sellos = list(SelloDeEvidencia.objects.order_by("dia"))
    assert [s.cantidad for s in sellos] == [1, 0, 0]
    assert [s.previo for s in sellos[1:]] == [s.cadena for s in sellos[:-1]]
    evento = EventoBitacora.objects.filter(accion="respaldo.sellar_evidencia").get()
    assert sellos[-1].cadena in str(evento.despues)
    assert dias_alterados() == []
    call_command("verificar_evidencia")


def test_without_evidence_there_is_nothing_to_seal(db):
    assert sellar(ahora=AHORA) == 0
    sellar_evidencia()
    assert not SelloDeEvidencia.objects.exists()


@pytest.mark.requisito("X-11")
def test_what_enters_late_is_seen_and_a_seal_cannot_be_edited(diaria, capsys):
    llega()
    sellar(ahora=AHORA + 2 * DIA)
    primero = SelloDeEvidencia.objects.earliest("dia")
    suelta(AHORA)
    assert dias_alterados() == [primero.dia]
    with pytest.raises(SystemExit):
        call_command("verificar_evidencia")
    assert f"{primero.dia:%d/%m/%Y}" in capsys.readouterr().out
    with pytest.raises(DatabaseError), transaction.atomic():
        SelloDeEvidencia.objects.filter(pk=primero.pk).update(cantidad=2)


def revision():
    return salud.sellos(AHORA + 3 * DIA)


@pytest.mark.requisito("X-11")
def test_the_health_page_shows_what_the_last_walk_found(diaria, administrador, client):
    assert revision().detalle == "Nunca se verificó."
    llega()
    sellar(ahora=AHORA + 2 * DIA)
    verificar_sellos(ahora=AHORA + 3 * DIA, hoy=AHORA.date())
    assert revision().bien
    assert "Intacta: 2 días sellados. Verificada el 13/03/2026" in revision().detalle
    suelta(AHORA)
    for _ in range(2):  # told once, however often it is walked
        verificar_sellos(ahora=AHORA + 3 * DIA, hoy=AHORA.date())
    assert revision().estado == salud.MAL
    assert "la evidencia de 10/03/2026" in revision().detalle
    assert "No borre nada" in revision().remedio
    aviso = Aviso.objects.get(tipo="sellos", destinatario=administrador)
    assert "10/03/2026" in aviso.texto
    client.force_login(administrador)
    assert "Sellos de la evidencia" in client.get("/salud/sistema/").content.decode()


def test_it_walks_once_a_day_and_at_once_when_it_is_late(db):
    tarea()
    Latido.objects.update(ultimo_en=AHORA)
    assert verificar_sellos_si_toca(ahora=AHORA, hoy=AHORA.date()) is None
    assert verificar_sellos_si_toca(ahora=AHORA + 2 * DIA, hoy=AHORA.date()) is not None
    assert Latido.objects.get(componente="sellos").ultimo_en == AHORA + 2 * DIA
