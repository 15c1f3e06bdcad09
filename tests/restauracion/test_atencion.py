"""The operator's work: gate 2, approximate copies, the restoration, its failure and its end."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from gobierno.errores import ReglaIncumplida, SinPermiso
from mesa_ayuda.models import Incidente, PausaDeTicket
from respaldo.models import Copia, HechoDeDisponibilidad, Reserva
from respaldo.retencion import EstadoAl, Periodo
from restauracion import acciones
from restauracion.models import Comunicacion, Confirmacion, Evaluacion, Restauracion
from tests.restauracion.apoyo import AHORA, EVIDENCIA, HOY, hasta, pedir, software

pytestmark = pytest.mark.django_db
CUANDO = {"hoy": HOY, "ahora": AHORA}
LUEGO = {"hoy": HOY, "ahora": AHORA + timedelta(hours=1)}


def del_dia(dia: int) -> Copia:
    return Copia.objects.get(dia_de_datos=date(2026, 3, dia))


@pytest.fixture
def en_evaluacion(solicitud, mesa, operador):
    return hasta("en_evaluacion", solicitud, mesa=mesa, operador=operador)


@pytest.fixture
def en_curso(solicitud, mesa, operador):
    return hasta("en_restauracion", solicitud, mesa=mesa, operador=operador)


@pytest.mark.requisito("MIN-7.2.2-d-1")
def test_gate_2_needs_evidence(en_evaluacion, operador):
    sin = acciones.EnElSoftware(del_dia(5), " ")
    with pytest.raises(ReglaIncumplida, match="Escriba qué muestra el software"):
        acciones.confirmar(solicitud=en_evaluacion, en_el_software=sin, por=operador, **CUANDO)


def test_gate_2_is_about_the_copy_that_was_chosen(en_evaluacion, operador):
    otra = acciones.EnElSoftware(del_dia(1), EVIDENCIA)
    with pytest.raises(ReglaIncumplida, match="no es la que la evaluación eligió"):
        acciones.confirmar(solicitud=en_evaluacion, en_el_software=otra, por=operador, **CUANDO)
    negada = acciones.EnElSoftware(del_dia(1), EVIDENCIA, "ausente")
    with pytest.raises(ReglaIncumplida, match="no es una de las"):
        acciones.negar(solicitud=en_evaluacion, en_el_software=negada, por=operador, **CUANDO)
    buena = acciones.EnElSoftware(del_dia(5), EVIDENCIA)
    with pytest.raises(ReglaIncumplida, match="confírmela"):
        acciones.negar(solicitud=en_evaluacion, en_el_software=buena, por=operador, **CUANDO)


def test_the_evidence_may_be_a_file(en_evaluacion, operador):
    archivo = SimpleUploadedFile("consola.png", b"\x89PNG\r\n\x1a\n")
    acciones.confirmar(
        solicitud=en_evaluacion, en_el_software=software(en_evaluacion, archivo=archivo),
        por=operador, **CUANDO,
    )  # fmt: skip
    assert Confirmacion.objects.get().adjunto.reservado


@pytest.mark.requisito("MIN-7.2.2-d-2", "R23", "RC-49", "MIN-7.1.1-e-3")
@pytest.mark.parametrize("hallazgo", ["ausente", "ilegible", "inaccesible"])
def test_a_lost_copy_is_the_entity_s_incident_and_another_is_offered(
    hallazgo, en_evaluacion, operador, usuario
):
    acciones.negar(
        solicitud=en_evaluacion, en_el_software=software(en_evaluacion, hallazgo), por=operador,
        **LUEGO,
    )  # fmt: skip
    en_evaluacion.refresh_from_db()
    assert (en_evaluacion.estado, en_evaluacion.codigo) == ("por_aceptacion", "APROXIMADA")
    assert "la pérdida es de la entidad" in Incidente.objects.get().descripcion
    segunda = Evaluacion.objects.get(puerta=2)
    assert segunda.respuesta["perdidas"] == [str(del_dia(5).pk)]
    assert (del_dia(5).invalidada_en is not None) == (hallazgo == "ilegible")
    eliminadas = HechoDeDisponibilidad.objects.filter(tipo="eliminada", copia=del_dia(5))
    assert eliminadas.exists() == (hallazgo == "ausente")
    assert {r.copia.dia_de_datos.day for r in Reserva.objects.vigentes()} == {4, 5, 6}
    assert Comunicacion.objects.get(destinatario=usuario, paso="ofrecer")
    [pausa] = PausaDeTicket.objects.filter(ticket=en_evaluacion.ticket, hasta=None)
    assert pausa.causa == "usuario"


@pytest.mark.requisito("RC-19", "MIN-7.2.2-d-2")
def test_an_object_that_the_copy_never_held_does_not_proceed(en_evaluacion, operador):
    acciones.negar(
        solicitud=en_evaluacion, en_el_software=software(en_evaluacion, "sin_objeto"),
        por=operador, **CUANDO,
    )  # fmt: skip
    en_evaluacion.refresh_from_db()
    assert en_evaluacion.codigo == "NO_PROCEDE:OBJETO_NO_EXISTE"
    assert not Incidente.objects.exists()
    acciones.declarar_no_procede(solicitud=en_evaluacion, por=operador, **CUANDO)
    en_evaluacion.refresh_from_db()
    assert en_evaluacion.estado == "no_procede"


@pytest.fixture
def aproximada(usuario, jefa, carpeta, mesa, operador):
    """Of 10 March: tonight's run does not exist yet, so only the day before can be offered."""
    nueva = pedir(usuario, carpeta.item, cuando=EstadoAl(HOY))
    assert nueva.codigo == "APROXIMADA"
    return hasta("por_aceptacion", _evaluada(nueva, mesa, operador))


