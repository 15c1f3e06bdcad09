"""The API: a token writes its own runs, a session reads, and every refusal teaches."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from gobierno.perfil import perfil_activo
from gobierno.permisos_api import MAQUINA
from respaldo.acciones.fuentes import huella
from respaldo.models import Ejecucion, Fuente
from tests.direcciones import direcciones
from tests.fabricas import AHORA, persona
from tests.respaldo.apoyo import fuente, segun_motor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reloj_detenido")]
TOKEN = "bgv_" + "a" * 43
DIRECCION = "/api/v1/ejecuciones/"
BUENA: dict[str, Any] = {
    "clave": "r1",
    "trabajo": "JOB-1",
    "estado": "conforme",
    "modalidad": "total",
    "inicio": "2026-03-09T22:05:00-05:00",
    "fin": "2026-03-10T04:10:00Z",
    "bytes": 10**9,
}


@pytest.fixture(autouse=True)
def sin_ritmo_anterior():
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def veeam() -> Fuente:
    return fuente(token_sha256=huella(TOKEN))


def enviar(cuerpo: Any, token: str = TOKEN, **extra: Any):
    crudo = cuerpo if isinstance(cuerpo, bytes | str) else json.dumps(cuerpo)
    cabeceras = {"Authorization": f"Bearer {token}"} if token else {}
    return Client().post(
        DIRECCION, crudo, **({"content_type": "application/json"} | extra), headers=cabeceras
    )


def problema(respuesta, estado: int) -> dict[str, Any]:
    assert respuesta.status_code == estado, respuesta.content
    assert respuesta["Content-Type"] == "application/problem+json"
    cuerpo = respuesta.json()
    assert cuerpo["status"] == estado
    assert all(cuerpo[campo] for campo in ("type", "title", "detail", "remedio"))
    return cuerpo


@pytest.mark.requisito("MIN-6.2")
def test_one_run_is_created_and_then_known(veeam, diaria):
    primera = enviar(BUENA)
    assert primera.status_code == 201
    [fila] = primera.json()["resultados"]
    e = Ejecucion.objects.get()
    assert fila == {
        "indice": 0, "clave": "r1", "resultado": "creada", "ejecucion": e.pk,
        "situacion": "prevista",
    }  # fmt: skip
    assert e.canal == "api"
    segunda = enviar(BUENA)
    assert segunda.status_code == 200
    assert segunda.json()["repetidas"] == 1
    veeam.refresh_from_db()
    assert veeam.ultima_vista_en == AHORA


def test_a_list_says_what_happened_with_each(veeam, diaria):
    lote = [BUENA, BUENA | {"clave": "r2", "bytes": -5}, 7, BUENA | {"clave": "r3", "trabajo": "X"}]
    respuesta = enviar(lote)
    assert respuesta.status_code == 207
    cuerpo = respuesta.json()
    assert [f["resultado"] for f in cuerpo["resultados"]] == [
        "creada", "rechazada", "rechazada", "creada",
    ]  # fmt: skip
    [error] = cuerpo["resultados"][1]["errores"]
    assert (error["indice"], error["campo"]) == (1, "bytes")
    assert error["remedio"]
    assert cuerpo["resultados"][3]["situacion"] == "no_contemplada"
    assert Ejecucion.objects.count() == 2


MALAS: dict[str, tuple[Any, str]] = {
    "future": (BUENA | {"inicio": "2026-03-11T00:00:00Z", "fin": None}, "inicio"),
    "end before start": (BUENA | {"fin": "2026-03-09T22:00:00-05:00"}, "fin"),
    "naive": (BUENA | {"inicio": "2026-03-09T22:05:00"}, "inicio"),
    "not a date": (BUENA | {"inicio": "2026-02-30T22:05:00Z"}, "inicio"),
    "edge of the calendar": (BUENA | {"inicio": "0001-01-01T00:00:00+23:59"}, "inicio"),
    "other edge": (BUENA | {"inicio": "9999-12-31T23:59:59-23:59"}, "inicio"),
    "negative size": (BUENA | {"bytes": -1}, "bytes"),
    "overflow": (BUENA | {"bytes": 2**63}, "bytes"),
    "decimal": (BUENA | {"bytes": 1.5}, "bytes"),
    "text for number": (BUENA | {"archivos": "12"}, "archivos"),
    "boolean for number": (BUENA | {"errores": True}, "errores"),
    "null byte": (BUENA | {"trabajo": "JOB\0"}, "trabajo"),
    "huge text": (BUENA | {"trabajo": "x" * 100_000}, "trabajo"),
    "number for text": (BUENA | {"clave": 7}, "clave"),
    "object for text": (BUENA | {"clave": {"a": [1]}}, "clave"),
    "unknown state": (BUENA | {"estado": "bien"}, "estado"),
    "unknown field": (BUENA | {"byte": 3}, "byte"),
    "missing": ({"clave": "r1"}, "trabajo"),
    "nothing": (None, ""),
    "a text": ("hola", ""),
}


@pytest.mark.parametrize("caso", MALAS)
def test_a_bad_run_is_a_422_that_names_the_field(veeam, diaria, caso):
    objeto, campo = MALAS[caso]
    cuerpo = problema(enviar(objeto if caso != "a text" else '"hola"'), 422)
    assert campo in [error["campo"] for error in cuerpo["errores"]]
    assert not Ejecucion.objects.exists()


@pytest.mark.parametrize(
    "crudo",
    [
        b"{", b"[1,2", b"\xff\xfe{}", b'{"clave": NaN}', b'{"clave": "a", "clave": "b"}',
        b'{"clave": "\\ud800"}', b"[" * 100_000, b'{"bytes": ' + b"9" * 5000 + b"}",
    ],
    ids=["open", "cut", "encoding", "NaN", "repeated name", "half a character", "deep",
         "endless number"],
)  # fmt: skip
def test_what_is_not_json_is_a_400(veeam, crudo):
    problema(enviar(crudo), 400)


def test_too_many_or_too_big_is_a_413_and_saves_nothing(veeam, diaria):
    muchas = [BUENA | {"clave": f"r{n}"} for n in range(10_000)]
    assert "1000" in problema(enviar(muchas), 413)["detail"]
    problema(enviar(b'{"mensaje": "' + b"x" * 5_300_000 + b'"}'), 413)
    assert not Ejecucion.objects.exists()


def test_an_empty_list_is_a_422_and_another_type_a_415(veeam):
    problema(enviar([]), 422)
    problema(enviar(b""), 422)
    problema(enviar("clave=1", content_type="application/x-www-form-urlencoded"), 415)


def test_a_foreign_offset_is_the_same_instant(veeam, diaria):
    enviar(BUENA | {"inicio": "2026-03-10T12:05:00+09:00", "fin": None})
    assert Ejecucion.objects.get().corrida.fecha_operativa.isoformat() == "2026-03-09"


@pytest.mark.parametrize("token", ["", "bgv_malo", "a b c", "x" * 5000, "ñandú"])
def test_without_a_good_token_it_is_a_401(veeam, token):
    respuesta = enviar(BUENA, token.encode().decode("latin-1"))
    problema(respuesta, 401)
    assert respuesta["WWW-Authenticate"].startswith("Bearer")


def test_a_session_cannot_write_and_a_token_cannot_read(veeam, operador, client):
    client.force_login(operador)
    problema(client.post(DIRECCION, BUENA, content_type="application/json"), 403)
    con_token = {"Authorization": f"Bearer {TOKEN}"}
    problema(Client().get(DIRECCION, headers=con_token), 403)


def test_the_old_token_works_until_its_date(diaria):
    fuente(
        token_sha256=huella("bgv_nuevo"),
        token_anterior_sha256=huella(TOKEN),
        token_anterior_hasta=AHORA + timedelta(seconds=1),
    )
    assert enviar(BUENA).status_code == 201
    assert enviar(BUENA, "bgv_nuevo").status_code == 200
    Fuente.objects.update(token_anterior_hasta=AHORA)
    problema(enviar(BUENA), 401)


def test_an_inactive_source_is_a_401(veeam):
    Fuente.objects.update(activa=False)
    problema(enviar(BUENA), 401)


def test_it_slows_down_a_source_that_never_stops(veeam, monkeypatch):
    from respaldo.api.autenticacion import RitmoDeFuente

    monkeypatch.setattr(RitmoDeFuente, "rate", "2/min", raising=False)
    assert [enviar(BUENA).status_code for _ in range(2)] == [201, 200]
    respuesta = enviar(BUENA)
    problema(respuesta, 429)
    assert int(respuesta["Retry-After"]) > 0


def test_one_run_costs_few_statements(veeam, diaria, django_assert_max_num_queries):
    Fuente.objects.update(token_usado_en=AHORA)  # the first use of a token costs one more
    with django_assert_max_num_queries(segun_motor(sqlite=14, postgresql=9)):
        enviar(BUENA)


LECTURAS = (
    "/api/v1/ejecuciones/",
    "/api/v1/corridas/?fecha=2026-03-09",
    "/api/v1/directorio/vigente/",
)


@pytest.mark.parametrize("direccion", LECTURAS)
def test_people_read_by_pages(veeam, diaria, operador, client, direccion):
    enviar(BUENA)
    client.force_login(operador)
    cuerpo = client.get(direccion).json()
    assert len(cuerpo["results"]) == 1
    unidad = client.get(f"{DIRECCION}{Ejecucion.objects.get().pk}/").json()
    assert (unidad["fuente"], unidad["item"]) == ("Veeam", "Carpeta OTEC")


@pytest.mark.parametrize(
    "consulta",
    ["desde=2026-02-30", "hasta=9999-12-31", "fuente=x", "fuente=" + "9" * 40, "estado=bien",
     "situacion=otra", "cursor=%00"],
)  # fmt: skip
def test_a_bad_filter_is_a_problem(operador, client, consulta):
    client.force_login(operador)
    assert client.get(f"{DIRECCION}?{consulta}").status_code in {400, 404}


@pytest.mark.parametrize("filtro", ["desde=2026-03-09", "estado=conforme", "situacion=prevista"])
def test_it_filters(veeam, diaria, operador, client, filtro):
    enviar([BUENA, BUENA | {"clave": "v", "inicio": "2026-03-01T00:00:00Z", "fin": None,
                            "estado": "no_conforme", "trabajo": "Y"}])  # fmt: skip
    client.force_login(operador)
    assert [r["clave"] for r in client.get(f"{DIRECCION}?{filtro}").json()["results"]] == ["r1"]


def test_a_run_that_tells_no_start_is_filtered_by_its_end(veeam, diaria, operador, client):
    enviar(BUENA | {"inicio": None})
    dia = Ejecucion.objects.get().fin.astimezone(perfil_activo().zona).date()
    client.force_login(operador)
    for desde, hasta, cuantas in ((dia, dia, 1), (dia + timedelta(days=1), "", 0)):
        cuerpo = client.get(f"{DIRECCION}?desde={desde}&hasta={hasta}").json()
        assert len(cuerpo["results"]) == cuantas


def test_what_does_not_exist_is_a_problem_too(operador, client):
    client.force_login(operador)
    problema(client.get(f"{DIRECCION}987654321/"), 404)
    problema(client.get("/api/v1/otra/"), 404)
    problema(client.get("/api/v1/directorio/vigente/"), 404)
    problema(client.delete("/api/v1/corridas/"), 403)


CERRADAS = [d for d in direcciones() if d.es_api and not hasattr(d.vista, "permiso")]


@pytest.mark.parametrize("direccion", CERRADAS, ids=lambda d: d.ruta)
def test_every_endpoint_is_closed_by_default(direccion, client):
    permisos = direccion.vista.cls.permiso_de
    assert permisos
    for metodo in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        anonima = client.generic(metodo, direccion.camino, b"{}", content_type="application/json")
        problema(anonima, 401)
    for rol in ("usuario", "proveedor", "mesa", "operador", "auditor", "admin"):
        quien = persona(rol, *([rol] if rol != "usuario" else []))
        cliente = Client()
        cliente.force_login(quien)
        puede = permisos.get("GET") in quien.permisos_al(AHORA.date())
        respuesta = cliente.get(direccion.camino)
        assert (respuesta.status_code != 403) == puede, rol
        if permisos.get("POST") == MAQUINA:
            respuesta = cliente.post(direccion.camino, b"{}", content_type="application/json")
            assert respuesta.status_code == 403
