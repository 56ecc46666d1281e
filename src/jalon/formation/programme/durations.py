"""Durations as programmes write them: « 252h », « 1 h 30 », « 45 min », « 4 semaines », « 1 120 heures »."""

import re
from dataclasses import dataclass
from typing import Literal

Unit = Literal["hours", "minutes", "weeks"]

_NUMBER = r"\d{1,3}(?:[ \u00a0\u202f]\d{3}){1,3}(?:[.,]\d{1,9})?|\d{1,9}(?:[.,]\d{1,9})?"
_HOURS = re.compile(
    rf"(?<![\d.,/])(?P<n>{_NUMBER})\s*h(?:eures?|rs?)?(?![a-zà-ÿ])"
    r"(?:\s*(?P<m>[0-5]\d)(?!\d|\s*(?:semaine|page|jour|%|h)))?(?:\s*(?:min(?:utes?)?|mn)(?![a-zà-ÿ]))?",
    re.IGNORECASE,
)
_MINUTES = re.compile(r"(?<![\d.,/])(?P<n>\d{1,3})\s*(?:min(?:utes?)?|mn)(?![a-zà-ÿ])", re.IGNORECASE)
_WEEKS = re.compile(r"(?<![\d.,/])(?P<n>\d{1,3}(?:[.,]\d)?)\s*semaines?\b", re.IGNORECASE)
_RATE = re.compile(r"\s*(?:par|/|chaque)\s*(?:jour|semaine|mois|personne)", re.IGNORECASE)
_PLAIN = re.compile(rf"\s*(?P<n>{_NUMBER})\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Duration:
    """One duration of a text: `value` in minutes, or in weeks."""

    unit: Unit
    value: float
    start: int
    end: int

    @property
    def minutes(self) -> int:
        return round(self.value)


def number(text: str) -> float:
    """A French number: « 1 120 », « 7,5 »."""
    return float(re.sub(r"[ \u00a0\u202f]", "", text).replace(",", "."))


def durations(text: str) -> list[Duration]:
    """Durations of a text in order; rates (« 7 h par jour ») are none."""
    found: list[Duration] = []
    for match in _HOURS.finditer(text):
        if not _RATE.match(text, match.end()):
            value = number(match["n"]) * 60 + int(match["m"] or 0)
            found.append(Duration("hours", value, match.start(), match.end()))
    taken = [(one.start, one.end) for one in found]
    for pattern, unit in ((_MINUTES, "minutes"), (_WEEKS, "weeks")):
        for match in pattern.finditer(text):
            if any(start <= match.start() < end for start, end in taken):
                continue
            if unit == "minutes":
                found.append(Duration("minutes", number(match["n"]), match.start(), match.end()))
            else:
                found.append(Duration("weeks", number(match["n"]), match.start(), match.end()))
    return sorted(found, key=lambda one: one.start)


def plain_hours(text: str) -> int | None:
    """Minutes of a cell that holds hours: « 14 », « 7,5 », « 14 h », « 1:30 »; None when it is no number."""
    if match := re.fullmatch(r"\s*(\d{1,4}):([0-5]\d)(?::00)?\s*", text):
        return int(match[1]) * 60 + int(match[2])
    if match := _PLAIN.fullmatch(text):
        return round(number(match["n"]) * 60)
    found = durations(text)
    if (
        len(found) == 1
        and found[0].unit != "weeks"
        and not (text[: found[0].start] + text[found[0].end :]).strip()
    ):
        return found[0].minutes
    return None


def told(minutes: int) -> str:
    """« 252 h », « 7 h 30 », « 45 min »."""
    sign, minutes = ("−" if minutes < 0 else ""), abs(minutes)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{sign}{rest} min"
    return f"{sign}{hours} h {rest:02d}" if rest else f"{sign}{hours} h"
