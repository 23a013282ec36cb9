"""Whole interviews that try to get out or to run on: what comes of each stands in its first line.

Each runs in a process of its own, which the kernel ends when it takes too long or too much memory.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.escapes.prison import PROBES, outcomes

INTERVIEWS = sorted((Path(__file__).parent / "interviews").glob("*.yml"))


@pytest.fixture(scope="module")
def came() -> dict[str, str]:
    return outcomes(INTERVIEWS)


@pytest.mark.parametrize("path", INTERVIEWS, ids=[path.stem for path in INTERVIEWS])
def test_an_interview_that_would_escape_is_refused_stopped_or_harmless(came, path):
    expected = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
    assert came[path.name].startswith(expected)


def test_what_nothing_else_ends_is_ended_by_the_kernel():
    found = outcomes([Path(name) for name in PROBES])
    assert found["grows"].startswith("broke: MemoryError")
    assert found["runs on"].startswith("killed: ")


def test_no_interview_that_would_escape_shows_a_file_or_a_class_of_pythons(came):
    shown = "\n".join(came.values())
    for word in ("root:", "<class", " at 0x", "uid="):
        assert word not in shown
