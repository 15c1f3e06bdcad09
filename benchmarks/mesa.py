"""A hundred thousand tickets: the tray, its search and one ticket."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.urls import reverse

from benchmarks import sesion
from benchmarks.casos import consultas_de
from benchmarks.cliente import Pedido
from benchmarks.datos import insertar
from benchmarks.resultado import Resultado
from benchmarks.servidores import Servidor
from gobierno import reloj
from gobierno.models import Persona
from mesa_ayuda import acciones
from mesa_ayuda.acciones import DatosDeTicket
from mesa_ayuda.models import PalabraDeTicket, Ticket
from tests import fabricas

PALABRAS = (
    "acceso carpeta presupuesto servidor archivos restaurar copia respaldo información planilla "
    "contrato informe logística turismo comercio exterior reunión actas legal auditoría sistema "
    "trámite base datos usuario equipo correo permiso lectura escritura"
)
VOCABULARIO = PALABRAS.split()
ESTADOS = (
    "CASE WHEN n % 100 < 94 THEN 'cerrado' WHEN n % 100 < 96 THEN 'nuevo' "
    "WHEN n % 100 < 98 THEN 'asignado' ELSE 'en_proceso' END"
)


def sembrar(*, tickets: int, hoy: date) -> Persona:
    """`tickets` over two years, 6 % of them open, about fourteen words each."""
    mesa = fabricas.persona("mesa", "mesa")
    operador = Persona.objects.get(username="operador")
    palabra = f"(ARRAY{VOCABULARIO!r})[1 + (n * {{}} / 7) % {len(VOCABULARIO)}]"
    asunto = " || ' ' || ".join(palabra.format(primo) for primo in (3, 5, 11, 13, 17, 23))
    recibido = f"(date '{hoy}' - 730)::timestamptz + n * interval '730 days' / {tickets}"
    vence = f"{recibido} + interval '5 days'"
    cerrado = "n % 100 < 94"
    insertar(
        Ticket, f"FROM generate_series(1, {tickets}) AS n",
        numero="'TK-2000-' || lpad(n::text, 6, '0')", estado=ESTADOS, estado_desde=recibido,
        canal="'formulario'", categoria="CASE WHEN n % 3 = 0 THEN 'otro' ELSE 'carpeta' END",
        clase="'requerimiento'", asunto=f"{asunto} || ' caso' || n", contacto="'anexo ' || n % 900",
        solicitante_id=str(operador.pk),
        equipo="CASE WHEN n % 3 = 0 THEN 'mesa' ELSE 'operador' END",
        asignado_a_id=f"CASE WHEN n % 100 >= 96 THEN {operador.pk} END", recibido_en=recibido,
        registrado_en=recibido, respondido_en=recibido, reloj="'habil'", respuesta_minutos="240",
        solucion_minutos="1620", vence_respuesta_en=vence, vence_solucion_en=vence,
        respuesta_tarde_en=vence, solucion_tarde_en=vence, solucion="'Atendido.'",
        resuelto_en=f"CASE WHEN {cerrado} THEN {vence} END",
        cerrado_en=f"CASE WHEN {cerrado} THEN {vence} END",
    )  # fmt: skip
    sin_acentos = "translate(lower(t.asunto || ' ' || t.contacto), 'áéíóú', 'aeiou')"
    insertar(
        PalabraDeTicket,
        "FROM (SELECT DISTINCT t.id, unnest(string_to_array("
        f"{sin_acentos} || ' ' || lower(t.numero) || ' operador prueba', ' ')) AS p "
        "FROM mesa_ayuda_ticket t) AS x",
        palabra="x.p", ticket_id="x.id",
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return mesa


def medir(producto: Servidor, suelo: Servidor, *, tickets: int, hoy: date) -> Iterator[Resultado]:
    """CPU of the tray and of a ticket, wall of every kind of search, against `list50`."""
    mesa = sembrar(tickets=tickets, hoy=hoy)
    medida_suelo, cpu_suelo = suelo.medir(Pedido(0, "/list50?pagina=20"))
    bandeja = reverse("mesa_ayuda:bandeja")
    casos = [
        ("Bandeja", bandeja, 3.0),
        ("Bandeja, todos", f"{bandeja}?de=todos", 3.0),
        ("Bandeja, mitad del historial", f"{bandeja}?de=todos&tras={tickets // 2}", 3.0),
        ("Bandeja, por categoría", f"{bandeja}?de=todos&categoria=otro", 3.0),
        ("Detalle de un ticket", reverse("mesa_ayuda:ticket", args=[_vivido(mesa).pk]), 2.5),
    ]
    cookie = {"Cookie": sesion.abrir(mesa)}
    for nombre, ruta, meta in casos:
        medida, cpu = producto.medir(Pedido(0, ruta, cabeceras=dict(cookie)))
        yield Resultado(
            f"{nombre} ({tickets} tickets)", "ms de CPU", cpu, cpu_suelo, meta,
            cpu_ms=cpu, consultas=consultas_de(ruta, mesa), p95_ms=medida.p95,
        )  # fmt: skip
    for nombre, escrito in (
        ("palabra común", "carpeta"), ("palabra única", "caso77777"),
        ("comienzo de palabra", "inf"), ("dos palabras", "turismo auditoria"),
        ("número", "tk-2000-055555"), ("nada", "carpeta zzzz"), ("una letra", "c"),
    ):  # fmt: skip
        ruta = f"{bandeja}?de=todos&q={escrito.replace(' ', '+')}"
        medida, cpu = producto.medir(Pedido(0, ruta, cabeceras=dict(cookie)))
        yield Resultado(
            f"Búsqueda, {nombre}", "ms", medida.p50, medida_suelo.p50, 4.0,
            cpu_ms=cpu, consultas=consultas_de(ruta, mesa), p95_ms=medida.p95,
        )  # fmt: skip


def _vivido(mesa: Persona) -> Ticket:
    """A ticket with a real history, made through the acciones."""
    operador = Persona.objects.get(username="operador")
    ahora: datetime = reloj.ahora()

    def acto(por: Persona) -> dict[str, Any]:
        return {"por": por, "hoy": reloj.hoy(), "ahora": ahora}

    datos = DatosDeTicket(
        asunto="Acceso a una carpeta", categoria="carpeta", canal="formulario",
        solicitante=operador,
    )  # fmt: skip
    ticket = acciones.crear(datos=datos, **acto(operador))
    ticket = acciones.asignar(ticket=ticket, a=operador, **acto(mesa))
    ticket = acciones.iniciar(ticket=ticket, **acto(operador))
    for causa in ("usuario", "proveedor", "visita"):
        espera = {"causa": causa, "motivo": "Falta un dato."}
        ticket = acciones.esperar(ticket=ticket, **espera, **acto(operador))
        ticket = acciones.reanudar(ticket=ticket, **acto(operador))
    return acciones.resolver(ticket=ticket, solucion="Se dio acceso.", **acto(operador))
