"""Begins, answers, rewinds and erases interview sessions: the only writer of them.

Every write is one UPDATE that names the generation it read and a row that is not marked, in one
transaction with its packs: of two writers one loses, and what was erased never comes back.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from interviews.engine.errors import AnswersRefused, EngineError
from interviews.engine.runner import Runner
from interviews.engine.screens import Button, Screen
from interviews.engine.state import Json
from interviews.models import (
    AssembledDocument,
    InterviewSession,
    InterviewSource,
    SessionStatus,
    SessionSteps,
    Upload,
)
from interviews.rights import may_start
from interviews.selectors import newest_version_id
from interviews.services.boxes import adopt_box, let_in_by_rule, make_box
from interviews.services.documents import forget_documents
from interviews.services.record import Record, mark_of
from interviews.services.seats import (
    PACKS,
    SESSIONS,
    SessionMoved,
    Sitting,
    forced_command,
    open_record,
    reach,
    sit,
    surroundings,
)
from interviews.services.uploads import Given, digests_of, forget_uploads, take_files
from interviews.shelf import take_interview, take_source
from interviews.visitors import Visitor
from privacy.prepared import Prepared
from privacy.retention.requests import (
    Erasure,
    Held,
    delete_items,
    erase_items,
    refuse_held,
    when,
    why,
)
from privacy.vault.box import Box

__all__ = [
    "Begun",
    "Erasure",
    "Held",
    "MayNotStart",
    "Outcome",
    "Posted",
    "ScreenChanged",
    "adopt_session",
    "begin_session",
    "erase_files",
    "erase_sessions",
    "erased_with",
    "keep_draft",
    "respond",
    "restart_session",
    "when_erased",
    "why_here",
]

CATEGORY = "interviews.session"

_present: Prepared[InterviewSession] = Prepared(InterviewSession.objects)


class MayNotStart(Exception):
    """The interview is limited to others; nothing was begun."""


class ScreenChanged(Exception):
    """What was posted belongs to a screen that is not asked (any more); nothing was changed."""


@dataclass(frozen=True)
class Posted:
    """One form as it came: `number` and `screen` say which screen it answers."""

    number: int
    screen: str
    values: Mapping[str, Sequence[str]] = field(repr=False)
    action: str = ""
    files: Mapping[str, Sequence[UploadedFile]] = field(default_factory=dict, repr=False)

    @cached_property
    def mark(self) -> str:
        files = {f"file {key}": said for key, said in digests_of(self.files).items()}
        return mark_of(self.screen, {**self.values, **files, "action": [self.action]})


@dataclass(frozen=True)
class Outcome:
    """What came of a form: the number of the screen to show next, or what is wrong with it.

    With `errors` the form is shown again; with a `command` nothing was written yet.
    """

    number: int
    sitting: Sitting | None = None
    errors: Mapping[str, str] = field(default_factory=dict, repr=False)
    command: Button | None = None


@dataclass(frozen=True)
class Begun:
    """A new session, and the key that a guest's browser keeps ("" for others)."""

    session: InterviewSession
    token: str = field(repr=False)


def begin_session(
    source: InterviewSource, visitor: Visitor, *, url_args: Mapping[str, str], now: datetime
) -> Begun:
    """Make a session that stands at its first screen.

    Raises MayNotStart, AuthorMistake, BudgetExceeded.
    """
    if not may_start(visitor, source):
        raise MayNotStart
    uid, record = uuid.uuid4(), Record(dict(url_args), None)
    runner = Runner(take_source(source), None, surroundings(uid, record, visitor, now))
    screen = runner.next_screen()
    record.state = runner.to_json()
    with transaction.atomic():
        box, token = make_box(uid, visitor)
        let_in_by_rule(box, source, now=now)
        session = InterviewSession(
            uid=uid,
            owner_id=visitor.user_id,
            subject_id=visitor.subject_id or uid,
            version=source.version,
            catalogue=newest_version_id(),
            path=source.path,
            title=source.title,
            mode=source.mode,
            started_at=now,
        )
        for name, value in _columns(session, box, record, screen, now).items():
            setattr(session, name, value)
        session.save(force_insert=True)
    return Begun(session, token)


