"""Findings of the Directorio: one row by itself and all of them together."""

import time as reloj
from datetime import date, time

import pytest

from directorio.models import Item, Linea, VersionDirectorio
from directorio.plazos import PlazoInvalido, leer_post_baja
from directorio.validacion import (
    ADVERTENCIA,
    ERROR,
    NOTA,
    validar,
    validar_fila,
    validar_version,
)
from gobierno.perfil import perfil_activo
from tests.fabricas import borrador, linea, poner_en_vigencia


def fila(numero=1, item=1, **extra):
    """An unsaved row: the validation needs no database."""
    datos = {
        "nombre": f"Ítem {item}",
        "clase": "bd",
        "servidor": "srv",
        "criticidad": "alta",
        "tipo_de_backup": "interno",
        "modalidad": "total",
        "periodicidad": "diaria",
        "hora_inicio": time(22),
        "hora_fin": time(6),
        "retencion": "30 días",
    }
    dueno = Item(pk=item, clave=f"item-{item}", nombre=f"Ítem {item}")
    return Linea(item=dueno, numero=numero, **(datos | extra))


def de_fila(**extra):
    return validar_fila(fila(**extra), perfil=perfil_activo())


def errores(hallazgos):
    return {(h.numero, h.campo) for h in hallazgos if h.es_error}


def test_a_good_row_has_no_findings():
    assert de_fila() == []


@pytest.mark.requisito("MIN-6.1-g")
@pytest.mark.parametrize("campo", ["nombre", "clase", "periodicidad", "retencion", "modalidad"])
def test_it_names_the_row_and_the_mandatory_column_that_is_missing(campo):
    (hallazgo,) = [h for h in de_fila(numero=12, **{campo: " "}) if h.campo == campo]
    assert hallazgo.severidad == ERROR
    assert hallazgo.donde.startswith("Fila 12, columna ")
    assert perfil_activo().numeral(hallazgo.regla).startswith("numeral 6.1 g)")


@pytest.mark.parametrize(
    ("campo", "valor"),
    [
        ("clase", "equipo de usuario"),
        ("criticidad", "altísima"),
        ("tipo_de_backup", "híbrido"),
        ("modalidad", "sintética"),
        ("periodicidad", "de vez en cuando"),
        ("retencion", "30"),
        ("hora_fin", time(22)),
        ("servidor", "x" * 2000),
        ("observaciones", "con\0nulo"),
    ],
)
@pytest.mark.requisito("R2", "MIN-6.1-u")
def test_it_refuses_a_value_nobody_can_act_upon(campo, valor):
    assert (1, campo) in errores(de_fila(**{campo: valor}))


@pytest.mark.parametrize(
    ("campo", "valor", "numeral"),
    [
        ("ruta", "C:\\Users\\jperez\\Documents", "6.4"),
        ("nombre", "Laptop de usuario", "6.4"),
        ("servidor", "VUCE_PROD", "VIII"),
        ("nombre", "Ventanilla Única de Comercio Exterior", "VIII"),
    ],
)
@pytest.mark.requisito("MIN-6.4-a", "MIN-VIII")
def test_it_refuses_what_the_norm_excludes(campo, valor, numeral):
    hallazgos = de_fila(**{campo: valor})
    assert [
        h for h in hallazgos if h.es_error and f" {numeral}" in perfil_activo().numeral(h.regla)
    ]


@pytest.mark.requisito("MIN-7.1.2-a")
def test_an_externo_line_needs_a_contract_or_a_reason():
    (sin,) = de_fila(tipo_de_backup="externo")
    assert (sin.severidad, sin.regla) == (ERROR, "contrato")
    (dispensada,) = de_fila(tipo_de_backup="externo", dispensa_contrato="Convenio en trámite")
    assert dispensada.severidad == ADVERTENCIA
    assert de_fila(tipo_de_backup="externo", contrato="C-001-2026") == []


@pytest.mark.requisito("RC-28", "R17")
def test_a_baja_by_copies_must_say_until_when():
    baja = {"situacion": "retirada", "fecha_baja": date(2026, 7, 1), "retencion": "180 copias"}
    assert errores(de_fila(**baja)) == {(1, "retencion_post_baja")}
    assert errores(de_fila(**baja, retencion_post_baja="1 año")) == set()
    assert errores(de_fila(**baja, retencion_post_baja="180 copias")) == {
        (1, "retencion_post_baja")
    }
    minimo = baja | {"retencion": "30 días y mínimo 3 copias"}
    assert errores(de_fila(**minimo)) == {(1, "retencion_post_baja")}
    por_tiempo = baja | {"retencion": "90 días"}
    assert errores(de_fila(**por_tiempo)) == set()
    assert (1, "fecha_baja") in errores(de_fila(**(por_tiempo | {"fecha_baja": None})))


def test_it_reads_until_when_copies_are_kept_after_a_baja():
    assert leer_post_baja("hasta el 31/12/2027") == date(2027, 12, 31)
    assert leer_post_baja("2 años").n == 2
    for malo in ("hasta 31/02/2027", "10 copias", "1 año y mínimo 2 copias", ""):
        with pytest.raises(PlazoInvalido):
            leer_post_baja(malo)


def test_a_suspended_line_says_why():
    assert errores(de_fila(situacion="suspendida")) == {(1, "motivo_situacion")}


