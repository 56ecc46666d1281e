"""What writing a file of candidates would do: shown before anything is written, computed again when it is.

The plan compares rows with the people the centre knows and with the candidates already registered. A row whose
person is only probably known waits for a human choice.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal

from jalon.common.typography import day_label
from jalon.examen.candidate_sheet.headings import field_label
from jalon.examen.candidate_sheet.model import CandidateRow
from jalon.examen.candidate_sheet.values import named
from jalon.people.rules import Identity, MatchLevel, Register, fold

Action = Literal["add", "change", "same", "conflict", "set_aside"]
NEW = "new"

PERSON_FIELDS = (
    *("civility", "birth_name", "usage_name", "first_name", "birth_date"),
    *("birth_place", "email", "phone", "address"),
)
PARCOURS_FIELDS = ("starts_on", "ends_on", "recevabilite_until", "recevabilite_number")
INSCRIPTION_FIELDS = ("route", "scopes", "retake_since", "reglement_on")
_WORDS = {
    "formation": "formation continue",
    "apprentissage": "apprentissage",
    "vae": "VAE",
    "capitalisation": "capitalisation",
    "retake": "nouvelle présentation",
    "madame": "Madame",
    "monsieur": "Monsieur",
    "neutral": "sans civilité",
}


@dataclass(frozen=True, slots=True)
class KnownHours:
    """Hours recorded for one CCP in one company, in how many periods, and when their proof was received."""

    hours: int
    proof_on: date | None = None
    periods: int = 1


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Someone the centre knows, and their registration to this session when they have one.

    `values` holds the fields of PERSON_FIELDS, and those of PARCOURS_FIELDS and INSCRIPTION_FIELDS when
    registered; `hours` the hours already recorded, by (CCP number, folded company).
    """

    id: int
    identity: Identity
    label: str
    values: Mapping[str, Any]
    registered: bool = False
    withdrawn: bool = False
    hours: Mapping[tuple[int, str], KnownHours] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """One field that would change; both sides as people read them."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PlanLine:
    """What one row would do. `person_id` None with "add": a new person.

    `choices` for a conflict: (id, label, why); a negative id is a line of the same file.
    """

    line: int
    label: str
    action: Action
    person_id: int | None = None
    changes: tuple[Change, ...] = ()
    choices: tuple[tuple[int, str, str], ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """The lines of a file, in order."""

    lines: tuple[PlanLine, ...]

    def of(self, action: Action) -> tuple[PlanLine, ...]:
        return tuple(line for line in self.lines if line.action == action)

    @property
    def counts(self) -> dict[str, int]:
        """How many lines of each action."""
        counts = {"add": 0, "change": 0, "same": 0, "conflict": 0, "set_aside": 0}
        for line in self.lines:
            counts[line.action] += 1
        return counts

    @property
    def digest(self) -> str:
        """Same plan, same digest: what was shown is what is written."""
        text = json.dumps([asdict(line) for line in self.lines], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        return {"digest": self.digest, "counts": self.counts, "lines": [asdict(line) for line in self.lines]}


def plan_import(
    rows: Sequence[CandidateRow], known: Iterable[KnownPerson], choices: Mapping[str, str] | None = None
) -> ImportPlan:
    """The plan of `rows`; `choices` maps a line number to a person's id or to "new", as a human settled it."""
    people = list(known)
    by_id = {person.id: person for person in people}
    register = Register((person.identity, person) for person in people)
    earlier: Register[CandidateRow] = Register()
    taken: dict[int, int] = {}
    lines = []
    for row in rows:
        choice = (choices or {}).get(str(row.line), "")
        line = _plan_row(row, register, by_id, choice)
        if line.person_id is None:
            line = _compare_rows(row, line, earlier, choice)
            earlier.add(row.identity, row)
        if line.person_id is not None and line.person_id in taken:
            line = PlanLine(
                row.line, row.label, "set_aside",
                note=f"Même personne que la ligne {taken[line.person_id]} : cette ligne ne sera pas écrite.",
            )  # fmt: skip
        elif line.person_id is not None:
            taken[line.person_id] = row.line
        lines.append(line)
    return ImportPlan(tuple(lines))


