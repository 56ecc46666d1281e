"""Captions typed by hand, which no style tells: « Figure 3 : … », « Source : Insee, 2025 »."""

import re

from jalon.referentiel.importer.wording import folded

_KINDS = (
    r"(?:figures?|fig\.?|tableaux?|tab\.?|illustrations?|photos?|photographies?|images?|graphiques?|graph\.?|schemas?|cartes?"
    r"|documents?|doc\.?|captures?(?: d'ecran)?|encadres?|courbes?|diagrammes?|organigrammes?|plannings?|planches?"
    r"|plans?|extraits?)"
)
_SOURCES = r"(?:sources?|credits?(?: photos?)?|copyright|d'apres|lecture|legende|nota|note de lecture|champ)"
_NUMBERED = re.compile(
    rf"{_KINDS} ?(?:n ?[°o]? ?)?(?:\d{{1,3}}|[ivx]{{1,4}}|[a-h])(?: ?[-:.)/]|$)|{_SOURCES} ?:"
)
_BEGUN = re.compile(rf"(?:{_KINDS}|{_SOURCES})(?!\w)")
LENGTH = 260  # characters of a caption


def is_caption(text: str) -> bool:
    """Whether a short text begins as a caption does, with its number or its source."""
    return len(text) <= LENGTH and bool(_NUMBERED.match(folded(text[:60])))


def may_be_caption(text: str) -> bool:
    """Whether a short text, set smaller than the others, may well be one."""
    return len(text) <= LENGTH and bool(_BEGUN.match(folded(text[:60])))
