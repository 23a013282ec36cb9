"""How all rules stand is read at once, for pages that show them all."""

from __future__ import annotations

from datetime import timedelta

import pytest

from privacy.public_rules import read
from privacy.retention import policies
from privacy.retention.modes import After
from privacy.retention.standing import standing
from privacy.retention.targets import Scope
from tests.privacy.kinds import NOW

pytestmark = pytest.mark.django_db


def test_rules_and_what_waits_or_is_watched_come_in_three_queries(
    sessions, django_assert_num_queries
):
    policies.set_policy(sessions, After("P60D"), now=NOW - timedelta(days=2), by=7)
    waits = policies.set_policy(sessions, After("P30D"), now=NOW, by=7)
    watched = policies.watch(sessions, After("P5D"), now=NOW, by=7)
    with django_assert_num_queries(3):
        found = standing(NOW)
    assert [rule.mode for rule in found.rules["test.session"]] == [After("P60D")]
    assert found.waiting(sessions) == waits
    assert found.watched(sessions) == watched
    assert found.waiting(sessions, Scope("role", "9")) is None


def test_the_public_page_asks_no_query_a_rule(sessions, django_assert_num_queries):
    with django_assert_num_queries(3):
        read(NOW)
