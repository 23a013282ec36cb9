"""Values that are made anew at each use: templates and tables.

State keeps only which block they come from and what the letters of that block stood for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from interviews.engine.blocks.base import Block
from interviews.engine.blocks.table import Column, Table
from interviews.engine.blocks.template import TemplateBlock
from interviews.engine.context import Context
from interviews.engine.control import NameMissing
from interviews.engine.errors import StateUnreadable
from interviews.engine.evaluator.evaluate import evaluate, holds, shown
from interviews.engine.evaluator.functions import ordering
from interviews.engine.objects.gathering import Gathering
from interviews.engine.objects.lists import DAList
from interviews.engine.running import Running
from interviews.engine.state import storable
from interviews.engine.text.files import template_file
from interviews.engine.values import (
    Native,
    Reachable,
    Refused,
    iterate,
    truth_of,
)
from interviews.engine.veil import Markup, veil


class Lazy(Reachable):
    """A block's name with what its letters stood for when it was defined."""

    class_token = ""

    def __init__(
        self, instance_name: str = "", block: str = "", bound: Mapping[str, Any] | None = None
    ) -> None:
        self.instance_name = instance_name
        self.block = block
        self.bound = dict(bound or {})

    def to_state(self) -> dict[str, Any]:
        """Return what is kept of it."""
        return {"instance_name": self.instance_name, "block": self.block, "bound": self.bound}

    def restore(self, fields: Mapping[str, Any]) -> None:
        """Take what was kept."""
        self.instance_name = str(fields["instance_name"])
        self.block = str(fields["block"])
        self.bound = dict(fields["bound"])

    def source(self, context: Context) -> Block:
        """Return the block that it comes from."""
        assert isinstance(context, Running)
        block = context.interview.by_name.get(self.block)
        if block is None:
            raise StateUnreadable("The interview has no such block any more.")
        return block


_SHOWN = ("show", "show_as_markdown", "content_as_html")


@storable("Template")
class TemplateValue(Lazy):
    """What the name of a `template` block holds."""

    def text(self, context: Context) -> Markup:
        """Return the filled content as markup."""
        return self.content(context)

    def content(self, context: Context) -> Markup:
        """Return the filled content as markup."""
        block = self.source(context)
        assert isinstance(block, TemplateBlock)
        with context.binding(self.bound):
            if block.content is not None:
                return block.content.render(context)
            wanted = block.content_file.text(context)
            return template_file(context, wanted, block.position).render(context)

    def subject(self, context: Context) -> Markup:
        """Return the filled subject as markup."""
        block = self.source(context)
        assert isinstance(block, TemplateBlock)
        with context.binding(self.bound):
            return block.subject.render(context) if block.subject else Markup("")

    def given(self, more: Mapping[str, Any]) -> TemplateValue:
        """Return the same template with names that are given to it alone."""
        return TemplateValue(self.instance_name, self.block, {**self.bound, **more})

    def has_attribute(self, name: str) -> bool:
        """Say whether it is one of the parts of a template."""
        return name in ("subject", "content", "subject_as_html", *_SHOWN)

    def get_attribute(self, context: Context, name: str) -> Any:
        """Return the subject, the content, or `show()`."""
        if name == "subject":
            return self.subject(context)
        if name == "content":
            return self.content(context)
        if name in _SHOWN:
            return Native(name, lambda inner, **given: self.given(given).content(inner))
        if name == "subject_as_html":
            return Native(name, lambda inner, **given: self.given(given).subject(inner))
        raise Refused(f"A template has no '{name}'.")

    def compute(self, context: Context, operator: str, other: Any, *, swapped: bool) -> Any:
        """Return the content joined with another text."""
        if operator != "+" or not isinstance(other, str):
            raise Refused(f"'{operator}' does not work with a template.")
        return other + self.content(context) if swapped else self.content(context) + other

    def truth(self, context: Context) -> bool:
        """Say whether there is anything in it."""
        return bool(self.content(context).strip())


@storable("Table")
class TableValue(Lazy):
    """What the name of a `table` block holds."""

    def text(self, context: Context) -> Markup:
        """Return the table as HTML in Markdown."""
        return self.written(context)

    def written(self, context: Context, *, editable: Any = True, **_: Any) -> Markup:
        """Return the table, without links to change it unless it is `editable`."""
        block = self.source(context)
        assert isinstance(block, Table)
        with context.binding(self.bound):
            return TableText(context, block, editable=truth_of(context, editable)).render()

    def has_attribute(self, name: str) -> bool:
        """Say whether it is something that a table offers."""
        return name in ("show", "content", "export")

    def get_attribute(self, context: Context, name: str) -> Any:
        """Return the content, or `show()`."""
        if name == "content":
            return self.text(context)
        if name == "show":
            return Native(name, self.written)
        raise Refused(f"A table has no '{name}'.")


