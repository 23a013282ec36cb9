"""From a question to the screen that a person is shown."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any, Literal

from interviews.engine import names
from interviews.engine.blocks.question import Question
from interviews.engine.drawing.around import draw_help, draw_menu, draw_parts
from interviews.engine.drawing.asked import Asked, AskedField
from interviews.engine.drawing.buttons import CHOICES, Ways, WaysDrawing, is_branching, only_part
from interviews.engine.drawing.collecting import collected_list
from interviews.engine.drawing.documents import draw_documents
from interviews.engine.drawing.fields import FieldsDrawing, nothing_chosen
from interviews.engine.drawing.review import draw_review
from interviews.engine.drawing.texts import Texts
from interviews.engine.running import Running
from interviews.engine.screens import Screen, SectionMark
from interviews.engine.values import truth_of

_SHOWN = {"yesno", "noyes", "yesnomaybe", "noyesmaybe", "buttons"}
_UNSEEN = ("css", "script")  # dropped; but what they need is asked
State = Literal["done", "here", "ahead"]
RELOAD_SECONDS, RELOAD_AT_LEAST = 10, 4


def draw(running: Running, question: Question, sought: str) -> Asked | None:
    """Return the screen of a question in the present scope, None if there is nothing to choose.

    Raises NameMissing for the first thing that it needs, in the order in which it is read.
    """
    before_actions, running.actions = running.actions, {}
    texts = Texts(running, question)
    _enter_section(running, question)
    running.crumb = texts.plain(question.breadcrumb)
    screen = _worded(running, texts, question)
    drawing = FieldsDrawing(running, texts, question.package)
    items = collected_list(running, question)
    parts = _parts(question)
    fields = items.fields(drawing, parts) if items else drawing.draw(parts)
    if fields and _nothing_to_choose(fields):
        _settle(running, fields)
        running.actions = before_actions
        return None
    drawn = WaysDrawing(running, texts, question)
    ways = drawn.draw()
    if items:
        items.add_ways(texts, ways)
    review = draw_review(running, texts, question)
    offers, filled = draw_documents(running, texts, question.attachments)
    _touch_owners(running, question, fields)
    screen = replace(
        screen,
        kind=_kind(question, ways),
        fields=(*(each.shown for each in fields), *([ways.chooser] if ways.chooser else [])),
        buttons=tuple(ways.buttons),
        documents=offers,
        document_notice=question.attachment_notice,
        review=review,
        menu=draw_menu(running),
        **_about(running, question, drawn),
    )
    return Asked(
        replace(screen, id=identity(running, screen)),
        question,
        running.scope,
        sought,
        fields,
        ways.meanings,
        filled,
        dict(running.actions),
        branches=ways.branches,
        crumb=running.crumb,
        collected=items.collected(fields) if items else None,
    )


def _about(running: Running, question: Question, drawing: WaysDrawing) -> dict[str, Any]:
    """Return what stands about the question: explanations first, they may show more pictures."""
    return {
        "terms": drawing.texts.used_terms(),
        "progress": _progress(running, question),
        **_ways_back(running, question, drawing),
        **place(running),
        "attributions": drawing.texts.attributions(),
    }


def _worded(running: Running, texts: Texts, question: Question) -> Screen:
    """Return the screen with its texts, before anything that is asked."""
    heading, body = texts.line(question.question), texts.block(question.texts.get("subquestion"))
    for key in _UNSEEN:
        texts.filled(question.texts.get(key))
    return Screen(
        id="",
        kind="end",
        question=heading,
        subquestion=body,
        **draw_parts(running, texts, question),
        **draw_help(running, texts, question),
        title=_title(running, texts),
        can_go_back=running.session.steps > running.session.no_way_back,
        language=running.language,
        css_class=texts.plain(question.texts.get("css class")),
        decoration=texts.pictures.address(texts.plain(question.decoration)),
        reload_seconds=_reload_seconds(running, question),
        finished=question.kind == "end" and not question.field_name,
    )


def _parts(question: Question) -> tuple[Any, ...]:
    if is_branching(question) or question.kind not in (*CHOICES, "signature"):
        return question.fields
    return (only_part(question),)


def _kind(question: Question, ways: Ways) -> Any:
    if question.kind in _SHOWN:
        return "buttons"
    if question.kind in CHOICES:
        return "fields" if ways.chooser or question.field_name else "buttons"
    if question.kind == "end" and ways.buttons:
        return "buttons"
    return question.kind


def _enter_section(running: Running, question: Question) -> None:
    section = question.section.text(running)
    if section:
        running.session.section = section
        if section not in running.session.visited:
            running.session.visited.append(section)
    if question.prevent_going_back:
        running.session.no_way_back = running.session.steps


def _reload_seconds(running: Running, question: Question) -> int:
    """Return after how long the page looks again by itself: 10 seconds, or 4 at least."""
    value = question.reload.value(running)
    if isinstance(value, str):
        value = {"true": True, "false": False}.get(value.lower(), value)
    if isinstance(value, bool) or value is None:
        return RELOAD_SECONDS if value else 0
    return max(int(value), RELOAD_AT_LEAST) if str(value).strip().isdecimal() else 0


def _title(running: Running, texts: Texts) -> str:
    if "title" in running.session.parts:
        return running.session.parts["title"]
    default = texts.defaults.get("title")
    return texts.plain(default) if default else running.interview.said("title", running.language)


def _ways_back(running: Running, question: Question, drawing: WaysDrawing) -> dict[str, Any]:
    """Return what leads back, beside the other buttons and at the top of the page."""
    features = running.interview.definitions.features
    wanted = question.back_button.value(running)
    beside = truth_of(running, features.get("question back button") if wanted is None else wanted)
    at_the_top = features.get("navigation back button", True) is not False
    label = drawing.label("back button label", question.back_label)
    corner = drawing.label("corner back button label", question.corner_back_label)
    return {
        # The usual word stands once on a page.
        "back_label": label if beside and (label or not at_the_top) else None,
        "corner_back_label": corner if at_the_top else None,
    }


def _nothing_to_choose(fields: tuple[AskedField, ...]) -> bool:
    inputs = [each for each in fields if each.name]
    return bool(inputs) and all(each.part.choices and not each.spec.choices for each in inputs)


def _settle(running: Running, fields: tuple[AskedField, ...]) -> None:
    """Answer a screen on which there is nothing to choose, as somebody who chose nothing."""
    for each in fields:
        if each.name:
            running.define(each.name, nothing_chosen(running, each))


def _touch_owners(running: Running, question: Question, fields: tuple[AskedField, ...]) -> None:
    """Make sure that there is something to keep each answer in."""
    wanted = [each.name for each in fields if each.name]
    wanted += [name for name in (question.field_name, question.continue_field) if name]
    for name in wanted:
        parent = names.parse(name).parent
        if parent is not None:
            running.read(parent)


def place(running: Running) -> dict[str, Any]:
    """Return where in the interview a screen is, and what is told there, by their names."""
    marks = section_marks(running)
    here = next((mark.label for mark in marks if mark.state == "here"), running.session.section)
    return {"section": here, "sections": marks, "told": tuple(running.session.told)}


def section_marks(running: Running) -> tuple[SectionMark, ...]:
    """Return the interview's parts: what is done, where one is, what lies ahead."""
    parts, session = running.sections(), running.session
    known = [key for key, _, _ in parts]
    here = known.index(session.section) if session.section in known else -1
    marks = []
    for at, (key, label, depth) in enumerate(parts):
        visited = key in session.visited
        state: State = "here" if at == here else "done" if visited or at < here else "ahead"
        marks.append(SectionMark(label, state, depth, _leads_to(running, key, state)))
    return tuple(marks)


