"""What can go wrong on the way to a provider and back.

ProviderFailed
├── ProviderSilent   it cannot be reached, is too slow, or says that it is out of order
└── AnswerRefused    it answered what must not be believed, or refused us
    └── NotAnew      it does not say that the person logged in there just now
"""

from __future__ import annotations


class ProviderFailed(Exception):
    """The text is for the operator's log: it never holds what the provider said."""


class ProviderSilent(ProviderFailed):
    """Nobody is to blame here; the same may work in a while."""


class AnswerRefused(ProviderFailed):
    """Trying again with the same answer will not help."""


class NotAnew(AnswerRefused):
    """Good enough to log in by, but no fresh proof of who is at the browser."""
