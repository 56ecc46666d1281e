"""The words of a text as contents and likeness compare them: without case, accents nor endings."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

import Stemmer

_WORD = re.compile("(?:[^\\W_]|[\u0300-\u036f])+")  # a mark apart belongs to its letter (NFD)
_SENTENCE = re.compile(r"[^.!?;\n]+(?:\.(?=\S)[^.!?;\n]+)*[.!?;]*")
_EMPTY = frozenset(
    re.findall(
        r"\w+",
        "a afin ai ainsi alors apres as au aucun aussi autre aux avaient avait avant avec avoir avons c car ce ceci"
        " cela celle celles celui ces cet cette ceux chaque chez ci comme comment d dans de dela depuis des dont du"
        " elle elles en encore entre es est et etaient etait etant ete etre eu eux fait faire fois font ici il ils j"
        " je jusqu l la laquelle le lequel les lesquels leur leurs lors lorsque lui m ma mais me meme memes mes moi"
        " mon n ne ni nos notre nous on ont or ou par parce pas pendant peu peut plus pour pouvoir puis qu quand que"
        " quel quelle quels qui quoi s sa sans se sera ses si son sont sous sur t tel telle tels tes toi ton tous"
        " tout toute toutes tres tu un une va vers vos votre vous y",
    )
)
_stemmer = Stemmer.Stemmer("french")


@cache
def folded(word: str) -> str:
    """A word in small letters without accents, « œ » as « oe »."""
    plain = unicodedata.normalize("NFKD", word.lower().replace("œ", "oe").replace("æ", "ae"))
    return "".join(char for char in plain if not unicodedata.combining(char))


@cache
def stem(word: str) -> str:
    """What is left of a word once its case, accents and ending are gone; empty for a word that says nothing alone."""
    if folded(word) in _EMPTY:
        return ""
    # The stemmer knows endings by their accents, and reads « conflit » and « conflits » apart; capitals often lack
    # accents: hence the letters taken off before and after.
    one = unicodedata.normalize("NFC", word.lower()).rstrip("sx")
    return folded(str(_stemmer.stemWord(one))).rstrip("es") or folded(word)


def stems(text: str) -> list[str]:
    """The words of a text that say something, in order."""
    return [one for one in map(stem, _WORD.findall(text)) if one]


def places(text: str) -> Iterator[tuple[str, int, int]]:
    """The same with where each stands in `text`."""
    for match in _WORD.finditer(text):
        if one := stem(match.group()):
            yield one, match.start(), match.end()


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph, as written."""
    return [found for match in _SENTENCE.finditer(text) if (found := match.group().strip())]
