"""The broker of the demonstration: who reads never finds half a message."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection


@pytest.fixture
def canal(tmp_path):
    carpetas = {nombre: tmp_path / nombre for nombre in ("mensajes", "control", "temporal")}
    for carpeta in carpetas.values():
        carpeta.mkdir()
    opciones = {
        "data_folder_in": str(carpetas["mensajes"]),
        "data_folder_out": str(carpetas["mensajes"]),
        "control_folder": str(carpetas["control"]),
    }
    conexion = Connection(
        "filesystem://", transport="backupgov.cola:Transporte", transport_options=opciones
    )
    with conexion:
        yield conexion.default_channel


def test_a_message_is_not_there_until_it_is_whole(canal, monkeypatch):
    poner, vistos = Path.replace, []

    def mirar(origen, destino):
        vistos.append(canal._size("celery"))
        with pytest.raises(Empty):
            canal._get("celery")
        return poner(origen, destino)

    monkeypatch.setattr(Path, "replace", mirar)
    canal._put("celery", {"id": "1", "texto": "año"})

    assert vistos == [0]
    assert canal._get("celery") == {"id": "1", "texto": "año"}
    assert canal._size("celery") == 0


def test_everything_sent_is_read_once_while_it_is_being_sent(canal):
    todos = {str(n) for n in range(300)}
    with ThreadPoolExecutor(4) as hilos:
        envios = [
            hilos.submit(canal._put, "celery", {"id": n, "lleno": "x" * 5_000}) for n in todos
        ]
        leidos = []
        while len(leidos) < len(todos):
            try:
                leidos.append(canal._get("celery")["id"])
            except Empty:
                assert not all(e.done() for e in envios) or canal._size("celery")
    assert sorted(leidos) == sorted(todos)


def test_a_new_table_of_queues_keeps_the_one_that_came_first(canal, monkeypatch):
    enlazar = Path.hardlink_to

    def llegar_tarde(tabla, aparte):
        monkeypatch.setattr(Path, "hardlink_to", enlazar)
        canal._queue_bind("tareas", "celery", "", "otra")
        enlazar(tabla, aparte)

    monkeypatch.setattr(Path, "hardlink_to", llegar_tarde)
    canal._queue_bind("tareas", "celery", "", "celery")

    assert {fila.queue for fila in canal.get_table("tareas")} == {"celery", "otra"}
    assert not list((canal.control_folder).glob(".*.tmp"))
