"""How English words bend: plurals, articles, verbs, numbers in words. Pure text in, text out."""

from __future__ import annotations

import re

_UNCOUNTED = frozenset({
    "advice", "aircraft", "bread", "cash", "deer", "equipment", "evidence", "fish", "furniture",
    "homework", "housework", "information", "knowledge", "luggage", "mail", "money", "moose",
    "news", "offspring", "pants", "rice", "salmon", "scissors", "series", "sheep", "shrimp",
    "species", "swine", "trousers", "trout", "traffic",
})  # fmt: skip
_IRREGULAR_PLURALS = {
    "child": "children", "foot": "feet", "goose": "geese", "man": "men", "mouse": "mice",
    "ox": "oxen", "person": "people", "tooth": "teeth", "woman": "women", "louse": "lice",
    "die": "dice", "criterion": "criteria", "phenomenon": "phenomena", "datum": "data",
    "analysis": "analyses", "basis": "bases", "crisis": "crises", "thesis": "theses",
    "knife": "knives", "life": "lives", "wife": "wives", "half": "halves", "leaf": "leaves",
    "loaf": "loaves", "shelf": "shelves", "thief": "thieves", "wolf": "wolves", "calf": "calves",
    "self": "selves", "elf": "elves", "sheaf": "sheaves", "this": "these", "that": "those",
    "hero": "heroes", "potato": "potatoes", "tomato": "tomatoes", "echo": "echoes",
    "veto": "vetoes", "is": "are", "was": "were", "has": "have", "movie": "movies",
    "cookie": "cookies", "tie": "ties", "quiz": "quizzes", "cactus": "cacti",
}  # fmt: skip
_IRREGULAR_SINGULARS = {many: one for one, many in _IRREGULAR_PLURALS.items()}
_SIBILANT = re.compile(r"(s|x|z|ch|sh)$")
_CONSONANT_Y = re.compile(r"[^aeiou]y$")


def _like(pattern: str, word: str) -> str:
    """Return `word` with the capitals of `pattern`."""
    if len(pattern) > 1 and pattern.isupper():
        return word.upper()
    return word[:1].upper() + word[1:] if pattern[:1].isupper() else word


def _last_word(phrase: str) -> tuple[str, str]:
    """Return what stands before the word that bends, and that word."""
    head, blank, last = phrase.rpartition(" ")
    before, hyphen, last_part = last.rpartition("-")
    return head + blank + before + hyphen, last_part


def plural(phrase: str) -> str:
    """Return the plural of a noun or of the noun that ends a phrase."""
    before, word = _last_word(phrase)
    low = word.lower()
    if not low or low in _UNCOUNTED or low in _IRREGULAR_SINGULARS:
        return phrase
    if low in _IRREGULAR_PLURALS:
        return before + _like(word, _IRREGULAR_PLURALS[low])
    if low.endswith(("man",)) and not low.endswith(("human", "german", "roman")):
        return before + word[:-2] + "en"
    if _SIBILANT.search(low):
        return before + word + _like_end(word, "es")
    if _CONSONANT_Y.search(low):
        return before + word[:-1] + _like_end(word, "ies")
    return before + word + _like_end(word, "s")


def _like_end(word: str, ending: str) -> str:
    return ending.upper() if len(word) > 1 and word.isupper() else ending


def singular(phrase: str) -> str:
    """Return the singular of a noun or of the noun that ends a phrase."""
    before, word = _last_word(phrase)
    low = word.lower()
    if low in _UNCOUNTED or low in _IRREGULAR_PLURALS:
        return phrase
    if low in _IRREGULAR_SINGULARS:
        return before + _like(word, _IRREGULAR_SINGULARS[low])
    return before + _regular_singular(word, low)


def _regular_singular(word: str, low: str) -> str:
    if low.endswith("men") and len(low) > 4:
        return word[:-2] + "an"
    if low.endswith("ies") and len(low) > 4:
        return word[:-3] + "y"
    if low.endswith(("sses", "xes", "zes", "ches", "shes", "uses")) and len(low) > 4:
        return word[: -1 if low.endswith(("auses", "ouses", "izes", "azes")) else -2]
    if low.endswith("s") and not low.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


_AN_SOUNDS = re.compile(
    r"(hour|honest|honou?r|heir|herb\b|[aefhilmnorsx]($|[A-Z0-9.\s-])|8|11\b|18\b)"
)
_A_SOUNDS = re.compile(r"(uni([^nm]|nt)|us[aeiou]|u[bt][ie]|eu|ewe|one\b|once|u($|[A-Z0-9.\s-]))")


def with_article(phrase: str) -> str:
    """Return `phrase` with "a" or "an" before it, by its sound."""
    first = phrase.lstrip("\"'([")
    letter = first[:1].lower() + first[1:]
    if _AN_SOUNDS.match(letter):
        return f"an {phrase}"
    if _A_SOUNDS.match(letter) or letter[:1] not in "aeiou":
        return f"a {phrase}"
    return f"an {phrase}"


