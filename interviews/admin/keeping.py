"""The ways from an interview's page to how long its sessions are kept, and to holds on them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from interviews.models import InterviewSource
from interviews.rights import HOLD, PERIOD
from privacy.permissions import may

SESSIONS = "interviews.session"


def keeping_links(user: Any, source: InterviewSource) -> dict[str, str]:
    """Return the addresses of what somebody may decide about an interview."""
    ref, found = f"{source.package.name}:{source.path}", {}
    if may(user, PERIOD, on=source):
        query = urlencode({"kind": "interview", "ref": ref})
        found["period_url"] = f"{reverse('admin:privacy_policy_of', args=[SESSIONS])}?{query}"
    if may(user, HOLD, on=source):
        query = urlencode({"kind": "interview", "chosen": ref})
        found["hold_url"] = f"{reverse('admin:privacy_hold_place')}?{query}"
    return found
