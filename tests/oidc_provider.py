"""An OpenID Connect provider on loopback: real HTTP, real keys, and lies on demand.

Discovery, a login form, codes that count once and for one PKCE challenge, a secret that is asked
for, tokens that are signed, keys and userinfo. `lies` and `forge` make it answer wrongly.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

CLIENT_ID, SECRET = "dasite", "canary-client-secret-7731"
KEYS: dict[str, Any] = {
    "ES256": ec.generate_private_key(ec.SECP256R1()),
    "RS256": rsa.generate_private_key(public_exponent=65_537, key_size=2048),
}
STRANGERS_KEY = ec.generate_private_key(ec.SECP256R1())
ENCODERS: dict[str, Any] = {"ES256": ECAlgorithm, "RS256": RSAAlgorithm}

Claims = dict[str, Any]


def sign(claims: Claims, algorithm: str) -> str:
    """Return an honest token."""
    return jwt.encode(claims, KEYS[algorithm], algorithm=algorithm, headers={"kid": algorithm})


@dataclass
class Provider:
    """What the server does, and what it saw."""

    issuer: str = ""
    algorithm: str = "ES256"
    people: dict[str, Claims] = field(default_factory=dict)
    lies: Claims = field(default_factory=dict)  # in place of honest claims; None takes one away
    forge: Callable[[Claims], str] | None = None  # makes the token instead of `sign`
    in_token: bool = False  # address and name in the token, and not in userinfo alone
    broken: dict[str, tuple[int, Any]] = field(default_factory=dict)  # by path: status, body
    delays: dict[str, float] = field(default_factory=dict)  # by path: seconds
    metadata: dict[str, Any] = field(default_factory=dict)  # besides, or instead of, the usual
    seen: list[str] = field(default_factory=list)  # paths, in order
    bodies: list[str] = field(default_factory=list)  # what was sent and answered, as text
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def discovery(self) -> dict[str, Any]:
        usual = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "authorization_response_iss_parameter_supported": True,
        }
        return {
            name: value for name, value in {**usual, **self.metadata}.items() if value is not None
        }

    def keys(self) -> dict[str, Any]:
        listed = []
        for name, key in KEYS.items():
            public = json.loads(ENCODERS[name].to_jwk(key.public_key()))
            listed.append({**public, "kid": name, "use": "sig", "alg": name})
        return {"keys": listed}

    def let_in(self, query: dict[str, str], login: str) -> str:
        """Return the way back of somebody who logged in here."""
        code = secrets.token_urlsafe(24)
        self.codes[code] = {**query, "login": login}
        back = {"code": code, "state": query["state"], "iss": self.issuer}
        return f"{query['redirect_uri']}?{urlencode(back)}"

    def redeem(self, form: dict[str, str], header: str) -> tuple[int, dict[str, Any]]:
        """Return what a code is worth; it is worth nothing a second time."""
        begun = self.codes.pop(form.get("code", ""), None)
        if begun is None or form.get("redirect_uri") != begun["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        proof = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(proof).rstrip(b"=").decode() != begun["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        if credentials(form, header) != (CLIENT_ID, SECRET):
            return 401, {"error": "invalid_client"}
        access = f"canary-access-{secrets.token_urlsafe(16)}"
        self.tokens[access] = begun["login"]
        answer = {"access_token": access, "token_type": "Bearer", "refresh_token": f"r-{access}"}
        return 200, {**answer, "id_token": self.token(begun)}

    def token(self, begun: dict[str, str]) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": begun["login"],
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": begun["nonce"],
            **({"auth_time": now} if "max_age" in begun else {}),
            **(self.people.get(begun["login"], {}) if self.in_token else {}),
            **self.lies,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        return self.forge(claims) if self.forge else sign(claims, self.algorithm)

    def userinfo(self, header: str) -> tuple[int, dict[str, Any]]:
        login = self.tokens.get(header.removeprefix("Bearer "))
        if login is None:
            return 401, {"error": "invalid_token"}
        return 200, {"sub": login, **self.people.get(login, {})}


def credentials(form: dict[str, str], header: str) -> tuple[str, str]:
    """Return what a client calls itself, and its secret, from the header or the form."""
    if header.startswith("Basic "):
        name, _, secret = base64.b64decode(header[6:]).decode().partition(":")
        return unquote_plus(name), unquote_plus(secret)
    return form.get("client_id", ""), form.get("client_secret", "")


FORM = """<!doctype html><html lang="en"><head><title>Town hall</title></head><body>
<main><h1>Town hall</h1><form method="post">{fields}
<label>Name <input name="login" autocomplete="off"></label>
<button name="go" value="in">Let me in</button> <button name="go" value="stop">Stop</button>
</form></main></body></html>"""


class Handler(BaseHTTPRequestHandler):
    """One request to the provider."""

    provider: Provider

    def log_message(self, *args: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self._serve("")

    def do_POST(self) -> None:
        self._serve(self.rfile.read(int(self.headers["Content-Length"] or 0)).decode())

    def _serve(self, body: str) -> None:
        url = urlsplit(self.path)
        self.provider.seen.append(url.path)
        self.provider.bodies.append(body)
        time.sleep(self.provider.delays.get(url.path, 0))
        if url.path in self.provider.broken:
            return self._say(*self.provider.broken[url.path])
        form = {name: values[0] for name, values in parse_qs(body).items()}
        header = self.headers.get("Authorization", "")
        answers: dict[str, Callable[[], tuple[int, Any]]] = {
            "/.well-known/openid-configuration": lambda: (200, self.provider.discovery()),
            "/keys": lambda: (200, self.provider.keys()),
            "/token": lambda: self.provider.redeem(form, header),
            "/userinfo": lambda: self.provider.userinfo(header),
            "/authorize": lambda: self._authorize(url.query, form),
        }
        return self._say(*answers.get(url.path, lambda: (404, {}))())

    def _authorize(self, query: str, form: dict[str, str]) -> tuple[int, Any]:
        """Show the login form, or send somebody back who filled it in."""
        if not form:
            asked = parse_qs(query).items()
            fields = "".join(
                f'<input type="hidden" name="{escape(name)}" value="{escape(values[0])}">'
                for name, values in asked
            )
            return 200, FORM.format(fields=fields)
        if form.pop("go") == "stop":
            back = {"error": "access_denied", "state": form["state"]}
            return 302, f"{form['redirect_uri']}?{urlencode(back)}"
        return 302, self.provider.let_in(form, form.pop("login"))

    def _say(self, status: int, said: Any) -> None:
        text = said if isinstance(said, str) else json.dumps(said)
        kind = "text/html; charset=utf-8" if isinstance(said, str) else "application/json"
        self.send_response(status)
        if status == 302:
            self.send_header("Location", text)
            text = ""
        self.provider.bodies.append(text)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())


@contextmanager
def running() -> Iterator[Provider]:
    """Yield a provider that listens on loopback until the block ends."""
    provider = Provider()
    handler = type("OneProvider", (Handler,), {"provider": provider})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
