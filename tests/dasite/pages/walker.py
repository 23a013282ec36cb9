"""Walks pages as a person does, and holds each against the rules of our design."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, ViewportSize

PICTURES = Path(__file__).resolve().parents[2] / "output" / "pages"
PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 900}
NARROWEST: ViewportSize = {"width": 320, "height": 640}
# Text of people's pages stands 7:1 against its ground; the administration's 4.5:1.
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ENHANCED = {"color-contrast-enhanced": {"enabled": True}}

# Django's own script names a span that has no role, in the filter of a list of many.
NOT_OURS = [[".help-tooltip"]]

WATCH = """
window.refusals = [];
document.addEventListener('securitypolicyviolation', (event) => {
  window.refusals.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
});
"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# A link within a sentence may be as small as its words (WCAG 2.5.8); all else is pressed by thumb.
SMALL_TARGETS = """
() => [...document.querySelectorAll('main :is(a, button, summary, select, input, textarea)')]
  .filter((each) => each.checkVisibility({ checkVisibilityCSS: true })
    && !each.matches('p a, li a, td a, dd a, p button, li .term, [type=hidden], .hint a')
    && !each.matches('[type=radio], [type=checkbox]'))
  .map((each) => [each.getBoundingClientRect().height, each.outerHTML.slice(0, 120)])
  .filter(([height]) => height > 0 && height < 44)
  .map(([height, html]) => `${height} px: ${html}`)
"""


class Walker:
    """One browser window on the site under test; collects what it finds wrong."""

    def __init__(self, page: Page, home: str) -> None:
        self.page, self.home = page, home
        self.complaints: list[str] = []
        self.friends: set[str] = set()  # hosts that a page may lead to
        page.add_init_script(WATCH)
        page.on("request", self._note_request)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))

    def _note_request(self, request: Any) -> None:
        url = urlsplit(request.url)
        known = {urlsplit(self.home).netloc, *self.friends}
        if url.scheme in {"http", "https"} and url.netloc not in known:
            self.complaints.append(f"{self.page.url} asked {url.netloc}")

    def go(self, path: str, *, status: int = 200) -> None:
        """Open a page and hold the answer against `status`."""
        response = self.page.goto(self.home + path)
        assert response is not None
        assert response.status == status, f"{path} answers {response.status}"

    def press(self, name: str) -> None:
        """Press the button or link of this name in the page's main part and wait for the next."""
        main = self.page.locator("main")
        button = main.get_by_role("button", name=name, exact=True)
        target = button if button.count() else main.get_by_role("link", name=name, exact=True)
        target.first.click()
        self.page.wait_for_load_state()

    def fill(self, **values: str) -> None:
        """Type values into the fields of these names."""
        for name, value in values.items():
            self.page.locator(f'main [name="{name}"]').fill(value)

    def look(self, name: str, *, enhanced: bool = True) -> None:
        """Take pictures, wide and light, narrow and dark, and note what breaks a rule.

        A click has waited for the next page to begin, not to be there: half a page has no heading.
        """
        self.page.wait_for_load_state()
        where = f"{name} ({urlsplit(self.page.url).path})"
        refusals = self.page.evaluate("window.refusals")
        self._complain(where, [f"refused by the policy: {each}" for each in refusals])
        self._complain(where, self._outline())
        self.page.set_viewport_size(NARROWEST)
        wide = self.page.evaluate(TOO_WIDE)
        self._complain(where, [f"{wide} px too wide at 320 px"] if wide > 0 else [])
        self.page.evaluate(AXE_SCRIPT)
        for scheme, size in (("light", DESK), ("dark", PHONE)):
            self._picture(f"{name}-{size['width']}-{scheme}", scheme, size)
            self._complain(where, [f"{scheme}: {each}" for each in self._axe(enhanced=enhanced)])
        if enhanced:
            self._complain(where, self.page.evaluate(SMALL_TARGETS))

    def _picture(self, name: str, scheme: Any, size: Any) -> None:
        self.page.set_viewport_size(size)
        self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png", full_page=True)

    def _outline(self) -> list[str]:
        wrong = []
        if (count := self.page.locator("h1:visible").count()) != 1:
            wrong.append(f"{count} headings of the first rank")
        if (count := self.page.locator("main .button:visible").count()) > 1:
            wrong.append(f"{count} filled buttons")
        title = self.page.title()
        is_refused = self.page.locator(".error-summary, .errornote").count() > 0
        if is_refused != title.startswith("Error:"):
            wrong.append(f"its title is {title!r}")
        return wrong

    def _axe(self, *, enhanced: bool) -> list[str]:
        options = {
            "runOnly": {"type": "tag", "values": LEVELS},
            "rules": ENHANCED if enhanced else {},
            "resultTypes": ["violations"],
        }
        found = self.page.evaluate(
            "([context, options]) => axe.run(context, options)", [{"exclude": NOT_OURS}, options]
        )
        return [
            f"{each['id']}: {node['html'][:160]}: {node['failureSummary']}"
            for each in found["violations"]
            for node in each["nodes"][:3]
        ]

    def _complain(self, where: str, sentences: list[str]) -> None:
        self.complaints += [f"{where}: {each}" for each in sentences]

    def finish(self) -> None:
        """Fail with all that was found, at once."""
        assert not self.complaints, "\n\n".join(dict.fromkeys(self.complaints))
