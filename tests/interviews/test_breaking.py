"""What people and browsers do to a session that nobody had in mind."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from interviews.models import InterviewSession, SessionStatus
from interviews.services.publishing import publish_packages
from tests.interviews.conftest import BROKEN, FIVE, NOW, PACKAGE, Walk, log_in
from tests.people import PASSWORD

HALF = "multipart/form-data; boundary=x"
SAME_ORIGIN = {"sec-fetch-site": "same-origin"}


def hidden(page: str) -> dict[str, str]:
    """Return the hidden fields of the form that is to be sent again."""
    form = page.partition("<main")[2].partition("<form")[2].partition("</form>")[0]
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form)
    return {name: html.unescape(value) for name, value in found}


def test_logged_out_midway_nothing_typed_is_lost(walk, alice):
    sent = {**walk.form(), "button": walk.button(), "f0": 'Ada "<i>'}
    walk.client.post("/account/logout/")
    answer = walk.client.post(walk.url, sent)
    assert answer.status_code == 403
    assert "no longer logged in" in answer.content.decode()
    kept = hidden(answer.content.decode())
    assert {key: kept[key] for key in sent} == sent
    walk.client.post("/account/login/", {"login": alice.email, "password": PASSWORD})
    walk.send(kept)
    assert "Where does" in walk.page
    assert walk.session.steps == 1


def test_that_page_tells_nobody_which_sessions_there_are(walk):
    sent = {**walk.form(), "button": walk.button(), "f0": "Ada"}
    other = walk.url.replace(str(walk.session.uid), "00000000-0000-4000-8000-000000000000")
    pages = [Client().post(address, sent).content.decode() for address in (walk.url, other)]
    assert pages[0].replace(walk.url, other).count(other) == pages[1].count(other)
    assert "Five questions" not in pages[0]


@pytest.fixture
def strict(alice, source) -> Walk:
    """Alice in a browser whose tokens are checked."""
    client = Client(enforce_csrf_checks=True)
    token = hidden(client.get("/account/login/").content.decode())["csrfmiddlewaretoken"]
    form = {"login": alice.email, "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert client.post("/account/login/", form, headers=SAME_ORIGIN).status_code == 302
    return Walk(client).begin()


def test_a_form_with_the_token_of_an_earlier_login_is_kept_to_be_sent_again(strict):
    sent = {**strict.form(), "button": strict.button(), "f0": "Ada", "csrfmiddlewaretoken": "old"}
    answer = strict.client.post(strict.url, sent, headers=SAME_ORIGIN)
    assert answer.status_code == 403
    assert strict.session.steps == 0
    kept = hidden(answer.content.decode())
    assert kept["f0"] == "Ada"
    assert kept["csrfmiddlewaretoken"] != "old"
    strict.client.post(strict.url, kept, headers=SAME_ORIGIN)
    assert strict.session.steps == 1


@pytest.mark.parametrize("headers", [{}, {"sec-fetch-site": "cross-site"}])
def test_what_another_site_posts_is_not_offered_for_sending(strict, headers):
    sent = {**strict.form(), "button": strict.button(), "f0": "Eve"}
    answer = strict.client.post(strict.url, sent, headers=headers)
    assert answer.status_code == 403
    assert "Eve" not in answer.content.decode()
    assert strict.session.steps == 0


def test_deleted_in_another_tab_it_stays_deleted(walk):
    form = {**walk.form(), "button": walk.button(), "f0": "Ada"}
    walk.client.post(f"{walk.url}delete/")
    assert walk.client.post(walk.url, form).status_code == 404
    assert walk.client.post(f"{walk.url}delete/").status_code == 404
    assert not InterviewSession.everything.exists()


def test_a_stale_tab_that_saves_and_leaves_spoils_nothing(walk):
    stale = {**walk.form(), "f0": "old", "leave": "1"}
    walk.answer(f0="Ada")
    walk.send(stale)
    assert walk.session.steps == 1
    walk.open(walk.url)
    assert "Where does Ada live?" in walk.page
    assert walk.value() == ""


def test_all_forms_sent_once_more_in_order_change_nothing(walk):
    sent = []
    for answer in ("Ada", "Leeds", "teapot", "blue", "2"):
        walk.answer(f0=answer)
        sent.append(walk.sent)
    before = walk.session
    for form in sent:
        walk.send(form)
    assert walk.session.generation == before.generation
    assert walk.session.status == SessionStatus.FINISHED
    assert walk.open(walk.url).page.count("The letter to Ada is ready") >= 1


def test_what_the_author_breaks_meanwhile_breaks_no_session(walk):
    walk.answer(f0="Ada")
    for broken in (BROKEN, b"question: [", FIVE.replace(b"town", b"${ no end", 1)):
        files = {"data/questions/five.yml": broken}
        publish_packages({PACKAGE: files}, is_listed=True, now=NOW)
    walk.open(walk.url)
    assert "Where does Ada live?" in walk.page
    walk.answer(f0="Leeds").answer(f0="teapot").answer(f0="blue").answer(f0="2")
    assert "The letter to Ada is ready" in walk.page


def test_a_package_that_is_emptied_meanwhile_breaks_no_session_either(walk):
    walk.answer(f0="Ada")
    publish_packages({PACKAGE: {"data/questions/other.yml": FIVE}}, is_listed=True, now=NOW)
    assert "Where does Ada live?" in walk.open(walk.url).page


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"number": "0"},
        {"screen": "x"},
        {"leave": "1"},
        {"action": ""},
        {"button": "continue"},
        {"number": "0", "screen": "x", "button": ""},
    ],
)
def test_an_empty_or_half_empty_form_changes_no_answer(walk, form):
    before = walk.session
    walk.send(form)
    assert walk.status == 200
    assert walk.session.steps == before.steps == 0


def test_an_empty_form_of_the_right_screen_is_told_what_is_missing(walk):
    walk.send(walk.form())
    assert "Name: This field is required." in walk.page


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"junk", "multipart/form-data; boundary=x"),
        (b"junk", "multipart/form-data"),
        (b"\xff\xfe", "application/x-www-form-urlencoded"),
        (b'{"f0": "Ada"}', "application/json"),
        (b'--x\r\nContent-Disposition: form-data; name="f0"\r\n\r\nAda', HALF),
    ],
)
def test_a_body_that_is_no_form_is_refused_calmly(walk, body, kind):
    answer = walk.client.post(walk.url, body, content_type=kind)
    assert answer.status_code in {200, 400}
    assert walk.session.steps == 0


@pytest.mark.parametrize(
    "typed", ["\x00", "a\x00b", "\u202eadA", "\U0001d56c", "\r\n\r\n", "x" * 50_000]
)
def test_odd_signs_are_taken_or_refused_but_never_break(walk, typed):
    walk.answer(f0=typed)
    assert walk.status == 200
    assert walk.open(walk.url).status == 200


def test_a_form_beyond_all_measure_is_refused(walk):
    answer = walk.client.post(walk.url, {**walk.form(), "f0": "x" * 3_000_000})
    assert answer.status_code == 400
    assert walk.session.steps == 0


@pytest.mark.parametrize("number", ["-1", "99999999", "x", "0x0", "1e3"])
def test_a_step_that_never_was_is_404_or_the_present_screen(walk, number):
    assert walk.client.get(f"{walk.url}{number}/").status_code in {200, 404}


def test_going_back_in_one_tab_and_on_in_another_ends_where_the_last_form_leads(walk):
    walk.answer(f0="Ada").answer(f0="Leeds")
    ahead = Walk(walk.client, walk.url).open(walk.url)
    walk.open(f"{walk.url}0/").answer(f0="Bob")
    assert "Where does Bob live?" in walk.page
    ahead.answer(f0="teapot")
    assert "has changed since" in ahead.page
    assert "Where does Bob live?" in ahead.page


def test_two_browsers_of_one_person_take_turns(walk, alice):
    other = Walk(log_in(alice), walk.url).open(walk.url)
    walk.answer(f0="Ada")
    other.open(walk.url).answer(f0="Leeds")
    assert "What did you get?" in walk.open(walk.url).page
