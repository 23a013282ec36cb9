"""Writes log lines without what an exception says or an address holds.

The text of an exception may quote an answer; a path may hold a one-time token.
"""

from __future__ import annotations

import logging
import traceback
from types import TracebackType

from django.http import HttpRequest

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


class SaysLess(logging.Filter):
    """Takes out of the lines of libraries what may be somebody's: texts and addresses."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every line; say the name of a page, and where an exception is described."""
        request = getattr(record, "request", None)
        if isinstance(record.args, dict) and "exc" in record.args:  # a task that failed
            record.args = {**record.args, "exc": "see below", "traceback": ""}
        elif isinstance(record.args, tuple) and isinstance(request, HttpRequest):
            page = request.resolver_match.view_name if request.resolver_match else "no page"
            own = {request.path, request.get_full_path()}
            record.args = tuple(page if one in own else one for one in record.args)
        return True
