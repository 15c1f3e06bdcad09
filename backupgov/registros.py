"""Structured logs: JSON lines in production, readable lines elsewhere."""

import re
from typing import Any

import structlog

_PING = re.compile(r"/p/[^\s\"'?]+")


def tapar_pings(_registro: Any, _metodo: str, evento: dict[str, Any]) -> dict[str, Any]:
    """Hide the address of a ping wherever a record tells a path: whoever has it can write runs.

    Fuente: X-10, evidencia.md §9.
    """
    return {
        clave: _PING.sub("/p/…", valor) if isinstance(valor, str) else valor
        for clave, valor in evento.items()
    }


def configurar(*, legible: bool, nivel: str) -> dict[str, Any]:
    """Configure structlog and return the matching ``LOGGING`` dictionary."""
    comunes: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        tapar_pings,
    ]
    structlog.configure(
        processors=[*comunes, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    salida: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if legible:
        salida.append(structlog.dev.ConsoleRenderer(colors=False))
    else:
        salida += [
            structlog.processors.format_exc_info, tapar_pings, structlog.processors.JSONRenderer(),
        ]  # fmt: skip
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "estructurado": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": comunes,
                "processors": salida,
            }
        },
        "handlers": {
            "consola": {"class": "logging.StreamHandler", "formatter": "estructurado"},
        },
        "root": {"handlers": ["consola"], "level": nivel},
        "loggers": {
            "django.server": {"handlers": ["consola"], "level": nivel, "propagate": False},
        },
    }
