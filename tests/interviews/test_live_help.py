"""An hour in which somebody looks on, ended with one button; and the past closed to them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db.models import F
from django.utils import timezone

from interviews.models import AssembledDocument, InterviewSession, SessionSteps
from interviews.services import resealing, sealed_files
from interviews.views import access
from privacy.models import Admission, Grant, KeyShare, UnlockedKey
from tests.interviews.conftest import Walk, log_in, make_person
from tests.interviews.test_access import give_file
from tests.people import PASSWORD, WRONG_PASSWORD


@pytest.fixture
def bob(db):
    return make_person("bob")


@pytest.fixture
def bobs(bob):
    return log_in(bob)


@pytest.fixture
def looked_on(walk: Walk, bob, bobs) -> Walk:
    """Alice at the first screen, where Bob looks on for an hour."""
    form = {"number": str(bob.pk), "email": bob.email, "lasts": "hour"}
    assert walk.client.post(f"{walk.url}access/", form).status_code == 303
    return walk.open(walk.url)


def read(client, walk) -> int:
    return int(client.get(f"/opened/{walk.session.uid}/answers/").status_code)


def hour_is_over() -> None:
    Admission.objects.update(expires_at=timezone.now())


def test_a_screen_offers_it_and_guests_are_not_offered(walk, guest):
    assert "Let somebody look on" in walk.page
    assert "Let somebody look on" not in guest.page


def test_it_lasts_sixty_minutes(looked_on):
    row = Admission.objects.get()
    assert row.expires_at is not None
    assert row.expires_at - row.created_at == timedelta(minutes=60)


def test_the_screen_says_who_looks_on_and_until_when(looked_on, bob):
    assert f"{bob.email} can read your answers until" in looked_on.page


def test_one_button_on_the_screen_ends_it_and_leads_back_there(looked_on, bobs, bob):
    assert read(bobs, looked_on) == 200
    end = f"{looked_on.url}access/{Admission.objects.get().pk}/end/"
    assert f'action="{end}"' in looked_on.page
    answer = looked_on.client.post(end, {"screen": "1"})
    assert (answer.status_code, answer["Location"]) == (303, looked_on.url)
    assert read(bobs, looked_on) == 404
    assert bob.email not in looked_on.open(looked_on.url).page.split("<h1")[1]


def test_after_the_hour_the_next_answer_has_a_fresh_key(looked_on, bobs, bob):
    hour_is_over()
    assert read(bobs, looked_on) == 404
    looked_on.answer(f0="Ada")
    assert looked_on.session.steps == 1
    assert not Grant.objects.filter(recipient=bob.subject_id).exists()
    assert KeyShare.objects.filter(owner=looked_on.session.uid).count() == 2
    assert bob.email not in looked_on.page


def test_who_was_let_in_by_the_interviews_rule_is_no_news_on_every_screen(looked_on):
    Admission.objects.update(given_by="00000000-0000-0000-0000-000000000000")
    assert "End it now" not in looked_on.open(looked_on.url).page


@pytest.fixture
def full(walk: Walk, monkeypatch) -> Walk:
    """Alice at the end, with packs of steps, a document and a file."""
    monkeypatch.setattr("interviews.services.record.PACK", 1)
    walk.to_end("Wolkenkuckucksheim")
    key = walk.page.split(f"{walk.url}documents/")[1].split(".")[0]
    assert walk.client.get(f"{walk.url}documents/{key}.html").status_code == 200
    give_file(walk)
    return walk


def everything(walk: Walk) -> list[bytes]:
    """Return each page on which something sealed is opened."""
    document = AssembledDocument.objects.get().uid
    upload = walk.session.uploads.get().uid
    pages = ["", "0/", "documents/", f"documents/{document}/", f"files/{upload}/"]
    answers = [walk.client.get(walk.url + page) for page in pages]
    assert [each.status_code for each in answers] == [200] * len(pages)
    return [each.content for each in answers]


def test_sealing_anew_keeps_everything_and_destroys_the_keys_of_before(full):
    page = full.client.get(f"{full.url}access/anew/").content.decode()
    assert "Nothing can make them unread it." in page
    old = {row.file for row in [*AssembledDocument.objects.all(), *full.session.uploads.all()]}
    answer = full.client.post(f"{full.url}access/anew/")
    assert (answer.status_code, answer["Location"]) == (303, f"{full.url}access/")
    assert SessionSteps.objects.exists()
    contents = everything(full)
    assert b"Wolkenkuckucksheim" in contents[1]
    assert contents[4] == b"Ada"
    shares = KeyShare.objects.filter(owner=full.session.uid)
    assert list(shares.values_list("number", flat=True)) == [2]
    new = {row.file for row in [*AssembledDocument.objects.all(), *full.session.uploads.all()]}
    assert not old & new


def test_a_copy_of_the_old_database_opens_nothing_of_it_any_more(full):
    copies = list(Grant.objects.filter(scope=full.session.uid))
    sealed = bytes(full.session.sealed_state)
    full.client.post(f"{full.url}access/anew/")
    Grant.objects.filter(scope=full.session.uid).delete()
    Grant.objects.bulk_create(copies)
    InterviewSession.objects.update(sealed_state=sealed)
    assert full.client.get(full.url).status_code == 410


@pytest.mark.parametrize("at", ["_seal_file", "_seal_rows"])
def test_sealing_anew_that_is_cut_short_leaves_all_readable(full, monkeypatch, at):
    def die(*args, **kwargs):
        raise OSError("cut short")

    with monkeypatch.context() as broken:
        broken.setattr(resealing, at, die)
        with pytest.raises(OSError, match="cut short"):
            full.client.post(f"{full.url}access/anew/")
    everything(full)
    assert full.client.post(f"{full.url}access/anew/").status_code == 303
    everything(full)
    assert KeyShare.objects.filter(owner=full.session.uid).count() == 1


def test_whoever_wrote_first_wins_over_sealing_anew(full, monkeypatch):
    real = resealing._hold

    def late(session):
        InterviewSession.objects.update(generation=F("generation") + 1)
        real(session)

    monkeypatch.setattr(resealing, "_hold", late)
    answer = full.client.post(f"{full.url}access/anew/")
    assert answer["Location"] == f"{full.url}access/anew/"
    everything(full)


def test_a_file_that_goes_meanwhile_does_not_come_back(full, monkeypatch):
    real = sealed_files.write_file

    def late(*args, **kwargs):
        full.session.uploads.all().delete()
        return real(*args, **kwargs)

    monkeypatch.setattr(resealing, "write_file", late)
    assert full.client.post(f"{full.url}access/anew/").status_code == 303
    assert not full.session.uploads.exists()


@pytest.fixture
def impatient(monkeypatch):
    """Time for one file a request, and no more."""
    monkeypatch.setattr(access, "PATIENCE", timedelta(0))


def shares_of(walk: Walk) -> list[int]:
    shares = KeyShare.objects.filter(owner=walk.session.uid).order_by("number")
    return list(shares.values_list("number", flat=True))


def test_what_takes_longer_than_a_request_goes_on_in_the_next(full, impatient):
    anew = f"{full.url}access/anew/"
    answer = full.client.post(anew)
    assert (answer.status_code, answer["Location"]) == (303, anew)
    page = full.client.get(anew).content.decode()
    assert "Your answers are done, and 1 of 2 files." in page
    assert (
        "Go on with sealing everything anew"
        in full.client.get(f"{full.url}access/").content.decode()
    )
    assert shares_of(full) == [1, 2]
    everything(full)
    answer = full.client.post(anew)
    assert (answer.status_code, answer["Location"]) == (303, f"{full.url}access/")
    assert shares_of(full) == [2]
    everything(full)
    assert "Seal everything anew?" in full.client.get(anew).content.decode()


def test_a_file_that_is_under_the_fresh_key_is_not_sealed_twice(full, impatient):
    full.client.post(f"{full.url}access/anew/")
    first = AssembledDocument.objects.get().file
    full.client.post(f"{full.url}access/anew/")
    assert AssembledDocument.objects.get().file == first


def test_an_access_that_ended_meanwhile_lets_it_begin_again(full, impatient, bob, bobs):
    form = {"number": str(bob.pk), "email": bob.email, "lasts": "hour"}
    full.client.post(f"{full.url}access/anew/")
    full.client.post(f"{full.url}access/", form)
    full.client.post(f"{full.url}access/{Admission.objects.get().pk}/end/")
    full.client.post(f"{full.url}access/anew/")
    full.client.post(f"{full.url}access/anew/")
    # The epoch that Bob was let into is gone as well, and the one that began when he left.
    assert shares_of(full) == [4]
    everything(full)


def test_two_who_seal_anew_at_once_lose_no_file(full, alice, monkeypatch):
    real = sealed_files.write_file
    beside: list[int] = []

    def late(*args, **kwargs):
        if not beside:
            beside.append(0)
            beside[0] = log_in(alice).post(f"{full.url}access/anew/").status_code
        return real(*args, **kwargs)

    monkeypatch.setattr(resealing, "write_file", late)
    assert full.client.post(f"{full.url}access/anew/").status_code == 303
    assert beside == [303]
    assert shares_of(full) == [2]
    everything(full)


def test_one_who_begins_while_another_ends_loses_no_file(full, alice, monkeypatch):
    """The first has read a file of before, and writes it once the second's epoch has begun."""
    begun: list[bool] = []
    real = sealed_files.open_file

    def slow(*args, **kwargs):
        content = real(*args, **kwargs)
        if not begun:
            begun.append(True)
            InterviewSession.objects.update(sealing_epoch=None)
            assert log_in(alice).post(f"{full.url}access/anew/").status_code == 303
        return content

    monkeypatch.setattr(resealing, "open_file", slow)
    full.client.post(f"{full.url}access/anew/")
    everything(full)


