"""What every declaration about a corrida checks, under its lock and in the same words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from gobierno import formato
from gobierno.capacidad import exigir
from gobierno.errores import RECARGUE, EstadoCambiado, ReglaIncumplida
from gobierno.models import Persona
from gobierno.perfil import perfil_activo
from respaldo.dobles import sin_segunda
from respaldo.models import Corrida

REGISTRAR = "verificacion.registrar"


@dataclass(frozen=True)
class Acto:
    """Who acts, in what capacity and when (UTC)."""

    por: Persona
    capacidad: str
    ahora: datetime


def comenzar(*, por: Persona, permiso: str, ahora: datetime) -> Acto:
    """The capacity in force today that carries `permiso`, or SinPermiso."""
    designacion = exigir(por=por, permiso=permiso, hoy=dia_local(ahora=ahora))
    return Acto(por=por, capacidad=designacion.capacidad, ahora=ahora)


def dia_local(*, ahora: datetime) -> date:
    return ahora.astimezone(perfil_activo().zona).date()


def tomar(*, corrida: Corrida) -> Corrida:
    """Lock one corrida and read it again: the page may be stale."""
    tomada: Corrida = (
        Corrida.objects.select_for_update(of=("self",))
        .select_related("linea", "ejecucion")
        .get(pk=corrida.pk)
    )
    return tomada


def exigir_segunda(*, corrida: Corrida) -> None:
    """No reason in writing stands for the second source that its line asks for."""
    if not sin_segunda([corrida.pk]):
        return
    raise ReglaIncumplida(
        f"«{corrida.linea.nombre}» pide dos fuentes que la den por conforme, y falta una.",
        regla=regla_de(corrida=corrida),
        remedio="Espere la otra, o registre lo que muestra la consola con su captura en "
        "«Registrar a mano»; si no la hay, declárela sin evidencia o no conforme.",
    )


def regla_de(*, corrida: Corrida) -> str:
    """Key of the numeral that owes this verification (MIN-7.1.1-d, MIN-7.1.2-c)."""
    externa = corrida.tipo_de_backup == "externo"
    return "verificacion_externa" if externa else "verificacion_interna"


def exigir_sin_verificar(
    *, corrida: Corrida, repite: Callable[[], object | None] = lambda: None
) -> None:
    """Two operators, a double click or a stale page: only the first declaration counts.

    `repite` finds what the same form left if it was sent twice, for EstadoCambiado to bring.
    """
    if corrida.estado == Corrida.Estado.ESPERADA:
        return
    verificacion = getattr(corrida, "verificacion", None)
    quien = f"{verificacion.por} ya la declaró" if verificacion else "ya se declaró"
    como = corrida.get_estado_display().lower()
    raise EstadoCambiado(
        f"«{corrida.linea.nombre}» del {corrida.fecha_operativa:%d/%m/%Y} no se puede verificar "
        f"otra vez: {quien} {como}.",
        regla=regla_de(corrida=corrida),
        remedio=f"{RECARGUE} Si el dato está mal, use «Rectificar».",
        repite=repite(),
    )


def exigir_ventana_cerrada(*, corrida: Corrida, ahora: datetime) -> None:
    """The duty arises when the window closes, not before (R5)."""
    if ahora >= corrida.fin_previsto:
        return
    cierre = formato.fecha_hora(corrida.fin_previsto, perfil_activo().zona)
    raise ReglaIncumplida(
        f"La ventana de «{corrida.linea.nombre}» todavía está abierta: se verifica cuando cierra.",
        regla=regla_de(corrida=corrida),
        remedio=f"Vuelva a intentarlo desde el {cierre}.",
    )


def es_tardia(*, corrida: Corrida, ahora: datetime) -> bool:
    return corrida.vencida_en is not None or ahora >= corrida.vence_en


def exigir_tardanza(*, corrida: Corrida, motivo: str, ahora: datetime) -> str:
    """A verification after its deadline says why; before it, no reason is kept (§3.4)."""
    if not es_tardia(corrida=corrida, ahora=ahora):
        return ""
    if motivo.strip():
        return motivo.strip()
    plazo = formato.fecha_hora(corrida.vence_en, perfil_activo().zona)
    raise ReglaIncumplida(
        f"«{corrida.linea.nombre}» del {corrida.fecha_operativa:%d/%m/%Y} está vencida: "
        f"su plazo terminó el {plazo}.",
        regla=regla_de(corrida=corrida),
        remedio="Escriba el motivo de la tardanza; quedará como regularizada.",
        campos={"motivo_tardanza": "Diga por qué se verifica fuera de plazo."},
    )


def exigir_ticket(*, ticket: str, obligatorio: bool, regla: str) -> str:
    """The help-desk number, by the institution's pattern. Fuente: X-7, MIN-7.1.1-d, MIN-7.1.2-d."""
    perfil, limpio = perfil_activo(), ticket.strip()
    falta = not limpio and obligatorio and perfil.verificacion.ticket_obligatorio
    if not limpio and not falta:
        return ""
    for escrito in (limpio, limpio.upper()):
        if perfil.mesa.ticket_valido(escrito):
            return escrito
    ejemplo = perfil.mesa.ejemplo_ticket
    mensaje = "Falta el N° de ticket." if falta else f"«{limpio[:40]}» no es un N° de ticket."
    raise ReglaIncumplida(
        mensaje,
        regla=regla,
        remedio=f"Escríbalo como lo da el {perfil.mesa.sistema}, por ejemplo {ejemplo}.",
        campos={"ticket": f"{mensaje} Ejemplo: {ejemplo}."},
    )


def exigir_texto(*, valor: str, campo: str, mensaje: str, regla: str = "") -> str:
    """A reason that a rule makes mandatory."""
    if valor.strip():
        return valor.strip()
    raise ReglaIncumplida(mensaje, regla=regla, campos={campo: mensaje})
