"""A restore drill with real processes and files: what was erased stays so, the rest is here."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.privacy.places import Place

pytestmark = pytest.mark.processes

PROGRAM = "tests.privacy.backups.drill"
CAROL, DAVE = 3, 4  # numbers of their accounts


def look(place: Place, *what: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(place.do("look", *what))
    return found


def say(place: Place, *commands: str) -> list[str]:
    said: list[str] = json.loads(place.do("say", *commands))
    return said


def as_after_the_changes(found: dict[str, Any]) -> None:
    assert found["found"] == ["bob", "carol", "dave"]
    assert found["readable"] == {
        "alice": [],
        "bob": [True],
        "carol": [True, True],
        "dave": [True],
    }
    assert found["files"] == {"alice": [], "bob": [1], "carol": [0, 1], "dave": [1]}
    assert found["held"]
    assert found["next"] >= 7  # Erin was the sixth
    assert found["leaving"] == found["locked"] == [CAROL]
    assert found["desk"] == 0
    assert not found["shut"]
    assert found["page"] in {200, 302}


def drill(place: Place) -> None:
    _, checked = say(place, "backup", "backup default --check latest")
    assert "8 files" in checked
    place.do("change")
    place.do("fall", "before-order", "restore", "--default", "latest", "--yes", ends_with=-9)
    shut = look(place)
    assert shut["shut"]
    assert shut["page"] == 503
    assert shut["everywhere"] == [503]
    assert "people had deleted" in shut["words"]
    assert json.loads(shut["health"]) == {"status": "restoring"}
    # Nobody sees it, and nobody could read it.
    assert shut["readable"]["alice"] == [False, False]
    assert shut["readable"]["bob"] == [True, False]
    # As they stood then.
    assert (shut["leaving"], shut["locked"], shut["desk"]) == ([DAVE], [DAVE], 1)
    forecast, _, done, chain = say(
        place, "restore_check", "ledger_replay", "restore_check", "ledger_verify"
    )
    for line in (
        "1  restores",
        "1  holds to bring back",
        "2  people to erase again",
        "3  other decisions to say again",
        "is shut",
    ):
        assert line in forecast
    assert "The site is in order" in done
    assert "in order and unchanged" in chain
    found = look(place, "held")
    # What the policy took is there as a row until the policy takes it again; nothing opens it.
    assert found["readable"].pop("dave") == [False, True]
    found["readable"]["dave"] = [True]
    found["files"]["dave"] = [1]
    as_after_the_changes(found)


def test_a_restored_site_on_sqlite_has_forgotten_what_it_should(on_sqlite):
    drill(on_sqlite)


@pytest.mark.services
def test_a_restored_site_on_postgresql_has_forgotten_what_it_should(on_postgres):
    drill(on_postgres)
