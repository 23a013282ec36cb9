"""A site for a module of tests, and a browser to walk it with."""

from __future__ import annotations

import shutil
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


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the data folder of a site that was started once; a copy of it starts quickly."""
    site = Site(tmp_path_factory.mktemp("prepared"))
    site.start()
    assert site.stop() == 0
    return site.var_dir


@pytest.fixture
def make_site(tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """Return a function that makes a site, not yet started; all are stopped afterwards."""
    made: list[Site] = []

    def make(copy_of: Path | None = None, **settings: str) -> Site:
        made.append(Site(tmp_path / f"site{len(made)}", **settings))
        if copy_of is not None:
            shutil.copytree(copy_of, made[-1].var_dir)
        return made[-1]

    yield make
    for site in made:
        site.end()
