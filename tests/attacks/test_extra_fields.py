"""Fields that no form has, and ids of what is somebody else's: nothing of them is taken."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User
from interviews.models import InterviewSession
from privacy.models import Admission
from tests.attacks.addresses import administration, asked, pages
from tests.dasite.matrix import undone
from tests.interviews.conftest import Walk
from tests.people import PASSWORD, let_in, log_in, make_person

pytestmark = pytest.mark.django_db

UNTOUCHED = ("is_staff", "is_superuser", "subject_id", "is_active", "erasing_at", "leaving_at")


def greedy(victim: User, **more: Any) -> dict[str, Any]:
    """Return fields that would change who somebody is, were they taken."""
    return {
        "is_staff": "on",
        "is_superuser": "on",
        "is_active": "",
        "subject_id": str(uuid4()),
        "id": str(victim.pk),
        "pk": str(victim.pk),
        "user": str(victim.pk),
        "user_id": str(victim.pk),
        "owner": str(victim.pk),
        "groups": [str(pk) for pk in Group.objects.values_list("pk", flat=True)],
        "roles": [str(pk) for pk in Group.objects.values_list("pk", flat=True)],
        "user_permissions": ["1", "2", "3"],
        "permissions": ["accounts.manage_roles", "privacy.approve"],
        "last_login": "2020-01-01",
        "erasing_at": "2020-01-01",
        "leaving_at": "2020-01-01",
        **more,
    }


def rights() -> list[Any]:
    """Return what everybody is and may."""
    people = User._base_manager.order_by("pk")
    return [
        *people.values_list("pk", "email", *UNTOUCHED),
        *User.groups.through.objects.order_by("pk").values_list("user", "group"),
        *User.user_permissions.through.objects.values_list("user", "permission"),
        *Group.permissions.through.objects.order_by("pk").values_list("group", "permission"),
    ]


@pytest.mark.parametrize("who", ["nobody", "stranger", "owner"])
def test_no_page_makes_more_of_anybody_than_they_are(site, who):
    victim = User.objects.get(email="alice@example.org")
    forms = (
        greedy(victim, name="Mallory"),
        greedy(victim, password=PASSWORD, oldpassword=PASSWORD, email="new@example.org"),
    )
    before, client = rights(), site["clients"][who]
    for form in forms:
        for path in pages(site):
            assert rights_after(client, path, form) == before, path


def rights_after(client: Client, path: str, form: dict[str, Any]) -> list[Any]:
    """Return what everybody is and may after something was posted, which is taken back."""
    cookies = client.cookies.copy()
    with undone():
        client.post(path, form).getvalue()
        found = rights()
    client.cookies.clear()
    client.cookies.update(cookies)
    return found


def test_a_valid_form_takes_its_own_fields_and_no_others():
    dora, client = make_person("dora"), Client()
    log_in(client, dora)
    before = rights()
    client.post("/profile/", greedy(dora, name="Mallory"))
    dora.refresh_from_db()
    assert dora.name == "Mallory"
    assert rights() == before


def test_who_signs_up_is_a_person_like_any_other():
    Group.objects.create(name="Door")
    form = {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}
    alice = make_person("alice")
    Client().post("/account/signup/", {**greedy(alice), **form})
    new = User.objects.get(email="new@example.org")
    assert not new.is_staff
    assert not new.is_superuser
    assert new.is_active
    assert not new.groups.exists()
    assert not new.user_permissions.exists()
    assert new.pk != alice.pk


def test_on_the_staff_without_permissions_nobody_gets_further_by_posting(site):
    mallory = make_person("mallory", is_staff=True)
    client = let_in(Client(), mallory)
    before = rights()
    form = greedy(User.objects.get(email="alice@example.org"), name="x", action="erase")
    for path in administration(site):
        cookies = client.cookies.copy()
        with undone():
            client.post(path, form).getvalue()
            assert rights() == before, path
            assert InterviewSession.objects.count() == 1, path
        client.cookies.clear()
        client.cookies.update(cookies)


def test_ids_of_somebody_else_lead_nowhere_by_way_of_ones_own(site):
    """An own interview in the address, and of somebody else's what stands behind it."""
    charlie = site["clients"]["stranger"]
    address = f"/interview?i={site['values']['package']}:data/questions/five.yml&reset=1"
    own = Walk(charlie).begin(address)
    values = site["values"]
    for method, path in (
        ("get", f"{own.url}documents/{values['document_uid']}/"),
        ("get", f"{own.url}files/{values['document_uid']}/"),
        ("post", f"{own.url}access/{values['admission_id']}/end/"),
        ("get", f"/opened/{values['uid']}/documents/{values['document_uid']}/"),
        ("post", f"/interviews/{values['uid']}/delete/"),
        ("post", f"/interviews/{values['uid']}/adopt/"),
        ("post", f"/interviews/{values['uid']}/access/anew/"),
    ):
        assert getattr(charlie, method)(path).status_code == 404, path
    assert Admission.objects.get(pk=values["admission_id"]).withdrawn_at is None


def test_deleting_all_of_ones_own_takes_nothing_of_anybody_else(site):
    uid = str(site["values"]["uid"])
    for who in ("nobody", "stranger", "helper"):
        form = {"shown_at": "2099-01-01T00:00:00Z", "uid": uid, "session": uid, "sessions": uid}
        for _ in asked(site["clients"][who], ["/interviews/delete/"], "post", form):
            assert InterviewSession.objects.filter(uid=uid).exists()


def test_who_leaves_saves_copies_only_of_what_was_opened_to_them_and_deletes_only_themselves(site):
    charlie = site["clients"]["stranger"]
    alice = User.objects.get(email="alice@example.org")
    form = {"password": PASSWORD, "when": "now", "copies": str(site["values"]["uid"])}
    charlie.post("/profile/delete/", {**form, "user": alice.pk, "pk": alice.pk})
    assert User.objects.filter(pk=alice.pk).exists()
    assert InterviewSession.objects.filter(uid=site["values"]["uid"]).exists()
