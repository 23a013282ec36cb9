"""An older database is put back: who was shut out since stays out, who leaves still leaves."""

from __future__ import annotations

from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from guardian.shortcuts import assign_perm

from accounts.models import DeletionRequest, Invitation, User
from accounts.services import granting, invitations, leaving, people
from accounts.services.invitations import Guest
from accounts.services.passwords import change_password
from interviews.models import InterviewSource, Package, PackageVersion
from interviews.services import granting as on_one
from privacy.audit import Concerning, What, record
from privacy.models import Admission, LastingWord, LedgerEntry, RoleMember
from privacy.permissions import rows_of
from privacy.retention import ledger, requests
from privacy.vault import box, subjects
from tests.accounts.test_password_reset import ask, follow
from tests.older_copy import put_back, put_in_order
from tests.people import NEW_PASSWORD, PASSWORD, let_in, log_in, make_person

pytestmark = pytest.mark.django_db
NOW = timezone.now()
BANS = "accounts.lift_bans"
OPEN = "interviews.open_shared"
PLACE = {"table": "t", "row": "1", "field": "f"}


@pytest.fixture
def root() -> User:
    return make_person("root", is_staff=True, is_superuser=True)


@pytest.fixture
def role() -> Group:
    group = Group.objects.create(name="Desk")
    group.permissions.set(rows_of([BANS]).values())
    return group


def fresh(person: User) -> User:
    return User._base_manager.get(pk=person.pk)


def test_who_asked_to_leave_is_still_leaving_on_the_same_day(alice):
    with put_back():
        asked = leaving.ask(alice, now=NOW)
    assert not DeletionRequest.objects.exists()
    assert put_in_order().words == 1
    found = DeletionRequest.objects.get()
    assert (found.uid, found.due_at, found.state) == (asked.uid, asked.due_at, "waiting")
    assert (found.asked_at, found.account) == (NOW, alice.pk)
    assert fresh(alice).leaving_at == NOW
    assert leaving.keep(alice, now=NOW)
    assert fresh(alice).leaving_at is None
    ledger.verify()


def test_who_leaves_shuts_others_out_again_save_from_what_they_may_copy(alice, bob, make_shared):
    shut, stays = make_shared(alice, bob), make_shared(alice, bob)
    with put_back():
        leaving.ask(alice, copies=[stays.uid], now=NOW)
    put_in_order()
    assert Admission.objects.get(scope=shut.uid).paused_at is not None
    assert Admission.objects.get(scope=stays.uid).paused_at is None
    assert DeletionRequest.objects.get().to_tell == [bob.pk]


def test_who_took_it_back_stays_and_is_let_in_at_once(alice):
    leaving.ask(alice, now=NOW)
    with put_back():
        leaving.keep(alice, now=NOW)
    assert fresh(alice).leaving_at is not None
    put_in_order()
    assert fresh(alice).leaving_at is None
    assert DeletionRequest.objects.get().state == "kept"


def test_who_asked_and_took_it_back_stays(alice):
    with put_back():
        leaving.ask(alice, now=NOW)
        leaving.keep(alice, now=NOW)
    assert put_in_order().words == 2
    assert fresh(alice).leaving_at is None
    assert not DeletionRequest.objects.exists()


def test_who_asked_and_is_gone_is_not_asked_for_again(alice):
    with put_back():
        leaving.ask(alice, now=NOW)
        requests.erase_subject(alice.subject_id, user_id=alice.pk, now=NOW)
    put_in_order()
    assert not User._base_manager.filter(pk=alice.pk).exists()
    assert not DeletionRequest.objects.exists()


def test_a_request_that_is_at_work_in_the_copy_goes_on(alice):
    with put_back():
        asked = leaving.ask(alice, now=NOW)
    made = DeletionRequest.objects.create(
        subject_id=alice.subject_id,
        account=alice.pk,
        asked_at=NOW,
        due_at=NOW,
        state="at work",
    )
    put_in_order()
    made.refresh_from_db()
    assert (made.state, made.due_at) == ("at work", NOW)
    assert made.uid != asked.uid


def test_who_was_taken_out_of_a_role_is_out_of_it_and_of_its_key(alice, bob, root, role):
    for person in (alice, bob):
        log_in(Client(), person)
        role.user_set.add(person)
    with put_back():
        granting.remove_member(role, bob, by=root, now=NOW)
    assert RoleMember.objects.filter(subject_id=bob.subject_id).exists()
    put_in_order()
    assert list(role.user_set.all()) == [alice]
    assert not RoleMember.objects.filter(subject_id=bob.subject_id).exists()


def test_who_was_put_back_into_a_role_stays_in_it(bob, root, role):
    role.user_set.add(bob)
    with put_back():
        granting.remove_member(role, bob, by=root, now=NOW)
        granting.add_member(role, bob, by=root, now=NOW)
    put_in_order()
    assert role.user_set.get() == bob


def test_nobody_is_let_in_by_a_line_of_the_ledger(bob, root, role):
    with put_back():
        granting.add_member(role, bob, by=root, now=NOW)
        granting.set_staff(bob, to=True, by=root, now=NOW)
        granting.set_administrator(bob, to=True, by=root, now=NOW)
    assert put_in_order().words == 3
    assert not role.user_set.exists()
    assert (fresh(bob).is_staff, fresh(bob).is_superuser) == (False, False)


def test_who_may_not_enter_the_administration_any_more_does_not(bob, root):
    User.objects.filter(pk=bob.pk).update(is_staff=True, is_superuser=True)
    bob.refresh_from_db()
    with put_back():
        granting.set_staff(bob, to=False, by=root, now=NOW)
        granting.set_administrator(bob, to=False, by=root, now=NOW)
    put_in_order()
    assert (fresh(bob).is_staff, fresh(bob).is_superuser) == (False, False)


