"""Training towards a title: programmes, entry, stays in companies, evaluations."""

from jalon.formation.models.companies import CompanyConvention, CompanyWeek, TutorEvaluation, TutorLine
from jalon.formation.models.dropout import DropoutWatch, FollowUp
from jalon.formation.models.entry import (
    Dispensation,
    EntryCheck,
    EntryInterview,
    Positioning,
    PositioningLine,
)
from jalon.formation.models.evaluations import Ecf, EcfCriterion, MockExam, MockExamLine
from jalon.formation.models.programmes import (
    TEXTS,
    Programme,
    ProgrammeItem,
    ProgrammeModule,
    ProgrammeUse,
    text_label,
)

__all__ = [
    "TEXTS",
    "CompanyConvention",
    "CompanyWeek",
    "Dispensation",
    "DropoutWatch",
    "Ecf",
    "EcfCriterion",
    "EntryCheck",
    "EntryInterview",
    "FollowUp",
    "MockExam",
    "MockExamLine",
    "Positioning",
    "PositioningLine",
    "Programme",
    "ProgrammeItem",
    "ProgrammeModule",
    "ProgrammeUse",
    "TutorEvaluation",
    "TutorLine",
    "text_label",
]
