"""Figures as the RE writes them: durations in minutes, numbers in letters, ranks, pages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..wording import folded

_UNITS = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "un",
            "deux",
            "trois",
            "quatre",
            "cinq",
            "six",
            "sept",
            "huit",
            "neuf",
            "dix",
            "onze",
            "douze",
            "treize",
            "quatorze",
            "quinze",
            "seize",
            "dix-sept",
            "dix-huit",
            "dix-neuf",
            "vingt",
        ]
    )
} | {"une": 1}
_TENS = {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60}
_NUMBERS = {
    **_UNITS,
    **_TENS,
    **{f"{ten} et un": value + 1 for ten, value in _TENS.items()},
    **{
        f"{ten}-{unit}": value + _UNITS[unit]
        for ten, value in _TENS.items()
        for unit in ["deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"]
    },
}
_ABOUT = {
    "dizaine": 10,
    "douzaine": 12,
    "quinzaine": 15,
    "vingtaine": 20,
    "trentaine": 30,
    "quarantaine": 40,
    "cinquantaine": 50,
    "soixantaine": 60,
    "centaine": 100,
}

NUMBER = r"(?:\d{1,3}|" + "|".join(sorted(map(re.escape, _NUMBERS), key=len, reverse=True)) + r")"

_ORDINALS = {
    name: rank
    for rank, names in enumerate(
        (
            "premiere premier 1ere 1er 1re", "deuxieme seconde second 2eme 2e 2nde 2nd", "troisieme 3eme 3e",
            "quatrieme 4eme 4e", "cinquieme 5eme 5e", "sixieme 6eme 6e", "septieme 7eme 7e", "huitieme 8eme 8e",
            "neuvieme 9eme 9e", "dixieme 10eme 10e", "onzieme 11eme 11e", "douzieme 12eme 12e",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
ORDINAL = r"(?:" + "|".join(sorted(_ORDINALS, key=len, reverse=True)) + r")"

_HOURS = re.compile(
    rf"\b(?P<hours>{NUMBER}) ?(?:h(?:eures?|rs?)?)(?![a-z])\.?(?: ?(?:et )?(?P<more>\d{{1,2}}|demie|quart|"
    rf"trente|quinze|"
    rf"quarante-cinq)(?: ?(?:minutes?|min|mn)\b)?)?"
)
_MINUTES = re.compile(rf"\b(?P<minutes>{NUMBER}) ?(?:minutes?|min|mn|')(?!\w)")
_HALF = re.compile(
    r"\b(?:(?P<half>(?:une )?demi[- ]heure)|(?P<three>trois quarts d'heure)|"
    r"(?P<quarter>(?:un )?quart d'heure))\b"
)
_CLOCK = re.compile(r"^\s*(?P<hours>\d{1,2}) ?[:h] ?(?P<more>\d{2})\s*$")
_MORE = {"demie": 30, "quart": 15, "trente": 30, "quinze": 15, "quarante-cinq": 45}


@dataclass(frozen=True, slots=True)
class Duration:
    """A duration in minutes, and where the folded text states it."""

    minutes: int
    start: int
    end: int


def number(text: str) -> int | None:
    """A number in figures or in letters, None for anything else."""
    key = folded(text)
    return int(key) if key.isdigit() else _NUMBERS.get(key)


def about(text: str) -> int | None:
    """« une vingtaine » as 20."""
    return _ABOUT.get(folded(text))


ABOUT = r"(?:" + "|".join(_ABOUT) + r")"


def ordinal(text: str) -> int | None:
    """« première », « 2e », « seconde » as a rank from 1."""
    return _ORDINALS.get(folded(text))


def durations(text: str) -> tuple[Duration, ...]:
    """Every duration of a text, in order; positions are those of the folded text."""
    key = folded(text)
    found = [*_hours(key), *_halves(key)]
    taken = [(one.start, one.end) for one in found]
    for match in _MINUTES.finditer(key):
        if not any(start <= match.start() < end for start, end in taken):
            found.append(Duration(number(match["minutes"]) or 0, match.start(), match.end()))
    return tuple(sorted((one for one in found), key=lambda one: one.start))


def duration(text: str) -> int | None:
    """The only duration of a cell, in minutes: « 00 h 45 min », « 1h30 », « 45 minutes », « 01:30 »; None otherwise."""
    clock = _CLOCK.match(folded(text))
    if clock:
        return int(clock["hours"]) * 60 + int(clock["more"])
    found = durations(text)
    return found[0].minutes if found else None


_LEADING = re.compile(
    r"^\W*(?P<all>(?:\d{1,2}\s*[hH](?:eures?)?\b\s*(?:\d{1,2}\s*(?:min(?:utes?)?|mn)?\b)?|"
    r"\d{1,3}\s*(?:minutes?|min|mn)\b))"
    r"\s*[.:]?\s*"
)


def leading_duration(text: str) -> tuple[int, str] | None:
    """The duration that a line starts by, in minutes, and the rest of the line as printed."""
    found = _LEADING.match(text)
    if not found:
        return None
    minutes = duration(found["all"])
    return None if minutes is None else (minutes, text[found.end() :].strip())


def spelt(minutes: int) -> str:
    """A duration as the forms write it, for messages: « 2 h 05 »."""
    return f"{minutes // 60} h {minutes % 60:02d}"


def _hours(key: str) -> Iterator[Duration]:
    for match in _HOURS.finditer(key):
        hours = number(match["hours"])
        more = match["more"]
        if hours is None:
            continue
        minutes = 0 if more is None else _MORE[more] if more in _MORE else int(more)
        if minutes < 60:
            yield Duration(hours * 60 + minutes, match.start(), match.end())


def _halves(key: str) -> Iterator[Duration]:
    for match in _HALF.finditer(key):
        minutes = 30 if match["half"] else 45 if match["three"] else 15
        yield Duration(minutes, match.start(), match.end())


@dataclass(frozen=True, slots=True)
class Pages:
    """A number of pages: `low` and `high`, of the text or of its annexes; `about` where the text says « environ »."""

    low: int | None
    high: int | None
    annex: bool
    about: bool = False
    start: int = 0


_RANGE = rf"(?:entre |de )?(?P<low>{NUMBER}) ?(?:et|a|-|/|ou) ?(?P<high>{NUMBER}) pages?"
_SINGLE = rf"(?P<n>{NUMBER}|{ABOUT} de) pages?"
_PAGES = re.compile(rf"\b(?:{_RANGE}|{_SINGLE})(?P<annex> d'annexes?)?")
_MOST = re.compile(
    r"(?:max(?:imum|i|imal)?|au plus|n'exced\w+(?: pas)?|sans exceder|ne depass\w+(?: pas)?|ne (?:doi|"
    r"peu)\w+ (?:pas )?"
    r"(?:depasser|exceder)|limite\w*(?: a)?|jusqu'a|sans depasser)(?: (?:de|a|les|la longueur de))*\s*$"
)
_LEAST = re.compile(r"(?:min(?:imum|i|imal)?|au moins|au minimum|a minima)(?: de)*\s*$")
_MOST_AFTER = re.compile(
    r"^[\s(,]*(?:d'annexes?\s*)?(?:\(?hors annexes?\)?,?\s*)?\(?(?:au )?(?:grand )?max(?:imum|i)?\b|"
    r"^\s*au plus\b"
)
_LEAST_AFTER = re.compile(r"^[\s(,]*(?:\(?hors annexes?\)?,?\s*)?\(?(?:au )?min(?:imum|i)?\b|^\s*au moins\b")
_ABOUT_BEFORE = re.compile(r"(?:environ|de l'ordre de|approximativement|a peu pres)\s*(?:une |de |d'une )*$")
_ANNEX_PLAIN = re.compile(r"\bannexes?\b(?P<between>[^.;]*)$")
_ANNEX_COUNTED = re.compile(
    r"^[\s(:,]*(?:(?:sont |qui (?:sont )?)?(?:compose|limite|constitue|comport|compt|contien|contenu|"
    r"n'exced|ne depass|ne doi|ne peu"
    r"|represent|plafonne)\w*)"
)


def pages(text: str) -> tuple[Pages, ...]:
    """Every number of pages of a sentence, told apart from those of its annexes."""
    key = folded(text)
    found: list[Pages] = []
    last = 0
    for match in _PAGES.finditer(key):
        before, after = key[last : match.start()], key[match.end() :]
        annex = bool(match["annex"]) or _is_annex(before)
        last = match.end()
        if match["low"]:
            found.append(Pages(number(match["low"]), number(match["high"]), annex, start=match.start()))
            continue
        raw = match["n"].removesuffix(" de").strip()
        value = number(raw)
        approximate = (
            value is None or bool(_ABOUT_BEFORE.search(before)) or after.lstrip(" (,").startswith("environ")
        )
        value = about(raw) if value is None else value
        if _MOST.search(before.rstrip(" (:,")) or _MOST_AFTER.match(after):
            found.append(Pages(None, value, annex, approximate, match.start()))
        elif _LEAST.search(before.rstrip(" (:,")) or _LEAST_AFTER.match(after):
            found.append(Pages(value, None, annex, approximate, match.start()))
        elif annex or approximate:
            found.append(Pages(None, value, annex, approximate, match.start()))
        else:
            found.append(Pages(value, value, annex, start=match.start()))
    return tuple(found)


def _is_annex(before: str) -> bool:
    """True where the words before a number of pages say that they are those of the annexes."""
    match = _ANNEX_PLAIN.search(before)
    if not match:
        return False
    excluded = re.search(
        r"\b(?:hors|sans(?: compter)?|excepte|non compris(?:es)?|sauf)\b[^.;]{0,60}$", before[: match.start()]
    )
    counted = bool(_ANNEX_COUNTED.match(match["between"]))
    return counted if excluded else True


_CHARACTERS = re.compile(
    r"(?P<about>environ |de l'ordre de )?(?P<n>\d{1,3}(?:[ .]\d{3})+|\d{3,6}) (?:caracteres|signes)\b"
)


def characters(text: str) -> tuple[int, bool] | None:
    """A number of characters, and whether the text says « environ »; None when it states none."""
    found = _CHARACTERS.search(folded(text))
    return (int(re.sub(r"\D", "", found["n"])), bool(found["about"])) if found else None