def _leads_to(running: Running, key: str, state: State) -> str:
    """Return the key of the action that leads to a part one has come to, '' if none does."""
    is_offered = names.is_name(key) and running.block_offers(names.canonical(key))
    return running.action_key(key, {}) if is_offered and state != "ahead" else ""


def _progress(running: Running, question: Question) -> int | None:
    features = running.interview.definitions.features
    if not features.get("progress bar"):
        return None
    given = question.progress.value(running)
    session = running.session
    if isinstance(given, str) and given.strip().lstrip("-").isdecimal():
        given = int(given)
    if question.hides_progress or given == 0:
        return None
    if isinstance(given, int | float) and not isinstance(given, bool):
        least = 0.0 if features.get("progress can go backwards") else session.progress
        session.progress = max(least, float(given))
    return max(0, min(100, round(session.progress)))


def identity(running: Running, screen: Screen) -> str:
    """Return a hash of what is asked; a step later the same words are another screen."""
    asked = (
        running.session.steps,
        screen.question,
        screen.subquestion,
        [
            (each.key, each.name, each.datatype, each.label, [c.label for c in each.choices])
            for each in screen.fields
        ],
        [(each.key, each.label) for each in screen.buttons],
        [(each.label, each.action) for each in screen.review],
    )
    return hashlib.sha256(repr(asked).encode()).hexdigest()[:24]
