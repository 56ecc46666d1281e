"""Contexts of the dossier's documents: frozen, plain, already written in French."""

from dataclasses import dataclass

from jalon.documents.blocks import DocumentContext


@dataclass(frozen=True, kw_only=True)
class Recepisse(DocumentContext):
    """Receipt of a dossier handed over: which file, its digest, when (A6.4, A6.6).

    `scope` is « Titre professionnel » or « CCP 2 »; `handed_over` « lundi 14 décembre 2026 à 10 h 35 »; `pages` is ""
    where the pages could not be counted; `exam` names the session whose jury will read it, "" without one.
    """

    candidate: str
    titre: str
    titre_code: str
    scope: str
    production: str
    version: str
    file: str
    size: str
    sha256: str
    pages: str = ""
    verdict: str = ""
    handed_over: str
    handed_over_by: str
    exam: str = ""


@dataclass(frozen=True, kw_only=True)
class CheckedPart:
    """A part as the checker found it; `low`, `high` and `length` are percentages of the width of the gauge."""

    number: str
    heading: str
    start: str
    pages: str
    asked: str
    status: str
    fine: bool
    length: int
    low: int
    high: int


@dataclass(frozen=True, kw_only=True)
class CheckedPlace:
    """One place that a finding tells: « p. 12, partie 2 », what was seen, the words concerned."""

    where: str
    message: str
    quote: str = ""
    replacement: str = ""


@dataclass(frozen=True, kw_only=True)
class CheckedRemark:
    """Places that one remedy mends, with what is asked and where; "" where each place has its own."""

    places: tuple[CheckedPlace, ...]
    rule: str
    source: str
    remedy: str


@dataclass(frozen=True, kw_only=True)
class CheckedGroup:
    """Remarks of one severity; `tone` is that of the library."""

    label: str
    tone: str
    count: str
    remarks: tuple[CheckedRemark, ...]


@dataclass(frozen=True, kw_only=True)
class CheckedContent:
    """Something that the RE requires, and where it seems treated."""

    part: str
    requirement: str
    state: str
    fine: bool
    page: str = ""
    quote: str = ""


@dataclass(frozen=True, kw_only=True)
class RapportConformite(DocumentContext):
    """What the checker saw in one file: counts, parts, remarks and contents; it judges the form, never the candidate.

    `candidate` is "" where the file alone is known; `reason` says why a file could not be read.
    """

    candidate: str = ""
    titre: str
    titre_code: str
    scope: str
    production: str
    file: str
    checked: str
    verdict: str
    fine: bool
    reason: str = ""
    counts: tuple[str, ...] = ()
    parts: tuple[CheckedPart, ...] = ()
    groups: tuple[CheckedGroup, ...] = ()
    contents: tuple[CheckedContent, ...] = ()
