"""What keeps a site from starting is said in one sentence, without a traceback or a secret."""

from __future__ import annotations

import base64
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.site.server import BASE_DIR, Site, free_port, wait_for

ROOT_KEYS = "1:" + base64.b64encode(bytes(32)).decode()

pytestmark = pytest.mark.processes


def refused(site: Site, *arguments: str) -> tuple[int, str]:
    """Return the exit code and the words of a start that is expected to fail."""
    done = subprocess.run(  # noqa: S603 -- our own argv, no shell
        [sys.executable, "-m", "dasite.serving", "--port", str(site.port), *arguments],
        cwd=BASE_DIR,
        env=site.environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    said = done.stdout + done.stderr
    assert "Traceback" not in said, said
    return done.returncode, said


def test_a_port_in_use_is_named(make_site):
    site = make_site()
    with socket.socket() as other:
        other.bind(("127.0.0.1", site.port))
        other.listen()
        code, said = refused(site)
    assert code == 1
    assert f"Port {site.port} of 127.0.0.1 cannot be used (Address already in use)" in said
    assert "bin/serve --port" in said


@pytest.mark.parametrize("port", ["0", "65536", "web"])
def test_what_is_no_port_is_a_mistake_in_usage(make_site, port):
    code, said = refused(make_site(), "--port", port)
    assert code == 2
    assert "argument --port" in said


def test_a_host_that_is_not_this_machine_is_refused(make_site):
    code, said = refused(make_site(), "--host", "192.0.2.1")
    assert code == 1
    assert "of 192.0.2.1 cannot be used" in said


def test_a_folder_that_cannot_be_written_is_named(make_site):
    # Root may write anywhere but here.
    code, said = refused(make_site(DASITE_VAR_DIR="/proc/dasite"))
    assert code == 1
    assert "/proc/dasite cannot be written" in said
    assert "DASITE_VAR_DIR" in said


def test_a_secret_that_is_gone_is_not_replaced_by_a_new_one(make_site):
    site = make_site()
    site.var_dir.mkdir()
    (site.var_dir / "vault.sqlite3").touch()
    code, said = refused(site)
    assert code == 1
    assert "put the file back from your backup" in said
    assert not (site.var_dir / "secrets.env").exists()


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("postgresql://u:hush@127.0.0.1:1/x", "The database 'default' cannot be reached"),
        ("mysql://u:hush@127.0.0.1/x", "DASITE_DATABASE_URL begins with 'mysql'"),
        ("sqlite:////nowhere/x.sqlite3", "The database 'default' cannot be reached"),
    ],
)
def test_a_database_that_is_not_there_is_named_without_its_password(make_site, url, sentence):
    code, said = refused(make_site(DASITE_DATABASE_URL=url))
    assert code == 1
    assert sentence in said
    assert "hush" not in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DASITE_WORKER_SILENCE_SECONDS", "soon"),
        ("DASITE_SWEEP_SECONDS", "0"),
        ("DASITE_LOG_LEVEL", "LOUD"),
        ("DASITE_TIME_ZONE", "Mars/Olympus"),
        ("DASITE_WEB_THREADS", "many"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named(make_site, name, value):
    code, said = refused(make_site(**{name: value}))
    assert code == 1
    assert name in said


@pytest.mark.parametrize(
    ("name", "value"), [("DASITE_ROOT_KEYS", "1:hush"), ("DASITE_SECRET_KEY_FILE", "/nowhere")]
)
def test_a_secret_that_is_no_secret_is_named_and_not_quoted(make_site, name, value):
    both = {"DASITE_ROOT_KEYS": ROOT_KEYS, "DASITE_SECRET_KEY": "x" * 64, name: value}
    if name.endswith("_FILE"):
        del both["DASITE_SECRET_KEY"]
    code, said = refused(make_site(**both))
    assert code == 1
    assert name in said
    assert "hush" not in said


def test_manage_py_says_a_missing_secret_in_one_sentence(make_site):
    site = make_site()
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=BASE_DIR,
        env=site.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("manage.py: DASITE_SECRET_KEY is not set.")
    assert len(done.stderr.splitlines()) == 1


def test_the_help_needs_no_site(make_site):
    code, said = refused(make_site(DASITE_VAR_DIR="/proc/dasite"), "--help")
    assert code == 0
    assert "--port" in said


@pytest.fixture
def bare_checkout(tmp_path):
    """Return a checkout in which nothing was ever installed, as far as its start needs it."""
    for name in ("bin", "requirements.txt"):
        source = BASE_DIR / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, tmp_path / name)
    return tmp_path


