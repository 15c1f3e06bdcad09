"""The stored answer, made of what a guard said or of what the search found."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from respaldo.retencion.admision import Rechazo
from respaldo.retencion.dictamen import Aviso, Candidata, Cercana, Codigo, Dictamen
from respaldo.retencion.modos import Hallazgo
from respaldo.retencion.pedido import Pedido, extremos
from respaldo.retencion.redaccion import redactar
from respaldo.retencion.serie_al import Opcion
from respaldo.retencion.vista import Vista

MOTOR = "1.1"  # changes when an answer could
_REGLAS = {
    Codigo.NO_INCLUIDO: "ejecucion_segun_directorio",
    Codigo.FUERA_DE_RETENCION: "restauracion_en_retencion",
    Codigo.ANTERIOR_A_PRIMERA_COPIA: "restauracion_en_retencion",
}


def rechazar(rechazo: Rechazo, pedido: Pedido, recibida_en: datetime, zona: ZoneInfo) -> Dictamen:
    """Return the answer of a guard: no dates were computed."""
    principio = f"Corresponde a {rechazo.deriva_a}. " if rechazo.deriva_a else "No procede. "
    return Dictamen(
        codigo=rechazo.codigo,
        regla=rechazo.regla,
        explicacion=principio + rechazo.motivo,
        pedido=pedido,
        recibida_en=recibida_en,
        zona=zona.key,
        deriva_a=rechazo.deriva_a,
        subsanable=rechazo.subsanable,
        motor=MOTOR,
    )


def componer(
    vista: Vista, pedido: Pedido, hallazgo: Hallazgo, antes: Sequence[Candidata] = ()
) -> Dictamen:
    """Return the answer of a search; `antes` are the copies that gate 1 offered."""
    elegidas = tuple(_candidata(vista, o, con_base=True) for o in hallazgo.elegidas)
    miradas = sorted(hallazgo.miradas, key=lambda o: (o.copia.inicio, o.copia.clave))
    candidatas = tuple(_candidata(vista, o) for o in miradas)
    desde, hasta = extremos(pedido.cuando)
    anterior = _cercana(vista, hallazgo.anterior, desde)
    posterior = _cercana(vista, hallazgo.posterior, hasta)
    perdidas = _perdidas(vista, antes)
    ofrecidas = [*elegidas, *(c.candidata for c in (anterior, posterior) if c is not None)]
    return Dictamen(
        codigo=hallazgo.codigo,
        regla=_REGLAS.get(hallazgo.codigo, "restauracion"),
        explicacion=redactar(vista, pedido.cuando, hallazgo),
        pedido=pedido,
        recibida_en=vista.al,
        zona=vista.zona.key,
        elegida=next(iter(elegidas), None),
        elegidas=elegidas,
        anterior=anterior,
        posterior=posterior,
        informativa=_cercana(vista, hallazgo.informativa, hasta),
        cubiertos=hallazgo.cubiertos,
        no_cubiertos=hallazgo.no_cubiertos,
        candidatas=candidatas,
        limite=hallazgo.limite,
        versiones=_versiones(vista, candidatas),
        avisos=tuple(_avisos(vista, ofrecidas, hallazgo, perdidas)),
        perdidas=perdidas,
        motor=MOTOR,
    )


def _candidata(vista: Vista, opcion: Opcion, *, con_base: bool = False) -> Candidata:
    copia, serie = opcion.copia, opcion.serie
    return Candidata(
        clave=copia.clave,
        serie=serie.serie.clave,
        tipo_de_backup=serie.serie.tipo_de_backup,
        modalidad=copia.modalidad,
        dia_de_datos=copia.dia,
        instante_de_datos=copia.inicio,
        ancla=copia.ancla,
        retenida_hasta=serie.politica.ultimo_dia(copia.ancla),
        version=serie.politica.version(copia.ancla),
        motivo=vista.motivo(opcion),
        por_verificar=vista.por_verificar(copia),
        reservada=copia.clave in vista.reservadas,
        base=vista.base(opcion) if con_base else (),
    )


def _cercana(vista: Vista, opcion: Opcion | None, dia: date | None) -> Cercana | None:
    if opcion is None or dia is None:
        return None
    candidata = _candidata(vista, opcion, con_base=True)
    return Cercana(candidata, abs((opcion.dia - dia).days))


def _perdidas(vista: Vista, antes: Iterable[Candidata]) -> tuple[str, ...]:
    """What gate 1 offered and can no longer be given; lacking the object is not a loss."""
    return tuple(
        c.clave
        for c in antes
        if vista.motivo(vista.opciones[c.clave]) not in {None, Codigo.OBJETO_NO_EXISTE}
    )


def _versiones(vista: Vista, candidatas: Iterable[Candidata]) -> tuple[str, ...]:
    """The versions used: those of the copies looked at and, if none was, those in force."""
    usadas = {c.version for c in candidatas} or {s.vigente.version for s in vista.series}
    return tuple(sorted(usadas - {""}))


def _avisos(
    vista: Vista, ofrecidas: Iterable[Candidata], hallazgo: Hallazgo, perdidas: Sequence[str]
) -> Iterable[Aviso]:
    previstas = [s.vigente.prevista_hasta for s in vista.series]
    if any(hasta is not None and hasta < vista.hoy for hasta in previstas):
        yield Aviso.ULTRAACTIVIDAD
    if any(c.retenida_hasta == vista.hoy for c in ofrecidas):
        yield Aviso.VENCE_HOY
    if any(vista.motivo(o) == Codigo.CLAVE for o in hallazgo.miradas):
        yield Aviso.CLAVE_SIN_CUSTODIA
    if perdidas:
        yield Aviso.PERDIDA_EN_ATENCION
