"""Retention policies: one page for all kinds of data, one to change the rule of a kind.

Nothing is saved that was not shown first: what would go now and later, under the rule of today
and under the new one, counted by the question that the run asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from privacy import rights
from privacy.admin.chart import Chart, draw
from privacy.admin.policy_forms import PolicyForm, initial_of
from privacy.admin.read_only import ReadOnlyAdmin
from privacy.models import RetentionPolicy
from privacy.retention import policies
from privacy.retention.category import Category
from privacy.retention.errors import PolicyRefused, TargetNotFound, UnknownCategory
from privacy.retention.modes import Inherit, Mode, Never, read_mode
from privacy.retention.plan import Preview, preview
from privacy.retention.policies import Rule
from privacy.retention.registry import all_categories, get_category
from privacy.retention.targets import EVERYWHERE, Scope, choosable, get_target


@dataclass(frozen=True)
class Row:
    """One kind of data on the page of all policies, or one place where another rule holds."""

    category: Category
    scope: Scope
    sentence: str
    version: int | None
    proposed: str
    waiting: Version | None

    @property
    def query(self) -> str:
        """What an address of this rule ends with."""
        if self.scope == EVERYWHERE:
            return ""
        return "?" + urlencode({"kind": self.scope.kind, "ref": self.scope.ref})


@dataclass(frozen=True)
class Version:
    """A policy of which the history, or the notice that it waits, tells."""

    policy: RetentionPolicy
    sentence: str


@dataclass(frozen=True)
class Proposal:
    """A rule that somebody looks at before saving it."""

    present: Preview
    proposed: Preview
    effective_at: datetime
    is_shorter: bool
    to_type: str  # the count that must be typed, if data would go sooner
    chart: Chart
    shown: str  # names the rule and what is due by it, so that only what was seen is saved


@admin.register(RetentionPolicy)
class PolicyAdmin(ReadOnlyAdmin[RetentionPolicy]):
    list_display = ("category", "version", "mode", "period")

    def may_see(self, request: HttpRequest) -> bool:
        return rights.may_see_policies(request.user)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("", view(self.overview), name="privacy_retentionpolicy_changelist"),
            path("accept/", view(self.accept_view), name="privacy_policies_accept"),
            path("of/<str:key>/", view(self.rule_view), name="privacy_policy_of"),
            path("<int:pk>/withdraw/", view(self.withdraw_view), name="privacy_policy_withdraw"),
            path(
                "<path:object_id>/change/",
                view(self.change_view),
                name="privacy_retentionpolicy_change",
            ),
        ]

    def may_act(self, request: HttpRequest) -> bool:
        return rights.may_set_policies(request.user)

    def overview(self, request: HttpRequest) -> HttpResponse:
        self._need_view(request)
        now = timezone.now()
        open_ones = policies.proposals(now)
        context = {
            **self.admin_site.each_context(request),
            "title": "How long data are kept",
            "rows": [_row(one, now) for one in all_categories() if one.has_policy],
            "fixed": [one for one in all_categories() if not one.has_policy],
            "open_ones": open_ones,
            "may_act": self.may_act(request),
            "delay_hours": settings.DASITE_POLICY_DELAY_HOURS,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/privacy/policies.html", context)

    @method_decorator(require_POST)
    def accept_view(self, request: HttpRequest) -> HttpResponse:
        self.refuse_readers(request)
        now = timezone.now()
        keys = set(request.POST.getlist("key"))
        chosen = [one for one in policies.proposals(now) if one.key in keys]
        for policy in policies.accept_proposals(chosen, now=now, by=request.user.pk):
            self.log_change(request, policy, "accepted as proposed")
        if chosen:
            first = policies.waiting(chosen[0], now)
            self.message_user(request, _saved(first, len(chosen)), messages.SUCCESS)
        else:
            self.message_user(request, "Nothing was chosen, so nothing changed.", messages.WARNING)
        return HttpResponseRedirect(reverse("admin:privacy_retentionpolicy_changelist"))

    def rule_view(self, request: HttpRequest, key: str) -> HttpResponse:
        self._need_view(request)
        category, now = _category_or_404(key), timezone.now()
        scope = _scope_or_404(category, request)
        proposal = None
        if request.method == "POST":
            self.refuse_readers(request)
            form = PolicyForm(request.POST, category=category, scope=scope)
            if form.is_valid():
                proposal = _propose(category, form.mode, now, scope)
                if "save" in request.POST and _may_save(form, proposal):
                    return self._save(request, form, now)
        else:
            mode = policies.own_mode(category, now, scope) or category.default
            form = PolicyForm(initial=initial_of(mode), category=category, scope=scope)
        rows = [_row(category, now, rule.scope) for rule in policies.rules_of(category, now)]
        context = {
            **self.admin_site.each_context(request),
            "title": ": ".join(filter(None, (f"How long {category.label} are kept", scope.words))),
            "form": form,
            "row": _row(category, now, scope),
            "others": [row for row in rows if row.scope != EVERYWHERE],
            "choosable": choosable(category.policy_targets),
            "proposal": proposal,
            "history": [_version(one) for one in policies.history(category, scope)],
            "may_act": self.may_act(request),
            "delay_hours": settings.DASITE_POLICY_DELAY_HOURS,
            "now": now,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/privacy/policy.html", context)

    def _save(self, request: HttpRequest, form: PolicyForm, now: datetime) -> HttpResponse:
        category, scope = form.category, form.scope
        try:
            policy = policies.set_policy(
                category,
                form.mode,
                now=now,
                by=request.user.pk,
                note=form.cleaned_data["note"],
                scope=scope,
            )
        except PolicyRefused as refused:
            self.message_user(request, str(refused), messages.ERROR)
        else:
            self.log_change(request, policy, "saved")
            waiting = policies.waiting(category, now, scope)
            self.message_user(request, _saved(waiting, 1), messages.SUCCESS)
        return _to_rule(category.key, scope)

    @method_decorator(require_POST)
    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.refuse_readers(request)
        policy = get_object_or_404(RetentionPolicy, pk=pk)
        try:
            policies.withdraw(policy, now=timezone.now(), by=request.user.pk)
        except PolicyRefused as refused:
            self.message_user(request, str(refused), messages.ERROR)
        else:
            self.log_change(request, policy, "withdrawn")
            self.message_user(request, "Withdrawn. The rule before it goes on.", messages.SUCCESS)
        return _to_rule(policy.category, Scope(policy.scope_kind, policy.scope_ref))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Lead a link from the admin's history to the page of the kind of data."""
        self._need_view(request)
        policy = get_object_or_404(RetentionPolicy, pk=object_id)
        return _to_rule(policy.category, Scope(policy.scope_kind, policy.scope_ref))

    def _need_view(self, request: HttpRequest) -> None:
        if not rights.may_see_policies(request.user):
            raise PermissionDenied


