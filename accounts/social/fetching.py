"""Asks a provider for JSON: in bounded time, of bounded size, following it nowhere else."""

from __future__ import annotations

import json
import time
from typing import Any

import requests
from requests.auth import AuthBase

from accounts.social.errors import AnswerRefused, ProviderSilent

PATIENCE = 10.0  # seconds for all questions of one request of ours
CONNECT, READ = 3.0, 5.0  # seconds without a sign of life
AT_MOST = 262_144  # bytes; the longest lists of keys are a tenth of it


class Bearer(AuthBase):
    """An access token; as `auth`, so that no .netrc of the machine takes its place."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class Line:
    """The questions to a provider while one request of ours waits for them."""

    def __init__(self) -> None:
        self._until = time.monotonic() + PATIENCE

    def get(self, url: str, *, auth: AuthBase | None = None) -> dict[str, Any]:
        """Return the object at `url`. Raises ProviderSilent, AnswerRefused."""
        return self._ask("GET", url, auth=auth)

    def post(
        self, url: str, data: dict[str, str], *, auth: AuthBase | None = None
    ) -> dict[str, Any]:
        """Return what a form is answered with. Raises ProviderSilent, AnswerRefused."""
        return self._ask("POST", url, data=data, auth=auth)

    def _ask(self, method: str, url: str, **options: Any) -> dict[str, Any]:
        left = self._until - time.monotonic()
        if left <= 0:
            raise ProviderSilent("it is too slow")
        try:
            with (
                requests.Session() as session,
                session.request(
                    method,
                    url,
                    headers={"Accept": "application/json"},
                    timeout=(min(CONNECT, left), min(READ, left)),
                    allow_redirects=False,
                    stream=True,
                    **options,
                ) as answer,
            ):
                return self._read(answer)
        except requests.RequestException as error:
            raise ProviderSilent(f"it cannot be reached ({type(error).__name__})") from None

    def _read(self, answer: requests.Response) -> dict[str, Any]:
        if answer.status_code >= 500 or answer.status_code == 429:
            raise ProviderSilent(f"it answers {answer.status_code}")
        if answer.status_code != 200:
            raise AnswerRefused(f"it answers {answer.status_code}")
        body = b""
        for piece in answer.iter_content(8192):
            body += piece
            if len(body) > AT_MOST:
                raise AnswerRefused("its answer is too long")
            if time.monotonic() > self._until:
                raise ProviderSilent("it is too slow")
        try:
            found = json.loads(body)
        except ValueError:
            raise AnswerRefused("its answer is no JSON") from None
        if not isinstance(found, dict):
            raise AnswerRefused("its answer is no JSON object")
        return found
