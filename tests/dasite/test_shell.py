"""The shell of the site: theme, content policy, the administration's doors and front page."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import override_settings
from django.urls import reverse

from dasite.dashboard import all_cards
from tests.people import let_in, log_in, make_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
def test_a_theme_is_remembered_and_leads_back(client, theme):
    answer = client.post("/theme/", {"theme": theme, "next": "/account/login/"})
    assert (answer.status_code, answer.url) == (302, "/account/login/")
    assert answer.cookies["theme"].value == theme
    assert answer.cookies["theme"]["httponly"]
    assert f'data-theme="{theme}"' in client.get("/account/login/").text


def test_a_theme_that_does_not_exist_is_not_remembered(client):
    answer = client.post("/theme/", {"theme": '"><script>', "next": "/"})
    assert "theme" not in answer.cookies


def test_a_theme_cookie_that_somebody_made_up_is_not_repeated(client):
    client.cookies["theme"] = "neon"
    assert "neon" not in client.get("/account/login/").text


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "javascript:alert(1)"]
)
def test_the_way_back_never_leads_to_another_site(client, back):
    assert client.post("/theme/", {"theme": "dark", "next": back}).url == "/"


def test_a_theme_is_chosen_by_a_form_alone(client):
    assert client.get("/theme/").status_code == 405


def test_a_page_may_load_nothing_from_elsewhere_and_run_no_script_of_its_own(client):
    answer = client.get("/account/login/")
    rules = dict(
        rule.strip().partition(" ")[::2]
        for rule in answer.headers["Content-Security-Policy"].split(";")
    )
    assert rules["default-src"] == "'none'"
    assert rules["script-src"].startswith("'self'")
    assert rules["frame-ancestors"] == "'none'"
    assert rules["base-uri"] == "'none'"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "http" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_host_that_is_not_ours_is_refused(client):
    assert client.get("/account/login/", headers={"host": "evil.example"}).status_code == 400


def test_the_administration_sends_a_visitor_to_the_one_login(client):
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0].startswith(reverse("account_login"))


def test_the_administration_is_closed_to_whoever_is_no_administrator(client):
    log_in(client, make_person("charlie"))
    assert client.get("/admin/", follow=True).status_code == 403


def test_the_administrators_front_page_shows_the_cards_of_all_bodies_in_their_order(client):
    let_in(client, make_person("alice", is_staff=True, is_superuser=True))
    answer = client.get("/admin/")
    cards = answer.context["cards"]
    assert cards == sorted(cards, key=lambda card: (card.order, card.title))
    assert len({card.title for card in cards}) == len(cards) > 0
    for card in cards:
        assert card.title in answer.text
        assert not card.url or client.get(card.url).status_code == 200


def test_each_list_and_form_of_the_administration_opens(client):
    let_in(client, make_person("alice", is_staff=True, is_superuser=True))
    for model, model_admin in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        # A list of one thing leads on to it.
        assert client.get(reverse(f"{name}_changelist"), follow=True).status_code == 200, name
        request = client.get("/admin/").wsgi_request
        if model_admin.has_add_permission(request):
            assert client.get(reverse(f"{name}_add")).status_code == 200, name


def test_cards_that_a_person_may_not_see_are_left_out(rf):
    request = rf.get("/admin/")
    request.user = make_person("bob", is_staff=True)
    assert all_cards(request) == []


@override_settings(DASITE_SITE_NAME="Letters & more")
def test_the_name_of_the_site_is_on_the_page_as_text(client):
    assert "Letters &amp; more" in client.get("/account/login/").text
