"""Two devices at once, on a database that really lets them: deleting, leaving, changing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client

from accounts.models import User
from privacy.models import KeyShare, SubjectKey, Tombstone
from privacy.vault import subjects
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
    assert sorted(statuses) == [302, 409]
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
