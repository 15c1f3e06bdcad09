"""The list behind every number."""

import random
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from respaldo.estados import EXCLUYENTES, condiciones
from respaldo.models import Corrida
from tests import fabricas

pytestmark = pytest.mark.django_db


@pytest.fixture
def operador(client: Client) -> Any:
    quien = fabricas.persona("operador", "operador")
    client.force_login(quien)
    return quien


def sembrar(cuantas: int = 60) -> None:
    """Corridas in every state, some of them subsanadas or regularizadas."""
    azar = random.Random(7)
    otro = fabricas.persona("coordinador", "coordinador")
    version = fabricas.borrador(otro)
    lineas = [
        fabricas.linea(version, f"Carpeta {n}", tipo_de_backup=("interno", "externo")[n % 2])
        for n in range(4)
    ]
    for n in range(cuantas):
        linea = lineas[n % 4]
        fecha = fabricas.HOY - timedelta(days=n // 4)
        extra: dict[str, Any] = {"estado": azar.choice(Corrida.Estado.values)}
        if azar.random() < 0.3:
            extra["vencida_en"] = fabricas.AHORA
        if extra["estado"] in {"no_conforme", "sin_evidencia"} and azar.random() < 0.5:
            extra["subsanada_por"] = fabricas.ejecucion()
        fabricas.corrida(linea, fecha, **extra)


@pytest.mark.requisito("X-4")
def test_it_says_the_same_state_in_sql_and_in_python() -> None:
    sembrar()
    ahora = fabricas.AHORA
    for corrida in Corrida.objects.all():
        caben = [
            codigo
            for codigo in EXCLUYENTES
            if Corrida.objects.en_estado(codigo, ahora=ahora).filter(pk=corrida.pk).exists()
        ]
        assert caben == [corrida.estado_al(ahora)]


@pytest.mark.parametrize("estado", list(condiciones(ahora=fabricas.AHORA)))
def test_it_lists_what_each_state_counts(client: Client, operador: Any, estado: str) -> None:
    sembrar(24)
    esperadas = Corrida.objects.exclude(estado="esperada").count()
    assert esperadas
    todas = {"desde": "2026-01-01", "hasta": "2026-12-31"}
    respuesta = client.get(reverse("respaldo:corridas"), {"estado": estado, **todas})
    ahora = respuesta.context["ahora"]
    assert (
        respuesta.context["pagina"].paginator.count
        == Corrida.objects.en_estado(estado, ahora=ahora).count()
    )


def test_it_filters_by_date_tipo_and_line(client: Client, operador: Any) -> None:
    sembrar(24)
    una = Corrida.objects.first()
    assert una
    filtros = {"fecha": una.fecha_operativa.isoformat(), "linea": una.linea_id, "tipo": "externo"}
    respuesta = client.get(reverse("respaldo:corridas"), filtros)
    esperado = int(una.tipo_de_backup == "externo")
    assert respuesta.context["pagina"].paginator.count == esperado


@pytest.mark.parametrize(
    "consulta",
    [
        {"fecha": "2026-02-30"}, {"desde": "2026-03-05", "hasta": "2026-03-01"},
        {"estado": "inventado"}, {"linea": "9" * 30}, {"linea": "987654"},
    ],
)  # fmt: skip
def test_it_teaches_when_the_address_is_wrong(
    client: Client, operador: Any, consulta: dict[str, str]
) -> None:
    respuesta = client.get(reverse("respaldo:corridas"), consulta)
    assert respuesta.status_code == 422
    assert respuesta.context["pagina"].paginator.count == 0


def test_a_null_byte_never_reaches_the_page(client: Client, operador: Any) -> None:
    assert client.get(reverse("respaldo:corridas"), {"tipo": "\x00"}).status_code == 400


@pytest.mark.parametrize("estado", ["", "verificada", "por_atender", "conforme", "subsanada"])
@pytest.mark.parametrize("tipo", ["", "interno"])
def test_it_has_as_many_pages_as_rows(
    client: Client, operador: Any, estado: str, tipo: str
) -> None:
    """The count comes from the recount of the board; the rows, from the list."""
    sembrar(120)
    datos = {"desde": "2026-01-01", "hasta": "2026-12-31", "estado": estado, "tipo": tipo}
    pagina = client.get(reverse("respaldo:corridas"), datos).context["pagina"]
    assert len(pagina.paginator.object_list) == pagina.paginator.count


def test_it_shows_the_last_days_when_nobody_says_which(client: Client, operador: Any) -> None:
    filtro = client.get(reverse("respaldo:corridas")).context["filtro"]
    desde, hasta = filtro.periodo
    assert (hasta - desde).days == 31


def test_it_is_not_for_everybody(client: Client) -> None:
    client.force_login(fabricas.persona("usuario"))
    assert client.get(reverse("respaldo:corridas")).status_code == 403


def test_it_asks_few_questions(
    client: Client, operador: Any, django_assert_max_num_queries: Any
) -> None:
    sembrar()
    with django_assert_max_num_queries(16):  # five of them draw the menu
        client.get(reverse("respaldo:corridas"), {"hasta": date(2027, 1, 1).isoformat()})
