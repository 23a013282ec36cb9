"""Foreign scenarios, walked through in this process: nothing that passed may fail again.

The folder that holds them is no part of this project; DASITE_TEST_CONFORMANCE says where it is.
What does not pass yet stands in conformance_gaps.json with its reason, and has to leave it
when it passes.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

import pytest

from interviews.engine.runner import check_interview, doubts_about
from tests.foreign.scenarios import FOLDER, Scenario, scenarios, unreachable
from tests.foreign.site import FolderFiles
from tests.foreign.steps import walk

GAPS = json.loads((Path(__file__).parent / "conformance_gaps.json").read_text())
SHARES = 8  # of each tier, so that several processes can take part

if "DASITE_TEST_CONFORMANCE" in os.environ and not scenarios():
    raise RuntimeError(f"There are no scenarios in {FOLDER}.")

pytestmark = pytest.mark.skipif(
    not scenarios(), reason=f"There are no foreign scenarios in {FOLDER}."
)


def applicable(tier: int) -> list[Scenario]:
    return [
        each
        for each in scenarios()
        if each.tier == tier and each.name_in_full not in unreachable()
    ]


@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize("tier", sorted({each.tier for each in scenarios()}) or [0])
def test_scenarios_pass_but_for_the_known_gaps(tier, share, record_property):
    wrong = []
    passed: Counter[bool] = Counter()
    for scenario in applicable(tier)[share::SHARES]:
        ended = walk(scenario)
        passed[not ended] += 1
        if ended and scenario.id not in GAPS:
            wrong.append(f"{scenario.id} {scenario.name_in_full} fails: {ended}")
        if not ended and scenario.id in GAPS:
            wrong.append(f"{scenario.id} {scenario.name_in_full} passes: take it off the list")
    record_property("tier", tier)
    record_property("passed", passed[True])
    record_property("applicable", passed.total())
    assert not wrong, "\n".join(wrong)


def test_authors_are_told_of_no_mistake_in_an_interview_that_passes():
    passing = {
        interview.partition("&")[0].partition(":")[::2]
        for tier in {each.tier for each in scenarios()}
        for scenario in applicable(tier)
        if scenario.id not in GAPS
        for interview in scenario.interviews
    }
    assert passing
    said = [
        str(mistake)
        for package, path in sorted(passing)
        for find in (check_interview, doubts_about)
        for mistake in find(FolderFiles(), package, path)
    ]
    assert not said, "\n".join(said)


def test_every_gap_is_a_scenario_and_has_a_reason():
    assert set(GAPS) <= {each.id for each in scenarios()}
    assert all(len(reason) > 10 for reason in GAPS.values())
