"""Puts stored passwords under the newest root key, for `vault_rotate`; no password is needed.

A changed hash ends the login sessions that it stands behind: everybody logs in once more.
"""

from __future__ import annotations

from accounts.hashers import VaultHasher
from accounts.models import User
from privacy.vault.subjects import newest_root_key, register_relock, relock_verifier


def relock() -> int:
    """Return how many stored passwords were locked under the newest root key.

    Each is written by itself, so that it may be stopped and run again. Raises SealBroken,
    RootKeysWrong.
    """
    done = 0
    ours = User.objects.filter(password__startswith=f"{VaultHasher.algorithm}$")
    others = ours.exclude(password__contains=f"${newest_root_key()}.").order_by("pk")
    for pk, stored in others.values_list("pk", "password").iterator(chunk_size=500):
        head, _, locked = stored.rpartition("$")
        # Only while it is the same: a password changed meanwhile is under the newest already.
        row = User.objects.filter(pk=pk, password=stored)
        done += row.update(password=f"{head}${relock_verifier(locked)}")
    return done


register_relock("stored passwords", relock)
