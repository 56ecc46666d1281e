"""Alternatives of a timetable side by side, with the draft and the figures of each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from jalon.examen.enums import TimetableStatus
from jalon.examen.models import Appointment, ExamSession, Timetable
from jalon.examen.rules.figures import Figures, summary
from jalon.examen.rules.timetable import local_minutes
from jalon.examen.sketch import Sketch, Stroke, sketch


@dataclass(frozen=True)
class Choice:
    """A version among those to choose from; `name` is « Brouillon » or « Variante A ».

    `like_draft`: an alternative that is worth what the draft is, no more and no less.
    """

    timetable: Timetable
    name: str
    figures: Figures
    drawing: Sketch
    like_draft: bool = False

    @property
    def is_draft(self) -> bool:
        return self.timetable.status == TimetableStatus.DRAFT


def figures_of(timetable: Timetable, placed: int) -> Figures:
    """The figures of a version; `placed`: how many candidates have appointments in it."""
    waiting, longest = timetable.waiting_minutes, timetable.longest_wait_minutes
    return Figures(
        placed=placed,
        left_out=len(timetable.unplaced),
        jury_days=timetable.jury_days,
        jury_days_bound=timetable.jury_days_bound,
        waiting=waiting,
        idle=timetable.idle_minutes,
        lost_bound=timetable.lost_bound,
        longest_wait=longest,
        longest_wait_bound=timetable.longest_wait_bound,
        measured=bool(longest)
        or not waiting,  # versions kept before these were: somebody waited, none the longest
    )


def alternatives_of(session: ExamSession) -> list[Timetable]:
    """The alternatives kept for a session, from the fewest jury-days up."""
    kept = session.timetables.filter(status=TimetableStatus.ALTERNATIVE)
    return sorted(kept, key=lambda t: (t.jury_days, -t.waiting_minutes - t.idle_minutes, t.version))


def choices_of(session: ExamSession, alternatives: Sequence[Timetable]) -> list[Choice]:
    """The draft, if any, then the alternatives, drawn at one scale; in one query for all their appointments."""
    drafts = session.timetables.filter(status=TimetableStatus.DRAFT)
    named = [*((draft, "Brouillon") for draft in drafts)]
    named += [(one, f"Variante {letter}") for one, letter in zip(alternatives, _letters(), strict=False)]
    rows: dict[int, list[Appointment]] = {one.pk: [] for one, _ in named}
    for row in Appointment.objects.filter(timetable__in=rows).select_related("jury"):
        rows[row.timetable_id].append(row)
    strokes = {pk: strokes_of(mine) for pk, mine in rows.items()}
    everything = [stroke for mine in strokes.values() for stroke in mine]
    between = (min(s.start for s in everything), max(s.end for s in everything)) if everything else None
    figures = {one.pk: figures_of(one, len({row.inscription_id for row in rows[one.pk]})) for one, _ in named}
    worth = {summary(figures[one.pk]) for one, _ in named if one.status == TimetableStatus.DRAFT}
    return [
        Choice(
            one,
            name,
            figures[one.pk],
            sketch(strokes[one.pk], between=between),
            one.status != TimetableStatus.DRAFT and summary(figures[one.pk]) in worth,
        )
        for one, name in named
    ]


def strokes_of(rows: Iterable[Appointment]) -> list[Stroke]:
    """What juries do, from stored appointments with their jury."""
    found = []
    for row in rows:
        if row.jury_present:
            day, start = local_minutes(row.starts_at)
            found.append(Stroke(day, row.jury.number, start, local_minutes(row.ends_at)[1], row.kind))
    return found


def _letters() -> Iterable[str]:
    return iter(ascii_uppercase)
