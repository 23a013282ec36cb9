"""What is held cannot be deleted by its own person, who is told so and loses nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from interviews.models import InterviewSession
from privacy.retention import holding, targets
from tests.interviews.conftest import PACKAGE


@pytest.fixture(params=["session", "subject", "interview"])
def held(request, walk) -> InterviewSession:
    session: InterviewSession = walk.session
    refs = {
        "session": str(session.uid),
        "subject": str(session.subject_id),
        "interview": f"{PACKAGE}:{session.path}",
    }
    now = timezone.now()
    holding.place(
        targets.get_target(request.param),
        refs[request.param],
        reason="file 7/26",
        review_on=now.date() + timedelta(days=9),
        now=now,
        by=1,
    )
    return session


def test_deleting_it_says_that_it_has_to_be_kept_and_not_why(walk, held):
    answer = walk.client.post(f"{walk.url}delete/", follow=True)
    page = answer.content.decode()
    assert "has to be kept for now" in page
    assert "7/26" not in page
    assert InterviewSession.objects.get() == held
    assert walk.open(walk.url).status == 200


@pytest.mark.parametrize(
    ("address", "form"), [("delete/", {"files": ""}), ("/interviews/delete/", {})]
)
def test_neither_its_documents_nor_all_can_be_deleted(walk, held, address, form):
    url = address if address.startswith("/") else f"{walk.url}{address}"
    page = walk.client.post(url, form, follow=True).content.decode()
    assert "has to be kept for now" in page
    assert InterviewSession.objects.get() == held


def test_the_account_that_it_belongs_to_stays(walk, held):
    answer = walk.client.post(
        "/profile/delete/",
        {"password": "correct horse battery staple", "when": "now"},
        follow=True,
    )
    assert "Nothing was deleted" in answer.content.decode()
    assert walk.open(walk.url).status == 200


def test_an_interview_of_another_path_is_not_held(held):
    target = targets.get_target("interview")
    assert target.find(f"{PACKAGE}:{held.path}") == f"{PACKAGE}:{held.path}"
    assert targets.in_words("interview", f"{PACKAGE}:x.yml") == f"the interview {PACKAGE}:x.yml"
