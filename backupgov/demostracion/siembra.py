"""Plant the demonstration institution: once, in one transaction, the same for the same number."""

import csv
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from backupgov.demostracion import consolas, solicitudes
from backupgov.demostracion.elenco import CLAVE, Elenco, formar_elenco
from backupgov.demostracion.historia import (
    EXTERNA,
    INTERNA,
    UN_DIA,
    Relato,
    contar,
    local,
)
from directorio.acciones import configuracion, fechas, lineas, tramite, versiones, vigencia
from directorio.columnas import TITULOS
from directorio.models import Linea, VersionDirectorio
from gobierno.acciones.salud import latir, verificar_cadena
from gobierno.aprobaciones import Voto
from gobierno.models import Paso, Persona
from gobierno.perfil import perfil_activo
from mesa_ayuda.acciones import vigilar_tickets
from respaldo.acciones.alarmas import revisar_alarmas
from respaldo.acciones.cobertura import revisar_cobertura
from respaldo.acciones.disponibilidad import Hecho, registrar_hecho
from respaldo.acciones.fuentes import DatosDeFuente, crear_fuente
from respaldo.acciones.recorrido_de_sellos import verificar_sellos
from respaldo.acciones.sellos import sellar
from respaldo.historias import llave_de
from respaldo.models import Fuente, HechoDeDisponibilidad

DIAS = 120
ADENDA = 45  # days before today on which the adenda enters into force
HOJA = Path(__file__).with_name("directorio.csv")


@transaction.atomic
def sembrar(*, semilla: int, ahora: datetime) -> bool:
    """Create the whole demonstration as of `ahora` (UTC); False when there is one already."""
    if Persona.objects.exists():
        return False
    hoy = ahora.astimezone(perfil_activo().zona).date()
    inicio = hoy - timedelta(days=DIAS)
    vispera = inicio - timedelta(days=1)
    elenco = formar_elenco(desde=inicio - timedelta(days=200), ahora=local(vispera, 8))
    primera = _primera_version(elenco, inicio)
    _configurar(elenco, primera, vispera)
    _custodiar(elenco, primera, vispera)
    relato = Relato(elenco, semilla, ahora, _fuentes(elenco, vispera))
    cambio = hoy - timedelta(days=ADENDA)
    contar(relato, desde=inicio, hasta=cambio - timedelta(days=1))
    _adenda(elenco, primera, cambio)
    contar(relato, desde=cambio, hasta=hoy)
    consolas.conectar(elenco, hoy=hoy, ahora=ahora)
    revisar_alarmas(ahora=ahora)
    revisar_cobertura(ahora=ahora)
    solicitudes.pedir_restauraciones(elenco, ahora=ahora)
    vigilar_tickets(ahora=ahora)
    latir(componente="plazos", ahora=ahora, periodo=UN_DIA)
    sellar(ahora=ahora)
    verificar_sellos(ahora=ahora, hoy=hoy)
    verificar_cadena(ahora=ahora, hoy=hoy)
    return True


def _custodiar(elenco: Elenco, version: VersionDirectorio, vispera: date) -> None:
    """Say who keeps the key of each encrypted line: without it no copy can be given back."""
    ahora = local(vispera, 12)
    cifradas = version.lineas.filter(cifrado=True).select_related("item")
    for llave in sorted({llave_de(x.item.clave, x.tipo_de_backup) for x in cifradas}):
        hecho = Hecho(
            tipo=HechoDeDisponibilidad.Tipo.CUSTODIA,
            objeto=llave,
            estado=HechoDeDisponibilidad.Estado.EN_CUSTODIA,
            desde=ahora,
            nota="Sobre lacrado en la caja fuerte de la OTEC.",
        )
        registrar_hecho(hecho=hecho, por=elenco["operador"], hoy=vispera, ahora=ahora)


def _primera_version(elenco: Elenco, inicio: date) -> VersionDirectorio:
    """The Directorio of the sheet: prepared, seen, signed the day before and known."""
    vispera = inicio - timedelta(days=1)
    acto: dict[str, Any] = {
        "por": elenco["coordinador"],
        "hoy": vispera,
        "ahora": local(vispera, 9),
    }
    version = versiones.crear_version(
        anio=inicio.year, motivo="Adecuación a la directiva vigente.", **acto
    )
    with HOJA.open(encoding="utf-8", newline="") as hoja:
        for fila in csv.DictReader(hoja, delimiter=";"):
            lineas.agregar_linea(version=version, datos=_datos(fila, elenco), **acto)
    _aprobar(elenco, version, dia=vispera, desde=inicio)
    _decidir(elenco, version, "director_general", dia=inicio)
    return version