def _evaluada(solicitud, mesa, operador):
    acciones.validar(solicitud=solicitud, por=mesa, **CUANDO)
    acciones.asignar(solicitud=solicitud, a=operador, por=mesa, **CUANDO)
    return acciones.evaluar(solicitud=solicitud, por=operador, **CUANDO)


@pytest.mark.requisito("MIN-7.2.2-c", "RC-21")
def test_an_approximate_copy_needs_the_requester_s_word(aproximada, usuario, operador):
    assert aproximada.ticket.estado == "en_espera"
    mas_tarde = {"hoy": HOY, "ahora": AHORA + timedelta(hours=2)}
    vencia = aproximada.ticket.vence_solucion_en
    with pytest.raises(ReglaIncumplida, match="que se le ofrecieron"):
        acciones.aceptar(solicitud=aproximada, copia=del_dia(2), por=usuario, **mas_tarde)
    acciones.aceptar(solicitud=aproximada, copia=del_dia(9), por=usuario, **mas_tarde)
    aproximada.refresh_from_db()
    aproximada.ticket.refresh_from_db()
    assert (aproximada.estado, aproximada.copia) == ("procede", del_dia(9))
    assert aproximada.ticket.vence_solucion_en > vencia
    with pytest.raises(ReglaIncumplida, match="no se comprobó en el software"):
        acciones.iniciar(solicitud=aproximada, destino="D", por=operador, **mas_tarde)
    acciones.confirmar(
        solicitud=aproximada, en_el_software=software(aproximada), por=operador, **mas_tarde
    )
    acciones.iniciar(solicitud=aproximada, destino="D", por=operador, **mas_tarde)


def test_the_requester_may_take_none(aproximada, usuario):
    acciones.rechazar(solicitud=aproximada, por=usuario, **CUANDO)
    aproximada.refresh_from_db()
    assert (aproximada.estado, aproximada.ticket.estado) == ("no_procede", "resuelto")


def test_the_desk_answers_for_the_requester_saying_how_it_came(aproximada, mesa, operador):
    with pytest.raises(ReglaIncumplida, match="cómo llegó"):
        acciones.rechazar(solicitud=aproximada, por=mesa, **CUANDO)
    with pytest.raises(SinPermiso):
        acciones.rechazar(solicitud=aproximada, por=operador, nota="Correo.", **CUANDO)
    acciones.rechazar(solicitud=aproximada, por=mesa, nota="Correo del 10/03.", **CUANDO)


def test_another_operator_does_not_go_on_with_it(en_evaluacion, operador2):
    with pytest.raises(SinPermiso, match="a cargo de"):
        acciones.confirmar(
            solicitud=en_evaluacion, en_el_software=software(en_evaluacion), por=operador2, **CUANDO
        )


