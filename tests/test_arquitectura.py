"""The rules of the code that ruff and import-linter cannot see."""

import ast
import math
import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest

from backupgov.trazabilidad import APPS, CODIGO

RAIZ = Path(__file__).resolve().parent.parent
Funcion = ast.FunctionDef | ast.AsyncFunctionDef
ESCRIBEN = {"acciones", "avisos", "bitacora", "aprobaciones"}
SIN_RELOJ = ESCRIBEN | {"querysets"}
# Pure modules: no Django at all, no clock, data in and data out.
PURAS = {
    "directorio.periodicidad", "directorio.plazos", "directorio.ventanas", "respaldo.retencion",
    "respaldo.discrepancias", "respaldo.importadores", "respaldo.agenda", "respaldo.coincidencias",
    "respaldo.emparejamiento", "respaldo.recepcion", "pruebas.seleccion", "mesa_ayuda.sla",
    "gobierno.calendario",
}  # fmt: skip
RELOJ = {"timezone.now", "timezone.localdate", "timezone.localtime", "datetime.now",
         "datetime.utcnow", "datetime.today", "date.today", "time.time"}  # fmt: skip


def modulos(*carpetas: str) -> list[Path]:
    return [
        ruta
        for carpeta in carpetas
        for ruta in sorted((RAIZ / carpeta).rglob("*.py"))
        if "migrations" not in ruta.parts
    ]


def nombre(ruta: Path) -> str:
    return str(ruta.relative_to(RAIZ))


def partes(ruta: Path) -> set[str]:
    """``respaldo/acciones/abrir.py`` → {"respaldo", "acciones", "abrir"}."""
    return set(ruta.relative_to(RAIZ).with_suffix("").parts)


def punteado(ruta: Path) -> str:
    return ".".join(ruta.relative_to(RAIZ).with_suffix("").parts)


def es_pura(ruta: Path) -> bool:
    return any(f"{punteado(ruta)}.".startswith(f"{pura}.") for pura in PURAS)


@cache
def arbol(ruta: Path) -> ast.Module:
    return ast.parse(ruta.read_text(encoding="utf-8"))


def funciones(rutas: Sequence[Path]) -> Iterator[tuple[str, Path, Funcion]]:
    for ruta in rutas:
        for nodo in ast.walk(arbol(ruta)):
            if isinstance(nodo, Funcion):
                yield f"{nombre(ruta)}:{nodo.lineno} {nodo.name}", ruta, nodo


def llamadas(ruta: Path) -> Iterator[tuple[str, str, ast.Call]]:
    """Where, ``objeto.metodo`` (last two names) and the call itself."""
    for nodo in ast.walk(arbol(ruta)):
        if isinstance(nodo, ast.Call) and isinstance(nodo.func, ast.Attribute):
            objeto = nodo.func.value
            dueno = getattr(objeto, "id", None) or getattr(objeto, "attr", "")
            yield f"{nombre(ruta)}:{nodo.lineno}", f"{dueno}.{nodo.func.attr}", nodo


def largo(nodo: Funcion) -> int:
    return (nodo.end_lineno or nodo.lineno) - nodo.lineno + 1


def p90(valores: list[int]) -> int:
    return sorted(valores)[math.ceil(len(valores) * 0.9) - 1]


def lineas_por_archivo(*carpetas: str) -> dict[str, int]:
    return {
        nombre(ruta): len(ruta.read_text(encoding="utf-8").splitlines())
        for ruta in modulos(*carpetas)
    }


def test_it_keeps_files_short() -> None:
    lineas = lineas_por_archivo(*CODIGO, "tests", "benchmarks")
    lineas["run"] = len((RAIZ / "run").read_text(encoding="utf-8").splitlines())
    assert not {ruta: n for ruta, n in lineas.items() if n > 300}


