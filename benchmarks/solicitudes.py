"""Five thousand restore requests beside the tickets: the list, one request and the page to ask."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from benchmarks import sesion
from benchmarks.casos import consultas_de
from benchmarks.cliente import Pedido
from benchmarks.datos import insertar
from benchmarks.resultado import Resultado
from benchmarks.servidores import Servidor
from directorio.models import Item
from gobierno.models import Persona
from mesa_ayuda.models import Ticket
from restauracion.models import SolicitudDeRestauracion
from tests import fabricas


def sembrar(*, solicitudes: int, hoy: date) -> Persona:
    """One request for each of the newest tickets, 6 % of them open; the help desk looks at them."""
    mesa = Persona.objects.filter(username="mesa").first() or fabricas.persona("mesa", "mesa")
    operador = Persona.objects.get(username="operador")
    item = Item.objects.order_by("pk").values_list("pk", flat=True)[0]
    insertar(
        SolicitudDeRestauracion,
        f"FROM (SELECT id, recibido_en, row_number() OVER (ORDER BY id DESC) AS n"
        f" FROM {Ticket._meta.db_table} ORDER BY id DESC LIMIT {solicitudes}) AS t",
        numero="'SR-2000-' || lpad(t.n::text, 6, '0')", ticket_id="t.id",
        estado="CASE WHEN t.n % 100 < 94 THEN 'cerrada' ELSE 'registrada' END",
        estado_desde="t.recibido_en", canal="'formulario'", solicitante_id=str(operador.pk),
        item_id=str(item), modo="'estado_al'", fecha=f"date '{hoy}' - 3", motivo="'Se borró.'",
        objetos="'informe ' || t.n || '.docx'",
        buscable="'sr-2000-' || lpad(t.n::text, 6, '0') || ' informe ' || t.n || '.docx'",
        recibida_en="t.recibido_en",
        registrada_en="t.recibido_en", evaluar_al="t.recibido_en", codigo="'PROCEDE'",
        cerrada_en="CASE WHEN t.n % 100 < 94 THEN t.recibido_en END",
    )  # fmt: skip
    return mesa


def medir(
    producto: Servidor, suelo: Servidor, *, solicitudes: int, hoy: date
) -> Iterator[Resultado]:
    """CPU of each page, and wall of the search, against `list50`."""
    mesa = sembrar(solicitudes=solicitudes, hoy=hoy)
    piso, cpu_suelo = suelo.medir(Pedido(0, "/list50?pagina=20"))
    lista = reverse("restauracion:solicitudes")
    una = SolicitudDeRestauracion.objects.order_by("-pk").values_list("pk", flat=True)[0]
    item = Item.objects.order_by("pk").values_list("pk", flat=True)[0]
    cookie = {"Cookie": sesion.abrir(mesa)}
    for nombre, ruta, meta in (
        ("Solicitudes", lista, 3.0),
        ("Solicitudes, todas", f"{lista}?ver=todas", 3.0),
        ("Detalle de una solicitud", reverse("restauracion:solicitud", args=[una]), 2.5),
        ("Pedir una restauración", f"{reverse('restauracion:pedir')}?item={item}", 3.0),
    ):
        medida, cpu = producto.medir(Pedido(0, ruta, cabeceras=dict(cookie)))
        yield Resultado(
            f"{nombre} ({solicitudes})", "ms de CPU", cpu, cpu_suelo, meta,
            cpu_ms=cpu, consultas=consultas_de(ruta, mesa), p95_ms=medida.p95,
        )  # fmt: skip
    ruta = f"{lista}?ver=todas&q=informe"
    medida, cpu = producto.medir(Pedido(0, ruta, cabeceras=dict(cookie)))
    yield Resultado(
        f"Búsqueda de solicitudes ({solicitudes})", "ms", medida.p50, piso.p50, 4.0,
        cpu_ms=cpu, consultas=consultas_de(ruta, mesa), p95_ms=medida.p95,
    )  # fmt: skip
