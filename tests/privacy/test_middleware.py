"""The unlock token is out of the request before anybody sees it, and back in the response."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.http import HttpResponse

from privacy.middleware import UnlockMiddleware
from privacy.vault.errors import KeyDestroyed, TooBusy
from privacy.vault.secret import Secret
from privacy.vault.unlocked import Unlocked

TOKEN = "B" * 43
UNLOCKED = Unlocked(UUID(int=7), 1, Secret(b"m" * 32), Secret(b"p" * 32))


@pytest.fixture
def handle(rf):
    """Return what sends a request with a Cookie header to `view` through the middleware."""

    def send(header: str | None, view=lambda request: None) -> tuple[object, HttpResponse]:
        request = rf.get("/")
        del request.META["HTTP_COOKIE"]
        if header is not None:
            request.META["HTTP_COOKIE"] = header
        seen = []

        def answer(given) -> HttpResponse:
            view(given)
            seen.append(given)
            return HttpResponse("ok")

        return request, UnlockMiddleware(answer)(request)

    return send


@pytest.mark.parametrize(
    ("header", "left"),
    [
        (f"unlock={TOKEN}", ""),
        (f"a=1; unlock={TOKEN}; b=2", "a=1; b=2"),
        (f"unlock={TOKEN};a=1", "a=1"),
        (f"a=1;  unlock = {TOKEN}", "a=1"),
        (f"unlock={TOKEN}; unlock={TOKEN[::-1]}", ""),
        (f'unlock="{TOKEN}"; a=1', "a=1"),
        ("a=1; b=2", "a=1; b=2"),
        ("not_unlock=x; unlocked=y", "not_unlock=x; unlocked=y"),
    ],
)
def test_the_token_leaves_no_trace_in_the_request(handle, header, left):
    request, _ = handle(header)
    assert request.META["HTTP_COOKIE"] == left
    assert request.environ["HTTP_COOKIE"] == left
    assert "unlock" not in request.COOKIES
    assert TOKEN not in f"{request.META}{request.COOKIES}{vars(request).keys()}"


def test_a_request_without_cookies_is_left_as_it_is(handle):
    request, response = handle(None)
    assert "HTTP_COOKIE" not in request.META
    assert not response.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("https", [True, False])
def test_a_new_token_goes_out_in_a_cookie_that_scripts_cannot_read(handle, settings, https):
    settings.SESSION_COOKIE_SECURE = https
    settings.DASITE_UNLOCK_COOKIE_NAME = "__Host-unlock" if https else "unlock"
    _, response = handle(None, lambda request: request.unlock.remember(UNLOCKED))
    cookie = response.cookies[settings.DASITE_UNLOCK_COOKIE_NAME]
    assert len(cookie.value) == 43
    assert bool(cookie["secure"]) == https
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["max-age"] == cookie["expires"] == cookie["domain"] == ""


@pytest.mark.django_db
def test_the_next_request_finds_what_this_one_remembered(handle):
    _, response = handle(None, lambda request: request.unlock.remember(UNLOCKED))
    found = []
    header = f"unlock={response.cookies['unlock'].value}"
    _, answer = handle(header, lambda request: found.append(request.unlock.current()))
    assert found[0].subject_id == UUID(int=7)
    assert not answer.cookies


def test_a_forgotten_token_is_taken_out_of_the_browser(handle):
    _, response = handle("unlock=x", lambda request: request.unlock.forget())
    cookie = response.cookies["unlock"]
    assert (cookie.value, cookie["max-age"], cookie["path"]) == ("", 0, "/")


@pytest.mark.django_db
def test_an_answer_that_sets_the_token_is_kept_by_no_cache(handle):
    _, response = handle(None, lambda request: request.unlock.remember(UNLOCKED))
    assert "private" in response["Cache-Control"]


def test_too_many_passwords_at_once_are_answered_with_503(rf):
    answer = UnlockMiddleware(lambda request: HttpResponse()).process_exception(
        rf.get("/"), TooBusy("too many")
    )
    assert answer is not None
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "Too busy just now" in answer.content.decode()


def test_other_exceptions_are_not_its_business(rf):
    middleware = UnlockMiddleware(lambda request: HttpResponse())
    assert middleware.process_exception(rf.get("/"), KeyDestroyed("gone")) is None
