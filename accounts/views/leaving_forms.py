"""What people who leave choose and type."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms

from accounts.forms import ProofForm
from accounts.login_code_forms import code_field, digits_of
from accounts.models import DeletionRules, User
from accounts.services.leaving import Shared

NOW, WAIT = "now", "wait"


class LeaveForm(ProofForm):
    """When the account goes, what others may save before, and the password as proof."""

    when = forms.ChoiceField(
        label="When",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose when your account goes."},
    )
    copies = forms.MultipleChoiceField(
        label="Let others save a copy first?", required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("when", "copies", "password")

    def __init__(
        self,
        user: User,
        *args: Any,
        rules: DeletionRules,
        shared: list[Shared],
        asks_for_password: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(user, *args, **kwargs)
        self.rules = rules
        self._set_when(rules)
        self._set_copies(shared)
        if not asks_for_password:
            del self.fields["password"]

    def _set_when(self, rules: DeletionRules) -> None:
        if rules.when != DeletionRules.When.CHOICE:
            del self.fields["when"]
            return
        days = "1 day" if rules.days == 1 else f"{rules.days} days"
        self.fields["when"].choices = [  # type: ignore[attr-defined]  # a field of choices
            (WAIT, f"In {days}. It is locked and hidden now; log in before if you want it back."),
            (NOW, "At once. Nobody can bring it back."),
        ]

    def offer_only_the_wait(self) -> None:
        """Show no choice that is refused while something of the person's is held."""
        if "when" in self.fields:
            field = self.fields["when"]
            field.choices = [one for one in field.choices if one[0] == WAIT]  # type: ignore[attr-defined]  # as above
            self.initial = {**self.initial, "when": WAIT}

    def _set_copies(self, shared: list[Shared]) -> None:
        if not shared or self.rules.when == DeletionRules.When.AT_ONCE:
            del self.fields["copies"]
            return
        field = self.fields["copies"]
        field.help_text = (
            "Others can open the documents of these interviews. What you tick stays open to them "
            "until your account goes, and we tell them so now. What you do not tick is closed to "
            "them at once. When it is deleted, it is deleted for everybody."
        )
        field.choices = [(str(one.scope), _label(one)) for one in shared]  # type: ignore[attr-defined]  # as above

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("copies") and cleaned.get("when") == NOW:
            self.add_error(
                "copies",
                "Nobody can save a copy if it goes at once: choose the wait, or no copies.",
            )
        return cleaned

    @property
    def goes_now(self) -> bool:
        """Return whether the account is to go at once."""
        if "when" in self.fields:
            return bool(self.cleaned_data["when"] == NOW)
        return self.rules.when == DeletionRules.When.AT_ONCE

    @property
    def scopes(self) -> list[UUID]:
        """Return what others may open until the account goes."""
        return [UUID(one) for one in self.cleaned_data.get("copies", [])]


def _label(one: Shared) -> str:
    who = []
    if one.people:
        who.append("1 person" if len(one.people) == 1 else f"{len(one.people)} people")
    if one.roles:
        who.append("1 role" if len(one.roles) == 1 else f"{len(one.roles)} roles")
    return f"{one.words}: open to {' and '.join(who)}"


class QuestionForm(forms.Form):
    """What somebody writes whose role forbids them to delete their account."""

    words = forms.CharField(
        label="What should the administrators know?",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class MailedCodeForm(forms.Form):
    """The code from the mail."""

    code = code_field("The code from the mail")

    def clean_code(self) -> str:
        return digits_of(str(self.cleaned_data["code"]))