def _category_or_404(key: str) -> Category:
    try:
        category = get_category(key)
    except UnknownCategory as error:
        raise Http404 from error
    if not category.has_policy:
        raise Http404
    return category


def _scope_or_404(category: Category, request: HttpRequest) -> Scope:
    """Return where the rule of this address holds; `kind` and `ref` say so."""
    kind = request.GET.get("kind", "")
    if not kind:
        return EVERYWHERE
    if kind not in category.policy_targets:
        raise Http404
    try:
        return Scope(kind, get_target(kind).find(request.GET.get("ref", "")))
    except TargetNotFound as error:
        raise Http404 from error


def _to_rule(key: str, scope: Scope) -> HttpResponse:
    url = reverse("admin:privacy_policy_of", args=[key])
    query = urlencode({"kind": scope.kind, "ref": scope.ref}) if scope.kind else ""
    return HttpResponseRedirect(f"{url}?{query}" if query else url)


def _row(category: Category, now: datetime, scope: Scope = EVERYWHERE) -> Row:
    rules = {rule.scope: rule for rule in policies.rules_of(category, now)}
    rule = rules.get(scope, Rule(Inherit()))
    waiting = policies.waiting(category, now, scope)
    return Row(
        category=category,
        scope=scope,
        sentence=rule.mode.sentence,
        version=rule.version,
        proposed=category.default.sentence,
        waiting=_version(waiting) if waiting else None,
    )


def _version(policy: RetentionPolicy) -> Version:
    return Version(policy, read_mode(policy.mode, policy.period, policy.notice_steps).sentence)


def _propose(category: Category, mode: Mode, now: datetime, scope: Scope) -> Proposal:
    present_mode = policies.own_mode(category, now, scope)
    if present_mode is None:
        present_mode = Never() if scope == EVERYWHERE else Inherit()
    present = preview(category, present_mode, now, scope)
    proposed = preview(category, mode, now, scope)
    shorter = policies.lets_go_sooner(category, mode, now, scope)
    count = proposed.now.count
    return Proposal(
        present=present,
        proposed=proposed,
        effective_at=policies.effective_from(category, mode, now, scope),
        is_shorter=shorter,
        to_type=str(count) if shorter and count else "",
        chart=draw(present.curve, proposed.curve),
        shown=f"{mode.sentence} {count} {proposed.now.digest[:16]}",
    )


def _may_save(form: PolicyForm, proposal: Proposal) -> bool:
    """Return whether the person saw this rule and what it takes, and typed how many."""
    if form.data.get("shown", "") != proposal.shown:
        form.add_error(None, "Below is what this rule would do now. Look at it, then save.")
    elif form.data.get("typed", "").strip() != proposal.to_type:
        form.add_error(
            None, f"Type {proposal.to_type}, the number that would be due at once, and save again."
        )
    return not form.errors


def _saved(waiting: RetentionPolicy | None, count: int) -> str:
    what = "Saved." if count == 1 else f"{count} policies saved."
    if waiting is None:
        return f"{what} In force from now on."
    day = timezone.localtime(waiting.effective_at)
    return (
        f"{what} Nothing is deleted by it before {day:%-d %B, %H:%M}; "
        "until then it can be withdrawn."
    )
