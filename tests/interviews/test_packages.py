"""Static files of packages are public, harmless, and nothing else of a package is."""

from __future__ import annotations

import pytest

from interviews.services.publishing import publish_packages
from tests.interviews.conftest import FILES, NOW, PACKAGE

SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


@pytest.fixture(autouse=True)
def published(db):
    files = {**FILES, "data/static/a.svg": SVG, "data/static/a.html": b"<script>x</script>"}
    publish_packages({PACKAGE: files}, is_listed=True, now=NOW)


def test_an_image_is_given_but_may_run_nothing(client):
    answer = client.get(f"/packages/{PACKAGE}/data/static/a.svg")
    assert answer.content == SVG
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_page_is_downloaded_and_never_shown(client):
    answer = client.get(f"/packages/{PACKAGE}/data/static/a.html")
    assert answer.headers["Content-Disposition"] == "attachment"


@pytest.mark.parametrize(
    "path",
    ["data/questions/five.yml", "data/static/none.png", "data/static/../questions/five.yml"],
)
def test_sources_and_absent_files_are_404(client, path):
    assert client.get(f"/packages/{PACKAGE}/{path}").status_code == 404
