"""How long each category is kept today: the administrators' last word, or the code's own event."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet

from privacy.models.policies import RetentionPolicy
from privacy.retention import durations
from privacy.retention.category import Category
from privacy.retention.errors import PolicyRefused
from privacy.retention.modes import After, Immediately, Mode, Never, is_shorter, read_mode
from privacy.retention.registry import all_categories


@dataclass(frozen=True)
class Rule:
    """What holds for a category; `version` is None where no administrator has decided."""

    mode: Mode
    version: int | None = None


def rule_at(category: Category, moment: datetime) -> Rule:
    """Return the rule that is in force at `moment`: one query, none if there is no policy."""
    if not category.has_policy:
        return Rule(category.default)
    version = _effective(moment).filter(category=category.key).order_by("-version").first()
    return _rule(version)


def rules_at(moment: datetime) -> dict[str, Rule]:
    """Return the rule of every category by its key, in one query."""
    newest: dict[str, RetentionPolicy] = {}
    for version in _effective(moment).order_by("version"):
        newest[version.category] = version
    return {
        one.key: _rule(newest.get(one.key)) if one.has_policy else Rule(one.default)
        for one in all_categories()
    }


def _effective(moment: datetime) -> QuerySet[RetentionPolicy]:
    return RetentionPolicy.objects.filter(withdrawn_at=None, effective_at__lte=moment)


def _rule(version: RetentionPolicy | None) -> Rule:
    """Return the rule of a version; what nobody has accepted yet purges nothing."""
    if version is None:
        return Rule(Never())
    return Rule(read_mode(version.mode, version.period), version.version)


def check_mode(category: Category, mode: Mode) -> None:
    """Raise PolicyRefused unless `mode` lies within what the category allows."""
    if not category.has_policy:
        raise PolicyRefused(
            f"{category.label}: no policy can be set; they {category.default.sentence}."
        )
    if isinstance(mode, Never):
        if category.must_end:
            raise PolicyRefused(f"{category.label} cannot be kept without end; choose a period.")
    elif isinstance(mode, Immediately):
        if category.floor:
            shortest = durations.parse(category.floor).words
            raise PolicyRefused(f"{category.label} are kept {shortest} at the least.")
    elif isinstance(mode, After):
        _check_period(category, mode)
    else:
        raise PolicyRefused(f"{category.label}: only the software itself can say 'on event'.")


def _check_period(category: Category, mode: After) -> None:
    period, ceiling = mode.duration, durations.parse(category.ceiling)
    if category.floor:
        floor = durations.parse(category.floor)
        if period.shortest < floor.shortest:
            raise PolicyRefused(
                f"{category.label} are kept {floor.words} at the least; got {period.words}."
            )
    if period.shortest > ceiling.longest:
        raise PolicyRefused(
            f"{category.label} are kept {ceiling.words} at the most; got {period.words}."
        )


def effective_from(category: Category, mode: Mode, now: datetime) -> datetime:
    """Return when `mode`, saved at `now`, would be in force: what lets data go sooner waits."""
    if is_shorter(mode, rule_at(category, now).mode):
        return now + timedelta(hours=settings.DASITE_POLICY_DELAY_HOURS)
    return now


def set_policy(
    category: Category, mode: Mode, *, now: datetime, by: int | None, note: str = ""
) -> RetentionPolicy:
    """Return the new version. What was still waiting for its day is withdrawn.

    Raises PolicyRefused if the category does not allow it, or somebody else was quicker.
    """
    check_mode(category, mode)
    versions = RetentionPolicy.objects.filter(category=category.key)
    last = versions.aggregate(last=Max("version"))["last"] or 0
    effective_at = effective_from(category, mode, now)
    try:
        with transaction.atomic():
            _waiting(category.key, now).update(withdrawn_at=now, withdrawn_by=by)
            return RetentionPolicy.objects.create(
                category=category.key,
                version=last + 1,
                mode=mode.word,
                period=mode.period if isinstance(mode, After) else "",
                note=note,
                created_by=by,
                created_at=now,
                effective_at=effective_at,
            )
    except IntegrityError as error:
        raise PolicyRefused(
            f"{category.label}: somebody else saved version {last + 1} just now; look at it first."
        ) from error


def _waiting(key: str, now: datetime) -> QuerySet[RetentionPolicy]:
    return RetentionPolicy.objects.filter(category=key, withdrawn_at=None, effective_at__gt=now)


def waiting(category: Category, now: datetime) -> RetentionPolicy | None:
    """Return the version that is not in force yet, if there is one."""
    return _waiting(category.key, now).order_by("-version").first()


def withdraw(policy: RetentionPolicy, *, now: datetime, by: int | None) -> None:
    """Take back a version before its day. Raises PolicyRefused if it is in force or taken back."""
    if (
        not _waiting(policy.category, now)
        .filter(pk=policy.pk)
        .update(withdrawn_at=now, withdrawn_by=by)
    ):
        raise PolicyRefused(
            f"{policy}: it is in force or was withdrawn; set a new policy instead."
        )


def proposals(now: datetime) -> list[Category]:
    """Return the categories for which an administrator has not decided yet."""
    decided = set(
        RetentionPolicy.objects.filter(withdrawn_at=None).values_list("category", flat=True)
    )
    return [one for one in all_categories() if one.has_policy and one.key not in decided]


def accept_proposals(
    categories: Iterable[Category], *, now: datetime, by: int | None
) -> list[RetentionPolicy]:
    """Return new versions that say what the code proposes for these categories."""
    note = "as proposed"
    return [set_policy(one, one.default, now=now, by=by, note=note) for one in categories]
