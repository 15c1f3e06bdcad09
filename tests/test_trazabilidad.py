"""docs/trazabilidad.md cannot rot: it is what the code and the tests say today."""

from pathlib import Path

import pytest

from backupgov import trazabilidad

RAIZ = Path(__file__).resolve().parent.parent


def test_it_is_up_to_date() -> None:
    escrito = (RAIZ / "docs/trazabilidad.md").read_text(encoding="utf-8")
    assert escrito == trazabilidad.documento(RAIZ), "Run ./run fix"


def test_it_cites_only_requirements_that_exist() -> None:
    ajenos = trazabilidad.desconocidos(RAIZ)
    assert not {clave: donde.codigo | donde.pruebas for clave, donde in ajenos.items()}


@pytest.fixture
def proyecto(tmp_path: Path) -> Path:
    for carpeta in ("docs", "tests", "respaldo"):
        (tmp_path / carpeta).mkdir()
    (tmp_path / "docs/requisitos.toml").write_text('[X]\n"X-1" = "Nothing"\n"X-2" = "Frozen"\n')
    return tmp_path


def test_it_reads_docstrings_and_every_form_of_mark(proyecto: Path) -> None:
    docstring = '"""Does.\n\n        Fuente: X-1,\n        X-2.\n\n        R9."""'
    (proyecto / "respaldo/a.py").write_text(f"class A:\n    def f(self):\n        {docstring}\n")
    (proyecto / "tests/test_a.py").write_text(
        "import pytest\n"
        'pytestmark = [pytest.mark.requisito("X-1")]\n'
        '@pytest.mark.requisito("X-2", "MIN-7.1.1-d")\n'
        "def test_b(): ...\n"
    )
    leido = trazabilidad.leer(proyecto)
    assert leido["X-1"].codigo == {"respaldo/a.py::A::f"}
    assert leido["X-1"].pruebas == {"tests/test_a.py"}
    assert leido["X-2"].pruebas == {"tests/test_a.py::test_b"}
    assert "R9" not in leido
    assert set(trazabilidad.desconocidos(proyecto)) == {"MIN-7.1.1-d"}


def test_it_shows_what_nothing_covers_yet(proyecto: Path) -> None:
    assert "| X-2 | Frozen | — | — |" in trazabilidad.documento(proyecto)
