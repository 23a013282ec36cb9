"""A code by mail as proof, for whoever is logged in and can prove it by nothing else."""

from __future__ import annotations

from allauth.account.internal.flows.reauthentication import resume_request
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import bans
from accounts.services import mailed_codes, proofs
from accounts.services.passwords import NoGuessLeft
from accounts.views.leaving_forms import MailedCodeForm
from accounts.views.profile import person, same_host

WRONG = "This code is wrong, was used, or is too old. Look again, or let us send you a new one."


@never_cache
@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def mailed_code(request: HttpRequest) -> HttpResponse:
    """Send a code and take it; whoever has it is led back to where it was asked for."""
    given = request.POST or request.GET
    back = same_host(request, given.get("next") or reverse("accounts:profile"))
    if proofs.MAILED_CODE not in [one.key for one in proofs.ways_of(person(request))]:
        if not proofs.is_bare(person(request)):
            raise Http404
        return _page(request, MailedCodeForm(), back, is_unconfirmed=True)
    if request.method == "POST" and "send" in request.POST:
        return _send(request, back)
    form = MailedCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            code = form.cleaned_data["code"]
            if mailed_codes.take(request, person(request), code=code, now=timezone.now()):
                proofs.record(request, person(request))
                return go_on(request, back)
        except NoGuessLeft:
            return bans.locked_out(request, credentials={"email": person(request).email})
        form.add_error("code", WRONG)
    return _page(request, form, back)


def go_on(request: HttpRequest, back: str) -> HttpResponse:
    """Do what was posted before the proof was asked for, or lead back to where that was."""
    answer: HttpResponse | None = resume_request(request)
    if answer is None or answer.get("Location") == back:
        return HttpResponseRedirect(back, status=303)
    return answer


def _send(request: HttpRequest, back: str) -> HttpResponse:
    problem = ""
    try:
        mailed_codes.send(person(request), now=timezone.now())
    except mailed_codes.TooSoon:
        problem = (
            "A code was sent less than a minute ago. Look into your mailbox, or wait a minute."
        )
    except mailed_codes.NotSent:
        problem = "The mail could not be sent just now. Nothing was changed; try again in a while."
    return _page(request, MailedCodeForm(), back, was_sent=not problem, problem=problem)


def _page(request: HttpRequest, form: MailedCodeForm, back: str, **said: object) -> HttpResponse:
    context = {
        "form": form,
        "next": back,
        "is_leaving": back == reverse("accounts:delete"),
        "services": proofs.providers_of(person(request)),
    }
    return render(request, "accounts/mailed_code.html", {**context, **said})
