"""What the timetable's page shows: lanes by jury, candidate or room, as a drawing and as lists."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from jalon.accounts.queries import parameters_of
from jalon.common.typography import clock, day_label
from jalon.examen import gantt
from jalon.examen.enums import LockKind, SalleKind
from jalon.examen.gantt import Span, Stretch
from jalon.examen.models import Appointment, ExamSession, Timetable
from jalon.examen.planning.facts import Candidate, Settings
from jalon.examen.queries.convocations import name_of_test, passage_of
from jalon.examen.rules.timetable import local_minutes, minutes_of

VIEWS = {"jurys": "Par jury", "candidats": "Par candidat", "salles": "Par salle"}
LANES = {
    "jurys": "Une ligne par jury",
    "candidats": "Une ligne par candidat",
    "salles": "Une ligne par salle et par comédien",
}
ROOMS = (SalleKind.JURY, SalleKind.MISE_EN_SITUATION, SalleKind.PREPARATION)
FULL_DAY = (0, 24 * 60)


@dataclass(frozen=True)
class Who:
    """What a lane stands for: `order` sorts it, `persons` are those whose absences it shows."""

    order: tuple[int, int, str]
    key: str
    label: str
    detail: str = ""
    persons: tuple[int, ...] = ()
    sits: Collection[str] = ()

    @property
    def jury(self) -> str:
        """The id of the jury, when the lane is one."""
        return self.key.removeprefix("jury-") if self.key.startswith("jury-") else ""


@dataclass(frozen=True)
class Line:
    """One appointment of a list: `leads` on its candidate's first line of the lane, `lock` the label of their lock."""

    row: Appointment
    leads: bool
    lock: str
    clashes: bool


@dataclass(frozen=True)
class Lane:
    """A jury, a candidate, a room or an actor on one day: lines, and what else there is to know in words.

    `place` names the jury-day to lock, when the lane is one; `locked` when all its candidates are.
    """

    label: str
    detail: str
    lines: tuple[Line, ...]
    notes: tuple[str, ...]
    place: str = ""
    locked: bool = False


@dataclass(frozen=True)
class Day:
    """One day of the screen: its drawing, its lists, and what overlaps there."""

    date: date
    chart: gantt.Chart
    lanes: tuple[Lane, ...]
    clashes: tuple[str, ...]

    @property
    def empty(self) -> bool:
        return not any(lane.lines for lane in self.lanes)


@dataclass(frozen=True)
class Reader:
    """Who looks: `whole` sees every lane, `leads` also absences and locks, `changes` also the days not used."""

    whole: bool = True
    leads: bool = False
    changes: bool = False


def days_of(
    session: ExamSession,
    rows: Sequence[Appointment],
    view: str,
    now: datetime,
    *,
    reader: Reader,
    locks: Mapping[int, str] | None = None,
) -> list[Day]:
    """Every day of a timetable, drawn and listed by jury, candidate or room; `locks`: inscription -> kind."""
    opening = {d.date: (minutes_of(d.opens_at), minutes_of(d.closes_at)) for d in session.days.all()}
    by_day: dict[date, list[Appointment]] = {}
    for row in rows:
        by_day.setdefault(local_minutes(row.starts_at)[0], []).append(row)
    if reader.changes:
        by_day = {day: by_day.get(day, []) for day in sorted({*by_day, *opening})}
    standing = _standing(session, view) if reader.whole else {}
    away = _absences(session) if reader.leads else {}
    today, minute = local_minutes(now)
    page = _Page(
        view, parameters_of(session.organisme_id), locks or {} if reader.leads else {}, standing, away
    )
    return [
        page.day(day, items, opening.get(day, (8 * 60, 18 * 60)), minute if day == today else None)
        for day, items in sorted(by_day.items())
    ]


