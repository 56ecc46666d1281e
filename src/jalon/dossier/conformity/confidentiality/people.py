"""Names of people in running text: after a civility, a first name with a surname, or a first name alone.

Precision comes first: a name that announces a street, a school, a company or an author is nobody’s, and a word that is
also a first name (« Pierre », « Rose ») counts only where the sentence treats it as a person.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from ..words import folded, stem
from .cues import (
    AUTHOR_AFTER,
    AUTHOR_BEFORE,
    CAPITALS,
    CIVILITY,
    DETERMINED,
    FEMININE,
    FIRM_AFTER,
    FUNCTION,
    HUMAN_AFTER,
    HUMAN_BEFORE,
    LETTERS,
    NEAR,
    NO_SURNAME,
    RUN,
    STARTS,
    SURNAME,
    TRADE_AFTER,
    TRADE_BEFORE,
)
from .lexicon import first_names, is_figure, names_a_place
from .mention import Gender, Line


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a paragraph: what was recognised of it, and how sure it tells of a private person.

    `firsts` are first names alone. `elided` tells that « d’ » or « qu’ » before it must become « de », « que ».
    """

    line: Line
    start: int
    end: int
    civility: str = ""
    first: str = ""
    last: str = ""
    gender: Gender = ""
    sure: bool = True
    elided: str = ""
    kin: bool = False


def names_in(line: Line) -> Iterator[Name]:
    """Names of one paragraph, left to right, none over another."""
    taken = 0
    for name in sorted(
        [*_after_civility(line), *_by_first_name(line)], key=lambda one: (one.start, -one.end)
    ):
        if name.start >= taken:
            yield name
            taken = name.end


def surnames_alone(line: Line, lasts: Collection[str], others: Iterable[Name]) -> Iterator[Name]:
    """Surnames given elsewhere with a civility or a first name, alone here; `others` are the names already found."""
    taken = [(name.start, name.end) for name in others]
    for match in SURNAME.finditer(line.text):
        word, (start, end) = match.group(), match.span()
        if folded(word) not in lasts or any(low < end and start < high for low, high in taken):
            continue
        if _named_otherwise(line, start, end) or (
            _starts(line, start) and not HUMAN_AFTER.match(line.text[end:])
        ):
            continue
        elided = _elision(line.text, start)
        yield Name(
            line, start - len(elided), end, last=word, sure=not _at_work(line, start, end), elided=elided
        )


def letters_only(name: str) -> bool:
    """« D. », « X », « L.B. », « A1 »: the author has already hidden the name."""
    return bool(LETTERS.match(name.strip(" .*…"))) or not name.strip(" .*…_")


def _after_civility(line: Line) -> Iterator[Name]:
    known = first_names()
    for match in CIVILITY.finditer(line.text):
        start, name = match.start("name"), match.group("name")
        words = name.split()
        # The run may go on with the next words of a heading, or stop at a function.
        named = words[1:] if len(words) > 1 and words[0].lower() in {"le", "la", "les"} else words
        surname = next((word for word in words if word not in CAPITALS), words[0])
        if letters_only(surname) or letters_only(name) or folded(named[0]).strip(".") in FUNCTION:
            continue
        while len(words) > 1 and (folded(words[-1]) in NO_SURNAME or letters_only(words[-1])):
            words.pop()
        if folded(words[-1]) in NO_SURNAME or folded(words[-1]) in FUNCTION:
            continue
        name = _cut(name, len(words))
        before = line.text[: match.start()]
        if names_a_place(before) or is_figure(name) or _author(line, match.start(), start + len(name)):
            continue
        first, last = _split(name)
        civility = match.group("civility")
        title = civility.lower().startswith(("d", "maî"))
        gender: Gender = "" if title else "f" if FEMININE.match(civility) else "m"
        if not gender and first:
            gender = known.gender(first)
        yield Name(
            line, match.start(), start + len(name), civility, first, last, gender,
            sure=not title and not _at_work(line, match.start(), start + len(name)),
        )  # fmt: skip


def _by_first_name(line: Line) -> Iterator[Name]:
    known = first_names()
    for match in RUN.finditer(line.text):
        words = [
            (one.group(), match.start() + one.start()) for one in re.finditer(r"[^\s\u00a0]+", match.group())
        ]
        if not any(known.knows(_bare(word)) for word, _ in words) or _figured([word for word, _ in words]):
            continue
        rank = 0
        while rank < len(words):
            word, place = words[rank]
            bare = _bare(word)
            if len(bare) < 2 or not known.knows(bare) or folded(bare) in NO_SURNAME:
                rank += 1
                continue
            found, used = _full_name(line, words, rank) or (_alone(line, bare, place), 1)
            if found:
                yield found
            rank += used


