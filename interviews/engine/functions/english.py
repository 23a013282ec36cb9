"""How English words bend: plurals, articles, verbs, numbers in words. Pure text in, text out."""

from __future__ import annotations

import re

_UNCOUNTED = frozenset({
    "advice", "aircraft", "bread", "cash", "deer", "equipment", "evidence", "fish", "furniture",
    "homework", "housework", "information", "knowledge", "luggage", "mail", "money", "news",
    "offspring", "pants", "rice", "salmon", "scissors", "series", "sheep", "shrimp",
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
    "alias": "aliases", "atlas": "atlases", "bias": "biases", "canvas": "canvases", "gas": "gases",
    "lens": "lenses",
}  # fmt: skip
_IRREGULAR_SINGULARS = {many: one for one, many in _IRREGULAR_PLURALS.items()}
_SIBILANT = re.compile(r"(s|x|z|ch|sh)$")
_CONSONANT_Y = re.compile(r"[^aeiou]y$")


_IN_LAW = "-in-law"  # sons-in-law


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
    if phrase.lower().endswith(_IN_LAW):
        return plural(phrase[: -len(_IN_LAW)]) + phrase[-len(_IN_LAW) :]
    before, word = _last_word(phrase)
    low = word.lower()
    if not low or low in _UNCOUNTED or low in _IRREGULAR_SINGULARS:
        return phrase
    if low in _IRREGULAR_PLURALS:
        return before + _like(word, _IRREGULAR_PLURALS[low])
    one = _regular_singular(low, low)
    if one != low and _regular_plural(one, one) == low:
        return phrase
    return before + _regular_plural(word, low)


def _regular_plural(word: str, low: str) -> str:
    if low.endswith("man") and not low.endswith(("human", "german", "roman")):
        return word[:-2] + _like_end(word, "en")
    if _SIBILANT.search(low):
        return word + _like_end(word, "es")
    if _CONSONANT_Y.search(low):
        return word[:-1] + _like_end(word, "ies")
    return word + _like_end(word, "s")


def _like_end(word: str, ending: str) -> str:
    return ending.upper() if len(word) > 1 and word.isupper() else ending


def singular(phrase: str) -> str:
    """Return the singular of a noun or of the noun that ends a phrase."""
    if phrase.lower().endswith(_IN_LAW):
        return singular(phrase[: -len(_IN_LAW)]) + phrase[-len(_IN_LAW) :]
    before, word = _last_word(phrase)
    low = word.lower()
    if low in _UNCOUNTED or low in _IRREGULAR_PLURALS:
        return phrase
    if low in _IRREGULAR_SINGULARS:
        return before + _like(word, _IRREGULAR_SINGULARS[low])
    return before + _regular_singular(word, low)


def _regular_singular(word: str, low: str) -> str:
    if low.endswith("men") and len(low) > 4:
        return word[:-2] + _like_end(word, "an")
    if low.endswith("ies") and len(low) > 4:
        return word[:-3] + _like_end(word, "y")
    if low.endswith(("sses", "xes", "zes", "ches", "shes", "uses")) and len(low) > 4:
        return word[: -1 if low.endswith(("auses", "ouses", "izes", "azes")) else -2]
    if low.endswith("s") and not low.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


_AN_SOUNDS = re.compile(
    r"(hour|honest|honou?r|heir|herb\b|[aefhilmnorsx]($|[A-Z0-9.\s-])|8|1[18](?!\d))"
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
    "agree": ("agrees", "agreed"), "bear": ("bears", "bore"), "beat": ("beats", "beat"),
    "bind": ("binds", "bound"), "bite": ("bites", "bit"), "break": ("breaks", "broke"),
    "cost": ("costs", "cost"), "deal": ("deals", "dealt"), "draw": ("draws", "drew"),
    "feed": ("feeds", "fed"), "fight": ("fights", "fought"), "flee": ("flees", "fled"),
    "hide": ("hides", "hid"), "hurt": ("hurts", "hurt"), "quit": ("quits", "quit"),
    "ride": ("rides", "rode"), "rise": ("rises", "rose"), "seek": ("seeks", "sought"),
    "set": ("sets", "set"), "shed": ("sheds", "shed"), "shoot": ("shoots", "shot"),
    "shut": ("shuts", "shut"), "steal": ("steals", "stole"), "strike": ("strikes", "struck"),
    "swear": ("swears", "swore"), "tear": ("tears", "tore"), "throw": ("throws", "threw"),
    "wake": ("wakes", "woke"), "withdraw": ("withdraws", "withdrew"),
}  # fmt: skip
# The last letter is said twice after a short vowel with the stress: "planned", "admitted".
_SHORT = re.compile(
    r"^([^aeiou]*[aeiou][bdgklmnprt]|.*(cur|trol|pel|(?<!f)fer)|(ad|com|o|per|sub|trans)mit)$"
)


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


_INFINITIVES = {bent: verb for verb, forms in _IRREGULAR_VERBS.items() for bent in forms} | {
    verb: verb for verb in _IRREGULAR_VERBS
}
_INFINITIVES |= {"am": "be", "are": "be", "were": "be"}
_TAKES_E = re.compile(
    r"([vucz]|[^s]s|[bcdgkpt]l|[^aeiou]g|[^aeo]at|[^ao]il|[^a]ir|[^e]ar|[^o]id|[^o]ut)$"
)  # what stands before "d" in "moved", "settled", "stated", "hired", "shared", "decided"
_DOUBLE = re.compile(r"([bdgkmnprt])\1$")


def infinitive(phrase: str) -> str:
    """Return the verb as a dictionary has it, for any form of it: "helps", "helped", "was"."""
    verb, blank, rest = phrase.partition(" ")
    low = verb.lower()
    return _like(verb, _INFINITIVES.get(low) or _stem(low)) + blank + rest


def _stem(low: str) -> str:
    if low.endswith(("ies", "ied")):
        return low[:-3] + "y" if len(low) > 4 else low[:-1]
    if low.endswith(("sses", "shes", "ches", "xes", "zzes", "oes")):
        return low[:-2]
    if low.endswith("s") and not low.endswith(("ss", "us", "is")):
        return low[:-1]
    stem = low[:-2]
    if not low.endswith("ed") or low.endswith("eed") or not re.search("[aeiou]", stem):
        return low
    if _TAKES_E.search(stem):
        return low[:-1]
    return stem[:-1] if _DOUBLE.search(stem) else stem


def conjugate(phrase: str, person: str, *, past: bool) -> str:
    """Return a form of a verb: `person` is "1sg", "3sg", "pl" and their like."""
    verb = infinitive(phrase)
    plural, third = "pl" in person, person.startswith("3")
    be, blank, rest = verb.partition(" ")
    if be == "be" and (plural or not third):
        first = "am" if not past else "was"
        other = "are" if not past else "were"
        return (first if person.startswith("1") and not plural else other) + blank + rest
    if past:
        return verb_past(verb)
    return verb_present(verb) if third and not plural else verb


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
