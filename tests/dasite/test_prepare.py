"""What must be true before a site starts: a folder, a lock, a port, no dumps of memory."""

from __future__ import annotations

import os
import resource
import socket

import pytest

from dasite.serving import __main__ as serving
from dasite.serving import prepare, processes
from dasite.serving.errors import CannotStart


@pytest.fixture(autouse=True)
def _own_umask():
    before = os.umask(0o022)
    os.umask(before)
    yield
    os.umask(before)


def test_the_folder_is_made_for_its_owner_alone(tmp_path):
    prepare.ensure_folder(tmp_path / "var")
    assert (tmp_path / "var").stat().st_mode & 0o777 == 0o700
    assert sorted(path.name for path in (tmp_path / "var").iterdir()) == ["run"]


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path):
    (tmp_path / "var").touch()
    with pytest.raises(CannotStart, match="var cannot be written"):
        prepare.ensure_folder(tmp_path / "var")


def test_a_second_holder_of_the_lock_is_told_who_holds_it(tmp_path):
    prepare.ensure_folder(tmp_path)
    with (
        prepare.hold_lock(tmp_path),
        pytest.raises(CannotStart, match=rf"already \(process {os.getpid()}\)"),
    ):
        prepare.hold_lock(tmp_path)


def test_the_lock_is_free_again_when_its_holder_ends(tmp_path):
    prepare.ensure_folder(tmp_path)
    prepare.hold_lock(tmp_path).close()
    with prepare.hold_lock(tmp_path) as lock:
        lock.seek(0)
        assert lock.read() == f"{os.getpid()}\n"


def test_a_port_is_free_or_named():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
        other.listen()
        with pytest.raises(CannotStart, match=f"Port {port} of 127.0.0.1 cannot be used"):
            prepare.check_port("127.0.0.1", port)
    prepare.check_port("127.0.0.1", port)


@pytest.mark.parametrize("host", ["999.1.1.1", "site.example", ""])
def test_a_host_that_is_no_address_is_named_and_not_looked_up(host):
    with pytest.raises(CannotStart, match=f"{host!r} is no address; write 127"):
        prepare.check_port(host, 80)


@pytest.mark.parametrize("host", ["localhost", "0.0.0.0", "127.0.0.1"])  # noqa: S104 -- closed at once
def test_a_host_of_this_machine_can_be_used(host):
    prepare.check_port(host, free_port())


def test_memory_is_never_dumped_into_a_file():
    prepare.forbid_core_dumps()
    assert resource.getrlimit(resource.RLIMIT_CORE) == (1, 1)


def test_an_ipv6_address_gets_its_brackets():
    assert processes.bind_address("::1", 8000) == "[::1]:8000"
    assert processes.bind_address("127.0.0.1", 8000) == "127.0.0.1:8000"


def test_the_web_server_listens_where_it_was_told_without_a_control_socket(tmp_path, monkeypatch):
    monkeypatch.setenv("DASITE_WEB_THREADS", "3")
    command = processes.web("127.0.0.1", 8001, tmp_path, {"A": "b"})
    words = " ".join(command.argv)
    assert "--bind 127.0.0.1:8001" in words
    assert "--threads 3" in words
    assert "--no-control-socket" in words
    assert command.environment == {"A": "b", "TMPDIR": str(tmp_path / "tmp")}
    assert command.heartbeat is None


def test_the_worker_has_beat_time_limits_and_a_temporary_folder_of_its_own(tmp_path):
    command = processes.worker(tmp_path, {}, silence=6)
    words = " ".join(command.argv)
    assert "worker -B" in words
    assert "--pool prefork --concurrency 1 --prefetch-multiplier 8" in words
    assert command.heartbeat == tmp_path / "run" / "heartbeat"
    assert command.environment["DASITE_HEARTBEAT_FILE"] == str(command.heartbeat)
    assert command.environment["TMPDIR"] == str(command.scratch)
    assert command.scratch is not None
    assert tmp_path in command.scratch.parents


@pytest.fixture
def here(monkeypatch, tmp_path):
    """Return a folder for a site, in whose name the real environment is left alone."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DASITE_VAR_DIR", str(tmp_path / "var"))
    for name in ("DASITE_SECRET_KEY", "DASITE_ROOT_KEYS", "DASITE_URL"):
        monkeypatch.setenv(name, "")  # so that it is put back afterwards
        monkeypatch.delenv(name)
    return tmp_path


def test_what_keeps_a_site_from_starting_is_one_sentence_and_an_exit_code(here, capsys):
    (here / "var").touch()
    assert serving.main([]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"bin/serve: {here / 'var'} cannot be written")
    assert len(said.err.splitlines()) == 1


def test_a_setting_that_makes_no_sense_stops_before_anything_is_made_ready(
    here, capsys, monkeypatch
):
    monkeypatch.setenv("DASITE_WEB_PROCESSES", "none")
    assert serving.main(["--port", str(free_port())]) == 1
    assert "DASITE_WEB_PROCESSES is 'none'" in capsys.readouterr().err
    assert not (here / "var" / "default.sqlite3").exists()


def test_a_site_that_cannot_be_made_ready_says_that_the_reason_stands_above(
    here, capfd, monkeypatch
):
    monkeypatch.setenv("DASITE_DATABASE_URL", "mysql://h/n")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "dasite.settings")
    assert serving.main(["--port", str(free_port())]) == 1
    said = capfd.readouterr()
    assert "Secrets written to" in said.out
    assert "manage.py: DASITE_DATABASE_URL begins with 'mysql'" in said.err
    assert "the reason stands above" in said.err


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
