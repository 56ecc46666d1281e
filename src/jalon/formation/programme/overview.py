"""Hours announced outside the modules: « 735 h en centre + 385 h en entreprise (CCP 1 : 105 h…) »."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jalon.referentiel.schema import TitreVersion

from .durations import Duration, durations
from .facts import Hours, HoursKind, Scope
from .matching import ccp_named
from .statements import Statement

COMPANY = r"\b(?:stages?|entreprises?|pae|immersions?|milieu professionnel|formation pratique|terrain)\b"
_CENTRE = r"\b(?:en centre|centre|theorique|organisme de formation|face a face)\b"
_TOTAL = r"\b(?:total|totale|duree de la formation|duree globale|volume horaire)\b"
_LABEL = re.compile(
    r"\b(?P<word>CCP|module|bloc)\s*(?:n°\s*)?(?P<n>\d)\b(?!\s*(?:CCP|modules?|blocs?|h\b|heures))",
    re.IGNORECASE,
)
_NOT_HOURS = re.compile(
    r"\bhoraires\b|\bsous \d+ ?h|delai|retractation|emargement|\bdossier\b.*\bjury\b|examen blanc|entretien"
)
_SHORT = 180  # a test or an interview lasts less; nothing told of a CCP does


@dataclass(frozen=True, slots=True)
class _Found:
    duration: Duration
    kind: HoursKind | None
    ccp: Scope
    weeks: float | None
    inside: int | None


def overview_hours(said: Iterable[Statement], titre: TitreVersion) -> Iterator[Hours]:
    """Hours of the sentences that stand outside the modules, by CCP or for the whole."""
    running: Scope = None
    in_list = False
    for one in said:
        named = _named(one, titre)
        if one.bullet:
            if named is not None:
                running = named
            elif not in_list:
                running = None
        else:
            running = named
        in_list = one.bullet
        if _NOT_HOURS.search(one.plain):
            continue
        for found in _hours(one.text, running):
            kind = found.kind or ("centre" if found.ccp is not None else None)
            if kind is not None and found.duration.minutes > _SHORT:
                yield Hours(
                    kind, found.ccp, found.duration.minutes, one.quote, weeks=found.weeks, inside=found.inside
                )


def _named(one: Statement, titre: TitreVersion) -> Scope:
    """The CCP that a sentence is about as a whole, by its number or its title; None when it names several."""
    numbers = {int(match["n"]) for match in _LABEL.finditer(one.text)}
    if len(numbers) == 1:
        return numbers.pop()
    if numbers or not durations(one.text):
        return None
    return ccp_named(titre, one.text) if len(one.text) > 40 else None


def _hours(text: str, running: Scope) -> list[_Found]:
    labels = [(m.start(), int(m["n"])) for m in _LABEL.finditer(text)]
    masked = _LABEL.sub(lambda m: "\x00" * len(m[0]), text)
    every = durations(masked)
    hours = [d for d in every if d.unit == "hours"]
    weeks = [d for d in every if d.unit == "weeks"]
    found: list[_Found] = []
    for index, one in enumerate(hours):
        start = hours[index - 1].end if index else 0
        end = hours[index + 1].start if index + 1 < len(hours) else len(text)
        before, after = text[start : one.start], text[one.end : end]
        ccps = [number for at, number in labels if at < one.start]
        total_first = not ccps and len(labels) > 1
        opened = text[: one.start].count("(") > text[: one.start].count(")")
        kind = _kind(before, after)
        if kind is None and found and opened and ccps:
            kind = found[-1].kind  # « 385 h en entreprise (CCP 1 : 105 h + CCP 2 : 140 h) »
        inside = None
        if index and re.search(r"\bdont\b", before, re.IGNORECASE):
            inside = found[-1].duration.minutes
        ccp = None if total_first else (ccps[-1] if ccps else running)
        found.append(_Found(one, kind, ccp, _weeks_of(one, weeks, hours, text), inside))
    return found


def _kind(before: str, after: str) -> HoursKind | None:
    """What follows a figure tells it first, up to the next sign of a list; else what comes before."""
    for piece in (re.split(r"[+,;(]|\bdont\b|\bet\b", after)[0], re.split(r"[+;)]|\bdont\b", before)[-1]):
        plain = piece.lower().replace("é", "e").replace("è", "e")
        if re.search(COMPANY, plain):
            return "company"
        if re.search(_CENTRE, plain):
            return "centre"
        if re.search(_TOTAL, plain):
            return "total"
    return None


def _weeks_of(one: Duration, weeks: list[Duration], hours: list[Duration], text: str) -> float | None:
    """The weeks said of these hours: « 8 semaines centre (287 h) », « 140 h de stage (4 semaines) »."""
    for week in weeks:
        start, end = (week.end, one.start) if week.end <= one.start else (one.end, week.start)
        between = text[start:end]
        crossed = any(start <= other.start < end for other in hours if other is not one)
        if not crossed and len(between) <= 40 and not re.search(r"\bdont\b|\+|;", between):
            return week.value
    return None
