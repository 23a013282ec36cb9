"""Two devices at once, on a database that really lets them: deleting, leaving, changing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client

from accounts.models import User
from privacy.models import KeyShare, SubjectKey, Tombstone
from privacy.vault import subjects, ways
from privacy.vault.box import create_box
from tests.accounts.test_password_reset import ask, follow
from tests.accounts.test_recovery_code import PAGE, keep, shown
from tests.people import NEW_PASSWORD, PASSWORD, log_in, make_person

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
OTHER_PASSWORD = "a third staple for the horse"


def at_once(*works):
    """Run works in threads of their own, begun together; return what they return."""
    start = Barrier(len(works))

    def run(work):
        start.wait()
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(run, work) for work in works]]


def browser_of(person: User) -> Client:
    client = Client()
    log_in(client, person)
    return client


def delete(client: Client):
    return lambda: (
        client.post("/profile/delete/", {"password": PASSWORD, "when": "now"}).status_code
    )


def test_an_account_deleted_on_two_devices_at_once_is_gone_once():
    alice = make_person("alice")
    statuses = at_once(delete(browser_of(alice)), delete(browser_of(alice)))
    assert 302 in statuses
    assert all(status < 500 for status in statuses)
    assert not User._base_manager.exists()
    assert not SubjectKey.objects.exists()
    assert not KeyShare.objects.exclude(kind="server").exists()
    assert Tombstone.objects.count() == 1


def test_of_two_administrators_who_leave_at_once_one_stays():
    one = User.objects.create_superuser("one@example.org", PASSWORD)
    two = User.objects.create_superuser("two@example.org", PASSWORD)
    statuses = at_once(delete(browser_of(one)), delete(browser_of(two)))
    assert sorted(statuses) == [302, 303]
    assert User.objects.get().is_superuser


def test_of_two_passwords_chosen_at_once_one_holds_and_opens_the_keys():
    alice = make_person("alice")
    first, second = browser_of(alice), browser_of(alice)

    def change(client: Client, new: str):
        form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
        return lambda: client.post("/account/password/change/", form).status_code

    statuses = at_once(change(first, NEW_PASSWORD), change(second, OTHER_PASSWORD))
    assert all(status < 500 for status in statuses)
    alice.refresh_from_db()
    (holds,) = [one for one in (NEW_PASSWORD, OTHER_PASSWORD) if alice.check_password(one)]
    assert subjects.unlock(alice.subject_id, password=holds, key=None).generation == 1


def test_two_first_logins_at_once_make_one_set_of_keys():
    alice = make_person("alice")
    statuses = at_once(*[lambda: log_in(Client(), alice).status_code] * 4)
    assert statuses == [302] * 4
    assert SubjectKey.objects.count() == 1
    assert subjects.unlock(alice.subject_id, password=PASSWORD, key=None).generation == 1


def test_one_link_and_one_recovery_code_used_ten_times_at_once_count_once(mail_server):
    alice = make_person("alice")
    browser = browser_of(alice)
    create_box(uuid4(), owner=alice.subject_id)
    code = shown(browser.post(PAGE))
    assert keep(browser, code).status_code == 303
    clients = [Client() for _ in range(10)]
    path = follow(clients[0], ask(clients[0], alice.email))
    for one in clients[1:]:
        one.cookies = deepcopy(clients[0].cookies)
    passwords = [f"staple number {number} of ten" for number in range(10)]

    def reset(client: Client, new: str):
        form = {"password1": new, "password2": new, "code": code}
        return lambda: client.post(path, form, follow=True)

    pages = at_once(*[reset(*pair) for pair in zip(clients, passwords, strict=True)])
    alice.refresh_from_db()
    (holds,) = [one for one in passwords if alice.check_password(one)]
    texts = [page.content.decode() for page in pages]
    (won,) = [number for number, text in enumerate(texts) if "Your recovery code" in text]
    assert passwords[won] == holds
    # Told that the link or the code was used; whoever finds no permit, to wait; none fails.
    assert {page.status_code for page in pages} <= {200, 429, 503}
    assert subjects.unlock(alice.subject_id, password=holds, key=None).generation == 1
    assert ways.code_made_at(alice.subject_id) is None
