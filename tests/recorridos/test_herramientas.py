"""The real tools, through `bgv-run`, into a live server: *Hoy* shows what each of them did."""

import os
import re
import shutil
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from respaldo.acciones.fuentes import huella
from respaldo.models import Corrida, Ejecucion, Evidencia, PuntoDePing
from tests import motores
from tests.fabricas import borrador, corrida, linea, persona, poner_en_vigencia
from tests.recorridos import herramientas
from tests.respaldo.apoyo import fuente

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.una_vez, pytest.mark.larga]
TOKEN = "bgv_" + "h" * 43
INSIGNIAS = {"conforme": "Conforme", "advertencia": "Advertencia", "no_conforme": "No conforme"}


@pytest.fixture
def taller():
    if not shutil.which("curl") or (os.geteuid() == 0 and not shutil.which("setpriv")):
        motores.anotar("herramientas reales: falta curl o setpriv")
        pytest.skip("no curl or setpriv")
    abierto = herramientas.abrir_taller()
    yield abierto
    abierto.cerrar()


@pytest.fixture
def institucion() -> Any:
    """A Directorio in force, and a window that is open now."""
    coordinador, director = persona("coordinador", "coordinador"), persona("director", "director")
    hoy = timezone.localdate()
    vigente = poner_en_vigencia(
        borrador(coordinador, anio=hoy.year), director, date(hoy.year - 1, 1, 1)
    )
    ahora = timezone.now()

    def debe(caso: herramientas.Caso) -> Corrida:
        nueva = linea(vigente, caso.trabajo, trabajo=caso.trabajo, modalidad=caso.modalidad)
        debida: Corrida = corrida(
            nueva, hoy, inicio_previsto=ahora - timedelta(hours=1),
            fin_previsto=ahora + timedelta(hours=1), vence_en=ahora + timedelta(hours=20),
        )  # fmt: skip
        return debida

    return debe


def guion(taller: herramientas.Taller) -> Path:
    ruta = taller.raiz / "bgv-run"
    ruta.write_bytes(Client().get("/bgv-run").content)
    ruta.chmod(0o755)
    return ruta


def en_hoy(nombre: str, pagina: str) -> list[str]:
    """The badges of its row."""
    fila = re.search(rf'<tr[^>]*data-etiqueta="{re.escape(nombre)}".*?</tr>', pagina, re.DOTALL)
    assert fila, nombre
    insignias = re.findall(r'<span class="insignia.*?</span>', fila[0], re.DOTALL)
    return [re.sub(r"<[^>]+>", "", i).strip() for i in insignias]


@pytest.mark.requisito("MIN-7.1.1-b", "MIN-7.1.1-c", "MIN-7.1.1-d")
def test_hoy_shows_what_each_tool_did(taller, institucion, live_server, time_machine):
    for falta in herramientas.faltan():
        motores.anotar(f"herramientas reales: {falta}")
    fuente("Servidor", token_sha256=huella(TOKEN), zona="UTC")
    ruta, malos, vistos = guion(taller), {}, []
    for caso in herramientas.casos(taller):
        debida = institucion(caso)
        hecho = taller.nadie(
            f"exec {ruta} {caso.herramienta} {caso.trabajo} -- sh -c '{caso.orden}'"
            if "'" not in caso.orden else pytest.fail(caso.orden),
            BGV_URL=live_server.url, BGV_TOKEN=TOKEN, BGV_COLA=str(taller.raiz / "cola"),
        )  # fmt: skip
        debida.refresh_from_db()
        e = debida.ejecucion
        if (e.estado if e else herramientas.NADA) != caso.espera:
            malos[caso.trabajo] = (e and e.estado, caso.espera, hecho.returncode)
            sys.stderr.write(f"{caso.trabajo}: {hecho.stdout[-300:]!r} {hecho.stderr[-900:]!r}\n")
        vistos.append(caso)
    sueltas = Ejecucion.objects.filter(corrida=None).values_list("trabajo", "estado", "mensaje")
    assert (malos, list(sueltas)) == ({}, [])
    kept = [repr((e.datos, e.partes)) for e in Evidencia.objects.all()]
    assert not [e for e in kept if "hunter2secreto" in e]
    time_machine.move_to(timezone.now() + timedelta(hours=2), tick=False)
    operador = Client()
    operador.force_login(persona("operador", "operador"))
    pagina = operador.get("/respaldo/hoy/?todas=1").content.decode()
    for caso in vistos:
        insignias = en_hoy(caso.trabajo, pagina)
        if caso.espera == herramientas.NADA:
            assert not insignias, caso.trabajo
        else:
            assert INSIGNIAS[caso.espera] in insignias, caso.trabajo


@pytest.mark.requisito("MIN-7.1.1-b")
def test_healthchecks_clients_work_unchanged(taller, institucion, live_server):
    """The hook of borgmatic and plain curl."""
    f = fuente("Pings", zona="UTC")
    casos = [herramientas.Caso("borgmatic", n, "", "") for n in ("gancho", "gancho-malo")]
    debidas = [institucion(c) for c in (*casos, herramientas.Caso("curl", "cron", "", ""))]
    puntos = [
        PuntoDePing.objects.create(
            fuente=f, slug=n, trabajo=n, creado_en=timezone.now()
        )
        for n in ("borgmatic-gancho", "borgmatic-gancho-malo", "curl-cron")
    ]  # fmt: skip
    taller.nadie(f"curl -fsS -m 10 --retry 5 -o /dev/null {live_server.url}/p/{puntos[2].codigo}/0")
    if shutil.which("borgmatic"):
        taller.nadie("borg init -e none bm")
        for repo, punto in zip(("bm", "no-hay"), puntos[:2], strict=True):
            (taller.raiz / f"{repo}.yaml").write_text(
                f"location:\n  source_directories: [{taller.raiz}/datos]\n"
                f"  repositories: [{taller.raiz}/{repo}]\nhooks:\n  healthchecks:\n"
                f"    ping_url: {live_server.url}/p/{punto.codigo}\n"
            )
            taller.nadie(f"borgmatic create --stats -v 1 --config {repo}.yaml")
    else:
        motores.anotar("gancho de borgmatic: no hay borgmatic")
    estados = []
    for debida in debidas:
        debida.refresh_from_db()
        estados.append(debida.ejecucion.estado if debida.ejecucion else "")
    assert estados[2] == "conforme"
    if shutil.which("borgmatic"):
        assert estados[:2] == ["conforme", "no_conforme"]
        assert debidas[0].ejecucion.duracion is not None
