"""Constancia that what was approved is configured (MIN-7.1.1-a, MIN-7.1.2-b)."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from directorio import acciones
from directorio.models import ConstanciaDeConfiguracion, Linea
from gobierno.errores import EstadoCambiado, ReglaIncumplida, SinPermiso
from gobierno.models import Aviso, EventoBitacora
from tests.directorio.tramites import texto
from tests.fabricas import AHORA, HOY, borrador, designar, linea, poner_en_vigencia

pytestmark = pytest.mark.usefixtures("reloj")
ACTO = {"hoy": HOY, "ahora": AHORA}


@pytest.fixture
def vigente(coordinador, director):
    version = borrador(coordinador)
    linea(version, "Interna", trabajo="JOB-INT")
    linea(version, "Externa", tipo_de_backup="externo", contrato="C-1")
    linea(version, "Retirada", situacion="retirada", fecha_baja=date(2026, 1, 1))
    return poner_en_vigencia(version, director, date(2026, 1, 5))


@pytest.fixture
def interna(vigente):
    return vigente.lineas.get(nombre="Interna")


@pytest.fixture
def externa(vigente):
    return vigente.lineas.get(nombre="Externa")


@pytest.mark.requisito("MIN-7.1.1-a")
def test_it_leaves_constancia_with_the_job_of_the_line(vigente, interna, operador):
    assert vigente.lineas.por_configurar().count() == 2
    constancia = acciones.marcar_configurada(linea=interna, por=operador, **ACTO)
    assert (constancia.estado, constancia.trabajo) == ("configurado", "JOB-INT")
    assert vigente.lineas.por_configurar().count() == 1
    evento = EventoBitacora.objects.order_by("-numero").first()
    assert (evento.accion, evento.despues["estado"]) == ("directorio.configurar", "configurado")


@pytest.mark.requisito("MIN-7.1.2-b")
def test_an_externo_line_needs_two_people(externa, operador, proveedor):
    uno = acciones.marcar_configurada(linea=externa, por=proveedor, trabajo="JOB-EXT", **ACTO)
    assert uno.estado == "a_medias"
    with pytest.raises(ReglaIncumplida, match="ya dejó su constancia"):
        acciones.marcar_configurada(linea=externa, por=proveedor, **ACTO)
    dos = acciones.marcar_configurada(linea=externa, por=operador, **ACTO)
    assert (dos.estado, dos.trabajo) == ("configurado", "JOB-EXT")


@pytest.mark.requisito("MIN-7.1.2-b")
def test_one_person_with_both_roles_is_not_two_people(externa, operador, proveedor, operador2):
    designar(operador, "proveedor")
    acciones.marcar_configurada(linea=externa, por=operador, trabajo="JOB-EXT", **ACTO)
    with pytest.raises(ReglaIncumplida):
        acciones.marcar_configurada(linea=externa, por=operador, **ACTO)
    with pytest.raises(EstadoCambiado):
        acciones.marcar_configurada(linea=externa, por=operador2, **ACTO)


@pytest.mark.requisito("MIN-7.1.2-b")
def test_database_refuses_one_person_twice_even_if_code_forgets(externa, operador):
    with pytest.raises(IntegrityError), transaction.atomic():
        ConstanciaDeConfiguracion.objects.create(
            linea=externa,
            trabajo="JOB",
            operador=operador,
            operador_en=AHORA,
            responsable=operador,
            responsable_en=AHORA,
        )


def test_it_refuses_who_may_not_configure(interna, externa, proveedor, director):
    with pytest.raises(SinPermiso, match="interna"):
        acciones.marcar_configurada(linea=interna, por=proveedor, **ACTO)
    with pytest.raises(SinPermiso):
        acciones.marcar_configurada(linea=externa, por=director, **ACTO)


def test_it_needs_the_name_of_the_job(externa, operador):
    with pytest.raises(ReglaIncumplida) as error:
        acciones.marcar_configurada(linea=externa, por=operador, **ACTO)
    assert "trabajo" in error.value.campos


def test_it_configures_only_active_lines_of_what_rules(vigente, operador, coordinador):
    retirada = vigente.lineas.get(nombre="Retirada")
    with pytest.raises(ReglaIncumplida, match="no está activa"):
        acciones.marcar_configurada(linea=retirada, por=operador, **ACTO)
    suelta = linea(borrador(coordinador), "Borrador")
    with pytest.raises(EstadoCambiado, match="solo se configura lo aprobado"):
        acciones.marcar_configurada(linea=suelta, por=operador, **ACTO)


@pytest.mark.requisito("MIN-7.1.1-a")
def test_it_tells_the_preparers_what_cannot_be_configured(interna, operador, coordinador):
    with pytest.raises(ReglaIncumplida):
        acciones.observar_configuracion(linea=interna, observacion=" ", por=operador, **ACTO)
    constancia = acciones.observar_configuracion(
        linea=interna, observacion="El software no admite esa ventana.", por=operador, **ACTO
    )
    assert constancia.estado == "pendiente"
    aviso = Aviso.objects.get(destinatario=coordinador)
    assert "no admite esa ventana" in aviso.texto
    hecha = acciones.marcar_configurada(linea=interna, por=operador, **ACTO)
    assert hecha.observacion == ""


def test_it_ticks_many_and_says_why_not_the_others(vigente, operador):
    hechas, motivos = acciones.marcar_configuradas(
        lineas=list(vigente.lineas.all()), por=operador, **ACTO
    )
    assert hechas == 1
    assert [motivo.split(":")[0] for motivo in motivos] == ["Fila 2", "Fila 3"]


def test_the_checklist_shows_each_state(vigente, interna, externa, operador, client):
    acciones.marcar_configurada(linea=externa, por=operador, trabajo="JOB-EXT", **ACTO)
    client.force_login(operador)
    url = reverse("directorio:configuracion")
    pagina = texto(client.get(url))
    assert "2 de 2 líneas por configurar" in pagina
    assert "A medias" in pagina
    assert "Retirada" not in pagina
    assert "Interna" not in texto(client.get(url, {"estado": "a_medias"}))
    assert "Externa" not in texto(client.get(url, {"estado": "pendiente"}))
    assert "JOB-EXT" in texto(client.get(url, {"q": "job-ext"}))
    assert client.get(url, {"version": "99999"}).status_code == 404
    assert client.get(url, {"estado": "otro"}).status_code == 200


@pytest.mark.requisito("MIN-6.1-n", "MIN-7.1.2-b")
def test_the_provider_sees_only_externo_lines(vigente, interna, externa, proveedor, client):
    client.force_login(proveedor)
    pagina = texto(client.get(reverse("directorio:configuracion")))
    assert "Externa" in pagina
    assert "Interna" not in pagina
    url = reverse("directorio:configurar", args=[interna.pk])
    assert client.get(url).status_code == 404
    propia = reverse("directorio:configurar", args=[externa.pk])
    assert client.post(propia, {"trabajo": ""}).status_code == 422
    assert client.post(propia, {"trabajo": "NUBE-01"}).status_code == 302
    assert Linea.objects.get(pk=externa.pk).configuracion.responsable == proveedor


def test_it_confirms_the_selected_lines_at_once(vigente, interna, externa, operador, client):
    client.force_login(operador)
    url = reverse("directorio:configurar_varias")
    datos = {"linea": [interna.pk, externa.pk, "x", "9" * 30]}
    pagina = texto(client.post(url, datos, follow=True))
    assert "Se dejó constancia de 1 líneas" in pagina
    assert "Falta el nombre del trabajo" in pagina
    assert "No eligió ninguna" in texto(client.post(url, {}, follow=True))


def test_it_reports_a_line_that_cannot_be_configured(interna, operador, client):
    client.force_login(operador)
    url = reverse("directorio:no_configurable", args=[interna.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"observacion": ""}).status_code == 422
    assert client.post(url, {"observacion": "No admite"}).status_code == 302
    lista = reverse("directorio:configuracion")
    assert "No admite" in texto(client.get(lista, {"estado": "observada"}))


def test_the_auditor_reads_the_checklist(vigente, auditor, client):
    client.force_login(auditor)
    pagina = texto(client.get(reverse("directorio:configuracion")))
    assert "Dejar constancia" not in pagina
    enlace = reverse("directorio:configuracion_de", args=[vigente.pk])
    assert client.get(enlace).url.endswith(f"?version={vigente.pk}")


def test_it_asks_few_questions(
    coordinador, director, operador, client, django_assert_max_num_queries
):
    version = borrador(coordinador)
    for n in range(60):
        linea(version, f"Línea {n}", trabajo=f"JOB-{n}")
    acciones.marcar_configuradas(lineas=list(version.lineas.all()[:20]), por=operador, **ACTO)
    client.force_login(operador)
    url = reverse("directorio:configuracion")
    client.get(url)
    with django_assert_max_num_queries(25):
        client.get(url)