def _full_name(line: Line, words: list[tuple[str, int]], rank: int) -> tuple[Name | None, int] | None:
    """« Karim Benali », « BENALI Karim », « Marie Louise DUPONT »: a first name with what stands beside it.

    None where nothing stands beside it; no name where the whole is an author, a street, a company.
    """
    known = first_names()
    word, place = words[rank]
    end_rank = rank + 1
    while end_rank < len(words) and (
        _surname(words[end_rank][0], line, words[end_rank][1]) or _article(line, words, end_rank)
    ):
        end_rank += 1
    after = words[rank + 1 : end_rank]
    while after and after[-1][0].islower():
        after.pop()
    begin = place
    last = " ".join(one for one, _ in after)
    if not after and rank and words[rank - 1][0].isupper() and len(words[rank - 1][0]) > 2:
        previous, begin = words[rank - 1]
        if word.isupper() or folded(previous) in NO_SURNAME or letters_only(previous):
            return None
        last = previous
    if not last or letters_only(last):
        return None
    end = after[-1][1] + len(after[-1][0]) if after else place + len(word)
    end -= len(line.text[begin:end]) - len(line.text[begin:end].rstrip("’'-"))
    sure_first = known.sure(word) or not _starts(line, begin)
    if known.is_place(word) and not known.sure(word) and not after:
        return None
    if not sure_first and not HUMAN_AFTER.match(line.text[end:]):
        return None
    used = len(after) + 1
    if is_figure(f"{word} {last}") or _named_otherwise(line, begin, end) or names_a_place(line.text[:place]):
        return None, used
    elided = _elision(line.text, begin)
    return (
        Name(
            line, begin - len(elided), end, "", word, last, known.gender(word),
            sure=not _at_work(line, begin, end), elided=elided,
        ),
        used,
    )  # fmt: skip


def _alone(line: Line, word: str, place: int) -> Name | None:
    known = first_names()
    end = place + len(word)
    before, after = line.text[max(0, place - NEAR) : place], line.text[end : end + NEAR]
    if word.isupper() and (len(word) < 5 or not line.text.isupper()) and not HUMAN_AFTER.match(after):
        return None
    if _named_otherwise(line, place, end) or is_figure(word):
        return None
    kin = bool(
        re.search(
            r"\b(?:fils|fille|enfant|frère|sœur|soeur|bébé|neveu|nièce|petite?|jeune|prénommée?)\s$", before
        )
    )
    human = bool(HUMAN_AFTER.match(after) or HUMAN_BEFORE.search(before))
    if not known.sure(word):
        verb = bool(HUMAN_AFTER.match(after))
        if not kin and DETERMINED.search(before):
            return None
        placed = re.search(r"\b(?:de|à|en|sur|vers|dans|par)\s$|\bd[’']$", before)
        if known.is_place(word) and not kin and (placed or not (verb or human)):
            return None
        if (_starts(line, place) or re.match(r"[\s\u00a0]*[\d:=≤<]", after)) and not verb:
            return None
        if not human and re.match(r"[\s\u00a0]+[A-ZÀ-Ý]", after):
            return None
    elided = _elision(line.text, place)
    at_work = _at_work(line, place, end)
    return Name(
        line, place - len(elided), end, "", word, "", known.gender(word),
        sure=not at_work and not re.search(r"\bchez\s$", before), elided=elided, kin=kin or at_work,
    )  # fmt: skip


def _bare(word: str) -> str:
    """A word of a run without the apostrophe that ends it."""
    return word.rstrip("’'-")


def _figured(words: list[str]) -> bool:
    """Whether a run holds the name of an author or of a person of history."""
    return any(
        is_figure(" ".join(words[a:b])) for a in range(len(words)) for b in range(a + 2, len(words) + 1)
    )


def _surname(word: str, line: Line, place: int) -> bool:
    if word.islower():
        return True  # a particle; one left at the end is taken off
    plain = folded(word.strip("’'-"))
    return len(plain) > 1 and bool(stem(plain)) and plain not in NO_SURNAME and plain not in FUNCTION


def _article(line: Line, words: list[tuple[str, int]], rank: int) -> bool:
    """The first word of « Le Bihan »."""
    return (
        words[rank][0] in ("Le", "La")
        and rank + 1 < len(words)
        and _surname(words[rank + 1][0], line, words[rank + 1][1])
    )


def _named_otherwise(line: Line, start: int, end: int) -> bool:
    return (
        names_a_place(line.text[:start])
        or bool(FIRM_AFTER.match(line.text[end:]))
        or _author(line, start, end)
    )


def _author(line: Line, start: int, end: int) -> bool:
    return bool(
        AUTHOR_AFTER.match(line.text[end:]) or AUTHOR_BEFORE.search(line.text[max(0, start - 40) : start])
    )


def _at_work(line: Line, start: int, end: int) -> bool:
    return bool(
        TRADE_BEFORE.search(line.text[max(0, start - 90) : start]) or TRADE_AFTER.match(line.text[end:])
    )


def _starts(line: Line, place: int) -> bool:
    near = line.text[max(0, place - 8) : place]
    return bool(STARTS.search(near if place <= 8 else "x" + near))


def _elision(text: str, place: int) -> str:
    match = re.search(r"\b(?:[Dd]|[Qq]u|[Jj]usqu|[Ll]orsqu|[Pp]uisqu)[’']$", text[max(0, place - 8) : place])
    return match.group() if match else ""


def _split(name: str) -> tuple[str, str]:
    """First name and surname of what follows a civility: « Sonia Benali », « BENALI Sonia », « Benali », « Sonia »."""
    known = first_names()
    words = name.split()
    if len(words) == 1:
        return (name, "") if known.sure(name) and not name.isupper() else ("", name)
    if known.knows(words[0]) and not words[0].isupper():
        return words[0], " ".join(words[1:])
    if known.knows(words[-1]):
        return words[-1], " ".join(words[:-1])
    return "", name


def _cut(name: str, count: int) -> str:
    found = list(re.finditer(r"\S+", name))
    return name[: found[count - 1].end()]
