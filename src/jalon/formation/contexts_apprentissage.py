"""Contexts of the documents of apprenticeship: frozen, plain, already written in French."""

from dataclasses import dataclass

from jalon.documents.blocks import DocumentContext, Signatory


@dataclass(frozen=True, kw_only=True)
class AlternationMonth:
    """A month of the alternation in words: « 2 semaines en centre… », the hours in the company."""

    month: str
    weeks: str
    company: str


@dataclass(frozen=True, kw_only=True)
class ConventionApprentissage(DocumentContext):
    """The convention between the centre and the employer of an apprentice (L6353-1, indicator 13)."""

    person: str
    titre: str
    titre_code: str
    employer: str
    address: tuple[str, ...]
    siret: str
    signatory: str
    master: str
    master_conditions: str
    dates: str
    weekly: str
    trial: str
    months: tuple[AlternationMonth, ...]
    totals: str
    signatories: tuple[Signatory, ...]


@dataclass(frozen=True, kw_only=True)
class AttestationEntreprise(DocumentContext):
    """The hours worked in the company for one CCP, attested by the maître d’apprentissage (A.8)."""

    person: str
    titre: str
    titre_code: str
    ccp: str
    employer: str
    master: str
    dates: str
    hours: str
    activities: str
    competences: tuple[str, ...]
    comment: str
    signatories: tuple[Signatory, ...]


@dataclass(frozen=True, kw_only=True)
class LivretPeriod:
    """What was entrusted over a period, and the hours attested."""

    heading: str
    activities: str
    competences: str
    hours: str


@dataclass(frozen=True, kw_only=True)
class LivretProgress:
    """Where both sides are with a competence."""

    competence: str
    centre: str
    company: str


@dataclass(frozen=True, kw_only=True)
class LivretVisit:
    """A visit held: its report and who signed it."""

    heading: str
    present: str
    done: str
    difficulties: str
    decided: str
    signed: str


@dataclass(frozen=True, kw_only=True)
class LivretApprentissage(DocumentContext):
    """The livret d’apprentissage: the link between the centre and the company (indicator 13)."""

    person: str
    titre: str
    titre_code: str
    employer: str
    master: str
    trainer: str
    dates: str
    months: tuple[AlternationMonth, ...]
    totals: str
    agreed: str
    periods: tuple[LivretPeriod, ...]
    progress: tuple[LivretProgress, ...]
    visits: tuple[LivretVisit, ...]
    acts: tuple[tuple[str, str], ...]
    signatories: tuple[Signatory, ...]
