"""A polled source from end to end: what is asked, kept, marked and repeated (with Veeam)."""

from datetime import timedelta

import pytest

from gobierno.models import Aviso, EventoBitacora
from respaldo.acciones import sondear as accion
from respaldo.acciones.sondear import anotar_exito, guardar_pagina, sondear, tomar_sondeo
from respaldo.importadores.herramientas import POR_NOMBRE
from respaldo.models import Corrida, Ejecucion, Evidencia, Fuente, LecturaDeEvidencia, Verificacion
from respaldo.sondeo.consulta import paginas
from respaldo.tasks import sondear as tarea_programada
from tests.fabricas import AHORA
from tests.respaldo import sondeos as apoyo
from tests.respaldo.dobles import SECRETO, Veeam, servido
from tests.respaldo.sondeos import INICIO, sesion, tarea_de_veeam

pytestmark = pytest.mark.django_db
SESIONES, TOKEN = "/api/v1/sessions", "/api/oauth2/token"


@pytest.fixture
def veeam(diaria):
    with servido(Veeam()) as doble:
        yield doble


@pytest.fixture
def ajustes(veeam, tmp_path):
    return apoyo.ajustes(tmp_path, veeam.url)


@pytest.fixture
def sondeo(veeam):
    return apoyo.sondeo(veeam, "veeam")


@pytest.fixture
def preguntar(sondeo, ajustes):
    """Poll at AHORA and some minutes, and give the row as it stays."""

    def _preguntar(minutos: int = 0):
        sondear(ahora=AHORA + timedelta(minutes=minutos), ajustes=ajustes)
        sondeo.refresh_from_db()
        return sondeo

    return _preguntar


def estados() -> dict[str, str]:
    return {e.clave[-1]: e.estado for e in Ejecucion.objects.all()}


@pytest.mark.requisito("MIN-7.1.1-d", "MIN-7.1.1-b")
def test_it_keeps_each_session_as_evidence_and_closes_nothing(veeam, preguntar):
    veeam.sesiones = [
        sesion(1), sesion(2, "Warning"), sesion(3, "Failed"), sesion(4, "None", fin=None),
        sesion(5, sessionType="MalwareDetection"), sesion(6, "None"),
    ]  # fmt: skip
    fila = preguntar()
    assert estados() == {"1": "conforme", "2": "advertencia", "3": "no_conforme", "4": "en_curso",
                         "6": "sin_dato"}  # fmt: skip
    assert Evidencia.objects.filter(canal="sondeo", ip="127.0.0.1").count() == 5
    assert LecturaDeEvidencia.objects.filter(analizador="veeam", resultado="ok").count() == 5
    assert Ejecucion.objects.filter(canal="sondeo", corrida__isnull=False).exists()
    assert not Verificacion.objects.exists()
    assert set(Corrida.objects.values_list("estado", flat=True)) == {"esperada"}
    assert fila.marca == INICIO + timedelta(hours=1)
    assert (fila.fallos, fila.ultimo_bien_en, fila.turno) == (0, AHORA, None)
    assert fila.proximo_en == AHORA + timedelta(minutes=15)


def test_a_run_in_progress_whose_start_is_not_believed_is_asked_about_again(veeam, preguntar):
    veeam.sesiones = [sesion(1, "None", inicio=AHORA + timedelta(hours=1), fin=None)]
    fila = preguntar()
    e = Ejecucion.objects.get()
    assert (e.estado, e.inicio, e.fin) == ("en_curso", None, AHORA)
    fila.marca = tarde = AHORA + timedelta(days=9)
    assert accion.desde_de(fila, tarde) == AHORA - timedelta(minutes=1)


def test_asking_again_keeps_only_what_is_new(veeam, preguntar):
    veeam.sesiones = [sesion(1), sesion(2, "None", fin=None)]
    preguntar()
    assert preguntar(5).ultimo_bien_en == AHORA  # it was not due yet
    preguntar(15)
    assert Evidencia.objects.count() == 2
    veeam.sesiones[1] = sesion(2, "Failed", fin=AHORA)
    preguntar(30)
    assert estados() == {"1": "conforme", "2": "no_conforme"}
    assert Evidencia.objects.count() == 3
    assert set(Ejecucion.objects.values_list("repetida", flat=True)) == {0, 1}


def test_it_asks_for_every_page_and_enters_again_when_its_token_expires(veeam, preguntar):
    veeam.sesiones = [sesion(n, inicio=INICIO + timedelta(seconds=n)) for n in range(450)]
    veeam.vale_por = 2
    fila = preguntar()
    assert Ejecucion.objects.count() == 450
    assert veeam.entradas == 2
    assert fila.fallos == 0


