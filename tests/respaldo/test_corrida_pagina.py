"""The page of one corrida: every mark explained, the block that confirmed it, who may act."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from gobierno.models import Aviso, EventoBitacora
from gobierno.perfil import perfil_activo
from respaldo.acciones.verificaciones import (
    subsanar,
    verificar_en_bloque,
    verificar_no_conforme,
)
from tests import fabricas
from tests.fabricas import AHORA
from tests.respaldo import casos
from tests.respaldo.casos import TICKET

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reloj_detenido")]


def pagina(client, quien, corrida):
    client.force_login(quien)
    return client.get(reverse("respaldo:corrida", args=[corrida.pk])).content.decode()


@pytest.mark.requisito("X-11", "MIN-7.1.2-d")
def test_the_history_of_each_row_shows_the_block_that_confirmed_it(client, operador, auditor):
    filas = [casos.con_evidencia("Una"), casos.con_evidencia("Otra")]
    verificar_en_bloque(
        corridas=[fila.pk for fila in filas], por=operador, ticket=TICKET, ahora=AHORA
    )
    numero = EventoBitacora.objects.get(accion="verificacion.en_bloque").numero
    for fila in filas:
        html = pagina(client, auditor, fila)
        assert f'<td class="numero">{numero}</td>' in html
        assert "en bloque" in html
    assert "Bitácora</h2>" not in pagina(client, operador, filas[0])


def test_a_block_over_two_dates_has_no_single_day(operador):
    filas = [casos.con_evidencia("Una"), casos.con_evidencia("Otra", casos.FO - timedelta(days=1))]
    verificar_en_bloque(
        corridas=[fila.pk for fila in filas],
        por=operador,
        ticket=TICKET,
        motivo_tardanza="Feriado",
        ahora=AHORA,
    )
    evento = casos.ultimo_evento()
    assert evento.objeto_id == ""
    assert evento.despues["regularizadas"] == [filas[1].pk]


@pytest.mark.requisito("X-4")
def test_it_explains_silence_and_lateness_with_their_inputs(client, operador):
    muda = casos.corrida()
    html = pagina(client, operador, muda)
    assert "Ninguna evidencia" in html
    assert "Decir por qué no hay evidencia" in html
    tarde = casos.con_evidencia("Tarde", casos.FO - timedelta(days=3))
    html = pagina(client, operador, tarde)
    assert "Venció sin verificar" in html
    assert "primer día hábil" in html
    assert "Verificar ahora, con su motivo" in html


def test_a_reader_sees_the_explanation_without_the_button(client, auditor):
    html = pagina(client, auditor, casos.con_evidencia(estado="advertencia"))
    assert "Terminó con advertencias" in html
    assert "Decidir y explicar" not in html


def test_a_run_that_tells_only_its_end_says_until_when(client, operador):
    fila = casos.con_evidencia(inicio=None)  # it ends at 00:00 in Lima
    client.force_login(operador)
    hoy = client.get(reverse("respaldo:hoy")).content.decode()
    assert "hasta 00:00 · " in hoy
    for vista in ("corrida", "no_conforme"):
        html = client.get(casos.url(vista, fila)).content.decode()
        assert re.search(r"hasta <time [^>]+>10/03/2026\s00:00</time>", html), vista


def test_before_the_window_closes_the_buttons_say_why_not(client, operador):
    html = pagina(client, operador, casos.corrida(fecha=casos.FO + timedelta(days=1)))
    assert "La ventana todavía no cierra." in html


def test_a_dispensa_is_part_of_the_story(client, coordinador):
    from respaldo.acciones.verificaciones import declarar_no_aplica

    fila = casos.corrida()
    declarar_no_aplica(
        corrida=fila, por=coordinador, documento="Memo 12", motivo="Corte", ahora=AHORA
    )
    html = pagina(client, coordinador, fila)
    assert "No aplica: Memo 12" in html


def test_a_run_already_tied_to_its_corrida_repairs_it_too(operador):
    fila = casos.con_evidencia(estado="no_conforme")
    verificar_no_conforme(corrida=fila, por=operador, causa="x", ahora=AHORA)
    manual = fabricas.ejecucion(
        item=fila.item,
        tipo_de_backup="interno",
        serie_modalidad="total",
        corrida=fila,
        inicio=AHORA - timedelta(hours=1),
        fin=AHORA,
    )
    assert subsanar(corrida=fila, ejecucion=manual, por=operador, ahora=AHORA).subsanada_por


def test_with_one_level_of_escalation_nobody_else_is_told(operador, coordinador, monkeypatch):
    perfil = perfil_activo()
    solo = replace(perfil.verificacion, escalamiento=perfil.verificacion.escalamiento[:1])
    monkeypatch.setattr(
        "respaldo.acciones.asientos.perfil_activo", lambda: replace(perfil, verificacion=solo)
    )
    fila = casos.con_evidencia(estado="no_conforme")
    verificar_no_conforme(corrida=fila, por=operador, causa="x", ahora=AHORA)
    assert not Aviso.objects.exists()


def test_the_list_narrows_by_class_and_unit(client, operador):
    client.force_login(operador)
    casos.linea("Nómina", clase="bd", unidad=fabricas.unidad("OGA"))
    casos.con_evidencia("Nómina")
    casos.con_evidencia("Carpeta")
    hoy = reverse("respaldo:hoy")
    assert "Carpeta" not in client.get(hoy, {"clase": "bd"}).content.decode().split("<tbody>")[1]
    por_unidad = client.get(hoy, {"unidad": fabricas.unidad("OGA").pk}).content.decode()
    assert 'data-etiqueta="Nómina"' in por_unidad
    assert 'data-etiqueta="Carpeta"' not in por_unidad


def test_too_many_files_are_refused(client, operador):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client.force_login(operador)
    fila = casos.corrida()
    archivos = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(11)]
    respuesta = client.post(
        reverse("respaldo:no_conforme", args=[fila.pk]), {"causa": "x", "adjunto": archivos}
    )
    assert respuesta.status_code == 422
    assert "10 archivos como máximo" in respuesta.content.decode()