def respond(
    session: InterviewSession, visitor: Visitor, posted: Posted, *, now: datetime
) -> Outcome:
    """Take one form: answer, or act.

    A form that was taken before changes nothing. One of an earlier screen with other answers
    goes back there first; what came after it stays at hand to be shown again.
    Raises ScreenChanged, SessionMoved, and as `take_seat`.
    """
    box, record = open_record(session, visitor)
    reach(session, box, record, posted.number)
    step = record.step(posted.number)
    if step and step.mark == posted.mark:
        return Outcome(posted.number + 1)
    if not record.can_reach(posted.number):
        raise ScreenChanged
    sitting = sit(session, visitor, (box, record), posted.number, now=now)
    if sitting.screen.id != posted.screen:
        raise ScreenChanged
    if command := _command(sitting.screen, posted):
        return Outcome(posted.number, sitting, command=command)
    given = Given()
    try:
        given = take_files(session, box, sitting.screen, posted.values, posted.files)
        _hand_over(sitting.runner, posted, given)
        screen = _move_on(sitting, visitor, posted, given, now)
    except AnswersRefused as refused:
        given.discard()
        return Outcome(posted.number, sitting, errors=refused.errors)
    except BaseException:
        given.discard()
        raise
    command = forced_command(screen) if screen else None
    return Outcome(posted.number + 1, sitting, command=command)


def keep_draft(
    session: InterviewSession, visitor: Visitor, posted: Posted, *, now: datetime
) -> None:
    """Keep what was typed, unchecked, for when the person comes back. Raises SessionMoved."""
    box, record = open_record(session, visitor)
    values = {key: list(each) for key, each in posted.values.items()}
    record.draft = [posted.number, posted.screen, values]
    state = box.seal(record.to_bytes(), table=SESSIONS, row=str(session.uid), field="state")
    _write(session, {"sealed_state": state, "touched_at": now})


def restart_session(sitting: Sitting, visitor: Visitor, *, now: datetime) -> None:
    """Forget all answers, steps and documents, and stand at the first screen again.

    Raises Held if they have to be kept.
    """
    session, record = sitting.session, Record(sitting.record.url_args, None)
    around = surroundings(session.uid, record, visitor, now)
    runner = Runner(take_interview(session), None, around)
    screen = runner.next_screen()
    record.state = runner.to_json()
    with transaction.atomic():
        refuse_held(CATEGORY, [session.pk])
        _write(session, _columns(session, sitting.box, record, screen, now))
        session.packs.all().delete()
        forget_documents(session)
        forget_uploads(session)


def adopt_session(session: InterviewSession, visitor: Visitor, *, now: datetime) -> None:
    """Make a guest's session the logged-in person's, who said that it is theirs.

    Raises SessionMoved, and what the vault raises.
    """
    columns = {
        "owner_id": visitor.user_id,
        "subject_id": visitor.subject_id,
        "touched_at": now,
    }
    with transaction.atomic():
        _write(session, columns)
        adopt_box(session, visitor)


def erase_sessions(sessions: Iterable[InterviewSession], *, now: datetime) -> Erasure:
    """Erase sessions with all that belongs to them. Returns what went.

    Whoever was let into one is told, without which. Raises Held if one has to be kept, and then
    nothing went.
    """
    return delete_items(CATEGORY, [session.pk for session in sessions], now=now)


def erase_files(session: InterviewSession, *, now: datetime) -> Erasure:
    """Erase the documents of a session and the files that were given; the answers stay.

    Raises Held if they have to be kept.
    """
    return erase_items(f"{CATEGORY}/files", [session.pk], now=now)


