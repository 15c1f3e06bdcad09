"""Every step of §3.7 from every state and by every role: what is not in the table is refused."""

from datetime import date
from typing import Any

import pytest

from gobierno.errores import EstadoCambiado, ReglaIncumplida, SinPermiso
from gobierno.models import EventoBitacora
from gobierno.perfil import perfil_activo
from mesa_ayuda import estados as del_ticket
from respaldo.models import Copia
from restauracion import acciones, estados
from restauracion.models import SolicitudDeRestauracion
from tests.conftest import ROLES
from tests.fabricas import persona
from tests.restauracion.apoyo import AHORA, EVIDENCIA, HOY, datos

pytestmark = pytest.mark.django_db
ESTADOS = SolicitudDeRestauracion.Estado.values
PASOS = sorted(paso for paso, regla in estados.PASOS.items() if regla.permisos)
CUANDO = {"hoy": HOY, "ahora": AHORA}


def poner(solicitud: Any, estado: str, operador: Any = None) -> Any:
    """Set the state directly, with what the database asks of it."""
    SolicitudDeRestauracion.objects.filter(pk=solicitud.pk).update(
        estado=estado, operador=operador, copia=Copia.objects.first(), subsanar_hasta=AHORA,
        cerrada_en=AHORA, derivada_a="DVUCEPT",
    )  # fmt: skip
    return SolicitudDeRestauracion.objects.get(pk=solicitud.pk)


def argumentos(paso: str, solicitud: Any) -> dict[str, Any]:
    """The least that each acción asks for."""
    visto = acciones.EnElSoftware(Copia.objects.first(), EVIDENCIA)
    return {
        "observar": {"motivo": "Falta algo."},
        "devolver": {"motivo": "No corresponde."},
        "derivar": {"a": "DVUCEPT", "motivo": "Es de VUCE."},
        "subsanar": {"datos": datos(solicitud.solicitante, solicitud.item)},
        "asignar": {"a": persona(f"atiende-{solicitud.version}-{paso}", "operador")},
        "reasignar": {"a": persona(f"sigue-{solicitud.version}-{paso}", "operador"), "motivo": "x"},
        "declarar_viable": {"a": solicitud.solicitante, "plazo": date(2026, 3, 20)},
        "confirmar": {"en_el_software": visto},
        "negar": {"en_el_software": visto},
        "aceptar": {"copia": Copia.objects.first()},
        "iniciar": {"destino": "D"},
        "terminar": {"logro": acciones.Logro("x", AHORA, cantidad=1)},
        "fallar": {"motivo": "x"},
        "observar_resultado": {"motivo": "x"},
        "reabrir": {"motivo": "x"},
    }.get(paso, {})


def quien_puede(paso: str, solicitud: Any) -> Any:
    permiso = estados.PASOS[paso].permisos[0]
    if permiso == estados.PROPIAS:
        return solicitud.solicitante
    return persona(f"puede-{paso}", perfil_activo().roles_con(permiso)[0].codigo)


def test_the_table_covers_every_state():
    llegan = {e for paso in estados.PASOS.values() for e in paso.hacia}
    assert llegan | {estados.REGISTRADA} == set(ESTADOS)
    assert {e for p in estados.PASOS.values() for e in p.desde} | set(estados.FINALES) == set(
        ESTADOS
    )
    assert set(estados.TICKET) == set(ESTADOS)
    assert set(estados.TICKET.values()) <= {*del_ticket.ABIERTOS, "resuelto", "cerrado", "devuelto"}


@pytest.mark.requisito("MIN-7.2.2-b", "MIN-7.2.2-d-1", "MIN-7.2.2-d-2", "MIN-7.2.2-e")
@pytest.mark.parametrize("paso", PASOS)
def test_a_step_is_refused_from_every_other_state(paso, solicitud, con_interruptores):
    con_interruptores(exige_conformidad=True, evaluacion_viabilidad=True)
    quien, extra = quien_puede(paso, solicitud), argumentos(paso, solicitud)
    eventos = EventoBitacora.objects.count()
    for estado in sorted(set(ESTADOS) - set(estados.PASOS[paso].desde)):
        fila = poner(solicitud, estado, operador=persona(f"op-{estado}", "operador"))
        with pytest.raises(EstadoCambiado):
            getattr(acciones, paso)(solicitud=fila, por=quien, **extra, **CUANDO)
        fila.refresh_from_db()
        assert (fila.estado, fila.version) == (estado, 1)
    assert EventoBitacora.objects.count() == eventos


@pytest.mark.requisito("MIN-6.5", "MIN-6.1-l", "MIN-7.2.2-b")
@pytest.mark.parametrize("paso", PASOS)
def test_a_step_is_refused_to_every_other_role(paso, solicitud, con_interruptores):
    con_interruptores(exige_conformidad=True, evaluacion_viabilidad=paso != "asignar")
    regla, extra = estados.PASOS[paso], argumentos(paso, solicitud)
    if estados.PROPIAS in regla.permisos:
        pueden = {rol.codigo for rol in perfil_activo().roles_con(estados.GESTIONAR)}
    elif paso == "cerrar":
        pueden = {perfil_activo().restauracion.cierra}
    else:
        pueden = {r.codigo for p in regla.permisos for r in perfil_activo().roles_con(p)}
    fila = poner(solicitud, regla.desde[0], operador=persona("a-cargo", "operador"))
    for rol in [*ROLES, "usuario"]:
        if rol in pueden:
            continue
        otro = persona(f"otro-{rol}", *([] if rol == "usuario" else [rol]))
        with pytest.raises(SinPermiso):
            getattr(acciones, paso)(solicitud=fila, por=otro, **extra, **CUANDO)
    fila.refresh_from_db()
    assert fila.version == 1


@pytest.mark.parametrize("paso", [p for p in PASOS if estados.PASOS[p].con])
def test_a_step_that_the_profile_switches_off_is_refused(paso, solicitud, con_interruptores):
    con_interruptores(**{estados.PASOS[paso].con: False})
    fila = poner(solicitud, estados.PASOS[paso].desde[0])
    with pytest.raises(ReglaIncumplida, match="no se usa"):
        getattr(acciones, paso)(
            solicitud=fila, por=quien_puede(paso, fila), **argumentos(paso, fila), **CUANDO
        )


def test_a_stale_page_is_told(solicitud, mesa):
    acciones.observar(solicitud=solicitud, motivo="Falta.", por=mesa, visto=1, **CUANDO)
    acciones.subsanar(
        solicitud=solicitud, datos=datos(solicitud.solicitante, solicitud.item),
        por=solicitud.solicitante, **CUANDO,
    )  # fmt: skip
    with pytest.raises(EstadoCambiado, match="cambió desde que abrió la página"):
        acciones.validar(solicitud=solicitud, por=mesa, visto=1, **CUANDO)
