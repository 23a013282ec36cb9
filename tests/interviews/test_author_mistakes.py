"""A mistake of the author: a calm page for the person, file and line for the author alone."""

from __future__ import annotations

import pytest

from interviews.models import InterviewSession, InterviewSource
from interviews.services.publishing import publish_packages
from tests.interviews.conftest import BROKEN, FIVE, NOW, PACKAGE, Walk, log_in

ADDRESS = f"/interview?i={PACKAGE}:data/questions/broken.yml&reset=1"
# After the first answer nothing defines what comes next.
LATE = FIVE.replace(b"  present\n", b"  nobody_defines_this\n", 1)


def publish(content: bytes) -> None:
    files = {"data/questions/broken.yml": content}
    publish_packages({PACKAGE: files}, is_listed=True, now=NOW)


@pytest.fixture
def client_of_alice(alice):
    return log_in(alice)


def test_the_person_reads_that_nothing_was_begun(client_of_alice):
    publish(BROKEN)
    answer = client_of_alice.get(ADDRESS)
    assert answer.status_code == 500
    page = answer.content.decode()
    assert "you did nothing wrong" in page
    assert "For its author" not in page
    assert "nobody_defines_this" not in page
    assert not InterviewSession.everything.exists()


def test_the_author_reads_file_line_and_column(client_of_alice, settings):
    settings.DASITE_AUTHOR_DETAILS = True
    publish(BROKEN)
    page = client_of_alice.get(ADDRESS).content.decode()
    assert "nobody_defines_this" in page
    assert f"{PACKAGE}:data/questions/broken.yml" in page


def test_yaml_that_cannot_be_read_is_told_alike(client_of_alice, settings):
    settings.DASITE_AUTHOR_DETAILS = True
    publish(b"question: [\n")
    answer = client_of_alice.get(ADDRESS)
    assert answer.status_code == 500
    assert "broken.yml:" in answer.content.decode()
    assert not InterviewSource.objects.on_offer().exists()


def test_the_author_may_say_whom_to_ask(client_of_alice):
    told = b"metadata:\n  error help: |\n    Call **us**.<script>x()</script>\n---\n"
    publish(told + LATE)
    walk = Walk(client_of_alice).begin(ADDRESS)
    walk.answer(f0="Ada").answer(f0="Leeds")
    assert walk.status == 500
    assert "Call <strong>us</strong>." in walk.page
    assert "x()" not in walk.page


def test_the_authors_words_come_in_the_persons_language(client_of_alice):
    told = b"metadata:\n  error help:\n    en: Call us.\n    es: Llame.\n---\n"
    publish(told + LATE.replace(b"  friend\n", b"  nobody\n", 1))
    page = client_of_alice.get(ADDRESS).content.decode()
    assert "Call us." in page
    assert "Llame" not in page


def test_a_mistake_midway_loses_no_answer(client_of_alice):
    publish(LATE)
    walk = Walk(client_of_alice).begin(ADDRESS)
    walk.answer(f0="Ada").answer(f0="Leeds")
    assert walk.status == 500
    assert "All that you answered is kept" in walk.page
    assert walk.session.steps == 2
    assert f'href="{walk.url}1/"' in walk.page
    assert walk.open(f"{walk.url}1/").value() == "Leeds"
