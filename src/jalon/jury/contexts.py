"""Contexts of the jury's documents: frozen, plain, already written in French."""

from dataclasses import dataclass
from typing import Literal

from jalon.documents.blocks import DocumentContext, Recipient, Signatory
from jalon.examen.contexts import SessionFacts

Mark = Literal["satisfied", "not_satisfied", "not_observed", ""]
Acquired = Literal["acquired", "not_acquired", ""]
Award = Literal["awarded", "refused", "held", "not_presented", ""]
Outcome = Literal["title", "partial", "none", "absent", "excused", ""]
PVStatus = Literal["draft", "signing", "signed", "transmitted", "validated", "refused", "withdrawn"]
ResultStatus = Literal["proposed", "validated"]


@dataclass(frozen=True, kw_only=True)
class CandidateFacts:
    """A candidate as the jury's papers name them; `birth` is « née le 3 mai 1991 à Lyon » or empty.

    `arrangements` are what was granted, never why (A10.6).
    """

    name: str
    number: str
    birth: str = ""
    route: str = ""
    scope: tuple[str, ...] = ()
    arrangements: tuple[str, ...] = ()


# --- Grids -------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class GridCriterion:
    """A criterion of the RE and the juror's mark, empty when not filled."""

    label: str
    mark: Mark = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class GridCompetence:
    """A competence assessed in the test; `ccp` is « CCP 1 – Accueillir… »."""

    number: int
    title: str
    ccp: str
    criteria: tuple[GridCriterion, ...]
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class GrilleEvaluation(DocumentContext):
    """One juror's grid for one candidate and one test; a blank form has no juror (A6.1, A7.11).

    `duration` and `phases` come from the référentiel (« 45 min », « Préparation : 15 min, sans le jury »).
    `filled_on` is « le 14 décembre 2026 à 9 h 32 », empty for a form to fill by hand.
    """

    session: SessionFacts
    candidate: CandidateFacts
    test: str
    duration: str
    phases: tuple[str, ...]
    competences: tuple[GridCompetence, ...]
    juror: str = ""
    jury_label: str = ""
    note: str = ""
    filled_on: str = ""


# --- Joint sheet -------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Support:
    """What the jury holds: DP, production, ECF, livret (A6.1)."""

    label: str
    consulted: bool
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class JurorMarks:
    """How many criteria of a competence one juror marked in each way."""

    juror: str
    satisfied: int
    not_satisfied: int
    not_observed: int


@dataclass(frozen=True, kw_only=True)
class SynthesisCompetence:
    """What the jurors noted about a competence, and their common conclusion."""

    number: int
    title: str
    ccp: str
    tests: str
    marks: tuple[JurorMarks, ...] = ()
    appreciation: str = ""
    conclusion: Acquired = ""


@dataclass(frozen=True, kw_only=True)
class CCPDecision:
    """The jury's decision on a CCP; `reasons` are compulsory for a refusal (A7.4)."""

    number: str
    title: str
    award: Award
    reasons: str = ""


@dataclass(frozen=True, kw_only=True)
class FinalInterview:
    """The entretien final, a result of its own (A7.3); `result` is « Favorable », « Non favorable », …"""

    result: str
    reasons: str = ""


@dataclass(frozen=True, kw_only=True)
class FicheSynthese(DocumentContext):
    """The joint sheet of a jury on a candidate; `warnings` point out what is at odds with the grids."""

    session: SessionFacts
    candidate: CandidateFacts
    jury_label: str
    supports: tuple[Support, ...]
    competences: tuple[SynthesisCompetence, ...]
    ccps: tuple[CCPDecision, ...]
    final_interview: FinalInterview | None = None
    outcome: Outcome
    outcome_label: str
    warnings: tuple[str, ...] = ()
    remarks: str = ""
    signatories: tuple[Signatory, ...]


# --- Procès-verbal -----------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class PVMember:
    """A juror in the PV; `habilitation` is « valable jusqu’au … », `signed` « le … à … » or empty."""

    name: str
    quality: str
    habilitation: str
    president: bool = False
    signed: str = ""


@dataclass(frozen=True, kw_only=True)
class PVJury:
    """One jury of the session, at least two members (A5.1)."""

    label: str
    members: tuple[PVMember, ...]


@dataclass(frozen=True, kw_only=True)
class PVResult:
    """The line of one candidate; `scope` is « Titre » or « CCP 1 »."""

    number: str
    name: str
    birth: str
    route: str
    scope: str
    outcome: Outcome
    outcome_label: str
    ccps: tuple[CCPDecision, ...] = ()
    final_interview: FinalInterview | None = None
    jury_label: str = ""


