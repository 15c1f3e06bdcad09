"""What is decided before any date: competence, own equipment, route, authorisation, jefe (X-5)."""

from datetime import date, timedelta

import pytest

from gobierno.errores import ReglaIncumplida, SinPermiso
from gobierno.models import Envio
from respaldo.models import Reserva
from respaldo.retencion import EstadoAl
from restauracion import acciones
from restauracion.models import Comunicacion, Evaluacion
from tests.fabricas import designar, persona, unidad
from tests.restauracion.apoyo import AHORA, HOY, datos, hasta, pedir

pytestmark = pytest.mark.django_db
CUANDO = {"hoy": HOY, "ahora": AHORA}
VIEJA = {"cuando": EstadoAl(date(2026, 1, 5))}


@pytest.mark.requisito("MIN-VIII", "X-5")
@pytest.mark.parametrize("nombrado", [{"ruta": "esquema VUCE_PROD"}, {"objetos": "a\nvuce_dev"}])
def test_vuce_is_derived_and_never_evaluated(nombrado, usuario, jefa, carpeta, mesa, operador):
    dvucept = unidad("DVUCEPT")
    director = persona("directora-vuce", unidad=dvucept)
    designar(director, "jefe", unidad=dvucept)
    solicitud = pedir(usuario, carpeta.item, **{**VIEJA, **nombrado})
    evaluacion = Evaluacion.objects.get()
    assert (evaluacion.codigo, evaluacion.respuesta["deriva_a"]) == ("DERIVADA", "DVUCEPT")
    assert not evaluacion.respuesta["candidatas"]
    acciones.validar(solicitud=solicitud, por=mesa, **CUANDO)
    with pytest.raises(ReglaIncumplida, match="No se asigna"):
        acciones.asignar(solicitud=solicitud, a=operador, por=mesa, **CUANDO)
    acciones.derivar(solicitud=solicitud, a="DVUCEPT", motivo="Esquema VUCE.", por=mesa, **CUANDO)
    solicitud.refresh_from_db()
    assert (solicitud.estado, solicitud.ticket.estado) == ("derivada", "cerrado")
    [carta] = Comunicacion.objects.filter(destinatario=director)
    assert "numeral VIII" in carta.texto
    para_quien_pidio = Comunicacion.objects.get(destinatario=usuario, paso="derivar")
    assert "Ventanilla Única" in para_quien_pidio.texto


@pytest.mark.requisito("MIN-VIII", "X-6")
def test_a_derivation_is_written_to_the_address_of_the_profile(solicitud, mesa, con_interruptores):
    from gobierno.solicitudes import Derivacion

    con_interruptores({"derivaciones": (Derivacion("DVUCEPT", "Dirección", "vuce@ej.gob.pe"),)})
    acciones.derivar(solicitud=solicitud, a="DVUCEPT", motivo="Es suyo.", por=mesa, **CUANDO)
    assert Envio.objects.get(para="vuce@ej.gob.pe").destinatario is None
    assert Comunicacion.objects.filter(direccion="vuce@ej.gob.pe").exists()


def test_it_derives_only_to_units_of_the_profile(solicitud, mesa):
    with pytest.raises(ReglaIncumplida, match="Elija la unidad"):
        acciones.derivar(solicitud=solicitud, a="OTRA", motivo="x", por=mesa, **CUANDO)


@pytest.mark.requisito("MIN-6.4-a", "X-5", "RC-57")
@pytest.mark.parametrize(
    "ruta", ["C:\\Users\\jperez\\a.docx", "c:/users/x", '"/{}/ana/a"'.format("home")]
)
def test_a_user_s_own_equipment_is_refused_by_6_4(ruta, usuario, jefa, carpeta, mesa, operador):
    solicitud = pedir(usuario, carpeta.item, ruta=ruta, **VIEJA)
    evaluacion = Evaluacion.objects.get()
    assert evaluacion.codigo == "NO_PROCEDE:EQUIPO_DE_USUARIO"
    assert not Reserva.objects.exists()
    hasta("en_evaluacion", solicitud, mesa=mesa, operador=operador)
    acciones.declarar_no_procede(solicitud=solicitud, por=operador, **CUANDO)
    solicitud.refresh_from_db()
    assert (solicitud.estado, solicitud.ticket.estado) == ("no_procede", "resuelto")
    for quien in (usuario, jefa):
        carta = Comunicacion.objects.get(destinatario=quien, paso="declarar_no_procede")
        assert "numeral 6.4" in carta.texto


