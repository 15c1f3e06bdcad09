"""A night's evidence through the API, the morning of the operator, and what nobody verified."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from gobierno.models import Aviso
from mesa_ayuda.models import Incidente
from respaldo.models import Copia, Corrida, Ejecucion, Verificacion
from tests.recorridos.oficina import MARTES, MIERCOLES, TICKET, Oficina, ejecucion_de, local

pytestmark = pytest.mark.django_db

JUEVES, VIERNES = MIERCOLES + timedelta(days=1), MIERCOLES + timedelta(days=2)


def del_martes() -> list[Corrida]:
    """The interno corridas of Tuesday that closed on Wednesday, so that they fall due that day."""
    filas = Corrida.objects.filter(
        tipo_de_backup="interno", fecha_operativa=MARTES, fin_previsto__gt=local(MIERCOLES, 0)
    )
    return list(filas.exclude(linea__trabajo="").select_related("linea").order_by("pk"))


@pytest.fixture
def amanece(rige: Oficina) -> Oficina:
    """Wednesday at nine: last night's runs arrived; one failed, one is tiny, one never came."""
    rige.pasa_beat(MIERCOLES, 8)
    fallida, advertida, _muda, *buenas = del_martes()
    envio = [ejecucion_de(corrida) for corrida in buenas]
    envio.append(ejecucion_de(fallida, estado="no_conforme", mensaje="Disco lleno"))
    envio.append(ejecucion_de(advertida, estado="advertencia"))
    assert rige.informar(*envio)["creadas"] == len(envio)
    assert rige.informar(*envio)["repetidas"] == len(envio)
    rige.son(MIERCOLES, 9)
    return rige


@pytest.mark.requisito("MIN-7.1.1-d", "MIN-7.1.1-e-2", "MIN-7.1.2-d", "R5", "X-4")
def test_the_operator_clears_the_morning(amanece: Oficina) -> None:
    fallida, advertida, muda, *buenas = del_martes()
    assert Copia.objects.filter(ejecucion__corrida__in=buenas).count() == len(buenas)
    pagina = amanece.como("operador").get(reverse("respaldo:hoy"))
    listas = pagina.context["listas"]
    assert listas == len(buenas)
    visto_en = pagina.context["ahora"].isoformat()
    amanece.hacer("operador", "respaldo:lote", alcance="todas", ticket=TICKET, visto_en=visto_en)
    assert {v.ticket for v in Verificacion.objects.all()} == {TICKET}
    assert Verificacion.objects.filter(corrida__in=buenas).count() == listas

    amanece.hacer("operador", "respaldo:conforme", advertida.pk, estado=422, ticket=TICKET)
    advertida.refresh_from_db()
    assert advertida.estado == "esperada"
    amanece.hacer(
        "operador", "respaldo:conforme", advertida.pk, ticket=TICKET,
        evidencia=advertida.ejecucion_id, motivo_discrepancia="La advertencia es por el antivirus.",
    )  # fmt: skip
    amanece.hacer("operador", "respaldo:no_conforme", fallida.pk, causa="Disco lleno.", ticket="")
    incidente = Incidente.objects.get()
    assert incidente.numero in amanece.ver("operador", "mesa_ayuda:incidentes")
    assert {c.estado for c in del_martes()} == {"conforme", "no_conforme", "esperada"}
    muda.refresh_from_db()
    assert muda.estado_al(local(MIERCOLES, 9)) == "por_verificar"


@pytest.mark.requisito("MIN-7.1.1-d", "MIN-7.1.2-c", "R5")
def test_what_nobody_verified_is_overdue_once_and_escalates_twice(amanece: Oficina) -> None:
    pagina = amanece.como("operador").get(reverse("respaldo:hoy"))
    visto_en = pagina.context["ahora"].isoformat()
    amanece.hacer("operador", "respaldo:lote", alcance="todas", ticket=TICKET, visto_en=visto_en)
    *_, muda = del_martes()[:3]

    def vencida() -> bool:
        muda.refresh_from_db()
        return muda.vencida_en is not None

    amanece.pasa_beat(MIERCOLES, 23, 59)
    assert not vencida()
    assert avisados(muda) == []
    # From here beat is down until the deadline of the third level has passed; then there are two.
    for _ in range(2):
        amanece.pasa_beat(JUEVES, 0, 5)
    assert vencida()
    assert muda.vencida_en == muda.vence_en
    assert avisados(muda) == ["operador"]
    amanece.pasa_beat(VIERNES, 0, 5)
    assert avisados(muda) == ["operador", "coordinador"]
    for _ in range(2):
        amanece.pasa_beat(VIERNES + timedelta(days=1), 0, 5)
    assert avisados(muda) == ["operador", "coordinador", "director"]

    datos = {"motivo": "El equipo estaba apagado.", "ticket": TICKET}
    amanece.hacer("operador", "respaldo:sin_evidencia", muda.pk, estado=422, **datos)
    amanece.hacer(
        "operador", "respaldo:sin_evidencia", muda.pk, **datos, motivo_tardanza="Estuve de permiso."
    )
    assert vencida()
    assert "regularizada" in amanece.ver("operador", "respaldo:corrida", muda.pk).lower()


def avisados(corrida: Corrida) -> list[str]:
    """Who was told that the deadline of `corrida` passed, in order."""
    avisos = Aviso.objects.filter(
        clave__endswith=f":{corrida.vence_en.isoformat()}", tipo="vencida"
    )
    return list(avisos.order_by("pk").values_list("destinatario__username", flat=True))


@pytest.mark.requisito("X-1")
def test_a_day_without_beat_leaves_the_same_rows(rige: Oficina) -> None:
    """Beat dead from Tuesday to Friday opens what it missed; a second beat finds nothing to do."""
    rige.pasa_beat(VIERNES, 10)
    antes = fotografia()
    fechas = {fila[1] for fila in antes[0]}
    assert fechas == {MARTES, MIERCOLES, JUEVES, VIERNES}
    rige.pasa_beat(VIERNES, 10)
    assert fotografia() == antes


def fotografia() -> tuple[list[Any], list[Any], int]:
    campos = ("item_id", "fecha_operativa", "ordinal", "vencida_en", "nivel_escalado")
    return (
        list(Corrida.objects.order_by("pk").values_list(*campos)),
        list(Aviso.objects.order_by("pk").values_list("clave", "destinatario_id")),
        Ejecucion.objects.count(),
    )
