"""Pages of who submits, observes, signs and takes knowledge."""

import pytest
from django.urls import reverse

from directorio import acciones
from directorio.models import Linea
from gobierno.models import Persona
from tests.directorio.tramites import aprobar, dar_vistos, enviar, observar, tecleado, texto
from tests.fabricas import AHORA, CLAVE, HOY, designar

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
    assert cliente.post(url).status_code == 409


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
    assert cliente.post(url, firma).status_code == 409
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
