"""One person's browser, as the web server sees it: calls the application and clocks each call."""

from __future__ import annotations

import io
import re
import sys
import time
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode


@dataclass(frozen=True)
class Page:
    """What came back, and the milliseconds of this process's time that it took."""

    status: str
    location: str
    text: str
    taken: float

    def hidden(self, name: str) -> str:
        """Return the value of a field that the page holds for its form."""
        found = re.search(f'name="{name}" value="([^"]*)"', self.text)
        assert found, f"no field {name} on a page that answered {self.status}"
        return found[1]


class Browser:
    """Keeps cookies and asks for pages. Django's test client would be shorter, but it leaves out
    the check of forms against forgery, and keeps databases open that the site might not.
    """

    def __init__(self) -> None:
        from django.core.handlers.wsgi import WSGIHandler

        self.site: Any = WSGIHandler()
        self.cookies: dict[str, str] = {}

    def get(self, address: str) -> Page:
        """Open an address; a way on is not followed."""
        path, _, query = address.partition("?")
        return self._ask({"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query}, b"")

    def post(self, path: str, form: dict[str, str]) -> Page:
        """Send a form."""
        sent = urlencode(form).encode()
        about = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": path,
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(sent)),
        }
        return self._ask(about, sent)

    def _ask(self, about: dict[str, str], sent: bytes) -> Page:
        environ = {
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_ACCEPT_LANGUAGE": "en-GB,en;q=0.5",
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(sent),
            "wsgi.errors": sys.stderr,
            **about,
        }
        said: dict[str, Any] = {}
        begin = time.process_time()
        answer = self.site(environ, lambda *head: said.update(status=head[0], headers=head[1]))
        body = b"".join(answer)
        answer.close()
        taken = (time.process_time() - begin) * 1000
        location = ""
        for name, value in said["headers"]:
            location = value if name == "Location" else location
            if name == "Set-Cookie":
                baked = SimpleCookie(value)
                self.cookies.update({each: morsel.value for each, morsel in baked.items()})
        return Page(said["status"], location, body.decode(), taken)
