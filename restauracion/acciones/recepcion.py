"""How a request arrives: by form or by the mail that the help desk registers (MIN-7.2.2-a, b)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from directorio.models import Item
from gobierno.acciones.adjuntos import guardar_adjunto, resumen
from gobierno.archivos import Archivo
from gobierno.bitacora import Evento, registrar
from gobierno.capacidad import exigir
from gobierno.errores import ReglaIncumplida, SinPermiso
from gobierno.models import Persona
from gobierno.perfil import perfil_activo
from gobierno.texto import plegar
from mesa_ayuda.acciones import DatosDeTicket, Gobierno, crear
from mesa_ayuda.acciones.folios import siguiente, tomar_serie
from respaldo.retencion import AntesDe, Cuando, EstadoAl, Periodo
from restauracion import estados
from restauracion.acciones import cartas, retencion
from restauracion.acciones import comunes as c
from restauracion.models import Respuesta, SolicitudDeRestauracion
from restauracion.pedidos import item_de, jefe_de

FORMULARIO = "formulario"
BASES_DE_DATOS = {"bd"}
LARGOS = {"ruta": 1000, "destino": 500, "objetos": 4000, "motivo": 4000, "autorizacion": 300,
          "cambios_posteriores": 4000, "clase": 30}  # fmt: skip


@dataclass(frozen=True)
class DatosDeSolicitud:
    """What a request says. `recibida_en` (UTC) is when the mail arrived, by default now; `ficha`
    identifies one sending of a form. `jefe_en_copia` is what the mail showed; the form puts the
    jefe in copy by itself."""

    solicitante: Persona
    cuando: Cuando
    motivo: str
    canal: str = FORMULARIO
    item: Item | None = None
    clase: str = ""
    ruta: str = ""
    objetos: str = ""
    en_equipo: bool = False
    bd_datos: bool = False
    bd_estructura: bool = False
    destino: str = ""
    consiente_sobrescribir: bool = False
    cambios_posteriores: str = ""
    autorizacion: str = ""
    jefe_en_copia: bool = True
    recibida_en: datetime | None = None
    ficha: str = ""
    adjuntos: Iterable[Archivo] = field(default=())


def construir(
    *, datos: DatosDeSolicitud, hoy: date, ahora: datetime, por: Persona | None = None
) -> SolicitudDeRestauracion:
    """The request as it would be registered, not saved: what the form asks the engine about.

    The agreement of another unit counts when `por` registers it for somebody else: nobody
    authorises their own request (MIN-6.5).
    """
    persona = datos.solicitante
    recibida_en = datos.recibida_en or ahora
    propios = {nombre: getattr(datos, nombre).strip() for nombre in LARGOS}
    return SolicitudDeRestauracion(
        **propios,
        solicitante=persona,
        unidad=persona.unidad,
        jefe=jefe_de(persona, hoy=hoy),
        jefe_en_copia=datos.jefe_en_copia,
        canal=datos.canal,
        autorizada_por=por if por not in {None, persona} and propios["autorizacion"] else None,
        item=datos.item or item_de(datos.ruta, hoy=hoy),
        en_equipo=datos.en_equipo,
        bd_datos=datos.bd_datos,
        bd_estructura=datos.bd_estructura,
        consiente_sobrescribir=datos.consiente_sobrescribir,
        estado_desde=ahora,
        recibida_en=recibida_en,
        evaluar_al=recibida_en,
        registrada_en=ahora,
        ficha=datos.ficha or None,
        **columnas_de(cuando=datos.cuando),
    )


def columnas_de(*, cuando: Cuando) -> dict[str, Any]:
    """The columns that keep one of the four ways of saying when."""
    vacias = {"fecha": None, "instante": None, "desde": None, "hasta": None}
    match cuando:
        case EstadoAl(fecha):
            return vacias | {"modo": "estado_al", "fecha": fecha}
        case AntesDe(instante):
            return vacias | {"modo": "antes_de", "instante": instante}
        case Periodo(desde, hasta, cuales):
            return vacias | {"modo": "periodo", "desde": desde, "hasta": hasta, "cuales": cuales}
        case _:
            return vacias | {"modo": "mas_reciente"}


@transaction.atomic
def recibir(
    *, datos: DatosDeSolicitud, por: Persona, hoy: date, ahora: datetime
) -> SolicitudDeRestauracion:
    """Register a request with its ticket, evaluate it at its reception and hold its candidates.

    Anyone asks for themselves through the form, complete; the help desk registers the mail of
    anyone, complete or to be observed. The same `ficha` twice gives the first request.

    Fuente: MIN-7.2.2-a-1, MIN-7.2.2-a-2, MIN-7.2.2-a-3, MIN-7.2.2-b, MIN-7.2.2-c, R22, R23.
    """
    capacidad = _capacidad_para_recibir(datos, por, hoy)
    solicitud = construir(datos=datos, hoy=hoy, ahora=ahora, por=por)
    _comprobar(solicitud, datos.canal, ahora)
    perfil = perfil_activo()
    serie = f"{perfil.restauracion.prefijo}-{ahora.astimezone(perfil.zona).year}"
    folio = tomar_serie(serie=serie)
    ya = _ya_registrada(solicitud.ficha)
    if ya is not None:
        return ya
    dictamen = retencion.dictamen_de(solicitud=solicitud, hoy=hoy)
    solicitud.numero = f"{serie}-{siguiente(folio=folio):06d}"
    solicitud.registrada_por = por
    solicitud.ticket = _abrir_ticket(solicitud, por=por, hoy=hoy, ahora=ahora)
    indexar(solicitud=solicitud)
    solicitud.save(force_insert=True)
    _enlazar(solicitud)
    guardados = _adjuntar(solicitud, datos.adjuntos, por=por, ahora=ahora)
    evaluacion = retencion.guardar(solicitud=solicitud, dictamen=dictamen, por=por, ahora=ahora)
    solicitud.save(update_fields=["codigo"])
    apartadas = retencion.apartar_candidatas(
        solicitud=solicitud, dictamen=dictamen, hoy=hoy, ahora=ahora
    )
    cartas.comunicar(solicitud=solicitud, paso="recibir", motivo="", por=por, ahora=ahora)
    despues = _hechos(solicitud) | guardados | {
        "evaluacion": evaluacion.codigo, "sha256": evaluacion.sha256, "copias_apartadas": apartadas,
    }  # fmt: skip
    registrar(Evento("solicitud.recibir", por, capacidad, solicitud, despues=despues), ahora=ahora)
    return solicitud


@transaction.atomic
def subsanar(
    *, solicitud: SolicitudDeRestauracion, datos: DatosDeSolicitud, por: Persona, hoy: date,
    ahora: datetime, nota: str = "", visto: int | None = None,
) -> SolicitudDeRestauracion:  # fmt: skip
    """Correct an observed request: it is evaluated again at its original reception (R22)."""
    tomada = c.tomar(solicitud=solicitud, paso="subsanar", visto=visto)
    acto = c.responder(solicitud=tomada, por=por, hoy=hoy, ahora=ahora, motivo=nota)
    nueva = construir(datos=datos, hoy=hoy, ahora=ahora, por=por)
    cambios = {
        campo: getattr(nueva, campo)
        for campo in (
            *LARGOS, "autorizada_por", "item", "jefe", "jefe_en_copia", "en_equipo", "bd_datos",
            "bd_estructura", "consiente_sobrescribir", "modo", "fecha", "instante", "desde",
            "hasta", "cuales",
        )
    }  # fmt: skip
    for campo, valor in cambios.items():
        setattr(tomada, campo, valor)
    _comprobar(tomada, FORMULARIO, ahora)
    indexar(solicitud=tomada)
    tomada.save(update_fields=[*cambios, "buscable"])
    guardados = _adjuntar(tomada, datos.adjuntos, por=por, ahora=ahora)
    Respuesta.objects.create(
        solicitud=tomada, tipo=Respuesta.Tipo.SUBSANACION, texto=acto.motivo, por=por,
        capacidad=acto.capacidad, en=ahora,
    )  # fmt: skip
    evaluacion = retencion.evaluar_y_apartar(solicitud=tomada, acto=acto)
    return c.asentar(
        solicitud=tomada, paso="subsanar", a=estados.REGISTRADA, acto=acto,
        cambios={"subsanar_hasta": None, "codigo": evaluacion.codigo},
        detalle=guardados | {"evaluacion": evaluacion.codigo, "sha256": evaluacion.sha256},
    )  # fmt: skip


def faltantes(*, solicitud: SolicitudDeRestauracion) -> dict[str, str]:
    """What the directive asks a request to say and this one does not, by field.

    Fuente: MIN-7.2.2-a-3.
    """
    faltan: dict[str, str] = {}
    if not solicitud.motivo:
        faltan["motivo"] = "Cuente qué pasó y para qué necesita la información."
    if solicitud.clase in BASES_DE_DATOS:
        if not (solicitud.bd_datos or solicitud.bd_estructura):
            faltan["bd_datos"] = "Diga si necesita los datos, la estructura, o ambos."
    elif not (solicitud.objetos or solicitud.ruta):
        faltan["objetos"] = "Escriba el nombre de los archivos o carpetas y dónde estaban."
    if solicitud.item is None and not solicitud.ruta and not solicitud.en_equipo:
        faltan["item"] = "Elija la carpeta, base de datos o sistema, o escriba su ubicación."
    return faltan


def indexar(*, solicitud: SolicitudDeRestauracion) -> None:
    """Fold what a search looks in (`SolicitudQuerySet.con_texto`); the caller saves."""
    s, quien = solicitud, solicitud.solicitante
    partes = [s.numero, s.ticket.numero, str(quien), quien.username, s.ruta, s.objetos]
    partes.append(s.item.nombre if s.item else "")
    solicitud.buscable = plegar(" ".join(partes))


def _capacidad_para_recibir(datos: DatosDeSolicitud, por: Persona, hoy: date) -> str:
    """One's own through the form; anyone's, the help desk."""
    if por.is_active and datos.solicitante.pk == por.pk and datos.canal == FORMULARIO:
        return c.SOLICITANTE
    if not datos.solicitante.is_active:
        raise SinPermiso(f"La cuenta de {datos.solicitante} está desactivada.")
    return exigir(por=por, permiso=estados.GESTIONAR, hoy=hoy).capacidad


def _comprobar(solicitud: SolicitudDeRestauracion, canal: str, ahora: datetime) -> None:
    """What is written holds by itself; by form, it is also complete."""
    campos = {
        campo: f"Escriba {largo} caracteres como máximo."
        for campo, largo in LARGOS.items()
        if len(getattr(solicitud, campo)) > largo
    }
    mesa = perfil_activo().mesa
    if canal not in {opcion.codigo for opcion in (*mesa.canales, *mesa.canales_propios)}:
        campos["canal"] = "Elija un canal de la lista."
    if solicitud.recibida_en > ahora:
        campos["recibida_en"] = "No puede haberse recibido en el futuro."
    if canal == FORMULARIO:
        campos |= faltantes(solicitud=solicitud)
    if campos:
        raise ReglaIncumplida(
            " ".join(campos.values()), regla="solicitud_de_restauracion", campos=campos
        )


def _ya_registrada(ficha: str | None) -> SolicitudDeRestauracion | None:
    """The request of the same form, sent twice; the locked series makes the second one see it."""
    return SolicitudDeRestauracion.objects.filter(ficha=ficha).first() if ficha else None


def _abrir_ticket(
    solicitud: SolicitudDeRestauracion, *, por: Persona, hoy: date, ahora: datetime
) -> Any:
    datos = DatosDeTicket(
        asunto=f"Restauración: {solicitud.que}",
        categoria=perfil_activo().restauracion.categoria,
        canal=solicitud.canal,
        descripcion=solicitud.motivo,
        solicitante=solicitud.solicitante,
        recibido_en=solicitud.recibida_en,
    )
    gobierno = Gobierno(c.PROCEDIMIENTO, f"la solicitud {solicitud.numero}")
    return crear(datos=datos, por=por, hoy=hoy, ahora=ahora, gobierno=gobierno)


def _enlazar(solicitud: SolicitudDeRestauracion) -> None:
    """The ticket knows where its procedure is, now that it has an address."""
    solicitud.ticket.gobierno_enlace = cartas.enlace_de(solicitud=solicitud)
    solicitud.ticket.save(update_fields=["gobierno_enlace"])


def _adjuntar(
    solicitud: SolicitudDeRestauracion, archivos: Iterable[Archivo],
    *, por: Persona, ahora: datetime,
) -> dict[str, Any]:  # fmt: skip
    guardados = [
        guardar_adjunto(archivo=archivo, por=por, ahora=ahora, reservado=True)
        for archivo in archivos
    ]
    solicitud.adjuntos.add(*guardados)
    return {"adjuntos": [resumen(adjunto=a) for a in guardados]} if guardados else {}


def _hechos(solicitud: SolicitudDeRestauracion) -> dict[str, Any]:
    campos = ("numero", "ticket", "canal", "solicitante", "unidad", "jefe", "item", "clase", "ruta",
              "objetos", "modo", "fecha", "instante", "desde", "hasta", "motivo", "destino",
              "recibida_en", "autorizacion")  # fmt: skip
    return {campo: valor for campo in campos if (valor := getattr(solicitud, campo))}
