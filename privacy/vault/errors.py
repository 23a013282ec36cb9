"""What can go wrong with keys and sealed data.

    VaultError
    ├── SealBroken            damaged, cut, moved to another place, or not ours
    │   └── FormatUnknown     a version or algorithm that this reader does not know
    ├── WrongKey              intact, but sealed under another key: a wrong password, as a rule
    ├── KeyDestroyed          the key share is gone; nothing will open this again
    ├── NoSubject             no keys were ever made for this subject
    ├── SubjectExists         this subject has keys already
    ├── ScopeExists           this scope has a key already
    ├── NoGrant               this subject was never let in
    ├── Locked                let in under keys of a forgotten password
    ├── TooBusy               too many passwords are being checked; try again
    ├── TooManyAtOnce         more shares were asked for in one go than anything here needs
    ├── TicketRefused         a ticket that was taken, is too old, or for something else
    ├── CodeMistyped          this cannot be a recovery code: a slip of the pen
    ├── PasswordTooLong       more bytes than a password may have
    ├── ParamsRefused         Argon2 parameters outside of what is safe
    └── RootKeysWrong         DASITE_ROOT_KEYS cannot be understood, or lacks a key

A message names ids and counts; never a key, a password or what was sealed.
"""

from __future__ import annotations


class VaultError(Exception):
    """Anything below."""


class SealBroken(VaultError):
    """The sealed bytes are not what was sealed for this place: damaged, cut or moved."""


class FormatUnknown(SealBroken):
    """The header names a version or an algorithm that this reader does not know."""


class WrongKey(VaultError):
    """The bytes seem whole, but another key sealed them; a wrong password ends here."""


class KeyDestroyed(VaultError):
    """The key share is gone: shredded, or lost with the vault's database."""


class NoSubject(VaultError):
    """No keys were ever made for this subject."""


class SubjectExists(VaultError):
    """A subject has keys already; making others would lock what they open."""


class ScopeExists(VaultError):
    """A scope has a key already; a second one would make the first's records unreadable."""


class NoGrant(VaultError):
    """The subject was never granted the scope's key."""


class Locked(VaultError):
    """The grant is to an older generation of the subject's keys; its password was forgotten."""


class TooBusy(VaultError):
    """All permits for Argon2 are taken and none came free in time: answer 503."""


class TooManyAtOnce(VaultError):
    """More shares were asked for in one go than `DASITE_SHARES_AT_ONCE`: none was read."""


class TicketRefused(VaultError):
    """A worker's ticket was taken already, is too old, or was for another operation."""


class CodeMistyped(VaultError):
    """What was typed cannot be a recovery code: its length or its check symbol is wrong."""


class PasswordTooLong(VaultError):
    """The password has more bytes than the vault will hash."""


class ParamsRefused(VaultError):
    """Argon2 parameters below the floor, or beyond what a server should spend."""


class RootKeysWrong(VaultError):
    """DASITE_ROOT_KEYS cannot be understood, or the key that a row names is not in it."""
