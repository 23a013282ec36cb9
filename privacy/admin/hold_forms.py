"""What is held, why, and when somebody looks at it again.

What cannot be named is described: by conditions that the kind of data lists, joined by "and".
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms

from privacy import rights
from privacy.retention import reach
from privacy.retention.conditions import QUERY, Condition, write_query
from privacy.retention.queries import describable
from privacy.retention.targets import Target, TargetNotFound, get_target, holdable

REVIEW_AT_MOST = timedelta(days=366)


class HoldForm(forms.Form):
    """An order to keep; `target` and `refs` say what, once the form is valid."""

    kind = forms.ChoiceField(
        label="What has to be kept?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what has to be kept."},
    )
    number = forms.CharField(label="Number", max_length=200, required=False)
    chosen = forms.ChoiceField(label="Which interview", required=False)
    reason = forms.CharField(
        max_length=300,
        error_messages={"required": "Say why it has to be kept."},
        help_text="Who asked for it and why, such as a court's file number. Never name a person.",
    )
    review_on = forms.DateField(
        label="Look at it again on",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Choose a day on which you look at it again."},
        help_text="On that day the front page reminds you. The hold goes on until it is released.",
    )

    confidential = forms.BooleanField(
        label="Show what and why to those alone who may place holds", required=False
    )

    use_required_attribute = False

    def __init__(self, *args: Any, by: rights.Asker, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.today = by, today
        self.target: Target | None = None
        self.refs: list[str] = []
        kind, chosen = self.fields["kind"], self.fields["chosen"]
        assert isinstance(kind, forms.ChoiceField)
        assert isinstance(chosen, forms.ChoiceField)
        holds_all = rights.may_place_holds(by)
        described = describable() if holds_all else []
        named = [one for one in holdable() if one.kind != QUERY and (holds_all or one.reach)]
        kind.choices = [
            *((one.kind, one.label) for one in named),
            *((f"{QUERY}:{one.key}", f"{one.label} that fit a description") for one in described),
        ]
        for category in described:
            for condition in category.conditions:
                self.fields[f"{category.key}:{condition.key}"] = _field_of(condition)
        choices = [pair for one in named for pair in self._choices_of(one)]
        chosen.choices = [("", "Choose an interview"), *choices]
        typed = [f"of {one.label}: {one.hint}" for one in named if not one.choices]
        self.fields["number"].help_text = (
            "; ".join(typed).capitalize() + ". Of several, with commas between them."
        )

    def clean_review_on(self) -> date:
        day: date = self.cleaned_data["review_on"]
        if not self.today < day <= self.today + REVIEW_AT_MOST:
            raise forms.ValidationError("Choose a day that lies ahead, at most a year.")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "kind" not in data:
            return data
        kind, _colon, described = data["kind"].partition(":")
        self.target = get_target(kind)
        name, typed = self._typed(described)
        try:
            self.refs = [self._find(one) for one in typed]
        except TargetNotFound as error:
            self.add_error(name, str(error))
        return data

    def _find(self, typed: str) -> str:
        """Return what was typed as it is stored; what is not theirs answers as what is not."""
        assert self.target is not None
        if rights.may_place_holds(self.by):
            return self.target.find(typed)
        nothing = f"{typed[:20]!r} is nothing on which you may place a hold."
        try:
            ref = self.target.find(typed)
        except TargetNotFound as error:
            raise TargetNotFound(nothing) from error
        if not reach.may_hold(self.by, self.target.kind, [ref]):
            raise TargetNotFound(nothing)
        return ref

    def _choices_of(self, target: Target) -> list[tuple[str, str]]:
        if target.choices is None:
            return []
        if rights.may_place_holds(self.by):
            return list(target.choices())
        return reach.choices_within(self.by, reach.HOLD, target)

    def _typed(self, described: str) -> tuple[str, list[str]]:
        """Return the field in which the target was said, and what was said there."""
        data = self.cleaned_data
        if described:
            prefix = f"{described}:"
            names = [name for name in self.fields if name.startswith(prefix)]
            said = {name.removeprefix(prefix): str(data.get(name) or "") for name in names}
            values = {name: value for name, value in said.items() if value}
            return "kind", [write_query(described, values)]
        assert self.target is not None
        if self.target.choices:
            return "chosen", [data.get("chosen") or ""]
        numbers = (data.get("number") or "").split(",")
        return "number", list(dict.fromkeys(number.strip() for number in numbers))

    def conditions(self) -> list[forms.BoundField]:
        """Return the fields that describe rows."""
        return [self[name] for name in self.fields if ":" in name]


def _field_of(condition: Condition) -> forms.Field:
    label = condition.label.capitalize()
    if condition.choices is None:
        widget = forms.DateInput(attrs={"type": "date"})
        return forms.DateField(label=label, widget=widget, required=False)
    choices = [("", "any"), *condition.choices()]
    return forms.ChoiceField(label=label, choices=choices, required=False)
