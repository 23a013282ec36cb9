"""The language's own words in the person's language, and an author's words for them."""

from __future__ import annotations

from collections.abc import Mapping

from interviews.engine.context import Context

NOT_KNOWN = "I don\u2019t know"
_ENGLISH = (
    "Yes", "No", NOT_KNOWN, "Continue", "Resume", "None of the above", "All of the above",
    "Add another", "Remove",
)  # fmt: skip
_OTHERS = {
    "de": (
        "Ja", "Nein", "Ich weiß es nicht", "Weiter", "Fortsetzen", "Nichts davon", "Alles davon",
        "Weitere hinzufügen", "Entfernen",
    ),
    "es": (
        "Sí", "No", "No sé", "Seguir", "Seguir", "Ninguna de las anteriores",
        "Todas las anteriores", "Añadir otro", "Quitar",
    ),
    "fr": (
        "Oui", "Non", "Je l\u2019ignore", "Continuer", "Reprendre", "Rien de cela",
        "Tout cela", "Ajouter", "Retirer",
    ),
    "it": (
        "Sì", "No", "Non lo so", "Continua", "Riprendi", "Nessuna di queste",
        "Tutte queste", "Aggiungi", "Rimuovi",
    ),
    "nl": (
        "Ja", "Nee", "Dat weet ik niet", "Verder", "Hervatten", "Geen van deze",
        "Al deze", "Nog een toevoegen", "Verwijderen",
    ),
    "pt": (
        "Sim", "Não", "Não sei", "Continuar", "Retomar", "Nenhuma das anteriores",
        "Todas as anteriores", "Adicionar", "Remover",
    ),
}  # fmt: skip
WORDS: Mapping[str, Mapping[str, str]] = {
    language: dict(zip(_ENGLISH, said, strict=True)) for language, said in _OTHERS.items()
}


def in_language(context: Context, phrase: str) -> str:
    """Return a phrase in the person's language: the author's words first, else as it is."""
    authors, language = context.words(), context.language
    for each in (language, language.partition("-")[0]):
        for known in (authors.get(each, {}), WORDS.get(each, {})):
            if phrase in known:
                return known[phrase]
    return phrase
