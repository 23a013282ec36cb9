"""Somebody who attacks a running site over the network: real sockets, many at once."""

from __future__ import annotations

import http.client
import re
import urllib.parse
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie
from threading import Barrier
from typing import Any
from urllib.parse import urlsplit

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
SECONDS = 60
Headers = Sequence[tuple[str, str]]


class Attacker:
    """A browser of a few lines, which sends whatever headers one likes, also the same twice."""

    def __init__(self, url: str) -> None:
        self.host = urlsplit(url).netloc
        self.url = url
        self.cookies: dict[str, str] = {}

    def get(self, path: str, headers: Headers = ()) -> tuple[int, str]:
        """Return the status and the page."""
        return self._ask("GET", path, b"", headers)

    def post(self, path: str, headers: Headers = (), **form: Any) -> int:
        """Post a form with the token of the page where it stands; return the status."""
        _, page = self.get(path)
        return self.send(path, page, headers, **form)

    def send(self, path: str, page: str, headers: Headers = (), **form: Any) -> int:
        """Post a form with the token of a page that was read before; return the status."""
        found = TOKEN.search(page)
        assert found, f"no form at {path}"
        body = urllib.parse.urlencode({**form, "csrfmiddlewaretoken": found.group(1)}).encode()
        more = [
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Content-Length", str(len(body))),
            ("Origin", self.url),
            *headers,
        ]
        return self._ask("POST", path, body, more)[0]

    def _ask(self, method: str, path: str, body: bytes, headers: Headers) -> tuple[int, str]:
        connection = http.client.HTTPConnection(self.host, timeout=SECONDS)
        connection.putrequest(method, path)
        if self.cookies:
            pairs = (f"{name}={value}" for name, value in self.cookies.items())
            connection.putheader("Cookie", "; ".join(pairs))
        for name, value in headers:
            connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie", []):
            for name, one in SimpleCookie(line).items():
                self.cookies[name] = one.value
        page = answer.read().decode(errors="replace")
        connection.close()
        return answer.status, page


def at_once(works: Sequence[Callable[[], Any]]) -> Counter[Any]:
    """Run all of these in threads that begin together; return how often each answer came."""
    start = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        start.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return Counter(pool.map(run, works))
