"""Whatever the rules, roles and holds: what is shown is what is planned, and that is what goes.

What has to go is worked out here in plain Python, from the words of the how-to: an interview's
rule goes before a role's, that before the one for all; of several roles the one that keeps
longest; an empty one inherits; what is held stays; under a rule with notices goes what was told
of in time, by the last notice of that rule, and of which none failed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.models import User
from interviews.models import AssembledDocument, InterviewSession, SessionSteps
from privacy.models import Hold, KeyShare, Notice, RetentionRun
from privacy.retention import gates, policies, run
from privacy.retention.modes import After, Inherit, Mode, Never, steps_of
from privacy.retention.plan import make_plan, preview
from privacy.retention.targets import EVERYWHERE, Scope
from tests.privacy.kinds import NOW

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
LONG_AGO = NOW - 5000 * DAY
ROLES = ((), ("a",), ("b",), ("a", "b"))
PATHS = ("data/questions/x.yml", "data/questions/letters.yml")
LETTERS = f"test.package:{PATHS[1]}"


@dataclass(frozen=True)
class Drawn:
    """One session: days since it was touched, and begun before that; of whom; what holds it."""

    touched: int
    begun_before: int
    path: str
    owner: int
    held_as: str
    told: str = ""

    @property
    def begun(self) -> int:
        return self.touched + self.begun_before


def after(days: int, clock: str) -> After:
    """Return a rule; each third has notices, where people can put it off."""
    return After(f"P{days}D", (2, 1) if days % 3 == 0 and not clock else (), clock)


own_rules = st.one_of(
    st.just(Never()), st.builds(after, st.integers(1, 60), st.sampled_from(["", "begun"]))
)
# What became of the notices of a row, but for the last: of its rule as it was left, and in time.
TOLD = ("sent", "sent", "", "first alone", "failed too", "day to come", "of another rule", "used")
rules = st.one_of(st.just(Inherit()), own_rules)
drawn = st.builds(
    Drawn,
    st.integers(0, 70),
    st.integers(0, 30),
    st.sampled_from(PATHS),
    st.integers(0, 3),
    st.sampled_from(["", "", "", "session", "subject"]),
    st.sampled_from(TOLD),
)


def days_kept(mode: Mode) -> float:
    return int(mode.period[1:-1]) if isinstance(mode, After) else float("inf")


def rule_of(one: Drawn, said: dict[str, Mode]) -> Mode:
    """Return the rule that holds for a session."""
    roles = [said[name] for name in ROLES[one.owner] if not isinstance(said[name], Inherit)]
    mode = said["all"]
    if roles:
        mode = max(roles, key=lambda each: (days_kept(each), not getattr(each, "clock", "")))
    if one.path == PATHS[1] and not isinstance(said["letters"], Inherit):
        mode = said["letters"]
    return mode


def goes(one: Drawn, mode: Mode, *, letters_held: bool) -> tuple[bool, bool, bool]:
    """Return whether a session's time is up, something keeps it, it was told of as need be."""
    counted = one.begun if isinstance(mode, After) and mode.clock else one.touched
    is_held = bool(one.held_as) or (letters_held and one.path == PATHS[1])
    return counted >= days_kept(mode), is_held, not steps_of(mode) or one.told == "sent"


def tell(one: Drawn, session: InterviewSession, mode: Mode) -> None:
    """Write that somebody was told of a session, or not as they should have been."""
    if not (one.told and isinstance(mode, After)):
        return
    values = {
        "subject_id": session.subject_id,
        "category": "test.session",
        "row": session.pk,
        "clock": NOW - (one.touched + (one.told == "used")) * DAY,
        "period": "P77D" if one.told == "of another rule" else mode.period,
        "step": 2 if one.told == "first alone" else 1,
        "due_at": NOW + DAY if one.told == "day to come" else NOW,
        "message": uuid4(),
        "sent_at": NOW - DAY,
    }
    Notice.objects.create(state="sent", **values)
    if one.told == "failed too":
        Notice.objects.create(state="bounced", **{**values, "step": 2})


