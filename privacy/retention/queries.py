"""A hold on whatever fits a description: the target, and what can be described."""

from __future__ import annotations

from privacy.retention.category import DataCategory
from privacy.retention.conditions import QUERY, read_query, write_query
from privacy.retention.errors import TargetNotFound, UnknownCategory
from privacy.retention.registry import get_rows, row_categories
from privacy.retention.targets import Target

AT_MOST = 1000  # characters of a stored description


def describable() -> list[DataCategory]:
    """Return the categories of which a hold can describe rows."""
    return [one for one in row_categories() if one.conditions]


def find_query(typed: str) -> str:
    """Return the description as it is stored.

    Raises TargetNotFound if it names what cannot be described, or narrows nothing at all.
    """
    key, values = read_query(typed)
    category = _described(key)
    known = {one.key: one for one in category.conditions}
    for name in values:
        if name not in known:
            raise TargetNotFound(f"{category.label} cannot be described by {name[:40]!r}.")
    if not values:
        raise TargetNotFound("Describe them: choose at least one of these.")
    ref = write_query(key, {name: known[name].read(value) for name, value in values.items()})
    if len(ref) > AT_MOST:
        raise TargetNotFound("This description is too long.")
    return ref


def _described(key: str) -> DataCategory:
    try:
        category = get_rows(key)
    except UnknownCategory as error:
        raise TargetNotFound(str(error)) from error
    if not category.conditions:
        raise TargetNotFound(f"{category.label} cannot be described.")
    return category


def query_in_words(ref: str) -> str:
    """Return a description in words."""
    key, values = read_query(ref)
    try:
        category = get_rows(key)
    except UnknownCategory:
        return f"rows of {key}"
    known = {one.key: one for one in category.conditions}
    said = [known[name].words(value) if name in known else name for name, value in values.items()]
    return f"all {category.label}, {', '.join(said)}"


TARGET = Target(
    kind=QUERY,
    label="whatever fits a description",
    hint="what they have in common",
    find=find_query,
    describe=query_in_words,
    can_be_held=True,
)
