"""The whole session on one A3 sheet: jury-days shared out between sheets, drawn by day and jury."""

from collections.abc import Iterable, Sequence
from datetime import date

from jalon.accounts.letterhead import letterhead
from jalon.accounts.queries import parameters_of
from jalon.common.typography import clock, day_label, minutes
from jalon.examen import gantt
from jalon.examen.contexts import (
    PlanningPoster,
    PosterBar,
    PosterDay,
    PosterLane,
    PosterName,
    PosterPage,
)
from jalon.examen.letters import session_frame, version_label
from jalon.examen.models import Appointment, ExamSession, Timetable
from jalon.examen.planning.facts import Settings
from jalon.examen.queries.alternatives import figures_of
from jalon.examen.queries.convocations import name_of_test, passage_of
from jalon.examen.rules.figures import days_note
from jalon.examen.rules.timetable import local_minutes, minutes_of

# Tenths of a millimetre of an A3 sheet laid flat, once its head and its foot are drawn.
ROOM, DAY_HEAD, LEAST, MOST = 2280, 80, 105, 300


def poster_context(session: ExamSession, timetable: Timetable, rows: Sequence[Appointment]) -> PlanningPoster:
    """The timetable as a poster: every jury-day, on one sheet up to twelve, on as few as can be read beyond."""
    opening = {d.date: (minutes_of(d.opens_at), minutes_of(d.closes_at)) for d in session.days.all()}
    lunch = parameters_of(session.organisme_id)["jury_lunch_minutes"]
    by_day: dict[date, dict[int, list[Appointment]]] = {}
    for row in rows:
        by_day.setdefault(local_minutes(row.starts_at)[0], {}).setdefault(row.jury_id, []).append(row)
    days = []
    for day, juries in sorted(by_day.items()):
        ordered = sorted(juries.values(), key=lambda mine: mine[0].jury.number)
        days.append(
            PosterDay(
                label=day_label(day, "jour"),
                lanes=tuple(_lane(mine, lunch) for mine in ordered if any(row.jury_present for row in mine)),
            )
        )
    ends = [(local_minutes(row.starts_at)[1], local_minutes(row.ends_at)[1]) for row in rows]
    used = [opening[day] for day in by_day if day in opening]
    placed = len({row.inscription_id for row in rows})
    sheets = sheets_of(days)
    summary = [
        f"{placed} candidat{'s' if placed > 1 else ''}",
        f"{timetable.jury_days} journée{'s' if timetable.jury_days > 1 else ''} de jury "
        f"({days_note(figures_of(timetable, placed))})",
        f"attente {minutes(timetable.waiting_minutes)}",
    ]
    overlaps = sum(len(lane.clashes) for day in days for lane in day.lanes)
    if overlaps:
        summary.append(f"{overlaps} chevauchement{'s' if overlaps > 1 else ''}")
    if len(sheets) > 1:
        summary.append(f"{len(sheets)} feuilles")
    return PlanningPoster(
        organisme=letterhead(session.organisme),
        session=session_frame(session),
        version=version_label(timetable),
        summary=" – ".join(summary),
        opens=min([start for start, _ in [*ends, *used]], default=480) // 60 * 60,
        closes=-(-max([end for _, end in [*ends, *used]], default=1080) // 60) * 60,
        pages=tuple(sheets),
        legend=_legend(rows),
    )


def sheets_of(days: Iterable[PosterDay]) -> list[PosterPage]:
    """Jury-days in order on as few sheets as lanes of a readable height allow; a long day goes on overleaf."""
    sheets: list[list[PosterDay]] = []
    taken = ROOM
    for day in days:
        rest = day.lanes
        while rest:
            if taken + DAY_HEAD + min(len(rest), 2) * LEAST > ROOM:
                sheets.append([])
                taken = 0
            fits = (ROOM - taken - DAY_HEAD) // LEAST
            label = day.label if rest is day.lanes else f"{day.label} (suite)"
            sheets[-1].append(PosterDay(label=label, lanes=rest[:fits]))
            taken += DAY_HEAD + len(rest[:fits]) * LEAST
            rest = rest[fits:]
    return [PosterPage(lane=_height(sheet), days=tuple(sheet)) for sheet in sheets]


def _height(sheet: Sequence[PosterDay]) -> int:
    lanes = sum(len(day.lanes) for day in sheet)
    return min(MOST, (ROOM - len(sheet) * DAY_HEAD) // max(lanes, 1))


def _lane(rows: Sequence[Appointment], lunch: int) -> PosterLane:
    items = gantt.merged(_item(row) for row in rows)
    before_jury = [item for item in items if not item.alone]
    rooms = [row.salle.name for row in rows if row.salle and row.jury_present]
    names: list[PosterName] = []
    groups: list[str] = []
    for item in before_jury:
        if groups and groups[-1] == item.group:
            names[-1] = PosterName(
                start=names[-1].start, end=max(item.end, names[-1].end), names=names[-1].names
            )
        else:
            groups.append(item.group)
            names.append(PosterName(start=item.start, end=item.end, names=(item.phase, item.group)))
    lunches = gantt.free_time(before_jury, Settings().lunch_window, lunch, "")
    return PosterLane(
        label=str(rows[0].jury),
        detail=max(set(rooms), key=lambda name: (rooms.count(name), name)) if rooms else "",
        told=" ; ".join(item.description for item in items),
        names=tuple(names),
        bars=tuple(
            PosterBar(
                start=item.start,
                end=item.end,
                names=_names(item),
                colour=_colour(item.kind),
                alone=item.alone,
            )
            for item in items
        ),
        lunches=tuple((span.start, span.end) for span in lunches),
        clashes=tuple((span.start, span.end) for span in gantt.clashes(before_jury)),
    )


def _item(row: Appointment) -> gantt.Item:
    passage = passage_of(row)
    person = row.inscription.person
    hours = f"{clock(passage.start)} – {clock(passage.end)}"
    return gantt.Item(
        start=passage.start,
        end=passage.end,
        kind=row.kind,
        anchor="",
        description=f"{hours} {person.full_name}, {passage.label}",
        group=person.last_name.upper(),
        alone=row.candidate_present and not row.jury_present,
        key=f"{row.inscription_id}-{row.salle_id}",
        phase=person.full_name,
    )


def _names(item: gantt.Item) -> tuple[str, ...]:
    names = gantt.ALONE if item.alone else gantt.KINDS.get(item.kind, ("", (item.kind,)))[1]
    who = (f"{item.group} {names[1]}",) if item.alone else (f"{clock(item.start)} {names[0]}",)
    return (*who, *names)


def _colour(kind: str) -> int:
    css = gantt.KINDS.get(kind, ("k5", ()))[0]
    return int(css[1:]) if css[1:].isdigit() else 0


def _legend(rows: Iterable[Appointment]) -> tuple[tuple[int, str], ...]:
    present = {row.kind for row in rows}
    tests = [
        (_colour(kind), name_of_test(kind)) for kind in gantt.KINDS if kind in present and name_of_test(kind)
    ]
    own = (
        [(0, "Lecture (L) et délibération (D) du jury")]
        if any(not name_of_test(kind) for kind in present)
        else []
    )
    return (*tests, *own)