@pytest.fixture
def owners(sessions, settings, monkeypatch) -> list[User]:
    """Four people: in no role, in one, in the other, in both."""
    settings.DASITE_POLICY_DELAY_HOURS = 0
    monkeypatch.setattr(gates, "is_out_of_the_ordinary", lambda plan: False)
    groups = {name: Group.objects.create(name=name) for name in "ab"}
    people = []
    for number, roles in enumerate(ROLES):
        person = User.objects.create(email=f"p{number}@example.org", password="!")
        person.groups.set(groups[name] for name in roles)
        people.append(person)
    return people


def make(one: Drawn, make_session: Any, owners: list[User]) -> InterviewSession:
    session: InterviewSession = make_session(NOW - one.touched * DAY, owner=owners[one.owner])
    InterviewSession.everything.filter(pk=session.pk).update(
        path=one.path, started_at=NOW - one.begun * DAY
    )
    if one.held_as:
        ref = session.uid if one.held_as == "session" else session.subject_id
        hold(one.held_as, str(ref))
    return session


def hold(kind: str, ref: str) -> None:
    Hold.objects.create(kind=kind, ref=ref, reason="x", review_on=timezone.localdate())


def begin_anew() -> None:
    for model in (SessionSteps, AssembledDocument, InterviewSession, Hold, KeyShare, Notice):
        model._base_manager.all().delete()


FROM_BEGIN = {
    "all": After("P20D", clock="begun"),
    "a": Inherit(),
    "b": Inherit(),
    "letters": Inherit(),
}
WITH_NOTICES = {"all": after(9, ""), "a": Inherit(), "b": Inherit(), "letters": Inherit()}
ROLE_LONGER = {"all": After("P5D"), "a": After("P9D"), "b": After("P20D"), "letters": Inherit()}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(
    said=st.fixed_dictionaries({"all": own_rules, "a": rules, "b": rules, "letters": rules}),
    some=st.lists(drawn, max_size=7),
    letters_held=st.booleans(),
)
@example(said=FROM_BEGIN, some=[Drawn(10, 15, PATHS[0], 0, "")], letters_held=False)
@example(
    said=WITH_NOTICES,
    some=[Drawn(9, 0, PATHS[0], 0, "", told) for told in TOLD],
    letters_held=False,
)
@example(said=ROLE_LONGER, some=[Drawn(10, 0, PATHS[0], 3, "")], letters_held=False)
def test_what_is_shown_is_planned_and_goes_under_any_rules(
    sessions, owners, make_session, clock, said, some, letters_held
):
    begin_anew()
    numbers = dict(Group.objects.values_list("name", "pk"))
    scopes = {"all": EVERYWHERE, "letters": Scope("interview", LETTERS)}
    scopes |= {name: Scope("role", str(numbers[name])) for name in "ab"}
    for name, scope in scopes.items():
        policies.set_policy(sessions, said[name], now=LONG_AGO, by=None, scope=scope)
    made: dict[int, Drawn] = {}
    for one in some:
        session = make(one, make_session, owners)
        made[session.pk] = one
        tell(one, session, rule_of(one, said))
    if letters_held:
        hold("interview", LETTERS)
    fate = {
        pk: goes(one, rule_of(one, said), letters_held=letters_held) for pk, one in made.items()
    }
    due = {pk for pk, (is_up, is_held, is_told) in fate.items() if is_up and is_told > is_held}

    shown = preview(sessions, said["all"], NOW).now
    plan = make_plan(NOW)
    assert plan.count == shown.count == len(due)
    assert shown.held == sum(is_up and is_held for is_up, is_held, _ in fate.values())
    children = {"steps": 0, "documents": 0}
    for line in plan.lines:
        children = {key: children[key] + dict(line.children)[key] for key in children}
    assert children == {"steps": 2 * len(due), "documents": len(due)}

    done = run.carry_out(plan, clock, trigger=RetentionRun.Trigger.BEAT)
    assert (done.state, done.erased) == ("done", len(due))
    left = set(InterviewSession.everything.values_list("pk", flat=True))
    assert left == set(made) - due
    assert SessionSteps.objects.count() == 2 * len(left)
    assert KeyShare.objects.count() == len(left)
    assert make_plan(NOW).count == 0
