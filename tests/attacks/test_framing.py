"""A page in somebody else's frame, a cookie within reach of scripts, a page left in a cache."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.attacks.addresses import administration, asked, pages
from tests.people import PASSWORD, make_person

pytestmark = pytest.mark.django_db

NOWHERE = "/nowhere/"


def faults(answer: Any) -> list[str]:
    """Return which of the promises of every answer this one breaks."""
    policy = answer.headers.get("Content-Security-Policy", "")
    promises = {
        "can be framed": answer.headers.get("X-Frame-Options") == "DENY",
        "has no policy of content": "default-src 'none'" in policy,
        "allows what is unsafe": "unsafe" not in policy and "*" not in policy,
        "is sniffed": answer.headers.get("X-Content-Type-Options") == "nosniff",
        "tells where one was": answer.headers.get("Referrer-Policy") == "same-origin",
        "says what serves it": "Server" not in answer and "X-Powered-By" not in answer,
    }
    found = [fault for fault, kept in promises.items() if not kept]
    kept = {name: one for name, one in answer.cookies.items() if one["max-age"] != 0}
    for name, cookie in kept.items():
        if not cookie["httponly"] or cookie["samesite"] not in {"Lax", "Strict"}:
            found.append(f"gives the cookie {name} to scripts or to other sites")
        if cookie["domain"] or cookie["path"] != "/":
            found.append(f"gives the cookie {name} a place of its own")
    return found


def broken(client: Client, paths: list[str], method: str) -> list[str]:
    return [
        f"{path} {fault}"
        for path, answer in asked(client, paths, method)
        for fault in faults(answer)
    ]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["nobody", "owner"])
def test_every_page_keeps_out_of_frames_and_its_cookies_from_scripts(site, who, method):
    assert broken(site["clients"][who], [*pages(site), NOWHERE], method) == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_page_of_the_administration_does(site, office, method):
    assert broken(office, administration(site), method) == []


@pytest.mark.parametrize("who", ["owner", "helper", "stranger"])
def test_what_somebody_logged_in_is_shown_stays_in_no_cache(site, who):
    found = []
    for path, answer in asked(site["clients"][who], pages(site)):
        said = answer.headers.get("Cache-Control", "")
        is_nobodys = path.startswith("/packages/")
        if not is_nobodys and "no-store" not in said and "private" not in said:
            found.append(f"{path}: {said!r}")
    assert found == []


def test_cookies_of_a_login_have_a_lock_that_scripts_and_other_sites_cannot_pick():
    make_person("dora")
    client = Client()
    answer = client.post("/account/login/", {"login": "dora@example.org", "password": PASSWORD})
    assert {
        settings.SESSION_COOKIE_NAME,
        settings.DASITE_UNLOCK_COOKIE_NAME,
    } <= answer.cookies.keys()
    assert faults(answer) == []
    assert answer.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == ""


def test_a_refused_host_and_a_damaged_request_cannot_be_framed_either(client):
    for answer in (
        client.get("/", headers={"Host": "evil.example"}),
        client.get("/interview?i=%00&reset=1"),
    ):
        assert answer.status_code in {400, 404}
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
