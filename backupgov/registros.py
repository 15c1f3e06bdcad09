"""Structured logs: JSON lines in production, readable lines elsewhere."""

from typing import Any

import structlog


def configurar(*, legible: bool, nivel: str) -> dict[str, Any]:
    """Configure structlog and return the matching ``LOGGING`` dictionary."""
    comunes: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
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
        salida += [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
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
