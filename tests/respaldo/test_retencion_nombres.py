"""Words that are stored or written in a profile: changing one would lose what already says it."""

from datetime import date, datetime

from directorio.plazos import leer
from respaldo.retencion import MasReciente, Pedido, ReglasDeAdmision, Reserva, Transicion
from respaldo.retencion.admision import Guarda, Patron, Rechazo
from respaldo.retencion.cadena import SIN_PADRE
from respaldo.retencion.cobertura import Causa
from respaldo.retencion.dias import ClaseDeDia, Dia
from respaldo.retencion.dictamen import Aviso, Candidata, Codigo, Dictamen
from respaldo.retencion.historia import EXTERNO, INTERNO, EstadoDeMedio, Historia
from respaldo.retencion.modelo import Tramo
from tests.respaldo.historias import LIMA, copia


def test_the_guards_are_called_as_in_the_profile_and_go_in_the_order_of_x5():
    nombres = ("competencia", "equipo_de_usuario", "ruta_asignada", "solicitante", "jefe_en_copia")
    assert tuple(guarda.value for guarda in Guarda) == nombres
    assert ReglasDeAdmision().orden == nombres


def test_the_causes_of_a_gap_keep_the_names_under_which_findings_are_stored():
    assert [causa.value for causa in Causa] == [
        "omitida", "fallida", "subsanada", "eliminada_antes", "base_corta", "cadena_rota",
        "invalidada", "medio", "proveedor", "clave",
    ]  # fmt: skip
    assert [transicion.value for transicion in Transicion] == ["vigente", "origen"]


def test_the_codes_of_the_answers_keep_their_names_and_their_order():
    motivos = (
        "EQUIPO_DE_USUARIO FUERA_DE_RUTA SIN_AUTORIZACION NO_INCLUIDO FUERA_DE_RETENCION "
        "ANTERIOR_A_PRIMERA_COPIA SIN_COPIA CADENA_ROTA COPIA_INVALIDADA MEDIO_NO_DISPONIBLE "
        "PROVEEDOR CLAVE OBJETO_NO_EXISTE"
    )
    proceden = ["PROCEDE", "PROCEDE_PARCIAL", "APROXIMADA", "VERIFICAR_ANTES"]
    negados = [f"NO_PROCEDE:{motivo}" for motivo in motivos.split()]
    assert [codigo.value for codigo in Codigo] == ["DERIVADA", *negados, *proceden]


def test_what_an_answer_warns_of_and_where_a_medium_is_keep_their_names():
    avisos = ["ultraactividad", "vence_hoy", "clave_sin_custodia", "perdida_en_atencion"]
    assert [aviso.value for aviso in Aviso] == avisos
    estados = ["accesible", "perdido", "en_transito", "retirado"]
    assert [estado.value for estado in EstadoDeMedio] == estados
    assert (INTERNO, EXTERNO) == ("interno", "externo")


def test_what_an_answer_does_not_say_is_empty():
    ayer, instante = date(2026, 3, 1), datetime(2026, 3, 2, tzinfo=LIMA)
    candidata = Candidata("c", "s", "interno", "total", ayer, instante, ayer, None, "v1")
    assert (candidata.disponible, candidata.por_verificar, candidata.reservada) == (
        True, False, False,
    )  # fmt: skip
    pedido = Pedido(MasReciente())
    respuesta = Dictamen(Codigo.SIN_COPIA, "restauracion", "", pedido, instante, "America/Lima")
    assert (respuesta.deriva_a, respuesta.subsanable, respuesta.motor) == ("", False, "")
    assert Reserva("c", instante).solicitud == ""


def test_what_is_not_said_is_empty():
    patron, rechazo = Patron("x", "y", "z"), Rechazo(Codigo.DERIVADA, "y", "z")
    assert (patron.deriva_a, rechazo.deriva_a, SIN_PADRE) == ("", "", "")
    una = copia("2026-03-01")
    assert (una.medio, una.llave, una.independiente, una.ad_hoc) == ("", "", False, False)
    assert Tramo(date(2026, 1, 1), leer("30 días")).version == ""
    sola = Historia("x")
    assert (sola.nombre, sola.competencia, sola.series) == ("", "", ())
    libre = Dia(date(2026, 3, 1), next(iter(ClaseDeDia)))
    assert (libre.clave, libre.por_verificar, libre.reservada) == ("", False, False)
