"""Accounts and keys for the API: when those go that nobody uses, and who set their rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime

from accounts.models import ApiKey, ApiKeyRules, BanRules, User
from accounts.seen import NEVER_CAME, ORDINARY
from accounts.services import going
from privacy import scopes
from privacy.retention.category import After, Child, DataCategory, ForGood, OnEvent
from privacy.retention.registry import register

CONTRACT = "Performance of a contract, GDPR Art. 6(1)(b)"
SAFETY = "Legitimate interest, GDPR Art. 6(1)(f): a service that works and is safe"
ACCOUNTS_GO_LAST = 90


@register
class People(DataCategory):
    """The account itself: the last row that knows who somebody was."""

    key = "accounts.user"
    label = "accounts"
    purpose = "so that you can log in and find what you began"
    legal_ground = CONTRACT
    model = User
    subject = "subject_id"
    mark_field = "erasing_at"
    clock = "seen_at"
    clock_words = "somebody last logged in or used a session"
    due = ORDINARY
    after_words = "go when nobody has logged in for {period}"
    unless = "unless you log in before"
    spared = "the accounts of those who look after this site are kept until somebody deletes them"
    default = After("P2Y", (30, 7, 1))
    floor = "P90D"
    ceiling = "P10Y"
    tell = "pk"
    whole_subject = True
    delete_page = "accounts:delete"
    policy_targets = ("role",)
    order = ACCOUNTS_GO_LAST
    children = (
        Child("unconfirmed addresses", EmailConfirmation, "email_address__user"),
        Child("e-mail addresses", EmailAddress, "user"),
        Child("roles", User.groups.through, "user"),
        Child("permissions", User.user_permissions.through, "user"),
    )
    where_else = ("mails that were sent to you", "backups of the database")

    def keeps(self, mode: After) -> str:
        return f"go when nobody has logged in for {mode.duration.words}"

    def reason(self, mode: After) -> str:
        return f"{self.label} {self.keeps(mode)}"

    def words_of(self, row: User) -> str:
        return "your account"

    def within(self, kind: str, refs: Sequence[str]) -> Q | None:
        if kind == "role":
            return Q(pk__in=User.groups.through.objects.filter(group__in=refs).values("user"))
        return super().within(kind, refs)

    def let_go(self, due: QuerySet[Any], *, run: int, now: datetime) -> bool:
        return going.go(due, run=run, now=now, is_told=True)


@register
class Unconfirmed(DataCategory):
    """Accounts that somebody began to make and whose address nobody confirmed.

    Nobody logged in to them. `People` answers for all else that is done with an account.
    """

    key = "accounts.unconfirmed"
    label = "unconfirmed accounts"
    purpose = "so that whoever made the account can still confirm the address"
    legal_ground = CONTRACT
    model = User
    fields = ()
    mark_field = "erasing_at"
    clock = "joined_at"
    clock_words = "they were made"
    after_words = "go when the address was not confirmed within {period}"
    due = ORDINARY & NEVER_CAME
    default = After("P7D")
    floor = "P1D"
    ceiling = "P1Y"
    must_end = True
    whole_subject = True
    order = ACCOUNTS_GO_LAST

    def let_go(self, due: QuerySet[Any], *, run: int, now: datetime) -> bool:
        return going.go(due, run=run, now=now, is_told=False)


@register
class ApiKeys(DataCategory):
    """Keys for people's own programs: of each secret a digest, and the day it was last used."""

    key = "accounts.api_key"
    label = "API keys"
    purpose = "so that your own programs can do here what you let them"
    legal_ground = CONTRACT
    model = ApiKey
    hidden = ("digest",)
    clock = "expires_at"
    clock_words = "they were to expire"
    default = OnEvent("they expire or you delete your account")
    subject = "user__subject_id"

    def words_of(self, row: ApiKey) -> str:
        """Return its name, what it may do, and until when."""
        may = ", ".join(scopes.in_words(one) for one in sorted(row.allowed))
        until = date_format(localtime(row.expires_at))
        return f"{row.name}: {may or 'nothing'}; until {until}"


class RuleVersions(DataCategory):
    """Rules that administrators set, version by version; who did stands there by number alone."""

    purpose = "so that it can be shown which rule held when, and who set it"
    legal_ground = SAFETY
    default = ForGood()
    by_number = ("made_by",)


@register
class BanRuleVersions(RuleVersions):
    """After how many wrong guesses somebody waits, and how long."""

    key = "accounts.ban_rules"
    label = "rules for wrong guesses"
    model = BanRules
    number_stays = "the number of your account where you set rules for wrong guesses"


@register
class ApiKeyRuleVersions(RuleVersions):
    """For how long a key for the API may be made."""

    key = "accounts.api_key_rules"
    label = "rules for API keys"
    model = ApiKeyRules
    number_stays = "the number of your account where you set rules for API keys"
