"""Who comes to the API: the key is looked at, and stands for its person from then on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from ninja.security import HttpBearer

from accounts import bans
from accounts.services import api_keys
from accounts.services.api_keys import Caller, KeyRefused, MayNotUse
from accounts.services.passwords import NoGuessLeft
from privacy.endpoints import Refused
from privacy.problems import problem


class KeyAuth(HttpBearer):
    """`Authorization: Bearer dasite_…`; no cookie stands in for it."""

    @sensitive_variables()
    def __call__(self, request: HttpRequest) -> Caller:
        """Return whose key it is. Raises Refused."""
        # Taken out of the headers before anything could store or log them.
        return self.authenticate(request, getattr(request, "bearer", None) or "")

    @sensitive_variables()
    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        """Return whose key it is, and let the request be theirs. Raises Refused."""
        if not token:
            raise Refused(_unknown())
        try:
            caller = api_keys.look_at(request, token, now=timezone.now())
        except NoGuessLeft:
            said = bans.locked_out(request, credentials=api_keys.guess_at(token))
            raise Refused(said) from None
        except KeyRefused:
            raise Refused(_unknown()) from None
        except MayNotUse:
            sentence = "You may not use the API. Ask the people who run this site."
            raise Refused(problem(403, "api_not_permitted", sentence)) from None
        request.user = caller.user
        return caller


def _unknown() -> HttpResponse:
    """Return the one answer to no key, a wrong one, and one that counts no more."""
    answer = problem(401, "key_refused", "This wants an API key that is right and still counts.")
    answer["WWW-Authenticate"] = "Bearer"
    return answer
