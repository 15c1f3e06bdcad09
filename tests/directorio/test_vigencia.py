"""An approved version starts to rule on its day, whatever the scheduler did (R21, §3.1)."""

from datetime import date, timedelta

import pytest

from directorio import acciones
from directorio.models import VersionDirectorio
from gobierno.errores import ReglaIncumplida, SinPermiso
from gobierno.models import Aviso, EventoBitacora
from tests.directorio.tramites import al, aprobar
from tests.fabricas import AHORA, HOY, borrador, linea, poner_en_vigencia

DIA = timedelta(days=1)


@pytest.fixture
def quienes(coordinador, operador, director):
    return coordinador, operador, director


@pytest.fixture
def vigente(quienes):
    version = borrador(quienes[0])
    linea(version)
    return poner_en_vigencia(version, quienes[2], date(2026, 1, 5))


def adenda(quienes, desde):
    version = acciones.clonar_version(anio=2026, por=quienes[0], hoy=HOY, ahora=AHORA)
    return aprobar(version, quienes, desde)


@pytest.mark.requisito("RC-45", "R21")
def test_it_keeps_the_former_version_until_the_day_comes(vigente, quienes, coordinador):
    nueva = adenda(quienes, date(2026, 3, 20))
    borrador(coordinador)
    assert VersionDirectorio.objects.vigente_al(date(2026, 3, 19)) == vigente
    assert VersionDirectorio.objects.vigente_al(date(2026, 3, 20)) == nueva
    assert acciones.entrar_en_vigencia(**al(date(2026, 3, 19))) == []


@pytest.mark.requisito("R21", "RC-46")
def test_the_last_version_stays_in_force_past_its_year(vigente):
    assert VersionDirectorio.objects.vigente_al(date(2027, 1, 5)) == vigente
    assert VersionDirectorio.objects.vigente_al(date(2026, 1, 4)) is None


def test_it_replaces_the_former_version_the_day_before(vigente, quienes):
    nueva = adenda(quienes, date(2026, 3, 20))
    hechas = acciones.entrar_en_vigencia(**al(date(2026, 3, 20)))
    assert hechas == [vigente, nueva]
    vigente.refresh_from_db()
    nueva.refresh_from_db()
    assert (vigente.estado, vigente.vigente_hasta) == ("sustituido", date(2026, 3, 19))
    assert (nueva.estado, nueva.vigente_hasta) == ("vigente", None)


def test_it_does_nothing_the_second_time(vigente, quienes):
    adenda(quienes, date(2026, 3, 20))
    acciones.entrar_en_vigencia(**al(date(2026, 3, 20)))
    eventos, avisos = EventoBitacora.objects.count(), Aviso.objects.count()
    assert acciones.entrar_en_vigencia(**al(date(2026, 3, 20))) == []
    assert acciones.entrar_en_vigencia(**al(date(2026, 3, 25))) == []
    assert (EventoBitacora.objects.count(), Aviso.objects.count()) == (eventos, avisos)


def test_two_versions_due_after_an_outage_keep_their_own_days(vigente, quienes):
    segunda = adenda(quienes, date(2026, 3, 15))
    tercera = adenda(quienes, date(2026, 3, 20))
    acciones.entrar_en_vigencia(**al(date(2026, 3, 28)))
    fechas = VersionDirectorio.objects.order_by("vigente_desde").values_list(
        "pk", "estado", "vigente_hasta"
    )
    assert list(fechas) == [
        (vigente.pk, "sustituido", date(2026, 3, 14)),
        (segunda.pk, "sustituido", date(2026, 3, 19)),
        (tercera.pk, "vigente", None),
    ]
    assert VersionDirectorio.objects.vigente_al(date(2026, 3, 17)) == segunda


@pytest.mark.requisito("MIN-7.1.1-a")
def test_it_opens_the_configuration_of_what_starts_to_rule(vigente, quienes, operador):
    nueva = adenda(quienes, date(2026, 3, 20))
    acciones.entrar_en_vigencia(**al(date(2026, 3, 20)))
    assert nueva.lineas.por_configurar().count() == 1
    aviso = Aviso.objects.get(destinatario=operador, tipo="directorio.configurar")
    assert "1 líneas por configurar" in aviso.asunto or "1 línea por configurar" in aviso.asunto


def test_it_revokes_what_does_not_rule_yet(vigente, quienes, director):
    nueva = adenda(quienes, date(2026, 3, 20))
    acciones.revocar(version=nueva, por=director, motivo="Falta una línea.", hoy=HOY, ahora=AHORA)
    nueva.refresh_from_db()
    assert (nueva.estado, nueva.tramite.estado) == ("anulado", "retirado")
    assert VersionDirectorio.objects.vigente_al(date(2026, 4, 1)) == vigente
    assert acciones.entrar_en_vigencia(**al(date(2026, 4, 1))) == []


def test_it_refuses_to_revoke_what_already_rules(vigente, quienes, director):
    nueva = adenda(quienes, date(2026, 3, 20))
    with pytest.raises(ReglaIncumplida, match="ya no se puede revocar"):
        acciones.revocar(version=nueva, por=director, motivo="Tarde.", **al(date(2026, 3, 20)))


def test_it_refuses_a_revocation_by_who_does_not_sign(vigente, quienes, coordinador):
    nueva = adenda(quienes, date(2026, 3, 20))
    with pytest.raises(SinPermiso, match="Director de la OTEC"):
        acciones.revocar(version=nueva, por=coordinador, motivo="No.", hoy=HOY, ahora=AHORA)


def test_a_regularisation_before_the_first_version_fills_only_its_gap(vigente, quienes):
    coordinador, operador, director = quienes
    from directorio.acciones import Vigencia
    from tests.directorio.tramites import dar_vistos, decidir

    version = acciones.clonar_version(anio=2026, por=coordinador, hoy=HOY, ahora=AHORA)
    dar_vistos(version, coordinador, operador)
    antes = Vigencia(date(2026, 1, 2), "Se aprobó en papel.")
    decidir(version, director, "director", vigencia=antes)
    version.refresh_from_db()
    vigente.refresh_from_db()
    assert (version.estado, version.vigente_hasta) == ("sustituido", date(2026, 1, 4))
    assert vigente.estado == "vigente"


def test_a_later_version_waits_while_an_earlier_one_enters(vigente, quienes):
    pronto = adenda(quienes, date(2026, 3, 12))
    lejana = adenda(quienes, date(2026, 6, 1))
    acciones.entrar_en_vigencia(**al(date(2026, 3, 12)))
    pronto.refresh_from_db()
    lejana.refresh_from_db()
    assert (pronto.estado, lejana.estado) == ("vigente", "aprobado")


def test_nobody_is_told_to_configure_nothing(vigente, quienes, coordinador):
    version = acciones.clonar_version(anio=2026, por=coordinador, hoy=HOY, ahora=AHORA)
    acciones.retirar_linea(
        linea=version.lineas.get(), fecha_baja=HOY, motivo="Fin", por=coordinador, hoy=HOY,
        ahora=AHORA,
    )  # fmt: skip
    aprobar(version, quienes, date(2026, 3, 12))
    acciones.entrar_en_vigencia(**al(date(2026, 3, 12)))
    assert not Aviso.objects.filter(tipo="directorio.configurar").exists()
