"""A person answers screen by screen, goes back, presses twice, leaves and comes back."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone

from interviews.models import InterviewSession, SessionStatus, SessionSteps
from interviews.selectors import access_session
from interviews.services import sessions
from interviews.services.record import PACK
from interviews.services.seats import SessionMoved, open_record
from interviews.views.entrance import visitor_of
from privacy.models import UnlockedKey
from tests import people
from tests.interviews.conftest import PACKAGE, Walk, log_in
from tests.people import NEW_PASSWORD, PASSWORD


def test_a_walk_ends_with_a_document(walk):
    walk.to_end("Ada", "Leeds")
    assert "The letter to Ada is ready" in walk.page
    assert walk.session.status == SessionStatus.FINISHED
    assert walk.session.steps == 5


def test_pages_with_answers_stay_in_no_cache(walk):
    answer = walk.client.get(walk.url)
    assert "no-store" in answer.headers["Cache-Control"]


def test_neither_title_nor_address_tells_an_answer(walk):
    walk.answer(f0="Zebulon")
    assert "Zebulon" in walk.page
    assert "Zebulon" not in re.findall(r"<title>.*?</title>", walk.page, re.DOTALL)[0]
    assert "Zebulon" not in walk.url


def test_a_missing_answer_is_named_in_the_summary_and_beside_the_field(walk):
    walk.answer(f0="Ada")
    walk.answer(f0="")
    assert walk.status == 200
    assert "<title>Error:" in walk.page
    assert "There is a problem" in walk.page
    assert '<a href="#f0">Town: This field is required.</a>' in walk.page
    assert 'id="f0-error"' in walk.page


def test_enter_in_a_field_answers_and_does_not_leave(walk):
    """A browser presses the first button that belongs to the form, wherever that stands."""
    buttons = re.findall(r'<button type="submit"[^>]*>', walk.page)
    inside = walk.page.split('<form id="question"')[1].split("</form>")[0]
    assert not any('form="question"' in each for each in buttons)
    assert 'name="button"' in re.findall(r'<button type="submit"[^>]*>', inside)[0]


def test_what_was_typed_is_still_there_beside_the_error(walk):
    for word in ("Ada", "Leeds", "teapot", "blue"):
        walk.answer(f0=word)
    walk.answer(f0="many <b>")
    assert walk.value() == "many <b>"
    assert walk.session.steps == 4


def test_a_second_press_changes_nothing_and_shows_the_next_screen(walk):
    walk.answer(f0="Ada")
    before = walk.session
    walk.send(walk.sent)
    assert "Where does Ada live?" in walk.page
    assert walk.session.generation == before.generation


def test_going_back_shows_what_was_answered(walk):
    walk.answer(f0="Ada").answer(f0="Leeds")
    walk.open(f"{walk.url}1/")
    assert "Where does Ada live?" in walk.page
    assert walk.value() == "Leeds"


def test_going_back_and_on_without_a_change_loses_nothing(walk):
    walk.to_end()
    before = walk.session
    walk.open(f"{walk.url}1/").answer(f0="Leeds")
    assert "What did you get?" in walk.page
    assert walk.value() == "teapot"
    assert walk.session.generation == before.generation


def test_a_changed_earlier_answer_keeps_the_later_ones_at_hand(walk):
    walk.to_end()
    walk.open(f"{walk.url}1/").answer(f0="York")
    assert "What did you get?" in walk.page
    assert walk.value() == "teapot"
    assert walk.session.status == SessionStatus.STARTED
    walk.answer(f0="teapot").answer(f0="blue").answer(f0="2")
    assert "The letter to Ada is ready" in walk.page


def test_the_page_links_back_but_not_from_the_first_screen(walk):
    assert ">Back<" not in walk.page
    walk.answer(f0="Ada")
    assert f'href="{walk.url}0/">Back<' in walk.page


def test_a_form_of_a_screen_that_is_gone_is_recognised_and_nothing_is_lost(walk):
    walk.answer(f0="Ada").answer(f0="Leeds")
    third = walk.form()
    walk.open(f"{walk.url}0/").answer(f0="Bob")
    walk.send({**third, "button": walk.button(), "f0": "teapot"})
    assert walk.status == 200
    assert "has changed since" in walk.page
    assert walk.session.steps == 1


@pytest.mark.parametrize("number", ["", "-1", "x", "99", "²", "9" * 40])
def test_a_form_without_a_sensible_number_is_taken_calmly(walk, number):
    walk.send({**walk.form(), "number": number, "f0": "Ada", "button": walk.button()})
    assert walk.status == 200
    assert walk.session.steps == 0


def test_names_that_the_screen_does_not_have_set_nothing(walk):
    walk.answer(f0="Ada", f9="x", town="Hull", colour="red")
    assert "Where does Ada live?" in walk.page
    assert walk.value() == ""


def test_a_made_up_action_is_refused(walk):
    walk.send({**walk.form(), "action": "delete_everything"})
    assert walk.session.steps == 0


def test_save_and_leave_keeps_what_was_typed_even_if_it_will_not_do(walk):
    for word in ("Ada", "Leeds", "teapot", "blue"):
        walk.answer(f0=word)
    walk.answer(f0="half a doz", leave="1")
    assert "My interviews" in walk.page
    assert walk.open(walk.url).value() == "half a doz"
    walk.answer(f0="6")
    assert "The letter to Ada is ready" in walk.page


def test_many_steps_can_all_be_gone_back(walk, monkeypatch):
    monkeypatch.setattr("interviews.services.record.PACK", 2)
    walk.to_end()
    assert SessionSteps.objects.count() == 1
    walk.open(f"{walk.url}0/")
    assert walk.value() == "Ada"
    walk.answer(f0="Bob")
    assert "Where does Bob live?" in walk.page
    assert SessionSteps.objects.count() == 0
    walk.answer(f0="Leeds").answer(f0="teapot").answer(f0="blue").answer(f0="2")
    assert "The letter to Bob is ready" in walk.page
    assert PACK > 2


def test_of_two_writers_one_loses_and_is_shown_where_the_session_is(walk, monkeypatch):
    first = dict(walk.form(), button=walk.button())
    raced: list[str] = []

    def slow(session, visitor):
        """Another tab answers between this request's reading and its writing."""
        opened = open_record(session, visitor)
        if not raced:
            raced.append("once")
            Walk(walk.client, walk.url).open(walk.url).answer(f0="Bob")
        return opened

    monkeypatch.setattr("interviews.services.sessions.open_record", slow)
    walk.send({**first, "f0": "Ada"})
    assert walk.session.steps == 1
    assert "Where does Ada live?" in walk.page


