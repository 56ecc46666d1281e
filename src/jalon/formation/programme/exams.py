"""Tests and page ranges that a programme announces for its certifications."""

import re
from collections.abc import Iterator

from jalon.referentiel.schema import TestKind, TitreVersion

from .durations import durations
from .facts import Exam, Pages, Scope
from .matching import tests_named
from .statements import Statement

_RANGE = re.compile(r"(?:de |entre )?(\d{1,3})\s*(?:à|a|et|-|–)\s*(\d{1,3})\s*pages?", re.IGNORECASE)
_MOST = re.compile(
    r"(\d{1,3})\s*pages?\s*(?:au plus|maximum|max\b)|(?:au plus|maximum)\s*(\d{1,3})\s*pages?", re.IGNORECASE
)
_PARTS = re.compile(r"(\d{1,2})\s*parties\b", re.IGNORECASE)
_CCP = re.compile(r"\bccp\s*(\d)")
_REHEARSAL = re.compile(r"examens? blancs?|entrainement|simulation|preparation (?:a|au|aux) ")


def exams_in(one: Statement, titre: TitreVersion, ccp: Scope, *, strict: bool = False) -> list[Exam]:
    """Tests that a sentence announces. `strict`, outside the certifications: only those with their minutes."""
    named = tests_named(one.text)
    if not named or (strict and _REHEARSAL.search(one.plain)):
        return []
    if strict and (said := _CCP.search(one.plain)):
        ccp = int(said[1])
    spoken = [d for d in durations(one.text) if d.unit != "weeks"]
    found: list[Exam] = []
    for index, (kind, start, end) in enumerate(named):
        until = named[index + 1][1] if index + 1 < len(named) else len(one.text)
        own = [d for d in spoken if end <= d.start < until]
        if index == 0 and not own and len(named) == 1:
            own = [d for d in spoken if d.end <= start]
        if strict and (not own or own[0].minutes > 240):
            continue
        minutes, phases = (own[0].minutes, tuple(d.minutes for d in own[1:])) if own else (None, ())
        found.append(Exam(ccp, _meant(titre, ccp, kind), one.text[start:end], one.quote, minutes, phases))
    return found


def _meant(titre: TitreVersion, ccp: Scope, kind: TestKind) -> TestKind:
    """A « dossier » is the questioning on it, or the presentation of it where the scheme has only that."""
    scheme = titre.schemes.get("title" if ccp is None else f"ccp{ccp}")
    if scheme is None or kind != TestKind.QUESTIONNEMENT_PRODUCTION or scheme.test(kind):
        return kind
    return kind


def pages_in(one: Statement, ccp: Scope) -> Iterator[Pages]:
    """Page ranges of a sentence of a certification; the dossier professionnel has its own rules."""
    if "dossier professionnel" in one.plain or " dp " in f" {one.plain} ":
        return
    parts = int(found[1]) if (found := _PARTS.search(one.text)) else None
    if match := _RANGE.search(one.text):
        yield Pages(ccp, int(match[1]), int(match[2]), one.quote, parts)
    elif match := _MOST.search(one.text):
        yield Pages(ccp, None, int(match[1] or match[2]), one.quote, parts)
    elif parts is not None:
        yield Pages(ccp, None, None, one.quote, parts)
