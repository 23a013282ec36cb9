"""The telephone number on one's profile: added with a fresh proof and a code, or removed."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts import bans, keys, sms
from accounts.login_code_forms import WRONG
from accounts.phone_forms import NumberCodeForm, NumberForm
from accounts.services import phones, ways_in
from accounts.services.passwords import NoGuessLeft
from accounts.views.phone_login import TOO_MANY
from accounts.views.profile import person

# In the login session, which is sealed: the number that waits for its code.
WAITING = "phone_waiting"


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: HttpRequest) -> HttpResponse:
    """Show the number, send a code to a new one, take the code, or forget the number."""
    number = phones.say_number_of(person(request))
    if not sms.is_on() and not number:
        raise Http404
    if "remove" in request.POST:
        return _remove(request)
    if "code" in request.POST and WAITING in request.session:
        return _confirm(request)
    form = NumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _send(request, form):
        return _page(request, NumberCodeForm(), waits=True)
    return _page(request, form, number=number)


def _remove(request: HttpRequest) -> HttpResponse:
    try:
        phones.remove(person(request), now=timezone.now())
    except ways_in.LastWayIn:
        return _page(request, NumberForm(), number=phones.say_number_of(person(request)))
    request.session.pop(WAITING, None)
    messages.success(request, "Your number is gone. No code logs you in by phone any more.")
    return redirect("accounts:profile")


@sensitive_variables()
def _send(request: HttpRequest, form: NumberForm) -> bool:
    number, now = form.cleaned_data["phone"], timezone.now()
    try:
        phones.begin(request, person(request), number=number, now=now)
    except phones.TooManyCodes:
        form.add_error("phone", TOO_MANY)
        return False
    except phones.NotSent:
        form.add_error("phone", "The message could not be sent just now. Try again in a while.")
        return False
    request.session[WAITING] = number
    return True


@sensitive_variables()
def _confirm(request: HttpRequest) -> HttpResponse:
    form, number = NumberCodeForm(request.POST), request.session[WAITING]
    if form.is_valid():
        code, now = form.cleaned_data["code"], timezone.now()
        try:
            if phones.confirm(request, person(request), number=number, code=code, now=now):
                del request.session[WAITING]
                messages.success(request, "Your number is confirmed: codes to it log you in.")
                return redirect("accounts:profile")
        except NoGuessLeft:
            return bans.locked_out(request, credentials={"email": number})
        except phones.NumberTaken:
            del request.session[WAITING]
            other = NumberForm({"phone": number})
            other.add_error("phone", "Another account has this number. Remove it there first.")
            return _page(request, other)
        form.add_error("code", WRONG)
    return _page(request, form, waits=True)


def _page(request: HttpRequest, form: NumberForm | NumberCodeForm, **said: object) -> HttpResponse:
    user = person(request)
    context = {
        "form": form,
        "is_only_way": ways_in.is_last(user, ways_in.PHONE),
        "is_served": keys.is_served(user),
        "is_on": sms.is_on(),
        "to": request.session.get(WAITING, ""),
    }
    return render(request, "accounts/phone.html", {**context, **said})
