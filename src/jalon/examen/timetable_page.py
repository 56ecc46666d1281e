"""What the timetable's page shows: lanes by jury, candidate or room, as a drawing and as lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from jalon.accounts.queries import parameters_of
from jalon.common.typography import clock
from jalon.examen import gantt
from jalon.examen.models import Appointment, ExamSession
from jalon.examen.planning.facts import Settings
from jalon.examen.queries.convocations import name_of_test, passage_of
from jalon.examen.rules.timetable import local_minutes, minutes_of

VIEWS = {"jurys": "Par jury", "candidats": "Par candidat", "salles": "Par salle"}
LANES = {
    "jurys": "Une ligne par jury",
    "candidats": "Une ligne par candidat",
    "salles": "Une ligne par salle",
}
LaneKey = tuple[tuple[int, str], str, str]  # sort key, label, detail


@dataclass(frozen=True)
class Lane:
    """A jury, a candidate or a room, with its appointments of one day."""

    label: str
    detail: str
    rows: tuple[Appointment, ...]


@dataclass(frozen=True)
class Day:
    """One day of the screen: its drawing and its lists."""

    date: date
    chart: gantt.Chart
    lanes: tuple[Lane, ...]


def days_of(session: ExamSession, rows: list[Appointment], view: str, now: datetime) -> list[Day]:
    """Every day of a timetable, drawn and listed by jury, candidate or room."""
    opening = {d.date: (minutes_of(d.opens_at), minutes_of(d.closes_at)) for d in session.days.all()}
    parameters = parameters_of(session.organisme_id)
    by_day: dict[date, dict[LaneKey, list[Appointment]]] = {}
    for row in rows:
        day = local_minutes(row.starts_at)[0]
        for key in _lane_keys(row, view):
            by_day.setdefault(day, {}).setdefault(key, []).append(row)
    today, minute = local_minutes(now)
    days = []
    for day, lanes in sorted(by_day.items()):
        named = [Lane(key[1], key[2], tuple(lanes[key])) for key in sorted(lanes)]
        if view == "jurys":
            named = [Lane(lane.label, _room(lane.rows), lane.rows) for lane in named]
        opens, closes = opening.get(day, (8 * 60, 18 * 60))
        drawing = gantt.chart(
            day,
            [(lane.label, lane.detail, [_item(row, view) for row in lane.rows]) for lane in named],
            opens=opens,
            closes=closes,
            lunch=None if view == "salles" else Settings().lunch_window,
            lunch_minutes=parameters["jury_lunch_minutes" if view == "jurys" else "candidate_lunch_minutes"],
            now=minute if day == today else None,
        )
        days.append(Day(day, drawing, tuple(named)))
    return days


def _lane_keys(row: Appointment, view: str) -> Iterable[LaneKey]:
    """The lanes an appointment is drawn in: sort key, label, detail."""
    if view == "candidats" and row.candidate_present:
        person = row.inscription.person
        yield (row.inscription.number, ""), person.sort_name, str(row.jury)
    elif view == "salles" and row.salle is not None:
        yield (0, row.salle.name), row.salle.name, row.salle.get_kind_display()
    elif view == "jurys" and row.jury_present:
        yield (row.jury.number, ""), str(row.jury), ""


def _room(rows: Iterable[Appointment]) -> str:
    names = [row.salle.name for row in rows if row.salle and row.kind != "mise_en_situation"]
    return max(set(names), key=names.count) if names else ""


def _item(row: Appointment, view: str) -> gantt.Item:
    passage = passage_of(row)
    person = row.inscription.person
    where = f", {passage.room}" if passage.room else ""
    note = f" ({passage.note})" if passage.note else ""
    return gantt.Item(
        start=passage.start,
        end=passage.end,
        kind=row.kind,
        anchor=f"rdv-{row.pk}",
        description=f"{person.full_name} : {passage.label}{note}, de {clock(passage.start)} à {clock(passage.end)}, "
        f"{str(row.jury).lower()}{where}",
        group="" if view == "candidats" else person.last_name.upper(),
        alone=row.candidate_present and not row.jury_present,
        key=f"{row.inscription_id}-{row.salle_id}",
        phase=f"{row.label}, de {clock(passage.start)} à {clock(passage.end)}",
    )


def legend_of(rows: list[Appointment]) -> list[tuple[str, str]]:
    """(class, label) of each kind drawn, in the order of the tests."""
    present = {row.kind for row in rows}
    tests = [kind for kind in gantt.KINDS if kind in present and name_of_test(kind)]
    found = [(gantt.KINDS[kind][0], name_of_test(kind)) for kind in tests]
    if any(row.candidate_present and not row.jury_present for row in rows):
        found.append(("alone", "Préparation, sans le jury"))
    if any(not row.candidate_present for row in rows):
        found.append(("task", "Lecture et délibération du jury"))
    return found
