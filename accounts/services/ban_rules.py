"""Changes the rules for wrong guesses; switching pseudonyms on rewrites what is there."""

from __future__ import annotations

from datetime import datetime

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db import transaction
from django.db.models import F

from accounts.addresses import is_pseudonym, pseudonym
from accounts.ban_rules import Rules, read_rules
from accounts.models import BanRules
from privacy.audit import Concerning, What, record


@transaction.atomic
def set_rules(rules: Rules, *, by: int | None, now: datetime) -> bool:
    """Let these rules hold from now on; return False if they do already.

    What is a pseudonym stays one: nobody can find the address again.
    """
    before = read_rules()
    if rules == before:
        return False
    BanRules.objects.create(
        failures=rules.failures,
        minutes=rules.minutes,
        pseudonymous=rules.pseudonymous,
        made_by=by,
        made_at=now,
    )
    record(What.SETTING, Concerning(about="wrong guesses"), by=by, now=now)
    if rules.pseudonymous and not before.pseudonymous:
        hide_addresses()
    return True


@transaction.atomic
def hide_addresses() -> int:
    """Put pseudonyms in the place of all addresses in tables of axes; return how many rows."""
    done = 0
    for attempt in AccessAttempt.objects.select_for_update().exclude(ip_address=None):
        if not is_pseudonym(attempt.ip_address):
            _hide(attempt)
            done += 1
    # Both are switched off, but an operator may have switched them on.
    for model in (AccessFailureLog, AccessLog):
        rows = model.objects.exclude(ip_address=None)
        for address in rows.values_list("ip_address", flat=True).distinct():
            if not is_pseudonym(address):
                hidden = rows.filter(ip_address=address)
                done += hidden.update(ip_address=pseudonym(address))
    return done


def _hide(attempt: AccessAttempt) -> None:
    """Put a pseudonym into a row, or into the one that bears it already."""
    hidden = pseudonym(str(attempt.ip_address))
    twins = AccessAttempt.objects.filter(
        username=attempt.username, user_agent=attempt.user_agent, ip_address=hidden
    )
    if twins.update(
        failures_since_start=F("failures_since_start") + attempt.failures_since_start,
        attempt_time=attempt.attempt_time,
    ):
        attempt.delete()
    else:
        AccessAttempt.objects.filter(pk=attempt.pk).update(ip_address=hidden)
