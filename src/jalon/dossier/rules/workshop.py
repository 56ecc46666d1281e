"""What the workshop shows of a checked version: the budget of each part, the map of criteria, what is left to do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jalon.common.typography import NBSP
from jalon.dossier.conformity.report import PartStatus
from jalon.referentiel.schema import Production, TitreVersion

Json = Mapping[str, Any]
_HEAT_STEPS = 4


@dataclass(frozen=True, slots=True)
class Budget:
    """A part against its page range: `pages` None before any check; `share` of the most that the RE allows, in %."""

    number: int
    heading: str
    asked: str
    pages: int | None
    share: int
    floor: int
    status: PartStatus | None
    start_page: int | None
    competences: tuple[int, ...]
    requirements: tuple[str, ...]
    min_interviews: int | None

    @property
    def tone(self) -> str:
        if self.status is None:
            return "neutral"
        if self.status == PartStatus.OK:
            return "success"
        return "danger" if self.status == PartStatus.MISSING else "warning"


def budgets(production: Production, report: Json | None) -> tuple[Budget, ...]:
    """Each part that the RE asks for, with the pages that the last check found."""
    seen = {part["number"]: part for part in (report or {}).get("parts", ())}
    rows = []
    for part in production.parts:
        found = seen.get(part.number)
        pages = found["pages"] if found else None
        most = part.pages_max or part.pages_min or pages or 1
        rows.append(
            Budget(
                number=part.number,
                heading=(found or {}).get("heading", ""),
                asked=part.pages,
                pages=pages,
                share=min(100, round(100 * (pages or 0) / most)),
                floor=round(100 * part.pages_min / most) if part.pages_min else 0,
                status=PartStatus(found["status"]) if found else None,
                start_page=(found or {}).get("start_page"),
                competences=part.competences,
                requirements=part.requirements,
                min_interviews=part.min_interviews,
            )
        )
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class Cell:
    """A competence in a part: criteria `seen` among `asked`; `heat` from 0 to 4; `expected` where the RE ties them."""

    part: int
    expected: bool
    seen: int
    asked: int

    @property
    def heat(self) -> int:
        return -(-_HEAT_STEPS * self.seen // self.asked) if self.asked else 0


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A criterion and where something evidences it: `places` are (part, state, page, quote)."""

    text: str
    state: str
    places: tuple[tuple[int, str, int | None, str], ...]


@dataclass(frozen=True, slots=True)
class CompetenceRow:
    """A line of the map: a competence, its cells by part, its criteria."""

    number: int
    title: str
    cells: tuple[Cell, ...]
    criteria: tuple[CriterionRow, ...]

    @property
    def seen(self) -> int:
        return sum(row.state == "seen" for row in self.criteria)


def heat_map(
    titre: TitreVersion, production: Production, coverage: Sequence[Json]
) -> tuple[CompetenceRow, ...]:
    """Competences × parts × criteria, from the checker's reading: signs found, never a judgement (A5.1)."""
    parts = [part.number for part in production.parts]
    expected = {(number, part.number) for part in production.parts for number in part.competences}
    rows = []
    for number in sorted({number for number, _ in expected}):
        lines = [line for line in coverage if line["competence"] == number]
        by_criterion: dict[str, list[Json]] = {}
        for line in lines:
            by_criterion.setdefault(line["criterion"], []).append(line)
        asked = len(by_criterion) or len(titre.criteria(number))
        cells = tuple(
            Cell(
                part=part,
                expected=(number, part) in expected,
                seen=sum(line["part"] == part and line["state"] == "seen" for line in lines),
                asked=asked,
            )
            for part in parts
        )
        criteria = tuple(_criterion(group) for group in by_criterion.values())
        rows.append(CompetenceRow(number, titre.competence(number).title, cells, criteria))
    return tuple(rows)


def _criterion(lines: Sequence[Json]) -> CriterionRow:
    places = tuple(
        (line["part"], line["state"], line.get("page"), line.get("quote", ""))
        for line in lines
        if line["state"] != "absent" and (line.get("expected", True) or line["state"] == "seen")
    )
    states = {state for _, state, _, _ in places}
    state = "seen" if "seen" in states else "unsure" if states else "absent"
    return CriterionRow(lines[0]["text"], state, places)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many findings of each weight."""

    blocking: int = 0
    to_mend: int = 0
    advice: int = 0

    @property
    def told(self) -> str:
        """« 2 bloquants, 1 à corriger », or « rien à corriger »."""
        words = [
            f"{self.blocking}{NBSP}bloquant{'s' if self.blocking > 1 else ''}" if self.blocking else "",
            f"{self.to_mend}{NBSP}à corriger" if self.to_mend else "",
        ]
        return ", ".join(filter(None, words)) or "rien à corriger"


def tally(report: Json | None) -> Tally:
    """Count the findings of a report by severity."""
    found = [finding["severity"] for finding in (report or {}).get("findings", ())]
    return Tally(found.count("blocks"), found.count("to_mend"), found.count("advice"))


def deadline_of(due_on: date | None, exam: date | None) -> tuple[date, str] | None:
    """Before when a dossier is handed over and why: the centre's date, else the day of the session (A6.4)."""
    if due_on is not None and (exam is None or due_on <= exam):
        return due_on, "date fixée par le centre"
    if exam is not None:
        return exam, "jour de la session"
    return None


def countdown(day: date, today: date) -> tuple[str, str]:
    """How far a deadline is, and its tone: late is a danger, a week away a warning."""
    days = (day - today).days
    if days < 0:
        return (f"en retard de {-days}{NBSP}jour{'s' if days < -1 else ''}", "danger")
    if days == 0:
        return ("aujourd’hui", "warning")
    told = "demain" if days == 1 else f"dans {days}{NBSP}jours"
    return (told, "warning" if days <= 7 else "neutral")


def reminder_due(day: date, today: date, thresholds: Iterable[int]) -> int | None:
    """The threshold, in days before a deadline, whose reminder has its turn: the nearest of those reached.

    None before the first, and once the deadline is past. A day without any job takes nothing away: the next one
    reminds.
    """
    left = (day - today).days
    return None if left < 0 else min((one for one in thresholds if left <= one), default=None)
