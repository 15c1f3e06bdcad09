"""Pages of who submits, observes, signs and takes knowledge."""

import re

import pytest
from django.urls import reverse

from directorio import acciones
from directorio.models import Linea
from gobierno.models import Decision, EventoBitacora, Persona
from tests.directorio.tramites import (
    aprobar,
    dar_vistos,
    decidir,
    enviar,
    observar,
    tecleado,
    texto,
)
from tests.fabricas import AHORA, CLAVE, HOY, designar, persona

pytestmark = pytest.mark.usefixtures("reloj")


@pytest.mark.requisito("X-2")
def test_it_offers_only_a_new_version_after_approval(entrar, version, quienes):
    aprobar(version, quienes)
    cliente = entrar(quienes[0])
    fila = version.lineas.first()
    url = reverse("directorio:linea_editar", args=[fila.pk])
    assert "prepare una versión nueva" in texto(cliente.get(url))
    respuesta = cliente.post(url, tecleado(nombre=fila.nombre))
    assert respuesta.status_code == 409
    pagina = texto(cliente.get(reverse("directorio:version", args=[version.pk])))
    assert "Editar" not in pagina
    assert "Nueva versión" in pagina
    acciones.clonar_version(anio=2026, por=quienes[0], hoy=HOY, ahora=AHORA)
    pagina = texto(cliente.get(reverse("directorio:version", args=[version.pk])))
    assert "Continuar la 2026-02" in pagina


def test_it_submits_or_says_which_rows_stop_it(entrar, version, coordinador):
    Linea.objects.filter(numero=2).update(retencion="")
    cliente = entrar(coordinador)
    url = reverse("directorio:enviar", args=[version.pk])
    pagina = texto(cliente.get(url))
    assert "Periodo de retención" in pagina
    assert 'aria-disabled="true"' in pagina
    assert cliente.post(url).status_code == 422
    Linea.objects.filter(numero=2).update(retencion="30 días")
    assert cliente.post(url).status_code == 302
    version.refresh_from_db()
    assert version.estado == "en_visto"
    assert "Ya se registró" in texto(cliente.post(url, follow=True))
    assert entrar(persona("otro", "coordinador")).post(url).status_code == 409


@pytest.mark.requisito("MIN-7.1-3")
def test_the_director_observes_a_row_and_the_preparer_sees_it(entrar, version, quienes, client):
    coordinador, operador, director = quienes
    dar_vistos(version, coordinador, operador)
    url = reverse("directorio:decidir", args=[version.pk])
    clave = version.lineas.get(numero=2).clave
    cliente = entrar(director)
    pagina = texto(cliente.get(url))
    assert "quedan inmutables" in pagina
    assert f'name="fila:{clave}"' in pagina
    datos = {"sentido": "observado", "contrasena": CLAVE, f"fila:{clave}": "Faltan los viernes."}
    sin_comentario = cliente.post(url, datos)
    assert sin_comentario.status_code == 422
    assert "Faltan los viernes." in texto(sin_comentario)
    assert cliente.post(url, datos | {"comentario": "Revise la fila 2."}).status_code == 302
    pagina = texto(entrar(coordinador).get(reverse("directorio:version", args=[version.pk])))
    assert "Revise la fila 2." in pagina
    assert "Faltan los viernes." in pagina
    assert client.post(reverse("directorio:corregir", args=[version.pk])).status_code == 302


@pytest.mark.requisito("MIN-7.1-3", "MIN-7.1-4")
def test_the_director_signs_and_the_director_general_knows(
    entrar, version, quienes, director_general
):
    coordinador, operador, director = quienes
    dar_vistos(version, coordinador, operador)
    url = reverse("directorio:decidir", args=[version.pk])
    cliente = entrar(director)
    assert version.codigo in texto(cliente.get(reverse("directorio:por_firmar")))
    mala = cliente.post(url, {"sentido": "otorgado", "contrasena": "no"})
    assert mala.status_code == 422
    assert "Contraseña incorrecta" in texto(mala)
    firma = {"sentido": "otorgado", "contrasena": CLAVE, "vigente_desde": "2026-03-10"}
    assert cliente.post(url, firma).status_code == 302
    repetida = cliente.post(url, firma, follow=True)
    assert "Ya se registró" in texto(repetida)
    otra_fecha = firma | {"vigente_desde": "2026-03-11"}
    assert cliente.post(url, otra_fecha).status_code == 409
    version.refresh_from_db()
    assert version.estado == "vigente"
    cliente = entrar(director_general)
    assert "Por conocer (1)" in texto(cliente.get(reverse("directorio:por_firmar")))
    assert cliente.post(url, {"sentido": "otorgado"}).status_code == 302
    pagina = texto(cliente.get(reverse("directorio:version", args=[version.pk])))
    assert "Toma de conocimiento" in pagina
    assert version.sha256 in pagina


def test_it_shows_the_decision_page_to_who_must_not_decide(entrar, version, quienes):
    enviar(version, quienes[0])
    pagina = texto(entrar(quienes[2]).get(reverse("directorio:decidir", args=[version.pk])))
    assert "no espera una decisión suya" in pagina


def test_it_shows_the_observed_round_only_while_it_matters(version, quienes, entrar):
    dar_vistos(version, quienes[0], quienes[1])
    observar(version, quienes[2], "director")
    acciones.corregir(version=version, por=quienes[0], hoy=HOY, ahora=AHORA)
    enviar(version, quienes[0])
    pagina = texto(entrar(quienes[0]).get(reverse("directorio:version", args=[version.pk])))
    assert "Observada por" not in pagina


