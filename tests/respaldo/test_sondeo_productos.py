"""Bareos, Proxmox Backup Server and Proxmox VE, each against a double made from its schema."""

from datetime import timedelta

import pytest

from respaldo.acciones.sondear import sondear
from respaldo.models import Ejecucion, Evidencia, Sondeo
from respaldo.sondeo.clases import CLASES
from tests.fabricas import AHORA
from tests.respaldo import sondeos as apoyo
from tests.respaldo.dobles import Bareos, Pbs, Pve, servido
from tests.respaldo.sondeos import INICIO, tarea, trabajo

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["bareos", "pbs", "pve"])
def doble(request, diaria):
    with servido({"bareos": Bareos, "pbs": Pbs, "pve": Pve}[request.param]()) as propio:
        propio.clase = request.param
        yield propio


@pytest.fixture
def bareos(diaria):
    with servido(Bareos()) as propio:
        propio.clase = "bareos"
        yield propio


@pytest.fixture
def pbs(diaria):
    with servido(Pbs()) as propio:
        propio.clase = "pbs"
        yield propio


def preguntar(doble, tmp_path, minutos: int = 0) -> Sondeo:
    fila = Sondeo.objects.first() or apoyo.sondeo(doble, doble.clase)
    momento = AHORA + timedelta(minutes=minutos)
    sondear(ahora=momento, ajustes=apoyo.ajustes(tmp_path, doble.url))
    fila.refresh_from_db()
    return fila


def estados() -> list[str]:
    return list(Ejecucion.objects.order_by("pk").values_list("estado", flat=True))


def test_every_class_of_the_model_can_be_asked():
    assert set(CLASES) == set(Sondeo.Clase.values)


@pytest.mark.requisito("MIN-7.1.1-d")
def test_bareos_jobs_become_runs_with_their_state(bareos, tmp_path):
    bareos.trabajos = [
        trabajo(41), trabajo(42, errores=2), trabajo(43, "W"), trabajo(44, "f"), trabajo(45, "A"),
        trabajo(46, "R", endtime="", realendtime=""), trabajo(47, type="R"), trabajo(48, type="V"),
    ]  # fmt: skip
    del bareos.trabajos[0]["joberrors"]  # a list that cannot see warnings proves nothing
    fila = preguntar(bareos, tmp_path)
    assert fila.motivo == ""
    assert estados() == ["advertencia", "advertencia", "no_conforme", "no_conforme", "en_curso"]
    assert Evidencia.objects.count() == 8
    assert fila.marca == INICIO + timedelta(hours=1, seconds=1)
    primera = Ejecucion.objects.earliest("pk")
    assert (primera.trabajo, primera.equipo, primera.inicio) == ("JOB-1", "srv-fd", INICIO)
    assert primera.bytes == 10**9


def test_bareos_pages_and_a_catalogue_without_jobs(bareos, tmp_path):
    assert preguntar(bareos, tmp_path).ultimo_bien_en == AHORA
    bareos.trabajos = [trabajo(n) for n in range(1, 402)]
    preguntar(bareos, tmp_path, 15)
    assert Ejecucion.objects.count() == 401
    assert bareos.pedidas.count("/control/jobs") == 1 + 3
    preguntar(bareos, tmp_path, 30)
    assert Evidencia.objects.count() == 401


def test_a_bareos_job_that_ran_is_followed_to_its_end(bareos, tmp_path):
    bareos.trabajos = [trabajo(1, "R", endtime="", realendtime="")]
    preguntar(bareos, tmp_path)
    bareos.trabajos = [trabajo(1)]
    preguntar(bareos, tmp_path, 15)
    assert estados() == ["conforme"]
    assert Evidencia.objects.count() == 2


@pytest.mark.requisito("MIN-7.1.1-d")
def test_pbs_tasks_become_runs_with_their_state(pbs, tmp_path):
    pbs.tareas = [
        tarea(1), tarea(2, "WARNINGS: 3"), tarea(3, "connection error: timed out"), tarea(4, None),
        tarea(5, "unknown"), tarea(6, worker_type="verificationjob"),
    ]  # fmt: skip
    fila = preguntar(pbs, tmp_path)
    assert fila.motivo == ""
    vistas = {e.clave.split(":")[3]: e for e in Ejecucion.objects.all()}
    assert {n: e.estado for n, e in vistas.items()} == {
        "00000001": "conforme", "00000002": "advertencia", "00000003": "no_conforme",
        "00000004": "en_curso", "00000005": "no_conforme",
    }  # fmt: skip
    assert {e.modalidad for e in vistas.values()} == {"instantanea"}
    assert fila.marca == INICIO + timedelta(hours=1)


def test_pbs_pages_newest_first_and_looks_back_for_what_runs(pbs, tmp_path):
    larga = AHORA - timedelta(days=5)
    pbs.tareas = [tarea(n, inicio=INICIO + timedelta(seconds=n)) for n in range(1, 402)]
    pbs.tareas.append(tarea(999, None, inicio=larga))
    preguntar(pbs, tmp_path)
    assert Ejecucion.objects.count() == 402
    pbs.tareas[-1] |= {"status": "OK", "endtime": int(larga.timestamp()) + 600}
    preguntar(pbs, tmp_path, 15)
    assert Ejecucion.objects.filter(estado="en_curso").count() == 0


def test_pve_tasks_are_asked_with_its_own_token(diaria, tmp_path):
    with servido(Pve()) as pve:
        pve.clase = "pve"
        pve.tareas = [
            {**tarea(1), "type": "vzdump", "id": "100", "worker_type": "vzdump"},
            {**tarea(2, "job errors"), "type": "vzdump", "id": "", "worker_type": "vzdump"},
        ]
        assert preguntar(pve, tmp_path).motivo == ""
    assert sorted(estados()) == ["conforme", "no_conforme"]


def test_a_secret_that_is_not_accepted_waits_an_hour(doble, tmp_path):
    fila = apoyo.sondeo(doble, doble.clase, cuenta="otra@pbs!x")
    fila = preguntar(doble, tmp_path)
    assert "no aceptó la cuenta" in fila.motivo
    assert fila.proximo_en == AHORA + timedelta(hours=1)


@pytest.mark.parametrize(
    "contestacion", [(500, {}), (200, b"{"), (200, {"data": {}, "jobs": {}}), (200, {"data": [1]})]
)
def test_any_product_that_answers_badly_changes_no_run(doble, tmp_path, contestacion):
    ruta = "/control/jobs" if doble.clase == "bareos" else "/api2/json/nodes/localhost/tasks"
    doble.intervenir(ruta, contestacion)
    fila = preguntar(doble, tmp_path)
    assert (fila.fallos, fila.marca) == (1, None)
    assert not Evidencia.objects.exists()


def test_too_many_tasks_are_told_instead_of_lost(pbs, tmp_path, monkeypatch):
    monkeypatch.setattr("respaldo.sondeo.proxmox.PAGINAS", 1)
    pbs.tareas = [tarea(n) for n in range(201)]
    assert "demasiadas" in preguntar(pbs, tmp_path).motivo
    assert Evidencia.objects.count() == 200  # what came is kept; the mark does not move
    assert Sondeo.objects.get().marca is None
