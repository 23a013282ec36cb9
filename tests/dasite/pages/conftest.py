"""A live site on both databases, and a browser window on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser import chromium
from tests.dasite.pages.walker import Walker


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Yield Chromium, and let this thread use the databases beside Playwright's event loop."""
    with pytest.MonkeyPatch.context() as patch, chromium() as found:
        # Playwright's loop runs in this thread, but never while a test's own line runs.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield found


@pytest.fixture
def walk(
    browser: Browser, transactional_db: None, live_server: Any
) -> Iterator[Callable[..., Walker]]:
    """Return a function that opens a window; at the end all windows tell what they found."""
    walkers: list[Walker] = []

    def make(**options: Any) -> Walker:
        context = browser.new_context(**options)
        context.set_default_timeout(5_000)
        walkers.append(Walker(context.new_page(), live_server.url))
        return walkers[-1]

    yield make
    for walker in walkers:
        walker.page.context.close()
    for walker in walkers:
        walker.finish()
