"""What one session's sealed column holds: the answers as they stand, and how to take steps back.

The state is stored once. Each step adds what undoes it, so that storage grows with the answers;
the newest steps lie in the record itself, older ones in packs (`SessionSteps`).
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from interviews.engine.state import Json, apply, difference, unlooked

# A pack is written when twice as many steps wait in the record, so that going back a few
# screens never needs one.
PACK = 16


@dataclass(frozen=True)
class PastStep:
    """A screen that was answered: a mark of the form that did it, and what undoes it.

    `undo` is None where the author forbids going back.
    """

    mark: str
    undo: Json

    def to_json(self) -> Json:
        return [self.mark, self.undo]


@dataclass
class Record:
    """One session's answers and steps, in clear; lives as long as one request."""

    url_args: dict[str, str]
    state: Json
    first: int = 0  # number of the oldest step in `past`
    past: list[PastStep] = field(default_factory=list)
    # The way from `state` to what was left by going back, and how many steps that had.
    ahead: Json = None
    ahead_steps: int = 0
    # What was typed on a screen when its person left: [number, screen id, values].
    draft: Json = None
    has_put_back: bool = False  # packs were read into `past`; their rows are superfluous then

    @property
    def steps(self) -> int:
        return self.first + len(self.past)

    @property
    def left_state(self) -> Json:
        """The state that was left by going back, or None."""
        return None if self.ahead is None else apply(self.state, self.ahead)

    def step(self, number: int) -> PastStep | None:
        """Return the step that answered screen `number`, if it lies in the record."""
        return self.past[number - self.first] if self.first <= number < self.steps else None

    def can_reach(self, number: int) -> bool:
        """Return whether the state before step `number` can be made from the record alone."""
        if not self.first <= number <= self.steps:
            return False
        return all(step.undo is not None for step in self.past[number - self.first :])

    def state_before(self, number: int) -> Json:
        """Return the answers as they stood when screen `number` was asked."""
        if number == self.steps:
            return self.state
        state = unlooked(self.state)
        for step in reversed(self.past[number - self.first :]):
            state = apply(state, step.undo)
        return state

    def rewind(self, number: int) -> None:
        """Go back to screen `number`; what is left stays at hand until it is passed again."""
        if number == self.steps:
            return
        left, steps = self.state, self.steps
        self.state = self.state_before(number)
        del self.past[number - self.first :]
        self.ahead, self.ahead_steps = difference(self.state, left), steps

    def advance(self, state: Json, *, mark: str, can_go_back: bool) -> None:
        """Put `state` in the place of the present one and remember what undoes it."""
        left = self.left_state if self.steps + 1 < self.ahead_steps else None
        undo = difference(unlooked(state), unlooked(self.state)) if can_go_back else None
        self.past.append(PastStep(mark, undo))
        self.state, self.draft = state, None
        self.ahead = None if left is None else difference(state, left)

    def take_pack(self) -> tuple[int, bytes] | None:
        """Take the oldest steps out when enough wait: number of the first, and all as JSON."""
        if len(self.past) < 2 * PACK:
            return None
        number, oldest = self.first, self.past[:PACK]
        del self.past[:PACK]
        self.first += PACK
        return number, _dump([step.to_json() for step in oldest])

    def put_back(self, number: int, pack: bytes) -> None:
        """Put the steps of a pack, which begins with step `number`, before those at hand."""
        self.past[:0] = [PastStep(*step) for step in json.loads(pack)]
        self.first = number
        self.has_put_back = True

    def to_bytes(self) -> bytes:
        return _dump(
            {
                "args": self.url_args,
                "state": self.state,
                "first": self.first,
                "past": [step.to_json() for step in self.past],
                "ahead": self.ahead,
                "ahead_steps": self.ahead_steps,
                "draft": self.draft,
            }
        )

    @classmethod
    def from_bytes(cls, plain: bytes) -> Record:
        read = json.loads(plain)
        return cls(
            read["args"],
            read["state"],
            read["first"],
            [PastStep(*step) for step in read["past"]],
            read["ahead"],
            read["ahead_steps"],
            read["draft"],
        )


def mark_of(screen: str, posted: Mapping[str, Sequence[str]]) -> str:
    """Return a short mark of a form, by which the same form is known when it comes again.

    72 bits: every step of every session keeps one, and only the person themselves could make
    two forms that bear the same.
    """
    plain = _dump([screen, {key: list(values) for key, values in sorted(posted.items())}])
    return base64.b64encode(hashlib.sha256(plain).digest()[:9]).decode()


def _dump(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
