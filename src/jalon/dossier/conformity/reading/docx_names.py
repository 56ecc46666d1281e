"""The styles of Word under the names that its French menus give them."""

import re

_BUILT_IN = {
    "title": "Titre", "subtitle": "Sous-titre", "caption": "Légende", "list paragraph": "Paragraphe de liste",
    "toc heading": "En-tête de table des matières", "table of figures": "Table des illustrations",
    "footnote text": "Note de bas de page", "endnote text": "Note de fin", "header": "En-tête",
    "footer": "Pied de page", "no spacing": "Sans interligne", "quote": "Citation", "intense quote": "Citation intense",
    "body text": "Corps de texte", "list bullet": "Liste à puces", "list number": "Liste à numéros",
    "plain text": "Texte brut", "normal": "Normal", "normal (web)": "Normal (Web)",
}  # fmt: skip
_RANKED = {"heading": "Titre", "titre": "Titre", "toc": "TM", "tm": "TM", "contents": "TM"}
_RANK = re.compile(r"(heading|titre|toc|tm|contents) ?([1-9])")
# « contents heading » is LibreOffice’s
_CONTENTS = frozenset({"En-tête de table des matières", "Table des illustrations", "contents heading"})


def shown_name(name: str) -> str:
    """« heading 1 » is « Titre 1 »; a name of its own is kept."""
    low = " ".join(name.lower().split())
    ranked = _RANK.fullmatch(low)
    if ranked:
        return f"{_RANKED[ranked[1]]} {ranked[2]}"
    return _BUILT_IN.get(low, name)


def is_contents_entry(shown: str) -> bool:
    """The style of an entry of the table of contents itself, as `shown_name` gives it."""
    return shown.startswith("TM ") and shown[3:].isdigit()


def is_contents(shown: str) -> bool:
    """A style of a table of contents or of figures, its heading included."""
    return is_contents_entry(shown) or shown in _CONTENTS or shown.lower() in _CONTENTS
