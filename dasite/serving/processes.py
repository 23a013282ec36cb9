"""The processes of one site and their command lines."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dasite.env import env_int

# A web request is never longer; the slow work is done by jobs. Seconds.
WEB_TIMEOUT = 60
# What a request may take after we were asked to stop. Seconds.
WEB_GRACE = 5
# Celery's paragraph for root. It fears pickled messages, which this worker refuses; `bin/serve`
# says in one line what is true for us.
AS_ROOT = "You're running the worker with superuser privileges"


@dataclass(frozen=True)
class Command:
    """One process that should always run."""

    name: str
    argv: tuple[str, ...]
    environment: Mapping[str, str]
    # Touched by the process while it works; older than `silence` seconds means that it hangs.
    heartbeat: Path | None = None
    silence: float = 0
    # Emptied before each start: what a killed process left half-way.
    scratch: Path | None = field(default=None)


def bind_address(host: str, port: int) -> str:
    """Return `host:port`, with brackets around an IPv6 address."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def web(host: str, port: int, var_dir: Path, environment: Mapping[str, str]) -> Command:
    """Return the web server: Gunicorn with threads, without its control socket."""
    options = {
        "bind": bind_address(host, port),
        "workers": str(env_int("DASITE_WEB_PROCESSES", 1, at_least=1)),
        "threads": str(env_int("DASITE_WEB_THREADS", 8, at_least=1)),
        "worker-class": "gthread",
        "timeout": str(WEB_TIMEOUT),
        "graceful-timeout": str(WEB_GRACE),
        "log-level": "warning",
    }
    argv = [sys.executable, "-m", "gunicorn", "dasite.wsgi:application", "--no-control-socket"]
    for name, value in options.items():
        argv += [f"--{name}", value]
    return Command("web", tuple(argv), {**environment, "TMPDIR": str(var_dir / "tmp")})


def worker(var_dir: Path, environment: Mapping[str, str], *, silence: float) -> Command:
    """Return the Celery worker with beat in it.

    Prefork, because time limits work in no other pool; its prefetch keeps the serverless broker
    quick, and its temporary folder is one that only it and the broker use.
    """
    heartbeat, scratch = var_dir / "run" / "heartbeat", var_dir / "broker" / "tmp"
    argv = (
        *(
            sys.executable,
            "-W",
            f"ignore:{AS_ROOT}",
            "-m",
            "celery",
            "--quiet",
            "-A",
            "dasite.celery",
            "worker",
            "-B",
        ),
        *("--pool", "prefork", "--concurrency", "1", "--prefetch-multiplier", "8"),
        *("--loglevel", "WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat"),
    )
    extra = {"TMPDIR": str(scratch), "DASITE_HEARTBEAT_FILE": str(heartbeat)}
    return Command("worker", argv, {**environment, **extra}, heartbeat, silence, scratch)
