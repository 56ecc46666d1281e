"""One pseudonym for each person throughout a file, the gender kept: « Madame M. », « Monsieur B. »."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from string import ascii_uppercase

from ..words import folded
from .mention import Gender, Mention
from .people import Name

_HIDDEN = re.compile(
    r"\b(?:(Madame|Mme|Mademoiselle|Mlle)|(?:Monsieur|Mr|M\.))\.?[\s\u00a0\u202f]([A-Z])(?![\w’'])"
)
_FULL = {"f": "Madame", "m": "Monsieur", "": ""}


@dataclass(slots=True)
class Person:
    """A human being as the file names them."""

    rank: int
    firsts: set[str] = field(default_factory=set)
    lasts: set[str] = field(default_factory=set)
    gender: Gender = ""
    letter: str = ""


class Cast:
    """The people of a file; names are given in reading order, then pseudonyms are drawn."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._people: list[Person] = []
        self._hidden = {
            ("f" if match.group(1) else "m", match.group(2))
            for text in texts
            for match in _HIDDEN.finditer(text)
        }

    def person(self, name: Name) -> Person:
        """Whose name it is: the same surname, else the same first name, where nothing says otherwise."""
        first, last = folded(name.first), folded(name.last)
        found = next(
            (one for one in reversed(self._people) if self._same(one, first, last, name.gender)), None
        )
        if found is None:
            found = Person(len(self._people))
            self._people.append(found)
        found.firsts |= {first} - {""}
        found.lasts |= {last} - {""}
        found.gender = found.gender or name.gender
        return found

    @staticmethod
    def _same(one: Person, first: str, last: str, gender: Gender) -> bool:
        if one.gender and gender and one.gender != gender:
            return False
        if last and one.lasts:
            return last in one.lasts and (not first or not one.firsts or first in one.firsts)
        return bool(first) and first in one.firsts

    def draw(self) -> None:
        """A letter for each person: their initial, or the next free one for their gender."""
        taken: set[tuple[str, str]] = set()
        for person in self._people:
            name = min(person.lasts or person.firsts)
            initial = next((char for char in name.upper() if char in ascii_uppercase), "X")
            start = ascii_uppercase.index(initial)
            letters = [*ascii_uppercase[start:], *ascii_uppercase[:start]]
            pairs = [first + second for first in letters for second in letters]
            person.letter = next(
                letter
                for rank, letter in enumerate([*letters, *pairs])
                if not any((gender, letter) in taken for gender in _rivals(person.gender))
                # Another letter than the initial may already hide someone else.
                and (rank == 0 or (person.gender, letter) not in self._hidden)
            )
            taken.add((person.gender, person.letter))


def pseudonym(name: Name, person: Person) -> str:
    """What to write instead of a name where it stands, « d’ » and the end of the sentence minded."""
    if name.civility:
        lead = name.civility + " "
    elif name.kin or not person.gender:
        lead = ""
    else:
        lead = _FULL[person.gender] + " "
    # The dot of a letter that ends the sentence is the dot of the sentence.
    dot = "" if name.line.text[name.end : name.end + 1] == "." else "."
    elided = name.elided[:-1] + "e " if name.elided else ""
    if elided and not lead and person.letter in "AEIOUYH":
        elided = name.elided
    return f"{elided}{lead}{person.letter}{dot}"


def replaced(text: str, mentions: Sequence[Mention]) -> str:
    """The text of a paragraph with each of its mentions replaced."""
    for mention in sorted(mentions, key=lambda one: -one.start):
        text = text[: mention.start] + mention.replacement + text[mention.end :]
    return text


def _rivals(gender: Gender) -> tuple[str, ...]:
    """Who may not bear the same letter: without a gender, nobody may."""
    return (gender, "") if gender else ("", "f", "m")
