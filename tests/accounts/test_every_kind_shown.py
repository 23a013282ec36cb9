"""My data shows and hands out each kind that the registry knows of a person, and says its rule."""

from __future__ import annotations

import io
import json
import zipfile
from uuid import uuid4

import lxml.html
import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from interviews import shelf
from interviews.services.publishing import publish_packages
from privacy.models import Tombstone
from privacy.retention.doings import doings_of
from privacy.retention.labels import named
from privacy.retention.registry import row_categories
from tests.accounts.every_kind import KNOW_NOBODY, decide
from tests.accounts.test_every_kind_goes import live
from tests.interviews.conftest import FILES, NOW, PACKAGE
from tests.people import log_in, make_person

MY_DATA = "/my-data/"
WORD, PHONE = "Zebrafinch7735", "+4915750000735"


@pytest.fixture
def alice(db, settings) -> User:
    """Somebody of whom there is a row of each kind."""
    settings.LOGIN_REDIRECT_URL = "accounts:profile"
    shelf.clear()
    cache.clear()
    publish_packages({PACKAGE: FILES}, is_listed=True, now=NOW)
    person = make_person("alice")
    live(person, WORD, PHONE)
    return person


@pytest.fixture
def hers(alice) -> Client:
    client = Client()
    log_in(client, alice)
    return client


def kept(person: User) -> dict[str, int]:
    """Return how many rows of each kind are this person's, those without any left out."""
    counts = {one.key: one.of_subject(person.subject_id).count() for one in row_categories()}
    return {key: count for key, count in counts.items() if count}


def test_the_page_has_a_card_for_each_kind_with_its_purpose_and_its_rule(alice, hers):
    cards = {}
    for card in lxml.html.fromstring(hers.get(MY_DATA).content).xpath("//section[.//dl]"):
        (heading,) = card.xpath(".//h2")
        facts = dict(zip(*(card.xpath(f".//{tag}") for tag in ("dt", "dd")), strict=True))
        said = {name.text_content(): told.text_content() for name, told in facts.items()}
        cards[heading.text_content()] = (said, len(card.xpath(".//ul/li[strong]")))
    there = kept(alice)
    assert set(there) == {one.key for one in row_categories()} - KNOW_NOBODY
    for category in row_categories():
        if category.key not in there:
            continue
        count = there[category.key]
        words = named(count, str(category.label))
        said, shown = cards[f"{words[0].upper()}{words[1:]}: {count}"]
        assert said["Kept"] == category.purpose
        assert said["Legal ground"] == category.legal_ground
        assert said["Rule"]
        assert shown == min(count, 10)


def test_the_archive_has_each_kind_for_machines_and_for_people(alice, hers):
    there = kept(alice)
    given = hers.post(MY_DATA)
    with zipfile.ZipFile(io.BytesIO(b"".join(given.streaming_content))) as archive:
        data = json.loads(archive.read("data.json"))
        index = lxml.html.fromstring(archive.read("index.html")).text_content().lower()
    assert {key: len(rows) for key, rows in data["said"].items()} == there
    assert set(data["kinds"]) >= set(there)
    for category in row_categories():
        if category.key in there:
            assert (
                str(category.label).lower() in index
                or named(1, str(category.label)).lower() in index
            )
            assert str(category.purpose).lower() in index


def test_it_says_where_one_s_number_stands_in_what_is_about_others(alice, hers):
    decide(alice, make_person("dora"), "other")
    there = {
        one.key: one.done_by(alice.pk).difference(one.of_subject(alice.subject_id)).count()
        for one in row_categories()
        if one.by_number and one.model is not Tombstone
    }
    assert there
    assert all(there.values())
    page = lxml.html.fromstring(hers.get(MY_DATA).content)
    said = page.xpath("//section[@aria-labelledby='doings']//li/text()")
    assert len(said) == len(there)
    given = hers.post(MY_DATA)
    with zipfile.ZipFile(io.BytesIO(b"".join(given.streaming_content))) as archive:
        data = json.loads(archive.read("data.json"))
        index = lxml.html.fromstring(archive.read("index.html"))
    assert data["number_stands_in"] == there
    assert index.xpath("//ul[last()]/li/text()") == said


def test_who_did_nothing_for_others_reads_of_no_number(alice, hers):
    assert b"In what is about others" not in hers.get(MY_DATA).content


def test_of_an_account_that_is_gone_no_number_is_looked_for(db):
    assert not list(doings_of(uuid4()))
