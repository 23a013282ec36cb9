"""Any of several: a dictionary that says of each choice whether it is ticked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from interviews.engine.context import Context
from interviews.engine.datatypes.single import ALL_KEY, NONE_KEY, refuse, whole_number
from interviews.engine.objects.dicts import DADict
from interviews.engine.registry import ChoiceSpec, FieldSpec, datatype
from interviews.engine.values import equal, iterate, key_of, truth_of


def ticked(posted: Sequence[str], field: FieldSpec) -> list[ChoiceSpec]:
    """Return the chosen ones. Raises ValueRefused if none or a wrong number is chosen."""
    keys = set(posted)
    if NONE_KEY in keys:
        return []
    chosen = [each for each in field.choices if each.key in keys or ALL_KEY in keys]
    if not chosen and field.required:
        code = "checkboxes required"
        raise refuse(field, "required", _missing(field), field.none_label, code=code)
    check_number(len(chosen), field)
    return chosen


def check_number(chosen: int, field: FieldSpec) -> None:
    """Raise ValueRefused if so many are too few or too many."""
    least = whole_number(field.attributes.get("minlength"))
    most = whole_number(field.attributes.get("maxlength"))
    if least is not None and least == most and chosen != least:
        reason, said, code = (
            "minlength", f"Please select exactly {least}.", "checkbox minmaxlength",
        )  # fmt: skip
        raise refuse(field, reason, said, str(least), code=code)
    if least is not None and chosen < least:
        said = f"Please select at least {least}."
        raise refuse(field, "minlength", said, str(least), code="checkbox minlength")
    if most is not None and chosen > most:
        said = f"Please select no more than {most}."
        raise refuse(field, "maxlength", said, str(most), code="checkbox maxlength")


def _missing(field: FieldSpec) -> str:
    if field.none_label:
        return f"Check at least one option, or check “{field.none_label}”"
    return "Check at least one option."


@datatype("checkboxes")
class Checkboxes:
    """A dictionary of truths, one for each choice that was offered."""

    def parse(self, posted: Sequence[str], field: FieldSpec, context: Context) -> Any:
        """Return the dictionary. Raises ValueRefused if none or a wrong number is ticked."""
        chosen = {each.key for each in ticked(posted, field)}
        made = DADict(field.name)
        made.attributes = {"auto_gather": False, "gathered": True, "ask_number": False}
        made.elements = {key_of(context, each.value): each.key in chosen for each in field.choices}
        return made

    def show(self, value: Any, field: FieldSpec, context: Context) -> tuple[str, ...]:
        """Return the keys of the ticked choices; none of them if none is ticked."""
        if isinstance(value, DADict):
            true = [key for key, each in value.elements.items() if truth_of(context, each)]
            if value.elements and not true and field.none_label:
                return (NONE_KEY,)
        elif isinstance(value, dict):
            true = [key for key, each in value.items() if truth_of(context, each)]
        elif isinstance(value, str | int | float | bool):
            true = [value]
        else:
            true = iterate(context, value) if value is not None else []
        return tuple(
            each.key
            for each in field.choices
            if any(equal(context, each.value, one) for one in true)
        )

    def attributes(self, field: FieldSpec, context: Context) -> Mapping[str, str]:
        """Return no attributes."""
        return {}
