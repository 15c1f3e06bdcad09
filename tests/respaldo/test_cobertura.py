"""The gap between promise and copies: one finding a line, told once, closed when mended."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from directorio.models import Linea
from gobierno import reloj
from gobierno.models import Aviso
from gobierno.perfil import perfil_activo
from respaldo.acciones.cobertura import revisar_cobertura
from respaldo.coberturas import coberturas_de
from respaldo.models import Copia, Corrida, Hallazgo
from tests import fabricas
from tests.respaldo import casos

pytestmark = [pytest.mark.django_db, pytest.mark.requisito("MIN-7.1.1-c", "X-4")]

LUNES = date(2026, 3, 9)
AHORA = datetime(2026, 3, 13, 15, tzinfo=UTC)


def copia_de(corrida: Corrida) -> Copia:
    ejecucion = casos.evidencia(corrida)
    return Copia.objects.create(
        ejecucion=ejecucion,
        linea=corrida.linea,
        item=corrida.item,
        tipo_de_backup="interno",
        modalidad="total",
        instante_de_datos=ejecucion.inicio,
        dia_de_datos=corrida.fecha_operativa,
        fecha_ancla=corrida.fecha_operativa,
    )


@pytest.fixture
def corridas(operador, coordinador):
    """Three days owed, the middle one without any copy."""
    linea = casos.linea()
    dias = [fabricas.corrida(linea, LUNES + timedelta(days=n)) for n in range(3)]
    copia_de(dias[0])
    copia_de(dias[2])
    return dias


def test_a_gap_is_one_finding_with_its_cause(corridas, operador):
    assert revisar_cobertura(ahora=AHORA) == 1
    hallazgo = Hallazgo.objects.get()
    assert "de 3 días que el Directorio promete, se recuperan 2" in hallazgo.texto
    assert "sin rastro de ejecución (10/03/2026)" in hallazgo.texto
    assert hallazgo.datos["causas"] == {"omitida": 1}
    assert Aviso.objects.filter(destinatario=operador).count() == 1


def test_it_is_told_once_although_the_sweep_repeats_and_the_gap_grows(corridas, operador):
    revisar_cobertura(ahora=AHORA)
    fabricas.corrida(corridas[0].linea, LUNES + timedelta(days=3))
    assert revisar_cobertura(ahora=AHORA + timedelta(days=1)) == 0
    assert "se recuperan 2" in Hallazgo.objects.get().texto
    assert "11/03/2026" not in Hallazgo.objects.get().texto
    assert "12/03/2026, 10/03/2026" in Hallazgo.objects.get().texto
    assert Aviso.objects.filter(destinatario=operador).count() == 1


def test_it_closes_when_the_evidence_arrives(corridas):
    revisar_cobertura(ahora=AHORA)
    copia_de(corridas[1])
    assert revisar_cobertura(ahora=AHORA) == 0
    assert Hallazgo.objects.get().resuelto_en == AHORA


def test_what_was_repeated_another_day_is_no_alarm(corridas):
    Corrida.objects.filter(pk=corridas[1].pk).update(
        estado="no_conforme", subsanada_por=fabricas.ejecucion()
    )
    assert revisar_cobertura(ahora=AHORA) == 0


def test_what_is_not_due_yet_or_does_not_apply_is_not_promised(corridas):
    Corrida.objects.filter(pk=corridas[1].pk).update(estado="no_aplica")
    fabricas.corrida(corridas[0].linea, date(2026, 3, 13))
    assert revisar_cobertura(ahora=AHORA) == 0


def test_an_invalid_base_takes_its_days_away(corridas):
    Copia.objects.filter(fecha_ancla=LUNES).update(invalidada_en=AHORA)
    revisar_cobertura(ahora=AHORA)
    assert Hallazgo.objects.get().datos["causas"] == {"invalidada": 1, "omitida": 1}


def test_the_line_shows_how_much_of_its_promise_holds(corridas, operador, client, monkeypatch):
    monkeypatch.setattr(reloj, "ahora", lambda: AHORA)
    client.force_login(operador)
    url = reverse("respaldo:calendario", args=[corridas[0].linea_id])
    pagina = client.get(f"{url}?mes=2026-03").content.decode()
    assert "Retención que hoy se cumple" in pagina
    assert "Sin rastro de ejecución" in pagina


def test_the_whole_directorio_is_read_in_few_statements(corridas, django_assert_max_num_queries):
    for n in range(5):
        copia_de(fabricas.corrida(casos.linea(f"Carpeta {n}"), LUNES))
    lineas = list(Linea.objects.select_related("item"))
    with django_assert_max_num_queries(8):
        medidas = list(coberturas_de(lineas, al=AHORA, zona=perfil_activo().zona))
    assert len(medidas) == 6