_IRREGULAR_VERBS = {
    "be": ("is", "was"), "have": ("has", "had"), "do": ("does", "did"), "go": ("goes", "went"),
    "become": ("becomes", "became"), "begin": ("begins", "began"), "bring": ("brings", "brought"),
    "build": ("builds", "built"), "buy": ("buys", "bought"), "can": ("can", "could"),
    "catch": ("catches", "caught"), "choose": ("chooses", "chose"), "come": ("comes", "came"),
    "cut": ("cuts", "cut"), "drink": ("drinks", "drank"), "drive": ("drives", "drove"),
    "eat": ("eats", "ate"), "fall": ("falls", "fell"), "feel": ("feels", "felt"),
    "find": ("finds", "found"), "fly": ("flies", "flew"), "forget": ("forgets", "forgot"),
    "get": ("gets", "got"), "give": ("gives", "gave"), "grow": ("grows", "grew"),
    "hear": ("hears", "heard"), "hit": ("hits", "hit"), "hold": ("holds", "held"),
    "keep": ("keeps", "kept"), "know": ("knows", "knew"), "lead": ("leads", "led"),
    "leave": ("leaves", "left"), "lend": ("lends", "lent"), "let": ("lets", "let"),
    "lose": ("loses", "lost"), "make": ("makes", "made"), "mean": ("means", "meant"),
    "meet": ("meets", "met"), "pay": ("pays", "paid"), "put": ("puts", "put"),
    "read": ("reads", "read"), "run": ("runs", "ran"), "say": ("says", "said"),
    "see": ("sees", "saw"), "sell": ("sells", "sold"), "send": ("sends", "sent"),
    "sit": ("sits", "sat"), "sleep": ("sleeps", "slept"), "speak": ("speaks", "spoke"),
    "spend": ("spends", "spent"), "stand": ("stands", "stood"), "sue": ("sues", "sued"),
    "take": ("takes", "took"), "teach": ("teaches", "taught"), "tell": ("tells", "told"),
    "think": ("thinks", "thought"), "understand": ("understands", "understood"),
    "wear": ("wears", "wore"), "will": ("will", "would"), "win": ("wins", "won"),
    "write": ("writes", "wrote"),
}  # fmt: skip
_SHORT = re.compile(r"^[^aeiou]*[aeiou][bdgklmnprt]$")


def _bend_verb(phrase: str, *, past: bool) -> str:
    verb, blank, rest = phrase.partition(" ")
    low = verb.lower()
    if low in _IRREGULAR_VERBS:
        return _like(verb, _IRREGULAR_VERBS[low][past]) + blank + rest
    stem = verb[:-1] + "i" if _CONSONANT_Y.search(low) else verb
    if not past:
        es = stem != verb or _SIBILANT.search(low) or low.endswith("o")
        return stem + ("es" if es else "s") + blank + rest
    if low.endswith("e"):
        return f"{verb}d{blank}{rest}"
    if _SHORT.match(low):
        stem += verb[-1]
    return f"{stem}ed{blank}{rest}"


def verb_present(verb: str) -> str:
    """Return the third person singular: "sues", "is"."""
    return _bend_verb(verb, past=False)


def verb_past(verb: str) -> str:
    """Return the past of the third person singular: "sued", "was"."""
    return _bend_verb(verb, past=True)


_UNITS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES = ((10**9, "billion"), (10**6, "million"), (1000, "thousand"))
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip


def cardinal(number: int) -> str:
    """Return `number` in words: "twenty-one". Numbers of 10**12 and more keep their digits."""
    if number < 0:
        return f"minus {cardinal(-number)}"
    if number < 20:
        return _UNITS[number]
    if number < 100:
        return _TENS[number // 10] + (f"-{_UNITS[number % 10]}" if number % 10 else "")
    if number < 1000:
        rest = f" and {cardinal(number % 100)}" if number % 100 else ""
        return f"{_UNITS[number // 100]} hundred{rest}"
    if number >= 10**12:
        return str(number)
    value, name = next(scale for scale in _SCALES if number >= scale[0])
    rest = f" {cardinal(number % value)}" if number % value else ""
    return f"{cardinal(number // value)} {name}{rest}"


def ordinal_word(number: int) -> str:
    """Return the place of `number` in words: "first", "twenty-first"."""
    words = cardinal(number)
    before, last = _last_word(words)
    if last in _ORDINALS:
        return before + _ORDINALS[last]
    return before + (last[:-1] + "ieth" if last.endswith("y") else last + "th")


def ordinal_digits(number: int) -> str:
    """Return the place of `number` in digits: "1st", "22nd", "13th"."""
    if number % 100 in {11, 12, 13}:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"
