"""What a sheet of candidates yields: rows, faults, remarks."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any

from jalon.people.rules import Identity


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to correct in the file: where (« Candidats!C12 »), what, and how to mend it."""

    sheet: str
    cell: str
    message: str
    remedy: str

    @property
    def place(self) -> str:
        return f"{self.sheet}!{self.cell}" if self.sheet and self.cell else self.cell or self.sheet


@dataclass(frozen=True, slots=True)
class SheetFrame:
    """What the session accepts: its title, its open scopes, and how many CCPs and CCSs the title has."""

    titre_ref: str
    titre_words: tuple[str, ...]
    scopes: tuple[str, ...]
    ccp_count: int
    ccs_count: int
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateRow:
    """One candidate as the file says; None means that the file says nothing, which never erases anything.

    `line` is the row number shown by a spreadsheet; `hours` pairs a CCP number with hours in company.
    """

    line: int
    birth_name: str
    first_name: str
    usage_name: str | None = None
    civility: str | None = None
    birth_date: date | None = None
    birth_place: str | None = None
    email: str | None = None
    phone: str | None = None
    address: str | None = None
    route: str | None = None
    scopes: tuple[str, ...] | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    recevabilite_until: date | None = None
    recevabilite_number: str | None = None
    retake_since: date | None = None
    reglement_on: date | None = None
    company: str | None = None
    hours: tuple[tuple[int, int], ...] = ()
    proof_on: date | None = None

    @property
    def label(self) -> str:
        return f"{(self.usage_name or self.birth_name).upper()} {self.first_name}"

    @property
    def identity(self) -> Identity:
        return Identity(self.birth_name, self.first_name, self.birth_date, self.usage_name or "")

    def to_json(self) -> dict[str, Any]:
        """Plain values, dates in ISO form; None left out."""
        return {
            key: value.isoformat() if isinstance(value, date) else value
            for key, value in asdict(self).items()
            if value is not None and value != ()
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "CandidateRow":
        """The row that `to_json` stored."""
        values = dict(stored)
        for key in DATES & values.keys():
            values[key] = date.fromisoformat(values[key])
        if "scopes" in values:
            values["scopes"] = tuple(values["scopes"])
        values["hours"] = tuple((ccp, hours) for ccp, hours in values.get("hours", ()))
        return cls(**values)


DATES = frozenset(
    f.name for f in fields(CandidateRow) if f.name.endswith(("_on", "_date", "_until", "_since"))
)


@dataclass(frozen=True, slots=True)
class Reading:
    """The outcome: `rows` are complete only when `faults` is empty; `notes` are remarks that block nothing."""

    rows: tuple[CandidateRow, ...] = ()
    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()
    sheet: str = ""
    columns: tuple[tuple[str, str], ...] = field(default=())
    """Columns that were read: heading in the file, label of the field."""


class Unreadable(Exception):
    """The file as a whole cannot be read; carries the fault to show."""

    def __init__(self, message: str, remedy: str) -> None:
        self.fault = Fault("", "", message, remedy)
        super().__init__(message)
