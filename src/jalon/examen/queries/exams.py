"""The session where the jury will read a candidate's dossier: what the workshop of dossiers asks."""

from collections.abc import Iterable

from jalon.dossier.exams import Exam
from jalon.dossier.models import Dossier
from jalon.examen.enums import InscriptionStatus, SessionStatus
from jalon.examen.models import Inscription
from jalon.examen.workflow import BEFORE_EXAM


def find_exams(dossiers: Iterable[Dossier]) -> dict[int, Exam]:
    """For each dossier, the session of its path and scope still to come, the nearest first; else the last one held."""
    known = list(dossiers)
    rows = (
        Inscription.objects.filter(parcours__in={one.parcours_id for one in known})
        .exclude(status=InscriptionStatus.WITHDRAWN)
        .exclude(session__status=SessionStatus.CANCELLED)
        .select_related("session")
        .order_by("session__starts_on")
    )
    found: dict[int, Exam] = {}
    for row in rows:
        exam = Exam(
            label=f"Session {row.session.number}",
            starts_on=row.session.starts_on,
            open=row.session.status in BEFORE_EXAM,
        )
        for dossier in known:
            if dossier.parcours_id == row.parcours_id and dossier.scope in row.scopes:
                first = found.get(dossier.pk)
                if first is None or not first.open:
                    found[dossier.pk] = exam
    return found
