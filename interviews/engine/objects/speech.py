"""How a text speaks of an object: I, you, she, it, they; with the verbs that go with it.

A point of view is "1", "2" or "3", with a "p" for several. Whom `set_info(user=…)` names is "you".
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import Any

from interviews.engine.context import Context
from interviews.engine.functions import english
from interviews.engine.objects.exposing import exposed
from interviews.engine.values import Reachable, text_of, truth_of


@dataclass(frozen=True)
class Forms:
    """The words for one point of view."""

    subjective: str
    objective: str
    possessive: str
    reflexive: str
    plural: bool = False  # takes the verb without an s
    named: bool = False  # a name may stand instead


_FORMS = {
    "1": Forms("I", "me", "my", "myself", plural=True),
    "2": Forms("you", "you", "your", "yourself", plural=True),
    "1p": Forms("we", "us", "our", "ourselves", plural=True),
    "2p": Forms("you", "you", "your", "yourselves", plural=True),
    "3p": Forms("they", "them", "their", "themselves", plural=True, named=True),
    "male": Forms("he", "him", "his", "himself", named=True),
    "female": Forms("she", "her", "her", "herself", named=True),
    "other": Forms("they", "them", "their", "themselves", named=True),
    "it": Forms("it", "it", "its", "itself", named=True),
}


_BE = {"be", "is", "are"}


def capital(text: str, *, wanted: bool) -> str:
    """Return `text` with its first letter large if that is wanted."""
    return text[:1].upper() + text[1:] if wanted else text


def possessify(owner: str, target: str, *, plural: bool = False) -> str:
    """Return "the owner's target"; a plural in s takes the bare apostrophe."""
    return f"{owner}' {target}" if plural and owner.endswith("s") else f"{owner}'s {target}"


class Speaking(Reachable):
    """What an object knows of being spoken of. The pieces are asked of the class that derives."""

    def forms(self, context: Context) -> Forms:
        """Return the words for this object: by its point of view, else by what it is."""
        view = self.view(context)
        return _FORMS.get(view) or _FORMS[self.gender_word(context)]

    def spoken(self, context: Context) -> Forms:
        """Return the words as far as verbs and names need them: nobody is asked for a gender."""
        return _FORMS.get(self.view(context)) or _FORMS["it"]

    @abstractmethod
    def view(self, context: Context) -> str:
        """Return the point of view: "2" for the user, "3" for others."""

    def gender_word(self, context: Context) -> str:
        """Return "male", "female", "other" or "it"; people are asked for their gender."""
        return "it"

    def _pronouns(self, context: Context, *, third_person: bool) -> Forms:
        """Return the words for pronouns; on wish those for others, whoever is meant."""
        forms = self.forms(context)
        return _FORMS[self.gender_word(context)] if third_person and not forms.named else forms

    def _subject(self, context: Context) -> str:
        forms = self.spoken(context)
        return self.text(context) if forms.named else forms.subjective

    @exposed()
    def pronoun(
        self, context: Context, *, capitalize: bool = False, third_person: bool = False, **_: Any
    ) -> str:
        """Return "me", "you", "him", "her", "it", "them" or "us"."""
        said = self._pronouns(context, third_person=third_person).objective
        return capital(said, wanted=capitalize)

    @exposed()
    def pronoun_objective(self, context: Context, **kwargs: Any) -> str:
        """Return the same as `pronoun`."""
        return self.pronoun(context, **kwargs)

    @exposed()
    def pronoun_subjective(
        self, context: Context, *, capitalize: bool = False, third_person: bool = False
    ) -> str:
        """Return "I", "you", "he", "she", "it", "they" or "we"."""
        said = self._pronouns(context, third_person=third_person).subjective
        return capital(said, wanted=capitalize)

    @exposed()
    def pronoun_possessive(
        self,
        context: Context,
        target: Any,
        *,
        capitalize: bool = False,
        third_person: bool = False,
    ) -> str:
        """Return the target as "my", "your", "his", "her", "its", "their" or "our" one."""
        owner = self._pronouns(context, third_person=third_person).possessive
        return capital(f"{owner} {text_of(context, target)}", wanted=capitalize)

    @exposed()
    def pronoun_or_name(self, context: Context, *, capitalize: bool = False) -> str:
        """Return "me", "you" or "us", or else the name."""
        forms = self.spoken(context)
        said = self.text(context) if forms.named else forms.objective
        return capital(said, wanted=capitalize)

    @exposed("subject")
    def subjective_pronoun_or_name(self, context: Context, *, capitalize: bool = False) -> str:
        """Return "I", "you" or "we", or else the name."""
        return capital(self._subject(context), wanted=capitalize)

    @exposed()
    def yourself_or_name(self, context: Context, *, capitalize: bool = False) -> str:
        """Return "yourself" and its like, or else the name."""
        forms = self.spoken(context)
        said = self.text(context) if forms.named else forms.reflexive
        return capital(said, wanted=capitalize)

    @exposed()
    def itself(self, context: Context, *, capitalize: bool = False) -> str:
        """Return "myself", "yourself", "himself", "itself", "themselves", …."""
        return capital(self.forms(context).reflexive, wanted=capitalize)

    @exposed()
    def possessive(
        self, context: Context, target: Any, *, capitalize: bool = False, **_: Any
    ) -> str:
        """Return the target as "your …", or as that of the name: "Ada's …"."""
        forms, wanted = self.spoken(context), text_of(context, target)
        if forms.named:
            return capital(possessify(self.text(context), wanted), wanted=capitalize)
        return capital(f"{forms.possessive} {wanted}", wanted=capitalize)

    @exposed()
    def does_verb(
        self, context: Context, verb: Any, *, capitalize: bool = False, **kwargs: Any
    ) -> str:
        """Return the verb as it follows the subject: "sues", or "sue" after "you".

        `past` sets it into the past.
        """
        if truth_of(context, kwargs.get("past", False)):
            return self.did_verb(context, verb, capitalize=capitalize)
        said = text_of(context, verb)
        if said in _BE:
            said = self._be(context)
        elif not self.spoken(context).plural:
            said = english.verb_present(said)
        return capital(said, wanted=capitalize)

    @exposed()
    def did_verb(self, context: Context, verb: Any, *, capitalize: bool = False) -> str:
        """Return the past of the verb as it follows the subject."""
        said = text_of(context, verb)
        said = self._be(context, past=True) if said in _BE else english.verb_past(said)
        return capital(said, wanted=capitalize)

    def _be(self, context: Context, *, past: bool = False) -> str:
        forms = self.spoken(context)
        if forms.subjective == "I":
            return "was" if past else "am"
        if past:
            return "were" if forms.plural else "was"
        return "are" if forms.plural else "is"

    @exposed()
    def is_are_you(self, context: Context, *, capitalize: bool = False) -> str:
        """Return "are you", "is Ada", "am I"."""
        return capital(f"{self._be(context)} {self._subject(context)}", wanted=capitalize)

    @exposed()
    def do_question(self, context: Context, verb: Any, *, capitalize: bool = False) -> str:
        """Return "do you sue", "does Ada sue"."""
        do = "do" if self.spoken(context).plural else "does"
        said = f"{do} {self._subject(context)} {text_of(context, verb)}"
        return capital(said, wanted=capitalize)

    @exposed()
    def did_question(self, context: Context, verb: Any, *, capitalize: bool = False) -> str:
        """Return "did you sue", "did Ada sue"."""
        said = f"did {self._subject(context)} {text_of(context, verb)}"
        return capital(said, wanted=capitalize)

    @exposed()
    def were_question(self, context: Context, what: Any, *, capitalize: bool = False) -> str:
        """Return "were you married", "was Ada married"."""
        were = self._be(context, past=True)
        said = f"{were} {self._subject(context)} {text_of(context, what)}"
        return capital(said, wanted=capitalize)

    @exposed()
    def have_question(self, context: Context, what: Any, *, capitalize: bool = False) -> str:
        """Return "have you married", "has Ada married"."""
        have = "have" if self.spoken(context).plural else "has"
        said = f"{have} {self._subject(context)} {text_of(context, what)}"
        return capital(said, wanted=capitalize)
