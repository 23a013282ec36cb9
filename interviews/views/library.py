"""What there is to begin, what one has begun, and how to delete it."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from interviews.cards import session_cards
from interviews.engine.errors import EngineError
from interviews.models import InterviewSession, InterviewSource
from interviews.selectors import (
    count_uploads,
    document_counts,
    find_listed_source,
    find_source,
    list_sessions,
    list_sources,
    unfinished_session,
)
from interviews.services.boxes import KeyLapsed
from interviews.services.sessions import (
    Erasure,
    Held,
    MayNotStart,
    adopt_session,
    begin_session,
    erase_files,
    erase_sessions,
)
from interviews.services.sharing import count_shared
from interviews.views.entrance import (
    HELD,
    author_error,
    guest_of,
    of_session,
    to_unlock,
    visitor_of,
)
from interviews.visitors import Visitor

SOURCES_A_PAGE = 50
CARDS_A_PAGE = 20
CARDS_ON_HOME = 3
# Said by the address itself; all else becomes `url_args`.
OWN_ARGS = {"i", "reset", "new_session", "session", "cache", "from_list"}
MOST_ARGS = 50
MOST_ARG_CHARACTERS = 1_000


@never_cache
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Say what this is, what can be begun, and what one may go on with."""
    visitor, words = visitor_of(request), request.GET.get("words", "")[:100]
    sources = Paginator(list_sources(visitor, words), SOURCES_A_PAGE)
    mine = list_sessions(visitor)[:CARDS_ON_HOME]
    context = {
        "sources": sources.get_page(request.GET.get("page")),
        "words": words,
        "cards": session_cards(list(mine), visitor, now=timezone.now()),
    }
    return render(request, "interviews/home.html", context)


@never_cache
@require_GET
def session_list(request: HttpRequest) -> HttpResponse:
    """Show the visitor's sessions, a card each."""
    visitor = visitor_of(request)
    if visitor.user_id is not None and visitor.unlocked is None:
        return to_unlock(request.get_full_path())
    page = Paginator(list_sessions(visitor), CARDS_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "cards": session_cards(list(page), visitor, now=timezone.now())}
    return render(request, "interviews/session_list.html", context)


@require_POST
def begin(request: HttpRequest, source_id: int) -> HttpResponse:
    """Begin an interview from the front page."""
    return _begin(request, find_listed_source(visitor_of(request), source_id), {})


@never_cache
@require_GET
def interview(request: HttpRequest) -> HttpResponse:
    """Begin or go on as docassemble's links do: `?i=PACKAGE:data/questions/FILE.yml&reset=1`.

    A visit makes a new session and changes no other; pages of other sites cannot make one
    behind a person's back, since only a whole page may ask for it.
    """
    if request.headers.get("Sec-Fetch-Dest", "document") != "document":
        raise Http404
    package, _colon, path = request.GET.get("i", "").partition(":")
    if not path.startswith("data/"):
        path = f"data/questions/{path}"
    source = find_source(package, path)
    if not {"reset", "new_session"} & request.GET.keys():
        begun = unfinished_session(visitor_of(request), source)
        if begun is not None:
            return HttpResponseRedirect(reverse("interviews:screen", args=[begun.uid]))
    return _begin(request, source, _url_args(request))


@require_POST
@of_session
def adopt(request: HttpRequest, visitor: Visitor, session: InterviewSession) -> HttpResponse:
    """Take what was begun without a login into one's account, on the person's own word."""
    if visitor.user_id is None or session.owner_id is not None:
        raise Http404
    adopt_session(session, visitor, now=timezone.now())
    guest_of(request).drop(session.uid)
    messages.success(request, _("This interview is in your account now, under your password."))
    return HttpResponseRedirect(reverse("interviews:screen", args=[session.uid]))


@require_http_methods(["GET", "HEAD", "POST"])
@of_session
def delete(request: HttpRequest, visitor: Visitor, session: InterviewSession) -> HttpResponse:
    """Say what goes, then erase it: the interview, or its files alone."""
    if request.method != "POST":
        context = {"session": session, **_what_goes([session])}
        return render(request, "interviews/session_delete.html", context)
    only_files = "files" in request.POST
    try:
        if only_files:
            erasure = erase_files(session, now=timezone.now())
        else:
            erasure = erase_sessions([session], now=timezone.now())
            guest_of(request).drop(session.uid)
    except Held:
        messages.error(request, _(HELD))
    else:
        messages.success(request, _said(erasure, only_files=only_files))
    return HttpResponseRedirect(reverse("interviews:list"))


def _what_goes(sessions: Sequence[InterviewSession]) -> dict[str, int]:
    """Return how many documents and files go with these sessions, and how many others can open."""
    return {
        "documents": sum(document_counts(sessions).values()),
        "uploads": count_uploads(sessions),
        "shared": count_shared(sessions, now=timezone.now()),
    }


def _said(erasure: Erasure, *, only_files: bool) -> str:
    if not erasure.complete:
        return _("Deleted: nobody can read it any more. A sealed file is removed shortly.")
    if only_files:
        return _("Deleted: the files. The answers are still here.")
    return _("Deleted: the answers, the documents, and the key that opened them.")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delete_all(request: HttpRequest) -> HttpResponse:
    """Say how many interviews go, then erase those; what was begun since stays."""
    visitor, now = visitor_of(request), timezone.now()
    shown_at = parse_datetime(request.POST.get("shown_at", "")) or now
    mine = list(list_sessions(visitor).filter(started_at__lte=shown_at))
    if request.method != "POST":
        context = {"sessions": mine, "shown_at": now.isoformat(), **_what_goes(mine)}
        return render(request, "interviews/delete_all.html", context)
    try:
        erasure = erase_sessions(mine, now=now)
    except Held:
        messages.error(request, _(HELD))
        return HttpResponseRedirect(reverse("interviews:list"))
    for session in mine:
        guest_of(request).drop(session.uid)
    messages.success(request, _said(erasure, only_files=False))
    return HttpResponseRedirect(reverse("interviews:list"))


def _begin(
    request: HttpRequest, source: InterviewSource, url_args: dict[str, str]
) -> HttpResponse:
    visitor = visitor_of(request)
    try:
        begun = begin_session(source, visitor, url_args=url_args, now=timezone.now())
    except KeyLapsed:
        return to_unlock(reverse("interviews:home"))
    except MayNotStart as error:
        if visitor.user_id is None:
            return redirect_to_login(request.get_full_path())
        raise Http404 from error
    except EngineError as error:
        return author_error(request, error, of=source)
    if begun.token:
        guest_of(request).keep(begun.session.uid, begun.token)
    return HttpResponseRedirect(reverse("interviews:screen", args=[begun.session.uid]))


def _url_args(request: HttpRequest) -> dict[str, str]:
    names = [name for name in request.GET if name not in OWN_ARGS][:MOST_ARGS]
    return {name: request.GET.get(name, "")[:MOST_ARG_CHARACTERS] for name in names}
