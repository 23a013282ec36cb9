"""Rules for one interview or role on the page of policies, and the chart that goes with a rule."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from privacy.admin.chart import draw
from privacy.models import RetentionPolicy
from privacy.retention import policies
from privacy.retention.modes import After
from tests.decisions import rewrite
from tests.privacy.admin.test_runs import log_in

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
PAGE = "/admin/privacy/retentionpolicy/of/test.session/"


@pytest.fixture
def officer(client, sessions, settings):
    settings.DASITE_POLICY_DELAY_HOURS = 24
    policies.set_policy(sessions, After("P30D"), now=timezone.now() - 9 * DAY, by=None)
    rewrite(effective_at=timezone.now() - 5 * DAY)
    return log_in(client, "alice@example.org", "set_retention")


@pytest.fixture
def role(db) -> Group:
    return Group.objects.create(name="helper")


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return found[1] if found else ""


def test_a_rule_for_a_role_is_looked_at_and_saved(client, officer, role):
    url = f"{PAGE}?kind=role&ref={role.pk}"
    page = client.get(PAGE).content.decode()
    assert f'<option value="{role.pk}">helper</option>' in page
    page = client.get(url).content.decode()
    assert "are deleted after 30 days: inherited from Everywhere, version 1." in page
    form = {"rule": "after", "amount": "60", "unit": "D", "note": ""}
    page = client.post(url, {**form, "preview": ""}).content.decode()
    shown = hidden(page, "shown")
    answer = client.post(url, {**form, "save": "", "shown": shown}, follow=True)
    assert answer.redirect_chain[-1][0].endswith(f"?kind=role&ref={role.pk}")
    policy = RetentionPolicy.objects.latest("version")
    assert (policy.scope_kind, policy.scope_ref, policy.period) == ("role", str(role.pk), "P60D")
    page = client.get(PAGE).content.decode()
    assert "People with the role helper" in page
    assert "are deleted after 60 days" in page


def test_a_rule_of_a_role_that_lets_data_go_sooner_waits_and_is_withdrawn(client, officer, role):
    url = f"{PAGE}?kind=role&ref={role.pk}"
    form = {"rule": "after", "amount": "2", "unit": "D"}
    shown = hidden(client.post(url, form).content.decode(), "shown")
    page = client.post(url, {**form, "save": "", "shown": shown}, follow=True).content.decode()
    assert "Another rule waits" in page
    policy = RetentionPolicy.objects.latest("version")
    withdraw = f"/admin/privacy/retentionpolicy/{policy.pk}/withdraw/"
    assert client.post(withdraw)["Location"].endswith(f"?kind=role&ref={role.pk}")


def test_only_a_role_can_inherit(client, officer, role):
    assert 'value="inherit"' not in client.get(PAGE).content.decode()
    url = f"{PAGE}?kind=role&ref={role.pk}"
    assert 'value="inherit"' in client.get(url).content.decode()
    assert "What this rule would do" in client.post(url, {"rule": "inherit"}).content.decode()


@pytest.mark.parametrize("query", ["kind=role&ref=0", "kind=subject&ref=1", "kind=x&ref=1"])
def test_a_place_that_is_not_there_has_no_page(client, officer, query):
    assert client.get(f"{PAGE}?{query}").status_code == 404


def test_a_look_at_a_rule_comes_with_a_chart_and_its_numbers(client, officer, make_session):
    for days in range(0, 80, 8):
        make_session(timezone.now() - days * DAY)
    form = {"rule": "after", "amount": "20", "unit": "D"}
    page = client.post(PAGE, form).content.decode()
    assert page.count("<polyline") == 2
    assert 'role="img"' in page
    assert "The same in numbers" in page
    assert '<th scope="row">90</th><td class="number">10</td><td class="number">10</td>' in page
    assert "style=" not in page.partition("<figure")[2].partition("</figure>")[0]


def test_a_chart_spans_its_field_whatever_the_counts():
    flat = draw([(0, 0), (45, 0), (90, 0)], [(0, 0), (45, 0), (90, 0)])
    assert flat.present == flat.proposed == "60.0,215.0 360.0,215.0 660.0,215.0"
    assert flat.rows == ((0, 0, 0), (45, 0, 0), (90, 0, 0))
    steep = draw([(0, 0), (90, 1200)], [(0, 4567), (90, 4567)])
    assert [mark.text for mark in steep.counts] == ["0", "2,300", "4,600"]
    assert steep.days[0].text == "now"
    assert all(15 <= float(point.split(",")[1]) <= 215 for point in steep.present.split())
