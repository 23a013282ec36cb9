"""Why something is still here, and when it goes: the resolver's decisions as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from privacy.retention import holds, ladder
from privacy.retention.category import Category, DataCategory
from privacy.retention.errors import UnknownCategory
from privacy.retention.modes import After, Mode, OnEvent, steps_in_words
from privacy.retention.policies import Rule, rules_of
from privacy.retention.registry import row_categories
from privacy.retention.resolver import due_at, due_rows, ruled
from privacy.retention.targets import EVERYWHERE

# Says that a hold keeps it, without who placed it or why.
HELD = "it has to be kept for now"
WHATEVER = "also if somebody uses it"
UNTOLD = "a mail that tells of it could not be sent, so it stays for now"


@dataclass(frozen=True)
class Explanation:
    """When a row goes (None: no day is known) and why then; by which rule, from where.

    `notice` says how far its ladder is; `is_due` that the next run takes it.
    """

    on: datetime | None
    sentence: str
    rule: str
    source: str
    notice: str = ""
    unless: str = "if nobody uses it"
    is_held: bool = False
    is_due: bool = False

    @property
    def sentences(self) -> list[str]:
        """Return all of it in words, for "why is this still here"."""
        said = [f"By {self.source}, {self.rule}." if self.source else f"{_capital(self.rule)}."]
        if self.is_held:
            said.append(f"{_capital(HELD)}.")
        elif self.is_due:
            said.append("It is due: the next run takes it.")
        elif self.on is not None:
            said.append(f"It goes on {_day(self.on)}, {self.unless}.")
        if self.notice:
            said.append(f"{_capital(self.notice)}.")
        return said


def explain_one(row: Any, *, now: datetime) -> Explanation:
    """Return why `row` is still here. Raises UnknownCategory if no category answers for it."""
    for category in row_categories():
        if category.model is type(row):
            return explain(category, [row], now=now)[row.pk]
    raise UnknownCategory(f"No data category answers for {type(row).__name__}.")


def explain(
    category: DataCategory, rows: Iterable[Any], *, now: datetime
) -> dict[Any, Explanation]:
    """Return for each of these rows (loaded, of one category) when it goes and why.

    Seven queries at the most for the rule that holds everywhere and for each other one, however
    many rows there are.
    """
    loaded = {row.pk: row for row in rows}
    found: dict[Any, Explanation] = {}
    for rule in rules_of(category, now):
        left = loaded.keys() - found.keys()
        if left and rule.scope != EVERYWHERE:
            named = category.rows().filter(pk__in=left)
            left = set(ruled(category, named, rule).values_list("pk", flat=True))
        if left:
            found.update(_by_rule(category, rule, [loaded[pk] for pk in left], now))
    return found


def _by_rule(
    category: DataCategory, rule: Rule, rows: list[Any], now: datetime
) -> Iterator[tuple[Any, Explanation]]:
    wanted = [row.pk for row in rows]
    due = set(due_rows(category, rule, now).filter(pk__in=wanted).values_list("pk", flat=True))
    kept = holds.held(category)
    named = category.rows().filter(pk__in=wanted)
    held = set(named.filter(kept).values_list("pk", flat=True)) if kept is not None else set()
    told = _told(category, rule.mode, named, now)
    spared = set(named.exclude(category.due).values_list("pk", flat=True)) if category.due else ()
    for row in rows:
        one = replace(_plain(category, rule, row), is_due=row.pk in due)
        if row.pk in told:
            one = _with_ladder(one, rule.mode, told[row.pk], now)
        if row.pk in spared and category.spared:
            one = replace(one, on=None, sentence=category.spared, rule=category.spared, source="")
        if row.pk in held:
            one = replace(one, on=None, sentence=HELD, is_held=True)
        yield row.pk, one


def _plain(category: DataCategory, rule: Rule, row: Any) -> Explanation:
    mode = rule.mode
    clock = category.clock_of(mode)
    on = due_at(mode, getattr(row, clock)) if clock else None
    words = f"{category.label} {category.says(mode)}"
    why, source = _why(category, mode, on), source_of(category, rule)
    unless = WHATEVER if category.other_clock(mode) else category.unless
    return Explanation(on, why, words, source, unless=unless)


def _why(category: DataCategory, mode: Mode, on: datetime | None) -> str:
    if isinstance(mode, After) and on is not None:
        return f"because {category.label} {category.keeps(mode)}"
    if on is None and isinstance(mode, OnEvent):
        return mode.sentence
    if on is not None:
        return f"because {category.label} {category.says(mode)}"
    return f"{category.label} are kept until you delete them"


def source_of(category: Category, rule: Rule) -> str:
    """Return in words where a rule comes from, "" where it is not for anybody to decide."""
    if not category.has_policy:
        return ""
    if rule.version is None:
        return "default, since no rule is in force yet"
    where = rule.scope.words if rule.scope != EVERYWHERE else "all"
    return f"the rule for {where} (version {rule.version})"


@dataclass(frozen=True)
class _Told:
    """How far the ladder of one row is; `account` is None where there is nobody to tell."""

    account: Any
    promised: datetime | None
    untold: bool


def _told(category: DataCategory, mode: Mode, named: Any, now: datetime) -> dict[Any, _Told]:
    if not (isinstance(mode, After) and mode.steps):
        return {}
    rows = ladder.foretell(category, mode, named, now)
    columns = rows.values_list("pk", category.tell, "promised", "untold")
    return {pk: _Told(account, promised, untold) for pk, account, promised, untold in columns}


def _with_ladder(one: Explanation, mode: Mode, told: _Told, now: datetime) -> Explanation:
    assert isinstance(mode, After)
    if told.account is None or one.on is None:
        return one
    if told.untold:
        return replace(one, on=None, sentence=UNTOLD, notice=UNTOLD)
    if told.promised is not None:
        said = f"a mail told of it; nothing goes before {_day(told.promised)}"
        return replace(one, on=max(one.on, told.promised), notice=said)
    first = now + timedelta(days=mode.steps[0])
    said = f"a mail tells of it {steps_in_words(mode.steps)} before"
    return replace(one, on=max(one.on, first), notice=said)


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j F Y")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