def test_what_the_form_says_to_be_on_the_own_equipment_is_refused(usuario, jefa, carpeta):
    assert pedir(usuario, carpeta.item, en_equipo=True).codigo == "NO_PROCEDE:EQUIPO_DE_USUARIO"


@pytest.mark.requisito("X-5", "MIN-6.3")
@pytest.mark.parametrize(
    ("ruta", "codigo"),
    [
        ("\\\\srv-archivos\\Carpeta OTEC\\actas", "VERIFICAR_ANTES"),
        ("smb://SRV-ARCHIVOS/carpeta otec/actas", "VERIFICAR_ANTES"),
        ("actas/2026", "VERIFICAR_ANTES"),
        ("\\\\srv-archivos\\Carpeta OTEC\\..\\Otra\\x", "NO_PROCEDE:FUERA_DE_RUTA"),
        ("\\\\otro\\recurso", "NO_PROCEDE:FUERA_DE_RUTA"),
        ("Z:\\algo", "NO_PROCEDE:FUERA_DE_RUTA"),
    ],
)
def test_a_path_is_inside_the_assigned_route_or_not(ruta, codigo, usuario, jefa, carpeta):
    assert pedir(usuario, carpeta.item, ruta=ruta).codigo == codigo


def test_the_item_is_found_by_its_path(usuario, jefa, carpeta):
    solicitud = pedir(usuario, ruta="\\\\SRV-ARCHIVOS\\Carpeta OTEC\\2026\\a.docx")
    assert solicitud.item == carpeta.item
    assert solicitud.codigo == "VERIFICAR_ANTES"


@pytest.mark.requisito("MIN-6.5", "X-5")
def test_another_unit_s_folder_needs_its_agreement(jefa, carpeta, mesa, usuario):
    ajena = persona("ajena", unidad=unidad("OGA"))
    designar(persona("jefe-oga", unidad=ajena.unidad), "jefe", unidad=ajena.unidad)
    solicitud = pedir(ajena, carpeta.item)
    assert solicitud.codigo == "NO_PROCEDE:SIN_AUTORIZACION"
    with pytest.raises(ReglaIncumplida, match="no ha dado su autorización"):
        acciones.validar(solicitud=solicitud, por=mesa, **CUANDO)
    acciones.observar(solicitud=solicitud, motivo="Falta la autorización.", por=mesa, **CUANDO)
    corregida = datos(ajena, carpeta.item, autorizacion="Correo de la jefa de OTEC, 10/03/2026")
    acciones.subsanar(solicitud=solicitud, datos=corregida, por=ajena, **CUANDO)
    with pytest.raises(ReglaIncumplida, match="no ha dado su autorización"):
        acciones.validar(solicitud=solicitud, por=mesa, **CUANDO)  # nobody authorises themselves
    acciones.validar(
        solicitud=solicitud, por=mesa, autorizacion="Correo de la jefa de OTEC", **CUANDO
    )
    solicitud.refresh_from_db()
    assert (solicitud.autorizada_por, solicitud.codigo) == (mesa, "VERIFICAR_ANTES")


def test_the_desk_registers_a_mail_with_the_agreement_of_the_owner(jefa, carpeta, mesa):
    ajena = persona("ajena", unidad=unidad("OGA"))
    designar(persona("jefe-oga", unidad=ajena.unidad), "jefe", unidad=ajena.unidad)
    solicitud = pedir(ajena, carpeta.item, por=mesa, canal="correo", autorizacion="Memo 1")
    assert (solicitud.codigo, solicitud.autorizada_por) == ("VERIFICAR_ANTES", mesa)


def test_who_heads_the_unit_above_may_ask(carpeta, jefa):
    ogti = unidad("OGTI")
    otec = unidad("OTEC")
    otec.depende_de = ogti
    otec.save(update_fields=["depende_de"])
    directora = persona("directora", unidad=ogti)
    designar(directora, "jefe", unidad=ogti)
    assert pedir(directora, carpeta.item).codigo == "VERIFICAR_ANTES"


