"""One field of one datatype: what is posted for it, what it becomes, what is said against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from interviews.engine import datatypes, registry
from interviews.engine.registry import ChoiceSpec, FieldSpec, ValueRefused
from interviews.engine.screens import Html
from tests.engine.contexts import Trial

registry.import_all(datatypes)


class Asked:
    """A field; the keys of its choices are their numbers."""

    def __init__(
        self,
        datatype: str,
        choices: Mapping[str, Any] | None = None,
        *,
        required: bool = True,
        none_label: str = "",
        messages: Mapping[str, str] | None = None,
        **attributes: Any,
    ) -> None:
        self.context = Trial()
        self.datatype = registry.datatypes[datatype]
        self.spec = FieldSpec(
            label="Answer",
            datatype=datatype,
            required=required,
            choices=tuple(
                ChoiceSpec(str(number), Html(label), value, label)
                for number, (label, value) in enumerate((choices or {}).items())
            ),
            attributes={key.replace("_", " "): value for key, value in attributes.items()},
            messages=messages or {},
            none_label=none_label,
            name="answer",
        )

    def __call__(self, *posted: Any) -> Any:
        """Return what the post becomes."""
        return self.datatype.parse(posted, self.spec, self.context)

    def refuses(self, *posted: Any) -> str:
        """Return what is said against the post."""
        try:
            became = self(*posted)
        except ValueRefused as refused:
            return refused.message
        raise AssertionError(f"{posted} became {became!r}")

    def shows(self, value: Any) -> str | Sequence[str]:
        return self.datatype.show(value, self.spec, self.context)

    @property
    def attributes(self) -> Mapping[str, str]:
        return self.datatype.attributes(self.spec, self.context)