@pytest.mark.xfail(strict=False, reason="an aim: many files of one subject are longer")
def test_it_keeps_most_files_very_short() -> None:
    assert p90(list(lineas_por_archivo(*CODIGO).values())) <= 150


def test_it_keeps_functions_short() -> None:
    todas = {donde: largo(nodo) for donde, _, nodo in funciones(modulos(*CODIGO, "tests"))}
    assert not {donde: lineas for donde, lineas in todas.items() if lineas > 40}
    assert p90([largo(nodo) for _, _, nodo in funciones(modulos(*CODIGO))]) <= 25


def test_it_keeps_argument_lists_short() -> None:
    """Ruff holds five for everyone but the actions, which may take up to nine, all by keyword.

    An action names everything that it records (who, what, when, why, with which evidence);
    hiding that in a bag of options would only move the list.
    """
    largas = []
    for donde, _, nodo in funciones(modulos(*CODIGO)):
        posicionales = len([a for a in nodo.args.args if a.arg not in {"self", "cls"}])
        if posicionales > 5 or posicionales + len(nodo.args.kwonlyargs) > 9:
            largas.append(donde)
    assert not largas


def test_actions_are_keyword_only() -> None:
    posicionales = [
        donde
        for donde, ruta, nodo in funciones(modulos(*APPS))
        if "acciones" in partes(ruta) and nodo.args.args and not nodo.name.startswith("_")
        if any("atomic" in ast.unparse(decorador) for decorador in nodo.decorator_list)
    ]
    assert not posicionales


def escrituras_masivas(ruta: Path) -> Iterator[str]:
    for donde, metodo, llamada in llamadas(ruta):
        verbo = metodo.split(".")[1]
        de_fila = verbo in {"bulk_create", "bulk_update", "update_or_create", "get_or_create"}
        actualiza = verbo == "update" and llamada.keywords and not llamada.args
        borra = verbo in {"delete", "_raw_delete"} and not llamada.args and not llamada.keywords
        if de_fila or actualiza or borra:
            yield f"{donde} {metodo}"


def test_only_actions_write_in_bulk() -> None:
    """A bulk write skips the audit trail, so it lives where the trail is written."""
    excusadas = ESCRIBEN | {"demo", "commands", "preparadas"}
    fuera = [
        escritura
        for ruta in modulos(*CODIGO)
        if not partes(ruta) & excusadas
        for escritura in escrituras_masivas(ruta)
    ]
    assert not fuera


def test_views_tasks_and_api_do_not_save() -> None:
    guardan = [
        f"{donde} {metodo}"
        for ruta in modulos(*CODIGO)
        if partes(ruta) & {"views", "tasks", "api", "admin", "tablero"}
        for donde, metodo, _ in llamadas(ruta)
        if metodo.split(".")[1] in {"save", "create"} and metodo != "objects.none"
    ]
    assert not guardan


def test_tasks_are_three_lines() -> None:
    largas = []
    for donde, _ruta, nodo in funciones([r for r in modulos(*CODIGO) if "tasks" in partes(r)]):
        cuerpo = nodo.body[1:] if ast.get_docstring(nodo) else nodo.body
        if cuerpo and (cuerpo[-1].end_lineno or 0) - cuerpo[0].lineno + 1 > 3:
            largas.append(donde)
    assert not largas


def test_nothing_that_decides_reads_the_clock() -> None:
    miran = [
        f"{donde} {metodo}"
        for ruta in modulos(*APPS)
        if partes(ruta) & SIN_RELOJ or es_pura(ruta)
        for donde, metodo, _ in llamadas(ruta)
        if metodo in RELOJ
    ]
    assert not miran


def importados(ruta: Path) -> Iterator[str]:
    for nodo in ast.walk(arbol(ruta)):
        if isinstance(nodo, ast.Import):
            yield from (alias.name for alias in nodo.names)
        elif isinstance(nodo, ast.ImportFrom) and nodo.module:
            yield nodo.module


