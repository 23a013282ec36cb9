"""What is held, why, and when somebody looks at it again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms

from privacy.retention.targets import Target, TargetNotFound, get_target, holdable

REVIEW_AT_MOST = timedelta(days=366)


class HoldForm(forms.Form):
    """An order to keep; `target` and `ref` say what, once the form is valid."""

    kind = forms.ChoiceField(
        label="What has to be kept?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what has to be kept."},
    )
    number = forms.CharField(label="Number", max_length=20, required=False)
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

    use_required_attribute = False

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.target: Target | None = None
        self.ref = ""
        kind, chosen = self.fields["kind"], self.fields["chosen"]
        assert isinstance(kind, forms.ChoiceField)
        assert isinstance(chosen, forms.ChoiceField)
        kind.choices = [(one.kind, one.label) for one in holdable()]
        choices = [pair for one in holdable() if one.choices for pair in one.choices()]
        chosen.choices = [("", "Choose an interview"), *choices]
        typed = [f"of {one.label}: {one.hint}" for one in holdable() if not one.choices]
        self.fields["number"].help_text = "; ".join(typed).capitalize() + "."

    def clean_review_on(self) -> date:
        day: date = self.cleaned_data["review_on"]
        if not self.today < day <= self.today + REVIEW_AT_MOST:
            raise forms.ValidationError("Choose a day that lies ahead, at most a year.")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "kind" not in data:
            return data
        self.target = get_target(data["kind"])
        name = "chosen" if self.target.choices else "number"
        try:
            self.ref = self.target.find((data.get(name) or "").strip())
        except TargetNotFound as error:
            self.add_error(name, str(error))
        return data
