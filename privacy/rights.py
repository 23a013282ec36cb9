"""Who may do what with policies, plans, runs and holds: each question is asked here alone.

A superuser is no exception where two people are needed, nor for holds, the breaker or the ledger:
those rules stand in the services, not here.
"""

from __future__ import annotations

from typing import Protocol


class Asker(Protocol):
    """Whoever is logged in, or nobody."""

    def has_perm(self, perm: str, /) -> bool:
        """Return whether this person has a permission."""
        ...


def may_see_policies(user: Asker) -> bool:
    """Return whether this person may see how long data are kept, and what a rule would do."""
    return user.has_perm("privacy.view_retentionpolicy") or may_set_policies(user)


def may_set_policies(user: Asker) -> bool:
    """Return whether this person may propose, watch and withdraw rules."""
    return user.has_perm("privacy.change_retentionpolicy")


def may_approve_policies(user: Asker) -> bool:
    """Return whether this person may approve what somebody else proposed."""
    return user.has_perm("privacy.change_retentionpolicy")


def may_see_runs(user: Asker) -> bool:
    """Return whether this person may see what went and what is due, in numbers."""
    return user.has_perm("privacy.view_retentionrun") or may_plan_runs(user)


def may_plan_runs(user: Asker) -> bool:
    """Return whether this person may plan a run."""
    return user.has_perm("privacy.change_retentionrun")


def may_approve_runs(user: Asker) -> bool:
    """Return whether this person may approve a plan."""
    return user.has_perm("privacy.change_retentionrun")


def may_stop_runs(user: Asker) -> bool:
    """Return whether this person may stop a run: whoever decides anything here."""
    return may_plan_runs(user) or may_set_policies(user) or may_place_holds(user)


def may_see_holds(user: Asker) -> bool:
    """Return whether this person may see what is held, save what is confidential."""
    return user.has_perm("privacy.view_hold") or may_place_holds(user)


def may_place_holds(user: Asker) -> bool:
    """Return whether this person may place and release holds."""
    return user.has_perm("privacy.change_hold")


def may_read_reasons(user: Asker) -> bool:
    """Return whether this person may read why something is held."""
    return user.has_perm("privacy.change_hold")


def may_see_jobs(user: Asker) -> bool:
    """Return whether this person may see the work of the workers."""
    return user.has_perm("privacy.view_job") or may_retry_jobs(user)


def may_retry_jobs(user: Asker) -> bool:
    """Return whether this person may have a job tried again that was given up."""
    return user.has_perm("privacy.change_job")
