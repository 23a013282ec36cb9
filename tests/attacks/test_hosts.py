"""A request that claims to be for another host: no link, no mail, no cache follows it."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client

from tests.attacks.addresses import administration, asked, pages
from tests.people import PASSWORD, make_person

pytestmark = pytest.mark.django_db

EVIL = "evil.example"
FORWARDED = {
    "X-Forwarded-Host": EVIL,
    "X-Forwarded-Server": EVIL,
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Port": "666",
    "X-Forwarded-Prefix": "/evil.example",
    "X-Host": EVIL,
    "X-HTTP-Host-Override": EVIL,
    "X-Original-URL": f"http://{EVIL}/",
    "X-Rewrite-URL": f"http://{EVIL}/",
    "Forwarded": f"host={EVIL};proto=https",
}
HOSTS = (EVIL, "testserver.evil.example", "testserver@evil.example", "evil.example:80", "a b", "")
LINK = re.compile(r"https?://[^\s/]+")


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_that_is_not_ours_is_refused_and_not_repeated(host):
    for path in ("/", "/account/login/", "/admin/", "/account/password/reset/", "/nowhere/"):
        for method in ("get", "post"):
            answer = getattr(Client(), method)(path, headers={"Host": host})
            assert answer.status_code == 400
            assert EVIL not in answer.text
            assert "Location" not in answer


def test_no_page_repeats_a_host_that_a_header_claims(site, office):
    browsers = ((site["clients"]["owner"], pages(site)), (office, administration(site)))
    for client, paths in browsers:
        for path, answer in asked(client, paths, headers=FORWARDED):
            assert EVIL not in str(answer.headers), path
            if not answer.streaming:
                assert EVIL not in answer.text, path


def test_links_in_mails_lead_to_the_configured_address_whatever_was_asked(settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ALLOWED_HOSTS = ["testserver", EVIL]  # as sloppy as an operator can be
    settings.DASITE_URL = "https://forms.example.org"
    make_person("dora")
    headers = {**FORWARDED, "Host": EVIL}
    form = {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}
    Client().post("/account/signup/", form, headers=headers)
    for email in ("dora@example.org", "nobody@example.org"):
        Client().post("/account/password/reset/", {"email": email}, headers=headers)
    assert len(mail.outbox) >= 3
    for sent in mail.outbox:
        assert EVIL not in f"{sent.subject} {sent.message()}"
        assert set(LINK.findall(str(sent.body))) <= {"https://forms.example.org"}


def test_nothing_that_depends_on_a_header_is_left_in_a_shared_cache(site):
    """What may be kept by a cache for all says nothing of who asked and how."""
    for path, answer in asked(site["clients"]["nobody"], pages(site), headers=FORWARDED):
        if "public" in answer.headers.get("Cache-Control", ""):
            assert path.startswith("/packages/")
            assert not answer.cookies


def test_a_made_up_scheme_makes_no_request_a_secure_one():
    request = Client().get("/", headers={"X-Forwarded-Proto": "https"}).wsgi_request
    assert not request.is_secure()
