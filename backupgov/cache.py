"""The cache of production: what it keeps can always be done without, so its failure stops nobody.

The database is the only record. With Redis down, evidence still comes in and days are still
verified; only the rate limits rest until it returns.
"""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

registro = logging.getLogger("backupgov.cache")


def _sin_detenerse(nombre: str, de_respaldo: Callable[..., Any]) -> Callable[..., Any]:
    """The method `nombre` of the backend, answering `de_respaldo` when Redis does not."""
    original = getattr(RedisCache, nombre)

    @wraps(original)
    def metodo(self: RedisCache, *args: Any, **kwargs: Any) -> Any:
        try:
            return original(self, *args, **kwargs)
        except (RedisError, OSError) as error:
            registro.warning("Redis no responde: %s", error)
            return de_respaldo(*args, **kwargs)

    return metodo


def _por_defecto(clave: object, default: Any = None, **_: Any) -> Any:
    return default


class CacheTolerante(RedisCache):
    """Redis, or nothing remembered while it does not answer."""

    get = _sin_detenerse("get", _por_defecto)
    get_many = _sin_detenerse("get_many", lambda *_, **__: {})
    add = _sin_detenerse("add", lambda *_, **__: True)
    set = _sin_detenerse("set", lambda *_, **__: None)
    set_many = _sin_detenerse("set_many", lambda *_, **__: [])
    touch = _sin_detenerse("touch", lambda *_, **__: False)
    delete = _sin_detenerse("delete", lambda *_, **__: False)
    delete_many = _sin_detenerse("delete_many", lambda *_, **__: None)
    has_key = _sin_detenerse("has_key", lambda *_, **__: False)
    incr = _sin_detenerse("incr", lambda *_, **__: 1)
    clear = _sin_detenerse("clear", lambda *_, **__: False)
