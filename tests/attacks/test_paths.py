"""Names of files that climb, lie about their kind, or break the header that carries them."""

from __future__ import annotations

import pytest
from django.test import Client

from interviews.services.publishing import publish_packages
from interviews.views.documents import _safe_filename
from tests.interviews.conftest import FILES, NOW, PACKAGE

pytestmark = pytest.mark.django_db

CLIMBS = (
    "../../manage.py",
    "data/static/../questions/five.yml",
    "data/static/../../../../etc/passwd",
    "data/static/..%2fquestions%2ffive.yml",
    "data/static/%2e%2e/questions/five.yml",
    "data/static//etc/passwd",
    "data/static/....//questions/five.yml",
    "data/static/..\\questions\\five.yml",
    "data/static/%00.png",
    "data/questions/five.yml",
    "/etc/passwd",
)
PAGE = b"<script>alert(document.domain)</script>"


@pytest.mark.parametrize("path", CLIMBS)
@pytest.mark.parametrize("package", [PACKAGE, "..", "%2e%2e", "test.letters/.."])
def test_no_path_climbs_out_of_what_a_package_shows(package, path):
    publish_packages({PACKAGE: FILES}, is_listed=True, now=NOW)
    answer = Client().get(f"/packages/{package}/{path}")
    assert answer.status_code in {400, 404}
    assert b"root:" not in answer.content
    assert b"question" not in answer.content.replace(b"questions", b"")


@pytest.mark.parametrize(
    "name", ["page.html", "page.svg", "page.xhtml", "page.js", "page", "p.xml"]
)
def test_a_page_in_a_package_is_no_page_of_this_site(name):
    files = {**FILES, f"data/static/{name}": PAGE}
    publish_packages({PACKAGE: files}, is_listed=True, now=NOW)
    answer = Client().get(f"/packages/{PACKAGE}/data/static/{name}")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    is_picture = answer.headers["Content-Type"] == "image/svg+xml"
    assert is_picture or answer.headers["Content-Disposition"] == "attachment"


@pytest.mark.parametrize(
    "path", ["/static/../manage.py", "/static/%2e%2e/settings.py", "/static//etc/passwd"]
)
def test_no_path_climbs_out_of_the_static_files(path):
    assert Client().get(f"/static/{path}").status_code == 404


@pytest.mark.parametrize(
    "answer",
    [
        'a"; filename="evil.exe',
        "a\r\nSet-Cookie: x=1",
        "../../etc/passwd",
        "con\x00.pdf",
        "...",
        "a/b\\c",
        "\u202efdp.exe",
    ],
)
def test_an_answer_in_the_name_of_a_document_stays_a_name(answer):
    name = _safe_filename(answer)
    assert name
    assert not set(name) & set('"\r\n/\\\x00\u202e')
    assert not name.startswith(".")
