"""Which keys of a field say something about it, and which one is its label."""

from __future__ import annotations

from interviews.engine.names import is_name
from interviews.engine.source import Map

KEYS = {
    "label", "field", "no label", "datatype", "input type", "required", "default", "hint",
    "help", "note", "html", "raw html", "choices", "code", "show if", "hide if", "enable if",
    "disable if", "js show if", "js hide if", "js enable if", "js disable if", "min", "max",
    "step", "minlength", "maxlength", "rows", "validate", "validation messages",
    "disable others", "uncheck others", "check others", "none of the above",
    "all of the above", "exclude", "shuffle", "object labeler", "label above field",
    "floating label", "grid", "item grid", "css class", "field metadata",
    "address autocomplete", "under text", "currency symbol", "scale", "inline width", "accept",
    "maximum image size", "image upload type", "persistent", "private", "allow users",
    "allow privileges", "file css class", "using", "action", "trigger at", "disabled",
    "script", "css", "permissions", "keep for training", "help generator", "image generator",
    "group", "inline", "width", "extras", "nota", "aota", "max selections", "datatype options",
    "pattern", "address", "inputtype", "comment", "object label", "sort", "language",
}  # fmt: skip
# Of these, what changes nothing here; a field may well be called so.
_DOUBTFUL = {
    "action", "address", "comment", "extras", "grid", "group", "inline", "language", "pattern",
    "permissions", "persistent", "private", "scale", "sort", "using", "width",
}  # fmt: skip


def labels_of(field: Map) -> list[str]:
    """Return the keys that are labels: one, if the field is written as it should be.

    A word that says something elsewhere is a label where a name stands behind it, and it is first.
    """
    found = [key for key in field if key not in KEYS]
    first = next(iter(field), "")
    if not found and first in _DOUBTFUL and "field" not in field and is_name(field[first]):
        return [first]
    return found