@dataclass(frozen=True)
class _Page:
    view: str
    parameters: Mapping[str, int]
    locks: Mapping[int, str]
    standing: Mapping[str, Who]
    away: Mapping[tuple[int, date], list[tuple[int, int, str]]]

    def day(self, day: date, rows: list[Appointment], hours: tuple[int, int], now: int | None) -> Day:
        lanes: dict[str, list[Appointment]] = {key: [] for key in self.standing}
        known = dict(self.standing)
        for row in rows:
            for who in _lanes_of(row, self.view):
                known.setdefault(who.key, who)
                lanes.setdefault(who.key, []).append(row)
        strips, listed, told = [], [], []
        for who in sorted((known[key] for key in lanes), key=lambda one: one.order):
            mine = lanes[who.key]
            items = [self.item(row) for row in mine]
            label, detail = who.label, who.detail
            if self.view == "jurys":
                detail = _room(mine) or detail
            spans = [*self.absences(who, day), *self.free_time(items)]
            strips.append(
                gantt.Strip(who.key, label, detail, items, spans, ", ".join(filter(None, (label, detail))))
            )
            overlaps = gantt.clashes(items)
            told += [f"{label} : {span.told}" for span in overlaps]
            listed.append(self.lane(who, detail, day, mine, [*spans, *overlaps]))
        drawing = gantt.chart(day, strips, opens=hours[0], closes=hours[1], now=now)
        return Day(day, drawing, tuple(listed), tuple(told))

    def item(self, row: Appointment) -> gantt.Item:
        passage = passage_of(row)
        person = row.inscription.person
        where = f", {passage.room}" if passage.room else ""
        note = f" ({passage.note})" if passage.note else ""
        hours = f"de {clock(passage.start)} à {clock(passage.end)}"
        return gantt.Item(
            start=passage.start,
            end=passage.end,
            kind=row.kind,
            anchor=f"rdv-{row.pk}",
            description=f"{person.full_name} : {passage.label}{note}, {hours}, {str(row.jury).lower()}{where}",
            group="" if self.view == "candidats" else person.last_name.upper(),
            alone=row.candidate_present and not row.jury_present,
            key=f"{row.inscription_id}-{row.salle_id}",
            phase=f"{row.label}, {hours}",
            who=str(row.inscription_id),
            locked=row.inscription_id in self.locks,
        )

    def lane(self, who: Who, detail: str, day: date, rows: list[Appointment], spans: Iterable[Span]) -> Lane:
        clashing = [span for span in spans if span.stretch == Stretch.CLASH]
        seen: set[int] = set()
        lines = []
        for row in rows:
            kind = self.locks.get(row.inscription_id)
            start, end = local_minutes(row.starts_at)[1], local_minutes(row.ends_at)[1]
            lines.append(
                Line(
                    row,
                    row.inscription_id not in seen,
                    LockKind(kind).label if kind else "",
                    any(start < span.end and span.start < end for span in clashing),
                )
            )
            seen.add(row.inscription_id)
        notes = (
            f"{span.told[:1].upper()}{span.told[1:]}" for span in sorted(spans, key=lambda span: span.start)
        )
        place = f"{who.key}-{day.isoformat()}" if who.jury and rows else ""
        return Lane(
            who.label, detail, tuple(lines), tuple(notes), place, bool(rows) and seen <= set(self.locks)
        )

    def absences(self, who: Who, day: date) -> list[Span]:
        if who.sits and day.isoformat() not in who.sits:
            told = "ne siège pas ce jour-là"
            return [Span(*FULL_DAY, Stretch.OFF, ("Ne siège pas ce jour-là", "Ne siège pas"), told)]
        return [
            Span(
                start,
                end,
                Stretch.AWAY,
                (f"{name} absent", "Absent", "Abs."),
                f"{name} n’est pas disponible de {clock(start)} à {clock(end)}",
            )
            for person in who.persons
            for start, end, name in self.away.get((person, day), ())
        ]

    def free_time(self, items: list[gantt.Item]) -> list[Span]:
        settings = Settings()
        if self.view == "jurys":
            return gantt.free_time(
                items, settings.lunch_window, self.parameters["jury_lunch_minutes"], "temps mort"
            )
        if self.view == "candidats":
            return gantt.free_time(
                items, settings.candidates_eat, self.parameters["candidate_lunch_minutes"], "attente"
            )
        return []


def _standing(session: ExamSession, view: str) -> dict[str, Who]:
    """The lanes of a view that exist without any appointment: juries, rooms and actors not used included."""
    found: list[Who] = []
    if view == "jurys":
        for jury in session.juries.select_related("salle").prefetch_related("seats").order_by("number"):
            persons = tuple(seat.person_id for seat in jury.seats.all())
            room = jury.salle.name if jury.salle else ""
            found.append(
                Who((0, jury.number, ""), f"jury-{jury.pk}", str(jury), room, persons, tuple(jury.dates))
            )
    elif view == "salles":
        for salle in session.salles.all():
            if salle.kind in ROOMS:
                found.append(_room_lane(salle.pk, salle.name, SalleKind(salle.kind)))
        for person in session.comediens.all():
            found.append(_actor_lane(person.pk, person.full_name))
    return {who.key: who for who in found}


