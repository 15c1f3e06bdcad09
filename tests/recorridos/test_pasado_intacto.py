"""An adenda acts from its date on, and the trail says so when somebody edits the past by hand."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from gobierno import solo_anexar
from gobierno.models import EventoBitacora
from respaldo.models import Corrida
from tests.recorridos.oficina import MARTES, MIERCOLES, TICKET, Oficina, ejecucion_de

pytestmark = pytest.mark.django_db

JUEVES, VIERNES = MIERCOLES + timedelta(days=1), MIERCOLES + timedelta(days=2)


@pytest.fixture
def vivida(rige: Oficina) -> Oficina:
    """Thursday noon: Tuesday was verified, of Wednesday nothing was."""
    rige.pasa_beat(MIERCOLES, 8)
    filas = Corrida.objects.filter(fecha_operativa=MARTES, tipo_de_backup="interno")
    hechas = list(filas.exclude(linea__trabajo="").select_related("linea"))
    rige.informar(*(ejecucion_de(corrida) for corrida in hechas))
    pagina = rige.como("operador").get(reverse("respaldo:hoy"))
    visto_en = pagina.context["ahora"].isoformat()
    rige.hacer("operador", "respaldo:lote", alcance="todas", ticket=TICKET, visto_en=visto_en)
    rige.pasa_beat(JUEVES, 12)
    return rige


def pasado(oficina: Oficina) -> dict[str, object]:
    """Everything that Tuesday and Wednesday left: rows, figures of the board, bytes of
    the exports."""
    campos = [campo.attname for campo in Corrida._meta.concrete_fields]
    filas = Corrida.objects.filter(fecha_operativa__lte=MIERCOLES).order_by("pk")
    cliente = oficina.como("director")
    periodo = {"periodo": "intervalo", "desde": MARTES.isoformat(), "hasta": MIERCOLES.isoformat()}
    exportado = {}
    for codigo in ("control-diario", "bitacora-de-ejecuciones"):
        for formato in ("csv", "xlsx"):
            url = reverse("informes:exportar", args=[codigo])
            respuesta = cliente.get(url, periodo | {"formato": formato})
            assert respuesta.status_code == 200, respuesta.status_code
            exportado[codigo, formato] = b"".join(respuesta)
    tablero = cliente.get(reverse("tablero"), periodo).context
    return {
        "corridas": list(filas.values_list(*campos)),
        "exportado": exportado,
        "cifras": tablero["cifras"],
        "tasas": repr(tablero["tasas"]),
        "meses": repr(tablero["meses"]),
    }


@pytest.mark.requisito("X-2", "R4", "R21")
def test_an_adenda_leaves_the_past_equal_to_the_byte(vivida: Oficina) -> None:
    with transaction.atomic():  # what Friday would see had nobody changed anything
        vivida.pasa_beat(VIERNES, 12)
        sin_adenda = pasado(vivida)
        transaction.set_rollback(True)
    vivida.son(JUEVES, 12)
    antes = pasado(vivida)
    vivida.preparar(partir="ultima", motivo="Adenda: la ventana de SIGA pasa a las 20:00.")
    linea = vivida.version.lineas.get(trabajo="BD-SIGA_PROD")
    pagina = vivida.como("coordinador").get(f"/directorio/lineas/{linea.pk}/editar/")
    valores = {campo.name: campo.value() for campo in pagina.context["formulario"]}
    datos = {nombre: valor for nombre, valor in valores.items() if valor not in {None, False}}
    datos |= {"hora_inicio": "20:00", "hora_fin": "21:00"}
    vivida.hacer("coordinador", "directorio:linea_editar", linea.pk, **datos)
    vivida.aprobar(VIERNES)
    vivida.pasa_beat(JUEVES, 12)
    assert pasado(vivida) == antes

    vivida.pasa_beat(VIERNES, 12)
    siga = Corrida.objects.filter(linea__trabajo="BD-SIGA_PROD", tipo_de_backup="interno")
    horas = {c.fecha_operativa: c.inicio_previsto.hour for c in siga}
    assert horas == {MARTES: 3, MIERCOLES: 3, JUEVES: 3, VIERNES: 1}  # UTC
    assert pasado(vivida) == sin_adenda


@pytest.mark.requisito("X-11")
def test_an_edited_entry_is_refused_or_named(
    vivida: Oficina, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("verificar_bitacora")
    firma = EventoBitacora.objects.filter(accion__startswith="directorio.").latest("numero")
    tabla = EventoBitacora._meta.db_table
    orden = f"UPDATE {tabla} SET actor = 'otra persona' WHERE numero = {firma.numero}"  # noqa: S608
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(orden)
    with connection.cursor() as cursor:
        for retiro in solo_anexar.sentencias_de_retiro(tabla, connection.vendor):
            cursor.execute(retiro)
        cursor.execute(orden)
    capsys.readouterr()
    with pytest.raises(SystemExit):
        call_command("verificar_bitacora")
    assert f"Rota en la entrada {firma.numero}:" in capsys.readouterr().out