def _plan_row(
    row: CandidateRow, register: Register[KnownPerson], by_id: Mapping[int, KnownPerson], choice: str
) -> PlanLine:
    found = register.matches(row.identity)
    exact = [person for verdict, person in found if verdict.level is MatchLevel.EXACT]
    if not exact and row.birth_date is None:  # what this very file wrote the first time
        exact = [p for _, p in found if p.registered and p.identity.key == row.identity.key]
    if len(exact) == 1:
        return _compare(row, exact[0])
    if choice == NEW or not found:
        return PlanLine(row.line, row.label, "add", note="Nouvelle personne.")
    if choice in {str(person.id) for _, person in found}:
        return _compare(row, by_id[int(choice)])
    return PlanLine(
        row.line, row.label, "conflict",
        choices=tuple((person.id, person.label, verdict.reason) for verdict, person in found),
        note="Est-ce la même personne ?",
    )  # fmt: skip


def _compare_rows(
    row: CandidateRow, line: PlanLine, earlier: Register[CandidateRow], choice: str
) -> PlanLine:
    """Of two new lines that may be of one person, a human says whether they are."""
    near = earlier.matches(row.identity)
    if not near or choice == NEW:
        return line
    if choice in {f"-{other.line}" for _, other in near}:
        note = f"Même personne que la ligne {choice[1:]} : cette ligne ne sera pas écrite."
        return PlanLine(row.line, row.label, "set_aside", note=note)
    twins = tuple((-o.line, f"{o.label}, ligne {o.line} du fichier", verdict.reason) for verdict, o in near)
    return PlanLine(
        row.line, row.label, "conflict", choices=(*line.choices, *twins), note="Est-ce la même personne ?"
    )


def _compare(row: CandidateRow, person: KnownPerson) -> PlanLine:
    if person.withdrawn:
        return PlanLine(
            row.line, row.label, "set_aside", person.id,
            note="Son inscription à cette session a été retirée : rétablissez-la d’abord si c’est voulu.",
        )  # fmt: skip
    fields = PERSON_FIELDS + (PARCOURS_FIELDS + INSCRIPTION_FIELDS if person.registered else ())
    changes = [
        Change(field_label(name), _shown(before), _shown(after))
        for name in fields
        if (after := getattr(row, name)) is not None and after != (before := person.values.get(name))
    ]
    if person.registered:
        in_company, note = _compare_hours(row, person)
        changes += in_company
        return PlanLine(
            row.line, row.label, "change" if changes else "same", person.id, tuple(changes), note=note
        )
    return PlanLine(row.line, row.label, "add", person.id, tuple(changes), note="Personne déjà connue.")


def _compare_hours(row: CandidateRow, person: KnownPerson) -> tuple[list[Change], str]:
    """What the row changes of the hours in company, and what it leaves to be corrected by hand."""
    changes, note = [], ""
    for ccp, hours in row.hours:
        label, company = f"Heures en entreprise CCP {ccp}", row.company or ""
        before = person.hours.get((ccp, fold(company)))
        if before is None:
            changes.append(Change(label, "—", f"{hours} h ({company})"))
        elif before.periods > 1:
            if before.hours != hours:
                note += (
                    f"{label} : {before.periods} périodes déjà enregistrées ({company}, {before.hours} h) ; "
                    f"corrigez-les sur la fiche si {hours} h est le bon total. "
                )
        else:
            if before.hours != hours:
                changes.append(Change(label, f"{before.hours} h", f"{hours} h ({company})"))
            if row.proof_on and row.proof_on != before.proof_on:
                changes.append(Change(f"{label}, preuve", _shown(before.proof_on), _shown(row.proof_on)))
    return changes, note.strip()


def _shown(value: Any) -> str:
    if value in (None, "", ()):
        return "—"
    if isinstance(value, date):
        return day_label(value)
    if isinstance(value, list | tuple):
        return named(value)
    return _WORDS.get(str(value), str(value))
