"""Logs: one line per event with the request_id that error pages show."""

from typing import Any

import structlog

ANONYMOUS = "/khao-sat/"  # whoever answers a survey stays unknown: adr/0022
_TELLING = ("ip", "user_id")


def forget_who_answers(_logger: Any, _name: str, event: dict[str, Any]) -> dict[str, Any]:
    """Of the form of a survey only that somebody asked for it: no code, no address, no account."""
    if any(ANONYMOUS in str(value) for value in event.values()):
        masked = {key: _masked(value) for key, value in event.items() if key not in _TELLING}
        event.clear()
        event.update(masked)
    return event


def _masked(value: Any) -> Any:
    start, path, _ = value.partition(ANONYMOUS) if isinstance(value, str) else (value, "", "")
    return f"{start}{path}…" if path else value


_EVERY_RECORD = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
    forget_who_answers,
]


def configured(*, production: bool, level: str) -> dict[str, Any]:
    """Set structlog up, and say what Django's LOGGING is: JSON in production, words at a desk."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *_EVERY_RECORD,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    words = structlog.dev.ConsoleRenderer(colors=False)
    renderer = structlog.processors.JSONRenderer(ensure_ascii=False) if production else words
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
                "foreign_pre_chain": _EVERY_RECORD,  # records of Django and the libraries
            },
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "propagate": True},  # Django's own handlers would print everything twice
            "pikepdf": {"level": "WARNING"},  # says at every start that it has started
        },
    }