def test_a_late_answer_does_not_bring_an_erased_session_back(walk, rf):
    late = access_session(_visitor(walk), walk.session.uid)
    posted = sessions.Posted(0, walk.form()["screen"], {"f0": ["Ada"], "button": [walk.button()]})
    visitor = _visitor(walk)
    opened = open_record(late, visitor)
    walk.client.post(f"{walk.url}delete/")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("interviews.services.sessions.open_record", lambda *_: opened)
        with pytest.raises(SessionMoved):
            sessions.respond(late, visitor, posted, now=timezone.now())
    assert not InterviewSession.everything.exists()


def _visitor(walk: Walk):
    """Return Alice as a view sees her."""
    return visitor_of(walk.client.get(walk.url).wsgi_request)


def test_a_lapsed_key_asks_for_the_password_and_keeps_what_was_typed(walk):
    UnlockedKey.objects.all().delete()
    walk.answer(f0="Ada <i>")
    assert 'name="f0" value="Ada <i>"' in walk.page
    assert 'type="password"' in walk.page
    assert walk.session.steps == 0
    walk.send({**walk.sent, "unlock_password": "not this one"})
    assert "not the password" in walk.page
    walk.send({**walk.sent, "unlock_password": PASSWORD})
    assert "Where does" in walk.page
    assert walk.session.steps == 1


