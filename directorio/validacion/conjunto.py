"""What rows say together: series, chains, protection of an ítem and the version before.

Linear in the rows: each check groups once. Fuente: MIN-6.1-g, MIN-6.1-o, R10, R17, RC-28, RC-36.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TypeVar

from directorio.models import Linea, Modalidad
from directorio.periodicidad import Continua, periodo_maximo_dias
from directorio.plazos import HallazgoDeBase, Plazo, PorCopias, verificar_base
from directorio.validacion.hallazgo import ADVERTENCIA, ERROR, NOTA, Hallazgo
from directorio.validacion.lectura import periodicidad_de, plazo_de
from directorio.ventanas import Ventana, VentanaInvalida

C = TypeVar("C")
Filas = Sequence[Linea]
Revision = Callable[[Filas], Iterator[Hallazgo]]
SOLAPES_PARA_AVISAR = 3
UN_DIA = 24  # hours
_DIA = datetime(2000, 1, 1)  # noqa: DTZ001 - any date: local clock times are compared


def validar_conjunto(lineas: Filas, *, anteriores: Filas = ()) -> list[Hallazgo]:
    """The findings that need more than one row; `anteriores` are the lines now in force."""
    activas = [linea for linea in lineas if linea.situacion == Linea.Situacion.ACTIVA]
    hallazgos: list[Hallazgo] = []
    de_todas: tuple[Revision, ...] = (_series, _numeros)
    de_activas: tuple[Revision, ...] = (_sin_total, _bases, _solo_replica, _rpo, _ventanas)
    hallazgos += [h for revisar in de_todas for h in revisar(lineas)]
    hallazgos += [h for revisar in de_activas for h in revisar(activas)]
    hallazgos += _desaparecidas(lineas, anteriores)
    return hallazgos


def _de(linea: Linea, mensaje: str, *, campo: str = "", **mas: str) -> Hallazgo:
    datos: dict[str, str] = {"severidad": ERROR, **mas}
    return Hallazgo(
        mensaje=mensaje,
        campo=campo,
        numero=linea.numero or 0,
        clave=linea.clave,
        linea_id=linea.pk,
        **datos,
    )


def _agrupar(lineas: Filas, clave: Callable[[Linea], C]) -> dict[C, list[Linea]]:
    grupos: dict[C, list[Linea]] = defaultdict(list)
    for linea in lineas:
        grupos[clave(linea)].append(linea)
    return grupos


def _series(lineas: Filas) -> Iterator[Hallazgo]:
    for grupo in _agrupar(lineas, lambda linea: linea.serie).values():
        for repetida in grupo[1:]:
            yield _de(
                repetida,
                f"Repite la fila {grupo[0].numero}: mismo ítem, tipo de backup y modalidad.",
                campo="nombre",
                remedio="Deje una sola fila por ítem, tipo y modalidad, o corrija la modalidad.",
            )


def _numeros(lineas: Filas) -> Iterator[Hallazgo]:
    for numero, grupo in _agrupar(lineas, lambda linea: linea.numero).items():
        for repetida in grupo[1:]:
            yield _de(
                repetida, f"El N° {numero} está repetido.", campo="numero", remedio="Renumérela."
            )


def _es_total(linea: Linea) -> bool:
    return linea.modalidad == Modalidad.TOTAL


def _cadenas(activas: Filas) -> Iterator[tuple[list[Linea], list[Linea]]]:
    """Totals and dependents of each ítem and tipo de backup."""
    grupos = _agrupar(activas, lambda linea: (linea.item_id, linea.tipo_de_backup))
    for grupo in grupos.values():
        dependientes = [linea for linea in grupo if not _es_total(linea)]
        if dependientes:
            yield [linea for linea in grupo if _es_total(linea)], dependientes


def _sin_total(activas: Filas) -> Iterator[Hallazgo]:
    for totales, dependientes in _cadenas(activas):
        for linea in [] if totales else dependientes:
            yield _de(
                linea,
                f"La copia {linea.get_modalidad_display().lower()} no tiene de qué depender: el "
                f"ítem no lleva respaldo total {linea.get_tipo_de_backup_display().lower()}.",
                campo="modalidad",
                regla="modalidad",
                remedio="Agregue una fila total del mismo ítem y tipo, o cambie la modalidad.",
            )


@lru_cache(maxsize=4096)
def _base(
    base: Plazo, dependiente: Plazo, periodo: int, comportamiento: str
) -> HallazgoDeBase | None:
    return verificar_base(base, dependiente, periodo_base=periodo, comportamiento=comportamiento)


def _bases(activas: Filas) -> Iterator[Hallazgo]:
    for totales, dependientes in _cadenas(activas):
        for total in totales:
            for dependiente in dependientes:
                yield from _base_de(total, dependiente)


def _base_de(total: Linea, dependiente: Linea) -> Iterator[Hallazgo]:
    """R10 of one pair; rows whose texts cannot be read already have their own error."""
    plazos = plazo_de(total), plazo_de(dependiente)
    regla = periodicidad_de(total)
    if plazos[0] is None or plazos[1] is None or regla is None:
        return
    periodo = periodo_maximo_dias(regla)
    if periodo is None:
        yield _de(
            total,
            "La copia total no tiene fechas propias: no se puede saber cuánto debe conservarse "
            f"para la fila {dependiente.numero}, que depende de ella.",
            campo="periodicidad",
            severidad=ADVERTENCIA,
            regla="modalidad",
        )
        return
    hallazgo = _base(plazos[0], plazos[1], periodo, total.comportamiento_base)
    if hallazgo is not None:
        yield _de(
            total,
            f"{hallazgo.mensaje} (Depende de ella la fila {dependiente.numero}.)",
            campo="retencion",
            severidad=ERROR if hallazgo.es_error else NOTA,
            regla="retencion",
            remedio=hallazgo.remedio,
        )


def _solo_replica(activas: Filas) -> Iterator[Hallazgo]:
    for grupo in _agrupar(activas, lambda linea: linea.item_id).values():
        if all(isinstance(periodicidad_de(linea), Continua) for linea in grupo):
            yield _de(
                grupo[0],
                "La réplica continua no conserva puntos en el tiempo y es la única protección "
                "del ítem: un borrado también se replica.",
                campo="periodicidad",
                remedio="Agregue otra fila del mismo ítem con una periodicidad (por ejemplo, "
                "«diaria»).",
            )


def _rpo(activas: Filas) -> Iterator[Hallazgo]:
    for grupo in _agrupar(activas, lambda linea: linea.item_id).values():
        pedidos = [linea for linea in grupo if linea.rpo_horas]
        if not pedidos:
            continue
        periodos = [
            periodo_maximo_dias(regla) for linea in grupo if (regla := periodicidad_de(linea))
        ]
        horas = min((dias * UN_DIA for dias in periodos if dias), default=None)
        for linea in pedidos:
            if horas and horas > UN_DIA and (linea.rpo_horas or 0) < horas:
                yield _de(
                    linea,
                    f"El RPO es de {linea.rpo_horas} horas, pero entre dos copias del ítem pasan "
                    f"hasta {horas} horas.",
                    campo="rpo_horas",
                    severidad=ADVERTENCIA,
                    remedio="Acerque las copias o corrija el RPO.",
                )


def _ventanas(activas: Filas) -> Iterator[Hallazgo]:
    for servidor, grupo in _agrupar(activas, lambda linea: linea.servidor.casefold()).items():
        cuantas, cuando = _simultaneas(grupo) if servidor else (0, "")
        if cuantas >= SOLAPES_PARA_AVISAR:
            yield Hallazgo(
                NOTA,
                f"En {grupo[0].servidor} coinciden hasta {cuantas} ventanas, a las {cuando}.",
                campo="hora_inicio",
                remedio="Vea el diagrama de ventanas; si el servidor no alcanza, sepárelas.",
            )


def _simultaneas(grupo: Filas) -> tuple[int, str]:
    """The greatest number of windows open at once, and from what local time."""
    marcas: list[tuple[datetime, int]] = []
    for linea in grupo:
        try:
            ventana = Ventana(linea.hora_inicio, linea.hora_fin)
        except (VentanaInvalida, TypeError):
            continue
        for dia in (0, 1):  # a window of the night before is still open after midnight
            inicio = datetime.combine(_DIA.date(), ventana.hora_inicio) + timedelta(days=dia)
            marcas += [(inicio, 1), (inicio + ventana.duracion, -1)]
    abiertas, maximo, cuando = 0, 0, ""
    for instante, paso in sorted(marcas):
        abiertas += paso
        if abiertas > maximo:
            maximo, cuando = abiertas, f"{instante:%H:%M}"
    return maximo, cuando


def _desaparecidas(lineas: Filas, anteriores: Iterable[Linea]) -> Iterator[Hallazgo]:
    presentes = {linea.serie for linea in lineas}
    for anterior in anteriores:
        if anterior.serie in presentes or anterior.situacion == Linea.Situacion.RETIRADA:
            continue
        por_copias = isinstance(plazo_de(anterior), PorCopias)
        yield Hallazgo(
            ERROR if por_copias else ADVERTENCIA,
            f"«{anterior}» está en el Directorio que rige y falta en este"
            + (
                ": su retención es por copias y las que existen se conservarían para siempre."
                if por_copias
                else ": dejaría de respaldarse sin decir por qué."
            ),
            campo="nombre",
            clave=anterior.clave,
            regla="retencion" if por_copias else "directorio_columnas",
            remedio="Vuelva a agregarla y retírela con su fecha de baja y su motivo.",
        )
