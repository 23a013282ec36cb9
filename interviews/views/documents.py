"""The files of a session: documents listed, read, downloaded; uploads given back."""

from __future__ import annotations

import re
import uuid

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from interviews.engine.errors import EngineError
from interviews.engine.screens import Html
from interviews.models import InterviewSession
from interviews.selectors import list_documents
from interviews.services.documents import OpenDocument, open_made, open_offer, with_names
from interviews.services.seats import open_record, take_seat
from interviews.services.uploads import SHOWN, OpenUpload, open_upload
from interviews.views.entrance import of_session
from interviews.views.pieces import give_pieces
from interviews.visitors import Visitor

TYPES = {
    "html": "text/html",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "rtf": "application/rtf",
    "md": "text/markdown; charset=utf-8",
}


@require_safe
@of_session
def document_list(
    request: HttpRequest, visitor: Visitor, session: InterviewSession
) -> HttpResponse:
    """Show what the present screen offers and what was made before."""
    box, _record = open_record(session, visitor)
    made = with_names(list_documents(session), box)
    try:
        screen = take_seat(session, visitor, now=timezone.now()).screen
    except EngineError:
        screen = None  # a mistake of the author takes no finished document away
    context = {"session": session, "made": made, "screen": screen}
    return render(request, "interviews/documents.html", context)


@require_safe
@of_session
def document(
    request: HttpRequest,
    visitor: Visitor,
    session: InterviewSession,
    key: str,
    ending: str,
) -> HttpResponse:
    """Give a document that the present screen offers."""
    if ending not in TYPES:
        raise Http404
    now = timezone.now()
    sitting = take_seat(session, visitor, now=now)
    opened = open_offer(sitting, key=key, ending=ending, now=now)
    others = [
        (other, reverse("interviews:document", args=[session.uid, key, other]))
        for offer in sitting.screen.documents
        for other in offer.formats
        if offer.key == key and other != "html"
    ]
    return give(request, session, opened, others)


@require_safe
@of_session
def made_document(
    request: HttpRequest,
    visitor: Visitor,
    session: InterviewSession,
    document_uid: uuid.UUID,
) -> HttpResponse:
    """Give a document as it was made, whatever was answered since."""
    box, _record = open_record(session, visitor)
    return give(request, session, open_made(session, box, document_uid), [])


@require_safe
@of_session
def upload(
    request: HttpRequest,
    visitor: Visitor,
    session: InterviewSession,
    file_uid: uuid.UUID,
) -> HttpResponseBase:
    """Give back a file as it was given. Only pictures and PDF are shown, nothing is ever run."""
    box, _record = open_record(session, visitor)
    return give_upload(request, open_upload(session, box, file_uid))


def give_upload(request: HttpRequest, opened: OpenUpload) -> HttpResponseBase:
    response = give_pieces(request, opened.content)
    said = content_disposition_header(opened.mimetype not in SHOWN, opened.filename)
    response.headers["Content-Type"] = opened.mimetype
    response.headers["Content-Disposition"] = said or "attachment"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def give(
    request: HttpRequest,
    session: InterviewSession,
    opened: OpenDocument,
    downloads: list[tuple[str, str]],
) -> HttpResponse:
    if opened.ending == "html":
        context = {
            "session": session,
            "content": Html(opened.content.decode()),
            "downloads": downloads,
        }
        return render(request, "interviews/document.html", context)
    filename = f"{_safe_filename(opened.name.filename)}.{opened.ending}"
    header = content_disposition_header(True, filename)
    return HttpResponse(
        opened.content,
        content_type=TYPES[opened.ending],
        headers={"Content-Disposition": header, "X-Content-Type-Options": "nosniff"},
    )


def _safe_filename(name: str) -> str:
    """Return a name that every file system takes; answers may stand in it."""
    return re.sub(r"[^\w .()-]", "_", name).strip(" .")[:100] or "document"
