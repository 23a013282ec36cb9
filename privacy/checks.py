"""Refuses to start a site that keeps something for which no data category answers.

E001 a field belongs to no category      E005 another table holds on to a category's rows
E002 a field belongs to two              E006 rows cannot be hidden before their keys go
E003 a clock is no clock                 E007 the proposed policy is outside its own limits
E004 a file has no handler               E008 a category does not say what or why
E009 nobody answers for a task or job    E010 a cache takes keys of which nobody knows
E011 a policy is for no category         E012 removed files may live on in the storage
W001 nobody has decided on a category yet
W002 this release proposes another rule than the one did under which somebody decided

E011 and both warnings ask the database, hence only `check --database default` tells them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from celery import current_app
from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004 - Django's
from django.core.files.storage import FileSystemStorage
from django.db import DatabaseError
from django.db.models import DateTimeField, Field, FileField, ForeignKey, Model
from django.utils import timezone
from django.utils.module_loading import import_string

from privacy.caches import DeclaredKeys
from privacy.jobs import kinds
from privacy.models.policies import RetentionPolicy
from privacy.retention.category import ALL_FIELDS, Answers, Category, DataCategory, answers_of
from privacy.retention.errors import PolicyRefused
from privacy.retention.policies import check_mode
from privacy.retention.proposals import changed_since, to_decide
from privacy.retention.registry import (
    all_categories,
    declared_tasks,
    nothing_personal,
    row_categories,
)


@register("privacy")
def every_field_is_answered_for(**kwargs: Any) -> list[CheckMessage]:
    """Return what no category answers for, or two do."""
    answers = _answers()
    free = {one.model for one in nothing_personal()}
    found: list[CheckMessage] = []
    for model in _models():
        if model not in free:
            found.extend(_unanswered(model, answers[model]))
            found.extend(_files(model, answers[model]))
        elif answers[model]:
            found.append(_twice(model._meta.label, answers[model][0].category, "NoPersonalData"))
    return found


@register("privacy")
def every_task_is_answered_for(**kwargs: Any) -> list[CheckMessage]:
    """Return the kinds of jobs and Celery tasks that no category names, or two do."""
    declared = Counter(declared_tasks())
    ours = {name for name in current_app.tasks if not name.startswith("celery.")}
    found: list[CheckMessage] = [
        Error(
            f"No data category answers for the task {name!r}.",
            hint=(
                f'Add tasks = ("{name}",) to the category whose rows its arguments name, or: '
                f'register(NamesNobody(("{name}",), "why they name nobody"))'
            ),
            id="privacy.E009",
        )
        for name in sorted({*ours, *kinds.all_kinds()} - declared.keys())
    ]
    return found + [
        _twice(f"The task {name!r}", "one category", "another")
        for name, count in declared.items()
        if count > 1
    ]


@register("privacy")
def every_cache_refuses_what_is_not_declared(**kwargs: Any) -> list[CheckMessage]:
    """Return the caches that would take any key."""
    return [
        Error(
            f"The cache {alias!r} takes keys for which no data category answers.",
            hint="Set its BACKEND to privacy.caches.DeclaredLocMemCache, or to one made like it.",
            id="privacy.E010",
        )
        for alias, settings_of in settings.CACHES.items()
        if not issubclass(import_string(settings_of["BACKEND"]), DeclaredKeys)
    ]


@register("privacy")
def what_is_removed_leaves_the_storage(**kwargs: Any) -> list[CheckMessage]:
    """Return a storage of which nobody can say that a removed file has gone from it."""
    storages: dict[str, Any] = settings.STORAGES
    backend: str = storages["default"]["BACKEND"]
    if issubclass(import_string(backend), FileSystemStorage):
        return []
    return [
        Error(
            f"Files would go to {backend!r}, which may keep versions of what is removed from it.",
            hint="Keep them in a folder: what is removed there is gone, and `backup` reads it.",
            id="privacy.E012",
        )
    ]


@register(Tags.database)
def every_policy_has_its_category(
    databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Return policies for what is not there, and categories on which nobody has decided."""
    if "default" not in (databases or ()):
        return []
    known = {category.key for category in all_categories()}
    try:
        named = set(RetentionPolicy.objects.values_list("category", flat=True).distinct())
        undecided = to_decide(timezone.now())
        changed = changed_since(timezone.now())
    except DatabaseError:  # before the first migration
        return []
    found: list[CheckMessage] = [
        Error(
            f"There is a policy for {key!r}, and no such data category.",
            hint="Was its app taken out? What it kept has no rule any more; put it back or erase.",
            id="privacy.E011",
        )
        for key in sorted(named - known)
    ]
    found += [
        Warning(
            f"This release proposes another rule for {one.category.label}; yours goes on.",
            hint="Accept it, or keep yours, under Retention policies.",
            id="privacy.W002",
        )
        for one in changed
    ]
    return found + [
        Warning(
            f"Nobody has decided how long {category.label} are kept; nothing of them goes.",
            hint=f"Accept or change what {category.key!r} proposes under Retention policies.",
            id="privacy.W001",
        )
        for category in undecided
    ]


@register("privacy")
def categories_make_sense(**kwargs: Any) -> list[CheckMessage]:
    """Return what is wrong with the categories themselves."""
    found = [error for category in all_categories() for error in _says_what_and_why(category)]
    for category in row_categories():
        found.extend(_clock(category))
        found.extend(_mark(category))
        found.extend(_held_on_to(category))
    return found


def _models() -> list[type[Model]]:
    """Return every table of every installed app, also those between many and many."""
    found = apps.get_models(include_auto_created=True)
    return [one for one in found if one._meta.managed and not one._meta.proxy]


