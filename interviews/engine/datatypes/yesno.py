"""Yes or no: a box to tick, or two buttons; also the wrong way round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from interviews.engine.context import Context
from interviews.engine.datatypes.single import refuse
from interviews.engine.registry import FieldSpec, datatype
from interviews.engine.values import truth_of

SAID = {"True": True, "False": False, "None": None}
# What authors write for them: a source keeps such words as they stand.
_WORDS: dict[str, bool | None] = {
    "true": True, "yes": True, "on": True, "false": False, "no": False, "off": False,
    "none": None, "null": None,
}  # fmt: skip


class Decision:
    """What the family shares. `opposite` types store the contrary of what is ticked."""

    opposite = False
    buttons = False  # without buttons, what is not ticked is no

    def parse(self, posted: Sequence[str], field: FieldSpec, context: Context) -> bool | None:
        """Return the answer. Raises ValueRefused if none of the buttons was chosen."""
        said = SAID.get(posted[0]) if posted else None
        if posted and posted[0] in SAID and posted[0] != "None":
            return said is not self.opposite
        if not self.buttons:
            return self.opposite
        if field.required:
            raise refuse(
                field, "required", "You need to select one.", code="multiple choice required"
            )
        return None

    def show(self, value: Any, field: FieldSpec, context: Context) -> str:
        """Return which button is chosen, or whether the box is ticked."""
        if isinstance(value, str):
            value = _WORDS.get(value.strip().lower(), value)
        if value is None or value == "":
            return ""
        return str(truth_of(context, value) is not self.opposite)

    def attributes(self, field: FieldSpec, context: Context) -> Mapping[str, str]:
        """Return no attributes."""
        return {}


@datatype("yesno", "yesnowide")
class Yes(Decision):
    """A box: ticked is true."""


@datatype("noyes", "noyeswide")
class No(Decision):
    """A box: ticked is false."""

    opposite = True


@datatype("yesnoradio")
class YesButtons(Decision):
    """Two buttons."""

    buttons = True


@datatype("noyesradio")
class NoButtons(Decision):
    """Two buttons: the one that says yes stores false."""

    buttons = True
    opposite = True
