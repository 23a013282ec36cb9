"""Takes second factors from somebody who has lost them all and cannot log in."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts import login_sessions
from accounts.models import User
from privacy.audit import Concerning, What, record


@transaction.atomic
def remove_all(user: User, *, now: datetime) -> int:
    """Remove the person's second factors, passkeys and spare codes; return how many rows went.

    A command on the server does that alone, and it is on the audit log.

    All their devices are logged out. Their password is enough again, and opens what it opened.
    """
    login_sessions.sign_out(user)
    about = Concerning(person=user.pk)
    record(What.FACTORS_REMOVED, about, by=None, now=now)
    # Not by the manager of the relation: whoever listens to a row's end is to hear of each.
    return sum(row.delete()[0] for row in Authenticator.objects.filter(user=user))
