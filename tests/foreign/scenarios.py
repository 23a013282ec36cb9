"""Scenarios that other people wrote, where their folder lies: it is no part of this project."""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

_BESIDE = Path(__file__).parents[2] / ".." / "shared" / "conformance"
FOLDER = Path(os.environ.get("DASITE_TEST_CONFORMANCE") or _BESIDE).resolve()


@dataclass
class Scenario:
    """One walk through one or more interviews, step by step."""

    feature: str
    name: str
    steps: list[str] = field(default_factory=list)
    tier: int = -1

    @property
    def interviews(self) -> list[str]:
        found = (re.match(r"I (?:start|launch) .*\"([^\"]+)\"", step) for step in self.steps)
        return [match[1] for match in found if match]

    @property
    def id(self) -> str:
        """Names the scenario without quoting it: by what it says, not where it stands."""
        said = "\n".join([self.name, *self.steps])
        return hashlib.sha256(said.encode()).hexdigest()[:12]

    @property
    def name_in_full(self) -> str:
        """The interview is part of the name, since titles come again."""
        return f"{self.feature}: {self.name}: {(self.interviews or [''])[0]}"


def read_feature(path: Path) -> list[Scenario]:
    """Return the scenarios of one file in order."""
    found: list[Scenario] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        text = line.strip()
        if match := re.match(r"Scenario:\s*(.*)", text):
            found.append(Scenario(path.name, match[1]))
        elif found and (match := re.match(r"(?:Given|When|Then|And|But)\s+(.*)", text)):
            found[-1].steps.append(match[1])
    return found


@cache
def scenarios() -> tuple[Scenario, ...]:
    """Return all scenarios with their tiers; none if the folder is not there."""
    if not (FOLDER / "manifest.json").is_file():
        return ()
    manifest = json.loads((FOLDER / "manifest.json").read_text())
    tiers = {(each["feature"], each["name"], each["interviews"][0]): each for each in manifest}
    found = [
        each for path in sorted(FOLDER.glob("features/*.feature")) for each in read_feature(path)
    ]
    for each in found:
        each.tier = tiers[each.feature, each.name, each.interviews[0]]["tier"]
    return tuple(found)


@cache
def unreachable() -> frozenset[str]:
    """Return the scenarios that count for nothing: they need what no machine of ours has."""
    return frozenset(json.loads((FOLDER / "expected-upstream.json").read_text())["unreachable"])
