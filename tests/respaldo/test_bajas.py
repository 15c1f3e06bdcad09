"""Until when the copies of a retired line are kept (R17, RC-28, RC-47)."""

from datetime import date, timedelta

import pytest

from directorio.plazos import leer
from respaldo.acciones.historia import Historia
from respaldo.acciones.jornadas import abrir_jornadas
from respaldo.bajas import baja_de
from respaldo.models import Copia
from respaldo.retencion import Tramo, en_retencion
from tests.fabricas import AHORA, HOY, borrador, linea, poner_en_vigencia
from tests.respaldo.apoyo import leida, llega, regla, utc
from tests.respaldo.historias import LIMA, UNA_VERSION, dia, lima, serie

BAJA = date(2026, 7, 1)


def tramos(plazo, texto):
    regla_ = Tramo(UNA_VERSION, leer(plazo))
    baja = baja_de(regla_, fecha=BAJA, texto=texto)
    return [regla_, *([baja.tramo] if baja else [])]


def vivas(plazo, texto, al, copias):
    reglas = tramos(plazo, texto)
    return [c.clave for c in copias if en_retencion(c, copias, reglas, al=lima(al), zona=LIMA)]


@pytest.mark.requisito("R17", "RC-28")
@pytest.mark.parametrize("texto", ["1 año", "hasta 01/07/2027"])
def test_the_last_copies_end_when_the_baja_says(texto):
    copias = serie("2026-06-21", "2026-06-30")
    ultimas = ["2026-06-28", "2026-06-29", "2026-06-30"]
    for al in ("2026-07-02 12:00", "2027-07-01 23:59"):
        assert vivas("3 copias", texto, al, copias) == ultimas
    assert vivas("3 copias", texto, "2027-07-02 00:00", copias) == []


@pytest.mark.requisito("R17", "RC-47")
def test_a_rule_of_time_runs_out_by_itself():
    assert baja_de(Tramo(UNA_VERSION, leer("90 días")), fecha=BAJA, texto="1 año") is None
    copias = serie("2026-05-20", "2026-05-20")
    assert vivas("90 días", "1 año", "2026-08-18 23:00", copias)
    assert not vivas("90 días", "1 año", "2026-08-19 00:00", copias)


@pytest.mark.requisito("R15", "R17")
def test_the_baja_ends_the_number_and_never_shortens_the_time():
    copias = serie("2026-06-26", "2026-06-30")
    plazo, texto = "60 días y mínimo 2 copias", "hasta 15/07/2026"
    assert len(vivas(plazo, texto, "2026-08-20 12:00", copias)) == 5
    assert vivas(plazo, texto, "2026-08-30 00:00", copias) == []
    larga = "hasta 31/12/2026"
    assert vivas(plazo, larga, "2026-12-31 12:00", copias) == ["2026-06-29", "2026-06-30"]
    assert vivas(plazo, larga, "2027-01-01 00:00", copias) == []


@pytest.mark.parametrize(("fecha", "texto"), [(None, "1 año"), (BAJA, " "), (date.max, "1 año")])
def test_without_a_date_or_a_text_there_is_no_end(fecha, texto):
    assert baja_de(Tramo(UNA_VERSION, leer("3 copias")), fecha=fecha, texto=texto) is None


def test_what_nobody_can_read_ends_nothing():
    baja = baja_de(Tramo(UNA_VERSION, leer("3 copias")), fecha=BAJA, texto="ya veremos")
    assert baja.hasta == date.max - timedelta(days=1)


@pytest.fixture
def retirada(vigente, coordinador, director):
    """Five daily copies under «3 copias»; the next version retires the line on 12 March."""
    primera = linea(vigente, retencion="3 copias")
    regla(primera)
    abrir_jornadas(hasta=HOY, ahora=AHORA)
    llega(
        *(
            leida(f"d{d}", inicio=utc(2026, 3, d, 3, 5), fin=utc(2026, 3, d, 4))
            for d in range(4, 9)
        ),
        ahora=utc(2026, 3, 10),
    )
    vigente.estado, vigente.vigente_hasta = "sustituido", HOY
    vigente.save()
    nueva = poner_en_vigencia(borrador(coordinador), director, date(2026, 3, 11))
    return linea(
        nueva, item=primera.item, retencion="3 copias", situacion="retirada",
        fecha_baja=date(2026, 3, 12), retencion_post_baja="30 días",
    )  # fmt: skip


def hasta():
    return dict(Copia.objects.order_by("pk").values_list("ejecucion__clave", "retenida_hasta"))


@pytest.mark.django_db
@pytest.mark.requisito("R17", "RC-28", "MIN-7.1.1-c")
def test_the_copies_kept_by_number_get_their_last_day_on_the_baja(retirada):
    abrir_jornadas(hasta=date(2026, 3, 11), ahora=utc(2026, 3, 11, 12))
    assert set(hasta().values()) == {None}
    abrir_jornadas(hasta=date(2026, 3, 12), ahora=utc(2026, 3, 12, 12))
    fin = date(2026, 4, 11)
    assert hasta() == {"d4": None, "d5": None, "d6": fin, "d7": fin, "d8": fin}
    abrir_jornadas(hasta=date(2026, 3, 20), ahora=utc(2026, 3, 20, 12))
    assert hasta()["d8"] == fin


@pytest.mark.django_db
@pytest.mark.requisito("R17")
def test_a_copy_told_after_the_baja_gets_it_too(retirada):
    abrir_jornadas(hasta=date(2026, 3, 14), ahora=utc(2026, 3, 14, 12))
    llega(leida("tarde", inicio=utc(2026, 3, 9, 3, 5)), ahora=utc(2026, 3, 14, 13))
    assert hasta()["tarde"] == date(2026, 4, 11)


@pytest.mark.django_db
@pytest.mark.requisito("R17", "R18")
def test_a_later_version_that_takes_the_line_back_undoes_the_end(retirada, coordinador, director):
    otra = retirada.version
    otra.estado, otra.vigente_hasta = "sustituido", date(2026, 3, 19)
    otra.save()
    nueva = poner_en_vigencia(borrador(coordinador), director, date(2026, 3, 20))
    linea(nueva, item=retirada.item, retencion="3 copias")
    abrir_jornadas(hasta=date(2026, 3, 20), ahora=utc(2026, 3, 20, 12))
    assert set(hasta().values()) == {None}
    historia = Historia({retirada.item_id})
    assert len(historia.tramos(retirada.serie)) == 3
    assert historia.baja_al(retirada.serie, dia("2026-03-15")).hasta == date(2026, 4, 11)
    assert historia.baja_al(retirada.serie, dia("2026-03-20")) is None
