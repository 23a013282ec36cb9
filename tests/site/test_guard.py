"""The guard refuses and records each way out of the machine; else its silence says nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.network import is_local
from tests.site.server import Site

pytestmark = pytest.mark.processes

WAYS_OUT = {
    "socket.connect": "s.connect(('192.0.2.1', 443))",
    "socket.getaddrinfo": "socket.getaddrinfo('home.example', 443)",
    "socket.gethostbyname": "socket.gethostbyname('home.example')",
    "socket.sendto": "u.sendto(b'x', ('192.0.2.1', 53))",
}
SOCKETS = "import socket; s = socket.socket(); u = socket.socket(type=socket.SOCK_DGRAM)\n"


def run(site: Site, code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 -- our own code
        [sys.executable, "-c", SOCKETS + code],
        env=site.environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("event", WAYS_OUT)
def test_a_way_out_is_refused_and_recorded_even_where_exceptions_are_swallowed(make_site, event):
    site = make_site()
    swallowed = f"try:\n    {WAYS_OUT[event]}\nexcept Exception:\n    pass\n"
    done = run(site, swallowed)
    assert done.returncode != 0
    (attempt,) = site.attempts()
    assert attempt.startswith(f"{event} ")


def test_the_machine_itself_can_be_reached(make_site):
    site = make_site()
    code = "l = socket.create_server(('127.0.0.1', 0)); s.connect(l.getsockname())"
    assert run(site, code).returncode == 0
    assert site.attempts() == []


def test_the_guard_leaves_a_sign_in_each_process(make_site):
    site = make_site()
    run(site, "")
    assert site.record.read_text().startswith("guarded ")


@pytest.mark.parametrize(
    "address",
    [("127.0.0.1", 80), ("::1", 80, 0, 0), "localhost", None, b"localhost", "/run/x", ("", 0)],
)
def test_an_address_of_this_machine_is_local(address):
    assert is_local(address)


@pytest.mark.parametrize("address", [("192.0.2.1", 80), "home.example", "127.0.0.1.home.example"])
def test_any_other_address_is_not(address):
    assert not is_local(address)


def test_the_guard_stands_in_every_process_of_a_site(make_site, prepared):
    site = make_site(prepared)
    site.start()
    guarded = {
        int(line.split()[1])
        for line in site.record.read_text().splitlines()
        if line.startswith("guarded ")
    }
    leaders = [pid for pids in site.processes().values() for pid in pids if _began_alone(pid)]
    assert leaders
    assert set(leaders) <= guarded


def _began_alone(pid: int) -> bool:
    """Return whether the process was started, not forked from one that has the guard already."""
    parent = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    ours = Path(f"/proc/{pid}/cmdline").read_bytes()
    return Path(f"/proc/{parent}/cmdline").read_bytes() != ours
