"""Recovery codes: 160 random bits as one writes them down, with a symbol that finds slips.

Crockford's base 32: no letter is mistaken for a digit, and case does not matter.
"""

from __future__ import annotations

import secrets

from privacy.vault.errors import CodeMistyped
from privacy.vault.secret import Secret

CODE_BYTES = 20
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# The rest of the number modulo 37 finds each wrong symbol and each two that changed places.
CHECK_SYMBOLS = ALPHABET + "*~$=U"
LETTERS = CODE_BYTES * 8 // 5
GROUP = 4
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def make_code() -> str:
    """Return a fresh code: eight groups of four letters and a check symbol, 41 characters.

    Show it once; what is kept is the wrap that it opens.
    """
    number = int.from_bytes(secrets.token_bytes(CODE_BYTES))
    letters = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(LETTERS)))
    groups = [letters[start : start + GROUP] for start in range(0, LETTERS, GROUP)]
    return "-".join([*groups, CHECK_SYMBOLS[number % len(CHECK_SYMBOLS)]])


def read_code(text: str) -> Secret:
    """Return the 20 bytes of a code, however it is spaced and in whatever case.

    Raises CodeMistyped if it cannot be one.
    """
    typed = text.strip().upper().translate(_ALIKE)
    letters, check = typed[:-1], typed[-1:]
    if len(letters) != LETTERS or set(letters) - set(ALPHABET):
        raise CodeMistyped(f"a recovery code has {LETTERS} letters and digits, and one symbol.")
    number = 0
    for letter in letters:
        number = number << 5 | ALPHABET.index(letter)
    if CHECK_SYMBOLS[number % len(CHECK_SYMBOLS)] != check:
        raise CodeMistyped("a recovery code's check symbol does not fit: one letter is wrong.")
    return Secret(number.to_bytes(CODE_BYTES))