def test_keys_that_were_opened_in_another_tab_let_what_was_typed_go_on(walk):
    UnlockedKey.objects.all().delete()
    walk.answer(f0="Ada")
    assert 'href="/profile/unlock/" target="_blank"' in walk.page
    walk.send({**walk.sent, "unlock_password": ""})
    assert "not the password" not in walk.page
    walk.client.post("/profile/unlock/", {"password": PASSWORD})
    walk.send({**walk.sent, "unlock_password": ""})
    assert "Where does" in walk.page


def test_a_visit_with_a_lapsed_key_asks_for_the_password_and_comes_back(walk):
    UnlockedKey.objects.all().delete()
    answer = walk.client.get(walk.url)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/profile/unlock/?next=")


def test_a_guest_walks_with_a_key_that_only_the_browser_has(guest):
    guest.to_end("Ada")
    assert "The letter to Ada is ready" in guest.page
    assert guest.session.owner is None


def test_a_guest_without_the_key_is_asked_to_log_in(guest):
    answer = Client().get(guest.url)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/login/")


def test_logging_in_midway_keeps_the_guests_interview_open(guest, alice):
    guest.answer(f0="Ada")
    guest.client.post("/account/login/", {"login": alice.email, "password": PASSWORD})
    assert "Where does Ada live?" in guest.open(guest.url).page


def test_after_logging_in_a_guest_may_say_that_it_is_theirs(guest, alice):
    guest.answer(f0="Ada")
    assert "Is it yours?" not in guest.page
    guest.client.post("/account/login/", {"login": alice.email, "password": PASSWORD})
    assert "Is it yours?" in guest.open(guest.url).page
    assert guest.session.owner is None
    guest.client.post(f"{guest.url}adopt/")
    assert guest.session.owner == alice
    assert guest.session.subject_id == alice.subject_id
    assert not guest.client.get("/").wsgi_request.guest.tokens
    assert "Where does Ada live?" in guest.open(guest.url).page
    assert "Where does Ada live?" in Walk(log_in(alice), guest.url).open(guest.url).page


def test_nobody_adopts_what_is_owned_or_without_a_login(guest, walk):
    assert guest.client.post(f"{guest.url}adopt/").status_code == 404
    assert walk.client.post(f"{walk.url}adopt/").status_code == 404


def test_values_in_the_address_reach_the_interview_and_are_sealed(source, alice):
    walk = Walk(log_in(alice))
    walk.begin(f"/interview?i={PACKAGE}:five.yml&reset=1&ref=cornflower")
    assert b"cornflower" not in bytes(walk.session.sealed_state)


def test_an_address_without_reset_goes_on_with_the_unfinished_session(walk):
    again = walk.client.get(f"/interview?i={PACKAGE}:data/questions/five.yml")
    assert again.headers["Location"] == walk.url


def test_an_image_of_another_site_begins_nothing(walk):
    answer = walk.client.get(
        f"/interview?i={PACKAGE}:five.yml&reset=1", headers={"sec-fetch-dest": "image"}
    )
    assert answer.status_code == 404
    assert InterviewSession.objects.count() == 1


@pytest.mark.parametrize("address", ["", "?i=", "?i=nobody:x.yml", f"?i={PACKAGE}:../x.yml"])
def test_an_unknown_interview_is_404(source, client, address):
    assert client.get(f"/interview{address}").status_code == 404


def test_a_password_that_was_set_without_the_person_is_not_called_wrong(walk, alice):
    """It is right and opens nothing: what was typed waits until the keys are under it."""
    alice.set_password(NEW_PASSWORD)
    alice.save()
    people.log_in(alice_again := Client(), alice, NEW_PASSWORD)
    walk.client = alice_again
    walk.answer(f0="Ada")
    walk.send({**walk.sent, "unlock_password": NEW_PASSWORD})
    assert "not the password" not in walk.page
    assert "still locked with an earlier one" in walk.page
    assert 'name="f0" value="Ada"' in walk.page
    recover = {"old": PASSWORD, "password": NEW_PASSWORD}
    assert alice_again.post("/profile/unlock/", recover).status_code == 303
    walk.send({**walk.sent, "unlock_password": ""})
    assert walk.session.steps == 1
