"""Turn readings of deliveries into runs, and write what each delivery gave to each run.

Source: evidencia.md §3 (provenance of each field), §4.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction

from gobierno.models import Persona
from gobierno.preparadas import AltaPreparada, enviar
from respaldo.acciones.ejecuciones import CREADA, RECHAZADA, REPETIDA, Conocidas, Resultado, recibir
from respaldo.acciones.identidades import Reconocidas, guardar_alias, reconocer
from respaldo.coincidencias import Serie
from respaldo.entregas import Contadas
from respaldo.importadores import EjecucionLeida
from respaldo.importadores.captura import Analisis
from respaldo.models import Aporte, Ejecucion, Evidencia, Fuente, LecturaDeEvidencia

agregar_evidencias = AltaPreparada(Evidencia)
_agregar_aportes = AltaPreparada(Aporte)
_agregar_lecturas = AltaPreparada(LecturaDeEvidencia)
MENSAJES, OPERACIONES = 30, 200  # of one reading
_TODOS = (
    "trabajo", "equipo", "estado", "modalidad", "inicio", "fin", "bytes", "archivos", "errores",
    "copia_id", "mensaje",
)  # fmt: skip
Dicha = tuple[int, EjecucionLeida]  # place of its delivery, what it said


@dataclass
class Leida:
    """A stored delivery and what was read of it; `serie` when no rule is needed."""

    evidencia: Evidencia
    analisis: Analisis
    contadas: Contadas
    serie: Serie | None = None


@dataclass
class Recibo:
    """What happened with a delivery: `resultado` is a LecturaDeEvidencia.Resultado or pendiente."""

    evidencia: Evidencia
    resultado: str
    mensajes: list[str] = field(default_factory=list)
    resultados: list[Resultado] = field(default_factory=list)
    ejecuciones: list[Ejecucion] = field(default_factory=list)
    repetida: bool = False


@transaction.atomic(savepoint=False)
def asentar(
    *,
    fuente: Fuente,
    leidas: Sequence[Leida],
    ahora: datetime,
    por: Persona | None = None,
    capacidad: str = "",
    repetida: bool = False,
    relectura: bool = False,
) -> list[Recibo]:
    """Receive the runs of deliveries of one source and leave one reading per delivery, in order.

    Lists only complete runs already known. `repetida`: the very same bytes had been read before;
    only the counters of its runs move. A delivery not saved yet is saved. The caller holds the row
    of the source, which was heard of.
    """
    dichas, previas = _reconocer(fuente, leidas)
    recibos = [Recibo(leida.evidencia, "", list(leida.contadas.mensajes), repetida=repetida)
               for leida in leidas]  # fmt: skip
    aportes: list[Aporte] = []
    for (canal, serie), suyas in _por_destino(leidas, dichas).items():
        resultados = recibir(
            fuente=fuente, leidas=[c for _, c in suyas], canal=canal, ahora=ahora, por=por,
            capacidad=capacidad, serie=serie, conocidas=Conocidas(previas.guardadas, relectura),
        )  # fmt: skip
        if not repetida:
            aportes += _aportes(leidas, suyas, resultados, ahora=ahora, relectura=relectura)
            _recordar_alias(fuente, suyas, resultados)
        for (n, corrida), resultado in zip(suyas, resultados, strict=True):
            recibos[n].resultados.append(resultado)
            if resultado.ejecucion:  # another channel or line may tell it too
                previas.guardadas[corrida.clave] = resultado.ejecucion
    for recibo, leida in zip(recibos, leidas, strict=True):
        _concluir(recibo, leida)
    if not repetida:
        lecturas = _lecturas(recibos, leidas, ahora)
        enviar(*_agregar_aportes.ordenes(aportes), *_agregar_lecturas.ordenes(lecturas))
    return recibos


def _reconocer(fuente: Fuente, leidas: Sequence[Leida]) -> tuple[list[Dicha], Reconocidas]:
    """What is to be received, under the key of its run; of the lists, only what is known. The
    deliveries are saved in the same trip."""
    dichas = [
        (n, corrida)
        for n, leida in enumerate(leidas)
        for corrida in (*leida.contadas.corridas, *leida.contadas.listadas)
    ]
    nuevas = [leida.evidencia for leida in leidas if leida.evidencia.pk is None]
    corridas = [corrida for _, corrida in dichas]
    previas = reconocer(fuente, corridas, *agregar_evidencias.ordenes(nuevas))
    utiles = [
        (n, corrida)
        for (n, original), corrida in zip(dichas, previas.leidas, strict=True)
        if original.operacion == "respaldo" or corrida.clave in previas.guardadas
    ]
    return utiles, previas


def _por_destino(
    leidas: Sequence[Leida], dichas: Sequence[Dicha]
) -> dict[tuple[str, Serie | None], list[Dicha]]:
    """One call of the intake per channel and line."""
    grupos: defaultdict[tuple[str, Serie | None], list[Dicha]] = defaultdict(list)
    for n, corrida in dichas:
        lista = (n, corrida if corrida.operacion == "respaldo" else _solo_completa(corrida))
        grupos[leidas[n].evidencia.canal, leidas[n].serie].append(lista)
    return grupos


def _solo_completa(listada: EjecucionLeida) -> EjecucionLeida:
    """A list says that a copy exists, never how it went: the mildest state changes nothing."""
    trabajo = listada.trabajo or "—"
    return replace(listada, operacion="respaldo", estado="en_curso", trabajo=trabajo)


def _aportes(
    leidas: Sequence[Leida],
    suyas: Sequence[Dicha],
    resultados: Sequence[Resultado],
    *,
    ahora: datetime,
    relectura: bool,
) -> Iterator[Aporte]:
    for (n, corrida), resultado in zip(suyas, resultados, strict=True):
        if resultado.estado == RECHAZADA or resultado.ejecucion is None:
            continue
        if relectura and resultado.estado == REPETIDA:
            continue  # it gave this before
        campos = _dichos(corrida) if resultado.estado == CREADA else list(resultado.campos)
        yield Aporte(
            evidencia=leidas[n].evidencia, ejecucion=resultado.ejecucion, campos=campos,
            estado=corrida.estado, baja_autoridad=corrida.baja_autoridad, aportado_en=ahora,
        )  # fmt: skip


def _recordar_alias(
    fuente: Fuente, suyas: Sequence[Dicha], resultados: Sequence[Resultado]
) -> None:
    halladas = {
        corrida.clave: resultado.ejecucion
        for (_, corrida), resultado in zip(suyas, resultados, strict=True)
        if resultado.estado != RECHAZADA and resultado.ejecucion is not None
    }
    guardar_alias(fuente, [corrida for _, corrida in suyas], halladas)


def _dichos(corrida: EjecucionLeida) -> list[str]:
    return [campo for campo in _TODOS if getattr(corrida, campo) not in {None, "", "desconocida"}]


def _concluir(recibo: Recibo, leida: Leida) -> None:
    """Say in one word how the reading went."""
    malas = [r for r in recibo.resultados if r.estado == RECHAZADA]
    recibo.ejecuciones = [r.ejecucion for r in recibo.resultados if r.ejecucion is not None]
    recibo.mensajes += [f"{r.clave[:60]}: {e.mensaje} {e.remedio}" for r in malas
                        for e in r.errores]  # fmt: skip
    nombres = LecturaDeEvidencia.Resultado
    contadas = leida.contadas
    if malas:
        recibo.resultado = nombres.PARCIAL if recibo.ejecuciones else nombres.ERROR
    elif contadas.corridas or contadas.listadas or contadas.operaciones:
        recibo.resultado = nombres.OK
    else:
        fallo = leida.analisis.herramienta == "error"
        recibo.resultado = nombres.ERROR if fallo else nombres.NO_RECONOCIDA


def _lecturas(
    recibos: Sequence[Recibo], leidas: Sequence[Leida], ahora: datetime
) -> list[LecturaDeEvidencia]:
    return [
        LecturaDeEvidencia(
            evidencia=leida.evidencia,
            analizador=leida.analisis.herramienta[:60],
            version=leida.analisis.version_del_analizador[:40],
            resultado=recibo.resultado,
            mensajes=[m[:400] for m in recibo.mensajes[:MENSAJES]],
            operaciones=list(leida.contadas.operaciones[:OPERACIONES]),
            leida_en=ahora,
        )
        for recibo, leida in zip(recibos, leidas, strict=True)
    ]
