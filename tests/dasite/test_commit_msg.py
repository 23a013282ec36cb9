"""The first line of a commit says where and what, in one short sentence."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

HOOK = Path(__file__).resolve().parent.parent.parent / "bin" / "commit-msg"


def check(tmp_path: Path, message: str) -> subprocess.CompletedProcess[str]:
    path = tmp_path / "COMMIT_EDITMSG"
    path.write_text(message)
    return subprocess.run([HOOK, path], capture_output=True, text=True, check=False)  # noqa: S603 -- our own script


@pytest.mark.parametrize(
    "message",
    ["vault: Refuse unknown versions.", f"ci: {'A' * 67}.\n\nWhy: because.\n", "docs: Fix it.\n"],
)
def test_an_area_and_a_sentence_pass(tmp_path, message):
    assert check(tmp_path, message).returncode == 0


@pytest.mark.parametrize(
    "message",
    [
        "",
        "Refuse unknown versions.",
        "vaults: Refuse unknown versions.",
        "vault: refuse unknown versions.",
        "vault: Refuse unknown versions",
        "vault:Refuse unknown versions.",
        f"ci: {'A' * 68}.",
        "\nvault: Refuse unknown versions.",
    ],
)
def test_anything_else_is_refused_with_what_is_wanted(tmp_path, message):
    done = check(tmp_path, message)
    assert done.returncode == 1
    assert "Write 'area: Imperative sentence.'" in done.stderr
