"""Texts that lie in files of the interview's packages: `content file`."""

from __future__ import annotations

from interviews.engine.context import Context
from interviews.engine.errors import ExpressionFailed, Position
from interviews.engine.text.template import Template, compile_template


def template_file(context: Context, wanted: str, position: Position) -> Template:
    """Return the text of a file of `data/templates`. Raises ExpressionFailed at `position`."""
    reference = wanted if ":" in wanted or "/" in wanted else f"data/templates/{wanted}"
    try:
        text = context.read_file(reference).decode("utf-8-sig")
    except (FileNotFoundError, UnicodeDecodeError) as error:
        raise ExpressionFailed(f'The file "{reference}" cannot be read.', position) from error
    return compile_template(text, Position(reference, 1))
