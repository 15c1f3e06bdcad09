"""Rows and versions in preparation: what a preparer does before submitting (MIN-7.1-2)."""

from datetime import date, time

import pytest

from directorio import acciones, contenido
from directorio.models import Item, Linea, VersionDirectorio
from gobierno.errores import EstadoCambiado, ReglaIncumplida, SinPermiso
from gobierno.models import EventoBitacora
from tests.directorio.tramites import aprobar, enviar
from tests.fabricas import AHORA, HOY, borrador, linea, poner_en_vigencia

DATOS = {
    "nombre": "Base SISCOTUR",
    "clase": "bd",
    "tipo_de_backup": "interno",
    "modalidad": "total",
    "periodicidad": "Todos los días",
    "hora_inicio": time(20),
    "hora_fin": time(21),
    "retencion": "1 AÑO",
}


@pytest.fixture
def acto(coordinador):
    return {"por": coordinador, "hoy": HOY, "ahora": AHORA}


def ultimo():
    return EventoBitacora.objects.order_by("-numero").first()


def test_it_opens_an_empty_version_of_the_year(acto):
    version = acciones.crear_version(anio=2026, motivo=" Inicial ", **acto)
    assert (version.codigo, version.estado, version.motivo) == ("2026-01", "borrador", "Inicial")
    assert version.transicion == "vigente"
    assert ultimo().accion == "directorio.crear"


def test_it_refuses_a_second_version_in_preparation(acto):
    acciones.crear_version(anio=2026, **acto)
    with pytest.raises(EstadoCambiado, match="2026-01"):
        acciones.crear_version(anio=2026, **acto)


def test_it_says_so_when_somebody_opened_one_meanwhile(acto, monkeypatch):
    """The look finds nothing, the write meets the unique constraint."""
    acciones.crear_version(anio=2026, **acto)
    vacio = VersionDirectorio.objects.none()
    monkeypatch.setattr(type(vacio), "en_preparacion", lambda self: vacio)
    with pytest.raises(EstadoCambiado, match="otra versión"):
        acciones.crear_version(anio=2026, **acto)


@pytest.mark.parametrize("cambio", [{"anio": 1999}, {"anio": 2026, "transicion": "otra"}])
def test_it_refuses_what_a_version_cannot_be(acto, cambio):
    with pytest.raises(ReglaIncumplida) as error:
        acciones.crear_version(**cambio, **acto)
    assert error.value.campos


def test_it_refuses_a_version_by_who_does_not_prepare(director):
    with pytest.raises(SinPermiso):
        acciones.crear_version(anio=2026, por=director, hoy=HOY, ahora=AHORA)


@pytest.mark.requisito("MIN-7.1-2")
def test_it_clones_the_last_version_with_its_items_and_retired_rows(acto, director):
    vieja = borrador(acto["por"], anio=2025)
    linea(vieja, "Viva")
    linea(vieja, "Retirada", situacion="retirada", fecha_baja=date(2025, 6, 1))
    poner_en_vigencia(vieja, director, date(2025, 1, 5))
    nueva = acciones.clonar_version(anio=2026, **acto)
    assert nueva.clonada_de == vieja
    campos = ("item_id", "numero", "nombre", "situacion", "fecha_baja", "retencion")
    assert list(nueva.lineas.values_list(*campos)) == list(vieja.lineas.values_list(*campos))
    assert ultimo().despues["lineas"] == 2


def test_it_needs_an_approved_version_to_clone(acto):
    with pytest.raises(ReglaIncumplida, match="No hay una versión aprobada"):
        acciones.clonar_version(anio=2026, **acto)


def test_it_adds_a_row_in_canonical_form(acto):
    version = borrador(acto["por"])
    nueva = acciones.agregar_linea(version=version, datos=DATOS, **acto)
    assert (nueva.numero, nueva.periodicidad, nueva.retencion) == (1, "diaria", "1 año")
    assert nueva.clave == "base-siscotur/interno/total"
    evento = ultimo()
    assert (evento.accion, evento.objeto_id) == ("directorio.linea.agregar", str(version.pk))
    assert evento.despues["retencion"] == "1 año"


@pytest.mark.requisito("MIN-6.1-u")
def test_it_joins_rules_of_one_item_by_name(acto):
    version = borrador(acto["por"])
    interna = acciones.agregar_linea(version=version, datos=DATOS, **acto)
    externa = {**DATOS, "nombre": "BASE SISCOTUR", "tipo_de_backup": "externo", "contrato": "C-1"}
    assert acciones.agregar_linea(version=version, datos=externa, **acto).item == interna.item


def test_two_items_never_share_a_key():
    Item.objects.create(clave="correo", nombre="Correo (histórico)")
    assert acciones.resolver_item(nombre="Correo").clave == "correo-2"


test_two_items_never_share_a_key = pytest.mark.django_db(test_two_items_never_share_a_key)


@pytest.mark.parametrize(
    ("cambio", "campo"),
    [
        ({"retencion": ""}, "retencion"),
        ({"periodicidad": "quincenal"}, "periodicidad"),
        ({"hora_fin": time(20)}, "hora_fin"),
        ({"nombre": "VUCE"}, "nombre"),
        ({"modalidad": ""}, "modalidad"),
    ],
)
def test_it_saves_nothing_of_a_wrong_row(acto, cambio, campo):
    version = borrador(acto["por"])
    with pytest.raises(ReglaIncumplida) as error:
        acciones.agregar_linea(version=version, datos=DATOS | cambio, **acto)
    assert campo in error.value.campos
    assert not Linea.objects.exists()
    assert not Item.objects.exists()


