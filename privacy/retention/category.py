"""What an app keeps about people: one class a kind of data, in the app's `data_categories.py`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Literal
from uuid import UUID

from django.db.models import ForeignKey, Model, Q, QuerySet

from privacy.among import Many
from privacy.retention.conditions import QUERY, Condition, matching
from privacy.retention.methods import DeleteRows, Method
from privacy.retention.modes import After, ForGood, Immediately, Mode, Never, OnEvent
from privacy.vault.box import Opener

__all__ = [
    "ALL_FIELDS",
    "After",
    "Child",
    "DataCategory",
    "ForGood",
    "Immediately",
    "NamesNobody",
    "Never",
    "NoPersonalData",
    "OnEvent",
]

AllFields = Literal["__all__"]
ALL_FIELDS: AllFields = "__all__"
Fields = tuple[str, ...] | AllFields


@dataclass(frozen=True)
class NoPersonalData:
    """A model that holds nothing about a person, and why that is so."""

    model: type[Model]
    reason: str


@dataclass(frozen=True)
class NamesNobody:
    """Kinds of jobs, or Celery tasks, whose arguments name nobody's data, and why that is so."""

    kinds: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Child:
    """Rows that go with a category's rows, and before them.

    `path` leads from the child to the parent ("session", "step__session"); without a foreign key
    it is the child's own column, and `to_field` the parent's column that it repeats.
    `unlink` empties the foreign key instead of deleting the row.
    `file_fields` hold names in the default storage; those files go too. With them, `made_field`
    names the column that says when: what is newer than a line of the ledger is not what it names.
    """

    label: str
    model: type[Model]
    path: str
    fields: Fields = ALL_FIELDS
    file_fields: tuple[str, ...] = ()
    to_field: str = "pk"
    unlink: bool = False
    made_field: str = ""
    size_field: str = ""  # bytes of a row, for previews

    def rows(self, parents: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows that belong to `parents`."""
        wanted = parents.order_by().values(self.to_field)
        return self.model._base_manager.filter(**{f"{self.path}__in": wanted})

    def of(self, parent_ids: Sequence[int | str]) -> QuerySet[Any]:
        """Return the rows that still name one of these parents, also when the parent is gone."""
        return self.model._base_manager.filter(**{f"{self.path}__among": Many(parent_ids)})

    @property
    def has_foreign_key(self) -> bool:
        """Return whether the database itself keeps a parent from going before these rows."""
        if "__" in self.path:
            return False
        column = self.model._meta.get_field(self.path)
        return isinstance(column, ForeignKey) and column.db_constraint  # type: ignore[attr-defined] # the stubs lack it

    def has_newer(self, parents: QuerySet[Any], moment: datetime) -> bool:
        """Return whether one of the rows was made after `moment`, or does not say when."""
        rows = self.rows(parents)
        if self.made_field:
            rows = rows.filter(**{f"{self.made_field}__gt": moment})
        return rows.exists()

    def files(self, parents: QuerySet[Any]) -> list[str]:
        """Return the names of the files that these rows own, none twice."""
        return names_in(self.rows(parents), self.file_fields)


@dataclass(frozen=True)
class OtherClock:
    """Another moment from which an administrator may let a period count.

    It is set once, never later than the category's own clock, and nothing that somebody does
    moves it: what is counted from it goes also from under who uses it.
    """

    name: str  # for ever: policies name it
    column: str
    words: str  # "they were begun": "30 days after …"


class Category:
    """What every kind of data says of itself, rows or files. Subclass one of the two below."""

    key: ClassVar[str]  # for ever: policies and the ledger name it
    label: ClassVar[str]  # several of them: "interviews"
    purpose: ClassVar[str]  # why it is kept: "so that you can go on where you stopped"
    legal_ground: ClassVar[str]
    default: ClassVar[Mode] = Never()  # proposed to an administrator, who accepts or changes it
    floor: ClassVar[str] = "PT1H"  # no policy may be shorter
    ceiling: ClassVar[str] = "P10Y"  # nor longer; 'never' is allowed unless `must_end`
    must_end: ClassVar[bool] = False
    clock_words: ClassVar[str] = "they were last used"  # "30 days after …"
    other_clocks: ClassVar[tuple[OtherClock, ...]] = ()
    after_words: ClassVar[str] = "are deleted after {period}"  # a rule with a period, in words
    unless: ClassVar[str] = "if nobody uses it"  # "It goes on 3 May, …."
    order: ClassVar[int] = 50  # what refers to others goes before them; accounts go at 90
    # Kinds of targets for which a policy of its own can be set; `within` knows their rows.
    policy_targets: ClassVar[tuple[str, ...]] = ()
    # Rules that are proposed with `default`: a target's kind, its reference, and the rule.
    proposed: ClassVar[tuple[tuple[str, str, Mode], ...]] = ()
    stays: ClassVar[str] = ""  # when it outlives its person: why, and until when
    # Columns that name, by the number of the account, who did something; they stay when that
    # account goes. Where the category has no `stays`, `number_stays` says why.
    by_number: ClassVar[tuple[str, ...]] = ()
    number_stays: ClassVar[str] = ""
    where_else: ClassVar[tuple[str, ...]] = ()  # other places where it sits, in words
    # How keys in the cache begin that may tell of it; the cache takes no others.
    cached: ClassVar[tuple[str, ...]] = ()
    # Kinds of jobs, and Celery tasks, whose arguments name its rows by number.
    tasks: ClassVar[tuple[str, ...]] = ()

    @property
    def has_policy(self) -> bool:
        """Return whether an administrator decides how long; else its own event does, or nobody."""
        return isinstance(self.default, After | Immediately)

    def reason(self, mode: After) -> str:
        """Return why something goes, for a mail that does not say what it is."""
        return f"what people begin is kept for {mode.duration.words}"

    def keeps(self, mode: After) -> str:
        """Return for how long, after the label: "are kept for 30 days"."""
        return f"are kept for {mode.duration.words}{self._since(mode)}"

    def says(self, mode: Mode) -> str:
        """Return a rule in words, after the label: "are deleted after 30 days"."""
        if not isinstance(mode, After):
            return mode.sentence
        return mode.worded(f"{self.after_words}{self._since(mode)}")

    def counted_from(self, mode: After) -> str:
        """Return from when a rule counts, in words: "they were last used"."""
        other = self.other_clock(mode)
        return other.words if other else self.clock_words

    def other_clock(self, mode: Mode) -> OtherClock | None:
        """Return the clock that a rule names, None if it goes by the category's own."""
        name = mode.clock if isinstance(mode, After) else ""
        return next((one for one in self.other_clocks if one.name == name), None)

    def _since(self, mode: After) -> str:
        other = self.other_clock(mode)
        return f", counted from when {other.words}" if other else ""


class DataCategory(Category):
    """Rows of one model and of its children.

    It answers for `fields` of `model`. `clock` names the column that a person's act moves (never
    an `auto_now`): rows whose clock is empty are never due. `due` narrows what a policy covers.
    """

    model: ClassVar[type[Model]]
    fields: ClassVar[Fields] = ALL_FIELDS
    clock: ClassVar[str] = ""
    due: ClassVar[Q] = Q()
    children: ClassVar[tuple[Child, ...]] = ()
    method: ClassVar[Method] = DeleteRows()
    # A DateTimeField(null=True) of the model; the model's managers hide rows where it is set.
    mark_field: ClassVar[str] = ""
    file_fields: ClassVar[tuple[str, ...]] = ()
    hidden: ClassVar[tuple[str, ...]] = ()  # columns that hold secrets: no export shows them
    size_field: ClassVar[str] = ""  # bytes of a row, for previews
    # By what a hold can describe rows instead of naming them.
    conditions: ClassVar[tuple[Condition, ...]] = ()
    subject: ClassVar[str] = ""  # lookup from a row to its `subject_id`: "owner__subject_id"
    scope_field: ClassVar[str] = ""  # the column with a row's scope, whose key shares go first
    # Lookup from a row to the account of whom to tell before it goes: "owner", or "pk" where the
    # row is the account. Rows that it leads nowhere from have nobody who could be told.
    tell: ClassVar[str] = ""
    # Each row is an account, and what is due takes all of its person with it; see `let_go`.
    whole_subject: ClassVar[bool] = False
    spared: ClassVar[str] = ""  # why rows that `due` leaves out stay, in words
    # The page on which somebody deletes such a row, where a list with a button is not enough.
    delete_page: ClassVar[str] = ""

    def rows(self) -> QuerySet[Any]:
        """Return all rows of the model, also those that its managers hide."""
        return self.model._base_manager.all()

    def own_children(self) -> list[Child]:
        """Return the children that go with the rows; the others are only let go."""
        return [child for child in self.children if not child.unlink]

    @property
    def lapses(self) -> bool:
        """Return whether rows are of no use after a moment of their own; no hold puts that off."""
        return isinstance(self.default, OnEvent) and bool(self.clock)

    def about(self, subject_ids: Collection[UUID | str]) -> Q | None:
        """Return which rows are about these people, None if rows do not say about whom they are.

        Whoever overrides it says it by columns of `model`: what people see of theirs, what goes
        with them, and what a hold on them keeps are found by it alone.
        """
        return Q(**{f"{self.subject}__in": list(subject_ids)}) if self.subject else None

    def of_subject(self, subject_id: UUID) -> QuerySet[Any]:
        """Return the rows that are about this person."""
        theirs = self.about([subject_id])
        return self.rows().none() if theirs is None else self.rows().filter(theirs)

    def done_by(self, user_id: int) -> QuerySet[Any]:
        """Return the rows that say of the account with this number that it did something."""
        found = Q(pk__in=[])
        for column in self.by_number:
            found |= Q(**{column: user_id})
        return self.rows().filter(found)

    def within(self, kind: str, refs: Sequence[str]) -> Q | None:
        """Return which rows lie within these targets of one kind, None if it knows no such kind.

        Whoever overrides it asks `super()` for kinds of no interest to it.
        """
        if kind == QUERY:
            return matching(self.key, self.conditions, refs)
        return self.about(refs) if kind == "subject" else None

    def clock_of(self, mode: Mode) -> str:
        """Return the column from which a rule counts; "" where there is none."""
        other = self.other_clock(mode)
        return other.column if other else self.clock

    def account(self, column: str) -> str:
        """Return the lookup from a row to a column of the account of whom to tell."""
        return column if self.tell == "pk" else f"{self.tell}__{column}"

    def keep(self, rows: QuerySet[Any], now: datetime) -> int:
        """Move the clock of `rows` as their person's use of them would; return how many."""
        return rows.update(**{self.clock: now})

    def let_go(self, due: QuerySet[Any], *, run: int, now: datetime) -> bool:
        """Erase the one account in `due` with all of its person; return whether it is gone.

        Whoever writes `whole_subject` writes this: it asks `due` anew, under lock, in the
        transaction that takes the account away from its person. `run` is told to the erasure.
        """
        raise NotImplementedError(f"{self.key} says `whole_subject` and not how people go.")

    def farewell(self, rows: QuerySet[Any], now: datetime) -> Callable[[], None]:
        """Return what tells those who share `rows` that they are gone, to be called when they are.

        It is asked before: afterwards nobody knows who they were.
        """
        return _tell_nobody

    def scopes(self, rows: QuerySet[Any]) -> list[UUID]:
        """Return the scopes whose key shares are destroyed before the rows go, by row number."""
        if not self.scope_field:
            return []
        return list(rows.order_by("pk").values_list(self.scope_field, flat=True))

    def told_apart_by(self, rows: QuerySet[Any]) -> list[UUID]:
        """Return the scopes by which rows are known again, whatever numbers others bear."""
        return self.scopes(rows)

    def words_of(self, row: Any) -> str:
        """Return what the person knows a row by, for the page of their data."""
        return f"number {row.pk}" if isinstance(row.pk, int) else "one"

    def opened(self, rows: QuerySet[Any], opener: Opener) -> Iterator[tuple[str, bytes]]:
        """Yield names and bytes of what is sealed in `rows`, as far as `opener` opens it."""
        return iter(())

    def files(self, rows: QuerySet[Any]) -> list[str]:
        """Return the names, in the default storage, of the files that go with `rows`."""
        return names_in(rows, self.file_fields)

    def all_files(self, rows: QuerySet[Any]) -> list[str]:
        """Return the names of the files that go with `rows` and with their children."""
        return self.files(rows) + [
            name for child in self.own_children() for name in child.files(rows)
        ]


def _tell_nobody() -> None:
    """Nobody shares such rows."""


def names_in(rows: QuerySet[Any], file_fields: Iterable[str]) -> list[str]:
    """Return the file names that stand in these columns of `rows`, none empty, none twice."""
    found = (
        name for column in file_fields for name in rows.order_by().values_list(column, flat=True)
    )
    return sorted({str(name) for name in found if name})


@dataclass(frozen=True)
class Answers:
    """Which category answers for which fields of one model; the system check reads it."""

    model: type[Model]
    fields: Fields
    category: str
    file_fields: tuple[str, ...] = field(default=())


def answers_of(category: DataCategory) -> list[Answers]:
    """Return what `category` answers for: its model, then each child's that is deleted."""
    own = Answers(category.model, category.fields, category.key, category.file_fields)
    children = [
        Answers(child.model, child.fields, category.key, child.file_fields)
        for child in category.own_children()
    ]
    return [own, *children]
