"""Rows and files of each kind in each state, by the registry: to try plans and runs on."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from accounts.models import User
from interviews.models import InterviewSession, InterviewSource
from interviews.services.publishing import publish_packages
from privacy.models import Grant, Hold, Job, LedgerEntry, Notice, RetentionBatch, SubjectKey
from privacy.retention import notices
from privacy.retention.category import After, Category, DataCategory
from privacy.retention.folders import FolderCategory
from privacy.retention.registry import all_categories
from privacy.retention.targets import EVERYWHERE, Scope, get_target
from tests.accounts.every_kind import BY_ADDRESS, make, whose
from tests.privacy.kinds import NOW

SECONDS = timedelta(seconds=10)
DAY = timedelta(days=1)
WORD = "grid"
FILES = {"data/questions/grid.yml": b"question: Who?\nfields:\n  - Name: name\nmandatory: True\n"}
# What a kind's own `due` asks of its rows.
_numbers = count(1)
DUE: dict[str, Callable[[], dict[str, Any]]] = {
    "privacy.ledger": lambda: {"kind": LedgerEntry.Kind.DECIDED, "seq": next(_numbers)},
    "privacy.lasting_word": lambda: {"seq": 1},
}


def one_role() -> str:
    return str(Group.objects.get_or_create(name=WORD)[0].pk)


def one_interview() -> str:
    if not InterviewSource.objects.exists():
        publish_packages({"test.grid": FILES}, is_listed=True, now=NOW)
    source = InterviewSource.objects.get()
    return f"{source.package.name}:{source.path}"


# Of each kind of scope those that are tried, "" for the one that is made in the test.
PLACES: dict[str, list[tuple[str, Callable[[], str]]]] = {
    "interview": [("", one_interview)],
    "role": [("", one_role)],
    "sessions": [
        (ref, lambda ref=ref: ref)  # type: ignore[misc]  # each its own
        for ref, _ in (get_target("sessions").choices or list)()
    ],
}


def clocks_of(category: Category) -> list[str]:
    return ["", *(one.name for one in category.other_clocks)]


# Each kind that has rules, each scope they can be for, each clock they can count from.
RULED = [
    (category.key, kind, place, clock)
    for category in all_categories()
    if category.has_policy
    for kind in ("", *category.policy_targets)
    for place, _ in (PLACES[kind] if kind else [("", str)])
    for clock in clocks_of(category)
]


def scope_of(kind: str, place: str) -> Scope:
    return Scope(kind, dict(PLACES[kind])[place]()) if kind else EVERYWHERE


def somebody(**fields: Any) -> User:
    email = f"{uuid4().hex}@example.org"
    person = User.objects.create(email=email, password="!", **fields)
    EmailAddress.objects.create(user=person, email=email, verified=False, primary=True)
    return person


def row_for(category: DataCategory, person: User) -> Any:
    """Return a row that is this person's, where the kind knows whose its rows are."""
    if category.model is User:
        return person
    if category.model is Job:
        note: Any = make(Notice, WORD, subject_id=person.subject_id)
        return make(Job, WORD, kind=notices.KIND, args={"message": str(note.message)})
    known = BY_ADDRESS.get(category.model, lambda _address: {})(person.email)
    told = {category.tell: person} if category.tell else {}
    given = DUE.get(category.key, dict)()
    return make(category.model, WORD, **whose(category, person), **known, **told, **given)


def move_to(row: Any, person: User, scope: Scope) -> None:
    """Let a row lie in this scope."""
    if scope.kind == "role":
        person.groups.add(int(scope.ref))
    elif scope.kind == "interview":
        version = InterviewSource.objects.get().package.versions.get()
        path = scope.ref.partition(":")[2]
        InterviewSession.everything.filter(pk=row.pk).update(version=version, path=path)
    elif scope.kind == "sessions":
        SESSIONS[scope.ref](InterviewSession.everything.get(pk=row.pk))


def update(session: InterviewSession, **values: Any) -> None:
    InterviewSession.everything.filter(pk=session.pk).update(**values)


def forget_password(session: InterviewSession) -> None:
    key = {"recipient": session.subject_id, "generation": 1}
    make(Grant, WORD, scope=session.uid, **key)
    make(SubjectKey, WORD, subject_id=session.subject_id, generation=2)


