"""What is installed at run time is pinned, wanted by something, and little."""

from __future__ import annotations

import re
from importlib.metadata import requires, version
from pathlib import Path

from packaging.requirements import Requirement

BASE_DIR = Path(__file__).resolve().parent.parent.parent
AT_MOST = 80


def normal(name: str) -> str:
    """Return a project's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(name: str) -> dict[str, str]:
    lines = (BASE_DIR / name).read_text(encoding="utf-8").splitlines()
    found = [line.split("==") for line in lines if line and line[0] not in "#-"]
    return {normal(project.split("[")[0]): number for project, number in found}


def chosen(name: str) -> list[Requirement]:
    """Return what we chose: the pins above the line that says what they brought along."""
    text = (BASE_DIR / name).read_text(encoding="utf-8").split("# brought along")[0]
    return [Requirement(line) for line in text.splitlines() if line and line[0] not in "#-"]


def closure(wanted: list[Requirement]) -> set[str]:
    """Return the names of all that `wanted` needs on this machine, itself included."""
    found: set[str] = set()
    while wanted:
        requirement = wanted.pop()
        name = normal(requirement.name)
        if name in found:
            continue
        found.add(name)
        for text in requires(name) or []:
            more = Requirement(text)
            extras = requirement.extras or {""}
            if more.marker is None or any(more.marker.evaluate({"extra": e}) for e in extras):
                wanted.append(more)
    return found


def test_fewer_than_eighty_packages_are_installed_at_run_time():
    assert len(pins("requirements.txt")) < AT_MOST


def test_all_that_is_needed_at_run_time_is_pinned_and_nothing_else_is():
    assert closure(chosen("requirements.txt")) == set(pins("requirements.txt"))


def test_all_that_the_tools_need_is_pinned_too():
    both = chosen("requirements.txt") + chosen("requirements-dev.txt")
    assert closure(both) == set(pins("requirements.txt")) | set(pins("requirements-dev.txt"))


def test_what_is_installed_is_what_is_pinned():
    pinned = pins("requirements.txt") | pins("requirements-dev.txt")
    assert {name: version(name) for name in pinned} == pinned
