"""How well a folder of samples is read: the figures of issue 4 (docs/evidencia.md). Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from respaldo.importadores.analisis import analizar
from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.identidad import es_la_misma, estado_final
from respaldo.importadores.redaccion import copia_tapada
from respaldo.muestras.carpeta import capturar, leer_json, muestras
from respaldo.muestras.comparacion import Cotejo, cotejar, criterio, guardados


@dataclass(frozen=True, slots=True)
class Muestra:
    """One sample: what was read and how it compares."""

    ruta: str
    herramienta: str
    cotejos: tuple[Cotejo, ...]
    leidas: tuple[EjecucionLeida, ...]
    secretos: int = 0
    sobrantes: int = 0


@dataclass(frozen=True, slots=True)
class Grupos:
    """What `dedupe.json` asked: samples that are one run, pairs that are not, final states."""

    total: int = 0
    fallas: tuple[str, ...] = ()
    duplicadas: int = 0


@dataclass(slots=True)
class Informe:
    """The figures. Percentages are 100 when nothing was scored."""

    muestras: list[Muestra] = field(default_factory=list)
    grupos: Grupos = field(default_factory=Grupos)

    def _cotejos(self) -> Iterator[Cotejo]:
        return (c for m in self.muestras for c in m.cotejos)

    def _estados(self) -> list[bool]:
        return [c.estado.pasa for c in self._cotejos() if c.estado]

    def _campos(self) -> list[bool]:
        return [f.pasa for c in self._cotejos() for f in c.campos if f.nombre != "status"]

    @property
    def falsos_conformes(self) -> int:
        return sum(c.falso_conforme for c in self._cotejos())

    @property
    def secretos(self) -> int:
        return sum(m.secretos for m in self.muestras)

    def cifras(self) -> dict[str, Any]:
        """The summary, by its stable English names."""
        estados, campos = self._estados(), self._campos()
        return {
            "samples": len(self.muestras),
            "records": sum(len(m.cotejos) for m in self.muestras),
            "status_accuracy": _porcentaje(estados),
            "false_conformes": self.falsos_conformes,
            "non_runs_as_runs": sum(c.ajena_como_respaldo for c in self._cotejos()),
            "field_accuracy": _porcentaje(campos),
            "extra_runs": sum(m.sobrantes for m in self.muestras),
            "duplicates": self.grupos.duplicadas,
            "dedupe_failures": len(self.grupos.fallas),
            "secrets_stored": self.secretos,
        }


def _porcentaje(pasan: Sequence[bool]) -> float:
    return round(100 * sum(pasan) / len(pasan), 2) if pasan else 100.0


def evaluar(raiz: Path) -> Informe:
    """Read every sample below a folder and compare it with what it expects."""
    informe = Informe([_evaluar(raiz, carpeta) for carpeta in muestras(raiz)])
    informe.grupos = _agrupar(leer_json(raiz / "dedupe.json"), informe.muestras)
    return informe


def _evaluar(raiz: Path, carpeta: Path) -> Muestra:
    esperado = leer_json(carpeta / "expected.json")
    captura = capturar(carpeta)
    analisis = analizar(captura)
    registros = esperado.get("records") or []
    guardado = guardados(analisis.ejecuciones, analisis.mensajes) + copia_tapada(captura)
    prohibidos = [s for s in esperado.get("must_not_be_stored") or [] if s and s in guardado]
    return Muestra(
        ruta=str(carpeta.relative_to(raiz)),
        herramienta=analisis.herramienta,
        cotejos=tuple(cotejar(registros, analisis.ejecuciones, criterio(esperado))),
        leidas=analisis.ejecuciones,
        secretos=len(prohibidos),
        sobrantes=max(0, len(analisis.ejecuciones) - len(registros)),
    )


def _agrupar(pedido: Any, todas: Sequence[Muestra]) -> Grupos:
    """Check `dedupe.json`: {"groups": [{"samples", "status"}], "distinct": [[a, b]]}."""
    if not isinstance(pedido, dict):
        return Grupos()
    por_nombre = {m.ruta: m for m in todas} | {m.ruta.rsplit("/", 1)[-1]: m for m in todas}
    fallas: list[str] = []
    duplicadas = total = 0
    for grupo in pedido.get("groups") or pedido.get("collapse") or []:
        nombres = grupo.get("samples", []) if isinstance(grupo, dict) else grupo
        suyas = [por_nombre[n] for n in nombres if n in por_nombre]
        sueltas = _sin_juntar(suyas)
        total += 1
        duplicadas += sueltas
        if sueltas:
            fallas.append(f"No se juntan: {', '.join(nombres)}")
        fallas += _estado_distinto(grupo, suyas)
    for par in _pares(pedido):
        total += 1
        suyas = [por_nombre[n] for n in par if n in por_nombre]
        if len(suyas) > 1 and not _sin_juntar(suyas):
            fallas.append(f"Se juntan y son distintas: {', '.join(par)}")
    return Grupos(total, tuple(fallas), duplicadas)


def _pares(pedido: dict[str, Any]) -> Iterator[list[str]]:
    for nombre in ("distinct", "must_not_collapse", "different", "pairs_not"):
        for par in pedido.get(nombre) or []:
            yield par.get("samples", []) if isinstance(par, dict) else list(par)


def _sin_juntar(suyas: Sequence[Muestra]) -> int:
    """How many samples have no run in common with the first ones."""
    juntas: list[EjecucionLeida] = list(suyas[0].leidas) if suyas else []
    pendientes, sueltas = list(suyas[1:]), 0
    while pendientes:
        unida = next((m for m in pendientes if _comparten(juntas, m.leidas)), None)
        if unida is None:
            return sueltas + len(pendientes)
        juntas += unida.leidas
        pendientes.remove(unida)
    return sueltas


def _comparten(unas: Sequence[EjecucionLeida], otras: Sequence[EjecucionLeida]) -> bool:
    return any(es_la_misma(a, b) for a in unas for b in otras)


def _estado_distinto(grupo: Any, suyas: Sequence[Muestra]) -> Iterator[str]:
    pedido = grupo.get("status") or grupo.get("final_status") if isinstance(grupo, dict) else None
    comunes = [e for m in suyas for e in m.leidas
               if any(o is not m and _comparten([e], o.leidas) for o in suyas)]  # fmt: skip
    final = estado_final(e.estado for e in comunes)
    if pedido and final != pedido.replace(" ", "_"):
        yield f"Estado final {final}, se esperaba {pedido}: {', '.join(m.ruta for m in suyas)}"
