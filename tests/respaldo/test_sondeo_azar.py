"""Whatever a server answers: a failure that is told, or rows that their reader takes. Never a run
that went well because something of it came wrong."""

import json
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from respaldo.importadores.analisis import analizar
from respaldo.importadores.captura import Captura
from respaldo.sondeo.base import Fila, Pedido
from respaldo.sondeo.clases import CLASES
from respaldo.sondeo.fallos import Fallo
from respaldo.sondeo.red import Respuesta
from tests.fabricas import AHORA
from tests.respaldo.sondeos import INICIO, sesion, tarea, tarea_de_veeam, trabajo

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
    | st.sampled_from(["Success", "OK", "T", INICIO.isoformat(), "1e999", "\x00", "\ud800"]),
    lambda hijos: st.lists(hijos, max_size=4) | st.dictionaries(st.text(max_size=8), hijos),
    max_leaves=8,
)  # fmt: skip
MALAS = {
    "veeam": (sesion(1, "Failed"), {"result", "state", "sessionType"}, "data"),
    "bareos": (trabajo(1, "f", errores=3), {"jobstatus"}, "jobs"),
    "pbs": (tarea(1, "connection error"), {"status"}, "data"),
    "pve": ({**tarea(1, "job errors"), "type": "vzdump"}, {"status"}, "data"),
}


class Fingido:
    """A client whose server answers always the same."""

    def __init__(self, datos):
        self.datos, self.cabeceras = datos, {}

    def post_formulario(self, *_):
        return Respuesta(200, {"access_token": "t"})

    def get(self, *_):
        return Respuesta(200, self.datos)

    get_con_json = get


def filas(clase: str, datos, *, por_maquina: bool = False) -> list[Fila] | None:
    """The rows of the first page; None when it was told as a failure."""
    pedido = Pedido(cuenta="c", secreto="s", desde=INICIO, ahora=AHORA, por_maquina=por_maquina)
    try:
        for pagina in CLASES[clase].paginas(Fingido(datos), pedido):
            return list(pagina)
    except Fallo:
        return None
    return []


def leidas(clase: str, halladas: list[Fila]):
    for fila in halladas:
        captura = Captura(zona=ZoneInfo("America/Lima"), canal="sondeo", stdout=fila.cuerpo,
                          trabajo=fila.trabajo, herramienta=CLASES[clase].herramienta)  # fmt: skip
        yield from analizar(captura).ejecuciones


@pytest.mark.parametrize("clase", MALAS)
@given(datos=JSON, fila=JSON)
def test_any_json_is_rows_or_a_failure(clase, datos, fila):
    buena, _, campo = MALAS[clase]
    for dado in (datos, {campo: fila}, {campo: [fila]}, {campo: [{**buena, "id": fila}]}):
        list(leidas(clase, filas(clase, dado) or []))


@pytest.mark.parametrize("clase", MALAS)
@given(data=st.data())
def test_a_failed_row_never_becomes_a_good_run(clase, data):
    mala, decisivos, campo = MALAS[clase]
    fila = json.loads(json.dumps(mala))
    tocados = data.draw(st.lists(st.sampled_from(sorted(fila.keys() - decisivos)), max_size=4))
    for tocado in tocados:
        if data.draw(st.booleans()):
            fila.pop(tocado, None)
        else:
            fila[tocado] = data.draw(JSON)
    halladas = filas(clase, {campo: [fila], "totalItems": 1})
    assert not [e for e in leidas(clase, halladas or []) if e.estado in {"conforme", "advertencia"}]


@given(fila=JSON, maquina=JSON)
def test_tasks_of_any_shape_are_rows_or_a_failure(fila, maquina):
    de_sesion = tarea_de_veeam(1, "vm-1", "Failed") | {"sessionId": maquina, "progress": fila}
    for datos in ({"data": [de_sesion]}, {"data": [sesion(1), de_sesion, fila]}):
        list(leidas("veeam", filas("veeam", datos, por_maquina=True) or []))
