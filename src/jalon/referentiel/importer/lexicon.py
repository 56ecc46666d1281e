"""Words of the documents being read, and of French: what tells a slip of the extraction from another wording."""

import re
import unicodedata
from collections.abc import Iterable, Set
from functools import cache, lru_cache

from .wording import is_infinitive

_WORD = re.compile(r"[^\W\d_]+")
_ENDING = re.compile(r"(?:er|ir|oir|re)$")
# A capital often loses its accent: « Evaluer » is « évaluer ».
_CAPITAL_ACCENTS = {"a": "àâ", "c": "ç", "e": "éèê", "i": "î", "o": "ô", "u": "ùû"}
_PARTICIPLES = frozenset({"é", "ée", "és", "ées", "ez"})
# Endings that make a name or an adjective of a verb, more than any list of words holds.
_NAMES = "eur eurs euse ier iers ière age ages able ables ant ants ante ment oir oirs if ifs ive ette"
_DERIVED = frozenset(_NAMES.split())
_STEM_LENGTH = 4
_LONGEST_ENDING = 4


@lru_cache(maxsize=1 << 14)
def fold(text: str) -> str:
    """Letters and digits of a clean text, small and without accents, character by character."""
    return "".join(c for c in bare(text) if c.isalnum())


def bare(text: str) -> str:
    """Small letters without accents, ligatures open."""
    text = text.casefold()
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("æ", "ae"))
    return "".join(c for c in text if not unicodedata.combining(c))


def words_of(text: str) -> list[str]:
    return _WORD.findall(text)


def is_french(word: str) -> bool:
    """True for a word of the French list; the list is loaded on the first question (0.2 s)."""
    return word.lower().replace("œ", "oe").replace("æ", "ae") in _french_words()


@cache
def _french_words() -> Set[str]:
    from spellchecker import SpellChecker

    return SpellChecker(language="fr", distance=1).word_frequency.dictionary.keys()


class Lexicon:
    """The words of the documents, with the lines that print them.

    A word is attested by the lines that print it in small letters: a capital proves nothing, since titles and items,
    where slips matter, all open so.
    """

    def __init__(self, lines: Iterable[str] = ()) -> None:
        self._inside: dict[str, set[str]] = {}
        self._opening: dict[str, set[str]] = {}
        for line in dict.fromkeys(lines):
            for word in words_of(line):
                known = self._opening if word[0].isupper() else self._inside
                known.setdefault(word.lower(), set()).add(line)
        self._verbs: dict[str, list[str]] = {}
        for word in sorted(self._inside.keys() | self._opening.keys()):
            if is_infinitive(word):
                self._verbs.setdefault(_ENDING.sub("", word), []).append(word)

    def attestations(self, word: str, apart: Set[str] = frozenset()) -> int:
        """Number of distinct lines that attest a word, those of `apart` not counted."""
        return len(self._inside.get(word.lower(), set()) - apart)

    def is_sound(self, word: str, apart: Set[str] = frozenset()) -> bool:
        """True for a word of French, or one that the documents print elsewhere in a sentence."""
        small = word.lower()
        return any(self.attestations(one, apart) or is_french(one) for one in (small, *_accented(small)))

    def verb_behind(self, word: str) -> str | None:
        """The infinitive that a broken verb at the head of an item stands for, None where nothing proves a slip.

        The documents must print that infinitive; and the word must be none of French (« Informar »). A participle
        of the verb or a name drawn from it (« Informé », « Informeur ») is a slip only where the same verb is broken
        elsewhere.
        """
        small = word.lower()
        if not word[:1].isupper() or self.attestations(small):
            return None
        behind = [
            (stem, verb)
            for stem, verb in self._verbs_with_stem_of(small)
            if self.attestations(verb) or is_french(verb)
        ]
        if not behind or (not _is_derived(small, behind) and self.is_sound(small)):
            return None
        verbs = {
            verb
            for stem, verb in behind
            if small[len(stem) :] not in _DERIVED | _PARTICIPLES or self._is_broken(stem, verb, small)
        }
        return verbs.pop() if len(verbs) == 1 else None

    def _verbs_with_stem_of(self, word: str) -> list[tuple[str, str]]:
        return [
            (word[:size], verb)
            for size in range(max(_STEM_LENGTH, len(word) - _LONGEST_ENDING), len(word))
            for verb in self._verbs.get(word[:size], [])
            if verb != word
        ]

    def _is_broken(self, stem: str, verb: str, besides: str) -> bool:
        """True where the verb opens another text in a form that is no French."""
        return any(
            opening.startswith(stem)
            and len(opening) - len(stem) <= _LONGEST_ENDING
            and opening not in {verb, besides}
            and opening[len(stem) :] not in _DERIVED | _PARTICIPLES
            and not self.is_sound(opening)
            for opening in self._opening
        )


def _is_derived(word: str, behind: list[tuple[str, str]]) -> bool:
    return any(word[len(stem) :] in _PARTICIPLES for stem, _ in behind)


def _accented(word: str) -> tuple[str, ...]:
    return tuple(accent + word[1:] for accent in _CAPITAL_ACCENTS.get(word[:1], ""))
