"""Log lines: one event a line, key=value, without the values of local variables.

A traceback shows where something failed; what people typed, and who stands behind a blind need,
stays out of the log.
"""

import sys

import structlog


def configure() -> None:
    """Write events to standard error."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )
