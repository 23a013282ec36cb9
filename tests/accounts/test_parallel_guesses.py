"""A limit of five holds when forty guesses come at once, on each engine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from accounts.models import GuessCount
from tests.accounts.parallel import GUESSES, guess
from tests.people import make_person

ROOT = Path(__file__).resolve().parent.parent.parent
LIMIT = 5


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("known", [True, False])
def test_forty_guesses_at_once_on_postgresql(known):
    assert connection.vendor == "postgresql"
    if known:
        make_person("alice")
    result = guess(GUESSES, GUESSES, "alice@example.org")
    assert result["looked at"] == LIMIT
    assert result["429"] >= GUESSES - LIMIT
    # One more if a guess passed axes' own look, which comes first, and was stopped here.
    assert GuessCount.objects.get().count in {LIMIT, LIMIT + 1}


@pytest.mark.processes
def test_forty_guesses_at_once_from_two_processes_on_sqlite(tmp_path):
    environment = {
        "PATH": os.environ["PATH"],
        "DASITE_VAR_DIR": str(tmp_path),
        "DASITE_SECRET_KEY": "only-for-tests-" + "x" * 40,
        "DASITE_ROOT_KEYS": "1:" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU=",
        "DASITE_ALLOWED_HOSTS": "testserver",
        "DJANGO_SETTINGS_MODULE": "dasite.settings",
        "PYTHONWARNINGS": "ignore",
    }
    python = [sys.executable]
    for command in (
        ["migrate", "--database=default"],
        ["migrate", "--database=vault"],
        ["collectstatic", "--noinput"],
    ):
        argv = [*python, "manage.py", *command, "--verbosity=0"]
        subprocess.run(argv, cwd=ROOT, env=environment, check=True)  # noqa: S603 -- our own argv
    argv = [*python, "-m", "tests.accounts.parallel", "20", "20", "nobody@example.org"]
    runs = [
        subprocess.Popen(argv, cwd=ROOT, env=environment, stdout=subprocess.PIPE)  # noqa: S603 -- our own argv
        for _ in range(2)
    ]
    total: Counter[str] = Counter()
    for run in runs:
        out, _ = run.communicate(timeout=120)
        total.update(json.loads(out.splitlines()[-1]))
    assert total["looked at"] == LIMIT
    assert total["429"] >= GUESSES - LIMIT
