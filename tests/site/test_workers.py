"""A worker that is killed or hangs is started again, and each job is done all the same."""

from __future__ import annotations

import base64
import json
import os
import signal
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from tests.site.server import Site, wait_for
from tests.site.time_travel import move_back

pytestmark = pytest.mark.processes

JOBS = 200
LEASE = timedelta(minutes=7)  # a claim is over after six


@pytest.fixture
def start(make_site, prepared) -> Callable[..., Site]:
    """Return a function that starts a site that counts its jobs, and waits for a sweep."""

    def begin(**settings: str) -> Site:
        site: Site = make_site(prepared, DJANGO_SETTINGS_MODULE="tests.site.settings", **settings)
        heartbeat = site.var_dir / "run" / "heartbeat"
        heartbeat.unlink(missing_ok=True)
        site.start()
        wait_for(heartbeat.exists, 30, why="no sweep came")
        return site

    return begin


def counted(site: Site) -> Counter[int]:
    """Return how often each job was done."""
    path = site.var_dir / "counted.txt"
    lines = path.read_text().splitlines() if path.exists() else []
    return Counter(int(line) for line in lines)


def has_counted(site: Site, number: int) -> bool:
    return len(counted(site)) >= number


def open_jobs(site: Site) -> int:
    """Return how many rows wait to be done."""
    with sqlite3.connect(site.var_dir / "default.sqlite3", timeout=20) as connection:
        query = (
            "SELECT count(*) FROM privacy_job "
            "WHERE kind = 'tests.count' AND done_at IS NULL AND failed_at IS NULL"
        )
        return int(connection.execute(query).fetchone()[0])


def main_worker(site: Site) -> int:
    """Return the process that leads the worker's session: its children end with it."""
    return next(pid for pid in site.processes()["worker"] if os.getsid(pid) == pid)


def stop_worker(site: Site) -> int:
    """Stop the worker's processes for a while, at a moment when they hold no lock."""
    worker = main_worker(site)

    def stopped_without_a_lock() -> bool:
        os.killpg(worker, signal.SIGSTOP)
        if not is_locked(site):
            return True
        os.killpg(worker, signal.SIGCONT)
        return False

    wait_for(stopped_without_a_lock, 20, why="the worker never let go of the database")
    return worker


def is_locked(site: Site) -> bool:
    path = site.var_dir / "default.sqlite3"
    with closing(sqlite3.connect(path, timeout=0.5, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
    return False


def is_number_alone(message: Path) -> bool:
    """Return whether a message carries one number, of a job or of nothing at all."""
    envelope = json.loads(message.read_text())
    positional, named, _ = json.loads(base64.b64decode(envelope["body"]))
    return named == {} and all(isinstance(one, int) for one in positional)


def test_a_worker_killed_three_times_loses_no_job(start):
    site = start()
    site.run("-m", "tests.site.add_jobs", str(JOBS))
    killed = []
    for part in (1, 2, 3):
        wait_for(partial(has_counted, site, part * JOBS // 10), 60, why=site.said())
        killed.append(main_worker(site))
        os.kill(killed[-1], signal.SIGKILL)
        wait_for(
            lambda: any(pid not in killed for pid in site.processes()["worker"]),
            30,
            why="no new worker",
        )
    assert open_jobs(site) > 0  # there was work to lose
    move_back(site.var_dir, LEASE)
    wait_for(lambda: open_jobs(site) == 0, 60, why=site.said())
    assert set(counted(site)) == set(range(JOBS))
    # Done twice is what was under way at a kill: one job a worker process.
    assert sum(counted(site).values()) <= JOBS + len(killed)
    assert site.said().count("worker ended (signal 9); starting it again") == len(killed)


def test_a_worker_that_hangs_is_killed_and_its_jobs_are_done(start):
    site = start(DASITE_WORKER_SILENCE_SECONDS="6")
    stopped = stop_worker(site)
    site.run("-m", "tests.site.add_jobs", "20")
    wait_for(lambda: "worker showed no sign of life" in site.said(), 30, why=site.said())
    wait_for(lambda: open_jobs(site) == 0, 60, why=site.said())
    assert set(counted(site)) == set(range(20))
    assert stopped not in site.processes()["worker"]


def test_messages_that_are_lost_only_delay_their_jobs(start):
    site = start()
    worker = stop_worker(site)
    site.run("-m", "tests.site.add_jobs", "20")
    messages = list((site.var_dir / "broker" / "messages").iterdir())
    assert len(messages) >= 20
    for message in messages:
        assert is_number_alone(message)
        message.unlink()
    os.killpg(worker, signal.SIGCONT)
    wait_for(lambda: open_jobs(site) == 0, 60, why=site.said())
    assert counted(site) == Counter(range(20))


def test_a_web_server_that_is_killed_comes_back_on_the_same_port(start):
    site = start()
    leader = next(pid for pid in site.processes()["web"] if os.getsid(pid) == pid)
    os.kill(leader, signal.SIGKILL)
    wait_for(lambda: "web ended (signal 9)" in site.said(), 10, why=site.said())
    wait_for(site.answers, 20, why=site.said())
    assert leader not in site.processes()["web"]
