"""What people do on the pages of a site, in a browser, and a picture of each page they see."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.factors import code, read_secret
from tests.site.server import Site

PICTURES = Path(__file__).resolve().parent.parent / "output" / "site"
DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}
PAGE_MILLISECONDS = 15_000
PASSWORD = "correct horse battery staple"
Answers = Mapping[str, Mapping[str, str | bool]]


class Person:
    """Somebody at a browser of their own: what they see, what they ask for, what they saw."""

    pictures_taken = 0

    def __init__(
        self, browser: Browser, site: Site, email: str, *, takes_pictures: bool = True
    ) -> None:
        self.email = email
        self._takes_pictures = takes_pictures
        self.asked: set[str] = set()
        self.complaints: list[str] = []
        self._site = site
        # A picture shows what a page comes to, not how it gets there.
        self._context: BrowserContext = browser.new_context(
            base_url=site.url, locale="en-GB", reduced_motion="reduce"
        )
        self._context.set_default_timeout(PAGE_MILLISECONDS)
        self._context.on("request", lambda request: self.asked.add(request.url))
        self.page: Page = self._context.new_page()
        self.page.on("console", lambda message: self._complain(message.type, message.text))
        self.page.on("pageerror", lambda error: self._complain("error", str(error)))

    def _complain(self, kind: str, text: str) -> None:
        # A page that answers 404 or 403 on purpose is an error to the console as well.
        if kind == "error" and "Failed to load resource" not in text:
            self.complaints.append(f"{self.page.url}: {text}")

    def elsewhere(self) -> set[str]:
        """Return what this browser asked of anybody but the site."""
        return {url for url in self.asked if not url.startswith((f"{self._site.url}/", "data:"))}

    def look(self, name: str) -> None:
        """Keep pictures of the whole page: on a desk in light, on a phone in dark colours."""
        if not self._takes_pictures:
            return
        PICTURES.mkdir(parents=True, exist_ok=True)
        Person.pictures_taken += 1
        path = str(PICTURES / f"{Person.pictures_taken:02}-{name}")
        self.page.set_viewport_size(PHONE)
        self.page.emulate_media(color_scheme="dark")
        self.page.screenshot(path=f"{path}-phone.png", full_page=True)
        self.page.set_viewport_size(DESK)
        self.page.emulate_media(color_scheme="light")
        self.page.screenshot(path=f"{path}-desk.png", full_page=True)

    def go(self, path: str) -> int:
        """Open a page; return its status."""
        response = self.page.goto(path)
        assert response is not None
        return response.status

    def press(self, name: str | re.Pattern[str]) -> None:
        """Press the button or follow the link of this name, in the page's main part."""
        main = self.page.locator("main")
        target = main.get_by_role("button", name=name, exact=True).or_(
            main.get_by_role("link", name=name, exact=True)
        )
        target.first.click()
        self.page.wait_for_load_state()

    def press_twice(self, name: str) -> None:
        """Press a button as somebody in a hurry does; return when another page is there."""
        before = self.heading()
        self.page.locator("main").get_by_role("button", name=name, exact=True).dblclick()
        expect(self.page.locator("h1")).not_to_have_text(before, timeout=PAGE_MILLISECONDS)
        self.page.wait_for_load_state()

    def fill(self, fields: Mapping[str, str | bool]) -> None:
        """Fill the fields with these labels; True ticks a box or chooses."""
        for label, value in fields.items():
            # An optional field says so in its label.
            words = re.compile(rf"^\s*{re.escape(label)}\s*(\(optional\))?\s*$")
            control = self.page.locator("main").get_by_label(words).first
            if value is True:
                control.check()
            else:
                control.fill(str(value))

    def download(self, name: str) -> bytes:
        """Press a button that gives a file; return the file."""
        with self.page.expect_download() as download:
            self.press(name)
        return download.value.path().read_bytes()

    def heading(self) -> str:
        """Return the one heading of the page."""
        return self.page.locator("h1").inner_text().strip()

    # --- accounts -------------------------------------------------------------------------------
    def sign_up(self) -> None:
        self.go("/account/signup/")
        self.look("sign-up")
        self.fill({"E-mail address": self.email, "Password": PASSWORD, "Password again": PASSWORD})
        self.press("Make my account")
        self.look("recovery-code")
        code = self.page.locator("main code").inner_text()
        self.fill({"The last four letters or digits before the final symbol": code[-6:-2]})
        self.press("I have kept it")

    def log_in(self, password: str = PASSWORD) -> None:
        self.go("/account/login/")
        self.fill({"E-mail address": self.email, "Password": password})
        self.press("Log in")

    def set_up_app(self) -> None:
        """Set up an authenticator app, where a page has led to it, and go on."""
        self.press("Set up an authenticator app")
        self.look("authenticator-app")
        secret = read_secret(self.page.content())
        self.fill({"The six digits that the app shows now": code(secret)})
        self.press("Switch it on")
        self.look("spare-codes")
        self.press("I have kept them: continue")

    def log_out(self) -> None:
        self.page.get_by_role("navigation").get_by_role("button", name="Log out").click()
        self.page.wait_for_load_state()

    # --- interviews -----------------------------------------------------------------------------
    def begin(self, title: str) -> None:
        self.go("/")
        self.page.get_by_role("button", name=f"Begin: {title}").click()
        self.page.wait_for_load_state()

    def answer(self, answers: Answers, until: str, picture: str = "") -> None:
        """Answer screen by screen until one has the heading `until`."""
        for _ in range(len(answers) + 1):
            heading = self.heading()
            if picture:
                self.look(f"{picture}-{re.sub('[^a-z]+', '-', heading.lower())[:32].strip('-')}")
            if heading == until:
                return
            assert heading in answers, f"no answer to {heading!r}: {self.page.inner_text('main')}"
            self.fill(answers[heading])
            self.press("Continue")
        raise AssertionError(f"{until!r} never came; the last was {self.heading()!r}")
