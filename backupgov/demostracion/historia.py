"""120 days of the demonstration, lived one by one through the product's own acciones."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from backupgov.demostracion import azar
from backupgov.demostracion.elenco import Elenco
from backupgov.demostracion.mesa import Mostrador
from gobierno import avisos
from gobierno.acciones.salud import latir
from gobierno.calendario import Calendario
from gobierno.calendario_institucional import calendario_institucional
from gobierno.models import Persona
from gobierno.perfil import perfil_activo
from respaldo.acciones import verificaciones
from respaldo.acciones.ejecuciones import recibir
from respaldo.acciones.jornadas import abrir_jornadas
from respaldo.acciones.vigilancia import escalar, marcar_vencidas
from respaldo.importadores.base import EjecucionLeida
from respaldo.models import Corrida, Ejecucion, Fuente

UN_DIA = timedelta(days=1)
INTERNA, EXTERNA = "Veeam — sede central", "Servicio externo de respaldo"
CAUSAS = (
    "Falla del servicio de instantáneas en el origen; se reinició el servicio.",
    "Repositorio sin espacio; se amplió el volumen.",
    "Corte de red entre el servidor y el repositorio.",
)


@dataclass
class Relato:
    """The story being told: who, when it ends (`ahora`, UTC) and its number."""

    elenco: Elenco
    semilla: int
    ahora: datetime
    fuentes: dict[str, Fuente]
    calendario: Calendario = field(default_factory=calendario_institucional)
    tickets: int = 4100

    def __post_init__(self) -> None:
        self.mostrador = Mostrador(self.elenco, self.calendario, self.ahora)

    @property
    def hoy(self) -> date:
        return self.ahora.astimezone(perfil_activo().zona).date()

    def dias(self, fecha: date) -> int:
        return (self.hoy - fecha).days

    def ticket(self, fecha: date) -> str:
        self.tickets += 1
        return f"MDA-{fecha.year}-{self.tickets:06d}"


def local(fecha: date, hora: int, minuto: int = 0) -> datetime:
    """A local time of the institution as a UTC instant."""
    zona = perfil_activo().zona
    return datetime.combine(fecha, time(hora, minuto), tzinfo=zona).astimezone(UTC)


def contar(relato: Relato, *, desde: date, hasta: date) -> None:
    """Live every day of the range, as beat, the software and the operators would."""
    fecha = desde
    while fecha <= hasta:
        _madrugada(relato, fecha)
        _manana(relato, fecha)
        if relato.dias(fecha) == 1:
            _desconocidos(relato)
        relato.mostrador.vivir(fecha, relato.hoy)
        fecha += timedelta(days=1)


def _desconocidos(relato: Relato) -> None:
    """Yesterday somebody ran two jobs that no line names (MIN-6.2)."""
    fin = local(relato.hoy - timedelta(days=1), 21)
    leidas = [
        EjecucionLeida(
            clave=f"{trabajo}-{relato.hoy:%Y%m%d}",
            trabajo=trabajo,
            equipo=equipo,
            estado="conforme",
            modalidad="total",
            inicio=fin - timedelta(minutes=40),
            fin=fin,
            bytes=8 * azar.GB,
        )
        for trabajo, equipo in (
            ("VM-SRV-PRUEBAS09", "SRV-PRUEBAS09"),
            ("FS-TEMPORAL", "SRV-FILE01"),
        )
    ]
    llegada = fin + timedelta(minutes=5)
    recibir(fuente=relato.fuentes[INTERNA], leidas=leidas, canal="api", ahora=llegada)


def _madrugada(relato: Relato, fecha: date) -> None:
    """What beat does after midnight, unless backupgov itself was down that day."""
    if relato.dias(fecha) in azar.BEAT_APAGADO:
        return
    instante = min(local(fecha, 0, 1), relato.ahora)
    latir(componente="plazos", ahora=instante, periodo=UN_DIA)
    abrir_jornadas(hasta=fecha, ahora=instante)
    marcar_vencidas(ahora=instante)
    escalar(ahora=instante)


def _manana(relato: Relato, fecha: date) -> None:
    """The runs of the night arrive; on business days an operator answers for what is closed."""
    llegada = min(local(fecha, 7, 30), relato.ahora)
    _recibir(relato, fecha, llegada)
    avisos.preparar_envios(ahora=llegada)
    dias = relato.dias(fecha)
    if dias == 0 or not relato.calendario.es_habil(fecha):
        return
    if dias in (*azar.OPERADOR_AUSENTE, *azar.BEAT_APAGADO):
        return
    _verificar(relato, fecha, local(fecha, 8, 40))
    noche = local(fecha, 23, 40)  # windows that close on the same day are due on it
    _recibir(relato, fecha, noche)
    _verificar(relato, fecha, noche)


def _recibir(relato: Relato, fecha: date, instante: datetime) -> None:
    """Runs of two days that had ended by `instante` and whose evidence arrives."""
    lotes: dict[str, list[EjecucionLeida]] = {INTERNA: [], EXTERNA: []}
    corridas = Corrida.objects.filter(
        fecha_operativa__range=(fecha - timedelta(days=1), fecha), ejecucion__isnull=True
    )
    for corrida in corridas.select_related("linea__item"):
        leida = _leida(relato, corrida)
        if leida and leida.fin and leida.fin <= instante:
            fuente = INTERNA if corrida.tipo_de_backup == "interno" else EXTERNA
            lotes[fuente].append(leida)
    for nombre, leidas in lotes.items():
        if leidas:
            recibir(fuente=relato.fuentes[nombre], leidas=leidas, canal="api", ahora=instante)


def _leida(relato: Relato, corrida: Corrida) -> EjecucionLeida | None:
    linea, dias = corrida.linea, relato.dias(corrida.fecha_operativa)
    if linea.trabajo in azar.MUDOS:
        return None
    suerte = azar.suerte(relato.semilla, linea.clave, dias, linea.clase)
    suerte = azar.de_hoy(linea.trabajo, dias) or suerte
    if not suerte.estado:
        return None
    inicio = corrida.inicio_previsto + timedelta(minutes=suerte.retraso)
    return EjecucionLeida(
        clave=f"{linea.trabajo}-{corrida.fecha_operativa:%Y%m%d}-{corrida.ordinal}",
        trabajo=linea.trabajo,
        equipo=linea.servidor[:60],
        estado=suerte.estado,
        modalidad=suerte.modalidad or linea.modalidad,
        inicio=inicio,
        fin=inicio + (corrida.fin_previsto - corrida.inicio_previsto) * suerte.fraccion,
        bytes=suerte.bytes or None,
        mensaje=suerte.mensaje,
        herramienta=linea.software,
    )


def _verificar(relato: Relato, fecha: date, instante: datetime) -> None:
    """An operator clears what is closed, each tipo with one ticket for the good rows."""
    quien = relato.elenco["operador2" if relato.dias(fecha) % 7 in {2, 3} else "operador"]
    for tipo in ("interno", "externo"):
        pendientes = [
            corrida
            for corrida in Corrida.objects.por_verificar(instante)
            .filter(tipo_de_backup=tipo)
            .select_related("linea__item", "ejecucion")
            if not _olvidada(relato, corrida)
        ]
        if pendientes:
            _verificar_lista(relato, pendientes, quien, instante)


def _olvidada(relato: Relato, corrida: Corrida) -> bool:
    """Today has work: what failed last night, and a few rows left to fall overdue."""
    if relato.dias(corrida.fecha_operativa) <= 1 and azar.de_hoy(corrida.linea.trabajo, 1):
        return True
    reciente = corrida.vence_en > relato.ahora - timedelta(days=3)
    return reciente and corrida.linea.trabajo in azar.OLVIDADOS


def _verificar_lista(
    relato: Relato, corridas: Iterable[Corrida], quien: Persona, instante: datetime
) -> None:
    en_bloque: dict[bool, list[int]] = {False: [], True: []}
    for corrida in corridas:
        tarde = corrida.vence_en <= instante
        evidencia = corrida.ejecucion
        if evidencia and evidencia.estado == "conforme" and not corrida.discrepancias:
            en_bloque[tarde].append(corrida.pk)
        else:
            _verificar_una(relato, corrida, quien, instante)
    for tarde, ids in en_bloque.items():
        if ids:
            verificaciones.verificar_en_bloque(
                corridas=ids,
                por=quien,
                ticket=relato.ticket(instante.date()),
                ahora=instante,
                motivo_tardanza="El operador estuvo de comisión de servicio." if tarde else "",
            )


def _verificar_una(relato: Relato, corrida: Corrida, quien: Persona, instante: datetime) -> None:
    tarde = corrida.vence_en <= instante
    comunes: dict[str, Any] = {
        "corrida": corrida,
        "por": quien,
        "ticket": relato.ticket(instante.date()),
        "ahora": instante,
        "motivo_tardanza": "El operador estuvo de comisión de servicio." if tarde else "",
    }
    evidencia = corrida.ejecucion
    if evidencia is None:
        verificaciones.declarar_sin_evidencia(
            **comunes, motivo="La consola no muestra ejecución del trabajo en la ventana."
        )
    elif evidencia.estado == "no_conforme":
        causa = CAUSAS[corrida.pk % len(CAUSAS)]
        verificaciones.verificar_no_conforme(**comunes, causa=causa)
        _repetir(relato, corrida, quien, instante)
    else:
        verificaciones.verificar_conforme(
            **comunes,
            evidencia=evidencia,
            motivo_discrepancia="Se revisó en la consola: la copia abre y contiene lo esperado.",
        )


def _repetir(relato: Relato, corrida: Corrida, quien: Persona, instante: datetime) -> None:
    """Most failures are repeated by hand the same morning and repair their row."""
    linea, dias = corrida.linea, relato.dias(corrida.fecha_operativa)
    suerte = azar.suerte(relato.semilla, linea.clave, dias, linea.clase)
    if not suerte.repite:
        return
    inicio = instante + timedelta(minutes=25)
    leida = EjecucionLeida(
        clave=f"{linea.trabajo}-{corrida.fecha_operativa:%Y%m%d}-{corrida.ordinal}-manual",
        trabajo=linea.trabajo,
        estado="conforme",
        modalidad=linea.modalidad,
        inicio=inicio,
        fin=inicio + timedelta(minutes=35),
        bytes=int(azar.TAMANOS.get(linea.clase, 30.0) * azar.GB),
        mensaje="Repetición manual.",
    )
    fuente = INTERNA if corrida.tipo_de_backup == "interno" else EXTERNA
    llegada = inicio + timedelta(hours=1)
    [resultado] = recibir(
        fuente=relato.fuentes[fuente], leidas=[leida], canal="manual", ahora=llegada, por=quien
    )
    if isinstance(resultado.ejecucion, Ejecucion):
        verificaciones.subsanar(
            corrida=Corrida.objects.get(pk=corrida.pk),
            ejecucion=resultado.ejecucion,
            por=quien,
            ahora=llegada,
        )
