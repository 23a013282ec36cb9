"""What accounts keep, and the libraries for them: why, and when it goes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from axes.models import AccessAttempt, AccessAttemptExpiration, AccessFailureLog, AccessLog
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from guardian.models import GroupObjectPermission, UserObjectPermission

from accounts.ban_rules import read_rules
from accounts.browsers import UNKNOWN
from accounts.guesses import api_account, digest, factor_account, footprint
from accounts.login_sessions import open_browser
from accounts.models import (
    ApiKey,
    DeletionPermission,
    DeletionRequest,
    DeletionRules,
    FirstAdministrator,
    GuessCount,
    Invitation,
    LoginCode,
    LoginSession,
    MailedCode,
    PhoneNumber,
    RoleDeletionRule,
    RoleDescription,
    User,
)
from accounts.people_categories import CONTRACT
from accounts.roles import role_choices, role_in_words
from accounts.services import names, people, phones
from accounts.services.providers import provider_names
from privacy.retention.category import (
    After,
    Child,
    DataCategory,
    NamesNobody,
    NoPersonalData,
    OnEvent,
)
from privacy.retention.registry import register
from privacy.retention.targets import Target, TargetNotFound, register_target

SAFETY = "Legitimate interest, GDPR Art. 6(1)(f): a service that works and is safe"
KINDS = {"totp": "authenticator app", "recovery_codes": "spare codes", "webauthn": "passkey"}


@dataclass(frozen=True)
class WhenBanEnds(OnEvent):
    """Counted guesses are of no use once the wait that they led to is over."""

    def cutoff(self, now: datetime) -> datetime | None:
        """Return the moment before which a guess no longer counts."""
        return now - read_rules().wait


@register
class LoginSessions(DataCategory):
    """Browsers that are logged in; what they hold is sealed under their own cookie."""

    key = "accounts.login_session"
    label = "logged-in browsers"
    purpose = "so that you stay logged in from page to page"
    legal_ground = CONTRACT
    model = LoginSession
    clock = "expire_date"
    default = OnEvent("they expire or you log out")
    hidden = ("sealed_browser",)
    subject = "user__subject_id"

    def words_of(self, row: LoginSession) -> str:
        """Return the kind of browser and since when it is logged in."""
        since = date_format(localtime(row.began_at), "DATETIME_FORMAT")
        return f"{open_browser(row) or UNKNOWN}, logged in since {since}"


@register
class SecondFactors(DataCategory):
    """Authenticator apps, passkeys and spare codes; their secrets are sealed, and never shown."""

    key = "accounts.second_factor"
    label = "second factors and passkeys"
    purpose = "so that your password alone lets nobody in"
    legal_ground = CONTRACT
    model = Authenticator
    cached = ("allauth.mfa.totp.used?",)  # a code that was taken, for 30 seconds
    hidden = ("data",)
    default = OnEvent("you remove them or delete your account")
    subject = "user__subject_id"

    def words_of(self, row: Authenticator) -> str:
        """Return its kind and the day it was set up."""
        return f"{KINDS[row.type]} of {date_format(localtime(row.created_at))}"


@register
class SocialLogins(DataCategory):
    """By which other service somebody logs in, under a mark of ours; no claim, no token."""

    key = "accounts.social_login"
    label = "logins by other services"
    purpose = "so that you can log in by another service"
    legal_ground = CONTRACT
    model = SocialAccount
    hidden = ("uid", "extra_data")
    default = OnEvent("you remove them or delete your account")
    subject = "user__subject_id"
    children = (Child("tokens, of which none are kept", SocialToken, "account"),)
    where_else = ("the service itself: it knows that you log in here, and when",)

    def words_of(self, row: SocialAccount) -> str:
        """Return the service and since when it is used."""
        name = provider_names().get(row.provider, row.provider)
        return f"{name}, since {date_format(localtime(row.date_joined))}"


@register
class Guesses(DataCategory):
    """Counts under a keyed digest: whose they are cannot be read from them."""

    key = "accounts.guess_count"
    label = "counted guesses of passwords"
    purpose = "so that nobody can try out passwords"
    legal_ground = SAFETY
    model = GuessCount
    # Limits of allauth and of `privacy.rates`: how often an address asked, for minutes.
    cached = ("allauth:rl:", "rate:")
    clock = "last_at"
    default = WhenBanEnds("the wait is over")


class AxesRows(DataCategory):
    """Rows of axes know an account by a footprint of its address."""

    legal_ground = SAFETY
    clock = "attempt_time"

    def about(self, subject_ids: Collection[UUID | str]) -> Q:
        """Return the rows under these people's present addresses and numbers."""
        accounts = [footprint(one) for one in names.names_of(subject_ids)]
        factors = [factor_account(one) for one in subject_ids]
        own = ApiKey.objects.filter(user__subject_id__in=subject_ids)
        keys = [api_account(uid.hex) for uid in own.values_list("uid", flat=True)]
        return Q(username__in=[*accounts, *factors, *keys])


