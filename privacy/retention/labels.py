"""Numbers with the names of what is counted: "1 interview", "3 interviews".

Labels of categories and their children are plurals; one of them is the singular of what comes
before the first word that begins an addition: "codes that were mailed to you".
"""

from __future__ import annotations

import re

# What names two kinds at once.
IRREGULAR = {"second factors and passkeys": "second factor or passkey"}
ADDITION = re.compile(
    r"(?: (?:of|that|whose|to|on|in|with|without|whether|between|for|by|waiting)\b|,)"
)
ENDINGS = (("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("ies", "y"), ("s", ""))


def one_of(label: str) -> str:
    """Return what one of these is called; a label that is no plural stays."""
    if label in IRREGULAR:
        return IRREGULAR[label]
    found = ADDITION.search(label)
    cut = found.start() if found else len(label)
    head, rest = label[:cut], label[cut:]
    for ending, singular in ENDINGS:
        if head.endswith(ending) and not head.endswith("ss"):
            head = head.removesuffix(ending) + singular
            break
    return head + rest.replace(" that were ", " that was ", 1)


def counted(count: int, label: str) -> str:
    """Return a number with what it counts: "1 interview", "1,200 interviews"."""
    return f"{count:,} {named(count, label)}"


def named(count: int, label: str) -> str:
    """Return what so many are called, without the number: "interview", "interviews"."""
    return one_of(label) if count == 1 else label
