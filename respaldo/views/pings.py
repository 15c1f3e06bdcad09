"""The addresses of the Healthchecks protocol, answered as Healthchecks does (plain text)."""

import re
from dataclasses import replace
from http import HTTPStatus
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from gobierno import reloj
from gobierno.errores import ReglaIncumplida
from gobierno.permisos_web import publica
from gobierno.preparadas import ModelosPreparados
from respaldo.acciones.evidencias import Rechazada, rechazar_evidencia, recibir_evidencia
from respaldo.acciones.pings import EXITO, FALLO, INICIO, REGISTRO, Ping, anotar_ping, crear_punto
from respaldo.entrantes import MAXIMO_BYTES, demasiado_hondo
from respaldo.entregas import Entrega, huella
from respaldo.importadores.captura import Captura
from respaldo.models import Fuente, PuntoDePing
from respaldo.redes import permitida

MAXIMO_CUERPO = 100_000
CODIGO_MAXIMO = 255  # of a process that ended
POR_MINUTO = 120  # pings of one point
EXTRANOS = 60  # unknown addresses from one machine
_SENALES = {"": EXITO, "start": INICIO, "fail": FALLO, "log": REGISTRO}
INFORME = "reporte"
_leer_punto = ModelosPreparados(
    lambda codigo: PuntoDePing.objects.filter(
        codigo=codigo, activo=True, fuente__activa=True
    ).order_by(),
    con="fuente",
)
_CODIGO = re.compile(r"\d{1,3}")
_RID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)


@csrf_exempt
@publica
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ping_por_codigo(request: HttpRequest, codigo: UUID, accion: str = "") -> HttpResponse:
    """`/p/<uuid>[/start|/fail|/log|/<0-255>]`."""
    puntos = _leer_punto(codigo=codigo)
    return _anotar(request, puntos[0], accion) if puntos else _desconocido(request)


@csrf_exempt
@publica
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ping_por_slug(request: HttpRequest, clave: str, slug: str, accion: str = "") -> HttpResponse:
    """`/p/<ping-key>/<slug>[/…]`; with `?create=1` an unknown slug is made (201 Created)."""
    fuente = Fuente.objects.activas().filter(clave_ping=clave[:40]).first()
    if fuente is None:
        return _desconocido(request)
    punto = PuntoDePing.objects.select_related("fuente").filter(fuente=fuente, slug=slug).first()
    if punto is not None:
        return _anotar(request, punto, accion) if punto.activo else _desconocido(request)
    if request.GET.get("create") != "1":
        return _desconocido(request)
    if _senal(accion) is None and accion != INFORME:
        return _texto("invalid url format", 400)
    try:
        punto = crear_punto(fuente=fuente, slug=slug, ahora=reloj.ahora())
    except ReglaIncumplida:
        return _texto("invalid slug", 400)
    respuesta = _anotar(request, punto, accion)
    return _texto("Created", 201) if respuesta.status_code == HTTPStatus.OK else respuesta


@csrf_exempt
@publica
@require_http_methods(["GET", "HEAD", "POST"])
def ping_ilegible(_request: HttpRequest, resto: str = "") -> HttpResponse:
    return _texto("invalid url format", 400)


def _anotar(request: HttpRequest, punto: PuntoDePing, accion: str) -> HttpResponse:
    senal = _senal(accion)
    rid = request.GET.get("rid", "")
    es_informe = senal is None and accion == INFORME
    if (senal is None and not es_informe) or (rid and not _RID.fullmatch(rid)):
        return _texto(f"invalid {'uuid' if senal or es_informe else 'url'} format", 400)
    ip = request.META.get("REMOTE_ADDR", "")
    if not permitida(punto.fuente.redes, ip):
        return _texto("forbidden", 403)
    if _excede(f"ritmo-ping-{punto.pk}", POR_MINUTO):
        return _texto("rate limited", 429)
    if senal is None:
        return _informe(request, punto, ip)
    cuerpo = request.read(MAXIMO_CUERPO) if request.method == "POST" else b""
    ping = Ping(*senal, rid.lower(), cuerpo, ip)
    if not accion and request.GET.get("status") in {"up", "down"}:
        ping = _de_uptime_kuma(request, ping)
    try:
        anotar_ping(punto=punto, ping=ping, ahora=reloj.ahora())
    except ReglaIncumplida:
        return _texto("not found", 404)
    return _texto("OK", 200)


def _de_uptime_kuma(request: HttpRequest, ping: Ping) -> Ping:
    """`?status=up|down&msg=…`, as hooks for Uptime Kuma push; borgmatic's start is «up» too."""
    dicho = request.GET.get("msg", "")
    senal = FALLO if request.GET["status"] == "down" else EXITO
    if senal == EXITO and dicho in {"start", "log"}:
        senal = _SENALES[dicho]
    return replace(ping, senal=senal, cuerpo=ping.cuerpo or dicho.encode()[:MAXIMO_CUERPO])


def _informe(request: HttpRequest, punto: PuntoDePing, ip: str) -> HttpResponse:
    """A report posted by the tool itself (Duplicati, Proxmox): read by what it says, no signal."""
    if request.method != "POST":
        return _texto("post the report", 405)
    crudo = request.read(MAXIMO_BYTES + 1)
    fuente, ahora = punto.fuente, reloj.ahora()
    motivo = demasiado_hondo(crudo) or (
        "El reporte pesa más de 5 MB." if len(crudo) > MAXIMO_BYTES else ""
    )
    if motivo:
        rechazada = Rechazada(canal="api", motivo=motivo, tamano=len(crudo), ip=ip)
        rechazar_evidencia(fuente=fuente, rechazada=rechazada, ahora=ahora)
        return _texto("too large", 413)
    captura = Captura(
        zona=ZoneInfo(fuente.zona), herramienta=fuente.herramienta, trabajo=punto.trabajo,
        stdout=crudo,
    )  # fmt: skip
    entrega = Entrega(captura=captura, tamano=len(crudo), sha256=huella(crudo), ip=ip,
                      tipo_mime=request.content_type or "")  # fmt: skip
    try:
        recibir_evidencia(fuente=fuente, entrega=entrega, ahora=ahora, punto=punto)
    except ReglaIncumplida:
        return _texto("not found", 404)
    return _texto("OK", 200)


def _senal(accion: str) -> tuple[str, int | None] | None:
    if accion in _SENALES:
        return _SENALES[accion], None
    if accion.isascii() and _CODIGO.fullmatch(accion) and int(accion) <= CODIGO_MAXIMO:
        return (FALLO if int(accion) else EXITO), int(accion)
    return None


def _desconocido(request: HttpRequest) -> HttpResponse:
    ip = request.META.get("REMOTE_ADDR", "")
    return _texto("rate limited", 429) if _excede(f"ping-extrano-{ip}", EXTRANOS) else _texto(
        "not found", 404
    )  # fmt: skip


def _excede(clave: str, maximo: int) -> bool:
    """Count one more in this minute; without a cache nobody is refused."""
    cache.add(clave, 0, 60)
    try:
        return (cache.incr(clave) or 0) > maximo
    except ValueError:
        return False


def _texto(cuerpo: str, estado: int) -> HttpResponse:
    respuesta = HttpResponse(cuerpo, status=estado, content_type="text/plain; charset=utf-8")
    respuesta["Access-Control-Allow-Origin"] = "*"
    respuesta["Ping-Body-Limit"] = str(MAXIMO_CUERPO)
    if estado == HTTPStatus.TOO_MANY_REQUESTS:
        respuesta["Retry-After"] = "60"
    return respuesta
