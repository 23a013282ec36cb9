"""Deleting one's account: what goes and what stays, when, proof that it is you, what was done."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from accounts.services import deletion, leaving, permissions, proofs
from accounts.views.carrying_out import REFUSALS, carry_out
from accounts.views.leaving import say_until
from accounts.views.leaving_forms import LeaveForm, QuestionForm
from accounts.views.profile import person

SALT = "accounts.deletion"
# As long as a browser may keep the form open; after it, a second click is told to log in.
TICKET_LIVES = timedelta(hours=12)
# What was chosen waits here while the proof is given on another page.
CHOSEN = "leaving"
# And here why it was refused, for the next page that is shown.
REFUSED = "leaving_refused"


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest) -> HttpResponse:
    """Show what a deletion does, and do it once the person has proved who they are."""
    if request.method == "POST" and _is_done(request.POST.get("ticket", "")):
        return redirect("accounts:deleted")
    return _delete(request)


@login_required
def _delete(request: HttpRequest) -> HttpResponse:
    user = person(request)
    if not permissions.may_delete(user):
        return _forbidden(request, user, QuestionForm())
    if request.method == "POST" and "way" in request.POST:
        return _to_proof(request, user)
    return _answer(request, user) if request.method == "POST" else _page(request, user)


def _answer(request: HttpRequest, user: User) -> HttpResponse:
    form = _form(request, user)
    if not form.is_valid():
        said = {name: [str(one) for one in errors] for name, errors in form.errors.items()}
        return _again(request, errors=said)
    if "password" not in form.fields and not proofs.is_fresh(request):
        return redirect("accounts:delete")  # it was proved too long ago
    try:
        return _leave(request, user, form)
    except (leaving.LastAdministrator, leaving.Held) as error:
        return _again(request, refusal=REFUSALS[type(error)])


def _again(request: HttpRequest, **refused: object) -> HttpResponse:
    """Lead to the form that says what was refused, with what was chosen and no password.

    By GET: to go back to what was posted a browser would ask whether to send it again.
    """
    request.session[CHOSEN] = _chosen(request)
    request.session[REFUSED] = refused
    return HttpResponseRedirect(reverse("accounts:delete"), status=303)


def _form(request: HttpRequest, user: User) -> LeaveForm:
    return LeaveForm(
        user,
        request.POST or None,
        initial=request.session.get(CHOSEN, {"when": "wait"}),
        rules=leaving.read_rules(),
        shared=leaving.shared_with_others(user, now=timezone.now()),
        asks_for_password=user.has_usable_password() and not proofs.is_fresh(request),
    )


def _page(request: HttpRequest, user: User) -> HttpResponse:
    form, refused = _form(request, user), request.session.pop(REFUSED, {})
    for name, said in refused.get("errors", {}).items():
        form.errors[name] = form.error_class(said)
    is_proved = proofs.is_fresh(request)
    preview = deletion.preview(user, now=timezone.now())
    if preview.is_held:
        form.offer_only_the_wait()
    ways = [] if is_proved else proofs.ways_of(user)
    context = {
        "form": form,
        "is_proved": is_proved,
        "can_be_sent": is_proved or "password" in form.fields,
        "ways": [way for way in ways if way.key != proofs.PASSWORD],
        "preview": preview,
        "refusal": refused.get("refusal", ""),
        "rules": form.rules,
        "ticket": signing.dumps(user.pk, salt=SALT),
    }
    return render(request, "accounts/delete.html", context)


def _to_proof(request: HttpRequest, user: User) -> HttpResponse:
    """Keep what was chosen, and lead to the page where it is proved."""
    urls = {way.key: way.url for way in proofs.ways_of(user)}
    chosen = request.POST["way"]
    if chosen not in urls:
        raise Http404
    proofs.begin(request)
    request.session[CHOSEN] = _chosen(request)
    query = urlencode({"next": reverse("accounts:delete")})
    return HttpResponseRedirect(f"{urls[chosen]}?{query}", status=303)


def _chosen(request: HttpRequest) -> dict[str, str | list[str]]:
    return {"when": request.POST.get("when", ""), "copies": request.POST.getlist("copies")}


def _leave(request: HttpRequest, user: User, form: LeaveForm) -> HttpResponse:
    if form.goes_now:
        return carry_out(request, user)
    return say_until(request, leaving.ask(user, copies=form.scopes, now=timezone.now()))


def _is_done(ticket: str) -> bool:
    """Return whether the form that bears `ticket` belongs to an account that is gone already."""
    try:
        number = signing.loads(ticket, salt=SALT, max_age=TICKET_LIVES)
    except signing.BadSignature:
        return False
    return not User.objects.filter(pk=number).exists()


@login_required
@require_POST
def question(request: HttpRequest) -> HttpResponse:
    """Put before the administrators what somebody asks whose role forbids the deletion."""
    user, form = person(request), QuestionForm(request.POST)
    if permissions.may_delete(user):
        return redirect("accounts:delete")
    if not form.is_valid():
        return _forbidden(request, user, form)
    permissions.ask(user, words=form.cleaned_data["words"], now=timezone.now())
    messages.success(request, "The administrators have your question. You get a mail.")
    return redirect("accounts:delete")


def _forbidden(request: HttpRequest, user: User, form: QuestionForm) -> HttpResponse:
    context = {
        "form": form,
        "rules": permissions.forbidding(user),
        "question": permissions.question_of(user),
    }
    return render(request, "accounts/delete_forbidden.html", context)


@never_cache
@require_GET
def deleted(request: HttpRequest) -> HttpResponse:
    """Say what is gone and what is not, to somebody who has no account any more."""
    return render(request, "accounts/deleted.html", request.session.get("deleted", {}))


@never_cache
@require_GET
def receipt(request: HttpRequest) -> HttpResponse:
    """Give the signed receipt to the browser in which the account was deleted."""
    text = request.session.get("deleted", {}).get("receipt", "")
    if not text:
        raise Http404
    return HttpResponse(
        text,
        content_type="application/json",
        headers={"Content-Disposition": 'attachment; filename="receipt.json"'},
    )
