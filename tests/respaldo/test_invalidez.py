"""A copy that a person rejects stops counting, with all that depends on it (R11)."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from gobierno.errores import ReglaIncumplida
from respaldo.acciones.ejecuciones import recibir
from respaldo.acciones.invalidez import DECLARACION, FUENTE
from respaldo.acciones.jornadas import abrir_jornadas
from respaldo.acciones.verificaciones import (
    rectificar,
    verificar_conforme,
    verificar_no_conforme,
)
from respaldo.eslabones import situacion_de
from respaldo.models import Copia, Corrida
from tests.fabricas import AHORA, linea
from tests.respaldo import casos
from tests.respaldo.apoyo import fuente, leida, llega, regla, utc

pytestmark = pytest.mark.django_db
TARDE = utc(2026, 3, 13, 15)


@pytest.fixture
def cadena(vigente):
    """Sunday's total and the incrementals of Monday and Tuesday, with their corridas."""
    domingo = linea(vigente, periodicidad="semanal (domingo)")
    resto = linea(
        vigente, item=domingo.item, modalidad="incremental", periodicidad="diaria (lunes a sábado)"
    )
    regla(domingo, orden=1)
    regla(resto, orden=2)
    abrir_jornadas(hasta=date(2026, 3, 13), ahora=TARDE)
    for dia, modalidad in ((9, "total"), (10, "incremental"), (11, "incremental")):
        noche = leida(f"d{dia}", inicio=utc(2026, 3, dia, 3, 5), modalidad=modalidad)
        llega(noche, ahora=TARDE)
    return list(Copia.objects.order_by("instante_de_datos"))


def no_conforme(copia, operador):
    return verificar_no_conforme(
        corrida=copia.ejecucion.corrida, por=operador, causa="No abre", ahora=TARDE,
        motivo_tardanza="Se vio después",
    )  # fmt: skip


def corregir(copia, operador, resultado, **extra):
    corrida = Corrida.objects.get(pk=copia.ejecucion.corrida_id)
    return rectificar(
        corrida=corrida, por=operador, resultado=resultado, visto=corrida.estado,
        motivo="Se probó otra vez", ticket=casos.TICKET, ahora=TARDE, **extra,
    )  # fmt: skip


def situaciones(copias):
    return [situacion_de(Copia.objects.get(pk=copia.pk))[0] for copia in copias]


@pytest.mark.requisito("R11", "R7")
def test_a_run_declared_no_conforme_breaks_its_copy_and_what_depends_on_it(
    cadena, operador, client
):
    no_conforme(cadena[0], operador)
    cadena[0].refresh_from_db()
    assert (cadena[0].invalidada_en, cadena[0].motivo_invalidez) == (TARDE, DECLARACION)
    assert situaciones(cadena) == ["invalidada", "cadena_rota", "cadena_rota"]
    assert casos.ultimo_evento().despues["copia"] == "invalidada"
    client.force_login(operador)
    pagina = client.get(reverse("respaldo:ejecucion", args=[cadena[2].ejecucion_id]))
    assert "Cadena rota" in pagina.content.decode()
    ficha = client.get(reverse("respaldo:corrida", args=[cadena[1].ejecucion.corrida_id]))
    assert "Cadena rota" in ficha.content.decode()


@pytest.mark.requisito("R11")
def test_the_next_total_starts_a_sound_chain(cadena, operador):
    no_conforme(cadena[0], operador)
    llega(
        leida("total", inicio=utc(2026, 3, 12, 3, 5), modalidad="total"),
        leida("inc", inicio=utc(2026, 3, 13, 3, 5), modalidad="incremental"),
        ahora=TARDE,
    )
    nueva = Copia.objects.get(ejecucion__clave="inc")
    assert situacion_de(nueva) == ("", None)


