"""The answer in plain Spanish for the person who asked: no codes, dates as dd/mm/aaaa."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from respaldo.retencion.dictamen import Codigo, Lapso
from respaldo.retencion.modos import Hallazgo
from respaldo.retencion.pedido import AntesDe, Cuando, EstadoAl, Periodo, extremos
from respaldo.retencion.serie_al import Opcion
from respaldo.retencion.vista import Vista

_MOTIVOS = {
    Codigo.NO_INCLUIDO: "lo solicitado no estaba incluido en el Directorio de Información a "
    "Respaldar en esa fecha",
    Codigo.SIN_COPIA: "no existe ninguna copia de esa fecha ni de una fecha cercana",
    Codigo.CADENA_ROTA: "la copia depende de otra que ya no se puede usar",
    Codigo.COPIA_INVALIDADA: "la copia se encontró dañada o ilegible",
    Codigo.MEDIO_NO_DISPONIBLE: "el medio que guarda la copia no está accesible",
    Codigo.PROVEEDOR: "el contrato del servicio externo que guarda la copia no está vigente y la "
    "copia no fue transferida a la institución",
    Codigo.CLAVE: "la copia está cifrada y no consta quién custodia su clave",
    Codigo.OBJETO_NO_EXISTE: "la copia existe, pero no contiene lo solicitado",
}


def redactar(vista: Vista, cuando: Cuando, hallazgo: Hallazgo) -> str:
    """Return the explanation: what is known, until when, and what can be done instead."""
    escribir = _TEXTOS.get(hallazgo.codigo, _no_procede)
    frases = [escribir(vista, cuando, hallazgo), *_periodos(hallazgo)]
    if hallazgo.informativa is not None:
        copia = hallazgo.informativa.copia
        frases.append(
            "La copia posterior más cercana que se conserva es la del "
            f"{_momento(vista, copia.inicio)}; se indica solo como información."
        )
    return " ".join(frases)


def _procede(vista: Vista, cuando: Cuando, hallazgo: Hallazgo) -> str:
    if len(hallazgo.elegidas) > 1:
        return f"Sí existen {len(hallazgo.elegidas)} copias de ese periodo."
    return f"Sí existe una copia: {_copia(vista, hallazgo.elegidas[0])}."


def _verificar(vista: Vista, cuando: Cuando, hallazgo: Hallazgo) -> str:
    return (
        f"{_procede(vista, cuando, hallazgo)} Todavía nadie la ha verificado: el operador lo hará "
        "antes de restaurar."
    )


def _aproximada(vista: Vista, cuando: Cuando, hallazgo: Hallazgo) -> str:
    ofertas = [
        f"la {cual}, {_distancia(cuando, opcion)} ({_copia(vista, opcion)})"
        for cual, opcion in (("anterior", hallazgo.anterior), ("posterior", hallazgo.posterior))
        if opcion is not None
    ]
    falta = (
        f"No hay una copia {_de_cuando(vista, cuando)} que se pueda usar, aunque la fecha está "
        "dentro de la retención."
    )
    if cuando == EstadoAl(vista.hoy):
        falta = f"La copia de hoy, {_fecha(vista.hoy)}, todavía no está lista."
    return f"{falta} Se le ofrece {' o '.join(ofertas)}. Para continuar, acepte una."


def _distancia(cuando: Cuando, opcion: Opcion) -> str:
    desde, hasta = extremos(cuando)
    despues = hasta is not None and opcion.dia > hasta
    dias = abs((opcion.dia - ((hasta if despues else desde) or opcion.dia)).days)
    return f"de {dias} {'día' if dias == 1 else 'días'} {'después' if despues else 'antes'}"


def _fuera(vista: Vista, cuando: Cuando, hallazgo: Hallazgo) -> str:
    if hallazgo.limite is None or hallazgo.limite >= vista.hoy:
        return f"No procede: ya no se conserva ninguna copia {_de_cuando(vista, cuando)}."
    return (
        f"No procede: la copia {_de_cuando(vista, cuando)} se conservó hasta el "
        f"{_fecha(hallazgo.limite)} y la solicitud se recibió el {_fecha(vista.hoy)}."
    )


def _anterior(vista: Vista, cuando: Cuando, hallazgo: Hallazgo) -> str:
    primero = vista.primer_dia
    desde = "" if primero is None else f", que es del {_fecha(primero)}"
    return f"No procede: lo solicitado es anterior a la primera copia{desde}."


def _no_procede(vista: Vista, cuando: Cuando, hallazgo: Hallazgo) -> str:
    return f"No procede: {_MOTIVOS[hallazgo.codigo]}."


_Escritor = Callable[[Vista, Cuando, Hallazgo], str]
_TEXTOS: Mapping[Codigo, _Escritor] = {
    Codigo.PROCEDE: _procede,
    Codigo.PROCEDE_PARCIAL: _procede,
    Codigo.VERIFICAR_ANTES: _verificar,
    Codigo.APROXIMADA: _aproximada,
    Codigo.FUERA_DE_RETENCION: _fuera,
    Codigo.ANTERIOR_A_PRIMERA_COPIA: _anterior,
}


def _periodos(hallazgo: Hallazgo) -> list[str]:
    if not hallazgo.no_cubiertos:
        return []
    cubiertos, faltan = _lapsos(hallazgo.cubiertos), _lapsos(hallazgo.no_cubiertos)
    return [f"Del periodo hay copia {cubiertos}; no hay {faltan}."]


def _lapsos(lapsos: Sequence[Lapso]) -> str:
    partes = [
        f"el {_fecha(x.desde)}"
        if x.desde == x.hasta
        else f"del {_fecha(x.desde)} al {_fecha(x.hasta)}"
        for x in lapsos
    ]
    return partes[0] if len(partes) == 1 else f"{', '.join(partes[:-1])} y {partes[-1]}"


def _copia(vista: Vista, opcion: Opcion) -> str:
    tipo = "externa" if opcion.serie.es_externa else "interna"
    hasta = opcion.serie.politica.ultimo_dia(opcion.copia.ancla)
    texto = f"{_momento(vista, opcion.copia.inicio)}, {tipo}"
    if hasta is None or hasta < vista.hoy:
        return texto
    return texto + (", vence hoy" if hasta == vista.hoy else f", disponible hasta {_fecha(hasta)}")


def _de_cuando(vista: Vista, cuando: Cuando) -> str:
    match cuando:
        case EstadoAl(fecha):
            return f"del {_fecha(fecha)}"
        case AntesDe(instante):
            return f"anterior al {_momento(vista, instante)}"
        case Periodo(desde, hasta):
            return f"del {_fecha(desde)} al {_fecha(hasta)}"
        case _:
            return "reciente"


def _momento(vista: Vista, instante: datetime) -> str:
    local = instante.astimezone(vista.zona)
    return f"{_fecha(local.date())} {local:%H:%M}"


def _fecha(fecha: date) -> str:
    return f"{fecha:%d/%m}/{fecha.year:04d}"
