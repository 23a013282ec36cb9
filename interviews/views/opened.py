"""What others have opened to oneself: their answers, documents and files, to read."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from interviews.forms import draw_form
from interviews.models import InterviewSession
from interviews.selectors import list_documents
from interviews.services import reading, sharing
from interviews.services.boxes import KeyLapsed
from interviews.services.documents import open_made, with_names
from interviews.services.exports import answers_as_data
from interviews.services.reading import Said, read_through
from interviews.services.uploads import open_upload
from interviews.views.documents import give, give_upload
from interviews.views.entrance import closed, to_unlock, visitor_of
from privacy.vault.box import Box
from privacy.vault.errors import VaultError

HelperView = Callable[..., HttpResponseBase]


@never_cache
@login_required
@require_safe
def opened_to_me(request: HttpRequest) -> HttpResponse:
    """List what others have opened to the person."""
    sessions = sharing.opened_to(visitor_of(request), now=timezone.now())
    return render(request, "interviews/opened_to_me.html", {"sessions": sessions})


def to_helper(view: HelperView) -> HelperView:
    """Hand a view somebody else's session and its box; the owner is told that it was opened.

    What is absent and what one was not let into answer alike.
    """

    @wraps(view)
    @never_cache
    @login_required
    @require_safe
    def wrapper(request: HttpRequest, uid: uuid.UUID, **kwargs: uuid.UUID) -> HttpResponseBase:
        try:
            session, box = sharing.open_as_helper(uid, visitor_of(request), now=timezone.now())
        except KeyLapsed:
            return to_unlock(request.get_full_path())
        try:
            return view(request, session, box, **kwargs)
        except VaultError as error:
            return closed(request, session, error)

    return wrapper


@to_helper
def opened(request: HttpRequest, session: InterviewSession, box: Box) -> HttpResponse:
    """Show what there is to read."""
    made = with_names(list_documents(session), box)
    return render(request, "interviews/opened.html", {"session": session, "made": made})


@to_helper
def opened_document(
    request: HttpRequest, session: InterviewSession, box: Box, document_uid: uuid.UUID
) -> HttpResponse:
    return give(request, session, open_made(session, box, document_uid), [])


@to_helper
def opened_file(
    request: HttpRequest, session: InterviewSession, box: Box, file_uid: uuid.UUID
) -> HttpResponseBase:
    return give_upload(request, open_upload(session, box, file_uid))


@to_helper
def opened_answers(request: HttpRequest, session: InterviewSession, box: Box) -> HttpResponse:
    """List the questions and what was answered, a part at a time."""
    asked = request.GET.get("from", "0")
    first = int(asked) if asked.isdecimal() and len(asked) < 8 else 0
    read = read_through(session, box, first=first, now=timezone.now())
    context = {
        "session": session,
        "reading": read,
        "lines": [_line(said) for said in read.said],
        "until": min(read.first + reading.AT_ONCE, read.steps),
    }
    return render(request, "interviews/opened_answers.html", context)


@to_helper
def opened_data(request: HttpRequest, session: InterviewSession, box: Box) -> HttpResponse:
    """Give all answers as data, also those whose questions cannot be shown again."""
    return HttpResponse(
        answers_as_data(session, box),
        content_type="application/json",
        headers={"Content-Disposition": 'attachment; filename="answers.json"'},
    )


def _line(said: Said) -> dict[str, Any]:
    form = draw_form(said.screen, files=said.files) if said.screen else None
    fields = form.fields if form else ()
    shown = [each for each in fields if each.control not in {"note", "hidden"}]
    return {"said": said, "fields": shown}
