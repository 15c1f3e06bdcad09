"""From the sheet with two wrong cells to the first day owed, through the pages."""

import pytest

from directorio.models import VersionDirectorio
from gobierno.models import Decision
from respaldo.models import Corrida
from tests.recorridos import hoja
from tests.recorridos.oficina import LUNES, MARTES, Oficina

pytestmark = pytest.mark.django_db


@pytest.mark.requisito("MIN-7.1-1", "MIN-7.1-2", "MIN-7.1-3", "MIN-7.1-4", "MIN-6.2", "X-1", "X-3")
def test_it_goes_from_the_sheet_to_the_first_day_owed(oficina: Oficina) -> None:
    version = oficina.preparar()
    importar_y_corregir(oficina)
    oficina.enviar()
    oficina.vistos()
    observar_una_fila(oficina)
    corregir(oficina)
    oficina.enviar()
    oficina.vistos()
    oficina.pasa_beat(LUNES, 12)
    assert not Corrida.objects.exists()
    oficina.decidir("director", vigente_desde=MARTES.isoformat())
    oficina.decidir("director_general", contrasena="")
    oficina.pasa_beat(LUNES, 23, 50)
    assert not Corrida.objects.exists()

    oficina.pasa_beat(MARTES, 0, 1)
    version.refresh_from_db()
    assert version.estado == VersionDirectorio.Estado.VIGENTE
    assert Decision.objects.filter(ronda__tramite=version.tramite).count() == 7
    assert set(Corrida.objects.values_list("fecha_operativa", flat=True)) == {MARTES}
    esperadas = Corrida.objects.count()
    assert esperadas > 25
    oficina.pasa_beat(MARTES, 12)
    assert Corrida.objects.count() == esperadas


def importar_y_corregir(oficina: Oficina) -> None:
    """Two cells are wrong: nothing is saved until both are corrected in the preview."""
    importacion = oficina.subir(hoja.libro(hoja.DOS_MALAS))
    pagina = oficina.ver("coordinador", "directorio:importacion", importacion)
    assert "Quedan 2 filas por corregir" in pagina
    assert "J7: " in pagina
    assert "L12: " in pagina
    oficina.hacer("coordinador", "directorio:importacion_confirmar", importacion, estado=422)
    assert not oficina.version.lineas.exists()
    celdas = {f"c-{fila}-{campo}": texto for (fila, campo), texto in hoja.CORRECCIONES.items()}
    oficina.hacer(
        "coordinador", "directorio:importacion_corregir", importacion, vistas="7,12", **celdas
    )
    oficina.hacer("coordinador", "directorio:importacion_confirmar", importacion)
    assert oficina.version.lineas.count() == hoja.LINEAS


def observar_una_fila(oficina: Oficina) -> None:
    """The director gives it back with a comment on one row, which the coordinador reads."""
    clave = oficina.version.lineas.get(numero=18).clave
    fila = {f"fila:{clave}": "La ventana es muy larga."}
    oficina.decidir("director", "observado", comentario="Revise la fila 18.", **fila)
    pagina = oficina.ver("coordinador", "directorio:version", oficina.version.pk)
    assert "La ventana es muy larga." in pagina


def corregir(oficina: Oficina) -> None:
    """Take the observed version back and change the window of row 18 in its form."""
    oficina.hacer("coordinador", "directorio:corregir", oficina.version.pk)
    linea = oficina.version.lineas.get(numero=18)
    pagina = oficina.como("coordinador").get(f"/directorio/lineas/{linea.pk}/editar/")
    formulario = pagina.context["formulario"]
    datos = {campo.name: campo.value() for campo in formulario if campo.value() is not None}
    datos = {nombre: valor for nombre, valor in datos.items() if valor is not False}
    datos |= {"hora_inicio": "22:00", "hora_fin": "02:00"}
    oficina.hacer("coordinador", "directorio:linea_editar", linea.pk, **datos)


@pytest.mark.requisito("X-3")
def test_who_prepared_it_does_not_sign_it(oficina: Oficina) -> None:
    from tests.fabricas import designar

    designar(oficina.gente["coordinador"], "director")
    oficina.preparar()
    oficina.hacer("coordinador", "directorio:importacion_confirmar", oficina.subir(hoja.libro()))
    oficina.enviar()
    oficina.vistos()
    respuesta = oficina.como("coordinador").post(
        f"/directorio/versiones/{oficina.version.pk}/decidir/",
        {"sentido": "otorgado", "contrasena": "demo", "vigente_desde": MARTES.isoformat()},
    )
    assert respuesta.status_code in {403, 409, 422}
    oficina.version.refresh_from_db()
    assert oficina.version.estado == VersionDirectorio.Estado.POR_FIRMAR
