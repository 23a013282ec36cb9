"""A site for a module of tests, and a browser to walk it with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import chromium
from tests.site.server import Site


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def make_site(tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """Return a function that makes a site, not yet started; all are stopped afterwards."""
    made: list[Site] = []

    def make(**settings: str) -> Site:
        made.append(Site(tmp_path / f"site{len(made)}", **settings))
        return made[-1]

    yield make
    for site in made:
        if site.process is not None and site.process.poll() is None:
            site.stop()
