"""Who may do what with policies, plans, runs and holds: each question is asked here alone.

A superuser is no exception where two people are needed, nor for holds, the breaker or the ledger:
those rules stand in the services, not here.
"""

from __future__ import annotations

from typing import Protocol

from privacy.permissions import may

DECIDE = ("privacy.set_retention", "privacy.approve", "privacy.place_holds")


class Asker(Protocol):
    """Whoever is logged in, or nobody."""

    def has_perm(self, perm: str, /) -> bool:
        """Return whether this person has a permission."""
        ...


def may_see_policies(user: Asker) -> bool:
    """Return whether this person may see how long data are kept, and what a rule would do."""
    return may_see_runs(user)


def may_set_policies(user: Asker) -> bool:
    """Return whether this person may propose, watch and withdraw rules."""
    return may(user, "privacy.set_retention")


def may_approve_policies(user: Asker) -> bool:
    """Return whether this person may approve what somebody else proposed."""
    return may(user, "privacy.approve")


def may_see_runs(user: Asker) -> bool:
    """Return whether this person may see what went and what is due, in numbers."""
    return may(user, "privacy.see_runs", "privacy.stop_all", *DECIDE)


def may_plan_runs(user: Asker) -> bool:
    """Return whether this person may plan a run."""
    return may(user, "privacy.approve")


def may_approve_runs(user: Asker) -> bool:
    """Return whether this person may approve a plan."""
    return may(user, "privacy.approve")


def may_stop_runs(user: Asker) -> bool:
    """Return whether this person may stop a run: whoever decides anything here."""
    return may(user, "privacy.stop_all", *DECIDE)


def may_see_holds(user: Asker) -> bool:
    """Return whether this person may see what is held, save what is confidential."""
    return may(user, "privacy.see_holds", "privacy.place_holds")


def may_place_holds(user: Asker) -> bool:
    """Return whether this person may place and release holds."""
    return may(user, "privacy.place_holds")


def may_see_jobs(user: Asker) -> bool:
    """Return whether this person may see the work of the workers."""
    return may(user, "privacy.see_runs", "privacy.tend_jobs")


def may_retry_jobs(user: Asker) -> bool:
    """Return whether this person may have a job tried again that was given up."""
    return may(user, "privacy.tend_jobs")
