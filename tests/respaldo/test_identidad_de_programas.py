"""The same run told by mail, by list and by log is one; two catalogues are never mixed.

Fuente: evidencia.md §1.8, §4.
"""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from respaldo.importadores.analisis import analizar
from respaldo.importadores.identidad import agrupar, es_la_misma
from respaldo.muestras.carpeta import capturar

RAIZ = Path(__file__).parent.parent / "muestras"


@cache
def leidas(muestra):
    return analizar(capturar(RAIZ / muestra)).ejecuciones


@pytest.mark.requisito("MIN-7.1.1-b")
def test_a_job_of_bacula_is_one_by_all_its_roads():
    correos = [
        e for c in sorted((RAIZ / "bacula").glob("*-correo-*")) for e in leidas(f"bacula/{c.name}")
    ]
    listas = [e for n in ("llist", "sql", "list") for e in leidas(f"bacula/967-{n}")]

    grupos = agrupar([*correos, *listas])
    assert len(grupos) == 12
    assert all(len(g) == 4 for g in grupos)


@pytest.mark.parametrize("caso", ["completa", "strange", "cinta-llena", "sin-cinta"])
def test_a_dle_of_amanda_is_one_by_mail_and_by_log(caso):
    grupos = agrupar([*leidas(f"amanda/351-correo-{caso}"), *leidas(f"amanda/351-log-{caso}")])

    assert all(len(g) == 2 for g in grupos)
    assert len(grupos) == len(leidas(f"amanda/351-log-{caso}"))


def test_the_same_number_in_two_catalogues_is_two_runs():
    carpeta = RAIZ / "bacula" / "967-correo-completa"
    captura = capturar(carpeta)
    otro = captura.correo.replace(b"bgvdir-dir", b"sede2-dir").replace(b"Tramite-", b"Siga-")
    [una], [dos] = (
        leidas("bacula/967-correo-completa"),
        analizar(replace(captura, correo=otro)).ejecuciones,
    )

    assert una.copia_id == dos.copia_id
    assert not es_la_misma(una, dos)


def test_two_nights_of_amanda_are_never_one():
    una, dos = leidas("amanda/351-correo-completa"), leidas("amanda/351-correo-mixta")

    assert not any(es_la_misma(a, b) for a in una for b in dos)
