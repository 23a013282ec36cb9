"""Accounts whose address nobody confirmed go after some days, and no mail is sent there."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client

from accounts.models import DeletionRequest, User
from privacy.models import RetentionRun
from privacy.retention import run
from privacy.retention.category import After
from privacy.retention.plan import make_plan
from tests.accounts.inactive import (
    DAY,
    LIMIT,
    NEW,
    NOW,
    SECONDS,
    USED,
    newcomer,
    purge,
    seen,
    send_mails,
    set_rule,
    who,
)
from tests.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_once(settings):
    settings.DASITE_POLICY_DELAY_HOURS = 0


def test_who_never_confirmed_goes_after_seven_days_and_gets_no_mail():
    set_rule(After("P7D"), NEW)
    newcomer("early", NOW - 7 * DAY + SECONDS)
    newcomer("late", NOW - 7 * DAY - SECONDS)
    make_person("known", joined_at=NOW - 30 * DAY)
    purge(NEW)
    assert who() == {"early", "known"}
    send_mails()
    assert mail.outbox == []
    assert DeletionRequest.objects.get().address == ""


def test_who_never_confirmed_has_no_other_rule_and_the_others_not_this_one(alice):
    set_rule()
    set_rule(After("P7D"), NEW)
    newcomer("new", LIMIT - DAY)
    seen(alice, LIMIT - DAY)
    lines = {line.key: line.count for line in make_plan(NOW).lines}
    assert lines == {USED: 1, NEW: 1}


def test_a_confirmation_between_plan_and_run_keeps_the_account(mail_server):
    set_rule(After("P7D"), NEW)
    client = Client()
    client.post(
        "/account/signup/",
        {
            "email": "n@example.org",
            "password1": "correct horse battery staple",
            "password2": "correct horse battery staple",
        },
    )
    user = User.objects.get()
    assert user.seen_at is None
    User.objects.update(joined_at=NOW - 30 * DAY)
    plan = make_plan(NOW, keys=[NEW])
    assert plan.count == 1
    begun = run.write(plan, NOW, trigger=RetentionRun.Trigger.BEAT, by=None, asks=False)
    link = next(word for word in mail.outbox[0].body.split() if "confirm-email" in word)
    client.post(link.partition("testserver")[2] or link[link.index("/account") :])
    assert run.go_on(begun, lambda: NOW).erased == 0
    assert who() == {"n"}


def test_who_had_confirmed_before_there_was_this_rule_is_not_a_newcomer():
    set_rule(After("P7D"), NEW)
    make_person("known", joined_at=NOW - 30 * DAY)
    assert make_plan(NOW, keys=[NEW]).count == 0
