"""Says in plain words what kind of browser somebody has: family and platform, nothing finer.

Versions and models of phones would tell one person's browser from another's; nobody needs them to
know their own again. What a browser calls itself is a claim: it is shown, and decides nothing.
"""

from __future__ import annotations

UNKNOWN = "An unknown browser"
READ_AT_MOST = 512  # characters; the names stand at the beginning or the end of short lines

# The first that occurs holds: nearly every browser also names those it wants to be taken for.
FAMILIES = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Safari/", "Safari"),
)
PLATFORMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("X11; Cr", "Chromebook"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def name_browser(user_agent: str) -> str:
    """Return a browser in words ("Firefox on Android"), for what it calls itself."""
    said = user_agent[:READ_AT_MOST]
    family, platform = _first(FAMILIES, said), _first(PLATFORMS, said)
    if family and platform:
        return f"{family} on {platform}"
    if platform:
        return f"A browser on {platform}"
    return family or UNKNOWN


def _first(table: tuple[tuple[str, str], ...], said: str) -> str:
    return next((words for mark, words in table if mark in said), "")
