"""What a person is shown, as frozen data; somebody else draws it.

Texts are `Html`: safe to put into a page as they are. All else is plain text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


class Html(str):
    """Text that is HTML already, sanitised by the engine; Django's templates take it as safe."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


EMPTY = Html()


@dataclass(frozen=True)
class Choice:
    """One of several: `key` is what the form posts, never an author's or a person's value."""

    key: str
    label: Html
    help: Html = EMPTY
    image: str = ""
    css_class: str = ""
    chosen: bool = False
    # Whom choosing this switches off: checkboxes' "none of the above".
    exclusive: bool = False
    group: str = ""  # the heading under which a menu lists it


@dataclass(frozen=True)
class Condition:
    """Show or enable a field only if another field has (or has not) one of `values`.

    `field` is the key of a field on the same screen; `values` are what that field would post.
    The browser follows it for comfort; the server decides again.
    """

    field: str
    values: tuple[str, ...]
    sense: bool = True
    effect: Literal["show", "enable"] = "show"


@dataclass(frozen=True)
class Item:
    """One element of a list that a screen gathers; the fields that bear it belong together."""

    place: int  # counted from 0
    label: Html
    remove: str = ""  # the key of the button that removes it; empty if it has to stay
    remove_label: Html = EMPTY


@dataclass(frozen=True)
class Field:
    """One input of a screen. `key` ("f0", "f1", …) is built by the server; forms post no other."""

    key: str
    name: str  # the path of the variable that it sets, for services and tests; never in a page
    datatype: str  # names the template: interviews/datatypes/<datatype>.html
    label: Html = EMPTY
    hint: str = ""
    help: Html = EMPTY
    note: Html = EMPTY  # a note or raw HTML in place of an input; datatype is "note" then
    required: bool = True
    value: str | tuple[str, ...] = ""  # what the control shows at first, as it would be posted
    choices: tuple[Choice, ...] = ()
    conditions: tuple[Condition, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)  # min, max, step, minlength, rows…
    label_above: bool = False
    grid: int = 0
    css_class: str = ""
    disable_others: tuple[str, ...] = ()  # keys of the fields that an answer here switches off
    uncheck_others: tuple[str, ...] = ()  # keys of the boxes that ticking this one clears
    check_others: tuple[str, ...] = ()  # keys of the boxes that ticking this one ticks
    disabled: bool = False  # shown, never answered
    item: Item | None = None


@dataclass(frozen=True)
class Button:
    """One way onward. `key` is what the form posts as `button`."""

    key: str
    label: Html
    image: str = ""
    color: str = ""
    # "answer" stores and goes on; "command" leaves, restarts, exits; "link" goes to `url`;
    # "action" posts its key as `action`.
    kind: Literal["answer", "command", "link", "action"] = "answer"
    url: str = ""
    help: Html = EMPTY
    disabled: bool = False  # shown, never pressed


@dataclass(frozen=True)
class DocumentOffer:
    """A document that this screen offers; `Runner.document(key)` makes its bytes."""

    key: str
    name: str
    filename: str  # without its ending
    description: Html = EMPTY
    formats: tuple[str, ...] = ("html", "pdf", "docx")


@dataclass(frozen=True)
class ReviewItem:
    """One line of a review screen: a link that asks again, or a note between them."""

    label: Html
    action: str = ""  # a signed action's key, posted as `action`; empty for a note
    text: Html = EMPTY
    button: str = ""


@dataclass(frozen=True)
class MenuItem:
    """One entry of the menu in the bar: it starts an action, or leads to `url`."""

    label: str
    action: str = ""  # as of a review item
    url: str = ""


@dataclass(frozen=True)
class SectionMark:
    """One part of the interview for the navigation: `state` is 'done', 'here' or 'ahead'."""

    label: str
    state: Literal["done", "here", "ahead"]
    depth: int = 0
    action: str = ""  # as of a review item


@dataclass(frozen=True)
class Screen:
    """One screen. `id` is a hash of what is asked: a stale or doubled form bears another one."""

    id: str
    kind: Literal["fields", "continue", "buttons", "review", "end", "signature"]
    question: Html
    subquestion: Html = EMPTY
    fields: tuple[Field, ...] = ()
    buttons: tuple[Button, ...] = ()
    documents: tuple[DocumentOffer, ...] = ()
    document_notice: bool = True  # say that the documents were made
    review: tuple[ReviewItem, ...] = ()
    help: Html = EMPTY  # of this question
    help_label: str = ""
    interview_help: Html = EMPTY
    interview_help_label: str = ""
    help_beside: bool = False  # the bar has the interview's help alone
    menu: tuple[MenuItem, ...] = ()
    under: Html = EMPTY
    submit: Html = EMPTY  # before the buttons
    pre: Html = EMPTY
    post: Html = EMPTY
    right: Html = EMPTY
    title: str = ""  # of the interview
    section: str = ""
    sections: tuple[SectionMark, ...] = ()
    progress: int | None = None  # 0 to 100
    can_go_back: bool = True
    # What leads back beside the other buttons, and at the top: '' for the usual word, None: none.
    back_label: Html | None = None
    corner_back_label: Html | None = EMPTY
    language: str = "en"
    terms: Mapping[str, Html] = field(default_factory=dict)
    css_class: str = ""
    attributions: tuple[Html, ...] = ()  # who made the pictures that are shown
    decoration: str = ""  # the address of a picture that says nothing
    told: tuple[str, ...] = ()  # what code wanted to be said here, as plain text
    reload_seconds: int = 0  # look again after so long, unless something was typed; 0: never
    finished: bool = False  # nothing more is asked: the interview has reached an end