@pytest.mark.requisito("R11")
def test_a_conforme_rectified_invalidates_it_and_the_way_back_is_said(cadena, operador):
    total = cadena[0]
    verificar_conforme(
        corrida=total.ejecucion.corrida, por=operador, ticket=casos.TICKET,
        evidencia=total.ejecucion, motivo_tardanza="Se vio después", ahora=TARDE,
    )  # fmt: skip
    corregir(total, operador, "no_conforme")
    total.refresh_from_db()
    assert total.invalidada_en == TARDE
    corregir(total, operador, "conforme")
    total.refresh_from_db()
    assert total.invalidada_en == TARDE  # nobody said that it was checked
    with pytest.raises(ReglaIncumplida):
        corregir(total, operador, "conforme")
    corregir(total, operador, "conforme", revalidar=True)
    total.refresh_from_db()
    assert (total.invalidada_en, total.motivo_invalidez) == (None, "")
    assert casos.ultimo_evento().despues["copia"] == "revalidada"
    assert situaciones(cadena) == ["", "", ""]


@pytest.mark.requisito("R11")
def test_what_its_source_rejected_no_rectification_brings_back(cadena, operador):
    total = cadena[0]
    peor = leida("d9", inicio=utc(2026, 3, 9, 3, 5), estado="no_conforme")
    llega(peor, ahora=TARDE)
    no_conforme(total, operador)
    corregir(total, operador, "conforme", revalidar=True)
    total.refresh_from_db()
    assert total.motivo_invalidez == FUENTE


@pytest.mark.requisito("R11")
def test_a_copy_told_after_the_declaration_is_born_invalid(diaria, operador):
    abierta = leida(estado="en_curso", fin=None)
    llega(abierta)
    corrida = Corrida.objects.get(ejecucion__isnull=False)
    verificar_no_conforme(corrida=corrida, por=operador, causa="Se colgó", ahora=AHORA)
    recibir(fuente=fuente(), leidas=[leida()], canal="api", ahora=AHORA + timedelta(hours=1))
    copia = Copia.objects.get()
    assert copia.motivo_invalidez == DECLARACION


def test_the_form_offers_the_way_back_only_then(cadena, operador, client):
    client.force_login(operador)
    no_conforme(cadena[0], operador)
    direccion = reverse("respaldo:rectificar", args=[cadena[0].ejecucion.corrida_id])
    assert "vuelve a contarse" in client.get(direccion).content.decode()
    datos = {
        "resultado": "conforme", "motivo": "Abre bien", "visto": "no_conforme",
        "ticket": casos.TICKET, "revalidar": "on",
    }  # fmt: skip
    assert client.post(direccion, datos).status_code == 302
    cadena[0].refresh_from_db()
    assert cadena[0].invalidada_en is None
    assert "vuelve a contarse" not in client.get(direccion).content.decode()


@pytest.mark.requisito("R11")
def test_what_was_rejected_before_words_broke_copies_is_broken_once(cadena, operador):
    """As the data was left before: the declaration stands, and the copy says nothing of it."""
    total, lunes, _ = cadena
    no_conforme(total, operador)
    verificar_conforme(
        corrida=lunes.ejecucion.corrida, por=operador, ticket=casos.TICKET,
        evidencia=lunes.ejecucion, motivo_tardanza="Se vio después", ahora=TARDE,
    )  # fmt: skip
    Copia.objects.update(invalidada_en=None, motivo_invalidez="")
    romper = import_module("respaldo.migrations.0021_copias_ya_rechazadas").romper

    romper(apps, None)
    assert situaciones(cadena) == ["invalidada", "cadena_rota", "cadena_rota"]
    total.refresh_from_db()
    assert (total.invalidada_en, total.motivo_invalidez) == (TARDE, DECLARACION)
    corregir(total, operador, "conforme", revalidar=True)
    corregir(lunes, operador, "no_conforme")
    Copia.objects.update(invalidada_en=None, motivo_invalidez="")
    romper(apps, None)  # the last word counts
    assert situaciones(cadena) == ["", "invalidada", "cadena_rota"]
