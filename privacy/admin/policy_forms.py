"""A policy as a sentence: "Delete interviews 30 days after they were last touched"."""

from __future__ import annotations

from typing import Any

from django import forms

from privacy.retention import durations, policies
from privacy.retention.category import Category, DataCategory
from privacy.retention.errors import LadderRefused, RetentionError
from privacy.retention.modes import (
    After,
    Immediately,
    Inherit,
    Mode,
    Never,
    read_mode,
    write_steps,
)
from privacy.retention.targets import EVERYWHERE, Scope

UNITS = (
    ("D", "days"),
    ("W", "weeks"),
    ("M", "months"),
    ("Y", "years"),
    ("H", "hours"),
)
MOST = 99_999
OWN_CLOCK = "own"  # of the category; policies leave it empty


class PolicyForm(forms.Form):
    """Which rule, in words; `mode` is what was chosen once the form is valid."""

    rule = forms.ChoiceField(widget=forms.RadioSelect)
    amount = forms.IntegerField(
        label="How many",
        min_value=1,
        max_value=MOST,
        error_messages={
            "required": "Enter how many days, weeks, months, years or hours.",
            "invalid": "Enter a whole number, such as 30.",
            "min_value": "Enter 1 or more.",
            "max_value": f"Enter {MOST} or less.",
        },
    )
    unit = forms.ChoiceField(label="Of what", choices=UNITS)
    clock = forms.ChoiceField(label="Counted from when")
    notices = forms.CharField(
        label="Tell the person by mail so many days before",
        max_length=60,
        required=False,
        help_text="Such as 30, 7, 1. Nothing goes that could not be told; leave it empty and "
        "nobody is told.",
    )
    note = forms.CharField(
        label="Why",
        max_length=300,
        required=False,
        help_text="Stands in the history for those who come after you. Never name a person.",
    )

    # A browser would ask for the number also where the rule takes none.
    use_required_attribute = False

    def __init__(
        self, *args: Any, category: Category, scope: Scope = EVERYWHERE, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.category = category
        self.scope = scope
        self.mode: Mode = Never()
        rule = self.fields["rule"]
        assert isinstance(rule, forms.ChoiceField)
        rule.label = f"When are {category.label} deleted?"
        rule.choices = _choices(category, scope)
        if self.is_bound and self.data.get("rule") != After.word:
            self.fields["amount"].required = self.fields["unit"].required = False
        clock = self.fields["clock"]
        assert isinstance(clock, forms.ChoiceField)
        clock.required = not self.is_bound or "clock" in self.data
        clock.choices = [(OWN_CLOCK, category.clock_words)]
        clock.choices += [(one.name, one.words) for one in category.other_clocks]
        if not category.other_clocks:
            del self.fields["clock"]
        if not (isinstance(category, DataCategory) and category.tell):
            del self.fields["notices"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        after = data["rule"] == After.word
        period = _written(data["amount"], data["unit"]) if after else ""
        try:
            clock = data.get("clock", "").replace(OWN_CLOCK, "") if after else ""
            self.mode = read_mode(data["rule"], period, data.get("notices", ""), clock)
            policies.check_mode(self.category, self.mode, self.scope)
        except LadderRefused as refused:
            self.add_error("notices", str(refused))
        except RetentionError as refused:
            self.add_error("amount" if period else "rule", str(refused))
        return data


def _choices(category: Category, scope: Scope) -> list[tuple[str, str]]:
    since = "the moment below" if category.other_clocks else category.clock_words
    found = [(After.word, f"some time after {since}")]
    if not category.floor:
        found.append((Immediately.word, "at once, with the next run"))
    if not category.must_end:
        found.append((Never.word, "never by themselves"))
    if scope != EVERYWHERE:
        found.append((Inherit.word, "by the rule for all"))
    return found


def _written(amount: int, unit: str) -> str:
    return f"PT{amount}H" if unit == "H" else f"P{amount}{unit}"


def initial_of(mode: Mode) -> dict[str, Any]:
    """Return what the form shows for a rule that holds."""
    if not isinstance(mode, After):
        return {"rule": mode.word, "unit": "D"}
    period = durations.parse(mode.period)
    if period.months:
        whole = period.months % 12 == 0
        amount, unit = (period.months // 12, "Y") if whole else (period.months, "M")
    elif period.days:
        amount, unit = period.days, "D"
    else:
        amount, unit = max(period.seconds // 3600, 1), "H"
    notices = write_steps(mode.steps)
    said = {"rule": mode.word, "amount": amount, "unit": unit, "clock": mode.clock or OWN_CLOCK}
    return {**said, "notices": notices}
