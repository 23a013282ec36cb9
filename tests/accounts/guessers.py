"""Every kind of guess that is counted: how one gets to where it is made, and makes a wrong one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import ApiKey, PhoneNumber, User
from accounts.services import phones
from privacy.vault import subjects, ways
from privacy.vault.box import create_box
from privacy.vault.recovery import make_code
from tests.factors import enrol, give_code
from tests.people import NEW_PASSWORD, PASSWORD, WRONG_PASSWORD, log_in
from tests.programs import key_of, wrong_key

NUMBER = "+4915112345678"
CODE, PROOF = "/account/login/code/confirm/", "/profile/proof/code/"
NEW = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
NO_CODE = "00000000"
PASSWORDS = "privacy.vault.kdf:_permit"
KEYS = "accounts.services.api_keys:_is_right"


def nothing(*args: Any) -> None:
    """Leave all as it is."""


@dataclass(frozen=True)
class Guesser:
    """One kind: the guess, what looks at it, how a browser gets there, what has to be there."""

    guess: Callable[[Client, User], Any]
    looks: str  # the function that looks at a guess, as "module:name"
    reach: Callable[[Client, User], Any] = log_in
    furnish: Callable[[User], Any] = nothing
    is_anywhere: bool = False  # counted from all addresses together
    says: int = 200  # how a wrong one is answered while guesses are left


def ask_for_proof(client: Client, user: User) -> None:
    log_in(client, user)
    client.post(PROOF, {"send": "1"})


def ask_by_mail(client: Client, user: User) -> None:
    client.post("/account/login/code/", {"email": user.email})


def ask_by_phone(client: Client, user: User) -> None:
    client.post("/account/login/phone/", {"phone": NUMBER})


def type_sent_code(client: Client, user: User) -> Any:
    return client.post(CODE, {"code": NO_CODE})


def have_number(user: User) -> None:
    sealed, key = phones.seal(user, NUMBER), phones.key_of(NUMBER)
    PhoneNumber.objects.create(user=user, sealed=sealed, key=key, confirmed_at=timezone.now())


def have_app(user: User) -> None:
    client = Client()
    log_in(client, user)
    enrol(client)


def have_code(user: User) -> None:
    """Let there be an interview that a recovery code would open."""
    log_in(Client(), user)
    create_box(uuid4(), owner=user.subject_id)
    unlocked = subjects.unlock(user.subject_id, password=PASSWORD, key=None)
    ways.set_code(unlocked, code=make_code())


def follow_link(client: Client, user: User) -> str:
    """Follow a link to choose a new password, as it is mailed; return where its form is."""
    user.refresh_from_db()
    parts = [user_pk_to_url_str(user), default_token_generator.make_token(user)]
    link = reverse("account_reset_password_from_key", args=parts)
    return str(client.get(link)["Location"])


def type_recovery_code(client: Client, user: User) -> Any:
    parts = [user_pk_to_url_str(user), "set-password"]
    form = reverse("account_reset_password_from_key", args=parts)
    return client.post(form, {**NEW, "code": make_code()})


def forget(user: User) -> None:
    """Lock an interview with a password of before."""
    have_code(user)
    client = Client()
    client.post(follow_link(client, user), {**NEW, "without": "1"})


def log_in_anew(client: Client, user: User) -> None:
    log_in(client, user, NEW_PASSWORD)


def have_key(user: User) -> None:
    key_of(user, "sessions.read")


def try_key(client: Client, uid: UUID) -> Any:
    bearer = {"Authorization": f"Bearer {wrong_key(uid)}"}
    return client.get("/api/v1/sessions", headers=bearer)


KINDS = {
    "password": Guesser(lambda c, u: log_in(c, u, WRONG_PASSWORD), PASSWORDS, nothing),
    "password in place": Guesser(
        lambda c, u: c.post("/profile/unlock/", {"password": WRONG_PASSWORD}), PASSWORDS
    ),
    "app": Guesser(
        lambda c, u: give_code(c, "000000"),
        "allauth.mfa.totp.internal.auth:validate_totp_code",
        furnish=have_app,
        is_anywhere=True,
    ),
    "spare code": Guesser(
        lambda c, u: give_code(c, NO_CODE),
        "allauth.mfa.totp.internal.auth:validate_totp_code",
        furnish=have_app,
        is_anywhere=True,
    ),
    "mailed proof": Guesser(
        lambda c, u: c.post(PROOF, {"code": NO_CODE}),
        "accounts.services.mailed_codes:_key",
        ask_for_proof,
    ),
    "mailed code": Guesser(type_sent_code, "accounts.services.login_codes:_is_right", ask_by_mail),
    "phone code": Guesser(
        type_sent_code, "accounts.services.login_codes:_is_right", ask_by_phone, have_number
    ),
    "recovery code": Guesser(
        type_recovery_code,
        "accounts.keys:check_code",
        follow_link,
        have_code,
    ),
    "password of before": Guesser(
        lambda c, u: c.post("/profile/reopen/", {"old": WRONG_PASSWORD}),
        "accounts.keys:reopen",
        log_in_anew,
        forget,
    ),
    "API key": Guesser(
        lambda c, u: try_key(c, ApiKey.objects.get(user__email=u.email).uid),
        KEYS,
        nothing,
        have_key,
        says=401,
    ),
    "API key of nobody": Guesser(
        lambda c, u: try_key(c, uuid5(NAMESPACE_URL, u.email)), KEYS, nothing, says=401
    ),
}
