"""Reading a periodicity as an operator types it in a spreadsheet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directorio.periodicidad import PeriodicidadInvalida, leer, texto


@pytest.mark.requisito("MIN-6.1-g")
@pytest.mark.parametrize(
    ("escrita", "canonica"),
    [
        ("Diario", "diaria"),
        ("  DIARIA ", "diaria"),
        ("Backup diario", "diaria"),
        ("todos los días", "diaria"),
        ("cada 24 horas", "diaria"),
        ("L a D", "diaria"),
        ("DIARIA (L-V)", "diaria (lunes a viernes)"),
        ("Diario (lunes – viernes)", "diaria (lunes a viernes)"),
        ("lunes a viernes", "diaria (lunes a viernes)"),
        ("diario, de lunes a sábado", "diaria (lunes a sábado)"),
        ("viernes a lunes", "diaria (lunes, viernes, sábado y domingo)"),
        ("diaria (martes, jueves)", "diaria (martes y jueves)"),
        ("diaria laborable", "diaria laborable"),
        ("Días hábiles", "diaria laborable"),
        ("Diario (días útiles)", "diaria laborable"),
        ("Semanal - domingo", "semanal (domingo)"),
        ("semanal los viernes", "semanal (viernes)"),
        ("todos los domingos", "semanal (domingo)"),
        ("cada lunes", "semanal (lunes)"),
        ("Lun, Mié y Vie", "semanal (lunes, miércoles y viernes)"),
        ("lun/mie/vie", "semanal (lunes, miércoles y viernes)"),
        ("fines de semana", "semanal (sábado y domingo)"),
        ("Quincenal 1 y 16", "quincenal, días 1 y 16"),
        ("1-y-16", "quincenal, días 1 y 16"),
        ("los días 1 y 16 de cada mes", "quincenal, días 1 y 16"),
        ("cada 2 semanas desde 2026-01-05", "cada 14 días desde 05/01/2026"),
        ("Quincenal desde 5/1/2026", "cada 14 días desde 05/01/2026"),
        ("mensual día 31", "mensual, día 31"),
        ("MENSUAL - DÍA 30", "mensual, día 30"),
        ("mensual el 15", "mensual, día 15"),
        ("día 15 de cada mes", "mensual, día 15"),
        ("primer día del mes", "mensual, día 1"),
        ("fin de mes", "mensual, último día"),
        ("último viernes", "mensual, último viernes"),
        ("1er domingo del mes", "mensual, primer domingo"),
        ("mensual, 2do sábado", "mensual, segundo sábado"),
        ("fin de trimestre", "trimestral (marzo, junio, setiembre y diciembre), último día"),
        ("fin de año", "anual (diciembre), último día"),
        (
            "Trimestral (mar, jun, set, dic) último día",
            "trimestral (marzo, junio, setiembre y diciembre), último día",
        ),
        ("semestral desde septiembre, día 15", "semestral (marzo y setiembre), día 15"),
        ("anual, 31 de diciembre", "anual (diciembre), día 31"),
        ("cada 31 de diciembre", "anual (diciembre), día 31"),
        ("anual (marzo), último mar", "anual (marzo), último martes"),
        ("en enero y mayo, día 5", "en los meses (enero y mayo), día 5"),
        (
            "trimestral (ene, feb, mar, abr), día 1",
            "en los meses (enero, febrero, marzo y abril), día 1",
        ),
        ("c/6 horas", "cada 6 horas"),
        ("cada 4 hrs desde 02:00", "cada 4 horas desde 02:00"),
        ("cada doce horas desde las 6 h", "cada 12 horas desde 06:00"),
        ("Horaria", "cada 1 hora"),
        ("cada hora", "cada 1 hora"),
        (
            "por pase a producción con tolerancia de 3 días",
            "por evento (pase a producción), tolerancia 3 días",
        ),
        (
            "mensual, día 1 o cada actualización, tolerancia 36 horas",
            "por evento (actualización de código), tolerancia 36 horas o mensual, día 1",
        ),
        ("A demanda", "a solicitud"),
        ("por solicitud", "a solicitud"),
        ("Réplica continua", "continua (réplica)"),
        ("tiempo real", "continua (réplica)"),
    ],
)
def test_it_reads_what_operators_write(escrita, canonica):
    assert texto(leer(escrita)) == canonica


@pytest.mark.requisito("MIN-6.1-g")
@pytest.mark.parametrize(
    ("escrita", "mensaje", "remedio"),
    [
        ("", "Falta la periodicidad", "«diaria»"),
        ("quincenal", "cuál de las dos", "«quincenal, días 1 y 16»"),
        ("quincenal (15 y 30)", "cuál de las dos", "cada 14 días desde"),
        ("cada 15 días", "cuál de las dos", "cada 14 días desde"),
        ("mensual", "falta decir qué día", "«mensual, último día»"),
        ("mensual 31/12", "no se entiende «31/12»", "«mensual, día 1»"),
        ("mensual día 32", "El día 32 no existe", "1 a 31"),
        ("mensual, quinto viernes", "un quinto viernes", "último viernes"),
        ("primer día hábil del mes", "días hábiles", "«mensual, día 1»"),
        ("último día hábil", "días hábiles", "«mensual, día 1»"),
        ("trimestral, primer día laborable", "días hábiles", "«mensual, día 1»"),
        ("semanal", "falta decir qué día", "«semanal (domingo)»"),
        ("trimestral", "debe nombrar 4 meses", "«trimestral (marzo"),
        ("semestral (enero), día 5", "debe nombrar 2 meses", "«semestral desde enero"),
        ("anual", "debe nombrar 1 mes", "«anual (diciembre), día 31»"),
        ("interdiario", "cambia de días", "lunes, miércoles y viernes"),
        ("2 veces al día", "no a qué horas", "cada 12 horas desde 06:00"),
        ("cada 15 minutos", "pocos minutos", "cada 1 hora"),
        ("cada 5 horas", "mismas horas", "cada 6 horas"),
        ("cada 6 horas desde 25:00", "La hora «25:00» no existe", "hh:mm"),
        ("cada 14 días desde 31/02/2026", "La fecha «31/02/2026» no existe", "dd/mm/aaaa"),
        ("por evento", "debe decir cuál", "tolerancia 3 días"),
        ("mensual o cada actualización", "debe decir cuál", "o mensual, día 1"),
        ("por evento (eclipse), tolerancia 1 día", "No se conoce el evento", "«baja»"),
        ("diaria excepto feriados", "No se reconoce", "«diaria laborable»"),
        ("martes a jueves y sábado", "No se reconoce", "«diaria»"),
        ("diaria de lunes a fiesta", "No se reconoce", "«diaria»"),
        ("en enero, a veces", "No se reconoce", "«diaria»"),
        ("mensual, último lunar", "no se entiende", "«mensual, día 1»"),
        ("cada noche clara de enero", "No se reconoce", "«diaria»"),
        ("x" * 201, "201 caracteres", "observaciones"),
        ("dia\x00ria", "no se ven", "escríbala de nuevo"),
    ],
)
def test_it_says_how_to_write_what_it_cannot_read(escrita, mensaje, remedio):
    with pytest.raises(PeriodicidadInvalida) as error:
        leer(escrita)

    assert mensaje in error.value.mensaje
    assert remedio in error.value.remedio


@given(basura=st.text(max_size=300))
def test_no_text_breaks_it(basura):
    try:
        leida = leer(basura)
    except PeriodicidadInvalida:
        return
    assert leer(texto(leida)) == leida


_PALABRAS = [
    "diaria",
    "semanal",
    "mensual",
    "anual",
    "cada",
    "de",
    "por",
    "o",
    "y",
    "a",
    "1",
    "16",
    "31",
    "6",
    "horas",
    "dia",
    "dias",
    "mes",
    "lunes",
    "viernes",
    "ultimo",
    "fin",
    "marzo",
    "desde",
    "05/01/2026",
    "evento",
    "baja",
    "tolerancia",
    "-",
    "(",
    ")",
    ",",
    "habil",
    "quincenal",
]


@given(partes=st.lists(st.sampled_from(_PALABRAS), max_size=8))
def test_no_mixture_of_its_own_words_breaks_it(partes):
    try:
        leida = leer(" ".join(partes))
    except PeriodicidadInvalida:
        return
    assert leer(texto(leida)) == leida
