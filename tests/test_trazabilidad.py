"""docs/trazabilidad.md cannot rot: it is what the code and the tests say today."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from backupgov import trazabilidad

RAIZ = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def leido() -> Iterator[None]:
    """The whole source, read once for the three tests that look at it."""
    with pytest.MonkeyPatch.context() as parche:
        parche.setattr(trazabilidad, "leer", cache(trazabilidad.leer))
        yield


@pytest.mark.usefixtures("leido")
def test_it_is_up_to_date() -> None:
    escrito = (RAIZ / "docs/trazabilidad.md").read_text(encoding="utf-8")
    assert escrito == trazabilidad.documento(RAIZ), "Run ./run fix"


@pytest.mark.usefixtures("leido")
def test_it_cites_only_requirements_that_exist() -> None:
    ajenos = trazabilidad.desconocidos(RAIZ)
    assert not {clave: donde.codigo | donde.pruebas for clave, donde in ajenos.items()}


# Numerals of the directive from III to 7.1.2 d) and cross-cutting rules that this version answers.
# Not yet: the mailbox (7.1.1-e-1), the life of incidents (7.1.1-e-3) and the test plan (6.1-m).
PROMETIDOS = {
    *("MIN-III", "MIN-V", "MIN-6.2", "MIN-6.3", "MIN-6.4-a", "MIN-6.4-b", "MIN-6.5"),
    *(f"MIN-6.1-{literal}" for literal in "dghjklnopu"),
    *(f"MIN-7.1-{numero}" for numero in "1234"),
    *("MIN-7.1.1-a", "MIN-7.1.1-b", "MIN-7.1.1-c", "MIN-7.1.1-d", "MIN-7.1.1-e-2"),
    *(f"MIN-7.1.2-{literal}" for literal in "abcd"),
    *("X-1", "X-2", "X-3", "X-4", "X-6", "X-11"),
}


@pytest.mark.usefixtures("leido")
def test_every_promised_requirement_has_a_test() -> None:
    leido = trazabilidad.leer(RAIZ)
    assert not {clave for clave in PROMETIDOS if clave not in leido or not leido[clave].pruebas}


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
