"""The windows of one night on an axis, with their overlaps."""

from datetime import date, datetime
from itertools import groupby
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from directorio.models import Linea, TipoDeBackup, VersionDirectorio
from directorio.periodicidad import aperturas, fechas
from directorio.validacion import periodicidad_de
from directorio.ventanas import Turno, Ventana, VentanaInvalida
from gobierno import graficos, reloj
from gobierno.calendario import Calendario
from gobierno.calendario_institucional import calendario_institucional
from gobierno.forms.base import CampoFecha, ofrecer_filas
from gobierno.perfil import perfil_activo
from gobierno.permisos_web import permiso
from gobierno.vistas import quien

BARRAS = 120
LINEAS_DEL_PICO = 6


class FiltroDeVentanas(forms.Form):
    """Which version, which night and which windows."""

    version = forms.ModelChoiceField(
        label="Versión", queryset=VersionDirectorio.objects.none(), required=False
    )
    fecha = CampoFecha(label="Fecha operativa", required=False)
    tipo = forms.ChoiceField(
        label="Tipo", required=False, choices=[("", "Todos"), *TipoDeBackup.choices]
    )
    servidor = forms.CharField(label="Servidor o ubicación", required=False, max_length=200)

    def __init__(self, *args: Any, visibles: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ofrecer_filas(self, "version", visibles)


@require_safe
@permiso("directorio.ver")
def ventanas(request: HttpRequest) -> HttpResponse:
    """The windows that open on a fecha operativa, and which share a server at the same time."""
    hoy = reloj.hoy()
    visibles = VersionDirectorio.objects.visibles_para(quien(request), hoy=hoy)
    filtro = FiltroDeVentanas(request.GET, visibles=visibles)
    valido = filtro.is_valid()
    pedido = filtro.cleaned_data if valido else {}
    fecha = pedido.get("fecha") or hoy
    version = pedido.get("version") or (visibles.vigente_al(fecha) if valido else None)
    lineas = _lineas(version, fecha, pedido)
    turnos = _turnos(lineas, fecha, calendario_institucional())
    nombres = {linea.clave: linea for linea in lineas}
    contexto = {
        "filtro": FiltroDeVentanas(
            {**request.GET.dict(), "version": getattr(version, "pk", ""), "fecha": fecha},
            visibles=visibles,
        )
        if valido
        else filtro,
        "version": version,
        "fecha": fecha,
        "gantt": graficos.gantt([_barra(turno, nombres) for turno in turnos[:BARRAS]]),
        "dibujadas": min(len(turnos), BARRAS),
        "total": len(turnos),
        "coincidencias": _coincidencias(turnos, nombres),
        "migas": [("Directorio", reverse("directorio:versiones")), ("Ventanas", "")],
    }
    return render(request, "directorio/ventanas.html", contexto, status=200 if valido else 422)


def _lineas(version: VersionDirectorio | None, fecha: date, pedido: Any) -> list[Linea]:
    if version is None:
        return []
    lineas = version.lineas.activas_al(fecha).select_related("item")
    if pedido.get("tipo"):
        lineas = lineas.filter(tipo_de_backup=pedido["tipo"])
    if pedido.get("servidor"):
        lineas = lineas.filter(servidor__icontains=pedido["servidor"])
    return list(lineas.order_by("hora_inicio", "numero"))


def _turnos(lineas: list[Linea], fecha: date, calendario: Calendario) -> list[Turno]:
    zona = perfil_activo().zona
    turnos = []
    for linea in lineas:
        regla = periodicidad_de(linea)
        if regla is None or not fechas(regla, fecha, fecha, calendario):
            continue
        try:
            ventana = Ventana(linea.hora_inicio, linea.hora_fin)
        except VentanaInvalida:
            continue
        for apertura in aperturas(regla, fecha, linea.hora_inicio):
            inicio, fin = ventana.desde(apertura.hora).intervalo(fecha, zona)
            turnos.append(Turno(linea.clave, inicio, fin, linea.servidor.casefold()))
    return sorted(turnos, key=lambda turno: (turno.inicio, turno.fin, turno.clave))


def _barra(turno: Turno, lineas: dict[str, Linea]) -> graficos.Ventana:
    zona = perfil_activo().zona
    linea = lineas[turno.clave]
    return graficos.Ventana(
        f"{linea.nombre} ({linea.modalidad})",
        turno.inicio.astimezone(zona),
        turno.fin.astimezone(zona),
        reverse("directorio:linea", args=[linea.pk]),
    )


def _coincidencias(turnos: list[Turno], lineas: dict[str, Linea]) -> list[dict[str, Any]]:
    """Per server, the busiest moment of the night and what runs in it, the busiest first.

    A line without a server shares nothing that is known.
    """
    filas = []
    conocidos = sorted((t for t in turnos if t.recurso), key=lambda t: t.recurso)
    for _, grupo in groupby(conocidos, key=lambda t: t.recurso):
        propios = list(grupo)
        pico = max(
            ([t for t in propios if t.inicio <= inicio < t.fin] for inicio in _inicios(propios)),
            key=len,
        )
        if len(pico) > 1:
            filas.append(
                {
                    "servidor": lineas[pico[0].clave].servidor,
                    "cuantas": len(pico),
                    "desde": max(t.inicio for t in pico),
                    "hasta": min(t.fin for t in pico),
                    "lineas": [lineas[t.clave] for t in pico[:LINEAS_DEL_PICO]],
                    "otras": max(0, len(pico) - LINEAS_DEL_PICO),
                }
            )
    return sorted(filas, key=lambda fila: (-fila["cuantas"], fila["servidor"]))


def _inicios(turnos: list[Turno]) -> list[datetime]:
    return sorted({turno.inicio for turno in turnos})
