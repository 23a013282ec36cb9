"""Another site makes a browser post: every address refuses, whoever is logged in there."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import get_resolver

from tests.attacks.addresses import administration, asked, pages
from tests.people import give_factor, make_person

pytestmark = pytest.mark.django_db

WRONG = "x" * 64
REFUSED = 403


def strict(client: Client) -> Client:
    """Return the same browser on a site that checks tokens, as the real one does."""
    copy = Client(enforce_csrf_checks=True)
    copy.cookies.update(client.cookies)
    return copy


def let_through(client: Client, paths: list[str], form: dict[str, str], **headers) -> list[str]:
    """Return the addresses at which something posted got further than the check."""
    answers = asked(strict(client), paths, "post", form, headers=headers)
    return [path for path, answer in answers if answer.status_code != REFUSED]


@pytest.mark.parametrize("who", ["nobody", "helper", "owner"])
@pytest.mark.parametrize("form", [{}, {"csrfmiddlewaretoken": WRONG}])
def test_no_page_takes_a_form_without_its_token(site, who, form):
    assert let_through(site["clients"][who], pages(site), form) == []


@pytest.mark.parametrize("form", [{}, {"csrfmiddlewaretoken": WRONG}])
def test_no_page_of_the_administration_takes_a_form_without_its_token(site, office, form):
    assert let_through(office, administration(site), form) == []


def test_an_answer_of_another_site_is_not_kept_to_be_sent_again(site):
    """The page that offers a form once more is for forms of this site alone."""
    form = {"screen": "1", "f0": "words of the attacker"}
    for fetched_from in ("cross-site", "same-site", "none"):
        headers = {"Sec-Fetch-Site": fetched_from}
        for _, answer in asked(
            strict(site["clients"]["owner"]), pages(site), "post", form, headers=headers
        ):
            assert "words of the attacker" not in answer.text


def test_a_right_token_from_a_foreign_origin_is_refused(site):
    client = strict(site["clients"]["owner"])
    token = client.get("/profile/").context["csrf_token"]
    form = {"csrfmiddlewaretoken": str(token)}
    for origin in ("https://evil.example", "null", "http://testserver.evil.example"):
        answers = asked(client, pages(site), "post", form, headers={"Origin": origin})
        assert [path for path, answer in answers if answer.status_code != REFUSED] == []


def test_the_token_of_one_browser_is_no_token_of_another(site):
    own = strict(site["clients"]["stranger"])
    token = own.get("/profile/").context["csrf_token"]
    form = {"csrfmiddlewaretoken": str(token)}
    assert let_through(site["clients"]["owner"], pages(site), form) == []


def test_over_https_a_form_without_a_word_where_it_comes_from_is_refused(site):
    client = strict(site["clients"]["owner"])
    token = client.get("/profile/", secure=True).context["csrf_token"]
    answer = client.post("/profile/", {"csrfmiddlewaretoken": str(token)}, secure=True)
    assert answer.status_code == REFUSED


def test_a_token_of_before_the_login_is_none_after_it(db):
    person, client = make_person("dora"), Client(enforce_csrf_checks=True)
    before = str(client.get("/account/login/").context["csrf_token"])
    client.force_login(person)
    give_factor(client, person)
    client.get("/profile/")
    form = {"csrfmiddlewaretoken": before, "name": "Mallory"}
    client.cookies["csrf"] = "y" * 32
    assert client.post("/profile/", form).status_code == REFUSED


def test_no_view_is_exempt_from_the_check():
    def exempt(patterns) -> list[str]:
        found = []
        for one in patterns:
            if hasattr(one, "url_patterns"):
                found += exempt(one.url_patterns)
            elif getattr(one.callback, "csrf_exempt", False):
                found.append(str(one.pattern))
        return found

    assert exempt(get_resolver().url_patterns) == []
