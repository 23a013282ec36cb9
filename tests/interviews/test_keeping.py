"""How long one interview is kept, and holds on it: decided by whoever may, there alone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.http import urlencode
from guardian.models import GroupObjectPermission
from guardian.shortcuts import assign_perm

from interviews.models import InterviewSource
from interviews.rights import HOLD, PERIOD
from interviews.services.publishing import publish_packages
from privacy.models import Hold, RetentionPolicy
from privacy.retention import holding, policies
from privacy.retention.modes import After
from privacy.retention.registry import get_rows
from privacy.retention.targets import Scope, get_target
from tests.decisions import rewrite
from tests.interviews.conftest import FIVE, NOW, Walk, log_in, make_person
from tests.interviews.test_grants import MANAGE, give, helpers, make_staff, office_of, page_of

__all__ = ["helpers"]

POLICIES = "/admin/privacy/retentionpolicy/"
RULE = f"{POLICIES}of/interviews.session/"
HOLDS = "/admin/privacy/hold/"
OWN, OTHER = "test.letters:data/questions/five.yml", "test.other:data/questions/other.yml"


@pytest.fixture
def other(source) -> InterviewSource:
    """A second interview, about which nobody decides."""
    publish_packages({"test.other": {"data/questions/other.yml": FIVE}}, is_listed=True, now=NOW)
    return InterviewSource.objects.get(path="data/questions/other.yml")


@pytest.fixture
def keeper(source, other) -> Client:
    """Somebody on the staff who decides how long one interview is kept, and what of it is held."""
    person = make_person("keeper", is_staff=True)
    assign_perm(PERIOD, person, source)
    assign_perm(HOLD, person, source)
    return office_of(person)


@pytest.fixture
def stranger(walk, other) -> Walk:
    """A session of the other interview."""
    address = "/interview?i=test.other:data/questions/other.yml&reset=1"
    return Walk(log_in(make_person("dora"))).begin(address)


def rule_of(ref: str) -> str:
    return f"{RULE}?{urlencode({'kind': 'interview', 'ref': ref})}"


def save_rule(client: Client, ref: str):
    """Look at a rule and save it, as the page wants it."""
    form = {"rule": "after", "amount": "60", "unit": "D"}
    looked = client.post(rule_of(ref), form)
    shown = re.search(r'name="shown" value="([^"]*)"', looked.content.decode())
    return client.post(rule_of(ref), {**form, "save": "", "shown": shown[1] if shown else ""})


def place(client: Client, **fields):
    day = (timezone.localdate() + timedelta(days=30)).isoformat()
    form = {"reason": "file 7/26", "review_on": day, **fields}
    return client.post(f"{HOLDS}place/", form, follow=True)


def propose(ref: str) -> RetentionPolicy:
    scope = Scope("interview", ref) if ref else Scope()
    category = get_rows("interviews.session")
    return policies.set_policy(category, After("P30D"), now=NOW, by=None, scope=scope)


def hold(kind: str, typed: str, *more: str) -> Hold:
    target = get_target(kind)
    refs = [target.find(one) for one in (typed, *more)]
    day = (timezone.now() + timedelta(days=9)).date()
    return holding.place(target, *refs, reason="why", review_on=day, now=NOW, by=None).hold


def test_a_rule_is_set_for_the_one_interview(keeper):
    page = keeper.get(POLICIES).content.decode()
    assert "five.yml" in page
    assert "other.yml" not in page
    assert save_rule(keeper, OWN).status_code == 302
    policy = RetentionPolicy.objects.get()
    assert (policy.scope_kind, policy.scope_ref, policy.period) == ("interview", OWN, "P60D")


@pytest.mark.parametrize("path", [RULE, rule_of(OTHER), f"{RULE}?kind=sessions&ref=finished"])
def test_rules_of_everything_else_are_neither_seen_nor_set(keeper, path):
    form = {"rule": "after", "amount": "60", "unit": "D", "save": "", "shown": ""}
    assert keeper.get(path).status_code == 403
    assert keeper.post(path, form).status_code == 403
    assert not RetentionPolicy.objects.exists()


def test_what_was_proposed_elsewhere_is_not_withdrawn_and_nothing_accepted(keeper):
    for ref in ("", OTHER):
        policy = propose(ref)
        for button in ("withdraw", "stop-watching", "approve"):
            answer = keeper.post(f"{POLICIES}{policy.pk}/{button}/")
            assert answer.status_code in {403, 404}
    assert not RetentionPolicy.objects.exclude(withdrawn_at=None).exists()
    assert keeper.post(f"{POLICIES}accept/", {"key": "interviews.session"}).status_code == 403


def test_what_waits_there_is_withdrawn(keeper):
    save_rule(keeper, OWN)
    policy = RetentionPolicy.objects.get()
    rewrite(effective_at=timezone.now() + timedelta(days=1))
    assert "Another rule waits" in keeper.get(rule_of(OWN)).content.decode()
    keeper.post(f"{POLICIES}{policy.pk}/withdraw/")
    policy.refresh_from_db()
    assert policy.withdrawn_at is not None


def test_a_hold_is_placed_on_a_session_seen_and_released(keeper, walk):
    page = place(keeper, kind="session", number=str(walk.session.pk)).content.decode()
    assert "Placed. Nothing of it can be deleted" in page
    assert "file 7/26" in page
    held = Hold.objects.get()
    assert f"{HOLDS}{held.pk}/" in keeper.get(HOLDS).content.decode()
    keeper.post(f"{HOLDS}{held.pk}/release/")
    held.refresh_from_db()
    assert held.released_at is not None


def test_a_hold_is_placed_on_the_interview(keeper):
    place(keeper, kind="interview", chosen=OWN)
    assert Hold.objects.get().ref == OWN


def test_nothing_else_is_held_and_nothing_is_learned_of_it(keeper, walk, stranger):
    own, foreign = walk.session, stranger.session
    tried = (
        {"kind": "session", "number": str(foreign.pk)},
        {"kind": "session", "number": f"{own.pk},{foreign.pk}"},
        {"kind": "session", "number": "999999"},
        {"kind": "interview", "chosen": OTHER},
        {"kind": "interview", "chosen": ""},
        {"kind": "subject", "number": str(own.owner_id)},
        {"kind": "query:interviews.session", "interviews.session:interview": OWN},
    )
    for fields in tried:
        assert "There is a problem" in place(keeper, **fields).content.decode(), fields
    pages = [
        place(keeper, kind="session", number=number).content.decode()
        for number in (str(foreign.pk), "999999")
    ]
    said = [re.findall(r"is nothing on which you may place a hold", page) for page in pages]
    assert said[0] == said[1] != []
    assert not Hold.objects.exists()


def test_holds_on_everything_else_are_neither_seen_nor_released(keeper, walk, stranger):
    own, foreign = str(walk.session.pk), str(stranger.session.pk)
    held = [
        hold("session", foreign),
        hold("session", own, foreign),
        hold("interview", OTHER),
        hold("subject", str(walk.session.owner_id)),
    ]
    page = keeper.get(HOLDS).content.decode()
    for one in held:
        assert f"{HOLDS}{one.pk}/" not in page
        assert keeper.get(f"{HOLDS}{one.pk}/change/").status_code == 302
        assert keeper.post(f"{HOLDS}{one.pk}/release/").status_code == 404
    assert not Hold.objects.exclude(released_at=None).exists()


@pytest.mark.parametrize("kind", ["session", "interview"])
def test_what_somebody_who_holds_everything_keeps_is_seen_there_and_not_released(
    keeper, walk, kind
):
    held = hold(kind, str(walk.session.pk) if kind == "session" else OWN)
    page = keeper.get(f"{HOLDS}{held.pk}/change/").content.decode()
    assert "<dd>why</dd>" in page
    assert "Only people who may hold everything can release it" in page
    assert "Release it" not in page
    assert keeper.post(f"{HOLDS}{held.pk}/release/").status_code == 404
    held.refresh_from_db()
    assert held.released_at is None


def test_of_a_confidential_one_that_is_not_theirs_they_learn_neither_what_nor_why(keeper, walk):
    held = hold("session", str(walk.session.pk))
    Hold.objects.update(is_confidential=True)
    page = keeper.get(f"{HOLDS}{held.pk}/change/").content.decode()
    assert "<dd>Confidential</dd>" in page
    assert "<dd>why</dd>" not in page


def test_a_confidential_one_of_somebody_who_holds_there_is_read_and_released_there(keeper, source):
    place(keeper, kind="interview", chosen=OWN, confidential="on")
    held = Hold.objects.get()
    second = make_person("second", is_staff=True)
    assign_perm(HOLD, second, source)
    other = office_of(second)
    assert "file 7/26" in other.get(f"{HOLDS}{held.pk}/change/").content.decode()
    other.post(f"{HOLDS}{held.pk}/release/")
    held.refresh_from_db()
    assert held.released_by == second.pk


def test_who_may_hold_everything_releases_what_was_placed_there(keeper):
    place(keeper, kind="interview", chosen=OWN)
    held = Hold.objects.get()
    office_of(make_staff("legal", "privacy.place_holds")).post(f"{HOLDS}{held.pk}/release/")
    held.refresh_from_db()
    assert held.released_at is not None


def test_a_hold_that_comes_back_from_the_ledger_is_not_released_there(keeper):
    place(keeper, kind="interview", chosen=OWN)
    Hold.objects.all().delete()
    assert holding.bring_back(timezone.now()) == 1
    back = Hold.objects.get()
    assert keeper.post(f"{HOLDS}{back.pk}/release/").status_code == 404


def test_who_holds_nothing_there_gets_nowhere(source, other):
    for person in (make_person("none", is_staff=True), make_staff("eyes", "interviews.publish")):
        office = office_of(person)
        for path in (POLICIES, rule_of(OWN), HOLDS, f"{HOLDS}place/"):
            assert office.get(path).status_code == 403
            assert office.post(path, {"kind": "interview", "chosen": OWN}).status_code == 403


def test_the_page_of_the_interview_leads_there(keeper, source):
    page = keeper.get(f"/admin/interviews/interviewsource/{source.pk}/change/").content.decode()
    assert "How long its sessions are kept" in page
    assert "Place a hold on all its sessions" in page
    eyes = office_of(make_staff("eyes", "interviews.publish"))
    page = eyes.get(f"/admin/interviews/interviewsource/{source.pk}/change/").content.decode()
    assert "How long its sessions are kept" not in page


def test_nobody_gives_it_who_does_not_hold_it_there(source, other, helpers):
    manager = make_staff("manager", MANAGE)
    assign_perm(PERIOD, manager, source)
    office = office_of(manager)
    for where, what in ((other, PERIOD), (source, HOLD)):
        give(office, where, helpers, what)
    assert not GroupObjectPermission.objects.exists()
    give(office, source, helpers, PERIOD)
    assert GroupObjectPermission.objects.get().permission.codename == "set_period"


def test_who_decides_about_everything_gives_it_for_one(source, helpers):
    office = office_of(make_staff("chief", MANAGE, "privacy.set_retention"))
    assert "set retention of an interview" in office.get(page_of(source)).content.decode()
    give(office, source, helpers, PERIOD)
    assert GroupObjectPermission.objects.exists()


def test_who_may_set_it_for_every_interview_sets_none_for_all(source, other):
    office = office_of(make_staff("setter", PERIOD))
    page = office.get(POLICIES).content.decode()
    assert "five.yml" in page
    assert "other.yml" in page
    assert office.get(RULE).status_code == 403
    assert save_rule(office, OTHER).status_code == 302
