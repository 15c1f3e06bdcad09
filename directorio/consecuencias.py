"""What signing would change, counted: rows, runs per week, retention, configuration."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache

from directorio.diferencia import DE_RETENCION, Diferencia, Fila, FilaCambiada
from directorio.periodicidad import PeriodicidadInvalida, aperturas, fechas
from directorio.periodicidad import leer as leer_periodicidad
from gobierno import formato
from gobierno.calendario import Calendario

SEMANAS = 52


@dataclass(frozen=True)
class Consecuencias:
    """Facts for who signs; `corridas_*` are expected runs per week, on the average of a year."""

    agregadas: int
    quitadas: int
    cambiadas: int
    corridas_antes: float
    corridas_despues: float
    de_retencion: tuple[FilaCambiada, ...]
    retiradas: tuple[FilaCambiada, ...]
    por_configurar: int

    @property
    def corridas(self) -> str:
        """«471,4 → 477,2», or the one figure when it does not change."""
        antes, despues = _decimal(self.corridas_antes), _decimal(self.corridas_despues)
        return antes if antes == despues else f"{antes} → {despues}"


def consecuencias(
    diferencia: Diferencia,
    antes: Iterable[Fila],
    despues: Iterable[Fila],
    *,
    desde: date,
    calendario: Calendario,
) -> Consecuencias:
    """Count what the difference means from the date on which the version would rule."""
    despues = list(despues)
    return Consecuencias(
        agregadas=len(diferencia.agregadas),
        quitadas=len(diferencia.quitadas),
        cambiadas=len(diferencia.cambiadas),
        corridas_antes=corridas_por_semana(antes, desde=desde, calendario=calendario),
        corridas_despues=corridas_por_semana(despues, desde=desde, calendario=calendario),
        de_retencion=diferencia.con_cambios_en(DE_RETENCION),
        retiradas=tuple(
            cambiada
            for cambiada in diferencia.con_cambios_en(frozenset({"situacion"}))
            if cambiada.fila["situacion"] == "retirada"
        ),
        por_configurar=sum(fila["situacion"] == "activa" for fila in despues),
    )


def corridas_por_semana(filas: Iterable[Fila], *, desde: date, calendario: Calendario) -> float:
    """Expected runs of the active rows per week, on the average of the 52 weeks from `desde`."""
    total = sum(
        _en_un_anio(fila["periodicidad"], fila["hora_inicio"], desde, calendario)
        for fila in filas
        if fila["situacion"] == "activa"
    )
    return round(total / SEMANAS, 1)


def _decimal(valor: float) -> str:
    return formato.numero(valor, 0 if valor == int(valor) else 1)


@lru_cache(maxsize=4096)
def _en_un_anio(texto: str, hora_inicio: str, desde: date, calendario: Calendario) -> int:
    try:
        regla = leer_periodicidad(texto)
    except PeriodicidadInvalida:
        return 0
    hora = time.fromisoformat(hora_inicio)
    hasta = desde + timedelta(weeks=SEMANAS) - timedelta(days=1)
    return sum(len(aperturas(regla, dia, hora)) for dia in fechas(regla, desde, hasta, calendario))