@register
class FailedLogins(AxesRows):
    """Wrong passwords that still count: from where, at what, how often."""

    key = "accounts.failed_login"
    label = "failed logins"
    purpose = "so that nobody can try out passwords, and administrators see who does"
    model = AccessAttempt
    default = WhenBanEnds("the wait is over")
    children = (Child("ends of bans", AccessAttemptExpiration, "access_attempt"),)


@register
class FailedLoginLog(AxesRows):
    """Switched off; answers for the table in case an operator switches it on."""

    key = "accounts.failed_login_log"
    label = "records of failed logins"
    clock_words = "they were made"
    purpose = "so that an operator can look into an attack"
    model = AccessFailureLog
    default = After("P30D")


@register
class LoginLog(AxesRows):
    """Switched off; answers for the table in case an operator switches it on."""

    key = "accounts.login_log"
    label = "records of logins"
    clock_words = "they were made"
    purpose = "so that an operator can look into an attack"
    model = AccessLog
    default = After("P30D")


@register
class AdminLog(DataCategory):
    """What administrators did in the administration; things bear their number, never a name."""

    key = "accounts.admin_log"
    label = "entries of the administrators' log"
    purpose = "so that one can see who changed what"
    legal_ground = SAFETY
    model = LogEntry
    clock = "action_time"
    clock_words = "they were made"
    default = After("P1Y")
    floor = "P30D"
    subject = "user__subject_id"


@register
class ObjectGrants(DataCategory):
    """What somebody may do with one interview."""

    key = "accounts.object_grant"
    label = "permissions on single interviews"
    purpose = "so that you can do what others let you do"
    legal_ground = CONTRACT
    model = UserObjectPermission
    default = OnEvent("you delete your account or somebody takes it back")
    subject = "user__subject_id"


@register
class DeletionRequests(DataCategory):
    """That somebody asked to leave; what is left of it afterwards is when, not who."""

    key = "accounts.deletion_request"
    label = "requests to delete an account"
    purpose = "so that what you asked for is done on its day, and not when you changed your mind"
    legal_ground = CONTRACT
    model = DeletionRequest
    tasks = (
        "accounts.say_asked",
        "accounts.say_goes_soon",
        "accounts.say_is_gone",
        "accounts.mail_receipt",
    )
    clock = "ended_at"
    clock_words = "they were done or taken back"
    default = After("P1Y")
    floor = "P1D"
    subject = "subject_id"
    stays = "that somebody asked to leave and when it was done, without saying who"


@register
class DeletionPermissions(DataCategory):
    """What somebody whose role forbids it wrote to be let go, and the answer."""

    key = "accounts.deletion_permission"
    label = "questions whether you may delete your account"
    purpose = "so that administrators can answer you"
    legal_ground = CONTRACT
    model = DeletionPermission
    tasks = ("accounts.say_answered",)
    default = OnEvent("you delete your account")
    subject = "user__subject_id"
    by_number = ("answered_by",)
    number_stays = "the number of your account where you answered somebody, until they leave"


