"""The production description holds together: compose, image, variables, Django's own checks."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

RAIZ = Path(__file__).resolve().parent.parent
PROPIOS = {"migraciones", "web", "worker", "beat"}
DADAS = {
    "SECRET_KEY": "una-clave-larga-y-variada-0123456789-abcdefghijklmnopqrstuvwxyz",
    "SITIO_HOST": "backup.institucion.gob.pe",
    "POSTGRES_PASSWORD": "secreta",
    "EMAIL_URL": "smtp+tls://u:p@correo:587",
    "REMITENTE": "backup@institucion.gob.pe",
}


def sustituir(texto: str) -> str:
    """Compose's ``${NAME:?}`` and ``${NAME:-default}`` with what an installation gives."""
    return re.sub(r"\$\{(\w+)(?::\?|:-([^}]*))\}", lambda m: DADAS.get(m[1], m[2] or ""), texto)


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((RAIZ / "docker-compose.yml").read_text(encoding="utf-8"))


def entorno_de(compose: dict[str, Any], servicio: str) -> dict[str, str]:
    variables = compose["services"][servicio]["environment"]
    return {clave: sustituir(str(valor)) for clave, valor in variables.items()}


def test_check_deploy_is_clean_with_the_compose_environment(
    compose: dict[str, Any], tmp_path: Path
) -> None:
    entorno = {
        **{clave: valor for clave, valor in os.environ.items() if clave in {"PATH", "HOME"}},
        **entorno_de(compose, "web"),
        "CARPETA_DATOS": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "backupgov.settings",
    }
    orden = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "INFO"]
    hecho = subprocess.run(
        orden, cwd=RAIZ, env=entorno, capture_output=True, text=True, check=False, timeout=180
    )
    assert hecho.returncode == 0, hecho.stderr
    assert "no issues" in hecho.stdout


def test_every_service_is_checked_and_cannot_write_its_image(compose: dict[str, Any]) -> None:
    for nombre, servicio in compose["services"].items():
        assert servicio["read_only"], nombre
        assert "no-new-privileges:true" in servicio["security_opt"], nombre
        assert "healthcheck" in servicio or nombre == "migraciones", nombre
        assert "ports" not in servicio or nombre == "proxy", nombre


def test_our_processes_share_one_image_and_one_environment(compose: dict[str, Any]) -> None:
    servicios = [compose["services"][nombre] for nombre in PROPIOS]
    assert {servicio["image"] for servicio in servicios} == {"backupgov:local"}
    assert all(servicio["environment"] == servicios[0]["environment"] for servicio in servicios)
    assert all(servicio["cap_drop"] == ["ALL"] for servicio in servicios)


def test_database_and_queue_are_out_of_reach(compose: dict[str, Any]) -> None:
    assert compose["networks"]["interna"]["internal"]
    for nombre in ("postgres", "redis"):
        assert compose["services"][nombre]["networks"] == ["interna"]


def test_no_secret_is_written_down(compose: dict[str, Any]) -> None:
    for servicio in compose["services"].values():
        for clave, valor in servicio.get("environment", {}).items():
            if re.search("SECRET|PASSWORD", clave):
                assert str(valor).startswith("${"), clave
    imagen = (RAIZ / "Dockerfile").read_text(encoding="utf-8")
    assert not re.search(r"^(ENV|ARG).*(SECRET|PASSWORD|TOKEN)", imagen, re.MULTILINE)
    assert "USER 10001" in imagen
    ignorados = (RAIZ / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert ignorados[0] == "*"
    assert "!.env" not in ignorados


def test_every_variable_of_compose_is_explained() -> None:
    texto = (RAIZ / "docker-compose.yml").read_text(encoding="utf-8")
    usadas = set(re.findall(r"\$\{(\w+)", texto))
    ejemplo = (RAIZ / ".env.example").read_text(encoding="utf-8")
    assert usadas <= set(re.findall(r"^#?([A-Z_]+)=", ejemplo, re.MULTILINE))


def test_every_setting_can_be_given_to_compose(compose: dict[str, Any]) -> None:
    fijas = {"CARPETA_DATOS", "STATIC_ROOT", "DEBUG", "DEMO", "SECURE_SSL_REDIRECT"}
    modulos = sorted((RAIZ / "backupgov/settings").glob("*.py"))
    ajustes = "".join(modulo.read_text(encoding="utf-8") for modulo in modulos)
    leidas = set(re.findall(r"\benv\.\w+\(\s*\"(\w+)\"", ajustes))
    assert leidas - fijas <= set(compose["services"]["web"]["environment"])


def test_the_image_holds_every_app() -> None:
    from backupgov.trazabilidad import CODIGO

    ignorados = (RAIZ / ".dockerignore").read_text(encoding="utf-8")
    assert all(f"!{app}\n" in ignorados for app in CODIGO)


@pytest.mark.parametrize(
    ("ambiente", "mensaje"),
    [({}, "SECRET_KEY"), ({"SECRET_KEY": "x" * 50, "DEMO": "1"}, "solo se admite con DEBUG=1")],
)
def test_it_refuses_to_start_unsafe(ambiente: dict[str, str], mensaje: str, tmp_path: Path) -> None:
    entorno = {"PATH": os.environ["PATH"], "CARPETA_DATOS": str(tmp_path), **ambiente}
    hecho = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=RAIZ, env=entorno, capture_output=True, text=True, check=False, timeout=180,
    )  # fmt: skip
    assert hecho.returncode
    assert mensaje in hecho.stderr