def test_pure_modules_know_no_django() -> None:
    ajenos = {"django", "rest_framework", "celery"}
    assert not [
        f"{nombre(ruta)} {modulo}"
        for ruta in modulos(*APPS)
        if es_pura(ruta)
        for modulo in importados(ruta)
        if modulo.split(".")[0] in ajenos or modulo.endswith((".models", ".acciones"))
    ]


def test_there_are_no_domain_signals() -> None:
    assert not [nombre(ruta) for ruta in modulos(*CODIGO) if "signals" in partes(ruta)]
    assert not [
        nombre(ruta)
        for ruta in modulos(*CODIGO)
        if {"django.db.models.signals", "django.dispatch"} & set(importados(ruta))
    ]


EN_LINEA = re.compile(
    r"<script(?![^>]*\bsrc=)|<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|\shx-on|[\"']js:",
    re.IGNORECASE,
)


def test_templates_have_nothing_that_the_policy_blocks() -> None:
    """CSP is ``default-src 'self'``: inline scripts, styles and handlers would be dead."""
    hallados = [
        f"{ruta.relative_to(RAIZ)}:{numero} {linea.strip()[:80]}"
        for carpeta in ("templates", *CODIGO)
        for ruta in sorted((RAIZ / carpeta).rglob("*.html"))
        for numero, linea in enumerate(ruta.read_text(encoding="utf-8").splitlines(), 1)
        if EN_LINEA.search(linea)
    ]
    assert not hallados


def textos() -> Iterator[Path]:
    """What the repository holds, without what a run leaves behind."""
    ajenas = {".git", ".venv", "var", "staticfiles", "media", "node_modules", "__pycache__"}
    for ruta in sorted(RAIZ.iterdir()):
        if ruta.name in ajenas or ruta.name.endswith("_cache") or ruta.name == ".hypothesis":
            continue
        yield from (r for r in ([ruta] if ruta.is_file() else ruta.rglob("*")) if r.is_file())


@pytest.mark.parametrize("patron", [r"/(?:work|root|home/\w+)/", r"file:" + "//"])
def test_it_names_no_path_of_a_machine(patron: str) -> None:
    sospechosos = {
        ".py",
        ".toml",
        ".txt",
        ".in",
        ".md",
        ".yml",
        ".yaml",
        ".html",
        ".js",
        ".css",
        "",
    }
    con_ruta = [
        nombre(ruta)
        for ruta in textos()
        if ruta.suffix in sospechosos
        and "__pycache__" not in ruta.parts
        and ruta != Path(__file__)
        and re.search(patron, ruta.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert not con_ruta


def test_locks_name_no_host() -> None:
    candados = sorted((RAIZ / "requirements").glob("*.txt"))
    assert candados
    assert not [c.name for c in candados if "://" in c.read_text() or "--index" in c.read_text()]


def test_every_beat_entry_expires() -> None:
    from backupgov.celery import BEAT

    assert not [clave for clave, e in BEAT.items() if not e.get("options", {}).get("expires")]


def test_every_variable_is_explained() -> None:
    codigo = "\n".join(ruta.read_text(encoding="utf-8") for ruta in modulos("backupgov"))
    leidas = set(re.findall(r"\benv\.\w+\(\s*\"(\w+)\"", codigo))
    leidas |= set(re.findall(r"\benviron(?:\.get\(|\[)\"(\w+)\"", codigo))
    ejemplo = (RAIZ / ".env.example").read_text(encoding="utf-8")
    explicadas = set(re.findall(r"^#?([A-Z_]+)=", ejemplo, re.MULTILINE))
    assert leidas <= explicadas


def test_import_contracts_name_every_app() -> None:
    proyecto = tomllib.loads((RAIZ / "pyproject.toml").read_text(encoding="utf-8"))
    raices = set(proyecto["tool"]["importlinter"]["root_packages"])
    assert {app for app in CODIGO if (RAIZ / app / "__init__.py").exists()} == raices
