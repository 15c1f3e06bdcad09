"""Prepared statements say what the same querysets say, whatever the number of values."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Max
from django.test.utils import CaptureQueriesContext

from gobierno.models import Designacion, EventoBitacora, Interrupcion
from gobierno.preparadas import (
    AltaPreparada,
    CambioPreparado,
    CuentaPreparada,
    ModelosPreparados,
    Preparada,
    enviar,
)
from tests.fabricas import AHORA, persona

pytestmark = pytest.mark.django_db
COMPONENTES = ["beat", "worker", "correo", "a\ue000b", "o'higgins %s"]


@pytest.fixture
def huecos():
    return Interrupcion.objects.bulk_create(
        Interrupcion(
            componente=componente,
            desde=AHORA + timedelta(hours=n),
            hasta=AHORA + timedelta(hours=n + 1),
        )
        for n, componente in enumerate(COMPONENTES)
    )


_por_nombre = ModelosPreparados(
    lambda nombres, desde: Interrupcion.objects.filter(
        componente__in=nombres, desde__gte=desde
    ).order_by("pk")
)


@pytest.mark.parametrize("cuantos", range(1, len(COMPONENTES) + 1))
def test_a_list_of_any_length_finds_the_same_rows(huecos, cuantos):
    nombres, desde = COMPONENTES[:cuantos], AHORA + timedelta(hours=1)
    esperadas = list(
        Interrupcion.objects.filter(componente__in=nombres, desde__gte=desde).order_by("pk")
    )
    leidas = _por_nombre(nombres=nombres, desde=desde)
    assert leidas == esperadas
    assert [(h.componente, h.desde) for h in leidas] == [(h.componente, h.desde) for h in esperadas]


def test_no_values_ask_nothing(huecos, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert _por_nombre(nombres=[], desde=AHORA) == []


def test_the_sql_is_written_once(huecos):
    veces = []

    def filas(desde):
        veces.append(desde)
        return Interrupcion.objects.filter(desde__gte=desde).values_list("pk")

    preparada = Preparada(filas)
    assert len(preparada(desde=AHORA)) == len(COMPONENTES)
    assert len(preparada(desde=AHORA + timedelta(hours=3))) == 2
    assert len(veces) == 1


def test_it_counts_as_the_queryset_does(huecos):
    contar = CuentaPreparada(
        lambda nombres: Interrupcion.objects.filter(componente__in=nombres).order_by("desde")
    )
    assert [contar(nombres=COMPONENTES[:n]) for n in (0, 1, 3)] == [0, 1, 3]
    assert contar(nombres=["nadie"]) == 0


def test_an_aggregate_comes_with_its_type(huecos):
    ultima = Preparada(
        lambda nombres: (
            Interrupcion.objects.filter(componente__in=nombres)
            .values_list("componente")
            .annotate(fin=Max("hasta"))
        )
    )
    [(nombre, fin)] = ultima(nombres=["worker"])
    assert (nombre, fin) == ("worker", AHORA + timedelta(hours=2))


def test_a_value_that_does_not_reach_the_sql_is_refused():
    perdida = Preparada(
        lambda desde: Interrupcion.objects.filter(desde__gt=desde + timedelta(days=1)).values_list()
    )
    with pytest.raises(AssertionError):
        perdida(desde=AHORA)


def test_a_row_brings_the_one_that_it_points_to():
    director = persona("director", "director")
    de_un_rol = ModelosPreparados(
        lambda rol: Designacion.objects.filter(rol=rol).order_by("pk"), con="persona"
    )
    with CaptureQueriesContext(connection) as captura:
        [designacion] = de_un_rol(rol="director")
        assert designacion.persona.username == "director"
    assert (len(captura), designacion.persona) == (1, director)


def test_statements_sent_together_see_what_the_ones_before_did(huecos):
    borde = AHORA + timedelta(hours=1)
    cerrar = CambioPreparado(
        lambda nombre, hasta: (Interrupcion.objects.filter(componente=nombre), {"hasta": hasta})
    )
    with transaction.atomic(), CaptureQueriesContext(connection) as captura:
        nuevo, cuantos, nada, filas = enviar(
            AltaPreparada(Interrupcion).orden(_hueco("o'hara; %s")),
            cerrar.orden(nombre="o'hara; %s", hasta=borde),
            _por_nombre.orden(nombres=[], desde=AHORA),
            _por_nombre.orden(nombres=["o'hara; %s", "beat"], desde=AHORA),
        )
    assert (cuantos, nada) == (1, [])
    assert [(h.pk, h.hasta) for h in filas] == [(huecos[0].pk, borde), (nuevo.pk, borde)]
    assert len(captura) == (1 if connection.vendor == "postgresql" else 3)


def test_a_list_finds_by_key_and_by_day(huecos):
    claves = ModelosPreparados(
        lambda claves, desde: Interrupcion.objects.filter(pk__in=claves, desde__in=desde)
    )
    pedidas = [huecos[2].pk, huecos[0].pk, -1]
    assert {h.pk for h in claves(claves=pedidas, desde=[h.desde for h in huecos])} == {
        huecos[2].pk, huecos[0].pk,
    }  # fmt: skip


def test_a_list_that_is_not_asked_with_in_is_refused():
    mala = Preparada(lambda pk: Interrupcion.objects.filter(pk=pk[0]).values_list("pk"))
    with pytest.raises(AssertionError):
        mala(pk=[1, 2])


def test_a_new_row_is_as_its_constructor_makes_it():
    dichas = {"numero": 9, "actor": "A", "accion": "x", "antes": {"a": 1}}
    nuevo, hecho = AltaPreparada(EventoBitacora).nuevo(**dichas), EventoBitacora(**dichas)
    columnas = [campo.attname for campo in EventoBitacora._meta.concrete_fields]
    assert [getattr(nuevo, c) for c in columnas] == [getattr(hecho, c) for c in columnas]
    assert nuevo._state.adding
    with pytest.raises(TypeError):
        AltaPreparada(EventoBitacora).nuevo(objecto="con una errata")


def test_a_change_tells_how_many_rows_it_moved(huecos):
    cerrar = CambioPreparado(
        lambda nombre, hasta: (
            Interrupcion.objects.filter(componente=nombre),
            {"hasta": hasta},
        )
    )
    fin = AHORA + timedelta(days=1)
    assert cerrar(nombre="o'higgins %s", hasta=fin) == 1
    assert cerrar(nombre="nadie", hasta=fin) == 0
    assert Interrupcion.objects.get(hasta=fin).componente == "o'higgins %s"


def test_one_row_is_saved_as_many_are():
    def evento(numero):
        return EventoBitacora(
            numero=numero, instante=AHORA, actor="A", accion="x", antes={"ñ": [1, None]},
            despues={}, hash_anterior="0" * 64, hash="1" * 64,
        )  # fmt: skip

    agregar = AltaPreparada(EventoBitacora)
    uno, varios = evento(1), [evento(2), evento(3)]
    with CaptureQueriesContext(connection) as captura:
        agregar([uno])
        agregar([otro := evento(4)])
    assert len(captura) == 2
    agregar(varios)
    columnas = [campo.attname for campo in EventoBitacora._meta.concrete_fields][2:]
    guardados = EventoBitacora.objects.order_by("numero").values(*columnas)
    assert [fila == guardados[0] for fila in guardados] == [True] * 4
    assert EventoBitacora.objects.get(pk=uno.pk) == uno
    assert otro.pk == uno.pk + 1


def _hueco(componente):
    return Interrupcion(componente=componente, desde=AHORA, hasta=AHORA + timedelta(hours=1))


def test_many_rows_keep_every_character():
    raros = ["tab\t", "línea\nnueva", "\\N", "\\.", "'\"", "%s", "ñ € 𝄞", "", "a\\tb"]
    huecos = [_hueco(texto) for texto in raros]
    AltaPreparada(Interrupcion)(huecos)
    guardados = dict(Interrupcion.objects.values_list("pk", "componente"))
    assert [guardados[hueco.pk] for hueco in huecos] == raros
    assert [hueco._state.adding for hueco in huecos] == [False] * len(raros)
    posterior = _hueco("después")
    posterior.save()
    assert posterior.pk > max(guardados)


def test_many_rows_are_saved_or_none():
    repetido = EventoBitacora(
        numero=7, instante=AHORA, actor="A", accion="x", hash_anterior="0" * 64, hash="1" * 64
    )
    otro = EventoBitacora(
        numero=7, instante=AHORA, actor="B", accion="y", hash_anterior="0" * 64, hash="2" * 64
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        AltaPreparada(EventoBitacora)([repetido, otro])
    assert not EventoBitacora.objects.filter(numero=7).exists()


def test_only_actions_prepare_writes():
    """A prepared write leaves no trail by itself: those who leave one use it."""
    raiz = Path(settings.BASE_DIR)
    usan = [
        ruta
        for app in ("gobierno", "directorio", "respaldo", "mesa_ayuda", "restauracion", "backupgov")
        for ruta in (raiz / app).rglob("*.py")
        if re.search(r"import .*\b(AltaPreparada|CambioPreparado)\b", ruta.read_text("utf-8"))
    ]
    assert usan
    suyos = {"acciones", "preparadas", "bitacora.py"}
    assert [ruta for ruta in usan if not suyos & {*ruta.parts}] == []
