"""How the figures are shown: a table for people, JSON lines for machines."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass
class Resultado:
    """A figure against its floor, in the same unit; `meta` is the target of the ratio."""

    caso: str
    unidad: str
    cifra: float
    suelo: float
    meta: float
    al_menos: bool = False  # the ratio must reach the target instead of staying under it
    cpu_ms: float | None = None
    consultas: int | None = None
    p95_ms: float | None = None

    @property
    def razon(self) -> float:
        return self.cifra / self.suelo if self.suelo else 0.0

    @property
    def cumple(self) -> bool:
        return self.razon >= self.meta if self.al_menos else self.razon <= self.meta


def imprimir(resultados: Sequence[Resultado], *, json_en: str = "") -> None:
    ancho = max((len(r.caso) for r in resultados), default=10)
    print(f"\n{'Caso':<{ancho}}  {'cifra':>10} {'suelo':>10} {'razón':>7} {'meta':>8}"
          f" {'p95 ms':>8} {'CPU ms':>8} {'SQL':>5}")  # fmt: skip
    for r in resultados:
        signo = "≥" if r.al_menos else "≤"
        marca = "" if r.cumple else "  ← no cumple"
        print(
            f"{r.caso:<{ancho}}  {r.cifra:>10.1f} {r.suelo:>10.1f} {r.razon:>6.2f}× "
            f"{signo}{r.meta:>6.1f}× {_texto(r.p95_ms):>8} {_texto(r.cpu_ms):>8} "
            f"{'' if r.consultas is None else r.consultas:>5} {r.unidad}{marca}"
        )
    lineas = [
        json.dumps(
            {**asdict(r), "razon": round(r.razon, 3), "cumple": r.cumple}, ensure_ascii=False
        )
        for r in resultados
    ]
    print("\n" + "\n".join(lineas))
    if json_en:
        with open(json_en, "w", encoding="utf-8") as salida:  # noqa: PTH123
            salida.write("\n".join(lineas) + "\n")


def _texto(valor: float | None) -> str:
    return "" if valor is None else f"{valor:.1f}"
