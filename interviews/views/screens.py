"""The pages on which a person answers: show a screen, take a form, go on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from interviews.engine.screens import Screen
from interviews.forms import draw_form
from interviews.models import InterviewSession
from interviews.selectors import access_session
from interviews.services.seats import SessionMoved, Sitting, forced_command, take_seat
from interviews.services.sessions import Outcome, Posted, ScreenChanged, keep_draft, respond
from interviews.services.sharing import who_looks_on
from interviews.services.uploads import names_of
from interviews.views.commands import obey
from interviews.views.entrance import of_session
from interviews.visitors import Visitor

# What the form carries besides answers.
OWN_NAMES = {"csrfmiddlewaretoken", "number", "screen", "action", "leave", "unlock_password"}
NOT_ASKED = -1  # a number that no screen has


@require_http_methods(["GET", "HEAD", "POST"])
@of_session
def screen(
    request: HttpRequest, visitor: Visitor, session: InterviewSession, number: int | None = None
) -> HttpResponse:
    """Show the present screen, or an earlier one; take what was answered."""
    if request.method == "POST":
        return _take(request, visitor, session)
    sitting = take_seat(session, visitor, now=timezone.now(), number=number)
    if command := forced_command(sitting.screen):
        return obey(request, visitor, sitting, command)
    return _show(request, sitting)


def _take(request: HttpRequest, visitor: Visitor, session: InterviewSession) -> HttpResponse:
    posted = _read_form(request)
    if "leave" in request.POST:
        keep_draft(session, visitor, posted, now=timezone.now())
        return HttpResponseRedirect(reverse("interviews:list"))
    try:
        outcome = _respond_again(session, visitor, posted)
    except (ScreenChanged, SessionMoved):
        return _show_present(request, visitor, session)
    if outcome.command and outcome.sitting:
        return obey(request, visitor, outcome.sitting, outcome.command)
    if outcome.errors and outcome.sitting:
        return _show(request, outcome.sitting, posted=posted.values, errors=outcome.errors)
    return HttpResponseRedirect(reverse("interviews:step", args=[session.uid, outcome.number]))


def _respond_again(session: InterviewSession, visitor: Visitor, posted: Posted) -> Outcome:
    """Take the form; if another request was quicker, once more against what it left."""
    try:
        return respond(session, visitor, posted, now=timezone.now())
    except SessionMoved:
        present = access_session(visitor, session.uid)
        return respond(present, visitor, posted, now=timezone.now())


def _read_form(request: HttpRequest) -> Posted:
    number = request.POST.get("number", "")
    return Posted(
        number=int(number) if number.isdecimal() and len(number) < 8 else NOT_ASKED,
        screen=request.POST.get("screen", ""),
        values={key: vals for key, vals in request.POST.lists() if key not in OWN_NAMES},
        action=request.POST.get("action", ""),
        files=dict(request.FILES.lists()),
    )


def _show_present(
    request: HttpRequest, visitor: Visitor, session: InterviewSession
) -> HttpResponse:
    """Show where the session stands after a form that fits no screen of it."""
    present = access_session(visitor, session.uid)
    sitting = take_seat(present, visitor, now=timezone.now())
    notice = _(
        "That form belonged to a screen that has changed since, so it changed nothing. "
        "Here is where you are; all that you answered is kept."
    )
    return _show(request, sitting, notice=notice)


def _show(
    request: HttpRequest,
    sitting: Sitting,
    *,
    posted: Mapping[str, Sequence[str]] | None = None,
    errors: Mapping[str, str] | None = None,
    notice: str = "",
) -> HttpResponse:
    session, shown = sitting.session, sitting.screen
    back_url = ""
    if sitting.can_go_back:
        back_url = reverse("interviews:step", args=[session.uid, sitting.number - 1])
    context = {
        "session": session,
        "screen": shown,
        "number": sitting.number,
        "form": draw_form(
            shown,
            sitting.draft if posted is None else posted,
            errors,
            names_of(session, sitting.box, shown),
        ),
        "form_url": reverse("interviews:screen", args=[session.uid]),
        "block_template": f"interviews/blocks/{shown.kind}.html",
        "back_url": back_url,
        "part": _part(shown),
        "looking_on": who_looks_on(session, now=timezone.now()),
        "notice": notice,
        "page_language": shown.language,
    }
    return render(request, "interviews/screen.html", context)


def _part(shown: Screen) -> dict[str, Any] | None:
    """Return which part of the interview this is, if its author named parts."""
    number, name = 0, ""
    for mark in shown.sections:
        if mark.depth == 0:
            number, name = number + 1, mark.label
        if mark.state == "here":
            count = sum(each.depth == 0 for each in shown.sections)
            within = mark.label if mark.depth else ""
            return {"number": number, "count": count, "name": name, "within": within}
    return None
