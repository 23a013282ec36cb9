"""The links of a screen that start actions, by what they say."""

from __future__ import annotations

import re

from tests.engine.walks import Walk


def follow(walk: Walk, label: str, nth: int = 1) -> Walk:
    """Press a link in the texts, an action button or an entry of a review; the nth of its name."""
    screen = walk.screen
    texts = "".join((screen.subquestion, screen.right, *(each.text for each in screen.review)))
    found = re.findall(r'value="(\w+)" class="[^"]*">([^<]*)</button>', texts)
    found += [(each.key, str(each.label)) for each in screen.buttons if each.kind == "action"]
    found += [(each.action, str(each.label)) for each in screen.review if each.action]
    keys = [key for key, said in found if said == label]
    assert len(keys) >= nth, f"no link {label}: {[said for _, said in found]}"
    return walk.act(keys[nth - 1])


def offers(walk: Walk) -> list[str]:
    """Return what the links in the screen's text say."""
    return re.findall(
        r'name="action" value="\w+" class="[^"]*">([^<]*)</button>', str(walk.screen.subquestion)
    )
