"""What people and administrators decided, said again after an older database was put back.

Whoever was shut out stays out; nobody is let in by a line of the ledger. One rule stands above
it: of the administrators one is always left, also if the copy knows no other.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from guardian.models import GroupObjectPermission, UserObjectPermission

from accounts import keys, login_sessions
from accounts.models import ApiKey, Invitation, PhoneNumber, User
from accounts.services import leaving, people
from accounts.services.deletion import LastAdministrator, refuse_last_administrator
from accounts.services.lasting_words import (
    API_KEY,
    FACTOR,
    IN,
    LEAVING,
    MAIL,
    NUMBER,
    OUT,
    PASSWORD,
)
from privacy.audit import AuditEntry, What, follow
from privacy.permissions import rows_of
from privacy.retention import lasting
from privacy.retention.lasting import Word

TOPICS = {
    What.MEMBER_ADDED: ("member", IN),
    What.MEMBER_REMOVED: ("member", OUT),
    What.STAFF_GIVEN: ("staff", IN),
    What.STAFF_TAKEN: ("staff", OUT),
    What.ALL_GIVEN: ("administrator", IN),
    What.ALL_TAKEN: ("administrator", OUT),
    What.SWITCHED_ON: ("account", IN),
    What.SWITCHED_OFF: ("account", OUT),
    What.RIGHT_GIVEN: ("right", IN),
    What.RIGHT_TAKEN: ("right", OUT),
    What.ROLE_DELETED: ("role", OUT),
    What.WITHDRAWN: ("invitation", OUT),
}


@follow
def let_it_last(entry: AuditEntry) -> None:
    """Put what shuts somebody out, and what lets them in again, on the ledger: by numbers."""
    if entry.what in TOPICS:
        topic, word = TOPICS[What(entry.what)]
        about = (entry.person, entry.role, entry.interview, entry.about)
        lasting.say(Word(topic, word, about=about), now=entry.at)


def _person(number: Any) -> User | None:
    return User._base_manager.filter(pk=number).first()


def _whose(word: Word) -> User | None:
    assert word.subject_id is not None
    return User._base_manager.filter(subject_id=word.subject_id).first()


@lasting.comes_back("member")
def out_of_role(word: Word, at: datetime) -> None:
    person, role = _person(word.about[0]), Group.objects.filter(pk=word.about[1]).first()
    if word.word == OUT and person and role:
        person.groups.remove(role)


@lasting.comes_back("role")
def delete_role(word: Word, at: datetime) -> None:
    for role in Group.objects.filter(pk=word.about[1]):
        role.user_set.clear()  # one by one, so that the vault hears that nobody is in it any more
        role.delete()


@lasting.comes_back("staff")
def out_of_administration(word: Word, at: datetime) -> None:
    if word.word == OUT:
        User._base_manager.filter(pk=word.about[0]).update(is_staff=False)


@lasting.comes_back("administrator")
def no_administrator(word: Word, at: datetime) -> None:
    person = _person(word.about[0])
    if word.word == OUT and person and not _is_last(person):
        User._base_manager.filter(pk=person.pk).update(is_superuser=False)


@lasting.comes_back("account")
def switched_off(word: Word, at: datetime) -> None:
    person = _person(word.about[0])
    if word.word == OUT and person and not _is_last(person):
        people.deactivate(person)


def _is_last(person: User) -> bool:
    try:
        refuse_last_administrator(person)
    except LastAdministrator:
        return True
    return False


@lasting.comes_back("right")
def right_taken(word: Word, at: datetime) -> None:
    """Take a right of a role everywhere, or of a role or a person on one interview."""
    person, role, interview, about = word.about
    permission = rows_of([str(about)]).get(str(about))
    if word.word != OUT or permission is None:
        return
    if interview is None:
        for group in Group.objects.filter(pk=role):
            group.permissions.remove(permission)
        return
    on_it: dict[str, Any] = {"permission": permission, "object_pk": str(interview)}
    if role is not None:
        GroupObjectPermission.objects.filter(group_id=role, **on_it).delete()
    else:
        UserObjectPermission.objects.filter(user_id=person, **on_it).delete()


@lasting.comes_back("invitation")
def withdrawn(word: Word, at: datetime) -> None:
    number = str(word.about[3]).removeprefix("invitation ")
    row = Invitation.objects.filter(pk=number, accepted_at=None, withdrawn_at=None)
    row.update(withdrawn_at=at, sealed_address="")


@lasting.comes_back(FACTOR)
def factor_removed(word: Word, at: datetime) -> None:
    (number,) = word.about
    Authenticator.objects.filter(pk=number, user__subject_id=word.subject_id).delete()


@lasting.comes_back(PASSWORD)
def password_changed(word: Word, at: datetime) -> None:
    """Let a password that its person has replaced open nothing by itself any more.

    Nobody knows the new one here; a link in a mail lets them choose another, and the page that
    asks for a password of before opens what this one locked.
    """
    person = _whose(word)
    if person is not None:
        person.set_password(secrets.token_urlsafe(32))
        person.save(update_fields=["password"])
        login_sessions.sign_out(person)
        keys.lock_everywhere(person)


@lasting.comes_back(NUMBER)
def number_removed(word: Word, at: datetime) -> None:
    """Forget a number that was removed or replaced; one that was confirmed later stays."""
    PhoneNumber.objects.filter(user=_whose(word), confirmed_at__lt=at).delete()


@lasting.comes_back(MAIL)
def mail_login_off(word: Word, at: datetime) -> None:
    person = _whose(word)
    if word.word == OUT and person is not None:
        User._base_manager.filter(pk=person.pk).update(mail_login=False)


@lasting.comes_back(API_KEY)
def api_key_revoked(word: Word, at: datetime) -> None:
    (uid,) = word.about
    ApiKey.objects.filter(uid=uid, user=_whose(word)).update(revoked_at=at)


@lasting.comes_back(LEAVING)
def still_leaving(word: Word, at: datetime) -> None:
    """Ask to leave again, or stay again, as the person's last word was."""
    person = _whose(word)
    if person is None:
        return
    if word.word == OUT:
        uid, due_at, *copies = (str(one) for one in word.details)
        kept = [UUID(one) for one in copies]
        again = leaving.Again(UUID(uid), at, datetime.fromisoformat(due_at), kept)
        leaving.ask_again(person, again)
    else:
        leaving.stay_again(person, now=at)