@pytest.mark.requisito("MIN-7.2.2-a-2")
def test_without_jefe_in_copy_it_is_observed(usuario, jefa, carpeta, mesa):
    solicitud = pedir(usuario, carpeta.item, por=mesa, canal="correo", jefe_en_copia=False)
    assert solicitud.codigo == "NO_PROCEDE:SIN_AUTORIZACION"
    with pytest.raises(ReglaIncumplida, match="copia al jefe inmediato"):
        acciones.validar(solicitud=solicitud, por=mesa, **CUANDO)


def test_a_unit_without_jefe_has_nobody_to_put_in_copy(usuario, carpeta):
    assert pedir(usuario, carpeta.item).codigo == "NO_PROCEDE:SIN_AUTORIZACION"


@pytest.mark.requisito("PC-7.1.1")
def test_only_jefaturas_ask_where_the_profile_says_so(usuario, jefa, carpeta, con_interruptores):
    con_interruptores(solicitante_solo_jefatura=True)
    assert pedir(usuario, carpeta.item).codigo == "NO_PROCEDE:SIN_AUTORIZACION"


@pytest.mark.requisito("MIN-7.2.2-c", "MIN-7.2.2-d-2")
def test_out_of_retention_is_refused_with_its_limit_and_numeral(
    usuario, jefa, carpeta, mesa, operador
):
    tarde = AHORA + timedelta(days=30)
    hoy = HOY + timedelta(days=30)
    solicitud = pedir(usuario, carpeta.item, ahora=tarde, hoy=hoy)
    assert solicitud.codigo == "NO_PROCEDE:FUERA_DE_RETENCION"
    cuando = {"ahora": tarde, "hoy": hoy}
    hasta("en_evaluacion", solicitud, mesa=mesa, operador=operador, **cuando)
    acciones.declarar_no_procede(solicitud=solicitud, por=operador, **cuando)
    carta = Comunicacion.objects.get(destinatario=usuario, paso="declarar_no_procede")
    assert "04/04/2026" in carta.texto
    assert "numeral 7.2.2 c)" in carta.texto


def test_what_proceeds_cannot_be_declared_not_to(solicitud, mesa, operador):
    hasta("en_evaluacion", solicitud, mesa=mesa, operador=operador)
    with pytest.raises(ReglaIncumplida, match="no dice que no proceda"):
        acciones.declarar_no_procede(solicitud=solicitud, por=operador, **CUANDO)


@pytest.mark.requisito("MIN-7.2.2-a-3")
@pytest.mark.parametrize(
    ("extra", "campo"),
    [
        ({"motivo": " "}, "motivo"),
        ({"clase": "bd"}, "bd_datos"),
        ({"objetos": ""}, "objetos"),
        ({"item": None, "ruta": "", "objetos": "x"}, "item"),
        ({"ruta": "x" * 1001}, "ruta"),
        ({"canal": "paloma"}, "canal"),
        ({"cuando": EstadoAl(date(2026, 3, 15))}, "fecha"),
        ({"recibida_en": AHORA + timedelta(hours=1)}, "recibida_en"),
    ],
)
def test_an_incomplete_or_impossible_request_names_the_field(extra, campo, mesa, jefa, carpeta):
    pedido = datos(mesa, **{"item": carpeta.item, **extra})
    with pytest.raises(ReglaIncumplida) as error:
        acciones.recibir(datos=pedido, por=mesa, **CUANDO)
    assert campo in error.value.campos


@pytest.mark.requisito("MIN-6.1-j", "MIN-7.2.2-a-1", "MIN-7.2.2-b")
def test_the_desk_registers_an_incomplete_mail_and_observes_it(usuario, jefa, carpeta, mesa):
    ayer = AHORA - timedelta(days=1)
    solicitud = pedir(usuario, carpeta.item, por=mesa, canal="anexo", objetos="", recibida_en=ayer)
    assert (solicitud.canal, solicitud.recibida_en) == ("anexo", ayer)
    with pytest.raises(ReglaIncumplida, match="incompleta"):
        acciones.validar(solicitud=solicitud, por=mesa, **CUANDO)


def test_nobody_asks_in_another_s_name_but_the_desk(usuario, jefa, carpeta, operador, mesa):
    with pytest.raises(SinPermiso):
        pedir(usuario, carpeta.item, por=operador)
    usuario.is_active = False
    with pytest.raises(SinPermiso, match="desactivada"):
        pedir(usuario, carpeta.item, por=mesa, canal="correo")
