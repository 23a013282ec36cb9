"""Takes the README's picture of a running site: `python -m tests.site.picture`."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.browser import chromium
from tests.site.server import BASE_DIR, Site
from tests.site.steps import Answers, Person

PICTURE = BASE_DIR / "docs" / "picture.png"
TITLE = "Ask your landlord for repairs"
SHOWN = "What is the first thing that needs repair?"
BEFORE: Answers = {
    "A letter to your landlord about repairs": {},
    "Who is writing?": {"First name": "Ada", "Last name": "Moreau"},
    "Where is the home?": {"Street and number": "12 Mill Lane", "Town": "Exampleton"},
    "Who is your landlord?": {
        "Name of the landlord or agent": "Harbour Lettings",
        "Their postal address": "3 Quay Street\nExampleton",
    },
}
TYPED: Mapping[str, str | bool] = {
    "What is it?": "The big window",
    "What is wrong with it?": "It does not close. Rain comes in, and the wall below is wet.",
    "In which room?": "Bedroom",
    "When did you notice it?": "2026-11-02",
    "It makes daily life hard": True,
}


def main() -> None:
    """Take an interview to a question worth showing, and keep what its page looks like."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        site = Site(Path(folder))
        try:
            site.start()
            ada = Person(browser, site, "ada@example.org")
            ada.sign_up()
            ada.begin(TITLE)
            ada.answer(BEFORE, SHOWN)
            ada.fill(TYPED)
            ada.page.evaluate("document.activeElement.blur()")
            ada.page.screenshot(path=PICTURE, full_page=True)
        finally:
            site.end()


if __name__ == "__main__":
    main()
