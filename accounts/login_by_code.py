"""Allauth's login by a code, with the code out of the session: there only its digest's owner.

What allauth keeps in the session (sealed here) is for whom the code was asked; the code itself is
kept by `accounts.services.login_codes` as a digest.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from django.http import HttpRequest
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from accounts.models import User
from accounts.services import login_codes, login_mails
from accounts.services.login_codes import Guess, Kind


class CodeLogin(LoginCodeVerificationProcess):  # type: ignore[misc]  # allauth has no types
    """One attempt of a browser to log in by a code that was sent, or pretended to be."""

    @classmethod
    def begin(cls, request: HttpRequest, user: User | None, **to: str) -> None:
        """Send a code to `email` or `phone`, and let this browser wait for it."""
        login = Login(user=user, email=to.get("email"))
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=user, **to), initiated_by_user=True)
        process = cls(stage=stage)
        process.send()
        process.persist()

    @property
    def guess(self) -> Guess:
        """Return whose code is typed here."""
        if phone := self.state.get("phone"):
            return Guess(self.user, Kind.PHONE, account=phone)
        return Guess(self.user, Kind.MAIL, account=self.state["email"])

    @sensitive_variables()
    def takes(self, code: str) -> bool:
        """Return whether it is the code that was sent, and spend it. Raises NoGuessLeft."""
        return login_codes.take_code(self.request, self.guess, code=code, now=timezone.now())

    def send_by_email(self, email: str, skip_enumeration_mails: bool = False) -> None:  # noqa: FBT001, FBT002 -- allauth's
        """Mail a link and a code; whoever has no account gets a mail that says so."""
        login_mails.send(self.user, email, now=timezone.now(), with_code=True)

    @sensitive_variables()
    def send_by_phone(self, phone: str, skip_enumeration_mails: bool = False) -> None:  # noqa: FBT001, FBT002 -- allauth's
        """Send a code to a number that is somebody's; to any other nothing goes."""
        adapter: Any = get_adapter()
        if self.user is None:
            adapter.send_unknown_account_sms(phone)
            return
        made = login_codes.make(self.user, Kind.PHONE, now=timezone.now())
        adapter.send_verification_code_sms(user=self.user, phone=phone, code=made.spoken)
