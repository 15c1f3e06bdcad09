"""Every real sample reads as expected, and nothing done to its bytes makes it conforme.

Fuente: evidencia.md §1, §5, §11.
"""

import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from respaldo.importadores.analisis import analizar
from respaldo.muestras.carpeta import capturar, leer_json, muestras
from respaldo.muestras.evaluacion import evaluar

RAIZ = Path(__file__).parent.parent / "muestras"
CARPETAS = list(muestras(RAIZ))
NOMBRES = [str(c.relative_to(RAIZ)) for c in CARPETAS]
CORTES = 12  # per stream; the long test cuts at hundreds

pytestmark = pytest.mark.requisito("MIN-7.1.1-d", "X-4")


@cache
def informe():
    return evaluar(RAIZ)


def por_ruta(ruta):
    return next(m for m in informe().muestras if m.ruta == ruta)


@pytest.mark.parametrize("ruta", NOMBRES)
def test_it_reads_each_sample_as_expected(ruta):
    muestra = por_ruta(ruta)
    fallas = [f for c in muestra.cotejos for f in c.campos if not f.pasa]

    assert not fallas
    assert muestra.sobrantes == 0
    assert muestra.secretos == 0


def test_it_meets_the_figures_of_the_issue():
    cifras = informe().cifras()

    assert (cifras["false_conformes"], cifras["non_runs_as_runs"]) == (0, 0)
    assert (cifras["secrets_stored"], cifras["dedupe_failures"]) == (0, 0)
    assert cifras["status_accuracy"] >= 99


def test_the_command_needs_no_installation():
    """A folder of samples is read where nothing is configured yet."""
    raiz = RAIZ.parent.parent
    hecho = subprocess.run(
        [sys.executable, "manage.py", "evaluar_muestras", str(RAIZ / "rsnapshot")],
        cwd=raiz, env={}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert hecho.returncode == 0, hecho.stderr
    assert "Falsos conformes: 0" in hecho.stdout


def es_conforme(captura):
    return any(
        e.estado == "conforme" and e.operacion == "respaldo" for e in analizar(captura).ejecuciones
    )


def _inconformes():
    """Folders where no run is conforme: none may become so."""
    for carpeta in CARPETAS:
        registros = leer_json(carpeta / "expected.json")["records"]
        if not any(r["status"] == "conforme" and r["operation"] == "respaldo" for r in registros):
            yield carpeta


INCONFORMES = list(_inconformes())


def cortes(contenido, cuantos):
    """Beginnings of a stream: `cuantos` of them, and the last ones byte by byte."""
    paso = max(1, len(contenido) // cuantos)
    puntos = {
        *range(0, len(contenido), paso),
        *range(max(0, len(contenido) - cuantos), len(contenido)),
    }
    return [contenido[:n] for n in sorted(puntos)]


def variantes(captura, cuantos):
    for flujo in ("stdout", "stderr", "correo"):
        contenido = getattr(captura, flujo)
        # With code 0 a warning that never arrived cannot be known: its line must be there.
        minimo = contenido.find(b"\n") if flujo == "stderr" and not captura.codigo_salida else 0
        for cortado in cortes(contenido, cuantos):
            if len(cortado) < minimo:
                continue
            yield replace(captura, **{flujo: cortado})
        yield replace(captura, **{flujo: contenido.replace(b"\n", b"\r\n")})
        yield replace(captura, **{flujo: b"ruido\n" + contenido.replace(b"\n", b"\nruido\n")})
        yield replace(captura, **{flujo: contenido + b"\nOK\n\x00\xff fin\n"})
    for n, peticion in enumerate(captura.peticiones):
        for cortado in cortes(peticion.cruda, cuantos):
            otras = list(captura.peticiones)
            otras[n] = replace(peticion, cruda=cortado)
            yield replace(captura, peticiones=tuple(otras))
    for nombre, contenido in captura.archivos.items():
        for cortado in cortes(contenido, cuantos):
            yield replace(captura, archivos={**captura.archivos, nombre: cortado})


@pytest.mark.parametrize("carpeta", INCONFORMES, ids=lambda c: str(c.relative_to(RAIZ)))
def test_no_cut_and_no_noise_makes_it_conforme(carpeta):
    captura = capturar(carpeta)

    assert not [v for v in variantes(captura, CORTES) if es_conforme(v)]


@pytest.mark.parametrize("carpeta", INCONFORMES, ids=lambda c: str(c.relative_to(RAIZ)))
def test_no_pipe_that_loses_its_code_makes_it_conforme(carpeta):
    captura = capturar(carpeta)
    junta = replace(captura, stdout=captura.stdout + captura.stderr, stderr=b"")
    codigos = (None, 0) if captura.codigo_salida else (captura.codigo_salida,)
    perdidas = [replace(c, codigo_salida=n) for c in (captura, junta) for n in codigos]

    assert not [p for p in perdidas if es_conforme(p)]


@pytest.mark.lento
@pytest.mark.parametrize("carpeta", INCONFORMES, ids=lambda c: str(c.relative_to(RAIZ)))
def test_no_cut_near_the_end_makes_it_conforme(carpeta):
    captura = capturar(carpeta)

    assert not [v for v in variantes(captura, 700) if es_conforme(v)]
