"""What one row says by itself: the same checks when it is typed, imported and submitted.

A row is a `Linea`, saved or not. Fuente: MIN-6.1-g, MIN-6.4-a, MIN-7.1.2-a, MIN-VIII, R2, R17.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

from directorio.columnas import COLUMNAS, OBLIGATORIAS, TITULOS
from directorio.models import Linea, Modalidad, TipoDeBackup
from directorio.periodicidad import CadaHoras, PeriodicidadInvalida
from directorio.periodicidad import leer as leer_periodicidad
from directorio.plazos import PlazoInvalido, PorCopias, PorTiempo, leer_post_baja
from directorio.plazos import leer as leer_plazo
from directorio.validacion.hallazgo import ADVERTENCIA, ERROR, NOTA, Hallazgo
from directorio.validacion.lectura import plazo_de
from directorio.ventanas import Ventana, VentanaInvalida
from gobierno.perfil import Perfil

Revision = Callable[[Linea, Perfil], Iterator[Hallazgo]]
_OPCIONES = {
    "tipo_de_backup": frozenset(TipoDeBackup.values),
    "modalidad": frozenset(Modalidad.values),
    "dato": frozenset(Linea.Dato.values),
    "comportamiento_base": frozenset(Linea.Base.values),
    "situacion": frozenset(Linea.Situacion.values),
}
_LARGOS = {
    columna.campo: largo
    for columna in COLUMNAS
    if (largo := getattr(Linea._meta.get_field(columna.campo), "max_length", None))
}
_TEXTOS = (*_LARGOS, "observaciones")


def validar_fila(linea: Linea, *, perfil: Perfil) -> list[Hallazgo]:
    """The findings of one row, in the order of the columns; none needs the database."""
    revisiones = _DE_RETIRADA if linea.situacion == Linea.Situacion.RETIRADA else _TODAS
    return [hallazgo for revisar in revisiones for hallazgo in revisar(linea, perfil)]


def _hallazgo(linea: Linea, campo: str, mensaje: str, **mas: str) -> Hallazgo:
    datos: dict[str, str] = {"severidad": ERROR, **mas}
    return Hallazgo(
        mensaje=mensaje,
        campo=campo,
        numero=linea.numero or 0,
        clave=linea.clave if linea.item_id else "",
        linea_id=linea.pk,
        **datos,
    )


def _obligatorias(linea: Linea, perfil: Perfil) -> Iterator[Hallazgo]:
    for campo in OBLIGATORIAS:
        valor = getattr(linea, campo)
        if valor is None or (isinstance(valor, str) and not valor.strip()):
            yield _hallazgo(
                linea,
                campo,
                f"Falta «{TITULOS[campo]}», que el Directorio debe indicar.",
                remedio="Complete la celda.",
            )


def _textos(linea: Linea, perfil: Perfil) -> Iterator[Hallazgo]:
    for campo in _TEXTOS:
        texto = getattr(linea, campo)
        if not isinstance(texto, str):
            continue
        maximo = _LARGOS.get(campo, 0)
        if maximo and len(texto) > maximo:
            yield _hallazgo(
                linea,
                campo,
                f"El texto tiene {len(texto)} caracteres y caben {maximo}.",
                remedio="Acórtelo y lleve el resto a observaciones.",
            )
        if not texto.isprintable() and any(_no_se_ve(letra) for letra in texto):
            yield _hallazgo(
                linea,
                campo,
                "El texto contiene caracteres que no se ven.",
                remedio="Bórrelo y escríbalo de nuevo.",
            )


def _no_se_ve(letra: str) -> bool:
    return unicodedata.category(letra) == "Cc" and letra not in "\n\r\t"


def _opciones(linea: Linea, perfil: Perfil) -> Iterator[Hallazgo]:
    propias = {
        **_OPCIONES,
        "clase": frozenset(clase.codigo for clase in perfil.directorio.clases),
        "criticidad": frozenset(perfil.directorio.criticidades),
    }
    for campo, validas in propias.items():
        valor = getattr(linea, campo)
        if valor and valor.strip() and valor not in validas:
            yield _hallazgo(
                linea,
                campo,
                f"«{valor}» no es un valor de «{TITULOS[campo]}».",
                remedio=f"Use uno de estos: {', '.join(sorted(validas))}.",
            )


def _ventana(linea: Linea, perfil: Perfil) -> Iterator[Hallazgo]:
    if linea.hora_inicio is None or linea.hora_fin is None:
        return
    try:
        ventana = Ventana(linea.hora_inicio, linea.hora_fin)
    except VentanaInvalida as error:
        yield _hallazgo(linea, "hora_fin", error.mensaje, remedio=error.remedio)
        return
    if linea.dato == Linea.Dato.DIA_ANTERIOR and ventana.cruza_medianoche:
        yield _hallazgo(
            linea,
            "dato",
            "La ventana cruza la medianoche y dice guardar los datos del día anterior.",
            severidad=ADVERTENCIA,
            remedio="Compruebe que la copia no contiene ya el día en que se abre la ventana.",
        )


def _periodicidad(linea: Linea, perfil: Perfil) -> Iterator[Hallazgo]:
    if not (linea.periodicidad or "").strip():
        return
    try:
        leida = leer_periodicidad(linea.periodicidad)
    except PeriodicidadInvalida as error:
        yield _hallazgo(linea, "periodicidad", error.mensaje, remedio=error.remedio)
        return
    if isinstance(leida, CadaHoras) and linea.hora_inicio and linea.hora_fin:
        yield from _ventana_de_horas(linea, leida)


def _ventana_de_horas(linea: Linea, leida: CadaHoras) -> Iterator[Hallazgo]:
    try:
        duracion = Ventana(linea.hora_inicio, linea.hora_fin).duracion
    except VentanaInvalida:
        return
    if duracion.total_seconds() > leida.horas * 3600:
        yield _hallazgo(
            linea,
            "hora_fin",
            f"Cada ventana dura más que las {leida.horas} horas hasta la siguiente.",
            severidad=ADVERTENCIA,
            remedio="La hora de fin es la de la primera copia del día: acerque hora inicio y fin.",
        )


def _retencion(linea: Linea, perfil: Perfil) -> Iterator[Hallazgo]:
    if not (linea.retencion or "").strip():
        return
    try:
        plazo = leer_plazo(linea.retencion)
    except PlazoInvalido as error:
        yield _hallazgo(linea, "retencion", error.mensaje, regla="retencion", remedio=error.remedio)
        return
    if isinstance(plazo, PorCopias) and not perfil.directorio.retencion_por_copias:
        yield _hallazgo(
            linea,
            "retencion",
            "La retención por número de copias no se usa en esta institución.",
            regla="retencion",
            remedio="Escríbala en tiempo, por ejemplo «30 días».",
        )
    if linea.ajuste_herramienta:
        yield _hallazgo(
            linea,
            "ajuste_herramienta",
            f"La herramienta corrige la retención en {linea.ajuste_herramienta} días.",
            severidad=NOTA,
            regla="retencion",
        )


@lru_cache(maxsize=32)
def _patron(patron: str) -> re.Pattern[str]:
    return re.compile(patron)


def _exclusiones(linea: Linea, perfil: Perfil) -> Iterator[Hallazgo]:
    for exclusion in perfil.directorio.exclusiones:
        for campo in ("nombre", "servidor", "ruta"):
            if _patron(exclusion.patron).search(getattr(linea, campo) or ""):
                yield _hallazgo(
                    linea, campo, exclusion.motivo, regla=exclusion.regla, remedio=exclusion.remedio
                )
                break


def _contrato(linea: Linea, perfil: Perfil) -> Iterator[Hallazgo]:
    if linea.tipo_de_backup != TipoDeBackup.EXTERNO or linea.contrato.strip():
        return
    if not perfil.interruptores.get("contratos_SLA", False):
        return
    if linea.dispensa_contrato.strip():
        yield _hallazgo(
            linea,
            "contrato",
            f"Línea externa sin contrato, dispensada: {linea.dispensa_contrato.strip()}",
            severidad=ADVERTENCIA,
            regla="contrato",
            remedio="Sin contrato no hay plazo de atención que medir.",
        )
        return
    yield _hallazgo(
        linea,
        "contrato",
        "La línea es externa y ningún contrato la cubre.",
        regla="contrato",
        remedio="Escriba el contrato o, si no lo hay, el motivo de no tenerlo.",
    )


def _situacion(linea: Linea, perfil: Perfil) -> Iterator[Hallazgo]:
    if linea.situacion == Linea.Situacion.SUSPENDIDA and not linea.motivo_situacion.strip():
        yield _hallazgo(
            linea,
            "motivo_situacion",
            "La línea está suspendida y no dice por qué.",
            remedio="Escriba el motivo y hasta cuándo.",
        )


def _baja(linea: Linea, perfil: Perfil) -> Iterator[Hallazgo]:
    if linea.fecha_baja is None:
        yield _hallazgo(
            linea,
            "fecha_baja",
            "La línea está retirada y no dice desde cuándo.",
            remedio="Escriba la fecha de baja: desde ese día no se espera ninguna copia.",
        )
    if not linea.retencion_post_baja.strip():
        if _cuenta_copias(linea):
            yield _hallazgo(
                linea,
                "retencion_post_baja",
                "La retención cuenta copias y ya no llegarán copias nuevas: "
                "las que quedan se conservarían para siempre.",
                regla="retencion",
                remedio="Diga hasta cuándo: un tiempo desde la baja («1 año») o una fecha "
                "(«hasta 31/12/2027»).",
            )
        return
    try:
        leer_post_baja(linea.retencion_post_baja)
    except PlazoInvalido as error:
        yield _hallazgo(
            linea, "retencion_post_baja", error.mensaje, regla="retencion", remedio=error.remedio
        )


def _cuenta_copias(linea: Linea) -> bool:
    """Whether the rule keeps the last ones by number, which without new ones is for ever."""
    plazo = plazo_de(linea)
    return isinstance(plazo, PorCopias) or (
        isinstance(plazo, PorTiempo) and plazo.minimo_copias > 0
    )


_COMUNES: tuple[Revision, ...] = (_obligatorias, _textos, _opciones, _ventana, _periodicidad)
_TODAS: tuple[Revision, ...] = (*_COMUNES, _retencion, _exclusiones, _contrato, _situacion)
# A retired line is a record: what matters is until when its copies are kept.
_DE_RETIRADA: tuple[Revision, ...] = (*_COMUNES, _retencion, _baja)
