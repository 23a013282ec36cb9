"""What must be true before the site's processes start, looked at without loading Django."""

from __future__ import annotations

import fcntl
import ipaddress
import os
import resource
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO

from dasite.serving.errors import CannotStart

BASE_DIR = Path(__file__).resolve().parent.parent.parent
IPV4 = 4


def forbid_core_dumps() -> None:
    """Keep what is in memory out of files.

    One byte, not none: Linux gives a dump to a program that waits for it whatever the limit is,
    except at this value (core(5), do_coredump).
    """
    resource.setrlimit(resource.RLIMIT_CORE, (1, 1))


def ensure_folder(var_dir: Path) -> None:
    """Make the folder of the site's data, for this account of the machine alone."""
    os.umask(0o077)
    try:
        (var_dir / "run").mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=var_dir).close()
    except OSError as error:
        raise CannotStart(
            f"{var_dir} cannot be written ({error.strerror}); "
            "correct its owner, or name another folder in DASITE_VAR_DIR."
        ) from error


def hold_lock(var_dir: Path) -> IO[str]:
    """Return the open lock file that says: this folder's site is running. Keep it open."""
    path = var_dir / "run" / "serve.lock"
    lock = path.open("a+", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.seek(0)
        holder = lock.read().strip() or "unknown"
        lock.close()
        raise CannotStart(
            f"bin/serve runs for {var_dir} already (process {holder}); stop that one, "
            "or name another folder in DASITE_VAR_DIR."
        ) from error
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


def check_port(host: str, port: int) -> None:
    """Raise CannotStart if nobody could listen at this address."""
    advice = "stop what uses it, or choose another: bin/serve --port 8001"
    try:
        # A name would have to be looked up, perhaps at another machine.
        number = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError as error:
        raise CannotStart(
            f"{host!r} is no address; write 127.0.0.1, or 0.0.0.0 for all of this machine's."
        ) from error
    family = socket.AF_INET if number.version == IPV4 else socket.AF_INET6
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((str(number), port))
    except OSError as error:
        raise CannotStart(
            f"Port {port} of {host} cannot be used ({error.strerror}); {advice}."
        ) from error


def prepare_site() -> None:
    """Migrate, collect static files, load the examples: in a process that ends after it.

    It loads all of Django, which the supervisor need not carry in its memory for months.
    """
    done = subprocess.run(  # noqa: S603 -- our own argv, no shell
        [sys.executable, str(BASE_DIR / "manage.py"), "site_prepare"], check=False
    )
    if done.returncode:
        raise CannotStart("The site could not be made ready; the reason stands above.")
