"""Reports read in pieces and as text say what the rows say, row by row, on both engines."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from backupgov.informes import auditoria, ejecuciones
from backupgov.informes.modelo import Pedido, como_texto, escribir_instante
from gobierno import bitacora
from gobierno.models import EventoBitacora, Interrupcion
from gobierno.perfil import perfil_activo
from respaldo.models import Ejecucion
from tests import fabricas
from tests.respaldo.apoyo import fuente

pytestmark = pytest.mark.django_db
LIMA = ZoneInfo("America/Lima")


@pytest.fixture
def pedido():
    return Pedido(
        desde=date(2026, 3, 1), hasta=date(2026, 3, 31), perfil=perfil_activo(),
        usuario=fabricas.persona("auditor", "auditor"), hoy=fabricas.HOY, ahora=fabricas.AHORA,
    )  # fmt: skip


@pytest.mark.parametrize(
    "instante",
    [
        datetime(2026, 3, 1, 4, 59, 59, 999_999, tzinfo=UTC),
        datetime(2026, 3, 1, 5, tzinfo=UTC),
        datetime(2026, 12, 31, 23, 30, 0, 1, tzinfo=UTC),
        datetime(1999, 1, 1, 3, tzinfo=UTC),
        datetime(2026, 7, 1, 12, 34, tzinfo=ZoneInfo("Asia/Kathmandu")),
    ],
)
@pytest.mark.parametrize("zona", ["America/Lima", "Europe/Madrid", "Asia/Kathmandu"])
def test_an_instant_read_as_text_is_the_same_instant(instante, zona):
    fin = instante + timedelta(days=1)
    Interrupcion.objects.create(componente="x", desde=instante, hasta=fin)
    with timezone.override(zona):  # as every request does
        texto = Interrupcion.objects.values_list(como_texto("desde"), flat=True).get()
    local = instante.astimezone(ZoneInfo(zona))
    assert escribir_instante(ZoneInfo(zona))(texto) == f"{local:%d/%m/%Y %H:%M}"


def test_the_runs_come_whole_and_in_order_whatever_the_piece(pedido, monkeypatch):
    """By their start; e7 tells only its end, e6 only arrived, and e8 ended in another month."""
    inicio = datetime(2026, 3, 5, 3, tzinfo=UTC)
    cuando = [inicio, inicio, inicio, inicio - timedelta(days=1), inicio + timedelta(days=2)]
    cuando += [inicio, None, None, None]
    fines = [*cuando[:7], inicio - timedelta(hours=1), inicio + timedelta(days=30)]
    Ejecucion.objects.bulk_create(
        Ejecucion(
            fuente=fuente(), clave=f"e{n}", canal="api", trabajo="T", estado="conforme",
            inicio=desde, fin=fin, recibida_en=inicio + timedelta(hours=1),
        )
        for n, (desde, fin) in enumerate(zip(cuando, fines, strict=True))
    )  # fmt: skip
    enteras = list(ejecuciones.filas(pedido))
    assert [fila[13] for fila in enteras] == [
        "e3", "e7", "e0", "e1", "e2", "e5", "e6", "e4"
    ]  # fmt: skip
    for lote in (1, 2, 3):
        monkeypatch.setattr(ejecuciones, "_LOTE", lote)
        assert list(ejecuciones.filas(pedido)) == enteras
    assert [fila[:2] for fila in (enteras[0], enteras[1], enteras[6])] == [
        ("03/03/2026", "22:00"), ("04/03/2026", "21:00"), ("04/03/2026", "23:00"),
    ]  # fmt: skip


def test_the_trail_comes_whole_whatever_the_piece(pedido, monkeypatch):
    antes = fabricas.AHORA - timedelta(days=90)
    bitacora.registrar(bitacora.Evento(accion="fuera"), ahora=antes)
    for n in range(5):
        evento = bitacora.Evento(accion=f"a{n}", antes={"ñ": n}, despues={})
        bitacora.registrar(evento, ahora=fabricas.AHORA)
    monkeypatch.setattr(auditoria, "_LOTE", 2)
    filas = list(auditoria.filas(pedido))
    eventos = EventoBitacora.objects.filter(instante=fabricas.AHORA).order_by("numero")
    assert [fila[0] for fila in filas] == [e.numero for e in eventos]
    assert [fila[-1] for fila in filas] == [e.hash for e in eventos]
    assert filas[-1][8] == '{"ñ":4}'
    assert filas[-1][1] == f"{fabricas.AHORA.astimezone(LIMA):%d/%m/%Y %H:%M}"


def test_a_period_without_entries_has_no_rows(pedido):
    assert list(auditoria.filas(pedido)) == []
    assert list(ejecuciones.filas(pedido)) == []
