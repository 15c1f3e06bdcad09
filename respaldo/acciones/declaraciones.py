"""What a named person declares about one corrida: conforme, no conforme or sin evidencia (§3.4).

Every declaration is one `Verificacion`, never edited; the database keeps one per corrida.
"""

from collections.abc import Iterable, Mapping
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
from respaldo.acciones.repeticiones import repetida
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
    resultado = Verificacion.Resultado.CONFORME
    dicho = _dicho(por, resultado, motivo_discrepancia, ticket, motivo_tardanza)
    dicho |= {"ejecucion": evidencia, "inicio_declarado": inicio, "fin_declarado": fin}
    tomada = _tomar_para_declarar(corrida=corrida, dicho=dicho, ahora=ahora)
    _exigir_misma_evidencia(tomada, evidencia)
    marcas = _marcas_explicadas(tomada, motivo_discrepancia)
    _exigir_tiempos(tomada, inicio, fin, ahora)
    datos: dict[str, Any] = {
        "resultado": resultado,
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
    resultado = Verificacion.Resultado.NO_CONFORME
    dicho = _dicho(por, resultado, causa, ticket, motivo_tardanza)
    tomada = _tomar_para_declarar(corrida=corrida, dicho=dicho, ahora=ahora, adjuntos=adjuntos)
    regla = c.regla_de(corrida=tomada)
    datos: dict[str, Any] = {
        "resultado": resultado,
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
    resultado = Verificacion.Resultado.SIN_EVIDENCIA
    dicho = _dicho(por, resultado, motivo, ticket, motivo_tardanza)
    tomada = _tomar_para_declarar(corrida=corrida, dicho=dicho, ahora=ahora, adjuntos=adjuntos)
    regla = c.regla_de(corrida=tomada)
    if tomada.ejecucion and _es_prueba(tomada):
        raise ReglaIncumplida(
            "Esta corrida tiene evidencia: el software de backup la dio por conforme.",
            regla=regla,
            remedio="Declárela conforme o no conforme según lo que muestra la evidencia.",
        )
    datos: dict[str, Any] = {
        "resultado": resultado,
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


def _dicho(
    por: Persona, resultado: str, motivo: str, ticket: str, motivo_tardanza: str
) -> dict[str, Any]:
    """What was said, by the fields of `Verificacion` that keep it."""
    conforme = resultado == Verificacion.Resultado.CONFORME
    return {
        "por": por,
        "resultado": resultado,
        "motivo_discrepancia" if conforme else "motivo": motivo,
        "ticket": ticket,
        "motivo_tardanza": motivo_tardanza,
    }


def _tomar_para_declarar(
    *,
    corrida: Corrida,
    dicho: Mapping[str, Any],
    ahora: datetime,
    adjuntos: Iterable[Archivo] = (),
) -> Corrida:
    tomada = c.tomar(corrida=corrida)
    c.exigir_sin_verificar(corrida=tomada, repite=lambda: repetida(tomada, dicho, adjuntos))
    c.exigir_ventana_cerrada(corrida=tomada, ahora=ahora)
    return tomada


def _es_prueba(corrida: Corrida) -> bool:
    """Whether its evidence says conforme, by as many sources as its line asks for."""
    estado = corrida.ejecucion.estado if corrida.ejecucion else ""
    return estado == Ejecucion.Estado.CONFORME and not sin_segunda([corrida.pk])


def _exigir_misma_evidencia(corrida: Corrida, vista: Ejecucion | None) -> None:
    """What the person saw is what answers now, by as many sources as the line asks for."""
    if corrida.ejecucion_id == (vista.pk if vista else None):
        c.exigir_segunda(corrida=corrida)
        return
    raise EstadoCambiado(
        f"Llegó otra evidencia de «{corrida.linea.nombre}» mientras la revisaba.",
        regla=c.regla_de(corrida=corrida),
        remedio="Recargue la página y decida con la evidencia nueva.",
    )


def _marcas_explicadas(corrida: Corrida, motivo: str) -> list[dict[str, Any]]:
    """What does not fit in the evidence: accepted only with a reason, in writing."""
    marcas = discrepancias_de([corrida])[corrida.pk]
    if not marcas or motivo.strip():
        return marcas
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
    if corrida.ejecucion is not None:
        return
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
