"""The discrepancy detector: what the evidence says against a «conforme»."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from respaldo.discrepancias import EjecucionVista, Esperado, detectar

CIERRE = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)  # 06:00 in Lima
TOTAL = Esperado("total", CIERRE, ZoneInfo("America/Lima"))
GB = 1024**3
MES = [100 * GB] * 20

pytestmark = pytest.mark.requisito("MIN-7.1.1-d", "MIN-7.1.2-c")


def vista(estado="conforme", **otros):
    return EjecucionVista(
        estado, **{"modalidad": "total", "bytes": 98 * GB, "archivos": 10, "fin": CIERRE, **otros}
    )


def codigos(ejecucion, esperado=TOTAL, historia=MES):
    return [d.codigo for d in detectar(ejecucion, esperado, historia)]


def textos(ejecucion, esperado=TOTAL, historia=MES):
    return [d.texto for d in detectar(ejecucion, esperado, historia)]


def test_it_finds_nothing_in_a_plain_success():
    assert detectar(vista(), TOTAL, MES) == ()


@pytest.mark.parametrize(
    ("estado", "codigo", "grave"),
    [
        ("advertencia", "ADVERTENCIA", False),
        ("no_conforme", "NO_CONFORME", True),
        ("en_curso", "SIN_TERMINAR", True),
        ("sin_dato", "SIN_TERMINAR", True),
    ],
)
def test_it_tells_what_the_software_told(estado, codigo, grave):
    (una,) = detectar(vista(estado), TOTAL, MES)

    assert (una.codigo, una.es_grave) == (codigo, grave)


def test_it_counts_files_with_errors():
    assert textos(vista("advertencia", errores=3)) == [
        "El software terminó con advertencias: 3 archivos con error."
    ]
    assert textos(vista(errores=1)) == [
        "El software dice que terminó bien, pero 1 archivo con error."
    ]


@pytest.mark.parametrize(
    ("mensaje", "hay"),
    [
        ("Completed\nERROR: cannot open C:\\datos", True),
        ("Fatal: unable to save snapshot", True),
        ("write failed: No space left on device", True),
        ("Acceso denegado a \\\\servidor\\carpeta", True),
        ("Finished with 0 errors", False),
        ("errors: 0, warnings: 0", False),
        ("no fatality", False),
        ("error: known harmless socket", False),
    ],
)
def test_it_reads_the_message_of_a_success(mensaje, hay):
    esperado = Esperado("total", CIERRE, TOTAL.zona, textos_permitidos=("harmless socket",))

    assert codigos(vista(mensaje=mensaje), esperado) == (["TEXTO_DE_ERROR"] if hay else [])


def test_it_does_not_read_the_message_of_what_is_not_a_success():
    assert codigos(vista("advertencia", mensaje="ERROR: x")) == ["ADVERTENCIA"]


@pytest.mark.parametrize(
    ("datos", "texto"),
    [
        ({"bytes": 0}, "La copia tiene 0 bytes."),
        ({"bytes": None, "archivos": 0}, "La copia tiene 0 archivos."),
        ({"modalidad": "desconocida", "bytes": 0}, "La copia tiene 0 bytes."),
        ({"modalidad": "instantanea", "archivos": 0}, "La copia tiene 0 archivos."),
    ],
)
def test_it_marks_an_empty_copy(datos, texto):
    (una,) = detectar(vista(**datos), TOTAL, MES)

    assert (una.codigo, una.texto, una.es_grave) == ("COPIA_VACIA", texto, True)


def test_an_incremental_may_be_empty_or_small():
    esperado = Esperado("incremental", CIERRE, TOTAL.zona)

    assert codigos(vista(modalidad="incremental", bytes=0, archivos=0), esperado) == []
    assert codigos(vista(modalidad="desconocida", bytes=1), esperado) == []


def test_it_marks_a_copy_sixty_percent_under_the_usual_size():
    assert textos(vista(bytes=40 * GB)) == [
        "La copia pesa 40,0\u00a0GB: 60 % menos que lo usual en 30 días (100\u00a0GB)."
    ]
    assert codigos(vista(bytes=40 * GB + 1)) == []


def test_the_profile_may_ask_for_another_fall():
    esperado = Esperado("total", CIERRE, TOTAL.zona, caida_de_tamano=30)

    assert codigos(vista(bytes=70 * GB), esperado) == ["TAMANO_ANOMALO"]


def test_a_short_history_says_nothing_about_the_usual_size():
    assert codigos(vista(bytes=1), historia=[100 * GB] * 2) == []


def test_the_median_ignores_one_odd_copy():
    assert codigos(vista(bytes=90 * GB), historia=[100 * GB, 100 * GB, 10**15]) == []


@pytest.mark.requisito("R3")
@pytest.mark.parametrize(
    ("tarde", "texto"),
    [
        (
            timedelta(minutes=25),
            "Terminó 25 min después de su ventana: a las 06:25 y la ventana cierra a las 06:00.",
        ),
        (
            timedelta(hours=2, seconds=1),
            "Terminó 2 h 1 min después de su ventana: a las 08:00 y la ventana cierra a las 06:00.",
        ),
        (
            timedelta(hours=24),
            (
                "Terminó 24 h después de su ventana: a las 03/03/2026 06:00 "
                "y la ventana cierra a las 02/03/2026 06:00."
            ),
        ),
    ],
)
def test_it_marks_an_end_after_the_window(tarde, texto):
    assert textos(vista(fin=CIERRE + tarde)) == [texto]


def test_an_unknown_end_says_nothing_about_the_window():
    assert codigos(vista(fin=None)) == []


def test_it_marks_another_kind_of_copy():
    assert textos(vista(modalidad="incremental")) == [
        "El Directorio pide modalidad total y el software informa incremental."
    ]


@pytest.mark.parametrize("pedida", ["total", "incremental", "diferencial", "log"])
def test_a_snapshot_satisfies_any_kind(pedida):
    esperado = Esperado(pedida, CIERRE, TOTAL.zona)

    assert codigos(vista(modalidad="instantanea"), esperado) == []


def test_it_tells_the_gravest_first():
    una = vista("advertencia", bytes=0, fin=CIERRE + timedelta(hours=1), modalidad="instantanea")

    assert codigos(una) == ["COPIA_VACIA", "ADVERTENCIA", "EXCEDE_VENTANA"]


tamanos = st.none() | st.integers(0, 10**15)
vistas = st.builds(
    EjecucionVista,
    st.sampled_from(["conforme", "advertencia", "no_conforme", "en_curso", "sin_dato"]),
    modalidad=st.sampled_from(["total", "incremental", "instantanea", "desconocida"]),
    fin=st.none() | st.integers(-9999, 9999).map(lambda m: CIERRE + timedelta(minutes=m)),
    bytes=tamanos,
    archivos=tamanos,
    errores=st.none() | st.integers(0, 9),
    mensaje=st.text(max_size=50),
)


@given(una=vistas, historia=st.lists(st.integers(0, 10**15), max_size=30))
def test_no_run_breaks_it_and_each_code_comes_once(una, historia):
    halladas = detectar(una, TOTAL, historia)

    assert len({d.codigo for d in halladas}) == len(halladas)
    assert all(d.texto.endswith(".") for d in halladas)
    assert una.estado == "conforme" or halladas
