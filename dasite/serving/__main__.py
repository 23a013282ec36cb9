"""`bin/serve`, once Python and the packages are there: makes the site ready and runs it."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from dasite.env import env_int
from dasite.serving import prepare, processes, supervisor
from dasite.serving.errors import CannotStart
from dasite.serving.secrets_file import FILE_NAME, ensure_secrets

DESCRIPTION = """\
Makes this checkout ready (secrets, databases, static files, example interviews) and runs web
server, Celery worker and beat until Ctrl-C. Settings come from DASITE_* variables;
docs/reference/settings.md describes them."""
# A job may take five minutes (CELERY_TASK_TIME_LIMIT); a worker silent for longer hangs. Seconds.
SILENCE = 360
PORTS = range(1, 65_536)


def say(text: str) -> None:
    """Write one line for the operator, at once, also into a file."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def port(text: str) -> int:
    """Return a port; argparse makes its sentence from the error."""
    number = int(text)
    if number not in PORTS:
        raise argparse.ArgumentTypeError(f"{number} is no port; write 1 to 65535")
    return number


def serve(host: str, number: int) -> None:
    """Make the site ready and run it until somebody stops it."""
    prepare.forbid_core_dumps()
    var_dir = Path(os.environ.get("DASITE_VAR_DIR", prepare.BASE_DIR / "var")).absolute()
    os.environ["DASITE_VAR_DIR"] = str(var_dir)
    prepare.ensure_folder(var_dir)
    with prepare.hold_lock(var_dir):
        prepare.check_port(host, number)
        if ensure_secrets(var_dir, os.environ):
            say(f"Secrets written to {var_dir / FILE_NAME}; back that file up.")
        shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 -- compared only
        os.environ.setdefault("DASITE_URL", f"http://{processes.bind_address(shown, number)}")
        silence = env_int("DASITE_WORKER_SILENCE_SECONDS", SILENCE, at_least=1)
        prepared = var_dir / "run" / "prepared"
        prepared.unlink(missing_ok=True)
        os.environ["DASITE_PREPARED_FILE"] = str(prepared)
        web, worker = (
            supervisor.Supervised(command, say)
            for command in (
                processes.web(host, number, var_dir, dict(os.environ)),
                processes.worker(var_dir, dict(os.environ), silence=silence),
            )
        )
        if os.geteuid() == 0:
            say("Root is not needed for this; an account of its own is safer.")
        web.start(time.monotonic())  # it loads meanwhile, and waits
        try:
            prepare.prepare_site()
        except BaseException:
            web.kill()
            raise
        prepared.touch()
        say(f"Dasite: {os.environ['DASITE_URL']}/ (Ctrl-C stops it)")
        supervisor.run([web, worker], say=say)


def main(argv: Sequence[str]) -> int:
    """Return the exit code: 0 stopped as asked, 1 could not start (and said why), 2 usage."""
    parser = argparse.ArgumentParser(prog="bin/serve", description=DESCRIPTION)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen at (%(default)s)")
    parser.add_argument("--port", default=8000, type=port, help="port (%(default)s)")
    options = parser.parse_args(argv)
    os.chdir(prepare.BASE_DIR)
    try:
        serve(options.host, options.port)
    except (CannotStart, ImproperlyConfigured) as error:
        sys.stderr.write(f"bin/serve: {error}\n")
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
