"""Lets pages of logging in be used while a code is waited for; allauth would lead back to it."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.stagekit import clear_login
from allauth.account.stages import LoginByCodeStage, LoginStage
from allauth.account.views import LoginView
from django.http import HttpRequest, HttpResponse

from accounts import sms


class NotStuck:
    """Whoever gets no code asks anew or takes another way; what is posted ends the waiting."""

    def _redirect_to_pending_stage(
        self, request: HttpRequest, stage: LoginStage
    ) -> HttpResponse | None:
        if stage.key != LoginByCodeStage.key:
            found: Any = super()._redirect_to_pending_stage(request, stage)  # type: ignore[misc]
            return found  # type: ignore[no-any-return]
        if request.method == "POST":
            clear_login(request)
        return None


class LogIn(NotStuck, LoginView):  # type: ignore[misc]  # allauth has no types
    """Address and password."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "has_phone_login": sms.is_on()}
