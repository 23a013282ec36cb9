"""One walk through a whole site, in a browser, beside worker and beat; keeps what was seen."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

from tests.site.canary import files_with
from tests.site.grounds import Ground
from tests.site.server import Site, wait_for
from tests.site.steps import PASSWORD, Answers, Person

TITLE = "Ask a company what it knows about you"
ADDRESS = "kestrel4402@example.org"
# Words that nobody would write by chance, one in each place where an answer can lie. All of them
# begin alike, so that one search finds any.
MARK = f"Zq{secrets.token_hex(3)}"
NAME, STREET, COMPANY, NUMBER = WORDS = [f"{MARK}{word}" for word in ("Finch", "Lane", "Co", "9")]
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
OTHER_TITLE = "Ask your landlord for repairs"
SESSIONS = "interviews_interviewsession"
AT_ONCE = "At once. Nobody can bring it back."
TWICE = 2
GUESSES = 6


@dataclass
class Walk:
    """What was seen on the way."""

    site: Site
    ground: Ground
    documents: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    # Places in which an answer was readable, by the moment of looking.
    readable: dict[str, list[str]] = field(default_factory=dict)
    messages: dict[str, bytes] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)

    def search(self, moment: str) -> None:
        """Look for answers in all that the site ever wrote, its log included."""
        found = files_with(self.site.folder, MARK) + self.ground.ever_written(MARK)
        self.readable[moment] = sorted(found)

    def count(self, table: str, where: str = "true", *, alias: str = "default") -> int:
        query = f"SELECT count(*) FROM {table} WHERE {where}"  # noqa: S608 -- our own words
        return int(str(self.ground.one(query, alias=alias)))


def walk_through(seen: Walk, admin: Person, alice: Person, charlie: Person) -> None:
    """Walk from the first administrator's link to a login that is refused."""
    seen.people = [admin, alice, charlie]
    with seen.ground.watch_messages() as messages:
        make_first_administrator(seen, admin)
        take_interview(seen, alice, charlie)
        seen.search("while it is kept")
        set_policy(seen, admin)
        let_time_pass(seen, alice)
        leave(seen, alice)
        meet_limits(seen, charlie)
    seen.messages = messages.seen


def make_first_administrator(seen: Walk, admin: Person) -> None:
    link = seen.site.first_link()
    admin.go(link)
    admin.look("first-administrator")
    password = "a horse that staples batteries"
    admin.fill({"E-mail address": admin.email, "Password": password, "Password again": password})
    admin.press("Make me the administrator")
    admin.look("log-in")
    admin.fill({"E-mail address": admin.email, "Password": password})
    admin.press("Log in")
    seen.words["the administration before a second factor"] = admin.page.inner_text("main")
    admin.look("second-factor-needed")
    admin.set_up_app()
    admin.look("admin-front-page")
    seen.words["admin front page"] = admin.page.inner_text("main")
    seen.statuses["the link, a second time"] = admin.go(link)
    admin.look("link-used")


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
    alice.log_out()
    alice.page.go_back()
    seen.words["back after logging out"] = alice.page.inner_text("body")
    seen.words["where that leads"] = alice.heading()
    alice.log_in()
    alice.go(address)
    seen.documents["pdf"] = alice.download("PDF")[:4].decode("latin-1")
    with ZipFile(BytesIO(alice.download("DOCX"))) as parts:
        seen.documents["docx"] = parts.read("word/document.xml").decode()
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
    admin.fill({"some time after the moment below": True, "How many": "30", "Why": "Long enough."})
    admin.press("Show what it would do")
    admin.look("policy-and-what-it-would-do")
    seen.words["preview"] = admin.page.inner_text("main")
    admin.press("Save this rule")
    admin.look("policy-saved")
    seen.words["policy"] = admin.page.inner_text("main")


def let_time_pass(seen: Walk, alice: Person) -> None:
    """Move time, first by the delay of the policy and then beyond it; beat does the rest."""
    assert seen.count(SESSIONS) == 1
    # The new rule waits a day, for somebody to think better of it.
    seen.ground.move_back(timedelta(days=29))
    wait_for_sweeps(seen)
    seen.numbers["sessions after 29 days"] = seen.count(SESSIONS)
    alice.log_in()
    alice.begin(OTHER_TITLE)
    seen.numbers["shares before the purge"] = seen.count("vault_key_share", alias="vault")
    seen.ground.move_back(timedelta(days=2))
    wait_for(lambda: seen.count(SESSIONS) == 1, 60, why="nothing was purged")
    seen.numbers["documents after the purge"] = seen.count("interviews_assembleddocument")
    wait_for_sweeps(seen)
    seen.numbers["shares after the purge"] = seen.count("vault_key_share", alias="vault")
    seen.search("after the purge")
    alice.log_in()
    alice.go("/interviews/")
    alice.look("my-interviews-after-the-purge")
    seen.words["list after the purge"] = alice.page.inner_text("main")


def wait_for_sweeps(seen: Walk) -> None:
    """Wait until beat had what is due looked for twice, from now on."""
    times: set[str] = set()
    query = "SELECT run_after FROM privacy_job WHERE kind = 'retention.purge'"

    def came_twice() -> bool:
        times.add(str(seen.ground.one(query)))
        return len(times) > TWICE

    wait_for(came_twice, 60, why=seen.site.said())


def leave(seen: Walk, alice: Person) -> None:
    """Begin another interview, delete the account with it, and try to log in again."""
    alice.begin(TITLE)
    alice.answer(BEGINNING, f"How does {COMPANY} know you?")
    alice.go("/profile/")
    alice.look("profile")
    alice.press("Delete my account")
    alice.look("delete-my-account")
    seen.words["what goes"] = alice.page.inner_text("main")
    alice.fill({AT_ONCE: True, "Your password": "not my password at all"})
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
    seen.search("after the account is gone")
    places = files_with(seen.site.folder, ADDRESS) + seen.ground.kept(ADDRESS)
    seen.readable["the address, after the account is gone"] = places


def meet_limits(seen: Walk, charlie: Person) -> None:
    """Guess until guessing is refused."""
    charlie.log_out()
    for _ in range(GUESSES):
        charlie.log_in("not my password at all")
    charlie.look("too-many-guesses")
    seen.words["too many guesses"] = charlie.page.inner_text("main")
