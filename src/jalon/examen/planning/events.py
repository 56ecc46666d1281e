"""What happens to a session once its timetable is published: frozen events, and the problem that they leave."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from jalon.examen.planning.facts import Candidate, Jury, Problem, Window, day_name

MIDNIGHT = 24 * 60
LEAST_MEMBERS = 2  # A5.1


@dataclass(frozen=True)
class NoShow:
    """A candidate who has not come, or whose inscription is withdrawn: their appointments are given up."""

    candidate_id: str


@dataclass(frozen=True)
class CandidateLate:
    """A candidate who arrives at a minute of a day, and whom the responsable de session admits (A2.7).

    `moved` False: the hours are kept and what is missed is lost, since the end of a test does not change.
    `moved` True: their tests go to a later place, if there is one; this is for them alone to ask.
    """

    candidate_id: str
    day: date
    arrives: int
    moved: bool = False


@dataclass(frozen=True)
class CandidateAdded:
    """Somebody admitted after the publication."""

    candidate: Candidate


@dataclass(frozen=True)
class CandidateAway:
    """A candidate who cannot come at some hours."""

    candidate_id: str
    windows: tuple[Window, ...]


@dataclass(frozen=True)
class JurorLate:
    """A juror who arrives at a minute of a day: their juries wait for them (A5.1)."""

    juror_id: str
    day: date
    arrives: int


@dataclass(frozen=True)
class JurorAway:
    """A juror who cannot sit at some hours; their juries do not sit either, unless they are replaced (A5.1)."""

    juror_id: str
    windows: tuple[Window, ...]


@dataclass(frozen=True)
class JurorReplaced:
    """Another juror takes the place of one, in all their juries and for all that has not begun.

    `by` None: nobody does, the jury goes on with those who are left, two at least (A5.1). `incompatible`: the
    candidates whom the newcomer may not judge (A5.10, A5.11).
    """

    juror_id: str
    by: str | None
    incompatible: frozenset[str] = frozenset()


@dataclass(frozen=True)
class RoomLost:
    """A room, by its label, where nobody can be at some hours."""

    room: str
    windows: tuple[Window, ...]


@dataclass(frozen=True)
class JuryOverrun:
    """A jury still busy, with what it has begun, until a minute of a day."""

    jury_id: str
    day: date
    until: int


Event = (
    NoShow
    | CandidateLate
    | CandidateAdded
    | CandidateAway
    | JurorLate
    | JurorAway
    | JurorReplaced
    | RoomLost
    | JuryOverrun
)


class EventsRefused(ValueError):
    """Events that cannot have happened to this session: `reasons` holds every one, in French."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("\n".join(self.reasons))


def apply(problem: Problem, events: Iterable[Event]) -> Problem:
    """The problem once these events have happened, one after the other.

    A late candidate whose hours are kept changes nothing. Raises EventsRefused with every reason.
    """
    happening = _Happening(problem)
    for event in events:
        happening.add(event)
    if happening.reasons:
        raise EventsRefused(happening.reasons)
    return happening.problem


def whole_day(day: date) -> Window:
    """All the hours of a day."""
    return Window(day, 0, MIDNIGHT)


