"""Buttons that leave, restart or erase instead of answering."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from interviews.models import InterviewSession
from interviews.services.publishing import publish_packages
from tests.interviews.conftest import NOW, PACKAGE, Walk, log_in

LEAVING = (Path(__file__).parent / "leaving.yml").read_bytes()
ADDRESS = f"/interview?i={PACKAGE}:leaving.yml&reset=1"


@pytest.fixture
def walk(alice) -> Walk:
    """Alice before six buttons."""
    files = {"data/questions/leaving.yml": LEAVING}
    publish_packages({PACKAGE: files}, is_listed=True, now=NOW)
    walk = Walk(log_in(alice)).begin(ADDRESS).answer(f0="Ada")
    assert "What now, Ada?" in walk.page
    return walk


def press(walk: Walk, label: str):
    """Return the bare answer to pressing a button."""
    found = re.search(rf'value="([^"]*)" class="[^"]*"><span>{label}</span>', walk.page)
    assert found, f"no button {label}"
    return walk.client.post(walk.url, {**walk.form(), "button": found[1]})


def test_exit_erases_and_offers_the_authors_address_without_following_it(walk):
    answer = press(walk, "Stop and delete")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Your answers were deleted." in page
    assert 'href="https://example.com/bye"' in page
    assert not InterviewSession.everything.exists()


def test_leave_keeps_everything(walk):
    assert press(walk, "Stop and keep").headers["Location"] == "/"
    assert walk.session.steps == 1


def test_restart_forgets_the_answers_and_begins_again(walk):
    walk.open(press(walk, "From the beginning").headers["Location"])
    assert "Who are you?" in walk.page
    assert walk.value() == ""
    assert walk.session.steps == 0
    assert ">Back<" not in walk.page


def test_new_session_begins_another_and_keeps_the_first(walk):
    address = press(walk, "One more").headers["Location"]
    assert address != walk.url
    assert "Who are you?" in walk.client.get(address).content.decode()
    assert InterviewSession.objects.count() == 2


def test_sign_in_comes_back_to_the_interview(walk):
    address = press(walk, "Log in").headers["Location"]
    assert address.startswith("/account/login/?next=%2Finterviews%2F")


def test_log_out_ends_the_login_and_keeps_the_answers(walk):
    press(walk, "Log out")
    assert walk.client.get(walk.url).status_code == 302
    assert walk.session.steps == 1


def follow(walk: Walk, words: str):
    """Return the bare answer to a link of the text that changes something."""
    found = re.search(rf'name="action" value="([^"]*)" class="link">{words}<', walk.page)
    assert found, f"no link {words}"
    return walk.client.post(walk.url, {**walk.form(), "action": found[1]})


def test_a_link_of_the_text_leaves_as_a_button_does(walk):
    walk.open(follow(walk, "anew").headers["Location"])
    assert walk.value() == ""
    walk.answer(f0="Ada")
    assert follow(walk, "Away").headers["Location"] == "/"
    assert not InterviewSession.everything.exists()


@pytest.mark.parametrize("label", ["Stop and delete", "From the beginning"])
def test_a_mere_visit_erases_nothing(walk, label):
    walk.client.get(f"{walk.url}?button={label}")
    assert walk.session.steps == 1