@pytest.mark.requisito("MIN-7.2.2-d-1")
def test_overwriting_needs_recorded_consent(solicitud, mesa, operador):
    hasta("procede", solicitud, mesa=mesa, operador=operador)
    with pytest.raises(ReglaIncumplida) as error:
        acciones.iniciar(
            solicitud=solicitud, destino="Original", sobrescribe=True, por=operador, **CUANDO
        )
    assert "consentimiento" in error.value.campos
    acciones.iniciar(
        solicitud=solicitud, destino="Original", sobrescribe=True,
        consentimiento="Correo de la usuaria, 10/03/2026", por=operador, **CUANDO,
    )  # fmt: skip
    assert Restauracion.objects.get().consentimiento.startswith("Correo")
    with pytest.raises(IntegrityError), transaction.atomic():
        Restauracion.objects.update(consentimiento="")


def test_the_consent_given_in_the_request_is_enough(usuario, jefa, carpeta, mesa, operador):
    nueva = pedir(usuario, carpeta.item, consiente_sobrescribir=True)
    hasta("procede", nueva, mesa=mesa, operador=operador)
    acciones.iniciar(solicitud=nueva, destino="O", sobrescribe=True, por=operador, **CUANDO)
    assert "en la solicitud SR-2026-000001" in Restauracion.objects.get().consentimiento


@pytest.mark.requisito("MIN-7.2.2-d-1")
def test_a_part_is_told_with_what_is_missing(en_curso, operador, usuario):
    logro = acciones.Logro("a.docx", AHORA, huella="sha256:1", faltantes="b.docx")
    acciones.terminar(solicitud=en_curso, logro=logro, por=operador, **CUANDO)
    assert Restauracion.objects.get().resultado == "parcial"
    assert "Falta: b.docx" in Comunicacion.objects.get(destinatario=usuario, paso="terminar").texto


@pytest.mark.parametrize(
    ("extra", "campo"),
    [
        ({"objetos": ""}, "objetos"),
        ({"cantidad": None}, "cantidad"),
        ({"fin": AHORA - timedelta(minutes=1)}, "fin"),
        ({"fin": AHORA + timedelta(minutes=1)}, "fin"),
    ],
)
def test_what_was_restored_is_checked(extra, campo, en_curso, operador):
    logro = acciones.Logro(**({"objetos": "a", "fin": AHORA, "cantidad": 1} | extra))
    with pytest.raises(ReglaIncumplida) as error:
        acciones.terminar(solicitud=en_curso, logro=logro, por=operador, **CUANDO)
    assert campo in error.value.campos


@pytest.mark.requisito("MIN-7.2.2-d-1", "MIN-7.1.1-e-2", "R11")
@pytest.mark.parametrize(
    ("invalida", "estado"), [(True, "por_aceptacion"), (False, "en_evaluacion")]
)
def test_a_failure_opens_an_incident_and_looks_for_the_next(invalida, estado, en_curso, operador):
    acciones.fallar(
        solicitud=en_curso, motivo="Error de lectura.", invalida=invalida, por=operador, **CUANDO
    )
    en_curso.refresh_from_db()
    hecha = Restauracion.objects.get()
    assert (en_curso.estado, hecha.resultado) == (estado, "fallida")
    assert hecha.incidente == Incidente.objects.get()
    assert (del_dia(5).invalidada_en is not None) is invalida


@pytest.mark.requisito("MIN-7.2.2-c")
def test_every_copy_of_a_period_is_restored_when_all_are_asked(
    usuario, jefa, carpeta, mesa, operador
):
    periodo = Periodo(date(2026, 3, 2), date(2026, 3, 4), "todas")
    nueva = hasta(
        "en_restauracion",
        pedir(usuario, carpeta.item, cuando=periodo),
        mesa=mesa,
        operador=operador,
    )
    assert Restauracion.objects.get(solicitud=nueva).copias.count() == 3


def test_the_database_keeps_answers_as_they_were(en_evaluacion):
    for fila in (Evaluacion.objects.first(), Comunicacion.objects.first()):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(fila).objects.filter(pk=fila.pk).update(solicitud=en_evaluacion)
        with pytest.raises(IntegrityError), transaction.atomic():
            fila.delete()
