"""Gives a person a row of each kind of data that knows people, by the registry and no list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db import models
from django.utils import timezone

from accounts.guesses import digest, footprint
from accounts.models import ApiKeyRules, BanRules, Invitation, PhoneNumber, User
from accounts.services import phones
from privacy.models import Job, Notice, RetentionLimits, RetentionPolicy, Tombstone
from privacy.retention import notices
from privacy.retention.category import Child, DataCategory
from privacy.retention.registry import row_categories

# Kinds that stay by what they say, or whose rows say of nobody whose they are.
KNOW_NOBODY = {one.key for one in row_categories() if one.stays} | {
    "accounts.api_key_rules",
    "accounts.ban_rules",
    "accounts.guess_count",
    "accounts.unconfirmed",
    "privacy.file_to_remove",
    "privacy.key_share",
    "privacy.limits",
    "privacy.policy",
    "privacy.ticket",
}
VALUES: dict[type[models.Field[Any, Any]], Any] = {
    models.DateTimeField: timezone.now,
    models.DateField: timezone.localdate,
    models.UUIDField: uuid4,
    models.BinaryField: lambda: b"sealed",
    models.BooleanField: lambda: False,
    models.IntegerField: lambda: 1,
    models.JSONField: dict,
}


def make(model: type[models.Model], word: str, **given: Any) -> models.Model:
    """Save a row in which each free text is, or holds, `word`."""
    values = {
        field.name: value_for(field, word)
        for field in model._meta.concrete_fields
        if field.name not in given and needs_value(field)
    }
    return model._base_manager.create(**values, **given)


def needs_value(field: Any) -> bool:
    counts_itself = isinstance(field, models.AutoField)
    return is_text(field) or not (counts_itself or field.null or field.has_default())


def is_text(field: Any) -> bool:
    return isinstance(field, models.CharField | models.TextField) and not field.choices


def value_for(field: Any, word: str) -> Any:
    if field.remote_field:
        found = field.remote_field.model._base_manager.first()
        return found or make(field.remote_field.model, "other")
    if field.choices:
        return field.choices[0][0]
    if is_text(field):
        return f"{word}{uuid4().hex if field.unique else ''}"[: field.max_length]
    return next(made() for kind, made in VALUES.items() if isinstance(field, kind))


# Kinds that know a person by an address alone.
BY_ADDRESS: dict[type[models.Model], Callable[[str], dict[str, str]]] = {
    Invitation: lambda address: {"footprint": digest("invitation", address)},
    **dict.fromkeys(
        (AccessAttempt, AccessFailureLog, AccessLog),
        lambda address: {"username": footprint(address)},
    ),
}


def have_each_kind(person: User, word: str, phone: str) -> None:
    """Give this person a row of each kind, also of those that know them by an address alone."""
    number = {"key": phones.key_of(phone), "sealed": phones.seal(person, phone)}
    PhoneNumber.objects.create(user=person, confirmed_at=timezone.now(), **number)
    for model, known_by in BY_ADDRESS.items():
        make(model, word, **known_by(person.email))
    fill(person, word)
    note = Notice.objects.get(subject_id=person.subject_id)
    make(Job, word, kind=notices.KIND, args={"message": str(note.message)})


# What the database asks of decisions.
ALLOWED: dict[type[models.Model], dict[str, Any]] = {
    RetentionPolicy: {"mode": "never", "period": "", "notice_steps": "", "clock": ""},
    RetentionLimits: {"delay_hours": 24},
    BanRules: {"failures": 10, "minutes": 60},
    ApiKeyRules: {"days": 30},
}


def decide(person: User, about: User, word: str) -> None:
    """Let this person have done, with another, all that stays on record by the number."""
    for category in row_categories():
        if category.model is Tombstone:
            continue
        columns = {field.name: field for field in category.model._meta.concrete_fields}
        others: dict[str, Any] = {
            name: about for name, field in columns.items() if field.related_model is User
        }
        others |= {name: about.pk for name in category.by_number if not columns[name].null}
        for number, name in enumerate(category.by_number, 1):
            version = {"version": number} if "version" in columns else {}
            given = {**others, **ALLOWED.get(category.model, {}), **version, name: person.pk}
            make(category.model, word, **given)


def fill(person: User, word: str) -> None:
    """Give this person a row of each kind that says whose its rows are and goes with them."""
    for category in row_categories():
        if category.stays or not category.subject or category.model is User:
            continue
        if not category.of_subject(person.subject_id).exists():
            make(category.model, word, **whose(category, person))
        for child in category.own_children():
            fill_child(category, child, person, word)


def whose(category: DataCategory, person: User) -> dict[str, Any]:
    """Return the column that says that a row is this person's, where the kind has one."""
    column, _, rest = category.subject.partition("__")
    return {column: person if rest else person.subject_id} if column else {}


def fill_child(category: DataCategory, child: Child, person: User, word: str) -> None:
    rows = category.of_subject(person.subject_id)
    if not child.rows(rows).exists():
        make(child.model, word, **{child.path: rows[0]})