def test_a_file_that_is_not_in_the_storage_keeps_the_keys_of_before(full):
    """An old copy of the files may be put back; its key must be there then."""
    default_storage.delete(full.session.uploads.get().file)
    answer = full.client.post(f"{full.url}access/anew/")
    assert answer.status_code == 500
    assert shares_of(full) == [1, 2]
    assert full.client.get(full.url).status_code == 200


def test_charlie_sees_nothing_of_sealing_anew(full, impatient):
    charlie = log_in(make_person("charlie"))
    full.client.post(f"{full.url}access/anew/")
    assert charlie.get(f"{full.url}access/anew/").status_code == 404
    assert charlie.post(f"{full.url}access/anew/").status_code == 404
    assert shares_of(full) == [1, 2]


def test_a_guest_seals_nothing_anew(guest):
    assert guest.client.get(f"{guest.url}access/anew/").status_code == 404


def test_a_lapsed_key_keeps_whom_somebody_was_letting_in(walk, bob, bobs):
    form = {"number": str(bob.pk), "email": bob.email, "reason": "My lawyer <b>", "lasts": "open"}
    UnlockedKey.objects.filter(subject_id=walk.session.subject_id).delete()
    page = walk.client.post(f"{walk.url}access/", form).content.decode()
    assert 'name="reason" value="My lawyer &lt;b&gt;"' in page
    assert not Admission.objects.exists()
    wrong = walk.client.post(f"{walk.url}access/", {**form, "unlock_password": WRONG_PASSWORD})
    assert "not the password" in wrong.content.decode()
    assert not Admission.objects.exists()
    right = walk.client.post(f"{walk.url}access/", {**form, "unlock_password": PASSWORD})
    assert (right.status_code, right["Location"]) == (303, f"{walk.url}access/")
    assert Admission.objects.get().reason == "My lawyer <b>"


def test_charlies_password_opens_no_form_of_alices(walk, bob):
    charlie = log_in(make_person("charlie"))
    UnlockedKey.objects.all().delete()
    form = {"number": str(bob.pk), "email": bob.email, "lasts": "hour"}
    answer = charlie.post(f"{walk.url}access/", {**form, "unlock_password": PASSWORD})
    assert answer.status_code == 404
    assert not UnlockedKey.objects.exists()
