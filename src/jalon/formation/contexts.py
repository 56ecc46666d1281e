"""Contexts of the training's documents: frozen, plain, already written in French."""

from dataclasses import dataclass

from jalon.documents.blocks import DocumentContext, Signatory


@dataclass(frozen=True, kw_only=True)
class ProgrammeSeance:
    """A séance of a programme; `work` says what is done at a distance (C7)."""

    heading: str
    hours: str
    competences: str
    mode: str
    work: str = ""


@dataclass(frozen=True, kw_only=True)
class ProgrammePart:
    """A module: its CCP, its hours in the centre and in companies, its séances."""

    heading: str
    ccp: str
    hours: str
    company: str
    seances: tuple[ProgrammeSeance, ...]


@dataclass(frozen=True, kw_only=True)
class Certification:
    """A test of a session: « CCP 1 », « Entretien technique », « 50 min »."""

    scope: str
    test: str
    minutes: str


@dataclass(frozen=True, kw_only=True)
class ProgrammeRemis(DocumentContext):
    """The programme as it is handed over before the final registration (C5, C7)."""

    heading: str
    version: str
    titre: str
    titre_code: str
    level: str
    hours: str
    company: str
    texts: tuple[tuple[str, str], ...]
    parts: tuple[ProgrammePart, ...]
    tests: tuple[Certification, ...]


@dataclass(frozen=True, kw_only=True)
class PlacedCompetence:
    """A competence placed by the person and by the trainer; the levels are words, `gap` « + 1 », « − 2 » or "" ."""

    competence: str
    own: str
    trainer: str
    gap: str = ""
    evidence: str = ""


@dataclass(frozen=True, kw_only=True)
class Positionnement(DocumentContext):
    """The positioning of a person against the référentiel (indicator 8)."""

    person: str
    titre: str
    titre_code: str
    own_on: str
    trainer_on: str
    trainer: str
    rows: tuple[PlacedCompetence, ...]
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Dispensed:
    """What someone does not have to follow, and why."""

    what: str
    hours: str
    reason: str
    on: str


@dataclass(frozen=True, kw_only=True)
class ParcoursIndividualise(DocumentContext):
    """The individualised path: what is followed, what is not, how many hours remain (indicator 10)."""

    person: str
    titre: str
    titre_code: str
    prestation: str
    planned: str
    lifted: str
    remaining: str
    dispensed: tuple[Dispensed, ...]
    conditions: str = ""
    signatories: tuple[Signatory, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ConventionStage(DocumentContext):
    """The convention of a stay in a company, between the company, the organisme and the person."""

    person: str
    titre: str
    titre_code: str
    ccp: str
    company: str
    address: tuple[str, ...]
    signatory: str
    tutor: str
    tutor_contact: str
    dates: str
    hours: str
    schedule: str
    activities: str
    competences: tuple[str, ...]
    minimum: str
    signatories: tuple[Signatory, ...]


@dataclass(frozen=True, kw_only=True)
class EvaluatedCriterion:
    """A criterion of the RE and how it was met."""

    criterion: str
    met: str


@dataclass(frozen=True, kw_only=True)
class EvaluatedCompetence:
    """A competence evaluated during the training; `result` is « Acquise » or « Non acquise » or « Non évaluée »."""

    competence: str
    result: str
    fine: bool
    on: str = ""
    evaluator: str = ""
    situation: str = ""
    observations: str = ""
    criteria: tuple[EvaluatedCriterion, ...] = ()


@dataclass(frozen=True, kw_only=True)
class EvaluatedCcp:
    """The competences of a CCP."""

    heading: str
    competences: tuple[EvaluatedCompetence, ...]


@dataclass(frozen=True, kw_only=True)
class LivretEcf(DocumentContext):
    """The results of the évaluations passées en cours de formation, for the jury (A6.1)."""

    person: str
    titre: str
    titre_code: str
    period: str
    ccps: tuple[EvaluatedCcp, ...]
    signatories: tuple[Signatory, ...] = ()
