"""The keys of interviews begun without a login travel in one cookie and reach nobody else."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from interviews.middleware import MOST_TOKENS, Guest, GuestMiddleware

NAME = settings.DASITE_GUEST_COOKIE_NAME


def request_with(cookie: str):
    return RequestFactory().get("/", headers={"cookie": f"a=1; {NAME}={cookie}; b=2"})


def test_the_cookie_is_taken_out_of_the_request():
    request = request_with("anything")
    GuestMiddleware(lambda request: HttpResponse())(request)
    assert NAME not in request.COOKIES
    assert request.META["HTTP_COOKIE"] == "a=1; b=2"


def test_what_is_kept_comes_back():
    uid, guest = uuid.uuid4(), Guest("")
    guest.keep(uid, "token")
    assert Guest(guest.cookie).tokens == {uid: "token"}


def test_the_oldest_is_forgotten_first():
    guest, uids = Guest(""), [uuid.uuid4() for _ in range(MOST_TOKENS + 1)]
    for uid in uids:
        guest.keep(uid, "x" * 43)
    assert list(guest.tokens) == uids[1:]
    assert len(guest.cookie) < 1_000


def test_a_new_key_is_set_for_this_browser_alone_and_ends_with_it():
    def view(request):
        request.guest.keep(uuid.uuid4(), "token")
        return HttpResponse()

    cookie = GuestMiddleware(view)(request_with("")).cookies[NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == ""


def test_the_last_key_dropped_removes_the_cookie():
    uid, guest = uuid.uuid4(), Guest("")
    guest.keep(uid, "token")

    def view(request):
        request.guest.drop(uid)
        return HttpResponse()

    assert GuestMiddleware(view)(request_with(guest.cookie)).cookies[NAME]["max-age"] == 0


def test_its_representation_has_no_key():
    guest = Guest("")
    guest.keep(uuid.uuid4(), "token")
    assert "token" not in repr(guest)


@given(st.text(max_size=300))
def test_any_cookie_is_read_without_an_error(cookie):
    assert len(Guest(cookie).tokens) <= cookie.count("~") + 1
