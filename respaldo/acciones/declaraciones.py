"""What a named person declares about one corrida: conforme, no conforme or sin evidencia (§3.4).

Every declaration is one `Verificacion`, never edited; the database keeps one per corrida.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from gobierno import formato
from gobierno.archivos import Archivo
from gobierno.bitacora import Evento
from gobierno.errores import EstadoCambiado, ReglaIncumplida
from gobierno.models import Persona
from gobierno.perfil import perfil_activo
from respaldo.acciones import comprobaciones as c
from respaldo.acciones.asientos import abrir_por, asentar
from respaldo.acciones.registro_en_mesa import numero_de_ticket
from respaldo.discrepancias_de import discrepancias_de
from respaldo.dobles import sin_segunda
from respaldo.models import Corrida, Ejecucion, Verificacion


@transaction.atomic
def verificar_conforme(
    *,
    corrida: Corrida,
    por: Persona,
    ticket: str,
    evidencia: Ejecucion | None,
    ahora: datetime,
    motivo_tardanza: str = "",
    motivo_discrepancia: str = "",
    inicio: datetime | None = None,
    fin: datetime | None = None,
) -> Verificacion:
    """A named person declares one run conforme and leaves the help-desk number.

    `evidencia` is what the person saw (EstadoCambiado if another one answers now); without any,
    `inicio` and `fin` (UTC) say when it ran. Something that does not fit in the evidence needs
    `motivo_discrepancia`; a late declaration needs `motivo_tardanza` (regularizada). Where the
    criticidad asks for two sources, no reason stands for the second.

    Fuente: MIN-7.1.1-d, MIN-7.1.2-c, MIN-7.1.2-d, X-7.
    """
    acto = c.comenzar(por=por, permiso=c.REGISTRAR, ahora=ahora)
    tomada = _tomar_para_declarar(corrida=corrida, ahora=ahora)
    _exigir_misma_evidencia(tomada, evidencia)
    c.exigir_segunda(corrida=tomada)
    marcas = discrepancias_de([tomada])[tomada.pk]
    _exigir_explicacion(tomada, marcas, motivo_discrepancia)
    if tomada.ejecucion is None:
        _exigir_tiempos(tomada, inicio, fin, ahora)
    datos: dict[str, Any] = {
        "resultado": Verificacion.Resultado.CONFORME,
        "ticket": ticket,
        "motivo_tardanza": c.exigir_tardanza(corrida=tomada, motivo=motivo_tardanza, ahora=ahora),
        "discrepancias": marcas,
        "motivo_discrepancia": motivo_discrepancia.strip() if marcas else "",
        "inicio_declarado": None if tomada.ejecucion else inicio,
        "fin_declarado": None if tomada.ejecucion else fin,
    }
    registro = _registrar_en_mesa(tomada, acto, datos, obligatorio=True)
    return asentar(corrida=tomada, acto=acto, datos=datos, registro=registro)


@transaction.atomic
def verificar_no_conforme(
    *,
    corrida: Corrida,
    por: Persona,
    causa: str,
    ahora: datetime,
    ticket: str = "",
    motivo_tardanza: str = "",
    adjuntos: Iterable[Archivo] = (),
) -> Verificacion:
    """The run did not go well: its cause or symptom is written and an incident draft opens.

    The ticket may come later (help desk closed): the incident shows it as pending.

    Fuente: MIN-7.1.1-e-2, MIN-7.1.2-c, MIN-7.1.2-e.
    """
    acto = c.comenzar(por=por, permiso=c.REGISTRAR, ahora=ahora)
    tomada = _tomar_para_declarar(corrida=corrida, ahora=ahora)
    regla = c.regla_de(corrida=tomada)
    datos: dict[str, Any] = {
        "resultado": Verificacion.Resultado.NO_CONFORME,
        "motivo": c.exigir_texto(
            valor=causa, campo="causa", mensaje="Escriba la causa o el síntoma.", regla=regla
        ),
        "ticket": ticket,
        "motivo_tardanza": c.exigir_tardanza(corrida=tomada, motivo=motivo_tardanza, ahora=ahora),
        "discrepancias": discrepancias_de([tomada])[tomada.pk],
    }
    registro = _registrar_en_mesa(tomada, acto, datos)
    datos["incidente"] = abrir_por(corrida=tomada, datos=datos, acto=acto)
    return asentar(corrida=tomada, acto=acto, datos=datos, adjuntos=adjuntos, registro=registro)


@transaction.atomic
def declarar_sin_evidencia(
    *,
    corrida: Corrida,
    por: Persona,
    motivo: str,
    ahora: datetime,
    ticket: str = "",
    motivo_tardanza: str = "",
    adjuntos: Iterable[Archivo] = (),
) -> Verificacion:
    """The log or the console cannot be reached: a finding, not a success (§3.4).

    Fuente: MIN-7.1.1-d, X-4.
    """
    acto = c.comenzar(por=por, permiso=c.REGISTRAR, ahora=ahora)
    tomada = _tomar_para_declarar(corrida=corrida, ahora=ahora)
    regla = c.regla_de(corrida=tomada)
    if tomada.ejecucion and _es_prueba(tomada):
        raise ReglaIncumplida(
            "Esta corrida tiene evidencia: el software de backup la dio por conforme.",
            regla=regla,
            remedio="Declárela conforme o no conforme según lo que muestra la evidencia.",
        )
    datos: dict[str, Any] = {
        "resultado": Verificacion.Resultado.SIN_EVIDENCIA,
        "motivo": c.exigir_texto(
            valor=motivo, campo="motivo", mensaje="Diga por qué no hay evidencia.", regla=regla
        ),
        "ticket": ticket,
        "motivo_tardanza": c.exigir_tardanza(corrida=tomada, motivo=motivo_tardanza, ahora=ahora),
        "discrepancias": discrepancias_de([tomada])[tomada.pk],
    }
    registro = _registrar_en_mesa(tomada, acto, datos)
    return asentar(corrida=tomada, acto=acto, datos=datos, adjuntos=adjuntos, registro=registro)


def _registrar_en_mesa(
    corrida: Corrida, acto: c.Acto, datos: dict[str, Any], *, obligatorio: bool = False
) -> list[Evento]:
    """Settle the help-desk number of the declaration (X-7)."""
    datos["ticket"], registro = numero_de_ticket(
        escrito=datos["ticket"],
        obligatorio=obligatorio,
        regla=c.regla_de(corrida=corrida),
        asunto=f"{corrida.linea.nombre} del {corrida.fecha_operativa:%d/%m/%Y}",
        acto=acto,
        resultado=datos["resultado"],
    )
    return registro


def _tomar_para_declarar(*, corrida: Corrida, ahora: datetime) -> Corrida:
    tomada = c.tomar(corrida=corrida)
    c.exigir_sin_verificar(corrida=tomada)
    c.exigir_ventana_cerrada(corrida=tomada, ahora=ahora)
    return tomada


def _es_prueba(corrida: Corrida) -> bool:
    """Whether its evidence says conforme, by as many sources as its line asks for."""
    estado = corrida.ejecucion.estado if corrida.ejecucion else ""
    return estado == Ejecucion.Estado.CONFORME and not sin_segunda([corrida.pk])


def _exigir_misma_evidencia(corrida: Corrida, vista: Ejecucion | None) -> None:
    if corrida.ejecucion_id == (vista.pk if vista else None):
        return
    raise EstadoCambiado(
        f"Llegó otra evidencia de «{corrida.linea.nombre}» mientras la revisaba.",
        regla=c.regla_de(corrida=corrida),
        remedio="Recargue la página y decida con la evidencia nueva.",
    )


def _exigir_explicacion(corrida: Corrida, marcas: list[dict[str, Any]], motivo: str) -> None:
    """Something that does not fit is accepted only with a reason, in writing."""
    if not marcas or motivo.strip():
        return
    raise ReglaIncumplida(
        "La evidencia no respalda un «conforme» sin explicación.",
        regla=c.regla_de(corrida=corrida),
        remedio="Explique por qué la acepta, o declárela no conforme.",
        campos={"motivo_discrepancia": "Diga por qué es conforme a pesar de lo señalado."},
        detalles=[marca["texto"] for marca in marcas],
    )


def _exigir_tiempos(
    corrida: Corrida, inicio: datetime | None, fin: datetime | None, ahora: datetime
) -> None:
    """Without evidence, conforme says when the run began and ended (§3.4)."""
    campos = {}
    if inicio is None:
        campos["inicio"] = "Sin evidencia, indique cuándo empezó."
    if fin is None:
        campos["fin"] = "Sin evidencia, indique cuándo terminó."
    elif inicio and fin < inicio:
        campos["fin"] = "El fin es anterior al inicio."
    elif fin > ahora:
        campos["fin"] = (
            f"Es posterior a este momento ({formato.hora(ahora, perfil_activo().zona)})."
        )
    if campos:
        raise ReglaIncumplida(
            "No hay evidencia de esta corrida.",
            regla=c.regla_de(corrida=corrida),
            remedio="Declare sus horas, o registre la evidencia y vuelva a verificarla.",
            campos=campos,
        )
