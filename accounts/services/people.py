"""What administrators may do to a person's account; none of it touches a password or a key."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from allauth.account.forms import ResetPasswordForm
from allauth.account.models import EmailAddress
from django.db import transaction
from django.http import HttpRequest

from accounts import keys, login_sessions
from accounts.models import User
from accounts.roles import say_roles_of
from accounts.services.deletion import refuse_last_administrator
from accounts.services.granting import NotAllowed, refuse_person_above
from privacy.audit import Concerning, What, record
from privacy.permissions import may

DEACTIVATE = "accounts.deactivate_people"


@transaction.atomic
def switch_off(person: User, *, by: User, now: datetime) -> None:
    """Keep a person from logging in, as somebody on the staff wants it; it is on the audit log.

    Raises NotAllowed, BeyondOwn, LastAdministrator.
    """
    _need(by, person)
    refuse_last_administrator(person)
    if person.is_active:
        deactivate(person)
        record(What.SWITCHED_OFF, Concerning(person=person.pk), by=by.pk, now=now)


@transaction.atomic
def switch_on(person: User, *, by: User, now: datetime) -> None:
    """Let a person log in again. Raises NotAllowed, BeyondOwn."""
    _need(by, person)
    if not person.is_active:
        reactivate(person)
        record(What.SWITCHED_ON, Concerning(person=person.pk), by=by.pk, now=now)


def help_back_in(request: HttpRequest, person: User, *, by: User, now: datetime) -> bool:
    """Mail a person a link to choose a new password; return whether one was sent.

    Raises NotAllowed, BeyondOwn.
    """
    _need(by, person, themselves=True)
    sent = send_reset_link(request, person)
    if sent:
        record(What.RESET_SENT, Concerning(person=person.pk), by=by.pk, now=now)
    return sent


def _need(by: User, person: User, *, themselves: bool = False) -> None:
    if not by.is_active or not may(by, DEACTIVATE):
        raise NotAllowed("You may not switch accounts off or on.")
    if person.pk == by.pk and not themselves:
        raise NotAllowed("Nobody switches off themselves.")
    refuse_person_above(by, person)


@transaction.atomic
def deactivate(user: User) -> None:
    """Keep a person from logging in, from now on and on every device."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    login_sessions.sign_out(user)
    keys.lock_everywhere(user)
    say_roles_of(user)


@transaction.atomic
def reactivate(user: User) -> None:
    """Let a person log in again."""
    user.is_active = True
    user.save(update_fields=["is_active"])
    say_roles_of(user)


def send_reset_link(request: HttpRequest, user: User) -> bool:
    """Mail the person a link to choose a new password; return whether one was sent."""
    form = ResetPasswordForm({"email": user.email})
    if not user.is_active or not form.is_valid():
        return False
    form.save(request)
    return True


def save_profile(user: User, *, said: Mapping[str, str]) -> None:
    """Keep how a person wants to be called, and their time zone and language as far as said."""
    for field, value in said.items():
        setattr(user, field, value)
    user.save(update_fields=list(said))


def addresses_of(subject_ids: Collection[UUID | str]) -> set[str]:
    """Return the present addresses of people, of those whose erasure has begun as well."""
    people = User._base_manager.filter(subject_id__in=subject_ids)
    more = EmailAddress.objects.filter(user__subject_id__in=subject_ids)
    return {*people.values_list("email", flat=True), *more.values_list("email", flat=True)}


def person_in_words(ref: str) -> str:
    person = User._base_manager.filter(subject_id=ref).first()
    return f"person {person.pk}" if person else "a person who is gone"
