"""The board: a number and the list that it opens come from one query."""

import random
import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from backupgov.tablero.deberes import CONSTRUCTORES
from directorio.models import ConstanciaDeConfiguracion
from respaldo.estados import EXCLUYENTES
from respaldo.models import Corrida, Hallazgo, Jornada
from respaldo.recuento import recontar
from tests import fabricas

pytestmark = pytest.mark.django_db
DESDE, HASTA = date(2026, 1, 1), fabricas.HOY


@pytest.fixture(autouse=True)
def ahora_fijo() -> Any:
    with time_machine.travel(fabricas.AHORA, tick=False):
        yield


@pytest.fixture
def supervisor(client: Client) -> Any:
    quien = fabricas.persona("director", "director")
    client.force_login(quien)
    return quien


def sembrar(semilla: int = 3, dias: int = 25) -> Any:
    """A version in force with lines of every kind and corridas in every state."""
    azar = random.Random(semilla)
    version = fabricas.borrador(fabricas.persona("coordinador", "coordinador"))
    lineas = [
        fabricas.linea(
            version,
            f"Línea {n}",
            tipo_de_backup=azar.choice(["interno", "externo"]),
            contrato=azar.choice(["", "N° 1"]),
            dispensa_contrato=azar.choice(["", "en trámite"]),
        )
        for n in range(6)
    ]
    fabricas.poner_en_vigencia(version, fabricas.persona("firma", "director"), DESDE)
    for n in range(dias):
        for linea in azar.sample(lineas, 4):
            extra: dict[str, Any] = {"estado": azar.choice(Corrida.Estado.values)}
            if azar.random() < 0.3:
                extra["vencida_en"] = fabricas.AHORA
            if extra["estado"] in {"no_conforme", "sin_evidencia"} and azar.random() < 0.4:
                extra["subsanada_por"] = fabricas.ejecucion()
            fabricas.corrida(linea, HASTA - timedelta(days=n), **extra)
    for tipo, linea in zip(Hallazgo.Tipo.values, lineas, strict=False):
        Hallazgo.objects.create(
            tipo=tipo, clave=tipo, linea=linea, texto="x", detectado_en=fabricas.AHORA
        )
    ConstanciaDeConfiguracion.objects.create(
        linea=lineas[0], operador=version.creada_por, operador_en=fabricas.AHORA, trabajo="J"
    )
    fabricas.ejecucion(trabajo="ajeno")
    return version


@pytest.mark.requisito("MIN-V", "X-4")
@pytest.mark.parametrize("semilla", range(5))
@pytest.mark.parametrize("recordado", [False, True])
def test_it_recounts_what_the_lists_hold(semilla: int, recordado: bool) -> None:
    sembrar(semilla)
    if recordado:  # the total of each day comes from the cache
        for jornada in Jornada.objects.all():
            fecha = jornada.fecha_operativa
            esperadas = Corrida.objects.filter(fecha_operativa=fecha).count()
            Jornada.objects.filter(pk=jornada.pk).update(esperadas=esperadas)
        recontar(DESDE, HASTA, ahora=fabricas.AHORA)
    grupos = recontar(DESDE, HASTA, ahora=fabricas.AHORA)
    for (fecha, tipo), recuento in grupos.items():
        filas = Corrida.objects.entre(fecha, fecha).filter(tipo_de_backup=tipo)
        for estado in (*EXCLUYENTES, "regularizada"):
            assert recuento[estado] == filas.en_estado(estado, ahora=fabricas.AHORA).count()
        verificadas = filas.en_estado("verificada", ahora=fabricas.AHORA).count()
        assert recuento.verificadas == verificadas
    assert sum(r.total for r in grupos.values()) == Corrida.objects.count()


@pytest.mark.requisito("MIN-V")
@pytest.mark.parametrize("semilla", [1, 2])
def test_every_number_opens_exactly_the_rows_that_it_counts(
    client: Client, supervisor: Any, semilla: int
) -> None:
    sembrar(semilla)
    pagina = client.get(reverse("tablero"))
    assert pagina.status_code == 200
    vistos = 0
    for fila in pagina.context["lineas"]:
        for cuenta in fila["cuentas"]:
            if cuenta["url"]:
                lista = client.get(cuenta["url"])
                assert lista.context["pagina"].paginator.count == cuenta["numero"], cuenta
                vistos += 1
    for cifra in pagina.context["cifras"]:
        total = client.get(cifra["url"]).context["pagina"].paginator.count
        assert str(total) == re.sub(r"\D", "", cifra["valor"])
    for periodo in pagina.context["periodos"]:
        lista = client.get(periodo["url_vencidas"]).context["pagina"]
        assert lista.paginator.count == periodo["vencidas"]
    assert vistos > 25


@pytest.mark.requisito("MIN-V")
def test_it_has_one_line_per_numeral_even_when_empty(client: Client, supervisor: Any) -> None:
    pagina = client.get(reverse("tablero"))
    assert len(pagina.context["lineas"]) == len(CONSTRUCTORES)
    assert "No hay un Directorio vigente" in pagina.content.decode()
    assert "7.1.1 d)" in pagina.content.decode()


def test_it_shows_numbers_without_links_to_who_may_not_see_the_rows(client: Client) -> None:
    sembrar()
    client.force_login(fabricas.persona("dg", "director_general"))
    pagina = client.get(reverse("tablero"))
    cuentas = {fila["deber"].codigo: fila["cuentas"] for fila in pagina.context["lineas"]}
    assert cuentas["verificacion-interno"][0]["numero"] > 0
    assert cuentas["verificacion-interno"][0]["url"] == ""
    assert cuentas["contrato"][0]["url"]
    negada = client.get(reverse("tablero_filas", args=["verificacion-interno", "al_dia"]))
    assert negada.status_code == 403
    client.force_login(fabricas.persona("usuario"))
    assert client.get(reverse("tablero")).status_code == 403


@pytest.mark.parametrize(
    ("consulta", "estado"),
    [
        ({"desde": "2026-02-30"}, 422), ({"desde": "2026-03-01", "hasta": "2026-01-01"}, 422),
        ({"desde": "2020-01-01", "hasta": "2026-01-01"}, 422), ({"desde": "0001-01-01"}, 422),
        ({"hasta": "2030-12-31", "desde": "2030-01-01"}, 200), ({"desde": ""}, 200),
    ],
)  # fmt: skip
def test_it_teaches_when_the_period_is_wrong(
    client: Client, supervisor: Any, consulta: dict[str, str], estado: int
) -> None:
    assert client.get(reverse("tablero"), consulta).status_code == estado


def test_it_knows_no_other_duty_or_situation(client: Client, supervisor: Any) -> None:
    for codigo, situacion in (("inventado", "al_dia"), ("retencion", "pendiente")):
        url = reverse("tablero_filas", args=[codigo, situacion])
        assert client.get(url).status_code == 404


def test_it_asks_the_same_questions_however_many_rows(
    client: Client, supervisor: Any, django_assert_max_num_queries: Any
) -> None:
    sembrar(dias=60)
    client.get(reverse("tablero"))
    with django_assert_max_num_queries(48):
        client.get(reverse("tablero"))
