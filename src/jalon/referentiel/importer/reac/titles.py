"""Finds known titles again wherever they are printed: lists, tables of contents, vue synoptique column by column."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from ..paragraphs import GAP, Context, opening
from ..readings import Read
from ..source import Line
from ..wording import folded, is_open, label, starts_low

_NUMBERED = re.compile(r"^\(?(?:n ?° ?)?(\d{1,2})(?: ?[.)°:–-] ?| +)(?=\S)")
_ALIKE = 88.0
_LONGEST = 6
_MOST_LINES = 600  # beyond, a list of titles is no list of titles
_MOST_WORDS = 40


@dataclass(frozen=True, slots=True)
class Found:
    """Lines that print one title: `rank` is that of the known title they print, None for another text."""

    rank: int | None
    read: Read[str]
    number: int | None = None
    ccs: bool = False


_CCS = re.compile(
    r"\s*(?:[-–:]\s*)?\(?\bCCS\)?(?:\s*(?:n°\s*)?\d)?\s*[-–:]?\s*$|^\(?CCS\)?(?:\s*(?:n°\s*)?\d)?\s*[-–:]\s*"
)
_CCS_MARK = re.compile(
    r"(?:activites?(?:[ -]types?)? d'extensions?|certificats? complementaires? de specialisation|ccs)"
    r"(?: ?\(?ccs\)?)?(?: ?\(?le cas echeant\)?)?"
)


def without_ccs(text: str) -> tuple[bool, str]:
    """A title without the « (CCS) » that tells an activité d’extension, and whether it had one."""
    bare = _CCS.sub("", text)
    return bare != text, bare


def marks_ccs(text: str) -> bool:
    """True for a line that announces the activités d’extension: « Activités d’extension (CCS) : »."""
    return bool(_CCS_MARK.fullmatch(folded(text)))


def _announces(line: Line) -> bool:
    """« CCS : » opens a list, and ends no title above it."""
    return line.text.rstrip().endswith(":") and marks_ccs(line.text)


def numbered(text: str) -> tuple[int | None, str]:
    """The number printed before a title, and the title."""
    match = _NUMBERED.match(text.strip())
    return (int(match[1]), text.strip()[match.end() :]) if match else (None, text.strip())


def unnumbered(text: str) -> tuple[int | None, str]:
    """The same, where the marks of two columns may stand one after the other: their number is then lost."""
    number, rest = numbered(text)
    again, last = numbered(rest)
    return (number, rest) if again is None else (None, last)


def find(lines: Sequence[Line], known: Sequence[str], context: Context) -> list[Found]:
    """Parts lines into titles: those known, as this place words them, then whatever lines remain between them.

    Lines are grouped so that as many as possible print a known title nearly word for word.
    """
    if not known or len(lines) > _MOST_LINES:
        return _others(lines, context)
    keys = [folded(title) for title in known]
    total = len(lines)
    best: list[tuple[float, int, int | None]] = [(0.0, 0, None)] * (total + 1)
    for start in range(total - 1, -1, -1):
        choice: tuple[float, int, int | None] = (best[start + 1][0], 1, None)
        for height in range(1, min(_LONGEST, total - start) + 1):
            last = lines[start + height - 1]
            if height > 1 and (last.bullet or _announces(last)):
                break
            if last.text.strip().isdigit():
                continue
            score, rank = _likeness(lines[start : start + height], keys, context)
            if rank is not None:
                worth = best[start + height][0] + score * height
                if worth > choice[0] + 1e-9:
                    choice = (worth, height, rank)
        best[start] = choice
    return _grouped(lines, best, context)


def _likeness(lines: Sequence[Line], keys: Sequence[str], context: Context) -> tuple[float, int | None]:
    _, text = unnumbered(context.text(lines))
    key = folded(without_ccs(text)[1])
    found: tuple[float, int | None] = (0.0, None)
    for rank, other in enumerate(keys):
        if not other or not 0.75 < (len(key) + 1) / (len(other) + 1) < 1.33:
            continue
        ratio = fuzz.ratio(key, other)
        if ratio >= _ALIKE and ratio > found[0]:
            found = (ratio, rank)
    return found


def _grouped(
    lines: Sequence[Line], best: Sequence[tuple[float, int, int | None]], context: Context
) -> list[Found]:
    found: list[Found] = []
    rest: list[Line] = []
    at = 0
    while at < len(lines):
        _, height, rank = best[at]
        if rank is None:
            rest.append(lines[at])
            at += 1
            continue
        found.extend(_others(rest, context))
        rest = []
        found.append(_built(lines[at : at + height], rank, context))
        at += height
    found.extend(_others(rest, context))
    return found


def _others(lines: Sequence[Line], context: Context) -> list[Found]:
    """Lines that print no known title, joined where one surely goes on with the other."""
    runs: list[list[Line]] = []
    for line in lines:
        number, text = numbered(line.text)
        goes_on = (
            bool(runs)
            and number is None
            and not line.bullet
            and line.gap <= GAP
            and (starts_low(text) or is_open(runs[-1][-1].text))
            and (
                context.measure.is_full(runs[-1][-1], text)
                or is_open(runs[-1][-1].text)
                or opening(text) == "other"
            )
        )
        if goes_on:
            runs[-1].append(line)
        else:
            runs.append([line])
    return [_built(run, None, context) for run in runs]


def _built(lines: Sequence[Line], rank: int | None, context: Context) -> Found:
    number, text = unnumbered(context.text(lines))
    ccs, text = without_ccs(text)
    return Found(rank, Read(label(text), tuple(lines)), number, ccs)


def fragments_of(text: str, known: Iterable[str]) -> bool:
    """True when a line is made of pieces of known titles, its columns mixed: « sécurité Développer la partie »."""
    if len(text) > 12 * _MOST_WORDS:
        return False
    words = [word for word in folded(text).split(" ") if not word.isdigit() and word != "(ccs)"]
    phrases = [f" {folded(title)} " for title in known]
    at = pieces = 0
    while at < len(words):
        end = next(
            (
                end
                for end in range(len(words), at, -1)
                if any(f" {' '.join(words[at:end])} " in phrase for phrase in phrases)
            ),
            None,
        )
        if end is None:
            return False
        pieces, at = pieces + 1, end
    return 0 < pieces <= 3