@pytest.mark.parametrize("donde", ["antes de la marca", "entre dos páginas"])
def test_whoever_dies_in_the_middle_leaves_it_due_and_nothing_twice(
    veeam, sondeo, ajustes, preguntar, monkeypatch, donde
):
    veeam.sesiones = [sesion(n, inicio=INICIO + timedelta(seconds=n)) for n in range(250)]
    if donde == "antes de la marca":
        monkeypatch.setattr(accion, "anotar_exito", _morir)
    else:
        veeam.intervenir(SESIONES, None, None, None)
        guardar, veces = guardar_pagina, iter(range(9))
        monkeypatch.setattr(
            accion, "guardar_pagina", lambda **k: _morir() if next(veces) else guardar(**k)
        )
    with pytest.raises(KeyboardInterrupt):
        sondear(ahora=AHORA, ajustes=ajustes)
    monkeypatch.undo()
    kept = Evidencia.objects.count()
    assert kept >= 200
    sondeo.refresh_from_db()
    assert sondeo.marca is None
    assert preguntar(20).marca is None  # its turn is still of who died
    assert preguntar(31).ultimo_bien_en == AHORA + timedelta(minutes=31)
    assert (Evidencia.objects.count(), Ejecucion.objects.count()) == (250, 250)
    assert set(Ejecucion.objects.values_list("repetida", flat=True)) == {0}


def _morir(**_):
    raise KeyboardInterrupt


def test_two_workers_never_ask_the_same_source(sondeo, veeam, ajustes):
    veeam.sesiones = [sesion(1)]
    mio = tomar_sondeo(ahora=AHORA)
    assert mio is not None
    assert sondear(ahora=AHORA, ajustes=ajustes) == 0
    assert not veeam.pedidas
    otro = tomar_sondeo(ahora=AHORA + timedelta(minutes=30))  # mine was given up for dead
    assert otro is not None
    from gobierno.errores import EstadoCambiado

    for pagina in paginas(mio, desde=INICIO, ahora=AHORA, ajustes=ajustes):
        with pytest.raises(EstadoCambiado):
            guardar_pagina(sondeo=mio, pagina=pagina, ahora=AHORA)
    with pytest.raises(EstadoCambiado):
        anotar_exito(sondeo=mio, marca=AHORA, ahora=AHORA)
    assert not Evidencia.objects.exists()


@pytest.mark.requisito("X-10")
def test_the_secret_is_nowhere_in_what_is_kept_or_told(veeam, preguntar, caplog, django_db_blocker):
    caplog.set_level("DEBUG")
    veeam.sesiones = [sesion(1, "Failed")]
    veeam.sesiones[0]["result"]["message"] = f"login failed password={SECRETO}"
    preguntar()
    veeam.intervenir(SESIONES, (500, {"message": SECRETO}))
    preguntar(15)
    filas = [
        *Evidencia.objects.all(), *Ejecucion.objects.all(), *EventoBitacora.objects.all(),
        *LecturaDeEvidencia.objects.all(), *Fuente.objects.all(),
    ]  # fmt: skip
    textos = [str(vars(fila)) for fila in filas] + [str(e.partes) for e in Evidencia.objects.all()]
    assert not [t for t in [*textos, caplog.text, str(vars(preguntar(15)))] if SECRETO in t]
    assert Evidencia.objects.get().tapada


@pytest.mark.parametrize(
    ("ruta", "contestacion", "dice", "horas"),
    [
        (TOKEN, (400, {"error": "invalid_grant"}), "no aceptó la cuenta", 1),
        (TOKEN, (200, {"token": 1}), "documenta", 0),
        (SESIONES, (500, {}), "respondió con un error (500", 0),
        (SESIONES, (403, {}), "no aceptó la cuenta", 1),
        (SESIONES, (200, b'{"data": ['), "documenta", 0),
        (SESIONES, (200, {"data": [1]}), "documenta", 0),
        (SESIONES, (200, {"data": [{"sessionType": "Backup"}]}), "documenta", 0),
        (SESIONES, (200, [1]), "documenta", 0),
        (SESIONES, (301, {}, {"Location": "http://127.0.0.1:1/"}), "otra dirección", 0),
    ],
)
def test_a_failure_is_told_and_no_run_changes(veeam, preguntar, ruta, contestacion, dice, horas):
    veeam.sesiones = [sesion(1)]
    veeam.intervenir(ruta, contestacion)
    fila = preguntar()
    assert dice in fila.motivo
    assert fila.remedio
    assert (fila.marca, fila.fallos, fila.fallo_desde) == (None, 1, AHORA)
    assert not Ejecucion.objects.exists()
    assert fila.proximo_en == AHORA + (timedelta(hours=1) if horas else timedelta(minutes=15))
    fila = preguntar(60)
    assert (fila.fallos, fila.motivo, fila.fallo_desde) == (0, "", None)
    assert Ejecucion.objects.count() == 1


