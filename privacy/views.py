"""What is kept about oneself, and, for machines that watch, whether what should go goes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Protocol, cast
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from privacy import public_rules, rights
from privacy.looks import who_looked
from privacy.rates import is_too_often
from privacy.retention import archives, belongings, doings, export, health, receipts
from privacy.retention.errors import NoArchive, ReceiptRefused, UnknownCategory
from privacy.retention.registry import get_rows
from privacy.standing import numbers_of, status_of
from privacy.vault.errors import VaultError
from privacy.vault.unlocked import Unlocked

ITEMS_A_PAGE = 50
CHECKS_A_MINUTE = 30  # receipts of one address


@never_cache
@require_safe
def retention_health(request: HttpRequest) -> JsonResponse:
    """Answer 200, or 503 if a promise is broken; numbers only to whoever may see runs."""
    report = health.report(timezone.now())
    said: dict[str, Any] = {"status": status_of(report)}
    if rights.may_see_runs(request.user):
        said |= numbers_of(report)
    return JsonResponse(said, status=503 if report.is_overdue else 200)


@never_cache
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Show everybody what is kept, for how long, and whether that is kept to."""
    now = timezone.now()
    context = {"rules": public_rules.read(now), "is_late": public_rules.is_late(now)}
    return render(request, "privacy/rules.html", context)


def _has_no_password(request: HttpRequest) -> bool:
    """Return whether nothing but the open browser would guard what is handed out."""
    return not request.user.has_usable_password()  # type: ignore[union-attr]  # logged in


@never_cache
@login_required
@reauthentication_required(enabled=_has_no_password, allow_get=True)  # type: ignore[untyped-decorator]  # no types
@require_http_methods(["GET", "HEAD", "POST"])
def my_data(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Show what is kept about whoever is logged in; give it as an archive once keys are open."""
    subject_id, now = _person(request).subject_id, timezone.now()
    unlocked = _own_keys(request)
    if request.method == "POST" and unlocked is not None:
        if archives.is_large(subject_id):
            archives.ask(unlocked, now=now)
            return HttpResponseRedirect(request.path, status=303)
        return _zip(export.archive(subject_id, export.opener_of(unlocked), now=now))
    latest = archives.newest(subject_id)
    context = {
        "archive": latest,
        "archive_is_waiting": latest is not None and archives.is_waiting(latest, now=now),
        "kept": list(belongings.kinds_of(subject_id, now=now)),
        "doings": list(doings.doings_of(subject_id)),
        "is_unlocked": unlocked is not None,
        "looks": who_looked(subject_id),
    }
    return render(request, "privacy/my_data.html", context)


@never_cache
@login_required
@require_safe
def my_data_kind(request: HttpRequest, key: str) -> HttpResponse:
    """Show one kind of what is kept about whoever is logged in, page by page."""
    now = timezone.now()
    try:
        category = get_rows(key)
    except UnknownCategory as error:
        raise Http404 from error
    rows = category.of_subject(_person(request).subject_id).order_by("-pk")
    page = Paginator(rows, ITEMS_A_PAGE).get_page(request.GET.get("page"))
    if not page.paginator.count:
        raise Http404
    context = {
        "category": category,
        "page": page,
        "kind": belongings.Kind(
            category,
            page.paginator.count,
            tuple(belongings.items_of(category, list(page), now=now)),
            children=(),
        ),
    }
    return render(request, "privacy/my_data_kind.html", context)


@never_cache
@login_required
@reauthentication_required(enabled=_has_no_password)  # type: ignore[untyped-decorator]  # no types
@require_safe
def archive(request: HttpRequest, uid: UUID) -> HttpResponse | StreamingHttpResponse:
    """Give the archive that a worker made for the person; opened as it is read."""
    unlocked = _own_keys(request)
    if unlocked is None:
        query = urlencode({"next": reverse("privacy:my-data")})
        return HttpResponseRedirect(f"{reverse('accounts:unlock')}?{query}")
    try:
        opened = archives.fetch(uid, unlocked)
    except (NoArchive, VaultError) as error:
        raise Http404 from error
    return _zip(iter(partial(opened.read, export.PIECE), b""))


def _zip(pieces: Iterator[bytes]) -> StreamingHttpResponse:
    return StreamingHttpResponse(
        pieces,
        content_type="application/zip",
        headers={"Content-Disposition": 'attachment; filename="my-data.zip"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def check_receipt(request: HttpRequest) -> HttpResponse:
    """Say whether a receipt that somebody shows is genuine."""
    context: dict[str, Any] = {"keys": receipts.public_keys()}
    status = 200
    if request.method == "POST":
        if is_too_often(request, "receipts", a_minute=CHECKS_A_MINUTE, now=timezone.now()):
            context["too_often"], status = True, 429
        else:
            context |= _checked(request)
    return render(request, "privacy/receipts.html", context, status=status)


def _checked(request: HttpRequest) -> dict[str, Any]:
    """Return what a receipt says that was pasted or given as a file, or why it is refused."""
    pasted, given = request.POST.get("receipt", "").strip(), request.FILES.get("file")
    try:
        if given is not None:
            pasted = given.read(receipts.AT_MOST + 1).decode("ascii").strip()
        said = receipts.check(pasted)
        return {"said": said, "erased_at": parse_datetime(said["erased_at"])}
    except UnicodeDecodeError:
        return {"refused": "This is not a receipt. Take the whole of the file."}
    except ReceiptRefused as refused:
        return {"refused": str(refused), "pasted": "" if given else pasted}


class Person(Protocol):
    """Whoever is logged in, as privacy knows people."""

    subject_id: UUID


def _person(request: HttpRequest) -> Person:
    return cast(Person, request.user)


def _own_keys(request: HttpRequest) -> Unlocked | None:
    """Return the person's keys if this browser has them; nobody else's."""
    unlocked: Unlocked | None = request.unlock.current()  # type: ignore[attr-defined]  # set by the middleware
    if unlocked is None or unlocked.subject_id != _person(request).subject_id:
        return None
    return unlocked
