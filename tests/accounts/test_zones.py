"""A person's own time zone and language: on pages, in mails, in the archive; never in rules."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accounts.models import DeletionRequest, User
from accounts.services import leaving
from accounts.zones import as_for, zone_choices, zone_of, zones
from dasite.env import env_languages
from privacy.retention.conditions import begins
from privacy.retention.export import archive
from privacy.retention.letters import Letter, write_letter
from privacy.retention.limits import Window
from tests.people import let_in, log_in, make_person

BROWSERS = "/profile/browsers/"
# Berlin's clocks go from 02:00 to 03:00 at 01:00 UTC, and from 03:00 back to 02:00.
SPRING, AUTUMN = datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)
BEFORE = timedelta(seconds=-60)


@pytest.fixture
def berlin(alice: User) -> User:
    User.objects.filter(pk=alice.pk).update(time_zone="Europe/Berlin")
    alice.refresh_from_db()
    return alice


def page_at(user: User, moment: datetime) -> str:
    with time_machine.travel(moment, tick=False):
        client = Client()
        log_in(client, user)
        return client.get(BROWSERS).content.decode()


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (SPRING + BEFORE, "29 March 2026, 01:59"),
        (SPRING, "29 March 2026, 03:00"),
        (AUTUMN + BEFORE, "25 October 2026, 02:59"),
        (AUTUMN, "25 October 2026, 02:00"),
    ],
)
def test_hours_follow_the_summer_time_of_the_person(berlin, moment, said):
    assert said in page_at(berlin, moment)


def test_who_chose_none_sees_the_sites_zone(alice):
    assert "29 March 2026, 01:00" in page_at(alice, SPRING)


def test_a_zone_is_chosen_on_the_profile_and_holds_at_once(alice, browser):
    form = {"name": "Alice", "time_zone": "Asia/Kolkata"}
    browser.post("/profile/", form)
    alice.refresh_from_db()
    assert (alice.name, alice.time_zone) == ("Alice", "Asia/Kolkata")
    page = browser.get("/profile/").content.decode()
    assert '<option value="Asia/Kolkata" selected>Kolkata</option>' in page
    assert '<optgroup label="Europe">' in page


@pytest.mark.parametrize("wrong", ["Mars/Olympus", "../etc/passwd", "Etc/GMT+5", "Europe"])
def test_what_is_no_zone_is_refused(alice, browser, wrong):
    answer = browser.post("/profile/", {"name": "Alice", "time_zone": wrong})
    assert answer.status_code == 200
    alice.refresh_from_db()
    assert alice.time_zone == ""


def test_a_zone_that_this_machine_knows_no_more_is_the_sites(alice):
    User.objects.filter(pk=alice.pk).update(time_zone="Europe/Atlantis")
    alice.refresh_from_db()
    assert zone_of(alice) == ""
    assert "29 March 2026, 01:00" in page_at(alice, SPRING)


def test_one_persons_zone_is_not_the_next_ones(berlin, bob):
    page_at(berlin, SPRING)
    assert timezone.get_current_timezone_name() == "UTC"
    assert "29 March 2026, 01:00" in page_at(bob, SPRING)


def test_the_administration_stays_with_the_sites_zone(db):
    staff = make_person("root", is_staff=True, is_superuser=True, time_zone="Asia/Tokyo")
    client = let_in(Client(), staff)
    with time_machine.travel(SPRING, tick=False):
        log_in(Client(), staff, "wrong")
    page = client.get("/admin/axes/accessattempt/").content.decode()
    assert "29 March 2026, 01:00" in page


def test_a_zone_costs_no_query(alice, browser):
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            browser.get("/account/email/")
        return len(asked)

    before = count()
    User.objects.filter(pk=alice.pk).update(time_zone="Europe/Berlin")
    assert count() == before


def test_a_mail_about_leaving_says_the_hour_of_its_person(berlin, mailoutbox):
    found = DeletionRequest.objects.create(
        state=DeletionRequest.State.WAITING,
        subject_id=berlin.subject_id,
        account=berlin.pk,
        asked_at=SPRING,
        due_at=SPRING + timedelta(days=7),
    )
    leaving.say_asked(found.pk)
    leaving.say_goes_soon(found.pk, berlin.pk)
    for mail in mailoutbox:
        assert "5 April 2026, 03:00 CEST" in mail.body
    assert len(mailoutbox) == 2


@pytest.mark.parametrize(
    ("zone", "said"), [("Asia/Tokyo", "30 March 2026"), ("", "29 March 2026"), ("x", "29 March")]
)
def test_a_notice_names_the_day_of_its_person(zone, said):
    evening = datetime(2026, 3, 29, 18, tzinfo=UTC)
    letter = Letter(uuid4(), "alice@example.org", 1, evening, evening, (), zone=zone)
    mail = write_letter(letter)
    assert said in mail.subject
    assert said in mail.body


def test_an_archive_says_hours_of_its_person_and_holds_zone_and_language(berlin):
    with time_machine.travel(SPRING, tick=False):
        log_in(Client(), berlin)
        packed = b"".join(archive(berlin.subject_id, None, now=SPRING))
    assert timezone.get_current_timezone_name() == "UTC"
    with zipfile.ZipFile(io.BytesIO(packed)) as files:
        assert "29 March 2026, 03:00" in files.read("index.html").decode()
        assert '"time_zone": "Europe/Berlin"' in files.read("data.json").decode()


def test_rules_and_runs_go_by_the_sites_zone_whoever_asks():
    noon = datetime(2026, 3, 28, 12, tzinfo=UTC)
    window = Window(time(11), time(13))
    with timezone.override("Asia/Tokyo"):
        assert window.closes_at(noon) == noon + timedelta(hours=1)
        assert begins("2026-03-28") == datetime(2026, 3, 28, tzinfo=UTC)


def test_every_zone_of_the_list_is_one_and_has_a_name_of_its_own():
    for region, choices in zone_choices():
        assert len({words for _zone, words in choices}) == len(choices), region
        assert choices
    assert "Europe/Berlin" in zones()
    assert ("America/Argentina/Buenos_Aires", "Buenos Aires (Argentina)") in dict(zone_choices())[
        "America"
    ]
    assert "Etc/GMT+5" not in zones()


def test_a_language_is_offered_only_where_there_are_several(browser, settings):
    assert 'name="language"' not in browser.get("/profile/").content.decode()
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]
    assert '<option value="de">Deutsch</option>' in browser.get("/profile/").content.decode()


def test_a_language_holds_on_pages_and_in_mails(alice, browser, settings):
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]
    browser.post("/profile/", {"name": "Alice", "language": "de"})
    alice.refresh_from_db()
    assert alice.language == "de"
    assert browser.get("/profile/")["Content-Language"] == "de"
    with as_for(alice):
        assert translation.get_language() == "de"
    settings.LANGUAGES = [("en", "English")]
    assert browser.get("/profile/")["Content-Language"] != "de"
    browser.post("/profile/", {"name": "Alice"})
    alice.refresh_from_db()
    assert alice.language == "de"


def test_languages_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("DASITE_LANGUAGES", "en, de")
    assert env_languages("DASITE_LANGUAGES", "en") == [("en", "English"), ("de", "Deutsch")]
    monkeypatch.setenv("DASITE_LANGUAGES", "en,klingon")
    with pytest.raises(ImproperlyConfigured, match="klingon"):
        env_languages("DASITE_LANGUAGES", "en")
