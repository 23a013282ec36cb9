"""Objects of the interview to choose from: one, or several as a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from interviews.engine.context import Context
from interviews.engine.datatypes.checkboxes import ticked
from interviews.engine.datatypes.dropdown import Dropdown
from interviews.engine.datatypes.radio import Radio
from interviews.engine.datatypes.single import NONE_KEY
from interviews.engine.objects.lists import DAList
from interviews.engine.registry import FieldSpec, datatype


def key_of(value: Any, field: FieldSpec) -> str:
    """Return the key of the choice that is this very object."""
    if value is None:
        return NONE_KEY if field.none_label else ""
    return next((each.key for each in field.choices if each.value is value), "")


@datatype("object")
class ObjectMenu(Dropdown):
    """One object from a menu; None if one need not choose and did not."""

    def nothing(self) -> Any:
        """Return None."""
        return None

    def show(self, value: Any, field: FieldSpec, context: Context) -> str:
        """Return the key of the choice that is this very object."""
        return key_of(value, field)


@datatype("object_radio")
class ObjectButtons(Radio):
    """One object, all of which are seen; None if one need not choose and did not."""

    def nothing(self) -> Any:
        """Return None."""
        return None

    def show(self, value: Any, field: FieldSpec, context: Context) -> str:
        """Return the key of the choice that is this very object."""
        return key_of(value, field)


@datatype("object_checkboxes", "object_multiselect")
class ObjectBoxes:
    """Several objects, as a list that is gathered."""

    def parse(self, posted: Sequence[str], field: FieldSpec, context: Context) -> Any:
        """Return the list. Raises ValueRefused if none or a wrong number is ticked."""
        made = DAList(field.name)
        made.attributes = {"auto_gather": False, "gathered": True, "ask_number": False}
        made.elements = [each.value for each in ticked(posted, field)]
        return made

    def show(self, value: Any, field: FieldSpec, context: Context) -> tuple[str, ...]:
        """Return the keys of the choices that are in the list."""
        there = value.elements if isinstance(value, DAList) else value
        there = there if isinstance(there, list) else [there]
        return tuple(one.key for one in field.choices if any(one.value is each for each in there))

    def attributes(self, field: FieldSpec, context: Context) -> Mapping[str, str]:
        """Return no attributes."""
        return {}
