"""A link of ours that leads to a site of theirs: no page follows, whatever `next` says."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from tests.attacks.addresses import administration, asked, pages
from tests.people import PASSWORD, log_in, make_person

pytestmark = pytest.mark.django_db

HERE = "testserver"
DROPPED = "".join(map(chr, range(33)))  # what a browser drops around an address
# How browsers have been talked into leaving: schemes, slashes, backslashes, white space, tricks
# with user names, ports, encodings and what a browser drops before it reads an address.
TRICKS = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "////evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "/\\/evil.example/",
    "https:evil.example/",
    "https:/evil.example/",
    "http:///evil.example/",
    " https://evil.example/",
    "\thttps://evil.example/",
    "/\t/evil.example/",
    "/\n/evil.example/",
    "ht\ntps://evil.example/",
    "\x00https://evil.example/",
    "\u00a0//evil.example/",
    "https://testserver@evil.example/",
    "https://testserver:pass@evil.example/",
    "//testserver@evil.example/",
    "https://evil.example\\@testserver/",
    "https://evil.example#testserver",
    "https://evil.example?testserver/",
    "https://testserver.evil.example/",
    "javascript:alert(document.domain)//evil.example",
    "java\nscript:alert(1)//evil.example",
    "data:text/html,<a href=//evil.example>",
    "vbscript:evil.example",
    "ftp://evil.example/",
    "//\u0435vil.example/evil.example",
    "https://evil\u3002example/",
    "http://[::ffff:1.2.3.4]/evil.example",
    "//1.2.3.4:80/evil.example",
    "//evil%2eexample/",
)
NAMES = ("next", "url", "back", "return", "redirect", "continue", "goto")


def leaves(where: str) -> bool:
    """Return whether a browser that reads this address as the URL standard says would leave."""
    read = re.sub(r"[\t\r\n]", "", where).strip(DROPPED).replace("\\", "/")
    scheme, colon, rest = read.partition(":")
    if colon and re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", scheme):
        return scheme != "http" or _host(rest) != HERE
    return read.startswith("//") and _host(read) != HERE


def _host(rest: str) -> str:
    return re.split(r"[/?#]", rest.lstrip("/"))[0]


def led_away(answer: Any) -> list[str]:
    """Return the links and the header of an answer that lead elsewhere."""
    found = [answer.headers["Location"]] if "Location" in answer.headers else []
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        found += re.findall(r'(?:href|action|formaction)="([^"]*)"', answer.text)
    return [one for one in found if leaves(one) and not one.startswith("otpauth://")]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["nobody", "owner"])
def test_no_page_leads_away_under_any_name_of_the_way_back(site, who, method):
    wanted = dict.fromkeys(NAMES, "https://evil.example/")
    answers = asked(site["clients"][who], pages(site), method, wanted)
    assert [(path, led_away(one)) for path, one in answers if led_away(one)] == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_page_of_the_administration_leads_away(site, office, method):
    wanted = dict.fromkeys(NAMES, "//evil.example/")
    answers = asked(office, administration(site), method, wanted)
    assert [(path, led_away(one)) for path, one in answers if led_away(one)] == []


# What leads on to `next`, when somebody is logged in; and what is posted for it to do so.
FORMS: dict[str, dict[str, str]] = {
    "/theme/": {"theme": "dark"},
    "/profile/unlock/": {"password": PASSWORD},
    "/account/reauthenticate/": {"password": PASSWORD},
    "/account/logout/": {},
    "/profile/recovery-code/": {"password": PASSWORD, "done": "1"},
    "/profile/delete/code/": {"code": "1"},
}
PAGES = (
    "/account/login/",
    "/account/signup/",
    "/admin/login/",
    "/profile/second-factor/",
    "/profile/unlock/",
    "/account/factors/reauthenticate/",
    "/account/factors/webauthn/login/",
)


@pytest.mark.parametrize("trick", TRICKS)
def test_no_trick_leads_away_after_a_login(trick):
    """Two ways to say it: in the address of the page and in its form."""
    person = make_person("dora")
    form = {"login": person.email, "password": PASSWORD}
    for query, posted in (({}, {"next": trick}), ({"next": trick}, {})):
        answer = Client().post(f"/account/login/?{urlencode(query)}", {**form, **posted})
        assert answer.status_code == 302
        assert led_away(answer) == []


@pytest.mark.parametrize("trick", TRICKS)
def test_no_trick_leads_somebody_away_who_is_logged_in(trick):
    person, client = make_person("dora"), Client()
    log_in(client, person)
    for url in PAGES:
        assert led_away(client.get(url, {"next": trick})) == [], url
    for url, form in FORMS.items():
        answer = client.post(url, {**form, "next": trick})
        assert led_away(answer) == [], url
        if url == "/account/logout/":
            log_in(client, person)


def test_the_check_itself_sees_through_every_trick():
    """A check that called everything harmless would pass all of the above."""
    harmless = ("http:/profile", "/profile/", "", "?page=2", "#top", "http://testserver/x", "a:b")
    assert [one for one in TRICKS if not leaves(one)] == ["\u00a0//evil.example/"]
    assert [one for one in harmless if leaves(one)] == ["http:/profile", "a:b"]
