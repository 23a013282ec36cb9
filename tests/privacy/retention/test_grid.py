"""Each kind of data, each scope, each clock, each state: the plan says what the run does.

All of it comes from the registry: a kind that somebody adds is tried here without being named.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from privacy.models import Hold, Notice, RetentionRun
from privacy.retention import limits, policies, schedule
from privacy.retention import run as runs
from privacy.retention.category import DataCategory
from privacy.retention.errors import PlanStale, PolicyRefused
from privacy.retention.explaining import explain
from privacy.retention.folders import FolderCategory
from privacy.retention.limits import Limits
from privacy.retention.modes import After, Immediately, Inherit, Never
from privacy.retention.plan import make_plan, plan_with, preview
from privacy.retention.policies import Rule
from privacy.retention.registry import all_categories, get_category, get_rows
from privacy.retention.resolver import due_rows
from privacy.retention.targets import EVERYWHERE, Scope
from tests.privacy.grid import (
    RULED,
    SECONDS,
    Folder,
    Grid,
    keys,
    period_of,
    scope_of,
)
from tests.privacy.kinds import NOW

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
LONG_AGO = NOW - 9000 * DAY
UNRULED = [one.key for one in all_categories() if not one.has_policy]


@pytest.fixture(autouse=True)
def _at_once(settings):
    settings.DASITE_POLICY_DELAY_HOURS = 0


@pytest.fixture
def grid(request, monkeypatch, tmp_path: Path) -> Any:
    """Rows or files of the kind, in the scope, with the clock that the test is for."""
    key, kind, place, clock = request.param
    category, mode = get_category(key), After(period_of(get_category(key)), clock=clock)
    if isinstance(category, DataCategory):
        return Grid(category, mode, scope_of(kind, place))
    assert isinstance(category, FolderCategory)
    monkeypatch.setattr(type(category), "roots", lambda self: (tmp_path,))
    return Folder(category, mode, tmp_path)


def in_words(cell: tuple[str, str, str, str]) -> str:
    return " ".join(filter(None, cell))


def scope(grid: Any) -> Scope:
    return getattr(grid, "scope", EVERYWHERE)


def rule(grid: Any, mode: Any = None, **given: Any) -> Any:
    values = {"now": LONG_AGO, "by": 1, "scope": scope(grid), **given}
    return policies.set_policy(grid.category, mode or grid.mode, **values)


def carry_out(grid: Any) -> int:
    plan = make_plan(NOW, keys=[grid.category.key])
    done = runs.carry_out(plan, lambda: NOW, trigger=RetentionRun.Trigger.BEAT)
    assert done.state == RetentionRun.State.DONE
    assert done.erased == plan.count
    return plan.count


each = pytest.mark.parametrize("grid", RULED, indirect=True, ids=map(in_words, RULED))


@each
def test_what_is_due_by_a_rule_goes_and_all_else_stays(grid):
    grid.fill()
    hanging = grid.give_children()
    held = int(grid.can_be_held)
    (shown,) = plan_with(grid.category, grid.mode, NOW, scope(grid)).lines
    rule(grid)
    plan = make_plan(NOW, keys=[grid.category.key])
    (line,) = plan.lines
    assert (line.count, line.held) == (shown.count, shown.held) == (1, held)
    assert line.digest == shown.digest
    assert {label: dict(line.children).get(label) for label in hanging} == hanging
    if isinstance(grid, Grid):
        assert line.size == grid.bytes_of_one
        said = explain(grid.category, grid.category.rows(), now=NOW)
        assert [pk for pk, one in said.items() if one.is_due] == [grid.rows["due"].pk]
        kept = [pk for pk, one in said.items() if one.is_held]
        assert kept == [grid.rows[state].pk for state in grid.rows if state == "held"]
    assert carry_out(grid) == 1
    assert grid.gone() == {"due"}
    Hold.objects.filter(released_at=None, kind="subject").update(released_at=NOW)
    assert carry_out(grid) == held
    assert grid.gone() == {"due", "held"} & grid.rows.keys()


def undecided(grid: Any) -> None:
    pass


def waits(grid: Any) -> Any:
    limits.set_limits(Limits(), now=LONG_AGO, by=None)
    return rule(grid, now=NOW)


def withdrawn(grid: Any) -> None:
    policies.withdraw(waits(grid), now=NOW, by=1)


def watched(grid: Any) -> None:
    policies.watch(grid.category, grid.mode, now=LONG_AGO, by=1, scope=scope(grid))


def to_approve(grid: Any) -> None:
    limits.set_limits(Limits(second_person=True), now=LONG_AGO, by=None)
    rule(grid)


def longer(grid: Any) -> None:
    rule(grid)
    rule(grid, After(grid.category.ceiling))


def never(grid: Any) -> None:
    rule(grid)
    if not grid.category.must_end:
        rule(grid, Never())
    else:
        longer(grid)


def inherits(grid: Any) -> None:
    if scope(grid) != EVERYWHERE:
        rule(grid)
        rule(grid, Inherit())


STATES: tuple[Callable[[Any], object], ...] = (
    undecided, waits, withdrawn, watched, to_approve, longer, never, inherits,
)  # fmt: skip


@each
def test_by_a_rule_that_is_not_in_force_nothing_goes_nor_what_was_used_since(grid):
    grid.fill()
    for state in STATES:
        with transaction.atomic():
            state(grid)
            assert make_plan(NOW, keys=[grid.category.key]).count == 0, state.__name__
            transaction.set_rollback(True)
    rule(grid)
    plan = make_plan(NOW, keys=[grid.category.key])
    grid.use("due")
    with pytest.raises(PlanStale):
        runs.carry_out(plan, lambda: NOW, trigger=RetentionRun.Trigger.BEAT)
    assert grid.gone() == set()


@pytest.mark.parametrize("key", keys(lambda one: one.lapses))
def test_what_lapses_goes_by_its_own_moment_held_or_not(key):
    for unit in ("privacy.backup_default", "privacy.backup_vault"):
        backups = get_category(unit)
        policies.set_policy(backups, backups.default, now=LONG_AGO, by=1)
    grid = Grid(get_rows(key), get_rows(key).default)
    grid.fill()
    taken = {"due", "held"} & grid.rows.keys()
    assert due_rows(grid.category, Rule(grid.mode), NOW).count() == len(taken)
    assert schedule.expire(lambda: NOW, until=NOW + DAY) == len(taken)
    assert grid.gone() == taken


@pytest.mark.parametrize("key", UNRULED)
def test_for_what_goes_by_itself_nobody_sets_a_rule(key):
    for mode in (After("P30D"), Never(), Immediately()):
        with pytest.raises(PolicyRefused):
            policies.set_policy(get_category(key), mode, now=NOW, by=1)


@pytest.mark.parametrize("key", keys(lambda one: not one.has_policy and not one.lapses))
def test_what_has_no_moment_of_its_own_is_never_due(key):
    category = get_rows(key)
    assert make_plan(NOW, keys=[key]).count == 0
    assert not due_rows(category, Rule(category.default), NOW).exists()


@pytest.mark.parametrize("key", keys(lambda one: bool(one.tell)))
def test_under_a_rule_with_notices_goes_what_was_told_or_has_nobody(key):
    category = get_rows(key)
    grid = Grid(category, After(period_of(category), (7, 1)))
    at = grid.mode.cutoff(NOW) - SECONDS
    for state in ("told", "untold", "told of failure", "told too late"):
        note(grid, state, grid.put(state, at), at)
    if category.tell != "pk":
        grid.put("nobody", at)
        grid.change("nobody", **{category.tell: None})
    taken = {"told", "nobody"} & grid.rows.keys()
    assert preview(category, grid.mode, NOW).now.count == len(taken)
    rule(grid)
    assert carry_out(grid) == len(taken)
    assert grid.gone() == taken


def note(grid: Grid, state: str, person: Any, at: Any) -> None:
    """Write on which step somebody was told of a row, and whether that went well."""
    if state == "untold":
        return
    values = {
        "subject_id": person.subject_id,
        "category": grid.category.key,
        "row": grid.rows[state].pk,
        "clock": at,
        "period": grid.mode.period,
        "step": 1,
        "due_at": NOW + SECONDS if state == "told too late" else NOW - SECONDS,
        "sent_at": NOW - DAY,
        "message": uuid4(),
    }
    Notice.objects.create(state=Notice.State.SENT, **values)
    if state == "told of failure":
        Notice.objects.create(state=Notice.State.BOUNCED, **{**values, "step": 7})
