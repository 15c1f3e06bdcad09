"""The duties of the norm as querysets: what is al día, pendiente and vencido of each numeral.

A number of the board is the count of one of these; its link lists the same queryset. Fuente: MIN-V.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from directorio.acciones.vigilancia import plazo_del_anio
from directorio.models import Linea, VersionDirectorio
from gobierno.calendario import Calendario
from gobierno.calendario_institucional import calendario_institucional
from gobierno.models import Paso, Persona
from gobierno.perfil import perfil_activo
from respaldo.models import Corrida, Ejecucion, Hallazgo

SITUACIONES = ("al_dia", "pendiente", "vencido")
Filas = QuerySet[Any]


@dataclass(frozen=True)
class Momento:
    """Of whom, of what period (fechas operativas, inclusive) and at what instant the board is."""

    usuario: Persona
    desde: date
    hasta: date
    hoy: date
    ahora: datetime

    @cached_property
    def calendario(self) -> Calendario:
        return calendario_institucional()

    @cached_property
    def version(self) -> VersionDirectorio | None:
        return VersionDirectorio.objects.visibles_para(self.usuario, hoy=self.hoy).vigente_al(
            self.hoy
        )

    @property
    def lineas(self) -> Any:
        """Active lines of the version in force."""
        visibles = Linea.objects.visibles_para(self.usuario, hoy=self.hoy)
        if self.version is None:
            return visibles.none()
        return visibles.filter(version=self.version).activas_al(self.hoy).order_by("numero")

    def corridas(self, tipo: str) -> Any:
        """Counted for whoever sees the board; listed only for who may see corridas."""
        filas = Corrida.objects.entre(self.desde, self.hasta).filter(tipo_de_backup=tipo)
        return filas.select_related("linea").order_by("-fecha_operativa", "linea__numero", "pk")


@dataclass(frozen=True)
class Deber:
    """A numeral and its rows by situation; one that is missing does not apply to it.

    `estados` names the filter of the list of corridas that shows the same rows, by situation.
    """

    codigo: str
    regla: str
    titulo: str
    filas: Mapping[str, Filas]
    tipo: str = ""
    estados: Mapping[str, str] = field(default_factory=dict)
    aviso: str = ""

    def permiso(self, situacion: str) -> str:
        """What it takes to see those rows, beyond the board itself."""
        return _PERMISOS.get(self.filas[situacion].model, "directorio.ver")


_PERMISOS = {Corrida: "hoy.ver", Ejecucion: "ejecuciones.ver"}


def deberes(momento: Momento) -> list[Deber]:
    """Every duty of the board, in the order of the norm."""
    return [construir(momento) for construir in CONSTRUCTORES.values()]


def deber(codigo: str, momento: Momento) -> Deber:
    """One duty; raises KeyError when there is none called so."""
    return CONSTRUCTORES[codigo](momento)


def _ejecucion(momento: Momento) -> Deber:
    """MIN-6.2, X-4: a line with no evidence ever is the reddest of all."""
    en_silencio = Hallazgo.objects.filter(
        tipo=Hallazgo.Tipo.SIN_EVIDENCIA, resuelto_en__isnull=True, linea=OuterRef("pk")
    )
    sueltas = Ejecucion.objects.no_contempladas()
    return Deber(
        "ejecucion",
        "ejecucion_segun_directorio",
        "Respaldar según el Directorio: líneas con evidencia, sin ella y ejecuciones ajenas",
        {
            "al_dia": momento.lineas.filter(~Exists(en_silencio)),
            "pendiente": sueltas.select_related("fuente").order_by("-recibida_en"),
            "vencido": momento.lineas.filter(Exists(en_silencio)),
        },
    )


def _directorio(momento: Momento) -> Deber:
    """MIN-7.1-1, MIN-7.1-2: one in force, of this year once its deadline has passed."""
    visibles = VersionDirectorio.objects.visibles_para(momento.usuario, hoy=momento.hoy)
    plazo = plazo_del_anio(momento.hoy.year, momento.calendario)
    rige = visibles.filter(pk=momento.version.pk) if momento.version else visibles.none()
    tardio = momento.hoy > plazo
    aviso = "" if momento.version else "No hay un Directorio vigente: nada se puede exigir."
    return Deber(
        "directorio",
        "directorio",
        f"Directorio del año aprobado (plazo: {plazo:%d/%m/%Y}, no normado)",
        {
            "al_dia": rige.filter(anio__gte=momento.hoy.year) if tardio else rige,
            "pendiente": visibles.en_preparacion(),
            "vencido": rige.filter(anio__lt=momento.hoy.year) if tardio else rige.none(),
        },
        aviso=aviso,
    )


def _conocimiento(momento: Momento) -> Deber:
    """MIN-7.1-4: taken after approval; late n business days after its turn came (no normado)."""
    pasos = Paso.objects.filter(acto=Paso.Acto.CONOCIMIENTO, turno_desde__isnull=False)
    pasos = pasos.select_related("ronda__tramite").order_by("-turno_desde")
    limite = _hace_habiles(momento)
    return Deber(
        "conocimiento",
        "directorio",
        "Toma de conocimiento del Directorio aprobado",
        {
            "al_dia": pasos.filter(decision__isnull=False),
            "pendiente": pasos.filter(decision__isnull=True, turno=True, turno_desde__gte=limite),
            "vencido": pasos.filter(decision__isnull=True, turno=True, turno_desde__lt=limite),
        },
    )


def _hace_habiles(momento: Momento) -> datetime:
    """The instant before which a pending turn is already late."""
    dias = perfil_activo().plazos.conocimiento_dias_habiles
    fecha = momento.hoy
    for _ in range(dias):
        fecha = momento.calendario.anterior_habil(fecha - timedelta(days=1))
    return datetime.combine(fecha, datetime.min.time(), tzinfo=perfil_activo().zona)


def _configuracion(tipo: str) -> Callable[[Momento], Deber]:
    """MIN-7.1.1-a, MIN-7.1.2-b: the software is configured as approved."""

    def construir(momento: Momento) -> Deber:
        lineas = momento.lineas.filter(tipo_de_backup=tipo)
        faltan = lineas.por_configurar()
        interna = tipo == "interno"
        return Deber(
            f"configuracion-{tipo}",
            "configuracion" if interna else "configuracion_externa",
            f"Configuración del software según lo aprobado, líneas {tipo[:-1]}as",
            {"al_dia": lineas.exclude(pk__in=faltan.values("pk")), "pendiente": faltan},
        )

    return construir


def _retencion(momento: Momento) -> Deber:
    """MIN-7.1.1-c: what is promised can be given back, and will be tomorrow."""
    en_riesgo = Hallazgo.objects.filter(
        tipo__in=[Hallazgo.Tipo.PRECIPICIO, Hallazgo.Tipo.COBERTURA],
        resuelto_en__isnull=True,
        linea=OuterRef("pk"),
    )
    return Deber(
        "retencion",
        "retencion",
        "Retención según el Directorio: líneas con todos sus días recuperables",
        {
            "al_dia": momento.lineas.filter(~Exists(en_riesgo)),
            "vencido": momento.lineas.filter(Exists(en_riesgo)),
        },
    )


def _verificacion(tipo: str) -> Callable[[Momento], Deber]:
    """MIN-7.1.1-d, MIN-7.1.2-c,d: every corrida of the period has a person who answers for it."""

    def construir(momento: Momento) -> Deber:
        corridas = momento.corridas(tipo)
        estados = {"al_dia": "verificada", "pendiente": "por_verificar", "vencido": "vencida"}
        interna = tipo == "interno"
        return Deber(
            f"verificacion-{tipo}",
            "verificacion_interna" if interna else "verificacion_externa",
            f"Verificación diaria y registro en la mesa de ayuda, {tipo}",
            {s: corridas.en_estado(estado, ahora=momento.ahora) for s, estado in estados.items()},
            tipo=tipo,
            estados=estados,
        )

    return construir


def _incidentes(tipo: str) -> Callable[[Momento], Deber]:
    """MIN-7.1.1-e, MIN-7.1.2-e: what was not conforme was attended, or has its incident."""

    def construir(momento: Momento) -> Deber:
        corridas = momento.corridas(tipo)
        abiertas = corridas.en_estado("por_atender", ahora=momento.ahora)
        con_incidente = Q(verificacion__incidente__isnull=False) | Q(
            verificacion__rectificaciones__incidente__isnull=False
        )
        atendidas = abiertas.filter(con_incidente).values("pk")
        return Deber(
            f"incidentes-{tipo}",
            f"incidente_{tipo}",
            f"Atención de lo no conforme, {tipo}: subsanado, con incidente y sin él",
            {
                "al_dia": corridas.en_estado("subsanada", ahora=momento.ahora),
                "pendiente": abiertas.filter(pk__in=atendidas),
                "vencido": abiertas.exclude(pk__in=atendidas),
            },
            tipo=tipo,
            estados={"al_dia": "subsanada"},
        )

    return construir


def _contrato(momento: Momento) -> Deber:
    """MIN-7.1.2-a: an externo line has its contract; without one it is a finding."""
    externas = momento.lineas.externas()
    sin_contrato = externas.filter(contrato="")
    return Deber(
        "contrato",
        "contrato",
        "Líneas externas cubiertas por contrato, dispensadas con motivo y sin cubrir",
        {
            "al_dia": externas.exclude(contrato=""),
            "pendiente": sin_contrato.exclude(dispensa_contrato=""),
            "vencido": sin_contrato.filter(dispensa_contrato=""),
        },
    )


CONSTRUCTORES: Mapping[str, Callable[[Momento], Deber]] = {
    "ejecucion": _ejecucion,
    "directorio": _directorio,
    "conocimiento": _conocimiento,
    "configuracion-interno": _configuracion("interno"),
    "retencion": _retencion,
    "verificacion-interno": _verificacion("interno"),
    "incidentes-interno": _incidentes("interno"),
    "contrato": _contrato,
    "configuracion-externo": _configuracion("externo"),
    "verificacion-externo": _verificacion("externo"),
    "incidentes-externo": _incidentes("externo"),
}