@register
class MailedCodes(DataCategory):
    """A digest of a code that proves who asks; used once, or useless after a quarter hour."""

    key = "accounts.mailed_code"
    label = "codes that were mailed to you"
    purpose = "so that you can prove that it is you"
    legal_ground = CONTRACT
    model = MailedCode
    clock = "expires_at"
    default = OnEvent("they are used or expire")
    subject = "user__subject_id"


@register
class LoginCodes(MailedCodes):
    """A digest of a link or a code that logs in, or that confirms a number; of use once."""

    key = "accounts.login_code"
    label = "links and codes that were sent to you"
    purpose = "so that you can log in without a password"
    model = LoginCode  # type: ignore[assignment]  # another table, all else alike
    hidden = ("link_key", "stamp")


@register
class PhoneNumbers(DataCategory):
    """A number that codes are sent to: sealed, and found by a keyed digest."""

    key = "accounts.phone_number"
    label = "telephone numbers"
    purpose = "so that you can log in by a code that is sent to it"
    legal_ground = CONTRACT
    model = PhoneNumber
    hidden = ("sealed", "key")
    default = OnEvent("you remove it or delete your account")
    subject = "user__subject_id"

    def words_of(self, row: PhoneNumber) -> str:
        return phones.say(row)


@register
class Invitations(DataCategory):
    """Who was asked to come; the address is sealed, and emptied once the link is of no use."""

    key = "accounts.invitation"
    label = "invitations"
    purpose = "so that you can come here by a link that was mailed to you"
    legal_ground = SAFETY
    model = Invitation
    clock = "expires_at"
    clock_words = "their link was to expire"
    default = After("P30D")
    floor = "P1D"
    ceiling = "P1Y"
    must_end = True
    by_number = ("invited_by", "accepted_by")
    number_stays = (
        "the number of your account where you invited somebody, or came by a link to an address "
        "that you have no more, until the record goes by its rule"
    )
    children = (Child("roles to be given", Invitation.roles.through, "invitation"),)

    def about(self, subject_ids: Collection[UUID | str]) -> Q:
        """Return the invitations that went to these people's present addresses."""
        prints = [digest("invitation", one.lower()) for one in people.addresses_of(subject_ids)]
        return Q(footprint__in=prints)


def find_person(typed: str) -> str:
    """Return the subject of the account with this number."""
    person = User.objects.filter(pk=typed).first() if typed.isdecimal() else None
    if person is None:
        raise TargetNotFound(f"There is no account with the number {typed[:20]!r}.")
    return str(person.subject_id)


register_target(
    Target(
        kind="subject",
        label="a person",
        hint="the number of their account",
        find=find_person,
        describe=people.person_in_words,
        can_be_held=True,
    )
)


def find_role(typed: str) -> str:
    """Return the number of the role that was chosen."""
    if typed not in dict(role_choices()):
        raise TargetNotFound(f"There is no role {typed[:20]!r}.")
    return typed


register_target(
    Target(
        kind="role",
        label="people with a role",
        hint="which role",
        find=find_role,
        describe=role_in_words,
        choices=role_choices,
        rank=2,
    )
)

register(
    NamesNobody(
        ("accounts.leave", "accounts.forget_invited"),
        "they come by the clock and have no arguments",
    )
)
register(NoPersonalData(SocialApp, "stays empty: providers stand in the settings"))
register(NoPersonalData(FirstAdministrator, "says only when the site got its first administrator"))
register(NoPersonalData(DeletionRules, "a word and a number that administrators set"))
register(NoPersonalData(RoleDeletionRule, "what people with a role may do"))
register(NoPersonalData(Group, "names of roles"))
register(NoPersonalData(RoleDescription, "what a role is for"))
register(NoPersonalData(Group.permissions.through, "what a role may do"))
register(NoPersonalData(Permission, "names of what one may do"))
register(NoPersonalData(ContentType, "names of tables"))
register(NoPersonalData(GroupObjectPermission, "what a role may do with one interview"))