class _Happening:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.reasons: list[str] = []
        self.absent: dict[str, str] = {}  # those who do not come, by id

    def add(self, event: Event) -> None:
        match event:
            case NoShow():
                if gone := self._candidate(event.candidate_id):
                    self.absent[gone.id] = gone.label
                    others = (who for who in self.problem.candidates if who.id != event.candidate_id)
                    self.problem = replace(self.problem, candidates=tuple(others))
            case CandidateLate():
                late = self._hours((Window(event.day, 0, event.arrives),))
                if self._candidate(event.candidate_id) and late and event.moved:
                    self._away(event.candidate_id, late)
            case CandidateAdded():
                self._added(event.candidate)
            case CandidateAway():
                windows = self._hours(event.windows)
                if self._candidate(event.candidate_id):
                    self._away(event.candidate_id, windows)
            case JurorLate():
                self._juror_away(event.juror_id, (Window(event.day, 0, event.arrives),))
            case JurorAway():
                self._juror_away(event.juror_id, event.windows)
            case JurorReplaced():
                self._replaced(event)
            case RoomLost():
                self._room_lost(event)
            case JuryOverrun():
                self._overrun(event)

    # Candidates

    def _candidate(self, cid: str) -> Candidate | None:
        found = next((who for who in self.problem.candidates if who.id == cid), None)
        if cid in self.absent:
            self.reasons.append(
                f"Le candidat {self.absent[cid]} ne vient pas, dit un de ces imprévus : ne dites rien d’autre de lui."
            )
        elif found is None:
            self.reasons.append(f"Le candidat {cid} n’est pas inscrit à cette session.")
        return found

    def _away(self, cid: str, windows: Sequence[Window]) -> None:
        self.problem = replace(
            self.problem,
            candidates=tuple(
                replace(who, unavailable=(*who.unavailable, *windows)) if who.id == cid else who
                for who in self.problem.candidates
            ),
        )

    def _added(self, candidate: Candidate) -> None:
        if any(who.id == candidate.id for who in self.problem.candidates):
            self.reasons.append(f"{candidate.label} est déjà candidat de cette session.")
        else:
            self.problem = replace(self.problem, candidates=(*self.problem.candidates, candidate))

    # Juries

    def _sits(self, juror: str) -> bool:
        if any(juror in jury.jurors for jury in self.problem.juries):
            return True
        self.reasons.append(f"{self.problem.juror(juror)} n’est membre d’aucun jury de cette session.")
        return False

    def _juror_away(self, juror: str, windows: tuple[Window, ...]) -> None:
        away = tuple((juror, window) for window in self._hours(windows))
        if self._sits(juror):
            self._juries(
                lambda jury: (
                    replace(jury, unavailable=(*jury.unavailable, *away)) if juror in jury.jurors else jury
                )
            )

    def _replaced(self, event: JurorReplaced) -> None:
        known = {who.id for who in self.problem.candidates}
        unknown = sorted(event.incompatible - known)
        self.reasons += [f"Le candidat {cid} n’est pas inscrit à cette session." for cid in unknown]
        if not self._sits(event.juror_id):
            return
        for jury in self.problem.juries:
            if event.juror_id not in jury.jurors:
                continue
            name = self.problem.juror(event.juror_id)
            if event.by in jury.jurors:
                self.reasons.append(
                    f"{self.problem.juror(event.by)} est déjà membre de {jury.label} : nommez une autre personne "
                    f"à la place de {name}."
                )
            elif event.by is None and len(jury.jurors) <= LEAST_MEMBERS:
                left = len(jury.jurors) - 1
                self.reasons.append(
                    f"Sans {name}, {jury.label} n’a plus que {left} membre : il en faut au moins deux "
                    "(arrêté du 22/12/2015). Nommez un remplaçant."
                )
        self._juries(lambda jury: self._with(jury, event))
        if event.by is not None:
            newcomer = event.by
            self.problem = replace(
                self.problem,
                candidates=tuple(
                    replace(who, incompatible_jurors=who.incompatible_jurors | {newcomer})
                    if who.id in event.incompatible
                    else who
                    for who in self.problem.candidates
                ),
            )

    def _with(self, jury: Jury, event: JurorReplaced) -> Jury:
        """The jury with the newcomer, whose absences are those that other juries know."""
        if event.juror_id not in jury.jurors:
            return jury
        others = jury.jurors - {event.juror_id}
        absences = [entry for entry in jury.unavailable if entry[0] != event.juror_id]
        if event.by is not None:
            others |= {event.by}
            known = (entry for other in self.problem.juries for entry in other.unavailable)
            absences += dict.fromkeys(entry for entry in known if entry[0] == event.by)
        return replace(jury, jurors=others, unavailable=tuple(absences))

    def _overrun(self, event: JuryOverrun) -> None:
        windows = self._hours((Window(event.day, 0, event.until),))
        if all(jury.id != event.jury_id for jury in self.problem.juries):
            self.reasons.append(f"Le jury {event.jury_id} n’existe pas dans cette session.")
            return
        busy = tuple((event.jury_id, window) for window in windows)
        self._juries(
            lambda jury: (
                replace(jury, unavailable=(*jury.unavailable, *busy)) if jury.id == event.jury_id else jury
            )
        )

    def _juries(self, change: Callable[[Jury], Jury]) -> None:
        self.problem = replace(self.problem, juries=tuple(change(jury) for jury in self.problem.juries))

    # Rooms and hours

    def _room_lost(self, event: RoomLost) -> None:
        windows, rooms = self._hours(event.windows), self.problem.rooms
        if event.room not in rooms.labels:
            known = ", ".join(sorted(rooms.labels)) or "aucune salle n’y est nommée"
            self.reasons.append(f"« {event.room} » n’est pas une salle de cette session ({known}).")
            return
        lost = tuple((event.room, window) for window in windows)
        self.problem = replace(self.problem, rooms=replace(rooms, unavailable=(*rooms.unavailable, *lost)))

    def _hours(self, windows: Sequence[Window]) -> tuple[Window, ...]:
        """The windows that are hours of a day of the session; a reason for each other."""
        days = {day.date for day in self.problem.days}
        found = []
        for window in windows:
            if window.day not in days:
                self.reasons.append(f"Le {day_name(window.day)} n’est pas un jour de la session.")
            elif not 0 <= window.start < window.end <= MIDNIGHT:
                self.reasons.append(
                    f"Le {day_name(window.day)} : les heures doivent aller d’un début à une fin qui le suit, "
                    "entre 0 h 00 et 24 h 00."
                )
            else:
                found.append(window)
        return tuple(found)