class TableText:
    """One table while it is written."""

    def __init__(self, context: Context, block: Table, *, editable: bool) -> None:
        self.context = context
        self.block = block
        self.editable = editable

    def render(self) -> Markup:
        """Return the table as HTML; its cells are markup."""
        owner = evaluate(self.block.rows, self.context)
        rows = self.rows(owner)
        if not rows and not self.block.show_if_empty:
            return Markup("")
        if not rows and self.block.empty.constant not in (None, True):
            return Markup(self.block.empty.text(self.context))
        heads = [self.cell(column.heading.render(self.context)) for column in self.block.columns]
        changes = self.block.edits or self.block.deletes or self.block.reorders
        editable = self.editable and changes and _can_edit(owner)
        if editable:
            header = self.block.edit_header
            heads.append(self.cell(header.render(self.context)) if header else "Actions")
        lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
        lines += [
            self.line(owner, at, (key, item), editable=editable)
            for at, (key, item) in enumerate(rows)
        ]
        return Markup("\n\n" + "\n".join(lines) + "\n\n")

    def rows(self, owner: Any) -> list[tuple[Any, Any]]:
        """Return the rows as pairs of index or key and element."""
        if self.block.shows_incomplete and isinstance(owner, DAList):
            return list(enumerate(owner.elements))
        if not self.block.gathers and isinstance(owner, Gathering):
            owner = self.complete(owner)
        elements = iterate(self.context, owner)
        if isinstance(owner, dict):
            pairs = list(owner.items())
        elif isinstance(owner, Reachable) and _is_mapping(owner):
            keys = _call(owner, self.context, "keys")
            pairs = [(key, owner.get_item(self.context, key)) for key in keys]
        else:
            pairs = list(enumerate(elements))
        if self.block.filter is not None:
            pairs = [pair for pair in pairs if self.in_row(pair, self.block.filter)]
        if self.block.sort_key is not None:
            key = ordering(self.context, None)
            wanted = self.block.sort_key
            reverse = truth_of(self.context, self.block.sort_reverse.value(self.context))
            pairs.sort(key=lambda pair: key(self.value_in_row(pair, wanted)), reverse=reverse)
        return pairs

    def complete(self, owner: Gathering) -> Any:
        """Return the elements that lack nothing, without asking for others."""
        return _call(owner, self.context, "complete_elements")

    def in_row(self, pair: tuple[Any, Any], expression: Any) -> bool:
        """Say whether an expression holds for a row."""
        with self.context.binding({"row_index": pair[0], "row_item": pair[1]}):
            return holds(expression, self.context)

    def value_in_row(self, pair: tuple[Any, Any], expression: Any) -> Any:
        """Return an expression's value for a row."""
        with self.context.binding({"row_index": pair[0], "row_item": pair[1]}):
            return evaluate(expression, self.context)

    def line(self, owner: Any, at: int, pair: tuple[Any, Any], *, editable: bool) -> str:
        """Return one row."""
        cells = []
        for column in self.block.columns:
            with self.context.binding({"row_index": pair[0], "row_item": pair[1]}):
                cells.append(self.cell(self.content(column)))
        if editable:
            cells.append(self.buttons(owner, at, pair))
        return "| " + " | ".join(cells) + " |"

    def content(self, column: Column) -> str:
        """Return what a cell holds, or that it is not available where elements may lack it."""
        try:
            return veil(shown(column.cell, self.context))
        except NameMissing:
            if not self.block.shows_incomplete:
                raise
            said = self.block.not_available
            return said.render(self.context) if said else "n/a"

    def cell(self, text: str) -> str:
        """Return a text as it can stand in one cell."""
        return " ".join(text.replace("|", "\\|").split())

    def buttons(self, owner: Any, at: int, pair: tuple[Any, Any]) -> str:
        """Return the links that change or remove a row."""
        name = owner.instance_name
        item = pair[1]
        made = []
        may = self.allowed(item)
        if self.block.reorders and at > 0:
            made.append(
                self.link("Up", "_da_list_move", {"list": name, "index": at, "to": at - 1})
            )
        if self.block.edits and may("edit"):
            made.append(self.link("Edit", "_da_list_edit", {"items": self.edited(owner, pair)}))
        if self.block.deletes and may("delete") and self.may_shrink(owner):
            made.append(self.link("Delete", "_da_list_remove", {"list": name, "key": pair[0]}))
        return " ".join(made)

    def may_shrink(self, owner: Any) -> bool:
        """Say whether there may be fewer elements than there are."""
        least = owner.attributes.get("minimum_number") if isinstance(owner, Gathering) else None
        return not isinstance(least, int) or owner.count() > least

    def allowed(self, item: Any) -> Callable[[str], bool]:
        """Return what says whether an element lets itself be changed in some way.

        Its attribute is true or false for all ways, or a dictionary of them.
        """
        attribute = self.block.read_only
        said: Any = False
        if attribute and isinstance(item, Reachable) and item.has_attribute(attribute):
            said = item.get_attribute(self.context, attribute)
        if isinstance(said, dict):
            return lambda way: truth_of(self.context, said.get(way, True))
        return lambda way: not truth_of(self.context, said)

    def edited(self, owner: Any, pair: tuple[Any, Any]) -> list[str]:
        """Return the names that editing a row asks for."""
        base = f"{owner.instance_name}[{pair[0]!r}]"
        item = pair[1]
        if isinstance(item, Reachable) and item.instance_name:
            base = item.instance_name
        if self.block.edit:
            return [
                base + each if each.startswith("[") else f"{base}.{each}"
                for each in (each.removeprefix("row_item.") for each in self.block.edit)
            ]
        return [base]

    def link(self, label: str, action: str, arguments: dict[str, Any]) -> str:
        """Return a link that starts an action."""
        return f"[{label}](action:{self.context.action_key(action, arguments)})"


def _can_edit(owner: Any) -> bool:
    return isinstance(owner, Reachable) and bool(owner.instance_name)


def _call(owner: Reachable, context: Context, method: str) -> Any:
    return owner.get_attribute(context, method).call(context, [], {})


def _is_mapping(owner: Reachable) -> bool:
    return owner.has_attribute("items")
