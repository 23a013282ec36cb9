"""Whatever moment a process dies in, every key that was promised still opens."""

from __future__ import annotations

import base64
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
KILLS = 6


@pytest.fixture
def environment(tmp_path) -> dict[str, str]:
    keys = [f"{name}:{base64.b64encode(os.urandom(32)).decode()}" for name in "ab"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DASITE_")}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "tests.privacy.vault.quick",
        "DASITE_VAR_DIR": str(tmp_path / "var"),
        "DASITE_SECRET_KEY": "x" * 50,
        "DASITE_ROOT_KEYS": ",".join(keys),
    }


def run(environment: dict[str, str], *words: str) -> str:
    ran = subprocess.run(  # noqa: S603  # our interpreter and our words
        [sys.executable, *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    return ran.stdout


def work_until_killed(environment: dict[str, str], folder: Path) -> int:
    """Return how many turns were finished when the process was killed, at no chosen point."""
    with subprocess.Popen(  # noqa: S603  # our interpreter and our words
        [sys.executable, "-m", "tests.privacy.vault.killed", "work", str(folder)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "0\n"
        time.sleep(random.uniform(0, 0.3))  # noqa: S311  # a moment, no secret
        process.send_signal(signal.SIGKILL)
        return 1 + len(process.stdout.read().splitlines())


@pytest.mark.processes
def test_kill_9_at_any_moment_leaves_everything_readable(tmp_path, environment):
    for alias in ("default", "vault"):
        run(environment, "manage.py", "migrate", "--database", alias, "--verbosity", "0")
    turns = 0
    for _ in range(KILLS):
        turns += work_until_killed(environment, tmp_path)
    told = run(environment, "-m", "tests.privacy.vault.killed", "check", str(tmp_path))
    subjects, grants, shares = (int(number) for number in told.split())
    assert subjects >= turns >= KILLS
    assert grants >= 3 * turns
    assert shares >= subjects + grants
    run(environment, "manage.py", "vault_check")