@pytest.mark.requisito("X-3")
def test_the_button_says_why_who_prepared_cannot_sign(version, quienes, entrar):
    encargado = Persona.objects.get(pk=quienes[0].pk)
    designar(encargado, "director", es_encargatura=True)
    dar_vistos(version, quienes[0], quienes[1])
    cliente = entrar(encargado)
    pagina = texto(cliente.get(reverse("directorio:decidir", args=[version.pk])))
    assert "Usted ya dio un visto o firma en esta ronda" in pagina
    assert 'aria-disabled="true"' in pagina
    assert "Por firmar (0)" in texto(cliente.get(reverse("directorio:por_firmar")))


@pytest.mark.requisito("X-3")
def test_the_button_says_why_who_wrote_a_row_cannot_sign(version, quienes, entrar):
    director = quienes[2]
    designar(director, "coordinador", es_encargatura=True)
    quien = Persona.objects.get(pk=director.pk)
    fila = version.lineas.first()
    acciones.editar_linea(linea=fila, datos={"rpo_horas": 9}, por=quien, hoy=HOY, ahora=AHORA)
    dar_vistos(version, quienes[0], quienes[1])
    pagina = texto(entrar(quien).get(reverse("directorio:decidir", args=[version.pk])))
    assert "Usted preparó esta versión" in pagina


def paso_mostrado(cliente, url):
    """The step that the page names in its form, as a browser would send it."""
    hallado = re.search(r'name="paso" value="(\d+)"', texto(cliente.get(url)))
    return {"paso": hallado[1]}


def enviar_dos_veces(cliente, url, datos):
    assert cliente.post(url, datos).status_code == 302
    antes = EventoBitacora.objects.count(), Decision.objects.count()
    assert "Ya se registró" in texto(cliente.post(url, datos, follow=True))
    assert (EventoBitacora.objects.count(), Decision.objects.count()) == antes


@pytest.mark.requisito("MIN-7.1-2", "MIN-7.1-3", "MIN-7.1-4")
def test_each_decision_sent_twice_is_one(entrar, version, quienes, director_general):
    coordinador, operador, director = quienes
    enviar_dos_veces(entrar(coordinador), reverse("directorio:enviar", args=[version.pk]), {})
    url = reverse("directorio:decidir", args=[version.pk])
    for quien in (coordinador, operador, director, director_general):
        cliente = entrar(quien)
        datos = paso_mostrado(cliente, url) | {"sentido": "otorgado", "contrasena": CLAVE}
        enviar_dos_veces(cliente, url, datos)
    version.refresh_from_db()
    assert version.estado in {"aprobado", "vigente"}


def test_an_observation_sent_twice_is_one_and_another_is_refused(entrar, version, quienes):
    coordinador, operador, director = quienes
    dar_vistos(version, coordinador, operador)
    url = reverse("directorio:decidir", args=[version.pk])
    cliente, clave = entrar(director), version.lineas.get(numero=2).clave
    datos = paso_mostrado(cliente, url) | {
        "sentido": "observado",
        "contrasena": CLAVE,
        "comentario": "Revise la fila 2.",
        f"fila:{clave}": "Faltan los viernes.",
    }
    enviar_dos_veces(cliente, url, datos)
    for cambio in ({"comentario": "Otra cosa."}, {f"fila:{clave}": ""}, {"sentido": "otorgado"}):
        assert cliente.post(url, datos | cambio).status_code == 409
    acciones.corregir(version=version, por=coordinador, hoy=HOY, ahora=AHORA)
    enviar(version, coordinador)
    assert cliente.post(url, datos).status_code == 409  # that round is over


def test_the_decision_of_somebody_else_is_still_a_conflict(entrar, version, quienes):
    coordinador, operador, _ = quienes
    suplente = persona("suplente", "operador")
    enviar(version, coordinador)
    url = reverse("directorio:decidir", args=[version.pk])
    cliente = entrar(operador)
    decidir(version, coordinador, "coordinador")
    datos = paso_mostrado(cliente, url) | {"sentido": "otorgado", "contrasena": CLAVE}
    assert cliente.post(url, datos).status_code == 302
    assert entrar(suplente).post(url, datos).status_code == 409


def test_a_double_click_never_takes_the_next_step_too(entrar, version, quienes):
    """Who holds two roles decides the step that the page showed."""
    coordinador, operador, director = quienes
    designar(director, "director_general", es_encargatura=True)
    dar_vistos(version, coordinador, operador)
    url = reverse("directorio:decidir", args=[version.pk])
    cliente = entrar(Persona.objects.get(pk=director.pk))
    datos = paso_mostrado(cliente, url) | {"sentido": "otorgado", "contrasena": CLAVE}
    enviar_dos_veces(cliente, url, datos)
    assert not Decision.objects.filter(acto="conocimiento").exists()


def test_a_step_of_another_document_is_never_decided(entrar, version, quienes):
    enviar(version, quienes[0])
    cliente = entrar(quienes[0])
    url = reverse("directorio:decidir", args=[version.pk])
    datos = {"sentido": "otorgado", "contrasena": CLAVE, "paso": "999999"}
    assert cliente.post(url, datos).status_code == 409
    assert not Decision.objects.exists()
