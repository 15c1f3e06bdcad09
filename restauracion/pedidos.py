"""From a request to the question that the calculus answers: guards, authorisation and route.

Nothing is written here. Source: dominio.md 4.10, X-5, MIN-6.4-a, MIN-6.5, MIN-7.2.2-a.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from directorio.models import Item, Linea, VersionDirectorio
from directorio.querysets import CON_EFECTO
from gobierno.errores import ReglaIncumplida
from gobierno.models import Persona, UnidadOrganica
from gobierno.perfil import perfil_activo
from respaldo.historias import historia_de
from respaldo.retencion import (
    Atencion,
    Dictamen,
    Guarda,
    Historia,
    Patron,
    Pedido,
    PedidoInvalido,
    ReglasDeAdmision,
    evaluar,
    primera_objecion,
    segunda_puerta,
)
from respaldo.retencion.pedido import comprobar
from restauracion.models import Confirmacion, Restauracion, SolicitudDeRestauracion
from restauracion.querysets import unidades_que_dirige
from restauracion.rutas import contiene, es_ruta

POR_TEXTO = (Guarda.COMPETENCIA, Guarda.EQUIPO_DE_USUARIO)


@dataclass(frozen=True)
class _Linea:
    """What the Directorio says of an ítem that matters to who asks."""

    ruta: str
    unidad: int | None
    clase: str


def reglas_de_admision() -> ReglasDeAdmision:
    """The guards of this institution, from its profile. Fuente: X-5."""
    perfil = perfil_activo()
    propio = perfil.restauracion
    return ReglasDeAdmision(
        orden=propio.orden_de_guardas,
        patrones=tuple(
            Patron(e.patron, e.motivo, e.regla, e.deriva_a) for e in perfil.directorio.exclusiones
        ),
        solo_jefatura=perfil.interruptores["solicitante_solo_jefatura"],
        exige_jefe_en_copia=perfil.interruptores["jefe_en_copia"],
        exige_ruta_asignada=propio.exige_ruta_asignada,
        clases_de_equipo=propio.clases_de_equipo,
    )


def comprobar_cuando(solicitud: SolicitudDeRestauracion) -> None:
    """Refuse a date of the future, or a period reversed, whatever the guards would say (RC-22)."""
    zona = perfil_activo().zona
    try:
        comprobar(solicitud.cuando, recibida_en=solicitud.recibida_en, zona=zona)
    except PedidoInvalido as error:
        raise _invalido(error) from error


def dictaminar(solicitud: SolicitudDeRestauracion, *, al: datetime, hoy: date) -> Dictamen:
    """Gate 1: what policy and facts answer to a request, saved or not, at an instant (UTC).

    `hoy` is the local date on which the requester's capacity is read. Raises ReglaIncumplida naming
    the field when the date asked for makes no sense. Fuente: MIN-7.2.2-c, X-5, R22.
    """
    comprobar_cuando(solicitud)
    historia, reglas = historia_de(solicitud.item), reglas_de_admision()
    pedido = pedido_de(solicitud, hoy=hoy)
    pedido = replace(pedido, ruta=_ruta_que_decide(historia, pedido, solicitud, reglas))
    return evaluar(historia, pedido, al, perfil_activo().zona, reglas)


def dictaminar_en_el_software(
    solicitud: SolicitudDeRestauracion, *, ahora: datetime, hoy: date
) -> Dictamen:
    """Gate 2: the same question with what the operator found. Fuente: R22, R23, RC-49."""
    return segunda_puerta(
        historia_de(solicitud.item),
        pedido_de(solicitud, hoy=hoy),
        solicitud.evaluar_al,
        perfil_activo().zona,
        _atencion(solicitud, ahora),
    )


def _atencion(solicitud: SolicitudDeRestauracion, ahora: datetime) -> Atencion:
    hallazgo = Confirmacion.Hallazgo
    por_copia = dict(solicitud.confirmaciones.order_by("pk").values_list("copia_id", "hallazgo"))
    fallidas = solicitud.restauraciones.filter(
        resultado=Restauracion.Resultado.FALLIDA, copia__invalidada_en__isnull=False
    )
    ausentes = {
        c for c, h in por_copia.items() if h not in {hallazgo.DISPONIBLE, hallazgo.SIN_OBJETO}
    }
    ausentes |= set(fallidas.values_list("copia_id", flat=True))
    con = {h: {c for c, otro in por_copia.items() if otro == h} for h in hallazgo}
    return Atencion(
        al=ahora,
        confirmadas=frozenset(map(str, con[hallazgo.DISPONIBLE] - ausentes)),
        ausentes=frozenset(map(str, ausentes)),
        sin_objeto=frozenset(map(str, con[hallazgo.SIN_OBJETO])),
    )


def pedido_de(solicitud: SolicitudDeRestauracion, *, hoy: date) -> Pedido:
    """What the guards need to know about a request and about who asks."""
    lineas = _lineas(solicitud.item)
    persona: Persona = solicitud.solicitante
    dirige = unidades_que_dirige(persona, hoy)
    return Pedido(
        cuando=solicitud.cuando,
        ruta=solicitud.ruta or _primera_linea(solicitud.objetos),
        clase=solicitud.clase or (lineas[0].clase if lineas else ""),
        de_equipo_de_usuario=solicitud.en_equipo,
        ruta_asignada=_esta_asignada(solicitud.ruta, lineas),
        solicitante_autorizado=_esta_autorizado(solicitud, lineas, dirige),
        solicitante_es_jefatura=bool(dirige),
        jefe_en_copia=solicitud.jefe_en_copia
        and (solicitud.jefe_id is not None or solicitud.unidad_id in dirige),
    )


def jefe_de(persona: Persona, *, hoy: date) -> Persona | None:
    """The jefe inmediato of a person: of the unit or, for who heads it, of the one above.

    Fuente: MIN-7.2.2-a-2.
    """
    unidad: UnidadOrganica | None = persona.unidad
    while unidad is not None:
        jefe = unidad.jefe_al(hoy)
        if jefe is not None and jefe.pk != persona.pk:
            return jefe
        unidad = unidad.depende_de
    return None


def item_de(ruta: str, *, hoy: date) -> Item | None:
    """The ítem whose route in the Directorio in force holds this path; the deepest one."""
    version = VersionDirectorio.objects.vigente_al(hoy)
    if version is None or not es_ruta(ruta):
        return None
    lineas = Linea.objects.filter(version=version).exclude(ruta="").select_related("item")
    dentro = [linea for linea in lineas if contiene(linea.ruta, ruta)]
    return max(dentro, key=lambda linea: len(linea.ruta)).item if dentro else None


def _lineas(item: Item | None) -> Sequence[_Linea]:
    """The lines of an ítem in the last version that had it, then in the ones before."""
    if item is None:
        return ()
    filas = Linea.objects.filter(item=item, version__estado__in=CON_EFECTO)
    return [
        _Linea(*fila)
        for fila in filas.order_by("-version__vigente_desde", "numero").values_list(
            "ruta", "unidad_id", "clase"
        )
    ]


def _esta_asignada(ruta: str, lineas: Sequence[_Linea]) -> bool:
    """A path with its root written out lies under the route of the ítem, if it has one."""
    if not es_ruta(ruta):
        return True
    rutas = {linea.ruta for linea in lineas if linea.ruta}
    if not lineas:
        return False
    return not rutas or any(contiene(raiz, ruta) for raiz in rutas)


def _esta_autorizado(
    solicitud: SolicitudDeRestauracion, lineas: Sequence[_Linea], dirige: Sequence[int]
) -> bool:
    """The ítem is of the requester's unit, of one below the head's, of nobody, or its unit agreed
    and the help desk checked it.

    Fuente: MIN-6.5.
    """
    unidad = lineas[0].unidad if lineas else None
    if unidad in {None, solicitud.unidad_id} or solicitud.autorizada_por_id is not None:
        return True
    return bool(dirige) and bool(set(dirige) & set(_de_arriba(unidad)))


def _de_arriba(unidad: int) -> Iterable[int]:
    actual = UnidadOrganica.objects.filter(pk=unidad).first()
    vistas: set[int] = set()
    while actual is not None and actual.pk not in vistas:
        vistas.add(actual.pk)
        yield actual.pk
        actual = actual.depende_de


def _ruta_que_decide(
    historia: Historia,
    pedido: Pedido,
    solicitud: SolicitudDeRestauracion,
    reglas: ReglasDeAdmision,
) -> str:
    """The first thing named that a guard recognises by its text; else, the path."""
    textos = [solicitud.ruta, *solicitud.objetos.splitlines()]
    for guarda in [g for g in reglas.orden if g in POR_TEXTO]:
        sola = replace(reglas, orden=(guarda,))
        for texto in filter(None, map(str.strip, textos)):
            if primera_objecion(historia, replace(pedido, ruta=texto), sola) is not None:
                return texto
    return pedido.ruta


def _primera_linea(texto: str) -> str:
    return next(iter(texto.strip().splitlines()), "")


def _invalido(error: PedidoInvalido) -> ReglaIncumplida:
    return ReglaIncumplida(
        error.mensaje,
        regla=error.regla,
        remedio=error.remedio,
        campos={error.campo: error.mensaje},
    )
