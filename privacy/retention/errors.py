"""What may go wrong while something is to be erased.

RetentionError
├── NotADuration      a length of time that ISO 8601 does not know, or a zero
├── LadderRefused     days of notice that are none, or that cannot be kept
├── UnknownCategory   no such category is registered
├── PolicyRefused     a policy that is not allowed for its category
├── OwnProposal       somebody would approve what they proposed themselves
├── PlanStale         what is due is not what the plan showed
├── PlanTooLarge      more is due than may go without somebody looking
├── RunStopped        somebody pressed Stop, or another worker took over
│   └── StopAsked     somebody pressed Stop
├── Held              a hold says that it must stay
├── LedgerBroken      the ledger's chain does not fit together
├── LedgerUnavailable the ledger cannot be written, so nothing may be deleted
├── TargetNotFound    what a hold or a policy is for is not there
├── LinkRefused       a link from a mail is not ours, or its time is over
├── NoArchive         no archive of this person is ready
├── ReceiptRefused    what is shown is no receipt of ours
└── NotGone           something was still there after it should have gone
"""

from __future__ import annotations

from django.db import DatabaseError


class RetentionError(Exception):
    """Anything that stops an erasure or a policy; the message holds ids and counts only."""


class NotADuration(RetentionError):
    """Not an ISO 8601 duration of at least a second."""


class LadderRefused(RetentionError):
    """Not a few different days, or days that the category or the period has no room for."""


class UnknownCategory(RetentionError):
    """No category has this key."""


class PolicyRefused(RetentionError):
    """The policy lies outside what its category allows."""


class OwnProposal(RetentionError):
    """Two people are needed, and this is the one who proposed it."""


class PlanStale(RetentionError):
    """What is due now is not what the plan showed; make and look at a new one."""


class PlanTooLarge(RetentionError):
    """More is due than goes without somebody looking at it first."""


class RunStopped(RetentionError):
    """The work is not ours any more: another worker took over, or somebody pressed Stop."""


class StopAsked(RunStopped):
    """Somebody pressed Stop."""


class Held(RetentionError):
    """A hold says that it must stay."""


class LedgerBroken(RetentionError):
    """The chain of the ledger does not fit together at the number in the message."""


class LedgerUnavailable(RetentionError, DatabaseError):
    """The database of the ledger took no line; what was to be written down must not be done."""


class TargetNotFound(RetentionError):
    """What a hold or a policy is to be for is not there."""


class LinkRefused(RetentionError):
    """What somebody followed is no link of ours, or not any more."""


class NoArchive(RetentionError):
    """There is no archive that this person could fetch."""


class ReceiptRefused(RetentionError):
    """What is shown is no receipt, was changed, or is not from this site."""


class NotGone(RetentionError):
    """Something was still there after it should have gone."""
