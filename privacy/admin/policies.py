"""Retention policies: one page for all kinds of data, one to change the rule of a kind.

Nothing is saved that was not shown first: what would go now and later, under the rule of today
and under the new one, counted by the question that the run asks.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

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
from privacy.admin.policy_forms import PolicyForm, initial_of
from privacy.admin.policy_rows import Proposal, history_of, propose, row_of, says
from privacy.admin.read_only import ReadOnlyAdmin
from privacy.models import RetentionPolicy
from privacy.retention import policies, proposals, reach
from privacy.retention.category import Category
from privacy.retention.errors import (
    PolicyRefused,
    TargetNotFound,
    UnknownCategory,
)
from privacy.retention.limits import read_limits
from privacy.retention.modes import After
from privacy.retention.registry import all_categories, get_category
from privacy.retention.standing import standing
from privacy.retention.targets import EVERYWHERE, Scope, choosable, get_target


@admin.register(RetentionPolicy)
class PolicyAdmin(ReadOnlyAdmin[RetentionPolicy]):
    list_display = ("category", "version", "mode", "period")

    def may_see(self, request: HttpRequest) -> bool:
        return rights.may_see_policies(request.user) or reach.may_set_some_policies(request.user)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("", view(self.overview), name="privacy_retentionpolicy_changelist"),
            path("accept/", view(self.accept_view), name="privacy_policies_accept"),
            path("of/<str:key>/", view(self.rule_view), name="privacy_policy_of"),
            path("<int:pk>/approve/", view(self.approve_view), name="privacy_policy_approve"),
            path("<int:pk>/withdraw/", view(self.withdraw_view), name="privacy_policy_withdraw"),
            path(
                "<int:pk>/stop-watching/", view(self.unwatch_view), name="privacy_policy_unwatch"
            ),
            path(
                "<path:object_id>/change/",
                view(self.change_view),
                name="privacy_retentionpolicy_change",
            ),
        ]

    def may_act(self, request: HttpRequest) -> bool:
        return rights.may_set_policies(request.user)

    def overview(self, request: HttpRequest) -> HttpResponse:
        if not rights.may_see_policies(request.user):
            return self._overview_of_theirs(request)
        now = timezone.now()
        found = standing(now)
        context = {
            **self.admin_site.each_context(request),
            "title": "How long data are kept",
            "rows": [row_of(one, found) for one in all_categories() if one.has_policy],
            "fixed": [one for one in all_categories() if not one.has_policy],
            "open_ones": [(one, _proposed(one), _also(one)) for one in proposals.to_decide(now)],
            "changed": [
                (one, says(one.decided), _proposed(one.category), _also(one.category))
                for one in proposals.changed_since(now)
            ],
            "may_act": self.may_act(request),
            "limits": read_limits(now),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/privacy/policies.html", context)

    def _overview_of_theirs(self, request: HttpRequest) -> HttpResponse:
        """Show the rules of the interviews for which somebody sets them, and of no others."""
        theirs, now = reach.reached(request.user, reach.PERIOD), timezone.now()
        if not theirs:
            raise PermissionDenied
        found = standing(now)
        rows = [
            row_of(category, found, Scope(target.kind, ref))
            for category in all_categories()
            for target, choices in theirs
            if target.kind in category.policy_targets
            for ref, _ in choices
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": "How long data are kept",
            "rows": rows,
            "limits": read_limits(now),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/privacy/policies_of_some.html", context)

    @method_decorator(require_POST)
    def accept_view(self, request: HttpRequest) -> HttpResponse:
        self.refuse_readers(request)
        keys, now = set(request.POST.getlist("key")), timezone.now()
        changed = [one for one in proposals.changed_since(now) if one.category.key in keys]
        chosen = [one for one in proposals.to_decide(now) if one.key in keys]
        try:
            if "keep" in request.POST:
                saved = proposals.keep_decided(changed, now=now, by=request.user.pk)
            else:
                chosen += [one.category for one in changed]
                saved = proposals.accept_proposals(chosen, now=now, by=request.user.pk)
        except PolicyRefused as refused:
            self.message_user(request, str(refused), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:privacy_retentionpolicy_changelist"))
        done = "kept as it was" if "keep" in request.POST else "accepted as proposed"
        for policy in saved:
            self.log_change(request, policy, done)
        if saved:
            self.message_user(request, _saved(saved, now), messages.SUCCESS)
        else:
            self.message_user(request, "Nothing was chosen, so nothing changed.", messages.WARNING)
        return HttpResponseRedirect(reverse("admin:privacy_retentionpolicy_changelist"))

    def rule_view(self, request: HttpRequest, key: str) -> HttpResponse:
        if not self.may_see(request):
            raise PermissionDenied
        category, now = _category_or_404(key), timezone.now()
        scope = _scope_or_404(category, request)
        if not reach.may_see_policy(request.user, scope):
            raise PermissionDenied
        proposal = None
        if request.method == "POST":
            self._need_to_set(request, scope)
            form = PolicyForm(request.POST, category=category, scope=scope)
            if form.is_valid():
                proposal = propose(category, form.mode, now, scope)
                if _may_save(form, proposal):
                    return self._save(request, form, now)
        else:
            form = _form_of_today(category, scope, now)
        return self._rule_page(request, form, proposal, now)

    def _rule_page(
        self, request: HttpRequest, form: PolicyForm, proposal: Proposal | None, now: datetime
    ) -> HttpResponse:
        category, scope = form.category, form.scope
        found = standing(now)
        row = row_of(category, found, scope)
        looked_at = None
        if row.waiting is not None and row.waiting.policy.waits_for_approval:
            looked_at = propose(category, policies.mode_of(row.waiting.policy), now, scope)
        rules = found.rules[category.key]
        context = {
            **self.admin_site.each_context(request),
            "title": ": ".join(filter(None, (f"How long {category.label} are kept", scope.words))),
            "form": form,
            "row": row,
            "others": [row_of(category, found, one.scope) for one in rules[:-1]],
            "choosable": choosable(category.policy_targets),
            "proposal": proposal,
            "looked_at": looked_at,
            "watched_runs": policies.runs_of_watched(row.watched.policy) if row.watched else (),
            "history": history_of(category, scope),
            "may_act": reach.may_set_policy(request.user, scope),
            "may_see_all": rights.may_see_policies(request.user),
            "may_approve": rights.may_approve_policies(request.user),
            "now": now,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/privacy/policy.html", context)

    def _save(self, request: HttpRequest, form: PolicyForm, now: datetime) -> HttpResponse:
        said = {"now": now, "by": request.user.pk, "note": form.cleaned_data["note"]}
        keep = policies.watch if "watch" in form.data else policies.set_policy
        try:
            policy = keep(form.category, form.mode, scope=form.scope, **said)
        except PolicyRefused as refused:
            self.message_user(request, str(refused), messages.ERROR)
        else:
            self.log_change(request, policy, "watched" if policy.is_watched else "saved")
            self.message_user(request, _saved([policy], now), messages.SUCCESS)
        return _to_rule(form.category.key, form.scope)

    @method_decorator(require_POST)
    def approve_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not rights.may_approve_policies(request.user):
            raise PermissionDenied
        policy, now = get_object_or_404(RetentionPolicy, pk=pk), timezone.now()
        approve = partial(policies.approve, policy, now=now, by=request.user.pk)
        if self.decide(request, policy, "approved", approve):
            self.message_user(request, f"Approved. {_begins(policy, now)}", messages.SUCCESS)
        return _to_rule(policy.category, policies.scope_of(policy))

    @method_decorator(require_POST)
    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        policy = self._theirs(request, pk)
        withdraw = partial(policies.withdraw, policy, now=timezone.now(), by=request.user.pk)
        if self.decide(request, policy, "withdrawn", withdraw):
            self.message_user(request, "Withdrawn. The rule before it goes on.", messages.SUCCESS)
        return _to_rule(policy.category, policies.scope_of(policy))

    @method_decorator(require_POST)
    def unwatch_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        policy = self._theirs(request, pk)
        policies.stop_watching(policy, now=timezone.now(), by=request.user.pk)
        self.log_change(request, policy, "not watched any more")
        self.message_user(request, "That rule is not watched any more.", messages.SUCCESS)
        return _to_rule(policy.category, policies.scope_of(policy))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Lead a link from the admin's history to the page of the kind of data."""
        if not self.may_see(request):
            raise PermissionDenied
        policy = self.found(request, object_id)
        return _to_rule(policy.category, policies.scope_of(policy))

    def _need_to_set(self, request: HttpRequest, scope: Scope) -> None:
        if not reach.may_set_policy(request.user, scope):
            raise PermissionDenied

    def _theirs(self, request: HttpRequest, pk: int) -> RetentionPolicy:
        """Return a policy that this person may withdraw; of others they hear nothing."""
        if not reach.may_set_some_policies(request.user):
            raise PermissionDenied
        policy = get_object_or_404(RetentionPolicy, pk=pk)
        if not reach.may_set_policy(request.user, policies.scope_of(policy)):
            raise Http404
        return policy


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


