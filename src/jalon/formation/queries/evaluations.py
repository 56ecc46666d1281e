"""Reads about evaluations: the ECF in force, mock exams."""

from jalon.formation.models import Ecf, MockExam
from jalon.parcours.models import Parcours


def ecfs_of(parcours: Parcours) -> dict[str, Ecf]:
    """The ECF in force of each competence, with its criteria."""
    rows = Ecf.objects.filter(parcours=parcours, superseded_by=None).prefetch_related("criteria")
    return {row.competence_ref: row for row in rows}


def mock_exams_of(parcours: Parcours) -> list[MockExam]:
    """Mock exams, the last one first, with their lines."""
    return list(MockExam.objects.filter(parcours=parcours).prefetch_related("lines").order_by("-on", "-pk"))
