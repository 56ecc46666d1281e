"""Where the checklist of premises and resources stands."""

from dataclasses import dataclass

from django.db.models import Count, Q

from jalon.examen.enums import InscriptionStatus
from jalon.examen.models import ExamSession
from jalon.examen.queries.planning import published_timetable
from jalon.examen.rules.checklist import Expected, expected
from jalon.examen.rules.scopes import tests_of
from jalon.referentiel.queries import get_titre


@dataclass(frozen=True)
class ChecklistState:
    """Counts of a session's checklist, for its overview."""

    total: int
    present: int
    absent: int

    @property
    def unchecked(self) -> int:
        return self.total - self.present - self.absent

    @property
    def ready(self) -> bool:
        return self.total > 0 and self.present == self.total


def checklist_state(session: ExamSession) -> ChecklistState:
    """How many lines are there, present, absent: one query."""
    counts = session.checklist.aggregate(
        total=Count("pk"),
        present=Count("pk", filter=Q(available=True)),
        absent=Count("pk", filter=Q(available=False)),
    )
    return ChecklistState(**counts)


def session_size(session: ExamSession) -> tuple[int, int]:
    """Candidates admitted, and juries at work on the busiest day (all the juries before a timetable is published)."""
    candidates = session.inscriptions.filter(status=InscriptionStatus.ADMITTED).count()
    timetable = published_timetable(session)
    if timetable is None:
        return candidates, session.juries.count()
    busy = timetable.appointments.filter(jury_present=True)
    per_day = busy.values("starts_at__date").annotate(count=Count("jury", distinct=True))
    return candidates, max((row["count"] for row in per_day), default=session.juries.count())


def expected_items(session: ExamSession) -> tuple[Expected, ...]:
    """What annex 1 of the RE asks for this session as it stands today."""
    titre = get_titre(session.titre_ref)
    candidates, juries = session_size(session)
    return expected(
        titre.premises,
        titre.resources,
        tests=tests_of(titre, session.scopes),
        candidates=candidates,
        juries=juries,
    )
