"""Addresses in templates: remembered where nothing can change them, and as Django's otherwise."""

from __future__ import annotations

import pytest
from django.template import engines
from django.urls import NoReverseMatch, resolve, reverse, set_script_prefix

from dasite import tags


@pytest.fixture(autouse=True)
def forgotten():
    tags._address.cache_clear()
    yield
    set_script_prefix("/")


def render(source, context=None, request=None):
    return engines["django"].from_string(source).render(context or {}, request)


def test_an_address_is_looked_up_once(monkeypatch):
    asked = []

    def counted(name, **kwargs):
        asked.append(name)
        return reverse(name, **kwargs)

    monkeypatch.setattr("dasite.tags.reverse", counted)
    for _ in range(3):
        assert render("{% url 'account_login' %}") == reverse("account_login")
    assert asked == ["account_login"]


def test_an_address_can_be_kept_under_a_name():
    source = "{% url 'account_login' as there %}[{{ there }}]"
    assert render(source) == f"[{reverse('account_login')}]"


def test_a_page_that_is_not_there_is_nothing_under_a_name():
    assert render("{% url 'nowhere' as there %}[{{ there }}]") == "[]"


def test_a_page_that_is_not_there_is_a_mistake_elsewhere():
    with pytest.raises(NoReverseMatch):
        render("{% url 'nowhere' %}")


def test_an_address_with_arguments_follows_them():
    uid = "6d3d38f5-34bd-4231-80da-4e474d82761c"
    for each in (uid, uid.replace("6", "7")):
        found = render("{% url 'interviews:access' uid %}", {"uid": each})
        assert found == reverse("interviews:access", args=[each])


def test_a_name_in_a_variable_is_followed():
    for name in ("account_login", "account_logout"):
        assert render("{% url name %}", {"name": name}) == reverse(name)


def test_an_address_follows_where_the_site_is_mounted():
    assert render("{% url 'account_login' %}") == "/account/login/"
    set_script_prefix("/below/")
    assert render("{% url 'account_login' %}") == "/below/account/login/"


def test_an_address_follows_the_part_of_the_site_that_asks(rf, monkeypatch):
    apps = []

    def kept(name, *, urlconf, current_app):
        apps.append(current_app)
        return "/x?a=1&b=2"

    monkeypatch.setattr("dasite.tags.reverse", kept)
    request = rf.get("/admin/")
    request.resolver_match = resolve("/admin/")
    assert render("{% url 'admin:index' %}", request=request) == "/x?a=1&amp;b=2"
    request.current_app = "other"
    escaped = "{% autoescape off %}{% url 'admin:index' %}{% endautoescape %}"
    assert render(escaped, request=request) == "/x?a=1&b=2"
    assert apps == ["admin", "other"]
