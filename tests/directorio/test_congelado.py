"""What was submitted does not change, even if the code forgot: database triggers (X-2)."""

import hashlib
import json
from datetime import date, time

import pytest
from django.db import IntegrityError, transaction

from directorio import acciones, contenido
from directorio.models import Linea, VersionDirectorio
from gobierno.bitacora import canonico
from tests.directorio.tramites import enviar
from tests.fabricas import borrador, linea, poner_en_vigencia, unidad

pytestmark = pytest.mark.requisito("X-2", "MIN-7.1-3")


@pytest.fixture
def version(coordinador):
    nueva = borrador(coordinador)
    linea(nueva)
    return nueva


@pytest.fixture
def vigente(version, director):
    return poner_en_vigencia(version, director, date(2026, 1, 5))


def rechaza(cambiar):
    with pytest.raises(IntegrityError), transaction.atomic():
        cambiar()


def test_database_keeps_the_rows_of_a_submitted_version(version, coordinador):
    enviar(version, coordinador)
    fila = version.lineas.get()
    rechaza(lambda: Linea.objects.filter(pk=fila.pk).update(retencion="1 día"))
    rechaza(fila.delete)
    rechaza(lambda: linea(version, "Otra"))
    assert version.lineas.get().retencion == "30 días"


def test_database_refuses_to_move_a_row_into_a_version_in_force(vigente, coordinador):
    nuevo = borrador(coordinador)
    suelta = linea(nuevo, "Suelta")
    rechaza(lambda: Linea.objects.filter(pk=suelta.pk).update(version=vigente, numero=99))


def test_it_lets_the_rows_of_a_draft_change(version):
    fila = version.lineas.get()
    fila.retencion = "60 días"
    fila.save()
    fila.delete()
    assert not version.lineas.exists()


@pytest.mark.parametrize(
    ("campo", "valor"),
    [
        ("sha256", "f" * 64),
        ("vigente_desde", date(2025, 1, 1)),
        ("motivo", "otro"),
        ("motivo_regularizacion", "otro"),
        ("anio", 2025),
        ("transicion", "origen"),
        ("estado", "borrador"),
        ("estado", "aprobado"),
        ("aprobada_por", None),
    ],
)
def test_database_keeps_the_facts_of_an_approval(vigente, campo, valor):
    rechaza(lambda: VersionDirectorio.objects.filter(pk=vigente.pk).update(**{campo: valor}))


def test_database_refuses_to_delete_an_approved_version(vigente):
    filas = VersionDirectorio.objects.filter(pk=vigente.pk)
    rechaza(lambda: filas._raw_delete(filas.db))


def test_database_refuses_to_revive_a_replaced_version(vigente):
    vigente.estado, vigente.vigente_hasta = "sustituido", date(2026, 2, 1)
    vigente.save()
    rechaza(lambda: VersionDirectorio.objects.filter(pk=vigente.pk).update(estado="vigente"))
    rechaza(
        lambda: VersionDirectorio.objects.filter(pk=vigente.pk).update(
            vigente_hasta=date(2026, 3, 1)
        )
    )


def test_it_freezes_every_column_as_canonical_json(version, coordinador):
    enviar(version, coordinador)
    ronda = version.tramite.ronda
    datos = json.loads(ronda.contenido)
    assert ronda.contenido == canonico(datos)
    assert ronda.sha256 == hashlib.sha256(ronda.contenido.encode()).hexdigest()
    (fila,) = datos["lineas"]
    assert fila["clave"] == "carpeta-otec/interno/total"
    assert fila["hora_inicio"] == "22:00"
    assert fila["unidad"] == unidad().siglas
    columnas = {campo.name for campo in Linea._meta.concrete_fields} - {"id", "version", "item"}
    assert columnas <= set(fila)


def test_it_gives_the_same_hash_to_the_same_rows_in_any_order(version):
    linea(version, "Segunda", hora_inicio=time(1), hora_fin=time(2))
    filas = list(version.lineas.select_related("item", "unidad"))
    un_hash = contenido.huella(contenido.congelar(version, filas))
    assert contenido.huella(contenido.congelar(version, reversed(filas))) == un_hash
    assert contenido.huella(acciones.congelado(version=version)) == un_hash


def test_it_reads_no_rows_from_a_text_that_is_not_a_version():
    assert contenido.filas_de("{") == []
    assert contenido.filas_de("[1]") == []