def start(checkout: Path, path: str, **more: str) -> subprocess.CompletedProcess[str]:
    bash = shutil.which("bash")
    assert bash
    return subprocess.run(  # noqa: S603 -- our own argv
        [bash, "bin/serve"],
        cwd=checkout,
        env={"PATH": path, **more},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def tools(folder: Path, *names: str) -> str:
    """Return a PATH with these commands of this machine and no others."""
    folder.mkdir()
    for name in names:
        found = shutil.which(name)
        assert found
        (folder / name).symlink_to(found)
    return str(folder)


def test_a_machine_without_python_is_told_what_to_install(bare_checkout):
    path = tools(bare_checkout / "tools", "dirname", "cat", "cmp", "rm")
    done = start(bare_checkout, path)
    assert done.returncode == 1
    assert done.stderr == (
        "Python 3.11 or newer was not found. "
        "Install it, or name one: PYTHON=/path/to/python3 bin/serve\n"
    )


def test_a_python_that_is_too_old_is_passed_over(bare_checkout):
    path = tools(bare_checkout / "tools", "dirname", "cat", "cmp", "rm")
    old = bare_checkout / "tools" / "python3"
    old.write_text("#!/bin/bash\nexit 1\n")
    old.chmod(0o755)
    assert "Python 3.11 or newer was not found" in start(bare_checkout, path).stderr


def test_a_python_without_venv_is_told_which_package_has_it(bare_checkout):
    path = tools(bare_checkout / "tools", "dirname", "cat", "cmp", "rm")
    bare = bare_checkout / "bare-python"
    bare.write_text('#!/bin/bash\n[ "$1" = -m ] && exit 1\nexit 0\n')
    bare.chmod(0o755)
    done = start(bare_checkout, path, PYTHON=str(bare))
    assert done.returncode == 1
    assert "apt-get install python3-venv" in done.stderr
    assert not (bare_checkout / ".venv").exists()


def test_two_starts_for_one_folder_are_refused_and_sigterm_ends_the_first(make_site, prepared):
    site = make_site(prepared)
    site.start()
    other = free_port()
    code, said = refused(site, "--port", str(other))
    assert code == 1
    assert site.process is not None
    assert f"already (process {site.process.pid})" in said
    # Supervisor, two of the web server, the worker, its child and beat.
    wait_for(lambda: sum(map(len, site.processes().values())) == 6, 20, why=site.said())
    began = time.monotonic()
    os.kill(site.process.pid, signal.SIGTERM)
    assert site.process.wait(20) == 0
    assert time.monotonic() - began < 10
    assert not any(site.processes().values())


def test_a_vault_that_is_gone_is_not_replaced_by_an_empty_one(make_site, prepared):
    site = make_site(prepared)
    for path in site.var_dir.glob("vault.sqlite3*"):
        path.unlink()
    code, said = refused(site)
    assert code == 1
    assert "The database 'vault' is empty although 'default' is not" in said
    assert "DASITE_VAULT_DATABASE_URL" in said


@pytest.mark.alone
def test_a_second_start_shows_its_first_page_within_three_seconds(make_site, prepared):
    site = make_site(prepared)
    # Where other programs take the processors, what counts is the work and not the waiting.
    seconds: list[float] = []
    while len(seconds) < 3 and not any(one < 3 for one in seconds):
        waited = site.start()
        seconds.append(min(waited, site.work()))
        site.end()
    assert min(seconds) < 3
