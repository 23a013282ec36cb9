"""Holds in the administration: placed with a reason and a day, reviewed, released."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from interviews.models import InterviewSession
from privacy.dashboard import cards
from privacy.models import Hold, LedgerEntry, Look, RetentionRun
from privacy.retention import erasure, ledger
from privacy.retention.erasure import Lot, Step
from privacy.retention.errors import LedgerUnavailable
from tests.privacy.admin.test_runs import log_in

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
PLACE = "/admin/privacy/hold/place/"


def review(days: int = 30) -> str:
    return (timezone.localdate() + days * DAY).isoformat()


@pytest.fixture
def legal(client) -> User:
    return log_in(client, "legal@example.org", "place_holds")


def place(client, session, **fields):
    form = {"kind": "session", "number": session.pk, "reason": "file 7/26", "review_on": review()}
    return client.post(PLACE, {**form, **fields}, follow=True)


def test_a_hold_is_placed_and_said_to_be(client, legal, sessions, make_session):
    session = make_session(timezone.now())
    page = place(client, session).content.decode()
    assert "Placed. Nothing of it can be deleted" in page
    assert f"Interview session {session.pk}" in page
    assert "file 7/26" in page
    assert "file 7/26" not in Hold.objects.get().reason
    hold = Hold.objects.get()
    assert (hold.kind, hold.ref, hold.placed_by) == ("session", str(session.uid), legal.pk)


def test_whose_data_are_held_is_told_unless_it_is_confidential(
    client, legal, sessions, make_session
):
    session, neighbour = make_session(timezone.now()), make_session(timezone.now())
    place(client, session, confidential="on")
    assert not Look.objects.exists()
    place(client, session)
    look = Look.objects.get()
    assert (look.subject_id, look.what, look.by) == (session.subject_id, "held", legal.pk)
    assert look.subject_id != neighbour.subject_id


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"number": "999999"}, "no interview session with the number"),
        ({"number": ""}, "no interview session with the number"),
        ({"kind": "interview"}, "There is no interview"),
        ({"kind": "planet"}, "Select a valid choice"),
        ({"reason": ""}, "Say why it has to be kept"),
        ({"review_on": "2020-01-01"}, "Choose a day that lies ahead"),
        ({"review_on": "3020-01-01"}, "at most a year"),
    ],
)
def test_what_cannot_be_held_is_said_in_words(client, legal, sessions, make_session, fields, said):
    page = place(client, make_session(timezone.now()), **fields).content.decode()
    assert said in page
    assert not Hold.objects.exists()


def test_the_page_says_what_was_brought_back_and_what_had_gone(
    client, legal, sessions, make_session
):
    now = timezone.now()
    back, late = make_session(now), make_session(now)
    run = RetentionRun.objects.create(trigger="beat", state="running", as_of=now, started_at=now)
    for session, step in ((back, Step.INTENDED), (late, Step.PASSED)):
        lot = Lot(sessions, InterviewSession.everything.filter(pk=session.pk))
        batch = erasure.mark(run, lot, lambda: now)
        assert batch is not None
        erasure.carry_on(batch, lambda: now, until=step)
    assert "1 row on the way out came back." in place(client, back).content.decode()
    assert "For 1 row it came too late" in place(client, late).content.decode()


DESCRIBED = {"kind": "query:test.session", "number": "", "reason": "x"}


def test_what_fits_a_description_is_counted_before_it_is_held(
    client, legal, sessions, make_session
):
    make_session(timezone.now())
    today = timezone.localdate().isoformat()
    fields = {**DESCRIBED, "test.session:begun_from": today, "review_on": review()}
    page = client.post(PLACE, {**fields, "look": ""}).content.decode()
    assert "It would keep now</strong> 1 interview, and whatever comes to fit later." in page
    assert not Hold.objects.exists()
    page = client.post(PLACE, fields, follow=True).content.decode()
    assert f"All interviews, begun on or after {today}" in page
    hold = Hold.objects.get()
    assert (hold.kind, hold.ref) == ("query", f'["test.session",{{"begun_from":"{today}"}}]')
    fields["test.session:begun_from"] = "2999-01-01"
    page = client.post(PLACE, {**fields, "look": ""}).content.decode()
    assert "It would keep nothing now," in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "choose at least one"),
        ({"test.session:begun_from": "soon"}, "Enter a valid date"),
        ({"test.session:interview": "no.such"}, "Select a valid choice"),
        ({"kind": "query:no.such"}, "Select a valid choice"),
    ],
)
def test_a_description_that_says_nothing_or_nonsense_is_refused(
    client, legal, sessions, fields, said
):
    page = client.post(PLACE, {**DESCRIBED, "review_on": review(), **fields}).content.decode()
    assert said in page
    assert not Hold.objects.exists()


def test_several_are_held_by_their_numbers(client, legal, sessions, make_session):
    one, two = make_session(timezone.now()), make_session(timezone.now())
    page = place(client, one, number=f"{one.pk}, {two.pk}, {one.pk}").content.decode()
    assert f"Interview session {one.pk}; interview session {two.pk}" in page
    assert Hold.objects.get().aliases == [str(two.uid)]


def test_a_confidential_hold_is_shown_to_those_alone_who_place_holds(
    client, legal, sessions, make_session
):
    session = make_session(timezone.now())
    page = place(client, session, confidential="on").content.decode()
    assert f"Interview session {session.pk}" in page
    address = f"/admin/privacy/hold/{Hold.objects.get().pk}/change/"
    assert (
        f"nterview session {session.pk}" not in client.get("/admin/privacy/hold/").content.decode()
    )
    log_in(client, "reader@example.org", "see_holds")
    page = client.get(address).content.decode()
    assert f"nterview session {session.pk}" not in page
    assert "file 7/26" not in page
    Hold.objects.update(is_confidential=False)
    page = client.get(address).content.decode()
    assert f"nterview session {session.pk}" in page
    assert "file 7/26" not in page


def test_a_reason_that_cannot_be_opened_says_so(client, legal, sessions, make_session):
    place(client, make_session(timezone.now()))
    Hold.objects.update(reason="AAAA")
    address = f"/admin/privacy/hold/{Hold.objects.get().pk}/change/"
    assert "cannot be opened; see vault_check" in client.get(address).content.decode()


def test_the_list_is_narrowed_to_a_kind(client, legal, sessions, make_session):
    page = place(client, make_session(timezone.now())).content.decode()
    for kind, count in (("session", 1), ("subject", 0), ("query", 0)):
        page = client.get(f"/admin/privacy/hold/?kind={kind}").content.decode()
        assert page.count('class="field-what"') == count
    assert "By what is held" in page


def test_a_hold_is_released_once(client, legal, sessions, make_session):
    place(client, make_session(timezone.now()))
    url = reverse("admin:privacy_hold_release", args=[Hold.objects.get().pk])
    assert "Released." in client.post(url, follow=True).content.decode()
    assert "It was released before" in client.post(url, follow=True).content.decode()
    assert list(LedgerEntry.objects.values_list("kind", flat=True)).count("release") == 1
    assert client.get(url).status_code == 405


def test_without_the_ledger_nothing_is_placed_or_released_and_it_is_said(
    client, legal, sessions, make_session, monkeypatch
):
    session = make_session(timezone.now())
    place(client, session)
    hold, append = Hold.objects.get(), ledger.append

    def refuse(*args, **kwargs):
        raise LedgerUnavailable

    monkeypatch.setattr(ledger, "append", refuse)
    answer = place(client, session)
    assert answer.status_code == 200
    assert "cannot be written just now. It is not placed." in answer.content.decode()
    assert 'value="file 7/26"' in answer.content.decode()
    assert Hold.objects.get() == hold
    url = reverse("admin:privacy_hold_release", args=[hold.pk])
    page = client.post(url, follow=True).content.decode()
    assert "cannot be written just now. It still holds." in page
    hold.refresh_from_db()
    assert hold.released_at is None
    monkeypatch.setattr(ledger, "append", append)
    assert "Released." in client.post(url, follow=True).content.decode()


def test_who_may_only_look_cannot_place_or_release(client, sessions, make_session):
    log_in(client, "reader@example.org", "see_holds")
    assert place(client, make_session(timezone.now())).status_code == 403
    page = client.get("/admin/privacy/hold/").content.decode()
    assert "Place a hold" not in page


def test_a_stranger_sees_no_hold(client, sessions):
    log_in(client, "stranger@example.org")
    assert client.get("/admin/privacy/hold/").status_code == 403
    assert client.get(PLACE).status_code == 403


def test_the_list_tells_what_is_to_be_reviewed(client, legal, sessions, make_session):
    for _ in range(3):
        place(client, make_session(timezone.now()))
    due, released, _ = Hold.objects.order_by("pk")
    Hold.objects.filter(pk=due.pk).update(review_on=timezone.localdate())
    client.post(reverse("admin:privacy_hold_release", args=[released.pk]))

    def shown(state: str) -> int:
        page = client.get(f"/admin/privacy/hold/?state={state}").content.decode()
        return str(page).count('class="field-what"')

    assert [shown(state) for state in ("held", "review", "released", "")] == [2, 1, 1, 3]
    page = client.get(f"/admin/privacy/hold/{due.pk}/change/").content.decode()
    assert "Look at it again" in page


def about_holds(request) -> list:
    return [card for card in cards(request) if "Holds" in card.title]


def test_the_front_page_counts_holds_and_reminds(client, legal, sessions, make_session):
    request = RequestFactory().get("/admin/")
    request.user = legal
    assert about_holds(request) == []
    place(client, make_session(timezone.now()))
    assert [card.title for card in about_holds(request)] == ["Holds"]
    Hold.objects.update(review_on=timezone.localdate())
    (card,) = about_holds(request)
    assert (card.title, card.number, card.tone) == ("Holds to review", "1", "warn")
