"""Real processes: what dies is started again, what hangs is killed, all stop when asked."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dasite.serving.processes import Command
from dasite.serving.supervisor import FIRST_WAIT, LONGEST_WAIT, Supervised

SECONDS = 10  # the longest wait for something that should take a moment


def wait_for(what: Callable[[], object]) -> None:
    """Return as soon as `what()` is true."""
    last_moment = time.monotonic() + SECONDS
    while not what():
        assert time.monotonic() < last_moment, "waited in vain"
        time.sleep(0.02)


def command(tmp_path: Path, code: str, **kwargs) -> Command:
    """Return a command that runs `code`, which finds `started(pid)` and a folder `here`."""
    head = f"""
        import os, pathlib, signal, subprocess, sys, time
        here = pathlib.Path({str(tmp_path)!r})
        def note(name): (here / f"{{name}}-{{os.getpid()}}").touch()
    """
    text = textwrap.dedent(head) + textwrap.dedent(code)
    return Command("it", (sys.executable, "-c", text), dict(os.environ), **kwargs)


def pids(tmp_path: Path, name: str = "up") -> list[int]:
    return [int(path.name.split("-")[1]) for path in tmp_path.glob(f"{name}-*")]


def is_alive(pid: int) -> bool:
    """Return whether the process runs; one that waits to be reaped does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


@pytest.fixture
def watch(request):
    """Return a function that puts a command under supervision, and ends it after the test."""
    watched: list[Supervised] = []
    said: list[str] = []

    def begin(one: Command) -> tuple[Supervised, list[str]]:
        watched.append(Supervised(one, said.append))
        watched[-1].look(time.monotonic())
        return watched[-1], said

    yield begin
    for one in watched:
        one.kill()


def test_a_process_that_is_killed_is_started_again(tmp_path, watch):
    one, said = watch(command(tmp_path, "note('up'); time.sleep(60)"))
    wait_for(lambda: pids(tmp_path))
    os.kill(pids(tmp_path)[0], signal.SIGKILL)
    wait_for(lambda: not one.is_running())
    one.look(time.monotonic())
    one.look(time.monotonic() + FIRST_WAIT)
    wait_for(lambda: len(pids(tmp_path)) == 2)
    assert said == ["it ended (signal 9); starting it again in 0.5 s."]


def test_what_a_dead_process_forked_is_killed_before_the_new_start(tmp_path, watch):
    code = """
        if os.fork() == 0:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            note("child")
        else:
            note("up")
        time.sleep(60)
    """
    one, _ = watch(command(tmp_path, code))
    wait_for(lambda: pids(tmp_path) and pids(tmp_path, "child"))
    os.kill(pids(tmp_path)[0], signal.SIGKILL)
    wait_for(lambda: not one.is_running())
    one.look(time.monotonic())
    wait_for(lambda: not is_alive(pids(tmp_path, "child")[0]))


def test_a_process_that_dies_at_once_is_started_ever_more_slowly(tmp_path, watch):
    one, said = watch(command(tmp_path, "sys.exit(3)"))
    now = time.monotonic()
    for _ in range(9):
        wait_for(lambda: not one.is_running())
        one.look(now)
        now += LONGEST_WAIT
        one.look(now)
    waits = [float(line.split()[-2]) for line in said]
    assert waits == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]
    assert said[0].startswith("it ended (exit code 3)")


def test_a_process_without_a_sign_of_life_is_killed_and_started_again(tmp_path, watch):
    code = """
        (here / "heartbeat").touch()
        note("up")
        time.sleep(60)
    """
    one, said = watch(command(tmp_path, code, heartbeat=tmp_path / "heartbeat", silence=5))
    wait_for(lambda: pids(tmp_path))
    os.kill(pids(tmp_path)[0], signal.SIGSTOP)
    one.look(time.monotonic() + 6)
    assert said == []  # it spoke a moment ago
    os.utime(tmp_path / "heartbeat", (time.time() - 6, time.time() - 6))
    one.look(time.monotonic() + 6)
    assert not is_alive(pids(tmp_path)[0])
    assert said[0].startswith("it showed no sign of life for 5 s and was killed")
    one.look(time.monotonic() + 6 + FIRST_WAIT)
    wait_for(lambda: len(pids(tmp_path)) == 2)


def test_an_old_sign_of_life_does_not_count_against_a_new_process(tmp_path, watch):
    heartbeat = tmp_path / "heartbeat"
    heartbeat.touch()
    os.utime(heartbeat, (1, 1))
    one, said = watch(command(tmp_path, "time.sleep(60)", heartbeat=heartbeat, silence=5))
    one.look(time.monotonic() + 4)
    assert said == []
    assert one.is_running()


def test_what_a_killed_process_left_half_way_is_gone_at_the_next_start(tmp_path, watch):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    (scratch / "half").write_text("way")
    one, _ = watch(command(tmp_path, "time.sleep(60)", scratch=scratch))
    assert list(scratch.iterdir()) == []
    assert one.is_running()


SUPERVISOR = """
import os, sys
from dasite.serving.processes import Command
from dasite.serving.supervisor import Supervised, run
command = Command("it", (sys.executable, *sys.argv[1:]), dict(os.environ))
say = lambda text: print(text, flush=True)
run([Supervised(command, say), Supervised(command, say)], say=say)
"""
SUPERVISED = """
import os, pathlib, signal, sys, time
if sys.argv[1] == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path(sys.argv[2], f"up-{os.getpid()}").touch()
time.sleep(60)
"""


@pytest.fixture
def supervisor(tmp_path):
    """Return a function that starts a supervisor of two processes and waits for both."""
    started: list[subprocess.Popen[str]] = []

    def begin(manner: str) -> subprocess.Popen[str]:
        argv = [sys.executable, "-c", SUPERVISOR, "-c", SUPERVISED, manner, str(tmp_path)]
        started.append(
            subprocess.Popen(argv, stdout=subprocess.PIPE, text=True)  # noqa: S603 -- our own code
        )
        wait_for(lambda: len(pids(tmp_path)) == 2)
        return started[-1]

    yield begin
    for one in started:
        one.kill()
        one.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_all_within_seconds(tmp_path, supervisor, number):
    process = supervisor("willing")
    began = time.monotonic()
    process.send_signal(number)
    assert process.wait(SECONDS) == 0
    assert time.monotonic() - began < 3
    assert not any(is_alive(pid) for pid in pids(tmp_path))


def test_a_second_ctrl_c_does_not_wait_for_a_process_that_will_not_end(tmp_path, supervisor):
    process = supervisor("stubborn")
    process.send_signal(signal.SIGINT)
    assert process.stdout
    assert process.stdout.readline() == "Stopping.\n"
    process.send_signal(signal.SIGINT)
    assert process.wait(3) == 0
    assert not any(is_alive(pid) for pid in pids(tmp_path))


def test_a_supervisor_that_is_killed_takes_its_processes_with_it(tmp_path, supervisor):
    process = supervisor("willing")
    process.kill()
    wait_for(lambda: not any(is_alive(pid) for pid in pids(tmp_path)))
