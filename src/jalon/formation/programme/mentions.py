"""What a programme says of the title itself: codes, level, dates of its arrêté; and the days of the action."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from jalon.common.typography import MONTHS
from jalon.referentiel.importer.wording import folded
from jalon.referentiel.schema import TitreVersion

from .facts import Mention, Span
from .matching import likeness, stems
from .statements import Statement

_MONTH = {folded(name): rank for rank, name in enumerate(MONTHS, 1)}
_LONG = rf"(\d{{1,2}})(?:er)? ({'|'.join(_MONTH)}) (\d{{4}})"
_SHORT = r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})"
_DATE = rf"(?:{_LONG}|{_SHORT})"
_RNCP = re.compile(r"\brncp\s*(?:n°|:|numero)?\s*(\d{2,6})\b")
_CODE = re.compile(r"\btp-?\s?(\d{5})\b")
_LEVEL = re.compile(
    r"titre professionnel[^.]{0,60}?\bniveau (\d|iii|iv|ii|v)\b|^niveau (?:de sortie |du titre |vise )?:?\s?(\d)\b"
)
_OLD_LEVELS = {"v": "3", "iv": "4", "iii": "5", "ii": "6"}
_DECREE = re.compile(
    rf"arrete du {_DATE} (?:relatif|portant)[^.]{{0,40}}? titre professionnel (?!delivre|du ministere)"
)
_JOURNAL = re.compile(rf"(?:\bjo\b|journal officiel)(?: de la republique francaise)?\s*(?:le|du)\s*{_DATE}")
_COUNT = re.compile(r"\b(\d{1,2}) (modules?|ccp)\b(?! a la fois)")
_SPAN = re.compile(rf"\bdu {_DATE} (?:au|jusqu'au) {_DATE}")
_TITLE = 0.75


def mentions_in(said: Sequence[Statement], titre: TitreVersion) -> Iterator[Mention]:
    """Mentions of the title, in reading order."""
    words = stems(titre.title)
    named = False
    for one in said:
        for match in _RNCP.finditer(one.plain):
            yield Mention("rncp", match[1], one.quote)
        for match in _CODE.finditer(one.plain):
            yield Mention("code", f"TP-{match[1]}", one.quote)
        if level := _LEVEL.search(one.plain):
            told = level[1] or level[2]
            yield Mention("level", _OLD_LEVELS.get(told, told), one.quote)
        if (decree := _DECREE.search(one.plain)) and _is_about(one, titre):
            if day := _day(decree.groups()[:6]):
                yield Mention("decree", day.isoformat(), one.quote)
            if (journal := _JOURNAL.search(one.plain)) and (day := _day(journal.groups()[:6])):
                yield Mention("journal", day.isoformat(), one.quote)
        if one.bullet or len(one.text) < 120:
            for match in _COUNT.finditer(one.plain):
                yield Mention("ccps" if match[2] == "ccp" else "modules", match[1], one.quote)
        own = stems(one.text)
        if not named and (
            likeness(words, own) >= _TITLE
            or words <= own
            or re.search(rf"\b{re.escape(titre.sigle)}\b", one.text)
        ):
            named = True
            yield Mention("title", titre.title, one.quote)


def _is_about(one: Statement, titre: TitreVersion) -> bool:
    if re.search(rf"\b{re.escape(titre.sigle)}\b", one.text):
        return True
    return stems(titre.title) <= stems(one.text)


def spans_in(said: Iterable[Statement]) -> Iterator[Span]:
    """« du 4 janvier 2027 au 30 juin 2027 »."""
    for one in said:
        for match in _SPAN.finditer(one.plain):
            first, last = _day(match.groups()[:6]), _day(match.groups()[6:12])
            if first and last:
                yield Span(first, last, one.quote)


def _day(groups: Sequence[str | None]) -> date | None:
    day, month, year, number, rank, full = groups
    try:
        if day and month and year:
            return date(int(year), _MONTH[month], int(day))
        return date(int(full or 0), int(rank or 0), int(number or 0))
    except ValueError:
        return None


def long_day(text: str) -> date | None:
    """« 21 novembre 2022 » in a cell."""
    match = re.search(_DATE, folded(text))
    return _day(match.groups()) if match else None
