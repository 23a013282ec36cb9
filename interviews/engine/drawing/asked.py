"""What is asked right now: a screen, and what each of its keys stands for.

The screen goes to the browser; the meaning of its keys never does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from interviews.engine.blocks.fields import FieldPart
from interviews.engine.blocks.question import Question
from interviews.engine.context import Scope
from interviews.engine.objects.lists import DAList
from interviews.engine.registry import FieldSpec
from interviews.engine.screens import Field, Screen


@dataclass(frozen=True)
class Rule:
    """When a field is there: `key` is the field on this screen that decides."""

    key: str
    values: tuple[Any, ...]  # values of ours; empty: any that is true
    sense: bool
    effect: str
    element: Any = None  # of checkboxes: the choice that decides
    by_element: bool = False


@dataclass(frozen=True)
class AskedField:
    """One input with all that is needed to read what is posted for it."""

    shown: Field
    spec: FieldSpec
    name: str
    datatype: str
    part: FieldPart
    rules: tuple[Rule, ...] = ()
    validate: Any = None


@dataclass(frozen=True)
class Meaning:
    """What pressing a button does."""

    # "collect" removes the item at the place `value`, or adds one, and asks again.
    kind: Literal["set", "embedded", "command", "link", "continue", "collect"]
    name: str = ""
    value: Any = None
    url: str = ""


@dataclass(frozen=True)
class Collected:
    """The list that a screen gathers whole."""

    owner: DAList
    floor: int  # how many items there must be at least
    is_final: bool
    first_name: str  # of the first item's first field: by it the screen is found again


@dataclass
class Asked:
    """A screen and the meaning of its keys."""

    screen: Screen
    question: Question | None = None
    scope: Scope | None = None  # in which the block was asked, with x and iterators
    sought: str = ""  # the name that led here
    fields: tuple[AskedField, ...] = ()
    buttons: Mapping[str, Meaning] = field(default_factory=dict)
    documents: Mapping[str, Any] = field(default_factory=dict)
    actions: Mapping[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    choice_key: str = ""  # under which a choice that is a block is remembered
    outer: Question | None = None  # the mandatory block that this one stands for
    branches: Mapping[str, Meaning] = field(default_factory=dict)  # by the keys of choices
    collected: Collected | None = None
    crumb: str = ""  # what the screen is called among breadcrumbs
