"""Where the apps' categories meet; `PrivacyConfig.ready` looks for them in every app."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, TypeVar, cast
from uuid import UUID

from django.db.models import Q, QuerySet

from privacy.retention.category import Category, DataCategory, NamesNobody, NoPersonalData
from privacy.retention.errors import UnknownCategory
from privacy.retention.methods import KeepRows

FILES = "files"

_categories: dict[str, Category] = {}
_nothing_personal: list[NoPersonalData] = []
_names_nobody: list[NamesNobody] = []

Registered = TypeVar("Registered", bound=type[Category] | NoPersonalData | NamesNobody)


def register(thing: Registered) -> Registered:
    """Take a category's class (as a decorator), a `NoPersonalData` or a `NamesNobody`.

    Return it.

    Raises ValueError if another category has its key.
    """
    if isinstance(thing, NoPersonalData):
        _nothing_personal.append(thing)
        return thing
    if isinstance(thing, NamesNobody):
        _names_nobody.append(thing)
        return thing
    kind = cast(type[Category], thing)
    category = kind()
    taken = _categories.get(category.key)
    if taken is not None:
        raise ValueError(
            f"{kind.__qualname__} and {type(taken).__qualname__} both have the key "
            f"{category.key!r}; a key names one category for ever."
        )
    _categories[category.key] = category
    return thing


def all_categories() -> list[Category]:
    """Return every category, in the order in which they go: `order`, then key."""
    return sorted(_categories.values(), key=lambda one: (one.order, one.key))


def row_categories() -> list[DataCategory]:
    """Return the categories of rows, in the order in which they go."""
    return [one for one in all_categories() if isinstance(one, DataCategory)]


def get_category(key: str) -> Category:
    """Return the category with this key. Raises UnknownCategory if there is none."""
    try:
        return _categories[key]
    except KeyError as error:
        raise UnknownCategory(f"No data category has the key {key[:80]!r}.") from error


def kind_of(key: str) -> str:
    """Return what people call a kind of data; of one that no app has any more, its key."""
    name, slash, part = key.partition("/")
    try:
        label = str(get_category(name).label)
    except UnknownCategory:
        return key
    return f"{part} of {label}" if slash else label


def get_rows(key: str) -> DataCategory:
    """Return the category of rows with this key. Raises UnknownCategory if there is none.

    `KEY/files` means the files alone that hang on those rows, which stay.
    """
    name, slash, part = key.partition("/")
    if slash and part == FILES:
        return _files_of(get_rows(name))
    category = get_category(key)
    if not isinstance(category, DataCategory):
        raise UnknownCategory(f"The data category {key!r} is one of files, not of rows.")
    return category


def _files_of(parent: DataCategory) -> DataCategory:
    """Return a category of what hangs on the parent's rows and bears files; it hides nothing."""

    class FilesAlone(DataCategory):
        key = f"{parent.key}/{FILES}"
        label = parent.label
        purpose = parent.purpose
        legal_ground = parent.legal_ground
        model = parent.model
        clock = parent.clock
        subject = parent.subject
        children = tuple(child for child in parent.children if child.file_fields)
        method = KeepRows()

        def about(self, subject_ids: Collection[UUID | str]) -> Q | None:
            return parent.about(subject_ids)

        def within(self, kind: str, refs: Sequence[str]) -> Q | None:
            return parent.within(kind, refs)

        def told_apart_by(self, rows: QuerySet[Any]) -> list[UUID]:
            return parent.told_apart_by(rows)

    return FilesAlone()


def cache_prefixes() -> tuple[str, ...]:
    """Return how the keys begin that the cache may hold."""
    return tuple(prefix for one in all_categories() for prefix in one.cached)


def declared_tasks() -> list[str]:
    """Return the kinds of jobs and the Celery tasks for which a category, or nobody, answers."""
    named = [kind for one in all_categories() for kind in one.tasks]
    return named + [kind for one in _names_nobody for kind in one.kinds]


def nothing_personal() -> list[NoPersonalData]:
    """Return the models that were said to hold nothing about a person."""
    return list(_nothing_personal)
