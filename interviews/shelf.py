"""Parsed interviews, kept in this process's memory: a published version never changes."""

from __future__ import annotations

import threading
from collections import OrderedDict

from django.utils.translation import get_language

from interviews.engine.errors import EngineError
from interviews.engine.runner import Interview, error_help, load_interview
from interviews.engine.screens import EMPTY, Html
from interviews.models import InterviewSession, InterviewSource
from interviews.selectors import newest_version_id, read_package_file

# A parsed interview of 40 kB takes about 1 MB.
MOST_INTERVIEWS = 100

_shelf: OrderedDict[tuple[int, str, int], Interview] = OrderedDict()
_lock = threading.Lock()


class PublishedFiles:
    """Files as one session sees them: its own package as pinned, others as they stood then."""

    def __init__(self, package: str, version_id: int, catalogue: int) -> None:
        self.package = package
        self.version_id = version_id
        self.catalogue = catalogue
        self.left_the_package = False

    def read(self, package: str, path: str) -> bytes:
        """Return a file's bytes; raises FileNotFoundError."""
        own = package == self.package
        self.left_the_package = self.left_the_package or not own
        return read_package_file(
            package,
            path,
            catalogue=self.catalogue,
            version_id=self.version_id if own else None,
        )


def take_interview(session: InterviewSession) -> Interview:
    """Return the parsed interview of a session, from memory if it was read before.

    Raises AuthorMistake.
    """
    interview = _find(session.version_id, session.path, session.catalogue)
    if interview is not None:
        return interview
    files = PublishedFiles(session.version.package.name, session.version_id, session.catalogue)
    return _read(files, session.path)


def take_source(source: InterviewSource) -> Interview:
    """Return the parsed interview that a new session of this source would begin with."""
    catalogue = newest_version_id()
    interview = _find(source.version_id, source.path, catalogue)
    if interview is not None:
        return interview
    return _read(PublishedFiles(source.package.name, source.version_id, catalogue), source.path)


def help_after_error(of: InterviewSession | InterviewSource) -> Html:
    """Return what the author wants to be said where the interview fails, '' if nothing."""
    try:
        interview = take_source(of) if isinstance(of, InterviewSource) else take_interview(of)
    except EngineError:
        return EMPTY
    return error_help(interview, (get_language() or "en").split("-")[0])


def _find(version_id: int, path: str, catalogue: int) -> Interview | None:
    # One that needs no other package is the same for every session of its version.
    with _lock:
        for key in ((version_id, path, 0), (version_id, path, catalogue)):
            if key in _shelf:
                _shelf.move_to_end(key)
                return _shelf[key]
    return None


def _read(files: PublishedFiles, path: str) -> Interview:
    interview = load_interview(files, files.package, path)
    catalogue = files.catalogue if files.left_the_package else 0
    with _lock:
        _shelf[files.version_id, path, catalogue] = interview
        while len(_shelf) > MOST_INTERVIEWS:
            _shelf.popitem(last=False)
    return interview


def clear() -> None:
    """Forget all parsed interviews: for tests, whose version ids come again."""
    with _lock:
        _shelf.clear()
