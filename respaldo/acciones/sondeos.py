"""What a person decides about a polled source: how it is asked, to try it, to ask it now."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import islice

from django.db import transaction

from gobierno import bitacora
from gobierno.capacidad import exigir
from gobierno.errores import EstadoCambiado, ReglaIncumplida
from gobierno.models import Designacion, Persona
from respaldo.acciones.ensayos import Ensayo, ensayar
from respaldo.acciones.registro import FUENTE_MANUAL
from respaldo.acciones.sondear import TRASLAPE, captura_de_fila
from respaldo.lector import LectorAparte
from respaldo.models import Fuente, Sondeo
from respaldo.sondeo.consulta import PARA_UNA_PERSONA, Ajustes, paginas
from respaldo.sondeo.credenciales import credencial_para
from respaldo.sondeo.destinos import leer_destino
from respaldo.sondeo.fallos import Fallo

PERMISO = "fuentes.administrar"
A_LA_VISTA, PAGINAS_A_LA_VISTA = 20, 3
_NODO = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_FICHA = re.compile(r"[^\s:/@!=]{1,64}@[A-Za-z0-9][\w.-]{0,63}![A-Za-z0-9_][\w.-]{0,63}")
_PROXMOX = {Sondeo.Clase.PBS, Sondeo.Clase.PVE}


@dataclass(frozen=True)
class DatosDeSondeo:
    """What a person says of it; `credencial` is a name, never a secret."""

    clase: str
    url: str
    cuenta: str
    credencial: str
    nodo: str = ""
    por_maquina: bool = False
    intervalo_minutos: int = 15
    activo: bool = True


@transaction.atomic
def configurar_sondeo(
    *,
    fuente: Fuente,
    datos: DatosDeSondeo,
    ajustes: Ajustes,
    por: Persona,
    hoy: date,
    ahora: datetime,
) -> Sondeo:
    """Say how a source is polled, or change it; it is asked at once.

    Another server or another address forgets the mark. Raises ReglaIncumplida naming the field.
    Fuente: X-10.
    """
    designacion = exigir(por=por, permiso=PERMISO, hoy=hoy)
    fuente = Fuente.objects.select_for_update().get(pk=fuente.pk)
    _comprobar(fuente, datos, ajustes)
    sondeo = Sondeo.objects.select_for_update().filter(fuente=fuente).first()
    antes: Mapping[str, object] = {}
    if sondeo is None:
        sondeo = Sondeo(fuente=fuente)
    else:
        antes = {campo: getattr(sondeo, campo) for campo in asdict(datos)}
    if (sondeo.clase, sondeo.url) != (datos.clase, datos.url):
        sondeo.marca = None
    for campo, valor in asdict(datos).items():
        setattr(sondeo, campo, valor)
    sondeo.proximo_en, sondeo.turno, sondeo.tomado_hasta = ahora, None, None
    sondeo.fallos, sondeo.fallo_desde, sondeo.motivo, sondeo.remedio = 0, None, "", ""
    sondeo.save()
    _anotar("respaldo.configurar_sondeo", fuente, designacion, ahora, antes=antes,
            despues=asdict(datos))  # fmt: skip
    return sondeo


@transaction.atomic
def adelantar_sondeo(*, sondeo: Sondeo, por: Persona, hoy: date, ahora: datetime) -> None:
    """Ask it in the next minute, whatever it was waiting for."""
    designacion = exigir(por=por, permiso=PERMISO, hoy=hoy)
    fila = Sondeo.objects.select_for_update(of=("self",)).get(pk=sondeo.pk)
    if not (fila.activo and sondeo.fuente.activa):
        raise EstadoCambiado(
            "El sondeo está detenido.", remedio="Active la fuente y su sondeo primero."
        )
    fila.proximo_en = ahora
    fila.save(update_fields=["proximo_en"])
    _anotar("respaldo.adelantar_sondeo", sondeo.fuente, designacion, ahora)


def probar_sondeo(
    *, sondeo: Sondeo, ajustes: Ajustes, por: Persona, hoy: date, ahora: datetime
) -> list[Ensayo]:
    """Ask for the last two days and read the first rows; nothing of them is kept.

    Raises ReglaIncumplida with what failed and its remedy.
    """
    _dejar_constancia(sondeo=sondeo, por=por, hoy=hoy, ahora=ahora)
    desde = ahora - TRASLAPE
    try:
        halladas = paginas(
            sondeo, desde=desde, ahora=ahora, ajustes=ajustes, medida=PARA_UNA_PERSONA
        )
        filas = [fila for pagina in islice(halladas, PAGINAS_A_LA_VISTA) for fila in pagina.filas]
    except Fallo as fallo:
        raise ReglaIncumplida(fallo.motivo, remedio=fallo.remedio) from None
    with LectorAparte() as aparte:  # one for all the rows that are not small
        return [
            ensayar(
                fuente=sondeo.fuente,
                captura=captura_de_fila(sondeo, sondeo.fuente, fila),
                hoy=hoy,
                ahora=ahora,
                aparte=aparte,
            )
            for fila in filas[:A_LA_VISTA]
        ]


@transaction.atomic
def _dejar_constancia(*, sondeo: Sondeo, por: Persona, hoy: date, ahora: datetime) -> None:
    """The trail says who had the credential used, before it is."""
    designacion = exigir(por=por, permiso=PERMISO, hoy=hoy)
    _anotar("respaldo.probar_sondeo", sondeo.fuente, designacion, ahora,
            despues={"url": sondeo.url})  # fmt: skip


def _comprobar(fuente: Fuente, datos: DatosDeSondeo, ajustes: Ajustes) -> None:
    if fuente.nombre == FUENTE_MANUAL:
        raise ReglaIncumplida(
            "Esta fuente guarda lo que escriben las personas: no se sondea.",
            remedio="Cree otra fuente.",
        )
    try:
        destino = leer_destino(datos.url)
    except ValueError as mala:
        raise ReglaIncumplida("La dirección no sirve.", campos={"url": str(mala)}) from None
    if datos.clase in _PROXMOX and not _FICHA.fullmatch(datos.cuenta):
        raise ReglaIncumplida(
            "La cuenta no es un token de API de Proxmox.",
            campos={"cuenta": "Escríbala así: usuario@pbs!nombre-del-token."},
        )
    if datos.nodo and not _NODO.fullmatch(datos.nodo):
        raise ReglaIncumplida(
            "El nodo no es un nombre de máquina.",
            campos={"nodo": "Letras, cifras y guiones; vacío en un PBS solo."},
        )
    try:
        credencial_para(datos.credencial, destino, ajustes["credenciales"])
    except Fallo as fallo:
        raise ReglaIncumplida(
            fallo.motivo, remedio=fallo.remedio, campos={"credencial": fallo.motivo}
        ) from None


def _anotar(
    accion: str,
    fuente: Fuente,
    designacion: Designacion,
    ahora: datetime,
    *,
    antes: Mapping[str, object] | None = None,
    despues: Mapping[str, object] | None = None,
) -> None:
    evento = bitacora.Evento(
        accion=accion, por=designacion.persona, capacidad=designacion.capacidad, objeto=fuente,
        antes=antes or {}, despues=despues or {},
    )  # fmt: skip
    bitacora.registrar(evento, ahora=ahora)
