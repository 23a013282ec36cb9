"""A running site as `bin/serve` runs it: a folder of its own, a free port, quick beat."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent.parent
GUARD = Path(__file__).resolve().parent / "guard"
START_SECONDS = 60
LINK = re.compile(r"https?://\S+")
# What a process of ours needs of the tester's environment; settings above all must not leak in.
INHERITED = ("PATH", "LANG", "LC_ALL", "VIRTUAL_ENV", "COVERAGE_PROCESS_START")


def wait_for(what: Callable[[], object], seconds: float, *, why: str) -> None:
    """Return as soon as `what()` is true; `why` is told if that never happens."""
    last_moment = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < last_moment, f"waited {seconds:g} s in vain: {why}"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Site:
    """One site: its folder, its address, its supervisor and what all of it printed."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.var_dir = folder / "var"
        self.log = folder / "site.log"
        self.record = folder / "connections.txt"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        (folder / "home").mkdir(parents=True, exist_ok=True)
        self.environment = {
            **{name: os.environ[name] for name in INHERITED if name in os.environ},
            "HOME": str(folder / "home"),
            "PYTHONPATH": os.pathsep.join((str(GUARD), str(BASE_DIR))),
            "PYTHONWARNINGS": "ignore",
            "DASITE_GUARD_RECORD": str(self.record),
            "DASITE_VAR_DIR": str(self.var_dir),
            "DASITE_SWEEP_SECONDS": "1",
            "DASITE_PURGE_SECONDS": "2",
            **settings,
        }

    def start(self) -> float:
        """Start the site; return the seconds until its first page came."""
        began = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 -- our own argv, no shell
                [sys.executable, "-m", "dasite.serving", "--port", str(self.port)],
                cwd=BASE_DIR,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_for(self.answers, START_SECONDS, why=self.said()[-2000:])
        return time.monotonic() - began

    def answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.said()
        try:
            with urllib.request.urlopen(f"{self.url}/account/login/", timeout=10) as answer:  # noqa: S310 -- our own address
                return bool(answer.status == 200)
        except OSError:
            return False

    def stop(self) -> int:
        """Stop the site as Ctrl-C does; return the exit code of its supervisor."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(20)

    def end(self) -> None:
        """End the site at once, as a second Ctrl-C does; do nothing if it has ended."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            wait_for(lambda: "Stopping." in self.said(), 20, why=self.said())
            self.process.send_signal(signal.SIGINT)
            self.process.wait(20)

    def said(self) -> str:
        """Return all that the site printed, of all its starts."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def first_link(self) -> str:
        """Return the one-time link for the first administrator."""
        links = [link for link in LINK.findall(self.said()) if link.rstrip("/") != self.url]
        assert links, self.said()
        return str(links[0])

    def run(self, *argv: str) -> str:
        """Run a Python with the site's environment and return what it printed."""
        done = subprocess.run(  # noqa: S603 -- our own argv, no shell
            [sys.executable, *argv],
            cwd=BASE_DIR,
            env=self.secrets_too(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return str(done.stdout)

    def secrets_too(self) -> dict[str, str]:
        """Return the environment with the site's secrets, as its processes have it."""
        lines = (self.var_dir / "secrets.env").read_text().splitlines()
        secrets = dict(line.split("=", 1) for line in lines if line and line[0] != "#")
        return {**secrets, "DJANGO_SETTINGS_MODULE": "dasite.settings", **self.environment}

    def attempts(self) -> list[str]:
        """Return the connections that were tried to other machines; none is wanted."""
        lines = self.record.read_text().splitlines()
        return [line for line in lines if not line.startswith("guarded ")]

    def processes(self) -> dict[str, list[int]]:
        """Return the process ids of this site by part: supervisor, web, worker."""
        found: dict[str, list[int]] = {"supervisor": [], "web": [], "worker": []}
        assert self.process is not None
        for folder in Path("/proc").iterdir():
            if folder.name.isdecimal() and (part := self._part(folder)):
                found[part].append(int(folder.name))
        return {part: sorted(pids) for part, pids in found.items()}

    def work(self) -> float:
        """Return the seconds of a processor that supervisor and web server have taken so far."""
        found = self.processes()
        ticks = sum(_ticks(pid) for pid in found["supervisor"] + found["web"])
        return ticks / os.sysconf("SC_CLK_TCK")

    def _part(self, folder: Path) -> str | None:
        try:
            environment = (folder / "environ").read_bytes().split(b"\0")
            words = (folder / "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            return None
        if f"DASITE_VAR_DIR={self.var_dir}".encode() not in environment:
            return None
        for word, part in (
            ("gunicorn", "web"),
            ("celery", "worker"),
            ("dasite.serving", "supervisor"),
        ):
            if word in words:
                return part
        return None


def _ticks(pid: int) -> int:
    """Return what a process, and the children that it waited for, took of a processor."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(int(field) for field in fields[11:15])
