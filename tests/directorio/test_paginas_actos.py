"""Acts of the preparer and of who signs, through their pages."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from directorio import acciones
from directorio.models import Linea, VersionDirectorio
from tests.directorio.tramites import aprobar, dar_vistos, enviar, observar, texto
from tests.fabricas import AHORA, HOY, borrador, linea

pytestmark = pytest.mark.usefixtures("reloj")


def ir(pagina, objeto):
    return reverse(f"directorio:{pagina}", args=[objeto.pk])


@pytest.fixture
def primera(version):
    return version.lineas.get(numero=1)


@pytest.mark.requisito("R17", "RC-28")
def test_it_retires_suspends_and_reactivates_a_line(entrar, version, primera, coordinador):
    cliente = entrar(coordinador)
    assert cliente.get(ir("linea_suspender", primera)).status_code == 200
    assert cliente.post(ir("linea_suspender", primera), {"motivo": ""}).status_code == 422
    assert cliente.post(ir("linea_suspender", primera), {"motivo": "Obras"}).status_code == 302
    assert "Suspendida" in texto(cliente.get(ir("version", version)))
    assert "Reactivar" in texto(cliente.get(ir("linea_editar", primera)))
    assert cliente.post(ir("linea_reactivar", primera)).status_code == 302
    Linea.objects.filter(pk=primera.pk).update(retencion="180 copias")
    baja = {"fecha_baja": "2026-07-01", "motivo": "Migró"}
    respuesta = cliente.post(ir("linea_retirar", primera), baja)
    assert respuesta.status_code == 422
    assert "para siempre" in texto(respuesta)
    completa = baja | {"retencion_post_baja": "1 año"}
    assert cliente.post(ir("linea_retirar", primera), completa).status_code == 302
    primera.refresh_from_db()
    assert (primera.situacion, primera.fecha_baja) == ("retirada", date(2026, 7, 1))


def test_it_takes_out_a_line_or_says_why_not(entrar, version, primera, quienes):
    cliente = entrar(quienes[0])
    assert cliente.post(ir("linea_eliminar", primera)).status_code == 302
    assert version.lineas.count() == 1
    aprobar(version, quienes)
    nueva = acciones.clonar_version(anio=2026, por=quienes[0], hoy=HOY, ahora=AHORA)
    respuesta = cliente.post(ir("linea_eliminar", nueva.lineas.get()))
    assert respuesta.status_code == 422
    assert "Retírela" in texto(respuesta)


def test_it_edits_the_cells_of_a_line(entrar, version, primera, coordinador):
    cliente = entrar(coordinador)
    pagina = texto(cliente.get(ir("linea_editar", primera)))
    assert 'value="22:00"' in pagina
    datos = {
        "nombre": primera.nombre,
        "clase": "carpeta",
        "tipo_de_backup": "interno",
        "modalidad": "total",
        "periodicidad": "lunes a viernes",
        "hora_inicio": "23:00:30",
        "hora_fin": "02:00",
        "dato": "apertura",
        "retencion": "30 días",
        "comportamiento_base": "extiende_base",
    }
    vieja = {"leida": "0" * 64}
    conflicto = cliente.post(ir("linea_editar", primera), datos | vieja)
    assert conflicto.status_code == 409
    assert "lunes a viernes" in texto(conflicto)
    assert cliente.post(ir("linea_editar", primera), datos).status_code == 302
    primera.refresh_from_db()
    assert (primera.numero, f"{primera.hora_inicio:%H:%M:%S}") == (1, "23:00:00")
    assert primera.periodicidad == "diaria (lunes a viernes)"


def test_it_lists_the_findings_with_a_link_to_each_cell(entrar, version, primera, coordinador):
    Linea.objects.filter(pk=primera.pk).update(retencion="1m")
    cliente = entrar(coordinador)
    pagina = texto(cliente.get(ir("hallazgos", version)))
    assert f'href="{ir("linea_editar", primera)}#id_retencion"' in pagina
    assert "1 error impide" in texto(cliente.get(ir("version", version)))
    Linea.objects.filter(pk=primera.pk).update(retencion="1 mes")
    assert "Ninguna fila tiene hallazgos" in texto(cliente.get(ir("hallazgos", version)))


def test_it_reviews_a_long_version_on_its_own_page(entrar, version, coordinador, monkeypatch):
    monkeypatch.setattr("directorio.views.versiones.LINEAS_PARA_REVISAR", 1)
    assert "Son muchas líneas" in texto(entrar(coordinador).get(ir("version", version)))


def test_it_changes_the_header_of_a_draft(entrar, version, coordinador):
    cliente = entrar(coordinador)
    assert cliente.get(ir("encabezado", version)).status_code == 200
    datos = {"motivo": "Adenda", "transicion": "origen"}
    assert cliente.post(ir("encabezado", version), datos).status_code == 302
    enviar(version, coordinador)
    assert cliente.post(ir("encabezado", version), datos).status_code == 409


def test_it_corrects_only_what_was_observed(entrar, version, quienes):
    cliente = entrar(quienes[0])
    assert cliente.post(ir("corregir", version)).status_code == 409
    dar_vistos(version, quienes[0], quienes[1])
    observar(version, quienes[2], "director")
    assert "Corregir" in texto(cliente.get(ir("version", version)))
    assert cliente.post(ir("corregir", version)).status_code == 302


def test_it_annuls_with_a_reason(entrar, version, coordinador):
    cliente = entrar(coordinador)
    assert cliente.get(ir("anular", version)).status_code == 200
    assert cliente.post(ir("anular", version), {"motivo": "Repetida"}).status_code == 302
    assert "Repetida" in texto(cliente.get(ir("version", version)))


def test_it_revokes_before_the_day_and_says_why_not_after(entrar, version, quienes, monkeypatch):
    aprobar(version, quienes, HOY + timedelta(days=5))
    cliente = entrar(quienes[2])
    assert "Revocar" in texto(cliente.get(ir("version", version)))
    assert cliente.post(ir("revocar", version), {"motivo": "Error"}).status_code == 302
    otra = acciones.clonar_version(anio=2026, origen=version, por=quienes[0], hoy=HOY, ahora=AHORA)
    aprobar(otra, quienes, HOY + timedelta(days=5))
    monkeypatch.setattr("gobierno.reloj.hoy", lambda: HOY + timedelta(days=6))
    assert "Ya rige" in texto(cliente.get(ir("version", otra)))
    assert cliente.post(ir("revocar", otra), {"motivo": "Error"}).status_code == 422


def test_nobody_else_prepares(entrar, version, primera, auditor):
    cliente = entrar(auditor)
    assert cliente.get(ir("linea_nueva", version)).status_code == 403
    assert cliente.post(ir("linea_eliminar", primera)).status_code == 403
    pagina = texto(cliente.get(ir("version", version)))
    assert "Enviar a visto" not in pagina
    assert "Editar" not in pagina


def test_it_opens_an_empty_version(entrar, coordinador):
    cliente = entrar(coordinador)
    assert "Aún no hay una versión aprobada" in texto(cliente.get(reverse("directorio:crear")))
    datos = {"anio": 2026, "partir": "vacia", "transicion": "vigente"}
    assert cliente.post(reverse("directorio:crear"), datos).status_code == 302
    pagina = texto(cliente.get(ir("version", VersionDirectorio.objects.get())))
    assert "La versión no tiene líneas" in pagina


def test_a_line_of_a_draft_tells_its_findings(entrar, coordinador):
    fila = linea(borrador(coordinador), retencion="para siempre")
    pagina = texto(entrar(coordinador).get(ir("linea", fila)))
    assert "debe decir cuándo se revisa" in pagina
