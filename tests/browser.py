"""Headless Chromium for tests; it can reach this machine and nothing else."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

ARGUMENTS = (
    "--no-sandbox",  # CI runs as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield a browser; fail in CI, and skip elsewhere, if there is none on this machine."""
    path = shutil.which(os.environ.get("DASITE_TEST_CHROMIUM", "chromium"))
    if path is None:
        sentence = "Chromium was not found; install it or name it in DASITE_TEST_CHROMIUM."
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    # A home of its own: no profile, cache or certificate of whoever runs the tests.
    with (
        tempfile.TemporaryDirectory(prefix="dasite-chromium-") as home,
        sync_playwright() as driver,
    ):
        browser = driver.chromium.launch(
            executable_path=path, args=ARGUMENTS, env={**os.environ, "HOME": home}
        )
        try:
            yield browser
        finally:
            browser.close()
