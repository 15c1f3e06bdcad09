"""`/bgv-run`: the wrapper, with the address of this site filled in."""

from functools import lru_cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from gobierno.permisos_web import publica

GUION = Path(__file__).resolve().parent.parent / "envoltorio" / "bgv-run.sh"


@lru_cache(maxsize=1)
def _guion() -> str:
    return GUION.read_text(encoding="utf-8")


@publica
@require_safe
def bgv_run(request: HttpRequest) -> HttpResponse:
    """The POSIX script as plain text; it holds no secret, so anybody may read it."""
    raiz = request.build_absolute_uri("/").rstrip("/")
    respuesta = HttpResponse(
        _guion().replace("@BGV_URL@", raiz), content_type="text/plain; charset=utf-8"
    )
    respuesta["Content-Disposition"] = 'inline; filename="bgv-run"'
    return respuesta
