"""What a training programme announces, each figure with the place where it stands."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from jalon.referentiel.schema import TestKind

HoursKind = Literal["centre", "company", "total"]
Scope = int | None
"""Number of a CCP, or None for the whole title."""


@dataclass(frozen=True, slots=True)
class Quote:
    """The words concerned and where they stand: « ligne 83 », « page 2, ligne 11 », « Séances!D4 »."""

    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Hours:
    """A number of hours announced for a CCP or for the whole; `inside` tells the hours they are said to be part of.

    `section` is true where the figure heads the part of the module, false where an overview gives it.
    """

    kind: HoursKind
    ccp: Scope
    minutes: int
    quote: Quote
    section: bool = False
    weeks: float | None = None
    inside: int | None = None


@dataclass(frozen=True, slots=True)
class Seance:
    """A séance of a module: `competences` are those it names itself, as written."""

    module: int
    heading: str
    minutes: int | None
    quote: Quote
    competences: tuple[str, ...] = ()
    remote: bool = False
    work: str = ""
    when: "When | None" = None


@dataclass(frozen=True, slots=True)
class When:
    """The day of a séance where the programme gives one, its hours as minutes since midnight, who and where."""

    day: date
    start: int | None = None
    end: int | None = None
    trainer: str = ""
    room: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Module:
    """A module and the CCP it prepares; `ccp` None where nothing tells it."""

    number: int
    title: str
    ccp: Scope
    quote: Quote


@dataclass(frozen=True, slots=True)
class Exam:
    """A test as the programme announces it; `phases` are the minutes of its parts, where they are given."""

    ccp: Scope
    kind: TestKind
    label: str
    quote: Quote
    minutes: int | None = None
    phases: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Pages:
    """A page range announced for what the candidate writes."""

    ccp: Scope
    low: int | None
    high: int | None
    quote: Quote
    parts: int | None = None


MentionKind = Literal["rncp", "code", "level", "decree", "journal", "title", "modules", "ccps"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A fact about the title itself: its codes, its level, its dates (ISO), how many modules are announced."""

    kind: MentionKind
    value: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class Unread:
    """A figure that should be a number and is not, or cannot be: `reason` in French, `remedy` when it is not hours."""

    what: str
    reason: str
    quote: Quote
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """The days between which the action takes place."""

    starts_on: date
    ends_on: date
    quote: Quote


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme, read. `detailed` tells whether modules and séances were found at all."""

    file: str
    heading: str = ""
    modules: tuple[Module, ...] = ()
    seances: tuple[Seance, ...] = ()
    hours: tuple[Hours, ...] = ()
    exams: tuple[Exam, ...] = ()
    pages: tuple[Pages, ...] = ()
    mentions: tuple[Mention, ...] = ()
    unread: tuple[Unread, ...] = ()
    spans: tuple[Span, ...] = ()

    def seances_of(self, module: int) -> tuple[Seance, ...]:
        return tuple(seance for seance in self.seances if seance.module == module)

    def hours_of(self, kind: HoursKind, ccp: Scope) -> tuple[Hours, ...]:
        """Hours told of a CCP, or of the whole (None): those of a module whose CCP is unknown are neither."""
        return tuple(
            h for h in self.hours if h.kind == kind and h.ccp == ccp and not (ccp is None and h.section)
        )


class UnreadableProgramme(Exception):
    """A file that is no programme Jalon can read: one French sentence with the cause and the remedy."""

    def __init__(self, file: str, reason: str) -> None:
        self.file, self.reason = file, reason
        super().__init__(f"{file} : {reason}")