def _lanes_of(row: Appointment, view: str) -> Iterable[Who]:
    """The lanes in which an appointment is drawn."""
    if view == "candidats" and row.candidate_present:
        person = row.inscription.person
        number = row.inscription.number
        yield Who(
            (0, number, ""), f"candidat-{row.inscription_id}", person.sort_name, str(row.jury), (person.pk,)
        )
    elif view == "jurys" and row.jury_present:
        yield Who((0, row.jury.number, ""), f"jury-{row.jury_id}", str(row.jury))
    elif view == "salles":
        if row.salle is not None:
            yield _room_lane(row.salle.pk, row.salle.name, SalleKind(row.salle.kind))
        elif row.candidate_present:
            yield Who(
                (8, row.jury.number, ""), f"sans-salle-{row.jury_id}", str(row.jury), "Salle à désigner"
            )
        if row.comedien is not None:
            yield _actor_lane(row.comedien.pk, row.comedien.full_name)
        elif row.with_actor:
            yield Who((9, 1, ""), "sans-comedien", "Comédien", "À désigner")


def _room_lane(pk: int, name: str, kind: SalleKind) -> Who:
    rank = ROOMS.index(kind) if kind in ROOMS else len(ROOMS)
    return Who((rank, 0, name), f"salle-{pk}", name, kind.label)


def _actor_lane(pk: int, name: str) -> Who:
    return Who((9, 0, name), f"comedien-{pk}", name, "Comédien", (pk,))


def _absences(session: ExamSession) -> dict[tuple[int, date], list[tuple[int, int, str]]]:
    """(person, day) -> when they are away, with their name."""
    found: dict[tuple[int, date], list[tuple[int, int, str]]] = {}
    for item in session.unavailabilities.select_related("person").order_by("date", "starts_at"):
        hours = (minutes_of(item.starts_at), minutes_of(item.ends_at), item.person.full_name)
        found.setdefault((item.person_id, item.date), []).append(hours)
    return found


def _room(rows: Iterable[Appointment]) -> str:
    names = [row.salle.name for row in rows if row.salle and row.kind != "mise_en_situation"]
    return max(set(names), key=lambda name: (names.count(name), name)) if names else ""


def legend_of(rows: Iterable[Appointment], days: Iterable[Day]) -> list[tuple[str, str]]:
    """(class, label) of each kind drawn, tests first, then what stands beside them."""
    rows, days = list(rows), list(days)
    present = {row.kind for row in rows}
    tests = [kind for kind in gantt.KINDS if kind in present and name_of_test(kind)]
    found = [(gantt.KINDS[kind][0], name_of_test(kind)) for kind in tests]
    if any(row.candidate_present and not row.jury_present for row in rows):
        found.append(("alone", "Préparation, sans le jury"))
    if any(not row.candidate_present for row in rows):
        found.append(("task", "Lecture et délibération du jury"))
    lanes = [lane for day in days for lane in day.chart.lanes]
    drawn = {zone.stretch for lane in lanes for zone in lane.zones}
    named = {
        Stretch.LUNCH: "Déjeuner",
        Stretch.WAIT: "Attente, temps mort",
        Stretch.AWAY: "Indisponible",
        Stretch.CLASH: "Chevauchement",
    }
    found += [(stretch.value, label) for stretch, label in named.items() if stretch in drawn]
    if any(day.chart.closed for day in days):
        found.append(("closed", "Fermé"))
    if any(bar.locked for lane in lanes for bar in lane.bars):
        found.append(("locked", "Verrouillé"))
    return found


def _end_to_end(who: Candidate, grid: int) -> Iterable[tuple[int, int, bool]]:
    start = 0
    for step in who.steps:
        if step.candidate:
            end = start + who.minutes(step, grid)
            yield start, end, step.jury
            start = end


def moves_of(
    session: ExamSession,
    shown: Timetable,
    rows: Iterable[Appointment],
    locks: Collection[int],
    to_place: Iterable[Candidate],
    addresses: Mapping[str, str],
) -> dict[str, Any]:
    """What the script of the drawing needs to move candidates: who is where, juries, days; times in minutes.

    Those `to_place` have their tests end to end from 0: when each begins and ends, and whether the jury is there.
    """
    grid = Settings().grid
    people: dict[str, dict[str, Any]] = {
        who.id: {"name": who.label, "tests": list(_end_to_end(who, grid))} for who in to_place
    }
    for row in rows:
        if row.candidate_present:
            day, start = local_minutes(row.starts_at)
            one = people.setdefault(
                str(row.inscription_id),
                {
                    "name": row.inscription.person.full_name,
                    "day": day.isoformat(),
                    "start": start,
                    "jury": row.jury_id,
                    "locked": row.inscription_id in locks,
                },
            )
            one["start"] = min(one["start"], start)
    return {
        "grid": grid,
        "revision": shown.revision,
        "people": people,
        "juries": [{"id": jury.pk, "label": str(jury)} for jury in session.juries.order_by("number")],
        "days": [
            {
                "date": day.date.isoformat(),
                "label": day_label(day.date, "jour"),
                "opens": minutes_of(day.opens_at),
                "closes": minutes_of(day.closes_at),
            }
            for day in session.days.order_by("date")
        ],
        **addresses,
    }