def test_it_records_what_changed_in_a_row(acto):
    version = borrador(acto["por"])
    fila = acciones.agregar_linea(version=version, datos=DATOS, **acto)
    acciones.editar_linea(linea=fila, datos={"nombre": "SISCOTUR", "rpo_horas": 24}, **acto)
    fila.refresh_from_db()
    assert (fila.nombre, fila.item.nombre, fila.item.clave) == (
        "SISCOTUR",
        "SISCOTUR",
        "base-siscotur",
    )
    evento = ultimo()
    assert evento.antes == {"nombre": "Base SISCOTUR", "rpo_horas": None}
    assert evento.despues["rpo_horas"] == 24


def test_it_never_overwrites_what_the_person_did_not_see(acto):
    fila = acciones.agregar_linea(version=borrador(acto["por"]), datos=DATOS, **acto)
    leida = contenido.huella(contenido.fila(fila))
    acciones.editar_linea(linea=fila, datos={"rpo_horas": 24}, leida=leida, **acto)
    with pytest.raises(EstadoCambiado, match="Otra persona cambió"):
        acciones.editar_linea(linea=fila, datos={"rpo_horas": 48}, leida=leida, **acto)
    fila.refresh_from_db()
    assert fila.rpo_horas == 24


@pytest.mark.requisito("X-2")
def test_it_refuses_to_touch_a_submitted_row(acto):
    version = borrador(acto["por"])
    fila = linea(version)
    enviar(version, acto["por"])
    for accion, extra in (
        (acciones.editar_linea, {"datos": {"rpo_horas": 1}}),
        (acciones.eliminar_linea, {}),
        (acciones.reactivar_linea, {}),
        (acciones.suspender_linea, {"motivo": "x"}),
        (acciones.retirar_linea, {"motivo": "x", "fecha_baja": HOY}),
    ):
        with pytest.raises(EstadoCambiado):
            accion(linea=fila, **extra, **acto)
    with pytest.raises(EstadoCambiado):
        acciones.agregar_linea(version=version, datos=DATOS, **acto)


@pytest.mark.requisito("R17", "RC-28")
def test_it_retires_a_row_saying_until_when_its_copies_are_kept(acto):
    version = borrador(acto["por"])
    fila = linea(version, retencion="180 copias")
    baja = {"linea": fila, "fecha_baja": date(2026, 7, 1), "motivo": "Migró de servidor"}
    with pytest.raises(ReglaIncumplida) as error:
        acciones.retirar_linea(**baja, **acto)
    assert "retencion_post_baja" in error.value.campos
    acciones.retirar_linea(**baja, retencion_post_baja="1 año", **acto)
    fila.refresh_from_db()
    assert (fila.situacion, fila.retencion_post_baja) == ("retirada", "1 año")
    acciones.reactivar_linea(linea=fila, **acto)
    fila.refresh_from_db()
    assert (fila.situacion, fila.fecha_baja, fila.retencion_post_baja) == ("activa", None, "")


def test_it_suspends_a_row_with_a_reason(acto):
    fila = linea(borrador(acto["por"]))
    with pytest.raises(ReglaIncumplida, match="motivo"):
        acciones.suspender_linea(linea=fila, motivo=" ", **acto)
    acciones.suspender_linea(linea=fila, motivo="Servidor en mantenimiento", **acto)
    fila.refresh_from_db()
    assert fila.situacion == "suspendida"
    assert ultimo().despues["motivo"] == "Servidor en mantenimiento"


def test_it_takes_out_only_what_never_ruled(acto, operador, director):
    version = borrador(acto["por"])
    linea(version)
    aprobar(version, (acto["por"], operador, director))
    adenda = acciones.clonar_version(anio=2026, **acto)
    with pytest.raises(ReglaIncumplida, match="Retírela"):
        acciones.eliminar_linea(linea=adenda.lineas.get(), **acto)
    nueva = linea(adenda, "Equivocada")
    acciones.eliminar_linea(linea=nueva, **acto)
    assert adenda.lineas.count() == 1
    assert ultimo().antes["nombre"] == "Equivocada"
    with pytest.raises(EstadoCambiado, match="ya no existe"):
        acciones.eliminar_linea(linea=nueva, **acto)


def test_it_annuls_a_draft_with_a_reason_and_frees_the_place(acto, director):
    version = borrador(acto["por"])
    with pytest.raises(ReglaIncumplida):
        acciones.anular(version=version, motivo="", **acto)
    acciones.anular(version=version, motivo="Duplicada", por=director, hoy=HOY, ahora=AHORA)
    assert acciones.crear_version(anio=2026, **acto).codigo == "2026-02"


def test_it_refuses_an_annulment_by_somebody_else(acto, auditor):
    version = borrador(acto["por"])
    with pytest.raises(SinPermiso):
        acciones.anular(version=version, motivo="No", por=auditor, hoy=HOY, ahora=AHORA)


def test_it_changes_the_header_of_a_draft_only(acto):
    version = borrador(acto["por"])
    linea(version)
    acciones.editar_version(version=version, motivo="Adenda", transicion="origen", **acto)
    version.refresh_from_db()
    assert (version.motivo, version.transicion) == ("Adenda", "origen")
    enviar(version, acto["por"])
    with pytest.raises(EstadoCambiado):
        acciones.editar_version(version=version, motivo="x", transicion="vigente", **acto)
