"""Problems for the timetable's tests, their chains read in the référentiels that ship with Jalon."""

import json
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from jalon.examen.planning.chains import chain_for
from jalon.examen.planning.facts import Actor, Candidate, Day, Jury, Problem, Readings, Rooms, Settings
from jalon.referentiel.document import from_json
from jalon.referentiel.schema import TitreVersion

MONDAY = date(2027, 3, 1)
OPENS, CLOSES = 8 * 60 + 30, 18 * 60
QUICK = Settings(time_limit_seconds=6, workers=1)


@cache
def titre(ref: str) -> TitreVersion:
    return from_json(json.loads((files("jalon.referentiel") / "data" / f"{ref}.json").read_text("utf-8")))


CIP, ETI = "TP-00403.08", "TP-00448.06"


def candidate(name: str, *scope: str, ref: str = CIP, readings: Readings | None = None, **facts) -> Candidate:
    scope = scope or ("title",)
    chain = chain_for(titre(ref), scope, readings or Readings())
    return Candidate(name.lower(), name, ref, scope, chain, **facts)


def days(
    count: int = 1, *, opens: int = OPENS, closes: int = CLOSES, first: date = MONDAY
) -> tuple[Day, ...]:
    return tuple(Day(first + timedelta(n), opens, closes) for n in range(count))


def jury(name: str, *jurors: str, on: tuple[Day, ...], refs: tuple[str, ...] = (CIP, ETI), **facts) -> Jury:
    members = frozenset(jurors or (f"{name} A", f"{name} B"))
    return Jury(name.lower(), name, members, frozenset(refs), tuple(day.date for day in on), **facts)


def problem(*candidates: Candidate, juries: int | tuple[Jury, ...] = 1, count: int = 1, **facts) -> Problem:
    opening = facts.pop("days", days(count))
    if isinstance(juries, int):
        juries = tuple(jury(f"Jury {n + 1}", on=opening) for n in range(juries))
    facts.setdefault("rooms", Rooms(("Salle P1", "Salle P2")))
    facts.setdefault("actor", Actor())
    facts.setdefault("settings", QUICK)
    return Problem(days=opening, candidates=candidates, juries=juries, **facts)
