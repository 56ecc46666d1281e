"""Two versions of a timetable compared: what changes for each candidate, and who would have to be told."""

from collections.abc import Sequence
from dataclasses import dataclass

from jalon.common.spreadsheets import Value
from jalon.common.typography import clock
from jalon.examen.enums import RecipientKind, TimetableStatus
from jalon.examen.models import Appointment, ExamSession, Inscription, Timetable
from jalon.examen.queries.convocations import Line, State, convocation_lines, passage_of
from jalon.examen.queries.planning import appointments_of
from jalon.examen.rules.timetable import local_minutes
from jalon.examen.rules.versions import Change, Kind, Phase, Place, changes, count_sentence

HEADINGS = (
    *("N°", "Nom", "Prénom", "Ce qui change"),
    *("Jour avant", "Jury avant", "Début avant", "Fin avant", "Salles avant"),
    *("Jour après", "Jury après", "Début après", "Fin après", "Salles après"),
)
# What publishing would ask for, with the words of the page.
TOLD = {
    State.TO_RESEND: "à prévenir : la convocation reçue change",
    State.NOT_SENT: "à convoquer",
    State.TO_CANCEL: "à décommander",
}


@dataclass(frozen=True)
class Compared:
    """One candidate from a version to the other."""

    inscription: Inscription
    change: Change

    @property
    def changed(self) -> bool:
        return self.change.kind is not Kind.SAME

    @property
    def labels(self) -> list[str]:
        return [part.label for part in self.change.parts]


@dataclass(frozen=True)
class Told:
    """People in the same case once the second version is published."""

    what: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Comparison:
    """From `before` to `after`; `told` is None when publishing `after` is out of the question."""

    before: Timetable | None
    after: Timetable
    lines: tuple[Compared, ...]
    told: tuple[Told, ...] | None

    @property
    def sentence(self) -> str:
        return count_sentence(line.change for line in self.lines)

    @property
    def changed(self) -> list[Compared]:
        return [line for line in self.lines if line.changed]

    @property
    def people(self) -> int:
        """How many would be told something."""
        return sum(len(told.lines) for told in self.told or ())


def comparison(session: ExamSession, before: Timetable | None, after: Timetable) -> Comparison:
    """What changes from a version (None: from nothing) to another, by the numbers of the candidates."""
    people: dict[int, Inscription] = {}
    was, will = (_places(timetable, people) if timetable else {} for timetable in (before, after))
    lines = [Compared(people[change.candidate], change) for change in changes(was, will)]
    asked = after.status != TimetableStatus.SUPERSEDED
    return Comparison(
        before,
        after,
        tuple(sorted(lines, key=lambda line: (line.inscription.number, line.inscription.pk))),
        tuple(told_of(session, after)) if asked else None,
    )


def told_of(session: ExamSession, timetable: Timetable) -> list[Told]:
    """Everybody to tell something if this version were the one published, in the order of `TOLD`."""
    lines = convocation_lines(session, timetable)
    grouped = [(what, tuple(line for line in lines if line.state == state)) for state, what in TOLD.items()]
    return [Told(what, mine) for what, mine in grouped if mine]


def count_told(told: Sequence[Told]) -> dict[str, int]:
    """How many candidates, jurors and actors, by the label of their kind."""
    lines = [line for group in told for line in group.lines]
    return {
        kind.label: count
        for kind in RecipientKind
        if (count := sum(1 for line in lines if line.kind == kind))
    }


def rows_of(lines: Sequence[Compared]) -> list[list[Value]]:
    """The lines of a spreadsheet, under `HEADINGS`."""
    return [
        [
            line.inscription.number,
            line.inscription.person.last_name,
            line.inscription.person.first_name,
            ", ".join(line.labels) or Kind.SAME.label,
            *_cells(line.change.before),
            *_cells(line.change.after),
        ]
        for line in lines
    ]


def _cells(place: Place | None) -> list[Value]:
    if place is None:
        return [None, "", "", "", ""]
    return [place.day, place.jury, clock(place.start), clock(place.end), ", ".join(place.rooms)]


def _places(timetable: Timetable, people: dict[int, Inscription]) -> dict[int, Place]:
    """inscription -> their place; whoever they are is added to `people`."""
    rows: dict[int, list[Appointment]] = {}
    for row in appointments_of(timetable):
        people[row.inscription_id] = row.inscription
        rows.setdefault(row.inscription_id, []).append(row)
    places = {}
    for who, mine in rows.items():
        mine.sort(key=lambda row: row.order)
        if there := [row for row in mine if row.candidate_present]:
            places[who] = Place(
                local_minutes(there[0].starts_at)[0],
                str(there[0].jury),
                tuple(map(_phase, there)),
                tuple(_phase(row) for row in mine if not row.candidate_present),
            )
    return places


def _phase(row: Appointment) -> Phase:
    passage = passage_of(row)
    alone = "jury seul" if not row.candidate_present else ""
    name = ", ".join(filter(None, (passage.label, passage.note, alone)))
    return Phase(row.order, name, passage.start, passage.end, passage.room)
