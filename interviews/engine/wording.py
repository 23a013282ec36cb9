"""An author's words in other languages: a YAML file of language, phrase and translation."""

from __future__ import annotations

import posixpath

from interviews.engine.errors import BlockInvalid, Position, SourceUnreadable
from interviews.engine.source import Files, Map, read_section

MAX_PHRASES = 10_000

Words = dict[str, dict[str, str]]


def add_words(words: Words, files: Files, reference: str, at: Position) -> None:
    """Add the words of a file in `data/sources`. Raises BlockInvalid, SourceUnreadable."""
    package, _, path = reference.partition(":")
    path = posixpath.normpath(path if path.startswith("data/") else f"data/sources/{path}")
    try:
        text = files.read(package, path).decode("utf-8-sig")
    except FileNotFoundError:
        raise SourceUnreadable(f'There are no words "{package}:{path}".', at) from None
    except UnicodeDecodeError:
        raise SourceUnreadable("Words are written in UTF-8.", at) from None
    read = read_section(text, f"{package}:{path}", 1)
    for language, phrases in (read or {}).items():
        if not isinstance(phrases, Map):
            raise BlockInvalid("Words are written: language, then phrase: translation.", at)
        known = words.setdefault(language, {})
        known.update({str(phrase): str(said) for phrase, said in phrases.items()})
        if len(known) > MAX_PHRASES:
            raise SourceUnreadable(f"A language has {MAX_PHRASES} phrases at most.", at)