def erased_with(sessions: Sequence[InterviewSession]) -> list[tuple[str, int]]:
    """Return what would go with sessions, in words and counted."""
    documents = AssembledDocument.objects.filter(session__in=sessions).count()
    uploads = Upload.objects.filter(session__in=sessions).count()
    return [("documents", documents), ("files that were given", uploads)]


def when_erased(
    sessions: Iterable[InterviewSession], *, now: datetime
) -> dict[int, tuple[datetime | None, str]]:
    """Return for each session when it goes by today's policy, and why, in words."""
    return {pk: (end.on, end.sentence) for pk, end in when(CATEGORY, sessions, now=now).items()}


def why_here(session: InterviewSession, *, now: datetime) -> list[str]:
    """Return in sentences why a session is still here, and when it goes."""
    return why(CATEGORY, session, now=now)


def _command(screen: Screen, posted: Posted) -> Button | None:
    """Return the pressed button if it leaves or restarts instead of answering."""
    pressed = posted.values.get("button", ())
    for button in screen.buttons:
        if button.kind == "command" and button.key in pressed:
            return button
    return None


def _hand_over(runner: Runner, posted: Posted, given: Given) -> None:
    if posted.action:
        runner.act(posted.action)
    else:
        runner.answer(posted.values, given.by_field)


def _move_on(
    sitting: Sitting, visitor: Visitor, posted: Posted, given: Given, now: datetime
) -> Screen | None:
    """Assemble what comes next, save it and return it.

    An author's mistake there must not lose what was typed: the answer is saved without a
    next screen, and whoever opens the session is told.
    """
    screen: Screen | None
    try:
        screen = sitting.runner.next_screen()
        state = sitting.runner.to_json()
    except EngineError:
        screen, state = None, _answered_only(sitting, visitor, posted, given, now)
    session, record = sitting.session, sitting.record
    record.rewind(sitting.number)
    record.advance(
        state,
        mark=posted.mark,
        can_go_back=screen is None or screen.can_go_back,
    )
    with transaction.atomic():
        pack = record.take_pack()
        _write(session, _columns(session, sitting.box, record, screen, now))
        given.save(session, now)
        if record.has_put_back:
            session.packs.filter(number__gte=pack[0] if pack else record.first).delete()
        if pack:
            _write_pack(session, sitting.box, *pack)
    return screen


def _answered_only(
    sitting: Sitting, visitor: Visitor, posted: Posted, given: Given, now: datetime
) -> Json:
    again = sit(sitting.session, visitor, (sitting.box, sitting.record), sitting.number, now=now)
    _hand_over(again.runner, posted, given)
    return again.runner.to_json()


def _write(session: InterviewSession, columns: Mapping[str, object]) -> None:
    """Save columns over the generation that `session` was read with. Raises SessionMoved."""
    written = {**columns, "generation": session.generation + 1}
    if not _present.update(written, id=session.pk, generation=session.generation):
        raise SessionMoved
    session.generation += 1


def _write_pack(session: InterviewSession, box: Box, number: int, plain: bytes) -> None:
    sealed = box.seal(plain, table=PACKS, row=f"{session.uid}:{number}", field="steps")
    SessionSteps.objects.create(session=session, number=number, sealed=sealed)


def _columns(
    session: InterviewSession, box: Box, record: Record, screen: Screen | None, now: datetime
) -> dict[str, object]:
    finished = screen is not None and screen.finished
    row = str(session.uid)
    state = box.seal(record.to_bytes(), table=SESSIONS, row=row, field="state")
    place = box.seal(_place(screen), table=SESSIONS, row=row, field="place")
    return {
        "sealed_state": state,
        "sealed_place": place,
        "steps": record.steps,
        "status": SessionStatus.FINISHED if finished else SessionStatus.STARTED,
        "finished_at": (session.finished_at or now) if finished else None,
        "touched_at": now,
    }


def _place(screen: Screen | None) -> bytes:
    """Return the part that was reached, for the list of sessions; it may tell of an answer."""
    place = {"part": screen.section, "progress": screen.progress} if screen else {}
    return json.dumps(place).encode()
