"""Writes log lines without what an exception says: its text may quote an answer or an address."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class LineFormatter(logging.Formatter):
    """One line; below it, for an exception, its class and where it came from."""

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 -- the name is logging's own
        """Return classes and places of the exception and of those that led to it."""
        lines = []
        error = ei[1]
        while error is not None:
            lines.append(f"{type(error).__module__}.{type(error).__qualname__} raised in")
            lines += [
                f"  {frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(error.__traceback__)
            ]
            hidden = error.__suppress_context__
            error = error.__cause__ or (None if hidden else error.__context__)
        return "\n".join(lines)


class WithoutExceptions(logging.Filter):
    """Takes the text of the exception out of Celery's lines about tasks that failed."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every line; put the place of the exception where its text would stand."""
        if isinstance(record.args, dict) and "exc" in record.args:
            record.args = {**record.args, "exc": "see below", "traceback": ""}
        return True