def _datos(fila: dict[str, str], elenco: Elenco) -> dict[str, Any]:
    campos = {titulo: campo for campo, titulo in TITULOS.items()}
    datos: dict[str, Any] = {campos[titulo]: valor for titulo, valor in fila.items()}
    return datos | {
        "unidad": elenco.unidades[datos["unidad"]],
        "hora_inicio": time.fromisoformat(datos["hora_inicio"]),
        "hora_fin": time.fromisoformat(datos["hora_fin"]),
        "cifrado": datos["cifrado"] == "sí",
        "rpo_horas": int(datos["rpo_horas"]),
        "rto_horas": int(datos["rto_horas"]),
    }


def _aprobar(elenco: Elenco, version: VersionDirectorio, *, dia: date, desde: date) -> None:
    tramite.enviar_a_visto(
        version=version, por=elenco["coordinador"], hoy=dia, ahora=local(dia, 10)
    )
    _decidir(elenco, version, "coordinador", dia=dia)
    _decidir(elenco, version, "operador", dia=dia)
    _decidir(elenco, version, "director", dia=dia, vigencia=fechas.Vigencia(desde=desde))


def _decidir(
    elenco: Elenco,
    version: VersionDirectorio,
    rol: str,
    *,
    dia: date,
    vigencia: fechas.Vigencia | None = None,
) -> None:
    paso = Paso.objects.get(ronda__tramite=version.tramite, rol=rol, turno=True)
    tramite.decidir(
        version=version,
        paso=paso,
        por=elenco[rol],
        voto=Voto(contrasena=CLAVE),
        hoy=dia,
        ahora=local(dia, 11),
        vigencia=vigencia,
    )


def _configurar(elenco: Elenco, version: VersionDirectorio, dia: date) -> None:
    """The operator configures everything; the provider leaves a few externo lines half done."""
    todas = Linea.objects.filter(version=version)
    acto: dict[str, Any] = {"hoy": dia, "ahora": local(dia, 16)}
    configuracion.marcar_configuradas(lineas=todas, por=elenco["operador"], **acto)
    externas = list(todas.externas().order_by("numero"))[:-3]
    configuracion.marcar_configuradas(lineas=externas, por=elenco["proveedor"], **acto)


def _fuentes(elenco: Elenco, dia: date) -> dict[str, Fuente]:
    acto: dict[str, Any] = {"por": elenco["admin"], "hoy": dia, "ahora": local(dia, 15)}
    zona = perfil_activo().institucion.zona
    return {
        nombre: crear_fuente(datos=DatosDeFuente(nombre, herramienta, zona), **acto)[0]
        for nombre, herramienta in ((INTERNA, "Veeam"), (EXTERNA, "Servicio contratado"))
    }


def _adenda(elenco: Elenco, primera: VersionDirectorio, desde: date) -> None:
    """A change in the middle of the year: two windows, one retention, one line more, one less."""
    dia = desde - timedelta(days=1)
    acto: dict[str, Any] = {"por": elenco["coordinador"], "hoy": dia, "ahora": local(dia, 9)}
    version = versiones.clonar_version(
        anio=desde.year, origen=primera, motivo="Adenda: nuevas ventanas de bases de datos.", **acto
    )
    por_trabajo = {linea.trabajo: linea for linea in version.lineas.all()}
    for trabajo, cambios in CAMBIOS.items():
        lineas.editar_linea(linea=por_trabajo[trabajo], datos=cambios, **acto)
    lineas.retirar_linea(
        linea=por_trabajo["VM-SRV-PRN01"],
        fecha_baja=desde,
        motivo="El servidor de impresión fue dado de baja.",
        **acto,
    )
    lineas.agregar_linea(version=version, datos=_nueva(elenco), **acto)
    _aprobar(elenco, version, dia=dia, desde=desde)
    vigencia.entrar_en_vigencia(hoy=desde, ahora=local(desde, 0, 1))
    _configurar(elenco, version, desde)


CAMBIOS: dict[str, dict[str, Any]] = {
    "BD-SIGA_PROD": {"hora_inicio": time(21), "hora_fin": time(2)},
    "BD-SIAF": {"hora_inicio": time(21, 30), "hora_fin": time(2, 30)},
    "LOG-PROXY": {"retencion": "60 días"},
}


def _nueva(elenco: Elenco) -> dict[str, Any]:
    return {
        "nombre": "Sistema de Gestión de la Calidad",
        "clase": "sistema",
        "servidor": "SRV-APP05",
        "ruta": "/opt/calidad",
        "unidad": elenco.unidades["OGPPD"],
        "criticidad": "media",
        "tipo_de_backup": "interno",
        "modalidad": "total",
        "periodicidad": "diaria",
        "hora_inicio": time(20, 30),
        "hora_fin": time(22),
        "retencion": "30 días",
        "software": "Veeam Backup & Replication",
        "trabajo": "VM-SRV-APP05",
        "rpo_horas": 24,
        "rto_horas": 8,
        "responsable": "Operador de backup",
    }
