"""`./run`: what a newcomer meets first."""

import importlib.machinery
import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

RAIZ = Path(__file__).resolve().parent.parent


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """The script as a module, pointed at an empty folder; nothing is executed."""
    cargador = importlib.machinery.SourceFileLoader("run_de_prueba", str(RAIZ / "run"))
    especificacion = importlib.util.spec_from_loader("run_de_prueba", cargador)
    assert especificacion
    modulo = importlib.util.module_from_spec(especificacion)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    cargador.exec_module(modulo)
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements/base.txt").write_text("django==5.2.19\n")
    monkeypatch.setattr(modulo, "RAIZ", tmp_path)
    monkeypatch.setattr(modulo, "CANDADOS", tmp_path / "requirements")
    monkeypatch.setattr(modulo, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(modulo, "PYTHON", tmp_path / ".venv/bin/python")
    monkeypatch.setattr(modulo, "DEMO", tmp_path / "var/demo")
    return modulo


@pytest.fixture
def ordenes(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Commands that the script would have run."""
    hechas: list[list[str]] = []

    def anotar(orden: list[Any], **_: Any) -> subprocess.CompletedProcess[bytes]:
        hechas.append([str(parte) for parte in orden])
        if "venv" in orden:
            run.PYTHON.parent.mkdir(parents=True, exist_ok=True)
            run.PYTHON.touch()
        return subprocess.CompletedProcess(orden, 0)

    monkeypatch.setattr(run.subprocess, "run", anotar)
    monkeypatch.setattr(run.shutil, "which", lambda _: None)
    return hechas


def test_it_installs_once_and_again_when_the_lock_changes(
    run: ModuleType, ordenes: list[list[str]]
) -> None:
    run.preparar_entorno("base")
    assert [orden[1:3] for orden in ordenes] == [["-m", "venv"], ["-m", "pip"]]
    assert "--require-hashes" in ordenes[1]
    run.preparar_entorno("base")
    assert len(ordenes) == 2
    (run.CANDADOS / "base.txt").write_text("django==5.2.20\n")
    run.preparar_entorno("base")
    assert len(ordenes) == 3


def test_it_prefers_uv_and_falls_back_to_pip(
    run: ModuleType, ordenes: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run.shutil, "which", lambda _: "/usr/bin/uv")
    run.preparar_entorno("base")
    assert [orden[:2] for orden in ordenes[1:]] == [["/usr/bin/uv", "pip"]]
    (run.CANDADOS / "base.txt").write_text("django==5.2.20\n")
    fallar = run.ejecutar
    monkeypatch.setattr(
        run, "ejecutar", lambda orden, **_: fallar(orden) or orden[0] == "/usr/bin/uv"
    )
    run.preparar_entorno("base")
    assert ordenes[-1][1:3] == ["-m", "pip"]


def test_it_says_how_to_get_venv_when_python_lacks_it(
    run: ModuleType, ordenes: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(SystemExit, match="apt-get install -y python3-venv"):
        run.preparar_entorno("base")
    assert not ordenes


def test_the_demo_never_touches_services_of_the_environment(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://produccion")
    monkeypatch.setenv("PORT", "8123")
    ambiente = run.ambiente_de_demo()
    assert ambiente["DATABASE_URL"] == ambiente["REDIS_URL"] == ambiente["EMAIL_URL"] == ""
    assert ambiente["SITIO_URL"] == "http://127.0.0.1:8123"
    assert ambiente["SECRET_KEY"] == run.ambiente_de_demo()["SECRET_KEY"]
    assert len(ambiente["SECRET_KEY"]) > 50


@pytest.mark.parametrize(
    ("ci", "falta", "codigo", "esperado"),
    [
        ("", "PostgreSQL: no hay servidor", 4, 0),
        ("true", "PostgreSQL: no hay servidor", 4, 1),
        ("true", "pruebas de navegador", 0, 1),
        ("", "pruebas de navegador", 0, 0),
        ("", "pruebas de navegador", 1, 1),
        ("", "", 1, 1),
    ],
)
def test_what_is_missing_is_said_and_fails_only_in_ci(
    run: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    ci: str,
    falta: str,
    codigo: int,
    esperado: int,
) -> None:
    def probar(motor: str, _: list[str], **ambiente: str) -> tuple[int, str]:
        Path(ambiente["FALTANTES"]).write_text(falta)
        return (codigo if motor == "postgresql" else 0), f"=== 1 passed on {motor} ==="

    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(run, "preparar_entorno", lambda _: None)
    monkeypatch.setattr(run, "probar", probar)
    assert run.test([]) == esperado
    dicho = capsys.readouterr().out
    assert f"NO SE EJECUTÓ: {falta}" in dicho or not falta
    assert dicho.endswith("[postgresql]\n=== 1 passed on postgresql ===\n")


@pytest.mark.parametrize("argumentos", [[], ["otra-cosa"], ["--help"]])
def test_it_explains_itself(argumentos: list[str]) -> None:
    hecho = subprocess.run(
        [sys.executable, str(RAIZ / "run"), *argumentos],
        capture_output=True, text=True, check=False, env={"PATH": os.environ["PATH"]},
    )  # fmt: skip
    assert hecho.returncode == 1
    assert "./run demo" in hecho.stderr
