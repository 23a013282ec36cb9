"""While somebody is leaving, what they opened to others is closed, and can be opened again."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from privacy.vault import admissions, box
from privacy.vault.admissions import Terms
from privacy.vault.errors import NoGrant

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
PLACE = {"table": "t", "row": "1", "field": "f"}


@pytest.fixture
def opened(alice):
    return box.create_box(uuid4(), owner=alice.id)


def test_while_a_scope_is_paused_only_its_owner_opens_it(alice, bob, opened):
    sealed = opened.seal(b"an answer", **PLACE)
    admissions.admit(opened, Terms(bob.id), by=alice.unlocked, now=NOW)
    assert admissions.pause([opened.scope], now=NOW) == 1
    with pytest.raises(NoGrant):
        admissions.open_admitted(opened.scope, by=bob.unlocked, now=NOW)
    assert admissions.admitted_to(bob.id, now=NOW) == []
    assert admissions.of_others([opened.scope], now=NOW) == {}
    mine = box.open_box(opened.scope, by=alice.unlocked)
    assert mine.open(sealed, **PLACE) == b"an answer"
    assert admissions.resume([opened.scope]) == 1
    theirs = admissions.open_admitted(opened.scope, by=bob.unlocked, now=NOW)
    assert theirs.open(sealed, **PLACE) == b"an answer"


def test_who_looks_on_in_a_role_is_told_apart_from_who_was_let_in_alone(alice, bob, opened):
    admissions.admit(opened, Terms(bob.id), by=alice.unlocked, now=NOW)
    assert admissions.admitted_to(bob.id, now=NOW, in_roles=False) == [opened.scope]
    assert admissions.of_others([opened.scope], now=NOW).keys() == {opened.scope}


def test_the_server_s_own_way_in_is_nobody_else_s_and_is_not_paused(opened):
    admissions.admit(opened, Terms(admissions.SERVER_ID, admissions.SERVER), by=None, now=NOW)
    assert admissions.of_others([opened.scope], now=NOW) == {}
    assert admissions.pause([opened.scope], now=NOW) == 0
    assert admissions.open_served(opened.scope, now=NOW).scope == opened.scope