def test_the_last_administrator_of_the_copy_stays_one_and_can_log_in(root):
    with put_back():
        other = make_person("other", is_superuser=True)
        granting.set_administrator(root, to=False, by=other, now=NOW)
        people.switch_off(root, by=other, now=NOW)
    put_in_order()
    assert (fresh(root).is_superuser, fresh(root).is_active) == (True, True)


def test_an_account_that_was_switched_off_stays_off(bob, root):
    client = Client()
    log_in(client, bob)
    with put_back():
        people.switch_off(bob, by=root, now=NOW)
    assert client.get("/profile/").status_code == 200
    put_in_order()
    assert not fresh(bob).is_active
    assert client.get("/profile/").status_code == 302
    with put_back():
        people.switch_on(fresh(bob), by=root, now=NOW)
    put_in_order()
    assert not fresh(bob).is_active


def test_a_role_has_lost_the_right_that_was_taken_from_it(root, role):
    with put_back():
        granting.change_role(role, granting.Wanted("Desk"), by=root, now=NOW)
    put_in_order()
    assert not role.permissions.exists()


@pytest.mark.parametrize("kind", ["role", "person"])
def test_a_right_on_one_interview_that_was_taken_is_gone(root, role, bob, kind):
    package = Package.objects.create(name="p", created_at=NOW)
    version = PackageVersion.objects.create(
        package=package, number=1, digest="0", published_at=NOW
    )
    source, other = (
        InterviewSource.objects.create(package=package, version=version, path=path, title="X")
        for path in ("one.yml", "two.yml")
    )
    holder = role if kind == "role" else bob
    for one in (source, other):
        assign_perm(OPEN, holder, one)
    with put_back():
        on_one.give(source, holder, [], by=root, now=NOW)
    put_in_order()
    assert not on_one.given_to(source, holder)
    assert on_one.given_to(other, holder) == {OPEN}


def test_a_right_that_this_version_does_not_know_is_passed_over(role, root):
    with put_back():
        about = Concerning(role=role.pk, about="gone.right")
        record(What.RIGHT_TAKEN, about, by=root.pk, now=NOW)
    put_in_order()
    assert role.permissions.count() == 1


def test_a_role_that_was_deleted_is_gone_again(bob, root, role):
    log_in(Client(), bob)
    role.user_set.add(bob)
    with put_back():
        granting.delete_role(role, by=root, now=NOW)
    put_in_order()
    assert not Group.objects.exists()
    assert not RoleMember.objects.exists()


def test_an_invitation_that_was_withdrawn_is_of_no_use(root):
    row = invitations.invite(Guest("new@example.org"), by=root, now=NOW)
    with put_back():
        invitations.withdraw(row, by=root, now=NOW)
    put_in_order()
    found = Invitation.objects.get()
    assert (found.withdrawn_at, found.sealed_address) == (NOW, "")


def test_a_second_factor_that_was_removed_stays_removed(bob):
    stays, goes = (
        Authenticator.objects.create(user=bob, type=kind, data={})
        for kind in ("totp", "recovery_codes")
    )
    with put_back():
        goes.delete()
    put_in_order()
    assert Authenticator.objects.get() == stays


def request_of(client: Client, path: str = "/profile/"):
    request = client.get(path).wsgi_request
    request.META.setdefault("REMOTE_ADDR", "127.0.0.1")
    return request


def test_a_password_that_was_replaced_opens_nothing_by_itself(browser, alice):
    with put_back():
        request = request_of(browser)
        change_password(request, alice, password=NEW_PASSWORD)
    put_in_order()
    assert log_in(Client(), alice).status_code == 200
    assert browser.get("/profile/").status_code == 302
    for line in LedgerEntry.objects.filter(kind="decided"):
        assert (line.objects_named, line.subject_id) == (["out", "[]"], alice.subject_id)


def test_what_the_replaced_password_locked_is_opened_by_it_after_a_mailed_link(browser, alice):
    scope = uuid4()
    sealed = box.create_box(scope, owner=alice.subject_id).seal(b"an answer", **PLACE)
    with put_back():
        change_password(request_of(browser), alice, password=NEW_PASSWORD)
    put_in_order()
    client = Client()
    client.post(
        follow(client, ask(client, alice.email)),
        {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )
    log_in(client, alice, NEW_PASSWORD)
    page = client.post("/profile/reopen/", {"old": PASSWORD}, follow=True)
    assert "Open again: 1 interview." in page.content.decode()
    unlocked = subjects.unlock(alice.subject_id, password=NEW_PASSWORD, key=None)
    assert box.open_box(scope, by=unlocked).open(sealed, **PLACE) == b"an answer"


def test_a_change_that_was_refused_is_not_on_the_ledger(bob, root, role):
    role.user_set.add(bob)
    with pytest.raises(granting.LastAdministrator):
        people.switch_off(root, by=make_person("x", is_superuser=True, leaving_at=NOW), now=NOW)
    assert not LastingWord.objects.exists()


def test_a_person_whom_the_copy_does_not_know_is_passed_over(root, role):
    with put_back():
        late = make_person("late", is_staff=True)
        role.user_set.add(late)
        granting.remove_member(role, late, by=root, now=NOW)
        people.switch_off(late, by=root, now=NOW)
        change_password(request_of(let_in(Client(), late)), late, password=NEW_PASSWORD)
        leaving.ask(late, now=NOW)
    assert put_in_order().words == 4
    assert list(User._base_manager.all()) == [root]
