"""Explain this flag: for each red mark its rule, its inputs, when it was computed and the one
button that solves it (producto.md)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from gobierno import formato
from gobierno.perfil import Perfil, perfil_activo
from respaldo.models import Corrida


@dataclass(frozen=True)
class Explicacion:
    """`accion` is (name of the view that solves it, words of the button), or empty."""

    titulo: str
    texto: str
    regla: str
    entradas: tuple[tuple[str, str], ...]
    calculada_en: datetime | None
    tono: str = "aviso"
    accion: tuple[str, str] = ("", "")


def explicar(corrida: Corrida, *, ahora: datetime) -> list[Explicacion]:
    """Every mark of `corrida` at `ahora` (UTC), gravest first."""
    perfil = perfil_activo()
    explicaciones = [
        _vencida(corrida, perfil, ahora),
        _por_atender(corrida, perfil),
        _sin_evidencia(corrida, perfil, ahora),
    ]
    return [e for e in explicaciones if e] + _discrepancias(corrida, perfil)


def _numeral(corrida: Corrida, perfil: Perfil) -> str:
    externa = corrida.tipo_de_backup == "externo"
    return perfil.numeral("verificacion_externa" if externa else "verificacion_interna")


def _ventana(corrida: Corrida, perfil: Perfil) -> tuple[str, str]:
    inicio = formato.fecha_hora(corrida.inicio_previsto, perfil.zona)
    fin = formato.fecha_hora(corrida.fin_previsto, perfil.zona)
    return ("Ventana del Directorio", f"{inicio} a {fin}")


def _vencida(corrida: Corrida, perfil: Perfil, ahora: datetime) -> Explicacion | None:
    if corrida.estado == Corrida.Estado.NO_APLICA:
        return None
    sin_verificar = corrida.estado == Corrida.Estado.ESPERADA
    if corrida.vencida_en is None and not (sin_verificar and ahora >= corrida.vence_en):
        return None
    plazo = formato.fecha_hora(corrida.vence_en - timedelta(minutes=1), perfil.zona)
    return Explicacion(
        titulo="Vencida" if sin_verificar else "Regularizada: se verificó fuera de plazo",
        texto="El plazo pasó sin que nadie declarara qué ocurrió."
        if sin_verificar
        else "El plazo pasó sin verificación; se declaró después y las dos cosas quedan.",
        regla="La verificación se registra hasta el final del primer día hábil en que cierra la "
        f"ventana, o el siguiente ({_numeral(corrida, perfil)}).",
        entradas=(_ventana(corrida, perfil), ("Plazo", plazo)),
        calculada_en=corrida.vence_en,
        tono="grave" if sin_verificar else "aviso",
        accion=("respaldo:conforme", "Verificar ahora, con su motivo")
        if sin_verificar
        else ("", ""),
    )


def _por_atender(corrida: Corrida, perfil: Perfil) -> Explicacion | None:
    if corrida.estado not in {"no_conforme", "sin_evidencia"} or corrida.subsanada_por_id:
        return None
    verificacion = corrida.verificacion
    return Explicacion(
        titulo="Sin subsanar",
        texto=f"Se declaró {corrida.get_estado_display().lower()} y ninguna repetición la repara.",
        regla="Se identifica la causa probable y, de ser el caso, se repite el respaldo de manera "
        f"manual ({perfil.numeral('incidente_interno')}).",
        entradas=(("Causa o motivo", verificacion.motivo or "—"),),
        calculada_en=verificacion.registrada_en,
        tono="mal",
        accion=("respaldo:subsanar", "Vincular la repetición"),
    )


def _sin_evidencia(corrida: Corrida, perfil: Perfil, ahora: datetime) -> Explicacion | None:
    esperada = corrida.estado == Corrida.Estado.ESPERADA
    if not esperada or corrida.ejecucion_id or ahora < corrida.fin_previsto:
        return None
    return Explicacion(
        titulo="Ninguna evidencia",
        texto="La ventana cerró y ninguna fuente contó qué pasó con este respaldo.",
        regla="El silencio es la falla más frecuente: lo que no llega también es un hecho. "
        f"Se verifica en el software de backup ({_numeral(corrida, perfil)}).",
        entradas=(
            _ventana(corrida, perfil),
            ("Trabajo esperado", corrida.linea.trabajo or "sin nombre en el Directorio"),
            ("Software", corrida.linea.software or "sin indicar"),
        ),
        calculada_en=corrida.fin_previsto,
        accion=("respaldo:sin_evidencia", "Decir por qué no hay evidencia"),
    )


def _discrepancias(corrida: Corrida, perfil: Perfil) -> list[Explicacion]:
    pendiente = corrida.estado == Corrida.Estado.ESPERADA
    return [
        Explicacion(
            titulo=marca["titulo"],
            texto=marca["texto"],
            regla=marca["regla"],
            entradas=(_ventana(corrida, perfil),),
            calculada_en=corrida.discrepancias_en,
            accion=("respaldo:conforme", "Decidir y explicar") if pendiente else ("", ""),
        )
        for marca in corrida.discrepancias
    ]
