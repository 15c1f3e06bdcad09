"""How a declaration is written: the row, the state, the trail and, if it applies, the incident."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse

from gobierno import avisos
from gobierno.acciones.adjuntos import guardar_adjunto, resumen
from gobierno.archivos import Archivo
from gobierno.bitacora import Evento, registrar_varios
from gobierno.models import Persona
from gobierno.perfil import perfil_activo
from mesa_ayuda.acciones import Suceso, abrir_incidente
from mesa_ayuda.models import Incidente
from respaldo.acciones import comprobaciones as c
from respaldo.acciones.invalidez import invalidar_por_declaracion
from respaldo.models import Corrida, Verificacion


def asentar(
    *,
    corrida: Corrida,
    acto: c.Acto,
    datos: dict[str, Any],
    adjuntos: Iterable[Archivo] = (),
    registro: Sequence[Evento] = (),
) -> Verificacion:
    """Write the declaration, the new state and the entries of the trail, in this order.

    `registro` is the entry of the ticket that the declaration left, if it left one.
    """
    verificacion = Verificacion.objects.create(
        corrida=corrida,
        ejecucion=corrida.ejecucion,
        por=acto.por,
        capacidad=acto.capacidad,
        registrada_en=acto.ahora,
        **datos,
    )
    guardados = [
        guardar_adjunto(archivo=archivo, por=acto.por, ahora=acto.ahora) for archivo in adjuntos
    ]
    verificacion.adjuntos.set(guardados)
    _cerrar(corrida, verificacion)
    despues = {nombre: valor for nombre, valor in datos.items() if valor not in ("", None, [])}
    if guardados:
        despues["adjuntos"] = [resumen(adjunto=adjunto) for adjunto in guardados]
    no_conforme = verificacion.resultado == Verificacion.Resultado.NO_CONFORME
    if no_conforme and invalidar_por_declaracion(corrida=corrida, ahora=acto.ahora):
        despues["copia"] = "invalidada"
    evento = _evento(corrida, acto, verificacion, despues)
    registrar_varios([*registro, evento], ahora=acto.ahora)
    return verificacion


def _evento(
    corrida: Corrida, acto: c.Acto, verificacion: Verificacion, despues: dict[str, Any]
) -> Evento:
    return Evento(
        accion=f"verificacion.{verificacion.resultado}",
        por=acto.por,
        capacidad=acto.capacidad,
        objeto=corrida,
        antes={"estado": Corrida.Estado.ESPERADA},
        despues=despues | {"estado": corrida.estado, "ejecucion": corrida.ejecucion_id},
        motivo=verificacion.motivo or verificacion.motivo_discrepancia,
    )


def _cerrar(corrida: Corrida, verificacion: Verificacion) -> None:
    if c.es_tardia(corrida=corrida, ahora=verificacion.registrada_en):
        corrida.vencida_en = corrida.vence_en  # also when the sweep has not passed yet
    corrida.estado = verificacion.resultado
    corrida.discrepancias = verificacion.discrepancias
    corrida.save(update_fields=["estado", "vencida_en", "discrepancias"])


def abrir_por(*, corrida: Corrida, datos: dict[str, Any], acto: c.Acto) -> Incidente:
    """Open the incident draft of a no conforme and tell the next level of the profile."""
    linea, fecha = corrida.linea, f"{corrida.fecha_operativa:%d/%m/%Y}"
    detalle = [f"Causa o síntoma: {datos['motivo']}"]
    if corrida.ejecucion and corrida.ejecucion.mensaje:
        detalle.append(f"El software de backup dice: {corrida.ejecucion.mensaje}")
    detalle += [f"Señalado: {marca['texto']}" for marca in datos.get("discrepancias", [])]
    incidente = abrir_incidente(
        suceso=Suceso(
            tipo=corrida.tipo_de_backup,
            titulo=f"{linea.nombre} ({corrida.get_modalidad_display().lower()}) del {fecha}",
            descripcion="\n".join(detalle),
            ticket=datos["ticket"],
        ),
        por=acto.por,
        ahora=acto.ahora,
    )
    mensaje = avisos.Mensaje(
        clave=f"no_conforme:{incidente.numero}",
        tipo="no_conforme",
        asunto=f"No conforme: {linea.nombre} del {fecha} ({incidente.numero})",
        texto=f"{acto.por} declaró no conforme el respaldo {corrida.tipo_de_backup} de "
        f"«{linea.nombre}» del {fecha}. {detalle[0]}",
        enlace=reverse("respaldo:corrida", args=[corrida.pk]),
    )
    avisos.encolar(mensaje, para=_siguiente_nivel(acto), ahora=acto.ahora)
    return incidente


def _siguiente_nivel(acto: c.Acto) -> Iterable[Persona]:
    """Who supervises the operator: the second level of escalation of the profile."""
    niveles = sorted(perfil_activo().verificacion.escalamiento, key=lambda escalon: escalon.nivel)
    hoy = c.dia_local(ahora=acto.ahora)
    return [
        persona
        for nivel in niveles[1:2]
        for persona in Persona.objects.con_rol(nivel.rol, hoy).exclude(pk=acto.por.pk)
    ]
