"""One walk through the whole site, in a browser, beside worker and beat; then what it left."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from tests.site.canary import Watcher, files_with, holds
from tests.site.server import Site, wait_for
from tests.site.steps import PASSWORD, PICTURES, Answers, Person
from tests.site.time_travel import move_back

pytestmark = [pytest.mark.browser, pytest.mark.processes]

TITLE = "Ask a company what it knows about you"
ADDRESS = "kestrel4402@example.org"
# Words that nobody would write by chance, one in each place where an answer can lie.
NAME, STREET, COMPANY, NUMBER = "Zebrafinch7731", "Quokkalane86", "Narwhalworks55", "Okapi90417"
WORDS = (NAME, STREET, COMPANY, NUMBER)
BEGINNING: Answers = {
    "Ask a company what it knows about you": {},
    "Which company do you ask?": {
        "Name of the company": COMPANY,
        "Its address": f"{STREET} 1\nExampleton",
        "The company": True,
    },
    "Who are you?": {
        "First name": NAME,
        "Last name": "Moreau",
        "Your postal address": f"{STREET} 2\nExampleton",
    },
}
REST: Answers = {
    f"How does {COMPANY} know you?": {
        "A customer": True,
        "Customer, contract or member number": NUMBER,
    },
    "Which data do you ask for?": {"Everything they hold about me": True},
    "What else do you want to know?": {},
    "How should they send the answer?": {"By post to my address": True},
    "Check your answers": {},
}
TWICE_SENT = "Which data do you ask for?"
END = "Your request is ready"
TWICE = 2


@dataclass
class Walk:
    """What was seen on the way."""

    site: Site
    documents: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    # File names in which an answer was readable, by the moment of looking.
    readable: dict[str, list[str]] = field(default_factory=dict)
    messages: dict[str, bytes] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)

    def search(self, moment: str, *words: str) -> None:
        """Look for words in all that the site wrote, its log included."""
        found = {name for word in words for name in files_with(self.site.folder, word)}
        self.readable[moment] = sorted(found)

    def count(self, table: str, where: str = "1") -> int:
        path = self.site.var_dir / "default.sqlite3"
        with sqlite3.connect(path, timeout=20) as connection:
            query = f"SELECT count(*) FROM {table} WHERE {where}"  # noqa: S608 -- our own words
            return int(connection.execute(query).fetchone()[0])


@pytest.fixture(scope="module")
def walk(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """Walk from the first administrator's link to a login that is refused."""
    for old in PICTURES.glob("*.png"):
        old.unlink()
    site = Site(tmp_path_factory.mktemp("walk"), DASITE_LOG_LEVEL="DEBUG")
    seen = Walk(site)
    site.start()
    admin = Person(browser, site, "admin@example.org")
    alice = Person(browser, site, ADDRESS)
    charlie = Person(browser, site, "charlie@example.org")
    seen.people = [admin, alice, charlie]
    try:
        with Watcher(site.var_dir / "broker") as watcher:
            make_first_administrator(seen, admin)
            take_interview(seen, alice, charlie)
            seen.search("while it is kept", *WORDS)
            set_policy(seen, admin)
            let_time_pass(seen, alice)
            leave(seen, alice)
        seen.messages = watcher.seen
        yield seen
    finally:
        site.end()


def make_first_administrator(seen: Walk, admin: Person) -> None:
    link = seen.site.first_link()
    admin.go(link)
    admin.look("first-administrator")
    password = "a horse that staples batteries"
    admin.fill({"E-mail address": admin.email, "Password": password, "Password again": password})
    admin.press("Make me the administrator")
    admin.look("log-in")
    admin.log_in(password)
    seen.statuses["the link, a second time"] = admin.go(link)
    admin.look("link-used")
    admin.go("/admin/")
    admin.look("admin-front-page")
    seen.words["admin front page"] = admin.page.inner_text("main")


def take_interview(seen: Walk, alice: Person, charlie: Person) -> None:
    """Begin, leave half-way, come back and finish; a stranger tries the addresses meanwhile."""
    alice.go("/")
    alice.look("home-of-a-visitor")
    alice.sign_up()
    alice.begin(TITLE)
    alice.answer(BEGINNING, f"How does {COMPANY} know you?", "screen")
    alice.page.go_back()
    seen.words["the browser's back button"] = alice.heading()
    alice.press("Continue")
    seen.words["after the back button"] = alice.heading()
    alice.page.get_by_role("button", name="Save and leave").click()
    alice.page.wait_for_load_state()
    alice.look("home-with-an-interview")
    alice.log_out()
    alice.log_in()
    alice.go("/interviews/")
    alice.look("my-interviews")
    alice.press(f"Continue: {TITLE}")
    alice.answer(REST, TWICE_SENT, "screen")
    alice.fill({"Everything they hold about me": True})
    alice.press_twice("Continue")
    seen.words["after sending twice"] = alice.heading()
    alice.answer(REST, END, "screen")
    address = alice.page.url.removeprefix(seen.site.url)
    alice.press("Read and print")
    alice.look("document")
    seen.documents["html"] = alice.page.inner_text("article")
    alice.page.go_back()
    for kind in ("PDF", "DOCX"):
        with alice.page.expect_download() as download:
            alice.press(kind)
        seen.documents[kind.lower()] = download.value.path().read_bytes()[:4].decode("latin-1")
    charlie.sign_up()
    seen.statuses["another person's interview"] = charlie.go(address)
    charlie.look("not-found")
    seen.words["another person's interview"] = charlie.page.inner_text("main")
    absent = re.sub("[0-9a-f]{8}", "00000000", address, count=1)
    seen.statuses["an interview that is not there"] = charlie.go(absent)
    seen.words["an interview that is not there"] = charlie.page.inner_text("main")


