"""What is refused, why, and what is never kept."""

from datetime import date, timedelta

import pytest

from gobierno.errores import ReglaIncumplida
from respaldo.models import Ejecucion
from tests.fabricas import AHORA
from tests.respaldo.apoyo import fuente, leida, llega, utc

pytestmark = pytest.mark.django_db

LUNES = date(2026, 3, 9)


MALAS = {
    "clave": leida(clave=" "),
    "trabajo": leida(trabajo="x" * 201),
    "equipo": leida(equipo="srv\0"),
    "estado": leida(estado="excelente"),
    "modalidad": leida(modalidad="completo"),
    "bytes": leida(bytes=-1),
    "archivos": leida(archivos=2**63),
    "errores": leida(errores=2**31),
    "inicio": leida(inicio=AHORA + timedelta(minutes=11)),
    "fin": leida(fin=utc(2026, 3, 10, 3, 4)),
    "copia_id": leida(copia_id="y" * 201),
}


@pytest.mark.parametrize("campo", MALAS)
def test_it_refuses_a_bad_run_naming_field_and_remedy_and_keeps_the_others(diaria, campo):
    mala, buena = llega(MALAS[campo], leida("buena"))
    assert mala.estado == "rechazada"
    assert campo in [error.campo for error in mala.errores]
    assert all(error.mensaje and error.remedio for error in mala.errores)
    assert buena.estado == "creada"
    assert Ejecucion.objects.count() == 1


def test_it_refuses_instants_without_zone_or_absent(diaria):
    ingenua = leida(inicio=utc(2026, 3, 10).replace(tzinfo=None), fin=None)
    sin_hora = leida(inicio=None)
    object.__setattr__(sin_hora, "inicio", None)
    object.__setattr__(sin_hora, "fin", None)
    assert [r.errores[0].campo for r in llega(ingenua, sin_hora)] == ["inicio", "inicio"]


@pytest.mark.requisito("X-10")
def test_it_never_keeps_a_secret(diaria):
    texto = "RESTIC_PASSWORD=abc123 s3://u:clave@h/ --password=xyz\x00 fin" + "z" * 9000
    llega(leida(mensaje=texto))
    guardado = Ejecucion.objects.get().mensaje
    assert "abc123" not in guardado
    assert ":clave@" not in guardado
    assert "xyz" not in guardado
    assert len(guardado) == 8000


def test_an_inactive_source_is_refused(diaria):
    with pytest.raises(ReglaIncumplida, match="desactivada"):
        llega(leida(), de=fuente("Apagada", activa=False))
