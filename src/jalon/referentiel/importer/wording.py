"""Words of official documents: printed lines joined into sentences, and texts compared whatever their typography."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import lru_cache

from .source import Line

_APOSTROPHES = str.maketrans("'‘ʼ`´′", "’’’’’’")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_SPACES = re.compile(r"\s+")
_ELISION = re.compile(r"(?i)\b((?:[ldjmntsc]|qu|jusqu|lorsqu|puisqu|quoiqu|aujourd)’) (?=\w)")
_LEADING_MARK = re.compile("^(?:[\ue000-\uf8ff•▪●○■□◦‣⁃➢➔►→*·]|[-–—](?= ))+\\s*")
_DASHES = re.compile("[‐‑‒–—−]")
_QUOTES = re.compile('[«»“”„"]')
_TRAILING = re.compile(r"[\s.,;:!?…]+$")
_EDGE_WORD = re.compile(r"[^\W\d_]+")
_MARKDOWN = re.compile(r"^#{1,6}\s+|\*\*|__")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# First halves that keep their hyphen, whatever the word that follows; folded.
_HYPHENATED = _words(
    "e co socio non ex vice semi mi demi avant apres arriere savoir mise peut est doit front back full open plate "
    "rendez vis porte garde quasi tout toute c celui celle ceux moi toi lui elle eux nous vous soi ci la chef"
)

# Words after which a French sentence cannot end.
_OPEN_WORDS = _words(
    "à au aux avec chez ce ces cet cette dans de des du d dont dès en entre envers est et hors ils j jusqu l la "
    "le les leur leurs lors lorsqu malgré mes mon n ne ni notre nos on ou où par parmi pendant pour près puis qu "
    "que quel quels quelle quelles qui s sa sans sauf se selon ses si son sont sous sur tel telle telles tels "
    "un une vers via votre vos y notamment afin ainsi comme dont chaque plusieurs certains certaines tout tous "
    "toute toutes aucun aucune"
)

_INFINITIVE = re.compile(
    r"^(?:(?:ne pas |s'|se )?)(?:\w*(?:er|ir)|\w*(?:prendre|mettre|rendre|faire|lire|crire|duire|truire|vivre|suivre|"
    r"connaitre|naitre|paraitre|etre|battre|vendre|pendre|tendre|fendre|fondre|repondre|tordre|coudre|joindre|"
    r"teindre|peindre|craindre|traindre|soudre|clure|clore|vaincre|rompre|corrompre|dire|suffire|cuire|nuire|plaire|"
    r"taire|traire|boire|croire|sourire|rire|moudre|oindre))$"
)
# Verbs that are names too: what follows tells, « Conseiller un client » and « Conseiller en insertion ».
_NOUNS_TOO = _words("conseiller lever diner dejeuner gouter")
_DETERMINERS = _words(
    "un une le la les l des son sa ses leur leurs et ce cet cette ces chaque tout toute tous"
)
_NOT_VERBS = _words(
    "premier dernier atelier chantier metier dossier cahier calendrier courrier fichier papier levier danger "
    "quartier particulier chapitre clavier acier avenir plaisir loisir pouvoir mobilier immobilier matiere "
    "partenaire hier fer mer hiver ouvrier conseiller courtier foncier financier routier papetier"
)


# The same lines and words are asked again and again by the two grammars.
@lru_cache(maxsize=1 << 15)
def clean(text: str) -> str:
    """A text as the référentiel keeps it: curly apostrophes, no ligature, no invisible sign, single spaces."""
    text = _INVISIBLE.sub("", text).translate(_LIGATURES).translate(_APOSTROPHES)
    text = unicodedata.normalize("NFC", text)
    text = _LEADING_MARK.sub("", _SPACES.sub(" ", _MARKDOWN.sub("", text)).strip())
    return _ELISION.sub(r"\1", text)


def item(text: str) -> str:
    """An element of a list, `clean`, without the semicolon or comma that only parted it from the next."""
    return re.sub(r"\s*[;,]+$", "", clean(text))


def label(text: str) -> str:
    """A title, `clean`, without the punctuation that only closed its line."""
    return (
        re.sub(r"\s*[;,.:]+$", "", clean(text)) if not text.rstrip().endswith(("...", "…")) else clean(text)
    )


def join(texts: Iterable[str], words: Collection[str] = ()) -> str:
    """Printed lines made one text. `words`, the folded words of the document, decide what a final hyphen was."""
    whole = ""
    for raw in texts:
        piece = clean(raw) if not whole else _INVISIBLE.sub("", raw).strip()
        if raw.rstrip().endswith("\u00ad"):
            piece += "\u00ad"
        if not piece:
            continue
        whole = _glued(whole, piece, words) if whole else piece
    return clean(whole)


def paragraph(lines: Iterable[Line], words: Collection[str] = ()) -> str:
    """The text of printed lines that make one paragraph."""
    return join((line.text for line in lines), words)


@lru_cache(maxsize=1 << 15)
def folded(text: str) -> str:
    """Key of comparison: no accent, no capital, straight apostrophes, œ as oe, no quote, no trailing punctuation."""
    text = clean(text).lower().replace("œ", "oe").replace("æ", "ae").replace("’", "'").replace("…", "...")
    text = _QUOTES.sub(" ", _DASHES.sub("-", text))
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    # A quote taken out may bare a mark of list.
    return _TRAILING.sub("", _LEADING_MARK.sub("", _SPACES.sub(" ", text).strip()))


def letters(text: str) -> str:
    """Letters and figures alone, folded: what remains of a text whatever its spaces, hyphens and punctuation."""
    return re.sub(r"[^a-z0-9]", "", folded(text))


def same(one: str, other: str) -> bool:
    """True when two texts differ by typography alone: apostrophes, accents, œ, capitals, spaces, final punctuation."""
    return folded(one).replace(" ", "") == folded(other).replace(" ", "")


def vocabulary(lines: Iterable[Line]) -> frozenset[str]:
    """Folded words of a document, those cut by a line end left out; hyphenated words count as one and as several."""
    found: set[str] = set()
    for line in lines:
        text = folded(line.text) if not line.text.rstrip().endswith("-") else folded(line.text.rstrip()[:-1])
        pieces = text.split()
        if line.text.rstrip().endswith(("-", "\u00ad")):
            pieces = pieces[:-1]
        for piece in pieces:
            bare = piece.strip("()[],;:.!?/'")
            found.add(bare)
            found.update(part for part in re.split(r"[-'/]", bare) if part)
    return frozenset(found)


def is_open(text: str) -> bool:
    """True when a text cannot end there: a comma, an article, a preposition, a parenthesis or quote left open."""
    text = clean(text)
    if not text:
        return False
    if text[-1] in ",(«[/’'+&" or (text.endswith((" :", "-")) and not text.endswith("...")):
        return True
    if text.count("(") > text.count(")") or text.count("«") > text.count("»"):
        return True
    last = text.rsplit(" ", 1)[-1].strip('()«»"').lower()
    return last.rsplit("’", 1)[-1] in _OPEN_WORDS


def starts_low(text: str) -> bool:
    """True when a text goes on with a sentence: by a small letter, a closing sign or a figure."""
    text = clean(text).lstrip('«"“ ')
    return bool(text) and (text[0].islower() or text[0] in "()]»,;:.…!?%&+=/" or text[0].isdigit())


def is_infinitive(text: str) -> bool:
    """True when a text starts by a verb in the infinitive, as a skill does and a piece of knowledge does not."""
    words = folded(text).split(" ", 2)
    first = words[0].strip("(),;:./")
    if first in ("se", "ne", "bien", "mieux") and len(words) > 1:
        first = (
            words[2].split(" ")[0] if words[:2] == ["ne", "pas"] and len(words) > 2 else words[1].strip(",;:")
        )
    first = first.removeprefix("s'").split("/")[0]
    if first in _NOUNS_TOO:
        return len(words) > 1 and words[1].split("'")[0] in _DETERMINERS
    return first not in _NOT_VERBS and bool(_INFINITIVE.match(first))


def _glued(left: str, right: str, words: Collection[str]) -> str:
    if left.endswith("\u00ad"):
        return left[:-1] + right
    if left.endswith("-") and len(left) > 1 and left[-2].isalnum():
        return _unhyphenated(left, right, words)
    if left.endswith(("’", "'", "/", "(")):
        return left + right
    return f"{left} {right}"


def _unhyphenated(left: str, right: str, words: Collection[str]) -> str:
    """The two halves round a final hyphen: a real hyphen stays, the mark of a word cut in two goes."""
    kept, fused = left + right, left[:-1] + right
    # Only the last word matters: looking in all that is joined so far would make long texts long to join.
    head, tail = _EDGE_WORD.findall(left[-100:]), _EDGE_WORD.match(right)
    if not head or not tail or not right[0].islower():
        return kept
    start, end = folded(head[-1]), folded(tail[0])
    if f"{start}-{end}" in words or start in _HYPHENATED:
        return kept
    if start + end in words or (words and start not in words and end not in words):
        return fused
    from .lexicon import is_french  # which reads this module; its list of words is long to load

    return fused if is_french(head[-1] + tail[0]) else kept