def set_policy(seen: Walk, admin: Person) -> None:
    """Accept what is proposed, then say that interviews go thirty days after the last touch."""
    admin.go("/admin/privacy/retentionpolicy/")
    admin.look("policies")
    admin.press("Accept these rules")
    admin.look("policies-accepted")
    admin.press("Interviews")
    admin.fill(
        {"some time after they were last touched": True, "How many": "30", "Why": "Long enough."}
    )
    admin.press("Show what it would do")
    admin.look("policy-and-what-it-would-do")
    seen.words["preview"] = admin.page.inner_text("main")
    admin.press("Save this rule")
    admin.look("policy-saved")
    seen.words["policy"] = admin.page.inner_text("main")


def let_time_pass(seen: Walk, alice: Person) -> None:
    """Move time, first by the delay of the policy and then beyond it; beat does the rest."""
    assert seen.count("interviews_interviewsession") == 1
    # The new rule waits a day, for somebody to think better of it.
    move_back(seen.site.var_dir, timedelta(days=29))
    wait_for_sweeps(seen)
    seen.words["sessions after 29 days"] = str(seen.count("interviews_interviewsession"))
    move_back(seen.site.var_dir, timedelta(days=2))
    wait_for(lambda: seen.count("interviews_interviewsession") == 0, 60, why="nothing was purged")
    seen.search("after the purge", *WORDS)
    alice.log_in()
    alice.go("/interviews/")
    alice.look("my-interviews-after-the-purge")
    seen.words["list after the purge"] = alice.page.inner_text("main")


def wait_for_sweeps(seen: Walk) -> None:
    """Wait until beat had what is due looked for twice, from now on."""
    times: set[str] = set()

    def came_twice() -> bool:
        times.add(next_purge(seen))
        return len(times) > TWICE

    wait_for(came_twice, 60, why=seen.site.said())


def next_purge(seen: Walk) -> str:
    """Return when purging comes again, as the row of its job says."""
    path = seen.site.var_dir / "default.sqlite3"
    with sqlite3.connect(path, timeout=20) as connection:
        query = "SELECT run_after FROM privacy_job WHERE kind = 'retention.purge'"
        return str(connection.execute(query).fetchone()[0])


def leave(seen: Walk, alice: Person) -> None:
    """Begin another interview, delete the account with it, and try to log in again."""
    alice.begin(TITLE)
    alice.answer(BEGINNING, f"How does {COMPANY} know you?")
    alice.go("/profile/")
    alice.look("profile")
    alice.press("Delete my account")
    alice.look("delete-my-account")
    seen.words["what goes"] = alice.page.inner_text("main")
    alice.fill({"Your password": "not my password at all"})
    alice.press(re.compile("^Delete my account"))
    alice.look("delete-with-a-wrong-password")
    seen.words["wrong password"] = alice.page.inner_text("main")
    alice.fill({"Your password": PASSWORD})
    alice.press(re.compile("^Delete my account"))
    alice.look("account-deleted")
    seen.words["receipt"] = alice.page.inner_text("main")
    alice.log_in()
    alice.look("log-in-refused")
    seen.words["log in refused"] = alice.page.inner_text("main")
    seen.search("after the account is gone", *WORDS, ADDRESS)


def test_the_interview_ends_in_a_document_to_read_print_and_download(walk):
    for word in WORDS:
        assert word in walk.documents["html"]
    assert walk.documents["pdf"] == "%PDF"
    assert walk.documents["docx"] == "PK\x03\x04"


def test_going_back_in_the_browser_and_on_again_loses_nothing(walk):
    assert walk.words["the browser's back button"] == "Who are you?"
    assert walk.words["after the back button"] == f"How does {COMPANY} know you?"


def test_a_screen_that_is_sent_twice_counts_once(walk):
    assert walk.words["after sending twice"] == "What else do you want to know?"


def test_the_link_for_the_first_administrator_works_once(walk):
    assert walk.statuses["the link, a second time"] == 404


def test_a_stranger_cannot_tell_another_persons_interview_from_none(walk):
    assert walk.statuses["another person's interview"] == 404
    assert walk.statuses["an interview that is not there"] == 404
    assert walk.words["another person's interview"] == walk.words["an interview that is not there"]


def test_no_answer_is_readable_anywhere_while_it_is_kept(walk):
    assert walk.readable["while it is kept"] == []


def test_messages_to_the_worker_were_seen_and_hold_no_answer_and_no_address(walk):
    assert walk.messages
    for word in (*WORDS, ADDRESS):
        assert not [name for name, data in walk.messages.items() if holds(data, word)]


def test_interviews_go_when_their_time_is_over_and_not_before(walk):
    assert walk.words["sessions after 29 days"] == "1"
    assert TITLE not in walk.words["list after the purge"]
    assert walk.readable["after the purge"] == []


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
    with sqlite3.connect(walk.site.var_dir / "vault.sqlite3", timeout=20) as connection:
        assert connection.execute("SELECT count(*) FROM vault_tombstone").fetchone()[0] == 1


def test_after_deletion_neither_answers_nor_the_address_are_anywhere(walk):
    assert walk.readable["after the account is gone"] == []


def test_no_page_asked_anything_of_another_host(walk):
    assert [person.elsewhere() for person in walk.people] == [set(), set(), set()]


def test_no_page_broke_the_rules_of_its_own_content_policy(walk):
    assert [person.complaints for person in walk.people] == [[], [], []]


def test_no_process_tried_to_leave_the_machine(walk):
    assert walk.site.attempts() == []


def test_the_log_has_no_traceback(walk):
    assert "Traceback" not in walk.site.said()
