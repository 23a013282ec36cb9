#!/usr/bin/env python3
"""Measures what an interview session weighs: answers of 42 bytes, one a screen, all kept.

    .venv/bin/python benchmarks/storage.py [ANSWERS]

Walks through the real engine, services and vault, on SQLite; prints for every tenth of the way
the sealed bytes of the session's row and of its packs, and how many times the answers that is.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import five_questions

ANSWER = "forty-two bytes of what somebody has typed"


def main() -> None:
    """Walk and print."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    with tempfile.TemporaryDirectory() as folder:
        five_questions.set_up(folder)
        for number, sealed in weigh(wanted):
            times = sealed / (number * len(ANSWER))
            print(f"{number:5} answers {sealed:8} bytes {times:5.2f} times the answers")


def source(count: int) -> bytes:
    """Return an interview that asks so many questions."""
    names = [f"answer_{number}" for number in range(count)]
    goal = "mandatory: True\ncode: |\n" + "".join(f"  {name}\n" for name in names) + "  done\n"
    asked = [f"question: Which?\nfields:\n  - Answer: {name}\n" for name in names]
    return "---\n".join([goal, *asked, "event: done\nquestion: Done\n"]).encode()


def weigh(count: int) -> list[tuple[int, int]]:
    """Return for every tenth of the way the answers given and the sealed bytes."""
    from django.utils import timezone

    from interviews.models import InterviewSource
    from interviews.services import sessions
    from interviews.services.publishing import publish_packages
    from interviews.services.seats import take_seat
    from interviews.visitors import Visitor

    now = timezone.now()
    files = {"data/questions/many.yml": source(count)}
    publish_packages({"test.many": files}, is_listed=False, now=now)
    asking = InterviewSource.objects.get(package__name="test.many")
    begun = sessions.begin_session(asking, Visitor(), url_args={}, now=now)
    session, visitor = begun.session, Visitor(tokens={begun.session.uid: begun.token})
    weights = []
    for number in range(count):
        screen = take_seat(session, visitor, now=now).screen
        posted = sessions.Posted(number, screen.id, {"f0": [ANSWER]})
        sessions.respond(session, visitor, posted, now=now)
        session.refresh_from_db()
        if (number + 1) % (count // 10) == 0:
            weights.append((number + 1, sealed_bytes(session)))
    return weights


def sealed_bytes(session: Any) -> int:
    """Return what lies sealed in the session's row and in its packs."""
    packs = session.packs.values_list("sealed", flat=True)
    return sum(map(len, (session.sealed_state, session.sealed_place, *packs)))


if __name__ == "__main__":
    main()
