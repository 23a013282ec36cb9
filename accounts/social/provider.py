"""An OpenID Connect provider as allauth knows it: begins a login, and ends it with a person."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import Provider, ProviderAccount
from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.module_loading import import_string
from django.views.decorators.debug import sensitive_variables

from accounts.services import social_logins
from accounts.social.adapter import KIND
from accounts.social.errors import AnswerRefused, ProviderFailed

logger = logging.getLogger(__name__)

LOGIN, CONNECT, PROVE = "login", "connect", "prove"
EXCHANGE = "accounts.social.exchange"


class OpenIDConnect(Provider):  # type: ignore[misc]  # allauth has no types
    """One configured provider, in one request."""

    id = KIND
    name = "OpenID Connect"
    account_class = ProviderAccount
    supports_redirect = True

    def __init__(self, request: HttpRequest, app: Any = None) -> None:
        super().__init__(request, app=app)
        self.name = self.app.name

    def get_login_url(self, request: HttpRequest, **kwargs: Any) -> str:
        return reverse("openid_connect_login", args=[self.sub_id])

    def begin(self, *, process: str, next_url: str | None) -> str:
        """Return where the person logs in, once it is noted what they come back for.

        Raises ProviderFailed.
        """
        pkce, nonce = generate_code_challenge(), secrets.token_urlsafe(32)
        anew = time.time() if process == PROVE else None
        state = self.stash_redirect_state(
            self.request,
            process,
            next_url,
            nonce=nonce,
            verifier=pkce["code_verifier"],
            person=self.request.user.pk,
            anew_since=anew,
        )
        login = _exchange("Login")(state, nonce, pkce["code_verifier"], anew)
        challenge = pkce["code_challenge"].decode()
        with _told(self):
            return str(_exchange("address")(self._site(), login, challenge=challenge))

    @sensitive_variables()
    def end(self, state: dict[str, Any]) -> SocialLogin:
        """Return who came back, to be looked up by allauth. Raises ProviderFailed.

        More than who they are is asked for only where somebody signs up.
        """
        given = self.request.GET
        anew = state.get("anew_since")  # of a login that began before this was noted: none
        login = _exchange("Login")("", state["nonce"], state["verifier"], anew)
        with _told(self):
            if state["process"] != LOGIN and state["person"] != self.request.user.pk:
                raise AnswerRefused("somebody else is logged in by now")
            answer = _exchange("redeem")(
                self._site(), login, code=given["code"], said_issuer=given.get("iss")
            )
            claims = answer.claims
            if state["process"] == LOGIN and not self._knows(claims):
                claims = answer.more()
        found: SocialLogin = self.sociallogin_from_response(self.request, claims)
        found.state = {name: state[name] for name in ("process", "next") if name in state}
        return found

    def serialize(self) -> dict[str, Any]:
        """Return what finds this provider again: two may call this site the same."""
        return {"id": self.sub_id, "app.client_id": self.app.client_id}

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Return the mark that stands for the person, never what the provider calls them."""
        return social_logins.mark(issuer=self.app.settings["issuer"], subject=data["sub"])

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Return nothing: none of the claims is kept beside the account."""
        return {}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        return {name: data[name] for name in ("email", "name") if isinstance(data.get(name), str)}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        """Return the address; as confirmed only from a provider that is trusted with that."""
        address = data.get("email")
        if not isinstance(address, str):
            return []
        says_so = data.get("email_verified") in (True, "true")  # one large provider writes text
        is_confirmed = bool(self.app.settings["trusts_email"]) and says_so
        return [EmailAddress(email=address, verified=is_confirmed, primary=True)]

    def _knows(self, claims: dict[str, Any]) -> bool:
        return social_logins.is_known(self.sub_id, self.extract_uid(claims))

    def _site(self) -> Any:
        callback = reverse("openid_connect_callback", args=[self.sub_id])
        return _exchange("Site")(
            issuer=self.app.settings["issuer"],
            client_id=self.app.client_id,
            secret=self.app.secret,
            callback=f"{settings.DASITE_URL}{callback}",  # never the host that was asked
        )


def _exchange(name: str) -> Any:
    """Return what does the talking, which takes a library that no other page needs."""
    return import_string(f"{EXCHANGE}.{name}")


@contextmanager
def _told(provider: OpenIDConnect) -> Iterator[None]:
    """Write into the log why a login by a provider failed; nothing of what it said."""
    try:
        yield
    except ProviderFailed as error:
        logger.warning("login by %s: %s", provider.sub_id, error)
        raise