def test_it_waits_longer_each_time_and_tells_once(veeam, preguntar, administrador):
    veeam.intervenir(SESIONES, *[(500, {})] * 12)
    esperas, minutos = [], 0
    for _ in range(8):
        fila = preguntar(minutos)
        esperas.append(fila.proximo_en - (AHORA + timedelta(minutes=minutos)))
        minutos = int((fila.proximo_en - AHORA).total_seconds() // 60)
    dadas = [int(e.total_seconds() // 60) for e in esperas]
    assert dadas == [15, 30, 60, 120, 240, 360, 360, 360]
    aviso = Aviso.objects.get(tipo="sondeo_fallido")
    assert aviso.destinatario == administrador
    assert "ninguna se da por buena" in aviso.texto
    acciones = list(EventoBitacora.objects.filter(accion__startswith="respaldo.sondeo_"))
    assert len(acciones) == 1
    for _ in range(4):
        veeam.intervenciones.clear()
    preguntar(minutos)
    assert EventoBitacora.objects.filter(accion="respaldo.sondeo_repuesto").count() == 1


def test_a_clock_ahead_does_not_skip_what_comes(veeam, preguntar):
    veeam.sesiones = [sesion(1, inicio=AHORA + timedelta(days=2))]
    fila = preguntar()
    assert fila.marca == AHORA
    assert "RELOJ_DESFASADO" in str(Ejecucion.objects.get().detalle)
    veeam.sesiones.append(sesion(2, inicio=AHORA - timedelta(hours=2)))
    preguntar(15)
    assert Ejecucion.objects.count() == 2


def test_a_clock_behind_is_followed(veeam, preguntar):
    veeam.sesiones = [sesion(1, inicio=AHORA - timedelta(days=4))]
    assert preguntar().marca == AHORA - timedelta(days=4) + timedelta(hours=1)
    veeam.sesiones.append(sesion(2, inicio=AHORA - timedelta(days=4) + timedelta(minutes=10)))
    preguntar(15)
    assert Ejecucion.objects.count() == 2


def test_by_machine_each_task_is_a_run_of_its_job(veeam, sondeo, preguntar):
    sondeo.por_maquina = True
    sondeo.save()
    veeam.sesiones = [sesion(1), sesion(2, "Failed"), sesion(3, "Failed"), sesion(4, "Warning")]
    veeam.tareas = [
        tarea_de_veeam(1, "vm-1"), tarea_de_veeam(1, "vm-2", "Warning"),
        tarea_de_veeam(2, "vm-1"), tarea_de_veeam(4, "vm-1", "Warning"),
    ]  # fmt: skip
    preguntar()
    vistas = sorted(Ejecucion.objects.values_list("trabajo", "equipo", "estado"))
    assert vistas == [
        ("JOB-1", "", "no_conforme"), ("JOB-1", "", "no_conforme"),  # 2 went worse, 3 has no task
        ("JOB-1", "vm-1", "advertencia"), ("JOB-1", "vm-1", "conforme"),
        ("JOB-1", "vm-1", "conforme"), ("JOB-1", "vm-2", "advertencia"),
    ]  # fmt: skip
    assert Ejecucion.objects.filter(modalidad="total").count() == 4


def test_what_is_off_is_not_asked(veeam, sondeo, ajustes, preguntar):
    Fuente.objects.filter(pk=sondeo.fuente_id).update(activa=False)
    preguntar()
    Fuente.objects.filter(pk=sondeo.fuente_id).update(activa=True)
    sondeo.activo = False
    sondeo.save()
    preguntar()
    assert not veeam.pedidas


def test_one_turned_off_in_the_middle_keeps_nothing_more(veeam, sondeo, ajustes, monkeypatch):
    veeam.sesiones = [sesion(1)]
    tomado = tomar_sondeo(ahora=AHORA)
    assert tomado is not None
    monkeypatch.setattr(accion, "tomar_sondeo", lambda **_: tomado)
    Fuente.objects.filter(pk=sondeo.fuente_id).update(activa=False)
    sondear(ahora=AHORA, ajustes=ajustes)
    assert not Evidencia.objects.exists()


def test_a_broken_reader_or_product_is_a_failure_of_ours(veeam, preguntar, monkeypatch):
    veeam.sesiones = [sesion(1)]
    monkeypatch.setattr(accion, "guardar_pagina", lambda **_: 1 / 0)
    assert "error de este sistema" in preguntar().motivo


def test_the_scheduled_task_asks_with_the_settings(veeam, sondeo, ajustes, settings, time_machine):
    time_machine.move_to(AHORA, tick=False)
    settings.SONDEO = ajustes
    veeam.sesiones = [sesion(1)]
    tarea_programada()
    assert Ejecucion.objects.count() == 1
    assert POR_NOMBRE["veeam"].beta
