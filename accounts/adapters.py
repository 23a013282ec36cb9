"""How allauth behaves here: where links lead, who is unlocked when, what is said."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.debug import sensitive_variables

from accounts import bans, keys
from accounts.models import User
from accounts.phone_adapter import PhoneAdapter
from accounts.recovery import wants_new_code
from accounts.services import proofs
from accounts.services.mails import MailNotSent
from accounts.unlocking import own_keys, unlock_door

logger = logging.getLogger(__name__)

# How allauth's record of a login calls it.
TYPED, SENT = "password", "code"
STILL_LOCKED = (
    "You logged in without your password, so your answers are still locked. Type it where it is "
    "asked for, and they open."
)


class AccountAdapter(PhoneAdapter, DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """What allauth asks us."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": (
            "The e-mail address or the password is not right. Check both and try again."
        ),
        "enter_current_password": "That is not your present password. Type it again.",
        "incorrect_password": "That is not your password. Type it again.",
        "email_taken": (
            "This address has an account already. Log in, or set a new password if you forgot it."
        ),
        "too_many_login_attempts": "Too many wrong codes. Ask for a new one.",
        "same_as_current": "This is your address already.",
        "duplicate_email": "This is your address already.",
        "invalid_password_reset": "This link was used, or is too old. Ask for a new one.",
    }

    proof_words: ClassVar[dict[str, str]] = {"mfa_reauthenticate:webauthn": "Use a passkey"}

    def login(self, request: HttpRequest, user: User) -> None:
        """Log in, which gives the session a new id, and let the waiting key serve from now on.

        The password or passkey that was given for it is a fresh proof for changing ways in, too.
        """
        super().login(request, user)
        for record in get_authentication_records(request, user):
            if record["method"] == TYPED or record.get("passwordless"):
                record_authentication(request, user, record["method"], reauthenticated=True)
        if unlock_door(request).promote(user.subject_id):
            return
        if own_keys(request, user.subject_id) is None:  # none of whoever was here before
            keys.unlock_served(request, user)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Show a recovery code to whoever has just signed up or used one up, then go on."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        records = get_authentication_records(request, user)
        if SENT in [one["method"] for one in records] and not keys.is_served(user):
            messages.info(request, STILL_LOCKED)
        if not (kwargs["signup"] or wants_new_code(request)) or keys.is_served(user):
            return response
        query = urlencode({"next": response["Location"], "new": "1"})
        return HttpResponseRedirect(f"{reverse('accounts:recovery-code')}?{query}")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail that somebody waits for. Raises MailNotSent; the log has no address."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:
            logger.error("a mail could not be sent: %s", type(error).__name__)  # noqa: TRY400 -- a server's answer quotes the address
            raise MailNotSent from None

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send a mail about what was done already: it stays done if no mail goes out."""
        with suppress(MailNotSent):
            super().send_notification_mail(*args, **kwargs)

    def logout(self, request: HttpRequest) -> None:
        """Log out and leave no key behind."""
        unlock_door(request).forget()
        super().logout(request)

    @sensitive_variables()
    def reauthenticate(self, user: User, password: str) -> bool:
        """Return whether this is the person's password; it counts as a guess like any login."""
        found = authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Return whether changing ways in wants a fresh proof: of who has no password, always.

        Of who has no factor either, allauth would take none for granted: they need a mailed code.
        """
        user = context.request.user
        if proofs.is_bare(user):
            proofs.require_code(context.request)
            return False
        wanted = super().is_reauthentication_required(app=app, **kwargs)
        return bool(wanted) or not user.has_usable_password()

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Return what proves that it is still the same person, in our words."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if user.is_authenticated and not methods:
            url = reverse("accounts:mailed-code")
            words = proofs.WORDS[proofs.MAILED_CODE]
            return [{"id": proofs.MAILED_CODE, "description": words, "url": url}]
        return [
            {**one, "description": self.proof_words.get(one["id"], one["description"])}
            for one in methods
        ]

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        """Refuse an address that is another account's by now."""
        others = User.objects.filter(email=email_address.email.lower())
        if others.exclude(pk=email_address.user_id).exists():
            return False
        return bool(super().confirm_email(request, email_address))

    def get_client_ip(self, request: HttpRequest) -> str:
        return bans.counted_address(request)

    def is_ajax(self, request: HttpRequest) -> bool:
        """Answer with pages only: what allauth would say in JSON nobody here reads."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Return whether `url` stays on the host that was asked."""
        request = context.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:profile")

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        if context.request.user.is_authenticated:
            return reverse("accounts:profile")
        return reverse("account_login")

    def get_reset_password_from_key_url(self, key: str) -> str:
        uid, _, token = key.partition("-")
        return _public(reverse("account_reset_password_from_key", args=[uid, token]))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return _public(reverse("account_confirm_email", args=[emailconfirmation.key]))

    def format_email_subject(self, subject: str) -> str:
        return f"{settings.DASITE_SITE_NAME}: {subject}"

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """Return the mail; its links begin with the configured address, never the asked host."""
        known = {
            "site_name": settings.DASITE_SITE_NAME,
            "signup_url": _public(reverse("account_signup")),
            "password_reset_url": _public(reverse("account_reset_password")),
            "login_url": _public(reverse("account_login")),
        }
        if "key" in context and "uid" in context:
            known["password_reset_url"] = context["password_reset_url"]
        mail: EmailMessage = super().render_mail(
            template_prefix, email, {**context, **known}, headers
        )
        return mail


def _public(path: str) -> str:
    return f"{settings.DASITE_URL}{path}"
