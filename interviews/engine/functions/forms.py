"""Values as printed forms want them: Yes and No, and texts that are cut to the fields."""

from __future__ import annotations

from typing import Any

from interviews.engine.context import Context
from interviews.engine.functions.phrases import in_language
from interviews.engine.functions.words import whole
from interviews.engine.registry import function
from interviews.engine.values import SEQUENCES, Refused, iterate, text_of, truth_of


@function("yesno")
def yesno(context: Context, value: Any, *, invert: Any = False) -> str:
    """Return "Yes" if the value is true, else "No"; the other way round with `invert`."""
    said = truth_of(context, value) is not truth_of(context, invert)
    return in_language(context, "Yes" if said else "No")


@function("noyes")
def noyes(context: Context, value: Any, *, invert: Any = False) -> str:
    """Return "No" if the value is true, else "Yes"; the other way round with `invert`."""
    return yesno(context, value, invert=not truth_of(context, invert))


@function("split")
def split(context: Context, value: Any, lengths: Any, index: int) -> str:
    """Return one part of a text that is cut between words into parts of these lengths.

    What is left over is one more part; a part that the text does not reach is empty.
    """
    said = " ".join(text_of(context, value).split())
    context.budget.text(len(said))
    several = iterate(context, lengths) if isinstance(lengths, SEQUENCES) else [lengths]
    parts = []
    for length in several:
        part, said = _cut(said, whole(length))
        parts.append(part)
    parts.append(said)
    return parts[index] if 0 <= index < len(parts) else ""


def _cut(text: str, length: int) -> tuple[str, str]:
    """Return what fits into a field, and the rest."""
    if length < 1:
        raise Refused("A part of a text has one character at least.")
    if len(text) <= length:
        return text, ""
    at = text.rfind(" ", 1, length + 1)
    at = length if at < 0 else at
    return text[:at].rstrip(), text[at:].lstrip()
