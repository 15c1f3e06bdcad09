"""What a search of requests finds: every word anywhere, accents and case aside."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db.models import Q

from directorio.models import Item
from restauracion import acciones
from restauracion.models import SolicitudDeRestauracion
from tests.fabricas import AHORA, HOY
from tests.restauracion.apoyo import datos, pedir

pytestmark = pytest.mark.django_db


@pytest.fixture
def pedida(usuario, jefa, carpeta):
    return pedir(
        usuario, carpeta.item, objetos="Planilla de Información año 2025.XLSX\nactas_OTEC 100%",
        ruta=r"\\srv-archivos\Carpeta OTEC\Gestión",
    )  # fmt: skip


def hallada(escrito: str) -> bool:
    return SolicitudDeRestauracion.objects.con_texto(escrito).exists()


@pytest.mark.parametrize(
    "escrito",
    [
        "informacion", "INFORMACIÓN", "ano 2025", "planilla gestion", "xlsx", "lanill", "2025.x",
        "actas_otec", "100%", r"srv-archivos\carpeta", "carpeta otec", "prueba", "usuario",
        "  gestión   planilla ",
    ],
)  # fmt: skip
def test_it_finds_words_in_any_order_and_parts_of_them(pedida, escrito):
    assert hallada(escrito)
    assert hallada(f"{pedida.numero[-4:]} {escrito}")
    assert hallada(pedida.ticket.numero)


@pytest.mark.parametrize(
    "escrito", ["informe", "planilla zzz", "actas%otec", "2025_x", "´", "\u0301"]
)
def test_it_does_not_find_what_is_not_there(pedida, escrito):
    assert not hallada(escrito)


def test_it_finds_what_the_columns_say_letter_by_letter(pedida):
    for campo in (pedida.numero, pedida.ruta, pedida.objetos, pedida.item.nombre):
        for desde in range(len(campo)):
            trozo = campo[desde : desde + 7].strip()
            de_antes = Q(numero__icontains=trozo) | Q(ruta__icontains=trozo)
            de_antes |= Q(objetos__icontains=trozo) | Q(item__nombre__icontains=trozo)
            if trozo and SolicitudDeRestauracion.objects.filter(de_antes).exists():
                assert hallada(trozo), trozo


def test_it_follows_a_correction_and_a_new_name(pedida, usuario, mesa):
    acciones.observar(solicitud=pedida, motivo="¿Cuál?", por=mesa, hoy=HOY, ahora=AHORA)
    corregida = datos(usuario, pedida.item, objetos="memoria.pdf")
    acciones.subsanar(solicitud=pedida, datos=corregida, por=usuario, hoy=HOY, ahora=AHORA)
    assert hallada("memoria")
    assert not hallada("planilla")
    Item.objects.update(nombre="Carpeta renombrada")
    assert hallada("renombrada")


def test_the_requests_of_before_are_indexed_as_the_new_ones(pedida):
    escrito = pedida.buscable
    SolicitudDeRestauracion.objects.update(buscable="")
    import_module("restauracion.migrations.0004_texto_buscable").indexar(apps, None)
    pedida.refresh_from_db()
    assert pedida.buscable == escrito


def test_the_box_of_every_page_finds_the_requests_one_may_see(pedida, usuario, client):
    client.force_login(usuario)
    assert pedida.numero in client.get("/buscar/", {"q": "planilla"}).content.decode()