def _form_of_today(category: Category, scope: Scope, now: datetime) -> PolicyForm:
    """Return the form filled in with the rule of today, or the one that is proposed."""
    mode = policies.own_mode(category, now, scope) or proposals.proposed_rules(category)[0][1]
    return PolicyForm(initial=initial_of(mode), category=category, scope=scope)


def _proposed(category: Category) -> str:
    """Return in words what is proposed for all, from when it counts, and why nobody is told."""
    mode = proposals.proposed_rules(category)[0][1]
    counted = f"counted from when {category.counted_from(mode)}" if isinstance(mode, After) else ""
    return ", ".join(filter(None, (category.says(mode), counted, proposals.why_untold(category))))


def _also(category: Category) -> list[str]:
    """Return in words what is proposed with the rule for all."""
    return [
        f"{scope.words} {category.says(mode)}"
        for scope, mode in proposals.proposed_rules(category)[1:]
    ]


def _may_save(form: PolicyForm, proposal: Proposal) -> bool:
    """Return whether the rule is to be saved, and was shown with what it takes.

    What is in earnest wants the number typed, if data would go sooner.
    """
    if not {"save", "watch"} & form.data.keys():
        return False
    if form.data.get("shown", "") != proposal.shown:
        form.add_error(None, "Below is what this rule would do now. Look at it, then save.")
    elif "save" in form.data and form.data.get("typed", "").strip() != proposal.to_type:
        form.add_error(
            None, f"Type {proposal.to_type}, the number that would be due at once, and save again."
        )
    return not form.errors


def _saved(saved: list[RetentionPolicy], now: datetime) -> str:
    """Return what was saved and what that means: of several, by the first."""
    first = saved[0]
    if first.is_watched:
        return "Watched. Nothing is deleted by it; once a day a run says here what it would take."
    what = "Saved." if len(saved) == 1 else f"{len(saved)} policies saved."
    if first.waits_for_approval:
        return f"{what} Nothing changes until somebody else has approved it."
    return f"{what} {_begins(first, now)}"


def _begins(policy: RetentionPolicy, now: datetime) -> str:
    if policy.effective_at <= now:
        return "In force from now on."
    day = timezone.localtime(policy.effective_at)
    return f"Nothing is deleted by it before {day:%-d %B, %H:%M}; until then it can be withdrawn."
