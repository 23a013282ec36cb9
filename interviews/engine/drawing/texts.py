"""An author's texts on one screen: filled, then read as Markdown with terms and pictures."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from interviews.engine.blocks.definitions import in_language
from interviews.engine.blocks.question import Question
from interviews.engine.running import Running
from interviews.engine.screens import EMPTY, Html
from interviews.engine.text import markdown
from interviews.engine.text.markdown import Setting
from interviews.engine.text.template import Template
from interviews.engine.text.terms import Terms
from interviews.engine.veil import plain, veil

_IMAGE_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")
_FOLDERS = ("data/static", "data/images")


class Pictures:
    """What `[FILE name, width]` and `:icon:` show: static files and images with a name."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.made_by: dict[str, None] = {}  # who is to be named, in order

    def address(self, word: str) -> str:
        """Return the address of a picture by its name or file, '' if there is none."""
        if word in self.running.interview.definitions.attributions:
            self.made_by[self.running.interview.definitions.attributions[word]] = None
        reference = self.running.interview.definitions.images.get(word, word)
        if "." not in reference.rpartition("/")[2]:
            return ""
        return self.running.static_url(reference)

    def figure(self, word: str, argument: str) -> str:
        """Return HTML for `[FILE …]`, '' when there is nothing to show."""
        if word == "ICON":
            return self.icon(argument)
        name, _, rest = argument.partition(",")
        width = rest.strip().partition(",")[0].strip()
        url = self.address(name.strip()) if word in ("FILE", "EMOJI") else ""
        if not url:
            return ""
        if not url.lower().endswith(_IMAGE_ENDINGS):
            shown = escape(name.strip().rpartition("/")[2])
            return f'<a href="{escape(url)}">{shown}</a>'
        pixels = width.removesuffix("px")
        size = f' width="{int(pixels)}"' if pixels.isdecimal() and len(pixels) < 5 else ""
        alt = rest.strip().partition(",")[2].strip()
        return f'<img src="{escape(url)}" alt="{escape(alt)}"{size}>'

    def icon(self, name: str) -> str:
        """Return HTML for `:name:`, '' unless it is one of the interview's images."""
        known = self.running.interview.definitions.images
        url = self.address(name) if name in known else ""
        return f'<img class="icon" src="{escape(url)}" alt="" height="20">' if url else ""


class Texts:
    """Fills the texts of one question and remembers which terms they used."""

    def __init__(self, running: Running, question: Question | None) -> None:
        self.running = running
        definitions = running.interview.definitions
        language = running.language
        braced = in_language(definitions.terms, language)
        automatic = in_language(definitions.auto_terms, language)
        self.defaults = in_language(definitions.parts, language)
        if question is not None:
            braced |= question.terms
            automatic |= question.auto_terms
        self.explanations: Mapping[str, Template] = {**automatic, **braced}
        self.terms = Terms.of(braced, automatic)
        self.pictures = Pictures(running)
        self.setting = Setting(self.terms, self.pictures, running.budget)

    def filled(self, template: Template | None) -> str:
        """Return the filled text as markup, '' for None."""
        return template.render(self.running) if template else ""

    def block(self, template: Template | None) -> Html:
        """Return a text of whole paragraphs."""
        return markdown.render(self.filled(template), self.setting) if template else EMPTY

    def line(self, template: Template | None) -> Html:
        """Return a text of one line: a label, a heading."""
        return self.line_of(self.filled(template)) if template else EMPTY

    def line_of(self, markup: str) -> Html:
        """Return one line of markup as HTML."""
        return markdown.render_inline(markup.strip(), self.setting) if markup.strip() else EMPTY

    def block_of(self, markup: str) -> Html:
        """Return markup as HTML of paragraphs."""
        return markdown.render(markup, self.setting) if markup.strip() else EMPTY

    def plain(self, template: Template | None) -> str:
        """Return a text without any markup."""
        return plain(self.filled(template)).strip() if template else ""

    def said(self, value: str) -> Html:
        """Return a value as HTML that shows it as it is."""
        return markdown.render_inline(veil(value), self.setting)

    def attributions(self) -> tuple[Html, ...]:
        """Return who made the pictures that the texts and buttons have shown."""
        return tuple(self.line_of(each) for each in self.pictures.made_by)

    def used_terms(self) -> dict[str, Html]:
        """Return the explanations of the terms that the texts used, by the key in the page."""
        found: dict[str, Html] = {}
        for _ in range(3):  # explanations may use terms themselves
            for key, word in list(self.terms.used.items()):
                if f"term-{key}" not in found and word in self.explanations:
                    found[f"term-{key}"] = self.block(self.explanations[word])
        return found