@dataclass(frozen=True, kw_only=True)
class Totals:
    """Counts of a session; rates are on those present (A.11)."""

    registered: int
    present: int
    full: int
    partial: int
    none: int
    absent: int
    excused: int = 0


@dataclass(frozen=True, kw_only=True)
class Incident:
    """An incident, or a fraud, which the PV must mention (A7.14); `report` cites its signed report and its seal."""

    when: str
    what: str
    fraud: bool = False
    people: str = ""
    report: str = ""


@dataclass(frozen=True, kw_only=True)
class Validation:
    """The decision of the State's representative on the PV; empty until taken (A7.5)."""

    decided_by: str = ""
    decided_on: str = ""
    reasons: str = ""


@dataclass(frozen=True, kw_only=True)
class PVSession(DocumentContext):
    """The procès-verbal of a session (A7.1 to A7.6, A7.14)."""

    session: SessionFacts
    status: PVStatus
    deliberated_on: str
    place_date: str
    juries: tuple[PVJury, ...]
    results: tuple[PVResult, ...]
    totals: Totals
    facts: tuple[str, ...] = ()
    incidents: tuple[Incident, ...] = ()
    remarks: str = ""
    responsable: Signatory
    validation: Validation = Validation()


# --- To the candidate --------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class CompetenceResult:
    """A competence in the individual sheet."""

    number: int
    title: str
    ccp: str
    conclusion: Acquired
    comment: str = ""


@dataclass(frozen=True, kw_only=True)
class FicheResultats(DocumentContext):
    """The individual results of a candidate, with reasons (A7.4); « proposition » until validated (A7.6)."""

    session: SessionFacts
    candidate: CandidateFacts
    status: ResultStatus
    validated_on: str = ""
    outcome: Outcome
    outcome_label: str
    ccps: tuple[CCPDecision, ...]
    competences: tuple[CompetenceResult, ...] = ()
    final_interview: FinalInterview | None = None
    next_steps: tuple[str, ...] = ()
    place_date: str
    signatories: tuple[Signatory, ...]


@dataclass(frozen=True, kw_only=True)
class LivretCCP:
    """A CCP in the livret; the last three are empty until it is awarded."""

    number: str
    title: str
    awarded_on: str = ""
    session: str = ""
    validated_by: str = ""


@dataclass(frozen=True, kw_only=True)
class InterviewAttempt:
    """A passage of the final interview of a capitalisation (A6.2, A7.3)."""

    held_on: str
    session: str
    result: str


@dataclass(frozen=True, kw_only=True)
class LivretCertification(DocumentContext):
    """The CCP a person holds towards a title (A1.1, A7.7); `valid_until` is the title's end of validity."""

    candidate: CandidateFacts
    titre: str
    titre_code: str
    valid_until: str
    ccps: tuple[LivretCCP, ...]
    interviews: tuple[InterviewAttempt, ...] = ()
    notes: tuple[str, ...] = ()
    place_date: str
    signatory: Signatory


@dataclass(frozen=True, kw_only=True)
class NotificationResultats(DocumentContext):
    """The letter that tells a candidate the validated result (A7.9), next steps and appeals (A7.13)."""

    session: SessionFacts
    recipient: Recipient
    outcome: Outcome
    outcome_label: str
    validated_on: str
    ccps: tuple[CCPDecision, ...]
    final_interview: FinalInterview | None = None
    next_steps: tuple[str, ...] = ()
    appeals: tuple[str, ...] = ()
    enclosures: tuple[str, ...] = ()
    place_date: str
    signatory: Signatory


# --- Around the session ------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class CeresRow:
    """What must be keyed into CERES for a candidate, in the order of its screens (A7.9)."""

    number: str
    birth_name: str
    usual_name: str
    first_names: str
    birth_date: str
    route: str
    result: str
    ccps: tuple[str, ...] = ()
    final_interview: str = ""


@dataclass(frozen=True, kw_only=True)
class FicheCeres(DocumentContext):
    """Sheet to key the session's results into CERES by hand: it has no public interface."""

    session: SessionFacts
    status: ResultStatus
    rows: tuple[CeresRow, ...]
    totals: Totals


@dataclass(frozen=True, kw_only=True)
class BordereauFile:
    """A file of the session's archive; `sha256` is 64 hexadecimal digits, `size` « 48 Ko »."""

    path: str
    label: str
    size: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Bordereau(DocumentContext):
    """Manifest of the session's file: every document with its SHA-256 (A7.12); `seal` seals the whole."""

    session: SessionFacts
    sealed_on: str
    sealed_by: str
    seal: str
    files: tuple[BordereauFile, ...]
