"""Say which line a job feeds, and apply it to the runs that were waiting (evidencia.md §6).

A rule never moves a run that already has its line, and a verified corrida keeps the evidence that
was confirmed: the past is not re-scored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from directorio.models import Item, Linea
from gobierno import bitacora
from gobierno.capacidad import exigir
from gobierno.errores import EstadoCambiado, ReglaIncumplida
from gobierno.models import Persona
from respaldo.acciones.copias import crear_copias
from respaldo.acciones.enlace import actualizar_respuestas, identificar
from respaldo.coincidencias import COMODIN, EXACTA, PREFIJO, Alcance, plegar
from respaldo.models import Ejecucion, Fuente, ReglaDeCoincidencia

PERMISO = "coincidencias.editar"
LAZOS = ["item", "tipo_de_backup", "serie_modalidad", "corrida"]
LOTE = 1000
LARGO = 200  # of the name of a job
_MINIMO = 3  # letters that a prefix or a pattern must fix


@dataclass(frozen=True)
class DatosDeRegla:
    """A rule as a person writes it: `fuente` None is any source, `equipo` "" any machine."""

    forma: str
    trabajo: str
    linea: Linea
    fuente: Fuente | None = None
    equipo: str = ""

    @property
    def alcance(self) -> Alcance:
        return Alcance(self.forma, plegar(self.trabajo), plegar(self.equipo))


@transaction.atomic
def guardar_regla(
    *, datos: DatosDeRegla, por: Persona, hoy: date, ahora: datetime
) -> tuple[ReglaDeCoincidencia, int]:
    """Create a rule and tie to its line the runs that no rule knew; returns it and how many.

    Raises ReglaIncumplida when it is too wide or another rule already says the same.
    Fuente: MIN-6.2.
    """
    designacion = exigir(por=por, permiso=PERMISO, hoy=hoy)
    _comprobar(datos)
    regla = _crear(datos, por=por, ahora=ahora)
    atadas = _aplicar(datos, hoy=hoy, ahora=ahora)
    bitacora.registrar(
        bitacora.Evento(
            accion="respaldo.guardar_regla",
            por=por,
            capacidad=designacion.capacidad,
            objeto=regla,
            despues={
                **asdict(datos.alcance),
                "fuente": str(datos.fuente or "cualquiera"),
                "linea": str(datos.linea),
                "ejecuciones_reconocidas": atadas,
            },
        ),
        ahora=ahora,
    )
    return regla, atadas


def resolver_no_reconocida(
    *, ejecucion: Ejecucion, linea: Linea, por: Persona, hoy: date, ahora: datetime
) -> tuple[ReglaDeCoincidencia, int]:
    """Approve once what an unknown job is: an exact rule of its source, applied to every run of it.

    Raises EstadoCambiado when somebody else already did. Fuente: MIN-6.2.
    """
    ejecucion.refresh_from_db()
    if ejecucion.item_id is not None or ejecucion.descartada_en is not None:
        raise EstadoCambiado(
            f"El trabajo «{ejecucion.trabajo}» ya se resolvió.", remedio="Recargue la bandeja."
        )
    datos = DatosDeRegla(EXACTA, ejecucion.trabajo, linea, ejecucion.fuente)
    return guardar_regla(datos=datos, por=por, hoy=hoy, ahora=ahora)


@transaction.atomic
def desactivar_regla(
    *, regla: ReglaDeCoincidencia, por: Persona, hoy: date, ahora: datetime
) -> None:
    """Stop a rule; the runs that it tied stay where they are."""
    designacion = exigir(por=por, permiso=PERMISO, hoy=hoy)
    regla = ReglaDeCoincidencia.objects.select_for_update().get(pk=regla.pk)
    if not regla.activa:
        raise EstadoCambiado("La regla ya estaba desactivada.")
    regla.activa = False
    regla.save(update_fields=["activa"])
    bitacora.registrar(
        bitacora.Evento(
            accion="respaldo.desactivar_regla",
            por=por,
            capacidad=designacion.capacidad,
            objeto=regla,
            antes={"activa": True},
            despues={"activa": False},
        ),
        ahora=ahora,
    )


@transaction.atomic
def descartar_no_contempladas(
    *, ejecucion: Ejecucion, motivo: str, por: Persona, hoy: date, ahora: datetime
) -> int:
    """Take a job out of the tray with a reason: its runs stay, marked, out of every count.

    Every unknown run of the same source, job and machine; returns how many. Later runs of it come
    back to the tray. Fuente: MIN-6.2.
    """
    designacion = exigir(por=por, permiso=PERMISO, hoy=hoy)
    if not motivo.strip():
        raise ReglaIncumplida(
            "Falta el motivo para descartar un trabajo ajeno al Directorio.",
            regla="ejecucion_segun_directorio",
            campos={"motivo": "Escriba por qué no corresponde a ninguna línea."},
        )
    filas = Ejecucion.objects.no_contempladas().filter(
        fuente=ejecucion.fuente_id, trabajo=ejecucion.trabajo, equipo=ejecucion.equipo
    )
    cuantas = filas.update(descartada_en=ahora)
    if not cuantas:
        raise EstadoCambiado(
            f"El trabajo «{ejecucion.trabajo}» ya se resolvió.", remedio="Recargue la bandeja."
        )
    bitacora.registrar(
        bitacora.Evento(
            accion="respaldo.descartar_no_contempladas",
            por=por,
            capacidad=designacion.capacidad,
            objeto=ejecucion,
            despues={"trabajo": ejecucion.trabajo, "ejecuciones": cuantas},
            motivo=motivo.strip(),
        ),
        ahora=ahora,
    )
    return cuantas


def _comprobar(datos: DatosDeRegla) -> None:
    alcance = datos.alcance
    fijas = "".join(c for c in alcance.trabajo if alcance.forma != COMODIN or c not in "*? ")
    error = ""
    if alcance.forma not in {EXACTA, PREFIJO, COMODIN}:
        error = "Elija cómo se compara el nombre."
    elif not alcance.trabajo or len(alcance.trabajo) > LARGO:
        error = f"Escriba el nombre del trabajo, de {LARGO} caracteres como máximo."
    elif alcance.forma != EXACTA and len(fijas) < _MINIMO:
        error = f"Es demasiado amplia: fije al menos {_MINIMO} letras del nombre."
    if error:
        raise ReglaIncumplida(
            "La regla no se puede guardar.",
            regla="ejecucion_segun_directorio",
            campos={"trabajo": error},
        )


def _crear(datos: DatosDeRegla, *, por: Persona, ahora: datetime) -> ReglaDeCoincidencia:
    linea, alcance = datos.linea, datos.alcance
    orden = {EXACTA: 100, PREFIJO: 200}.get(alcance.forma, 300)  # the most precise first
    try:
        with transaction.atomic():
            return ReglaDeCoincidencia.objects.create(
                orden=orden,
                fuente=datos.fuente,
                **asdict(alcance),
                item=Item(pk=linea.item_id),
                tipo_de_backup=linea.tipo_de_backup,
                modalidad=linea.modalidad,
                creada_por=por,
                creada_en=ahora,
            )
    except IntegrityError:
        raise ReglaIncumplida(
            "Ya hay una regla activa con ese mismo nombre, fuente y modalidad.",
            regla="ejecucion_segun_directorio",
            remedio="Desactívela primero si apunta a la línea equivocada.",
        ) from None


def _aplicar(datos: DatosDeRegla, *, hoy: date, ahora: datetime) -> int:
    """Tie the unknown runs that the new rule names; others may be tied by older rules too."""
    filas = Ejecucion.objects.no_contempladas()
    if datos.fuente is not None:
        filas = filas.filter(fuente=datos.fuente)
    alcance = datos.alcance
    nombres = {
        trabajo
        for trabajo, equipo in filas.order_by().values_list("trabajo", "equipo").distinct()
        if alcance.incluye(trabajo, equipo)
    }
    claves = list(filas.filter(trabajo__in=nombres).order_by("pk").values_list("pk", flat=True))
    return sum(
        atar(ejecuciones=claves[n : n + LOTE], hoy=hoy, ahora=ahora)
        for n in range(0, len(claves), LOTE)
    )


def atar(*, ejecuciones: Sequence[int], hoy: date, ahora: datetime) -> int:
    """Identify saved runs (keys) again, with what follows: copies and answers; how many were."""
    filas = list(Ejecucion.objects.select_for_update(of=("self",)).filter(pk__in=ejecuciones))
    identificar(filas, hoy=hoy)
    atadas = [e for e in filas if e.item_id is not None]
    Ejecucion.objects.bulk_update(atadas, LAZOS, batch_size=500)
    crear_copias(atadas, ahora=ahora)
    actualizar_respuestas({e.corrida_id for e in atadas if e.corrida_id}, ahora=ahora)
    return len(atadas)
