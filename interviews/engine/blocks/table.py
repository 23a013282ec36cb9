"""The block `table`: the elements of a list or dictionary as rows, with buttons to change them."""

from __future__ import annotations

from dataclasses import dataclass, field

from interviews.engine.blocks.base import (
    MODIFIERS,
    NONE,
    Block,
    Dynamic,
    Reader,
    listed,
    read_modifiers,
)
from interviews.engine.blocks.definitions import Definitions
from interviews.engine.errors import Position
from interviews.engine.evaluator.grammar import Expression, compile_expression
from interviews.engine.registry import block
from interviews.engine.source import Map
from interviews.engine.text.template import Template

KEYS = {
    *MODIFIERS, "table", "rows", "columns", "edit", "edit header", "delete buttons",
    "allow reordering", "confirm", "read only", "filter", "sort key", "sort reverse",
    "show if empty", "require gathered", "show incomplete", "not available label", "indent",
    "css class", "table css class", "column widths", "is editable",
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column: its heading, and what its cells show, with `row_item` and `row_index`."""

    heading: Template
    cell: Expression


@dataclass
class Table(Block):
    """A list or dictionary shown in rows."""

    variable: str = ""
    rows: Expression = field(default_factory=lambda: compile_expression("[]", Position("", 1)))
    columns: tuple[Column, ...] = ()
    edit: tuple[str, ...] = ()  # attributes that the edit button asks for again
    edits: bool = False
    deletes: bool = False
    reorders: bool = False
    edit_header: Template | None = None
    empty: Dynamic = NONE  # what is shown if there are no rows
    show_if_empty: bool = False
    read_only: str = ""
    gathers: bool = True  # showing the rows asks for all elements first
    shows_incomplete: bool = False  # and also elements that lack something
    not_available: Template | None = None  # what a cell shows that lacks something
    filter: Expression | None = None
    sort_key: Expression | None = None
    sort_reverse: Dynamic = NONE


@block("table")
class TableType:
    """Reads a `table` section."""

    @classmethod
    def read(cls, reader: Reader, definitions: Definitions) -> Block:
        """Return the block; what is off is noted by the reader."""
        section = reader.section
        made = Table(section.position)
        made.variable = reader.name(section["table"], section.at("table"))
        made.rows = reader.expression(section.get("rows"), section.at("rows"))
        made.columns = tuple(_columns(reader))
        _read_editing(made, reader)
        if "filter" in section:
            made.filter = reader.expression(section["filter"], section.at("filter"))
        if "sort key" in section:
            made.sort_key = reader.expression(section["sort key"], section.at("sort key"))
        made.sort_reverse = reader.code_or_text(
            section.get("sort reverse"), section.at("sort reverse")
        )
        made.empty = reader.dynamic_at("show if empty")
        made.show_if_empty = section.get("show if empty", True) is not False
        made.gathers = section.get("require gathered") is not False
        made.shows_incomplete = section.get("show incomplete") is True
        made.not_available = reader.text("not available label")
        reader.check_keys("A table", section, KEYS)
        read_modifiers(made, reader, [made.variable])
        return made


def _columns(reader: Reader) -> list[Column]:
    section = reader.section
    found = []
    for each, at in listed(section.get("columns"), section.at("columns")):
        if not isinstance(each, Map):
            reader.mistake('A column is written "heading: expression".', at)
            continue
        if "header" in each and "cell" in each:
            found.append(
                Column(
                    reader.template(each["header"], each.at("header")),
                    reader.expression(each["cell"], each.at("cell")),
                )
            )
            continue
        for key, value in each.items():
            found.append(
                Column(
                    reader.template(key, each.key_at(key)), reader.expression(value, each.at(key))
                )
            )
    return found


def _read_editing(made: Table, reader: Reader) -> None:
    section = reader.section
    edit = section.get("edit")
    if isinstance(edit, bool):
        made.edits = edit
    elif edit is not None:
        made.edits = True
        made.edit = tuple(str(each) for each, _ in listed(edit, section.at("edit")))
    delete = section.get("delete buttons")
    made.deletes = made.edits if delete is None else bool(delete)
    made.reorders = bool(section.get("allow reordering"))
    made.edit_header = reader.text("edit header")
    made.read_only = str(section.get("read only") or "")