def _answers() -> dict[type[Model], list[Answers]]:
    found: dict[type[Model], list[Answers]] = defaultdict(list)
    for category in row_categories():
        for one in answers_of(category):
            found[one.model].append(one)
    return found


def _columns(model: type[Model]) -> list[Field[Any, Any]]:
    return [field for field in model._meta.local_fields if field.concrete]


def _unanswered(model: type[Model], answers: list[Answers]) -> Iterator[CheckMessage]:
    label = model._meta.label
    if not answers:
        yield Error(
            f"{label} belongs to no data category.",
            hint=(
                f"In {model._meta.app_label}/data_categories.py (or the app's that installs it) "
                f"write a DataCategory with `model = {model.__name__}`, name it as a Child, or: "
                f'register(NoPersonalData({model.__name__}, "why it holds nothing personal"))'
            ),
            obj=model,
            id="privacy.E001",
        )
        return
    for field in _columns(model):
        who = [one for one in answers if one.fields == ALL_FIELDS or field.name in one.fields]
        if not who:
            yield Error(
                f"{label}.{field.name} belongs to no data category.",
                hint=f'Add "{field.name}" to the fields of {answers[0].category!r}.',
                obj=model,
                id="privacy.E001",
            )
        elif len({one.category for one in who}) > 1:
            yield _twice(f"{label}.{field.name}", who[0].category, who[1].category)


def _twice(what: str, one: str, other: str) -> Error:
    return Error(
        f"{what} belongs to {one!r} and to {other!r}.",
        hint="One category answers for each field; take it out of the other.",
        id="privacy.E002",
    )


def _files(model: type[Model], answers: list[Answers]) -> Iterator[CheckMessage]:
    handled = {name for one in answers for name in one.file_fields}
    for field in _columns(model):
        if isinstance(field, FileField) and field.name not in handled:
            yield Error(
                f"{model._meta.label}.{field.name} holds files that nothing removes.",
                hint=f'Add file_fields = ("{field.name}",) to its category or Child.',
                obj=model,
                id="privacy.E004",
            )


def _says_what_and_why(category: Category) -> Iterator[CheckMessage]:
    for name in ("label", "purpose", "legal_ground"):
        if not getattr(category, name, ""):
            yield Error(
                f"The category {category.key!r} has no {name}.",
                hint=f'Add {name} = "…": people read it.',
                id="privacy.E008",
            )
    if category.has_policy:
        try:
            check_mode(category, category.default)
        except PolicyRefused as refused:
            yield Error(
                f"The category {category.key!r} proposes what it does not allow: {refused}",
                hint="Correct `default`, `floor` or `ceiling`.",
                id="privacy.E007",
            )


def _clock(category: DataCategory) -> Iterator[CheckMessage]:
    if not category.clock:
        if category.has_policy:
            yield _no_clock(category, "has a policy but no clock", "Name a DateTimeField.")
        return
    names = {field.name: field for field in category.model._meta.get_fields()}
    for name in (category.clock, *(one.column for one in category.other_clocks)):
        field = names.get(name)
        if not isinstance(field, DateTimeField):
            yield _no_clock(category, f"has the clock {name!r}, no DateTimeField", "Name one.")
        elif field.auto_now:
            yield _no_clock(
                category,
                f"has the clock {name!r}, which every save moves",
                "Take auto_now away: only an act of a person may move a clock.",
            )
    # What cannot be hidden is asked about by its own clock once more as it goes.
    if category.other_clocks and not category.mark_field:
        yield _no_clock(category, "has other clocks, and no mark_field", "Let rows be hidden.")


def _no_clock(category: DataCategory, what: str, hint: str) -> Error:
    return Error(f"The category {category.key!r} {what}.", hint=hint, id="privacy.E003")


def _mark(category: DataCategory) -> Iterator[CheckMessage]:
    destroys = bool(category.scope_field)
    if not category.mark_field:
        if destroys:
            yield Error(
                f"The category {category.key!r} destroys keys of rows that it cannot hide.",
                hint='Add mark_field = "erasing_at"; managers hide rows where it is set.',
                id="privacy.E006",
            )
        return
    names = {field.name: field for field in category.model._meta.get_fields()}
    field = names.get(category.mark_field)
    if not isinstance(field, DateTimeField) or not field.null or category.method.leaves_rows:
        yield Error(
            f"The category {category.key!r} cannot hide rows by {category.mark_field!r}.",
            hint="It wants a DateTimeField(null=True) of rows that are deleted afterwards.",
            id="privacy.E006",
        )


def _held_on_to(category: DataCategory) -> Iterator[CheckMessage]:
    """Return foreign keys that would make the database refuse to delete the rows."""
    # Whole people go by their own erasure, for which the category of accounts answers.
    if category.method.leaves_rows or not category.fields:
        return
    deleted = [category.model, *(child.model for child in category.own_children())]
    let_go = {(child.model, child.path) for child in category.children if child.unlink}
    earlier = {one.model for one in row_categories() if one.order < category.order}
    for model in _models():
        if model in deleted or model in earlier:
            continue
        for field in _columns(model):
            if not isinstance(field, ForeignKey) or field.remote_field.model not in deleted:
                continue
            if (model, field.name) not in let_go:
                yield Error(
                    f"{model._meta.label}.{field.name} holds on to rows of {category.key!r}.",
                    hint=(
                        f"Delete it first, as Child(…, {model.__name__}, …), or empty it with "
                        "unlink=True, or give its category a lower order."
                    ),
                    obj=model,
                    id="privacy.E005",
                )
