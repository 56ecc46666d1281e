"""Training towards a title: programmes, entry, stays in companies, evaluations."""

from jalon.formation.models.apprentissage import (
    AlternationWeek,
    ApprenticeContract,
    CfaAct,
    CfaActPath,
    CfaReferent,
    CompanyVisit,
    EntrustedPeriod,
    MasterAccess,
    ProgressMark,
    VisitSignature,
)
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
    "AlternationWeek",
    "ApprenticeContract",
    "CfaAct",
    "CfaActPath",
    "CfaReferent",
    "CompanyConvention",
    "CompanyVisit",
    "CompanyWeek",
    "Dispensation",
    "DropoutWatch",
    "Ecf",
    "EcfCriterion",
    "EntrustedPeriod",
    "EntryCheck",
    "EntryInterview",
    "FollowUp",
    "MasterAccess",
    "MockExam",
    "MockExamLine",
    "Positioning",
    "PositioningLine",
    "Programme",
    "ProgrammeItem",
    "ProgrammeModule",
    "ProgrammeUse",
    "ProgressMark",
    "TutorEvaluation",
    "TutorLine",
    "VisitSignature",
    "text_label",
]