SESSIONS: dict[str, Callable[[InterviewSession], None]] = {
    "anonymous": lambda session: update(session, owner=None, mode="server"),
    "unfinished": lambda session: update(session, status="started"),
    "finished": lambda session: update(session, status="finished", finished_at=session.started_at),
    "locked": forget_password,
}
assert SESSIONS.keys() == {place for place, _ in PLACES["sessions"]}


class Grid:
    """Rows of one kind by their state, and which of them a run has to take."""

    def __init__(self, category: DataCategory, mode: Any, scope: Scope = EVERYWHERE) -> None:
        self.category, self.mode, self.scope = category, mode, scope
        self.clock = category.clock_of(mode)
        self.rows: dict[str, Any] = {}

    @property
    def can_be_held(self) -> bool:
        return self.category.whole_subject or self.category.about([uuid4()]) is not None

    @property
    def bytes_of_one(self) -> int:
        """Return the size of what hangs on a row: each of these says that it is one byte."""
        if self.category.whole_subject:
            return 0
        return sum(bool(one.size_field) for one in self.category.own_children())

    def fill(self) -> None:
        """Put a row in each state that the kind knows."""
        cutoff: datetime = self.mode.cutoff(NOW)
        self.put("due", cutoff - SECONDS)
        self.put("not yet", cutoff + SECONDS)
        if self.can_be_held:
            hold(self.put("held", cutoff - SECONDS))
        column: Any = self.category.model._meta.get_field(self.clock)
        if column.null:
            self.put("never begun", None)
        if self.category.mark_field:
            self.put("on its way", cutoff - SECONDS)
            self.change("on its way", **{self.category.mark_field: NOW})
        if self.scope != EVERYWHERE:
            self.put("elsewhere", cutoff - SECONDS, is_inside=False)

    def put(self, state: str, at: datetime | None, *, is_inside: bool = True) -> User:
        person = somebody()
        row = self.rows[state] = row_for(self.category, person)
        if self.clock != self.category.clock:
            self.change(state, **{self.category.clock: NOW})
        self.change(state, **{self.clock: at})
        if is_inside:
            move_to(row, person, self.scope)
        elif self.scope.kind == "sessions":
            other = next(ref for ref in SESSIONS if ref not in {self.scope.ref, "unfinished"})
            move_to(row, person, Scope("sessions", other))
        return person

    def change(self, state: str, **values: Any) -> None:
        self.category.rows().filter(pk=self.rows[state].pk).update(**values)

    def use(self, state: str) -> None:
        self.change(state, **{self.clock: NOW})

    def gone(self) -> set[str]:
        """Return the states whose rows are deleted, or blank where rows stay."""
        left = self.category.rows()
        if self.category.method.leaves_rows:
            left = left.filter(self.category.due)
        numbers = set(left.values_list("pk", flat=True))
        return {state for state, row in self.rows.items() if row.pk not in numbers}

    def give_children(self) -> dict[str, int]:
        """Hang on each row what can hang on it; return how much goes with one."""
        counts = {}
        for child in self.category.own_children():
            if child.has_foreign_key and not self.category.whole_subject:
                for row in self.rows.values():
                    done = {} if child.model is not RetentionBatch else {"finished_at": NOW}
                    make(child.model, WORD, **{child.path: row}, **done)
                counts[str(child.label)] = 1
        return counts


class Folder:
    """Files of one kind by their state."""

    can_be_held = False

    def __init__(self, category: FolderCategory, mode: Any, root: Path) -> None:
        self.category, self.mode, self.root = category, mode, root
        self.rows: dict[str, Path] = {}

    def fill(self) -> None:
        cutoff: datetime = self.mode.cutoff(NOW)
        self.put("due", cutoff - SECONDS)
        self.put("not yet", cutoff + SECONDS)

    def put(self, state: str, at: datetime) -> None:
        path = self.rows[state] = self.root / state
        path.write_bytes(b"sealed")
        os.utime(path, (at.timestamp(), at.timestamp()))

    def use(self, state: str) -> None:
        self.put(state, NOW)

    def gone(self) -> set[str]:
        return {state for state, path in self.rows.items() if not path.exists()}

    def give_children(self) -> dict[str, int]:
        return {}


def hold(person: User) -> None:
    ref = str(person.subject_id)
    Hold.objects.create(kind="subject", ref=ref, reason="file 7/26", review_on=NOW.date())


def period_of(category: Category) -> str:
    assert isinstance(category.default, After)
    return category.default.period


def keys(wanted: Callable[[DataCategory], bool]) -> Sequence[str]:
    return [one.key for one in all_categories() if isinstance(one, DataCategory) and wanted(one)]
