"""Keeps processes running: starts again what dies, kills what hangs, stops all when asked.

Each process leads a session of its own, so that what it forked is found and killed with it: an
orphaned beat would send every sweep twice.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from types import FrameType

from dasite.serving.processes import Command

TICK = 0.2  # seconds between two looks
FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0  # seconds before a new start, doubled at each quick death
STEADY = 30.0  # seconds after which a process has started well
GRACE = 8.0  # seconds between asking a process to stop and killing it


class Supervised:
    """One command and the process that runs it, if one does."""

    def __init__(self, command: Command, say: Callable[[str], None]) -> None:
        self.command = command
        self.process: subprocess.Popen[bytes] | None = None
        self._say = say
        self._started = 0.0
        self._start_at = 0.0
        self._wait = FIRST_WAIT

    def look(self, now: float) -> None:
        """Start, restart or kill the process, whatever is due at the monotonic time `now`."""
        if self.process is None:
            if now >= self._start_at:
                self.start(now)
        elif self._has_ended():
            self._bury(now, f"ended ({self._reap()})")
        elif self._hangs(now):
            self.kill()
            self._bury(
                now, f"showed no sign of life for {self.command.silence:g} s and was killed"
            )

    def start(self, now: float) -> None:
        """Start the process at the monotonic time `now`."""
        if self.command.scratch is not None:
            _empty(self.command)
        argv = [sys.executable, "-m", "dasite.serving.launch", str(os.getpid())]
        self.process = subprocess.Popen(  # noqa: S603 -- our own argv, no shell
            [*argv, *self.command.argv],
            env=dict(self.command.environment),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._started = now

    def ask_to_stop(self) -> None:
        """Send SIGTERM to the process, which takes its children with it."""
        if self.process is not None:
            self.process.terminate()

    def is_running(self) -> bool:
        """Return whether the process has not ended yet."""
        return self.process is not None and not self._has_ended()

    def kill(self) -> None:
        """End the process and all that it forked, at once."""
        if self.process is not None:
            self._reap()
            self.process = None

    def _has_ended(self) -> bool:
        """Return whether the process ended, and leave it unreaped: its group's id stays ours."""
        assert self.process is not None
        flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self.process.pid, flags) is not None

    def _reap(self) -> str:
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        code = self.process.wait()
        return f"signal {-code}" if code < 0 else f"exit code {code}"

    def _bury(self, now: float, why: str) -> None:
        self.process = None
        self._wait = FIRST_WAIT if now - self._started > STEADY else self._wait
        self._start_at = now + self._wait
        self._say(f"{self.command.name} {why}; starting it again in {self._wait:g} s.")
        self._wait = min(2 * self._wait, LONGEST_WAIT)

    def _hangs(self, now: float) -> bool:
        if self.command.heartbeat is None or now - self._started < self.command.silence:
            return False
        try:
            age = time.time() - self.command.heartbeat.stat().st_mtime
        except FileNotFoundError:
            return True
        return age > self.command.silence


def _empty(command: Command) -> None:
    assert command.scratch is not None
    command.scratch.mkdir(parents=True, exist_ok=True)
    for path in command.scratch.iterdir():
        if path.is_file():
            path.unlink(missing_ok=True)


def run(everything: Sequence[Supervised], *, say: Callable[[str], None]) -> None:
    """Keep everything running until SIGINT, SIGTERM or SIGHUP; then stop them and return."""
    stop_signals = 0

    def heard(signum: int, frame: FrameType | None) -> None:
        nonlocal stop_signals
        stop_signals += 1

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, heard)
    while not stop_signals:
        for one in everything:
            one.look(time.monotonic())
        time.sleep(TICK)
    say("Stopping.")
    for one in everything:
        one.ask_to_stop()
    last_moment = time.monotonic() + GRACE
    # A second Ctrl-C does not wait; a job cut short is taken up at the next start.
    while (
        stop_signals == 1
        and time.monotonic() < last_moment
        and any(one.is_running() for one in everything)
    ):
        time.sleep(TICK / 4)
    for one in everything:
        one.kill()
