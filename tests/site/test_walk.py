"""What people and administrators meet on a walk through the whole site, and what it leaves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.site.canary import holds
from tests.site.grounds import GROUNDS
from tests.site.server import Site
from tests.site.steps import PICTURES, Person
from tests.site.walk import ADDRESS, COMPANY, MARK, OTHER_TITLE, TITLE, WORDS, Walk, walk_through

pytestmark = [pytest.mark.browser, pytest.mark.processes]


def take_walk(browser: Browser, folder: Path, ground_name: str) -> Iterator[Walk]:
    """Walk on one ground; pictures of the pages are taken on the embedded one."""
    takes_pictures = ground_name == "embedded"
    for old in PICTURES.glob("*.png") if takes_pictures else ():
        old.unlink()
    with GROUNDS[ground_name](folder / "var") as ground:
        site = Site(folder, DASITE_LOG_LEVEL="DEBUG", **ground.settings)
        seen = Walk(site, ground)
        people = (
            Person(browser, site, email, takes_pictures=takes_pictures)
            for email in ("admin@example.org", ADDRESS, "charlie@example.org")
        )
        try:
            site.start()
            walk_through(seen, *people)
            yield seen
        finally:
            site.end()


# Not one fixture with parameters: tests come in random order, and each change would walk again.
@pytest.fixture(scope="module")
def embedded(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    yield from take_walk(browser, tmp_path_factory.mktemp("embedded"), "embedded")


@pytest.fixture(scope="module")
def served(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    yield from take_walk(browser, tmp_path_factory.mktemp("served"), "served")


@pytest.fixture(params=GROUNDS)
def walk(request: pytest.FixtureRequest) -> Walk:
    seen = request.getfixturevalue(request.param)
    assert isinstance(seen, Walk)
    return seen


def test_the_interview_ends_in_a_document_to_read_print_and_download(walk):
    for word in WORDS:
        assert word in walk.documents["html"]
        assert word in walk.documents["docx"]
    assert walk.documents["pdf"] == "%PDF"


def test_going_back_in_the_browser_and_on_again_loses_nothing(walk):
    assert walk.words["the browser's back button"] == "Who are you?"
    assert walk.words["after the back button"] == f"How does {COMPANY} know you?"


def test_the_back_button_shows_nothing_after_logging_out(walk):
    assert any(word in walk.documents["html"] for word in WORDS)
    assert not any(word in walk.words["back after logging out"] for word in WORDS)
    assert walk.words["where that leads"] == "Log in"


def test_a_screen_that_is_sent_twice_counts_once(walk):
    assert walk.words["after sending twice"] == "What else do you want to know?"


def test_the_link_for_the_first_administrator_works_once(walk):
    assert walk.statuses["the link, a second time"] == 404


def test_the_first_administrator_sets_up_a_second_factor_on_the_way(walk):
    assert "A second factor is needed" in walk.words["the administration before a second factor"]
    assert "People" in walk.words["admin front page"]
    assert walk.count("mfa_authenticator", "type = 'totp'") == 1


def test_a_stranger_cannot_tell_another_persons_interview_from_none(walk):
    assert walk.statuses["another person's interview"] == 404
    assert walk.statuses["an interview that is not there"] == 404
    assert walk.words["another person's interview"] == walk.words["an interview that is not there"]


def test_no_answer_is_readable_anywhere_while_it_is_kept(walk):
    assert walk.readable["while it is kept"] == []


def test_messages_to_the_worker_were_seen_and_hold_no_answer_and_no_address(walk):
    assert walk.messages
    for word in (MARK, ADDRESS):
        assert not [name for name, data in walk.messages.items() if holds(data, word)]


def test_an_interview_goes_when_its_time_is_over_and_not_before(walk):
    assert walk.numbers["sessions after 29 days"] == 1
    assert TITLE not in walk.words["list after the purge"]
    assert walk.readable["after the purge"] == []


def test_with_an_interview_go_its_documents_and_its_key(walk):
    assert walk.numbers["documents after the purge"] == 0
    assert walk.numbers["shares after the purge"] == walk.numbers["shares before the purge"] - 1


def test_an_interview_that_is_not_due_stays(walk):
    assert OTHER_TITLE in walk.words["list after the purge"]


def test_a_rule_shows_what_it_would_do_and_waits_before_it_does_it(walk):
    assert "Data go sooner" in walk.words["preview"]
    assert "until then it can be withdrawn" in walk.words["policy"]


def test_deleting_the_account_says_what_goes_and_wants_the_password(walk):
    assert "What goes" in walk.words["what goes"]
    assert "Delete your account" in walk.words["wrong password"]


def test_a_deleted_account_cannot_log_in(walk):
    assert "deleted" in walk.words["receipt"]
    assert "Log in" in walk.words["log in refused"]
    assert walk.count("accounts_user", f"email = '{ADDRESS}'") == 0


def test_the_number_of_the_account_stays_as_a_mark(walk):
    assert walk.count("vault_tombstone", alias="vault") == 1


def test_after_deletion_neither_answers_nor_the_address_are_anywhere(walk):
    assert walk.readable["after the account is gone"] == []
    assert walk.readable["the address, after the account is gone"] == []


def test_guessing_a_password_is_refused_after_a_few_times(walk):
    assert "Too many" in walk.words["too many guesses"]


def test_no_page_asked_anything_of_another_host(walk):
    assert [person.elsewhere() for person in walk.people] == [set(), set(), set()]


def test_no_page_broke_the_rules_of_its_own_content_policy(walk):
    assert [person.complaints for person in walk.people] == [[], [], []]


def test_no_process_tried_to_leave_the_machine(walk):
    assert walk.site.attempts() == []


def test_the_log_has_no_traceback_and_no_warning_of_a_library(walk):
    assert "Traceback" not in walk.site.said()
    assert "Warning" not in walk.site.said()
