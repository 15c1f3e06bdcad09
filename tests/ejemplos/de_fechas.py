"""Dates alone: the last day retained, the window of a run, what is owed, deadlines."""

from datetime import UTC, date, datetime, timedelta

import pytest

from directorio.periodicidad import DiaDelMes, Mensual, fechas
from directorio.plazos import ESTRICTA, leer, verificar_base
from gobierno.calendario import vencimiento_de_verificacion
from gobierno.trimestres import revisar
from mesa_ayuda.sla import Reloj, Tramo, cumple, transcurrido
from tests.ejemplos.consultas import NOCHE, PERU, ultimo
from tests.respaldo.historias import LIMA, dia, lima


@pytest.mark.requisito("RC-03", "R12")
def rc_03():
    assert ultimo("4 semanas", "2026-02-22") == "2026-03-22"


@pytest.mark.requisito("RC-04", "R12")
def rc_04():
    assert ultimo("1 mes", "2026-01-31") == "2026-02-28"


@pytest.mark.requisito("RC-06", "R12")
def rc_06():
    assert ultimo("30 días", "2026-02-01") == "2026-03-03"
    assert ultimo("1 mes", "2026-02-01") == "2026-03-01"


@pytest.mark.requisito("RC-08", "R12")
def rc_08():
    assert ultimo("365 días", "2027-03-01") == "2028-02-29"
    assert ultimo("1 año", "2027-03-01") == "2028-03-01"
    assert ultimo("12 meses", "2027-03-01") == "2028-03-01"


@pytest.mark.requisito("RC-09", "R12")
def rc_09():
    assert ultimo("1 mes", "2026-02-28") == "2026-03-28"


@pytest.mark.requisito("RC-11", "R2")
def rc_11():
    assert NOCHE.fecha_operativa_de(lima("2026-03-01 22:00"), LIMA) == dia("2026-03-01")
    assert ultimo("30 días", "2026-03-01") == "2026-03-31"


@pytest.mark.requisito("RC-12", "R3")
def rc_12():
    assert NOCHE.fecha_operativa_de(lima("2026-03-02 00:30"), LIMA) == dia("2026-03-01")


@pytest.mark.requisito("RC-13", "R1")
def rc_13():
    registro = datetime(2026, 3, 2, 3, 30, tzinfo=UTC)

    assert NOCHE.fecha_operativa_de(registro, LIMA) == dia("2026-03-01")
    assert ultimo("30 días", "2026-03-01") == "2026-03-31"


@pytest.mark.requisito("RC-36", "R10")
def rc_36():
    hallazgo = verificar_base(
        leer("2 semanas"), leer("30 días"), periodo_base=7, comportamiento=ESTRICTA
    )

    assert hallazgo.es_error
    assert "2 semanas y necesita al menos 36 días" in hallazgo.mensaje
    assert "una total cada 7 días" in hallazgo.mensaje
    assert "extiende la base" in hallazgo.remedio


@pytest.mark.requisito("RC-52")
def rc_52():
    dadas = fechas(Mensual(DiaDelMes(31)), date(2026, 1, 1), date(2026, 12, 31), PERU)

    assert len(dadas) == 12
    assert [f.isoformat() for f in (*dadas[:4], dadas[-1])] == [
        "2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-12-31",
    ]  # fmt: skip


@pytest.mark.requisito("RC-53")
def rc_53():
    dadas = fechas(Mensual(DiaDelMes(30)), date(2026, 1, 1), date(2026, 4, 30), PERU)

    assert [f"{f:%m-%d}" for f in dadas] == ["01-30", "02-28", "03-30", "04-30"]


@pytest.mark.requisito("CAL-1", "R5")
def cal_1():
    cierre = NOCHE.fecha_de_cierre(dia("2026-04-01"))
    vence = vencimiento_de_verificacion(cierre, PERU, LIMA)

    assert vence == datetime(2026, 4, 7, 5, 0, tzinfo=UTC)
    assert vence.astimezone(LIMA).date() - timedelta(days=1) == dia("2026-04-06")


@pytest.mark.requisito("CAL-3")
def cal_3():
    assert PERU.sumar_habiles(dia("2026-07-27"), 2) == dia("2026-07-31")


@pytest.mark.requisito("CAL-4")
def cal_4():
    assert PERU.es_feriado(dia("2026-06-07"))
    assert PERU.sumar_habiles(dia("2026-06-05"), 1) == dia("2026-06-08")


@pytest.mark.requisito("CAL-5")
def cal_5():
    assert not PERU.es_feriado(dia("2023-06-07"))
    assert PERU.es_feriado(dia("2024-06-07"))


@pytest.mark.requisito("CAL-6")
def cal_6():
    plan = revisar([dia("2026-01-02"), dia("2026-06-30")], anio=2026)

    assert not plan.se_acepta
    assert plan.vacios == (3, 4)
    assert plan.mensaje.startswith("T3 y T4 sin prueba")
    (aviso,) = plan.separaciones  # T1 and T2 have theirs
    assert (aviso.desde, aviso.hasta, aviso.dias) == (dia("2026-01-02"), dia("2026-06-30"), 179)


@pytest.mark.requisito("CAL-8", "X-12")
def cal_8():
    def hora(texto):
        return lima(f"2026-03-02 {texto}")

    con_el_proveedor = Reloj(LIMA)
    espera = [Tramo(hora("13:30"), hora("15:00"))]
    corrido = transcurrido(hora("10:00"), hora("15:30"), con_el_proveedor, espera)

    assert corrido == timedelta(hours=4)
    assert cumple(corrido, timedelta(hours=4))
