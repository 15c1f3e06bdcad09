"""The floors: a constant, a list of 50 of 2,000 rows, one row in, 500 rows in, a CSV out."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from hashlib import sha256

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path

from benchmarks.floor.models import Fila, Token

_INICIO = datetime(2026, 1, 1, tzinfo=UTC)


def static(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


@login_required
def list50(request: HttpRequest) -> HttpResponse:
    pagina = Paginator(Fila.objects.order_by("pk"), 50).get_page(request.GET.get("pagina"))
    return render(request, "floor/lista.html", {"pagina": pagina})


def _nueva(datos: dict[str, str]) -> Fila:
    return Fila(
        nombre=datos["clave"], estado=datos["estado"], fecha=date(2026, 1, 1), inicio=_INICIO,
        bytes=int(datos["bytes"]),
    )  # fmt: skip


def con_token(vista: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    def autenticada(request: HttpRequest) -> HttpResponse:
        clave = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not Token.objects.filter(clave=sha256(clave.encode()).hexdigest()).exists():
            return HttpResponse(status=401)
        return vista(request)

    return autenticada


@con_token
@transaction.atomic
def ingest(request: HttpRequest) -> HttpResponse:
    Fila.objects.select_for_update().get(pk=1)
    fila = _nueva(json.loads(request.body))
    fila.save()
    return JsonResponse({"id": fila.pk}, status=201)


@con_token
@transaction.atomic
def bulk500(request: HttpRequest) -> HttpResponse:
    filas = Fila.objects.bulk_create(_nueva(datos) for datos in json.loads(request.body))
    return JsonResponse({"filas": len(filas)}, status=201)


def export(request: HttpRequest) -> StreamingHttpResponse:
    def lineas() -> Iterator[str]:
        memoria = io.StringIO()
        escritor = csv.writer(memoria)
        consulta = Fila.objects.order_by("pk").values_list(
            "pk", "nombre", "estado", "fecha", "inicio", "bytes"
        )
        for n, fila in enumerate(consulta[:50_000].iterator(chunk_size=2000), start=1):
            escritor.writerow(fila)
            if n % 500 == 0:
                yield memoria.getvalue()
                memoria.seek(0)
                memoria.truncate()
        yield memoria.getvalue()

    return StreamingHttpResponse(lineas(), content_type="text/csv")


urlpatterns = [
    path("static", static),
    path("list50", list50),
    path("ingest", ingest),
    path("bulk500", bulk500),
    path("export", export),
]