def test_it_only_tells_what_is_worth_knowing():
    (nota,) = de_fila(ajuste_herramienta=-1)
    assert nota.severidad == NOTA
    (aviso,) = de_fila(dato="dia_anterior")
    assert aviso.severidad == ADVERTENCIA
    (larga,) = de_fila(periodicidad="cada 2 horas", hora_inicio=time(0), hora_fin=time(3))
    assert (larga.campo, larga.severidad) == ("hora_fin", ADVERTENCIA)


@pytest.mark.requisito("MIN-6.1-o")
def test_a_dependent_copy_needs_a_total_of_its_own_item_and_tipo():
    total = fila(1)
    incremental = fila(2, modalidad="incremental", retencion="7 días")
    ajena = fila(3, item=2, modalidad="diferencial", retencion="7 días")
    externa = fila(
        4, modalidad="incremental", tipo_de_backup="externo", contrato="C", retencion="7 días"
    )
    retirada = fila(5, item=3, situacion="retirada", fecha_baja=date(2026, 1, 1))
    huerfana = fila(6, item=3, modalidad="log", retencion="7 días")
    filas = [total, incremental, ajena, externa, retirada, huerfana]
    sin_total = {h.numero for h in validar(filas) if h.campo == "modalidad" and h.es_error}
    assert sin_total == {3, 4, 6}


@pytest.mark.requisito("RC-36", "R10")
def test_a_base_must_outlive_its_dependents_when_the_tool_is_strict():
    base = {"periodicidad": "semanal, domingo", "retencion": "2 semanas"}
    incremental = fila(2, modalidad="incremental", retencion="30 días")
    estricta = validar([fila(1, comportamiento_base="estricta", **base), incremental])
    (error,) = [h for h in estricta if h.es_error]
    assert (error.numero, error.campo) == (1, "retencion")
    assert "36 días" in error.mensaje
    extiende = validar([fila(1, **base), incremental])
    assert [h.severidad for h in extiende] == [NOTA]


def test_a_base_without_dates_of_its_own_is_only_a_warning():
    pedida = fila(1, periodicidad="a solicitud")
    hallazgos = validar([pedida, fila(2, modalidad="incremental")])
    assert [(h.severidad, h.campo) for h in hallazgos] == [(ADVERTENCIA, "periodicidad")]


def test_a_replica_is_never_the_only_protection():
    replica = fila(1, periodicidad="continua (réplica)")
    assert errores(validar([replica])) == {(1, "periodicidad")}
    externa = fila(2, tipo_de_backup="externo", contrato="C-1")
    assert errores(validar([replica, externa])) == set()


@pytest.mark.requisito("MIN-6.1-g")
def test_series_and_numbers_are_unique():
    assert errores(validar([fila(1), fila(2)])) == {(2, "nombre")}
    assert errores(validar([fila(1), fila(1, item=2)])) == {(1, "numero")}
    assert errores(validar([fila(1), fila(2, tipo_de_backup="externo", contrato="C")])) == set()


def test_it_warns_when_copies_are_farther_apart_than_the_rpo():
    (aviso,) = validar([fila(1, periodicidad="semanal, domingo", rpo_horas=24)])
    assert (aviso.campo, aviso.severidad) == ("rpo_horas", ADVERTENCIA)
    assert "168 horas" in aviso.mensaje
    assert validar([fila(1, rpo_horas=24)]) == []


def test_it_notes_windows_that_share_a_server():
    filas = [fila(n, item=n, servidor="SRV" if n % 2 else "srv") for n in range(1, 5)]
    (nota,) = validar(filas)
    assert (nota.severidad, nota.numero) == (NOTA, 0)
    assert "4 ventanas" in nota.mensaje


@pytest.mark.requisito("RC-28", "MIN-7.1-2")
@pytest.mark.parametrize(
    ("retencion", "severidad"), [("30 días", ADVERTENCIA), ("9 copias", ERROR)]
)
def test_a_line_that_disappears_is_told(coordinador, director, retencion, severidad):
    vieja = borrador(coordinador)
    linea(vieja, "Se olvida", retencion=retencion)
    poner_en_vigencia(vieja, director, date(2026, 1, 5))
    nueva = borrador(coordinador)
    linea(nueva, "Otra")
    (hallazgo,) = validar_version(nueva)
    assert hallazgo.severidad == severidad
    assert "Se olvida" in hallazgo.mensaje


def test_an_empty_version_cannot_be_submitted(coordinador):
    (hallazgo,) = validar_version(borrador(coordinador))
    assert hallazgo.es_error
    assert str(hallazgo).startswith("Directorio: La versión no tiene")


def test_it_reviews_five_thousand_lines_in_linear_time():
    """Twice the lines take about twice the work: no check compares every pair.

    Processor time, the least of three: what else the machine does is no fault of the checks.
    """

    def una_vez(n):
        filas = [
            fila(i, item=i // 2, modalidad="incremental" if i % 2 else "total", servidor="único")
            for i in range(2, n + 2)
        ]
        inicio = reloj.process_time()
        validar(filas)
        return reloj.process_time() - inicio

    def cuanto(n):
        return min(una_vez(n) for _ in range(3))

    una_vez(200)  # the caches of texts
    chico, grande = cuanto(1250), cuanto(5000)
    assert grande < 4 * chico * 3


def test_it_asks_little_to_the_database(coordinador, django_assert_max_num_queries):
    version = borrador(coordinador)
    for n in range(30):
        linea(version, f"Línea {n}")
    version = VersionDirectorio.objects.get(pk=version.pk)
    with django_assert_max_num_queries(3):
        validar_version(version)
